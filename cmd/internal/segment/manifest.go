package segment

import (
	"encoding/json"
	"math/big"
	"os"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/scoring"
	"rfm/rfm"
	"rfm/rfm/score"
	"rfm/segment"
)

// newManifestSource is what is known before the input is read, but for what can
// be read only once.
func (j *job) newManifestSource() scoring.ManifestSource {
	m := scoring.ManifestSource{Version: app.Version(), Arguments: j.arguments(),
		Scheme: scoring.ManifestScheme{Name: j.Scheme.Name, SHA256: scoring.SumOfText(j.Scheme.Source)}}
	if model := j.Flags.Scoring.Model; model != nil {
		text, _ := json.Marshal(model) // texts and numbers
		m.Model = scoring.SumOfText(text)
	}
	if j.Previous != nil {
		m.Previous = j.Previous.SHA256
	}
	if j.Attributes != nil {
		m.Attributes = j.Attributes.SHA256
	}
	if j.Input.Redactor != nil {
		m.Redaction = &scoring.ManifestRedaction{Method: "hmac-sha256", KeyCheck: j.Input.Redactor.KeyCheck()}
	}
	for _, f := range j.folder.fingerprints.Files {
		m.Inputs = append(m.Inputs, scoring.ManifestInput{File: j.Input.Redactor.ID(f.Name), Bytes: f.Bytes, SHA256: f.SHA256})
	}
	if p := j.Population; p != nil && p.Engine != nil {
		m.Inputs = append(m.Inputs, scoring.ManifestInput{File: j.Input.Redactor.ID(p.Engine.Source), Engine: p.Engine})
	}
	return m
}

// arguments are the flags that the result depends on, by name. With --redact the
// filter is hidden, since it may hold an id.
func (j *job) arguments() []string {
	without := []string{"config", "profile", app.LogFormatFlag, "threads", "quiet", "verbose", "redact-key-file", "out-dir", "lock-wait", "skip-unchanged"}
	all := []string{} // not null
	j.options.flags.Visit(func(f *pflag.Flag) {
		if slices.Contains(without, f.Name) {
			return
		}
		value := app.Shown(f.Value.String())
		if f.Name == "where" {
			value = j.Input.Redactor.ID(value)
		}
		all = append(all, "--"+f.Name+"="+value)
	})
	slices.Sort(all)
	return all
}

// unchanged reports whether --skip-unchanged is given and the run would write what
// the manifest of the run before says.
func (j *job) unchanged() bool {
	before := j.Before
	if !j.options.folder.skipUnchanged || before == nil || j.Input.Settings.AsOf != nil && app.Day(*j.Input.Settings.AsOf) != before.AsOf {
		return false
	}
	now, then := j.newManifestSource(), before.ManifestSource
	then.Inputs = slices.Clone(then.Inputs)
	for i := range then.Inputs { // what is known after reading only
		in := &then.Inputs[i]
		in.Rows, in.FirstDay, in.LastDay = 0, "", ""
	}
	if j.Previous != nil && j.Previous.Own { // else no run would be as the one before
		now.Previous, then.Previous = "", ""
	}
	a, _ := json.Marshal(now)
	b, _ := json.Marshal(then)
	return string(a) == string(b) && before.Intact(j.options.folder.dir) && j.besideIntact()
}

// besideFiles are the files that the run writes beside the folder, by flag.
func (j *job) besideFiles() map[string]string {
	files := map[string]string{}
	for flag, path := range map[string]string{"save-model": j.Flags.Scoring.SaveModel, "rejects": j.Flags.Population.Input.Bad.Rejects} {
		if path != "" {
			files[flag] = path
		}
	}
	return files
}

// beside is what the manifest says of these files.
func (j *job) beside() (map[string]scoring.ManifestBeside, error) {
	beside := map[string]scoring.ManifestBeside{}
	for flag, path := range j.besideFiles() {
		sum, err := j.Streams.Files.SHA256(path)
		if err != nil {
			return nil, err
		}
		beside[flag] = scoring.ManifestBeside{File: path, SHA256: sum}
	}
	return beside, nil
}

// besideIntact reports whether the files beside the folder are those that the run
// before wrote with it: a run that was killed may have replaced them alone.
func (j *job) besideIntact() bool {
	for flag, path := range j.besideFiles() {
		then, noted := j.Before.Beside[flag]
		if !noted {
			return false // by an older program
		}
		found, err := os.Stat(path)
		switch {
		case err != nil:
			return false
		case !found.Mode().IsRegular():
			continue // a device: nothing stays there
		}
		if sum, err := scoring.SumOfFile(path); err != nil || sum != then.SHA256 {
			return false
		}
	}
	return true
}

// newManifest is all but the files.
func (j *job) newManifest(summary []segment.Summary) *scoring.Manifest {
	c, read := j.Scores.Customers, j.Population
	m := &scoring.Manifest{Format: scoring.ManifestFormat, ManifestSource: j.newManifestSource(), AsOf: app.Day(c.AsOf),
		Method: j.Scores.Method, Bins: j.Scores.Bins.String(), CutPoints: cutPoints(j.Scores),
		Rows: population.NewRowAccount(read.Input, read.Account), NotScored: read.Account.ReturnsOnly,
		Customers: j.Len(), Segments: map[string]scoring.ManifestSegment{}}
	for i, f := range read.Input.Files {
		in := &m.Inputs[i]
		in.Rows = f.Rows
		if f.FirstDay != nil {
			in.FirstDay, in.LastDay = app.Day(*f.FirstDay), app.Day(*f.LastDay)
		}
	}
	total := new(big.Rat)
	for _, s := range summary {
		m.Segments[s.Segment.Code] = newManifestSegment(s, c)
		m.Orders += s.Orders
		total.Add(total, app.Exact(s.Monetary, c.Scale))
	}
	m.Monetary = json.Number(total.FloatString(int(c.Scale)))
	return m
}

// cutPoints are exact; nil where one set of them does not tell the score.
func cutPoints(s *score.Scores) *scoring.CutPoints {
	points := &scoring.CutPoints{}
	for _, d := range rfm.Dimensions() {
		if s.Method == "" || s.RuleOf(d) != score.ByCutPoints {
			return nil
		}
		for _, at := range s.CutPoints(d) {
			*points.Of(d) = append(*points.Of(d), score.ExactText(at))
		}
	}
	return points
}

func newManifestSegment(s segment.Summary, c *rfm.Customers) scoring.ManifestSegment {
	m := scoring.ManifestSegment{Customers: s.Customers, Orders: s.Orders, Monetary: jsonNumber(s.Monetary, c.Scale)}
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
