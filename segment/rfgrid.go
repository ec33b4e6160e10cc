package segment

// RFGrid is the default scheme: ten segments that divide the 25 cells of
// recency and frequency exactly. M is shown, not used. The division is the one
// that CleverTap published and many Python tutorials use.
func RFGrid() *Scheme {
	cells := func(rLow, rHigh, fLow, fHigh uint8) []Rule {
		return []Rule{{R: Range{rLow, rHigh}, F: Range{fLow, fHigh}}}
	}
	return &Scheme{
		Name: "rf-grid",
		Bins: [3]int{5, 5, 0},
		Segments: []Segment{
			{"champions", "Champions", "reward them: early access, a referral offer; no discounts", cells(5, 5, 4, 5)},
			{"loyal", "Loyal", "offer more of what they like, and a membership", cells(3, 4, 4, 5)},
			{"potential_loyalists", "Potential loyalists", "lead them to a second category; invite them to the programme", cells(4, 5, 2, 3)},
			{"new_customers", "New customers", "welcome them; suggest the second purchase within the usual gap", cells(5, 5, 1, 1)},
			{"promising", "Promising", "tell them about the brand; a free trial", cells(4, 4, 1, 1)},
			{"need_attention", "Need attention", "a limited offer on what they bought before", cells(3, 3, 3, 3)},
			{"about_to_sleep", "About to sleep", "a reminder, popular items, a small incentive", cells(3, 3, 1, 2)},
			{"at_risk", "At risk", "win them back personally; find out why they left", cells(1, 2, 3, 4)},
			{"cant_lose", "Cannot lose", "call them; a strong offer", cells(1, 2, 5, 5)},
			{"hibernating", "Hibernating", "cheap channels only; test a few of them", cells(1, 2, 1, 2)},
		},
	}
}
