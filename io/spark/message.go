package spark

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of spark/connect/base.proto, relations.proto and commands.proto of
// Spark 4.1 that are used here, as field numbers. Older servers skip what they do
// not know.
const (
	// Of every request.
	fieldSession    = 1
	fieldUser       = 2
	userID          = 1
	fieldClientType = 4 // but InterruptRequest and ConfigRequest: 3 and 4

	executePlan      = 3
	executeOptions   = 5
	executeOperation = 6
	optionReattach   = 1
	optionChunking   = 2
	reattachable     = 1
	chunkingAllowed  = 1
	chunkingSize     = 2

	planRoot    = 1
	planCommand = 2
	relationSQL = 10
	sqlQuery    = 1

	responseBatch    = 2
	responseID       = 13
	responseComplete = 14
	responseProgress = 18

	batchRows       = 1
	batchData       = 2
	batchStart      = 3
	batchChunk      = 4
	batchChunks     = 5
	progressStages  = 1
	stageTasks      = 2
	stageDone       = 3
	reattachOp      = 3
	reattachClient  = 4
	reattachLast    = 5
	releaseOp       = 3
	releaseClient   = 4
	releaseAll      = 5
	interruptClient = 3
	interruptType   = 4
	interruptOp     = 6
	byOperation     = 3
	configOperation = 3
	configClient    = 4
	configSet       = 1
	setPairs        = 1
	pairKey         = 1
	pairValue       = 2
	sessionClient   = 3
)

// eachField calls f for every field of a message: with the number of a varint, or
// the bytes of one that has a length. Others are skipped.
func eachField(message []byte, f func(n protowire.Number, value uint64, bytes []byte) error) error {
	for len(message) > 0 {
		number, kind, size := protowire.ConsumeTag(message)
		if size < 0 {
			return errMessage
		}
		message = message[size:]
		var value uint64
		var bytes []byte
		switch kind {
		case protowire.VarintType:
			value, size = protowire.ConsumeVarint(message)
		case protowire.BytesType:
			bytes, size = protowire.ConsumeBytes(message)
		default:
			if size = protowire.ConsumeFieldValue(number, kind, message); size >= 0 {
				message = message[size:]
				continue
			}
		}
		if size < 0 {
			return errMessage
		}
		message = message[size:]
		if err := f(number, value, bytes); err != nil {
			return err
		}
	}
	return nil
}

var errMessage = &protocolError{"a message that is not one of protobuf"}

// message is one under construction.
type message []byte

func (m message) text(n protowire.Number, text string) message {
	return protowire.AppendString(protowire.AppendTag(m, n, protowire.BytesType), text)
}

func (m message) number(n protowire.Number, v uint64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), v)
}

func (m message) inner(n protowire.Number, inner message) message {
	return protowire.AppendBytes(protowire.AppendTag(m, n, protowire.BytesType), inner)
}

// request begins a request of the session.
func (s *Session) request(clientField protowire.Number) message {
	return message(nil).text(fieldSession, s.id).inner(fieldUser, message(nil).text(userID, s.address.User)).text(clientField, clientName)
}

// queryPlan is a query as a plan.
func queryPlan(sql string) message {
	return message(nil).inner(planRoot, message(nil).inner(relationSQL, message(nil).text(sqlQuery, sql)))
}

// commandPlan is a statement that is run at once, such as CREATE TEMPORARY VIEW, as
// a plan. Servers before 4.0 look at the text, later ones at the relation.
func commandPlan(sql string) message {
	const commandSQL, commandText, commandInput = 5, 1, 6
	relation := message(nil).inner(relationSQL, message(nil).text(sqlQuery, sql))
	return message(nil).inner(planCommand, message(nil).inner(commandSQL, message(nil).text(commandText, sql).inner(commandInput, relation)))
}

// response is what one message of a stream says.
type response struct {
	id       string
	batch    *chunk
	complete bool
	progress *Progress
}

// chunk is an Arrow stream of one batch, or a part of it.
type chunk struct {
	rows          int64
	data          []byte
	start         int64
	hasStart      bool
	index, chunks int64 // chunks is 0 or 1 for a whole batch
}

// Progress is how far a query has come.
type Progress struct {
	Done, Tasks int64 // of the stages that have begun
	Rows        int64 // that have arrived
}

// readResponse reads an ExecutePlanResponse. The batch shares its bytes.
func readResponse(b []byte) (r response, err error) {
	err = eachField(b, func(n protowire.Number, _ uint64, b []byte) (err error) {
		switch n {
		case responseBatch:
			r.batch, err = readChunk(b)
		case responseID:
			r.id = string(b)
		case responseComplete:
			r.complete = true
		case responseProgress:
			r.progress, err = readProgress(b)
		}
		return err
	})
	return r, err
}

func readChunk(b []byte) (*chunk, error) {
	c := &chunk{}
	err := eachField(b, func(n protowire.Number, v uint64, b []byte) error {
		switch n {
		case batchRows:
			c.rows = int64(v)
		case batchData:
			c.data = b
		case batchStart:
			c.start, c.hasStart = int64(v), true
		case batchChunk:
			c.index = int64(v)
		case batchChunks:
			c.chunks = int64(v)
		}
		return nil
	})
	if err == nil && (c.rows < 0 || c.chunks < 0 || c.index < 0 || c.index >= max(c.chunks, 1)) {
		err = &protocolError{fmt.Sprintf("chunk %d of %d, of %d rows", c.index, c.chunks, c.rows)}
	}
	return c, err
}

func readProgress(b []byte) (*Progress, error) {
	p := &Progress{}
	err := eachField(b, func(n protowire.Number, _ uint64, b []byte) error {
		if n != progressStages {
			return nil
		}
		return eachField(b, func(n protowire.Number, v uint64, _ []byte) error {
			switch n {
			case stageTasks:
				p.Tasks += int64(v)
			case stageDone:
				p.Done += int64(v)
			}
			return nil
		})
	})
	return p, err
}
