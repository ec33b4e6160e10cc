package arrowipc

import (
	"errors"
	"fmt"

	flatbuffers "github.com/google/flatbuffers/go"
)

// Places of the parts of Arrow's messages in their tables (Message.fbs,
// Schema.fbs): four for the first part, two more for each that follows.
const (
	messageKind, messageHeader            = 6, 8
	schemaFields, schemaMetadata          = 6, 8
	fieldChildren, fieldMetadata          = 14, 16
	batchNodes, batchBuffers              = 6, 8
	batchVariadic                         = 12
	dictionaryBatch                       = 6
	kindSchema, kindDictionary, kindBatch = 1, 2, 3
)

var errList = errors.New("a list is longer than its message")

// checkMessage looks for lists that claim to be longer than the message:
// Arrow's reader would allocate what they claim.
func checkMessage(message []byte) (err error) {
	defer func() {
		if r := recover(); r != nil { // a place outside of the message
			err = fmt.Errorf("a message is corrupt")
		}
	}()
	root := flatbuffers.Table{Bytes: message, Pos: flatbuffers.GetUOffsetT(message)}
	var header flatbuffers.Table
	if at := root.Offset(messageHeader); at != 0 {
		root.Union(&header, flatbuffers.UOffsetT(at))
	} else {
		return nil
	}
	switch root.GetByteSlot(messageKind, 0) {
	case kindSchema:
		fields := len(message) / 4 // no field is smaller; one that is named twice would count twice
		return errors.Join(checkList(header, schemaMetadata, 4), checkFields(header, schemaFields, &fields, 0))
	case kindDictionary:
		if at := header.Offset(dictionaryBatch); at != 0 {
			pos := header.Indirect(header.Pos + flatbuffers.UOffsetT(at))
			return checkBatch(flatbuffers.Table{Bytes: message, Pos: pos})
		}
	case kindBatch:
		return checkBatch(header)
	}
	return nil
}

// checkBatch checks the lists of a record batch.
func checkBatch(batch flatbuffers.Table) error {
	if err := errors.Join(checkList(batch, batchNodes, 16), checkList(batch, batchBuffers, 16), checkList(batch, batchVariadic, 8)); err != nil {
		return err
	}
	at := flatbuffers.UOffsetT(batch.Offset(batchVariadic))
	if at == 0 {
		return nil
	}
	for i := range batch.VectorLen(at) {
		// Every buffer of a column of views is in the list of buffers.
		n := batch.GetInt64(batch.Vector(at) + flatbuffers.UOffsetT(8*i))
		if n < 0 || n > int64(len(batch.Bytes)) {
			return errList
		}
	}
	return nil
}

// deepestField is how many columns may be inside one another.
const deepestField = 64

// checkFields checks a list of fields and the lists inside them.
// left is how many more there may be.
func checkFields(t flatbuffers.Table, slot flatbuffers.VOffsetT, left *int, depth int) error {
	if err := checkList(t, slot, 4); err != nil {
		return err
	}
	if depth > deepestField {
		return errors.New("its columns are too deep inside one another")
	}
	at := flatbuffers.UOffsetT(t.Offset(slot))
	if at == 0 {
		return nil
	}
	if *left -= t.VectorLen(at); *left < 0 {
		return errList
	}
	for i := range t.VectorLen(at) {
		field := flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(t.Vector(at) + flatbuffers.UOffsetT(4*i))}
		if err := errors.Join(checkList(field, fieldMetadata, 4), checkFields(field, fieldChildren, left, depth+1)); err != nil {
			return err
		}
	}
	return nil
}

// checkList checks one list, of elements of the given size.
func checkList(t flatbuffers.Table, slot flatbuffers.VOffsetT, size int) error {
	at := flatbuffers.UOffsetT(t.Offset(slot))
	if at == 0 {
		return nil
	}
	if n := t.VectorLen(at); n < 0 || int(t.Vector(at))+n*size > len(t.Bytes) {
		return errList
	}
	return nil
}
