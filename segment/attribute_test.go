package segment

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"rfm/rfm/attribute"
	"rfm/rfm/score"
)

const plans = `name: own
bins: 5
attributes: {age: number, plan: text, 城市: text}
axes: {worth: {size: {of: monetary, weight: 1}, age: {of: age, weight: 1, default: 20}}}
segments:
  - {code: senior, when: age >= 65 && m >= 1}
  - {code: gold, when: 'plan == "gold" && 城市 != ""'}
  - {code: young, when: age < 65}
  - {code: worthy, when: worth > 30 && plan contains "sil"}
`

func TestRulesLookAtAttributes(t *testing.T) {
	s := parse(t, plans)
	if got := fmt.Sprint(s.Attributes()); got != "[age plan 城市]" {
		t.Errorf("attributes %s", got)
	}
	scores := population(t, score.Bins{}, [3]int64{1, 1, 100}, [3]int64{1, 1, 200}, [3]int64{1, 1, 300}, [3]int64{1, 1, 9000}, [3]int64{1, 1, 100})
	known := ratings(t, scores, "plan,age,城市", "gold,65,上海", "gold,64.5,北京", "gold,64.5,", "silver,,") // no row for the last
	a, err := AssignWith(s, scores, known)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"senior age = 65.0", `gold plan = "gold" 城市 = "北京"`, "young age = 64.5", `worthy plan = "silver" worth = 55.0000`,
		`others age = (not known) plan = "" 城市 = "" worth = 10.5000`} {
		looked, err := a.Looked(i)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(append([]string{s.Code(int(a.Position[i]))}, looked...), " "); got != want {
			t.Errorf("customer %d: %s, want %s", i, got, want)
		}
	}
	if err := s.CheckFreeze(); err == nil || s.ByCustomer() {
		t.Error("attributes are not kept")
	}
}

func TestAttributesOfRulesMustBeThere(t *testing.T) {
	s := parse(t, "name: own\nattributes: {age: number, plan: text}\nsegments: [{code: a, when: age > 1 || plan == \"x\"}]\n")
	scores := population(t, score.Bins{}, [3]int64{1, 1, 100})
	if _, err := Assign(s, scores); err == nil {
		t.Error("no attributes, and no error")
	}
	var number *attribute.NumberError
	if _, err := AssignWith(s, scores, ratings(t, scores, "age,plan", "old,x")); !errors.As(err, &number) {
		t.Errorf("got %v", err)
	}
	if _, err := AssignWith(s, scores, ratings(t, scores, "age", "5")); err == nil || !strings.Contains(err.Error(), `no attribute is named "plan"`) {
		t.Errorf("got %v", err)
	}
}

func TestMistakesInAttributes(t *testing.T) {
	for _, c := range []struct{ attributes, want string }{
		{"{age: 5}", "own.yaml:2:19: attribute age is neither number nor text"},
		{"{monetary: number}", "own.yaml:2:14: attribute monetary needs another name"},
		{"{len: number}", "own.yaml:2:14: attribute len needs another name"},
		{"{axis_values: number}", "own.yaml:2:14: attribute axis_values needs another name"},
		{"{date of birth: text}", `own.yaml:2:14: "date of birth" cannot stand in a rule`},
		{"{age: number, age: text}", "own.yaml:2:"},
		{"{age: number}\naxes: {age: {a: {of: orders, weight: 1}}}", "own.yaml:3:8: axis age needs another name"},
		{"{plan: text}", "own.yaml:5:25: > does not work on text and a number"},
	} {
		_, err := Parse("own.yaml", []byte("name: own\nattributes: "+c.attributes+"\n\nsegments:\n - {code: a, when: plan > 5}\n"))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s:\n%v\nwant %s", c.attributes, err, c.want)
		}
	}
}
