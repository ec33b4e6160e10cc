package rfmio

import (
	"slices"
	"strings"
	"testing"
)

// TestEncodingsAreGuessed encodes texts of their language and asks which
// encoding they have.
func TestEncodingsAreGuessed(t *testing.T) {
	const (
		chinese     = "上海市的张伟在北京购买了办公用品和家具,价格为一百二十元;订单由广州的李娜发货,运费到付。"
		traditional = "臺北市的張偉在高雄購買了辦公用品和傢俱,價格為一百二十元;訂單由臺南的李娜出貨,運費到付。"
		japanese    = "東京の田中さんがオフィス用品を購入しました。価格は百二十円で、送料は無料です。"
		korean      = "서울의 김민수가 사무용품을 구매했습니다. 가격은 백이십원이며 배송비는 무료입니다."
		german      = "Müller aus Köln kauft für zwölf Euro Brötchen, Äpfel und Käse; die Straße heißt Gänsemarkt."
		french      = "Hélène a commandé un café crème, une crêpe et des pâtes à Besançon, près de la forêt."
	)
	for _, c := range []struct{ encoding, text string }{
		{"gb18030", chinese}, {"big5", traditional}, {"shift-jis", japanese}, {"euc-kr", korean},
		{"windows-1252", german}, {"windows-1252", french}, {"macroman", german}, {"macroman", french},
	} {
		e, err := encodingByName(c.encoding)
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.encoding, err)
		}
		for _, end := range []int{len(text), len(text) - 1} { // the sample may end within a character
			if got := guessEncoding(nil, text[:end], nil); got != c.encoding {
				t.Errorf("%s: %.12s… looks like %s", c.encoding, c.text, got)
			}
		}
	}
	// A header is too short for statistics; it is known by its names.
	header := "\xbf\xcd\xbb\xa7\xb1\xe0\xba\xc5,\xb6\xa9\xb5\xa5\xc8\xd5\xc6\xda,\xbd\xf0\xb6\xee\n" // 客户编号,订单日期,金额
	if got := guessEncoding([]byte(header), []byte(header), knownNames); got != "gb18030" {
		t.Errorf("a Chinese header looks like %s", got)
	}
}

// TestEveryEncodingIsRead writes one table in each encoding.
func TestEveryEncodingIsRead(t *testing.T) {
	for _, c := range []struct{ encoding, customer string }{
		{"utf-8", "客户"}, {"utf-16", "客户"}, {"utf-16le", "客户"}, {"utf-16be", "客户"}, {"gb18030", "客户㐀"}, {"gbk", "客户"},
		{"big5", "客戶"}, {"shift-jis", "顧客ソ"}, {"euc-kr", "고객"}, {"latin1", "Müller"}, {"windows-1252", "Müller€"}, {"MacRoman", "Müller"},
		{"windows-1251", "Иванов"}, {"iso-2022-jp", "顧客"},
	} {
		e, err := encodingByName(c.encoding)
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
		if kindOfError(err) != Undecided || !strings.Contains(err.Error(), `s.csv:50002:1: customer_id "\xfc" (one of 50000 cells) is not UTF-8; it looks like windows-1252`) {
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
	if _, _, err := readLines(Options{}, path); kindOfError(err) != Undecided {
		t.Errorf("%v", err)
	}
	got, _, err := readLines(Options{Encoding: "shift-jis"}, path)
	if err != nil || !slices.Equal(got, []string{"1 2024-01-31 1", "2 2024-02-01 2"}) {
		t.Errorf("%q, %v", got, err)
	}
}
