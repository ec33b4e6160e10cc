package clv

import (
	"math"
	"slices"
)

// deaths computes what the rows of one x have in common in the likelihood of
// Pareto/NBD, whose part for a row is A + s J with
//
//	A = g(T),  J = ∫ g(y) dy/(β+y) over t_x..T,  g(y) = (1+y/α)^-(r+x) (1+y/β)^-s.
//
// The integrand is the same for every row, so one pass over the distinct ages
// t_x and T, from the last to the first, gives the integral from each age on,
// and a row's J is the difference of two. Everything at an age is relative to g
// there, and the integrand falls, so nothing over- or underflows and the
// differences cost few digits: no more than the years to the last age over
// those from t_x to T, and only where J is small beside A.
type deaths struct {
	model      ParetoNBD
	rx         float64
	ages       []float64
	logA, logB []float64  // ln(1+age/α), ln(1+age/β)
	from       []deathSum // from each age to the last, relative to g at the age
}

// deathSum holds integrals over the moment of death y.
type deathSum struct {
	sum        float64 // of the density
	logA, logB float64 // of it times ln(1+y/α), ln(1+y/β)
	invA, invB float64 // of it times 1/(α+y), 1/(β+y)
}

// add adds f times e to d.
func (d *deathSum) add(f float64, e *deathSum) {
	d.sum += f * e.sum
	d.logA += f * e.logA
	d.logB += f * e.logB
	d.invA += f * e.invA
	d.invB += f * e.invB
}

// lives is what one row adds to the likelihood beside its constants. The end
// of a life is T for the living and the moment of death y for the dead.
type lives struct {
	log         float64 // ln(A + s J)
	alive, dead float64 // shares of A and s J in that sum
	logA, logB  float64 // means of ln(1+end/α), ln(1+end/β)
	invA, invB  float64 // means of 1/(α+end), 1/(β+end)
	deadInvB    float64 // dead times the mean of 1/(β+y)
}

// reset prepares d for the rows, all of one X.
func (d *deaths) reset(m ParetoNBD, rows []Row) {
	d.model, d.rx = m, m.R+float64(rows[0].X)
	d.ages = d.ages[:0]
	for _, r := range rows {
		d.ages = append(d.ages, r.TX, r.T)
	}
	slices.Sort(d.ages)
	d.ages = slices.Compact(d.ages)
	d.logA, d.logB = d.logA[:0], d.logB[:0]
	for _, age := range d.ages {
		d.logA = append(d.logA, math.Log1p(age/m.Alpha))
		d.logB = append(d.logB, math.Log1p(age/m.Beta))
	}
	last := len(d.ages) - 1
	d.from = slices.Grow(d.from[:0], last+1)[:last+1]
	d.from[last] = deathSum{}
	for i := last - 1; i >= 0; i-- {
		d.from[i] = d.between(i)
		d.from[i].add(d.fall(i, i+1), &d.from[i+1])
	}
}

// of returns the part of one of the rows.
func (d *deaths) of(row Row) lives {
	m := d.model
	i, j := d.at(row.TX), d.at(row.T)
	a, died := d.fall(i, j), d.from[i]
	died.add(-a, &d.from[j])
	total := a + m.S*died.sum
	alive, f := a/total, m.S/total
	return lives{
		log:      math.Log(total) - d.rx*d.logA[i] - m.S*d.logB[i],
		alive:    alive,
		dead:     f * died.sum,
		logA:     alive*d.logA[j] + f*died.logA,
		logB:     alive*d.logB[j] + f*died.logB,
		invA:     alive/(m.Alpha+row.T) + f*died.invA,
		invB:     alive/(m.Beta+row.T) + f*died.invB,
		deadInvB: f * died.invB,
	}
}

// at is the position of an age.
func (d *deaths) at(age float64) int {
	low, high := 0, len(d.ages)-1
	for low < high {
		if mid := (low + high) / 2; d.ages[mid] < age {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// fall is g at age j over g at age i.
func (d *deaths) fall(i, j int) float64 {
	return math.Exp(-d.rx*(d.logA[j]-d.logA[i]) - d.model.S*(d.logB[j]-d.logB[i]))
}

// between integrates over deaths from age i to the next, relative to g at i, by Gauss-Legendre rules in v, y = (c+age) e^v − c, c the smaller
// of α and β. The logarithm of the integrand is concave in v; the range ends
// where its tangent at the start has fallen to e^-45.
func (d *deaths) between(i int) (s deathSum) {
	from, to := d.ages[i], d.ages[i+1]
	alpha, beta := d.model.Alpha+from, d.model.Beta+from
	near, far, nNear, nFar := alpha, beta, d.rx, d.model.S+1
	if beta < alpha {
		near, far, nNear, nFar = beta, alpha, nFar, nNear
	}
	end := math.Log1p((to - from) / near)
	if slope := 1 - nNear - nFar*near/far; slope*end < smallestTerm {
		end = smallestTerm / slope
	}
	rule, panels := deathRule(end, (nNear+nFar)*end)
	half := end / float64(2*panels)
	var sumNear, sumFar, invNear, invFar float64
	for k := range panels {
		mid := half * float64(2*k+1)
		for _, p := range rule {
			for _, v := range [2]float64{mid - half*p.x, mid + half*p.x} {
				age := near * math.Expm1(v) // y − from
				l := math.Log1p(age / far)
				w := p.w * math.Exp(v*(1-nNear)-nFar*l)
				s.sum += w
				sumNear += w * v
				sumFar += w * l
				invNear += w / (near + age)
				invFar += w / (far + age)
			}
		}
	}
	if beta < alpha {
		sumNear, sumFar, invNear, invFar = sumFar, sumNear, invFar, invNear
	}
	f := half * near / beta
	return deathSum{
		sum:  f * s.sum,
		logA: f * (sumNear + s.sum*d.logA[i]),
		logB: f * (sumFar + s.sum*d.logB[i]),
		invA: f * invNear,
		invB: f * invFar,
	}
}

// deathRule picks the smallest rule of n points whose error lies below one
// unit in the last place, for a logarithm that falls by at most fall over a
// range of v of length end: (fall/4)^2n/(2n)! for an exponential, and
// (2π/end + √(1+4π²/end²))^-2n for a singularity π away.
func deathRule(end, fall float64) (rule []abscissa, panels int) {
	switch {
	case end <= .15 && fall <= .2:
		return gauss4, 1
	case end <= 1.5 && fall <= 3:
		return gauss8, 1
	case end <= 2.2 && fall <= 8:
		return gauss12, 1
	case end <= 3 && fall <= 14:
		return gauss16, 1
	}
	return gauss24, min(8, 1+int(max(end/3, fall/20)))
}
