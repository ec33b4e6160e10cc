package rfmio

import (
	"rfm/io/fault"
	"slices"
	"strings"
	"testing"
)

func TestJSONIsRead(t *testing.T) {
	const row = `{"customer_id":"007","order_date":"2024-01-31","amount":1.50}`
	want := []string{"007 2024-01-31 1.50"}
	for name, text := range map[string]string{
		"line":                  row + "\n",
		"no line end":           row,
		"CRLF, blank lines":     "\r\n" + row + "\r\n\r\n",
		"list":                  "[" + row + "]",
		"list over lines":       " [\n" + strings.ReplaceAll(row, ",", ",\n") + "\n]\n",
		"objects over lines":    strings.ReplaceAll(row, ",", ",\n"),
		"byte order mark":       "\xef\xbb\xbf" + row,
		"escapes":               strings.ReplaceAll(row, "007", `\u00307`+"7"),
		"keys in other order":   `{"amount":1.50,"order_date":"2024-01-31","note":"x","customer_id":"007"}`,
		"inner object":          `{"customer":{"id":"007","tags":{"vip":true}},"order":{"date":"2024-01-31"},"amount":1.50}`,
		"number as a text":      strings.ReplaceAll(row, "1.50", `"1.50"`),
		"lists nobody asks for": strings.ReplaceAll(row, "}", `,"items":[{"a":1},[2]]}`),
	} {
		text = strings.ReplaceAll(text, `\u003077`, `\u003007`)
		o := Options{}
		if name == "inner object" {
			o.Columns = map[string]string{"customer": "customer.id", "date": "order.date"}
		}
		if got, _, err := readLines(o, inFile(t, "s.json", text)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// TestJSONNumbersKeepTheirDigits: neither ids nor amounts become floats.
func TestJSONNumbersKeepTheirDigits(t *testing.T) {
	path := inFile(t, "s.jsonl", `{"customer_id":9007199254740993,"date":"2024-01-31","amount":0.1}
{"customer_id":17850.0,"date":"2024-01-31","amount":12345678901234567890.12}
{"customer_id":"00042","date":"2024-01-31","amount":1e2}
{"customer_id":true,"date":20240131,"amount":-0.50}
{"date":"2024-01-31","customer_id":null,"amount":2}
{"date":"2024-01-31","amount":3}
`)
	got, _, err := readLines(Options{Workers: 1}, path)
	want := []string{"9007199254740993 2024-01-31 0.10", "17850.0 2024-01-31 12345678901234567890.12", "00042 2024-01-31 100.00",
		"true 2024-01-31 -0.50", "(guest) 2024-01-31 2.00", "(guest) 2024-01-31 3.00"}
	slices.Sort(got)
	slices.Sort(want)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestJSONLinesThatAreNoRows are bad rows, each with its line.
func TestJSONLinesThatAreNoRows(t *testing.T) {
	const good = `{"customer_id":1,"date":"2024-01-31","amount":1}` + "\n"
	for line, want := range map[string]string{
		`{"customer_id":1,"date":"2024-01-31","amount":1`:             ":3: the row is not a whole JSON object",
		`{"customer_id":1,"date":"2024-01-31","amount":1,}`:           ":3: the row is not valid JSON",
		`{"customer_id":1} {"customer_id":2}`:                         ":3: the row has more than one JSON object",
		`[1,2]`:                                                       ":3: the row is not a JSON object",
		`{"customer_id":1,"date":"2024-01-31","amount":1,"amount":2}`: `:3: the row has the key "amount" twice`,
		`{"customer_id":[1],"date":"2024-01-31","amount":1}`:          `:3: the row has no single value for the key "customer_id"`,
		`{"customer_id":1,"date":"2024-01-31","amount":01}`:           ":3: the row is not valid JSON",
		`{"customer_id":"` + "\x01" + `"}`:                            ":3: the row is not valid JSON",
		`{"customer_id":1,"date":"The 90s","amount":1}`:               `:3:2: date "The 90s" is not a date`,
		`{"customer_id":1,"date":"2024-01-31","amount":"x"}`:          `:3:3: amount "x" is not a number`,
		`{"x":` + strings.Repeat("[", 100_000):                        ":3: the row is not valid JSON (exceeded max depth)",
	} {
		_, _, err := readLines(Options{}, inFile(t, "s.jsonl", good+"\n"+line+"\n"+good))
		if kindOfError(err) != fault.BadRows || !strings.Contains(err.Error(), "s.jsonl"+want) {
			t.Errorf("%.60s: %v", line, err)
		}
	}
}

// TestJSONThatIsNoTable ends with an error that says why.
func TestJSONThatIsNoTable(t *testing.T) {
	for text, want := range map[string]string{
		"[]":                             "is empty",
		`[{"a":1},`:                      "ends too early",
		`[{"a":1}] rest`:                 "the text behind JSON object 1, at byte 9, is not valid JSON",
		`[{"a":1} {"b":2}]`:              "the text behind JSON object 1, at byte 8, is not valid JSON",
		`{"a":`:                          "ends too early",
		strings.Repeat(`{"a":`, 100_000): "exceeded max depth",
	} {
		if _, _, err := readLines(Options{}, inFile(t, "s.json", text)); kindOfError(err) != fault.Unreadable || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v; want %s", text, err, want)
		}
	}
}

// TestJSONKeysThatComeLate are in no row of the first block.
func TestJSONKeysThatComeLate(t *testing.T) {
	first := strings.Repeat(`{"customer_id":1,"date":"2024-01-31","amount":1}`+"\n", 10_000)
	path := inFile(t, "s.jsonl", first+`{"customer_id":1,"date":"2024-01-31","amount":1,"order_id":"A7","note":"x"}`+"\n")
	for _, c := range []struct {
		o    Options
		want string // of the error; none for rows
	}{
		{Options{}, `the key "order_id", which looks like the order id, is not in the first rows`},
		{Options{Columns: map[string]string{"order": "order_id"}}, ""},
		{Options{Columns: map[string]string{"order": "ordre_id"}}, `no column "ordre_id" for --order; did you mean "order_id"?`},
		{Options{Columns: map[string]string{"order": "order_id"}, Where: `note == "x"`}, ""},
		{Options{Columns: map[string]string{"order": "order_id"}, Where: `nota == "x"`}, `no column "nota" for --where; did you mean "note"?`},
	} {
		got, _, err := readLines(c.o, path)
		switch {
		case c.want != "":
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%+v: %v", c.o, err)
			}
		case err != nil || !slices.Contains(got, "1 2024-01-31 1 A7"):
			t.Errorf("%+v: %d rows, %v", c.o, len(got), err)
		}
	}
	// A key that is no column changes nothing.
	path = inFile(t, "t.jsonl", first+`{"customer_id":1,"date":"2024-01-31","amount":1,"note":"x"}`+"\n")
	if got, _, err := readLines(Options{}, path); err != nil || len(got) != 10_001 {
		t.Errorf("%d rows, %v", len(got), err)
	}
}
