package source

import (
	"bytes"
	"fmt"
	"rfm/io/fault"
	"slices"
	"strings"
)

// ForeignBytes is how many bytes Foreign must see to know every kind of file that it names.
const ForeignBytes = 1024

// Foreign is the error for a file that is not a table of a kind that can be read, by its
// first bytes: it says what the file is, and a way forward. nil for others.
func Foreign(name string, first []byte) error {
	what, hint := "", ""
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(first, []byte("\xef\xbb\xbf")), " \t\r\n")))
	word := fault.ShellWord(name)
	begins := func(prefix string) bool { return bytes.HasPrefix(first, []byte(prefix)) }
	switch {
	case begins("SQLite format 3\x00"):
		what, hint = "a SQLite database", fmt.Sprintf("pipe a table: sqlite3 -header -csv %s 'SELECT * FROM TABLE' | rfm score", word)
	case begins("ORC"):
		what, hint = "an ORC file", "write it as Parquet, with pyarrow: pq.write_table(orc.read_table(\"in.orc\"), \"out.parquet\")"
	case begins("%PDF-"):
		what, hint = "a PDF document", "export the table as CSV from the program that made the document"
	case begins("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		what, hint = "an old Excel workbook (XLS)", "save the sheet as CSV (UTF-8)"
	case len(first) > 262 && string(first[257:262]) == "ustar":
		what, hint = "a tar archive", fmt.Sprintf("pipe the file in it: tar -xOf %s %s | rfm score", word, fault.ShellWord(memberName(first)))
	case startsWithAny(text, "<!doctype html", "<html", "<table", "<head", "<body", "<meta"):
		what, hint = "an HTML page", "is it a page to log in? export the table as CSV; some programs name such a page .xls: open it and save the sheet as CSV"
	case strings.HasPrefix(text, "<?xml") && strings.Contains(text, "urn:schemas-microsoft-com:office:spreadsheet"):
		what, hint = "an XML spreadsheet of Excel 2003", "open it in Excel or LibreOffice and save it as .xlsx or as CSV (UTF-8)"
	case strings.HasPrefix(text, "<?xml"):
		what, hint = "an XML document", "export the table as CSV or JSON"
	default:
		return nil
	}
	return &fault.Error{Kind: fault.Unreadable, Message: name + ": is " + what, Hints: []string{hint}}
}

func startsWithAny(text string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(text, b) })
}

// memberName is the name of the first file in a tar archive.
func memberName(header []byte) string {
	name, _, _ := bytes.Cut(header[:100], []byte{0})
	return string(name)
}

// refuseURL is the error for an address of a kind that is not read; nil for others.
func refuseURL(path string) error {
	word := fault.ShellWord(path)
	for _, other := range []struct{ scheme, hint string }{
		{"ftp://", "pipe it: curl -sSfL " + word + " | rfm score"},
		{"sftp://", "pipe it: curl -sSfL " + word + " | rfm score"},
		{"hdfs://", "pipe it: hdfs dfs -cat " + word + " | rfm score"},
		{"az://", "give its signed address: https://ACCOUNT.blob.core.windows.net/CONTAINER/FILE?…"},
		{"abfs://", "give its signed address: https://ACCOUNT.blob.core.windows.net/CONTAINER/FILE?…"},
		{"abfss://", "give its signed address: https://ACCOUNT.blob.core.windows.net/CONTAINER/FILE?…"},
	} {
		if strings.HasPrefix(strings.ToLower(path), other.scheme) {
			return &fault.Error{Kind: fault.Unreadable, Message: path + ": rfm reads files, s3:// and https://, not " + other.scheme, Hints: []string{other.hint}}
		}
	}
	return nil
}
