package pack

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Fields of a packed row beside rfm.FieldAmount, rfm.FieldDate and rfm.FieldReturn.
const (
	FieldCustomer = "customer_id"
	FieldOrder    = "order_id"
)

// Schema is that of packed rows: their amounts have so many decimals, and kept are
// the names of the texts beside them.
func Schema(scale int32, kept []string) *arrow.Schema {
	fields := []arrow.Field{
		{Name: FieldCustomer, Type: arrow.BinaryTypes.String},
		{Name: rfm.FieldDate, Type: arrow.FixedWidthTypes.Date32},
		{Name: FieldOrder, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: rfm.FieldAmount, Type: rfm.Money(scale)},
		{Name: rfm.FieldReturn, Type: arrow.FixedWidthTypes.Boolean},
	}
	for _, name := range kept {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// TextError tells of an id or a kept text that is not UTF-8 and would not come back
// as it was.
type TextError struct{ Field, Text string }

func (e *TextError) Error() string { return fmt.Sprintf("%s %q is not UTF-8", e.Field, e.Text) }

// Packer packs the rows of one goroutine. The zero value packs without kept texts.
type Packer struct {
	// Kept are the fields of texts that are kept beside the ids: rows that differ in
	// them stay apart.
	Kept []string

	texts  map[string]int32 // a number for every text
	names  []string         // the texts by number
	sets   map[string]int32 // a number for the kept texts of a row together
	places map[key]int      // in rows
	rows   []row
	kept   []int32 // of each row len(Kept) texts
	scale  int32
}

// null is the number of no text.
const null int32 = -1

// key tells packed rows apart, but for lines without an order id: each of those is
// an order of its own.
type key struct {
	customer, order, kept int32 // kept is the number of all kept texts together
	day                   arrow.Date32
	isReturn              bool
}

type row struct {
	key
	amount decimal128.Num
}

// Add adds the rows of a record that have a customer; the record may be released
// afterwards. The error is rfm.ErrOverflow or a TextError.
func (p *Packer) Add(record arrow.Record) error {
	if p.texts == nil {
		p.texts, p.sets, p.places = map[string]int32{}, map[string]int32{}, map[key]int{}
	}
	field := func(name string) arrow.Array { return record.Column(record.Schema().FieldIndices(name)[0]) }
	customers, orders := field(rfm.FieldCustomer).(*array.String), field(rfm.FieldOrder).(*array.String)
	days, amounts, flagged := field(rfm.FieldDate).(*array.Date32), field(rfm.FieldAmount).(*array.Decimal128), field(rfm.FieldReturn).(*array.Boolean)
	kept := make([]*array.String, len(p.Kept))
	for i, name := range p.Kept {
		kept[i] = field(name).(*array.String)
	}
	scale := amounts.DataType().(*arrow.Decimal128Type).Scale
	if err := p.align(scale); err != nil {
		return err
	}
	texts := make([]int32, len(kept))
	for i := range customers.Len() {
		if customers.IsNull(i) {
			continue
		}
		amount, ok := decimal.Rescale(amounts.Value(i), p.scale-scale)
		if !ok {
			return rfm.ErrOverflow
		}
		r := row{key{day: days.Value(i), isReturn: flagged.Value(i) || amount.Sign() < 0}, amount}
		var err error
		if r.customer, err = p.number(FieldCustomer, customers, i); err != nil {
			return err
		}
		if r.order, err = p.number(FieldOrder, orders, i); err != nil {
			return err
		}
		for k, column := range kept {
			if texts[k], err = p.number(p.Kept[k], column, i); err != nil {
				return err
			}
		}
		r.kept = p.set(texts)
		if !p.add(r, texts) {
			return rfm.ErrOverflow
		}
	}
	return nil
}

// set is the number of texts together.
func (p *Packer) set(texts []int32) int32 {
	if len(texts) == 0 {
		return 0
	}
	var bytes []byte
	for _, n := range texts {
		bytes = binary.LittleEndian.AppendUint32(bytes, uint32(n))
	}
	n, known := p.sets[string(bytes)]
	if !known {
		n = int32(len(p.sets))
		p.sets[string(bytes)] = n
	}
	return n
}

// add adds a row to the one of its order, if there is one.
func (p *Packer) add(r row, texts []int32) (fits bool) {
	if r.order != null {
		if at, there := p.places[r.key]; there {
			return decimal.AddTo(&p.rows[at].amount, r.amount)
		}
		p.places[r.key] = len(p.rows)
	}
	p.rows, p.kept = append(p.rows, r), append(p.kept, texts...)
	return true
}

// number is the number of a text.
func (p *Packer) number(field string, column *array.String, i int) (int32, error) {
	if column.IsNull(i) {
		return null, nil
	}
	text := column.Value(i)
	n, known := p.texts[text]
	if known {
		return n, nil
	}
	if !utf8.ValidString(text) {
		return null, &TextError{field, string([]byte(text))}
	}
	return p.intern(string([]byte(text))), nil
}

func (p *Packer) intern(text string) int32 {
	n, known := p.texts[text]
	if !known {
		n = int32(len(p.names))
		p.texts[text], p.names = n, append(p.names, text)
	}
	return n
}

// align widens the scale of what was added before.
func (p *Packer) align(scale int32) error {
	by := scale - p.scale
	if by <= 0 {
		return nil
	}
	for i := range p.rows {
		var ok bool
		if p.rows[i].amount, ok = decimal.Rescale(p.rows[i].amount, by); !ok {
			return rfm.ErrOverflow
		}
	}
	p.scale = scale
	return nil
}

// Join makes one record of packers with the same kept texts, ordered by customer,
// day, order, direction, kept texts and amount. It is the same however the rows were
// shared out. The caller releases it.
func Join(packers ...*Packer) (arrow.Record, error) {
	all := &Packer{Kept: packers[0].Kept, texts: map[string]int32{}, sets: map[string]int32{}, places: map[key]int{}}
	for _, p := range packers {
		all.scale = max(all.scale, p.scale)
	}
	for _, p := range packers {
		if err := p.align(all.scale); err != nil {
			return nil, err
		}
		numbers := make([]int32, len(p.names))
		for i, text := range p.names {
			numbers[i] = all.intern(text)
		}
		of := func(n int32) int32 {
			if n == null {
				return null
			}
			return numbers[n]
		}
		texts := make([]int32, len(p.Kept))
		for i, r := range p.rows {
			r.customer, r.order = of(r.customer), of(r.order)
			for k := range texts {
				texts[k] = of(p.kept[i*len(texts)+k])
			}
			r.kept = all.set(texts)
			if !all.add(r, texts) {
				return nil, rfm.ErrOverflow
			}
		}
		*p = Packer{Kept: p.Kept}
	}
	return all.record(), nil
}

// record is all rows in their order.
func (p *Packer) record() arrow.Record {
	order := make([]int, len(p.rows))
	for i := range order {
		order[i] = i
	}
	byText := func(x, y int32) int {
		if x == y {
			return 0
		}
		return cmp.Compare(p.text(x), p.text(y))
	}
	n := len(p.Kept)
	slices.SortFunc(order, func(i, j int) int {
		x, y := &p.rows[i], &p.rows[j]
		if c := cmp.Or(byText(x.customer, y.customer), cmp.Compare(x.day, y.day), byText(x.order, y.order), cmp.Compare(number(x.isReturn), number(y.isReturn))); c != 0 {
			return c
		}
		for k := range n {
			if c := byText(p.kept[i*n+k], p.kept[j*n+k]); c != 0 {
				return c
			}
		}
		return x.amount.Cmp(y.amount)
	})
	schema := Schema(p.scale, p.Kept)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	b.Reserve(len(order))
	text := func(field int, number int32) {
		to := b.Field(field).(*array.StringBuilder)
		if number == null {
			to.AppendNull()
		} else {
			to.Append(p.names[number])
		}
	}
	for _, i := range order {
		r := &p.rows[i]
		text(0, r.customer)
		b.Field(1).(*array.Date32Builder).Append(r.day)
		text(2, r.order)
		b.Field(3).(*array.Decimal128Builder).Append(r.amount)
		b.Field(4).(*array.BooleanBuilder).Append(r.isReturn)
		for k := range n {
			text(5+k, p.kept[i*n+k])
		}
	}
	return b.NewRecord()
}

// text is a text by its number; no text comes before all others.
func (p *Packer) text(number int32) string {
	if number == null {
		return ""
	}
	return p.names[number]
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
