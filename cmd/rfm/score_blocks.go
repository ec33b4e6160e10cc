package main

import (
	"context"
	"io"
	"iter"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/segment"
)

// inBlocks tells whether the result can be made of a block of customers after
// the other: whether nothing that is asked for needs all of them at once.
func (o *scoreOptions) inBlocks(scoring rfm.ScoreOptions, scheme *schemeChoice, out *output) bool {
	switch {
	case scoring.CheckFreeze() != nil, !scheme.ByCustomer(): // ranks or means
		return false
	case o.explain != "", o.fail.condition != "", o.previous.path != "", o.scoring.modelPath != "":
		return false
	case o.redact.redact, o.output.sort != "": // another order than that of the ids
		return false
	}
	whole := []string{"table", "markdown"} // columns as wide as the widest cell
	return out.width == 0 && !slices.Contains(whole, out.format.Name)
}

// writeBlocks scores the customers block by block and writes them as they come.
// What is to be told of all follows then.
func (o *scoreOptions) writeBlocks(read *population, scoring rfm.ScoreOptions, scheme *schemeChoice, out *output, modelFile *rfmio.File, words io.Writer) error {
	scorer, err := rfm.NewScorer(until(out.ctx, read.blocks.Unordered()), scoring)
	if err != nil {
		return err
	}
	why := scheme.Fits(scoring.NumberOfScores())
	var assigner *segment.Assigner
	if why == nil {
		if assigner, err = segment.NewAssigner(scheme.Scheme, scoring.NumberOfScores()); err != nil {
			return err
		}
	}
	all := &crowd{}
	if err := out.writeRecords(func(yield func(arrow.Record, error) bool) {
		for block, err := range until(out.ctx, read.blocks.Blocks()) {
			if err != nil {
				yield(nil, err)
				return
			}
			all.add(block)
			rec, err := scoredBlock(scorer.Score(block), assigner)
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
	}); err != nil {
		return err
	}
	printScored(words, all, read.account, scored{notices: scorer.Notices(), levels: scorer.Levels}, o.output.verbose)
	if why != nil {
		printNoSegments(words, why.Error())
	}
	if modelFile == nil {
		return nil
	}
	points, err := scorer.Freeze()
	if err != nil {
		return err
	}
	return writeModel(modelFile, newScoreModel(scorer.Method(), points, newModelScheme(scheme.Scheme, nil), all, &o.population, read))
}

// scoredBlock is the record of a block, with the segments where there are some.
func scoredBlock(scores *rfm.Scores, assigner *segment.Assigner) (arrow.Record, error) {
	if assigner == nil {
		return scoredRecord(scores, nil), nil
	}
	assignment, err := assigner.Assign(scores)
	if err != nil {
		return nil, err
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
