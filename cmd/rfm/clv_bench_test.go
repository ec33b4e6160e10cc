package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// simulatedLog writes the orders of simulated customers (Pareto/NBD and
// gamma-gamma, two years, about two orders a customer) by day and returns the
// path.
func simulatedLog(t testing.TB, customers int) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 8))
	gamma := func(shape, rate float64) float64 { return distuv.Gamma{Alpha: shape, Beta: rate, Src: rng}.Rand() }
	const end = 730
	byDay := make([][]string, end)
	for i := range customers {
		birth := rng.Float64() * 365
		rate, death, spend := gamma(.55, 132), rng.ExpFloat64()/gamma(.61, 82), gamma(3.74, 15.44)
		for at := 0.0; at <= death && birth+at < end; at += rng.ExpFloat64() / rate {
			day := int(birth + at)
			byDay[day] = append(byDay[day], fmt.Sprintf("C%07d,%s,%.2f\n", i,
				time.Date(2022, 1, 1+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), math.Max(.01, gamma(6.25, spend))))
		}
	}
	path := filepath.Join(t.TempDir(), "simulated.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	w.WriteString("customer_id,date,amount\n")
	for _, lines := range byDay {
		for _, line := range lines {
			w.WriteString(line)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// BenchmarkCLVMillion is the whole command, from a million customers' orders to
// a file with their values.
func BenchmarkCLVMillion(b *testing.B) {
	path := simulatedLog(b, 1_000_000)
	out := filepath.Join(b.TempDir(), "clv.csv")
	for _, model := range []string{"auto", "bgnbd", "paretonbd", "history"} {
		b.Run(model, func(b *testing.B) {
			for b.Loop() {
				var messages bytes.Buffer
				if err := run(context.Background(), []string{"clv", path, "-o", out, "--model", model}, strings.NewReader(""), &messages, &messages); err != nil {
					b.Fatal(err, messages.String())
				}
			}
		})
	}
}
