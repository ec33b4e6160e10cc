package value

import (
	"bytes"
	"math/big"
	"regexp"
	"strings"
	"testing"
)

// FuzzNumbers holds the forms of numbers against regular expressions and
// math/big.
func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"1234.50", "1,234.50", "1.234,50", "€ 1'234", "(12.50)", "12-", "1 234,5 kr", "1,23,456", "0.123", "1e5",
		"-$1,000", "R$ 5", "١", "1\u202f000", "--5", "5--", "()", "(5", "5)", "$$5", "1.5e", "0x1p-2", "1_000", "Inf", "NaN", "5e400", "000,123"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for sign, form := range map[string]Forms{".": decimalPoint, ",": DecimalComma} {
			p, _, _ := NewNumberParser(sign)
			n, scale, ok, _ := p.Decimal([]byte(cell))
			want, is := slowNumber(cell, sign)
			if !is {
				continue
			}
			if !ok {
				t.Errorf("%q with %s is not a number; want %s", cell, sign, want)
				continue
			}
			got := new(big.Rat).SetFrac(n.BigInt(), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil))
			if got.Cmp(want) != 0 {
				t.Errorf("%q with %s: %s; want %s", cell, sign, got, want)
			}
			if found, _ := p.Classify([]byte(cell)); found&form == 0 {
				t.Errorf("%q is classified as %b, and is %s with %s", cell, found, want, sign)
			}
		}
		// What is read has the same digits, in order.
		if n, ok := SplitNumber([]byte(cell)); ok {
			for _, sign := range []byte(".,") {
				if plain, ok := n.Plain(nil, sign); ok && !bytes.Equal(digitsOf(plain), digitsOf([]byte(cell))) {
					t.Errorf("%q with %c: %q", cell, sign, plain)
				}
			}
		}
	})
}

func digitsOf(s []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// slowNumber reads a number by a regular expression of its form.
func slowNumber(cell, sign string) (*big.Rat, bool) {
	other := map[string]string{".": `,`, ",": `\.`}[sign]
	form := regexp.MustCompile(`^(-?)(?:[$€£] ?)?(\d+|[1-9]\d{0,2}(?:` + other + `\d{3})+|[1-9]\d{0,2}(?:'\d{3})+)(?:` + regexp.QuoteMeta(sign) + `(\d{1,9}))?(?: ?(?:EUR|kr))?$`)
	parts := form.FindStringSubmatch(cell)
	if parts == nil || len(parts[2]) > 20 || strings.ContainsAny(cell, "$€£") && strings.HasSuffix(cell, "R") || strings.ContainsAny(cell, "$€£") && strings.HasSuffix(cell, "kr") {
		return nil, false
	}
	whole := strings.NewReplacer(",", "", ".", "", "'", "").Replace(parts[2])
	return new(big.Rat).SetString(parts[1] + whole + "." + parts[3] + "0")
}

// What plainForms tells is what taking a cell apart tells.
func TestPlainFormsAreTheForms(t *testing.T) {
	const signs = "015.,-+( e"
	var p NumberParser
	var try func(cell []byte)
	try = func(cell []byte) {
		if f := plainForms(cell); f != 0 {
			if want, unsure := p.formsOf(cell); f != want || unsure {
				t.Errorf("%q: got %d, want %d, unsure %t", cell, f, want, unsure)
			}
		}
		for i := 0; i < len(signs) && len(cell) < 6; i++ {
			try(append(cell, signs[i]))
		}
	}
	try(make([]byte, 0, 6))
}
