package segment

import (
	"embed"
	"fmt"
)

//go:embed schemes/*.yaml
var schemes embed.FS

// Default is the name of the scheme for those who name none.
const Default = "rf-grid"

// Names lists the built-in schemes.
func Names() []string {
	return []string{Default, "putler", "klaviyo", "r-rfm", "py-rfm", "hughes", "cube-8", "pyramid", "abc", "grading", "kaism"}
}

// Named is a built-in scheme.
func Named(name string) (*Scheme, error) {
	text, err := schemes.ReadFile("schemes/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no scheme is named %q", name)
	}
	return Parse(name+".yaml", text)
}
