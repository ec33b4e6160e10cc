package rfmio

import (
	"rfm/io/fault"
	"rfm/io/source"
	"slices"
	"strings"
	"testing"
)

// TestEveryEncodingIsRead writes one table in each encoding.
func TestEveryEncodingIsRead(t *testing.T) {
	for _, c := range []struct{ encoding, customer string }{
		{"utf-8", "客户"}, {"utf-16", "客户"}, {"utf-16le", "客户"}, {"utf-16be", "客户"}, {"gb18030", "客户㐀"}, {"gbk", "客户"},
		{"big5", "客戶"}, {"shift-jis", "顧客ソ"}, {"euc-kr", "고객"}, {"latin1", "Müller"}, {"windows-1252", "Müller€"}, {"MacRoman", "Müller"},
		{"windows-1251", "Иванов"}, {"iso-2022-jp", "顧客"},
	} {
		e, err := source.EncodingByName(c.encoding)
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.NewEncoder().Bytes([]byte("customer_id,date,amount\n" + c.customer + ",2024-01-31,1.50\n"))
		if err != nil {
			t.Fatalf("%s: %v", c.encoding, err)
		}
		got, account, err := readLines(Options{Encoding: c.encoding}, inFile(t, "s.csv", string(text)))
		if err != nil || !slices.Equal(got, []string{c.customer + " 2024-01-31 1.50"}) {
			t.Errorf("%s: %q, %v", c.encoding, got, err)
			continue
		}
		name := strings.ToLower(c.encoding)
		if format := account.Files[0].Format; format != "CSV, comma, "+name {
			t.Errorf("%s: %s", c.encoding, format)
		}
	}
}

// TestTheFirstForeignIDIsTold spreads ids that are not UTF-8 over many blocks:
// the error is of the first one, whatever the number of workers.
func TestTheFirstForeignIDIsTold(t *testing.T) {
	text := "customer_id,date,amount\n" + strings.Repeat("a,2024-01-31,1\n", 50_000) + strings.Repeat("\xfc,2024-01-31,1\n", 50_000)
	for _, workers := range []int{1, 4} {
		_, _, err := readLines(Options{Workers: workers}, inFile(t, "s.csv", text))
		if kindOfError(err) != fault.Undecided || !strings.Contains(err.Error(), `s.csv:50002:1: customer_id "\xfc" (one of 50000 cells) is not UTF-8; it looks like windows-1252`) {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
}

// TestForeignTextAfterTheSampleIsTold has its only high byte behind the first
// block.
func TestForeignTextAfterTheSampleIsTold(t *testing.T) {
	text := "customer_id,note,date,amount\n" + strings.Repeat("a,,2024-01-31,1\n", 50_000) + "a,caf\xe9s,2024-01-31,1\n"
	_, account, err := readLines(Options{}, inFile(t, "s.csv", text))
	if err != nil || len(account.Files[0].Notes) != 1 || !strings.Contains(account.Files[0].Notes[0], "looks like windows-1252") {
		t.Errorf("%+v, %v", account, err)
	}
}

// TestABarMayBePartOfACharacter: ソ is 0x83 0x5c in Shift-JIS, ポ ends in a bar.
func TestABarMayBePartOfACharacter(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id|note|date|amount\n1|\x83\x7c|2024-01-31|1\n2|\x83\x7c\x83\x7c|2024-02-01|2\n")
	if _, _, err := readLines(Options{}, path); kindOfError(err) != fault.Undecided {
		t.Errorf("%v", err)
	}
	got, _, err := readLines(Options{Encoding: "shift-jis"}, path)
	if err != nil || !slices.Equal(got, []string{"1 2024-01-31 1", "2 2024-02-01 2"}) {
		t.Errorf("%q, %v", got, err)
	}
}
