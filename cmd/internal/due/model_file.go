package due

import (
	"errors"

	"rfm/cmd/internal/app"
	"rfm/rfm/period"
)

// modelFormat is named in every file. A change that an older program would
// misread makes a new one.
const modelFormat = "rfm due 1"

// modelFile is what makes the statuses, as JSON: what --save-model writes and
// --model reads.
type modelFile struct {
	Format string `json:"format"`
	// TypicalGap is GapDays / Gaps days.
	GapDays int64        `json:"gap_days"`
	Gaps    int64        `json:"gaps"`
	Bands   period.Bands `json:"bands"`
	AsOf    string       `json:"as_of"`
}

func (j *job) model() *modelFile {
	return &modelFile{Format: modelFormat, GapDays: j.options.Rhythm.Days, Gaps: j.options.Rhythm.Gaps, Bands: j.options.Bands,
		AsOf: app.Day(j.book.Customers.AsOf)}
}

// Check refuses a file whose numbers cannot be used.
func (m *modelFile) Check() error {
	switch {
	case m.Gaps < 1 || m.GapDays < m.Gaps:
		return errors.New("gap_days and gaps make no typical gap of a day or more")
	case !(m.Bands[0] > 0 && m.Bands[0] < m.Bands[1] && m.Bands[1] < m.Bands[2]):
		return errors.New("bands are not three numbers that rise")
	}
	return nil
}

// load takes the typical gap and the bands of a file.
func (p *plan) load(path string) error {
	m := &modelFile{}
	if err := app.ReadModel(path, modelFormat, "--model takes a file that --save-model wrote", m); err != nil {
		return err
	}
	p.options.Rhythm, p.options.Bands = period.Rhythm{Days: m.GapDays, Gaps: m.Gaps}, m.Bands
	return nil
}
