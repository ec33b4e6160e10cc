package xlsx_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"rfm/io/xlsx"
)

func TestNamesRealFilesOfOtherFormats(t *testing.T) {
	for name, want := range map[string]string{
		"old.xls":        "is a workbook of Excel 97-2003 (.xls)",
		"old.ods":        "is an OpenDocument file (.ods)",
		"encrypted.xlsx": "is encrypted with a password",
	} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if !xlsx.IsWorkbook(content[:8]) {
			t.Errorf("%s is not told by its first bytes", name)
		}
		_, err = readBytes(content)
		var format *xlsx.FormatError
		if !errors.As(err, &format) || err.Error() != want || format.Hint == "" {
			t.Errorf("%s: %v, want %s and a way forward", name, err, want)
		}
	}
}

// Archives whose parts are small and unpack to something huge, and parts that
// claim huge counts: refused, or read, in little memory.
func TestMemoryIsBoundedByTheSizeOfTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks a hundred megabytes")
	}
	const mega = 1 << 20
	texts := strings.Repeat("<si><t>"+strings.Repeat("x", 1000)+"</t></si>", 40_000)
	for name, c := range map[string]struct {
		p    parts
		want string // of the error; empty for none
	}{
		"texts":           {handmade("", parts{"xl/sharedStrings.xml": "<sst>" + texts + "</sst>"}), "its texts unpack to more than"},
		"many texts":      {handmade("", parts{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 20*mega) + "</sst>"}), "its texts unpack to more than"},
		"a long text":     {handmade("", parts{"xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", 20*mega) + "</t></si></sst>"}), "a tag or a text is too long"},
		"a long tag":      {handmade(`<row r="1" spans="`+strings.Repeat("x", 20*mega)+`"/>`, nil), "a tag or a text is too long"},
		"a long comment":  {handmade(`<!--`+strings.Repeat("x", 20*mega)+`-->`, nil), "a tag or a text is too long"},
		"runs":            {handmade(`<row r="1"><c r="A1" t="inlineStr"><is>`+strings.Repeat("<r><t>x</t></r>", 2*mega)+`</is></c></row>`, nil), "the text of a cell is too long"},
		"values":          {handmade(`<row r="1"><c r="A1">`+strings.Repeat("<v>1</v>", 2*mega)+`</c></row>`, nil), "the text of a cell is too long"},
		"claimed counts":  {handmade("", parts{"xl/sharedStrings.xml": `<sst count="2000000000" uniqueCount="2000000000"><si><t>x</t></si></sst>`}), ""},
		"many merges":     {handmade("", parts{"xl/worksheets/sheet1.xml": `<worksheet><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:A2"/>`, mega) + `</mergeCells></worksheet>`}), "has more than 262144 merged cells"},
		"many sheets":     {handmade("", parts{"xl/workbook.xml": `<workbook><sheets>` + strings.Repeat(`<sheet name="a"/>`, 200_000) + `</sheets></workbook>`}), "has more than 100000 sheets"},
		"many styles":     {handmade("", parts{"xl/styles.xml": `<styleSheet><cellXfs>` + strings.Repeat(`<xf/>`, 2*mega) + `</cellXfs></styleSheet>`}), "has more than 1048576 styles"},
		"rows of nothing": {handmade(strings.Repeat("<row/>", mega), nil), ""},
	} {
		content := c.p.zipped(t)
		c.p = nil
		debug.FreeOSMemory()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		debug.SetGCPercent(10)
		_, err := readBytes(content)
		runtime.ReadMemStats(&after)
		debug.SetGCPercent(100)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if used := int64(after.HeapSys-after.HeapReleased) - int64(before.HeapSys-before.HeapReleased); used > 150*mega {
			t.Errorf("%s: %d MiB of memory for a file of %d kB", name, used/mega, len(content)>>10)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"openpyxl.xlsx", "xlsxwriter.xlsx", "libreoffice.xlsx", "old.xls"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		_, _ = readBytes(content) // must not panic
	})
}

// FuzzSheet puts any text where the rows, the texts and the styles stand.
func FuzzSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><r><t>a</t></r></is></c></row>`, `<si><t>_x000D_</t></si>`, `yyyy"年"m`)
	f.Add(`<row><c s="1"><f>SUM(A1:A2)</f><v>1e5</v></c><c t="b"><v>1</v></c></row></sheetData><mergeCell ref="A1:B2"/>`, `<si><rPh><t>x</t></rPh></si>`, `[h]:mm`)
	f.Fuzz(func(t *testing.T, rows, texts, format string) {
		p := handmade(rows, parts{"xl/sharedStrings.xml": "<sst>" + texts + "</sst>",
			"xl/styles.xml": `<styleSheet><numFmt numFmtId="164" formatCode="` + format + `"/><cellXfs><xf/><xf numFmtId="164"/></cellXfs></styleSheet>`})
		_, _ = p.read(t) // must not panic
	})
}

// FuzzMarkup compares with encoding/xml: a sheet that is well-formed XML has
// here the texts of its cells as encoding/xml reads them.
func FuzzMarkup(f *testing.F) {
	for _, seed := range []string{`<is><t>a &amp; b</t></is>`, `<is><t><![CDATA[<x>]]>y</t></is>`, `<is><t>a<!-- b -->c</t></is>`, "<is\n><t xml:space='preserve'> \r\n </t></is >",
		`<x:is xmlns:x="a"><x:t>1</x:t></x:is>`, `<is><t a=">" b='"'>&#65;&#x42;</t></is>`, `<is><t/><t></t><r><t>z</t></r></is>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		want, ok := inlineText(cell)
		if !ok {
			return
		}
		p := handmade(`<row><c t="inlineStr">`+cell+`</c></row>`, nil)
		got, err := p.read(t)
		if err != nil {
			t.Fatalf("%q: %v, encoding/xml reads %q", cell, err, want)
		}
		if want != "" {
			want = "A1=" + want + " \n"
		}
		if got != want {
			t.Fatalf("%q is %q, encoding/xml reads %q", cell, got, want)
		}
	})
}

// inlineText is the text of an element is as encoding/xml reads it; false where
// it is no single well-formed is.
func inlineText(cell string) (string, bool) {
	d := xml.NewDecoder(bytes.NewReader([]byte("<c>" + cell + "</c>")))
	var text strings.Builder
	depth, inText, inside, seen := 0, 0, false, 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			return text.String(), seen == 1
		}
		if err != nil {
			return "", false
		}
		switch token := token.(type) {
		case xml.Directive:
			return "", false
		case xml.StartElement:
			depth++
			switch name := token.Name.Local; {
			case depth == 2 && name == "is":
				seen++
				inside = true
			case depth == 2 || name == "rPh" || name == "is" || name == "v" || name == "f":
				return "", false
			case name == "t" && inside && inText == 0:
				inText = depth
			}
		case xml.EndElement:
			if depth--; depth < inText {
				inText = 0
			}
			inside = inside && depth >= 2
		case xml.CharData:
			if inText > 0 {
				text.Write(token)
			}
		}
		if strings.Contains(text.String(), "_x") || strings.ContainsRune(cell, 0) {
			return "", false
		}
	}
}
