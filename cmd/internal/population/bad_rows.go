package population

import (
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"rfm/cmd/internal/app"
	rfmio "rfm/io"
	"rfm/io/fault"
	"rfm/io/place"
	"rfm/rfm"
)

// badRowFlags say what becomes of rows that cannot be understood.
type badRowFlags struct {
	onBadRow, Rejects, limit string

	flags *pflag.FlagSet // of the command
	file  *place.File    // for the rejects of all inputs; nil before the first
}

// AddFlags adds the flags to those of a command.
func (f *badRowFlags) AddFlags(fs *pflag.FlagSet) {
	f.flags = fs
	fs.StringVar(&f.onBadRow, "on-bad-row", "fail", "`what` to do about rows that cannot be read: fail|skip|quarantine\n(skip: go on without; quarantine: and write them to --rejects)")
	fs.StringVar(&f.Rejects, "rejects", "", "`file` for the rows left out by quarantine, as CSV: file,\nline, column, value, reason, raw; a header only without any")
	fs.StringVar(&f.limit, "max-bad-rows", "", "fail if more rows are bad: a `number`, or a share: 0.001")
	app.NamesPlace(fs, "rejects")
	app.Group(fs, app.GroupRows, "on-bad-row", "rejects", "max-bad-rows")
	app.Values(fs, "on-bad-row", "fail", "skip", "quarantine")
	app.Overrule(fs, []string{"on-bad-row=fail"}, []string{"rejects", "max-bad-rows"})
	app.Overrule(fs, []string{"on-bad-row=skip"}, []string{"rejects"})
}

// validate refuses flags that do not go together.
func (f *badRowFlags) validate() error {
	_, err := app.Choice("on-bad-row", f.onBadRow, map[string]bool{"fail": false, "skip": true, "quarantine": true})
	if err != nil {
		return err
	}
	if (f.onBadRow == "quarantine") != (f.Rejects != "") {
		return app.Usagef("--on-bad-row quarantine and --rejects FILE belong together")
	}
	if f.Rejects == "-" {
		return app.Usagef("--rejects needs a file: stdout is for the result")
	}
	for _, name := range []string{"output", "save-model"} {
		if out := f.flags.Lookup(name); f.Rejects != "" && out != nil && filepath.Clean(out.Value.String()) == filepath.Clean(f.Rejects) {
			return app.Usagef("--rejects and --%s name the same file", name)
		}
	}
	if f.limit == "" {
		return nil
	}
	if f.onBadRow == "fail" {
		return app.Usagef("--max-bad-rows needs --on-bad-row skip or quarantine")
	}
	if _, err := rfmio.ParseBadRowLimit(f.limit); err != nil {
		return app.Usagef("--max-bad-rows %v", err)
	}
	return nil
}

// policy is what the flags ask for. inputs are the files read: none may take
// the rejects, which appear when the command is done.
func (f *badRowFlags) policy(inputs []string, s *app.Streams) (p rfmio.BadRowPolicy, err error) {
	p.Skip = f.onBadRow == "skip" || f.onBadRow == "quarantine"
	if f.limit != "" {
		if p.Limit, err = rfmio.ParseBadRowLimit(f.limit); err != nil {
			return p, err
		}
	}
	if f.Rejects == "" {
		return p, nil
	}
	if err := app.RefuseInput(f.Rejects, inputs); err != nil {
		return p, err
	}
	if p.More = f.file != nil; !p.More {
		if f.file, err = s.Files.CreateBeside(f.Rejects); err != nil {
			return p, err
		}
	}
	p.Rejects = f.file
	return p, nil
}

// withShares completes an error about bad rows by what they are of the whole.
// others makes the account of the rows that were delivered.
func withShares(err error, read rfmio.Account, others func() (rfm.Account, error)) error {
	var own *fault.Error
	if !errors.As(err, &own) || read.Bad.Rows == 0 {
		return err
	}
	line := fmt.Sprintf("%s of %s cannot be read", app.Count(read.Bad.Rows), app.Counted(read.Rows, "row"))
	if a, err := others(); err == nil && read.Bad.Rows < read.Rows {
		rows := app.Percent(big.NewRat(read.Bad.Rows, 1), big.NewRat(read.Rows, 1))
		line += fmt.Sprintf(" (%s of rows, %s%s)", rows, ofRevenue(read.Bad, revenue(read, a)), unreadAmounts(read))
	}
	line += "; nothing was written"
	at := len(own.Hints)
	if own.Kind == fault.BadRows {
		at-- // the last hint says how to go on
	}
	own.Hints = slices.Insert(own.Hints, at, line)
	return err
}

// unreadAmounts says how many bad rows are not in their share of revenue.
func unreadAmounts(read rfmio.Account) string {
	if read.BadWithoutAmount == 0 {
		return ""
	}
	return "; " + app.Count(read.BadWithoutAmount) + " without a readable amount"
}
