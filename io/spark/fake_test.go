package spark

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"google.golang.org/protobuf/encoding/protowire"
)

// fake is a server of Spark Connect that does what a test says: each stream that is
// opened or reattached to is the next of its streams.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []string          // method and what is of interest
	config  map[string]string // set last
	streams []func(w *answer)
	auth    []string // headers Authorization
	refuse  func(method string) (code int, message string)
	kept    []string // session ids, in the order they were seen
}

// answer writes one stream.
type answer struct {
	http.ResponseWriter
	last string // response id that the client has
	gone <-chan struct{}
}

func (w *answer) message(m message) {
	w.Write(appendFrame(nil, m))
	w.ResponseWriter.(http.Flusher).Flush()
}

func (w *answer) status(code int, text string, details []byte) {
	w.Header().Set(http.TrailerPrefix+"Grpc-Status", strconv.Itoa(code))
	if text != "" {
		w.Header().Set(http.TrailerPrefix+"Grpc-Message", text)
	}
	if details != nil {
		w.Header().Set(http.TrailerPrefix+"Grpc-Status-Details-Bin", base64.RawStdEncoding.EncodeToString(details))
	}
}

// cut ends the stream as a lost connection does.
func (w *answer) cut() { panic(http.ErrAbortHandler) }

// batch is a response with rows from start.
func batch(id string, start int64, values ...int64) message {
	return batchOf(id, start, int64(len(values)), arrowStream(values...))
}

func batchOf(id string, start, rows int64, data []byte) message {
	inner := message(nil).number(batchRows, uint64(rows)).inner(batchData, data).number(batchStart, uint64(start))
	return message(nil).inner(responseBatch, inner).text(responseID, id)
}

// piece is a chunk of a batch.
func piece(id string, start, rows, index, chunks int64, data []byte) message {
	inner := message(nil).number(batchRows, uint64(rows)).inner(batchData, data).number(batchStart, uint64(start)).
		number(batchChunk, uint64(index)).number(batchChunks, uint64(chunks))
	return message(nil).inner(responseBatch, inner).text(responseID, id)
}

func complete(id string) message {
	return message(nil).inner(responseComplete, nil).text(responseID, id)
}

// arrowStream is a batch of one column of integers, as Spark sends it.
func arrowStream(values ...int64) []byte {
	schema := arrow.NewSchema([]arrow.Field{{Name: "v", Type: arrow.PrimitiveTypes.Int64}, {Name: "t", Type: arrow.BinaryTypes.String}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, v := range values {
		b.Field(0).(*array.Int64Builder).Append(v)
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("text ", v))
	}
	rec := b.NewRecord()
	defer rec.Release()
	var out bytes.Buffer
	w := ipc.NewWriter(&out, ipc.WithSchema(schema), ipc.WithZstd())
	if err := w.Write(rec); err != nil {
		panic(err)
	}
	w.Close()
	return out.Bytes()
}

// startFake starts a server whose streams come in this order. The last one is given
// again for all further ones.
func startFake(t testing.TB, streams ...func(w *answer)) *fake {
	f := &fake{streams: streams, config: map[string]string{}}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(f.serve))
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	protocols.SetHTTP2(true)
	f.Config.Protocols = &protocols
	f.EnableHTTP2 = true
	return f
}

func (f *fake) start(t testing.TB) *Address {
	f.Start()
	t.Cleanup(f.Close)
	a, err := ParseAddress(Scheme+strings.TrimPrefix(f.URL, "http://"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	method := strings.TrimPrefix(r.URL.Path, service)
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) < 5 {
		return
	}
	request := map[protowire.Number]string{}
	eachField(body[5:], func(n protowire.Number, v uint64, b []byte) error {
		request[n] = string(b)
		return nil
	})
	f.mu.Lock()
	call := method
	switch method {
	case "ReattachExecute":
		call += " " + request[reattachLast]
	case "ExecutePlan":
		eachField([]byte(request[executePlan]), func(n protowire.Number, _ uint64, b []byte) error {
			if n == planCommand {
				call += " command"
			}
			return nil
		})
	case "Config":
		f.readConfig(request[configOperation])
	}
	f.calls = append(f.calls, call)
	f.auth = append(f.auth, r.Header.Get("Authorization"))
	if id := request[fieldSession]; len(f.kept) == 0 || f.kept[len(f.kept)-1] != id {
		f.kept = append(f.kept, id)
	}
	refuse := f.refuse
	var stream func(w *answer)
	if method == "ExecutePlan" || method == "ReattachExecute" {
		if stream = f.streams[0]; len(f.streams) > 1 {
			f.streams = f.streams[1:]
		}
	}
	f.mu.Unlock()
	w.Header().Set("Content-Type", "application/grpc")
	if refuse != nil {
		if code, message := refuse(method); code != 0 { // trailers only
			w.Header().Set("Grpc-Status", strconv.Itoa(code))
			w.Header().Set("Grpc-Message", message)
			return
		}
	}
	a := &answer{w, request[reattachLast], r.Context().Done()}
	if stream != nil {
		a.status(0, "", nil)
		stream(a)
		return
	}
	a.message(message(nil).text(fieldSession, request[fieldSession]))
	a.status(0, "", nil)
}

func (f *fake) readConfig(operation string) {
	eachField([]byte(operation), func(_ protowire.Number, _ uint64, set []byte) error {
		return eachField(set, func(_ protowire.Number, _ uint64, pair []byte) error {
			var words []string
			eachField(pair, func(_ protowire.Number, _ uint64, b []byte) error {
				words = append(words, string(b))
				return nil
			})
			f.config[words[0]] = words[1]
			return nil
		})
	})
}

func (f *fake) called() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.calls...)
}
