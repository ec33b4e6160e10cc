package score

import (
	"context"
	"iter"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// inBlocks reports whether the result can be made of a block of customers after
// the other: whether nothing that is asked for needs all of them at once.
func (j *job) inBlocks() bool {
	f := j.Flags
	switch {
	case j.Options.CheckFreeze() != nil, j.Scheme.CheckFreeze() != nil: // ranks
		return false
	case j.explained != "", j.segments != nil, f.Fail.Condition != "", f.Previous.Path != "", f.Attributes.Path != "":
		return false
	case f.Redact.Redact, f.Output.Sort != "", f.Output.Limit >= 0: // another order than that of the ids
		return false
	}
	whole := []string{"table", "markdown", "xlsx"} // columns as wide as the widest cell; few rows
	return !slices.Contains(whole, j.out.Format.Name)
}

// writeBlocks scores the customers block by block and writes them as they come.
// What is to be said of all follows then.
func (j *job) writeBlocks(ctx context.Context) error {
	read, model := j.Population, j.Flags.Scoring.Model
	blocks := until(ctx, read.Blocks.Unordered())
	now, err := newBlockScorer(blocks, j.Options, *j.Scheme.Scheme)
	if err != nil {
		return err
	}
	var fresh *blockScorer
	if model != nil {
		own := *j.Scheme.Scheme
		own.Means = nil
		if fresh, err = newBlockScorer(blocks, j.Options.Thawed(), own); err != nil {
			return err
		}
	}
	all, moved := &population.Summary{}, &scoring.Drift{}
	err = j.out.WriteRecords(func(yield func(arrow.Record, error) bool) {
		for block, err := range until(ctx, read.Blocks.Blocks()) {
			var rec arrow.Record
			if err == nil {
				all.Add(block)
				rec, err = now.record(block, fresh, moved)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			more := yield(rec, nil)
			rec.Release()
			if !more {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	scoring.PrintScored(j.Messages, all, read.Account, scoring.Scored{Notices: now.scorer.Notices(), Levels: now.scorer.Levels})
	scoring.PrintWithoutMoney(j.Messages, &now.poor)
	if now.noSegments != nil {
		scoring.PrintNoSegments(j.Messages, now.noSegments.Error())
	}
	if model != nil {
		j.Flags.Scoring.PrintApplied(moved, read, j.Messages)
	}
	if j.Model == nil {
		return nil
	}
	points, err := now.scorer.Freeze()
	if err != nil {
		return err
	}
	return j.SaveModel(now.scorer.Method(), points, scoring.NewModelScheme(&now.scheme, nil), all)
}

// blockScorer gives scores and segments.
type blockScorer struct {
	scorer     *score.Scorer
	poor       segment.WithoutMoney
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

// assign gives scores and, where there are some, segments to a block.
func (b *blockScorer) assign(block *rfm.Customers) (*score.Scores, *segment.Assignment, error) {
	scores := b.scorer.Score(block)
	if b.assigner == nil {
		return scores, nil, nil
	}
	assignment, err := b.assigner.Assign(scores)
	return scores, assignment, err
}

// record is the result for a block. How far it is from fresh scores, where there
// are some, is added to moved.
func (b *blockScorer) record(block *rfm.Customers, fresh *blockScorer, moved *scoring.Drift) (arrow.Record, error) {
	scores, assignment, err := b.assign(block)
	if err != nil {
		return nil, err
	}
	b.poor.Add(assignment)
	if fresh != nil {
		others, other, err := fresh.assign(block)
		if err != nil {
			return nil, err
		}
		moved.Add(scores, others, assignment, other)
	}
	return scoring.Record(scores, assignment), nil
}

// until are blocks until the context ends.
func until(ctx context.Context, blocks iter.Seq2[*rfm.Customers, error]) iter.Seq2[*rfm.Customers, error] {
	return func(yield func(*rfm.Customers, error) bool) {
		for block, err := range blocks {
			if err == nil {
				err = context.Cause(ctx)
			}
			if !yield(block, err) || err != nil {
				return
			}
		}
	}
}
