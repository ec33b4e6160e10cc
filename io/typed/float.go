package typed

import (
	"math"
	"rfm/io/value"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// shortPlaces is the most decimal places that shortDecimal tries: prices have
// two, unit prices and weights up to four, rates more.
const shortPlaces = 9

// shortDecimal finds the shortest decimal that reads back as v, for decimals of
// up to 15 digits: m·10^-places, trying from the given places on. It costs a
// multiplication and a division, a tenth of formatting v.
//
// Why it is right: m is an integer below 10^15, 10^places is at most 10^9, so
// both are exact as float64. Division rounds correctly, so m/10^places == v
// says that v is the float64 nearest to the decimal m·10^-places: the decimal
// reads back as v. Different decimals of at most 15 significant digits never
// share a nearest float64 (DBL_DIG of C). The shortest decimal that reads back
// as v has no more digits than this one, hence at most 15, hence it is this
// one. How m was found does not matter.
func shortDecimal(v float64, from int) (m int64, places int, ok bool) {
	powers := [shortPlaces + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}
	for places = from; places <= shortPlaces; places++ {
		scaled := v * powers[places]
		if !(math.Abs(scaled) < 1e15) { // or NaN
			return 0, 0, false
		}
		m = int64(scaled + math.Copysign(0.5, scaled))
		if float64(m)/powers[places] == v && m < 1e15 && m > -1e15 {
			return m, places, true
		}
	}
	return 0, 0, false
}

// shortestDecimal is shortDecimal for any v, by formatting it. It fails for
// what is not a number and for what needs more than 38 digits.
func shortestDecimal(v float64, single bool) (m decimal128.Num, scale int32, ok bool) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return m, 0, false
	}
	size := 64
	if single {
		size = 32
	}
	var buf [32]byte
	b := strconv.AppendFloat(buf[:0], v, 'e', -1, size) // -d.ddde±dd
	var digits uint64
	i, after := 0, int32(0)
	negative := b[0] == '-'
	if negative {
		i++
	}
	point := false
	for ; b[i] != 'e'; i++ {
		if b[i] == '.' {
			point = true
			continue
		}
		digits = digits*10 + uint64(b[i]-'0')
		if point {
			after++
		}
	}
	exponent, err := strconv.Atoi(string(b[i+1:]))
	if err != nil {
		return m, 0, false
	}
	scale = after - int32(exponent)
	m = decimal128.FromU64(digits)
	if negative {
		m = m.Negate()
	}
	if scale > value.MaxDecimalDigits {
		return decimal128.Num{}, 0, false
	}
	if scale < 0 {
		m, ok = value.ScaleUp(m, -scale)
		return m, 0, ok
	}
	return m, scale, true
}
