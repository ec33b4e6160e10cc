package spark

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rfm/io/fault"
	"rfm/io/secret"
)

func TestAddressesAreRead(t *testing.T) {
	token := secret.New("dapi-42")
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		o    Options
		want string // host, TLS, token, user, headers; or the error
	}{
		{"sc://spark", Options{}, "spark:15002 false  rfm map[]"},
		{"sc://spark:7077/", Options{}, "spark:7077 false  rfm map[]"},
		{"SC://[::1]:99/;user_id=ann%20b;x-databricks-cluster-id=0123-4", Options{}, "[::1]:99 false  ann b map[x-databricks-cluster-id:0123-4]"},
		{"sc://[::1]", Options{}, "[::1]:15002 false  rfm map[]"},
		{"sc://spark/;use_ssl=true", Options{}, "spark:15002 true  rfm map[]"},
		{"sc://spark", Options{Token: token}, "spark:15002 true dapi-42 rfm map[]"},
		{"sc://spark", Options{Token: token, Insecure: true}, "spark:15002 false dapi-42 rfm map[]"},
		{"sc://spark/;use_ssl=false", Options{Token: token, Insecure: true}, "spark:15002 false dapi-42 rfm map[]"},
		{"sc://spark/;token_file=" + file, Options{Token: token}, "spark:15002 true from-file rfm map[]"},
		{"sc://spark/;token=abc", Options{Token: token}, "spark:15002 true abc rfm map[]"},
		{"sc://spark/;use_ssl=false", Options{Token: token}, "a token, but no TLS: it would be readable on the way; use_ssl=true, or RFM_ENGINE_INSECURE=yes"},
		{"sc://spark/;use_ssl=maybe", Options{}, "use_ssl is true or false"},
		{"sc://spark/;session_id=1", Options{}, "session_id is a UUID"},
		{"sc://spark/;grpc-timeout=1", Options{}, "not the name of a header"},
		{"sc://spark/;authorization=abc", Options{}, "not the name of a header"},
		{"sc://spark/;a=b%0d%0ac", Options{}, "is not key=value"},
		{"sc://spark/db;a=b", Options{}, "has no path"},
		{"sc://me@spark", Options{}, "no user before the host"},
		{"sc://:15002", Options{}, "no host and port"},
		{"sc://spark:0", Options{}, "no host and port"},
		{"spark:15002", Options{}, "begins with sc://"},
	} {
		a, err := ParseAddress(c.text, c.o)
		got := ""
		if err != nil {
			got = err.Error()
			if !strings.Contains(got, c.want) {
				t.Errorf("%s: %s, want %s", c.text, got, c.want)
			}
			continue
		}
		got = fmt.Sprintf("%s %v %s %s %v", a.Host, a.TLS, a.Token.Reveal(), a.User, a.Headers)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
		if shown := fmt.Sprintf("%s %v %+v", a, *a, a.Notices); a.Token.IsSet() && strings.Contains(shown, a.Token.Reveal()) {
			t.Errorf("%s: the token shows: %s", c.text, shown)
		}
	}
}

func TestATokenGoesOverTLSAndIntoNoMessage(t *testing.T) {
	f := startFake(t, func(w *answer) { w.message(batch("a", 0, 1)); w.message(complete("b")) })
	f.Config.Protocols = nil
	f.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	f.StartTLS()
	t.Cleanup(f.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	const token = "dapi-very-secret"
	address := func(parameters string) *Address {
		a, err := ParseAddress(Scheme+strings.TrimPrefix(f.URL, "https://")+"/;"+parameters, Options{Token: secret.New(token), TokenFrom: "RFM_ENGINE_TOKEN"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if _, err := values(t, address(""), f); err == nil || !strings.Contains(err.Error(), "cannot be reached: ") || !strings.Contains(err.Error(), "tls_ca=FILE") {
		t.Errorf("a certificate that nobody signed: %v", err)
	}
	if got, err := values(t, address("tls_ca="+ca), f); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	if f.auth[0] != "Bearer "+token {
		t.Errorf("Authorization %q", f.auth[0])
	}
	f.refuse = func(string) (int, string) { return codeUnauthenticated, "token " + token + " is unknown" }
	_, err := values(t, address("tls_ca="+ca), f)
	if err == nil || !strings.Contains(err.Error(), "the token was refused (Unauthenticated); it comes from RFM_ENGINE_TOKEN") || strings.Contains(err.Error(), token) {
		t.Errorf("error %v", err)
	}
	f.refuse = func(string) (int, string) { return codeInternal, "I was sent " + token }
	if _, err := values(t, address("tls_ca="+ca), f); err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("error %v", err)
	}
}

func TestServersThatCannotBeReachedAreSaidSo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := l.Addr().String()
	l.Close()
	page := http.Server{Handler: http.NotFoundHandler()}
	l, err = net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	go page.Serve(l)
	for _, c := range []struct{ host, want string }{
		{closed, ": cannot be reached: connection refused\n  Spark Connect listens on 15002"},
		{"no-such-host.invalid:1", ": cannot be reached: the host is not known"},
		{l.Addr().String(), ": cannot be reached: "},
	} {
		a, err := ParseAddress(Scheme+c.host, Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = open(context.Background(), a, quick())
		var own *fault.Error
		if !errors.As(err, &own) || own.Kind != fault.Unreadable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.host, err, c.want)
		}
	}
}
