package segment

import "fmt"

// Language is one that labels and advice are written in.
type Language string

// The languages.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// ParseLanguage reads "en" or "zh".
func ParseLanguage(text string) (Language, error) {
	switch l := Language(text); l {
	case English, Chinese:
		return l, nil
	}
	return "", fmt.Errorf("%q is none of %s, %s", text, English, Chinese)
}

// Text is words in every language.
type Text struct{ EN, ZH string }

// In is the text in a language; the other one where that is missing.
func (t Text) In(l Language) string {
	if l == Chinese && t.ZH != "" || t.EN == "" {
		return t.ZH
	}
	return t.EN
}
