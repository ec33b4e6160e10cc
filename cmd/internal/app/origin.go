package app

import (
	"context"
	"fmt"
	"strings"

	"rfm/io/fault"
	"rfm/io/place"
	"rfm/io/workbook"
	"rfm/segment"
)

// commandName is the command that runs, such as score.
func (s *Streams) commandName() string {
	for _, a := range s.Arguments {
		if !strings.HasPrefix(a, "-") {
			return a
		}
	}
	return ""
}

// Origin says what a workbook is made by and of: the command, the program, the
// files that were read. There is not a time in it: the same files and flags make the
// same bytes.
func (s *Streams) Origin(ctx context.Context, inputs []string) []workbook.Fact {
	words := []string{"rfm"}
	for _, a := range s.Arguments {
		words = append(words, fault.ShellWord(a))
	}
	label := func(english, chinese string) string {
		if s.Language == segment.Chinese {
			return chinese
		}
		return english
	}
	facts := []workbook.Fact{{Name: label("command", "命令"), Value: strings.Join(words, " ")}, {Name: label("program", "程序"), Value: Version()}}
	prints, err := place.TakeFingerprints(ctx, inputs)
	if err != nil { // a file went away; the result stands
		return facts
	}
	for _, f := range prints.Files {
		value := f.Name
		if f.SHA256 != "" {
			value += fmt.Sprintf(" (%d bytes, SHA-256 %s)", f.Bytes, f.SHA256)
		}
		facts = append(facts, workbook.Fact{Name: label("input", "输入"), Value: value})
	}
	return facts
}
