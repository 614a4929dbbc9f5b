package oracle

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// The figures in this file were worked out by hand, or stand with the language's own examples. They prove the oracle, as the
// oracle proves the engine.

func day(s string) calendar.Date { return calendar.MustParse(s) }

func span(from, before string) calendar.Span {
	return calendar.Span{From: day(from), Before: day(before)}
}

func dollars(n int64) Cash { return Cash{Value: rat(n, 1), Currency: "USD"} }

func percent(n int64) Percent { return Percent{rat(n, 100)} }

func usd(s string) rainmaker.Value {
	a, err := money.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return rainmaker.CashOf(a, "USD")
}

func plainNumber(s string) rainmaker.Value {
	a, err := money.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return rainmaker.NumberOf(a)
}

func from(e Expr, value Expr) Step { return Step{From: e, Value: value} }

func times1(n int64) Expr { return Number{rat(n, 100)} }

// cookbook is a plan of calendar months on sales that have one seller, for one payee, me.
func cookbook() World {
	year := span("2026-01-01", "2028-01-01")
	return World{
		Calendar: calendar.Fiscal(time.January),
		Letter: Letter{
			Plan: Plan{
				Name: "cookbook", Effective: Range{year.String(), year}, Period: "month", Currency: "USD",
				Rounding: "half_even",
			},
			Kinds: []Kind{{"sale", "closed", []FieldType{{"seller", "payee"}, {"closed", "date"}, {"amount", "money"}}}},
			Credits: []Credit{{
				Name: "sales", From: "sale", CountsOn: "closed", OrderBy: []string{"closed"},
				To: []Target{{Field: "seller", Role: "rep", Amount: Amount{Share: percent(100), Base: "amount"}}},
			}},
		},
		Payees:      []Payee{{ID: "me"}},
		Assignments: []Assignment{{ID: "a-1", Payee: "me", Span: year, Numbers: map[string][]DatedNumber{}}},
		Through:     day("2027-12-31"),
	}
}

func sale(id, closed, amount string) Event {
	return Event{Kind: "sale", ID: id, Version: 1, Fields: rainmaker.FieldList{
		{Name: "seller", Value: rainmaker.PersonOf("me")},
		{Name: "closed", Value: rainmaker.DayOf(day(closed))},
		{Name: "amount", Value: usd(amount)},
	}}
}

func (w *World) give(name string, dated ...DatedNumber) {
	for i := range w.Assignments {
		w.Assignments[i].Numbers[name] = dated
	}
}

var sumSales = Aggregate{Fn: "sum", Credit: "sales", Role: "rep"}

// attained gives a world a quota, attainment per window and a rate with tiers.
func attained(w *World, flow Flow, window string, rate Expr, steps ...Step) {
	w.Params = append(w.Params, Param{Name: "quota", Type: "money", Flow: &flow})
	w.Measures = append(w.Measures, Measure{"attainment", Op{"/", sumSales, ParamRef{Name: "quota"}}, window})
	w.Components = append(w.Components, Component{
		Name: "base", On: "sales", Role: "rep", Window: window, Rate: rate,
		Tiers: &Tiers{By: MeasureRef{"attainment"}, Times: rate != nil, Steps: steps},
	})
}

type posting struct {
	payee, period, component string
	cents                    int64
}

func wantPosted(t *testing.T, w World, want ...posting) {
	t.Helper()
	x := w.Expected()
	if len(x.Blocked) > 0 {
		t.Fatalf("blocked: %v", x.Blocked)
	}
	got := map[posting]int64{}
	for key, minor := range x.Posted {
		got[posting{string(key.Payee), key.Period, key.Component, 0}] += minor
	}
	for _, p := range want {
		at := posting{p.payee, p.period, p.component, 0}
		if got[at] != p.cents {
			t.Errorf("%s %s %s: %d, want %d", p.payee, p.period, p.component, got[at], p.cents)
		}
		delete(got, at)
	}
	for at, cents := range got {
		if cents != 0 {
			t.Errorf("%s %s %s: %d, want nothing", at.payee, at.period, at.component, cents)
		}
	}
	if t.Failed() {
		t.Log(w.String())
	}
}

func TestReturnWalksBack(t *testing.T) {
	w := cookbook()
	attained(&w, Flow{Per: "quarter"}, "quarter", percent(10), from(percent(0), times1(100)), from(percent(100), times1(150)))
	w.give("quota", DatedNumber{day("2026-01-01"), usd("100000")})
	w.Events = []Event{sale("S1", "2026-01-10", "90000"), sale("S2", "2026-02-10", "30000"), sale("S3", "2026-03-10", "-25000")}
	wantPosted(t, w, posting{"me", "2026-01", "base", 900000}, posting{"me", "2026-02", "base", 400000},
		posting{"me", "2026-03", "base", -350000})
}

func TestLeavingInTheMiddleOfAQuarter(t *testing.T) {
	w := cookbook()
	attained(&w, Flow{Per: "quarter", Prorated: true}, "quarter", percent(10), from(percent(0), times1(100)), from(percent(100), times1(200)))
	w.Assignments[0].Span = span("2026-01-01", "2026-02-15")
	w.give("quota", DatedNumber{day("2026-01-01"), usd("90000")})
	w.Events = []Event{sale("S1", "2026-02-10", "60000"), sale("S2", "2026-02-15", "60000")}
	wantPosted(t, w, posting{"me", "2026-02", "base", 750000})
	if got := w.Expected().Measures[MeasureKey{"me", "2026-02", "attainment"}].Value; got.Cmp(rat(60, 45)) != 0 {
		t.Errorf("attainment %s, want 60,000 of 45,000", got)
	}
}

func TestLateCorrectionMovesOtherDeals(t *testing.T) {
	w := cookbook()
	w.Components = []Component{{Name: "base", On: "sales", Role: "rep", Window: "quarter", Tiers: &Tiers{
		By:    sumSales,
		Steps: []Step{from(dollars(0), percent(10)), from(dollars(100000), percent(20))},
	}}}
	late := sale("S1", "2026-01-10", "50000")
	late.Version, late.Learned = 2, day("2026-03-05")
	w.Events = []Event{sale("S1", "2026-01-10", "90000"), sale("S2", "2026-02-10", "50000"), late}
	wantPosted(t, w, posting{"me", "2026-01", "base", 900000}, posting{"me", "2026-02", "base", 900000},
		posting{"me", "2026-03", "base", -800000})
	x := w.Expected()
	s1, s2 := rainmaker.EventRef{Name: "sale", ID: "S1"}, rainmaker.EventRef{Name: "sale", ID: "S2"}
	if a, b := x.Posted[Key{Payee: "me", Period: "2026-03", Component: "base", Event: s1}], x.Posted[Key{Payee: "me", Period: "2026-03", Component: "base", Event: s2}]; a != -400000 || b != -400000 {
		t.Errorf("S1 %d and S2 %d, want -400000 each", a, b)
	}
}

func TestYearToDate(t *testing.T) {
	w := cookbook()
	evenly := Flow{Per: "year", Spread: spreadEvenly}
	w.Params = append(w.Params, Param{Name: "target", Type: "money", Flow: &evenly})
	attained(&w, evenly, "year", Op{"/", ParamRef{Name: "target"}, ParamRef{Name: "quota"}}, from(percent(0), times1(100)),
		from(percent(100), times1(140)), from(percent(120), times1(160)))
	w.give("quota", DatedNumber{day("2026-01-01"), usd("1000000")})
	w.give("target", DatedNumber{day("2026-01-01"), usd("20000")})
	w.Events = []Event{
		sale("A", "2026-01-10", "100000"), sale("B", "2026-02-10", "100000"), sale("C", "2026-03-10", "300000"),
		sale("D", "2026-10-10", "500000"), sale("E", "2026-11-10", "100000"),
	}
	wantPosted(t, w, posting{"me", "2026-01", "base", 200000}, posting{"me", "2026-02", "base", 200000},
		posting{"me", "2026-03", "base", 600000}, posting{"me", "2026-10", "base", 1000000}, posting{"me", "2026-11", "base", 280000})
}

func TestEachSaleByItself(t *testing.T) {
	w := cookbook()
	w.Components = []Component{
		{Name: "step", On: "sales", Role: "rep", Window: "sale", Tiers: &Tiers{By: sumSales, Steps: []Step{
			from(dollars(0), percent(1)),
			from(dollars(1000), percent(2)), from(dollars(3000), percent(3)), from(dollars(8000), percent(5)),
		}}},
		{Name: "flat", On: "sales", Role: "rep", Rate: percent(10), Floor: dollars(200), Cap: dollars(5000)},
	}
	for i, c := range []struct {
		amount     string
		step, flat int64
	}{
		{"200", 200, 20000},
		{"300", 300, 20000},
		{"1500", 2000, 20000},
		{"1200", 1400, 20000},
		{"2000", 3000, 20000},
		{"4500", 9500, 45000},
		{"100000", 1000 + 4000 + 15000 + 460000, 500000},
		{"-5000", -5000, -50000},
		{"-100000", -100000, -500000},
	} {
		w.Events = []Event{sale("S", "2026-01-10", c.amount)}
		t.Logf("%d: %s", i, c.amount)
		wantPosted(t, w, posting{"me", "2026-01", "step", c.step}, posting{"me", "2026-01", "flat", c.flat})
	}
}

func TestManagersOfASplitDeal(t *testing.T) {
	w := cookbook()
	w.Kinds[0].Fields = append(w.Kinds[0].Fields, FieldType{"partner", "payee or none"}, FieldType{"part", "percent"},
		FieldType{"tcv", "money"})
	w.Credits[0].To = []Target{
		{Field: "seller", Role: "rep", Amount: Amount{Share: Field{"part"}, Base: "amount"}},
		{Field: "partner", Role: "rep", Amount: Amount{Rest: true, Base: "amount"}},
	}
	w.Credits = append(w.Credits, Credit{
		Name: "team", From: "sales", FromRole: "rep",
		To: []Target{{Role: "manager", Levels: everyLevel, Amount: Amount{Share: percent(100), Base: "credit"}, Overlay: true}},
	})
	w.Components = []Component{{
		Name: "override", On: "team", Role: "manager",
		Pay: Op{"x", Op{"of", percent(2), Field{"tcv"}}, Share{}},
	}}
	w.Payees = []Payee{{ID: "me"}, {ID: "ann"}, {ID: "bob"}, {ID: "sam"}, {ID: "zoe"}}
	w.Assignments = nil
	for _, who := range []rainmaker.PayeeID{"sam", "zoe", "bob"} {
		w.Assignments = append(w.Assignments, Assignment{ID: "a-" + string(who), Payee: who, Span: w.Plan.Effective.Span})
	}
	e := sale("S", "2026-01-10", "100000")
	e.Fields = append(e.Fields, rainmaker.Field{Name: "partner", Value: rainmaker.PersonOf("ann")},
		rainmaker.Field{Name: "part", Value: plainNumber("0.60")}, rainmaker.Field{Name: "tcv", Value: usd("300000")})
	w.Events = []Event{e}
	w.Reports = []Report{
		{"me", "sam", day("2025-01-01")},
		{"ann", "bob", day("2025-01-01")},
		{"sam", "zoe", day("2025-01-01")},
		{"bob", "zoe", day("2026-01-11")},
	}
	wantPosted(t, w, posting{"sam", "2026-01", "override", 360000}, posting{"bob", "2026-01", "override", 240000},
		posting{"zoe", "2026-01", "override", 360000})
	w.Reports[3].From = day("2026-01-10")
	wantPosted(t, w, posting{"sam", "2026-01", "override", 360000}, posting{"bob", "2026-01", "override", 240000},
		posting{"zoe", "2026-01", "override", 600000})
	w.Events[0].Fields[3].Value = rainmaker.Value{} // nobody has 40%: credited to nobody
	wantPosted(t, w)
	w.Events[0].Fields[4].Value = plainNumber("1") // nobody has nothing
	wantPosted(t, w, posting{"sam", "2026-01", "override", 600000}, posting{"zoe", "2026-01", "override", 600000})
}

func TestSplitPaysItsShare(t *testing.T) {
	w := cookbook()
	w.Kinds[0].Fields = append(w.Kinds[0].Fields, FieldType{"tcv", "money"})
	w.Components = []Component{{
		Name: "base", On: "sales", Role: "rep", Window: "quarter",
		Pay:   Op{"x", Op{"of", percent(2), Field{"tcv"}}, Share{}},
		Tiers: &Tiers{By: sumSales, Times: true, Steps: []Step{from(dollars(0), times1(100)), from(dollars(30000), times1(200))}},
	}}
	deal := func(id, closed, amount string) Event {
		e := sale(id, closed, amount)
		e.Fields = append(e.Fields, rainmaker.Field{Name: "tcv", Value: usd("300000")})
		return e
	}
	// 6,000 each: the first half below 30,000; the second moves nothing and stands exactly on the edge, which belongs upward.
	w.Events = []Event{deal("9", "2026-01-10", "60000"), deal("10", "2026-01-10", "-30000"), deal("11", "2026-01-10", "0")}
	wantPosted(t, w, posting{"me", "2026-01", "base", 300000 + 600000 + 1200000 + 1200000})
	w.Components[0].Tiers.Steps[1].Above = true
	wantPosted(t, w, posting{"me", "2026-01", "base", 300000 + 600000 + 1200000 + 600000})
	w.Events[1].ID = "b" // words come after numbers: 11 now stands before it, at 60,000
	wantPosted(t, w, posting{"me", "2026-01", "base", 300000 + 600000 + 1200000 + 1200000})
}

func TestFlows(t *testing.T) {
	year := span("2026-01-01", "2027-01-01")
	changed := []DatedNumber{{day("2026-01-01"), usd("120000")}, {day("2026-07-01"), usd("240000")}}
	for _, c := range []struct {
		name    string
		flow    Flow
		active  calendar.Span
		dated   []DatedNumber
		window  string
		period  string
		amount  *big.Rat
		trouble string
	}{
		{"a change on 1 July leaves January alone", Flow{Per: "year", Prorated: true, Spread: spreadEvenly}, year, changed, "month", "2026-01", rat(10000, 1), ""},
		{"and doubles July", Flow{Per: "year", Prorated: true, Spread: spreadEvenly}, year, changed, "month", "2026-07", rat(20000, 1), ""},
		{"twelve months are the year", Flow{Per: "year", Prorated: true, Spread: spreadEvenly}, year, changed, "year", "2026-12", rat(180000, 1), ""},
		{"a start on 1 July", Flow{Per: "year", Prorated: true, Spread: spreadEvenly}, span("2026-07-01", "2027-01-01"), changed[:1], "year", "2026-12", rat(60000, 1), ""},
		{"a start on 16 July", Flow{Per: "year", Prorated: true, Spread: spreadEvenly}, span("2026-07-16", "2027-01-01"), changed[:1], "month", "2026-07", rat(160000, 31), ""},
		{"by days", Flow{Per: "year", Spread: spreadByDays}, year, changed[:1], "month", "2026-02", rat(120000*28, 365), ""},
		{"a list", Flow{Per: "quarter", Spread: spreadList, Shares: []*big.Rat{rat(1, 5), rat(3, 10), rat(1, 2)}}, year, changed[:1], "month", "2026-05", rat(36000, 1), ""},
		{"not prorated counts whole", Flow{Per: "quarter"}, span("2026-02-20", "2027-01-01"), changed[:1], "year", "2026-03", rat(480000, 1), ""},
		{"but not before the assignment", Flow{Per: "quarter"}, span("2026-05-20", "2027-01-01"), changed[:1], "year", "2026-06", rat(360000, 1), ""},
		{"not prorated, changed at an edge", Flow{Per: "half"}, year, changed, "year", "2026-01", rat(360000, 1), ""},
		{"not prorated, changed inside", Flow{Per: "year"}, year, changed, "year", "2026-01", nil, "not prorated"},
		{"blends by days", Flow{Per: "quarter", Prorated: true}, year, []DatedNumber{{day("2026-01-01"), usd("90")}, {day("2026-02-01"), usd("180")}}, "quarter", "2026-01", rat(31+59*2, 1), ""},
		{"missing later", Flow{Per: "quarter", Prorated: true}, year, []DatedNumber{{day("2026-02-01"), usd("180")}}, "year", "2026-01", nil, "missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := cookbook()
			w.Params = []Param{{Name: "quota", Type: "money", Flow: &c.flow}}
			w.Measures = []Measure{{"goal", ParamRef{Name: "quota"}, c.window}}
			w.Assignments[0].Span = c.active
			w.give("quota", c.dated...)
			got := w.Expected().Measures[MeasureKey{"me", c.period, "goal"}]
			if c.trouble != "" {
				if !strings.Contains(got.Trouble, c.trouble) {
					t.Errorf("%s, want %s", got.Trouble, c.trouble)
				}
				return
			}
			if got.Trouble != "" || got.Value.Cmp(c.amount) != 0 {
				t.Errorf("%s %s, want %s", got.Value, got.Trouble, c.amount)
			}
		})
	}
}

func TestBlocked(t *testing.T) {
	w := cookbook()
	attained(&w, Flow{Per: "quarter"}, "quarter", percent(10), from(percent(0), times1(100)), from(percent(100), times1(150)))
	w.Assignments[0].Span = span("2026-01-01", "2026-07-01")
	w.give("quota", DatedNumber{day("2026-01-01"), usd("100000")})
	second := Assignment{ID: "a-2", Payee: "me", Span: span("2026-07-01", "2027-01-01"), Numbers: map[string][]DatedNumber{}}
	w.Assignments = append(w.Assignments, second)
	w.Events = []Event{sale("S1", "2026-01-10", "90000"), sale("S2", "2026-08-10", "30000")}
	x := w.Expected()
	for _, period := range []string{"2026-01", "2026-06"} {
		if x.Blocked[Statement{"me", period}] != "" {
			t.Errorf("%s is blocked before the quota is missing: %s", period, x.Blocked[Statement{"me", period}])
		}
	}
	// The third quarter's window is held by September, in which it ended; December waits for the fourth quarter's alone.
	for period, on := range map[string]string{"2026-07": "2026-07-01", "2026-09": "2026-07-01", "2026-12": "2026-10-01"} {
		if why := x.Blocked[Statement{"me", period}]; !strings.Contains(why, "quota missing for me on "+on) {
			t.Errorf("%s: %q, want a quota missing on %s", period, why, on)
		}
	}
	w.Assignments[1].Numbers["quota"] = []DatedNumber{{day("2026-07-01"), usd("0")}}
	if why := w.Expected().Blocked[Statement{"me", "2026-07"}]; !strings.Contains(why, "/ quota 0") {
		t.Errorf("%q, want a division by zero", why)
	}
	w.Measures[0].Is = If{w.Measures[0].Is, Test{ParamRef{Name: "quota"}, ">", dollars(0)}, percent(0)}
	w.Measures[0].Window = "quarter"
	wantPosted(t, w, posting{"me", "2026-01", "base", 900000}, posting{"me", "2026-08", "base", 300000})
}

func TestCashThatArrivesAfterTheEnd(t *testing.T) {
	w := cookbook()
	w.Kinds[0].Dated = "paid"
	w.Kinds[0].Fields = append(w.Kinds[0].Fields, FieldType{"paid", "date"})
	w.Components = []Component{{Name: "base", On: "sales", Role: "rep", Window: "quarter", Rate: percent(10)}}
	w.Assignments[0].Span = span("2026-01-01", "2026-03-10")
	e := sale("S", "2026-02-10", "1000.05")
	e.Fields = append(e.Fields, rainmaker.Field{Name: "paid", Value: rainmaker.DayOf(day("2026-05-31"))})
	after := sale("T", "2026-03-10", "1000")
	after.Fields = append(after.Fields, rainmaker.Field{Name: "paid", Value: rainmaker.DayOf(day("2026-03-10"))})
	w.Events = []Event{e, after}
	wantPosted(t, w, posting{"me", "2026-05", "base", 10000}) // 100.005, the half to the even cent
	w.Plan.Rounding = "half_up"
	wantPosted(t, w, posting{"me", "2026-05", "base", 10001})
	if n := len(w.Expected().Statements); n != 3 {
		t.Errorf("%d statements needed, want those of January to March", n)
	}
}

func TestRunningRounding(t *testing.T) {
	w := cookbook()
	w.Components = []Component{{Name: "base", On: "sales", Role: "rep", Rate: percent(10)}}
	w.Events = []Event{
		sale("1", "2026-01-10", "0.05"), sale("2", "2026-01-10", "0.05"), sale("3", "2026-01-10", "0.05"),
		sale("4", "2026-01-10", "-0.05"),
	}
	lines := func(w World) (out [4]int64) {
		for i := range out {
			id := string(rune('1' + i))
			out[i] = w.Expected().Posted[Key{Payee: "me", Period: "2026-01", Component: "base", Event: rainmaker.EventRef{Name: "sale", ID: id}}]
		}
		return out
	}
	// Running totals of half a cent: 0.5, 1, 1.5, 1.
	if got, want := lines(w), [4]int64{0, 1, 1, -1}; got != want {
		t.Errorf("half_even per component %v, want %v", got, want)
	}
	w.Plan.Rounding = "down"
	if got, want := lines(w), [4]int64{0, 1, 0, 0}; got != want {
		t.Errorf("down per component %v, want %v", got, want)
	}
	w.Plan.Rounding, w.Plan.PerLine = "half_up", true
	if got, want := lines(w), [4]int64{1, 1, 1, -1}; got != want {
		t.Errorf("half_up per line %v, want %v", got, want)
	}
}

func TestPeriodsOfADatedQuota(t *testing.T) {
	w := cookbook()
	w.Plan.Period = spanOf + "quota"
	w.Params = []Param{{Name: "commission_pct", Type: "percent"}}
	attained(&w, Flow{Per: "period"}, "", ParamRef{Name: "commission_pct"}, from(percent(0), times1(100)), from(percent(100), times1(150)))
	w.Assignments[0].Span = span("2026-02-28", "2026-12-01")
	w.give("quota", DatedNumber{day("2026-02-28"), usd("100000")}, DatedNumber{day("2026-05-30"), usd("50000")})
	w.give("commission_pct", DatedNumber{day("2026-02-28"), plainNumber("0.012")})
	w.Events = []Event{sale("A", "2026-02-28", "120000.12"), sale("B", "2026-05-30", "7000")}
	wantPosted(t, w, posting{"me", "2026-02-28", "base", 156000}, posting{"me", "2026-05-30", "base", 8400})
	if s := w.Expected().Statements[Statement{"me", "2026-05-30"}]; s != span("2026-05-30", "2026-12-01") {
		t.Errorf("last period %s", s)
	}
}

func TestOneMeasureForTwoComponents(t *testing.T) {
	w := cookbook()
	w.Kinds[0].Fields = append(w.Kinds[0].Fields, FieldType{"kind", "one of new, renewal"})
	w.Measures = []Measure{{"both", sumSales, "year"}}
	part := func(kind string, window string) Component {
		return Component{
			Name: kind, On: "sales", Role: "rep", Window: window, Where: []Cond{Is{Field: "kind", Values: []string{kind}}},
			Rate: percent(100), Tiers: &Tiers{
				By: MeasureRef{"both"}, Times: true,
				Steps: []Step{from(dollars(0), times1(100)), from(dollars(200), times1(200))},
			},
		}
	}
	w.Components = []Component{part("new", "year"), part("renewal", "")}
	of := func(e Event, kind string) Event {
		e.Fields = append(e.Fields, rainmaker.Field{Name: "kind", Value: rainmaker.TextOf(kind)})
		return e
	}
	w.Events = []Event{of(sale("L2", "2026-02-10", "100"), "renewal"), of(sale("L1", "2026-01-10", "150"), "new")}
	wantPosted(t, w, posting{"me", "2026-01", "new", 15000}, posting{"me", "2026-02", "renewal", 15000})
}

func TestAfterAGapWindowsBeginAgain(t *testing.T) {
	w := cookbook()
	w.Components = []Component{{Name: "base", On: "sales", Role: "rep", Window: "year", Tiers: &Tiers{
		By:    sumSales,
		Steps: []Step{from(dollars(0), percent(10)), from(dollars(1000), percent(20))},
	}}}
	w.Assignments = []Assignment{
		{ID: "1", Payee: "me", Span: span("2026-01-01", "2026-03-10")},
		{ID: "2", Payee: "me", Span: span("2026-03-10", "2026-05-01")},
		{ID: "3", Payee: "me", Span: span("2026-05-02", "2027-01-01")},
	}
	w.Events = []Event{
		sale("A", "2026-01-10", "1000"), sale("B", "2026-04-10", "1000"), sale("G", "2026-05-01", "1000"),
		sale("C", "2026-05-02", "1000"),
	}
	wantPosted(t, w, posting{"me", "2026-01", "base", 10000}, posting{"me", "2026-04", "base", 20000},
		posting{"me", "2026-05", "base", 10000})
}
