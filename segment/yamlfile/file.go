// Package yamlfile reads YAML files that people write, such as schemes and
// settings. What is wrong in one is told with its place and the line.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// File is a file while it is read.
type File struct {
	name  string
	lines []string
}

// Parse parses the only document of a file, which is nil where the file is
// empty. name is that of the file in errors, which are *Error.
func Parse(name string, text []byte) (*File, ast.Node, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // the byte-order mark of Windows
	f := &File{name: name, lines: strings.Split(string(text), "\n")}
	document, err := f.document(text)
	return f, document, err
}

const (
	// maxLength is that of a file that a person writes.
	maxLength = 1 << 20
	// maxDepth is how deep brackets, and dashes on one line, may be nested. The
	// parser takes memory by the square of it: 1.4 GB for 30 kB of brackets.
	maxDepth = 100
)

// bounded refuses what no person writes and the parser cannot bear.
func (f *File) bounded() error {
	length, depth := 0, 0
	for i, line := range f.lines {
		if length += len(line) + 1; length > maxLength+1 {
			return &Error{File: f.name, Message: "the file is longer than 1 MiB"}
		}
		dashes := 0
		for at, b := range []byte(line) {
			switch b {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			case '-', '?', ':', '!', '&', '*':
				if dashes >= 0 {
					dashes++
				}
			case ' ', '\t':
			default:
				dashes = -1 // no more of them open a list here
			}
			if depth > maxDepth || dashes > maxDepth {
				return &Error{File: f.name, Line: i + 1, Column: at + 1, Message: fmt.Sprintf("nested deeper than %d", maxDepth)}
			}
		}
	}
	return nil
}

func (f *File) document(text []byte) (ast.Node, error) {
	if !utf8.Valid(text) {
		return nil, &Error{File: f.name, Message: "the file is not in UTF-8"}
	}
	if err := f.bounded(); err != nil {
		return nil, err
	}
	parsed, err := parser.ParseBytes(text, 0)
	var at yaml.Error
	switch {
	case errors.As(err, &at):
		p := at.GetToken().Position
		return nil, f.error(p, at.GetMessage(), "")
	case err != nil:
		return nil, &Error{File: f.name, Message: err.Error()}
	}
	var documents []ast.Node
	for _, d := range parsed.Docs {
		if d.Body != nil && d.Body.Type() != ast.NullType {
			documents = append(documents, d.Body)
		}
	}
	switch len(documents) {
	case 0:
		return nil, nil
	case 1:
		return documents[0], nil
	}
	return nil, f.At(documents[1], "a second document: a file holds one")
}

// Pair is a key of a mapping and its value.
type Pair struct {
	Key        string
	Name, Node ast.Node // the key as it stands in the file, and the value
}

// Pairs are the keys and values of a node that must be a mapping; want says what
// else is wanted.
func (f *File) Pairs(node ast.Node, want string) ([]Pair, error) {
	m, isMapping := node.(*ast.MappingNode)
	if !isMapping {
		return nil, f.At(node, "want %s", want)
	}
	var pairs []Pair
	for _, v := range m.Values {
		p := Pair{v.Key.GetToken().Value, v.Key, v.Value}
		switch v.Value.(type) {
		case *ast.NullNode:
			return nil, f.At(p.Name, "%s has no value", p.Key)
		case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
			return nil, f.At(p.Node, "anchors, aliases and tags are not read: write the value")
		}
		pairs = append(pairs, p)
	}
	return pairs, nil
}

// At is an error at a node.
func (f *File) At(node ast.Node, format string, args ...any) error {
	return f.Remark(node, "", format, args...)
}

// Remark is an error at a node, with a remark beside the mark below the line.
func (f *File) Remark(node ast.Node, remark, format string, args ...any) error {
	return f.error(start(node).Position, fmt.Sprintf(format, args...), remark)
}

// start is the token a node starts with; the own one of a block mapping is the
// colon behind its first key.
func start(node ast.Node) *token.Token {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return m.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

// Inside is an error at a line, from 1, and a column, from 0, of the text that a
// node holds. Where the text is not as it stands in the file, because lines are
// folded or signs escaped, it is at the start of the text.
func (f *File) Inside(node ast.Node, line, column int, message, remark string) error {
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
	return f.error(&p, message, remark)
}

func (f *File) error(at *token.Position, message, remark string) error {
	return &Error{File: f.name, Line: at.Line, Column: at.Column, Message: message, Text: f.line(at.Line), Remark: remark}
}

// line is a line of the file, from 1.
func (f *File) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	return strings.TrimSuffix(f.lines[n-1], "\r")
}
