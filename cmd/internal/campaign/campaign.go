package campaign

import (
	"context"
	"math/big"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/customerfile"
	"rfm/segment/campaign"
)

// Command is rfm campaign.
func Command() app.Command {
	return app.Command{Use: "campaign CUSTOMERS",
		Short: "Draw a test, read its responses, choose whom to mail, compare plan and outcome",
		Long: `Campaign works on a file of one row per customer, such as "rfm score" writes as
of the day of the mailing. Groups are the values of a column: --group, or else
the RFM cell, or else the segment. With --quantiles 10 they are the tenths of a
column of numbers, such as expected_orders of rfm clv.

Draw      --draw N picks N customers, from each group its share, by a hash of
          the customer id: the same ids and --seed give the same draw. With
          --control a share of them gets no mailing, to compare with. The
          column arm says who is in which arm.
Read      --responses FILE holds customer_id and, where there are any, amount,
          responded, mailed, arm. An id that is there twice is one responder
          with the sum. Without arm and mailed, all CUSTOMERS were mailed.
          --sales FILE makes the responses of transactions after the as-of date
          of CUSTOMERS, and CUSTOMERS may hold the column --responded itself.
Choose    --cost-per-piece and --margin or --profit-per-order tell at which rate
          a mailing pays: break-even = cost / profit per response. Without a
          control arm groups are chosen by their response rate, with one by
          their uplift: customers who would have bought anyway pay for nothing.
          --save-plan keeps the groups and their rates.
Apply     --plan writes the customers of the chosen groups, or with --summary
          what it projects for every group; a terminal shows the projection.
Compare   --plan and --responses put what came beside what was projected.
Size      --test-size tells how many customers a test needs to know a --rate to
          --precision so much, or to find an --uplift.

Per group come: the response rate with a 95 % interval (Wilson); lift, 100 for
the rate of all; index, how many percent the rate is above break-even; profit,
before the fixed cost; mailed_cum and profit_cum, of this group and all with a
better rate, after the fixed cost. With a control arm also: uplift_pct, in
points, incremental revenue and profit, and money per customer assigned,
responder or not. The uplift of all groups together weighs each by its
customers. Cochran's Q tells whether groups differ at all; without it, every
table of groups looks like a plan.

Four cases in which a customer database does not pay, and how to see them:
  bought once in a life     rfm trend sales.csv: repeat_pct stays low
  no loyalty                rfm cohort sales.csv: retention near zero after one
                            age
  tiny unit sale            rfm campaign …: the profit per response is below
                            the cost of a piece, and break-even above 100 %
  dear data                 rfm clv sales.csv: the value of a customer is below
                            the cost of a record

The projection of a plan is too high when the same customers chose the groups
and are projected from: the luckiest groups were taken. --choose lower leaves
out groups that may only have been lucky. Spend per buyer ranks mailings
wrongly; look at money per customer assigned.`,
		Example: `  rfm campaign scored.csv --draw 300 --control 0.1 -o panel.csv
  rfm campaign panel.csv --responses r.csv --cost-per-piece 2.50 --margin 0.5
  rfm campaign scored.csv --plan plan.json -o mail.csv
  rfm campaign mail.csv --plan plan.json --responses later.csv
  rfm campaign scored.csv --test-size --rate 0.02 --precision 0.005`,
		Options: &options{},
	}
}

type options struct {
	file   customerfile.Flags
	output app.OutputFlags
	given  func(flag string) bool

	group, seed, control, untreated, attributes string
	draw, quantiles                             int
	responses, sales                            string
	days                                        int
	responded, amount, arm, treated             string
	mailed                                      string
	cost, margin, perOrder, fixed               string
	choose, savePlan, plan                      string
	summary, testSize                           bool
	rate, within, uplift                        string
}

// AddFlags adds the flags to those of a command.
func (o *options) AddFlags(fs *pflag.FlagSet) {
	o.given = fs.Changed
	fs.StringVar(&o.group, "group", "", "`column` of the groups; none: all customers are one group\n(default rfm_score, else segment, else none)")
	fs.IntVar(&o.quantiles, "quantiles", 0, "--group is a column of numbers: make so many `groups` of equal size of it,\n1 the lowest, such as the deciles of expected_orders")
	fs.StringVar(&o.attributes, "attributes", "", "`file` of further columns, one row per customer, joined by the id")
	fs.IntVar(&o.draw, "draw", 0, "draw so many `customers`, the control arm included")
	fs.StringVar(&o.control, "control", "", "with --draw: `share` of the drawn who are not mailed, 0.1 or 10%")
	fs.StringVar(&o.seed, "seed", "", "another `text` draws other customers")
	fs.StringVar(&o.responses, "responses", "", "`file` of responses: customer_id and, if any, amount, responded,\nmailed, arm")
	fs.StringVar(&o.sales, "sales", "", "`file` of transactions: those after the as-of date of CUSTOMERS are\nthe responses")
	fs.IntVar(&o.days, "days", 30, "with --sales: `number` of days in which an order is a response")
	fs.StringVar(&o.responded, "responded", "", "`column` that says who responded: 1/0, true/false, yes/no")
	fs.StringVar(&o.amount, "amount", "", "`column` of what responders spent; none: there is no such column")
	fs.StringVar(&o.arm, "arm", "", "`column` of the arm of a test (default arm, where there is one)")
	fs.StringVar(&o.treated, "treated", "", "with --arm: the `value` of those who were mailed (default mailed);\ncustomers with another value than this and --untreated are left out")
	fs.StringVar(&o.untreated, "untreated", "", "with --arm: the `value` of those who were not mailed (default control)")
	fs.StringVar(&o.mailed, "mailed", "", "`column` that says who was mailed (default mailed, where there is one)")
	fs.StringVar(&o.cost, "cost-per-piece", "", "`cost` of one piece")
	fs.StringVar(&o.margin, "margin", "", "`share` of the revenue that is left when the goods are paid for: 0.5 or 50%")
	fs.StringVar(&o.perOrder, "profit-per-order", "", "`profit` that a responder brings, in place of --margin")
	fs.StringVar(&o.fixed, "fixed-cost", "", "`cost` of the campaign or the database whoever is mailed, once")
	fs.StringVar(&o.choose, "choose", "", "`rule` for the groups to mail:\n  break-even  a rate above break-even (the default with --cost-per-piece)\n  per-group   the same with the order value of the group itself\n  lower       the rate less 1.64 standard errors is above break-even\n  all         every group")
	fs.StringVar(&o.savePlan, "save-plan", "", "write the groups, their rates and the choice to a `file`, as JSON")
	fs.StringVar(&o.plan, "plan", "", "apply the plan in a `file` that --save-plan wrote")
	fs.BoolVar(&o.summary, "summary", false, "with --plan: write a row per group, not the customers")
	fs.BoolVar(&o.testSize, "test-size", false, "tell how large a test has to be, for all and per group")
	fs.StringVar(&o.rate, "rate", "", "with --test-size: the expected response `share`: 0.02 or 2%")
	fs.StringVar(&o.within, "precision", "", "with --test-size: `share` by which the rate may be off: 0.005 or 0.5%")
	fs.StringVar(&o.uplift, "uplift", "", "with --test-size: `share` to be found as the difference of two arms")
	o.file.AddFlags(fs)
	o.output.AddFlags(fs)
	fs.Lookup("sort").Usage = "order by `column,…`; a - before a name reverses: -index\n(default: groups by name, customers by id)"
}

// Run does one of the five things. What can be refused is refused before a file
// is opened.
func (o *options) Run(ctx context.Context, s *app.Streams, paths []string) error {
	if len(paths) != 1 {
		return app.Usage("campaign takes one file of customers", "other files are named by flags: --responses R.csv")
	}
	j := &job{options: o, streams: s, path: paths[0], say: messages{o.output.Messages(s).Writer}}
	if err := o.refuse(); err != nil {
		return err
	}
	switch {
	case o.testSize:
		return j.testSize(ctx)
	case o.draw != 0:
		return j.draw(ctx)
	case o.reads():
		return j.read(ctx)
	case o.plan != "":
		return j.apply(ctx)
	}
	return app.Usage("say what to do with the customers",
		"draw a test: --draw 30000", "read its responses: --responses R.csv, --sales FILE or --responded COLUMN", "mail by a plan: --plan plan.json", "plan a test: --test-size --rate 0.02 --precision 0.005")
}

// reads reports whether there are responses to read.
func (o *options) reads() bool { return o.responses+o.sales+o.responded != "" }

// refuse refuses flags that do not go together.
func (o *options) refuse() error {
	together := func(flag string, set bool, others ...string) error {
		if !set {
			return nil
		}
		for _, other := range others {
			if o.given(other) {
				return app.Usagef("--%s and --%s do not go together", flag, other)
			}
		}
		return nil
	}
	terms := []string{"cost-per-piece", "margin", "profit-per-order", "fixed-cost", "choose", "save-plan"}
	reading := []string{"responses", "sales", "responded", "amount", "arm", "treated", "untreated", "mailed"}
	for _, err := range []error{
		together("test-size", o.testSize, append(append([]string{"draw", "plan", "control", "summary"}, terms...), reading...)...),
		together("draw", o.draw != 0, append(append([]string{"plan", "summary"}, terms...), reading...)...),
		together("plan", o.plan != "", append([]string{"group", "quantiles"}, terms...)...),
		together("responses", o.responses != "", "sales"),
		together("margin", o.margin != "", "profit-per-order"),
	} {
		if err != nil {
			return err
		}
	}
	switch {
	case o.given("quantiles") && (o.quantiles < 2 || o.quantiles > 100):
		return app.Usagef("--quantiles %d is not from 2 to 100", o.quantiles)
	case o.quantiles > 0 && (o.group == "" || o.group == none):
		return app.Usage("--quantiles divides a column of numbers", "name it: --group expected_orders")
	case o.draw < 0:
		return app.Usagef("--draw %d is below 0", o.draw)
	case o.given("days") && o.sales == "":
		return app.Usagef("--days is for --sales")
	case o.given("seed") && o.draw == 0:
		return app.Usagef("--seed is for --draw")
	case o.given("days") && o.days < 1:
		return app.Usagef("--days %d is below 1", o.days)
	case o.treated != "" && o.arm == "":
		return app.Usagef("--treated is a value of --arm")
	case o.untreated != "" && o.arm == "":
		return app.Usagef("--untreated is a value of --arm")
	case o.control != "" && o.draw == 0:
		return app.Usage("--control is for --draw", "to name those who were not mailed: --arm COLUMN --untreated VALUE")
	case o.savePlan != "" && !o.reads():
		return app.Usagef("--save-plan keeps what responses tell: give --responses, --sales or --responded")
	case o.summary && o.plan == "":
		return app.Usagef("--summary is for --plan")
	case !o.testSize && o.rate+o.within+o.uplift != "":
		return app.Usagef("--rate, --precision and --uplift are for --test-size")
	case o.file.Customer == customerfile.NoCustomer && (o.draw != 0 || o.responses+o.sales+o.attributes != ""):
		return app.Usage("--customer none: the customers have no ids", "ids are needed to draw, to find who responded, and to join attributes")
	}
	return nil
}

// terms are what the mailing costs and brings; nil where nobody says.
func (o *options) terms() (*campaign.Terms, error) {
	if o.cost+o.margin+o.perOrder+o.fixed == "" {
		return nil, nil
	}
	t := &campaign.Terms{}
	for _, flag := range []struct {
		name, text string
		to         **big.Rat
		read       func(flag, text string) (*big.Rat, error)
	}{{"cost-per-piece", o.cost, &t.Cost, readAmount}, {"margin", o.margin, &t.Margin, readShare}, {"profit-per-order", o.perOrder, &t.PerOrder, readAmount}, {"fixed-cost", o.fixed, &t.Fixed, readAmount}} {
		if flag.text == "" {
			continue
		}
		var err error
		if *flag.to, err = flag.read(flag.name, flag.text); err != nil {
			return nil, err
		}
	}
	if t.Cost == nil {
		return nil, app.Usage("what does a piece cost?", "give it: --cost-per-piece 0.50")
	}
	if t.Margin == nil && t.PerOrder == nil {
		return nil, app.Usage("what does a response bring?", "give the share that is left of the revenue: --margin 0.5", "or the profit of an order: --profit-per-order 32.50")
	}
	if err := t.Check(); err != nil {
		return nil, app.Usagef("%v", err)
	}
	return t, nil
}

// rule is how groups are chosen.
func (o *options) rule(t *campaign.Terms) (campaign.Rule, error) {
	rule := campaign.Rule(o.choose)
	switch {
	case o.choose == "" && t == nil:
		return campaign.All, nil
	case o.choose == "":
		return campaign.BreakEven, nil
	}
	if err := rule.Check(t); err != nil {
		return "", app.Usage("--choose: "+err.Error(), "rules: break-even, per-group, lower, all")
	}
	return rule, nil
}
