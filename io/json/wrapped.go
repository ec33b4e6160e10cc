package json

import (
	"bytes"
	"fmt"
	"rfm/io/fault"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Programs that answer with a page of a list wrap it: {"orders": [{…}, …]}, or
// {"object": "list", "has_more": false, "data": [{…}]}.

// aboutPages are the keys that may stand before the list: what such answers say
// of their pages and of themselves.
func aboutPages() []string {
	return []string{"object", "url", "has_more", "count", "total", "total_count", "page", "pages", "per_page", "page_size", "limit", "offset", "next", "previous", "prev",
		"status", "success", "ok", "code", "message", "msg", "error", "errors", "meta", "links", "_links", "info", "pagination", "paging", "cursor", "next_cursor",
		"request_id", "version", "generated_at", "exported_at", "search_criteria"}
}

// wrapsList tells whether a text is one object with a list of objects, before
// which nothing stands but what is known of pages.
func wrapsList(text []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
	if token, err := d.ReadToken(); err != nil || token.Kind() != jsontext.KindBeginObject {
		return false
	}
	for {
		name, err := d.ReadToken()
		if err != nil || name.Kind() != jsontext.KindString {
			return false
		}
		key := strings.ToLower(name.String())
		if d.PeekKind() == jsontext.KindBeginArray && !slices.Contains(aboutPages(), key) {
			break
		}
		if !slices.Contains(aboutPages(), key) || d.SkipValue() != nil {
			return false
		}
	}
	if _, err := d.ReadToken(); err != nil || d.PeekKind() != jsontext.KindBeginObject {
		return false
	}
	for d.PeekKind() == jsontext.KindBeginObject {
		if d.SkipValue() != nil {
			return true // it goes on behind the text
		}
	}
	// A row may begin with a list, too. Then it has other keys, or others follow.
	for d.StackDepth() > 0 {
		token, err := d.ReadToken()
		if err != nil {
			return true
		}
		if d.StackDepth() == 1 && token.Kind() == jsontext.KindString {
			key := strings.ToLower(token.String()) // which the next look at the text takes away
			scalar := d.PeekKind() != jsontext.KindBeginArray && d.PeekKind() != jsontext.KindBeginObject
			if scalar && !slices.Contains(aboutPages(), key) {
				return false
			}
			if d.SkipValue() != nil {
				return true
			}
		}
	}
	return d.PeekKind() != jsontext.KindBeginObject
}

// findList reads up to the first element of the list in an object.
func (e *elements) findList() error {
	if _, err := e.decoder.ReadToken(); err != nil {
		return e.failed(err)
	}
	for {
		name, err := e.decoder.ReadToken()
		if err != nil {
			return e.failed(err)
		}
		key := strings.ToLower(name.String())
		if e.decoder.PeekKind() == jsontext.KindBeginArray && !slices.Contains(aboutPages(), key) {
			e.list = true
			if _, err := e.decoder.ReadToken(); err != nil {
				return e.failed(err)
			}
			return nil
		}
		if err := e.decoder.SkipValue(); err != nil {
			return e.failed(err)
		}
	}
}

// skipRest reads what stands behind the list. A second list of objects would be
// rows that nobody sees.
func (e *elements) skipRest() error {
	for e.decoder.StackDepth() > 0 {
		token, err := e.decoder.ReadToken()
		if err != nil {
			return e.failed(err)
		}
		if e.decoder.StackDepth() != 1 || token.Kind() != jsontext.KindString {
			continue
		}
		key := token.String()
		value, err := e.decoder.ReadValue()
		if err != nil {
			return e.failed(err)
		}
		if rest, found := bytes.CutPrefix(value, []byte{'['}); found && bytes.HasPrefix(bytes.TrimSpace(rest), []byte{'{'}) {
			return &fault.Error{Kind: fault.Undecided, Message: fmt.Sprintf("%s: holds more than one list of objects; %s is the second", e.name, fault.Quote(key)),
				Hints: []string{"take the one that holds the orders, such as: jq .orders " + fault.ShellWord(e.name)}}
		}
	}
	return nil
}
