package segment

import (
	"math"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/expr-lang/expr/vm"

	"rfm/rfm"
	"rfm/rfm/attribute"
	"rfm/rfm/score"
)

// Field is the column that Record adds.
const Field = rfm.FieldSegment

// Assignment says which segment each customer is in.
type Assignment struct {
	Scheme *Scheme
	// Position is the index in Scheme.Segments for every customer, and
	// len(Scheme.Segments) for others.
	Position []uint16
	scores   *score.Scores
	own      *ownValues // of the scheme; nil where the customers come in blocks
}

// Assign gives every scored customer a segment. It is an error when the scheme
// is written for other numbers of bins, a *FileError when an expression fails,
// say by dividing by zero, and rfm.ErrOverflow when a rule looks at shares of a
// total of more than 38 digits.
func Assign(s *Scheme, scores *score.Scores) (*Assignment, error) {
	return AssignWith(s, scores, nil)
}

// AssignWith is Assign with attributes, which the axes of a scheme may stand on;
// nil for none. Beside the errors of Assign it is a *MissingRatingError, or one that
// names the attribute which is not there or is not a number.
func AssignWith(s *Scheme, scores *score.Scores, known *attribute.Joined) (*Assignment, error) {
	assigner, err := NewAssigner(s, scores.Bins)
	if err != nil {
		return nil, err
	}
	own, err := s.own(scores, known)
	if err != nil {
		return nil, err
	}
	return assigner.assign(scores, own)
}

// Assigner gives segments to the customers of a population that comes in
// blocks. The scheme must be ByCustomer.
type Assigner struct {
	scheme *Scheme
	plan   *plan
}

// NewAssigner prepares a scheme for scores of these numbers of bins. The errors
// are those of Assign.
func NewAssigner(s *Scheme, bins score.Bins) (*Assigner, error) {
	if err := s.Fits(bins); err != nil {
		return nil, err
	}
	plan, err := s.plan(bins)
	return &Assigner{s, plan}, err
}

// Assign gives every customer of a block a segment.
func (g *Assigner) Assign(scores *score.Scores) (*Assignment, error) { return g.assign(scores, nil) }

func (g *Assigner) assign(scores *score.Scores, own *ownValues) (*Assignment, error) {
	a := &Assignment{Scheme: g.scheme, Position: make([]uint16, len(scores.R)), scores: scores, own: own}
	for i := range a.Position {
		a.Position[i] = g.plan.of(scores.R[i], scores.F[i], scores.M[i]).segment
	}
	if !g.plan.depends {
		return a, nil
	}
	return a, a.evaluate(g.plan)
}

// plan holds what the scores tell of the segment. There are few cells and many
// customers: each cell is matched once.
type plan struct {
	bins    score.Bins
	cells   []planned
	depends bool // some cell has candidates
}

// planned is a cell: its segment, unless the rule of a candidate holds, which
// looks at more than the scores. The candidates come before the segment.
type planned struct {
	segment    uint16
	candidates []int
}

func (s *Scheme) plan(bins score.Bins) (*plan, error) {
	p := &plan{bins: bins, cells: make([]planned, (bins[0]+1)*(bins[1]+1)*(bins[2]+1))}
	for _, c := range cells(bins) {
		matches, err := s.matches(c, bins)
		if err != nil {
			return nil, err
		}
		at := p.of(c[0], c[1], c[2])
		at.segment = uint16(len(s.Segments))
		for _, m := range matches {
			if m.sure {
				at.segment = uint16(m.segment)
				break
			}
			at.candidates = append(at.candidates, m.segment)
			p.depends = true
		}
	}
	return p, nil
}

func (p *plan) of(r, f, m uint8) *planned {
	return &p.cells[(int(r)*(p.bins[1]+1)+int(f))*(p.bins[2]+1)+int(m)]
}

// evaluate tries the candidates of every customer.
func (a *Assignment) evaluate(p *plan) error {
	reader, err := newFieldReader(a.Scheme, a.scores, a.own)
	if err != nil {
		return err
	}
	var machine vm.VM
	for i := range a.Position {
		candidates := p.of(a.scores.R[i], a.scores.F[i], a.scores.M[i]).candidates
		if len(candidates) == 0 {
			continue
		}
		values := reader.read(i)
		for _, candidate := range candidates {
			holds, err := a.Scheme.Segments[candidate].Rule.When.holds(&machine, values)
			if err != nil {
				return err
			}
			if holds {
				a.Position[i] = uint16(candidate)
				break
			}
		}
	}
	return nil
}

// Looked writes the fields beside scores that the rule of a customer's segment
// looks at, with their values: "orders = 3". Of others these are all fields that
// rules look at. The error is rfm.ErrOverflow.
func (a *Assignment) Looked(customer int) ([]string, error) {
	looks := append(a.Scheme.fields(), a.Scheme.ownNames().all()...)
	if p := int(a.Position[customer]); p < len(a.Scheme.Segments) {
		when := a.Scheme.Segments[p].Rule.When
		looks = slices.DeleteFunc(looks, func(name string) bool { return when == nil || !slices.Contains(when.others, name) })
	}
	if len(looks) == 0 {
		return nil, nil
	}
	reader, err := newFieldReader(a.Scheme, a.scores, a.own)
	if err != nil {
		return nil, err
	}
	values := reader.read(customer)
	for i, name := range looks {
		looks[i] = name + " = " + a.text(name, values, customer)
	}
	return looks, nil
}

// text writes the value of a field, an axis or an attribute.
func (a *Assignment) text(name string, values *fields, customer int) string {
	own := a.Scheme.ownNames()
	if k := slices.Index(own.axes, name); k >= 0 {
		return a.own.axes[k].rounded[customer].ToString(axisScale)
	}
	if k := slices.Index(own.texts, name); k >= 0 {
		return strconv.Quote(values.Texts[k])
	}
	if k := slices.Index(own.numbers, name); k >= 0 {
		if n := a.own.attributes.numbers[k]; n.Known[customer] {
			return n.Values[customer].ToString(n.Scale)
		}
		return "(not known)"
	}
	return values.text(name)
}

// Record is the record of the scores with the axes of the scheme and the segment
// behind. The caller releases it.
func (a *Assignment) Record(mem memory.Allocator) arrow.Record {
	scores := a.scores.Record(mem)
	defer scores.Release()
	codes := a.codes(mem)
	defer codes.Release()
	fields, columns := scores.Schema().Fields(), scores.Columns()[:scores.NumCols():scores.NumCols()]
	var axes []axisValues
	if a.own != nil {
		axes = a.own.axes
	}
	for k, axis := range axes {
		values := array.NewDecimal128Builder(mem, rfm.Money(axisScale).(*arrow.Decimal128Type))
		values.AppendValues(axis.rounded, nil)
		column := values.NewArray()
		defer column.Release()
		values.Release()
		fields, columns = append(fields, arrow.Field{Name: a.Scheme.Axes[k].Name, Type: column.DataType()}), append(columns, column)
	}
	fields, columns = append(fields, arrow.Field{Name: Field, Type: arrow.BinaryTypes.String}), append(columns, codes)
	return array.NewRecord(arrow.NewSchema(fields, nil), columns, scores.NumRows())
}

// codes are the segments of all customers, written side by side: a builder takes
// twice as long.
func (a *Assignment) codes(mem memory.Allocator) arrow.Array {
	const wide = 24 // a copy of a fixed length is one of few instructions
	type name struct {
		text   string
		padded [wide]byte
	}
	names := make([]name, len(a.Scheme.Segments)+1)
	for p := range names {
		names[p].text = a.Scheme.Code(p)
		copy(names[p].padded[:], names[p].text)
	}
	offsets := buffer(mem, arrow.Int32Traits.BytesRequired(len(a.Position)+1))
	starts, end := arrow.Int32Traits.CastFromBytes(offsets.Bytes()), 0
	for i, p := range a.Position {
		starts[i] = int32(end)
		end += len(names[p].text)
	}
	if end > math.MaxInt32 {
		panic("segment: the codes of one record take more than 2 GiB")
	}
	starts[len(a.Position)] = int32(end)
	text := buffer(mem, end)
	rest := text.Bytes()
	for _, p := range a.Position {
		code := &names[p]
		if n := len(code.text); n <= wide && len(rest) >= wide {
			*(*[wide]byte)(rest) = code.padded
			rest = rest[n:]
		} else {
			rest = rest[copy(rest, code.text):]
		}
	}
	data := array.NewData(arrow.BinaryTypes.String, len(a.Position), []*memory.Buffer{nil, offsets, text}, nil, 0, 0)
	defer data.Release()
	offsets.Release()
	text.Release()
	return array.NewStringData(data)
}

func buffer(mem memory.Allocator, size int) *memory.Buffer {
	b := memory.NewResizableBuffer(mem)
	b.Resize(size)
	return b
}
