package app

import (
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/spf13/pflag"

	"rfm/io/fault"
	"rfm/segment/yamlfile"
)

// defaultConfig is the file that is read without being named.
const defaultConfig = "rfm.yaml"

// noConfig is the value of --config that names no file.
const noConfig = "none"

// profilesKey is the one key of the file that is not a flag: profiles by name.
const profilesKey = "profiles"

// configFile is a file of flags while it is read.
type configFile struct {
	*yamlfile.File
	known []string // flags
}

// read reads the file: the profile, if one is asked for, then the flags beside
// the profiles. Mistakes anywhere in the file are errors.
//
//	customer: KundenNr       # a flag and its value: text, a number, true or false
//	columns: [customer_id, segment]
//	profiles:
//	  weekly:                # with --profile weekly, over the flags above
//	    as-of: today
func (f *GlobalFlags) read(known []string) ([]*settings, error) {
	name, text, err := f.open()
	if err != nil {
		return nil, err
	}
	if name == "" {
		if f.profile != "" {
			return nil, Usage("--profile "+f.profile+": there is no file with profiles", "name one: --config FILE")
		}
		return nil, nil
	}
	source, root, err := yamlfile.Parse(name, text)
	if err != nil {
		return nil, err
	}
	c := &configFile{source, slices.DeleteFunc(slices.Clone(known), func(flag string) bool { return flag == "config" || flag == "profile" })}
	base, profiles := &settings{from: name}, map[string]*settings{}
	var names []string
	if root != nil {
		pairs, err := c.Pairs(root, "flags and their values, such as customer: KundenNr")
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if p.Key != profilesKey {
				if err := c.add(base, p); err != nil {
					return nil, err
				}
				continue
			}
			if names, err = c.profiles(profiles, p.Node, name); err != nil {
				return nil, err
			}
		}
	}
	if f.profile == "" {
		return []*settings{base}, nil
	}
	profile := profiles[f.profile]
	if profile == nil {
		e := Usagef("%s has no profile %q", name, f.profile)
		e.Suggest("", f.profile, names)
		if names != nil {
			e.Hints = []string{"profiles: " + List(names)}
		}
		return nil, e
	}
	return []*settings{profile, base}, nil
}

// open reads the text of the file; the name is "" where there is none.
func (f *GlobalFlags) open() (name string, text []byte, err error) {
	if name = f.name(); name == "" {
		return "", nil, nil
	}
	text, err = ReadWritten(name)
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return "", nil, &fault.Error{Kind: fault.Unreadable, Message: "--config " + name + ": " + err.Error(), Err: err}
	}
	return name, text, nil
}

// name is the file to read, "" for none.
func (f *GlobalFlags) name() string {
	switch {
	case f.file == noConfig, f.file == "" && !exists(defaultConfig):
		return ""
	case f.file == "":
		return defaultConfig
	}
	return f.file
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// profiles reads the flags of all profiles, and returns the names in order.
func (c *configFile) profiles(to map[string]*settings, node ast.Node, file string) (names []string, err error) {
	profiles, err := c.Pairs(node, "profiles by name, each with flags and their values")
	if err != nil {
		return nil, err
	}
	for _, profile := range profiles {
		s := &settings{from: "profile " + fault.Visible(profile.Key) + " of " + file}
		flags, err := c.Pairs(profile.Node, "flags and their values, such as as-of: today")
		if err != nil {
			return nil, err
		}
		for _, p := range flags {
			if err := c.add(s, p); err != nil {
				return nil, err
			}
		}
		to[profile.Key] = s
		names = append(names, profile.Key)
	}
	return names, nil
}

// add takes a flag and its value.
func (c *configFile) add(s *settings, p yamlfile.Pair) error {
	if !slices.Contains(c.known, p.Key) {
		remark := ""
		if near := fault.Nearest(p.Key, c.known); near != "" {
			remark = "did you mean " + near + "?"
		}
		return c.Remark(p.Name, remark, "%q is not a flag of any command", p.Key)
	}
	s.values = append(s.values, setting{p.Key, func(fs *pflag.FlagSet, f *pflag.Flag) error { return c.set(fs, f, p.Node) }})
	return nil
}

// set gives a flag the value of a node.
func (c *configFile) set(fs *pflag.FlagSet, f *pflag.Flag, node ast.Node) error {
	if items, isList := node.(*ast.SequenceNode); isList {
		return c.setList(fs, f, items)
	}
	text, isText := scalar(node)
	_, isBool := node.(*ast.BoolNode)
	switch {
	case !isText:
		return c.At(node, "%s wants one value", f.Name)
	case isBool && f.Value.Type() != "bool":
		return c.At(node, "%s is a text or a number; if %s is meant as a text, put it in quotes", f.Name, text)
	case !isBool && f.Value.Type() == "bool":
		return c.At(node, "%s %q %s", f.Name, text, unfit(f))
	}
	if err := fs.Set(f.Name, text); err != nil {
		return c.At(node, "%s %q %s", f.Name, text, unfit(f))
	}
	return nil
}

// setList gives a flag that takes several values those of a list.
func (c *configFile) setList(fs *pflag.FlagSet, f *pflag.Flag, items *ast.SequenceNode) error {
	slice, takesList := f.Value.(pflag.SliceValue)
	if !takesList {
		return c.At(items, "%s wants one value, not a list", f.Name)
	}
	var texts []string
	for _, item := range items.Values {
		text, isText := scalar(item)
		if !isText {
			return c.At(item, "want a text")
		}
		texts = append(texts, text)
	}
	if err := fs.Set(f.Name, ""); err != nil { // so that the flag counts as given
		return c.At(items, "%s: %v", f.Name, err)
	}
	return slice.Replace(texts)
}

// scalar is the text of one value as it stands in the file; false for a list, a
// mapping or nothing.
func scalar(node ast.Node) (text string, ok bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}
