package oracle

import (
	"testing"

	"rainmaker"
	"rainmaker/calendar"
)

// office is a company of some sellers of one office.
func office(ids ...rainmaker.PayeeID) World {
	w := orders()
	w.Attributes = []Attribute{{"office", []string{"north", "south"}}}
	w.Groups = []Group{{"office", "office"}}
	w.Payees, w.Assignments = nil, nil
	for _, id := range ids {
		w.Payees = append(w.Payees, Payee{ID: id, Attributes: map[string][]DatedText{"office": {{calendar.StartOfTime, "north"}}}})
		w.Assignments = append(w.Assignments, Assignment{
			ID: "a-" + string(id), Payee: id, Span: span("2026-01-01", "2028-01-01"), Numbers: map[string][]DatedNumber{},
		})
	}
	w.Through = day("2026-01-31")
	return w
}

func (w *World) sells(who rainmaker.PayeeID, id, amount string) {
	e := order(id, "2026-01-10", amount, "", "")
	e.Fields[0].Value = rainmaker.PersonOf(who)
	w.Events = append(w.Events, e)
}

func wantWon(t *testing.T, w World, want map[rainmaker.PayeeID]int64) {
	t.Helper()
	x := w.Expected()
	for at, minor := range x.Pay {
		if minor != want[at.Payee] {
			t.Errorf("%s: %d, want %d", at.Payee, minor, want[at.Payee])
		}
	}
}

func TestOneOfThreeMissesTheLine(t *testing.T) {
	w := office("me", "ann", "bob")
	reached := Test{sold(&w, "month"), ">=", dollars(5000)}
	w.Pools = []Pool{{Name: "shared", Window: "month", Fund: dollars(10000), Among: "office", Where: reached}}
	w.sells("me", "S1", "5000")
	w.sells("ann", "S2", "9000")
	w.sells("bob", "S3", "4999.99")
	wantWon(t, w, map[rainmaker.PayeeID]int64{"me": 500000, "ann": 500000})
}

// A tenth of a cent is not lost: 100 dollars among three are 33.34, 33.33 and 33.33, the odd cent to the first id.
func TestOddCentOfAPool(t *testing.T) {
	w := office("me", "ann", "bob")
	w.Pools = []Pool{{Name: "shared", Window: "month", Fund: dollars(100), Among: "everyone"}}
	wantWon(t, w, map[rainmaker.PayeeID]int64{"ann": 3334, "bob": 3333, "me": 3333})
}

func TestTiesForTheFirstPrize(t *testing.T) {
	for ties, want := range map[string]map[rainmaker.PayeeID]int64{
		tiesShare: {"me": 150000, "ann": 150000, "bob": 50000},
		tiesWin:   {"me": 200000, "ann": 200000, "bob": 50000},
	} {
		w := office("me", "ann", "bob")
		w.Contests = []Contest{{
			Name: "race", Window: "month", Among: "office", Rank: sold(&w, "month"),
			Prizes: []Expr{dollars(2000), dollars(1000), dollars(500)}, Ties: ties,
		}}
		w.sells("me", "S1", "9000")
		w.sells("ann", "S2", "9000")
		w.sells("bob", "S3", "4000")
		wantWon(t, w, want)
	}
}

// A cap of 10,000 over two components cuts the last lines first; half of the first line is paid at once, half on cash, and so
// is what is cut of it.
func TestCapOverTwoComponents(t *testing.T) {
	w := orders()
	a, b := base("", percent(10)), base("", percent(5))
	b.Name = "extra"
	a.Payable = []Part{{Share: rat(1, 2), How: atOnce}, {How: onDay, Day: Day{Field: "collected"}}}
	w.Components = []Component{a, b}
	w.Caps = []CapOver{{Name: "limit", On: []string{"base", "extra"}, At: dollars(10000), Window: "month"}}
	w.Events = []Event{order("A", "2026-01-10", "200000", "2026-03-10", "")}
	w.Through = day("2026-03-31")
	wantPosted(t, w, posting{"me", "2026-01", "base", 2000000}, posting{"me", "2026-01", "extra", 1000000},
		posting{"me", "2026-01", "limit", -2000000})
	wantPaid(t, w, paid{"2026-01", 500000}, paid{"2026-03", 500000})
}
