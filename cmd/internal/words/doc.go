// Package words says in Chinese what the program says in English.
//
// In come lines as a person would read them: messages, errors, help. Out go the
// same lines in Chinese. The catalogue zh.po is keyed by the English formats as they
// stand in the source, so that the rooms below know no languages: a line is compared
// with the formats, and what stands for their verbs goes into the translation. What
// no format fits is left as it is. The package must not know who speaks.
package words
