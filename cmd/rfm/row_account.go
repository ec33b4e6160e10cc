package main

import (
	"encoding/json"
	"math/big"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// rowAccount is, as JSON, the account of the rows: read is used and left out.
type rowAccount struct {
	Read        rowClass `json:"read"`
	Used        rowClass `json:"used"`
	UsedReturns rowClass `json:"returns_among_used"`
	NoCustomer  rowClass `json:"left_out_without_customer"`
	Filtered    rowClass `json:"left_out_by_where"`
	Outside     rowClass `json:"left_out_by_since_until"`
	Continued   rowClass `json:"left_out_continuing_an_order"`
	Unpaid      rowClass `json:"left_out_unpaid"`
	Bad         rowClass `json:"left_out_unreadable"`
	Duplicates  rowClass `json:"left_out_duplicates"`
	AfterAsOf   rowClass `json:"left_out_after_as_of"`
	Returns     rowClass `json:"left_out_returns"`
}

// rowClass is rows of one kind and what they come to, exactly, in whole units.
type rowClass struct {
	Rows   int64       `json:"rows"`
	Amount json.Number `json:"amount"`
}

// newRowAccount is the account of an input: of its reader and of its aggregation.
func newRowAccount(read rfmio.Account, a rfm.Account) rowAccount {
	scale := int(a.Scale)
	for _, l := range read.LeftOut() {
		scale = max(scale, int(l.Scale))
	}
	class := func(rows int64, amount *big.Rat) rowClass {
		return rowClass{rows, json.Number(amount.FloatString(scale))}
	}
	of := func(c rfm.Class) rowClass { return class(c.Rows, app.Exact(c.Amount, a.Scale)) }
	leftOut := func(l rfmio.LeftOut) rowClass { return class(l.Rows, app.Exact(l.Amount, l.Scale)) }
	m := rowAccount{Read: class(read.Rows, revenue(read, a)), Used: of(a.Used), NoCustomer: of(a.Guests),
		Filtered: leftOut(read.Filtered), Outside: leftOut(read.Outside), Continued: leftOut(read.Continued), Unpaid: leftOut(read.Unpaid),
		Bad: leftOut(read.Bad), Duplicates: leftOut(read.Duplicates), AfterAsOf: of(a.AfterAsOf)}
	m.UsedReturns, m.Returns = of(a.Returns), of(rfm.Class{})
	if a.ReturnsDropped {
		m.UsedReturns, m.Returns = m.Returns, m.UsedReturns
	}
	return m
}
