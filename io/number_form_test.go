package rfmio

import (
	"bytes"
	"fmt"
	"rfm/io/fault"
	"rfm/io/value"
	"strings"
	"testing"
)

func TestNumberForms(t *testing.T) {
	for _, c := range []struct{ cell, point, comma string }{
		{"1234.50", "1234.50", ""},
		{"1,234.50", "1234.50", ""},
		{"1.234,50", "", "1234.50"},
		{"261,96", "", "261.96"},
		{"1,234", "1234", "1.234"},
		{"1.234", "1.234", "1234"},
		{"0.123", "0.123", ""},
		{"0,123", "", "0.123"},
		{"1234.567", "1234.567", ""},
		{"1.234.567", "", "1234567"},
		{"1,234,567", "1234567", ""},
		{"1,23,456.78", "123456.78", ""},
		{"1,23", "", "1.23"},
		{"1'234.5", "1234.5", ""},
		{"1 234,5", "", "1234.5"},
		{"1\u00a0234", "1234", "1234"},
		{"1\u202f234,5 €", "", "1234.5"},
		{"1,234 567", "", ""},
		{"1,234.567,8", "", ""},
		{"12", "12", "12"},
		{"1e3", "1e3", "1e3"},
		{"1.5e3", "1.5e3", ""},
		{".5", ".5", ""},
		{",5", "", ".5"},
		{"(12.50)", "-12.50", ""},
		{"($12.50)", "-12.50", ""},
		{"$(12.50)", "-12.50", ""},
		{"12.50-", "-12.50", ""},
		{"−12.50", "-12.50", ""},
		{"-$12.50", "-12.50", ""},
		{"€ -12,50", "", "-12.50"},
		{"+12.50", "12.50", ""},
		{"R$ 12,50", "", "12.50"},
		{"12.50 EUR", "12.50", ""},
		{"USD12.50", "12.50", ""},
		{"12,50 kr", "", "12.50"},
		{"12,50 kr.", "", "12.50"},
		{"¥1,234.00", "1234.00", ""},
		{"12.50元", "12.50", ""},
		{"-(12.50)", "", ""},
		{"-12-", "", ""},
		{"$5 EUR", "", ""},
		{"12 kg", "", ""},
		{"1.5K", "", ""},
		{"5 %", "", ""},
		{"", "", ""},
		{"-", "", ""},
		{"$", "", ""},
		{".", "", ""},
		{"a lot", "", ""},
		{"1..5", "", ""},
		{"12,3456", "", "12.3456"},
	} {
		for sign, want := range map[byte]string{'.': c.point, ',': c.comma} {
			n, ok := value.SplitNumber([]byte(c.cell))
			var got []byte
			if ok {
				got, ok = n.Plain(nil, sign)
			}
			if string(got) != want || ok != (want != "") {
				t.Errorf("%q with decimal sign %c: %q, %v; want %q", c.cell, sign, got, ok, want)
			}
		}
	}
}

// amountsOf is a file of rows that leave the decimal sign open, more than a
// sample, between others.
func amountsOf(before, after []string) string {
	var b strings.Builder
	b.WriteString("customer_id;date;amount\n")
	row := func(amount string) { fmt.Fprintf(&b, "a;2024-01-01;%s\n", amount) }
	for _, amount := range before {
		row(amount)
	}
	for range undecidedHead {
		row("1")
	}
	for _, amount := range after {
		row(amount)
	}
	return b.String()
}

func TestAnyRowTellsTheDecimalSign(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many rounds")
	}
	for _, c := range []struct {
		name          string
		before, after []string
		want          string // the last amount, or what the error says
	}{
		{"a point in the head", []string{"0.5"}, []string{"1,234"}, "1234"},
		{"a comma in the head", []string{"0,5"}, []string{"1.234"}, "1234"},
		{"a point behind the head", []string{"1,234"}, []string{"0.5", "2,345"}, "2345.0"},
		{"a comma behind the head", []string{"1,234"}, []string{"0,5", "2,345"}, "2.345"},
		{"both signs in one number", nil, []string{"1,234.50", "2,345"}, "2345.00"},
		{"a late comma", nil, []string{"0,5", "2,345", "2.345"}, "2345.000"},
		{"a point and then a doubt", nil, []string{"0.5", "2,345"}, "2345.0"},
		{"a doubt and then a point", nil, []string{"2,345", "0.5", "3,456"}, "3456.0"},
		{"a doubt and then a comma", nil, []string{"2,345", "0,5"}, `amount "0,5" has a decimal comma, and values before it were read with a decimal point`},
		{"nothing but doubts", []string{"1,234"}, []string{"2.345"}, `: "1,234" is 1234 (decimal sign .) or 1.234 (decimal sign ,)`},
		{"a late doubt", nil, []string{"2.345"}, "choose: --decimal .   or   --decimal ,"},
		{"both in the head", []string{"1.234,50", "1,234.50"}, nil, `:3: amount mixes "1.234,50" (line `},
		{"both", []string{"0.5"}, []string{"0,5"}, `:3: amount mixes "0.5" (line `},
		{"both, late", nil, []string{"0.5", "0,5"}, `:3: amount mixes "0.5" (line `},
	} {
		text := amountsOf(c.before, c.after)
		for _, read := range []func() ([]string, Account, error){
			func() ([]string, Account, error) { return readLines(Options{Workers: 1}, inFile(t, "s.csv", text)) },
			func() ([]string, Account, error) {
				return readLines(Options{Workers: 1, Stdin: strings.NewReader(text)}, "-")
			},
			func() ([]string, Account, error) {
				return readLines(Options{Workers: 1, Stdin: bytes.NewReader(textParquet(t, text, ";"))}, "-")
			},
		} {
			got, account, err := read()
			if err != nil {
				if kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			rows := len(c.before) + undecidedHead + len(c.after)
			if !strings.Contains(strings.Join(got, "\n"), "a 2024-01-01 "+c.want) || account.Rows != int64(rows) || len(got) != rows {
				t.Errorf("%s: %d rows, %q; want %s", c.name, len(got), got[len(got)-3:], c.want)
			}
		}
	}
}

func TestDecimalSignIsOneForAllFiles(t *testing.T) {
	german := inFile(t, "german.csv", "customer_id;date;amount\na;2024-01-01;1.234\n")
	decides := inFile(t, "decides.csv", "customer_id;date;amount\nb;2024-01-01;0,50\n")
	for _, paths := range [][]string{{german, decides}, {decides, german}} {
		got, account, err := readLines(Options{}, paths...)
		if err != nil || got[0] != "a 2024-01-01 1234" || got[1] != "b 2024-01-01 0.50" {
			t.Errorf("%q, %v", got, err)
		}
		if form := account.Files[0].Columns[2].Form; form != "decimal comma: 1.234,50" {
			t.Errorf("told as %q", form)
		}
	}
	for sign, want := range map[string]string{".": "a 2024-01-01 1.234", ",": "a 2024-01-01 1234"} {
		if got, _, err := readLines(Options{Decimal: sign}, german); err != nil || got[0] != want {
			t.Errorf("--decimal %s: %q, %v", sign, got, err)
		}
	}
	if _, _, err := readLines(Options{Decimal: "."}, decides); kindOfError(err) == 0 {
		t.Errorf("0,50 was read with a decimal point")
	}
}

func TestColumnsHaveTheirOwnDecimalSign(t *testing.T) {
	text := "customer_id;date;quantity;unit_price\na;2024-01-01;1.000;2,50\na;2024-01-01;0.5;1.000,00\n"
	got, _, err := readLines(Options{Where: "unit_price > 999 || quantity < 2"}, inFile(t, "s.csv", text))
	if err != nil || strings.Join(got, "; ") != "a 2024-01-01 2.50000; a 2024-01-01 500.00000" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestNumbersOfJSONHaveAPoint(t *testing.T) {
	text := `{"customer_id":"a","date":"2024-01-01","amount":1.234}` + "\n"
	got, _, err := readLines(Options{}, inFile(t, "s.jsonl", text))
	if err != nil || got[0] != "a 2024-01-01 1.234" {
		t.Errorf("%q, %v", got, err)
	}
	text = strings.Replace(text, "1.234", `"1.234"`, 1)
	if _, _, err := readLines(Options{}, inFile(t, "s.jsonl", text)); kindOfError(err) != fault.Undecided {
		t.Errorf("a string: %v", err)
	}
}

func TestCurrenciesAreNotAddedUp(t *testing.T) {
	for _, rows := range [][]string{{"€5", "$6"}, {"5 EUR", "6 kr"}} {
		for name, text := range map[string]string{"head": amountsOf(rows, nil), "apart": amountsOf(rows[:1], rows[1:]), "late": amountsOf(nil, rows)} {
			for _, sign := range []string{"", "."} {
				path := inFile(t, "s.csv", text)
				if _, account, err := readLines(Options{Decimal: sign, AnyCurrency: true}, path); err != nil || account.Rows == 0 {
					t.Errorf("%s, any: %v", name, err)
				}
				_, _, err := readLines(Options{Decimal: sign}, path)
				if kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), fmt.Sprintf("amount mixes %q", rows[0])) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	text := amountsOf([]string{"€5", "6 EUR", "7"}, []string{"eur 8", "9€"})
	if got, _, err := readLines(Options{}, inFile(t, "s.csv", text)); err != nil || got[len(got)-1] != "a 2024-01-01 9" {
		t.Errorf("%v", err)
	}
}
