package sentence

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// since says what of a line stands on earlier statements, and why it is worth something else now.
func (s *telling) since() (string, error) {
	l := s.line
	if l.Cause != rainmaker.CauseCorrection && l.Cause != rainmaker.CauseRounding && l.Before.IsZero() {
		return "", nil
	}
	why, err := s.why()
	if err != nil {
		return "", err
	}
	change := l.Amount.Figure() + " is added now"
	if l.Amount.Sign() < 0 {
		change = l.Amount.Neg().Figure() + " is taken back now"
	}
	if l.Before.IsZero() {
		return fmt.Sprintf("; nothing was paid for it before%s", why), nil
	}
	return fmt.Sprintf("; %s stands on earlier statements, so %s%s", l.Before.Figure(), change, why), nil
}

// why compares the line with what it was at the end of the period before.
func (s *telling) why() (string, error) {
	if s.line.Cause == rainmaker.CauseRounding {
		return ", because a cent moved between lines in rounding", nil
	}
	before, err := s.prover.Before()
	if err != nil || before == nil || s.overSeveral() {
		return "", err
	}
	was, err := before.Prove(s.line.Key())
	switch {
	case rainmaker.CodeOf(err) == rainmaker.NotFound:
		return "", nil
	case err != nil:
		return "", err
	}
	if text := s.differs(was); text != "" {
		return ", because " + text, nil
	}
	return "", nil
}

// differs names the first thing in which two proofs of a line differ, the most telling first.
func (s *telling) differs(was engine.Proof) string {
	old, now := was.Line, s.proof.Line
	switch shutBefore, shut := shutBy(old), shutBy(now); {
	case len(now.Slices) == 0 && len(old.Slices) > 0:
		return ""
	case shutBefore != "" && shut == "":
		return "the gate was not met then"
	case shutBefore == "" && shut != "":
		return "the gate was met then"
	}
	if !old.Credit.Equal(now.Credit) {
		return fmt.Sprintf("%s was credited then", s.unit(old.Credit, now.Currency))
	}
	a, b := reached(old), reached(now)
	switch {
	case a == nil || b == nil:
		return ""
	case a.Tier != b.Tier && s.proof.Component.Tiers != nil && s.proof.Component.Tiers.Mode != ir.EachSlice:
		return fmt.Sprintf("the tier reached then was %s", a.Label)
	case !a.Rate.Equal(b.Rate) || !a.Factor.Equal(b.Factor) && a.Tier == b.Tier:
		if s.proof.Component.Pay == nil {
			return "the rate then was " + s.rate(*a)
		}
	case s.proof.Component.Tiers != nil && !(a.Before.Equal(b.Before) && a.After.Equal(b.After)):
		who := s.whose(&s.proof.Component)
		if who == s.t.who {
			who = "it"
		}
		return fmt.Sprintf("%s stood at %s then", who, s.position(&s.proof.Component, a.After))
	}
	if !a.Amount.Equal(b.Amount) && s.worth().Currency() == s.home {
		return fmt.Sprintf("it was %s then", amount(a.Amount, s.home))
	}
	return s.adjustedBefore(old, now)
}

// adjustedBefore names the factor, floor, cap or carry that was another.
func (s *telling) adjustedBefore(old, now rainmaker.Line) string {
	then := func(l rainmaker.Line) []rainmaker.Slice {
		return slices.DeleteFunc(slices.Clone(l.Slices), func(x rainmaker.Slice) bool { return !x.Adjusts() })
	}
	a, b := then(old), then(now)
	for i, x := range a {
		if i >= len(b) || b[i].Tier != x.Tier {
			return "then " + s.changed(x, money.Ratio{})
		}
		if b[i].Label != x.Label {
			return "then it was " + x.Label
		}
		if !b[i].Amount.Equal(x.Amount) && s.worth().Currency() == s.home {
			return fmt.Sprintf("then %s made a difference of %s", x.Label, amount(x.Amount, s.home))
		}
	}
	return ""
}

// shutBy is the gate that kept a line back; empty without one.
func shutBy(l rainmaker.Line) string {
	for _, x := range l.Slices {
		if x.Tier == rainmaker.GateSlice {
			return x.Label
		}
	}
	return ""
}

// reached is the last part of a line that its credit made.
func reached(l rainmaker.Line) *rainmaker.Slice {
	for i, x := range slices.Backward(l.Slices) {
		if !x.Adjusts() {
			return &l.Slices[i]
		}
	}
	return nil
}
