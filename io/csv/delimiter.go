package csv

import "rfm/io/fault"

// Delimiter is a sign between the cells of a text file.
type delimiter struct {
	name string // for Options.Delimiter, as the sign itself is
	sign byte
}

// delimiters lists those that are told from the text. Between blanks there are
// tabs once they are read.
func delimiters() []delimiter {
	return []delimiter{{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}, {blanks, '\t'}}
}

// blanks is the name of the delimiter that is any number of blanks.
const blanks = "blanks"

// Delimiters are the names that Options.Delimiter may have.
func Delimiters() (names []string) {
	for _, d := range delimiters() {
		names = append(names, d.name)
	}
	return names
}

// DelimiterByName finds a delimiter; the zero value for the empty name. The error
// is an *Error of kind BadRequest.
func DelimiterByName(name string) (delimiter, error) {
	if name == "" {
		return delimiter{}, nil
	}
	for _, d := range delimiters() {
		if d.name == name || string(d.sign) == name {
			return d, nil
		}
	}
	return delimiter{}, fault.Unknown("delimiter", name, Delimiters())
}

// DelimiterName is the name of the delimiter of a text file.
func (t *Table) DelimiterName() string {
	for _, d := range delimiters() {
		if d.sign == t.Dialect.Delimiter && (d.name == blanks) == t.blanks {
			return d.name
		}
	}
	return ""
}
