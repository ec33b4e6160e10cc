package population

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/rfm"
)

// printNotices says what a reader of the result should know of how the rows were
// read.
func printNotices(w io.Writer, read rfmio.Account, a rfm.Account) {
	if read.WrittenDays {
		fmt.Fprintln(w, "notice: times with an offset keep the day that is written; to take that of one zone: --tz Europe/Paris, say")
	}
	if cents(read, a) {
		fmt.Fprintf(w, "notice: all amounts are whole and large, %s on average, beside a currency: are they cents? to divide: --amount '\"%s\" / 100'\n",
			app.Grouped(average(a).FloatString(0)), amountColumn(read))
	}
	if n := read.Residues; n > 0 {
		fmt.Fprintf(w, "notice: %s with more than 18 decimals, as floats such as 5.7e-14 leave, rounded to 12\n", app.Counted(n, "amount"))
	}
	if n := read.Turned; n > 0 {
		fmt.Fprintf(w, "notice: %s with a quantity below zero and an amount above zero: taken off as returns; to leave the amounts: --quantity none\n", app.Counted(n, "row"))
	}
	printIDs(w, read)
	if read.Repeated > 0 {
		have := "have"
		if read.Repeated == 1 {
			have = "has"
		}
		fmt.Fprintf(w, "notice: %s %s the amount of their order again: it counts once; to add the rows up: --amount-per row\n", app.Counted(read.Repeated, "row"), have)
	}
}

// cents tells whether the amounts look like those of an API in the smallest unit of
// the currency: whole, and large on average.
func cents(read rfmio.Account, a rfm.Account) bool {
	const large, fewest = 1000, 20
	return a.Scale == 0 && read.HasCents && amountColumn(read) != "" && a.Used.Rows >= fewest && average(a).Cmp(big.NewRat(large, 1)) >= 0
}

// average is the mean amount of the rows used.
func average(a rfm.Account) *big.Rat {
	if a.Used.Rows == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Quo(app.Exact(a.Used.Amount, a.Scale), big.NewRat(a.Used.Rows, 1))
}

// amountColumn is the column of the amount; "" where it is made of several.
func amountColumn(read rfmio.Account) string {
	for _, f := range read.Files {
		for _, c := range f.Columns {
			if c.Role == rfm.FieldAmount && !strings.Contains(c.Name, " × ") {
				return c.Name
			}
		}
	}
	return ""
}
