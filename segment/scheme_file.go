package segment

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment/yamlfile"
)

// Parse reads a scheme from the text of a YAML file. file names it in errors,
// which are *FileError.
//
//	name: vip                         # letters a-z, digits, - and _
//	about: those we know by name      # one line; may be left out
//	bins: 5                           # or [5, 4, 3]: the scores of R, F and M that
//	                                  # the rules are written for
//	attributes: {age: number, plan: text} # columns of --attributes for rules; no
//	                                  # value is not a number, or the empty text
//	axes:                             # weighted scores of several indicators; may be
//	                                  # left out
//	  strength:                       # rules look at it by this name
//	    share: {of: wallet_share, scale: edges 10 20 40, weight: 50}
//	    size: {of: monetary, scale: quantile 5, weight: 50}
//	segments:                         # the first rule that holds wins
//	  - code: vip                     # as the name
//	    label: {en: VIP, zh: 贵宾}     # or one text for both; the code where left out
//	    advice: call them             # likewise; may be left out
//	    r: 4-5                        # ranges of r, f, m and fm, the mean of f and m;
//	    fm: 3.5-5                     # half points are not rounded
//	    when: monetary > 1000         # all ranges and the expression must hold
func Parse(file string, text []byte) (*Scheme, error) {
	source, root, err := yamlfile.Parse(file, text)
	switch {
	case err != nil:
		return nil, err
	case root == nil:
		return nil, &FileError{File: file, Message: "the file is empty"}
	}
	f := &schemeFile{source}
	s := &Scheme{Source: text}
	if err := f.scheme(s, root); err != nil {
		return nil, err
	}
	return s, nil
}

// FileError is a mistake in the file of a scheme.
type FileError = yamlfile.Error

// schemeFile is the file of a scheme while it is read.
type schemeFile struct{ *yamlfile.File }

// mapping is the values by key of a node that must be a mapping with no other
// keys than the known ones. what says what it stands for.
func (f *schemeFile) mapping(node ast.Node, what string, known ...string) (map[string]ast.Node, error) {
	pairs, err := f.Pairs(node, what+", which has the keys "+strings.Join(known, " "))
	if err != nil {
		return nil, err
	}
	values := map[string]ast.Node{}
	for _, p := range pairs {
		if !slices.Contains(known, p.Key) {
			return nil, f.Remark(p.Name, "known: "+strings.Join(known, " "), "unknown key %q in %s", p.Key, what)
		}
		values[p.Key] = p.Node
	}
	return values, nil
}

// maxSegments is what an Assignment can number, beside others.
const maxSegments = 1<<16 - 2

// reserved is a code that no segment has: where segments are files named by their
// codes, it is the name of the manifest.
const reserved = "manifest"

// scheme reads the keys of the file.
func (f *schemeFile) scheme(s *Scheme, root ast.Node) error {
	keys, err := f.mapping(root, "a scheme", "name", "about", "bins", "attributes", "axes", "segments")
	if err != nil {
		return err
	}
	for _, needed := range []string{"name", "segments"} {
		if keys[needed] == nil {
			return f.At(root, "the scheme has no %s", needed)
		}
	}
	if s.Name, err = f.code(keys["name"]); err != nil {
		return err
	}
	if s.About, err = f.words(keys["about"]); err != nil {
		return err
	}
	if s.Bins, err = f.bins(keys["bins"]); err != nil {
		return err
	}
	if err := f.attributes(s, keys["attributes"]); err != nil {
		return err
	}
	if err := f.axes(s, keys["axes"]); err != nil {
		return err
	}
	list, isList := keys["segments"].(*ast.SequenceNode)
	switch {
	case !isList || len(list.Values) == 0:
		return f.At(keys["segments"], "segments is not a list of segments")
	case len(list.Values) > maxSegments:
		return f.At(list, "%d segments are too many: %d are allowed", len(list.Values), maxSegments)
	}
	for _, node := range list.Values {
		if err := f.segment(s, node); err != nil {
			return err
		}
	}
	return f.evaluate(s)
}

// evaluate finds expressions that fail on a cell.
func (f *schemeFile) evaluate(s *Scheme) error {
	for _, c := range cells(s.Bins) {
		if _, err := s.matches(c, s.Bins); err != nil {
			return err
		}
	}
	return nil
}

// segment reads one segment.
func (f *schemeFile) segment(s *Scheme, node ast.Node) error {
	keys, err := f.mapping(node, "a segment", "code", "label", "advice", "r", "f", "m", "fm", "when")
	if err != nil {
		return err
	}
	if keys["code"] == nil {
		return f.At(node, "the segment has no code")
	}
	var g Segment
	if g.Code, err = f.code(keys["code"]); err != nil {
		return err
	}
	if g.Code == Others {
		return f.At(keys["code"], "code %s is for customers that no rule matches", Others)
	}
	if g.Code == reserved {
		return f.At(keys["code"], "code %s is taken: a file of that name tells of all segments", reserved)
	}
	if slices.ContainsFunc(s.Segments, func(other Segment) bool { return other.Code == g.Code }) {
		return f.At(keys["code"], "code %s is taken: another segment before has it", g.Code)
	}
	if g.Label, err = f.words(keys["label"]); err != nil {
		return err
	}
	if g.Label == (Text{}) {
		g.Label = Text{EN: g.Code, ZH: g.Code}
	}
	if g.Advice, err = f.words(keys["advice"]); err != nil {
		return err
	}
	if g.Rule, err = f.rule(keys, s, g.Code); err != nil {
		return err
	}
	if g.Rule == (Rule{}) {
		return f.At(node, "segment %s has no rule: give ranges of r, f, m, fm, or when", g.Code)
	}
	if looks := g.Rule.looksAt(); s.Bins == (score.Bins{}) && looks != [3]bool{} {
		return f.At(node, "segment %s looks at scores: say above segments how many there are, such as bins: 5", g.Code)
	}
	s.Segments = append(s.Segments, g)
	return nil
}

// rule reads the ranges and the expression of a segment.
func (f *schemeFile) rule(keys map[string]ast.Node, s *Scheme, code string) (r Rule, err error) {
	bins := s.Bins
	for _, d := range []struct {
		key  string
		to   *Range
		half bool
		most float64
	}{
		{"r", &r.R, false, float64(bins[rfm.Recency])},
		{"f", &r.F, false, float64(bins[rfm.Frequency])},
		{"m", &r.M, false, float64(bins[rfm.Monetary])},
		{"fm", &r.FM, true, float64(bins[rfm.Frequency]+bins[rfm.Monetary]) / 2},
	} {
		node := keys[d.key]
		if node == nil {
			continue
		}
		text, ok := scalar(node)
		if !ok {
			return r, f.At(node, "%s is not a range: write 3 or 4-5", d.key)
		}
		if *d.to, err = parseRange(text, d.half); err != nil {
			return r, f.At(node, "%s: %v", d.key, err)
		}
		if bins != (score.Bins{}) && (d.to.Low < 1 || d.to.High > d.most) {
			return r, f.At(node, "%s %s is outside the scores, which go from 1 to %s", d.key, d.to, Range{d.most, d.most})
		}
	}
	if node := keys["when"]; node != nil {
		text := node.GetToken().Value
		if _, isBool := node.(*ast.BoolNode); !isBool { // when: true, for all the rest
			if text, err = f.text(node); err != nil {
				return r, err
			}
		}
		r.When, err = compile(text, s.ownNames(), func(line, column int, message, remark string) error {
			return f.Inside(node, line, column, message+" in rule "+code, remark)
		})
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// code reads a name that is safe everywhere, in file names too.
func (f *schemeFile) code(node ast.Node) (string, error) {
	text, err := f.text(node)
	if err == nil && !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`).MatchString(text) {
		err = f.At(node, "%q: use letters a-z, digits, - and _", text)
	}
	return text, err
}

// words reads a text for all languages, or one for each.
func (f *schemeFile) words(node ast.Node) (t Text, err error) {
	if node == nil {
		return t, nil
	}
	if _, isMapping := node.(*ast.MappingNode); !isMapping {
		t.EN, err = f.oneLine(node)
		t.ZH = t.EN
		return t, err
	}
	languages, err := f.mapping(node, "a text", string(English), string(Chinese))
	if err != nil {
		return t, err
	}
	for _, l := range []struct {
		Language
		to *string
	}{{English, &t.EN}, {Chinese, &t.ZH}} {
		if node := languages[string(l.Language)]; node != nil {
			if *l.to, err = f.oneLine(node); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

// oneLine reads a text that goes into one cell of a table.
func (f *schemeFile) oneLine(node ast.Node) (string, error) {
	text, err := f.text(node)
	text = strings.TrimSpace(text)
	if err == nil && strings.ContainsFunc(text, unicode.IsControl) {
		err = f.At(node, "want a text of one line, without control signs")
	}
	return text, err
}

// bins reads one number of scores, or three.
func (f *schemeFile) bins(node ast.Node) (score.Bins, error) {
	if node == nil {
		return score.Bins{}, nil
	}
	nodes := []ast.Node{node, node, node}
	if list, isList := node.(*ast.SequenceNode); isList {
		nodes = list.Values
	}
	var numbers []string
	for _, n := range nodes {
		number, isScalar := scalar(n)
		if _, err := strconv.Atoi(number); !isScalar || err != nil {
			return score.Bins{}, f.At(n, "bins is not a number of scores: write 5, or [5, 4, 3] for R, F, M")
		}
		numbers = append(numbers, number)
	}
	bins, err := score.ParseBins(strings.Join(numbers, ","))
	if err != nil || len(numbers) != 3 {
		return bins, f.At(node, "bins is one number of scores from 2 to 10, or three for R, F, M")
	}
	return bins, nil
}

// scalar is the text of a number or a string.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// text reads a string.
func (f *schemeFile) text(node ast.Node) (string, error) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case ast.ScalarNode:
		return "", f.At(node, "%s is not text: write %q", n.GetToken().Value, n.GetToken().Value)
	}
	return "", f.At(node, "want a text, not %s", strings.ToLower(fmt.Sprint(node.Type())))
}
