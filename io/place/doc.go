// Package place makes files and folders appear whole or not at all. It also holds
// locks and takes fingerprints of inputs.
//
// In come paths and bytes; out go files that are written beside their place,
// synced and renamed. It must not know formats.
package place
