package score

import (
	"fmt"
	"strconv"
	"strings"

	"rfm/rfm"
)

// Limits of the number of scores a dimension can have.
const (
	defaultBins = 5
	minBins     = 2
)

// Bins is the number of scores of each dimension, 2 to 10. The zero value
// stands for the default, five each.
type Bins [3]int

// ParseBins reads "5" (all three) or "5,4,3" (R, F, M).
func ParseBins(text string) (Bins, error) {
	parts := strings.Split(text, ",")
	if len(parts) == 1 {
		parts = []string{text, text, text}
	}
	if len(parts) != 3 {
		return Bins{}, fmt.Errorf("bins %q: want one number or three (R,F,M), such as 5 or 5,4,3", text)
	}
	var b Bins
	for d, part := range parts {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return Bins{}, fmt.Errorf("bins %q: %q is not a whole number", text, part)
		}
		b[d] = n
		if err := checkBins(n); err != nil {
			return Bins{}, err
		}
	}
	return b, nil
}

// String is the form ParseBins reads.
func (b Bins) String() string {
	if b[0] == b[1] && b[1] == b[2] {
		return strconv.Itoa(b[0])
	}
	return fmt.Sprintf("%d,%d,%d", b[0], b[1], b[2])
}

func (b Bins) validate() error {
	for _, n := range b {
		if err := checkBins(n); err != nil {
			return err
		}
	}
	return nil
}

func checkBins(n int) error {
	if n < minBins || n > rfm.MaxBins {
		return fmt.Errorf("bins %d: %d to %d are allowed", n, minBins, rfm.MaxBins)
	}
	return nil
}
