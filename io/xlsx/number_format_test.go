package xlsx

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"
)

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]numberFormat{
		"General": {}, "0.00": {}, "#,##0.00": {}, "0%": {}, "0.00E+00": {}, "# ?/?": {}, "@": {}, "0": {},
		`"d"0`: {}, `\d0`: {}, `#,##0.00\ "days"`: {}, `[Red]0;[Blue]-0`: {}, `_(* #,##0.00_);_(* (#,##0.00)`: {},
		`[$€-407]#,##0.00`: {}, `[$USD] 0.00`: {}, `USD 0.00`: {}, `0_d`: {}, `0*d`: {}, "General\\ \"h\"": {}, `[>100]0;0`: {}, `0;yyyy`: {},
		"00000": {zeros: 5}, "00": {zeros: 2},
		"yyyy-mm-dd": {class: formatDate}, "d/m/yyyy;@": {class: formatDate}, "mmm yy": {class: formatDate}, "[$-409]d-mmm-yy;@": {class: formatDate},
		`yyyy"年"m"月"d"日"`: {class: formatDate}, `[$-411]ggge"年"m"月"d"日"`: {class: formatDate}, "dd.mm.yyyy\\ hh:mm": {class: formatDate},
		"YYYY/MM/DD": {class: formatDate}, "mm": {class: formatDate}, "mmmm": {class: formatDate}, "m/d/yy h:mm": {class: formatDate}, "[DBNum1]yyyy": {class: formatDate},
		`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`: {class: formatDate}, "bbbb": {class: formatDate}, "yyyy-mm-ddThh:mm:ss.000": {class: formatDate},
		"h:mm": {class: formatTime}, "hh:mm:ss": {class: formatTime}, "mm:ss": {class: formatTime}, "mm:ss.0": {class: formatTime}, "h:mm AM/PM": {class: formatTime},
		`[$-804]上午/下午h"时"mm"分"`: {class: formatTime}, "h:mm a/p": {class: formatTime}, `[$-F400]h:mm:ss\ AM/PM`: {class: formatTime},
		"[h]:mm": {class: formatDuration}, "[hh]:mm:ss": {class: formatDuration}, "[mm]:ss": {class: formatDuration}, "[ss].00": {class: formatDuration},
		`"unclosed`: {}, "[unclosed": {}, `\`: {}, "": {},
	} {
		if got := parseNumberFormat(code); got != want {
			t.Errorf("%s is %+v, want %+v", code, got, want)
		}
	}
}

func TestBuiltinFormats(t *testing.T) {
	classes := map[formatClass][]int{
		formatNumber:   {0, 1, 2, 4, 9, 10, 11, 13, 23, 37, 44, 48, 49, 59},
		formatDate:     {14, 17, 22, 27, 31, 36, 50, 57, 58},
		formatTime:     {18, 21, 32, 35, 45, 47},
		formatDuration: {46},
	}
	for class, ids := range classes {
		for _, id := range ids {
			if got := builtinFormat(id).class; got != class {
				t.Errorf("format %d is %v, want %v", id, got, class)
			}
		}
	}
}

func TestSerialsOfEveryDay(t *testing.T) {
	for _, date1904 := range []bool{false, true} {
		first, serial := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC), 61
		if date1904 {
			first, serial = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC), 0
		}
		for day := first; day.Year() < 2110; day = day.AddDate(0, 0, 1) {
			got, ok := appendSerial(nil, float64(serial), formatDate, date1904)
			if want := day.Format("2006-01-02"); !ok || string(got) != want {
				t.Fatalf("day %d (1904: %v) is %s, want %s", serial, date1904, got, want)
			}
			serial++
		}
	}
}

func TestSerialsOfEverySecond(t *testing.T) {
	for second := range 24 * 60 * 60 {
		days := 45322 + float64(second)/86400
		for _, stored := range []string{strconv.FormatFloat(days, 'f', -1, 64), strconv.FormatFloat(days, 'g', 15, 64)} {
			v, _ := strconv.ParseFloat(stored, 64)
			got, ok := appendSerial(nil, v, formatDate, false)
			want := time.Date(2024, 1, 31, 0, 0, second, 0, time.UTC).Format("2006-01-02 15:04:05")
			if second == 0 {
				want = "2024-01-31"
			}
			if !ok || string(got) != want {
				t.Fatalf("%s is %s, want %s", stored, got, want)
			}
		}
	}
}

func TestTimesAndDurations(t *testing.T) {
	for _, c := range []struct {
		days  float64
		class formatClass
		want  string
	}{
		{0, formatTime, "00:00:00"}, {0.5, formatTime, "12:00:00"}, {1.25, formatTime, "30:00:00"}, {43466.25, formatTime, "2019-01-01 06:00:00"},
		{1.5, formatDuration, "36:00:00"}, {100, formatDuration, "2400:00:00"}, {0.99999999999, formatTime, "24:00:00"},
	} {
		if got, ok := appendSerial(nil, c.days, c.class, false); !ok || string(got) != c.want {
			t.Errorf("%v is %s, want %s", c.days, got, c.want)
		}
	}
}

// The digits are those of exact arithmetic: the double, rounded half away from
// zero to 15 significant digits, as %.15g of C does it but for exact halves.
func TestNumbersHaveTheDigitsThatExcelShows(t *testing.T) {
	for stored, want := range map[string]string{
		"0": "0", "-0": "0", "-0.0": "0", "7": "7", "-12.50": "-12.5", "100": "100", "2.5499999999999998": "2.55", "123.56999999999999": "123.57",
		"1E2": "100", "1e-5": "0.00001", "-1.5e3": "-1500", "1.0000000000000001e-10": "0.0000000001", "999999999999999.9": "1000000000000000",
		"1e15": "1000000000000000", "1e40": "1e+40", "5e-324": "4.94065645841247e-324", ".5": "0.5", "5.": "5", "+5": "5", "007": "7", "0.1": "0.1", "00.10": "0.1",
	} {
		got, _, ok := appendNumber([]byte("-"), []byte(stored))
		if !ok || string(got[1:]) != want {
			t.Errorf("%s is %s, want %s", stored, got[1:], want)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		v := math.Float64frombits(random.Uint64())
		if exponent := math.Log10(math.Abs(v)); math.IsNaN(v) || math.IsInf(v, 0) || exponent < -30 || exponent > 30 {
			v = (random.Float64() - 0.5) * math.Pow10(random.IntN(20))
		}
		got, _, _ := appendNumber(nil, strconv.AppendFloat(nil, v, 'g', -1, 64))
		want, _ := new(big.Rat).SetString(strconv.FormatFloat(v, 'e', 14, 64))
		if shown, ok := new(big.Rat).SetString(string(got)); !ok || shown.Cmp(want) != 0 {
			t.Fatalf("%v is %s, want %s", v, got, want.FloatString(30))
		}
	}
	for _, stored := range []string{"", "-", ".", "abc", "NaN", "Inf", "1e999", "1,5"} {
		if got, _, ok := appendNumber(nil, []byte(stored)); ok {
			t.Errorf("%q is %s, want no number", stored, got)
		}
	}
}

func TestAddsUpColumn(t *testing.T) {
	for formula, want := range map[string]bool{
		"SUM(D2:D99)": true, "sum( $D$2:$D$99 )": true, "SUBTOTAL(109,Table1[Amount])": true, "SUBTOTAL(9,D2:D10)": true, "AGGREGATE(9,5,D$2:D$99)": true,
		"SUM(D:D)": true, "SUM(C2:E99)": true, "SUM(D2,D5,D9)": true, "=SUM(D2:D99)": true,
		"SUM(A12:C12)": false, "SUM(A2:C99)": false, "D2*2": false, "SUM(Table1[@[a]:[c]])": false, "SUM(Orders[[#This Row],[a]])": false, "SUM(": false, "": false, "AVERAGE(D2:D99)": false,
		"SUM(D2:D9)*1": false, "SUM(5)": false, "SUM)": false,
	} {
		if got := addsUpColumn([]byte(formula), 12, 3); got != want {
			t.Errorf("%s in D12: %v, want %v", formula, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for column := range MaxColumns {
		name := Address(12, column)
		if row, got, ok := parseAddress([]byte(name)); !ok || row != 12 || got != column {
			t.Fatalf("%s is row %d, column %d (%v), want 12, %d", name, row, got, ok, column)
		}
	}
	for name, column := range map[string]int{"A": 0, "Z": 25, "AA": 26, "AZ": 51, "ZZ": 701, "AAA": 702, "XFD": 16383} {
		if got := ColumnName(column); got != name {
			t.Errorf("column %d is %s, want %s", column, got, name)
		}
	}
	for _, name := range []string{"", "$", "A-1", "1A", "XFE1", "A1048577", "A99999999999999999999", "ZZZZZZZZZZ1", "A1:B2"} {
		if row, column, ok := parseAddress([]byte(name)); ok {
			t.Errorf("%q is row %d, column %d, want none", name, row, column)
		}
	}
}
