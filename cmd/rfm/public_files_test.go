package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPublicFiles reads files that people publish. Each is read without a flag,
// or refused with flags that then read it, or refused as no table of
// transactions. The figures are those that DuckDB counts in the files.
func TestPublicFiles(t *testing.T) {
	const folder = "../../../shared/data"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the files are not here")
	}
	const (
		asIs     = ""
		noTable  = "no transactions"
		noAmount = "no amounts"
	)
	files := map[string]struct {
		flags string // that the refusal names; asIs where there is none
		read  string // rows read and net revenue
	}{
		"btyd/apparelStaticCov.csv":                                {flags: noTable},
		"btyd/apparelTrans.csv":                                    {flags: asIs, read: "net 124,356.90"},
		"btyd/apparelTrans2005.csv":                                {flags: asIs},
		"btyd/cdnowElog.csv":                                       {read: "6,919 rows read"},
		"btyd/cdnowSummary_cbs.csv":                                {flags: noTable},
		"btyd/discreteSimElog.csv":                                 {flags: noAmount, read: "52,432 rows read"},
		"btyd/donations.csv":                                       {flags: noTable},
		"btyd/example_transactions.csv":                            {flags: noAmount},
		"btyd/groceryElog.csv":                                     {flags: noAmount, read: "10,483 rows read"},
		"cdnow/CDNOW_master.txt":                                   {read: "net 2,500,315.63"},
		"cdnow/CDNOW_sample.txt":                                   {flags: "--no-header --customer 1 --date 3 --amount 5", read: "6,919 rows read"},
		"cdnow/cdnow_customers_summary.csv":                        {flags: noTable},
		"cdnow/cdnow_customers_summary_with_transactions.csv":      {flags: noTable},
		"cn-superstore/cn_superstore_gb18030.csv":                  {flags: "--encoding gb18030", read: "net 16,068,954.125"},
		"cn-superstore/cn_superstore_returns_utf8.csv":             {flags: noTable},
		"cn-superstore/cn_superstore_utf8_niandyueri.csv":          {read: "net 16,068,954.125"},
		"cn-superstore/示例 - 超市.xlsx":                               {read: "net 16,068,954.125"},
		"essec-purchases/purchases.txt":                            {flags: "--no-header --customer 1 --date 3 --amount 2", read: "net 3,194,344.90"},
		"hillstrom/hillstrom.csv":                                  {flags: noTable},
		"misc-small/Groceries_dataset.csv":                         {flags: "--amount Cost", read: "38,765 rows read"},
		"misc-small/chinook_invoices.csv":                          {read: "net 2,328.60"},
		"misc-small/marketing_campaign.csv":                        {flags: noTable},
		"misc-small/sakila_payments.csv":                           {read: "net 67,416.51"},
		"misc-small/sales_data_sample.csv":                         {read: "2,823 rows read"},
		"online-retail/expected_metrics_asof_2011-12-10.csv":       {flags: noTable},
		"online-retail/expected_rf_grid_rankfirst.csv":             {flags: "--frequency frequency --recency recency --monetary monetary"},
		"online-retail/expected_rfm_raw.csv":                       {flags: "--frequency invoices --last last_purchase --monetary revenue"},
		"online-retail/online_retail.csv.gz":                       {read: "net 8,310,477.054"},
		"online-retail/online_retail_dec2010_us_latin1.csv.gz":     {read: "42,481 rows read"},
		"rfm-customer/expected_scores.csv":                         {flags: "--frequency transaction_count --recency recency_days --monetary amount"},
		"rfm-customer/rfm_data_customer.csv":                       {flags: "--frequency number_of_orders --recency recency_days --monetary revenue", read: "39,999 rows read"},
		"rfm-orders/expected_scores.csv":                           {flags: "--frequency transaction_count --recency recency_days --monetary amount"},
		"rfm-orders/rfm_data_orders.csv":                           {read: "net 464,158"},
		"superstore-orders/expected_quartiles_1best.csv":           {flags: "--frequency frequency --recency recency --monetary monetary_value"},
		"superstore-orders/sample-orders.csv":                      {flags: "--encoding macroman", read: "net 2,297,261"},
		"superstore-us/Sample - Superstore (2019-2022 ddmmyy).csv": {read: "net 2,326,534.35"},
		"superstore-us/Sample - Superstore (classic 9994).csv":     {read: "net 2,297,200.86"},
	}
	tried := regexp.MustCompile(`--(no-header|[a-z]+ [^ ,\n]+)( --[a-z]+ [^ \n]+)*`)
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(folder, path)
		if err != nil || entry.IsDir() || strings.HasSuffix(name, "SOURCE.txt") || name == "README.md" {
			return err
		}
		file, known := files[name]
		if !known {
			return nil // other tests read it
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			messages, err := scoreWords(path)
			switch file.flags {
			case asIs:
				if err != nil {
					t.Fatal(err)
				}
			case noTable:
				if err == nil || !strings.Contains(err.Error(), "no column holds dates") && !strings.Contains(err.Error(), "is it one row per customer?") && !strings.Contains(err.Error(), "Excel") {
					t.Fatalf("not refused as no table of transactions: %v", err)
				}
				return
			case noAmount:
				if err == nil || !strings.Contains(err.Error(), "without amounts: rfm clv") {
					t.Fatalf("not refused for want of amounts: %v", err)
				}
				return
			default:
				if err == nil {
					t.Fatal("was read without a flag")
				}
				if flags := tried.FindString(err.Error()); flags != file.flags {
					t.Fatalf("flags %q in:\n%v", flags, err)
				}
				if messages, err = scoreWords(append([]string{path}, strings.Fields(file.flags)...)...); err != nil {
					t.Fatal(err)
				}
			}
			if !strings.Contains(messages, file.read) {
				t.Errorf("want %q in:\n%s", file.read, messages)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// scoreWords is what rfm score tells of its input.
func scoreWords(args ...string) (string, error) {
	var out, messages bytes.Buffer
	err := run(context.Background(), append([]string{"score", "--limit", "1", "--columns", "customer_id"}, args...), strings.NewReader(""), &out, &messages)
	return messages.String(), err
}
