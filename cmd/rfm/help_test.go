package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rfm/cmd/internal/app"
)

// The help of every command and topic fits 80 columns; -h fits a screen.
func TestHelpFitsTheScreen(t *testing.T) {
	var visit func(path []string, cmd *cobra.Command)
	visit = func(path []string, cmd *cobra.Command) {
		for _, args := range [][]string{append(path, "--help"), append(path, "-h")} {
			var out, messages bytes.Buffer
			if err := run(context.Background(), args, strings.NewReader(""), &out, &messages); err != nil {
				t.Fatal(args, err)
			}
			lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
			for i, line := range lines {
				if utf8.RuneCountInString(line) > 80 {
					t.Errorf("rfm %s: line %d has %d characters: %s", strings.Join(args, " "), i+1, utf8.RuneCountInString(line), line)
				}
			}
			if args[len(args)-1] == "-h" && cmd.Runnable() && cmd.HasParent() && len(lines) > 24 {
				t.Errorf("rfm %s: %d lines", strings.Join(args, " "), len(lines))
			}
		}
		for _, below := range cmd.Commands() {
			if !below.IsAdditionalHelpTopicCommand() {
				visit(append(path[:len(path):len(path)], below.Name()), below)
			}
		}
	}
	visit(nil, newRootCommand(&app.Streams{}))
}
