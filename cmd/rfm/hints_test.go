package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rfm/cmd/internal/app"
)

// hintsFolder is the variable that names a folder for hints that do not work:
// a program that finds it set follows what it has printed.
const hintsFolder = "FOLLOW_HINTS"

// notFollowed are hints that a program cannot follow, with the reason.
var notFollowed = map[string]string{
	"urandom":               "makes a key by chance",
	"/dev/zero":             "is no folder to copy",
	"chmod":                 "is a command of the system",
	"--lock-wait":           "waits for a program that has ended by then",
	"no ids are needed":     "is followed by those who do not draw, as the script does",
	"db2/a.parquet":         "turns out to be packed, which --dedupe refuses",
	"rfm sql":               "asks a database",
	"sc://":                 "asks an engine",
	"two days of one input": "is one way of two: the scored file of the script goes the other",
}

// mainThatFollows is main; where the scripts ask for it, every hint that has been
// printed is followed in a copy of the script's folder.
func mainThatFollows() {
	folder := os.Getenv(hintsFolder)
	if folder == "" || app.IsTerminal(os.Stderr) {
		main()
		return
	}
	os.Unsetenv(hintsFolder)
	var stdin []byte
	in := io.Reader(os.Stdin)
	if slices.Contains(os.Args[1:], "-") {
		stdin, _ = io.ReadAll(os.Stdin)
		in = bytes.NewReader(stdin)
	}
	app.CollectSparingly()
	ctx, stop := app.UntilSignal(context.Background())
	var words bytes.Buffer
	stderr := io.MultiWriter(os.Stderr, &words)
	err := run(ctx, os.Args[1:], in, os.Stdout, stderr)
	stop()
	code := app.Report(stderr, err)
	printed := printedText{os.Args[1:], words.String(), stdin}
	for _, way := range printed.ways() {
		h := fnv.New64()
		fmt.Fprintln(h, digits.ReplaceAllString(printed.trouble(way.line)+strings.Join(way.hint, " "), "N"))
		first, err := os.OpenFile(filepath.Join(folder, fmt.Sprintf("%x", h.Sum64())), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			continue // followed already
		}
		if err := printed.follow(way); err != nil {
			fmt.Fprintf(first, "%q says\n%s\nbut with %q: %v", os.Args[1:], way.line, way.args, err)
		}
		first.Close()
	}
	os.Exit(code)
}

// reportHints makes an error of each hint in the folder that did not work.
func reportHints(t *testing.T, folder string) {
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if text, err := os.ReadFile(path); err != nil || len(text) > 0 {
			t.Errorf("a hint that does not work: %s %v", text, err)
		}
	}
	t.Logf("%d hints followed", len(files))
}

// printedText is what a command said on stderr.
type printedText struct {
	args  []string
	words string
	stdin []byte
}

// way is a hint as a command that follows it.
type way struct {
	line string   // in which the hint stands
	hint []string // the words of the hint
	args []string // the command that follows it
}

var (
	digits      = regexp.MustCompile(`[0-9]+`)
	placeholder = regexp.MustCompile(`^(FILE|DIR|NAME|FLAGS|OLD|NEW|R\.csv|LIMITS|TABLE|YYYY-MM-DD|.*[A-Z]+=.*[A-Z]|\.\.\.)$`)
	meant       = regexp.MustCompile(`(?:"([^"]+)"|(--?[a-z-]+)|(\w+)): *[^;]*;? did you mean "?([^"?]+)"?\?|(?:"([^"]+)"|(--?[a-z-]+))[^;]*; did you mean "?([^"?]+)"?\?`)
	// clause is where a hint may begin.
	clause = regexp.MustCompile(`(?:^  |: |：|; |；|   or   |\? )((?:--[a-z]|rfm [a-z-]).*)`)
	// inPlace names a flag that a hint leaves out.
	inPlace = regexp.MustCompile(`(?:without|in place of) (--[a-z-]+)`)
	// prose is where words about a flag begin.
	prose = regexp.MustCompile(`^(sets?|names?|makes?|needs?|writes|brings|takes?|tells?|counts?|drops?|is|are|has|says|goes|does|and|or|limits|lies|\(.*|here|makes|with|looks?|holds|who|where|would|for)$`)
)

// ways are the commands that the hints on stderr ask for.
func (p printedText) ways() (ways []way) {
	for _, line := range strings.Split(p.words, "\n") {
		if m := meant.FindStringSubmatch(line); m != nil {
			wrong, right := m[5]+m[6]+m[1]+m[2], m[7]+m[4]
			if args := p.instead(wrong, strings.Fields(right)); args != nil {
				ways = append(ways, way{line, []string{right}, args})
			}
		}
		if form, found := strings.CutPrefix(line, "  write: "); found && slices.Contains(p.args, "--where") {
			ways = append(ways, way{line, []string{form}, append(slices.Clone(p.args), "--where", form)})
			continue
		}
		if !strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "notice: ") || skipped(strings.Join(p.args, " ")+line) {
			continue
		}
		for rest := line; ; {
			m := clause.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			text := rest[m[2]:]
			words, read := p.hintWords(text)
			if words != nil {
				args := append(slices.Clone(p.args), words...)
				if words[0] == "rfm" {
					args = words[1:]
				}
				if m := inPlace.FindStringSubmatch(rest); m != nil {
					args = without(args, m[1])
				}
				ways = append(ways, way{line, words, args})
			}
			rest = text[read:]
		}
	}
	return ways
}

// without is a command without a flag and its value.
func without(args []string, flag string) []string {
	at := slices.Index(args, flag)
	if at < 0 {
		return args
	}
	end := at + 1
	if end < len(args) && !strings.HasPrefix(args[end], "-") && !aloneIsEnough(flag) {
		end++
	}
	return slices.Delete(slices.Clone(args), at, end)
}

// skipped tells that a program cannot follow the hints of a command.
func skipped(text string) bool {
	for part := range notFollowed {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// instead is the command with a word in place of another one; nil where it has no
// such word.
func (p printedText) instead(wrong string, right []string) (args []string) {
	found := false
	for _, arg := range p.args {
		switch {
		case wrong != "" && arg == wrong:
			args, found = append(args, right...), true
		case wrong != "" && !strings.HasPrefix(wrong, "-") && strings.Contains(arg, wrong):
			args, found = append(args, strings.ReplaceAll(arg, wrong, strings.Join(right, " "))), true
		default:
			args = append(args, arg)
		}
	}
	if !found {
		return nil
	}
	return args
}

// hintWords are the words of a hint at the beginning of a text, as a shell reads
// them, and how much of the text they are; nil where it only names a flag.
func (p printedText) hintWords(text string) (words []string, read int) {
	flags := 0
	for read < len(text) {
		word, n := shellWord(text[read:])
		bare := word
		if len(word) > 1 {
			bare = strings.TrimRight(word, ",;:")
		}
		if word == "" {
			break
		}
		if prose.MatchString(bare) {
			if len(words) > 0 && words[0] == "rfm" && !strings.HasPrefix(word, "(") {
				return nil, max(read, 1) // the command is talked of
			}
			break
		}
		read += n
		if strings.HasPrefix(word, "-") {
			flags++
		} else if len(words) > 0 && words[0] != "rfm" && !strings.HasPrefix(words[len(words)-1], "-") {
			return nil, read // two words after a flag: it is talked of
		}
		switch {
		case bare == "COLUMN":
			if bare = p.firstColumn(); bare == "" || slices.Contains(words, "--no-header") {
				return nil, read
			}
			word = bare
		case placeholder.MatchString(bare):
			return nil, read
		}
		words = append(words, bare)
		if bare != word && words[0] == "rfm" {
			return nil, read // the command is talked of
		}
		if bare != word || strings.HasPrefix(text[read:], "   ") {
			break
		}
	}
	if flags == 0 && (len(words) == 0 || words[0] != "rfm") || len(words) == 1 && !aloneIsEnough(words[0]) {
		return nil, max(read, 1)
	}
	return words, read
}

// aloneIsEnough tells that a flag has no value.
func aloneIsEnough(word string) bool {
	root := newRootCommand(&app.Streams{})
	for _, command := range root.Commands() {
		if f := command.Flags().Lookup(strings.TrimPrefix(word, "--")); f != nil {
			return f.NoOptDefVal != ""
		}
	}
	return false
}

// shellWord is the first word of a text as a shell reads it, and its length with
// the blank before it.
func shellWord(text string) (word string, read int) {
	trimmed := strings.TrimLeft(text, " ")
	read = len(text) - len(trimmed)
	for i := 0; i < len(trimmed); {
		switch {
		case trimmed[i] == ' ':
			return word, read + i
		case trimmed[i] == '\'' && strings.Contains(trimmed[i+1:], "'"):
			end := i + 1 + strings.IndexByte(trimmed[i+1:], '\'')
			word += trimmed[i+1 : end]
			i = end + 1
		default:
			word += trimmed[i : i+1]
			i++
		}
	}
	return word, len(text)
}

// firstColumn is the first column that the error names.
func (p printedText) firstColumn() string {
	_, list, _ := strings.Cut(p.words, "columns: ")
	name, _, _ := strings.Cut(list, ",")
	name, _, _ = strings.Cut(name, "\n")
	return strings.Trim(strings.TrimSpace(name), `"`)
}

// trouble is what following a hint must end: the notice with the hint, or the
// line above it that says what is wrong.
func (p printedText) trouble(hint string) (wrong string) {
	if strings.HasPrefix(hint, "notice: ") {
		return hint
	}
	for _, line := range strings.Split(p.words, "\n") {
		if line == hint && wrong != "" {
			break
		}
		if line != "" && !strings.HasPrefix(line, " ") {
			wrong = strings.TrimPrefix(line, "rfm: ")
		}
	}
	return wrong
}

// follow runs the command of a way where the first one ran; an error where it does
// not get further.
func (p printedText) follow(w way) error {
	from := os.Getenv("WORK")
	to, err := os.MkdirTemp(filepath.Dir(from), "hint") // beside it: the folder for temporary files is within
	if err != nil {
		return err
	}
	defer os.RemoveAll(to)
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	if err := exec.Command("cp", "-R", from+"/.", to).Run(); err != nil {
		return err
	}
	var args []string
	for _, arg := range w.args {
		args = append(args, strings.ReplaceAll(arg, from, to))
	}
	again := exec.Command("rfm", args...)
	again.Dir, again.Stdin = strings.Replace(here, from, to, 1), bytes.NewReader(p.stdin)
	var words bytes.Buffer
	again.Stderr = &words
	err = again.Run()
	said := strings.ReplaceAll(words.String(), to, from)
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return err
	}
	const usage = 2
	wrong := p.trouble(w.line)
	switch {
	case w.hint[0] == "rfm":
		if ended != nil && ended.ExitCode() == usage {
			return errors.New(said)
		}
		return nil // the files of an example need not be there
	case strings.Contains(said, wrong) && slices.Contains(strings.Split(said, "\n"), w.line): // else another question is open
		return fmt.Errorf("it says the same: %s", said)
	case err != nil && strings.HasPrefix(wrong, "notice: "):
		return fmt.Errorf("%w: %s", err, said)
	}
	_, refusal, _ := strings.Cut("\n"+said, "\nrfm: ")
	refusal, _, _ = strings.Cut(refusal, "\n")
	for _, word := range w.hint {
		if err != nil && strings.HasPrefix(word, "--") && strings.Contains(refusal, word) {
			return fmt.Errorf("it is about what was followed: %s", said)
		}
	}
	return nil
}
