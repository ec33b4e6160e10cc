package spark

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"rfm/io/fault"
)

const (
	service    = "/spark.connect.SparkConnectService/"
	clientName = "rfm"
)

// limits are how long a server may take. A query itself has none: its user sees how
// far it is, and may leave.
type limits struct {
	connect   time.Duration // to a connection
	call      time.Duration // to the answer of a call that is no query
	interrupt time.Duration // to that of an interrupt or release
	silence   time.Duration // without a sign of life on the connection, until it is asked for one
	answer    time.Duration // to that sign: some servers give none while they aggregate
	tries     int           // in a row without an answer
	retrying  time.Duration // in all for them
	pause     time.Duration // before the second one; twice as long before the next
}

func defaultLimits() limits {
	return limits{connect: 10 * time.Second, call: time.Minute, interrupt: time.Second, silence: 30 * time.Second, answer: 2 * time.Minute,
		tries: 10, retrying: 30 * time.Second, pause: 50 * time.Millisecond}
}

// newTransport makes connections to a server: HTTP/2 only, over TLS or in clear.
func newTransport(a *Address, l limits) (*http.Transport, error) {
	var protocols http.Protocols
	protocols.SetHTTP2(a.TLS)
	protocols.SetUnencryptedHTTP2(!a.TLS)
	t := &http.Transport{
		Protocols:           &protocols,
		DialContext:         (&net.Dialer{Timeout: l.connect, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: l.connect,
		DisableCompression:  true,
		HTTP2:               &http.HTTP2Config{SendPingTimeout: l.silence, PingTimeout: l.answer},
	}
	if !a.TLS {
		return t, nil
	}
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if a.CA == "" {
		return t, nil
	}
	text, err := os.ReadFile(a.CA)
	if err != nil {
		return nil, fault.Opening(a.CA, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: a.CA + ": holds no certificate in PEM"}
	}
	t.TLSClientConfig.RootCAs = pool
	return t, nil
}

// stream is the answer to a call: messages, then a status.
type stream struct {
	body io.ReadCloser
	frames
	response *http.Response
}

// send sends a request. An error that the headers tell is the stream's.
func (s *Session) send(ctx context.Context, method string, m message) (*stream, error) {
	scheme := "http://"
	if s.address.TLS {
		scheme = "https://"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, scheme+s.address.Host+service+method, bytes.NewReader(appendFrame(nil, m)))
	if err != nil {
		return nil, err
	}
	for key, value := range s.address.Headers {
		r.Header.Set(key, value)
	}
	r.Header.Set("Content-Type", "application/grpc")
	r.Header.Set("Te", "trailers")
	r.Header.Set("User-Agent", clientName)
	if s.address.Token.IsSet() {
		r.Header.Set("Authorization", "Bearer "+s.address.Token.Reveal())
	}
	response, err := s.http.Do(r)
	if err != nil {
		return nil, err
	}
	if err := checkAnswer(response); err != nil {
		response.Body.Close()
		return nil, err
	}
	return &stream{response.Body, frames{r: response.Body}, response}, nil
}

// checkAnswer refuses an answer that is none of gRPC, or one without a stream.
func checkAnswer(r *http.Response) error {
	if err, found := statusOf(r.Header); found && err != nil {
		return err
	}
	switch r.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized:
		return &statusError{code: codeUnauthenticated, message: "HTTP status 401"}
	case http.StatusForbidden:
		return &statusError{code: codePermissionDenied, message: "HTTP status 403"}
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return &statusError{code: codeUnavailable, message: fmt.Sprintf("HTTP status %d", r.StatusCode)}
	default:
		return &protocolError{fmt.Sprintf("HTTP status %d", r.StatusCode)}
	}
	if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/grpc") {
		return &protocolError{fmt.Sprintf("it answers with %s, not with gRPC", fault.Quote(kind))}
	}
	return nil
}

// end is the error that the end of a stream tells; nil for success.
func (s *stream) end(err error) error {
	if err != io.EOF {
		return err
	}
	if err, found := statusOf(s.response.Trailer); found {
		return err
	}
	if err, found := statusOf(s.response.Header); found { // of an answer without messages
		return err
	}
	return errors.New("the stream ends without a status")
}

// call makes a call that has one answer.
func (s *Session) call(ctx context.Context, limit time.Duration, method string, m message) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errSilent)
	defer cancel()
	answer, err := s.send(ctx, method, m)
	if err != nil {
		return nil, causeOf(ctx, err)
	}
	defer answer.body.Close()
	first, err := answer.next()
	if err != nil {
		if err = answer.end(err); err == nil {
			err = &protocolError{"a call without an answer"}
		}
		return nil, causeOf(ctx, err)
	}
	first = bytes.Clone(first)
	if _, err := answer.next(); err != nil {
		return first, causeOf(ctx, answer.end(err))
	}
	return nil, &protocolError{"a call with two answers"}
}

var errSilent = errors.New("no answer in time")

// causeOf is why a context has ended, if it has; else the error.
func causeOf(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
