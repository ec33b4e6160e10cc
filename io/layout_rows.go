package rfmio

// judgeUnpaid takes out the rows without a date of payment, in layouts where
// that is the date of the order.
func (a *assembler) judgeUnpaid() {
	if !a.plan.layout.paid {
		return
	}
	for i, source := range a.plan.field {
		if a.schema.Field(i).Name != "date" || a.batch.vectors[source.vector].null == nil {
			continue
		}
		a.judge()
		for row, empty := range a.batch.vectors[source.vector].null {
			if empty && a.fates[row] == used {
				a.fates[row] = unpaid
			}
		}
	}
}
