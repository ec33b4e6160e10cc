package app

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rfm/io/fault"
	"rfm/segment"
)

// GlobalFlags are the flags of every command. They say where flags come from that
// the command line does not give: the environment, a profile in a file, the file
// itself. What comes first holds.
type GlobalFlags struct {
	Variables                      []string // of the environment, which are no flags
	file, profile, logFormat, lang string
}

// AddFlags adds the flags to those of a command.
func (f *GlobalFlags) AddFlags(fs *pflag.FlagSet) {
	fs.SortFlags = false
	fs.StringVar(&f.file, "config", "", "read flags from a YAML `file`; none: read no file\n(default "+defaultConfig+" in the current folder, where there is one: that\nmust not say where to write)")
	fs.StringVar(&f.profile, "profile", "", "take the flags below this `name` in the file, too")
	fs.StringVar(&f.logFormat, LogFormatFlag, "text", "form of the messages on stderr: `text|json`; json writes one object per line")
	fs.StringVar(&f.lang, LanguageFlag, string(segment.English), "language of messages, labels, advice and help: `en|zh`")
	Group(fs, GroupRun, "config", "profile", LogFormatFlag, LanguageFlag)
	Values(fs, LanguageFlag, string(segment.English), string(segment.Chinese))
	Values(fs, LogFormatFlag, "text", "json")
}

// Prepare sets the flags that stand elsewhere than on the command line, before
// the command runs, and says so.
func (f *GlobalFlags) Prepare(cmd *cobra.Command, s *Streams) error {
	s.command = cmd
	if !takesSettings(cmd) {
		return nil
	}
	told, quiet, err := f.apply(cmd)
	if err != nil {
		return err
	}
	if err := refuseInUse(cmd.Flags(), f.name()); err != nil {
		return err
	}
	asJSON, err := Choice(LogFormatFlag, f.logFormat, map[string]bool{"text": false, "json": true})
	if err != nil {
		return err
	}
	if _, already := s.Err.(*JSONLog); asJSON && !already {
		s.Err = newJSONLog(s.Err)
	}
	language, err := segment.ParseLanguage(f.lang)
	if err != nil {
		return Usagef("--%s %v", LanguageFlag, err)
	}
	s.speak(language)
	if quiet {
		return nil
	}
	if told != "" {
		fmt.Fprintln(s.Err, told)
	}
	return nil
}

// settings are values of flags that come from one place.
type settings struct {
	from   string
	values []setting
}

// setting is the value of one flag.
type setting struct {
	flag string
	set  func(*pflag.FlagSet, *pflag.Flag) error // the error names the place
}

// apply sets the flags of a command that the command line does not. told names
// them, "" where there are none; quiet says that nobody wants to know. A file that
// nobody named cannot ask for that.
func (f *GlobalFlags) apply(cmd *cobra.Command) (told string, quiet bool, err error) {
	known := KnownFlags(cmd.Root())
	if err := refuseUnknownVariables(known, f.Variables); err != nil {
		return "", false, err
	}
	texts, err := environmentSettings(known).apply(cmd.Flags())
	if err != nil {
		return "", false, err
	}
	named := f.file != ""
	quiet = isQuiet(cmd.Flags())
	file, err := f.read(known)
	if err != nil {
		return "", false, err
	}
	for _, s := range file {
		if !named {
			if err := s.refusePlaces(cmd.Flags()); err != nil {
				return "", false, err
			}
		}
		more, err := s.apply(cmd.Flags())
		if err != nil {
			return "", false, err
		}
		texts = append(more, texts...) // the file first, as it is the basis
	}
	if texts != nil {
		told = "settings " + strings.Join(texts, "; ")
	}
	return told, quiet || named && isQuiet(cmd.Flags()), nil
}

// isQuiet reports whether nothing is to be said, or the command has no such flag.
func isQuiet(fs *pflag.FlagSet) bool {
	quiet := fs.Lookup("quiet")
	return quiet == nil || quiet.Value.String() == "true"
}

// refusePlaces refuses flags that only the user may set.
func (s *settings) refusePlaces(fs *pflag.FlagSet) error {
	for _, v := range s.values {
		if f := fs.Lookup(v.flag); f != nil && !f.Changed && (f.Annotations[placeAnnotation] != nil || f.Annotations[ownAnnotation] != nil) {
			return Usage(fmt.Sprintf("%s says --%s, and nobody named that file: it must not choose where to write", s.from, v.flag),
				"if it is yours: --config "+defaultConfig+"; to read no file: --config "+noConfig)
		}
	}
	return nil
}

// apply sets the flags that are not set yet and go with those that are, and
// tells which, in one text or none. Flags of other commands are left alone.
func (s *settings) apply(fs *pflag.FlagSet) (told []string, err error) {
	before := map[string]string{} // what goes first, by name
	fs.Visit(func(f *pflag.Flag) { before[f.Name] = f.Value.String() })
	var set, left []string
	for _, v := range s.values {
		f := fs.Lookup(v.flag)
		if f == nil || f.Hidden || f.Changed {
			continue
		}
		if other := OverruledBy(fs, before, v.flag); other != "" {
			left = append(left, fmt.Sprintf("%s, since --%s is given", v.flag, other))
			continue
		}
		if err := v.set(fs, f); err != nil {
			return nil, err
		}
		set = append(set, v.flag)
	}
	switch {
	case left != nil:
		return []string{fmt.Sprintf("from %s: %s (without %s)", s.from, cmp.Or(List(set), "none"), strings.Join(left, "; "))}, nil
	case set != nil:
		return []string{fmt.Sprintf("from %s: %s", s.from, List(set))}, nil
	}
	return nil, nil
}

// OverruleAnnotation begins the key under which a flag has the names of those
// that it overrules; a value behind it means that value only.
const OverruleAnnotation = "overrules "

// Overrule notes flags that, once given, keep others from being set by what comes
// later. A flag with a value, such as method=ntile, means that value only.
func Overrule(fs *pflag.FlagSet, given, overruled []string) {
	for _, flag := range given {
		name, value, _ := strings.Cut(flag, "=")
		f := fs.Lookup(name)
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		key := OverruleAnnotation + value
		f.Annotations[key] = append(f.Annotations[key], overruled...)
	}
}

// OverruledBy is the flag among those given, by name and value, which another
// flag does not go with; "" for none.
func OverruledBy(fs *pflag.FlagSet, given map[string]string, flag string) (by string) {
	fs.VisitAll(func(f *pflag.Flag) {
		value, isGiven := given[f.Name]
		if by == "" && isGiven && (slices.Contains(f.Annotations[OverruleAnnotation], flag) || slices.Contains(f.Annotations[OverruleAnnotation+value], flag)) {
			by = f.Name
		}
	})
	return by
}

// KnownFlags are the flags that may stand outside the command line, of all
// commands.
func KnownFlags(root *cobra.Command) []string {
	var names []string
	add := func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "version" && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	root.PersistentFlags().VisitAll(add)
	var below func(*cobra.Command)
	below = func(cmd *cobra.Command) {
		for _, c := range cmd.Commands() {
			c.LocalFlags().VisitAll(add)
			below(c)
		}
	}
	below(root)
	return names
}

// takesSettings reports whether a command does work that flags may change.
func takesSettings(cmd *cobra.Command) bool {
	for ; cmd.HasParent(); cmd = cmd.Parent() {
		switch cmd.Name() {
		case "help", "version", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			return false
		}
	}
	return true
}

// environmentPrefix begins the name of every variable that is a flag.
const environmentPrefix = "RFM_"

// variable is the name of a flag in the environment: RFM_DATE_FORMAT.
func variable(flag string) string {
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environmentSettings are the flags that the environment gives. An empty
// variable gives none.
func environmentSettings(known []string) *settings {
	s := &settings{from: "the environment"}
	for _, flag := range known {
		name := variable(flag)
		text := os.Getenv(name)
		if text == "" {
			continue
		}
		s.values = append(s.values, setting{flag, func(fs *pflag.FlagSet, f *pflag.Flag) error {
			if err := fs.Set(flag, text); err != nil {
				return Usagef("%s %q %s", name, text, unfit(f))
			}
			return nil
		}})
	}
	return s
}

// refuseUnknownVariables refuses variables that look like a flag and are none: a
// job whose RFM_TZ is misspelt would run with another zone. known are the flags;
// others are variables that are no flags.
func refuseUnknownVariables(known, others []string) error {
	var names []string
	for _, flag := range known {
		names = append(names, variable(flag))
	}
	names = append(names, others...)
	var unknown []string
	for _, pair := range os.Environ() {
		name, text, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, environmentPrefix) && text != "" && !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	if unknown == nil {
		return nil
	}
	slices.Sort(unknown)
	e := Usagef("%s in the environment is not a flag", fault.Visible(unknown[0]))
	if near := fault.Nearest(unknown[0], names); near != "" {
		e.Message += "; did you mean " + near + "?"
	}
	if more := unknown[1:]; len(more) > 0 {
		e.Hints = append(e.Hints, "no flags either: "+List(more))
	}
	e.Hints = append(e.Hints, "without it: unset "+strings.Join(unknown, " "))
	return e
}
