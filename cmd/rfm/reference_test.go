package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"rfm/cmd/internal/app"
)

// The pages of the commands and the man pages are what the help says.
// go test ./cmd/rfm -run TestReference -update writes them.
func TestReferencePages(t *testing.T) {
	want := map[string]string{}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, below := range cmd.Commands() {
			if !below.Hidden && below.Name() != "completion" && below.Name() != "help" {
				visit(below)
			}
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		if cmd.IsAdditionalHelpTopicCommand() {
			args = []string{"help", cmd.Name()}
		}
		var out, messages bytes.Buffer
		if err := run(context.Background(), args, strings.NewReader(""), &out, &messages); err != nil {
			t.Fatal(args, err)
		}
		want["../../docs/reference/commands/"+name+".md"] = fmt.Sprintf("# %s\n\n```\n%s```\n", cmd.CommandPath(), out.String())
		var man bytes.Buffer
		cmd.DisableAutoGenTag = true
		if err := doc.GenMan(cmd, &doc.GenManHeader{Title: strings.ToUpper(name), Section: "1", Source: "rfm", Manual: "rfm manual", Date: &time.Time{}}, &man); err != nil {
			t.Fatal(err)
		}
		want["../../packaging/man/"+name+".1"] = strings.ReplaceAll(man.String(), " \n", "\n")
	}
	visit(newRootCommand(&app.Streams{}))
	have := map[string]bool{}
	for _, pattern := range []string{"../../docs/reference/commands/*.md", "../../packaging/man/*.1"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			have[path] = true
			if _, known := want[path]; !known {
				t.Errorf("%s: there is no such command", path)
			}
		}
	}
	for path, text := range want {
		if got, _ := os.ReadFile(path); string(got) == text {
			continue
		}
		if !*update || os.Getenv("CI") != "" {
			t.Errorf("%s is not what the help says; write it: go test ./cmd/rfm -run TestReference -update", path)
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
