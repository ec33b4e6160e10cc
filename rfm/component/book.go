package component

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"rfm/rfm"
	"rfm/rfm/decimal"
)

// Fields of the batches beside those of rfm.TransactionSchema and rfm.FieldCost.
const (
	FieldCategory = "category" // text; what was sold belongs to it
	FieldList     = "list"     // money; the row at list price
	FieldReferrer = "referrer" // text; the id of the customer who brought this one
)

// Options say what the rows are.
type Options struct {
	// DropReturns leaves returns out, KeepReturns takes them for ordinary rows. By
	// default they lower what their category brought, and are no order.
	DropReturns, KeepReturns bool
	// Category, Cost, List and Referrer tell which fields the batches have.
	Category, Cost, List, Referrer bool
}

// Book holds what customers bought on which day in which category. It is used by
// one goroutine.
type Book struct {
	options    Options
	scale      int32 // of all amounts
	customers  map[string]*history
	categories map[string]int32
	held       []string // categories by number
}

// NewBook is an empty book.
func NewBook(o Options) *Book {
	return &Book{options: o, customers: map[string]*history{}, categories: map[string]int32{}}
}

// history is what one customer did.
type history struct {
	entries  []entry
	merged   int // entries when they were last merged
	referrer string
	referred arrow.Date32 // the day of the row that names the referrer
}

// entry is the sum of the rows of a day and category, returns apart.
type entry struct {
	day                arrow.Date32
	category           int32
	isReturn           bool
	amount, cost, list decimal128.Num
}

// batch is the columns of one record.
type batch struct {
	customer, category, referrer *array.String
	days                         []arrow.Date32
	amount, cost, list           *array.Decimal128
	flagged                      *array.Boolean
}

// Add adds the rows of a record; those without a customer id are left out. The
// record may be released afterwards. The error is rfm.ErrOverflow, or that the record
// lacks a field.
func (b *Book) Add(record arrow.Record) error {
	t, err := b.columns(record)
	if err != nil {
		return err
	}
	scale := b.scale
	for _, c := range []*array.Decimal128{t.amount, t.cost, t.list} {
		if c != nil {
			scale = max(scale, scaleOf(c))
		}
	}
	if err := b.rescale(scale); err != nil {
		return err
	}
	for i, day := range t.days {
		if t.customer.IsNull(i) || t.customer.Value(i) == "" {
			continue
		}
		e := entry{day: day}
		for _, m := range []struct {
			from *array.Decimal128
			to   *decimal128.Num
		}{{t.amount, &e.amount}, {t.cost, &e.cost}, {t.list, &e.list}} {
			if m.from == nil || m.from.IsNull(i) {
				continue
			}
			var ok bool
			if *m.to, ok = decimal.Rescale(m.from.Value(i), b.scale-scaleOf(m.from)); !ok {
				return rfm.ErrOverflow
			}
		}
		if t.list != nil && t.list.IsNull(i) {
			e.list = e.amount // sold at list price, as far as is known
		}
		e.isReturn = !b.options.KeepReturns && (e.amount.Sign() < 0 || t.flagged != nil && t.flagged.IsValid(i) && t.flagged.Value(i))
		if e.isReturn && b.options.DropReturns {
			continue
		}
		if t.category != nil {
			e.category = b.category(t.category.Value(i))
		}
		h := b.history(t.customer.Value(i))
		if err := h.add(e); err != nil {
			return err
		}
		if t.referrer != nil && t.referrer.IsValid(i) {
			h.refer(t.referrer.Value(i), day)
		}
	}
	return nil
}

// columns finds the fields of a record.
func (b *Book) columns(record arrow.Record) (t batch, err error) {
	column := func(name string, asked bool) arrow.Array {
		at := record.Schema().FieldIndices(name)
		switch {
		case !asked:
		case len(at) == 0:
			err = cmp.Or(err, fmt.Errorf("a record without %s", name))
		default:
			return record.Column(at[0])
		}
		return nil
	}
	t.customer, _ = column(rfm.FieldCustomer, true).(*array.String)
	if days, ok := column(rfm.FieldDate, true).(*array.Date32); ok {
		t.days = days.Date32Values()
	}
	t.amount, _ = column(rfm.FieldAmount, true).(*array.Decimal128)
	t.cost, _ = column(rfm.FieldCost, b.options.Cost).(*array.Decimal128)
	t.list, _ = column(FieldList, b.options.List).(*array.Decimal128)
	t.category, _ = column(FieldCategory, b.options.Category).(*array.String)
	t.referrer, _ = column(FieldReferrer, b.options.Referrer).(*array.String)
	t.flagged, _ = column(rfm.FieldReturn, record.Schema().HasField(rfm.FieldReturn)).(*array.Boolean)
	if err == nil && (t.customer == nil || t.amount == nil || b.options.Cost && t.cost == nil || b.options.List && t.list == nil ||
		b.options.Category && t.category == nil || b.options.Referrer && t.referrer == nil) {
		err = fmt.Errorf("a record of other types: %v", record.Schema())
	}
	return t, err
}

func scaleOf(c *array.Decimal128) int32 { return c.DataType().(*arrow.Decimal128Type).Scale }

func (b *Book) history(id string) *history {
	h := b.customers[id]
	if h == nil {
		h = &history{}
		b.customers[string([]byte(id))] = h // the id is part of the record
	}
	return h
}

func (b *Book) category(name string) int32 {
	at, known := b.categories[name]
	if !known {
		at = int32(len(b.held))
		name = string([]byte(name))
		b.categories[name] = at
		b.held = append(b.held, name)
	}
	return at
}

// add adds rows. Entries are merged when they have doubled: a customer takes
// memory by days and categories, not by rows.
func (h *history) add(e entry) error {
	h.entries = append(h.entries, e)
	if len(h.entries) < 2*h.merged+8 {
		return nil
	}
	return h.merge()
}

// merge sorts the entries and adds up those of one day and category.
func (h *history) merge() error {
	slices.SortFunc(h.entries, compare)
	merged := h.entries[:0]
	for _, e := range h.entries {
		if n := len(merged); n == 0 || compare(merged[n-1], e) != 0 {
			merged = append(merged, e)
			continue
		}
		last := &merged[len(merged)-1]
		if !decimal.AddTo(&last.amount, e.amount) || !decimal.AddTo(&last.cost, e.cost) || !decimal.AddTo(&last.list, e.list) {
			return rfm.ErrOverflow
		}
	}
	h.entries, h.merged = merged, len(merged)
	return nil
}

func compare(a, b entry) int {
	if c := cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.category, b.category)); c != 0 || a.isReturn == b.isReturn {
		return c
	} else if a.isReturn {
		return 1
	}
	return -1
}

// refer notes who referred the customer: the first row that says so counts, and
// on one day the id that sorts first.
func (h *history) refer(by string, day arrow.Date32) {
	if by == "" || h.referrer != "" && (day > h.referred || day == h.referred && by >= h.referrer) {
		return
	}
	h.referrer, h.referred = string([]byte(by)), day
}

// Combine adds what another book holds, which must not be used any more.
func (b *Book) Combine(other *Book) error {
	scale := max(b.scale, other.scale)
	if err := errors.Join(b.rescale(scale), other.rescale(scale)); err != nil {
		return err
	}
	numbers := make([]int32, len(other.held))
	for i, name := range other.held {
		numbers[i] = b.category(name)
	}
	for id, h := range other.customers {
		own := b.history(id)
		for _, e := range h.entries {
			if len(numbers) > 0 {
				e.category = numbers[e.category]
			}
			if err := own.add(e); err != nil {
				return err
			}
		}
		own.refer(h.referrer, h.referred)
	}
	return nil
}

// rescale widens all amounts to a scale.
func (b *Book) rescale(scale int32) error {
	by := scale - b.scale
	if by == 0 {
		return nil
	}
	b.scale = scale
	for _, h := range b.customers {
		for i := range h.entries {
			e := &h.entries[i]
			for _, n := range []*decimal128.Num{&e.amount, &e.cost, &e.list} {
				var ok bool
				if *n, ok = decimal.Rescale(*n, by); !ok {
					return rfm.ErrOverflow
				}
			}
		}
	}
	return nil
}
