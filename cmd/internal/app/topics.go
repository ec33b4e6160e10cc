package app

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rfm/io/table"
)

// NewTopics are the help topics about output and settings.
func NewTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "formats", Short: "The formats of results", Long: formatsTopic()},
		{Use: "environment", Short: "Settings in the environment and in rfm.yaml", Long: environmentTopic},
	}
}

func formatsTopic() string {
	var b strings.Builder
	b.WriteString("-o FILE chooses the format by the extension, --format by name. Without both, a\nterminal gets a table, and a file or a pipe gets CSV.\n\n")
	for _, f := range table.Formats() {
		fmt.Fprintf(&b, "  %-8s  %s\n", f.Name, f.Meaning)
	}
	b.WriteString("\nA file appears only when it is complete: a run that fails leaves nothing behind.")
	return b.String()
}

const environmentTopic = `Every flag can also stand in the environment or in a file:

  RFM_DATE_FORMAT=dmy          is --date-format dmy
  date-format: dmy             the same in rfm.yaml

rfm.yaml in the current folder is read by default; --config FILE names another
file, --config none none. Flags below profiles: NAME: apply with --profile NAME.
The command line takes precedence over the environment, the environment over a
profile, and a profile over the rest of the file. The first line on stderr says
what came from where.

Other variables
  RFM_REDACT_KEY   the key of --redact
  NO_COLOR         no colours on a terminal, whatever the value
  TERM             dumb: no colours, bars or line of progress
  TMPDIR           where data spills beyond --memory`
