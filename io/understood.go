package rfmio

import (
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"rfm/io/role"
	"rfm/io/value"
)

// UnderstoodRow is a row as it is read: the day as 2024-01-31, the amount as a
// plain decimal; empty where the row has none.
type UnderstoodRow struct {
	Customer string `json:"customer"`
	Date     string `json:"date"`
	Amount   string `json:"amount"`
	Order    string `json:"order,omitempty"`
}

// Understood are the first rows of a file, whose beginning Tell was told.
func (in *Input) Understood(f role.Finding) []UnderstoodRow {
	var rows []UnderstoodRow
	for row := range role.ShownCells {
		var out UnderstoodRow
		var quantity, price decimal128.Num
		var scales [2]int32
		factors := 0
		for _, c := range f.Columns {
			if row >= len(c.First) {
				return rows
			}
			cell := c.First[row]
			for _, form := range in.forms {
				switch {
				case form.role != c.Role:
				case c.Role == "date":
					if day, ok := form.Days.Parse([]byte(cell)); ok {
						out.Date = day.FormattedString()
					}
				case c.Role == "amount":
					if n, scale, ok, _ := form.Numbers.Decimal([]byte(cell)); ok {
						out.Amount = n.ToString(scale)
					}
				case c.Role == "quantity":
					quantity, scales[0], _, _ = form.Numbers.Decimal([]byte(cell))
					factors++
				case c.Role == "price":
					price, scales[1], _, _ = form.Numbers.Decimal([]byte(cell))
					factors++
				}
			}
			switch {
			case c.Role == "customer" && !value.IsBlank([]byte(cell)):
				out.Customer = cell
			case c.Role == "order":
				out.Order = cell
			}
		}
		if product, ok := value.Multiply(price, quantity); ok && factors == 2 {
			out.Amount = product.ToString(scales[0] + scales[1])
		}
		rows = append(rows, out)
	}
	return rows
}
