package rfmio

import (
	"cmp"
	"fmt"
)

// nameForms writes into the account how the columns are written.
func (f *inputFile) nameForms() {
	columns := f.count.Columns
	for i, field := range f.plan.filled() {
		columns[i].Form = f.formName(field.vector)
		if field.times != none {
			if form := f.formName(field.times); form != columns[i].Form {
				columns[i].Form = fmt.Sprintf("%s: %s, %s: %s", f.plan.wants[field.times].name, cmp.Or(form, "plain"), f.plan.wants[field.vector].name, cmp.Or(columns[i].Form, "plain"))
			}
		}
	}
}

func (f *inputFile) formName(vector int) string {
	if w := f.plan.wants[vector]; w.form != nil && f.table.spelled(w) {
		return w.form.spelling().account()
	}
	return ""
}
