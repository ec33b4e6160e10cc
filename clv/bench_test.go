package clv

import (
	"fmt"
	"math"
	"testing"
)

// million is a million customers who came over two years, summarised by day.
func million() []Row {
	rows, _ := simulate(ParetoNBD{.55, 74, .61, 82}, 1_000_000, 365, 730, 0, false, 20)
	return rows
}

func BenchmarkCollapseMillion(b *testing.B) {
	rows := million()
	for b.Loop() {
		d, _ := Collapse(rows)
		b.ReportMetric(float64(len(d)), "distinct")
	}
}

func BenchmarkFitMillion(b *testing.B) {
	rows := million()
	for _, m := range []Model{NBD{}, BGNBD{}, MBGNBD{}, ParetoNBD{}} {
		b.Run(m.Name(), func(b *testing.B) {
			for b.Loop() {
				if f, err := Fit(m, rows, Settings{}); err != nil || f.Status != Converged {
					b.Fatal(err, f.Reason)
				}
			}
		})
	}
}

func BenchmarkPredictMillion(b *testing.B) {
	rows, _ := Collapse(million())
	for _, m := range []Model{BGNBD{.243, 31, .79, 2.4}, MBGNBD{.525, 43, .89, 1.6}, ParetoNBD{.55, 74, .61, 82}} {
		for _, days := range []float64{365, math.Inf(1)} {
			b.Run(fmt.Sprintf("%s/%g", m.Name(), days), func(b *testing.B) {
				for b.Loop() {
					if _, err := Predict(m, rows, Horizon{Length: days, Delta: DailyRate(.1)}, 0); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkFitCDNOWMaster(b *testing.B) {
	c := master(b)
	for _, m := range []Model{NBD{}, BGNBD{}, MBGNBD{}, ParetoNBD{}} {
		b.Run(m.Name(), func(b *testing.B) {
			for b.Loop() {
				if f, err := Fit(m, c.rows, Settings{}); err != nil || f.Status != Converged {
					b.Fatal(err, f.Reason)
				}
			}
		})
	}
	b.Run("gamma-gamma", func(b *testing.B) {
		for b.Loop() {
			FitSpend(c.spend, Settings{})
		}
	})
}

func BenchmarkFitDonations(b *testing.B) {
	rows := weighted(b, "testdata/donations.csv")
	for b.Loop() {
		Fit(BGBB{}, rows, Settings{})
	}
}

// A row of the likelihood with its gradient.
func BenchmarkLogLik(b *testing.B) {
	rows, _ := Collapse(cdnow(b, 1).rows)
	donations := weighted(b, "testdata/donations.csv")
	for _, m := range []Model{NBD{.385, 84}, BGNBD{.243, 31, .79, 2.4}, MBGNBD{.525, 43, .89, 1.6}, ParetoNBD{.55, 74, .61, 82}, BGBB{1.2, .75, .66, 2.8}} {
		rows := rows
		if _, ok := m.(BGBB); ok {
			rows = donations
		}
		b.Run(m.Name(), func(b *testing.B) {
			grad := make([]float64, len(m.Params()))
			for b.Loop() {
				m.LogLik(rows, grad)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(rows)), "ns/row")
		})
	}
}
