package columns

import "rainmaker/money"

// Steps is what tiers pay for a payee in a window: positions of their measure in the unit of credits, and a factor for each
// tier. The sum that a position has earned from zero on is piecewise linear, so a credit earns the difference of two sums.
type Steps struct {
	bounds  []int64 // of the second tier on, in 1/scale of a credit's unit
	factors []int64
	sums    []int64 // earned up to each bound
	scale   int64
	den     int64 // of the factors
	most    int64 // factor
}

// Set makes steps of the positions at which tiers begin, in whole units of what is credited, and of what each pays, in the room
// that earlier ones had. The first tier has no bound: it holds whatever lies below the second. To which of two tiers a bound itself
// belongs changes no sum. It is false where the numbers are too long.
func (s *Steps) Set(bounds, factors []money.Ratio, creditDen int64) (ok bool) {
	*s = Steps{bounds: s.bounds[:0], factors: s.factors[:0], sums: s.sums[:0], scale: 1, den: 1}
	var room [8]int64
	dens := room[:0]
	for _, b := range bounds {
		num, den, ok := b.Mul(money.Whole(creditDen)).Fraction()
		if !ok {
			return false
		}
		if s.scale, ok = lcm(s.scale, den); !ok {
			return false
		}
		s.bounds, dens = append(s.bounds, num), append(dens, den)
	}
	for i := range bounds {
		if s.bounds[i], ok = mul(s.bounds[i], s.scale/dens[i]); !ok {
			return false
		}
	}
	return s.pay(factors, dens[:0])
}

// pay brings the factors to one denominator and sums what each tier earns.
func (s *Steps) pay(factors []money.Ratio, dens []int64) bool {
	for _, f := range factors {
		num, den, ok := f.Fraction()
		if !ok {
			return false
		}
		if s.den, ok = lcm(s.den, den); !ok {
			return false
		}
		s.factors, dens = append(s.factors, num), append(dens, den)
	}
	for i := range factors {
		f, ok := mul(s.factors[i], s.den/dens[i])
		if !ok {
			return false
		}
		s.factors[i], s.most = f, max(s.most, abs(f))
	}
	sum, from := int64(0), int64(0)
	for i, to := range s.bounds {
		part, ok := mul(to-from, s.factors[i])
		if !ok {
			return false
		}
		if sum, ok = add(sum, part); !ok {
			return false
		}
		s.sums, from = append(s.sums, sum), to
	}
	return true
}

// earned is the sum that a position has earned from zero on; below zero it is taken at the first tier.
func (s *Steps) earned(at int64) int64 {
	for i := len(s.bounds) - 1; i >= 0; i-- {
		if at >= s.bounds[i] {
			return s.sums[i] + (at-s.bounds[i])*s.factors[i+1]
		}
	}
	return at * s.factors[0]
}

// fits reports whether no sum up to a position of that magnitude is too long.
func (s *Steps) fits(position int64) bool {
	if len(s.bounds) > 0 {
		position = max(position, abs(s.bounds[0]), abs(s.bounds[len(s.bounds)-1]))
	}
	_, ok := mul(position, 2*max(s.most, 1))
	return ok
}
