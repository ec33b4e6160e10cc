package table

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestJSON(t *testing.T) {
	rows := []string{
		`{"id":"00017850","day":"2011-12-09","orders":34,"money":17850.10,"mean":0.1,"late":true}`,
		`{"id":"a,\"b\"\n","day":"1969-12-31","orders":-1,"money":-0.05,"mean":1e+21,"late":false}`,
		`{"id":null,"day":null,"orders":null,"money":null,"mean":null,"late":null}`,
	}
	array := "[\n " + strings.Join(rows, ",\n ") + "\n]\n"
	lines := strings.Join(rows, "\n") + "\n"
	rec := smallRecord(t)
	first, second := rec.NewSlice(0, 1), rec.NewSlice(1, 3)
	defer first.Release()
	defer second.Release()
	for _, test := range []struct{ format, got, want string }{
		{"json", string(writeAll(t, "json", smallSchema(), first, second)), array},
		{"jsonl", string(writeAll(t, "jsonl", smallSchema(), first, second)), lines},
		{"empty json", string(writeAll(t, "json", smallSchema())), "[]\n"},
		{"empty jsonl", string(writeAll(t, "jsonl", smallSchema())), ""},
	} {
		if test.got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.format, test.got, test.want)
		}
	}
}

func TestJSONNumbersThatAreNone(t *testing.T) {
	for _, v := range []string{"NaN", "+Inf", "-Inf"} {
		rec := floatRecord(t, v)
		if got := string(writeAll(t, "jsonl", rec.Schema(), rec)); got != "{\"x\":null}\n" {
			t.Errorf("%s: got %s", v, got)
		}
	}
}

func FuzzJSONString(f *testing.F) {
	f.Add("plain")
	f.Add("<&>\"\\/\b\f\n\r\t\x00\x1b\x7f")
	f.Add("M\xfcller \u2028\u2029 客户 \ufffd \xe5\xae")
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(text); err != nil {
			t.Fatal(err)
		}
		if got := string(appendJSONString(nil, text)) + "\n"; got != want.String() {
			t.Errorf("%q: got %s, want %s", text, got, want.String())
		}
	})
}
