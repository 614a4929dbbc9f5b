package engine_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Remedies on random worlds: what a remedy says is done to the company's facts, which are then worked out anew from nothing.
// With it the deal pays what was said; one step short of any of its changes, or without one of them, it pays no more than
// before.

const (
	remedyWorlds = 25
	remedyDeals  = 3 // asked about in each
)

// applied are a world's facts in which a deal says what changes say, and has always said it.
func applied(in engine.Inputs, payee rainmaker.PayeeID, ref rainmaker.EventRef, changes []engine.Change) engine.Inputs {
	in.Events, in.Assignments = slices.Clone(in.Events), slices.Clone(in.Assignments)
	var last rainmaker.Event
	for _, e := range in.Events {
		if e.EventRef == ref && (last.ID == "" || e.Learned >= last.Learned) {
			last = e
		}
	}
	in.Events = slices.DeleteFunc(in.Events, func(e rainmaker.Event) bool { return e.EventRef == ref })
	last.Fields, last.Learned, last.Version = slices.Clone(last.Fields), 0, 1
	for _, ch := range changes {
		if ch.Kind != engine.ChangeField {
			assigned(in.Assignments, payee, ch)
			continue
		}
		i := slices.IndexFunc(last.Fields, func(f rainmaker.Field) bool { return f.Name == ch.Name })
		if i < 0 {
			last.Fields, i = append(last.Fields, rainmaker.Field{Name: ch.Name}), len(last.Fields)
		}
		last.Fields[i].Value = toldAs(ch.Now)
	}
	in.Events = append(in.Events, last)
	return in
}

// assigned moves an edge of the payee's assignment, and with it the first of its numbers.
func assigned(list []rainmaker.Assignment, payee rainmaker.PayeeID, ch engine.Change) {
	for i, a := range list {
		switch {
		case a.Payee != payee:
		case ch.Kind == engine.ChangeFrom && a.Span.From == ch.Was.Date:
			list[i].Span.From = ch.Now.Date
			list[i].Numbers = map[string]*calendar.Timeline[rainmaker.Value]{}
			for name, line := range a.Numbers {
				other := &calendar.Timeline[rainmaker.Value]{}
				for _, p := range line.In(a.Span) {
					from := p.Span.From
					if from == a.Span.From {
						from = ch.Now.Date
					}
					other.Set(from, p.Value)
				}
				list[i].Numbers[name] = other
			}
		case ch.Kind == engine.ChangeThrough && a.Span.Last() == ch.Was.Date:
			list[i].Span.Before = ch.Now.Date + 1
		}
	}
}

func toldAs(v ir.Value) rainmaker.Value {
	const places = 6
	number := func() money.Amount {
		units, err := v.Num.Round(places, money.HalfUp)
		if err != nil {
			panic(err)
		}
		return money.NewAmount(units, places)
	}
	switch {
	case v.None:
		return rainmaker.Value{}
	case v.Kind == ir.Money:
		return rainmaker.CashOf(number(), v.Currency)
	case v.Kind == ir.Number:
		return rainmaker.NumberOf(number())
	case v.Kind == ir.Date:
		return rainmaker.DayOf(v.Date)
	case v.Kind == ir.Payee:
		return rainmaker.PersonOf(rainmaker.PayeeID(v.Text))
	case v.Kind == ir.YesNo:
		return rainmaker.YesNoOf(v.Yes)
	default:
		return rainmaker.TextOf(v.Text)
	}
}

// dealPays is what a deal earns a payee under a component in all, in minor units; false where it can't be worked out.
func dealPays(p *ir.Program, in engine.Inputs, payee rainmaker.PayeeID, ref rainmaker.EventRef, component string) (int64, bool) {
	c, err := engine.New(p, in)
	if err != nil {
		return 0, false
	}
	total := int64(0)
	for _, s := range c.Statements(payee) {
		if s.Blocked != "" {
			return 0, false
		}
		for _, l := range s.Lines {
			if l.Event == ref && l.Component == component {
				total += l.Amount.Minor()
			}
		}
	}
	return total, true
}

// halfway is a change that goes half of the way, where it is one of numbers.
func halfway(ch engine.Change) (engine.Change, bool) {
	v := ch.Now
	if v.Kind != ir.Money && v.Kind != ir.Number || v.None || ch.Was.None {
		return ch, false
	}
	half := ch.Was.Num.Add(v.Num.Sub(ch.Was.Num).Quo(money.Whole(2)))
	places := max(digits(ch.Was.Num), digits(v.Num)) // no finer than it was said
	if v.Kind == ir.Money {
		places = v.Currency.Decimals()
	}
	units, err := half.Round(places, money.Down)
	if err != nil {
		return ch, false
	}
	ch.Now.Num = money.NewAmount(units, places).Ratio()
	return ch, !ch.Now.Num.Equal(v.Num) && !ch.Now.Num.Equal(ch.Was.Num)
}

func digits(r money.Ratio) int {
	n := 0
	for ; n < 6 && !r.IsWhole(); n++ {
		r = r.Mul(money.Whole(10))
	}
	return n
}

func TestRemediesPayOnRandomWorlds(t *testing.T) {
	found := map[string]int{}
	seeds := worlds(t)
	if os.Getenv("RAINMAKER_LONG") == "" {
		seeds = seeds[:min(len(seeds), fewer(remedyWorlds))]
	}
	for _, seed := range seeds {
		w := world(seed)
		p := program(t, w, func(text string) string { return text })
		all := w.Inputs()
		in := worldInputs(w)
		in.Leaves, in.Holidays, in.Rates = all.Leaves, all.Holidays, all.Rates
		c, err := engine.New(p, in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		asked := 0
		for _, e := range in.Events {
			for _, payee := range c.Payees() {
				if asked == remedyDeals || e.Version != 1 {
					break
				}
				why, err := c.WhyNot(payee, e.EventRef, "")
				if err != nil || len(why.Reasons) == 0 {
					continue
				}
				asked++
				found["asked"]++
				for _, r := range why.Remedies {
					remedyHolds(t, fmt.Sprintf("seed %d, %s, %s", seed, payee, e.EventRef), p, in, payee, e.EventRef, r, found)
				}
			}
		}
	}
	t.Log(found)
	if len(seeds) < remedyWorlds {
		return
	}
	for name, least := range map[string]int{"asked": 50, "remedy": 40, "step short": 30, "half": 20, "left out": 30} {
		if found[name] < least {
			t.Errorf("%d of %s, want %d", found[name], name, least)
		}
	}
}

func remedyHolds(t *testing.T, where string, p *ir.Program, in engine.Inputs, payee rainmaker.PayeeID, ref rainmaker.EventRef,
	r engine.Remedy, found map[string]int,
) {
	t.Helper()
	now, known := dealPays(p, in, payee, ref, r.Component)
	then, works := dealPays(p, applied(in, payee, ref, r.Changes), payee, ref, r.Component)
	if !known || !works {
		found["not worked out"]++
		return
	}
	found["remedy"]++
	if then <= now || then <= 0 || then != r.Pays.Minor() {
		t.Errorf("%s: %s %s pays %d after %d, and %s was said", where, r.Component, changesOf(r.Changes), then, now, r.Pays)
	}
	less := func(name string, changes []engine.Change) {
		got, known := dealPays(p, applied(in, payee, ref, changes), payee, ref, r.Component)
		if !known {
			return
		}
		found[name]++
		if got > now && got > 0 {
			t.Errorf("%s, %s: %s pays %d with %s, so %s is not the smallest", where, name, r.Component, got, changesOf(changes), changesOf(r.Changes))
		}
	}
	for i, ch := range r.Changes {
		changes := slices.Clone(r.Changes)
		if ch.Short != nil {
			changes[i].Now = *ch.Short
			less("step short", changes)
		}
		if half, is := halfway(ch); is {
			changes[i] = half
			less("half", changes)
		}
		if len(changes) > 1 {
			less("left out", slices.Delete(slices.Clone(r.Changes), i, i+1))
		}
	}
}

func changesOf(changes []engine.Change) string {
	out := ""
	for _, ch := range changes {
		out += fmt.Sprintf("%s %s %s -> %s; ", ch.Kind, ch.Name, ch.Was, ch.Now)
	}
	return out
}
