package oracle

import (
	"testing"

	"rainmaker"
)

// order is a sale that may be cancelled or collected.
func order(id, closed, amount, collected, cancelled string) Event {
	e := sale(id, closed, amount)
	for _, f := range []struct{ name, day string }{{"collected", collected}, {"cancelled", cancelled}} {
		v := rainmaker.Value{}
		if f.day != "" {
			v = rainmaker.DayOf(day(f.day))
		}
		e.Fields = append(e.Fields, rainmaker.Field{Name: f.name, Value: v})
	}
	return e
}

func orders() World {
	w := cookbook()
	w.Kinds[0].Fields = append(w.Kinds[0].Fields, FieldType{"collected", "date or none"}, FieldType{"cancelled", "date or none"})
	w.Settle = true
	return w
}

type paid struct {
	period string
	cents  int64
}

func wantPaid(t *testing.T, w World, want ...paid) {
	t.Helper()
	x := w.Expected()
	got := map[string]int64{}
	for at, minor := range x.Pay {
		got[at.Period] += minor
	}
	for _, p := range want {
		if got[p.period] != p.cents {
			t.Errorf("%s: paid %d, want %d", p.period, got[p.period], p.cents)
		}
	}
	if t.Failed() {
		t.Log(w.String())
	}
}

func wantBalance(t *testing.T, w World, name string, want ...paid) {
	t.Helper()
	x := w.Expected()
	for _, p := range want {
		if got := x.Balances[BalanceKey{Statement{"me", p.period}, name}]; got != p.cents {
			t.Errorf("%s: %s %d, want %d", p.period, name, got, p.cents)
		}
	}
}

func TestDrawRepaidAtOnceWithANegativeMonth(t *testing.T) {
	w := orders()
	w.Components = []Component{base("", percent(10))}
	w.Steps = []SettleStep{{Kind: stepRecover, Name: "minimum"}, {Kind: stepTopUp, Name: "minimum", Amount: dollars(250)}}
	w.Assignments[0].Span.From = day("2026-06-01")
	for i, amount := range []string{"1000", "12000", "-200", "1100", "500"} {
		w.Events = append(w.Events, order(string(rune('A'+i)), []string{
			"2026-06-10", "2026-07-10", "2026-08-10", "2026-09-10", "2026-10-10",
		}[i], amount, "", ""))
	}
	w.Through = day("2026-10-31")
	wantPaid(t, w, paid{"2026-06", 25000}, paid{"2026-07", 105000}, paid{"2026-08", 25000}, paid{"2026-09", 25000}, paid{"2026-10", 25000})
	wantBalance(t, w, "minimum", paid{"2026-06", 15000}, paid{"2026-07", 0}, paid{"2026-08", 27000}, paid{"2026-09", 41000}, paid{"2026-10", 61000})
}

func TestTwoWaysToTakeBackADealThatLiftedOthers(t *testing.T) {
	for _, c := range []struct {
		never bool
		taken int64
	}{{false, 800000}, {true, 1400000}} {
		w := orders()
		b := base("quarter", nil)
		b.Tiers = &Tiers{By: sold(&w, "quarter"), Steps: steps(0, 10, 100000, 20)}
		w.Components = []Component{b}
		w.Clawbacks = []Clawback{{
			Name: "undone", Of: []string{"base"}, When: "cancelled", In: "12 months", Since: "closed", Take: rat(1, 1), Never: c.never,
		}}
		w.Steps = []SettleStep{{Kind: stepRecover, Name: "undone"}}
		w.Events = []Event{order("A", "2026-01-10", "80000", "", "2026-06-10"), order("B", "2026-02-10", "80000", "", "")}
		w.Through = day("2026-06-30")
		wantPaid(t, w, paid{"2026-01", 800000}, paid{"2026-02", 1400000}, paid{"2026-06", 0})
		wantBalance(t, w, "undone", paid{"2026-06", c.taken})
	}
}

// Both of two deals go, the first in May, the second in June: 14,000, then the 8,000 that are left.
func TestNeverBookedOneAfterAnother(t *testing.T) {
	w := orders()
	b := base("quarter", nil)
	b.Tiers = &Tiers{By: sold(&w, "quarter"), Steps: steps(0, 10, 100000, 20)}
	w.Components = []Component{b}
	w.Clawbacks = []Clawback{{
		Name: "undone", Of: []string{"base"}, When: "cancelled", In: "12 months", Since: "closed", Take: rat(1, 1), Never: true,
	}}
	w.Steps = []SettleStep{{Kind: stepRecover, Name: "undone"}}
	w.Events = []Event{order("A", "2026-01-10", "80000", "", "2026-05-10"), order("B", "2026-02-10", "80000", "", "2026-06-10")}
	w.Through = day("2026-06-30")
	wantBalance(t, w, "undone", paid{"2026-05", 1400000}, paid{"2026-06", 2200000})
}

func TestAdvanceKeptByCompletedMonths(t *testing.T) {
	for _, c := range []struct {
		cancelled string
		cents     int64
	}{{"2026-04-15", 60000}, {"2026-04-10", 70000}} {
		w := orders()
		w.Components = []Component{base("", percent(90))}
		w.Clawbacks = []Clawback{{
			Name: "back", Of: []string{"base"}, When: "cancelled", In: "9 months", Since: "closed", Keep: rat(1, 9), Each: "completed month",
		}}
		w.Steps = []SettleStep{{Kind: stepRecover, Name: "back"}}
		w.Events = []Event{order("P", "2026-01-15", "1000", "", c.cancelled)}
		w.Through = day("2026-04-30")
		wantPaid(t, w, paid{"2026-01", 90000}, paid{"2026-04", 0})
		wantBalance(t, w, "back", paid{"2026-04", c.cents})
	}
}

// Half is paid at once and half on cash; cancelled before the cash comes, with half kept, the second half lapses.
func TestPartsLapseFirst(t *testing.T) {
	w := orders()
	b := base("", percent(10))
	b.Payable = []Part{{Share: rat(1, 2), How: atOnce}, {How: onDay, Day: Day{Field: "collected"}}}
	w.Components = []Component{b}
	w.Clawbacks = []Clawback{{Name: "back", Of: []string{"base"}, When: "cancelled", In: "9 months", Since: "closed", Take: rat(1, 2)}}
	w.Steps = []SettleStep{{Kind: stepRecover, Name: "back"}}
	w.Events = []Event{order("P", "2026-01-15", "100000", "2026-06-10", "2026-04-10")}
	w.Through = day("2026-07-31")
	wantPaid(t, w, paid{"2026-01", 500000}, paid{"2026-04", 0}, paid{"2026-06", 0})
	wantBalance(t, w, "back", paid{"2026-04", 0}, paid{"2026-06", 0})
}

func TestGuaranteeAfterAReturn(t *testing.T) {
	w := orders()
	w.Components = []Component{base("", percent(10))}
	w.Steps = []SettleStep{{Kind: stepGuarantee, Amount: dollars(4000)}}
	w.Events = []Event{order("A", "2026-01-10", "100000", "", ""), order("B", "2026-02-10", "-100000", "", "")}
	w.Through = day("2026-02-28")
	wantPaid(t, w, paid{"2026-01", 1000000}, paid{"2026-02", 400000})
	wantBalance(t, w, shortfall, paid{"2026-02", 1000000})
}

// The customer pays in April 2028; who has left keeps what becomes payable within 90 days, who has not keeps all.
func TestLeavers(t *testing.T) {
	for _, c := range []struct {
		until string
		paid  int64
	}{{"2028-01-01", 0}, {"2029-01-01", 1000000}} {
		w := orders()
		w.Plan.Effective = Range{"2026-01-01 before 2028-01-01", span("2026-01-01", "2028-01-01")}
		w.Plan.Leavers = "what becomes payable within 90 days"
		w.Assignments[0].Span.Before = day(c.until)
		b := base("", percent(10))
		b.Payable = []Part{{Share: rat(1, 2), How: atOnce}, {How: onDay, Day: Day{Field: "collected"}}}
		w.Components = []Component{b}
		w.Events = []Event{order("A", "2027-12-10", "200000", "2028-04-15", "")}
		w.Through = day("2028-04-30")
		wantPaid(t, w, paid{"2027-12", 1000000}, paid{"2028-04", c.paid})
	}
}
