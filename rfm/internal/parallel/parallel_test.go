package parallel

import (
	"fmt"
	"strings"
	"testing"
)

func TestPanicsOfWorkersReachTheCaller(t *testing.T) {
	for _, n := range []int{1, 100} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "no such group") {
					t.Errorf("%d calls: recovered %q", n, got)
				}
			}()
			Each(n, func(int) { panic("no such group") })
		}()
	}
}
