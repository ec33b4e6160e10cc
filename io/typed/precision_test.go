package typed

import (
	"testing"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/parquet"

	"rfm/io/value"
)

// A value with more digits than its column declares is bad, however it is stored;
// the largest and the smallest that fit stay, and so does a row without a value.
func TestDecimalsBeyondTheirPrecisionAreBad(t *testing.T) {
	leaf := &Leaf{Form: FormDecimal, Physical: parquet.Types.Int64, Scale: 2, Precision: 5}
	c := &Column{Leaf: leaf, Null: []bool{false, false, false, false, true}}
	c.Ints = []int64{99999, -99999, 100000, -100000, 1 << 60}
	ints := &Output{Column: c}
	decimalsOfInts(ints, 5)
	if len(ints.Bad) != 2 || ints.Bad[0].Row != 2 || ints.Bad[1].Row != 3 || ints.Bad[0].Reason != value.ReasonTooPrecise {
		t.Errorf("ints: %+v", ints.Bad)
	}
	if got := ints.vector.Decimals[:3]; got[0] != decimal128.FromI64(99999) || got[1] != decimal128.FromI64(-99999) || got[2] != (decimal128.Num{}) {
		t.Errorf("ints: %v", got)
	}
}
