package json

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// form is what a value of JSON is to a table.
type form uint8

const (
	formCell   form = iota
	formString      // may hold a number in any form; one without quotes has one form
	formNested      // a list, or an object too deep to look into
)

// visitor is told the keys and values of an object. A value is as a cell
// would hold it: a string without quotes, numbers, true and false as they are
// written, nothing for null. The slices are valid until visit returns.
type visitor interface {
	visit(key, value []byte, form form) error
}

// object reads objects of JSON. A key inside an inner object is named by its
// path, with dots: customer.id.
type object struct {
	decoder jsontext.Decoder
	text    bytes.Reader
	path    []byte
	value   []byte // memory of a string without its quotes
}

// deepestKey is how many objects inside one another are looked into.
const deepestKey = 32

// Read reads a text that is one object. The error completes the sentence: the
// row …
func (o *object) read(text []byte, v visitor) error {
	o.text.Reset(text)
	// A key that comes twice matters to the visitor only, and few keys do.
	o.decoder.Reset(&o.text, jsontext.AllowDuplicateNames(true))
	if o.decoder.PeekKind() != jsontext.KindBeginObject {
		if _, err := o.decoder.ReadValue(); err != nil {
			return objectError(err)
		}
		return errors.New("is not a JSON object")
	}
	o.path = o.path[:0]
	if err := o.readKeys(v, 1); err != nil {
		return err
	}
	if _, err := o.decoder.ReadToken(); err == nil {
		return errors.New("has more than one JSON object")
	} else if err != io.EOF {
		return objectError(err)
	}
	return nil
}

// readKeys reads the object that comes next, which stands at the depth given.
func (o *object) readKeys(v visitor, depth int) error {
	if _, err := o.decoder.ReadToken(); err != nil {
		return objectError(err)
	}
	outer := len(o.path)
	for o.decoder.PeekKind() == jsontext.KindString {
		key, err := o.decoder.ReadValue()
		if err == nil {
			o.path, err = appendJSONText(o.path[:outer], key)
		}
		if err != nil {
			return objectError(err)
		}
		if o.decoder.PeekKind() == jsontext.KindBeginObject && depth < deepestKey {
			o.path = append(o.path, '.')
			if err := o.readKeys(v, depth+1); err != nil {
				return err
			}
			continue
		}
		if err := o.readValue(v); err != nil {
			return err
		}
	}
	_, err := o.decoder.ReadToken()
	return objectError(err)
}

// readValue hands the value that comes next to the visitor.
func (o *object) readValue(v visitor) error {
	value, err := o.decoder.ReadValue()
	if err != nil {
		return objectError(err)
	}
	form := formCell
	switch value.Kind() {
	case jsontext.KindString:
		if o.value, err = appendJSONText(o.value[:0], value); err != nil {
			return objectError(err)
		}
		value, form = o.value, formString
	case jsontext.KindNull:
		value = nil
	case jsontext.KindBeginArray, jsontext.KindBeginObject:
		form = formNested
	}
	return v.visit(o.path, value, form)
}

// appendJSONText appends what a JSON string stands for.
func appendJSONText(to, quoted []byte) ([]byte, error) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return append(to, quoted[1:len(quoted)-1]...), nil
	}
	return jsontext.AppendUnquote(to, quoted)
}

// objectError completes the sentence: the row …; nil for nil.
func objectError(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		return errors.New("is not a whole JSON object")
	case errors.As(err, &syntax):
		return fmt.Errorf("is not valid JSON (%w)", syntax.Err)
	}
	return fmt.Errorf("is not valid JSON (%w)", err)
}
