package engine_test

import (
	"math/rand/v2"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

// The law of what-if on random worlds: whatever one event is made to say, what the effects add up to is exactly what
// everybody's statements add up to with it less those without, and the calculation with it is the one that would have been
// made had it been known.
func TestEffectIsWithLessWithout(t *testing.T) {
	moved := 0
	for _, seed := range worlds(t)[:min(len(worlds(t)), fewer(80))] {
		w := world(seed)
		in := w.Inputs()
		c, err := calculate(w, in)
		if err != nil || len(in.Events) == 0 {
			continue
		}
		rng := rand.New(rand.NewPCG(seed, 11))
		one := in.Events[rng.IntN(len(in.Events))]
		said := []rainmaker.Event{one, withAmount(one, 3), {EventRef: one.EventRef, Gone: true}}[rng.IntN(3)]
		said.Learned = 0
		with, err := c.With(w.Through, said)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		anew := in
		anew.Events = nil
		for _, e := range in.Events {
			if e.EventRef != one.EventRef {
				anew.Events = append(anew.Events, e)
			}
		}
		anew.Events = append(anew.Events, said)
		fresh, err := calculate(w, anew)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		if got, want := rainmaker.HashStatements(statements(with)), rainmaker.HashStatements(statements(fresh)); got != want {
			t.Errorf("seed %d: %s changed to %v differs from a calculation that knows it", seed, one.EventRef, said.Fields)
		}
		moved += effectsAddUp(t, seed, c, with, one.EventRef)
		moved += inTwoSteps(t, seed, c, said, w.Through, with)
	}
	if moved < fewer(20) {
		t.Errorf("only %d people are paid otherwise in all worlds; the law was hardly tried", moved)
	}
}

// inTwoSteps asks the same as of an open deal: first without the event, then with it from where that has come to.
func inTwoSteps(t *testing.T, seed uint64, c *engine.Calculation, said rainmaker.Event, through calendar.Date, atOnce *engine.Calculation) int {
	t.Helper()
	without, err := c.With(through, rainmaker.Event{EventRef: said.EventRef, Gone: true})
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	with, err := without.With(through, said)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	if rainmaker.HashStatements(statements(with)) != rainmaker.HashStatements(statements(atOnce)) {
		t.Errorf("seed %d: %s taken out and put in again differs from %s changed in one step", seed, said.EventRef, said.EventRef)
	}
	return effectsAddUp(t, seed, without, with, said.EventRef)
}

// effectsAddUp holds the effects on those who are touched against everybody's statements, and counts whom it moves.
func effectsAddUp(t *testing.T, seed uint64, without, with *engine.Calculation, ref rainmaker.EventRef) (moved int) {
	t.Helper()
	touched := map[rainmaker.PayeeID]bool{}
	for _, p := range without.Touched(with) {
		touched[p] = true
	}
	for _, p := range without.Payees() {
		want := minor(with.Statements(p)) - minor(without.Statements(p))
		f, err := without.Effect(with, p, ref)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		sum := int64(0)
		for _, l := range append(append([]engine.EffectLine{}, f.Own...), f.Others...) {
			change, err := l.Amount.Sub(l.Without)
			if err != nil || change != l.Change {
				t.Errorf("seed %d: %s: %s less %s is said to be %s (%v)", seed, p, l.Amount, l.Without, l.Change, err)
			}
			sum += l.Change.Minor()
		}
		if sum != want || f.Total.Minor() != want {
			t.Errorf("seed %d: %s changes %s by %d, its lines by %d, the total says %s", seed, ref, p, want, sum, f.Total)
		}
		if want != 0 {
			moved++
			if !touched[p] {
				t.Errorf("seed %d: %s moves %s, who is not said to be touched", seed, ref, p)
			}
		}
	}
	return moved
}

func minor(all []rainmaker.Statement) (sum int64) {
	for _, s := range all {
		for _, l := range s.Lines {
			sum += l.Amount.Minor()
		}
	}
	return sum
}

// withAmount is the event with its amounts multiplied.
func withAmount(e rainmaker.Event, times int64) rainmaker.Event {
	fields := make(rainmaker.FieldList, len(e.Fields))
	for i, f := range e.Fields {
		if f.Value.Kind() == rainmaker.Cash {
			a := f.Value.Amount()
			f.Value = rainmaker.CashOf(money.NewAmount(a.Units()*times, a.Scale()), f.Value.Currency())
		}
		fields[i] = f
	}
	e.Fields = fields
	return e
}
