package oracle

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/money"
)

func random(seed int) World { return Random(rand.New(rand.NewPCG(uint64(seed), 1))) }

func TestEqualSeedsMakeEqualWorlds(t *testing.T) {
	for seed := range 20 {
		if a, b := random(seed).String(), random(seed).String(); a != b {
			t.Fatalf("seed %d:\n%s\n%s", seed, a, b)
		}
	}
}

// The order of facts must change nothing, here as in the engine.
func TestOrderOfEventsChangesNothing(t *testing.T) {
	for seed := range 60 {
		w := random(seed)
		want := w.Expected()
		turned := w.clone()
		slices.Reverse(turned.Events)
		slices.Reverse(turned.Assignments)
		slices.Reverse(turned.Reports)
		got := turned.Expected()
		if !reflect.DeepEqual(got.Posted, want.Posted) || !maps.Equal(got.Blocked, want.Blocked) {
			t.Fatalf("seed %d: another order of facts pays differently\n%s", seed, w)
		}
	}
}

// What was posted in all periods is what the lines are worth in the last one.
func TestPostingsAddUpToWorth(t *testing.T) {
	for seed := range 60 {
		w := random(seed).clone()
		w.Plan.PerLine = true
		x := w.Expected()
		if len(x.Blocked) > 0 {
			continue
		}
		type line struct {
			payee     rainmaker.PayeeID
			component string
			event     rainmaker.EventRef
		}
		sum := map[line]int64{}
		last := map[line]Key{}
		for key, minor := range x.Posted {
			if key.Event == (rainmaker.EventRef{}) || carries(w, key.Component) {
				continue // of several windows, each rounded by itself
			}
			l := line{key.Payee, key.Component, key.Event}
			sum[l] += minor
			if before, ok := last[l]; !ok || before.Period < key.Period {
				last[l] = key
			}
		}
		o := oracle{w: &w, seen: map[string]bool{}}
		for l, minor := range sum {
			o.pays = x.Currencies[l.payee]
			if want := o.rounded(x.Worth[last[l]]); minor != want {
				t.Fatalf("seed %d: %v posted %d, worth %d\n%s", seed, l, minor, want, w)
			}
		}
	}
}

// carries reports whether a component has lines of one event in several windows.
func carries(w World, name string) bool {
	c := w.component(name)
	carried := func(l Limit) bool { return l.Carried }
	return c == nil || slices.ContainsFunc(c.Limits, carried) ||
		slices.ContainsFunc(w.Exceptions, func(x Exception) bool { return x.To == name && slices.ContainsFunc(x.Limits, carried) })
}

func TestShuffledHasTheSameFacts(t *testing.T) {
	in := random(3).Inputs()
	out := Shuffled(in, rand.New(rand.NewPCG(1, 1)))
	if slices.EqualFunc(in.Events, out.Events, sameEvent) {
		t.Error("not shuffled")
	}
	for _, e := range in.Events {
		if !slices.ContainsFunc(out.Events, func(f rainmaker.Event) bool { return sameEvent(e, f) }) {
			t.Errorf("%s is gone", e.EventRef)
		}
	}
	if len(in.Events) != len(out.Events) || len(in.Payees) != len(out.Payees) || len(in.Reports) != len(out.Reports) ||
		len(in.Assignments) != len(out.Assignments) {
		t.Error("facts were lost or doubled")
	}
}

func sameEvent(a, b rainmaker.Event) bool { return a.EventRef == b.EventRef && a.Version == b.Version }

// statements are what a faultless engine would return.
func statements(w World) []rainmaker.Statement {
	x := w.Expected()
	byKey := map[Statement]*rainmaker.Statement{}
	for at, span := range x.Statements {
		byKey[at] = &rainmaker.Statement{
			StatementKey: rainmaker.StatementKey{Payee: at.Payee, Plan: x.Plan, Period: at.Period},
			Span:         span, Currency: x.Currencies[at.Payee], Blocked: x.Blocked[at],
		}
	}
	for key, minor := range x.Posted {
		if s := byKey[Statement{key.Payee, key.Period}]; s != nil && minor != 0 {
			s.Lines = append(s.Lines, rainmaker.Line{
				Component: key.Component, Event: key.Event, CountsOn: s.Span.From,
				Amount: money.New(minor, x.Currencies[key.Payee]),
			})
		}
	}
	for at, s := range byKey {
		if s.Blocked == "" {
			s.Settlement.Payable, s.Settlement.Pay = money.New(x.Payable[at], x.Currencies[at.Payee]), money.New(x.Pay[at], x.Currencies[at.Payee])
		}
	}
	var out []rainmaker.Statement
	for _, s := range byKey {
		out = append(out, *s)
	}
	return out
}

func TestCompareSeesEveryDifference(t *testing.T) {
	w := cookbook()
	w.Components = []Component{{Name: "base", On: "sales", Role: "rep", Rate: percent(10)}}
	w.Events = []Event{sale("S1", "2026-01-10", "90000"), sale("S2", "2026-02-10", "30000")}
	w.Through = day("2026-02-28")
	find := func(got []rainmaker.Statement, period string) int {
		return slices.IndexFunc(got, func(s rainmaker.Statement) bool { return s.Period == period })
	}
	for _, c := range []struct {
		name  string
		spoil func(got []rainmaker.Statement) []rainmaker.Statement
		want  string
	}{
		{"nothing", func(got []rainmaker.Statement) []rainmaker.Statement { return got }, ""},
		{"amount", func(got []rainmaker.Statement) []rainmaker.Statement {
			got[find(got, "2026-01")].Lines[0].Amount = money.New(900001, "USD")
			return got
		}, "me 2026-01 base sale S1: posted 900001, want 900000"},
		{"missing line", func(got []rainmaker.Statement) []rainmaker.Statement {
			got[find(got, "2026-02")].Lines = nil
			return got
		}, "me 2026-02 base sale S2: posted 0, want 300000"},
		{"line too many", func(got []rainmaker.Statement) []rainmaker.Statement {
			s := &got[find(got, "2026-02")]
			s.Lines = append(s.Lines, rainmaker.Line{Component: "gift", Event: s.Lines[0].Event, Amount: money.New(1, "USD")})
			return got
		}, "me 2026-02 gift sale S2: posted 1, want 0"},
		{"missing statement", func(got []rainmaker.Statement) []rainmaker.Statement {
			return slices.Delete(got, find(got, "2026-01"), find(got, "2026-01")+1)
		}, "me 2026-01: no statement"},
		{"blocked", func(got []rainmaker.Statement) []rainmaker.Statement {
			s := &got[find(got, "2026-01")]
			s.Blocked, s.Lines = "no quota", nil
			return got
		}, `me 2026-01: blocked "no quota", want ""`},
		{"currency", func(got []rainmaker.Statement) []rainmaker.Statement {
			got[0].Currency = "EUR"
			return got
		}, "currency EUR, want USD"},
		{"exact", func(got []rainmaker.Statement) []rainmaker.Statement {
			got[find(got, "2026-01")].Lines[0].Exact = money.NewRatio(1, 3)
			return got
		}, "me 2026-01 base sale S1: exactly 0.333333, want 9000.000000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(Compare(c.spoil(statements(w)), w.Expected()), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A world that fails for one event, one component and one manager keeps little else.
func TestShrinkKeepsWhatMatters(t *testing.T) {
	tried := 0
	for seed := range 40 {
		w := random(seed)
		fails := func(w World) bool { return w.Expected().seen[SeenWalksBack] }
		if !fails(w) {
			continue
		}
		tried++
		small := Shrink(w, fails)
		if !fails(small) {
			t.Fatalf("seed %d: the small world does not fail\n%s", seed, small)
		}
		if len(small.Components) != 1 || len(small.Events) > 2 || len(small.Assignments) != 1 || len(small.Reports) > 3 {
			t.Errorf("seed %d: %d components, %d events, %d assignments, %d reports\n%s", seed, len(small.Components),
				len(small.Events), len(small.Assignments), len(small.Reports), small)
		}
	}
	if tried < 5 {
		t.Errorf("only %d worlds had what was looked for", tried)
	}
}
