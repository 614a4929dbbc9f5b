package oracle

import "testing"

// steps are tiers that begin at amounts, each with a percentage.
func steps(pairs ...int64) (out []Step) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, from(dollars(pairs[i]), percent(pairs[i+1])))
	}
	return out
}

func sold(w *World, window string) MeasureRef {
	w.Measures = append(w.Measures, Measure{"sold", sumSales, window})
	return MeasureRef{"sold"}
}

func base(window string, rate Expr) Component {
	return Component{Name: "base", On: "sales", Role: "rep", Window: window, Rate: rate}
}

func TestWholeAmountCatchesUpAndGivesBack(t *testing.T) {
	w := cookbook()
	c := base("quarter", nil)
	c.Tiers = &Tiers{By: sold(&w, "quarter"), Whole: true, Steps: steps(0, 5, 100000, 8)}
	w.Components = []Component{c}
	w.Events = []Event{sale("S1", "2026-01-10", "60000"), sale("S2", "2026-02-10", "60000"), sale("S3", "2026-03-10", "-30000")}
	wantPosted(t, w, posting{"me", "2026-01", "base", 300000}, posting{"me", "2026-02", "base", 660000},
		posting{"me", "2026-03", "base", -510000})
}

func TestEverythingAboveQuotaAtTheTopRate(t *testing.T) {
	for _, c := range []struct {
		quota, sale string
		rate, cents int64
	}{
		{"100000", "80000", 60, 4800000},
		{"100000", "100000", 50, 5000000},
		{"100000", "110000", 60, 6900000},
		{"100000", "140000", 50, 9000000},
		{"100000", "175000", 60, 17250000},
	} {
		w := cookbook()
		attained(&w, Flow{Per: "month"}, "month", percent(c.rate), from(percent(0), times1(100)), from(percent(100), times1(150)),
			from(percent(125), times1(200)), from(percent(150), times1(250)))
		w.Components[0].Tiers.Whole, w.Components[0].Tiers.Over = true, percent(100)
		w.give("quota", DatedNumber{day("2026-01-01"), usd(c.quota)})
		w.Events = []Event{sale("S", "2026-01-10", c.sale)}
		wantPosted(t, w, posting{"me", "2026-01", "base", c.cents})
	}
}

func TestFeeBetweenTwoSizes(t *testing.T) {
	w := cookbook()
	w.Measures = []Measure{{"size", sumSales, "sale"}}
	w.Curves = []Curve{{Name: "fee", By: "size", Points: []Point{
		{dollars(0), dollars(0)},
		{dollars(1000), dollars(10)},
		{dollars(3000), dollars(50)},
		{dollars(8000), dollars(150)},
	}}}
	w.Components = []Component{{Name: "filled", On: "sales", Role: "rep", Window: "sale", Pay: CurveRef{"fee"}}}
	w.Events = []Event{sale("A", "2026-01-10", "200"), sale("B", "2026-02-10", "1500"), sale("C", "2026-03-10", "4500")}
	wantPosted(t, w, posting{"me", "2026-01", "filled", 200}, posting{"me", "2026-02", "filled", 2000},
		posting{"me", "2026-03", "filled", 8000})
}

func TestGateHeldToTheEndOfTheYear(t *testing.T) {
	w := cookbook()
	c := base("quarter", percent(10))
	c.Gates = []Gate{{Test{sold(&w, "year"), ">=", dollars(100000)}, "end of year"}}
	w.Components = []Component{c}
	w.Events = []Event{sale("S1", "2026-02-10", "60000"), sale("S2", "2026-05-10", "60000"), sale("S3", "2026-06-10", "-60000")}
	wantPosted(t, w, posting{"me", "2026-05", "base", 1200000}, posting{"me", "2026-06", "base", -600000})
}

func TestGateLost(t *testing.T) {
	w := cookbook()
	c := base("quarter", percent(10))
	c.Gates = []Gate{{Test{sold(&w, "quarter"), ">=", dollars(95000)}, ""}}
	w.Components = []Component{c}
	w.Events = []Event{sale("S1", "2026-01-10", "40000"), sale("S2", "2026-02-10", "40000"), sale("S3", "2026-03-10", "30000")}
	wantPosted(t, w, posting{"me", "2026-03", "base", 1100000})
}

func TestCapCarried(t *testing.T) {
	w := cookbook()
	c := base("", percent(100))
	c.Limits = []Limit{{Amount: dollars(10000), Window: "month", Carried: true}}
	w.Components = []Component{c}
	w.Events = []Event{
		sale("A", "2026-01-10", "15000"), sale("B", "2026-02-10", "2000"), sale("C", "2026-03-10", "12000"), sale("D", "2026-04-10", "-3000"),
	}
	wantPosted(t, w, posting{"me", "2026-01", "base", 1000000}, posting{"me", "2026-02", "base", 700000},
		posting{"me", "2026-03", "base", 1000000}, posting{"me", "2026-04", "base", -100000})
}

// A bonus has lines without an event; what several of its months carry into a quarter is one line there.
func TestBonusCarriedByQuarter(t *testing.T) {
	w := cookbook()
	w.Components = []Component{{
		Bonus: true, Name: "extra", Pay: dollars(1000),
		Limits: []Limit{{Amount: dollars(1770), Window: "quarter", Carried: true}},
	}}
	w.Through = day("2026-06-30")
	wantPosted(t, w, posting{"me", "2026-01", "extra", 100000}, posting{"me", "2026-02", "extra", 77000},
		posting{"me", "2026-04", "extra", 177000})
}

func TestFloorOfAYear(t *testing.T) {
	w := cookbook()
	c := base("", percent(10))
	c.Limits = []Limit{{Floor: true, Amount: dollars(12000), Window: "year"}}
	w.Components = []Component{c}
	w.Events = []Event{sale("A", "2026-03-10", "50000")}
	wantPosted(t, w, posting{"me", "2026-03", "base", 500000}, posting{"me", "2026-12", "base", 700000},
		posting{"me", "2027-12", "base", 1200000})
}

func TestBonusOnTheYearSoFar(t *testing.T) {
	w := cookbook()
	w.Params = []Param{{Name: "quota", Type: "money", Flow: &Flow{Per: "year"}}}
	w.give("quota", DatedNumber{day("2026-01-01"), usd("100000")})
	w.Measures = []Measure{{"attainment", Op{"/", sumSales, ParamRef{Name: "quota"}}, "year"}}
	w.Curves = []Curve{{Name: "payout", By: "attainment", Points: []Point{
		{percent(0), percent(0)},
		{percent(50), percent(25)},
		{percent(100), percent(100)},
		{percent(120), percent(140)},
	}}}
	w.Components = []Component{{
		Bonus: true, ToDate: true, Name: "growth", Window: "year", Pay: Op{"x", dollars(10000), CurveRef{"payout"}},
	}}
	w.Events = []Event{sale("S1", "2026-01-10", "30000"), sale("S2", "2026-02-10", "30000"), sale("S3", "2026-03-10", "-5000")}
	wantPosted(t, w, posting{"me", "2026-01", "growth", 150000}, posting{"me", "2026-02", "growth", 250000},
		posting{"me", "2026-03", "growth", -75000})
}
