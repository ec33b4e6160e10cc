package source

import (
	"strings"
	"testing"
)

func TestAnEncodingWithUnknownCharactersIsNotGuessed(t *testing.T) {
	header := "\xbf\xcd\xbb\xa7ID,amount" // 客户ID in GB 18030
	known := func(header string) int { return strings.Count(header, "客户") }
	for text, want := range map[string]bool{
		header + "\na,1\n":                    true,
		header + "\n\xff\xff,1\n\xff\xff,2\n": false,
	} {
		if got := GuessEncoding([]byte(header), []byte(text), known); (got == "gb18030") != want {
			t.Errorf("%q is guessed to be %s", text, got)
		}
	}
}
