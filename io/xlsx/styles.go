package xlsx

import "strconv"

// maxStyles is what Excel allows a workbook, with room for writers that do not
// know of it.
const maxStyles = 1 << 20

// readStyles lists what each cell style, as cells name them, makes of a number.
func (c *container) readStyles(part string) ([]numberFormat, error) {
	var styles []numberFormat
	custom := map[int]numberFormat{}
	inside := false // of cellXfs
	err := c.scan(part, func(m *markup) error {
		switch {
		case m.start("numFmt"):
			if id, err := strconv.Atoi(m.attribute("numFmtId")); err == nil && len(custom) < maxStyles {
				custom[id] = parseNumberFormat(m.attribute("formatCode"))
			}
		case m.start("cellXfs"), m.end("cellXfs"):
			inside = m.kind == markupStart
		case inside && m.start("xf"):
			id, _ := strconv.Atoi(m.attribute("numFmtId"))
			format, known := custom[id] // which may redefine a built-in one
			if !known {
				format = builtinFormat(id)
			}
			if styles = append(styles, format); len(styles) > maxStyles {
				return corrupt("it has more than %d styles", maxStyles)
			}
		}
		return nil
	})
	return styles, err
}
