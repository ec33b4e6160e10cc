package object

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// web are objects of web servers.
type web struct{ client *http.Client }

func (w *web) get(ctx context.Context, r request) (io.ReadCloser, answer, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, r.key, nil)
	if err != nil {
		return nil, answer{}, errors.New("not an address")
	}
	if text := r.rangeText(); text != "" {
		q.Header.Set("Range", text)
	}
	if r.pinned.isStrong() {
		q.Header.Set("If-Match", r.pinned.etag)
	}
	response, err := w.client.Do(q)
	if err != nil {
		var inner *url.Error
		if errors.As(err, &inner) { // which quotes the address
			err = inner.Err
		}
		return nil, answer{}, err
	}
	switch response.StatusCode {
	case http.StatusOK, http.StatusPartialContent:
		a, err := readAnswer(response.StatusCode, response.Header)
		if err != nil {
			response.Body.Close()
			return nil, a, err
		}
		return response.Body, a, nil
	}
	response.Body.Close()
	switch response.StatusCode {
	case http.StatusRequestedRangeNotSatisfiable:
		return nil, answer{}, errEmpty
	case http.StatusPreconditionFailed:
		return nil, answer{}, errReplaced
	}
	return nil, answer{}, &statusError{status: response.StatusCode}
}

func (w *web) list(context.Context, string, string, func(string, version)) error {
	return errors.New("a web server does not list its files: name them one by one")
}
