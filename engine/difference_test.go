package engine_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/engine/oracle"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// program is a world's letter; of two that follow each other the older one.
func program(t *testing.T, w oracle.World, change func(string) string) *ir.Program {
	t.Helper()
	w.Newer = nil
	var docs []source.Document
	for _, d := range w.Documents() {
		docs = append(docs, source.Document{Name: d.Name, Text: change(d.Text)})
	}
	set, found := plan.Load(docs, w.Calendar)
	if found.HasErrors() || len(set.Programs) != 1 {
		t.Fatalf("%d letters, %v", len(set.Programs), found)
	}
	return set.Programs[0]
}

func worldInputs(w oracle.World) engine.Inputs {
	in := w.Inputs()
	return engine.Inputs{
		Calendar: w.Calendar, Payees: in.Payees, Reports: in.Reports, Assignments: in.Assignments, Events: in.Events,
		Through: w.Through,
	}
}

// stir changes a few things of all kinds in a company.
func stir(in engine.Inputs, rng *rand.Rand) engine.Inputs {
	in.Events, in.Assignments, in.Reports = slices.Clone(in.Events), slices.Clone(in.Assignments), slices.Clone(in.Reports)
	for range 1 + rng.IntN(3) {
		if n := len(in.Events); n > 0 {
			i := rng.IntN(n)
			switch rng.IntN(3) {
			case 0:
				in.Events = slices.Delete(in.Events, i, i+1)
			default:
				in.Events[i].Fields = stirred(in.Events[i].Fields, rng)
			}
		}
	}
	if n := len(in.Assignments); n > 0 && rng.IntN(2) == 0 {
		i := rng.IntN(n)
		numbers := map[string]*calendar.Timeline[rainmaker.Value]{}
		for name, line := range in.Assignments[i].Numbers {
			other := &calendar.Timeline[rainmaker.Value]{}
			for _, p := range line.In(calendar.Forever) {
				other.Set(p.Span.From, more(p.Value, 7))
			}
			numbers[name] = other
		}
		in.Assignments[i].Numbers = numbers
	}
	if n := len(in.Reports); n > 0 && rng.IntN(3) == 0 {
		i := rng.IntN(n)
		in.Reports = slices.Delete(in.Reports, i, i+1)
	}
	return in
}

// more is an amount or number of which one unit of its last digit is changed.
func more(v rainmaker.Value, by int64) rainmaker.Value {
	a := money.NewAmount(v.Amount().Units()+by, v.Amount().Scale())
	switch v.Kind() {
	case rainmaker.Cash:
		return rainmaker.CashOf(a, v.Currency())
	case rainmaker.Number:
		return rainmaker.NumberOf(a)
	default:
		return v
	}
}

func stirred(fields rainmaker.FieldList, rng *rand.Rand) rainmaker.FieldList {
	fields = slices.Clone(fields)
	for i, f := range fields {
		if f.Value.Kind() == rainmaker.Cash && rng.IntN(2) == 0 {
			fields[i].Value = more(f.Value, int64(rng.IntN(2_000))-1_000)
		}
		if f.Value.Kind() == rainmaker.Day && rng.IntN(4) == 0 {
			fields[i].Value = rainmaker.DayOf(f.Value.Date().AddDays(rng.IntN(61) - 30))
		}
	}
	return fields
}

// On random worlds the parts of a difference sum exactly to what changed, line by line and in all, and so does what is paid.
func TestDifferenceSumsExactly(t *testing.T) {
	compared, causes := 0, map[rainmaker.Cause]int{}
	for seed := range uint64(fewer(60)) {
		w, rng := world(seed+1), rand.New(rand.NewPCG(seed, 11))
		same := func(text string) string { return text }
		p := program(t, w, same)
		before := engine.Result{Program: p, Inputs: worldInputs(w)}
		after := engine.Result{Program: p, Inputs: stir(before.Inputs, rng)}
		if rng.IntN(2) == 0 {
			after.Program = program(t, w, func(text string) string {
				return strings.NewReplacer("half_even", "down", "half_up", "down", "rounding down", "rounding half_up").Replace(text)
			})
		}
		was, err := engine.New(before.Program, before.Inputs)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		now, err := engine.New(after.Program, after.Inputs)
		if err != nil {
			continue // what was stirred does not fit the letter
		}
		for _, payee := range was.Payees()[:min(2, len(was.Payees()))] {
			for _, s := range was.Statements(payee) {
				compared += differ(t, seed, before, after, s, now, causes)
			}
		}
	}
	if testing.Short() {
		return
	}
	if compared < 40 {
		t.Errorf("only %d statements differ", compared)
	}
	for _, cause := range []rainmaker.Cause{rainmaker.CauseDeal, rainmaker.CauseCorrection, engine.CauseQuota, engine.CausePlan} {
		if causes[cause] == 0 {
			t.Errorf("nothing was booked to %s: %v", cause, causes)
		}
	}
}

// differ checks one statement, and tells whether it differs.
func differ(t *testing.T, seed uint64, before, after engine.Result, s rainmaker.Statement, now *engine.Calculation, causes map[rainmaker.Cause]int) int {
	t.Helper()
	var then rainmaker.Statement
	for _, x := range now.Statements(s.Payee) {
		if x.StatementKey == s.StatementKey {
			then = x
		}
	}
	if then.StatementKey == s.StatementKey && s.Hash() == then.Hash() { // after the end there may be no such statement any more
		return 0 // the other test compares what does not differ
	}
	d, err := engine.Differ(before, after, s.StatementKey)
	if s.Blocked != "" || then.Blocked != "" {
		if err == nil {
			t.Errorf("seed %d, %v: a blocked statement is compared", seed, s.StatementKey)
		}
		return 0
	}
	if err != nil {
		t.Errorf("seed %d, %v: %v", seed, s.StatementKey, err)
		return 0
	}
	lines := map[string]int64{}
	name := func(component, window string, ref rainmaker.EventRef) string {
		return component + " " + window + " " + ref.String()
	}
	for _, l := range then.Lines {
		lines[name(l.Component, l.Window, l.Event)] += l.Amount.Minor()
	}
	for _, l := range s.Lines {
		lines[name(l.Component, l.Window, l.Event)] -= l.Amount.Minor()
	}
	total := int64(0)
	for _, p := range d.Parts {
		causes[p.Cause]++
		lines[name(p.Component, p.Window, p.Event)] -= p.Amount.Minor()
		total += p.Amount.Minor()
	}
	for line, left := range lines {
		if left != 0 {
			t.Errorf("seed %d, %v, %s: %d cents have no cause", seed, s.StatementKey, line, left)
		}
	}
	if total != d.Now.Minor()-d.Was.Minor() {
		t.Errorf("seed %d, %v: parts sum to %d, the statement went from %s to %s", seed, s.StatementKey, total, d.Was, d.Now)
	}
	byCause, err := d.ByCause()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range byCause {
		total -= c.Amount.Minor()
	}
	paid := d.PayNow.Minor() - d.PayWas.Minor()
	for _, c := range d.Pays {
		paid -= c.Amount.Minor()
	}
	if total != 0 || paid != 0 {
		t.Errorf("seed %d, %v: %d cents earned and %d paid have no cause", seed, s.StatementKey, total, paid)
	}
	return min(1, len(d.Parts))
}

// Each kind of change alone is booked to its own cause, and to nothing else.
func TestEachCauseOfADifference(t *testing.T) {
	base := quarter()
	key := rainmaker.StatementKey{Payee: "ann", Plan: "ae", Period: "2027-02"}
	result := func(c company, letter string) engine.Result {
		p, in := c.inputs(t, letter)
		return engine.Result{Program: p, Inputs: in}
	}
	with := func(old, replaced string) company {
		c := base
		if !strings.Contains(c.deals, old) {
			t.Fatalf("no %q in %s", old, c.deals)
		}
		c.deals = strings.Replace(c.deals, old, replaced, 1)
		return c
	}
	quota := base
	quota.quotas = map[string]string{"ann": "80000", "bob": "50000", "boss": "1"}
	for _, test := range []struct {
		name  string
		after engine.Result
		want  string
	}{
		{
			"a new deal", result(with("D3 ann", "D8 ann -   1   core won  2026-12-05 2027-02-11 10000\nD3 ann"), explainedLetter),
			"deal base D8 600.00",
		},
		{"a deal that is gone", result(with("D5 ann -   1   nova won  2027-01-09 2027-02-20 4000\n", ""), explainedLetter), "deal base D5 -240.00"},
		{
			"a corrected amount", result(with("2027-02-20 4000", "2027-02-20 5000"), explainedLetter),
			"correction base D5 60.00; correction nova D5 100.00",
		},
		{"another share", result(with("D2 ann bob 0.5", "D2 ann bob 0.6"), explainedLetter), "credit base D2 180.00"},
		{"another quota", result(quota, explainedLetter), "quota base D2 300.00"},
		{
			"another letter", result(base, strings.Replace(explainedLetter, "from 50%: 6%", "from 50%: 7%", 1)),
			"plan base D2 50.00; plan base D5 40.00; plan base D6 3.00",
		},
		{"nothing", result(base, explainedLetter), ""},
	} {
		d, err := engine.Differ(result(base, explainedLetter), test.after, key)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got []string
		for _, p := range d.Parts {
			got = append(got, string(p.Cause)+" "+p.Component+" "+p.Event.ID+" "+p.Amount.Plain())
		}
		if g := strings.Join(got, "; "); g != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, g, test.want)
		}
	}
}

// A cent that moves because another deal is rounded otherwise is rounding, whatever changed.
func TestRoundingIsACauseOfItsOwn(t *testing.T) {
	result := func(first string) engine.Result {
		p, in := company{
			quotas: map[string]string{"ann": "1000000", "bob": "1", "boss": "1"},
			deals:  "D1 ann - 1 core won 2026-12-01 2027-01-10 " + first + "\nD2 ann - 1 core won 2026-12-01 2027-01-11 33.48",
		}.inputs(t, explainedLetter)
		return engine.Result{Program: p, Inputs: in}
	}
	// 33.48 at 3% is 1.0044; after 1.0011 it makes 2.0055 and is 1.01, after 0.9999 it makes 2.0043 and is 1.00.
	d, err := engine.Differ(result("33.37"), result("33.33"), rainmaker.StatementKey{Payee: "ann", Plan: "ae", Period: "2027-01"})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Parts) != 1 || d.Parts[0].Cause != rainmaker.CauseRounding || d.Parts[0].Event.ID != "D2" || d.Parts[0].Amount.Plain() != "-0.01" {
		t.Errorf("got %+v", d.Parts)
	}
}
