package aggregate

import (
	"encoding/binary"
	"strings"
)

// orderNotes writes the ids of orders, each higher than the one before, as notes
// of at most rfm.MaxNote: how much the last bytes of an id are above those of the
// one before. From the notes come the keys of the orders again, should an order
// turn out not to be new.
type orderNotes struct {
	orderText
	count int
	texts []string // ids that do not follow from the one before, noted as noteText
	keys  []uint64 // orders whose ids most often do not, noted as noteKey
	keyed bool     // all further ones are
}

const (
	noteText  = 0
	noteKey   = 1
	firstStep = 2 // the note of a step by 1, plus one
	mostStep  = 1 << 29
)

// orderText is an id: its length, and its bytes up to the last eight and these.
type orderText struct {
	length int
	head   string
	tail   uint64
}

const tailBytes = 8

func (t *orderText) set(id string) {
	cut := max(0, len(id)-tailBytes)
	*t = orderText{len(id), strings.Clone(id[:cut]), tailOf(id[cut:])}
}

// tailOf are up to eight bytes as a number in the order of the bytes.
func tailOf(text string) uint64 {
	if len(text) == tailBytes {
		return binary.BigEndian.Uint64([]byte(text))
	}
	n := uint64(0)
	for i := range len(text) {
		n = n<<8 | uint64(text[i])
	}
	return n
}

// key is the key of the order.
func (t *orderText) key() uint64 {
	var tail [tailBytes]byte
	binary.BigEndian.PutUint64(tail[:], t.tail)
	return orderKey(t.head + string(tail[tailBytes-(t.length-len(t.head)):]))
}

// note is the note of the next order.
func (n *orderNotes) note(id string) uint32 {
	n.count++
	if n.keyed {
		n.keys = append(n.keys, orderKey(id))
		return noteKey
	}
	cut := max(0, len(id)-tailBytes)
	if len(id) == n.length {
		tail := tailOf(id[cut:])
		if step := tail - n.tail; step-1 < mostStep && id[:cut] == n.head {
			n.tail = tail
			return firstStep - 1 + uint32(step)
		}
	}
	n.set(id)
	n.texts = append(n.texts, strings.Clone(id))
	n.keyed = len(n.texts) > 64 && 4*len(n.texts) > n.count
	return noteText
}

// reader gives the keys of orders, note after note.
func (n *orderNotes) reader() func(note uint32) uint64 {
	texts, keys, at := n.texts, n.keys, orderText{}
	return func(note uint32) (key uint64) {
		switch note {
		case noteKey:
			key, keys = keys[0], keys[1:]
			return key
		case noteText:
			at.set(texts[0])
			texts = texts[1:]
		default:
			at.tail += uint64(note - firstStep + 1)
		}
		return at.key()
	}
}
