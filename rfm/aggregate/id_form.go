package aggregate

import (
	"encoding/binary"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// idForm is the form of customer ids that are numbers after a prefix that all
// share: 17850, or C00508456. Ids and numbers are one to one, so that a number can
// be the index of a customer.
type idForm struct {
	prefix shortID // the bytes before the digits
	mask   shortID // of the bytes of prefix
	before uint    // their number
	// digits is the fixed number of digits, with leading zeros; 0 where numbers have
	// no leading zeros.
	digits uint
}

// shortID is an id of up to longestShort bytes: its bytes and, in the top byte, its
// length.
type shortID struct{ a, b uint64 }

const longestShort = 15

// shortIDOf is an id at the start of text, which is at least 16 bytes long.
func shortIDOf(text []byte, length int) shortID {
	k := shortID{binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[8:])}
	if length < 8 {
		k.a &= 1<<(8*uint(length)) - 1
		k.b = 0
	} else {
		k.b &= 1<<(8*uint(length-8)) - 1
	}
	k.b |= uint64(length) << 56
	return k
}

// append appends the bytes of the id.
func (k shortID) append(text []byte) []byte {
	var id [16]byte
	binary.LittleEndian.PutUint64(id[:], k.a)
	binary.LittleEndian.PutUint64(id[8:], k.b)
	return append(text, id[:k.b>>56]...)
}

// maxDigits is the length of the longest number. Whatever precedes the last eight
// digits of an id belongs to its prefix.
const maxDigits = 8

// number is the number of an id of up to 15 bytes at the start of text, which
// goes on for 16 bytes at least; false where the id has another form.
func (f *idForm) number(text []byte, length uint) (uint32, bool) {
	_ = text[15]
	a, b := binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[8:])
	digits := length - f.before
	if digits-1 >= maxDigits || (a^f.prefix.a)&f.mask.a|(b^f.prefix.b)&f.mask.b != 0 {
		return 0, false
	}
	w := b >> (8*f.before - 64)
	if f.before < 8 {
		w = a>>(8*f.before) | b<<(64-8*f.before)
	}
	// The last digit goes to the top byte; the bytes below the first become zero,
	// and those of the digits what they stand for.
	const zeros, nines = 0x3030303030303030, 0x7676767676767676
	unused := 64 - 8*digits
	w = w<<(unused&63) ^ zeros<<(unused&63)
	first := byte(w >> (unused & 63))
	if (w+nines|w)&0x8080808080808080 != 0 || f.digits == 0 && first == 0 && digits > 1 || f.digits != 0 && f.digits != digits {
		return 0, false
	}
	// Pairs, then fours, then all eight digits.
	w = w*10 + w>>8
	const pairs = 0x000000ff000000ff
	w = (w&pairs*(100+1000000<<32) + w>>16&pairs*(1+10000<<32)) >> 32
	return uint32(w), true
}

// id is the id with a number.
func (f *idForm) id(number uint32) shortID {
	digits := f.digits
	if digits == 0 {
		digits = 1
		for n := number; n >= 10; n /= 10 {
			digits++
		}
	}
	w := eightDigits(number) >> (64 - 8*digits)
	k := f.prefix
	if f.before < 8 {
		k.a |= w << (8 * f.before)
		k.b |= w >> (64 - 8*f.before)
	} else {
		k.b |= w << (8*f.before - 64)
	}
	k.b |= uint64(f.before+digits) << 56
	return k
}

// eightDigits is a number of up to eight digits in characters, zeros in front,
// the first in the lowest byte: two halves of four digits are divided into
// pairs, and those into digits, side by side.
func eightDigits(n uint32) uint64 {
	halves := uint64(n/10000) | uint64(n%10000)<<32
	hundreds := halves * 10486 >> 20 & 0x0000007f0000007f
	pairs := hundreds | (halves-100*hundreds)<<16
	tens := pairs * 103 >> 10 & 0x000f000f000f000f
	return tens | (pairs-10*tens)<<8 | 0x3030303030303030
}

// findIDForm finds the form of the ids in a column, and the lowest of the room
// numbers that cover most of them; false where they cover fewer than half.
func findIDForm(ids *array.String, room uint32) (f idForm, low uint32, ok bool) {
	n := ids.Len()
	// A single id may be an exception: try several.
	for _, row := range []int{0, n / 4, n / 2, n * 3 / 4} {
		if row >= n || ids.IsNull(row) {
			continue
		}
		f, ok := idFormOf(ids.Value(row))
		if !ok {
			continue
		}
		numbers := f.numbersOf(ids)
		if median := numbers[len(numbers)/2]; median > room/2 {
			low = median - room/2
		}
		within := 0
		for _, number := range numbers {
			if number-low < room {
				within++
			}
		}
		if 2*within >= n {
			return f, low, true
		}
	}
	return idForm{}, 0, false
}

// idFormOf is the form of an id; false for one that does not end with a digit
// or is too long.
func idFormOf(id string) (idForm, bool) {
	digits := 0
	for digits < min(len(id), maxDigits) && isDigit(id[len(id)-1-digits]) {
		digits++
	}
	if digits == 0 || len(id) > longestShort {
		return idForm{}, false
	}
	before := len(id) - digits
	var padded [16]byte
	copy(padded[:], id[:before])
	f := idForm{prefix: shortIDOf(padded[:], before), before: uint(before)}
	f.prefix.b &^= 0xff << 56 // the length
	f.mask = shortID{1<<(8*min(f.before, 8)) - 1, 1<<(8*(max(f.before, 8)-8)) - 1}
	if id[before] == '0' && digits > 1 || before > 0 && isDigit(id[before-1]) {
		f.digits = uint(digits)
	}
	return f, true
}

func isDigit(b byte) bool { return b-'0' <= 9 }

// numbersOf are the numbers of the ids that have the form, ascending.
func (f *idForm) numbersOf(ids *array.String) []uint32 {
	var numbers []uint32
	for row := range ids.Len() {
		var padded [16]byte
		if length := copy(padded[:], ids.Value(row)); length <= longestShort && !ids.IsNull(row) {
			if number, ok := f.number(padded[:], uint(length)); ok {
				numbers = append(numbers, number)
			}
		}
	}
	slices.Sort(numbers)
	return numbers
}
