package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/plan/source"
	"rainmaker/trial"

	plans "rainmaker/plan"
)

// unearnedLetter has a gate, a bonus with a condition, tiers that pay nothing at first, two gates on two kinds of credit, a
// contest, and a gate that no credit opens.
const unearnedLetter = "```plan" + `
language 1
plan lacks {
  effective 2026-01-01 before 2027-01-01
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated closed {
  seller  payee
  closed  date
  amount  money
}
event call dated held {
  caller  payee
  held    date
}
credit sales from sale {
  counts on closed
  order by closed, id
  to seller as rep  100% of amount
}
credit calls from call {
  counts on held
  order by held, id
  to caller as caller 1
}
param quota : money per quarter, not prorated
measure sold       = sum(sales as rep) per quarter
measure made       = count(calls as caller) per quarter
measure attainment = sold / quota per quarter
commission gated on sales as rep per quarter {
  rate 10%
  gate attainment >= 95% else lost
}
bonus extra per quarter {
  pay 3,500 USD if attainment >= 100% otherwise 0 USD
}
commission later on sales as rep per quarter {
  tiers by attainment, each slice { from 0%: x 0; from 120%: x 1 }
  rate  10%
}
commission both on sales as rep per quarter {
  rate 1%
  gate attainment >= 95% else lost
  gate made >= 3 else lost
}
commission never on sales as rep per quarter {
  rate 1%
  gate sold < 10,000 USD else lost
}
contest best per quarter {
  among   everyone
  rank by sold
  prize 1: 500 USD
  ties broken by made
}
example "standing" in 2026-03 {
  given quota = 100,000 USD
  given quota of sam = 100,000 USD
  given sale S1 { seller me, closed 2026-01-10, amount 93,760 USD }
  given sale S2 { seller sam, closed 2026-01-10, amount 97,000 USD }
  given call C1 { caller me, held 2026-01-10 }
  expect gated = 0 USD
}
` + "```\n"

func TestLeastFurtherCredit(t *testing.T) {
	set, found := plans.Load([]source.Document{{Name: "lacks.plan.md", Text: unearnedLetter}}, fiscal)
	if found.HasErrors() {
		t.Fatal(found)
	}
	p := set.Programs[0]
	in, err := trial.Inputs(p, &p.Examples[0], fiscal)
	if err != nil {
		t.Fatal(err)
	}
	c, err := engine.New(p, in)
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.Unearned("me", "2026-03")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, u := range list {
		var why, needs []string
		for _, h := range u.Why {
			why = append(why, strings.TrimSpace(string(h.Kind)+" "+h.Text))
		}
		for _, n := range u.Needs {
			needs = append(needs, fmt.Sprintf("%s of %s (not %s)", n.Amount, n.Rule, n.Short))
		}
		got = append(got, fmt.Sprintf("%s, by %s: %s: %s pays %s", u.Component, u.By, strings.Join(why, ", "), strings.Join(needs, " and "), u.Pays.Plain()))
	}
	want := []string{
		// 1,240 more makes 95,000, and all of it pays from the first dollar.
		"gated, by 2026-03-31: gate attainment is 93.76%; the gate asks for at least 95%: 1,240 USD of sales (not 1,239.99 USD) pays 9500.00",
		"extra, by 2026-03-31: amount attainment is 93.76%: 6,240 USD of sales (not 6,239.99 USD) pays 3500.00",
		// The first cent is paid 5 cents beyond 120,000: half of one rounds to the even nothing.
		"later, by 2026-03-31: tier attainment is 93.76%, in the tier from 0%: 26,240.06 USD of sales (not 26,240.05 USD) pays 0.01",
		"both, by 2026-03-31: gate attainment is 93.76%; the gate asks for at least 95%, gate made is 1; the gate asks for at least 3: " +
			"1,240 USD of sales (not 1,239.99 USD) and 2 of calls (not 1) pays 950.00",
		"never, by 2026-03-31: gate sold is 93,760 USD; the gate asks for less than 10,000 USD:  pays 0",
		"best, by 2026-03-31: place place 2 with 93,760 USD: 3,240 USD of sales (not 3,239.99 USD) pays 500.00",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	checkLeast(t, p.Plan.Name, in, list)
}

// checkLeast makes the credits real: deals of exactly these amounts pay, and one unit less does not.
func checkLeast(t *testing.T, plan string, in engine.Inputs, list []engine.Unearned) {
	t.Helper()
	set, _ := plans.Load([]source.Document{{Name: "lacks.plan.md", Text: unearnedLetter}}, fiscal)
	for _, u := range list {
		if len(u.Needs) != 1 {
			continue
		}
		for _, less := range []bool{false, true} {
			amount := u.Needs[0].Amount
			if less {
				amount = u.Needs[0].Short
			}
			more := in
			more.Events = append(in.Events[:len(in.Events):len(in.Events)], rainmaker.Event{
				EventRef: rainmaker.EventRef{Name: "sale", ID: "S9"},
				Fields: rainmaker.FieldList{
					{Name: "seller", Value: rainmaker.PersonOf("me")},
					{Name: "closed", Value: rainmaker.DayOf(calendar.MustParse("2026-03-31"))},
					{Name: "amount", Value: inUSD(t, amount.Num.String())},
				},
			})
			c, err := engine.New(set.Programs[0], more)
			if err != nil {
				t.Fatal(err)
			}
			total := int64(0)
			for _, s := range c.Statements("me") {
				for _, l := range s.Lines {
					if l.Component == u.Component {
						total += l.Amount.Minor()
					}
				}
			}
			if want := map[bool]int64{false: u.Pays.Minor(), true: 0}[less]; total != want {
				t.Errorf("%s: %s, %s more pays %d cents, want %d", plan, u.Component, amount, total, want)
			}
		}
	}
}
