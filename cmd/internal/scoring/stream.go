package scoring

import (
	"context"
	"iter"
	"math/big"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/external"
	"rfm/cmd/internal/population"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// Stream is the customers of a job who have no room in memory: they come in blocks,
// as often as they are asked for.
type Stream struct {
	job        *Job
	ctx        context.Context
	now, fresh *blockScorer // fresh has cut points of these customers, where now has those of a model
	all        population.Summary
	moved      Drift
	poor       segment.WithoutMoney
	counted    bool // all blocks have come once
}

// Block is some of the customers with their scores and segments.
type Block struct {
	*score.Scores
	Assignment *segment.Assignment // nil where there are no segments
}

// NeedsAll is what makes a job need all customers at once; "" where it does not,
// and they may come in blocks.
func (j *Job) NeedsAll() string {
	f := j.Flags
	switch {
	case j.Options.CheckFreeze() != nil:
		return "--method " + f.Scoring.method
	case j.Scheme.CheckFreeze() != nil || j.Scheme.LooksAtDays() != "":
		return "scheme " + j.Scheme.Name
	case f.dayFields() != nil:
		return "the column " + f.dayFields()[0]
	case f.Attributes.Path != "":
		return "--attributes"
	case j.Kept != nil:
		return "--keep"
	}
	return ""
}

// newStream prepares the scores of customers in blocks.
func (j *Job) newStream(ctx context.Context) (*Stream, error) {
	s := &Stream{job: j, ctx: ctx}
	blocks := s.blocks(false)
	var err error
	if s.now, err = newBlockScorer(blocks, j.Options, *j.Scheme.Scheme); err != nil {
		return nil, err
	}
	if j.Flags.Scoring.Model != nil {
		own := *j.Scheme.Scheme
		own.Means = nil
		if s.fresh, err = newBlockScorer(blocks, j.Options.Thawed(), own); err != nil {
			return nil, err
		}
	}
	for block, err := range blocks { // nobody tells how all are scored
		if err != nil {
			return nil, err
		}
		nobody, err := s.now.assign(s.now.scorer.Again(block.Slice(0, 0)))
		j.Scores, j.Assignment = nobody.Scores, nobody.Assignment
		return s, err
	}
	return nil, rfm.ErrNoCustomers
}

// blocks are the customers until the context ends.
func (s *Stream) blocks(ordered bool) iter.Seq2[*rfm.Customers, error] {
	all := s.job.Population.Blocks
	blocks := all.Unordered()
	if ordered {
		blocks = all.Blocks()
	}
	return func(yield func(*rfm.Customers, error) bool) {
		for block, err := range blocks {
			if err == nil {
				err = context.Cause(s.ctx)
			}
			if !yield(block, err) || err != nil {
				return
			}
		}
	}
}

// Each are the blocks with scores and segments: ordered by id, or in any order,
// which takes less time. When all have come for the first time, what is to be
// known of them is told.
func (s *Stream) Each(ordered bool) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		for customers, err := range s.blocks(ordered) {
			var block Block
			if err == nil {
				block, err = s.scored(customers)
			}
			if !yield(block, err) || err != nil {
				return
			}
		}
		if !s.counted {
			s.counted = true
			s.print()
		}
	}
}

// scored gives a block scores and segments, and counts it where it is new.
func (s *Stream) scored(customers *rfm.Customers) (Block, error) {
	if s.counted {
		return s.now.assign(s.now.scorer.Again(customers))
	}
	s.all.Add(customers)
	block, err := s.now.assign(s.now.scorer.Score(customers))
	if err != nil {
		return block, err
	}
	s.poor.Add(block.Assignment)
	if s.fresh != nil {
		other, err := s.fresh.assign(s.fresh.scorer.Score(customers))
		if err != nil {
			return block, err
		}
		s.moved.Add(block.Scores, other.Scores, block.Assignment, other.Assignment)
	}
	return block, nil
}

// print says what Score and Assign say of customers in memory.
func (s *Stream) print() {
	j := s.job
	PrintScored(j.Messages, &s.all, j.Population.Account, Scored{Notices: s.now.scorer.Notices(), Levels: s.now.scorer.Levels})
	PrintWithoutMoney(j.Messages, &s.poor)
	if s.now.noSegments != nil {
		PrintNoSegments(j.Messages, s.now.noSegments.Error())
	}
	if s.fresh != nil {
		j.drift = &s.moved
		j.Flags.Scoring.PrintApplied(j.drift, j.Population, j.Messages)
	}
}

// Records are the rows of Job.Record, in pieces, in the order of the ids as they
// are written, or in another one.
func (s *Stream) Records(order string) iter.Seq2[arrow.Record, error] {
	j := s.job
	rows := func(yield func(arrow.Record, error) bool) {
		for block, err := range s.Each(true) {
			var rec arrow.Record
			if err == nil {
				own := Record(block.Scores, block.Assignment)
				compared := j.Previous.record(own, block.Customers.AsOf, j.Input.Redactor)
				rec = j.Input.Redactor.Hidden(compared)
				compared.Release()
				own.Release()
			}
			if !yield(rec, err) || err != nil {
				return
			}
			rec.Release()
		}
		j.Previous.printGone(j.Messages)
	}
	if j.Input.Redactor != nil {
		order = withID(order) // else it would tell something of the ids
	}
	if order == "" {
		return rows
	}
	return external.Sort(rows, order, app.Room(), app.PieceRows)
}

// withID orders rows that are equal by id.
func withID(order string) string {
	if order == "" {
		return rfm.FieldCustomerID
	}
	return order + "," + rfm.FieldCustomerID
}

// Summaries sums up the segments; with total, all customers come last.
func (s *Stream) Summaries(total bool) ([]segment.Summary, error) {
	var all []segment.Summary
	parts, err := s.summarize(s.job.Scheme.Scheme, func(b Block) *segment.Assignment { return b.Assignment })
	if err != nil || !total {
		return parts, err
	}
	sum, err := s.summarize(segment.Everybody(), func(b Block) *segment.Assignment { return segment.Together(b.Scores) })
	return append(append(all, parts...), sum...), err
}

// summarize sums up groups of customers.
func (s *Stream) summarize(scheme *segment.Scheme, groups func(Block) *segment.Assignment) ([]segment.Summary, error) {
	sums, n := segment.NewSummarizer(scheme), len(scheme.Segments)+1
	medians := score.NewMedianFinder(n)
	for first := true; first || medians.Next(); first = false {
		for block, err := range s.Each(false) {
			if err != nil {
				return nil, err
			}
			a := groups(block)
			if first {
				if err := sums.Add(a); err != nil {
					return nil, err
				}
			}
			medians.Add(block.Customers, a.Position)
		}
	}
	return sums.Summaries(func(d rfm.Dimension) []*big.Rat {
		all := make([]*big.Rat, n)
		for i := range all {
			all[i] = medians.Of(d, i)
		}
		return all
	})
}

// Len is the number of customers.
func (s *Stream) Len() int { return s.job.Population.Blocks.Len() }

// save writes the model.
func (s *Stream) save() error {
	if !s.counted {
		for _, err := range s.Each(false) {
			if err != nil {
				return err
			}
		}
	}
	points, err := s.now.scorer.Freeze()
	if err != nil {
		return err
	}
	return s.job.SaveModel(s.now.scorer.Method(), points, NewModelScheme(&s.now.scheme, nil), &s.all)
}

// blockScorer gives scores and segments.
type blockScorer struct {
	scorer     *score.Scorer
	scheme     segment.Scheme // with the means of all customers, where it looks at some
	assigner   *segment.Assigner
	noSegments error // why there are none; nil where there are
}

// newBlockScorer prepares for all blocks.
func newBlockScorer(blocks iter.Seq2[*rfm.Customers, error], o score.Options, scheme segment.Scheme) (*blockScorer, error) {
	b := &blockScorer{scheme: scheme}
	var err error
	if b.scorer, err = score.NewScorer(blocks, o); err != nil {
		return nil, err
	}
	if scheme.LooksAtMeans() && scheme.Means == nil {
		if b.scheme.Means, err = segment.MeansIn(blocks); err != nil {
			return nil, err
		}
	}
	if b.noSegments = scheme.Fits(o.NumberOfScores()); b.noSegments != nil {
		return b, nil
	}
	b.assigner, err = segment.NewAssigner(&b.scheme, o.NumberOfScores())
	return b, err
}

// assign gives segments to scored customers, where there are some.
func (b *blockScorer) assign(scores *score.Scores) (Block, error) {
	block := Block{Scores: scores}
	if b.assigner == nil {
		return block, nil
	}
	var err error
	block.Assignment, err = b.assigner.Assign(scores)
	return block, err
}
