package xlsx

import (
	"fmt"
	"strconv"
)

// FormatError says that a file is not a workbook that can be read: damaged,
// another format, or beyond the limits of the format.
type FormatError struct {
	// Message completes the sentence "sales.xlsx: …".
	Message string
	// Hint is the way forward; empty where there is none but a new file.
	Hint string
	Err  error
}

func (e *FormatError) Error() string { return e.Message }

func (e *FormatError) Unwrap() error { return e.Err }

// corrupt is the error of a workbook that breaks the rules of its format.
func corrupt(format string, args ...any) *FormatError {
	return &FormatError{Message: "not a readable Excel workbook (" + fmt.Sprintf(format, args...) + ")",
		Hint: "open it in Excel or LibreOffice and save it again as .xlsx"}
}

// because names the cause.
func (e *FormatError) because(err error) *FormatError {
	e.Err = err
	return e
}

// quoted shows a text of the file in a message.
func quoted(s string) string {
	const longest = 60
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return strconv.Quote(s)
}
