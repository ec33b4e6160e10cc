package segment

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/io/table"
	"rfm/rfm/pareto"
	"rfm/rfm/profile"
	"rfm/segment"
)

// profileFlags are for the attributes of segments.
type profileFlags struct{ columns []string }

// AddFlags adds the flags to those of a command.
func (f *profileFlags) AddFlags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&f.columns, "profile-columns", nil, "with --attributes: compare these `columns`,… of each segment with all\ncustomers")
	app.Group(fs, app.GroupSegments, "profile-columns")
}

// checkProfile refuses flags that do not go with --profile-columns.
func (o *options) checkProfile() error {
	if o.profile.columns == nil {
		return nil
	}
	if o.Attributes.Path == "" {
		return app.Usagef("--profile-columns goes with --attributes")
	}
	if o.folder.dir != "" {
		return app.Usagef("--profile-columns compares segments, --out-dir writes customers: choose")
	}
	return o.Output.Check(profile.Schema(0))
}

// screenDecimals is how many decimals of a share a screen shows.
const screenDecimals = 1

// planProfile prepares the place for the profile and reads the attributes.
func (j *job) planProfile(ctx context.Context) (err error) {
	if j.out, err = j.Flags.Output.Prepare(ctx, j.Streams, append(j.Input.Paths, j.Flags.Attributes.Path)); err != nil {
		return err
	}
	if err := j.LoadAttributes(ctx, j.options.profile.columns); err != nil {
		return err
	}
	return j.CreateModel()
}

// writeProfile writes one row per segment and value of the attributes.
func (j *job) writeProfile(context.Context) error {
	p, err := profile.Of(j.groups(), j.Attributes.Joined, j.options.profile.columns)
	if err != nil {
		return &fault.Error{Kind: fault.Undecided, Message: j.Flags.Attributes.Path + ": " + err.Error(), Err: err}
	}
	j.out.Separate(j.Messages)
	decimals := int32(pareto.PercentScale)
	if j.out.OnScreen() {
		decimals = screenDecimals
	}
	rec := p.Record(memory.DefaultAllocator, decimals)
	defer rec.Release()
	if j.out.OnScreen() {
		return j.showProfile(p, rec)
	}
	return j.out.Write(rec, "", nil)
}

// groups are the segments by code, on a screen in Chinese by label.
func (j *job) groups() profile.Groups {
	g := profile.Groups{Position: j.Assignment.Position}
	for _, s := range append(slices.Clone(j.Scheme.Segments), segment.OthersSegment()) {
		name := s.Code
		if j.out.OnScreen() && j.Scheme.Language != segment.English {
			name = s.Label.In(j.Scheme.Language)
		}
		g.Names = append(g.Names, name)
	}
	return g
}

// showProfile writes the table without the columns that hold nothing, and says
// which difference is the clearest.
func (j *job) showProfile(p profile.Profile, rec arrow.Record) error {
	var columns []string
	for i, c := range rec.Columns() {
		if c.NullN() < c.Len() || c.Len() == 0 {
			columns = append(columns, rec.ColumnName(i))
		}
	}
	rounded := app.RoundFloats(rec)
	defer rounded.Release()
	shown, err := table.Select(rounded, columns)
	if err != nil {
		return err
	}
	defer shown.Release()
	if err := j.out.Write(shown, "", []string{profile.FieldP, profile.FieldZ}); err != nil {
		return err
	}
	return j.sayClearest(j.out.Sentences, p)
}

// sayClearest names the difference that chance explains least.
func (j *job) sayClearest(w io.Writer, p profile.Profile) error {
	var clearest *profile.Row
	least := 0.05 / float64(max(len(p), 1)) // the smallest of many is small by chance, too
	for i := range p {
		var chance float64
		switch row := &p[i]; {
		case row.Share != nil:
			chance = row.Share.P()
		default:
			var is bool
			if chance, is = row.Mean.P(); !is {
				continue
			}
		}
		if chance < least {
			clearest, least = &p[i], chance
		}
	}
	text := "no difference is larger than chance explains"
	switch {
	case clearest == nil:
	case clearest.Share != nil:
		s := clearest.Share
		hundred := func(share interface{ Float64() (float64, bool) }) float64 { f, _ := share.Float64(); return 100 * f }
		text = fmt.Sprintf("largest difference: %s = %s is %.1f %% of %s, %.1f %% of all (p %.2g)",
			clearest.Attribute, s.Value, hundred(s.InGroup()), clearest.Group, hundred(s.InAll()), s.P())
	default:
		m := clearest.Mean
		text = fmt.Sprintf("largest difference: the mean of %s is %s in %s, %s in all (z %.1f)", clearest.Attribute, m.InGroup.FloatString(screenDecimals), clearest.Group, m.InAll.FloatString(screenDecimals), *m.Z)
	}
	_, err := fmt.Fprintf(w, "\n%s\n", text)
	return err
}
