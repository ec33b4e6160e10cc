package condition

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// InOurWords says what the expression library has found, and what to write instead
// where that is known, "" where not. message is the library's, at the place in the
// text, which may be empty.
func InOurWords(message, text string, at int) (says, instead string) {
	token := regexp.MustCompile(`^unexpected token (\w+)(?:\("(.*)"\))?`).FindStringSubmatch(message)
	switch {
	case token != nil && token[1] == "EOF":
		return "the expression ends too early", ""
	case token != nil && token[1] == "Operator" && token[2] == "=":
		return "= compares nothing", replaced(text, at, "=", "==")
	case token != nil && token[2] == ">" && at > 0 && text[at-1] == '<':
		return "<> is written !=", replaced(text, at-1, "<>", "!=")
	case token != nil && token[2] != "":
		return wordOfSQL(token[2], text, at)
	case strings.HasPrefix(message, "literal not terminated"):
		return "a text has no quote at its end", ""
	case strings.HasPrefix(message, "unknown name "):
		name := strings.TrimPrefix(message, "unknown name ")
		if strings.HasPrefix(strings.TrimLeft(text[min(at+len(name), len(text)):], " "), "(") {
			return fmt.Sprintf("there is no function %s", name), ""
		}
		return fmt.Sprintf("unknown name %s", name), ""
	}
	if types := regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types (\w+) and (\w+)\)`).FindStringSubmatch(message); types != nil {
		return fmt.Sprintf("%s does not work on %s and %s", types[1], typeWord(types[2]), typeWord(types[3])), ""
	}
	if used := regexp.MustCompile(`^invalid operation: (\S+) \(mismatched type (\w+)\)`).FindStringSubmatch(message); used != nil {
		return fmt.Sprintf("%s does not work on %s", used[1], typeWord(used[2])), ""
	}
	if used := regexp.MustCompile(`^expected bool, but got (\w+)`).FindStringSubmatch(message); used != nil {
		return "a condition is true or false; this is " + typeWord(used[1]), ""
	}
	return message, ""
}

// wordOfSQL says what stands for a word of SQL; others just do not belong there.
func wordOfSQL(token, text string, at int) (says, instead string) {
	for word, ours := range map[string]string{"and": "&&", "or": "||"} {
		if strings.EqualFold(token, word) {
			return fmt.Sprintf("%s is written %s", token, ours), replaced(text, at, token, ours)
		}
	}
	switch strings.ToLower(token) {
	case "is":
		return `IS NULL is written == ""`, ""
	case "like":
		return "LIKE is written startsWith, endsWith, contains or matches", ""
	case "between":
		return "BETWEEN is written >= … && <= …", ""
	}
	return fmt.Sprintf("%s does not belong there", strconv.Quote(token)), ""
}

// replaced is the text with another word for the one at a place; "" where it does
// not stand there. All equal words with blanks around them are replaced.
func replaced(text string, at int, word, by string) string {
	if at < 0 || at > len(text) || !strings.HasPrefix(text[at:], word) {
		return ""
	}
	return text[:at] + by + strings.ReplaceAll(text[at+len(word):], " "+word+" ", " "+by+" ")
}

// typeWord is a type of the expression language in words.
func typeWord(name string) string {
	switch name {
	case "string":
		return "text"
	case "int", "int64", "float64", "float", "integer":
		return "a number"
	case "bool":
		return "true or false"
	}
	return name
}
