package xlsx

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
)

// IsWorkbook tells from the first bytes whether a file is for Open: a workbook,
// or another file of an office program, which Open names. Every zip archive is.
func IsWorkbook(first []byte) bool {
	return bytes.HasPrefix(first, []byte("PK\x03\x04")) || bytes.HasPrefix(first, []byte("PK\x05\x06")) || bytes.HasPrefix(first, oleMagic())
}

// oleMagic begins the files of Office before 2007, and encrypted ones of today.
func oleMagic() []byte { return []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1} }

const saveAsXLSX = "open it in Excel or LibreOffice and save it as .xlsx (Excel Workbook)"

// otherFormat names files that are no archives.
func otherFormat(file io.ReaderAt, size int64) error {
	head := make([]byte, min(size, 512))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return corrupt("it cannot be read: %v", err).because(err)
	}
	if !bytes.HasPrefix(head, oleMagic()) {
		return nil
	}
	names := oleNames(file, head)
	switch {
	case bytes.Contains(names, utf16Text("EncryptedPackage")):
		return &FormatError{Message: "is encrypted with a password",
			Hint: "open it in Excel, take the password away (File > Info > Protect Workbook > Encrypt with Password), and save it"}
	case bytes.Contains(names, utf16Text("Workbook")), bytes.Contains(names, utf16Text("Book")):
		return &FormatError{Message: "is a workbook of Excel 97-2003 (.xls)", Hint: saveAsXLSX}
	}
	return &FormatError{Message: "is an Office file from before 2007, or encrypted", Hint: saveAsXLSX}
}

// oleNames is the beginning of the directory of an OLE file, which has the names
// of its streams in UTF-16.
func oleNames(file io.ReaderAt, head []byte) []byte {
	if len(head) < 76 {
		return nil
	}
	shift := binary.LittleEndian.Uint16(head[30:]) // of the sector size
	if shift < 7 || shift > 16 {
		return nil
	}
	at := (int64(binary.LittleEndian.Uint32(head[48:])) + 1) << shift
	names := make([]byte, 4096)
	n, _ := file.ReadAt(names, at)
	return names[:n]
}

func utf16Text(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// otherContent names archives that are no workbooks, or not in XML.
func (c *container) otherContent(main string) error {
	switch {
	case c.has("xl/workbook.bin") || strings.HasSuffix(main, ".bin"):
		return &FormatError{Message: "is a binary Excel workbook (.xlsb)", Hint: saveAsXLSX}
	case c.has(main):
		return nil
	case c.has("Index/Document.iwa") || c.has("Index.zip"):
		return &FormatError{Message: "is a file of Apple Numbers", Hint: "in Numbers choose File > Export To > Excel"}
	case c.has("mimetype") && c.has("content.xml"):
		return &FormatError{Message: "is an OpenDocument file (.ods)", Hint: "open it in LibreOffice and save it as Excel 2007-365 (.xlsx)"}
	case c.has("word/document.xml"):
		return &FormatError{Message: "is a Word document"}
	case c.has("ppt/presentation.xml"):
		return &FormatError{Message: "is a PowerPoint presentation"}
	case len(c.parts) == 0:
		return &FormatError{Message: "is an empty zip archive"}
	}
	return &FormatError{Message: "is a zip archive, not an Excel workbook; it begins with " + quoted(c.first), Hint: "unzip it and name the files in it"}
}
