package check_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker/calendar"
	"rainmaker/plan/ir"
)

// orders is what the letters below pay on.
const orders = `
payee { region one of amer, emea; pays_in one of EUR, USD }
event order dated closed {
  seller    payee
  account   text
  product   one of core, nova
  closed    date
  collected date or none
  churned   date or none
  amount    money any currency
  weight    percent
}
fx market daily
fx budget { 1 EUR = 1.1057 USD; 2 GBP = 2.5 USD }
group region by payee.region
credit orders from order {
  counts on closed
  order by  closed, id
  to seller as rep 60% of amount in USD at market on closed
  to seller as AE  rest of amount
}
credit own from order { counts on closed; where amount in USD at budget > 0 USD; order by closed, id; to seller as rep 100% of amount in USD at market }
`

func TestRestInAnotherCurrency(t *testing.T) {
	// The rest is of one base with the shares before it: an amount converted and one that is not are two.
	_, found, _ := loadOne(letterHead + orders + "commission base on own as rep { rate 10% }\n")
	if len(found) != 1 || found[0].Code != "two-bases" {
		t.Errorf("%+v", found)
	}
}

// letter is a sound letter on these orders.
func letter(t *testing.T, rest string) *ir.Program {
	t.Helper()
	return mustLoad(t, strings.Replace(orders, "  to seller as AE  rest of amount\n", "  to seller as AE  rest of amount in USD at market on closed\n", 1)+
		"measure sold = sum(own as rep)\n"+rest)
}

func TestShareConverted(t *testing.T) {
	p := letter(t, "commission base on own as rep { rate 10% }\n")
	to := p.Credits[0].Targets[0]
	base, ok := to.Base.(*ir.Convert)
	if to.Amount != ir.ShareOf || !ok || base.To != "USD" || base.On == nil || p.FX[base.FX].Name != "market" {
		t.Errorf("%+v", to)
	}
	if fx := p.FX[1]; fx.Kind != ir.FXFixed || fx.Fixed[0].Rate.String() != "1.1057" || fx.Fixed[1].Rate.String() != "1.25" || fx.Fixed[1].From != "GBP" {
		t.Errorf("%+v", fx)
	}
}

func measure(t *testing.T, p *ir.Program, name string) ir.Expr {
	t.Helper()
	for _, m := range p.Measures {
		if m.Name == name {
			return m.Expr
		}
	}
	t.Fatalf("no measure %s", name)
	return nil
}

func TestAggregatesLowered(t *testing.T) {
	p := letter(t, `
param quota : money per quarter, prorated by days, spread evenly
measure team     = sum(own as rep of direct reports where product is nova)
measure before   = sum(own over previous quarter across plans) per quarter
measure year     = largest(own over year to date)
measure recent   = average(own over last 12 months across plans)
measure accounts = count(own each account once)
measure score    = weighted(own as rep by weight)
measure region_n = count(region where sold > 0 USD)
measure quotas   = average(quota of everyone where payee.region is emea)
measure hits     = count(months where sold >= 10 USD over year) per year
measure mix      = weighted(40%: sold, 60%: year)
measure paid     = sum(base of direct reports)
measure so_far   = quota to date per year
measure all      = quota across plans
measure nth      = year of assignment
commission base on own as rep { rate 10% }
`)
	sum := func(name string) *ir.Aggregate { return measure(t, p, name).(*ir.Aggregate) }
	if x := sum("team"); x.Scope.Kind != ir.DirectReports || x.Where == nil || x.Once >= 0 || x.Weight >= 0 {
		t.Errorf("team %+v", x)
	}
	if x := sum("before"); x.Over.Kind != ir.OverPrevious || x.Over.Window.Unit != calendar.Quarter || !x.Across {
		t.Errorf("before %+v", x)
	}
	if x := sum("year"); x.Over.Kind != ir.OverWindow || !x.Over.ToDate || x.Op != ir.Largest {
		t.Errorf("year %+v", x)
	}
	if x := sum("recent"); x.Over.Kind != ir.OverLast || x.Over.Last.Months != 12 {
		t.Errorf("recent %+v", x)
	}
	fields := p.Events[0].Fields
	if x := sum("accounts"); fields[x.Once].Name != "account" || x.T.Kind != ir.Number {
		t.Errorf("accounts %+v", x)
	}
	if x := sum("score"); x.Op != ir.Weighted || fields[x.Weight].Name != "weight" {
		t.Errorf("score %+v", x)
	}
	if x := measure(t, p, "region_n").(*ir.People); x.Scope.Kind != ir.OfGroup || x.X != nil || x.Where == nil {
		t.Errorf("region_n %+v", x)
	}
	if x := measure(t, p, "quotas").(*ir.People); x.Scope.Kind != ir.Everyone || x.Op != ir.Average || x.X.(*ir.ParamRef).Name != "quota" {
		t.Errorf("quotas %+v", x)
	}
	if x := measure(t, p, "hits").(*ir.Windows); x.Unit != calendar.Month || x.Over.Window.Unit != calendar.Year {
		t.Errorf("hits %+v", x)
	}
	if x := measure(t, p, "mix").(*ir.Mix); len(x.Of) != 2 || x.Shares[1].String() != "0.6" || x.T.Currency != "USD" {
		t.Errorf("mix %+v", x)
	}
	if x := measure(t, p, "paid").(*ir.People).X.(*ir.ResultRef); p.Components[x.Component].Name != "base" {
		t.Errorf("paid %+v", x)
	}
	if x := measure(t, p, "so_far").(*ir.ParamRef); !x.ToDate || x.Across {
		t.Errorf("so_far %+v", x)
	}
	if x := measure(t, p, "all").(*ir.ParamRef); x.ToDate || !x.Across {
		t.Errorf("all %+v", x)
	}
	if x := measure(t, p, "nth").(*ir.MonthOf); !x.Years || x.Quarters || !x.Assignment {
		t.Errorf("nth %+v", x)
	}
}

func TestClausesLowered(t *testing.T) {
	p := letter(t, `
param target : money per quarter, prorated by days
measure quarter_sold = sum(own as rep) per quarter
curve bend by quarter_sold { below: 1; at 0 USD: 1; at 100 USD: 2; then x 0.5 }
commission base on own as rep per quarter {
  rate    10%
  tiers   by quarter_sold, whole amount above 100 USD { from 0 USD: x 1; above 100 USD: x 2 }
  times   bend
  gate    quarter_sold >= 10 USD and payee.region is emea else held until end of year
  cap     500 USD per order
  cap     20% of target per quarter, carried
  floor   100 USD per year
  payable 40% at once, 30% in 3 quarterly parts from closed, rest on closed + 6 months
  advance until churned is none and collected is not none
}
exception emea to base when payee.region is emea { rate 8%; cap 400 USD per order; cap 10% of target per year }
bonus extra per quarter to date { pay 10% of (base + base carry); tiers by quarter_sold, whole amount { from 0 USD: x 1; from 5 USD: x 2 } }
cap top on base, extra at 1,000 USD per year, carried
`)
	base, extra := p.Components[0], p.Components[1]
	if base.Tiers.Mode != ir.WholeAbove || base.Tiers.Above.String() != "100 USD" || len(base.Times) != 1 || len(base.Gates) != 1 || base.Gates[0].Until == nil {
		t.Errorf("%+v", base.Terms)
	}
	var limits []string
	for _, l := range base.Limits {
		limits = append(limits, fmt.Sprint(l.Floor, l.Per.Kind, l.Per.Unit, l.Carried))
	}
	if got := strings.Join(limits, "; "); got != "false 3 day false; false 1 quarter true; true 1 year false" {
		t.Errorf("limits %s", got)
	}
	if parts := base.Payable; len(parts) != 3 || parts[1].Kind != ir.InQuarters || parts[1].N != 3 || parts[2].Share != nil || parts[2].Kind != ir.OnDate {
		t.Errorf("%+v", parts)
	}
	x := base.Exceptions[0]
	if !x.Has["rate"] || len(x.Has) != 1 || len(x.Terms.Limits) != 2 || x.Terms.Tiers != nil {
		t.Errorf("%+v", x)
	}
	if extra.Kind != ir.Bonus || !extra.ToDate || extra.Credit != -1 || extra.Tiers.Mode != ir.WholeAmount {
		t.Errorf("%+v", extra)
	}
	if fmt.Sprint(p.Strata) != "[[0] [1]]" {
		t.Errorf("strata %v", p.Strata)
	}
	if c := p.Caps[0]; fmt.Sprint(c.On) != "[0 1]" || !c.Carried || c.Window.Unit != calendar.Year {
		t.Errorf("%+v", c)
	}
	if k := p.Curves[0]; len(k.Points) != 2 || k.Slope == nil || k.Below == nil {
		t.Errorf("%+v", k)
	}
}

func TestSettlementLowered(t *testing.T) {
	p := letter(t, `
commission base on own as rep { rate 10%; advance until closed + 90 days }
clawback churn "Early churn" of base {
  when product is nova and churned within 180 days of closed
  keep 1/6 for each started month from closed
  as if never booked
}
settle {
  recover churn at most 25% of payable leaving 100 USD
  hold 10% of payable as spare until end of year
  recover draw when draw > 500 USD and month of plan >= 3
  top up to 1,000 USD recoverable as draw when quarter of assignment <= 2
  top up to 500 USD not recoverable
  forgive draw when month of assignment > 24
  pay the rest
}
`)
	var balances []string
	for _, b := range p.Balances {
		balances = append(balances, fmt.Sprint(b.Name, b.Kind))
	}
	if got := strings.Join(balances, " "); got != "shortfall0 churn0 spare1 draw0" {
		t.Errorf("balances %s", got)
	}
	k := p.Clawbacks[0]
	if k.Keep != ir.KeepPerStartedMonth || !k.NeverBooked || k.For.Days != 180 || k.And == nil || k.On.(*ir.FieldRef).Name != "churned" ||
		k.From.(*ir.FieldRef).Name != "closed" || k.Since == nil || p.Balances[k.Balance].Name != "churn" || fmt.Sprint(k.Of) != "[0]" {
		t.Errorf("%+v", k)
	}
	var steps []string
	for _, s := range p.Settle.Steps {
		name := "-"
		if s.Balance >= 0 {
			name = p.Balances[s.Balance].Name
		}
		steps = append(steps, fmt.Sprint(s.Kind, name, s.When != nil))
	}
	if got := strings.Join(steps, " "); got != "0churnfalse 2sparefalse 0drawtrue 1drawtrue 1-false 3drawtrue 4-false" {
		t.Errorf("steps %s", got)
	}
	if s := p.Settle.Steps[0]; s.AtMost == nil || s.Leaving == nil {
		t.Errorf("%+v", s)
	}
}

func TestPeopleAmongThemselves(t *testing.T) {
	p := letter(t, `
param purse : money = 1,000 USD
pool cup per quarter { fund min(purse, 1% of sum(own of everyone)); among everyone where payee.region is emea; share by quarter_sold; because "team" }
contest race per quarter { among region; rank by quarter_sold; prize 2: 10 USD; prize 1: 20 USD; ties broken by quarter_n }
measure quarter_sold = sum(own as rep) per quarter
measure quarter_n    = count(own as rep) per quarter
commission base on own as rep { rate 10% x weight }
`)
	cup, race := p.Components[0], p.Components[1]
	if cup.Kind != ir.Pool || cup.Pool.Where == nil || cup.Pool.ShareBy == nil || cup.Because != "team" || cup.Credit != -1 {
		t.Errorf("%+v %+v", cup, cup.Pool)
	}
	c := race.Contest
	if race.Kind != ir.Contest || len(c.Prizes) != 2 || c.Prizes[0].Place != 1 || c.Ties != ir.TiesBroken || c.BrokenBy == nil || c.Among.Kind != ir.OfGroup {
		t.Errorf("%+v %+v", race, c)
	}
}

// A parameter by a key is a table over the parameters of its rows.
func TestParameterByKey(t *testing.T) {
	p := letter(t, `
param rate : percent by product
param goal : money per quarter by payee.region, prorated by days
measure against = sum(own as rep) / goal per quarter
commission base on own as rep per quarter { rate rate }
example "x" in 2027-03 {
  given fx market 1 EUR = 1.1 USD
  given rate for core = 5%
  given rate of sam for nova = 7% from 2027-02-01
  given goal for emea = 100 USD
  given leave of sam 2027-03-01 before 2027-03-05
  given base of sam in 2027-01..2027-02 = 1 USD, 2 USD
  expect base = 0 USD
}
`)
	var names []string
	for _, x := range p.Params {
		names = append(names, x.Name)
	}
	if got := strings.Join(names, ", "); got != "rate for core, rate for nova, goal for amer, goal for emea" {
		t.Errorf("parameters %s", got)
	}
	table := p.Tables[p.Components[0].Rate.(*ir.TableRef).Index]
	if len(table.Rows) != 2 || table.Rows[1].Keys[0].Value.Text != "nova" || p.Params[table.Rows[1].Value.(*ir.ParamRef).Index].Name != "rate for nova" {
		t.Errorf("%+v", table)
	}
	x := p.Examples[0]
	if n := x.Numbers[1]; p.Params[n.Param].Name != "rate for nova" || n.Person != "sam" {
		t.Errorf("%+v", n)
	}
	if r := x.Results[0]; r.Person != "sam" || len(r.Values) != 2 || r.Periods[1] != "2027-02" {
		t.Errorf("%+v", r)
	}
	if len(x.Leaves) != 1 || x.Leaves[0].Person != "sam" || len(x.Rates) != 1 || x.Rates[0].Pair.Rate.String() != "1.1" {
		t.Errorf("%+v %+v", x.Leaves, x.Rates)
	}
}

func TestFlowsLowered(t *testing.T) {
	p := letter(t, `
table ramp by month of assignment { from 1: 50%; from 4: 100% }
param a : money per month, prorated by workdays less leave, ramped by ramp
param b : number per quarter, prorated by thirtieths, spread evenly, ramped by ramp
commission base on own as rep { rate 10% }
`)
	if f := p.Params[0].Flow; f.Part != ir.ByWorkdays || !f.LessLeave || p.Tables[f.Ramp].Name != "ramp" {
		t.Errorf("%+v", f)
	}
	if f := p.Params[1].Flow; f.Part != ir.ByThirtieths || f.LessLeave || f.Ramp < 0 {
		t.Errorf("%+v", f)
	}
}

func TestLeaversAndPay(t *testing.T) {
	head := strings.Replace(letterHead, "keep what is earned", "keep what becomes payable within 90 days", 1)
	p, found, _ := loadOne(head + strings.Replace(orders, "  to seller as AE  rest of amount\n", "  to seller as AE  rest of amount in USD at market on closed\n", 1) + `
commission base on own as rep { rate 10%; paid in payee.pays_in at market on closed }
settle { recover shortfall at most 50% of payable; pay the rest }
`)
	if p == nil {
		t.Fatal(found)
	}
	if p.Plan.Keeps != ir.KeepBecomesPayable || p.Plan.KeepsWithin.Days != 90 {
		t.Errorf("%+v", p.Plan)
	}
	if in := p.Components[0].PaidIn; in.By.(*ir.AttributeRef).Name != "pays_in" || in.Currency != "" || in.On == nil {
		t.Errorf("%+v", in)
	}
	if pay := p.Settle.Steps[0].AtMost.Type(); pay.Currency != "" {
		t.Errorf("half of what is payable is %s", pay)
	}
}

func TestChecksLowered(t *testing.T) {
	p := letter(t, `
param share : percent, between 0% and 50%
commission base on own as rep { rate share; tiers by sold, each slice { from 0 USD: x 1; from 10 USD: x 2 } }
check base never falls as sold rises for share from 1% to 5%, sold from 0 USD to 100 USD
check no step in base above 100 USD
check base <= 100 USD when sold <= 1,000 USD
`)
	a, b, c := p.Checks[0], p.Checks[1], p.Checks[2]
	if a.Kind != ir.CheckNeverFalls || p.Components[a.Component].Name != "base" || p.Measures[a.Measure].Name != "sold" || len(a.Ranges) != 2 ||
		a.Ranges[0].Param < 0 || a.Ranges[0].Measure != -1 || a.Ranges[1].Measure < 0 || a.Ranges[0].To.String() != "5%" {
		t.Errorf("%+v", a)
	}
	if b.Kind != ir.CheckNoStep || b.Above == nil || c.Kind != ir.CheckHolds || c.Cond == nil || c.When == nil {
		t.Errorf("%+v %+v", b, c)
	}
}
