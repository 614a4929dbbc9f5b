package engine_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

// The last pay period of a calculation may still be open. What waits for the end of a window waits until that day has come.

func (b *books) through(day string) *books {
	b.in.Through = calendar.MustParse(day)
	return b
}

// On 10 March nothing of the quarter's bonus, floor, pool or contest is earned; on its last day all of it is.
func TestWindowsEndOnTheirLastDay(t *testing.T) {
	for _, x := range []struct{ name, clauses, waiting, earned string }{
		{"bonus", `bonus b per quarter { pay 500 USD }`, "", "window 2026Q1: 500.00"},
		{"bonus to date", `bonus b per quarter to date { pay 1% of sold }`, "window 2026Q1: 10.00", "window 2026Q1: 10.00"},
		{"floor", `commission c on sales as rep per quarter { rate 1%; floor 300 USD per quarter }`, "S1 2026Q1: 10.00", "S1 2026Q1: 10.00, window 2026Q1: 290.00"},
		{"floor of a longer window", `commission c on sales as rep { rate 1%; floor 300 USD per quarter }`, "S1 2026-03: 10.00", "S1 2026-03: 10.00, window 2026Q1: 290.00"},
		{"pool", `pool b per quarter { fund 200 USD; among everyone; share equally }`, "", "window 2026Q1: 200.00"},
		{"contest", `contest b per quarter { among everyone; rank by sold; prize 1: 100 USD; ties share }`, "", "window 2026Q1: 100.00"},
		{
			"held gate", `commission c on sales as rep per quarter { rate 1%; gate sold >= 1,000 USD else held until end of quarter }`,
			"S1 2026Q1: 0.00", "S1 2026Q1: 10.00",
		},
		{"lost gate, as it stands", `commission c on sales as rep per quarter { rate 1%; gate sold >= 1,000 USD else lost }`, "S1 2026Q1: 10.00", "S1 2026Q1: 10.00"},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := open(t, x.clauses).sale("S1", "2026-03-05", 1_000)
			for day, want := range map[string]string{"2026-03-10": x.waiting, "2026-03-30": x.waiting, "2026-03-31": x.earned, "2026-04-10": x.earned} {
				if got := b.through(day).lines("2026-03"); got != want {
					t.Errorf("through %s: %s, want %s", day, got, want)
				}
			}
		})
	}
}

// What a calculation that goes further knows of the period that was still open is not taken over from where it was.
func TestGoingFurtherEndsTheOpenPeriod(t *testing.T) {
	b := open(t, `bonus b per quarter { pay 1% of sold }`).sale("S1", "2026-02-05", 1_000).through("2026-03-10")
	c := b.calc()
	on := calendar.MustParse("2026-04-02")
	later, err := c.With(c.LastDay(on))
	if err != nil {
		t.Fatal(err)
	}
	with, err := later.With(c.LastDay(on), open(t, `bonus b per quarter { pay 1% of sold }`).sale("S2", "2026-04-02", 500).in.Events[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range with.Statements("ann") {
		want := map[string]int64{"2026-03": 1_000, "2026-06": 500}[s.Period]
		if total, err := s.Total(); err != nil || total.Minor() != want {
			t.Errorf("%s: %s, want %d cents, %v", s.Period, total, want, err)
		}
	}
	x, err := later.Effect(with, "ann", rainmaker.EventRef{Name: "sale", ID: "S2"})
	if err != nil || x.Total.Minor() != 500 {
		t.Errorf("the deal pays %s, want 5.00 USD, %v", x.Total, err)
	}
}

// Where a bonus stands before its window has ended is an estimate, and has its proof.
func TestEstimateOfAnOpenWindow(t *testing.T) {
	b := open(t, `bonus b per quarter { pay 1% of sold }`).sale("S1", "2026-03-05", 1_000).through("2026-03-10")
	st := b.standing("2026-03")
	if !st.Waits || st.SoFar.Num.String() != "10" {
		t.Errorf("it stands at %v, waits: %v", st.SoFar, st.Waits)
	}
	p, err := b.calc().Prover("ann", "2026-03")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Prove(rainmaker.LineKey{Component: "b"}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("a line that is not earned is proved: %v", err)
	}
	proof, err := p.Early().Prove(rainmaker.LineKey{Component: "b", Window: "2026Q1"})
	if err != nil || proof.Line.Amount.Plain() != "10.00" || len(proof.Readings) == 0 {
		t.Errorf("the estimate is %s, rests on %v, %v", proof.Line.Amount, proof.Readings, err)
	}
	b.through("2026-03-31")
	if st := b.standing("2026-03"); st.Waits {
		t.Error("it waits on the last day")
	}
	if p, err = b.calc().Prover("ann", "2026-03"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Early().Prove(rainmaker.LineKey{Component: "b"}); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("what is earned is called an estimate: %v", err)
	}
}

// A number that the letter does not allow is an error that says so.
func TestNumberOutOfBounds(t *testing.T) {
	b := open(t, "param share : percent, between 0% and 50%\nbonus b per quarter { pay share of sold }")
	share := &calendar.Timeline[rainmaker.Value]{}
	share.Set(calendar.MustParse("2026-01-01"), rainmaker.NumberOf(money.NewAmount(6, 1)))
	b.in.Assignments[0].Numbers["share"] = share
	if _, err := engine.New(b.p, b.in); err == nil || !strings.Contains(err.Error(), "60% is outside 0% to 50%") {
		t.Errorf("a share of 60%% where 50%% is the most: %v", err)
	}
}
