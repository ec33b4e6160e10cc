package scoring

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/io/fault"
	"rfm/rfm/score"
	"rfm/segment"
)

// SchemeFlags are the flags of every command that puts customers into segments.
type SchemeFlags struct {
	scheme string
	given  func(flag string) bool        // on the command line
	lookup func(flag string) *pflag.Flag // of the command
}

// AddFlags adds the flags to those of a command.
func (f *SchemeFlags) AddFlags(fs *pflag.FlagSet) {
	f.given, f.lookup = fs.Changed, fs.Lookup
	fs.StringVar(&f.scheme, "scheme", segment.Default, "the segments: a `name` (rfm scheme list) or a file, such as own.yaml")
	app.NamesFile(fs, "scheme")
	app.Group(fs, app.GroupSegments, "scheme")
	app.Values(fs, "scheme", segment.Names()...)
}

// Scheme is the scheme that the flags name.
type Scheme struct {
	*segment.Scheme
	Language segment.Language
	given    bool // and not the default
}

// Codes are those of the segments, others last.
func (c *Scheme) Codes() (codes []string) {
	for _, s := range c.Segments {
		codes = append(codes, s.Code)
	}
	return append(codes, segment.Others)
}

// Labels are those of the segments and of others by code, in the language of the
// scheme.
func (c *Scheme) Labels() map[string]string {
	labels := map[string]string{segment.All: segment.AllLabel().In(c.Language)}
	for _, s := range append(slices.Clone(c.Segments), segment.OthersSegment()) {
		labels[s.Code] = s.Label.In(c.Language)
	}
	return labels
}

// load reads the scheme: that of the model, where there is one. Mistakes in its
// file are refused here, before any input is opened.
func (f *SchemeFlags) load(m *Model) (*Scheme, error) {
	c := &Scheme{Language: segment.English, given: f.given("scheme")}
	if lang := f.lookup(app.LanguageFlag); lang != nil {
		c.Language = segment.Language(lang.Value.String())
	}
	var err error
	if c.Scheme, err = LoadScheme(f.scheme); err != nil {
		return c, err
	}
	if err := f.checkAttributes(c.Scheme); err != nil || m == nil {
		return c, err
	}
	saved, err := m.Scheme.load()
	if err != nil {
		return nil, err
	}
	if c.given && string(c.Source) != string(saved.Source) {
		return nil, app.Usagef("--scheme %s does not go with the model, which was saved with scheme %s", f.scheme, saved.Name)
	}
	c.Scheme, c.given = saved, c.given || saved.Name != segment.Default
	return c, nil
}

// checkAttributes refuses a scheme that looks at attributes where there are none.
func (f *SchemeFlags) checkAttributes(s *segment.Scheme) error {
	names := s.Attributes()
	if names == nil {
		return nil
	}
	looks := "scheme " + s.Name + " looks at attributes of the customers: " + app.List(names)
	switch flag := f.lookup("attributes"); {
	case flag == nil:
		return app.Usage(looks, "this command reads none; rfm score and rfm segment do: --attributes FILE")
	case flag.Value.String() == "":
		return app.Usage(looks, "give them: --attributes FILE, one row per customer with the customer id and these columns")
	}
	return nil
}

// scoring sets the number of scores that the scheme is written for, unless the
// options tell another. Where a scheme that was asked for does not fit, that is
// an error; the default one may be left out by the caller (Fits).
func (c *Scheme) scoring(o *score.Options) error {
	if o.Bins == (score.Bins{}) && o.Edges == nil && o.Frozen == nil {
		o.Bins = c.Bins
	}
	if err := c.Fits(o.NumberOfScores()); err != nil && c.given {
		return app.Usage(err.Error(),
			"leave out --bins, and give --edges limits for "+c.Bins.String()+" scores",
			"schemes for any number of scores: "+app.List(schemesForAnyScores()),
			"one of your own, to begin with: rfm scheme show "+segment.Default)
	}
	return nil
}

// schemesForAnyScores are the built-in schemes that look at no score, nor at
// attributes.
func schemesForAnyScores() []string {
	return slices.DeleteFunc(segment.Names(), func(name string) bool {
		s, err := segment.Named(name)
		return err != nil || s.Bins != score.Bins{} || s.Attributes() != nil
	})
}

// LoadScheme is the built-in scheme of a name, else the one in a file.
func LoadScheme(name string) (*segment.Scheme, error) {
	if slices.Contains(segment.Names(), name) {
		return segment.Named(name)
	}
	if !strings.ContainsAny(name, "./") {
		e := app.Usagef("no scheme is named %q", name)
		e.Suggest("", name, segment.Names())
		e.Hints = []string{"built in: " + app.List(segment.Names()), "one of your own is a file, such as " + name + ".yaml"}
		return nil, e
	}
	text, err := app.ReadWritten(name)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unreadable, Message: "scheme " + strings.TrimPrefix(err.Error(), "open "), Err: err}
	}
	return segment.Parse(name, text)
}
