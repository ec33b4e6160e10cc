package spark

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// Codes of gRPC (https://grpc.io/docs/guides/status-codes).
const (
	codeCancelled         = 1
	codeUnknown           = 2
	codeDeadline          = 4
	codePermissionDenied  = 7
	codeResourceExhausted = 8
	codeInternal          = 13
	codeUnavailable       = 14
	codeUnauthenticated   = 16
)

// statusError is what a server says went wrong.
type statusError struct {
	code    int
	message string
	// Class is Spark's name of the error, such as PATH_NOT_FOUND, and state its
	// SQLSTATE; "" where the server sends none.
	class, state string
	reason       string // the class of the exception
}

func (e *statusError) Error() string {
	if e.class != "" && !strings.HasPrefix(strings.TrimSpace(e.message), "["+e.class) {
		return "[" + e.class + "] " + firstSentence(e.message)
	}
	return firstSentence(e.message)
}

// is reports whether the error is of a class or of one below it, such as
// INVALID_HANDLE and INVALID_HANDLE.SESSION_NOT_FOUND.
func (e *statusError) is(class string) bool {
	found := e.class
	if found == "" { // servers that send no class begin the message with it
		found, _, _ = strings.Cut(strings.TrimPrefix(e.message, "["), "]")
	}
	return found == class || strings.HasPrefix(found, class+".")
}

// firstSentence is the beginning of a message, which may go on with a plan and a
// trace of the stack.
func firstSentence(message string) string {
	const longest = 300
	message, _, _ = strings.Cut(strings.TrimSpace(message), "\n")
	message = strings.ToValidUTF8(message, "�")
	if end := strings.Index(message, ". "); end >= 0 && end > strings.Index(message, "] ") {
		message = message[:end]
	}
	if runes := []rune(message); len(runes) > longest {
		message = string(runes[:longest]) + "…"
	}
	return strings.TrimSuffix(message, ".")
}

// statusOf is the error that headers or trailers tell; nil for success. found is
// false where they tell nothing.
func statusOf(h http.Header) (err error, found bool) {
	text := h.Get("Grpc-Status")
	if text == "" {
		return nil, false
	}
	code, parseErr := strconv.Atoi(text)
	if parseErr != nil || code < 0 {
		return &protocolError{fmt.Sprintf("grpc-status %q is not a number", text)}, true
	}
	if code == 0 {
		return nil, true
	}
	e := &statusError{code: code, message: unescape(h.Get("Grpc-Message"))}
	if details, err := decodeBase64(h.Get("Grpc-Status-Details-Bin")); err == nil {
		e.addDetails(details)
	}
	if e.message == "" {
		e.message = fmt.Sprintf("gRPC status %d, without a message", code)
	}
	return e, true
}

// unescape undoes the percent-encoding of grpc-message. What is not one stays.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if c, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// decodeBase64 decodes a binary header, with or without padding.
func decodeBase64(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
}

// addDetails takes the class of the error from google.rpc.Status, in whose details
// is google.rpc.ErrorInfo.
func (e *statusError) addDetails(status []byte) {
	const (
		statusMessage, statusDetails = 2, 3
		anyType, anyValue            = 1, 2
		infoReason, infoMetadata     = 1, 3
		entryKey, entryValue         = 1, 2
	)
	_ = eachField(status, func(n protowire.Number, _ uint64, b []byte) error {
		switch n {
		case statusMessage:
			if e.message == "" {
				e.message = string(b)
			}
		case statusDetails:
			kind, value := "", []byte(nil)
			_ = eachField(b, func(n protowire.Number, _ uint64, b []byte) error {
				switch n {
				case anyType:
					kind = string(b)
				case anyValue:
					value = b
				}
				return nil
			})
			if !strings.HasSuffix(kind, "/google.rpc.ErrorInfo") {
				return nil
			}
			_ = eachField(value, func(n protowire.Number, _ uint64, b []byte) error {
				switch n {
				case infoReason:
					e.reason = string(b)
				case infoMetadata:
					key, text := "", ""
					_ = eachField(b, func(n protowire.Number, _ uint64, b []byte) error {
						switch n {
						case entryKey:
							key = string(b)
						case entryValue:
							text = string(b)
						}
						return nil
					})
					switch key {
					case "errorClass":
						e.class = text
					case "sqlState":
						e.state = text
					}
				}
				return nil
			})
		}
		return nil
	})
}
