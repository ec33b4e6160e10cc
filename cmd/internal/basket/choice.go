package basket

import (
	"math/big"
	"path"
	"strings"

	"rfm/cmd/internal/app"
)

// parseShare reads a share of 1: 0.1, or 10%.
func parseShare(flag, text string) (*big.Rat, error) {
	number, isPercent := strings.CutSuffix(strings.TrimSpace(text), "%")
	share, ok := new(big.Rat).SetString(strings.TrimSpace(number))
	if !ok || strings.ContainsAny(number, "/eEpPxX_") {
		return nil, app.Usagef("--%s %q is not a share: write 0.1 or 10%%", flag, text)
	}
	if isPercent {
		share.Quo(share, big.NewRat(100, 1))
	}
	if share.Sign() < 0 || share.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, app.Usagef("--%s %s is not between 0 and 1: write 0.1 or 10%% for a tenth", flag, text)
	}
	return share, nil
}

// keep tells whether a rule has an item like a pattern; nil for no patterns.
func keep(patterns []string) (func(item, with string) bool, error) {
	if patterns == nil {
		return nil, nil
	}
	var folded []string
	for _, p := range patterns {
		p = strings.ToLower(p)
		if _, err := path.Match(p, ""); err != nil {
			return nil, app.Usagef("--item-like %q is not a pattern: a [ is without its ]", p)
		}
		// A * of this kind of pattern does not cross slashes, and items may have some.
		folded = append(folded, strings.ReplaceAll(p, "/", slash))
	}
	like := func(item string) bool {
		item = strings.ReplaceAll(strings.ToLower(item), "/", slash)
		for _, p := range folded {
			if is, _ := path.Match(p, item); is {
				return true
			}
		}
		return false
	}
	return func(item, with string) bool { return like(item) || like(with) }, nil
}

// slash stands for a slash in patterns and items.
const slash = "\x00"
