// Package vector holds decoded columns, and the interfaces Table and Decoder
// that every input format implements.
//
// A batch belongs to the decoder that fills it and is valid until the next one.
// The package knows neither formats nor what a column is used for.
package vector
