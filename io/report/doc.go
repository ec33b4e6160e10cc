// Package report draws a page to hand round, and the single pictures on it.
//
//  1. A chart is given plain numbers and texts (Blocks, Shares, Lorenz, …).
//  2. Its Figure has a title computed from these numbers, a line that says how to
//     read the picture, the picture, and the numbers as a table.
//  3. The picture is a Drawing: a list of shapes and texts in the colours of one
//     palette.
//  4. Two printers draw it: SVG for pages and files, PNG through gonum's vgimg.
//  5. A Page sets figures into one self-contained HTML file without scripts.
//
// The package knows nothing of transactions, scores, segments or models: what
// the numbers are is the caller's business. It reads no clock and nothing random,
// so equal input gives equal bytes.
package report
