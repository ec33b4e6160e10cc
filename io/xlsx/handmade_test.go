package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"rfm/io/xlsx"
)

// parts are the parts of a workbook by their names.
type parts map[string]string

const (
	mainNamespace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relNamespace  = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relType       = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// handmade is a workbook with one sheet of the rows given, and other parts that
// replace or join the usual ones; those that are empty are left out.
func handmade(rows string, others parts) parts {
	p := parts{
		"_rels/.rels":     `<Relationships ` + relNamespace + `><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook ` + mainNamespace + `><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships ` + relNamespace + `><Relationship Id="rId1" Type="` + relType + `worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relType + `styles" Target="styles.xml"/><Relationship Id="rId3" Type="` + relType + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + mainNamespace + `><sheetData>` + rows + `</sheetData></worksheet>`,
		// Style 1 is a date, 2 a date and time, 3 shows five digits.
		"xl/styles.xml": `<styleSheet ` + mainNamespace + `><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="00000"/></numFmts>` +
			`<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml": `<sst ` + mainNamespace + `><si><t>customer</t></si><si><t>date</t></si><si><t>amount</t></si><si><t>Ann</t></si></sst>`,
	}
	for name, content := range others {
		if p[name] = content; content == "" {
			delete(p, name)
		}
	}
	return p
}

// zipped is the archive of the parts.
func (p parts) zipped(t testing.TB) []byte {
	t.Helper()
	var names []string
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, p[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read is the first sheet as text: a line for each row that has cells.
func (p parts) read(t testing.TB) (string, error) {
	t.Helper()
	return readBytes(p.zipped(t))
}

func readBytes(content []byte) (string, error) {
	book, err := xlsx.Open(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, sheet := range book.Sheets() {
		rows, err := book.Rows(sheet)
		if err != nil {
			return out.String(), err
		}
		defer rows.Close()
		for {
			row, err := rows.Next()
			if err == io.EOF {
				break
			} else if err != nil {
				return out.String(), err
			}
			if len(row.Cells) == 0 {
				continue
			}
			for _, c := range row.Cells {
				fmt.Fprintf(&out, "%s=%s ", xlsx.Address(row.Number, c.Column), c.Text)
			}
			out.WriteString("\n")
		}
	}
	return out.String(), nil
}

// The same table in the spellings that XML allows and programs write.
func TestSpellingsOfOneTable(t *testing.T) {
	const want = "A1=customer B1=date C1=amount \nA2=Ann B2=2024-01-31 C2=2.5 \nA4=Ann C4=3 \n"
	const usual = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>` +
		`<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" s="1"><v>45322</v></c><c r="C2"><v>2.5</v></c></row>` +
		`<row r="4"><c r="A4" t="s"><v>3</v></c><c r="C4"><v>3</v></c></row>`
	prefixed := func(xml string) string {
		xml = strings.NewReplacer("</", "</x:", "<?", "<?", "<", "<x:").Replace(xml)
		return strings.NewReplacer("<x:?", "<?", "<x:/", "</", `xmlns="`, `xmlns:x="`).Replace(xml)
	}
	plain := handmade(usual, nil)
	unnamed := strings.NewReplacer(`<c r="B4"`, `<c`, `<c r="C4"`, `<c/><c`, `<row r="4"`, `<row/><row`, `<row r="2"`, `<row`, `<row r="1"`, `<row`).Replace(usual)
	for _, cell := range []string{"A1", "B1", "C1", "A2", "B2", "C2", "A4"} {
		unnamed = strings.ReplaceAll(unnamed, ` r="`+cell+`"`, "")
	}
	for name, p := range map[string]parts{
		"usual":               plain,
		"single quotes":       handmade(strings.ReplaceAll(usual, `"`, "'"), nil),
		"prefixes":            handmade("", parts{"xl/worksheets/sheet1.xml": prefixed(plain["xl/worksheets/sheet1.xml"]), "xl/sharedStrings.xml": prefixed(plain["xl/sharedStrings.xml"]), "xl/styles.xml": prefixed(plain["xl/styles.xml"]), "xl/workbook.xml": prefixed(plain["xl/workbook.xml"])}),
		"no addresses":        handmade(unnamed, nil),
		"line breaks in tags": handmade(strings.NewReplacer("<c ", "<c\n\t", "<v>", "<v\n>", "</c>", "</c\r\n>").Replace(usual), nil),
		"empty cells":         handmade(strings.NewReplacer(`<c r="C4">`, `<c r="B4" s="1"/><c r="C4">`, `</row><row r="4">`, `<c r="D2" s="1"></c></row><row r="3"/><row r="4">`).Replace(usual), nil),
		"order of attributes": handmade(strings.ReplaceAll(usual, `<c r="A2" t="s">`, `<c t="s" cm='1' vm = "2" r="A2" >`), nil),
		"comments":            handmade(strings.ReplaceAll(usual, `<row r="2">`, `<!-- <row r="9"><c><v>1</v></c></row> --><?pi <c>?><row r="2">`), nil),
		"cdata":               handmade(strings.NewReplacer("<v>2.5</v>", "<v><![CDATA[2.]]>5</v>", "<v>45322</v>", "<v> 453&#50;2\n</v>").Replace(usual), nil),
		"spaced":              handmade(strings.ReplaceAll(usual, "><", ">\n  <"), nil),
		"inline strings":      handmade(strings.NewReplacer(`t="s"><v>3</v>`, `t="inlineStr"><is><t>Ann</t></is>`).Replace(usual), nil),
		"formula strings":     handmade(strings.NewReplacer(`t="s"><v>3</v>`, `t="str"><f>"A"&amp;"nn"</f><v>Ann</v>`).Replace(usual), nil),
		"ISO dates":           handmade(strings.ReplaceAll(usual, `s="1"><v>45322</v>`, `t="d"><v>2024-01-31</v>`), nil),
		"no shared strings":   handmade(strings.NewReplacer(`t="s"><v>0</v>`, `t="str"><v>customer</v>`, `t="s"><v>1</v>`, `t="str"><v>date</v>`, `t="s"><v>2</v>`, `t="str"><v>amount</v>`, `t="s"><v>3</v>`, `t="str"><v>Ann</v>`).Replace(usual), parts{"xl/sharedStrings.xml": ""}),
		"absolute targets":    handmade(usual, parts{"xl/_rels/workbook.xml.rels": strings.ReplaceAll(plain["xl/_rels/workbook.xml.rels"], `Target="`, `Target="/xl/`)}),
		"other slashes, case": handmade(usual, parts{"xl/worksheets/sheet1.xml": "", `xl\Worksheets\Sheet1.xml`: plain["xl/worksheets/sheet1.xml"]}),
		"strict":              handmade(usual, parts{"xl/_rels/workbook.xml.rels": strings.ReplaceAll(plain["xl/_rels/workbook.xml.rels"], "http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument")}),
		"1904":                handmade(strings.ReplaceAll(usual, "45322", "43860"), parts{"xl/workbook.xml": strings.Replace(plain["xl/workbook.xml"], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)}),
	} {
		if got, err := p.read(t); err != nil || got != want {
			t.Errorf("%s: %v\n%swant\n%s", name, err, got, want)
		}
	}
}

func TestCellsWithTraps(t *testing.T) {
	strings := `<sst ` + mainNamespace + `><si><r><t xml:space="preserve">rich </t></r><r><rPr><b/></rPr><t>text</t></r></si>` +
		`<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si><si><t>a_x000D_b_x005F_x000D_ _x12_</t></si><si/><si><t/></si><si><t> &lt;&#x5ba2;&amp;&quot; </t></si></sst>`
	for name, c := range map[string]struct{ cell, want string }{
		"rich text":                  {`t="s"><v>0</v>`, "rich text"},
		"readings are no text":       {`t="s"><v>1</v>`, "東京"},
		"escaped characters":         {`t="s"><v>2</v>`, "a\rb_x000D_ _x12_"},
		"entities":                   {`t="s"><v>5</v>`, ` <客&" `},
		"inline rich text":           {`t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>c</t></rPh></is>`, "ab"},
		"doubles with 17 digits":     {`><v>2.5499999999999998</v>`, "2.55"},
		"sum of floats":              {`><v>0.30000000000000004</v>`, "0.3"},
		"exponent":                   {`><v>1.5E-3</v>`, "0.0015"},
		"zeros behind":               {`><v>12.50</v>`, "12.5"},
		"an id with more digits":     {`><v>1.234567890123457e+18</v>`, "1234567890123460000"},
		"zeros before":               {`s="3"><v>123</v>`, "00123"},
		"zeros before a fraction":    {`s="3"><v>1.5</v>`, "1.5"},
		"date and time":              {`s="2"><v>43466.012488425898</v>`, "2019-01-01 00:17:59"},
		"day":                        {`s="2"><v>43466</v>`, "2019-01-01"},
		"fraction of a second":       {`s="2"><v>43466.5000057870</v>`, "2019-01-01 12:00:00.500"},
		"rounds up to midnight":      {`s="2"><v>43465.99999999999</v>`, "2019-01-01"},
		"29 February 1900":           {`s="1"><v>60</v>`, "60"},
		"1 March 1900":               {`s="1"><v>61</v>`, "1900-03-01"},
		"before all days":            {`s="1"><v>-1</v>`, "-1"},
		"last day":                   {`s="1"><v>2958465</v>`, "9999-12-31"},
		"behind the last day":        {`s="1"><v>2958466</v>`, "2958466"},
		"error":                      {`t="e"><v>#N/A</v>`, "#N/A"},
		"true":                       {`t="b"><v>1</v>`, "TRUE"},
		"formula with a value":       {`><f>B1*2</f><v>7</v>`, "7"},
		"formula without a value":    {`><f>B1*2</f>`, "=B1*2"},
		"formula with an empty text": {`t="str"><f>""</f><v></v>`, ""},
		"a style that is not there":  {`s="99"><v>43466</v>`, "43466"},
	} {
		p := handmade(`<row r="1"><c r="A1" `+c.cell+`</c></row>`, parts{"xl/sharedStrings.xml": strings})
		want := ""
		if c.want != "" {
			want = "A1=" + c.want + " \n"
		}
		if got, err := p.read(t); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestRefusesWhatBreaksTheFormat(t *testing.T) {
	cell := func(c string) parts { return handmade(`<row r="1">`+c+`</row>`, nil) }
	for name, c := range map[string]struct {
		p    parts
		want string
	}{
		"string number too high": {cell(`<c r="A1" t="s"><v>4</v></c>`), `sheet "Orders", cell A1 refers to text "4" of 4`},
		"string number negative": {cell(`<c r="A1" t="s"><v>-1</v></c>`), `refers to text "-1"`},
		"not a number":           {cell(`<c r="A1"><v>abc</v></c>`), `cell A1 holds the number "abc"`},
		"not finite":             {cell(`<c r="A1"><v>1e999</v></c>`), `holds the number "1e999"`},
		"a cell twice":           {cell(`<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>`), `has the cell A1 twice`},
		"a cell of another row":  {cell(`<c r="A2"><v>1</v></c>`), `has a cell "A2" in row 1`},
		"too many columns":       {cell(`<c r="XFE1"><v>1</v></c>`), `has a cell "XFE1"`},
		"too many rows":          {handmade(`<row r="1048577"/>`, nil), "has more than 1048576 rows"},
		"row 0":                  {handmade(`<row r="0"/>`, nil), `has a row "0"`},
		"ends early":             {handmade("", parts{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"><v>1`}), "ends too early"},
		"ends between rows":      {handmade("", parts{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"></row>`}), "ends too early"},
		"ends in a tag":          {handmade("", parts{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1`}), "ends inside a tag"},
		"document type":          {handmade("", parts{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`}), "has a document type"},
		"no sheet":               {handmade("", parts{"xl/worksheets/sheet1.xml": ""}), "has no part xl/worksheets/sheet1.xml"},
	} {
		if got, err := c.p.read(t); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q, %v; want an error with %q", name, got, err, c.want)
		}
	}
}

func TestNamesOtherFormats(t *testing.T) {
	for name, c := range map[string]struct {
		p    parts
		want string
	}{
		"xlsb":    {parts{"xl/workbook.bin": "x", "_rels/.rels": strings.ReplaceAll(handmade("", nil)["_rels/.rels"], "workbook.xml", "workbook.bin")}, "is a binary Excel workbook (.xlsb)"},
		"numbers": {parts{"Index/Document.iwa": "x"}, "is a file of Apple Numbers"},
		"docx":    {parts{"word/document.xml": "<x/>"}, "is a Word document"},
		"csv.zip": {parts{"sales.csv": "a,b"}, `is a zip archive, not an Excel workbook; it begins with "sales.csv"`},
		"empty":   {parts{}, "is an empty zip archive"},
	} {
		if _, err := c.p.read(t); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
