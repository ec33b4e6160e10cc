// Package app is what every command of rfm is made of, and nothing of what one
// of them does.
//
// In comes a command line with its streams; out go exit codes, messages on
// stderr, and tables and files. Here stand the errors that a person reads, the
// flags set by a file or the environment, the log as JSON, progress, the
// terminal, and numbers and days as people write them.
//
// It must not know a command, what an input holds, or what is made of it.
package app
