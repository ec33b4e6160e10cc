package workbook

// LimitError says that a table does not fit into a sheet of Excel.
type LimitError struct {
	Message string
	// Hint says how to go on.
	Hint string
}

func (e *LimitError) Error() string { return e.Message }
