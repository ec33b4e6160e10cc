package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"html"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// commandRows runs rfm and returns its CSV as rows by column.
func commandRows(t *testing.T, args ...string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(output(t, args...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func output(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if err := run(context.Background(), args, strings.NewReader(""), &stdout, &stderr); err != nil {
		t.Fatalf("rfm %s: %v", strings.Join(args, " "), err)
	}
	return stdout.String()
}

func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is not a number", text)
	}
	return v
}

// pct is a share in percent with one decimal.
func pct(part, whole *big.Rat) string {
	return new(big.Rat).Mul(new(big.Rat).Quo(part, whole), big.NewRat(100, 1)).FloatString(1) + " %"
}

func integer(n int) *big.Rat { return big.NewRat(int64(n), 1) }

// TestReportTellsWhatTheCommandsTell recomputes the titles of a report and the
// numbers of its pictures from what the other commands write.
func TestReportTellsWhatTheCommandsTell(t *testing.T) {
	if testing.Short() {
		t.Skip("runs many commands")
	}
	for _, test := range []struct{ file, day string }{
		{"online-retail.csv.gz", "2011-06-30"}, {"cdnow.csv", "1997-12-31"}, {"rfm-orders.csv", "2006-06-30"},
	} {
		t.Run(test.file, func(t *testing.T) {
			path := "../../testdata/" + test.file
			page := output(t, "report", "-q", path, "--moved-since", test.day, "--clv")
			titles := map[string]string{}
			for _, m := range regexp.MustCompile(`<figure id="([a-z]+)">\s*<h3>([^<]*)</h3>`).FindAllStringSubmatch(page, -1) {
				titles[m[1]] = strings.ReplaceAll(html.UnescapeString(m[2]), "\u00a0", " ")
			}
			c := &reportCheck{t: t, path: path, titles: titles}
			c.customers()
			c.segments()
			c.shares()
			c.development()
			c.moves(test.day)
			c.worth()
		})
	}
}

type reportCheck struct {
	t      *testing.T
	path   string
	titles map[string]string
}

func (c *reportCheck) title(key, want string) {
	c.t.Helper()
	if got := c.titles[key]; got != want {
		c.t.Errorf("title of %s: %q, want %q", key, got, want)
	}
}

func (c *reportCheck) data(kind string, more ...string) []map[string]string {
	c.t.Helper()
	return commandRows(c.t, append([]string{"plot", kind, "-q", c.path, "--data"}, more...)...)
}

func (c *reportCheck) equal(what, got, want string) {
	c.t.Helper()
	if got != want {
		c.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// customers recomputes what follows from the rows of rfm score.
func (c *reportCheck) customers() {
	t := c.t
	rows := commandRows(t, "score", "-q", c.path)
	type cell struct {
		n   int
		sum *big.Rat
	}
	cells := map[string]*cell{}
	orders, once := make([]int, 12), 0
	var recency, frequency, money []*big.Rat
	for _, row := range rows {
		key := row["r_score"] + " " + row["f_score"]
		if cells[key] == nil {
			cells[key] = &cell{0, new(big.Rat)}
		}
		cells[key].n++
		cells[key].sum.Add(cells[key].sum, rat(t, row["monetary"]))
		n, err := strconv.Atoi(row["orders"])
		if err != nil {
			t.Fatal(err)
		}
		orders[min(n, 11)]++
		if n == 1 {
			once++
		}
		recency, frequency, money = append(recency, rat(t, row["recency_days"])), append(frequency, rat(t, row["orders"])), append(money, rat(t, row["monetary"]))
	}
	best, worst := "", ""
	mean := func(key string) *big.Rat { return new(big.Rat).Quo(cells[key].sum, integer(cells[key].n)) }
	for _, row := range c.data("money") {
		key := row["r_score"] + " " + row["f_score"]
		if cells[key] == nil {
			c.equal("customers of "+key, row["customers"], "0")
			continue
		}
		c.equal("customers of "+key, row["customers"], strconv.Itoa(cells[key].n))
		if rat(t, row["revenue"]).Cmp(cells[key].sum) != 0 {
			t.Errorf("revenue of %s: %s, want %s", key, row["revenue"], cells[key].sum.FloatString(3))
		}
		if cells[key].n < 30 {
			continue
		}
		if best == "" || mean(key).Cmp(mean(best)) > 0 {
			best = key
		}
		if worst == "" || mean(key).Cmp(mean(worst)) < 0 {
			worst = key
		}
	}
	if best != worst {
		c.title("money", fmt.Sprintf("R %s, F %s: %s per customer on average; R %s, F %s: %s", best[:1], best[2:], brief(mean(best)), worst[:1], worst[2:], brief(mean(worst))))
	}
	for _, row := range c.data("map") {
		if known := cells[row["r_score"]+" "+row["f_score"]]; known != nil {
			c.equal("customers in the map", row["customers"], strconv.Itoa(known.n))
		}
	}
	for i, row := range c.data("orders") {
		c.equal("customers with "+row["orders"]+" orders", row["customers"], strconv.Itoa(orders[i+1]))
	}
	c.title("orders", pct(integer(once), integer(len(rows)))+" of the customers have ordered once")
	c.title("recency", "Half ordered in the last "+brief(middle(recency))+" days")
	c.title("frequency", "The median customer has "+brief(middle(frequency))+" "+map[bool]string{true: "order", false: "orders"}[middle(frequency).Cmp(integer(1)) == 0])
	c.title("monetary", "The median customer brought "+brief(middle(money)))
	for _, kind := range []string{"recency", "frequency", "monetary", "density"} {
		all := 0
		for _, row := range c.data(kind) {
			n, _ := strconv.Atoi(row["customers"])
			all += n
		}
		if kind == "density" {
			for _, m := range money {
				if m.Sign() <= 0 {
					all++
				}
			}
		}
		c.equal("customers in "+kind, strconv.Itoa(all), strconv.Itoa(len(rows)))
	}
	c.frame(recency, money)
}

// frame recomputes the corner of those who brought much and stayed away, with the
// limits that the title names.
func (c *reportCheck) frame(recency, money []*big.Rat) {
	m := regexp.MustCompile(`^([\d,]+) customers? who brought over ([\d,.]+) (?:have|has) been away for (\d+) days or more: (.*) in all$`).FindStringSubmatch(c.titles["density"])
	if m == nil {
		c.t.Errorf("title of density: %q", c.titles["density"])
		return
	}
	limit, days := rat(c.t, strings.ReplaceAll(m[2], ",", "")), rat(c.t, m[3])
	n, sum := 0, new(big.Rat)
	for i := range money {
		if money[i].Cmp(limit) > 0 && recency[i].Cmp(days) >= 0 {
			n++
			sum.Add(sum, money[i])
		}
	}
	c.equal("customers in the frame", strings.ReplaceAll(m[1], ",", ""), strconv.Itoa(n))
	c.equal("money in the frame", m[4], brief(sum))
}

// segments recomputes from the rows of rfm segment.
func (c *reportCheck) segments() {
	rows := commandRows(c.t, "segment", "-q", c.path)
	data := c.data("bars")
	all, people := new(big.Rat), 0
	for _, row := range rows {
		all.Add(all, rat(c.t, row["monetary"]))
		n, _ := strconv.Atoi(row["customers"])
		people += n
	}
	share := func(row map[string]string) (p, m *big.Rat) {
		return new(big.Rat).Quo(rat(c.t, row["customers"]), integer(people)), new(big.Rat).Quo(rat(c.t, row["monetary"]), all)
	}
	top, up, down := rows[0], rows[0], rows[0]
	beyond := func(row map[string]string) *big.Rat { p, m := share(row); return m.Sub(m, p) }
	for i, row := range rows {
		for _, field := range []string{"segment", "customers", "monetary", "customers_pct", "monetary_pct"} {
			c.equal(row["segment"]+" "+field, data[i][field], row[field])
		}
		if rat(c.t, row["monetary"]).Cmp(rat(c.t, top["monetary"])) > 0 {
			top = row
		}
		if beyond(row).Cmp(beyond(up)) > 0 {
			up = row
		}
		if beyond(row).Cmp(beyond(down)) < 0 {
			down = row
		}
	}
	c.title("map", fmt.Sprintf("%s of the revenue comes from %s customers: %s", pct(rat(c.t, top["monetary"]), all), commas(top["customers"]), top["label"]))
	upPeople, upMoney := share(up)
	downPeople, downMoney := share(down)
	one := integer(1)
	c.title("bars", fmt.Sprintf("%s: %s of customers, %s of revenue. %s: %s and %s", up["label"], pct(upPeople, one), pct(upMoney, one), down["label"], pct(downPeople, one), pct(downMoney, one)))
}

// shares recomputes from the summary of rfm pareto.
func (c *reportCheck) shares() {
	want := commandRows(c.t, "pareto", "-q", c.path, "--summary", "--format", "csv")
	var all *big.Rat
	byName := map[string]map[string]string{}
	for _, row := range want {
		switch row["section"] {
		case "all":
			all = rat(c.t, row["revenue"])
		case "top":
			byName["top "+row["name"]+" %"] = row
		case "abc":
			byName[row["name"]] = row
		}
	}
	for _, row := range c.data("lorenz") {
		known := byName[row["part"]]
		for _, field := range []string{"customers", "revenue", "revenue_pct"} {
			c.equal(row["part"]+" "+field, row[field], known[field])
		}
	}
	c.title("lorenz", "The top 20 % bring "+pct(rat(c.t, byName["top 20 %"]["revenue"]), all)+" of the revenue")
}

// development recomputes from the rows of rfm trend and rfm cohort.
func (c *reportCheck) development() {
	t := c.t
	var months []map[string]string // full ones
	shown := map[string]map[string]string{}
	for _, row := range c.data("revenue") {
		shown[row["month"]] = row
	}
	returning := func(row map[string]string) *big.Rat {
		return new(big.Rat).Sub(rat(t, row["revenue"]), rat(t, row["revenue_new"]))
	}
	rows := commandRows(t, "trend", "-q", c.path)
	for i, row := range rows {
		month := shown[row["period"]]
		if month == nil {
			if i >= len(rows)-60 {
				t.Errorf("month %s is not shown", row["period"])
			}
			continue
		}
		c.equal("new revenue of "+row["period"], month["new"], row["revenue_new"])
		if rat(t, month["returning"]).Cmp(returning(row)) != 0 {
			t.Errorf("returning revenue of %s: %s, want %s", row["period"], month["returning"], returning(row).FloatString(3))
		}
		if month["complete"] == "true" {
			months = append(months, row)
		}
	}
	sum := func(rows []map[string]string, of func(map[string]string) *big.Rat) *big.Rat {
		all := new(big.Rat)
		for _, row := range rows {
			all.Add(all, of(row))
		}
		return all
	}
	revenue := func(row map[string]string) *big.Rat { return rat(t, row["revenue"]) }
	n := len(months)
	now, before, than := months[n-3:], months[n-6:n-3], "the three months before"
	if n >= 15 {
		before, than = months[n-15:n-12], "a year before"
	}
	change := new(big.Rat).Sub(sum(now, revenue), sum(before, revenue))
	from, to := monthName(now[0]["period"]), monthName(now[2]["period"])
	if year := to[len(to)-5:]; strings.HasSuffix(from, year) {
		from = strings.TrimSuffix(from, year)
	}
	span := from + " to " + to
	part := new(big.Rat).Quo(new(big.Rat).Sub(sum(now, returning), sum(before, returning)), change)
	switch {
	case change.Sign() < 0:
		c.title("revenue", span+" brought "+pct(change.Neg(change), sum(before, revenue))+" less than "+than)
	case part.Sign() >= 0 && part.Cmp(integer(1)) <= 0:
		c.title("revenue", span+" brought "+pct(change, sum(before, revenue))+" more than "+than+"; "+pct(part, integer(1))+" of the growth came from returning customers")
	default:
		c.title("revenue", "Returning customers brought "+pct(returning(months[n-1]), revenue(months[n-1]))+" of the revenue of "+monthName(months[n-1]["period"]))
	}

	every, unit := "month", "month"
	if len(rows) > 24 {
		every, unit = "quarter", "quarter"
	}
	triangle := map[string]map[string]string{}
	for _, row := range c.data("cohort") {
		triangle[row["cohort"]] = row
	}
	active, size := new(big.Rat), new(big.Rat)
	for _, row := range commandRows(t, "cohort", "-q", c.path, "--every", every) {
		cohort := triangle[row["cohort"]]
		if cohort == nil {
			continue // before the last 24
		}
		if row["age"] == "0" {
			c.equal("customers of "+row["cohort"], cohort["customers"], row["customers"])
			continue
		}
		if row["complete"] != "true" {
			row["active"] = "" // of a period that is not over
		}
		c.equal(row["cohort"]+" at age "+row["age"], cohort["active_"+row["age"]], row["active"])
		if row["age"] == "1" && row["complete"] == "true" {
			active.Add(active, rat(t, row["active"]))
			size.Add(size, rat(t, row["customers"]))
		}
	}
	c.title("cohort", pct(active, size)+" of a "+unit+"'s new customers order in the next "+unit)
}

// monthName is November 2011 for 2011-11.
func monthName(text string) string {
	month, err := time.Parse("2006-01", text)
	if err != nil {
		return text
	}
	return month.Format("January 2006")
}

// moves recomputes from the rows of rfm diff.
func (c *reportCheck) moves(day string) {
	var order []string
	for _, row := range commandRows(c.t, "segment", "-q", c.path) {
		order = append(order, row["segment"])
	}
	matrix := c.data("flow", "--moved-since", day)
	labels := commandRows(c.t, "segment", "-q", c.path)
	var rose, fell, come int
	for _, row := range commandRows(c.t, "diff", "-q", c.path, "--at", day, "--at", "data") {
		from, to := slices.Index(order, row["from_segment"]), slices.Index(order, row["to_segment"])
		n, _ := strconv.Atoi(row["customers"])
		at := len(order)
		switch {
		case from < 0:
			come += n
		case to < from:
			rose, at = rose+n, from
		case to > from:
			fell, at = fell+n, from
		default:
			at = from
		}
		name := "(new)"
		if at < len(order) {
			name = labels[at]["label"]
		}
		c.equal("row of the matrix", matrix[at]["from_segment"], name)
		c.equal(name+" to "+row["to_segment"], matrix[at][row["to_segment"]], row["customers"])
	}
	c.title("flow", fmt.Sprintf("%s rose, %s fell, %s are new", commas(strconv.Itoa(rose)), commas(strconv.Itoa(fell)), commas(strconv.Itoa(come))))
}

// worth recomputes from the rows of rfm clv.
func (c *reportCheck) worth() {
	rows := commandRows(c.t, "clv", "-q", c.path)
	var values []float64
	all := 0.0
	actual := make([]int, 8)
	for _, row := range rows {
		v, err := strconv.ParseFloat(row["clv"], 64)
		if err != nil {
			c.t.Fatal(err)
		}
		values, all = append(values, v), all+v
		n, _ := strconv.Atoi(row["repeat_orders"])
		actual[min(n, 7)]++
	}
	slices.Sort(values)
	top := 0.0
	for _, v := range values[len(values)-(len(values)+9)/10:] {
		top += v
	}
	// The file has two or three decimals of a value: the share may differ in the last digit shown.
	got := regexp.MustCompile(`^10 % of the customers hold ([\d.]+) % of the expected value$`).FindStringSubmatch(c.titles["value"])
	if got == nil {
		c.t.Fatalf("title of value: %q", c.titles["value"])
	}
	if shown, _ := strconv.ParseFloat(got[1], 64); math.Abs(shown-100*top/all) > 0.0501 {
		c.t.Errorf("top tenth of the value: %v, want %v", shown, 100*top/all)
	}
	for i, row := range c.data("counts", "--clv") {
		c.equal("customers with "+row["repeat_orders"]+" repeat orders", row["actual"], strconv.Itoa(actual[i]))
	}
	found := regexp.MustCompile(`^In the (\d+) weeks it had not seen the model was (\d+) % (low|high)$`).FindStringSubmatch(c.titles["tracking"])
	if found == nil {
		c.t.Fatalf("title of tracking: %q", c.titles["tracking"])
	}
	holdout := found[1] + "w"
	want := 0
	for _, row := range commandRows(c.t, "clv", "-q", c.path, "--holdout", holdout) {
		n, _ := strconv.ParseFloat(row["actual_orders"], 64)
		want += int(n)
	}
	sum, expected := 0, 0.0
	for _, row := range c.data("tracking", "--clv") {
		if row["held_out"] == "true" {
			n, _ := strconv.Atoi(row["actual"])
			e, _ := strconv.ParseFloat(row["expected"], 64)
			sum, expected = sum+n, expected+e
		}
	}
	c.equal("orders after the split", strconv.Itoa(sum), strconv.Itoa(want))
	shown, _ := strconv.ParseFloat(found[2], 64)
	if found[3] == "low" {
		shown = -shown
	}
	// The table of the picture has expected orders in few decimals.
	if got := 100 * (expected/float64(want) - 1); math.Abs(got-shown) > 1 {
		c.t.Errorf("title of tracking: %q, computed %.2f %%", c.titles["tracking"], got)
	}
}

// middle is the median.
func middle(values []*big.Rat) *big.Rat {
	values = slices.Clone(values)
	slices.SortFunc(values, (*big.Rat).Cmp)
	n := len(values)
	sum := new(big.Rat).Add(values[(n-1)/2], values[n/2])
	return sum.Quo(sum, integer(2))
}

// brief writes a number as titles do, below a billion.
func brief(v *big.Rat) string {
	f, _ := v.Float64()
	switch {
	case f >= 9.995e6:
		return fmt.Sprintf("%.1f M", f/1e6)
	case f >= 999500:
		return fmt.Sprintf("%.2f M", f/1e6)
	case f >= 9950:
		return fmt.Sprintf("%.0f k", f/1e3)
	case f >= 999.5:
		return fmt.Sprintf("%.1f k", f/1e3)
	case f >= 99.5 || v.IsInt():
		return fmt.Sprintf("%.0f", f)
	case f >= 9.95:
		return fmt.Sprintf("%.1f", f)
	}
	return strings.TrimRight(fmt.Sprintf("%.2f", f), "0")
}

func commas(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
