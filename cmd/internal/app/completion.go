package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	valuesAnnotation  = "rfm_values"
	columnsAnnotation = "rfm_columns"
)

// Values says which values a flag has, for the completion of shells.
func Values(fs *pflag.FlagSet, flag string, values ...string) {
	annotate(fs, flag, valuesAnnotation, values)
}

// ResultColumns says which columns the result of a command has, for the completion of
// --columns and --sort.
func ResultColumns(fs *pflag.FlagSet, schema *arrow.Schema, more ...string) {
	for _, f := range schema.Fields() {
		more = append(more, f.Name)
	}
	Values(fs, "columns", more...)
	Values(fs, "sort", more...)
}

// NamesColumns says that flags take columns of the input, for the completion of
// shells.
func NamesColumns(fs *pflag.FlagSet, flags ...string) {
	for _, flag := range flags {
		annotate(fs, flag, columnsAnnotation, []string{"input"})
	}
}

func annotate(fs *pflag.FlagSet, flag, key string, values []string) {
	f := fs.Lookup(flag)
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[key] = values
}

// isReadable reports whether a name ends as those of files that can be read.
func isReadable(name string) bool {
	return slices.Contains([]string{".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather", ".xlsx", ".gz", ".zst", ".bz2"},
		strings.ToLower(filepath.Ext(name)))
}

// readableFiles are the files and folders that begin with what is typed. The shells
// could look for them, but not all by the ends of names, and bash not without the
// package bash-completion.
func readableFiles(_ *cobra.Command, _ []string, typed string) (names []string, directive cobra.ShellCompDirective) {
	folder, begin := filepath.Split(typed)
	entries, _ := os.ReadDir(filepath.Clean("./" + folder))
	if filepath.IsAbs(folder) {
		entries, _ = os.ReadDir(folder)
	}
	directive = cobra.ShellCompDirectiveNoFileComp
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, begin) || begin == "" && name[0] == '.' {
			continue
		}
		if at, err := os.Stat(filepath.Join(folder, name)); err == nil && at.IsDir() {
			names = append(names, folder+name+string(filepath.Separator))
			directive |= cobra.ShellCompDirectiveNoSpace // a file in it follows
		} else if isReadable(name) {
			names = append(names, folder+name)
		}
	}
	return names, directive
}

// completed takes the values that go on with what is typed, or with what stands
// behind its last comma where a flag takes several.
func completed(f *pflag.Flag, values []string, typed string) (names []string, directive cobra.ShellCompDirective) {
	before, last := "", typed
	if at := strings.LastIndexByte(typed, ','); at >= 0 {
		before, last = typed[:at+1], typed[at+1:]
	}
	if f.Name == "sort" && strings.HasPrefix(last, "-") {
		before, last = before+"-", last[1:]
	}
	for _, v := range values {
		if strings.HasPrefix(v, last) {
			names = append(names, before+v)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// complete tells the shells what may follow: files that can be read, and the columns
// of the first file named.
func (c Command) complete(cmd *cobra.Command) {
	cmd.ValidArgsFunction = readableFiles
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[columnsAnnotation] == nil || c.Columns == nil {
			return
		}
		cmd.RegisterFlagCompletionFunc(f.Name, func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return completed(f, c.Columns(args[0]), typed)
		})
	})
}

// CompleteValues tells the shells the values of the flags of a command and of those
// below it.
func CompleteValues(cmd *cobra.Command) {
	register := func(f *pflag.Flag) {
		values := f.Annotations[valuesAnnotation]
		if named, _ := pflag.UnquoteUsage(f); values == nil && strings.Contains(named, "|") {
			values = strings.Split(named, "|")
		}
		if values != nil {
			cmd.RegisterFlagCompletionFunc(f.Name, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
				return completed(f, values, typed)
			})
		}
	}
	cmd.LocalFlags().VisitAll(register)
	for _, c := range cmd.Commands() {
		CompleteValues(c)
	}
}

// bashAlone lets the script for bash do without the package bash-completion: it puts
// the words together that bash has divided at = and :.
const bashAlone = `
__rfm_init_completion()
{
    COMPREPLY=()
    if declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
        _get_comp_words_by_ref "$@" cur prev words cword
        return
    fi
    local i last
    words=("${COMP_WORDS[0]}")
    for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do
        last=$((${#words[@]} - 1))
        if [[ ${COMP_WORDS[i]} == [=:] || ${words[last]} == *[=:] ]] &&
            [[ ${COMP_LINE} == *"${words[last]}${COMP_WORDS[i]}"* ]]; then
            words[last]+=${COMP_WORDS[i]}
        else
            words+=("${COMP_WORDS[i]}")
        fi
        if ((i == COMP_CWORD)); then
            cword=$((${#words[@]} - 1))
        fi
    done
    cur=${words[cword]} prev=${words[cword - 1]}
}
`

// NewCompletionCommand writes the scripts of the shells.
func NewCompletionCommand(s *Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Write the completion script of bash, zsh, fish or powershell",
		Long: `Write the script that completes commands, flags, their values, files that can be
read, and the columns of the file on the line.

  bash         rfm completion bash > /etc/bash_completion.d/rfm
               or, without the package bash-completion, in ~/.bashrc:
               source <(rfm completion bash)
  zsh          rfm completion zsh > "${fpath[1]}/_rfm"
  fish         rfm completion fish > ~/.config/fish/completions/rfm.fish
  powershell   rfm completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return Usage("completion takes one shell", "there are: bash, zsh, fish, powershell")
			}
			root, out := cmd.Root(), s.Stdout(cmd.Context())
			switch args[0] {
			case "bash":
				if err := root.GenBashCompletionV2(out, true); err != nil {
					return err
				}
				_, err := out.Write([]byte(bashAlone))
				return err
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return Usage("unknown shell "+args[0], "there are: bash, zsh, fish, powershell")
		},
	}
}
