//go:build !linux && !darwin

package place

// swap is for systems that cannot swap folders.
func swap(string, string) error { return errNoSwap }
