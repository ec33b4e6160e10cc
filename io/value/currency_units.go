package value

import "slices"

// HasNoCents tells whether a currency, by its code of ISO 4217, is one without a
// smaller unit.
func HasNoCents(code string) bool {
	return slices.Contains([]string{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}, code)
}
