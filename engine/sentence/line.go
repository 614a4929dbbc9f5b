package sentence

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Teller says the lines of one plan in sentences.
type Teller struct {
	prog *ir.Program
	who  string
	deal func(rainmaker.EventRef) string
}

// You is whom sentences are about where the payee reads them.
const You = "you"

// New is a teller for a letter. Who is [You], or the payee's name where somebody else reads it; deal is what people call an
// event.
func New(p *ir.Program, who string, deal func(rainmaker.EventRef) string) *Teller {
	return &Teller{p, who, deal}
}

// Line says what a line of a statement is. The line has its slices, as a calculation makes it; the prover stands at the end
// of the statement's period.
func (t *Teller) Line(p *engine.Prover, l rainmaker.Line) (string, error) {
	proof, err := p.Prove(l.Key())
	if err != nil && rainmaker.CodeOf(err) != rainmaker.NotFound {
		return "", err
	}
	s := &telling{t: t, prover: p, proof: proof, line: l, home: t.prog.Plan.Currency}
	var text string
	switch {
	case err != nil && len(l.Slices) > 0:
		text = fmt.Sprintf("%s for %s is %s, as it was given", l.Label, l.Window, l.Amount.Figure())
	case err != nil:
		text = fmt.Sprintf("%s: it no longer earns %s for %s", s.what(), l.Label, l.Window)
	case s.overSeveral():
		s.proof.Line = l // as of its own period
		if s.proof.Line.Amount, err = l.Amount.Add(l.Before); err == nil {
			text = s.capped()
		}
	case l.Event == (rainmaker.EventRef{}):
		text = s.ofWindow()
	default:
		text = s.ofDeal()
	}
	if err != nil && rainmaker.CodeOf(err) != rainmaker.NotFound {
		return "", err
	}
	since, err := s.since()
	return text + since + ".", err
}

// telling is one line being said.
type telling struct {
	t      *Teller
	prover *engine.Prover
	proof  engine.Proof
	line   rainmaker.Line
	home   money.Currency // the plan's
}

// what is what the line is about: its deal, or for a line of a window's own the component and window.
func (s *telling) what() string {
	if s.line.Event == (rainmaker.EventRef{}) {
		return fmt.Sprintf("%s for %s", s.line.Label, s.line.Window)
	}
	return s.t.deal(s.line.Event)
}

// worth is what the line is worth now, whatever of it stands on earlier statements.
func (s *telling) worth() money.Money { return s.proof.Line.Amount }

// ofDeal says what a deal earns: what was credited, where it led, what each part of it pays, and what changed that.
func (s *telling) ofDeal() string {
	made, then := s.made()
	if len(made) == 0 { // all of it comes from elsewhere, as what a cap carried
		return s.what() + ": " + s.settleOn(then, money.Ratio{}, "")
	}
	k := &s.proof.Component
	subtotal := money.Ratio{}
	parts := make([]string, len(made))
	for i, x := range made {
		parts[i] = s.part(k, x)
		subtotal = subtotal.Add(x.Amount)
	}
	return s.what() + ": " + s.pays(k, made, parts) + s.settleOn(then, subtotal, s.ratePaid())
}

// pays leads up to what a deal's parts come to.
func (s *telling) pays(k *ir.Component, made []rainmaker.Slice, parts []string) string {
	moved, first := s.moved(k, made), made[0]
	rated := list(parts) + s.basis(k.Rate) + " is "
	switch {
	case k.Pay != nil && moved == "" && len(made) == 1 && (first.Tier == rainmaker.NoTier || first.Factor.Equal(money.Whole(1))):
		return with(s.rests(k.Pay)) + "it pays "
	case k.Pay != nil && moved == "":
		return list(parts) + s.basis(k.Pay) + " is "
	case k.Pay != nil && k.Tiers.Mode != ir.WholeAmount:
		return "it " + moved + "; " + list(parts) + " is "
	case k.Pay != nil:
		return "with " + moved + " " + list(parts) + " is "
	case k.Tiers != nil && k.Tiers.Mode == ir.WholeAmount && moved != "" && len(made) == 1:
		return fmt.Sprintf("%s; with %s the tier %s pays %s on everything, here ", s.credited(), moved, first.Label, s.rate(first))
	case k.Tiers != nil && k.Tiers.Mode == ir.WholeAmount && moved != "":
		return fmt.Sprintf("%s; with %s %s", s.credited(), moved, rated)
	case moved != "":
		return s.credited() + " " + moved + "; " + rated
	case len(made) == 1 && first.Tier == rainmaker.NoTier:
		return s.credited() + " at " + s.rate(first) + s.basis(k.Rate) + " is "
	case len(made) == 1:
		return s.credited() + " at " + s.rate(first) + ", the tier " + first.Label + ", is "
	default:
		return s.credited() + ": " + rated
	}
}

// made divides the slices into what the credit itself made and what changed that afterwards; what changed nothing is neither.
func (s *telling) made() (made, then []rainmaker.Slice) {
	for _, x := range s.proof.Line.Slices {
		switch {
		case x.ChangesNothing():
		case x.Adjusts():
			then = append(then, x)
		default:
			made = append(made, x)
		}
	}
	return made, then
}

// credited says what was credited when; what is only counted says so.
func (s *telling) credited() string {
	l := s.proof.Line
	if l.Currency == "" {
		return fmt.Sprintf("it counts as %s in %s", decimal(l.Credit, places), l.Window)
	}
	return fmt.Sprintf("%s credited in %s", s.unit(l.Credit, l.Currency), l.Window)
}

func (s *telling) unit(r money.Ratio, c money.Currency) string {
	return value(ir.Value{Kind: ir.Money, Num: r, Currency: c}, s.home)
}

// moved says where a deal took the measure of its tiers, or where that stands in the end if the tier reached pays for
// everything; empty without tiers, and where each deal is measured by itself.
func (s *telling) moved(k *ir.Component, made []rainmaker.Slice) string {
	if k.Tiers == nil || k.Window.Kind == ir.OfEvent {
		return ""
	}
	first, last := made[0], made[len(made)-1]
	from, to, who := s.position(k, first.Before), s.position(k, last.After), s.whose(k)
	switch {
	case k.Tiers.Mode == ir.WholeAmount:
		return fmt.Sprintf("%s at %s", who, to)
	case first.Before.Equal(last.After):
		return fmt.Sprintf("leaves %s at %s", who, to)
	case first.Before.Cmp(last.After) > 0:
		return fmt.Sprintf("takes %s back from %s to %s", who, from, to)
	default:
		return fmt.Sprintf("takes %s from %s to %s", who, from, to)
	}
}

// whose is who stands where a measure says: the payee, or where other people's credits count in it, the measure.
func (s *telling) whose(k *ir.Component) string {
	if s.mine(k.Tiers.By) {
		return s.t.who
	}
	return s.proof.Measure
}

// mine reports whether a measure adds up the payee's own credits only.
func (s *telling) mine(x ir.Expr) bool {
	mine := true
	var look func(ir.Expr)
	look = func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.Aggregate:
			mine = mine && x.Scope.Kind == ir.Mine
		case *ir.People:
			mine = false
		case *ir.MeasureRef:
			ir.Walk(s.t.prog.Measures[x.Index].Expr, look)
		}
	}
	ir.Walk(x, look)
	return mine
}

// position is where the tiers' measure stands, in its own unit.
func (s *telling) position(k *ir.Component, at money.Ratio) string {
	by := k.Tiers.By.Type()
	return value(ir.Value{Kind: by.Kind, Currency: by.Currency, Percent: by.Percent, Num: at}, s.home)
}

// part says what one tier, or the rate, pays of a deal: "70,000.00 at 10%".
func (s *telling) part(k *ir.Component, x rainmaker.Slice) string {
	tier := ""
	if x.Tier >= 0 && k.Tiers.Mode != ir.EachSlice {
		tier = ", the tier " + x.Label + ","
	}
	if k.Pay != nil {
		if x.Tier == rainmaker.NoTier || x.Factor.Equal(money.Whole(1)) {
			return s.paidIn(x.Base) + tier
		}
		return fmt.Sprintf("%s times %s%s", s.paidIn(x.Base), decimal(x.Factor, places), tier)
	}
	of := s.unit(x.Credit, s.proof.Line.Currency)
	if s.proof.Line.Currency == "" {
		of = decimal(x.Credit, places)
	}
	return of + " at " + s.rate(x) + tier
}

// rate is what one unit of credit earns: a percent where money earns money, else an amount for each.
func (s *telling) rate(x rainmaker.Slice) string {
	r := x.Rate.Mul(x.Factor)
	if s.proof.Line.Currency != "" {
		return percent(r)
	}
	return amount(r, s.home) + " each"
}

// paidIn is an amount in the plan's currency of one that was converted into the currency it is paid in.
func (s *telling) paidIn(r money.Ratio) string {
	if s.proof.Line.Exact.IsZero() || s.worth().Currency() == s.home {
		return amount(r, s.home)
	}
	return amount(r.Mul(s.proof.Earned.Num).Quo(s.proof.Line.Exact), s.home)
}

// ratePaid is the rate at which the line is converted into the currency it is paid in; empty where it is not.
func (s *telling) ratePaid() string {
	if s.worth().Currency() == s.home || s.proof.Earned.Num.IsZero() {
		return ""
	}
	return decimal(s.proof.Line.Exact.Quo(s.proof.Earned.Num), places)
}

// settleOn ends a sentence: what changed the amount one after another, and what it comes to.
func (s *telling) settleOn(then []rainmaker.Slice, sum money.Ratio, rate string) string {
	if len(then) == 0 {
		return s.comesTo(rate)
	}
	var parts []string
	if made, _ := s.made(); len(made) > 0 {
		parts = append(parts, s.paidIn(sum))
	}
	left, shut := sum, []string(nil)
	for _, x := range then {
		if x.Tier == rainmaker.GateSlice {
			shut = append(shut, gateText(x.Label))
		} else {
			parts = append(parts, s.changed(x, left))
		}
		left = left.Add(x.Amount)
	}
	if len(shut) > 0 {
		parts = append(parts, "but "+strings.Join(shut, ", and ")+", so nothing is paid"+s.yet())
	}
	text := strings.Join(parts, "; ")
	if worth := s.worth(); len(shut) > 0 && left.IsZero() || len(parts) == 1 && rate == "" && worth.Ratio().Equal(s.proof.Line.Exact) {
		return text
	}
	return text + ", which makes " + s.comesTo(rate)
}

// changed says one change that follows what the credit made.
func (s *telling) changed(x rainmaker.Slice, before money.Ratio) string {
	switch x.Tier {
	case rainmaker.TimesSlice:
		text := x.Label + s.factorBasis(x)
		if x.Base.Equal(before) || s.worth().Currency() != s.home {
			return text
		}
		return fmt.Sprintf("%s on %s of it", text, s.paidIn(x.Base))
	case rainmaker.FloorSlice:
		return fmt.Sprintf("%s is paid, so %s is added", x.Label, s.paidIn(x.Amount))
	case rainmaker.CapSlice:
		if x.Amount.Sign() > 0 { // a return gives back only what the cap had let through
			return fmt.Sprintf("%s counts either way, so %s is not taken back", x.Label, s.paidIn(x.Amount))
		}
		return fmt.Sprintf("%s is paid, so %s is cut", x.Label, s.paidIn(x.Amount.Neg()))
	default: // carried
		return fmt.Sprintf("%s %s is paid now", s.paidIn(x.Amount), strings.ReplaceAll(x.Label, ";", ","))
	}
}

// factorBasis names what a factor looks at.
func (s *telling) factorBasis(x rainmaker.Slice) string {
	i := slices.IndexFunc(s.proof.Component.Times, func(e ir.Expr) bool { return e.At().Start.Line == x.Source })
	if i < 0 {
		return ""
	}
	return s.basis(s.proof.Component.Times[i])
}

// yet is said while the gate may still be met.
func (s *telling) yet() string {
	if s.proof.GateOpen {
		return " yet"
	}
	return ""
}

// gateText is why a gate is not met, as part of a sentence.
func gateText(why string) string {
	why = strings.ReplaceAll(why, "; the gate asks for ", " and the gate asks for ")
	return strings.ReplaceAll(why, " -", " −")
}
