package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// The import rules of the packages, beside the standard library. A rule ends
// with ... where everything below it is meant.
func rules() map[string][]string {
	const (
		arrow = "github.com/apache/arrow/go/v17/..."
		expr  = "github.com/expr-lang/expr/..."
		yaml  = "github.com/goccy/go-yaml"
		cobra = "github.com/spf13/cobra"
		pflag = "github.com/spf13/pflag"

		io       = "rfm/io/"
		bounded  = "rfm/rfm/condition"
		decimal  = "rfm/rfm/decimal"
		internal = "rfm/rfm/internal/"

		app        = "rfm/cmd/internal/app"
		population = "rfm/cmd/internal/population"
		scoring    = "rfm/cmd/internal/scoring"
		daybook    = "rfm/cmd/internal/daybook"
		failif     = "rfm/cmd/internal/failif"
		external   = "rfm/cmd/internal/external"
	)
	return map[string][]string{
		"rfm/rfm":                   {arrow, decimal, internal + "dense"},
		"rfm/rfm/aggregate":         {arrow, "rfm/rfm", "rfm/rfm/tempfile", decimal, internal + "parallel", internal + "radix"},
		"rfm/rfm/tempfile":          {arrow},
		"rfm/rfm/score":             {arrow, "rfm/rfm", decimal, internal + "dense", internal + "parallel", internal + "radix"},
		"rfm/rfm/pareto":            {arrow, "rfm/rfm", decimal, internal + "dense", internal + "radix"},
		"rfm/rfm/pack":              {arrow, "rfm/rfm", decimal},
		"rfm/rfm/basket":            {arrow, "rfm/rfm/hypergeometric"},
		"rfm/rfm/attribute":         {arrow, decimal},
		"rfm/rfm/profile":           {arrow, "rfm/rfm/attribute", "rfm/rfm/hypergeometric"},
		"rfm/rfm/hypergeometric":    {},
		"rfm/rfm/period":            {arrow, "rfm/rfm", "rfm/rfm/aggregate", decimal},
		"rfm/rfm/decimal":           {arrow},
		"rfm/rfm/component":         {arrow, "rfm/rfm", decimal},
		bounded:                     {expr},
		"rfm/rfm/internal/dense":    {arrow},
		"rfm/rfm/internal/parallel": {},
		"rfm/rfm/internal/radix":    {},
		"rfm/rfm/internal/rfmtest":  {arrow, "rfm/rfm", decimal},
		"rfm/segment":               {arrow, "rfm/rfm", "rfm/rfm/score", "rfm/rfm/pareto", "rfm/rfm/attribute", "rfm/rfm/period", decimal, bounded, expr, "rfm/segment/yamlfile", yaml + "/ast"},
		"rfm/segment/draw":          {},
		"rfm/segment/campaign":      {arrow, "gonum.org/v1/gonum/...", "rfm/rfm", decimal, "rfm/segment/draw"},
		"rfm/segment/learn":         {"gonum.org/v1/gonum/..."},
		"rfm/segment/yamlfile":      {yaml + "/..."},
		"rfm/clv":                   {"gonum.org/v1/gonum/..."},
		"rfm/io":                    {arrow, "golang.org/x/text/encoding", "github.com/zeebo/xxh3", io + "..."},
		io + "rowset":               {"github.com/zeebo/xxh3"},
		io + "arrowipc":             {arrow, "github.com/google/flatbuffers/go", io + "fault", io + "source", io + "typed", io + "value", io + "vector"},
		io + "parquet":              {arrow, "github.com/klauspost/compress/...", "github.com/pierrec/lz4/v4", io + "fault", io + "object", io + "source", io + "typed", io + "value", io + "vector"},
		io + "xlsx":                 {"github.com/orisano/gosax", "github.com/klauspost/compress/zip"},
		io + "workbook":             {arrow, "github.com/xuri/excelize/v2", "github.com/klauspost/compress/...", "golang.org/x/text/width"},
		io + "sheet":                {io + "delimited", io + "fault", io + "source", io + "value", io + "vector", io + "xlsx"},
		io + "typed":                {arrow, io + "value", io + "vector"},
		io + "json":                 {"github.com/go-json-experiment/json/jsontext", io + "delimited", io + "fault", io + "source", io + "value", io + "vector"},
		io + "csv":                  {io + "delimited", io + "fault", io + "source", io + "value", io + "vector"},
		io + "delimited":            {arrow, "golang.org/x/sys/cpu", io + "fault", io + "source", io + "value", io + "vector"},
		io + "role":                 {arrow, io + "fault", io + "formula", io + "value", io + "vector"},
		io + "formula":              {arrow, expr, io + "fault", io + "value", io + "vector", io + "where"},
		io + "engine":               {arrow, expr, bounded, io + "fault", io + "vector", io + "where"},
		io + "where":                {arrow, expr, bounded, io + "fault", io + "value", io + "vector"},
		io + "table":                {arrow, io + "workbook", "github.com/klauspost/compress/...", "github.com/olekukonko/tablewriter/...", io + "fault", io + "value"},
		io + "place":                {"golang.org/x/sys/...", io + "fault", io + "object", io + "source"},
		io + "source":               {"github.com/bmatcuk/doublestar/v4", "github.com/klauspost/compress/...", "golang.org/x/text/...", io + "fault", io + "object"},
		io + "vector":               {arrow, io + "value"},
		io + "value":                {arrow, "golang.org/x/text/...", io + "fault"},
		io + "fault":                {},
		io + "secret":               {},
		io + "object":               {io + "fault", "github.com/minio/minio-go/v7/..."},
		io + "spark":                {arrow, "google.golang.org/protobuf/encoding/protowire", io + "arrowipc", io + "fault", io + "secret"},
		io + "report":               {"gonum.org/v1/plot/vg", "gonum.org/v1/plot/vg/vgimg", "gonum.org/v1/plot/font", "golang.org/x/image/font/..."},
		"rfm/cmd/internal/words":    {},
		"rfm/cmd/internal/app": {arrow, "rfm/cmd/internal/words", "golang.org/x/sys/unix", "rfm/io/...", "rfm/rfm/...", "rfm/segment/...", yaml + "/ast", cobra, pflag, "golang.org/x/term",
			"github.com/KimMachineGun/automemlimit/memlimit", "github.com/dustin/go-humanize"},
		"rfm/cmd/internal/population": {arrow, "rfm/io/...", "rfm/rfm/...", app, cobra, pflag},
		external:                      {arrow, io + "table", "rfm/rfm/tempfile"},
		"rfm/cmd/internal/scoring":    {arrow, expr, "rfm/io/...", "rfm/rfm/...", "rfm/segment", app, population, external, cobra, pflag},
		"rfm/cmd/internal/score":      {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", cobra, pflag, app, population, external, scoring},
		"rfm/cmd/internal/segment":    {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", cobra, pflag, app, population, external, scoring},
		"rfm/cmd/internal/diff":       {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", cobra, pflag, app, population, scoring, failif},
		"rfm/cmd/internal/daybook":    {arrow, "rfm/io/...", "rfm/rfm/...", pflag, app, population},
		"rfm/cmd/internal/failif":     {expr, "rfm/io/...", app},
		"rfm/cmd/internal/trend":      {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", pflag, app, population, scoring, daybook, failif},
		"rfm/cmd/internal/cohort":     {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", pflag, app, population, scoring, daybook},
		"rfm/cmd/internal/due":        {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", pflag, app, population, scoring, daybook},
		"rfm/cmd/internal/pareto":     {arrow, "rfm/rfm/...", cobra, pflag, app, population, "github.com/guptarohit/asciigraph"},
		"rfm/cmd/internal/inspect":    {arrow, "rfm/io/...", "rfm/rfm/...", cobra, pflag, app, population},
		"rfm/cmd/internal/basket":     {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", pflag, app, population, scoring},
		"rfm/cmd/internal/clv":        {arrow, "rfm/clv", "rfm/io/...", "rfm/rfm/...", "rfm/segment", cobra, pflag, app, population},
		"rfm/cmd/internal/picture":    {arrow, "rfm/rfm/period", "rfm/io/...", "rfm/rfm/...", "rfm/segment", pflag, app, population, scoring, "rfm/cmd/internal/clv"},
		"rfm/cmd/internal/pack":       {arrow, "rfm/io/...", "rfm/rfm/...", pflag, app, population},
		"rfm/cmd/internal/report":     {"rfm/io/...", "rfm/rfm/...", cobra, pflag, app, population, "rfm/cmd/internal/picture"},
		"rfm/cmd/internal/plot":       {io + "report", cobra, pflag, app, "rfm/cmd/internal/picture"},
		"rfm/cmd/rfm":                 {"rfm/cmd/internal/...", cobra},
		"rfm/cmd/internal/sql":        {arrow, io + "engine", io + "vector", io + "where", cobra, pflag, app, population},
		"rfm/cmd/internal/scheme": {arrow, expr, "rfm/io/...", "rfm/rfm/...", "rfm/segment", "rfm/segment/draw", "rfm/segment/learn",
			cobra, pflag, app, scoring, "rfm/cmd/internal/customerfile"},
		"rfm/cmd/internal/campaign": {arrow, "rfm/io/...", "rfm/rfm/...", "rfm/segment", "rfm/segment/draw", "rfm/segment/campaign",
			pflag, app, "rfm/cmd/internal/customerfile"},
		"rfm/cmd/internal/customerfile": {arrow, "rfm/io/...", "rfm/rfm/...", app, pflag},
	}
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	allowed := rules()
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "rfm" {
			continue // the folder of this test
		}
		seen++
		may, known := allowed[p.ImportPath]
		if !known {
			t.Errorf("package %s has no import rule", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			if isStandard(path) || covered(path, may) {
				continue
			}
			t.Errorf("%s must not import %s", p.ImportPath, path)
		}
	}
	if seen != len(allowed) {
		t.Errorf("%d packages, %d rules", seen, len(allowed))
	}
}

// isStandard tells whether a path is of the standard library: no dot in its
// first part, and not this module.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != "rfm"
}

func covered(path string, rules []string) bool {
	for _, rule := range rules {
		if below, found := strings.CutSuffix(rule, "/..."); found && (path == below || strings.HasPrefix(path, below+"/")) || path == rule {
			return true
		}
	}
	return false
}
