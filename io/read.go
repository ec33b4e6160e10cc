package rfmio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"rfm/io/delimited"
	"rfm/io/fault"
	"rfm/io/sheet"
	"rfm/io/vector"
	"rfm/io/where"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"
)

// Read delivers every row to the sink of a worker. A sink is called by one
// goroutine at a time and must not keep the record. Read ends at the first
// error of a sink. Rows that cannot be understood are collected; what becomes of
// them is decided in the end.
func (in *Input) Read(ctx context.Context, sinks []func(arrow.Record) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	in.bytes.Store(0)
	if in.options.BadRows.Rejects != nil {
		in.bad.rejects = &rejects{}
		defer in.bad.rejects.close()
	}
	for _, f := range in.files {
		f.users.Store(int32(len(sinks)))
	}
	seen, seed := in.newRowSet()
	orders, counted := newContinuations(), newTextSet()
	ids := idRules{in.options.IDFormat == IDFormatInteger, in.options.IDFormat == IDFormatText, in.options.FoldIDs, newGuestWords(in.options.Guests)}
	var wg sync.WaitGroup
	counts := make([]counts, len(sinks))
	for i, sink := range sinks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if cause := recover(); cause != nil {
					stop(&fault.Panic{Fault: cause, Stack: debug.Stack()})
				}
			}()
			a := &assembler{schema: in.options.Schema, filter: in.filter.Worker(), withRaw: in.options.BadRows.Rejects != nil,
				since: in.options.Since, until: in.options.Until, latest: in.latestDay(), duplicates: duplicates{set: seen, seed: seed, drop: in.options.Dedupe}, continuations: orders,
				wholeOrders: in.options.WholeOrders, orders: counted, ids: ids}
			for number, f := range in.files {
				a.report, a.file = in.reporter(number), number
				before := a.count.rows
				if err := in.readFile(ctx, number, a, f.extent.listen(in.options, sink)); err != nil {
					stop(err)
				}
				f.extent.rows.Add(a.count.rows - before)
				if f.users.Add(-1) == 0 {
					f.finish()
				}
			}
			counts[i] = a.count
		}()
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		var crash *fault.Panic
		if errors.As(err, &crash) {
			panic(crash)
		}
		return delimited.LocatedError(err)
	}
	for _, c := range counts {
		in.account.add(c)
	}
	if seen != nil && !in.options.Dedupe {
		in.account.Equal, in.account.EqualOneIn = seen.Equals()
	}
	in.account.NoRevenueValues = uncountedValues(counts)
	in.account.Guests, in.account.PointZero = guests(counts)
	in.account.WrittenDays = in.dates.KeptWritten()
	in.account.FilterValues = in.filterValues(counts)
	for _, f := range in.files {
		f.count.Notes = append(slices.Clone(f.plan.Notes), f.source.Notes()...)
		if t, ok := f.table.(*sheet.Table); ok {
			f.count.Notes = append(f.count.Notes, t.Notes()...)
		}
		for _, quoted := range in.filter.QuotedColumns(f.columns) {
			f.count.Notes = append(f.count.Notes, fmt.Sprintf("%s in --where is a text; the column of this name is %s", fault.Quote(quoted), where.Name(quoted)))
		}
		f.nameForms()
		f.extent.report(&f.count)
		in.account.Files = append(in.account.Files, f.count)
	}
	if err := in.settleContinued(orders); err != nil {
		return err
	}
	if err := cmp.Or(in.lateColumns(), in.foreignTexts(), in.contradiction(), in.watched(counts)); err != nil {
		return err
	}
	return in.bad.settle(in)
}

// readFile is one worker's share of one file.
func (in *Input) readFile(ctx context.Context, file int, a *assembler, sink func(arrow.Record) error) error {
	f := in.files[file]
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f.opened.Do(func() { f.err = in.open(f) })
	if f.err != nil {
		return f.err
	}
	f.ahead.Do(f.source.ReadAhead)
	a.plan, a.decoder, a.product = f.plan, f.decoder(f.plan.Wants), vector.Vector{}
	a.customer = f.plan.Customer
	a.states, a.lastState, a.lastCounts = nil, nil, false
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := a.decoder.Next(&a.batch); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		f.lookAt(a)
		in.noteDoubts(file, &a.batch)
		record, err := a.record()
		if err != nil {
			return err
		}
		err = sink(record)
		record.Release()
		if err != nil {
			return err
		}
	}
}

// reporter takes down the bad cells of a file.
func (in *Input) reporter(file int) func(vector.BadCell) error {
	return func(cell vector.BadCell) error {
		cell.File = file
		return in.bad.note(cell)
	}
}

// Finish closes the file behind the last worker.
func (f *inputFile) finish() {
	if f.table != nil {
		f.table.Close()
	}
}
