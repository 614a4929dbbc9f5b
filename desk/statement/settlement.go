package statement

import (
	"cmp"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// Settlement is a statement's way from earned to paid. It adds up as it is read: Bridge leads from what was earned to what
// is payable, Steps from there to what is paid.
type Settlement struct {
	Earned, Payable, Pay money.Money
	// Advanced is what of all that was payable is still an advance; zero where nothing is.
	Advanced money.Money
	Bridge   []SettlementRow
	Steps    []SettlementRow
	// Waits is what was earned and is not payable yet, by what it waits for.
	Waits []Waits
	// Earlier are the lines of earlier periods of which something became payable in this one.
	Earlier []LineOn
	// Advances are the lines that Advanced is the sum of; empty where the statement's replay says another sum than is stored.
	Advances  []LineOn
	Clawbacks []TakenBack
	Balances  []Balance
}

// SettlementRow is one movement between earned and paid.
type SettlementRow struct {
	Text   string // "recovered of churn"
	Amount money.Money
	// Sentence says it in words; empty for a sum of many.
	Sentence string
	// Line is the clause's line in the letter; 0 for what no clause does.
	Line int
	// Sums is the list that the amount is the sum of, or comes from.
	Sums SettlementList
}

// SettlementList is one of the lists of a settlement.
type SettlementList string

// The lists of a settlement.
const (
	WaitsList     SettlementList = "waits"
	EarlierList   SettlementList = "earlier"
	AdvancesList  SettlementList = "advances"
	TakenBackList SettlementList = "taken-back"
	BalancesList  SettlementList = "balances"
)

// LineOn is an amount of a line, and the period on whose statement the line stands; empty where none has it.
type LineOn struct {
	Ref       rainmaker.LineKey
	Period    string
	Component string // label
	Deal      string
	Text      string // "rest on collected"; empty for a line as a whole
	Amount    money.Money
	Sentence  string // of what waits
}

// Waits is what waits for one thing: "7,250.00 waits for collected".
type Waits struct {
	For    string
	Due    *calendar.Date // set where the day is known
	Amount money.Money
	Parts  []LineOn
}

// TakenBack is what a clawback took of one deal, in a sentence too.
type TakenBack struct {
	Label     string
	Component string
	Event     rainmaker.EventRef
	Deal      string
	On        calendar.Date
	Amount    money.Money
	Sentence  string
}

// Balance is a debt or a reserve before and after.
type Balance struct {
	Name, Kind    string
	Before, After money.Money
}

// settlement is nil where what was earned is paid and nothing moved, waits or is owed.
func (f *file) settlement() (*Settlement, error) {
	x := f.stored.Settlement
	if f.calc == nil || x.PaysAsEarned() {
		return nil, nil
	}
	out := &Settlement{Earned: f.head.Total, Payable: x.Payable, Pay: x.Pay, Advanced: x.Advanced}
	var err error
	if out.Bridge, err = bridgeOf(f.stored, f.head.Total); err != nil {
		return nil, err
	}
	for _, s := range x.Steps {
		if text := stepText(s); text != "" {
			out.Steps = append(out.Steps, SettlementRow{text, s.Amount, f.teller().Step(s), s.Line, BalancesList})
		}
	}
	if out.Waits, err = f.waits(x.Waiting); err != nil {
		return nil, err
	}
	own := ownLines(f.stored)
	for _, p := range x.Parts {
		if !own[p.Key()] {
			out.Earlier = append(out.Earlier, f.lineOn(p.LineRef, p.Text, p.Amount))
		}
	}
	if out.Advances, err = f.advances(x.Advanced); err != nil {
		return nil, err
	}
	for _, c := range x.Clawbacks {
		out.Clawbacks = append(out.Clawbacks, f.takenBack(c))
	}
	for _, b := range x.Balances {
		if b.Before.IsZero() && b.After.IsZero() {
			continue
		}
		out.Balances = append(out.Balances, Balance{Name: b.Name, Kind: string(b.Kind), Before: b.Before, After: b.After})
	}
	if len(out.Bridge)+len(out.Steps)+len(out.Waits)+len(out.Clawbacks)+len(out.Balances) == 0 && out.Advanced.IsZero() {
		return nil, nil
	}
	return out, nil
}

// bridgeOf leads from what the period earned to what became payable in it: less what of its lines is not payable yet, plus
// what became payable of earlier ones, plus what a clawback gave back beyond its debt.
func bridgeOf(s rainmaker.Statement, earned money.Money) ([]SettlementRow, error) {
	x := s.Settlement
	if len(x.Parts)+len(x.Waiting) == 0 && x.Payable == earned {
		return nil, nil // lines are payable as they are posted
	}
	own := ownLines(s)
	none := money.New(0, s.Currency)
	now, earlier := none, none
	for _, p := range x.Parts {
		sum := &earlier
		if own[p.Key()] {
			sum = &now
		}
		var err error
		if *sum, err = sum.Add(p.Amount); err != nil {
			return nil, err
		}
	}
	later, err := now.Sub(earned)
	if err != nil {
		return nil, err
	}
	back, err := x.Payable.Sub(now)
	if err == nil {
		back, err = back.Sub(earlier)
	}
	if err != nil {
		return nil, err
	}
	var out []SettlementRow
	for _, row := range []SettlementRow{
		{Text: "of this period’s lines, not payable now", Amount: later, Sums: WaitsList},
		{Text: "of earlier lines, payable now", Amount: earlier, Sums: EarlierList},
		{Text: "given back beyond the debt", Amount: back, Sums: TakenBackList},
	} {
		if !row.Amount.IsZero() {
			out = append(out, row)
		}
	}
	return out, nil
}

func ownLines(s rainmaker.Statement) map[rainmaker.LineKey]bool {
	own := map[rainmaker.LineKey]bool{}
	for _, l := range s.Lines {
		own[l.Key()] = true
	}
	return own
}

// lineOn says which line an amount is of, and where it stands: on the newest statement up to this one that posts some of it.
func (f *file) lineOn(ref rainmaker.LineRef, text string, amount money.Money) LineOn {
	on := LineOn{
		Ref: ref.Key(), Component: ref.Label, Text: text, Amount: amount,
		Deal: f.dealOf(rainmaker.Line{Event: ref.Event, Window: ref.Window, Label: ref.Label}),
	}
	if ownLines(f.stored)[on.Ref] {
		on.Period = f.stored.Period
		return on
	}
	var last calendar.Date
	for _, s := range f.others {
		if s.Plan == f.stored.Plan && s.Span.From < f.stored.Span.From && s.Span.From >= last && ownLines(s)[on.Ref] {
			on.Period, last = s.Period, s.Span.From
		}
	}
	return on
}

// advances are the lines whose advances sum to what is stored; none where the replay comes to another sum, which the page
// says of the whole statement.
func (f *file) advances(stored money.Money) ([]LineOn, error) {
	var out []LineOn
	sum := money.New(0, f.stored.Currency)
	for _, a := range f.replay.Settlement.Advances {
		var err error
		if sum, err = sum.Add(a.Amount); err != nil {
			return nil, err
		}
		out = append(out, f.lineOn(a.LineRef, "", a.Amount))
	}
	if sum != stored {
		return nil, nil
	}
	return out, nil
}

// stepText says what a step does to what is paid; empty for one that moves only a balance.
func stepText(s rainmaker.SettlementStep) string {
	switch s.Kind {
	case rainmaker.StepRelease:
		return "back from " + s.Balance
	case rainmaker.StepRecover:
		return "recovered of " + s.Balance
	case rainmaker.StepTopUp:
		return "drawn, owed as " + s.Balance
	case rainmaker.StepGuarantee:
		return "guaranteed, not owed"
	case rainmaker.StepHold:
		return "held as " + s.Balance
	case rainmaker.StepShortfall:
		return "below zero, owed as " + s.Balance
	default:
		return ""
	}
}

// waits gathers the parts that wait for the same: days that are known in their order, then what nobody knows the day of.
func (f *file) waits(parts []rainmaker.WaitingPart) ([]Waits, error) {
	var out []Waits
	for _, p := range parts {
		what := p.For
		if p.Due != nil {
			what = p.Due.Long()
		}
		i := slices.IndexFunc(out, func(w Waits) bool { return w.For == what })
		if i < 0 {
			i = len(out)
			out = append(out, Waits{For: what, Due: p.Due, Amount: money.New(0, f.stored.Currency)})
		}
		var err error
		if out[i].Amount, err = out[i].Amount.Add(p.Amount); err != nil {
			return nil, err
		}
		on := f.lineOn(p.LineRef, p.Text, p.Amount)
		on.Sentence = f.teller().Waiting(p)
		out[i].Parts = append(out[i].Parts, on)
	}
	slices.SortStableFunc(out, func(a, b Waits) int { return cmp.Compare(a.day(), b.day()) })
	return out, nil
}

// day is when it becomes payable; the end of time while nobody knows.
func (w Waits) day() calendar.Date {
	if w.Due == nil {
		return calendar.EndOfTime
	}
	return *w.Due
}

func (f *file) takenBack(c rainmaker.ClawbackLine) TakenBack {
	component := labelOr(f.component(c.Component).Label, c.Component)
	out := TakenBack{Label: c.Label, Component: component, Event: c.Event, Deal: f.books.DealOf(c.Event), On: c.On, Amount: c.Amount}
	out.Sentence = f.teller().Clawback(c)
	return out
}
