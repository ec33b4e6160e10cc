package app

import (
	"context"
	"fmt"
	"strings"

	"rfm/io/fault"
	"rfm/io/object"
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

// Shown is an argument as results may show it: an address without what signs it, or
// a token in it.
func Shown(argument string) string {
	at := strings.Index(argument, "://")
	if at < 0 {
		return argument
	}
	from := strings.LastIndexAny(argument[:at], "= ") + 1 // of --engine=sc://…
	address := argument[from:]
	if object.Is(address) {
		return argument[:from] + object.Shown(address)
	}
	if place, _, found := strings.Cut(address, ";"); found {
		address = place + ";…"
	}
	return argument[:from] + address
}

// Origin says what a workbook is made by and of: the command, the program, the
// files that were read. There is not a time in it: the same files and flags make the
// same bytes.
func (s *Streams) Origin(ctx context.Context, inputs []string) []workbook.Fact {
	words := []string{"rfm"}
	for _, a := range s.Arguments {
		words = append(words, fault.ShellWord(Shown(a)))
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
