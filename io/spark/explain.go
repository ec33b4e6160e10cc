package spark

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"rfm/io/fault"
)

// explain says what an error of a query means for its user.
func (s *Session) explain(err error, q *query) error {
	var status *statusError
	var protocol *protocolError
	switch {
	case errors.As(err, &status) && isLost(err):
		return s.gone(q, "it was started anew and does not know the query")
	case errors.As(err, &status) && status.code != codeUnavailable:
		return s.explainStatus(status)
	case errors.As(err, &protocol):
		return s.unlike(protocol.what)
	case isCertificate(err):
		return s.unreached(err)
	}
	return s.gone(q, s.causeText(err))
}

// gone is the error for a server that does not answer any more.
func (s *Session) gone(q *query, cause string) error {
	after := time.Since(q.began).Round(time.Second)
	text := fmt.Sprintf("%d s", int(after.Seconds()))
	if after >= 10*time.Minute {
		text = fmt.Sprintf("%d min", int(after.Minutes()))
	}
	return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: the engine has gone, %s after the query began: %s", s.address, text, cause),
		Hints: []string{"nothing was written; the same command starts again from the beginning"}}
}

// unlike is the error for an answer that no server of Spark Connect gives.
func (s *Session) unlike(what string) error {
	return &fault.Error{Kind: fault.Unreadable, Message: fmt.Sprintf("%s: not an answer of Spark Connect: %s", s.address, s.address.Token.Hide(what)),
		Hints: []string{"is it the port of Spark Connect, 15002 unless set otherwise, and not that of the master or of a web page?"}}
}

// unreached is the error for a session that did not begin.
func (s *Session) unreached(err error) error {
	var status *statusError
	var protocol *protocolError
	switch {
	case errors.As(err, &status) && status.code != codeUnavailable:
		return s.explainStatus(status)
	case errors.As(err, &protocol):
		return s.unlike(protocol.what)
	}
	e := &fault.Error{Kind: fault.Unreadable, Message: s.address.String() + ": cannot be reached: " + s.causeText(err), Err: err}
	var name *net.DNSError
	switch {
	case isCertificate(err):
		e.Hints = []string{"certificates of your own: ;tls_ca=FILE, or the variable SSL_CERT_FILE"}
	case s.address.TLS && strings.Contains(err.Error(), "first record does not look like a TLS handshake"):
		e.Hints = []string{"the server speaks without TLS: leave use_ssl=true and the token out"}
	case errors.As(err, &name):
		e.Hints = []string{"is the name of the host right? an address looks like sc://host:15002"}
	default:
		e.Hints = []string{"Spark Connect listens on 15002 unless set otherwise; sbin/start-connect-server.sh starts it"}
	}
	return e
}

// isCertificate reports whether the certificate of the server was refused.
func isCertificate(err error) bool {
	var refused *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var header tls.RecordHeaderError
	return errors.As(err, &refused) || errors.As(err, &unknown) || errors.As(err, &header)
}

// causeText is what went wrong on the way, in a few words.
func (s *Session) causeText(err error) string {
	var status *statusError
	var refused *tls.CertificateVerificationError
	var name *net.DNSError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET):
		return "connection reset"
	case errors.As(err, &refused):
		return refused.Err.Error()
	case errors.As(err, &name):
		return "the host is not known"
	case errors.As(err, &status):
		return s.address.Token.Hide(status.Error())
	}
	text := err.Error()
	var request *url.Error
	if errors.As(err, &request) {
		text = request.Err.Error() // without the address of the call
	}
	if text == "EOF" || text == "unexpected EOF" {
		text = "the connection was closed"
	}
	return s.address.Token.Hide(text)
}

// explainStatus says what an error means that the server has found.
func (s *Session) explainStatus(e *statusError) error {
	say := func(kind fault.Kind, message string, hints ...string) error {
		for i := range hints {
			hints[i] = s.address.Token.Hide(hints[i])
		}
		return &fault.Error{Kind: kind, Message: s.address.String() + ": " + s.address.Token.Hide(message), Hints: hints}
	}
	switch {
	case e.code == codeUnauthenticated && s.address.Token.IsSet():
		return say(fault.Unreadable, "the token was refused (Unauthenticated); it comes from "+s.address.TokenFrom)
	case e.code == codeUnauthenticated:
		return say(fault.Unreadable, "the engine asks for a token (Unauthenticated)", "set RFM_ENGINE_TOKEN, or name a file: ;token_file=PATH")
	case e.code == codePermissionDenied:
		return say(fault.Unreadable, "the engine does not allow it: "+e.Error())
	case strings.Contains(e.message, "spark.driver.maxResultSize"): // which has no class
		return say(fault.Unreadable, "more customers than the engine hands over", "raise spark.driver.maxResultSize on the engine", firstSentence(e.message))
	case e.is("ARITHMETIC_OVERFLOW"), e.is("NUMERIC_VALUE_OUT_OF_RANGE"), e.is("DECIMAL_OVERFLOW"), e.state == "22003":
		return say(fault.BadRows, "a number or a sum is too large: "+e.Error(), "an amount is likely wrong; leave such rows out: --where 'amount < 1000000000'")
	case strings.HasPrefix(e.state, "22"):
		return say(fault.BadRows, "a value cannot be read: "+e.Error())
	case e.is("PATH_NOT_FOUND"), e.is("TABLE_OR_VIEW_NOT_FOUND"), e.state == "42K03", e.state == "42P01":
		return say(fault.Unreadable, e.Error(), "a table as the engine names it, such as shop.sales, or a path that the engine can see")
	case e.code == codeCancelled, e.is("OPERATION_CANCELED"):
		return say(fault.Unreadable, "the query was cancelled on the engine: "+e.Error())
	}
	return say(fault.Unreadable, e.Error())
}
