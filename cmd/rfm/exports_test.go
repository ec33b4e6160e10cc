package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportsOfShops reads the same orders in the layouts of twenty programs. The
// figures come from the orders themselves: 176 are paid, by 57 people, for
// 142,572.60, or 143,435.00 with shipping. Where a file says something else, it is
// told why.
func TestExportsOfShops(t *testing.T) {
	const folder = "../../../shared/data/exports"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the files are not here")
	}
	const items, withShipping = "57 customers scored as of 2024-12-14: net 142,572.6", "57 customers scored as of 2024-12-14: net 143,435"
	for file, c := range map[string]struct{ flags, want string }{
		"01_shopify.csv":              {want: withShipping},
		"03_woo_advanced.csv":         {want: withShipping},
		"04_stripe.csv":               {want: withShipping},
		"06_square_items.csv":         {want: items},
		"08_amazon_orders_report.txt": {want: items},
		"10_magento.csv":              {want: withShipping},
		"11_etsy_orders.csv":          {want: withShipping},
		"13_lightspeed_x.csv":         {want: items},
		"14_odoo.csv":                 {want: "51 customers scored as of 2024-12-14: net 153,758.3"}, // by name; refunds are not told
		"16_sap_de_cp1252.csv":        {"--encoding windows-1252", items},
		"17_datev_extf.csv":           {"--encoding windows-1252", items},
		"18_taobao_gb18030.csv":       {"--encoding gb18030", withShipping},
		"19_jd.csv":                   {"--encoding gb18030", withShipping},
		"22_shopify_rest.json":        {want: withShipping},
		"23_stripe_charges.jsonl":     {want: "59 customers scored as of 2024-12-14: net 159,880.6"}, // what is pending succeeded there
		"24_quickbooks.csv":           {want: "50 customers scored as of 2024-12-14: net 142,572.6"}, // by name
		"27_segment_events.jsonl":     {want: withShipping},
		"29_excel_de.csv":             {"--encoding windows-1252", withShipping},
		"31_rakuten_sjis.csv":         {"--encoding shift-jis", "57 customers scored as of 2024-12-14: net 143,309"}, // whole yen
		"35_shopee.csv":               {want: withShipping},
	} {
		words, err := scoreWords(append([]string{filepath.Join(folder, file)}, strings.Fields(c.flags)...)...)
		if err != nil || !strings.Contains(words, c.want) {
			t.Errorf("%s: want %s; %v\n%s", file, c.want, err, words)
		}
	}
}
