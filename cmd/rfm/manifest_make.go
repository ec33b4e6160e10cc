package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/spf13/pflag"

	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// newManifestSource is what is known before the input is read, but for what can
// be read only once.
func (j *segmentJob) newManifestSource(prints *rfmio.Fingerprints) manifestSource {
	m := manifestSource{Version: version(), Arguments: j.arguments(),
		Scheme: manifestScheme{j.scheme.Name, sumOfText(j.scheme.Source)}}
	if model := j.options.scoring.model; model != nil {
		text, _ := json.Marshal(model) // texts and numbers
		m.Model = sumOfText(text)
	}
	if j.earlier != nil {
		m.Previous = j.earlier.sha256
	}
	if j.plan.redactor != nil {
		m.Redaction = &manifestRedaction{"hmac-sha256", j.plan.redactor.keyCheck()}
	}
	for _, f := range prints.Files {
		m.Inputs = append(m.Inputs, manifestInput{File: f.Name, Bytes: f.Bytes, SHA256: f.SHA256})
	}
	return m
}

// arguments are the flags that the result depends on, by name. With --redact the
// filter is hidden, since it may hold an id.
func (j *segmentJob) arguments() []string {
	without := []string{"config", "profile", logFormatFlag, "threads", "quiet", "verbose", "redact-key-file", "out-dir", "lock-wait", "skip-unchanged"}
	all := []string{} // not null
	j.options.flags.Visit(func(f *pflag.Flag) {
		if slices.Contains(without, f.Name) {
			return
		}
		value := f.Value.String()
		if f.Name == "where" {
			value = j.plan.redactor.id(value)
		}
		all = append(all, "--"+f.Name+"="+value)
	})
	slices.Sort(all)
	return all
}

// unchanged tells whether a run would write what the manifest of the run before
// says.
func (j *segmentJob) unchanged(before *manifest, prints *rfmio.Fingerprints) bool {
	if before == nil || j.plan.settings.AsOf != nil && dayText(*j.plan.settings.AsOf) != before.AsOf {
		return false
	}
	now, then := j.newManifestSource(prints), before.manifestSource
	then.Inputs = slices.Clone(then.Inputs)
	for i := range then.Inputs { // what is known after reading only
		in := &then.Inputs[i]
		in.Rows, in.FirstDay, in.LastDay = 0, "", ""
	}
	if j.earlier != nil && j.earlier.own { // else no run would be as the one before
		now.Previous, then.Previous = "", ""
	}
	a, _ := json.Marshal(now)
	b, _ := json.Marshal(then)
	return string(a) == string(b) && before.intact(j.options.folder.dir) && j.besideExist()
}

// besideExist tells whether the files that a run writes beside the folder are
// there.
func (j *segmentJob) besideExist() bool {
	for _, path := range []string{j.options.scoring.saveModel, j.options.population.input.bad.rejects} {
		if path == "" {
			continue
		}
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return true
}

// newManifest is all but the files.
func (j *segmentJob) newManifest(r *segmentResult, summary []segment.Summary, prints *rfmio.Fingerprints) *manifest {
	c := r.scores.Customers
	m := &manifest{Format: manifestFormat, manifestSource: j.newManifestSource(prints), AsOf: dayText(c.AsOf),
		Method: r.scores.Method, Bins: r.scores.Bins.String(), CutPoints: cutPoints(r.scores),
		Rows: newManifestRows(r.read.input, r.read.account), NotScored: r.read.account.ReturnsOnly,
		Customers: c.Len(), Segments: map[string]manifestSegment{}}
	for i, f := range r.read.input.Files {
		in := &m.Inputs[i]
		in.Rows = f.Rows
		if f.FirstDay != nil {
			in.FirstDay, in.LastDay = dayText(*f.FirstDay), dayText(*f.LastDay)
		}
	}
	total := new(big.Rat)
	for _, s := range summary {
		m.Segments[s.Segment.Code] = newManifestSegment(s, c)
		m.Orders += s.Orders
		total.Add(total, exact(s.Monetary, c.Scale))
	}
	m.Monetary = json.Number(total.FloatString(int(c.Scale)))
	return m
}

// cutPoints are exact; nil where one set of them does not tell the score.
func cutPoints(s *score.Scores) *modelCutPoints {
	points := &modelCutPoints{}
	for _, d := range rfm.Dimensions() {
		if s.Method == "" || s.RuleOf(d) != score.ByCutPoints {
			return nil
		}
		for _, at := range s.CutPoints(d) {
			*points.of(d) = append(*points.of(d), score.ExactText(at))
		}
	}
	return points
}

func newManifestRows(read rfmio.Account, a rfm.Account) manifestRows {
	scale := int(a.Scale)
	for _, l := range read.LeftOut() {
		scale = max(scale, int(l.Scale))
	}
	class := func(rows int64, amount *big.Rat) manifestClass {
		return manifestClass{rows, json.Number(amount.FloatString(scale))}
	}
	of := func(c rfm.Class) manifestClass { return class(c.Rows, exact(c.Amount, a.Scale)) }
	leftOut := func(l rfmio.LeftOut) manifestClass { return class(l.Rows, exact(l.Amount, l.Scale)) }
	m := manifestRows{Read: class(read.Rows, revenue(read, a)), Used: of(a.Used), NoCustomer: of(a.Guests),
		Filtered: leftOut(read.Filtered), Outside: leftOut(read.Outside), Continued: leftOut(read.Continued), Unpaid: leftOut(read.Unpaid),
		Bad: leftOut(read.Bad), Duplicates: leftOut(read.Duplicates), AfterAsOf: of(a.AfterAsOf)}
	m.UsedReturns, m.Returns = of(a.Returns), of(rfm.Class{})
	if a.ReturnsDropped {
		m.UsedReturns, m.Returns = m.Returns, m.UsedReturns
	}
	return m
}

func newManifestSegment(s segment.Summary, c *rfm.Customers) manifestSegment {
	m := manifestSegment{Customers: s.Customers, Orders: s.Orders, Monetary: jsonNumber(s.Monetary, c.Scale)}
	if s.Customers == 0 {
		return m
	}
	average := jsonNumber(s.Average, c.AverageScale)
	m.Average = &average
	for i, to := range []**json.Number{&m.MedianRecency, &m.MedianOrders, &m.MedianMoney} {
		scale := 1
		if rfm.Dimension(i) == rfm.Monetary {
			scale += int(c.Scale)
		}
		median := json.Number(s.Medians[i].FloatString(scale))
		*to = &median
	}
	return m
}

func jsonNumber(n decimal128.Num, scale int32) json.Number { return json.Number(n.ToString(scale)) }

// sumOf is the SHA-256 of what a reader has, in hex.
func sumOf(r io.Reader) (string, error) {
	sum := sha256.New()
	_, err := io.Copy(sum, r)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func sumOfText(text []byte) string {
	sum, _ := sumOf(strings.NewReader(string(text))) // a text does not fail
	return sum
}
