package rfmio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"rfm/io/place"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
)

func TestFingerprintsOfFilesAndOfStdin(t *testing.T) {
	const text = "customer_id,date,amount\na,2024-01-05,1\nb,2024-02-05,2\n,2024-01-01,3\n"
	path := filepath.Join(t.TempDir(), "sales.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	paths := []string{path, "-"}
	prints, err := place.TakeFingerprints(context.Background(), paths)
	if err != nil {
		t.Fatal(err)
	}
	if prints.Complete() {
		t.Error("complete before stdin is read")
	}
	in, err := Open(paths, Options{Schema: transactionSchema(), Stdin: strings.NewReader(text), Tap: prints.Tap, Extents: true, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	ignore := func(arrow.Record) error { return nil }
	if err := in.Read(context.Background(), []func(arrow.Record) error{ignore, ignore}); err != nil {
		t.Fatal(err)
	}
	if err := prints.Settle(in.Account().Names()); err != nil {
		t.Fatal(err)
	}
	for i, f := range prints.Files {
		if f.SHA256 != hex.EncodeToString(sum[:]) || f.Bytes != int64(len(text)) {
			t.Errorf("%+v", f)
		}
		a := in.Account().Files[i]
		if a.Name != f.Name || a.Rows != 3 || a.FirstDay.FormattedString() != "2024-01-01" || a.LastDay.FormattedString() != "2024-02-05" {
			t.Errorf("%+v of %s", a, f.Name)
		}
	}
	if err := os.WriteFile(path, []byte(text+text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := prints.Settle(in.Account().Names()); err == nil || !strings.Contains(err.Error(), "sales.csv has changed while it was read") {
		t.Errorf("%v", err)
	}
}
