package pareto

import (
	"fmt"
	"math"
	"math/big"
	"os"
	"strings"

	"github.com/guptarohit/asciigraph"

	"rfm/rfm/pareto"
)

// Size of the curve on a screen, in characters without the labels.
const (
	widestCurve   = 60
	narrowestLine = 24 // below that there is no curve
	highestCurve  = 20
	lowestCurve   = 5
	linesBeside   = 19 // of a terminal: classes and tiers above, title, axis, next commands, prompt
	labelWidth    = 12 // those on the left, and half of the last one below
)

// curve draws which share of the total the first customers bring, in lines of
// that many characters; 0 for any width. It is empty where there is no room, and
// flat where the terminal has few lines: what stands above it matters more.
func curve(r *pareto.Ranking, width, height int) string {
	if width > 0 && width < narrowestLine {
		return ""
	}
	steps := widestCurve
	if width > 0 {
		steps = min(steps, width-labelWidth)
	}
	steps -= steps % 4 // the marks of the lower axis stand at quarters
	points := make([]float64, steps+1)
	highest := 100.0 // more where customers below zero take it away again
	for i := range points {
		share, _ := r.Share(r.Top(big.NewRat(int64(i), int64(steps)))).Float64()
		points[i] = 100 * share
		highest = max(highest, points[i])
	}
	highest = 10 * math.Ceil((highest-1)/10) // a line more for what can be seen in it
	percent := func(v float64) string { return fmt.Sprintf("%.0f %%", v) }
	lines := min(int(highest/10), highestCurve)
	if height > 0 {
		lines = min(lines, max(lowestCurve, height-linesBeside))
	}
	drawn := asciigraph.Plot(points, asciigraph.Height(lines), asciigraph.LowerBound(0), asciigraph.UpperBound(highest),
		asciigraph.XAxisRange(0, 100), asciigraph.XAxisTickCount(5),
		asciigraph.XAxisValueFormatter(percent), asciigraph.YAxisValueFormatter(percent))
	title := fmt.Sprintf("share of the %s (up) that the first customers bring (across)\n", r.Measure)
	return title + plainLines(drawn) + "\n"
}

// plainLines draws with the signs of ASCII where the terminal has no others.
func plainLines(drawn string) string {
	if os.Getenv("TERM") != "dumb" {
		return drawn
	}
	return strings.NewReplacer("┤", "|", "┼", "+", "└", "+", "┬", "+", "─", "-", "│", "|",
		"╭", ".", "╮", ".", "╰", "'", "╯", "'").Replace(drawn)
}
