package source

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"
)

func TestATapeCanBePlayedAgain(t *testing.T) {
	text := strings.Repeat("0123456789", tapeMemory/5)
	tape := &tape{stream: iotest.HalfReader(strings.NewReader(text)), Recording: true}
	defer tape.close()
	part := make([]byte, 1000)
	for _, upTo := range []int{500, tapeMemory - 3, tapeMemory + 5000, tapeMemory} {
		var got []byte
		for len(got) < upTo {
			n, err := tape.Read(part)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, part[:n]...)
		}
		if string(got) != text[:len(got)] {
			t.Fatalf("the first %d bytes differ", len(got))
		}
		tape.rewind()
	}
	tape.Recording = false
	var all bytes.Buffer
	if _, err := all.ReadFrom(tape); err != nil || all.String() != text {
		t.Errorf("%d of %d bytes, %v", all.Len(), len(text), err)
	}
}
