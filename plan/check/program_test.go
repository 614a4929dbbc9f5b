package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/check"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

const letterHead = `language 1
plan p "P" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
`

func loadOne(program string) (*ir.Program, source.Diagnostics, source.Document) {
	doc := source.Document{Name: "a.plan.md", Text: "# Plan\n\n```plan\n" + program + "\n```\n"}
	set, found := plan.Load([]source.Document{doc}, calendar.Fiscal(time.January))
	if len(set.Programs) == 0 {
		return nil, found, doc
	}
	return set.Programs[0], found, doc
}

func mustLoad(t *testing.T, program string) *ir.Program {
	t.Helper()
	p, found, doc := loadOne(letterHead + program)
	for _, d := range found {
		t.Error(source.Format(d, doc))
	}
	if p == nil {
		t.Fatal("no program")
	}
	return p
}

const deals = `
payee { office one of north, south }
event deal dated closed {
  closed   date
  opened   date or none
  owner    payee
  partner  payee or none
  part     percent
  amount   money, 4 decimals
  product  one of core, nova
  helpers  list of { who payee; weight number }
}
`

func TestCredits(t *testing.T) {
	p := mustLoad(t, deals+`
param engineer_share : percent = 5%
credit up from team as manager { where payee.office is north; to managers of payee at all levels as chief 50% of credit }
credit team from won as rep { to manager of payee as manager 100% of credit overlay }
credit won from deal {
  counts on closed
  where product is nova and amount > 0 USD
  order by closed, id
  to owner   as rep  part of amount
  to partner as rep  rest of amount
  to manager of owner as boss engineer_share of amount overlay
}
credit helped from deal {
  counts on opened
  order by amount, id
  to each helpers.who as helper in proportion to helpers.weight of amount
  to each helpers.who as count 1
}
`)
	want := []string{`from event deal
counts on closed
order by closed
order by id
where product is nova and (amount > 0 USD)
to 0 owner as rep levels 0 amount 0 part of amount  overlay false
to 0 partner as rep levels 0 amount 1  of amount  overlay false
to 2 owner as boss levels 1 amount 0 5% of amount  overlay true
`, `from credit won as rep
to 2  as manager levels 1 amount 0 100% of   overlay true
`, `from credit team as manager
where payee.office is north
to 2  as chief levels 0 amount 0 50% of   overlay true
`, `from event deal
counts on opened
order by amount
order by id
to 1 row.who as helper levels 0 amount 2 row.weight of amount  overlay false
to 1 row.who as count levels 0 amount 3  of  1 overlay false
`}
	if len(p.Credits) != len(want) {
		t.Fatalf("%d credits, want %d", len(p.Credits), len(want))
	}
	for i, w := range want {
		if got := check.CreditMeaning(p, i); got != w {
			t.Errorf("credit %s is\n%swant\n%s", p.Credits[i].Name, got, w)
		}
	}
	if list := p.Credits[3].Targets[0].List; p.Events[0].Fields[list].Name != "helpers" {
		t.Errorf("rows of %s", p.Events[0].Fields[list].Name)
	}
	for i, c := range p.Credits {
		if c.From >= i {
			t.Errorf("credit %s stands before what it rolls up", c.Name)
		}
	}
}

const wonCredit = `
credit won from deal { counts on closed; order by closed, id; to owner as rep 100% of amount }
`

func TestMeasuresStandAfterWhatTheyRead(t *testing.T) {
	p := mustLoad(t, deals+wonCredit+`
param quota : money per quarter, prorated by days, spread (20%, 30%, 50%)
measure attainment = sold / quota if quota > 0 USD otherwise 0%
measure year_sold = sum(won) per year
measure sold = sum(won as rep where product is nova and share = 100%)
table goal by payee.office : money per month, not prorated { north: 10 USD; south: 20 USD }
measure against = year_sold / goal
`)
	position := map[string]int{}
	for i, m := range p.Measures {
		position[m.Name] = i
		ir.Walk(m.Expr, func(x ir.Expr) {
			if ref, ok := x.(*ir.MeasureRef); ok && ref.Index >= i {
				t.Errorf("%s reads %s, which comes after it", m.Name, ref.Name)
			}
		})
	}
	attainment := p.Measures[position["attainment"]]
	if !attainment.Expr.Type().Percent || attainment.Window.Kind != ir.OfPeriod {
		t.Errorf("attainment is %v per %v", attainment.Expr.Type(), attainment.Window)
	}
	if w := p.Measures[position["year_sold"]].Window; w.Kind != ir.OfUnit || w.Unit != calendar.Year {
		t.Errorf("year_sold is per %v", w)
	}
	f := p.Params[0].Flow
	if f == nil || f.Part != ir.ByDays || f.Spread != ir.ByShares || len(f.Shares) != 3 || f.Shares[1].String() != "0.3" {
		t.Errorf("quota flows %+v", f)
	}
	if g := p.Tables[0]; g.Flow == nil || len(g.Rows) != 2 || g.Rows[1].Keys[0].Value.Text != "south" || g.Type.Currency != "USD" {
		t.Errorf("goal %+v", g)
	}
}

func TestComponents(t *testing.T) {
	p := mustLoad(t, `goal growth "More"
`+deals+wonCredit+`
table nova_rate by product { core: 1%; nova: 2% }
measure sold = sum(won as rep) per quarter
spiff push "Push" on won as rep {
  during 2027-02..2027-03
  where  nova_rate > 1%
  pay    30 USD if closed within 3 months of opened otherwise 10 USD
  serves growth
  because "it sells"
  owned by "Ann"
}
commission base on won as rep {
  rate nova_rate
  tiers by sold, each slice { from 0 USD: x 1; above 1,000 USD: x 1.5 }
  floor 5 USD per deal
  cap   500 USD per deal
}
commission each on won per deal { tiers by sum(won), each slice { from 0 USD: 1%; from 10 USD: 2% } }
settle { pay the rest }
`)
	var names []string
	for _, c := range p.Components {
		names = append(names, c.Name)
	}
	if got := strings.Join(names, " "); got != "push base each" {
		t.Fatalf("components %s", got)
	}
	push, base, each := p.Components[0], p.Components[1], p.Components[2]
	if push.Kind != ir.Spiff || push.During.String() != "2027-02-01 before 2027-04-01" || push.Serves[0] != "growth" ||
		push.Because != "it sells" || push.OwnedBy != "Ann" || push.Rate != nil || push.Pay == nil {
		t.Errorf("%+v", push)
	}
	if base.Rate == nil || len(base.Limits) != 2 || len(base.Tiers.Tiers) != 2 {
		t.Fatalf("%+v", base)
	}
	if last := base.Tiers.Tiers[1]; !last.Times || !last.Above || last.Label != "above 1,000 USD" || last.Bound.String() != "1,000 USD" {
		t.Errorf("%+v", last)
	}
	if each.Window.Kind != ir.OfEvent || each.Tiers.Tiers[1].Times || len(each.Roles) != 0 {
		t.Errorf("%+v", each)
	}
	if p.Settle.At.IsZero() {
		t.Error("the settlement has no place")
	}
}

// One table is looked up at two events; the field has another index in each.
func TestTableAtSeveralEvents(t *testing.T) {
	p := mustLoad(t, deals+wonCredit+`
event visit dated held { held date; product one of core, nova; seller payee }
credit visits from visit { counts on held; order by held, id; to seller as rep 1 }
table worth by product { core: 1; nova: 2 }
commission a on won as rep { rate 1% x worth }
commission b on visits as rep { rate 1 USD x worth }
`)
	var at []int
	for _, c := range p.Components {
		ir.Walk(c.Rate, func(x ir.Expr) {
			if ref, ok := x.(*ir.TableRef); ok {
				at = append(at, p.Tables[ref.Index].Keys[0].(*ir.FieldRef).Index)
			}
		})
	}
	if fmt.Sprint(at) != "[6 1]" {
		t.Errorf("the key is field %v of the events", at)
	}
}

func TestExamplesAreWrittenOut(t *testing.T) {
	p := mustLoad(t, deals+wonCredit+exampleText)
	if len(p.Examples) != 4 {
		t.Fatalf("%d examples", len(p.Examples))
	}
	second := p.Examples[1]
	if second.Name != "cases" || second.Row != 2 || len(second.Events) != 2 || second.Events[1].ID != "D-2" {
		t.Fatalf("%+v", second)
	}
	d := second.Events[0]
	if d.Fields[2].Text != "sam" || d.Fields[5].String() != "-50 USD" || !d.Fields[1].None || len(d.Fields[7].Rows) != 2 ||
		d.Fields[7].Rows[1][1].String() != "3" {
		t.Errorf("%v", d.Fields)
	}
	if n := second.Numbers[0]; n.From != calendar.MustParse("2027-02-01") || n.Person != ir.Me || n.Value.String() != "1,000 USD" {
		t.Errorf("%+v", n)
	}
	if x := second.Expects[0]; !x.About || x.Digits[0] != 1 || x.Values[0].String() != "0 USD" || x.Kind != ir.ExpectComponent {
		t.Errorf("%+v", x)
	}
	further := p.Examples[2]
	if further.Name != "goes on" || len(further.Events) != 2 || len(further.Reports) != 1 || len(further.Assignments) != 1 ||
		len(further.Expects) != 2 {
		t.Fatalf("%+v", further)
	}
	if e := further.Events[1]; e.Learned != calendar.MustParse("2027-04-01") || len(e.Fields) != 1 || e.Fields[5].String() != "20.1234 USD" {
		t.Errorf("%+v", e)
	}
	if x := further.Expects[0]; strings.Join(x.Periods, " ") != "2027-01 2027-02 2027-03" || len(x.Values) != 3 || x.Over {
		t.Errorf("%+v", x)
	}
	if x := further.Expects[1]; x.Kind != ir.ExpectPay || x.Person != "sam" || !x.Over || len(x.Periods) != 3 {
		t.Errorf("%+v", x)
	}
}

const exampleText = `
param quota : money per month, not prorated
commission base on won as rep { rate 10% }
example "cases" in 2027-03 {
  cases who, a, c {
    me,  100 USD, 10.0 USD
    sam, -50 USD,  0.0 USD
  }
  given quota = 1,000 USD from 2027-02-01
  given deal D { owner who, part 100%, closed 2027-03-05, amount a, product core, helpers { who ann, weight 1 } { who bob, weight 3 } } times 2
  expect base about c
}
example "goes on" {
  after "first"
  given deal D { amount 20.1234 USD } learned 2027-04-01
  expect base in 2027-01..2027-03 = 0 USD, 0 USD, 2 USD
  expect pay for sam over 2027Q1 = 0 USD
}
example "first" in 2027-03 {
  given payee ann { office north }
  given reports me, sam to ann
  given assignment of sam 2027-02-01 before 2027-03-15
  given deal D { owner me, part 100%, closed 2027-03-05, amount 10 USD, product core, helpers { who ann, weight 1 } }
  expect base = 1 USD
}
`

// A thousandth too much is how half of Europe writes a thousand.
func TestDecimalsOfALiteral(t *testing.T) {
	_, found, _ := loadOne(letterHead + deals + wonCredit + "commission base on won as rep { rate 10%; cap 250.000 USD per deal }\n")
	if len(found) != 1 || found[0].Code != "too-many-decimals" || !found.HasErrors() {
		t.Errorf("%+v", found)
	}
}

func TestSpanPeriods(t *testing.T) {
	head := strings.Replace(letterHead, "month", "span of quota", 1)
	p, found, doc := loadOne(head + deals + wonCredit + `
param quota : money per span of quota, not prorated
measure attainment = sum(won) / quota
commission base on won { rate 10%; tiers by attainment, each slice { from 0%: x 1; from 100%: x 2 } }
example "one" in 2027-03-10 {
  given quota = 10 USD from 2027-03-10
  given deal D { owner me, part 100%, closed 2027-03-15, amount 20 USD, product core, helpers { who ann, weight 1 } }
  expect base = 3 USD
}
`)
	if p == nil || len(found) > 0 {
		for _, d := range found {
			t.Error(source.Format(d, doc))
		}
		t.Fatal("no program")
	}
	if w := p.Plan.Period; w.Kind != ir.OfSpan || p.Params[w.Param].Name != "quota" || p.Examples[0].In != "2027-03-10" {
		t.Errorf("period %+v, example in %q", w, p.Examples[0].In)
	}
}

// Measures and tables that each read two others must not cost the square of their number, let alone two to its power; and they are
// refused, since working them out would.
func TestLongChains(t *testing.T) {
	var b strings.Builder
	b.WriteString(letterHead + deals + wonCredit + "measure m0 = sum(won)\ntable t0 by payee.office { north: 1; south: 2 }\n")
	for i := range 60 {
		fmt.Fprintf(&b, "measure m%d = m%d + m%d\n", i+1, i, i)
		fmt.Fprintf(&b, "table t%d by payee.office { north: t%d; south: t%d x t%d }\n", i+1, i, i, i)
	}
	b.WriteString("commission base on won { rate 1% x t60; tiers by m60 x t60, each slice { from 0 USD: x 1; from 5 USD: x 2 } }\n")
	done := make(chan source.Diagnostics, 1)
	go func() {
		_, found, _ := loadOne(b.String())
		done <- found
	}()
	select {
	case found := <-done:
		if len(found) == 0 || slices.ContainsFunc(found, func(d source.Diagnostic) bool { return d.Code != "too-long" }) {
			t.Errorf("%+v", found)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("not checked within 10 seconds")
	}
}
