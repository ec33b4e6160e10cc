package main

import (
	"fmt"
	"strings"
)

// campaignFiles are what the examples of rfm campaign and rfm scheme learn work
// on: 400 customers, a panel of all, and who responded.
func campaignFiles() map[string]string {
	var scored, panel, mailed, responses strings.Builder
	const head = "customer_id,recency_days,orders,monetary,segment"
	fmt.Fprintf(&scored, "%s\n", head)
	fmt.Fprintf(&panel, "%s,arm\n", head)
	fmt.Fprintf(&mailed, "%s,responded\n", head)
	fmt.Fprintln(&responses, "customer_id,amount")
	for i := range 400 {
		orders, segment, responded := 1+i%7, "few", 0
		if orders > 3 {
			segment = "many"
		}
		row := fmt.Sprintf("c%03d,%d,%d,%d.00,%s", i, i%90, orders, 20*orders, segment)
		if orders > 3 && i%3 > 0 || i%11 == 0 {
			responded = 1
			fmt.Fprintf(&responses, "c%03d,30.00\n", i)
		}
		arm := "mailed"
		if i/7%10 == 0 {
			arm = "control"
		}
		fmt.Fprintf(&scored, "%s\n", row)
		fmt.Fprintf(&panel, "%s,%s\n", row, arm)
		fmt.Fprintf(&mailed, "%s,%d\n", row, responded)
	}
	return map[string]string{
		"scored.csv": scored.String(),
		"mail.csv":   scored.String(),
		"panel.csv":  panel.String(),
		"mailed.csv": mailed.String(),
		"r.csv":      responses.String(),
		"later.csv":  responses.String(),
		"plan.json": `{"format": "rfm campaign 1", "group_by": "segment", "choose": "all", "cost": "1", "margin": "0.5",
			"amounts": true, "amount_decimals": 2, "control_arm": false,
			"groups": [{"group": "many", "chosen": true, "mailed": {"customers": 10, "responders": 2, "revenue": "40.00"}}]}`,
		"learned.yaml": "name: learned\nsegments:\n  - {code: grade_1, when: orders > 3}\n  - {code: grade_2, when: orders <= 3}\n",
	}
}
