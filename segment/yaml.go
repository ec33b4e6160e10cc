package segment

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// schemeFile is the file of a scheme while it is read.
type schemeFile struct {
	name  string
	lines []string
}

// document parses the only document of the file.
func (f *schemeFile) document(text []byte) (ast.Node, error) {
	if !utf8.Valid(text) {
		return nil, &FileError{File: f.name, Message: "the file is not in UTF-8"}
	}
	parsed, err := parser.ParseBytes(text, 0)
	var at yaml.Error
	switch {
	case errors.As(err, &at):
		p := at.GetToken().Position
		return nil, f.error(p.Line, p.Column, at.GetMessage(), "")
	case err != nil:
		return nil, &FileError{File: f.name, Message: err.Error()}
	}
	var documents []ast.Node
	for _, d := range parsed.Docs {
		if d.Body != nil && d.Body.Type() != ast.NullType {
			documents = append(documents, d.Body)
		}
	}
	switch len(documents) {
	case 0:
		return nil, &FileError{File: f.name, Message: "the file is empty"}
	case 1:
		return documents[0], nil
	}
	return nil, f.at(documents[1], "a second scheme: a file holds one")
}

// mapping is the values by key of a node that must be a mapping with no other
// keys than the known ones. what says what it stands for.
func (f *schemeFile) mapping(node ast.Node, what string, known ...string) (map[string]ast.Node, error) {
	m, isMapping := node.(*ast.MappingNode)
	if !isMapping {
		return nil, f.at(node, "want %s, which has the keys %s", what, strings.Join(known, " "))
	}
	values := map[string]ast.Node{}
	for _, v := range m.Values {
		key := v.Key.GetToken().Value
		if !slices.Contains(known, key) {
			p := v.Key.GetToken().Position
			return nil, f.error(p.Line, p.Column, fmt.Sprintf("unknown key %q in %s", key, what), "known: "+strings.Join(known, " "))
		}
		switch v.Value.(type) {
		case *ast.NullNode:
			return nil, f.at(v.Key, "%s has no value", key)
		case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
			return nil, f.at(v.Value, "anchors, aliases and tags are not read: write the value")
		}
		values[key] = v.Value
	}
	return values, nil
}

// at is an error at a node.
func (f *schemeFile) at(node ast.Node, format string, args ...any) error {
	p := start(node).Position
	return f.error(p.Line, p.Column, fmt.Sprintf(format, args...), "")
}

// start is the token a node starts with; the own one of a block mapping is the
// colon behind its first key.
func start(node ast.Node) *token.Token {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

// inside is an error at a line, from 1, and a column, from 0, of the text that a
// node holds. Where the text is not as it stands in the file, because lines are
// folded or signs escaped, it is at the start of the text.
func (f *schemeFile) inside(node ast.Node, line, column int, message, remark string) error {
	t := node.GetToken()
	p := *t.Position
	switch t.Type {
	case token.LiteralType:
		p.Line += line
		text := f.line(p.Line)
		first := f.line(t.Position.Line + 1)
		p.Column = min(len(first)-len(strings.TrimLeft(first, " "))+column, len([]rune(text))) + 1
	case token.StringType, token.SingleQuoteType, token.DoubleQuoteType:
		before, _, verbatim := strings.Cut(t.Origin, t.Value)
		if verbatim && !strings.Contains(t.Value, "\n") {
			p.Column += len(strings.TrimLeft(before, " \t\n")) + column
		}
	}
	return f.error(p.Line, p.Column, message, remark)
}

func (f *schemeFile) error(line, column int, message, remark string) error {
	return &FileError{File: f.name, Line: line, Column: column, Message: message, Text: f.line(line), Remark: remark}
}

// line is a line of the file, from 1.
func (f *schemeFile) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return strings.TrimSuffix(f.lines[n-1], "\r")
}
