//go:build !assert

package table

import "testing"

// The library's own assertions refuse the dictionary of a column without values,
// which is empty, though it writes and reads one.
func TestParquetKeepsColumnsWithoutValues(t *testing.T) {
	keepsTypes(t, everyType(t, parquetPiece+77, true))
}
