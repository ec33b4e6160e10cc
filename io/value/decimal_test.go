package value

import (
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

func TestShortWaysToReadDecimalsAgreeWithTheLongOne(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	const characters = "0123456789.-+e /:,"
	for range 300_000 {
		length := random.IntN(12)
		text := make([]byte, length, length+8)
		for i := range text {
			text[i] = characters[random.IntN(len(characters))]
			if random.IntN(3) > 0 {
				text[i] = characters[random.IntN(11)]
			}
		}
		long, longScale, isNumber := parseLongDecimal(text)
		behind := append(text, "1,2.3\n45"[:random.IntN(8)]...)
		if n, scale, ok := parseTinyDecimal(behind, length); ok && (!isNumber || long != decimal128.FromI64(n) || longScale != scale) {
			t.Fatalf("%q: %d, scale %d; want %v, %d, %v", text, n, scale, long, longScale, isNumber)
		}
		if n, scale, ok := parseShortDecimal(text); ok && (!isNumber || long != decimal128.FromI64(n) || longScale != scale) {
			t.Fatalf("%q: %d, scale %d; want %v, %d, %v", text, n, scale, long, longScale, isNumber)
		}
	}
	for text, want := range map[string]int64{"0": 0, "12345678": 12345678, "1.5": 15, ".5": 5, "5.": 5, "1234567.": 1234567, ".1234567": 1234567} {
		if n, _, ok := parseTinyDecimal([]byte(text+"........"), len(text)); !ok || n != want {
			t.Errorf("%q: %d, %v", text, n, ok)
		}
	}
}

func TestTinyDecimalsOfOneScale(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	const signs = "0123456789012345678901234567890123456789........-+ ,e\x00\xb0:/"
	for range 200_000 {
		text := make([]byte, 1+random.IntN(9))
		for i := range text {
			text[i] = signs[random.IntN(len(signs))]
		}
		want, wantScale, isNumber := parseTinyDecimal(append(text, "12345678"...), len(text))
		for scale := range int32(9) {
			to := make([]decimal128.Num, 1)
			n := TinyDecimals(to, append(text, "12345678"...), []Span{{0, uint32(len(text))}}, scale-1)
			if read := isNumber && wantScale == scale-1 && scale < 8; n == 1 != read && !(n == 0 && text[len(text)-1] == '.') || n == 1 && to[0] != decimal128.FromI64(want) {
				t.Fatalf("%q: %v, %v with scale %d; want %d, %d, %v", text, to, n == 1, scale-1, want, wantScale, isNumber)
			}
		}
	}
}
