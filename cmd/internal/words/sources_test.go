package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// spoken is a line that the program may say, as a format, and where.
type spoken struct{ format, at string }

// silent are rooms and files whose words go into pictures and pages, which have both
// languages at the place, or are names in other people's files.
func silent() []string {
	return []string{"io/report", "cmd/internal/report/customers.go", "cmd/internal/report/findings.go", "cmd/internal/report/input.go", "cmd/internal/report/made.go", "cmd/internal/report/page.go", "cmd/internal/picture", "cmd/internal/words", "io/xlsx", "rfm/internal", "io/engine/grouping.go", "io/engine/dialect.go",
		"io/role/layouts.go", "io/role/names.go", "io/role/counting.go", "io/judge.go", "segment/learn/scheme.go", "cmd/internal/segment/workbook.go"}
}

// topics are the files of help topics, whose paragraphs are translated as a whole.
func topics() []string {
	return []string{"cmd/rfm/root.go", "cmd/internal/app/topics.go", "cmd/internal/app/exit_codes.go", "cmd/internal/population/topics.go", "cmd/internal/scoring/fail_if.go"}
}

// sources are the lines of all messages in the Go files of the module, and all texts
// of one word.
func sources(t *testing.T) (all []spoken, words map[string]bool) {
	t.Helper()
	const root = "../../.."
	seen := map[string]bool{}
	words = map[string]bool{}
	l := &listener{
		verbs:    verbs(),
		phrase:   regexp.MustCompile(`[A-Za-z,;:)] +[(A-Za-z%]|%\S* [a-z]{3}|: %`),
		unspoken: regexp.MustCompile(`^(panic|(strings|bytes|regexp|fs|filepath|time|slices|os|expr|arrow)\.\w+|\w+\.(Lookup|Changed|\w*VarP?)|app\.(Group|Values|NamesColumns|Overrule\w*)|annotate)$`),
	}
	for _, room := range []string{"cmd", "io", "rfm", "segment", "clv"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			rel = filepath.ToSlash(rel)
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains(silent(), rel):
				return fs.SkipDir
			case d.IsDir(), slices.Contains(silent(), rel), !strings.HasSuffix(rel, ".go"), strings.HasSuffix(rel, "_test.go"):
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, rel, text, 0)
			if err != nil {
				return err
			}
			l.topic = slices.Contains(topics(), rel)
			l.found = func(format string, at token.Pos) {
				for _, line := range l.lines(format) {
					words[line] = true
					if l.isPhrase(line) && !seen[line] {
						seen[line] = true
						all = append(all, spoken{line, set.Position(at).String()})
					}
				}
			}
			ast.Walk(l, file)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all, words
}

// isPhrase reports whether a text has words of a language beside its verbs, and is
// not the description of a flag, which names its value in back quotes.
func (l *listener) isPhrase(line string) bool {
	return !strings.Contains(line, "`") && l.phrase.MatchString(line) && hasWord(l.verbs.ReplaceAllString(line, ""))
}

// listener walks through a file and tells the texts that somebody may read.
type listener struct {
	topic bool // paragraphs stay together
	found func(format string, at token.Pos)

	verbs, phrase *regexp.Regexp
	unspoken      *regexp.Regexp // functions whose texts nobody reads
}

// lines are what is translated by itself.
func (l *listener) lines(format string) (lines []string) {
	between := "\n"
	if l.topic && !strings.Contains(format, "%s") {
		between = "\n\n"
	}
	for _, line := range strings.Split(format, between) {
		if line = strings.Trim(line, "\n"); !strings.Contains(line, "\n") {
			line = strings.TrimSpace(line)
		}
		lines = append(lines, line)
	}
	return lines
}

func (l *listener) Visit(n ast.Node) ast.Visitor {
	var format string
	var rest []ast.Expr
	is := false
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field:
		return nil
	case *ast.KeyValueExpr:
		key, _ := n.Key.(*ast.Ident)
		if key != nil && (key.Name == "Use" || key.Name == "Example" || key.Name == "Long" && !l.topic) {
			return nil
		}
	case *ast.CompositeLit:
		if inBoth(n.Elts) {
			return nil
		}
	case *ast.CallExpr:
		if l.unspoken.MatchString(callee(n)) || inBoth(n.Args) {
			return nil
		}
		format, rest, is = formatted(n)
	case *ast.BinaryExpr, *ast.BasicLit:
		format, rest, is = folded(n.(ast.Expr))
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN && len(n.Rhs) == 1 {
			format, rest, is = folded(n.Rhs[0])
			format = "%s" + format
		}
	}
	if !is {
		return l
	}
	l.found(format, n.Pos())
	for _, e := range rest {
		ast.Walk(l, e)
	}
	return nil
}

// inBoth reports whether texts stand side by side in both languages.
func inBoth(texts []ast.Expr) bool {
	return slices.ContainsFunc(texts, func(e ast.Expr) bool {
		text, is := literal(e)
		return is && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	})
}

// callee is the name of the function that is called.
func callee(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, is := f.X.(*ast.Ident); is {
			return x.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	}
	return ""
}

// formatted is the format of a call that takes one, and its arguments; one line each
// for one and for several where it counts.
func formatted(c *ast.CallExpr) (string, []ast.Expr, bool) {
	name := callee(c)
	name = name[strings.LastIndexByte(name, '.')+1:]
	if (name == "Counted" || name == "Plural") && len(c.Args) == 2 {
		noun, _, is := folded(c.Args[1])
		return "%d " + noun + "\n%d " + noun + "s", c.Args[:1], is
	}
	for i, a := range c.Args[:min(2, len(c.Args))] {
		if text, parts, is := folded(a); is && len(c.Args) > i+1 && strings.Contains(text, "%") && strings.HasSuffix(name, "f") {
			return text, append(parts, c.Args[i+1:]...), true
		}
	}
	return "", nil, false
}

// folded is a sum of texts as one format, with what stands for its verbs.
func folded(e ast.Expr) (format string, rest []ast.Expr, is bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return folded(e.X)
	case *ast.BasicLit:
		text, is := literal(e)
		return text, nil, is
	case *ast.BinaryExpr:
		left, a, isLeft := folded(e.X)
		right, b, isRight := folded(e.Y)
		if e.Op != token.ADD || !isLeft && !isRight {
			return "", nil, false
		}
		if !isLeft {
			left, a = "%s", []ast.Expr{e.X}
		}
		if !isRight {
			right, b = "%s", []ast.Expr{e.Y}
		}
		return left + right, append(a, b...), true
	case *ast.CallExpr:
		if callee(e) == "fmt.Sprintf" && len(e.Args) > 0 {
			text, parts, is := folded(e.Args[0])
			return text, append(parts, e.Args[1:]...), is
		}
	}
	return "", nil, false
}

func literal(e ast.Expr) (string, bool) {
	lit, is := e.(*ast.BasicLit)
	if !is || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
