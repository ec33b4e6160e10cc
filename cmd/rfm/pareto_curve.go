package main

import (
	"fmt"
	"math/big"
	"os"
	"strings"

	"github.com/guptarohit/asciigraph"

	"rfm/rfm"
)

// Size of the curve on a screen, in characters without the labels.
const (
	widestCurve   = 60
	narrowestLine = 24 // below that there is no curve
	curveHeight   = 10
	labelWidth    = len(" 100 % ┤") + 2
)

// curve draws which share of the total the first customers bring, in lines of
// that many characters; 0 for any width. It is empty where there is no room.
func curve(r *rfm.Ranking, width int) string {
	if width > 0 && width < narrowestLine {
		return ""
	}
	steps := widestCurve
	if width > 0 {
		steps = min(steps, width-labelWidth)
	}
	steps -= steps % 4 // the marks of the lower axis stand at quarters
	points := make([]float64, steps+1)
	highest := 100.0
	for i := range points {
		share, _ := r.Share(r.Top(big.NewRat(int64(i), int64(steps)))).Float64()
		points[i] = 100 * share
		highest = max(highest, points[i])
	}
	percent := func(v float64) string { return fmt.Sprintf("%.0f %%", v) }
	drawn := asciigraph.Plot(points, asciigraph.Height(curveHeight), asciigraph.LowerBound(0), asciigraph.UpperBound(highest),
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
