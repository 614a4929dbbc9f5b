package engine

import (
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// owe lets what clawbacks take join their debts. What they give back lowers the debt, and what the debt no longer covers
// joins what is payable.
func (u *turn) owe() error {
	for i, name := range u.c.line.clawbacks.names {
		balance, line := u.c.owes(i, name)
		taken := orNone(u.taken[i], u.currency)
		kind := rainmaker.StepTake
		if taken.Sign() < 0 {
			kind = rainmaker.StepGiveBack
			back := money.New(min(-taken.Minor(), u.debts[balance].Minor()), u.currency)
			beyond, err := taken.Neg().Sub(back)
			if err != nil {
				return err
			}
			if u.out.Payable, err = u.out.Payable.Add(beyond); err != nil {
				return err
			}
			taken = back.Neg()
		}
		if err := u.owes(balance, taken); err != nil {
			return err
		}
		u.note(kind, balance, taken, line)
	}
	u.left = u.out.Payable
	return nil
}

// owes is the balance that a clawback of the lineage makes, and its line in the newest letter that has it.
func (c *Calculation) owes(clawback int, name string) (balance, line int) {
	balance = slices.Index(c.line.balances.names, name)
	for _, v := range slices.Backward(c.line.all) {
		if i := c.line.clawbacks.in(v.place, clawback); i >= 0 {
			return balance, v.prog.Clawbacks[i].At.Start.Line
		}
	}
	return balance, 0
}

// open makes the balances ready for a period. They run on in the currency in which they arose.
func (u *turn) open() error {
	none := money.New(0, u.currency)
	for len(u.debts) < len(u.c.line.balances.names) {
		u.debts = append(u.debts, none)
	}
	for i, m := range u.debts {
		switch {
		case m.Currency() == u.currency:
		case m.IsZero():
			u.debts[i] = none
		default:
			return fmt.Errorf("%s stands at %s and pay is in %s: settle it by a manual line before pay changes its currency",
				u.c.line.balances.names[i], m, u.currency)
		}
	}
	return nil
}

// settles is the version that settles the period: the one in force on its last day, or the last that was.
func (u *turn) settles(posters []*poster, live *tenure) *Calculation {
	t := live
	if t == nil {
		t = posters[len(posters)-1].t
	}
	return u.c.on(min(u.period.Last(), t.span.Last()))
}

// id is the balance of a step, in the lineage; -1 for none.
func (u *turn) id(balance int) int {
	if balance < 0 {
		return balance
	}
	return u.c.line.balances.ids[u.by.place][balance]
}

// note writes a movement down; nothing is none.
func (u *turn) note(kind rainmaker.StepKind, balance int, amount money.Money, line int) {
	if amount.IsZero() {
		return
	}
	step := rainmaker.SettlementStep{Kind: kind, Amount: amount, Line: line}
	if balance >= 0 {
		step.Balance = u.c.line.balances.names[balance]
	}
	u.out.Steps = append(u.out.Steps, step)
}

// owes moves a balance.
func (u *turn) owes(balance int, by money.Money) (err error) {
	u.debts[balance], err = u.debts[balance].Add(by)
	return err
}

// pays moves what is left by an amount, and a balance by as much as given, and notes the step.
func (u *turn) pays(kind rainmaker.StepKind, balance int, amount, owed money.Money, line int) (err error) {
	if u.left, err = u.left.Add(amount); err != nil {
		return err
	}
	if balance >= 0 {
		if err = u.owes(balance, owed); err != nil {
			return err
		}
	}
	u.note(kind, balance, amount, line)
	return nil
}

// steps runs the settlement from the top on what is left. Without a settlement all that is payable is paid.
func (u *turn) steps(posters []*poster, live *tenure) error {
	prog := u.by.prog
	if err := u.release(); err != nil {
		return err
	}
	short := slices.Index(u.c.line.balances.names, ir.Shortfall)
	if short >= 0 {
		if err := u.recover(short, &ir.Step{}); err != nil {
			return err
		}
	}
	if len(prog.Settle.Steps) == 0 {
		u.out.Pay = u.left
		u.standings()
		return nil
	}
	u.scope = u.scopeOf(posters, live)
	for i := range prog.Settle.Steps {
		step := &prog.Settle.Steps[i]
		if live == nil && (step.Kind == ir.TopUpStep || step.Kind == ir.HoldStep) {
			continue // after the end nothing new is advanced, guaranteed or held
		}
		if err := u.step(step, short); err != nil {
			return fmt.Errorf("settle, line %d: %w", step.At.Start.Line, err)
		}
	}
	if u.left.Sign() < 0 {
		if err := u.pays(rainmaker.StepShortfall, short, u.left.Neg(), u.left.Neg(), 0); err != nil {
			return err
		}
	}
	u.out.Pay = u.left
	u.standings()
	return nil
}

// scopeOf is where the steps stand: at the period's last day, in the assignment in force or, after it, the last one.
func (u *turn) scopeOf(posters []*poster, live *tenure) *scope {
	t := live
	if t == nil {
		t = posters[len(posters)-1].t
	}
	s := u.by.scopeAt(t.in(u.by), u.period, u.period.Last())
	s.settling = u
	return s
}

// standings writes down the balances before and after.
func (u *turn) standings() {
	prog := u.by.prog
	own := u.c.line.balances.ids[u.by.place]
	moves := func(s ir.Step) bool { return s.Kind != ir.PayStep }
	if len(prog.Clawbacks) == 0 && !slices.ContainsFunc(prog.Settle.Steps, moves) {
		own = nil // only what stands is shown
	}
	for _, id := range own {
		u.standing(id)
	}
	for id, m := range u.debts {
		if slices.Contains(own, id) || m.IsZero() && (id >= len(u.balances) || u.balances[id].IsZero()) {
			continue
		}
		u.standing(id) // what a letter before this one left
	}
	u.unrecovered()
}

// unrecovered notes the debts of earlier letters that the one in force does not recover. They run on.
func (u *turn) unrecovered() {
	for id, m := range u.debts {
		name := u.c.line.balances.names[id]
		recovers := func(s ir.Step) bool {
			return (s.Kind == ir.RecoverStep || s.Kind == ir.ForgiveStep) && u.id(s.Balance) == id
		}
		if m.IsZero() || name == ir.Shortfall || u.kind(id) != rainmaker.DebtBalance || slices.ContainsFunc(u.by.prog.Settle.Steps, recovers) {
			continue
		}
		u.notes = append(u.notes, fmt.Sprintf("%s of %s stays owed: %s does not recover it; add `recover %s` there, or write it off by a "+
			"manual line", name, m, u.by.since(), name))
	}
}

func (u *turn) standing(id int) {
	before := money.New(0, u.currency)
	if id < len(u.balances) && !u.balances[id].IsZero() {
		before = u.balances[id]
	}
	name := u.c.line.balances.names[id]
	u.out.Balances = append(u.out.Balances, rainmaker.Balance{Name: name, Kind: u.kind(id), Before: before, After: u.debts[id]})
}

// kind is what a balance is in the letters that have it.
func (u *turn) kind(id int) rainmaker.BalanceKind {
	for _, v := range u.c.line.all {
		if i := u.c.line.balances.in(v.place, id); i >= 0 && v.prog.Balances[i].Kind == ir.Reserve {
			return rainmaker.ReserveBalance
		}
	}
	return rainmaker.DebtBalance
}

// release returns what was held until a day that has come.
func (u *turn) release() error {
	kept := u.held[:0:0]
	for _, h := range u.held {
		if h.until > u.period.Last() {
			kept = append(kept, h)
			continue
		}
		if err := u.pays(rainmaker.StepRelease, h.balance, h.amount, h.amount.Neg(), 0); err != nil {
			return err
		}
	}
	u.held = kept
	return nil
}

func (u *turn) step(step *ir.Step, short int) error {
	if step.When != nil {
		if yes, err := u.scope.holds(step.When); err != nil || !yes {
			return err
		}
	}
	switch step.Kind {
	case ir.RecoverStep:
		return u.recover(u.id(step.Balance), step)
	case ir.TopUpStep:
		return u.topUp(step, short)
	case ir.HoldStep:
		return u.hold(step)
	case ir.ForgiveStep:
		debt := u.id(step.Balance)
		owed := u.debts[debt].Neg()
		u.note(rainmaker.StepForgive, debt, owed, step.At.Start.Line)
		return u.owes(debt, owed)
	default:
		return nil // the rest is paid by its being left
	}
}

// amount is a step's amount, rounded.
func (u *turn) amount(x ir.Expr) (money.Money, error) {
	v, err := u.scope.eval(x)
	if err != nil {
		return money.Money{}, err
	}
	if v.None {
		return money.Money{}, fmt.Errorf("its amount is none%s", u.scope.whose())
	}
	if u.currency != u.by.prog.Plan.Currency && !relative(x, u.currency) {
		return money.Money{}, fmt.Errorf("its amount is in %s, and pay is in %s; write it as a share of what is payable or left",
			u.by.prog.Plan.Currency, u.currency)
	}
	return money.RoundTo(v.Num, u.currency, u.by.prog.Plan.Rounding)
}

// relative reports whether all the money in an amount is that of the settlement itself, in whatever currency it pays, or named
// in that currency.
func relative(x ir.Expr, pay money.Currency) bool {
	if x.Type().Kind != ir.Money {
		return true
	}
	switch x := x.(type) {
	case *ir.SettleRef, *ir.BalanceRef:
		return true
	case *ir.Arith, *ir.Neg, *ir.Extreme, *ir.If:
		return !slices.ContainsFunc(ir.Parts(x), func(p ir.Expr) bool { return !relative(p, pay) })
	default:
		return x.Type().Currency == pay
	}
}

// recover takes from what is left towards a debt, within its limits. Nothing is taken of what is not above zero, and
// limits below zero are zero.
func (u *turn) recover(debt int, step *ir.Step) error {
	take := min(u.debts[debt].Minor(), u.left.Minor())
	for _, limit := range []ir.Expr{step.AtMost, step.Leaving} {
		if limit == nil || take <= 0 {
			continue
		}
		m, err := u.amount(limit)
		if err != nil {
			return err
		}
		bound := max(m.Minor(), 0)
		if limit == step.Leaving {
			bound = u.left.Minor() - bound
		}
		take = min(take, bound)
	}
	if take <= 0 {
		return nil
	}
	taken := money.New(-take, u.currency)
	return u.pays(rainmaker.StepRecover, debt, taken, taken, step.At.Start.Line)
}

// topUp raises what is left: a draw joins its debt, a guarantee does not. What is below zero before a guarantee falls
// short first, so that the guarantee is its amount and not that and a forgiven debt.
func (u *turn) topUp(step *ir.Step, short int) error {
	to, err := u.amount(step.Amount)
	if err != nil {
		return err
	}
	if u.left.Cmp(to) >= 0 {
		return nil
	}
	line := step.At.Start.Line
	if step.Balance < 0 && u.left.Sign() < 0 {
		if err := u.pays(rainmaker.StepShortfall, short, u.left.Neg(), u.left.Neg(), line); err != nil {
			return err
		}
	}
	raise, err := to.Sub(u.left)
	if err != nil || raise.Sign() <= 0 {
		return err
	}
	if step.Balance < 0 {
		return u.pays(rainmaker.StepGuarantee, -1, raise, raise, line)
	}
	return u.pays(rainmaker.StepTopUp, u.id(step.Balance), raise, raise, line)
}

// hold sets aside until a date. What would return at once is not held.
func (u *turn) hold(step *ir.Step) error {
	until, err := u.scope.eval(step.Until)
	if err != nil {
		return err
	}
	if until.None {
		return fmt.Errorf("there is no date until which to hold%s", u.scope.whose())
	}
	if until.Date <= u.period.Last() || u.left.Sign() <= 0 {
		return nil
	}
	amount, err := u.amount(step.Amount)
	if err != nil {
		return err
	}
	held := money.New(min(max(amount.Minor(), 0), u.left.Minor()), u.currency)
	if held.IsZero() {
		return nil
	}
	reserve := u.id(step.Balance)
	u.held = append(u.held, tranche{reserve, held, until.Date})
	return u.pays(rainmaker.StepHold, reserve, held.Neg(), held, step.At.Start.Line)
}

// read is what a step reads of the settlement: `payable`, `left` and `pay`.
func (u *turn) read(name string) (ir.Value, error) {
	m := u.left
	switch name {
	case "payable":
		m = u.out.Payable
	case "left":
	case "pay": // before the end, what would be paid if nothing followed
		m = money.New(max(u.left.Minor(), 0), u.currency)
	default:
		return ir.Value{}, fmt.Errorf("a settlement has no %q", name)
	}
	return ir.MoneyOf(m.Ratio(), u.currency), nil
}

// settled is what a step of a settlement reads: a balance, or how far the settlement has come.
func (s *scope) settled(x ir.Expr) (ir.Value, error) {
	if s.settling == nil {
		return ir.Value{}, fmt.Errorf("line %d reads what only a settlement has", x.At().Start.Line)
	}
	if b, ok := x.(*ir.BalanceRef); ok {
		return ir.MoneyOf(s.settling.debts[s.settling.id(b.Index)].Ratio(), s.settling.currency), nil
	}
	return s.settling.read(x.(*ir.SettleRef).Name)
}

// liveIn is the assignment in force in a period, the later one where two are; nil where none is.
func liveIn(posters []*poster, period calendar.Span) *tenure {
	for _, p := range slices.Backward(posters) {
		if p.t.span.Overlaps(period) {
			return p.t
		}
	}
	return nil
}
