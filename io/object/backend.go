package object

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// backend is a kind of store.
type backend interface {
	// get asks for bytes of an object. The caller closes the body.
	get(ctx context.Context, r request) (io.ReadCloser, answer, error)
	// list calls each for the objects of a bucket whose keys begin with prefix, in
	// order of their keys.
	list(ctx context.Context, bucket, prefix string, each func(key string, v version)) error
}

// request is for bytes from one place on.
type request struct {
	place
	from   int64
	length int64   // below 0 for all that follow
	pinned version // what the object must still be; the zero value for anything
}

// rangeText is the request as the header Range has it; "" for the whole object.
func (r request) rangeText() string {
	switch {
	case r.length >= 0:
		return "bytes=" + strconv.FormatInt(r.from, 10) + "-" + strconv.FormatInt(r.from+r.length-1, 10)
	case r.from > 0:
		return "bytes=" + strconv.FormatInt(r.from, 10) + "-"
	}
	return ""
}

// version tells an object from what it is replaced by.
type version struct {
	etag, modified string // as the store writes them; "" where it does not
	size           int64  // -1 where it is not known
}

// isStrong reports whether the store can be asked for this version only.
func (v version) isStrong() bool { return v.etag != "" && !strings.HasPrefix(v.etag, "W/") }

// isNot reports whether another version is certainly another object.
func (v version) isNot(other version) bool {
	return v.etag != "" && other.etag != "" && v.etag != other.etag ||
		v.etag == "" && v.modified != "" && other.modified != "" && v.modified != other.modified ||
		v.size >= 0 && other.size >= 0 && v.size != other.size
}

// answer says what comes.
type answer struct {
	version
	from  int64 // where the body begins; 0 although another place was asked for where ranges are unknown
	whole bool  // the store does not know ranges
}

// readAnswer reads the headers of an answer.
func readAnswer(status int, h http.Header) (answer, error) {
	a := answer{version: version{etag: h.Get("Etag"), modified: h.Get("Last-Modified"), size: -1}}
	if status == http.StatusPartialContent {
		// bytes 0-65535/123456
		span, total, found := strings.Cut(strings.TrimPrefix(h.Get("Content-Range"), "bytes "), "/")
		from, _, dash := strings.Cut(span, "-")
		var err error
		if a.from, err = strconv.ParseInt(from, 10, 64); err != nil || !found || !dash {
			return a, errRange
		}
		if total != "*" {
			if a.size, err = strconv.ParseInt(total, 10, 64); err != nil || a.size < 0 {
				return a, errRange
			}
		}
		return a, nil
	}
	a.whole = true
	if n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64); err == nil {
		a.size = n
	}
	return a, nil
}

// Errors of stores, beside those of the network.
var (
	errRange    = errors.New("the store answers with a range that nobody asked for")
	errReplaced = errors.New("was replaced while it was read")
)

// statusError is what a store says went wrong.
type statusError struct {
	status        int
	code, message string // of S3; "" of web servers
}

func (e *statusError) Error() string {
	text := "HTTP status " + strconv.Itoa(e.status)
	if e.code != "" {
		text = e.code + " (" + text + ")"
	}
	return text
}

// isTransient reports whether to ask again may help.
func isTransient(err error) bool {
	var status *statusError
	var name *net.DNSError
	switch {
	case errors.As(err, &status):
		return status.status >= 500 || status.status == http.StatusTooManyRequests
	case errors.Is(err, errRange), errors.Is(err, errReplaced), errors.Is(err, errEmpty), errors.Is(err, context.Canceled):
		return false
	case errors.As(err, &name):
		return name.IsTemporary
	}
	return err != nil
}

// errEmpty is the answer to a range of an object without bytes.
var errEmpty = errors.New("no bytes")

// newTransport makes connections for many requests at a time.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		MaxIdleConnsPerHost:   2 * inFlight,
		IdleConnTimeout:       time.Minute,
		DisableCompression:    true, // ranges are of the bytes as they are stored
		ForceAttemptHTTP2:     true,
	}
}
