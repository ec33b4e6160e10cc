package spark

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"rfm/io/fault"
	"rfm/io/secret"
)

// Scheme begins the address of a server of Spark Connect.
const Scheme = "sc://"

// defaultPort is where Spark Connect listens unless it is set otherwise.
const defaultPort = "15002"

// Address is where a server is and how to talk to it, as Spark's connection string
// has it: sc://host:port/;key=value;key=value.
type Address struct {
	Host string // with the port
	TLS  bool
	CA   string // file of certificates to trust in place of the system's; "" for those
	// Token goes with every request. It is not part of any text that is shown.
	Token     secret.Text
	TokenFrom string            // where it was found
	User      string            // user_id
	Session   string            // session_id; "" for one of its own
	Headers   map[string]string // of every request, such as x-databricks-cluster-id
	Notices   []string          // what the user should know of the address
}

// Options are what does not stand in an address.
type Options struct {
	Token     secret.Text // from the environment
	TokenFrom string      // its name
	// Insecure lets a token travel without TLS.
	Insecure bool
}

// String is the address as messages name it, without anything secret.
func (a *Address) String() string { return Scheme + a.Host }

// ParseAddress reads an address. Errors do not quote its parameters, which may hold
// a token.
func ParseAddress(text string, o Options) (*Address, error) {
	bad := func(format string, args ...any) error {
		return &fault.Error{Kind: fault.BadRequest, Message: fmt.Sprintf(format, args...), Hints: []string{"an address looks like sc://host:15002/;use_ssl=true;user_id=me"}}
	}
	if len(text) < len(Scheme) || !strings.EqualFold(text[:len(Scheme)], Scheme) {
		return nil, bad("the address of Spark Connect begins with sc://")
	}
	place, parameters, _ := strings.Cut(text[len(Scheme):], ";")
	place, path, _ := strings.Cut(place, "/")
	if path != "" {
		return nil, bad("an address of Spark Connect has no path: parameters follow \"/;\"")
	}
	if strings.Contains(place, "@") {
		return nil, bad("an address of Spark Connect has no user before the host; there is ;user_id=")
	}
	a := &Address{Token: o.Token, TokenFrom: o.TokenFrom, User: "rfm", Headers: map[string]string{}}
	host, port := place, defaultPort
	if h, p, err := net.SplitHostPort(place); err == nil {
		host, port = h, p
	} else if strings.HasPrefix(place, "[") {
		host = strings.Trim(place, "[]")
	}
	if n, err := strconv.Atoi(port); host == "" || err != nil || n < 1 || n > 65535 || strings.ContainsAny(host, " %?#") {
		return nil, bad("%s has no host and port that can be reached", fault.Quote(Scheme+place))
	}
	a.Host = net.JoinHostPort(host, port)
	tls, tlsGiven := false, false
	for pair := range strings.SplitSeq(parameters, ";") {
		if pair == "" {
			continue
		}
		key, value, found := strings.Cut(pair, "=")
		value, err := url.PathUnescape(value)
		if !found || err != nil || key == "" || strings.ContainsAny(value, "\r\n\x00") {
			return nil, bad("%s: a parameter is not key=value", a)
		}
		switch key {
		case "use_ssl":
			switch strings.ToLower(value) {
			case "true":
				tls = true
			case "false":
			default:
				return nil, bad("%s: use_ssl is true or false", a)
			}
			tlsGiven = true
		case "token":
			a.Token, a.TokenFrom = secret.New(value), "the address"
			a.Notices = append(a.Notices, "the token stands in the address, where everybody on this machine can see it in the list of processes; better: RFM_ENGINE_TOKEN, or ;token_file=PATH")
		case "token_file":
			token, err := secret.ReadFile(value)
			if err != nil {
				return nil, &fault.Error{Kind: fault.Unreadable, Message: "the token of " + a.String() + ": " + strings.TrimPrefix(err.Error(), "open "), Err: err}
			}
			a.Token, a.TokenFrom = token, value
		case "tls_ca":
			a.CA = value
		case "user_id":
			a.User = value
		case "session_id":
			if !isUUID(value) {
				return nil, bad("%s: session_id is a UUID, such as 00112233-4455-6677-8899-aabbccddeeff", a)
			}
			a.Session = value
		case "user_agent", "grpc_max_message_size":
			// Settings of other clients, which change no result.
		default:
			if !isHeader(key) {
				return nil, bad("%s: a parameter is not the name of a header", a)
			}
			a.Headers[strings.ToLower(key)] = value
		}
	}
	a.TLS = tls || a.CA != "" || a.Token.IsSet() && !tlsGiven && !o.Insecure
	if a.Token.IsSet() && !a.TLS && !o.Insecure {
		return nil, &fault.Error{Kind: fault.BadRequest, Message: a.String() + ": a token, but no TLS: it would be readable on the way; use_ssl=true, or RFM_ENGINE_INSECURE=yes"}
	}
	if tlsGiven && !tls && a.CA != "" {
		return nil, bad("%s: tls_ca goes with use_ssl=true", a)
	}
	return a, nil
}

// isHeader reports whether a name can be that of a header and is none of gRPC's own.
func isHeader(name string) bool {
	for _, c := range []byte(name) {
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	name = strings.ToLower(name)
	return name != "te" && name != "content-type" && name != "authorization" && name != "host" && !strings.HasPrefix(name, "grpc-")
}

// isUUID reports whether a text is a UUID as sessions and operations are named by.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i, c := range []byte(text) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}
