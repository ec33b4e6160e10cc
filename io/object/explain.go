package object

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"rfm/io/fault"
)

// explain says what an error means for who named the object.
func explain(path string, err error) error {
	var own *fault.Error
	if errors.As(err, &own) {
		return err
	}
	name := Shown(path)
	say := func(message string, hints ...string) error {
		return &fault.Error{Kind: fault.Unreadable, Message: name + ": " + message, Hints: hints, Err: err}
	}
	scheme, _ := schemeOf(path)
	isWeb := scheme == schemeWeb || scheme == schemeOpen
	const keys = "keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, from AWS_PROFILE in ~/.aws/credentials, or from the identity of the machine"
	var status *statusError
	var network net.Error
	var dns *net.DNSError
	switch {
	case errors.Is(err, errReplaced):
		return say("was replaced while it was read", "run again when it is complete")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return say("the store sends fewer bytes than it said")
	case errors.As(err, &status):
		switch {
		case status.code == "NoSuchBucket":
			return say("no such bucket")
		case status.code == "InvalidAccessKeyId" || status.code == "InvalidClientTokenId" || strings.HasSuffix(status.code, "UserNotFound"):
			return say("the store does not know the key ("+status.Error()+")", keys)
		case status.code == "SignatureDoesNotMatch":
			return say("the secret does not belong to the key ("+status.Error()+")", keys)
		case status.code == "AuthorizationHeaderMalformed" || status.code == "PermanentRedirect" || status.code == "IllegalLocationConstraintException":
			return say("the bucket is in another region ("+status.Error()+")", "name it: AWS_REGION")
		case status.status == http.StatusNotFound && (isWeb || status.code == "NoSuchKey" || status.code == "NotFound" || status.code == ""):
			return say("no such object")
		case status.status == http.StatusForbidden && isWeb, status.status == http.StatusUnauthorized && isWeb:
			return say("access denied ("+status.Error()+")", "is the address signed, and has it run out?")
		case status.status == http.StatusForbidden || status.status == http.StatusUnauthorized:
			return say("access denied ("+status.Error()+")", keys)
		}
		return say("the store answers with an error: " + status.Error())
	case errors.Is(err, syscall.ECONNREFUSED):
		return say("the store cannot be reached: connection refused")
	case errors.As(err, &dns):
		return say("the store cannot be reached: the host is not known")
	case errors.As(err, &network) && network.Timeout():
		return say("the store does not answer in time")
	}
	return say(err.Error())
}
