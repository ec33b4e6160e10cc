package main

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// count writes a number with thousands signs.
func count[T int | int64](n T) string { return grouped(strconv.FormatInt(int64(n), 10)) }

// counted writes a number and what it counts: "1 customer", "4,339 customers";
// what it counts is in the singular.
func counted[T int | int64](n T, what string) string { return count(n) + " " + plural(n, what) }

// plural is the word for n of what, which is in the singular.
func plural[T int | int64](n T, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}

// money writes an amount with thousands signs.
func money(n decimal128.Num, scale int32) string { return grouped(n.ToString(scale)) }

// exact is an amount as a number that has no bounds.
func exact(n decimal128.Num, scale int32) *big.Rat {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(n.BigInt(), unit)
}

// grouped puts thousands signs into the whole part of a number.
func grouped(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, rest, point := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}

// percent writes a share with one decimal, a small one with as many as show it.
func percent(part, whole *big.Rat) string {
	if whole.Sign() == 0 {
		return "0 %"
	}
	share := new(big.Rat).Quo(part, whole)
	share.Mul(share, big.NewRat(100, 1))
	text := share.FloatString(1)
	for decimals := 2; decimals <= 6 && share.Sign() != 0 && strings.Trim(text, "-0.") == ""; decimals++ {
		text = share.FloatString(decimals)
	}
	return text + " %"
}

func dayText(day arrow.Date32) string { return day.FormattedString() }

// list joins texts with commas.
func list(texts []string) string { return strings.Join(texts, ", ") }
