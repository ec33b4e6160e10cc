package spark

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/apache/arrow/go/v17/arrow"
)

// Session is a session of Spark Connect: settings and views that last until it is
// closed. Its queries run one after the other.
type Session struct {
	address *Address
	limits  limits
	http    *http.Client
	id      string
	// What makes a session what it is, to be done again on a server that was started
	// anew.
	settings [][2]string
	setup    []string

	done, tasks, rows atomic.Int64 // of the query that runs
	reattached        atomic.Int64
	chunkSize         int64 // preferred by the client; 0 for the server's
}

// Open begins a session in which times are in UTC, sums that overflow are errors
// and results are compressed. settings are further ones, by key.
func Open(ctx context.Context, a *Address, settings ...[2]string) (*Session, error) {
	return open(ctx, a, defaultLimits(), settings...)
}

func open(ctx context.Context, a *Address, l limits, settings ...[2]string) (*Session, error) {
	transport, err := newTransport(a, l)
	if err != nil {
		return nil, err
	}
	s := &Session{address: a, limits: l, http: &http.Client{Transport: transport}, id: a.Session}
	if s.id == "" {
		s.id = newUUID()
	}
	s.settings = append([][2]string{
		{"spark.sql.session.timeZone", "UTC"},
		{"spark.sql.ansi.enabled", "true"},
		{"spark.sql.execution.arrow.compression.codec", "zstd"}, // of Spark 4.1; others take what they do not know
	}, settings...)
	if err := s.configure(ctx); err != nil {
		s.http.CloseIdleConnections()
		return nil, s.unreached(err)
	}
	return s, nil
}

// configure applies the settings.
func (s *Session) configure(ctx context.Context) error {
	var set message
	for _, pair := range s.settings {
		set = set.inner(setPairs, message(nil).text(pairKey, pair[0]).text(pairValue, pair[1]))
	}
	request := s.request(configClient).inner(configOperation, message(nil).inner(configSet, set))
	pause := s.limits.pause
	for try := 1; ; try++ {
		_, err := s.call(ctx, s.limits.call, "Config", request)
		const most = 4 // of a server that is starting
		if err == nil || ctx.Err() != nil || try == most || !isUnavailable(err) {
			return err
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		pause *= 2
	}
}

// Run runs a statement without a result, such as CREATE TEMPORARY VIEW. It is run
// again where the session has to be made again.
func (s *Session) Run(ctx context.Context, statement string) error {
	if err := s.run(ctx, commandPlan(statement), nil); err != nil {
		return err
	}
	s.setup = append(s.setup, statement)
	return nil
}

// Query runs a query and hands every record of its result to each, every row once.
// The record is each's until it returns. The first record may have no rows: it
// shows the columns. A query whose context ends is interrupted on the server.
func (s *Session) Query(ctx context.Context, sql string, each func(arrow.Record) error) error {
	return s.run(ctx, queryPlan(sql), each)
}

// Progress is how far the query that runs has come.
func (s *Session) Progress() Progress {
	return Progress{Done: s.done.Load(), Tasks: s.tasks.Load(), Rows: s.rows.Load()}
}

// Reattached is how often a stream was taken up again.
func (s *Session) Reattached() int64 { return s.reattached.Load() }

// Version is the version of Spark that the server says it has; "" where it does not
// say so.
func (s *Session) Version(ctx context.Context) string {
	const analyzeClient, analyzeVersion, analyzedVersion, versionText = 3, 10, 8, 1
	answer, err := s.call(ctx, s.limits.connect, "AnalyzePlan", s.request(analyzeClient).inner(analyzeVersion, nil))
	if err != nil {
		return ""
	}
	version := ""
	_ = eachField(answer, func(n protowire.Number, _ uint64, b []byte) error {
		if n != analyzedVersion {
			return nil
		}
		return eachField(b, func(n protowire.Number, _ uint64, b []byte) error {
			if n == versionText {
				version = string(b)
			}
			return nil
		})
	})
	isOdd := func(c rune) bool { return c <= ' ' || c > '~' }
	if len(version) > 40 || strings.ContainsFunc(version, isOdd) {
		return ""
	}
	return version
}

// Close ends the session, unless the address names one: that is somebody else's.
func (s *Session) Close() error {
	if s.address.Session == "" {
		ctx, cancel := context.WithTimeout(context.Background(), s.limits.interrupt)
		defer cancel()
		_, _ = s.call(ctx, s.limits.interrupt, "ReleaseSession", s.request(sessionClient)) // it ends by itself, later
	}
	s.http.CloseIdleConnections()
	return nil
}

// interrupt stops an operation on the server.
func (s *Session) interrupt(operation string) {
	_, _ = s.call(context.Background(), s.limits.interrupt, "Interrupt", // who leaves does not wait
		s.request(interruptClient).number(interruptType, byOperation).text(interruptOp, operation))
}

// release lets the server forget the result of an operation that is read.
func (s *Session) release(operation string) {
	_, _ = s.call(context.Background(), s.limits.interrupt, "ReleaseExecute", // it forgets it later, by itself
		s.request(releaseClient).text(releaseOp, operation).inner(releaseAll, nil))
}

// renew begins the session anew, on a server that does not know it any more.
func (s *Session) renew(ctx context.Context) error {
	if s.address.Session == "" {
		s.id = newUUID()
	}
	if err := s.configure(ctx); err != nil {
		return err
	}
	for _, statement := range slices.Clone(s.setup) {
		q := &query{session: s, plan: commandPlan(statement), operation: newUUID(), began: time.Now(), again: true}
		if err := q.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// newUUID is a random UUID, of version 4.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:]) // which never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// sleep waits, or returns why the context has ended.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
