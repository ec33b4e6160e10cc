package report

// Ink is a colour by its role. Each has a tone on light and one on dark paper,
// and for both the tone of a text that stands on it.
type Ink uint8

// The inks. Hue0 to Hue9 tell segments apart, Ramp0 to Ramp7 lead from little to
// much.
const (
	None Ink = iota
	Paper
	Body   // text
	Muted  // notes and labels of axes
	Rule   // lines of a grid
	Main   // bars, lines
	Pale   // bars that are not complete
	Second // the other of two
	PaleSecond
	Up
	Down
	Stay
	Shade // behind a part of a picture
	Hue0
	Hue1
	Hue2
	Hue3
	Hue4
	Hue5
	Hue6
	Hue7
	Hue8
	Hue9
	Ramp0
	Ramp1
	Ramp2
	Ramp3
	Ramp4
	Ramp5
	Ramp6
	Ramp7
	inkCount
)

const ramps = 8

// Theme tells which tones a picture is in.
type Theme uint8

// The themes. Auto is for SVG only: whoever shows it decides.
const (
	Light Theme = iota
	Dark
	Auto
)

// tones of an ink: on light paper, on dark paper, and of the texts on either.
type tones struct{ light, dark, onLight, onDark string }

const (
	white = "#ffffff"
	black = "#0b1016"
	soft  = "#1b1f24" // text on the lower part of the light ramp
	pale  = "#e6edf3" // text on the lower part of the dark ramp
)

var palette = [inkCount]tones{
	Paper:      {"#ffffff", "#0f1419", soft, pale},
	Body:       {"#1b1f24", "#e6edf3", white, black},
	Muted:      {"#57606a", "#9aa7b4", white, black},
	Rule:       {"#d8dee4", "#2c343d", soft, pale},
	Main:       {"#2a6fae", "#5d9fdc", white, black},
	Pale:       {"#b5d2ee", "#205589", soft, pale},
	Second:     {"#cf5a2c", "#f08a5d", black, black},
	PaleSecond: {"#f3c9b6", "#7a4029", soft, pale},
	Up:         {"#2a6fae", "#5d9fdc", white, black},
	Down:       {"#cf5a2c", "#f08a5d", black, black},
	Stay:       {"#6b747d", "#8b95a0", white, black},
	Shade:      {"#eef1f4", "#1a2129", soft, pale},
	Hue0:       {"#12436d", "#9cc7f0", white, black},
	Hue1:       {"#2a6fae", "#5d9fdc", white, black},
	Hue2:       {"#3f97c9", "#3d8fce", black, black},
	Hue3:       {"#1d7d5f", "#6fd0ac", white, black},
	Hue4:       {"#45a077", "#34a07b", black, black},
	Hue5:       {"#8a6500", "#f0d070", white, black},
	Hue6:       {"#c08016", "#d79a35", black, black},
	Hue7:       {"#cf5a2c", "#f08a5d", black, black},
	Hue8:       {"#8e1b47", "#e0608f", white, black},
	Hue9:       {"#6b747d", "#8b95a0", white, black},
	Ramp0:      {"#eef4fb", "#15202c", soft, pale},
	Ramp1:      {"#d6e5f5", "#172e47", soft, pale},
	Ramp2:      {"#b5d2ee", "#1a4067", soft, pale},
	Ramp3:      {"#8dbae3", "#205589", soft, pale},
	Ramp4:      {"#5f9ad0", "#2f68a3", soft, pale},
	Ramp5:      {"#3874b3", "#6fa5d8", white, black},
	Ramp6:      {"#235a98", "#9cc3e8", white, black},
	Ramp7:      {"#123c6e", "#cfe2f7", white, black},
}

// tone is the colour of an ink, or of a text on it, as #rrggbb.
func (i Ink) tone(t Theme, on bool) string {
	switch p := palette[i]; {
	case on && t == Dark:
		return p.onDark
	case on:
		return p.onLight
	case t == Dark:
		return p.dark
	default:
		return p.light
	}
}

// hue is the colour of the i-th of a number of groups.
func hue(i int) Ink { return Hue0 + Ink(max(i, 0)%10) }

// ramp is the colour of a value between 0 and 1.
func ramp(v float64) Ink { return Ramp0 + Ink(max(0, min(v, 0.999999))*ramps) }
