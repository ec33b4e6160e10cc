// Command rfm turns a file of customer transactions into scored customers and
// named segments.
package main

import (
	"context"
	"io"
	"os"
	_ "time/tzdata" // --tz works on machines without a database of time zones, such as empty containers

	"rfm/cmd/internal/app"
)

func main() {
	app.CollectSparingly()
	ctx, stop := app.UntilSignal(context.Background())
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(app.Report(os.Stderr, err))
}

// run is the whole program but for what becomes of its error.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	return app.Run(ctx, args, &app.Streams{In: stdin, Out: stdout, Err: stderr}, newRootCommand)
}
