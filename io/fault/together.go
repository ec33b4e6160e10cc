package fault

import "errors"

// Together is several questions about an input in one error, so that they can be
// answered in one go: the first one's message, then its hints, then the others with
// theirs. The error alone where there is one; nil for none. An error of another kind
// than the first comes alone, as nobody can answer it by a flag.
func Together(errs ...error) error {
	var all *Error
	for _, err := range errs {
		var e *Error
		switch {
		case err == nil:
			continue
		case !errors.As(err, &e) || e.Kind != Undecided:
			return err
		case all == nil:
			first := *e
			all = &first
			continue
		}
		all.Hints = append(append(all.Hints[:len(all.Hints):len(all.Hints)], e.Message), e.Hints...)
	}
	if all == nil {
		return nil
	}
	return all
}
