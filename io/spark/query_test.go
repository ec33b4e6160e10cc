package spark

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rfm/io/fault"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// quick are limits for a server on this machine.
func quick() limits {
	return limits{connect: time.Second, call: 5 * time.Second, interrupt: time.Second, silence: time.Second, answer: time.Second,
		tries: 3, retrying: 5 * time.Second, pause: time.Millisecond}
}

// values runs a query and returns what came.
func values(t *testing.T, a *Address, streams *fake) (got []int64, err error) {
	t.Helper()
	s, err := open(context.Background(), a, quick())
	if err != nil {
		return nil, err
	}
	defer s.Close()
	err = s.Query(context.Background(), "SELECT v", func(r arrow.Record) error {
		got = append(got, r.Column(0).(*array.Int64).Int64Values()...)
		for i := range int(r.NumRows()) {
			if text := r.Column(1).(*array.String).Value(i); text != fmt.Sprint("text ", got[len(got)-int(r.NumRows())+i]) {
				return errors.New(text)
			}
		}
		return nil
	})
	return got, err
}

func TestEveryRowComesOnceHoweverStreamsEnd(t *testing.T) {
	all := []int64{1, 2, 3, 4, 5}
	data := arrowStream(3, 4)
	half := len(data) / 2
	for _, c := range []struct {
		name    string
		streams []func(w *answer)
		calls   []string // of streams
	}{
		{"one stream", []func(w *answer){func(w *answer) {
			w.message(batch("a", 0, 1, 2))
			w.message(batch("b", 2, 3, 4, 5))
			w.message(complete("c"))
		}}, []string{"ExecutePlan"}},
		{"ended by the server", []func(w *answer){
			func(w *answer) { w.message(batch("a", 0, 1, 2)) },
			func(w *answer) { w.message(batch("b", 2, 3, 4)) },
			func(w *answer) { w.message(batch("c", 4, 5)); w.message(complete("d")) },
		}, []string{"ExecutePlan", "ReattachExecute a", "ReattachExecute b"}},
		{"cut off", []func(w *answer){
			func(w *answer) { w.cut() },
			func(w *answer) { w.message(batch("a", 0, 1, 2)); w.cut() },
			func(w *answer) { w.message(batch("b", 2, 3, 4, 5)); w.message(complete("c")) },
		}, []string{"ExecutePlan", "ReattachExecute ", "ReattachExecute a"}},
		{"unavailable for a while", []func(w *answer){
			func(w *answer) { w.message(batch("a", 0, 1, 2, 3, 4)) },
			func(w *answer) { w.status(codeUnavailable, "busy", nil) },
			func(w *answer) { w.status(codeUnavailable, "busy", nil) },
			func(w *answer) { w.message(batch("b", 4, 5)); w.message(complete("c")) },
		}, []string{"ExecutePlan", "ReattachExecute a", "ReattachExecute a", "ReattachExecute a"}},
		{"chunks over two streams", []func(w *answer){
			func(w *answer) { w.message(batch("a", 0, 1, 2)); w.message(piece("b", 2, 2, 0, 2, data[:half])) },
			func(w *answer) {
				w.message(piece("c", 2, 2, 1, 2, data[half:]))
				w.message(batch("d", 4, 5))
				w.message(complete("e"))
			},
		}, []string{"ExecutePlan", "ReattachExecute b"}},
		{"silence", []func(w *answer){
			func(w *answer) { w.message(batch("a", 0, 1, 2, 3, 4, 5)); time.Sleep(50 * time.Millisecond) },
			func(w *answer) { w.message(complete("b")) },
		}, []string{"ExecutePlan", "ReattachExecute a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := startFake(t, c.streams...)
			got, err := values(t, f.start(t), f)
			if err != nil || !slices.Equal(got, all) {
				t.Fatalf("got %v, error %v", got, err)
			}
			calls := slices.DeleteFunc(f.called(), func(c string) bool { return !strings.Contains(c, "Plan") && !strings.Contains(c, "Reattach") })
			if !slices.Equal(calls, c.calls) {
				t.Errorf("calls %q, want %q", calls, c.calls)
			}
			if others := f.called(); !slices.Contains(others, "ReleaseExecute") || others[len(others)-1] != "ReleaseSession" {
				t.Errorf("the result or the session was not released: %q", others)
			}
			if f.config["spark.sql.session.timeZone"] != "UTC" || f.config["spark.sql.ansi.enabled"] != "true" {
				t.Errorf("settings %v", f.config)
			}
		})
	}
}

func TestWhatCannotBeCountedOnIsAnError(t *testing.T) {
	data := arrowStream(3, 4)
	status := func(class, state, text string) func(w *answer) {
		entry := func(k, v string) message { return message(nil).text(1, k).text(2, v) }
		info := message(nil).text(1, "org.apache.spark.SparkException").inner(3, entry("errorClass", class)).inner(3, entry("sqlState", state))
		any := message(nil).text(1, "type.googleapis.com/google.rpc.ErrorInfo").inner(2, info)
		details := message(nil).number(1, codeInternal).text(2, text).inner(3, any)
		return func(w *answer) { w.status(codeInternal, strings.ReplaceAll(text, " ", "%20"), details) }
	}
	for _, c := range []struct {
		name   string
		stream func(w *answer)
		kind   fault.Kind
		want   string
	}{
		{"wrong count", func(w *answer) { w.message(batchOf("a", 0, 3, data)) }, fault.Unreadable, "a batch of 2 rows is said to have 3"},
		{"rows left out", func(w *answer) { w.message(batch("a", 0, 1, 2)); w.message(batch("b", 3, 4)) }, fault.Unreadable, "begins with row 3 of the result, after 2 rows"},
		{"rows twice", func(w *answer) { w.message(batch("a", 0, 1, 2)); w.message(batch("b", 0, 1, 2)) }, fault.Unreadable, "begins with row 0 of the result, after 2 rows"},
		{"responses twice", func(w *answer) {
			inner := message(nil).number(batchRows, 2).inner(batchData, data)
			one := message(nil).inner(responseBatch, inner).text(responseID, "a")
			w.message(one)
			w.message(one)
		}, fault.Unreadable, "came twice"},
		{"chunks out of order", func(w *answer) { w.message(piece("a", 0, 2, 1, 2, data[9:])) }, fault.Unreadable, "chunk 2 of 2 came as number 1"},
		{"a chunk left out", func(w *answer) {
			w.message(piece("a", 0, 2, 0, 3, data[:9]))
			w.message(piece("b", 0, 2, 2, 3, data[9:]))
		}, fault.Unreadable, "chunk 3 of 3 came as number 2"},
		{"chunks without an end", func(w *answer) { w.message(piece("a", 0, 2, 0, 2, data[:9])); w.message(complete("b")) }, fault.Unreadable, "ends after chunk 1 of 2"},
		{"a batch between chunks", func(w *answer) { w.message(piece("a", 0, 2, 0, 2, data[:9])); w.message(batch("b", 0, 1)) }, fault.Unreadable, "ends after chunk 1 of 2"},
		{"not Arrow", func(w *answer) { w.message(batchOf("a", 0, 1, []byte("\xff\xff\xff\xff\x00\x10\x00\x00abc"))) }, fault.Unreadable, "not one of Arrow"},
		{"not protobuf", func(w *answer) { w.message(message("\xff\xff\xff")) }, fault.Unreadable, "not one of protobuf"},
		{"compressed", func(w *answer) { w.Write([]byte{1, 0, 0, 0, 0}) }, fault.Unreadable, "is compressed"},
		{"too long", func(w *answer) { w.Write([]byte{0, 0xff, 0, 0, 0}) }, fault.Unreadable, "are the most that is taken"},
		{"no answer at all", func(w *answer) {}, fault.Unreadable, "streams without an answer"},
		{"overflow", status("ARITHMETIC_OVERFLOW", "22003", "[ARITHMETIC_OVERFLOW] Overflow in sum of decimals. Use try_sum"), fault.BadRows, "too large: [ARITHMETIC_OVERFLOW] Overflow in sum of decimals"},
		{"path", status("PATH_NOT_FOUND", "42K03", "[PATH_NOT_FOUND] Path does not exist: file:/x.parquet. SQLSTATE: 42K03"), fault.Unreadable, "[PATH_NOT_FOUND] Path does not exist: file:/x.parquet"},
		{"table", status("TABLE_OR_VIEW_NOT_FOUND", "42P01", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `x` cannot be found. Verify"), fault.Unreadable, "`x` cannot be found"},
		{"result too large", status("", "", "Job aborted due to stage failure: Total size of serialized results of 1 tasks (18.9 MiB) is bigger than spark.driver.maxResultSize (1024.0 KiB)"),
			fault.Unreadable, "more customers than the engine hands over"},
		{"token refused", func(w *answer) { w.status(codeUnauthenticated, "who%20is%20it%3F", nil) }, fault.Unreadable, "asks for a token (Unauthenticated)"},
		{"lost after rows", lostAfterRows(), fault.Unreadable, "the engine has gone, 0 s after the query began: it was started anew"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := startFake(t, c.stream)
			_, err := values(t, f.start(t), f)
			var own *fault.Error
			if !errors.As(err, &own) || own.Kind != c.kind || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func lostAfterRows() func(w *answer) {
	first := true
	return func(w *answer) {
		if first {
			first = false
			w.message(batch("a", 0, 1))
			return
		}
		w.status(codeInternal, "[INVALID_HANDLE.SESSION_NOT_FOUND] The handle is invalid", nil)
	}
}

func TestASessionThatIsLostBeforeAnyRowIsMadeAgain(t *testing.T) {
	f := startFake(t,
		func(w *answer) { w.message(complete("v")) }, // the view
		func(w *answer) { w.cut() },
		func(w *answer) { w.status(codeInternal, "[INVALID_HANDLE.SESSION_NOT_FOUND] no such session", nil) },
		func(w *answer) { w.message(complete("v")) }, // the view again
		func(w *answer) { w.message(batch("a", 0, 1, 2)); w.message(complete("b")) })
	s, err := open(context.Background(), f.start(t), quick())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Run(context.Background(), "CREATE TEMPORARY VIEW v …"); err != nil {
		t.Fatal(err)
	}
	rows := int64(0)
	if err := s.Query(context.Background(), "SELECT v", func(r arrow.Record) error { rows += r.NumRows(); return nil }); err != nil || rows != 2 {
		t.Fatalf("%d rows, error %v", rows, err)
	}
	want := []string{"Config", "ExecutePlan command", "ReleaseExecute", "ExecutePlan", "ReattachExecute ", "Config", "ExecutePlan command", "ExecutePlan", "ReleaseExecute"}
	if got := f.called(); !slices.Equal(got, want) {
		t.Errorf("calls %q, want %q", got, want)
	}
	if len(f.kept) != 2 {
		t.Errorf("sessions %v: want a new one", f.kept)
	}
}

func TestALostServerIsGivenUp(t *testing.T) {
	f := startFake(t, nil)
	f.streams = []func(w *answer){func(w *answer) { w.message(batch("a", 0, 1)); w.cut() }, func(w *answer) { w.cut() }}
	_, err := values(t, f.start(t), f)
	if err == nil || !strings.Contains(err.Error(), "the engine has gone, 0 s after the query began:") || !strings.Contains(err.Error(), "nothing was written") {
		t.Errorf("error %v", err)
	}
}

func TestAServerThatFallsSilentIsGivenUp(t *testing.T) {
	block := make(chan struct{})
	f := startFake(t, func(w *answer) { w.message(batch("a", 0, 1)); <-block })
	a := f.start(t)
	defer close(block)
	server := a.Host
	// Behind a wire that is cut without a word nothing answers, pings neither.
	wire, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer wire.Close()
	var cut atomic.Bool
	go func() {
		for {
			near, err := wire.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				return
			}
			carry := func(to, from net.Conn) {
				b := make([]byte, 4096)
				for {
					n, err := from.Read(b)
					if err != nil {
						return
					}
					if !cut.Load() {
						to.Write(b[:n])
					}
				}
			}
			go carry(near, far)
			go carry(far, near)
		}
	}()
	a.Host = wire.Addr().String()
	s, err := open(context.Background(), a, quick())
	if err != nil {
		t.Fatal(err)
	}
	err = s.Query(context.Background(), "SELECT v", func(arrow.Record) error { cut.Store(true); return nil })
	if err == nil || !strings.Contains(err.Error(), "the engine has gone, ") {
		t.Errorf("error %v", err)
	}
}

func TestAQueryIsInterruptedWhenItsContextEnds(t *testing.T) {
	f := startFake(t, func(w *answer) { w.message(batch("a", 0, 1)); <-w.gone })
	s, err := open(context.Background(), f.start(t), quick())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	left := errors.New("left")
	err = s.Query(ctx, "SELECT v", func(arrow.Record) error { cancel(left); return nil })
	if err != left || !slices.Contains(f.called(), "Interrupt") {
		t.Errorf("error %v, calls %q", err, f.called())
	}
}

func TestAnErrorOfTheReaderInterruptsTheQuery(t *testing.T) {
	f := startFake(t, func(w *answer) { w.message(batch("a", 0, 1)); w.message(batch("b", 1, 2)) })
	s, err := open(context.Background(), f.start(t), quick())
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("full")
	if err := s.Query(context.Background(), "SELECT v", func(arrow.Record) error { return full }); err != full {
		t.Errorf("error %v", err)
	}
	if !slices.Contains(f.called(), "Interrupt") {
		t.Errorf("calls %q", f.called())
	}
}
