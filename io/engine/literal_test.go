package engine

import (
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEnginesReadLiteralsAsTheyAreWritten asks real engines for the bytes of random
// texts, most of them quotes, backslashes, control characters and what clients and
// engines might take for something else.
func TestEnginesReadLiteralsAsTheyAreWritten(t *testing.T) {
	python, socket := os.Getenv("ENGINE_PYTHON"), os.Getenv("ENGINE_POSTGRES")
	if python == "" || socket == "" {
		if os.Getenv("TEST_ENGINES") != "" {
			t.Fatal("ENGINE_PYTHON or ENGINE_POSTGRES is not set")
		}
		t.Skip("needs ENGINE_PYTHON with duckdb and chdb, and ENGINE_POSTGRES")
	}
	random := rand.New(rand.NewPCG(7, 8))
	texts := []string{"", "'", `\`, `\'`, `''`, `"`, "`", "--", "/*", ";", "$1", ":a", "?", "%s", "{x:Int8}", "{{ jinja }}", "\u2028", "\u00a0", "\U0001F600", `\x41`, `\u0041`, `\101`, "E'x'", "a\r\nb", "\x7f", "\x01"}
	pieces := append([]string{"a", "ß", "客", " ", "\t", "\n", "\\n", "n", "0", "x"}, texts...)
	for range 500 {
		text := ""
		for range 1 + random.IntN(8) {
			text += pieces[random.IntN(len(pieces))]
		}
		texts = append(texts, text)
	}
	script := filepath.Join("..", "..", "testdata", "engines", "query.py")
	for dialect, bytesOf := range map[string]string{"duckdb": "hex(encode(%s))", "clickhouse": "hex(%s)", "postgres": "encode(convert_to(%s, 'UTF8'), 'hex')"} {
		d, err := DialectByName(dialect)
		if err != nil {
			t.Fatal(err)
		}
		var query []string
		for i, text := range texts {
			if err := CheckText(text); err != nil {
				t.Fatal(err)
			}
			query = append(query, fmt.Sprintf("SELECT %d AS i, "+bytesOf+" AS t", i, d.literal(text)))
		}
		answer := filepath.Join(t.TempDir(), "answer.csv")
		args := []string{python, script, dialect, t.TempDir(), answer}
		if dialect == "postgres" {
			args = []string{"psql", "-h", socket, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "--csv", "-o", answer, "postgres"}
		}
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Stdin = strings.NewReader(strings.Join(query, "\nUNION ALL ") + ";\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%.2000s", dialect, err, out)
			continue
		}
		file, err := os.Open(answer)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil || len(rows) != len(texts)+1 {
			t.Fatalf("%s: %d rows, %v", dialect, len(rows), err)
		}
		for _, row := range rows[1:] {
			var i int
			fmt.Sscan(row[0], &i)
			if got, err := hex.DecodeString(strings.ToLower(row[1])); err != nil || string(got) != texts[i] {
				t.Errorf("%s: %q came back as %q, %v", dialect, texts[i], got, err)
			}
		}
	}
}

func TestCheckTextRefusesWhatNoLiteralHolds(t *testing.T) {
	for _, text := range []string{"a\x00b", "\xff", "\xed\xa0\x80"} {
		if CheckText(text) == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
