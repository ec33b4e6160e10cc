package main

import (
	"context"
	"io"
	"iter"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// inBlocks tells whether the result can be made of a block of customers after
// the other: whether nothing that is asked for needs all of them at once.
func (o *scoreOptions) inBlocks(scoring score.Options, scheme *schemeChoice, out *output) bool {
	switch {
	case scoring.CheckFreeze() != nil, scheme.CheckFreeze() != nil: // ranks
		return false
	case o.explain != "", o.fail.condition != "", o.previous.path != "":
		return false
	case o.redact.redact, o.output.sort != "": // another order than that of the ids
		return false
	}
	whole := []string{"table", "markdown"} // columns as wide as the widest cell
	return !slices.Contains(whole, out.format.Name)
}

// writeBlocks scores the customers block by block and writes them as they come.
// What is to be told of all follows then.
func (o *scoreOptions) writeBlocks(read *population, scoring score.Options, scheme *schemeChoice, out *output, modelFile *rfmio.File, words io.Writer) error {
	blocks := until(out.ctx, read.blocks.Unordered())
	now, err := newBlockScorer(blocks, scoring, *scheme.Scheme)
	if err != nil {
		return err
	}
	var fresh *blockScorer
	if o.scoring.model != nil {
		own := *scheme.Scheme
		own.Means = nil
		if fresh, err = newBlockScorer(blocks, scoring.Thawed(), own); err != nil {
			return err
		}
	}
	all, moved := &crowd{}, &drift{}
	err = out.writeRecords(func(yield func(arrow.Record, error) bool) {
		for block, err := range until(out.ctx, read.blocks.Blocks()) {
			var rec arrow.Record
			if err == nil {
				all.add(block)
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
	printScored(words, all, read.account, scored{notices: now.scorer.Notices(), levels: now.scorer.Levels}, o.output.verbose)
	if now.noSegments != nil {
		printNoSegments(words, now.noSegments.Error())
	}
	if o.scoring.model != nil {
		o.scoring.printApplied(moved, read, words, o.output.verbose)
	}
	if modelFile == nil {
		return nil
	}
	points, err := now.scorer.Freeze()
	if err != nil {
		return err
	}
	return writeModel(modelFile, newScoreModel(now.scorer.Method(), points, newModelScheme(&now.scheme, nil), all, &o.population, read))
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
func (b *blockScorer) record(block *rfm.Customers, fresh *blockScorer, moved *drift) (arrow.Record, error) {
	scores, assignment, err := b.assign(block)
	if err != nil {
		return nil, err
	}
	if fresh != nil {
		others, other, err := fresh.assign(block)
		if err != nil {
			return nil, err
		}
		moved.add(scores, others, assignment, other)
	}
	return scoredRecord(scores, assignment), nil
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
