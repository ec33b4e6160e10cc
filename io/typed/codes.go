package typed

// copyCodes appends codes while all segments of the batch have them of one
// dictionary, else texts.
func copyCodes(o *Output, n int) {
	v, c := &o.vector, o.Column
	if c.Dictionary != nil && (o.rows() == 0 || v.Dictionary == c.Dictionary) {
		v.Dictionary = c.Dictionary
		v.Codes = append(v.Codes, c.Codes[:n]...)
		return
	}
	if v.Dictionary != nil {
		dictionary := v.Dictionary
		v.Dictionary = nil
		for _, code := range v.Codes {
			o.appendText(dictionary.Text(int(code)))
		}
	}
	if c.Dictionary == nil {
		copyTexts(o, n)
		return
	}
	for _, code := range c.Codes[:n] {
		o.appendText(c.Dictionary.Text(int(code)))
	}
}

func (o *Output) appendText(text []byte) {
	v := &o.vector
	if len(v.Bytes)+len(text) > TextMax {
		o.Err = errTooMuchText()
		return
	}
	v.Bytes = append(v.Bytes, text...)
	v.Offsets = append(v.Offsets, int32(len(v.Bytes)))
}
