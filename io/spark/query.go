package spark

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// query is one operation on the server, over as many streams as it takes.
type query struct {
	session   *Session
	plan      message
	operation string
	each      func(arrow.Record) error
	began     time.Time
	again     bool // it is part of making the session again

	sent     bool   // the server may know the operation
	lastID   string // of the last response that was taken in
	rows     int64  // handed out
	answered bool   // since the stream began
	joined   []byte // the chunks of a batch so far
	chunks   chunk  // the first of them
	got      int64  // how many
	schema   *arrow.Schema
	// seen are the responses taken in, of a server that does not say where a batch
	// begins: one that began over would count rows twice.
	seen   map[uint64]struct{}
	seed   maphash.Seed
	renews int
}

// run runs a plan to its end.
func (s *Session) run(ctx context.Context, plan message, each func(arrow.Record) error) error {
	s.done.Store(0)
	s.tasks.Store(0)
	s.rows.Store(0)
	q := &query{session: s, plan: plan, operation: newUUID(), each: each, began: time.Now()}
	// The streams outlive the context for as long as it takes to interrupt them.
	live, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		s.interrupt(q.operation)
		cancel()
		close(interrupted)
	})
	err := q.run(live)
	if !stop() {
		<-interrupted
		return context.Cause(ctx)
	}
	var own *sinkError
	switch {
	case errors.As(err, &own):
		s.interrupt(q.operation)
		return own.error
	case err != nil:
		return s.explain(err, q)
	}
	s.release(q.operation)
	return nil
}

// sinkError is an error of who takes the records.
type sinkError struct{ error }

// run follows streams until one has the mark of the end.
func (q *query) run(ctx context.Context) error {
	tries, since := 0, time.Time{}
	for {
		q.answered = false
		complete, err := q.follow(ctx)
		var own *sinkError
		switch {
		case complete && err == nil:
			return nil
		case ctx.Err() != nil, errors.As(err, &own):
			return err
		case q.answered:
			tries, since = 0, time.Time{}
		}
		if isLost(err) {
			if q.lastID != "" || q.rows > 0 || q.again || q.renews == maxRenews {
				return err
			}
			q.renews++
			if err := q.session.renew(ctx); err != nil {
				return err
			}
			q.operation, q.sent, q.joined, q.got = newUUID(), false, nil, 0
			continue
		}
		if err != nil && !isUnavailable(err) {
			return err
		}
		if err == nil && q.answered { // the server ends long streams
			continue
		}
		if since.IsZero() {
			since = time.Now()
		}
		l := q.session.limits
		pause := l.pause << tries
		if tries++; tries >= l.tries || time.Since(since)+pause > l.retrying {
			if err == nil {
				err = &protocolError{"streams without an answer"}
			}
			return err
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// maxRenews is how often a session is made again before a query is given up.
const maxRenews = 2

// follow reads one stream. complete is true behind the mark of the end.
func (q *query) follow(ctx context.Context) (complete bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	method, request := "ExecutePlan", q.execute()
	if q.sent {
		method, request = "ReattachExecute", q.reattach()
		q.session.reattached.Add(1)
	}
	q.sent = true
	answer, err := q.session.send(ctx, method, request)
	if err != nil {
		return false, err
	}
	defer answer.body.Close()
	numbered := false // the server sends ids of responses, and so a mark of the end
	for {
		b, err := answer.next()
		if err != nil {
			if err = answer.end(err); err == nil && q.answered && !numbered && q.lastID == "" {
				return true, q.finish() // Spark 3.4, whose streams end with the result
			}
			return false, err
		}
		r, err := readResponse(b)
		if err != nil {
			return false, err
		}
		numbered = numbered || r.id != ""
		if err := q.take(&r); err != nil {
			return false, err
		}
		if r.id != "" {
			q.lastID = r.id
		}
		q.answered = true
		if r.complete {
			if err := q.finish(); err != nil {
				return false, err
			}
			_, err = answer.next() // to the status, so that the connection stays
			return true, errIfNotOver(err)
		}
	}
}

// errIfNotOver is an error for what follows the mark of the end.
func errIfNotOver(err error) error {
	if err == nil {
		return &protocolError{"a message follows the end of the result"}
	}
	return nil // the result is whole, however the stream ends
}

// execute is the request that begins the operation.
func (q *query) execute() message {
	s := q.session
	chunking := message(nil).number(chunkingAllowed, 1)
	if s.chunkSize > 0 {
		chunking = chunking.number(chunkingSize, uint64(s.chunkSize))
	}
	return s.request(fieldClientType).inner(executePlan, q.plan).text(executeOperation, q.operation).
		inner(executeOptions, message(nil).inner(optionReattach, message(nil).number(reattachable, 1))).
		inner(executeOptions, message(nil).inner(optionChunking, chunking))
}

// reattach is the request for what follows the last response.
func (q *query) reattach() message {
	m := q.session.request(reattachClient).text(reattachOp, q.operation)
	if q.lastID != "" {
		m = m.text(reattachLast, q.lastID)
	}
	return m
}

// take takes a response in.
func (q *query) take(r *response) error {
	if p := r.progress; p != nil {
		q.session.done.Store(p.Done)
		q.session.tasks.Store(p.Tasks)
	}
	c := r.batch
	if c == nil {
		return nil
	}
	if !c.hasStart && r.id != "" {
		if q.seen == nil {
			q.seen, q.seed = map[uint64]struct{}{}, maphash.MakeSeed()
		}
		sum := maphash.String(q.seed, r.id)
		if _, again := q.seen[sum]; again {
			return &protocolError{"a part of the result came twice"}
		}
		q.seen[sum] = struct{}{}
	}
	if c.chunks <= 1 {
		if q.got > 0 {
			return &protocolError{fmt.Sprintf("a batch ends after chunk %d of %d", q.got, q.chunks.chunks)}
		}
		return q.deliver(c)
	}
	if c.index != q.got || q.got > 0 && (c.chunks != q.chunks.chunks || c.rows != q.chunks.rows || c.start != q.chunks.start) {
		return &protocolError{fmt.Sprintf("chunk %d of %d came as number %d", c.index+1, c.chunks, q.got+1)}
	}
	if q.got == 0 {
		q.chunks, q.joined = *c, q.joined[:0]
	}
	if len(q.joined)+len(c.data) > maxMessage {
		return &protocolError{fmt.Sprintf("a batch of more than %d bytes", maxMessage)}
	}
	q.joined = append(q.joined, c.data...)
	if q.got++; q.got < c.chunks {
		return nil
	}
	q.got = 0
	whole := q.chunks
	whole.data = q.joined
	return q.deliver(&whole)
}

// deliver decodes a whole batch and hands it out.
func (q *query) deliver(c *chunk) error {
	if c.hasStart && c.start != q.rows {
		return &protocolError{fmt.Sprintf("a batch begins with row %d of the result, after %d rows", c.start, q.rows)}
	}
	var records []arrow.Record
	defer func() {
		for _, r := range records {
			r.Release()
		}
	}()
	schema, err := decode(c.data, &records)
	if err != nil {
		return err
	}
	if q.schema == nil {
		q.schema = schema
	} else if !q.schema.Equal(schema) {
		return &protocolError{"the columns of the result change"}
	}
	rows := int64(0)
	for _, r := range records {
		rows += r.NumRows()
	}
	if rows != c.rows {
		return &protocolError{fmt.Sprintf("a batch of %d rows is said to have %d", rows, c.rows)}
	}
	if q.rows += rows; q.rows < 0 {
		return &protocolError{"too many rows"}
	}
	q.session.rows.Store(q.rows)
	if q.each == nil {
		return nil
	}
	for _, r := range records {
		if err := q.each(r); err != nil {
			return &sinkError{err}
		}
	}
	return nil
}

// finish refuses a result that ends within a batch.
func (q *query) finish() error {
	if q.got > 0 {
		return &protocolError{fmt.Sprintf("the result ends after chunk %d of %d", q.got, q.chunks.chunks)}
	}
	return nil
}

// isUnavailable reports whether to ask again may help: the connection was lost, or
// the server has no time.
func isUnavailable(err error) bool {
	var status *statusError
	var protocol *protocolError
	switch {
	case errors.As(err, &status):
		return status.code == codeUnavailable
	case errors.As(err, &protocol), errors.Is(err, errSilent):
		return false
	}
	return err != nil && !isCertificate(err) // of the network, or io.EOF
}

// isLost reports whether the server does not know the session or the operation.
func isLost(err error) bool {
	var status *statusError
	return errors.As(err, &status) && status.is("INVALID_HANDLE") && !status.is("INVALID_HANDLE.FORMAT")
}
