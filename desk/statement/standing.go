package statement

import (
	"fmt"
	"slices"

	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// standings are where the payee stands in each component, those with tiers first.
func (f *file) standings() ([]Standing, error) {
	if f.calc == nil || f.head.Blocked != "" {
		return nil, nil
	}
	found, err := f.calc.Standings(f.stored.Payee, f.stored.Period)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b engine.Standing) int { return rank(a) - rank(b) })
	out := make([]Standing, len(found))
	for i, s := range found {
		if out[i], err = f.standing(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func rank(s engine.Standing) int {
	if len(s.Tiers) > 0 {
		return 0
	}
	return 1
}

func (f *file) standing(s engine.Standing) (Standing, error) {
	out := Standing{
		Component: s.Component, Label: s.Label, Window: s.Window.Label, Span: s.Window.Span,
		Credited: figure(s.Credited.Num, s.Credited.Currency), Measure: s.Measure,
	}
	if s.Gate != "" {
		out.Gate = fmt.Sprintf("%s pays nothing so far: %s.", s.Label, s.Gate)
	}
	if s.Room != nil {
		room, err := sentenceMoney(s.Room.Num, s.Room.Currency)
		if err != nil {
			return out, err
		}
		out.Room = fmt.Sprintf("%s is left under the cap.", room)
	}
	if s.SoFar != nil {
		return out, f.sayBonus(&out, s)
	}
	if len(s.Tiers) > 0 {
		f.drawTiers(&out, s)
	}
	switch {
	case !ratio(s): // a count or an amount has no 100%
	case s.ToGoal != nil:
		out.Goal = figure(s.Credited.Num.Add(s.ToGoal.Num), s.Credited.Currency)
	case s.Slope.Sign() > 0 && s.Position.Num.Sign() > 0:
		// Past the goal the way back to it is the same straight line.
		past := s.Position.Num.Sub(money.Whole(1)).Quo(s.Slope)
		out.Goal = figure(s.Credited.Num.Sub(past), s.Credited.Currency)
	}
	return out, f.say(&out, s)
}

// ratio reports whether a standing's measure is a share of something: written as a percentage, or moved by less than one by
// one more credit.
func ratio(s engine.Standing) bool {
	return s.Position.Kind == ir.Number && (s.Position.Percent || !s.Slope.IsWhole())
}

// sayBonus says what a bonus is worth so far. Its credited amount is none: it looks at a measure.
func (f *file) sayBonus(out *Standing, s engine.Standing) error {
	out.Credited = ""
	if s.Measure != "" {
		out.Position = positionText(s.Position)
	}
	amount, err := sentenceMoney(s.SoFar.Num, s.SoFar.Currency)
	if err != nil {
		return err
	}
	switch {
	case s.Waits:
		out.Waits = waits(s)
		out.NextSentence = fmt.Sprintf("If nothing else came by then, it would pay %s.", amount)
	case f.head.Span.Before >= s.Window.Span.Before && f.head.DaysLeft == 0:
		out.NextSentence = fmt.Sprintf("For %s it pays %s.", s.Window.Label, amount)
	default:
		out.NextSentence = fmt.Sprintf("If %s ended now, it would pay %s.", s.Window.Label, amount)
	}
	return nil
}

// waits says of a component that nothing of it is earned yet.
func waits(s engine.Standing) string {
	return fmt.Sprintf("Nothing of %s is earned before %s ends, on %s.", s.Label, s.Window.Label, s.Window.Span.Last().Long())
}

// drawTiers puts the position and the tiers on one scale of 1,000 parts, which ends a little past the last of them.
func (f *file) drawTiers(out *Standing, s engine.Standing) {
	out.Position = positionText(s.Position)
	end := money.Max(s.Position.Num, s.Tiers[len(s.Tiers)-1].Bound.Num)
	if ratio(s) {
		end = money.Max(end, money.Whole(1))
	}
	end = end.Mul(money.NewRatio(27, 25))
	at := func(r money.Ratio) int {
		if end.Sign() <= 0 || r.Sign() <= 0 {
			return 0
		}
		n, err := r.Quo(end).Round(3, money.Down)
		if err != nil {
			return 0
		}
		return int(n)
	}
	out.Fill = at(s.Position.Num)
	for _, t := range s.Tiers {
		rate := ""
		if t.Rate != nil {
			rate = rateText(*t.Rate, s.Credited.Currency, f.stored.Currency)
		}
		out.Tiers = append(out.Tiers, StandingTier{Label: t.Label, Rate: rate, At: at(t.Bound.Num), Now: t.Now, Line: t.Line})
	}
}

// say puts what the next credit pays, and how far the next tier is, into sentences. A period that has ended is told in
// the past.
func (f *file) say(out *Standing, s engine.Standing) error {
	next := "one"
	each := "each"
	if s.Probe.Kind == ir.Money {
		amount, err := sentenceMoney(s.Probe.Num, s.Probe.Currency)
		if err != nil {
			return err
		}
		next, each = trimCents(amount), "each "+trimCents(amount)
	}
	pays, err := sentenceMoney(s.Pays.Num, s.Pays.Currency)
	if err != nil {
		return err
	}
	verb, each2 := "pays", "pays"
	if f.head.DaysLeft == 0 {
		verb, each2 = "would have paid", "would have paid"
	}
	switch {
	case s.Open && s.Pays.Num.IsZero():
		out.Open = "What the next deal pays here depends on the deal itself."
	case s.Open:
		out.Open = "A deal's own terms also matter here."
		fallthrough
	default:
		out.NextSentence = fmt.Sprintf("Your next %s %s %s.", next, verb, pays)
	}
	if s.ToNext == nil {
		return nil
	}
	for i, t := range s.Tiers {
		if !t.Now || i+1 >= len(s.Tiers) || s.Tiers[i+1].Rate == nil {
			continue
		}
		far := figure(s.ToNext.Num, s.ToNext.Currency)
		if s.ToNext.Kind == ir.Money {
			if far, err = sentenceMoney(s.ToNext.Num, s.ToNext.Currency); err != nil {
				return err
			}
		}
		then, err := sentenceMoney(s.Tiers[i+1].Rate.Mul(s.Probe.Num), f.stored.Currency)
		if err != nil {
			return err
		}
		out.NextTier = fmt.Sprintf("%s more, and %s %s %s.", far, each, each2, then)
		if s.Mode == ir.WholeAmount {
			out.NextTier = fmt.Sprintf("%s more, and %s %s %s, what you have already made included.", far, each, each2, then)
		}
	}
	return nil
}

func trimCents(s string) string {
	if n := len(s); n > 3 && s[n-3:] == ".00" {
		return s[:n-3]
	}
	return s
}
