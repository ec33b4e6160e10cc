package parquet

import (
	"encoding/base64"
	"time"
)

// Metadata is the text that the file has under a key.
func (t *Table) Metadata(key string) (text string, found bool) {
	value := t.meta.KeyValueMetadata().FindValue(key)
	if value == nil {
		return "", false
	}
	return *value, true
}

// ArrowSchema is the schema that Arrow and pandas leave in the metadata, as a
// stream of Arrow; nil for none. It may be corrupt.
func (t *Table) ArrowSchema() []byte {
	text := t.meta.KeyValueMetadata().FindValue("ARROW:schema")
	if text == nil {
		return nil
	}
	message, err := base64.StdEncoding.DecodeString(*text)
	if err != nil {
		return nil
	}
	return message
}

// SetZones gives columns, by name, the time zones that they have of their own:
// Parquet itself knows instants only.
func (t *Table) SetZones(zones map[string]*time.Location) {
	for i := range t.leaves {
		t.leaves[i].Zone = zones[t.leaves[i].Name]
	}
}
