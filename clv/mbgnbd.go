package clv

// MBGNBD is the modified BG/NBD model (Batislam, Denizel & Filiztekin 2007;
// Hoppe & Wagner 2007): as BGNBD, with one more coin after the first
// purchase, so that a customer who never bought again may have left.
type MBGNBD struct {
	R     float64
	Alpha float64 // in units of time
	A, B  float64
}

func (MBGNBD) Name() string                 { return "MBG/NBD" }
func (MBGNBD) ParamNames() []string         { return []string{"r", "alpha", "a", "b"} }
func (m MBGNBD) Params() []float64          { return []float64{m.R, m.Alpha, m.A, m.B} }
func (MBGNBD) WithParams(p []float64) Model { return MBGNBD{p[0], p[1], p[2], p[3]} }
func (m MBGNBD) Rescale(c float64) Model    { return MBGNBD{m.R, m.Alpha / c, m.A, m.B} }

func (m MBGNBD) alive(rows []Row, out []float64) { oneByOne(m, rows, out) }

func (MBGNBD) starts(rate float64) [][]float64 { return coinStarts(rate) }

func (m MBGNBD) LogLik(rows []Row, grad []float64) float64 {
	return coins{BGNBD(m), 1}.logLik(rows, grad)
}

// Posterior has a BG/NBD future: the extra coin is spent.
func (m MBGNBD) Posterior(row Row) (float64, Future) {
	return coins{BGNBD(m), 1}.posterior(row)
}
