package object

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// s3 are objects of S3 and of what speaks like it.
type s3 struct{ core *minio.Core }

// newS3 finds the store and the keys as the programs of AWS do: in the environment,
// then in the profile's files, then by the identity of the machine. Without keys
// requests are anonymous.
func newS3(scheme string, transport *http.Transport) (*s3, error) {
	endpoint, secure := "s3.amazonaws.com", true
	if scheme == schemeGS {
		endpoint = "storage.googleapis.com"
	}
	lookup := minio.BucketLookupAuto
	if text := cmp.Or(os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL")); text != "" && scheme == schemeS3 {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, errors.New("AWS_ENDPOINT_URL is not an address such as https://s3.example.com")
		}
		endpoint, secure, lookup = u.Host, u.Scheme == "https", minio.BucketLookupPath
	}
	client, err := minio.New(endpoint, &minio.Options{Creds: keys(), Secure: secure, Transport: transport, Region: region(scheme), BucketLookup: lookup, MaxRetries: tries})
	if err != nil {
		return nil, err
	}
	return &s3{&minio.Core{Client: client}}, nil
}

// keys are the places where keys are looked for.
func keys() *credentials.Credentials {
	chain := []credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}}
	if asksMachine() {
		chain = append(chain, &credentials.IAM{Client: &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: 5 * time.Second}, Timeout: 10 * time.Second}})
	}
	return credentials.NewChainCredentials(chain)
}

// asksMachine reports whether the machine may have an identity: one that the
// environment names, or that of a machine of Amazon. Elsewhere the question would
// take its time.
func asksMachine() bool {
	for _, name := range []string{"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	if strings.EqualFold(os.Getenv("AWS_EC2_METADATA_DISABLED"), "true") {
		return false
	}
	for _, path := range []string{"/sys/devices/virtual/dmi/id/sys_vendor", "/sys/hypervisor/uuid"} {
		if text, err := os.ReadFile(path); err == nil && (strings.HasPrefix(string(text), "Amazon") || strings.HasPrefix(strings.ToLower(string(text)), "ec2")) {
			return true
		}
	}
	return false
}

// region is where the bucket is; "" to ask.
func region(scheme string) string {
	if found := cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")); found != "" {
		return found
	}
	if scheme == schemeGS {
		return "auto"
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	text, err := os.ReadFile(cmp.Or(os.Getenv("AWS_CONFIG_FILE"), filepath.Join(home, ".aws", "config")))
	if err != nil {
		return ""
	}
	return regionOf(string(text), cmp.Or(os.Getenv("AWS_PROFILE"), "default"))
}

// regionOf is the region of a profile in a configuration of AWS; "" where it has none.
func regionOf(config, profile string) string {
	current := ""
	for line := range strings.Lines(config) {
		line = strings.TrimSpace(line)
		if name, found := strings.CutPrefix(line, "["); found {
			current = strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(name, "]"), "profile "))
			continue
		}
		if key, value, found := strings.Cut(line, "="); found && current == profile && strings.TrimSpace(key) == "region" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (s *s3) get(ctx context.Context, r request) (io.ReadCloser, answer, error) {
	var o minio.GetObjectOptions
	if text := r.rangeText(); text != "" {
		o.Set("Range", text)
	}
	if r.pinned.isStrong() {
		o.Set("If-Match", r.pinned.etag)
	}
	body, _, header, err := s.core.GetObject(ctx, r.bucket, r.key, o)
	if err != nil {
		return nil, answer{}, s3Error(err)
	}
	status := http.StatusOK
	if header.Get("Content-Range") != "" {
		status = http.StatusPartialContent
	}
	a, err := readAnswer(status, header)
	if err != nil {
		body.Close()
		return nil, a, err
	}
	return body, a, nil
}

func (s *s3) list(ctx context.Context, bucket, prefix string, each func(key string, v version)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for found := range s.core.Client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if found.Err != nil {
			return s3Error(found.Err)
		}
		v := version{size: found.Size}
		if found.ETag != "" {
			v.etag = `"` + strings.Trim(found.ETag, `"`) + `"`
		}
		each(found.Key, v)
	}
	return nil
}

// s3Error is an error of the library as one of this package.
func s3Error(err error) error {
	var response minio.ErrorResponse
	if !errors.As(err, &response) || response.StatusCode == 0 && response.Code == "" {
		var inner *url.Error
		if errors.As(err, &inner) {
			return inner.Err
		}
		return err
	}
	switch {
	case response.StatusCode == http.StatusPreconditionFailed, response.Code == "PreconditionFailed":
		return errReplaced
	case response.StatusCode == http.StatusRequestedRangeNotSatisfiable, response.Code == "InvalidRange":
		return errEmpty
	}
	return &statusError{response.StatusCode, response.Code, response.Message}
}
