package rfmio

import (
	"rfm/io/fault"
	"strings"
	"testing"
)

func TestWhere(t *testing.T) {
	const text = "customer_id,date,amount,status,Unit Price\na,2024-01-01,1,paid,2.5\nb,2024-01-02,2,open,10\nc,2024-01-03,4,paid,\nd,x,zz,void,1\n"
	for _, c := range []struct{ where, want string }{
		{`status == "paid"`, "a c"},
		{`status in ["paid", "open"]`, "a b c"},
		{`amount > 1 && status != "void" && status != "bad"`, "b c"},
		{`$env["Unit Price"] >= 2.5 and status != "void"`, "a b"},
		{`status startsWith "p" || $env["Unit Price"] * 2 == 20`, "a b c"},
		{`customer_id matches "[ab]"`, "a b"},
	} {
		got, account, err := readLines(Options{Where: c.where}, inFile(t, "s.csv", strings.Replace(text, "zz", "0", 1)))
		var names []string
		for _, line := range got {
			names = append(names, line[:1])
		}
		if err != nil || strings.Join(names, " ") != c.want || account.Filtered.Rows != 4-int64(len(names)) {
			t.Errorf("%s keeps %q, %d filtered, %v; want %s", c.where, names, account.Filtered.Rows, err, c.want)
		}
	}
	for where, want := range map[string]string{
		`status ==`: "ends too early", `stats == "paid"`: `did you mean "status"?`, `amount`: "a condition is true or false", `status > 3 +`: "ends too early",
	} {
		_, _, err := readLines(Options{Where: where}, inFile(t, "s.csv", text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", where, err, want)
		}
	}
}

func TestWhereTakesColumnsForNumbersWhereItComputes(t *testing.T) {
	const text = "customer_id,date,amount,qty\na,2024-01-01,-20,9\nb,2024-01-02,5,10\n"
	for where, want := range map[string]string{
		`abs(amount) > 15`: "a", `-amount < 0`: "b", `qty + amount > 11`: "b", `qty > 9 && amount < 100`: "b",
		`let least = 9.5; qty > least`: "b", `max(qty, amount) == 10`: "b",
	} {
		got, _, err := readLines(Options{Where: where}, inFile(t, "s.csv", text))
		if err != nil || len(got) != 1 || got[0][:1] != want {
			t.Errorf("%s keeps %q, %v; want %s", where, got, err, want)
		}
	}
}

func TestWhereDoesNotLoseWhatItCannotRead(t *testing.T) {
	path := inFile(t, "s.csv", "customer_id,date,qty,unit_price\na,2024-01-01,1,10.00\nb,2024-01-02,1,a lot\n")
	for _, where := range []string{"unit_price > 0", "unit_price < 100"} {
		if _, _, err := readLines(Options{Where: where}, path); kindOfError(err) != fault.BadRows || !strings.Contains(err.Error(), `:3:4: unit_price "a lot" is not a number`) {
			t.Errorf("%s: %v", where, err)
		}
	}
}

func TestWhereComparesDatesByDay(t *testing.T) {
	const text = "customer_id,date,amount,ship\na,31.01.2024 23:59,1,05.02.2024\nb,01.02.2024,2,\nc,29.01.2024,4,30.01.2024\n"
	for where, want := range map[string]string{
		`date < date("2024-02-01")`:                                 "a c",
		`date == date("2024-01-31")`:                                "a",
		`date("2024-01-31") <= date and date <= date("2024-02-01")`: "a b",
		`ship > date("2024-01-01")`:                                 "a c",
		`ship < date("2025-01-01")`:                                 "a c", // an empty cell is not before anything
		`date(ship) - date(date) > 3`:                               "a",
	} {
		got, _, err := readLines(Options{Where: where, DateFormat: "dmy"}, inFile(t, "s.csv", text))
		var names []string
		for _, line := range got {
			names = append(names, line[:1])
		}
		if err != nil || strings.Join(names, " ") != want {
			t.Errorf("%s keeps %q, %v; want %s", where, names, err, want)
		}
	}
}

func TestWhereRefusesWhatDoesNotSayWhatWasMeant(t *testing.T) {
	const text = "customer_id,Order Date,amount,status\na,2024-01-01,10,paid\nb,2024-01-02,5,open\n"
	for where, want := range map[string]string{
		`1 == 1`:                              "the condition reads no column",
		`any([1, 2], # > 1)`:                  "the condition reads no column",
		`amount > 3 && 2 > 1`:                 "the condition reads no column",
		`"Order Date" < "2024-01-02"`:         `the column is $env["Order Date"]`,
		`'Amount' > 5`:                        "the column is amount",
		`amount > "5"`:                        "write: amount > 5",
		`"5" <= amount`:                       "write: 5 <= amount",
		`amount > 3 and amount != "5"`:        "write: amount != 5",
		`$env["Order Date"] >= "2024-01-02"`:  `write: $env["Order Date"] >= date("2024-01-02")`,
		`$env["Order Date"] < "1.2.2024"`:     `write: $env["Order Date"] < date("YYYY-MM-DD")`,
		`$env["Order Date"] < date("1.2.24")`: "a date is written YYYY-MM-DD",
	} {
		_, _, err := readLines(Options{Where: where}, inFile(t, "s.csv", text))
		if kindOfError(err) != fault.BadRequest || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", where, err, want)
		}
	}
	_, account, err := readLines(Options{Where: `status != "amount"`}, inFile(t, "s.csv", text))
	if err != nil || len(account.Files[0].Notes) != 1 {
		t.Errorf("a text that is the name of a column: %v, %v", account.Files, err)
	}
}
