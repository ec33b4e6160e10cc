package basket

import (
	"context"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"rfm/cmd/internal/app"
	"rfm/cmd/internal/population"
	rfmio "rfm/io"
	"rfm/rfm"
	"rfm/rfm/basket"
)

// readSegments reads which segment each customer is in, from a file that rfm
// score wrote. Segments are in order of their codes.
func readSegments(ctx context.Context, path string) (*basket.Groups, error) {
	const field = "group"
	schema := arrow.NewSchema([]arrow.Field{
		{Name: rfm.FieldCustomerID, Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: field, Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil)
	in, err := rfmio.Open([]string{path}, rfmio.Options{Schema: schema, Workers: 1, Stdin: strings.NewReader(""),
		Columns: map[string]string{"customer": rfm.FieldCustomerID},
		Named:   map[string]rfmio.NamedColumn{field: {Column: rfm.FieldSegment, Flag: "--segments"}}})
	if err != nil {
		return nil, err
	}
	codes := map[string]string{} // by customer
	err = app.Interruptible(ctx, func() error {
		return in.Read(ctx, []population.Sink{func(rec arrow.Record) error {
			ids, segments := rec.Column(0).(*array.String), rec.Column(1).(*array.String)
			for i := range ids.Len() {
				if ids.IsNull(i) || segments.IsNull(i) {
					continue
				}
				id := strings.Clone(ids.Value(i))
				if _, twice := codes[id]; twice {
					return &rfm.CustomerError{ID: id, Problem: "occurs twice in " + path}
				}
				codes[id] = strings.Clone(segments.Value(i))
			}
			return nil
		}})
	})
	if err != nil {
		return nil, err
	}
	return groups(codes), nil
}

// groups numbers the segments of customers.
func groups(codes map[string]string) *basket.Groups {
	g := &basket.Groups{Of: make(map[string]int, len(codes))}
	for _, code := range codes {
		if !slices.Contains(g.Names, code) {
			g.Names = append(g.Names, code)
		}
	}
	slices.Sort(g.Names)
	for id, code := range codes {
		g.Of[id], _ = slices.BinarySearch(g.Names, code)
	}
	return g
}
