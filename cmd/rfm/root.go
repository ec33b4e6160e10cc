package main

import (
	"github.com/spf13/cobra"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/basket"
	"rfm/cmd/internal/campaign"
	"rfm/cmd/internal/clv"
	"rfm/cmd/internal/cohort"
	"rfm/cmd/internal/diff"
	"rfm/cmd/internal/due"
	"rfm/cmd/internal/inspect"
	"rfm/cmd/internal/pack"
	"rfm/cmd/internal/pareto"
	"rfm/cmd/internal/plot"
	"rfm/cmd/internal/population"
	"rfm/cmd/internal/report"
	"rfm/cmd/internal/scheme"
	"rfm/cmd/internal/score"
	"rfm/cmd/internal/scoring"
	"rfm/cmd/internal/segment"
	"rfm/cmd/internal/sql"
	"rfm/cmd/internal/trend"
)

func newRootCommand(s *app.Streams) *cobra.Command {
	o := app.GlobalFlags{Variables: []string{population.RedactKeyVariable, population.EngineTokenVariable, population.EngineInsecureVariable}}
	cmd := &cobra.Command{
		Use:   "rfm",
		Short: "Score customers by recency, frequency and monetary value",
		Long: `rfm turns a file of customer transactions into decisions: who are the best
customers, who is slipping away, what is each of them worth.

  rfm score sales.parquet              score every customer
  rfm segment sales.parquet            size and revenue of every segment
  rfm pareto sales.parquet             who brings the money: 80/20, Gini, ABC
  rfm clv sales.parquet                expected orders and lifetime value
  rfm diff march.csv april.csv         who moved between segments
  rfm basket lines.csv --item sku      what is bought together
  rfm report sales.csv -o page.html    a page to hand round
  rfm trend sales.parquet              active, new, back, lapsed, month by month
  rfm cohort sales.parquet             who stays, by month of the first order
  rfm due sales.parquet                who is due to order again, who is late
  rfm campaign scored.csv --draw 99    tests: draw, read, choose whom to mail
  rfm inspect sales.csv                what would be read and how
  rfm score sales.csv.gz -o out.csv    write all of them to a file`,
		Version:                    app.Version(),
		Args:                       cobra.ArbitraryArgs,
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
		PersistentPreRunE:          func(cmd *cobra.Command, _ []string) error { return o.Prepare(cmd, s) },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return app.UnknownCommand(cmd, args[0])
		},
	}
	o.AddFlags(cmd.PersistentFlags())
	cmd.SetFlagErrorFunc(app.FlagError)
	cmd.SetVersionTemplate("{{.Version}}\n")
	cmd.SetHelpCommand(app.NewHelpCommand())
	cmd.SetHelpFunc(app.NewHelp(s))
	for _, c := range []app.Command{
		score.Command(), segment.Command(), pareto.Command(), clv.Command(), diff.Command(),
		trend.Command(), cohort.Command(), due.Command(),
		campaign.Command(), basket.Command(), report.Command(), inspect.Command(), pack.Command(),
	} {
		cmd.AddCommand(c.Cobra(s))
	}
	cmd.AddCommand(plot.NewCommand(s), scheme.NewCommand(s), sql.NewCommand(s), app.NewVersionCommand(s), app.NewExitCodesTopic(), scoring.NewFailIfTopic())
	cmd.AddCommand(population.NewTopics()...)
	cmd.AddCommand(app.NewTopics()...)
	cmd.AddCommand(app.NewCompletionCommand(s))
	app.CompleteValues(cmd)
	return cmd
}
