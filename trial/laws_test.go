package trial_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// What shape says of a component's laws is tried with the engine: where a law holds no deals may break it, and where it
// does not, deals that break it must be found.

// lawLetter is a letter around one component, `pay`. Credit and rounding may be given; a quota is 10,000 USD a month.
func lawLetter(component, credit, rounding string) string {
	if credit == "" {
		credit = "to seller as rep 100% of amount"
	}
	if rounding == "" {
		rounding = "component"
	}
	goal := "quota"
	if strings.HasSuffix(credit, " 1") || strings.HasSuffix(credit, "units") {
		goal = "10" // of numbers
	}
	return `# Laws

` + "```plan" + `
language 1

plan laws {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per ` + rounding + `
  leavers   keep what is earned
}

param quota  : money per month, not prorated
param target : money per month, not prorated
param fixed  : money = 9,000 USD

event deal dated closed {
  seller  payee
  closed  date
  amount  money
  tcv     money
  units   number
  product one of core, nova
}

table product_rate by product { core: 2%; nova: 9% }
table size_rate by amount { from 0 USD: 9%; from 4,000 USD: 2% }
table step by attained { from 0%: 80%; from 100%: 120% }
curve slope by attained { at 0%: 50%; at 100%: 100%; then level; below: 50% }
curve drop by attained { at 0%: 3,000 USD; at 100%: 1,000 USD; then level; below: 3,000 USD }

credit sold from deal {
  counts on closed
  order by closed, id
  ` + credit + `
}

measure total    = sum(sold as rep)
measure attained = total_of_quota
measure total_of_quota = sum(sold as rep) / ` + goal + `
measure deals    = count(sold as rep)
measure mean     = average(sold as rep)
measure biggest  = largest(sold as rep)

` + component + `
` + "```\n"
}

// lawCase is a component with what is expected of each law, in the order of shape.AllLaws: "" where it holds, else a part
// of the reason; "?" leaves it to the numbers.
type lawCase struct {
	name, component  string
	credit, rounding string
	want             [4]string
}

var lawCases = []lawCase{
	{name: "flat rate", component: `commission earned on sold as rep { rate 10% }`, want: [4]string{}},
	{name: "slices", component: `commission earned on sold as rep { rate target / quota; tiers by attained, each slice { from 0%: x 1; from 100%: x 2 } }`},
	{name: "falling slices at one rate", component: `commission earned on sold as rep { rate 10%; tiers by attained, each slice { from 0%: x 2; from 100%: x 1 } }`},
	{
		name:      "falling slices at several rates",
		component: `commission earned on sold as rep { rate product_rate; tiers by attained, each slice { from 0%: x 2; from 100%: x 1 } }`,
		want:      [4]string{3: "tier `from 100%`"},
	},
	{name: "rising slices at several rates", component: `commission earned on sold as rep { rate product_rate; tiers by attained, each slice { from 0%: x 1; from 100%: x 2 } }`},
	{name: "whole amount", component: `commission earned on sold as rep { rate 10%; tiers by attained, whole amount { from 0%: x 1; from 100%: x 2 } }`},
	{
		name:      "falling whole amount",
		component: `commission earned on sold as rep { rate 10%; tiers by attained, whole amount { from 0%: x 2; from 100%: x 1 } }`,
		want:      [4]string{3: "tier `from 100%`"},
	},
	{name: "whole amount above", component: `commission earned on sold as rep { rate 10%; tiers by attained, whole amount above 100% { from 0%: x 1; from 100%: x 2; from 150%: x 3 } }`},
	{
		name:      "tiers at fixed amounts",
		component: `commission earned on sold as rep { tiers by total, each slice { from 0 USD: 5%; from 8,000 USD: 9% } }`,
		want:      [4]string{1: "fixed bounds"},
	},
	{name: "rate by product", component: `commission earned on sold as rep { rate product_rate }`},
	{
		name: "rate by size", component: `commission earned on sold as rep { rate size_rate }`,
		want: [4]string{"size_rate", "size_rate", "size_rate", "at 4000 it comes to 80 after 360"},
	},
	{
		name: "an amount for each deal", component: `commission earned on sold as rep { pay 50 USD }`,
		want: [4]string{"pay", "pay", "pay", ""},
	},
	{name: "pay on another field", component: `commission earned on sold as rep { pay 2% of tcv }`},
	{
		name: "a size that qualifies", component: `commission earned on sold as rep { where amount >= 1,000 USD; rate 10% }`,
		want: [4]string{"`where`", "`where`", "`where`", ""},
	},
	{
		name: "a size that does not", component: `commission earned on sold as rep { where amount < 1,000 USD; rate 10% }`,
		want: [4]string{"`where`", "`where`", "`where`", "`where`"},
	},
	{
		name: "cap of each deal", component: `commission earned on sold as rep { rate 10%; cap 100 USD per deal }`,
		want: [4]string{"cap", "cap", "", ""},
	},
	{
		name: "floor of each deal", component: `commission earned on sold as rep { rate 10%; floor 100 USD per deal }`,
		want: [4]string{"floor", "floor", "floor", ""},
	},
	{
		name: "cap of the month", component: `commission earned on sold as rep { rate 10%; cap 700 USD per month }`,
		want: [4]string{1: "cap"},
	},
	{name: "cap in targets", component: `commission earned on sold as rep { rate 10%; cap 10% of quota per month }`},
	{
		name: "floor of the month", component: `commission earned on sold as rep { rate 10%; floor 300 USD per month }`,
		want: [4]string{1: "floor"},
	},
	{name: "gate", component: `commission earned on sold as rep { rate 10%; gate attained >= 95% else lost }`},
	{
		name: "gate that closes", component: `commission earned on sold as rep { rate 10%; gate attained <= 150% else lost }`,
		want: [4]string{3: "gate"},
	},
	{
		name: "gate on deals", component: `commission earned on sold as rep { rate 10%; gate deals >= 3 else lost }`,
		want: [4]string{"counts deals", "", "counts deals", ""},
	},
	{
		name: "gate on the mean", component: `commission earned on sold as rep { rate 10%; gate mean >= 2,000 USD else lost }`,
		want: [4]string{"average", "gate", "average", "?"},
	},
	{
		name: "gate on the largest", component: `commission earned on sold as rep { rate 10%; gate biggest >= 0.3 x quota else lost }`,
		want: [4]string{"largest", "", "largest", ""},
	},
	{name: "times a step", component: `commission earned on sold as rep { rate 10%; times step }`},
	{name: "times a curve of the same measure", component: `commission earned on sold as rep { rate 10%; times slope }`},
	{
		name: "each line rounded", component: `commission earned on sold as rep { rate 7.3% }`, rounding: "line",
		want: [4]string{0: "rounding"},
	},
	{
		name: "tier of each deal", component: "measure mine = sum(sold as rep) per deal\ncommission earned on sold as rep per deal { tiers by mine, whole amount { from 0 USD: 5%; from 3,000 USD: 9% } }",
		want: [4]string{"fixed bounds", "fixed bounds", "fixed bounds", ""},
	},
	{
		name: "counted deals", component: `commission earned on sold as rep { tiers by deals, each slice { from 0: 40 USD; from 2: 60 USD } }`, credit: "to seller as rep 1",
		want: [4]string{"counts deals", "tier", "counts deals", ""},
	},
	{
		name: "credit of positive deals", component: `commission earned on sold as rep { rate 10% }`, credit: "where amount > 0 USD; to seller as rep 100% of amount",
		want: [4]string{2: "credit sold"},
	},
	{
		name: "units", component: `commission earned on sold as rep { rate 3 USD }`, credit: "to seller as rep 100% of units",
		want: [4]string{1: "rate"},
	},
	{name: "bonus in proportion", component: `bonus earned { pay target x attained }`},
	{
		name: "bonus by tiers", component: `bonus earned { pay 900 USD; tiers by attained, whole amount { from 0%: x 0; from 100%: x 1 } }`,
		want: [4]string{1: "fixed amount"},
	},
	{
		name: "bonus that drops", component: `bonus earned { pay drop }`,
		want: [4]string{1: "fixed amount", 3: "pay"},
	},
	{
		name: "bonus for deals", component: `bonus earned { pay 10 USD x deals }`,
		want: [4]string{"counts deals", "fixed amount", "counts deals", ""},
	},
	{
		name: "a parameter of the plan", component: `commission earned on sold as rep { rate 10%; gate total >= fixed else lost }`,
		want: [4]string{1: "gate"},
	},
}

// lawWorld is deals of a month, in cents.
type lawWorld struct {
	quota, target int64
	deals         []lawDeal
}

type lawDeal struct {
	id    string
	day   int
	cents int64
	tcv   int64 // how many times the amount
	units int64
	nova  bool
}

func randomLawWorld(r *rand.Rand) lawWorld {
	w := lawWorld{quota: 1_000_000, target: 100_000}
	for i := range r.IntN(5) {
		w.deals = append(w.deals, lawDeal{id: fmt.Sprintf("D%d", i+1), day: 1 + r.IntN(20)}.sized(r))
	}
	return w
}

// sized gives a deal an amount: often one that meets an edge of the letters, or misses it by a cent.
func (d lawDeal) sized(r *rand.Rand) lawDeal {
	edges := []int64{100_000, 400_000, 500_000, 950_000, 1_000_000, 1_500_000, 300_000, 70_000}
	switch r.IntN(3) {
	case 0:
		d.cents = edges[r.IntN(len(edges))] + int64(r.IntN(3)-1)
	case 1:
		d.cents = 1 + r.Int64N(40_000)
	default:
		d.cents = 1 + r.Int64N(900_000)
	}
	d.tcv, d.units, d.nova = 1+r.Int64N(3), 2*(1+r.Int64N(6)), r.IntN(2) == 0
	return d
}

func cents(n int64) rainmaker.Value { return rainmaker.CashOf(money.NewAmount(n, 2), "USD") }

func (w lawWorld) inputs() engine.Inputs {
	year := calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2028-01-01")}
	given := func(n int64) *calendar.Timeline[rainmaker.Value] {
		t := &calendar.Timeline[rainmaker.Value]{}
		t.Set(year.From, cents(n))
		return t
	}
	in := engine.Inputs{
		Calendar: fiscal, Through: calendar.MustParse("2027-01-31"),
		Payees: []rainmaker.Payee{{ID: "me", Name: "me"}},
		Assignments: []rainmaker.Assignment{{
			ID: "a", Payee: "me", Plan: "laws", Span: year,
			Numbers: map[string]*calendar.Timeline[rainmaker.Value]{"quota": given(w.quota), "target": given(w.target)},
		}},
	}
	for _, d := range w.deals {
		product := "core"
		if d.nova {
			product = "nova"
		}
		in.Events = append(in.Events, rainmaker.Event{
			EventRef: rainmaker.EventRef{Name: "deal", ID: d.id}, Version: 1,
			Fields: []rainmaker.Field{
				{Name: "seller", Value: rainmaker.PersonOf("me")},
				{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse(fmt.Sprintf("2027-01-%02d", d.day)))},
				{Name: "amount", Value: cents(d.cents)},
				{Name: "tcv", Value: cents(d.cents * d.tcv)},
				{Name: "units", Value: rainmaker.NumberOf(money.NewAmount(d.units, 0))},
				{Name: "product", Value: rainmaker.TextOf(product)},
			},
		})
	}
	return in
}

// earned is what the component pays in the month, in cents.
func (w lawWorld) earned(t *testing.T, p *ir.Program) int64 {
	t.Helper()
	calc, err := engine.New(p, w.inputs())
	if err != nil {
		t.Fatal(err)
	}
	s := calc.Statements("me")
	if len(s) != 1 || s[0].Blocked != "" {
		return -1 << 40 // a mean of no deals, say: no law is about it
	}
	total, err := s[0].ComponentTotal("earned")
	if err != nil {
		t.Fatal(err)
	}
	return total.Minor()
}

// change is the world a law compares with: whether the law is kept is said by kept(before, after).
func (w lawWorld) change(law shape.Law, r *rand.Rand, p *ir.Program) (lawWorld, bool) {
	out := w
	out.deals = append([]lawDeal{}, w.deals...)
	switch law {
	case shape.SplitMerge:
		if len(w.deals) == 0 {
			return out, false
		}
		i := r.IntN(len(w.deals))
		whole := w.deals[i]
		if whole.cents < 2 {
			return out, false
		}
		a, b := whole, whole
		a.id, b.id = whole.id+"a", whole.id+"b"
		a.cents = whole.cents / 2
		if !dividesUnits(p) {
			a.cents = 1 + r.Int64N(whole.cents-1)
		} else if a.cents*2 != whole.cents {
			return out, false // a half is the only part that the units have too
		} else {
			a.units, b.units = whole.units/2, whole.units/2
		}
		b.cents = whole.cents - a.cents
		out.deals[i] = a
		out.deals = append(out.deals, b)
	case shape.Scaling:
		out.quota, out.target = 2*w.quota, 2*w.target
		for i := range out.deals {
			out.deals[i].cents *= 2
		}
	case shape.BookAndCancel:
		d := lawDeal{id: "Z1", day: 28}.sized(r)
		back := d
		back.id, back.cents, back.tcv = "Z2", -d.cents, d.tcv
		if dividesUnits(p) {
			back.units = -d.units
		}
		out.deals = append(out.deals, d, back)
	case shape.Monotone:
		if len(w.deals) > 0 && r.IntN(2) == 0 && !dividesUnits(p) {
			out.deals[r.IntN(len(w.deals))].cents += lawDeal{}.sized(r).cents
			break
		}
		out.deals = append(out.deals, lawDeal{id: fmt.Sprintf("D%d", 1+r.IntN(9)) + "n", day: 1 + r.IntN(28)}.sized(r))
	}
	return out, true
}

func dividesUnits(p *ir.Program) bool {
	f, ok := p.Credits[0].Targets[0].Base.(*ir.FieldRef)
	return ok && f.Name == "units"
}

func kept(law shape.Law, before, after int64, lines int, perLine bool) bool {
	switch law {
	case shape.Scaling: // each total is rounded once, or each line
		off := after - 2*before
		return off <= int64(2+2*lines) && off >= -int64(2+2*lines)
	case shape.Monotone:
		if perLine { // under a cap of the month each line is rounded by itself
			before -= int64(lines)
		}
		return after >= before
	default:
		return after == before
	}
}

// broken looks for deals that break a law, and describes them.
func broken(t *testing.T, p *ir.Program, law shape.Law, tries int, r *rand.Rand) string {
	t.Helper()
	for range tries {
		w := randomLawWorld(r)
		v, changed := w.change(law, r, p)
		if !changed {
			continue
		}
		before, after := w.earned(t, p), v.earned(t, p)
		if before <= -1<<39 || after <= -1<<39 {
			continue
		}
		if !kept(law, before, after, len(w.deals), p.Plan.PerLine) {
			return fmt.Sprintf("%d cents before, %d after; %+v became %+v", before, after, w, v)
		}
	}
	return ""
}

func lawProgram(t *testing.T, c lawCase) *ir.Program {
	t.Helper()
	doc := source.Document{Name: "laws.plan.md", Text: lawLetter(c.component, c.credit, c.rounding)}
	set, found := plan.Load([]source.Document{doc}, fiscal)
	if found.HasErrors() || len(set.Programs) != 1 {
		for _, d := range found {
			t.Log(source.Format(d, doc))
		}
		t.Fatal(c.name)
	}
	return set.Programs[0]
}

func lawVerdicts(t *testing.T, p *ir.Program) []shape.Verdict {
	t.Helper()
	w := lawWorld{quota: 1_000_000, target: 100_000, deals: []lawDeal{{id: "D1", day: 3, cents: 500_000, tcv: 1, units: 2}}}
	calc, err := engine.New(p, w.inputs())
	if err != nil {
		t.Fatal(err)
	}
	return shape.Laws(p, 0, trial.Setting{Calculation: calc, Payee: "me", On: calendar.MustParse("2027-01-31")})
}

func TestLawsOfClauses(t *testing.T) {
	for _, c := range lawCases {
		t.Run(c.name, func(t *testing.T) {
			p := lawProgram(t, c)
			for i, v := range lawVerdicts(t, p) {
				r := rand.New(rand.NewPCG(uint64(i), 11))
				switch want := c.want[i]; {
				case want == "?":
				case want == "" && v.Answer == shape.DoesNot:
					t.Errorf("%s; it should hold", v)
				case want != "" && (v.Answer != shape.DoesNot || !strings.Contains(v.Because+v.Clause.Text, want)):
					if v.Answer != shape.Unproved {
						t.Errorf("%s; it should not, because of %q", v, want)
					}
				}
				tryLaw(t, p, v, r)
			}
		})
	}
}

// tryLaw holds a verdict against the engine.
func tryLaw(t *testing.T, p *ir.Program, v shape.Verdict, r *rand.Rand) {
	t.Helper()
	switch v.Answer {
	case shape.Holds:
		if how := broken(t, p, v.Law, 60, r); how != "" {
			t.Errorf("%s, but: %s", v, how)
		}
	case shape.DoesNot:
		if broken(t, p, v.Law, 1500, r) == "" {
			t.Errorf("%s, but no deals break it", v)
		}
	case shape.Unproved:
		t.Logf("%s", v)
	}
}
