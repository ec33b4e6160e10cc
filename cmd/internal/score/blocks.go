package score

import (
	"context"
	"io"
	"iter"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

// inBlocks reports whether the result can be made of a block of customers after
// the other: whether nothing that is asked for needs all of them at once.
func (o *options) inBlocks(options rfm.ScoreOptions, scheme *scoring.Scheme, out *app.Output) bool {
	switch {
	case options.CheckFreeze() != nil, scheme.CheckFreeze() != nil: // ranks
		return false
	case o.explain != "", o.fail.Condition != "", o.previous.Path != "":
		return false
	case o.redact.Redact, o.output.Sort != "": // another order than that of the ids
		return false
	}
	whole := []string{"table", "markdown"} // columns as wide as the widest cell
	return !slices.Contains(whole, out.Format.Name)
}

// writeBlocks scores the customers block by block and writes them as they come.
// What is to be told of all follows then.
func (o *options) writeBlocks(read *population.Population, options rfm.ScoreOptions, scheme *scoring.Scheme, out *app.Output, modelFile *rfmio.File, messages io.Writer) error {
	blocks := until(out.Context, read.Blocks.Unordered())
	now, err := newBlockScorer(blocks, options, *scheme.Scheme)
	if err != nil {
		return err
	}
	var fresh *blockScorer
	if o.scoring.Model != nil {
		own := *scheme.Scheme
		own.Means = nil
		if fresh, err = newBlockScorer(blocks, options.Thawed(), own); err != nil {
			return err
		}
	}
	all, moved := &population.Summary{}, &scoring.Drift{}
	err = out.WriteRecords(func(yield func(arrow.Record, error) bool) {
		for block, err := range until(out.Context, read.Blocks.Blocks()) {
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
	scoring.PrintScored(messages, all, read.Account, scoring.Scored{Notices: now.scorer.Notices(), Levels: now.scorer.Levels}, o.output.Verbose)
	if now.noSegments != nil {
		scoring.PrintNoSegments(messages, now.noSegments.Error())
	}
	if o.scoring.Model != nil {
		o.scoring.PrintApplied(moved, read, messages, o.output.Verbose)
	}
	if modelFile == nil {
		return nil
	}
	points, err := now.scorer.Freeze()
	if err != nil {
		return err
	}
	return app.WriteModel(modelFile, scoring.NewModel(now.scorer.Method(), points, scoring.NewModelScheme(&now.scheme, nil), all, &o.population, read))
}

// blockScorer gives scores and segments.
type blockScorer struct {
	scorer     *rfm.Scorer
	scheme     segment.Scheme // with the means of all customers, where it looks at some
	assigner   *segment.Assigner
	noSegments error // why there are none; nil where there are
}

// newBlockScorer prepares for all blocks.
func newBlockScorer(blocks iter.Seq2[*rfm.Customers, error], o rfm.ScoreOptions, scheme segment.Scheme) (*blockScorer, error) {
	b := &blockScorer{scheme: scheme}
	var err error
	if b.scorer, err = rfm.NewScorer(blocks, o); err != nil {
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
func (b *blockScorer) assign(block *rfm.Customers) (*rfm.Scores, *segment.Assignment, error) {
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
	if fresh != nil {
		others, other, err := fresh.assign(block)
		if err != nil {
			return nil, err
		}
		moved.Add(scores, others, assignment, other)
	}
	return record(scores, assignment), nil
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
