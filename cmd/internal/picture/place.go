package picture

import (
	"bytes"
	"context"
	"io"

	"rfm/cmd/internal/app"
	"rfm/io/place"
)

// Place is where a page or a picture goes: a file that appears whole, or stdout.
type Place struct {
	ctx  context.Context
	file *place.File // nil for stdout
	out  io.Writer
}

// NewPlace prepares a place before any work is done. inputs are the files read:
// none may be the output. A terminal is refused, with an example of a name.
func NewPlace(ctx context.Context, s *app.Streams, path string, inputs []string, example string) (*Place, error) {
	if path == "" || path == "-" {
		if app.IsTerminal(s.Out) {
			return nil, app.Usage("the result is not for a terminal", "name a file: -o "+example)
		}
		return &Place{ctx: ctx, out: s.Stdout(ctx)}, nil
	}
	if err := app.RefuseInput(path, inputs); err != nil {
		return nil, err
	}
	file, err := s.Files.Create(path)
	return &Place{ctx: ctx, file: file}, err
}

// Put writes all there is to write.
func (p *Place) Put(content []byte) error {
	if p.file == nil {
		_, err := p.out.Write(content)
		return err
	}
	if _, err := io.Copy(app.UntilDone(p.ctx, p.file), bytes.NewReader(content)); err != nil {
		return err
	}
	p.file.Finish()
	return nil
}

// Stdout is the place for what may go to a terminal.
func Stdout(ctx context.Context, s *app.Streams) *Place { return &Place{ctx: ctx, out: s.Stdout(ctx)} }
