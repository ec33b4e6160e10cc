package app

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// NewVersionCommand is rfm version.
func NewVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version of the program",
		Args:  NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), Version())
			return err
		},
	}
}

// Version is what the build has noted about itself: a module version for an
// installed program, a revision for one built in a checkout.
func Version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "rfm (unknown build)"
	}
	text := "rfm " + build.Main.Version
	if build.Main.Version == "" {
		text = "rfm (devel)"
	}
	for _, s := range build.Settings {
		switch {
		case s.Key == "vcs.revision" && build.Main.Version == "(devel)":
			text += " " + s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true" && build.Main.Version == "(devel)":
			text += " (modified)"
		}
	}
	return text + " " + build.GoVersion
}
