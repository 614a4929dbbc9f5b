package engine_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/engine/oracle"
	"rainmaker/money"
)

// The laws that hold for every plan, on random worlds: see DESIGN, tests.

const lawWorlds = 100

func someWorlds(t *testing.T) []uint64 {
	t.Helper()
	all := worlds(t)
	return all[:min(len(all), fewer(lawWorlds))]
}

// lawFaults say where statements break a law by themselves: the slices of a line sum to it, a line's postings add up to what
// the next one says was before, and payable and steps sum to pay.
func lawFaults(statements []rainmaker.Statement) (out []string) {
	type line struct {
		payee     rainmaker.PayeeID
		component string
		event     rainmaker.EventRef
		window    string
	}
	before, several := map[line]money.Money{}, map[line]bool{} // lines of a cap have one event under each component
	for _, s := range statements {
		posted := map[line]money.Money{}
		for _, l := range s.Lines {
			sum := l.Exact.Sub(l.Exact)
			for _, cut := range l.Slices {
				sum = sum.Add(cut.Amount)
			}
			at := line{s.Payee, l.Component, l.Event, l.Window}
			if !sum.Equal(l.Exact) {
				out = append(out, fmt.Sprintf("%s %s %v: slices sum to %s, the line is %s", s.Payee, s.Period, at, sum, l.Exact))
			}
			_, twice := posted[at]
			lid := len(l.Slices) == 1 && l.Slices[0].Tier == rainmaker.CapSlice // what is carried of an event stands beside what is cut of it
			several[at] = several[at] || twice || lid
			// Nothing before is also what a line of the same window says that another assignment posts.
			if had, ok := before[at]; ok && had != l.Before && !l.Before.IsZero() && !several[at] && l.Event != (rainmaker.EventRef{}) {
				out = append(out, fmt.Sprintf("%s %s %v: %s before, and %s was posted", s.Payee, s.Period, at, l.Before, had))
			}
			sumTo(posted, at, l.Before)
			sumTo(posted, at, l.Amount)
		}
		maps.Copy(before, posted)
		if s.Blocked == "" {
			out = append(out, payFault(s)...)
		}
	}
	return out
}

func sumTo[K comparable](sums map[K]money.Money, at K, m money.Money) {
	sum, ok := sums[at]
	if !ok {
		sum = money.New(0, m.Currency())
	}
	sum, err := sum.Add(m)
	if err != nil {
		panic(err)
	}
	sums[at] = sum
}

// payFault compares pay with what was payable and what the steps made of it.
func payFault(s rainmaker.Statement) []string {
	sum := s.Settlement.Payable.Minor()
	for _, step := range s.Settlement.Steps {
		switch step.Kind {
		case rainmaker.StepTake, rainmaker.StepGiveBack, rainmaker.StepForgive: // of a balance alone
		default:
			sum += step.Amount.Minor()
		}
	}
	if sum != s.Settlement.Pay.Minor() {
		return []string{fmt.Sprintf("%s %s: payable and steps are %d, pay is %s", s.Payee, s.Period, sum, s.Settlement.Pay)}
	}
	return nil
}

// Arrival, row and batch order never matter: the result of shuffled facts has the same hash.
func TestOrderOfFactsNeverMatters(t *testing.T) {
	for _, seed := range someWorlds(t) {
		w := world(seed)
		in := w.Inputs()
		want := hashOf(t, seed, w, in)
		for i := range uint64(2) {
			if got := hashOf(t, seed, w, oracle.Shuffled(in, rand.New(rand.NewPCG(seed, i)))); got != want {
				t.Errorf("seed %d: shuffle %d of the facts gives another result", seed, i)
			}
		}
	}
}

func hashOf(t *testing.T, seed uint64, w oracle.World, in oracle.Inputs) string {
	t.Helper()
	c, err := calculate(w, in)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	return rainmaker.HashStatements(statements(c))
}

// Asking again, in another order or by several at once changes nothing.
func TestOrderOfAskingNeverMatters(t *testing.T) {
	for _, seed := range someWorlds(t) {
		w := world(seed)
		in := w.Inputs()
		c, err := calculate(w, in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		first := map[rainmaker.PayeeID]string{}
		for _, p := range c.Payees() {
			first[p] = rainmaker.HashStatements(c.Statements(p))
		}
		fresh, err := calculate(w, in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		payees := fresh.Payees()
		slices.Reverse(payees)
		var asking sync.WaitGroup
		for range 2 {
			for _, p := range payees {
				asking.Go(func() {
					if got := rainmaker.HashStatements(fresh.Statements(p)); got != first[p] {
						t.Errorf("seed %d: %s asked by another differs", seed, p)
					}
				})
			}
		}
		asking.Wait()
	}
}

// What is learned later changes no statement that was closed before: closed then or read back now, it is the same.
func TestLaterFactsChangeNoEarlierStatement(t *testing.T) {
	for _, seed := range someWorlds(t) {
		w := world(seed)
		in := w.Inputs()
		all, err := calculate(w, in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		closed := w.Plan.Effective.Span.From.AddDays(w.Plan.Effective.Span.Days() / 2)
		in.Events = slices.DeleteFunc(in.Events, func(e rainmaker.Event) bool { return e.Learned > closed })
		w.Through = closed
		then, err := calculate(w, in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		early := func(s []rainmaker.Statement) string {
			return rainmaker.HashStatements(slices.DeleteFunc(s, func(s rainmaker.Statement) bool { return s.Span.Before > closed }))
		}
		if early(statements(all)) != early(statements(then)) {
			t.Errorf("seed %d: what was learned after %s changes a statement before it", seed, closed)
		}
	}
}

func checkSlices(t *testing.T, seed uint64, s rainmaker.Statement) {
	t.Helper()
	for _, fault := range lawFaults([]rainmaker.Statement{s}) {
		t.Errorf("seed %d: %s", seed, fault)
	}
}
