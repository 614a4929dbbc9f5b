package engine_test

import (
	"reflect"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

const cashLetter = "```plan" + `
language 1
plan cash "Cash" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event account dated opened { opened date; tier one of gold, plain }
event booking dated closed { owner payee; closed date; account account or none }
event receipt dated received { booking booking; received date; amount money }
table rates by booking.account.tier { gold: 20%; plain: 10%; none: 5% }
credit cash from receipt { counts on booking.closed; order by booking.closed, id; to booking.owner as AE 100% of amount }
commission base on cash as AE { rate rates }
` + "```\n"

func told(name, id string, learned calendar.Date, fields ...rainmaker.Field) rainmaker.Event {
	return rainmaker.Event{EventRef: rainmaker.EventRef{Name: name, ID: id}, Learned: learned, Fields: fields}
}

func said(name string, v rainmaker.Value) rainmaker.Field {
	return rainmaker.Field{Name: name, Value: v}
}

// What a receipt is paid by stands in its booking and in the booking's account. Whether one of them is changed in the facts or
// in a question, what is asked of it changes alike.
func TestQuestionsReadThroughReferences(t *testing.T) {
	p, _ := letter(t, "cash.plan.md", cashLetter)
	day := calendar.MustParse
	account := func(tier string) rainmaker.Event {
		return told("account", "A1", 0, said("opened", rainmaker.DayOf(day("2027-01-01"))), said("tier", rainmaker.TextOf(tier)))
	}
	booking := func(account string) rainmaker.Event {
		return told("booking", "B1", 0, said("owner", rainmaker.PersonOf("ann")), said("closed", rainmaker.DayOf(day("2027-01-15"))),
			said("account", rainmaker.TextOf(account)))
	}
	receipt := told("receipt", "R1", 0, said("booking", rainmaker.TextOf("B1")), said("received", rainmaker.DayOf(day("2027-02-03"))),
		said("amount", rainmaker.CashOf(money.NewAmount(100_000, 2), "USD")))
	worked := func(events ...rainmaker.Event) *engine.Calculation {
		c, err := engine.New(p, engine.Inputs{
			Calendar: fiscal, Payees: []rainmaker.Payee{{ID: "ann", Name: "Ann"}}, Events: events, Through: day("2027-02-28"),
			Assignments: []rainmaker.Assignment{{ID: "a", Payee: "ann", Plan: "cash", Span: p.Plan.Effective}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	pay := func(c *engine.Calculation) []string {
		var out []string
		for _, s := range c.Statements("ann") {
			if s.Blocked != "" {
				t.Fatal(s.Blocked)
			}
			total, err := s.Total()
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, total.String())
		}
		return out
	}
	base := worked(account("gold"), booking("A1"), receipt)
	if got := pay(base); !reflect.DeepEqual(got, []string{"0.00 USD", "200.00 USD"}) {
		t.Errorf("paid %v, want 20%% of 1,000 in the month in which it came", got)
	}
	for name, change := range map[string][]rainmaker.Event{
		"the account":             {account("plain")},
		"the booking's account":   {booking("A9"), told("account", "A9", 0, said("opened", rainmaker.DayOf(day("2027-01-20"))), said("tier", rainmaker.TextOf("plain")))},
		"the account is unknown":  {booking("A7")},
		"the booking is no more":  {{EventRef: rainmaker.EventRef{Name: "booking", ID: "B1"}, Gone: true}},
		"nothing, said once more": {account("gold")},
	} {
		asked, err := base.With(day("2027-02-28"), change...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		facts := map[rainmaker.EventRef]rainmaker.Event{}
		for _, e := range append([]rainmaker.Event{account("gold"), booking("A1"), receipt}, change...) {
			facts[e.EventRef] = e
		}
		var all []rainmaker.Event
		for _, e := range facts {
			all = append(all, e)
		}
		anew := worked(all...)
		if got, want := pay(asked), pay(anew); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: asked %v, worked out anew %v", name, got, want)
		}
		if got, want := asked.Faults(), anew.Faults(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: faults %v, worked out anew %v", name, got, want)
		}
	}
}

// An event that names one which is not known is credited to nobody, whatever is read of it: a credit is the same in every letter.
// What has not happened is not known, and nor is what is read through an event that is.
func TestWhatNamesTheUnknownIsCreditedToNobody(t *testing.T) {
	const head = "```plan" + `
language 1
plan cash "Cash" {
  effective FY2027
  period    year
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event account dated opened { opened date; tier one of gold, plain }
event booking dated closed { owner payee; closed date or none; account account or none }
event receipt dated received { seller payee; booking booking; received date; amount money }
credit cash from receipt { counts on received; order by received, id; to seller as AE 100% of amount }
`
	day := calendar.MustParse
	booking := told("booking", "B1", 0, said("owner", rainmaker.PersonOf("ann")), said("closed", rainmaker.DayOf(day("2027-01-15"))),
		said("account", rainmaker.TextOf("A1")))
	open := told("booking", "B1", 0, said("owner", rainmaker.PersonOf("ann")), said("closed", rainmaker.Value{}), said("account", rainmaker.Value{}))
	receipt := told("receipt", "R1", 0, said("seller", rainmaker.PersonOf("ann")), said("booking", rainmaker.TextOf("B1")),
		said("received", rainmaker.DayOf(day("2027-02-03"))), said("amount", rainmaker.CashOf(money.NewAmount(100_000, 2), "USD")))
	const flat = "commission base on cash as AE { rate 10% }\n"
	const tiered = "table rates by booking.account.tier { gold: 20%; plain: 10%; none: 5% }\ncommission base on cash as AE { rate rates }\n"
	for _, c := range []struct {
		name, rule string
		events     []rainmaker.Event
		pays       string
		faults     int
	}{
		{"the booking is not known, and nothing is read of it", flat, []rainmaker.Event{receipt}, "0.00 USD", 1},
		{"the booking has not closed, and nothing is read of it", flat, []rainmaker.Event{receipt, open}, "0.00 USD", 1},
		{"the booking's account is not known, and nothing is read of it", flat, []rainmaker.Event{receipt, booking}, "100.00 USD", 0},
		{"the booking's account is not known, and its tier is the rate", tiered, []rainmaker.Event{receipt, booking}, "0.00 USD", 1},
	} {
		p, _ := letter(t, "cash.plan.md", head+c.rule+"```\n")
		w, err := engine.New(p, engine.Inputs{
			Calendar: fiscal, Payees: []rainmaker.Payee{{ID: "ann", Name: "Ann"}}, Events: c.events, Through: day("2027-12-31"),
			Assignments: []rainmaker.Assignment{{ID: "a", Payee: "ann", Plan: "cash", Span: p.Plan.Effective}},
		})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		total, err := w.Statements("ann")[0].Total()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if total.String() != c.pays || len(w.Faults()) != c.faults {
			t.Errorf("%s: paid %s with faults %v, want %s and %d", c.name, total, w.Faults(), c.pays, c.faults)
		}
	}
}
