package learn

import (
	"fmt"
	"slices"
	"strings"
)

// About is what the text of a scheme says beside the rules.
type About struct {
	Name   string // of the scheme: letters a-z, digits, - and _
	Target string // the column that says who responded
	// Bins are the numbers of R, F and M scores where rules look at scores, as a
	// scheme writes them ("5" or "[5, 4, 3]"); "" where they do not.
	Bins string
	// Remarks are further lines for the head, without #.
	Remarks []string
}

// Scheme is the tree as the text of a scheme file: a segment grade_1, grade_2, …
// per leaf, the best rate first, with the rates of both parts in comments.
func (t *Tree) Scheme(a About) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Rules for %s, learned from %s.\n", a.Target, countOf(t.Learned.Customers, "customer"))
	fmt.Fprintf(&b, "# All of them: learned %s, held out %s\n", t.Learned.text(), t.HeldOut.text())
	for _, line := range a.Remarks {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	fmt.Fprintf(&b, "name: %s\n", a.Name)
	fmt.Fprintf(&b, "about: {en: %s, zh: %s}\n", quoted("grades by the chance of "+a.Target+", learned"), quoted("按 "+a.Target+" 的可能性学得的分级"))
	if a.Bins != "" {
		fmt.Fprintf(&b, "bins: %s\n", a.Bins)
	}
	t.attributes(&b)
	b.WriteString("segments:\n")
	for i := range t.Leaves {
		l := &t.Leaves[i]
		fmt.Fprintf(&b, "  # learned %s, held out %s\n", l.Learned.text(), l.HeldOut.text())
		fmt.Fprintf(&b, "  - code: grade_%d\n", i+1)
		fmt.Fprintf(&b, "    label: {en: Grade %d, zh: 第 %d 级}\n", i+1, i+1)
		fmt.Fprintf(&b, "    when: %s\n", quoted(l.Rule()))
	}
	return []byte(b.String())
}

// attributes makes the attributes known that rules look at: by their names, or
// where a rule cannot have the name, as an axis of another one.
func (t *Tree) attributes(b *strings.Builder) {
	var named, others []string
	for _, f := range t.sample.Fields {
		switch kind := map[bool]string{true: "number", false: "text"}[f.Numbers != nil]; {
		case f.Attribute == "" || !t.asks(f.Name):
		case f.Attribute == f.Name:
			named = append(named, f.Name+": "+kind)
		default:
			others = append(others, fmt.Sprintf("  %s: {value: {of: %s, scale: as-is, weight: 1}}\n", f.Name, quoted(f.Attribute)))
		}
	}
	if named != nil {
		fmt.Fprintf(b, "attributes: {%s}\n", strings.Join(named, ", "))
	}
	if others != nil {
		fmt.Fprintf(b, "axes:\n%s", strings.Join(others, ""))
	}
}

// asks tells whether a rule looks at a field.
func (t *Tree) asks(field string) bool {
	for i := range t.Leaves {
		for _, c := range t.Leaves[i].Conditions {
			if c.Field == field {
				return true
			}
		}
	}
	return false
}

// Attributes are the columns of attributes that rules look at.
func (t *Tree) Attributes() (columns []string) {
	for _, f := range t.sample.Fields {
		if f.Attribute != "" && t.asks(f.Name) && !slices.Contains(columns, f.Attribute) {
			columns = append(columns, f.Attribute)
		}
	}
	return columns
}

// text is "1,871 of 3,262 (57.36 %)".
func (c Count) text() string {
	if c.Customers == 0 {
		return "nobody"
	}
	return fmt.Sprintf("%s of %s (%.2f %%)", thousands(c.Responders), thousands(c.Customers), 100*c.Rate())
}

func countOf(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return thousands(n) + " " + what
}

// thousands writes a count with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// quoted is a text in single quotes, which YAML reads as it is.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
