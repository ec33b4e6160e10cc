package object

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// shelf is a web server with one object.
type shelf struct {
	*httptest.Server
	mu       sync.Mutex
	bytes    []byte
	etag     string
	noRanges bool
	status   int // in place of the object; 0 for none
	breaks   int // streams that break off after some bytes
	asked    []string
}

func newShelf(t *testing.T, size int) *shelf {
	s := &shelf{bytes: make([]byte, size), etag: `"1"`}
	random := rand.NewChaCha8([32]byte{1})
	random.Read(s.bytes)
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *shelf) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Header.Get("Range"))
	if s.status != 0 {
		w.WriteHeader(s.status)
		return
	}
	if s.breaks > 0 {
		if from := r.Header.Get("Range"); strings.HasSuffix(from, "-") {
			s.breaks--
			at := 0
			fmt.Sscanf(from, "bytes=%d-", &at)
			w.Header().Set("Etag", s.etag)
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", at, len(s.bytes)-1, len(s.bytes)))
			w.Header().Set("Content-Length", fmt.Sprint(len(s.bytes)-at))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(s.bytes[at : at+1000])
			panic(http.ErrAbortHandler)
		}
	}
	if s.noRanges {
		r.Header.Del("Range")
		w.Header().Set("Content-Length", fmt.Sprint(len(s.bytes)))
		w.Write(s.bytes)
		return
	}
	w.Header().Set("Etag", s.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.bytes))
}

func (s *shelf) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func TestObjectsAreReadFromTheirBeginning(t *testing.T) {
	for _, c := range []struct {
		name     string
		size     int
		noRanges bool
		breaks   int
		requests int
	}{
		{"small", 5000, false, 0, 1},
		{"empty", 0, false, 0, 1},
		{"as long as what is asked for first", headSize, false, 0, 1},
		{"large", 3 << 20, false, 0, 2},
		{"small, without ranges", 5000, true, 0, 1},
		{"large, without ranges", 1 << 20, true, 0, 2},
		{"large, breaking off twice", 1 << 20, false, 2, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t, c.size)
			s.noRanges, s.breaks = c.noRanges, c.breaks
			o, err := (&Store{pause: time.Millisecond}).Open(s.URL + "/a.csv?sig=secret")
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(o.Name, "secret") || !strings.HasSuffix(o.Name, "/a.csv?…") {
				t.Errorf("name %s", o.Name)
			}
			r := o.NewReader()
			defer r.Close()
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, s.bytes) {
				t.Errorf("%d bytes of %d, error %v", len(got), c.size, err)
			}
			if n := len(s.requests()); n != c.requests {
				t.Errorf("%d requests, want %d: %q", n, c.requests, s.requests())
			}
		})
	}
}

func TestRangesAreOneRequestEach(t *testing.T) {
	s := newShelf(t, 10<<20)
	o, err := (&Store{}).Open(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ranges := []Range{{100_000, 2 << 20}, {4 << 20, 1 << 20}, {0, 500}}
	r := o.Ahead(ranges)
	for _, span := range ranges {
		for at := int64(0); at < span.Length; at += 32 << 10 {
			p := make([]byte, min(32<<10, span.Length-at))
			if n, err := r.ReadAt(p, span.From+at); err != nil || n != len(p) || !bytes.Equal(p, s.bytes[span.From+at:span.From+at+int64(n)]) {
				t.Fatalf("at %d of %v: %d bytes, error %v", at, span, n, err)
			}
		}
	}
	footer := make([]byte, 1000)
	for _, at := range []int64{o.Size - 8, o.Size - 1000} {
		p := footer[:o.Size-at]
		if n, err := r.ReadAt(p, at); err != nil || !bytes.Equal(p[:n], s.bytes[at:]) {
			t.Errorf("at the end: %d bytes, error %v", n, err)
		}
	}
	if got := s.requests(); len(got) != 4 { // the beginning, two ranges, the end
		t.Errorf("requests %q", got)
	}
}

func TestAnObjectThatIsReplacedIsAnError(t *testing.T) {
	for _, weak := range []bool{false, true} {
		s := newShelf(t, 1<<20)
		if weak {
			s.etag = `W/"1"`
		}
		store := &Store{pause: time.Millisecond}
		o, err := store.Open(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.etag = strings.Replace(s.etag, "1", "2", 1)
		s.mu.Unlock()
		if _, err := o.ReadAt(make([]byte, 1000), 500_000); err == nil || !strings.Contains(err.Error(), "was replaced while it was read") {
			t.Errorf("a range: %v", err)
		}
		if _, err := io.ReadAll(o.NewReader()); err == nil || !strings.Contains(err.Error(), "was replaced while it was read") {
			t.Errorf("a stream: %v", err)
		}
		if err := o.Unchanged(); err == nil {
			t.Error("it is said to be unchanged")
		}
	}
}

func TestWhatAServerRefusesIsSaidWithoutItsSignature(t *testing.T) {
	for status, want := range map[int]string{403: "access denied (HTTP status 403)", 404: "no such object", 500: "the store answers with an error: HTTP status 500"} {
		s := newShelf(t, 10)
		s.status = status
		_, err := (&Store{pause: time.Millisecond}).Open(s.URL + "/a?X-Amz-Signature=secret")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%d: %v", status, err)
		}
		if n := len(s.requests()); (status >= 500) != (n == tries) {
			t.Errorf("%d: %d requests", status, n)
		}
	}
	_, err := (&Store{pause: time.Millisecond}).Open("https://me:secret@127.0.0.1:1/a?b=secret")
	if err == nil || !strings.Contains(err.Error(), "cannot be reached: connection refused") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}

func TestPatternsMatchKeys(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no []string
	}{
		{"a/*.parquet", []string{"a/1.parquet", "a/.parquet"}, []string{"a/b/1.parquet", "a/1.csv", "b/1.parquet"}},
		{"a/**/*.parquet", []string{"a/1.parquet", "a/b/c/1.parquet"}, []string{"b/1.parquet"}},
		{"a/**", []string{"a/1", "a/b/2"}, []string{"a", "b/1"}},
		{"sales/{2023,2024}-?[12].csv", []string{"sales/2023-01.csv", "sales/2024-12.csv"}, []string{"sales/2022-01.csv", "sales/2024-13.csv"}},
		{"y={1,2{3,4}}/x", []string{"y=1/x", "y=23/x", "y=24/x"}, []string{"y=2/x"}},
	} {
		match := func(key string) (found bool) {
			for _, one := range alternatives(c.pattern) {
				is, err := matches(one, key)
				if err != nil {
					t.Error(err)
				}
				found = found || is
			}
			return found
		}
		for _, key := range c.yes {
			if !match(key) {
				t.Errorf("%s does not match %s", c.pattern, key)
			}
		}
		for _, key := range c.no {
			if match(key) {
				t.Errorf("%s matches %s", c.pattern, key)
			}
		}
	}
}

func TestRegionsComeFromTheProfile(t *testing.T) {
	const config = "[default]\nregion = eu-west-1\n\n[profile shop]\noutput=json\nregion=ap-east-1\n"
	for profile, want := range map[string]string{"default": "eu-west-1", "shop": "ap-east-1", "other": ""} {
		if got := regionOf(config, profile); got != want {
			t.Errorf("%s: %q", profile, got)
		}
	}
}
