package score

import (
	"errors"
	"fmt"
)

// Options tell how to score. The zero value is the default: method
// quantile, five scores per dimension, no weights.
type Options struct {
	Method  string   // a name in Methods; "" is quantile, or edges where Edges are given
	Bins    Bins     // the zero value is five each
	Edges   *Edges   // own cut points, for method edges only
	Weights *Weights // adds the field rfm_weighted
	// Frozen are the cut points of an earlier population, in place of those that
	// the method would find; for methods by cut points other than edges.
	Frozen *CutPoints
}

// Validate refuses options that no population could be scored with.
func (o Options) Validate() error {
	method, err := ParseMethod(o.methodName())
	if err != nil {
		return err
	}
	switch {
	case o.Edges != nil && method.Name != MethodEdges:
		return fmt.Errorf("edges go with method %s, not with %s", MethodEdges, method.Name)
	case o.Edges == nil && method.Name == MethodEdges:
		return errors.New("method edges needs edges, such as r=30,90,180,365;f=1,2,4,8;m=50,100,250,1000")
	case o.Edges != nil && o.Bins != Bins{}:
		return fmt.Errorf("bins %v: the edges tell how many scores there are; give one of the two", o.Bins)
	case o.Edges != nil && o.Frozen != nil:
		return errors.New("edges do not go with frozen cut points: they never move")
	case o.Edges != nil:
		err = o.Edges.validate()
	case o.Frozen != nil && !method.ByCutPoints():
		return method.freezeError()
	case o.Frozen != nil && o.Bins != Bins{}:
		return fmt.Errorf("bins %v: the frozen cut points tell how many scores there are; give one of the two", o.Bins)
	case o.Frozen != nil:
		err = o.Frozen.validate()
	default:
		err = o.NumberOfScores().validate()
	}
	if err == nil && o.Weights != nil {
		err = o.Weights.validate()
	}
	return err
}

// method is the method that the options stand for. The error is that of Validate.
func (o Options) method() (Method, error) {
	if err := o.Validate(); err != nil {
		return Method{}, err
	}
	return ParseMethod(o.methodName())
}

// methodName is the name of the method that the options stand for.
func (o Options) methodName() string {
	switch {
	case o.Method != "":
		return o.Method
	case o.Edges != nil:
		return MethodEdges
	}
	return MethodQuantile
}

// NumberOfScores is the number of scores that valid options stand for.
func (o Options) NumberOfScores() Bins {
	switch {
	case o.Edges != nil:
		return o.Edges.Bins()
	case o.Frozen != nil:
		return o.Frozen.Bins()
	case o.Bins == Bins{}:
		return Bins{defaultBins, defaultBins, defaultBins}
	}
	return o.Bins
}
