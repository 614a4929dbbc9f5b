package sentence

import (
	"fmt"

	"rainmaker/money"
	"rainmaker/plan/ir"
)

// comesTo is what the line is worth now: what it is paid in, and what it was before it was rounded.
func (s *telling) comesTo(rate string) string {
	worth := s.worth()
	text, cur := worth.Figure(), worth.Currency()
	why := s.roundedAs()
	switch {
	case rate != "" && why.itself:
		return fmt.Sprintf("%s %s, at %s paid as %s %s", amount(s.proof.Earned.Num, s.home), s.home, rate, text, cur)
	case rate != "":
		return fmt.Sprintf("%s %s, at %s paid as %s %s; %s", amount(s.proof.Earned.Num, s.home), s.home, rate, amount(s.proof.Line.Exact, cur), cur, why.text)
	case why.text == "":
		return text
	case why.itself:
		return amount(s.proof.Line.Exact, cur) + ", " + why.text
	default:
		return amount(s.proof.Line.Exact, cur) + "; " + why.text
	}
}

// rounding says how a line came to its cents: by itself, or as part of the lines that are rounded together. The text is empty
// where there was nothing to round.
type rounding struct {
	itself bool
	text   string
}

// roundedAs says how the line was rounded. What another rule than the nearest cent made of it is said with its reason, since
// whoever rounds it by hand comes to something else.
func (s *telling) roundedAs() rounding {
	worth, exact := s.worth(), s.proof.Line.Exact
	if worth.Ratio().Equal(exact) {
		return rounding{itself: true}
	}
	plan := &s.t.prog.Plan
	text := "rounded to " + worth.Figure()
	own, err := money.RoundTo(exact, worth.Currency(), plan.Rounding)
	nearest, nearErr := money.RoundTo(exact, worth.Currency(), money.HalfUp)
	if err != nil || nearErr != nil { // too large for money, which the line itself would have said
		return rounding{true, text}
	}
	switch {
	case own == worth && own == nearest:
		return rounding{true, text}
	case own == worth && plan.Rounding == money.Down:
		return rounding{true, "rounded down to " + worth.Figure()}
	case own == worth:
		return rounding{true, text + ", because a half goes to the even digit"}
	case s.proof.Component.Pool != nil:
		return rounding{text: fmt.Sprintf("what is left over when all shares are rounded goes to some of them, and this one gets %s", worth.Figure())}
	case plan.PerLine || s.proof.Component.Window.Kind == ir.OfEvent:
		return rounding{true, text}
	default:
		return rounding{text: s.together()}
	}
}

// together says what the line gets as one of those that are rounded together: what the lines come to with it, less what they
// came to without it.
func (s *telling) together() string {
	worth := s.worth()
	cur, mode := worth.Currency(), s.t.prog.Plan.Rounding
	before := s.proof.Earlier
	all := before.Add(s.proof.Line.Exact)
	had, err := money.RoundTo(before, cur, mode)
	has, errAll := money.RoundTo(all, cur, mode)
	lead := fmt.Sprintf("the lines of %s are rounded together", s.line.Label)
	if err == nil && errAll == nil && before.Sign() > 0 && all.Sign() > 0 {
		if left, err := has.Sub(had); err == nil && left == worth {
			return fmt.Sprintf("%s: with those before it this makes %s, rounded to %s, of which %s is theirs, so this line gets %s",
				lead, amount(all, cur), has.Figure(), had.Figure(), worth.Figure())
		}
	}
	return fmt.Sprintf("%s, so that they add up to its total, and this line gets %s", lead, worth.Figure())
}
