package engine

import (
	"cmp"
	"errors"
	"fmt"

	"rainmaker/plan/ir"
)

// VersionError is why two letters of a plan can't follow each other.
type VersionError struct {
	Says string // what both say, with their dates and documents
	Way  string // the way out
}

func (e VersionError) Error() string { return e.Says + ": " + e.Way }

// CheckVersions reports whether letters of one plan can follow each other: whose pay periods, currencies, credits, parameters
// and components differ so that nothing could run on is refused, each with a [VersionError]. Order does not matter.
func CheckVersions(programs []*ir.Program) error {
	if len(programs) == 0 {
		return nil
	}
	var errs []error
	all := versionsOf(programs[0], programs)
	for i := 1; i < len(all); i++ {
		f := follows{all[i-1], all[i]}
		f.heads(&errs)
		for _, older := range all[:i] {
			follows{older, all[i]}.names(&errs)
		}
	}
	return errors.Join(errs...)
}

// follows is two versions of a plan, the second in force after the first.
type follows struct{ a, b *ir.Program }

// differ says what two versions say of one thing.
func (f follows) differ(what, a, b, way string) error {
	return VersionError{fmt.Sprintf("plan %s: %s is %s in the letter in force from %s (%s) and %s in the one from %s (%s)", f.a.Plan.Name,
		what, a, f.a.Plan.Effective.From, f.a.Plan.At.Doc, b, f.b.Plan.Effective.From, f.b.Plan.At.Doc), way}
}

func (f follows) heads(errs *[]error) {
	const rename = "give the new letter another name, so that it is another plan"
	if f.a.Plan.Effective.From == f.b.Plan.Effective.From {
		*errs = append(*errs, VersionError{fmt.Sprintf("plan %s has two letters in force from %s (%s and %s)", f.a.Plan.Name,
			f.a.Plan.Effective.From, f.a.Plan.At.Doc, f.b.Plan.At.Doc), "take one of them out, or give it another name"})
	}
	if a, b := periodText(f.a), periodText(f.b); a != b {
		*errs = append(*errs, f.differ("period", a, b, "pay periods can't run on from one to the other; "+rename))
	}
	if a, b := f.a.Plan.Currency, f.b.Plan.Currency; a != b {
		*errs = append(*errs, f.differ("currency", string(a), string(b), "debts, caps and positions can't run on; "+rename))
	}
}

func periodText(p *ir.Program) string {
	if w := p.Plan.Period; w.Kind == ir.OfSpan {
		return "span of " + p.Params[w.Param].Name
	}
	return p.Plan.Period.Unit.String()
}

// names refuses what has one name in both and is not the same kind of thing.
func (f follows) names(errs *[]error) {
	const way = "give it another name in the new letter"
	for i := range f.b.Credits {
		for j := range f.a.Credits {
			x, y := &f.a.Credits[j], &f.b.Credits[i]
			if x.Name != y.Name {
				continue
			}
			if a, b := f.a.Events[x.Event].Name, f.b.Events[y.Event].Name; a != b {
				*errs = append(*errs, f.differ("credit "+x.Name, "from "+a, "from "+b, way))
			} else if a, b := creditKind(f.a, x), creditKind(f.b, y); a != b {
				*errs = append(*errs, f.differ("credit "+x.Name, "in "+a, "in "+b, way))
			}
		}
	}
	for _, y := range f.b.Params {
		for _, x := range f.a.Params {
			if x.Name == y.Name && (x.Type.Kind != y.Type.Kind || x.Type.Currency != y.Type.Currency || (x.Flow == nil) != (y.Flow == nil)) {
				*errs = append(*errs, f.differ("param "+x.Name, paramText(f.a, x), paramText(f.b, y), way))
			}
		}
	}
	for i := range f.b.Components {
		for j := range f.a.Components {
			x, y := &f.a.Components[j], &f.b.Components[i]
			if x.Name == y.Name && x.Kind != y.Kind && !(onCredits(x) && onCredits(y)) {
				*errs = append(*errs, f.differ(x.Name, "a "+x.Kind.String(), "a "+y.Kind.String(), way))
			}
		}
	}
	for _, y := range f.b.Balances {
		for _, x := range f.a.Balances {
			if x.Name == y.Name && x.Kind != y.Kind {
				*errs = append(*errs, f.differ(x.Name, balanceText(x), balanceText(y), way))
			}
		}
	}
}

// creditKind is what a rule credits: an amount, or a count.
func creditKind(p *ir.Program, r *ir.Credit) string {
	for r.From >= 0 && r.Targets[0].Value == nil && r.Targets[0].Base == nil {
		r = &p.Credits[r.From]
	}
	t := &r.Targets[0]
	x := t.Value
	if x == nil {
		x = t.Base
	}
	if x == nil {
		return ir.Number.String()
	}
	return unitText(x.Type())
}

func unitText(t ir.Type) string {
	if t.Kind == ir.Money {
		return cmp.Or(string(t.Currency), "any currency")
	}
	return t.Kind.String()
}

func paramText(p *ir.Program, x ir.Param) string {
	if x.Flow == nil {
		return x.Type.String()
	}
	w := x.Flow.Per
	if w.Kind == ir.OfPeriod {
		w = p.Plan.Period
	}
	switch w.Kind {
	case ir.OfUnit:
		return x.Type.String() + " per " + w.Unit.String()
	case ir.OfPlan:
		return x.Type.String() + " per plan"
	default:
		return x.Type.String() + " per span"
	}
}

func balanceText(b ir.Balance) string {
	if b.Kind == ir.Reserve {
		return "a reserve"
	}
	return "a debt"
}
