//go:build !linux && !darwin

package rfmio

// swap is for systems that cannot swap folders.
func swap(string, string) error { return errNoSwap }
