package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Scripts that press the tab key behind the line $LINE, and write what the shell
// offers.
const (
	tabInBash = `
source <(rfm completion bash)
COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=9 COMP_KEY=9
# bash divides a line at blanks and, by themselves, at the signs of COMP_WORDBREAKS
COMP_WORDS=() rest=$LINE
while [[ $rest =~ ^\ *([^\ =:]+|[=:])(.*)$ ]]; do COMP_WORDS+=("${BASH_REMATCH[1]}") rest=${BASH_REMATCH[2]}; done
[[ $LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; } # there is no completion running
__start_rfm rfm "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"`
	tabInFish = `rfm completion fish | source; complete -C "$LINE"`
	// zsh completes at a terminal only, which zpty is.
	tabInZsh = `
zmodload zsh/zpty
zpty z "TERM=dumb COLUMNS=200 zsh -f -i"
zpty -w z "PS1=; autoload -U compinit; compinit -u -D; source <(rfm completion zsh); compdef _rfm rfm; LISTMAX=0; print rea''dy"
zpty -r -m z line '*ready*'
zpty -w -n z "$LINE"$'\t'
integer idle=0
while ((idle < 10)); do
  if zpty -r -t z line; then print -rn -- "$line"; idle=0; else sleep 0.1; ((idle++)); fi
done
zpty -d z`
)

// The shells offer values of flags, columns of the file on the line, and files that
// can be read.
func TestShellsComplete(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("starts the shells of a Linux machine")
	}
	const package_ = "/usr/share/bash-completion/bash_completion"
	shells := []struct {
		name, needs string
		command     []string
	}{
		{"bash", "bash", []string{"bash", "--norc", "--noprofile", "-c", tabInBash}},
		{"bash with bash-completion", package_, []string{"bash", "--norc", "--noprofile", "-c", ". " + package_ + "\n" + tabInBash}},
		{"zsh", "zsh", []string{"zsh", "-f", "-c", tabInZsh}},
		{"fish", "fish", []string{"fish", "--no-config", "-c", tabInFish}},
	}
	files := t.TempDir()
	for _, name := range []string{"sales.csv", "old.parquet", "notes.pdf", "script.py", "march/orders.csv.gz"} {
		path := filepath.Join(files, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("kunde,betrag,datum\na,1,2024-01-01\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			if _, err := exec.LookPath(shell.needs); err != nil {
				if _, err := os.Stat(shell.needs); err != nil {
					if os.Getenv("CI") == "true" {
						t.Fatalf("%s is missing: .ci/run installs it", shell.needs)
					}
					t.Skipf("%s is not on this machine", shell.needs)
				}
			}
			for _, test := range []struct {
				line         string
				offers, lack []string
			}{
				{"rfm score --method ", []string{"quantile", "ntile", "nested", "edges", "r-rfm", "pandas"}, []string{"sales.csv"}},
				{"rfm score --scheme rf", []string{"rf-grid"}, nil},
				{"rfm score --format ", []string{"parquet", "xlsx", "markdown"}, nil},
				{"rfm score --returns ", []string{"net", "drop", "keep"}, nil},
				{"rfm score --lang ", []string{"en", "zh"}, nil},
				{"rfm pareto --by ", []string{"revenue", "profit"}, nil},
				{"rfm score sales.csv --customer ", []string{"kunde", "betrag", "datum"}, nil},
				{"rfm score sales.csv --where ", []string{"kunde", "betrag", "datum"}, nil},
				{"rfm score sales.csv --columns segment,recen", []string{"segment,recency_days"}, nil},
				{"rfm score ", []string{"sales.csv", "old.parquet", "march/"}, []string{"notes.pdf", "script.py"}},
				{"rfm score march/o", []string{"march/orders.csv.gz"}, nil},
			} {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, shell.command[0], shell.command[1:]...)
				cmd.WaitDelay = time.Second
				cmd.Dir = files
				cmd.Env = append(os.Environ(), "LINE="+test.line, "HOME="+files, "LC_ALL=C.UTF-8")
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v\n%s", test.line, err, out)
				}
				offered := strings.FieldsFunc(strings.ReplaceAll(string(out), `\`, ""), func(r rune) bool { return r < ' ' || r == ' ' })
				for _, want := range test.offers {
					if !slices.ContainsFunc(offered, func(o string) bool {
						return o == want || o == strings.TrimPrefix(want, "segment,") || o == filepath.Base(want) || o == filepath.Base(want)+"/"
					}) {
						t.Errorf("%s: does not offer %s:\n%s", test.line, want, out)
					}
				}
				for _, not := range test.lack {
					if slices.Contains(offered, not) {
						t.Errorf("%s: offers %s", test.line, not)
					}
				}
			}
		})
	}
}
