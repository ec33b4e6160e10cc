package main

import (
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	rfmio "rfm/io"
)

// checkIDs looks for ids that are not UTF-8 text. CSV and TSV keep their bytes;
// the formats that must be UTF-8 would make different customers look alike, and
// are refused.
func checkIDs(w io.Writer, ids []string, format rfmio.Format) error {
	wrong, example := 0, ""
	for _, id := range ids {
		if !utf8.ValidString(id) {
			wrong++
			example = id
		}
	}
	if wrong == 0 {
		return nil
	}
	message := fmt.Sprintf("%s not in UTF-8, such as %s", counted(wrong, "customer id"), rfmio.Visible(example))
	hint := "convert the input first: iconv -f LATIN1 -t UTF-8, or another encoding"
	if slices.Contains([]string{"json", "jsonl", "parquet", "arrow"}, format.Name) {
		return &rfmio.Error{Kind: rfmio.Undecided, Message: message + ": " + format.Name + " cannot hold that", Hints: []string{hint}}
	}
	fmt.Fprintf(w, "notice: %s: kept byte for byte; %s\n", message, hint)
	return nil
}
