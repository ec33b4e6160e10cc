package report

import (
	"fmt"
	"math"
	"testing"
)

// contrast is the ratio of two colours by WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(c string) float64 {
		var rgb [3]int
		if _, err := fmt.Sscanf(c, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
			t.Fatalf("%q: %v", c, err)
		}
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			v := float64(rgb[i]) / 255
			if v <= 0.04045 {
				v /= 12.92
			} else {
				v = math.Pow((v+0.055)/1.055, 2.4)
			}
			sum += weight * v
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestColoursCanBeToldFromThePaper(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		paper := Paper.tone(theme, false)
		for _, ink := range []Ink{Main, Second, Up, Down, Stay, Hue0, Hue1, Hue2, Hue3, Hue4, Hue5, Hue6, Hue7, Hue8, Hue9} {
			if c := contrast(t, ink.tone(theme, false), paper); c < 3 {
				t.Errorf("theme %d: ink %d on paper %.2f, want 3", theme, ink, c)
			}
		}
		for _, ink := range []Ink{Body, Muted, Main} { // texts and links
			for _, under := range []Ink{Paper, Shade} {
				if c := contrast(t, ink.tone(theme, false), under.tone(theme, false)); c < 4.5 {
					t.Errorf("theme %d: text %d on %d %.2f, want 4.5", theme, ink, under, c)
				}
			}
		}
	}
}

func TestTextsOnFillsCanBeRead(t *testing.T) {
	for _, theme := range []Theme{Light, Dark} {
		for ink := Hue0; ink < inkCount; ink++ {
			if c := contrast(t, ink.tone(theme, false), ink.tone(theme, true)); c < 4.5 {
				t.Errorf("theme %d: text on ink %d %.2f, want 4.5", theme, ink, c)
			}
		}
		if c := contrast(t, Shade.tone(theme, false), Shade.tone(theme, true)); c < 4.5 {
			t.Errorf("theme %d: text on shade %.2f, want 4.5", theme, c)
		}
	}
}
