package population

import (
	"math"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/dustin/go-humanize"

	"rfm/cmd/internal/app"
)

// memoryLimit reads --memory: how many bytes the aggregation may take. Without
// the flag it is three quarters of what the machine, or the container, has; 0,
// no limit, where that cannot be told.
func memoryLimit(text string) (int64, error) {
	if text == "" {
		limit, err := memlimit.ApplyRatio(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem), 0.75)()
		if err != nil || limit > math.MaxInt64 {
			return 0, nil
		}
		return int64(limit), nil
	}
	n, err := humanize.ParseBytes(text)
	if err != nil || n == 0 || n > math.MaxInt64 {
		return 0, app.Usage("--memory \""+text+"\" is no amount of memory", "write it like 512MiB, 2GiB, 4GB")
	}
	return int64(n), nil
}
