package parquet

import (
	"bytes"
	"encoding/base64"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// findZones takes the time zones of the columns from the schema that Arrow and
// pandas leave in the metadata. Parquet itself knows instants only.
func (t *Table) findZones() {
	text := t.meta.KeyValueMetadata().FindValue("ARROW:schema")
	if text == nil {
		return
	}
	message, err := base64.StdEncoding.DecodeString(*text)
	if err != nil {
		return // the zones are welcome, not needed
	}
	reader, err := ipc.NewReader(bytes.NewReader(message))
	if err != nil {
		return
	}
	defer reader.Release()
	for i := range t.leaves {
		fields, found := reader.Schema().FieldsByName(t.leaves[i].Name)
		if !found || len(fields) != 1 {
			continue
		}
		if stamp, ok := fields[0].Type.(*arrow.TimestampType); ok && stamp.TimeZone != "" {
			if zone, err := stamp.GetZone(); err == nil {
				t.leaves[i].Zone = zone
			}
		}
	}
}
