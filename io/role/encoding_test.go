package role

import (
	"rfm/io/source"
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
		e, err := source.EncodingByName(c.encoding)
		if err != nil {
			t.Fatal(err)
		}
		text, err := e.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.encoding, err)
		}
		for _, end := range []int{len(text), len(text) - 1} { // the sample may end within a character
			if got := source.GuessEncoding(nil, text[:end], nil); got != c.encoding {
				t.Errorf("%s: %.12s… looks like %s", c.encoding, c.text, got)
			}
		}
	}
	// A header is too short for statistics; it is known by its names.
	header := "\xbf\xcd\xbb\xa7\xb1\xe0\xba\xc5,\xb6\xa9\xb5\xa5\xc8\xd5\xc6\xda,\xbd\xf0\xb6\xee\n" // 客户编号,订单日期,金额
	if got := source.GuessEncoding([]byte(header), []byte(header), KnownNames); got != "gb18030" {
		t.Errorf("a Chinese header looks like %s", got)
	}
}
