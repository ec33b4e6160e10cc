package source

import "testing"

// A sign such as € in a header that is ASCII otherwise is one of Windows-1252: what
// it would be in other encodings is known no better.
func TestTextWithLatinLettersIsGuessedToBeLatin(t *testing.T) {
	known := func(header string) int { return 1 } // a known name in each encoding
	for name, text := range map[string]string{
		"euro":       "Kundennr.;Betrag (€)\n1;5,00 €\n2;7,00 €\n",
		"german":     "Kundennr.;Währg;Straße\n1;EUR;Größe\n",
		"french":     "numéro client;montant payé\n1;5 €\n",
		"portuguese": "código;descrição\n1;ações\n2;não\n",
		"spanish":    "código;año\n1;niño\n",
	} {
		e, _ := EncodingByName("windows-1252")
		bytes, err := e.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := GuessEncoding(bytes[:20], bytes, known); got != "windows-1252" {
			t.Errorf("%s is guessed to be %s", name, got)
		}
	}
}

func TestTheFirstCellThatDiffersIsShown(t *testing.T) {
	for _, c := range []struct{ a, b, wantA, wantB string }{
		{"id;Währg\n1;EUR", "id;W‰hrg\n1;EUR", "Währg", "W‰hrg"},
		{"id,name\n1,Ü", "id,name\n1,‹", "Ü", "‹"},
		{"a|b", "ab", "a|b", "ab"}, // other cells
	} {
		if a, b := firstDifference(c.a, c.b); a != c.wantA || b != c.wantB {
			t.Errorf("%q and %q: got %q and %q", c.a, c.b, a, b)
		}
	}
}
