package object

import (
	"net/url"
	"strings"

	"rfm/io/fault"
)

// The schemes of addresses.
const (
	schemeS3   = "s3://"
	schemeGS   = "gs://" // Google's store by the interface of S3, with HMAC keys
	schemeWeb  = "https://"
	schemeOpen = "http://"
)

// Is reports whether a path is the address of an object.
func Is(path string) bool {
	_, found := schemeOf(path)
	return found
}

func schemeOf(path string) (string, bool) {
	for _, scheme := range []string{schemeS3, schemeGS, schemeWeb, schemeOpen} {
		if len(path) >= len(scheme) && strings.EqualFold(path[:len(scheme)], scheme) {
			return scheme, true
		}
	}
	return "", false
}

// Shown is an address as messages name it: without a password, and without what
// signs it, which stand before the host and behind the question mark.
func Shown(path string) string {
	scheme, found := schemeOf(path)
	if !found || scheme == schemeS3 || scheme == schemeGS {
		return path
	}
	u, err := url.Parse(path)
	if err != nil {
		return scheme + "…"
	}
	shown := scheme + u.Host + u.EscapedPath()
	if u.RawQuery != "" {
		shown += "?…"
	}
	return shown
}

// place is where an object is.
type place struct {
	scheme, bucket, key string // a web address is all key
}

func parse(path string) (place, error) {
	scheme, _ := schemeOf(path)
	rest := path[len(scheme):]
	if scheme == schemeWeb || scheme == schemeOpen {
		u, err := url.Parse(path)
		if err != nil || u.Host == "" {
			return place{}, &fault.Error{Kind: fault.BadRequest, Message: Shown(path) + ": not an address"}
		}
		return place{scheme: scheme, key: path}, nil
	}
	bucket, key, _ := strings.Cut(rest, "/")
	if bucket == "" || strings.ContainsAny(bucket, "*?[]{}") {
		return place{}, &fault.Error{Kind: fault.BadRequest, Message: path + ": names no bucket", Hints: []string{"write it like s3://bucket/folder/file.parquet, or 's3://bucket/folder/*.parquet'"}}
	}
	return place{scheme, bucket, key}, nil
}

// path is the address of a key in the same bucket.
func (p place) path(key string) string { return p.scheme + p.bucket + "/" + key }
