package population

import (
	"encoding/json"
	"math/big"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// RowAccount is, as JSON, the account of the rows: read is used and left out.
type RowAccount struct {
	Read        RowClass `json:"read"`
	Used        RowClass `json:"used"`
	UsedReturns RowClass `json:"returns_among_used"`
	NoCustomer  RowClass `json:"left_out_without_customer"`
	Filtered    RowClass `json:"left_out_by_where"`
	Outside     RowClass `json:"left_out_by_since_until"`
	Continued   RowClass `json:"left_out_continuing_an_order"`
	Unpaid      RowClass `json:"left_out_unpaid"`
	Bad         RowClass `json:"left_out_unreadable"`
	Duplicates  RowClass `json:"left_out_duplicates"`
	AfterAsOf   RowClass `json:"left_out_after_as_of"`
	Returns     RowClass `json:"left_out_returns"`
}

// RowClass is rows of one kind and what they come to, exactly, in whole units.
type RowClass struct {
	Rows   int64       `json:"rows"`
	Amount json.Number `json:"amount"`
}

// NewRowAccount is the account of an input: of its reader and of its aggregation.
func NewRowAccount(read rfmio.Account, a rfm.Account) RowAccount {
	scale := int(a.Scale)
	for _, l := range read.LeftOut() {
		scale = max(scale, int(l.Scale))
	}
	class := func(rows int64, amount *big.Rat) RowClass {
		return RowClass{rows, json.Number(amount.FloatString(scale))}
	}
	of := func(c rfm.Class) RowClass { return class(c.Rows, app.Exact(c.Amount, a.Scale)) }
	leftOut := func(l rfmio.LeftOut) RowClass { return class(l.Rows, app.Exact(l.Amount, l.Scale)) }
	m := RowAccount{Read: class(read.Rows, revenue(read, a)), Used: of(a.Used), NoCustomer: of(a.Guests),
		Filtered: leftOut(read.Filtered), Outside: leftOut(read.Outside), Continued: leftOut(read.Continued), Unpaid: leftOut(read.Unpaid),
		Bad: leftOut(read.Bad), Duplicates: leftOut(read.Duplicates), AfterAsOf: of(a.AfterAsOf)}
	m.UsedReturns, m.Returns = of(a.Returns), of(rfm.Class{})
	if a.ReturnsDropped {
		m.UsedReturns, m.Returns = m.Returns, m.UsedReturns
	}
	return m
}
