// Package object reads objects of stores: of S3 and what speaks like it, and of web
// servers.
//
// In come addresses, s3://bucket/key or https://host/path, and patterns of them; out
// go objects that can be read from their beginning, or at any place by ranges, several
// at a time. An object is held to the version that was seen first: one that is
// replaced meanwhile is an error. It must not know what the bytes mean, and writes
// nothing.
package object
