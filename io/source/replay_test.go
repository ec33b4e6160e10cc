package source

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAStreamCanBeReplayed(t *testing.T) {
	text := strings.Repeat("0123456789", replayMemory/5)
	stream := &replay{stream: iotest.HalfReader(strings.NewReader(text)), recording: true}
	defer stream.close()
	part := make([]byte, 1000)
	for _, upTo := range []int{500, replayMemory - 3, replayMemory + 5000, replayMemory} {
		var got []byte
		for len(got) < upTo {
			n, err := stream.Read(part)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, part[:n]...)
		}
		if string(got) != text[:len(got)] {
			t.Fatalf("the first %d bytes differ", len(got))
		}
		stream.rewind()
	}
	stream.recording = false
	var all bytes.Buffer
	if _, err := all.ReadFrom(stream); err != nil || all.String() != text {
		t.Errorf("%d of %d bytes, %v", all.Len(), len(text), err)
	}
}
