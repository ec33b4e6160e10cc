package json

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"rfm/io/source"
	"rfm/io/value"
	"rfm/io/vector"
	"strings"
	"testing"
	"unicode/utf8"
)

// cellsSeen is a visitor that keeps the cells of one object.
type cellsSeen struct {
	cells map[string]string
	twice bool
}

func (c *cellsSeen) visit(key, value []byte, form form) error {
	_, known := c.cells[string(key)]
	c.twice = c.twice || known
	if form == formNested {
		value = []byte("nested")
	}
	c.cells[string(key)] = string(value)
	return nil
}

// FuzzJSONObject holds the reading of objects against encoding/json.
func FuzzJSONObject(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1,"b":"x\n\u00e9\\","c":null,"d":true,"e":[1],"f":{"g":-1.5e3}}`, `{"a":"\ud83d\ude00"}`, `{"":{"":""}}`,
		`{"a":1}{"b":2}`, `[{"a":1}]`, `{"a":01}`, `{"a":1,"a":2}`, ` { "a" : 1.0 } `, `{"a.b":1,"a":{"b":2}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // encoding/json replaces what is not UTF-8
		}
		want := map[string]any{}
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		wantErr := decoder.Decode(&want)
		if _, err := decoder.Token(); wantErr == nil && err != io.EOF {
			wantErr = fmt.Errorf("more than one value")
		}
		if want == nil {
			return // null, which encoding/json takes for an object
		}
		got := &cellsSeen{cells: map[string]string{}}
		var o object
		err := o.read([]byte(text), got)
		if (err != nil) != (wantErr != nil) && !strings.Contains(text, `\u`) { // of which encoding/json takes halves
			t.Fatalf("%q: %v, want %v", text, err, wantErr)
		}
		if err != nil || wantErr != nil || got.twice {
			return
		}
		cells := map[string]string{}
		flatten(cells, "", want, 1)
		if !maps.Equal(got.cells, cells) && len(cells) == len(got.cells) || len(cells) > len(got.cells) {
			t.Errorf("%q: %q, want %q", text, got.cells, cells)
		}
	})
}

// flatten gives the cells of an object that encoding/json has read.
func flatten(to map[string]string, prefix string, object map[string]any, depth int) {
	for key, value := range object {
		switch value := value.(type) {
		case nil:
			to[prefix+key] = ""
		case string:
			to[prefix+key] = value
		case map[string]any:
			if depth == deepestKey {
				to[prefix+key] = "nested"
				continue
			}
			flatten(to, prefix+key+".", value, depth+1)
		case []any:
			to[prefix+key] = "nested"
		default:
			to[prefix+key] = fmt.Sprint(value)
		}
	}
}

// BenchmarkJSON reads orders as a shop exports them.
func BenchmarkJSON(b *testing.B) {
	var text bytes.Buffer
	for i := range 50_000 {
		fmt.Fprintf(&text, `{"order_id":"A%d","customer_id":"%05d","date":"2024-01-%02d","amount":%d.50,"country":"United Kingdom"}`+"\n", i, i%997, i%28+1, i%100)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		t, err := Open(source.New("sales", bytes.NewReader(text.Bytes())), nil)
		if err != nil {
			b.Fatal(err)
		}
		d := t.Decoder([]vector.Want{{Index: 1, Kind: vector.KindText}, {Index: 2, Kind: vector.KindDay, Form: value.PlainForm()}, {Index: 3, Kind: vector.KindDecimal, Form: value.PlainForm()}, {Index: 0, Kind: vector.KindText}})
		var batch vector.Batch
		for err == nil {
			err = d.Next(&batch)
		}
		if err != io.EOF || len(batch.Bad) > 0 {
			b.Fatal(err, batch.Bad)
		}
	}
}
