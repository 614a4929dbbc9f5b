package engine_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
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

// Incremental is a full recompute, byte for byte: random companies, and random edits one after another of all that a company
// says. After each edit the calculation renewed from the one before gives the statements, faults and proofs of one that was
// made of nothing but the facts.
//
// That the test can fail was tried by leaving reads out of the notes, one at a time. It finds each of these within a hundred
// companies: a payee's credits (creditsQ), everybody's under a rule (underQ), assignments to the plan and to every plan
// (tenuresQ), a person and everybody (personQ, everybodyQ), leave, rates, given results, the day that has come (soFarQ), and what the
// credits of an event were made of (recredit). Some reads stand beside others that change with them, and are not missed.

const (
	renewWorlds = 300
	renewLong   = 10_000
	renewEdits  = 8
)

func TestRenewedIsFullRecompute(t *testing.T) {
	seeds := worlds(t)
	if os.Getenv("RAINMAKER_SEED") == "" && os.Getenv("RAINMAKER_WORLDS") == "" {
		n := renewWorlds
		if testing.Short() {
			n = renewWorlds / 10
		}
		if os.Getenv("RAINMAKER_LONG") != "" {
			n = renewLong
		}
		seeds = seeds[:min(n, len(seeds))]
	}
	var mu sync.Mutex
	var workers sync.WaitGroup
	taken, worked, failed := 0, 0, 0
	kinds := map[string]int{}
	queue := make(chan uint64)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range queue {
				row := newRenewals(seed)
				err := row.run()
				mu.Lock()
				taken, worked = taken+row.taken, worked+row.worked
				for name, n := range row.kinds {
					kinds[name] += n
				}
				if err != nil {
					if failed++; failed <= 3 {
						t.Errorf("seed %d: %v", seed, err)
					}
				}
				mu.Unlock()
			}
		})
	}
	for _, seed := range seeds {
		queue <- seed
	}
	close(queue)
	workers.Wait()
	if failed > 3 {
		t.Errorf("%d of %d companies differ", failed, len(seeds))
	}
	if len(seeds) < 100 {
		return
	}
	if 3*taken < worked {
		t.Errorf("%d payees were taken over and %d worked out: hardly anything is shared", taken, worked)
	}
	for _, e := range edits {
		if kinds[e.name] == 0 {
			t.Errorf("no company was edited by: %s", e.name)
		}
	}
	t.Logf("%d payees taken over, %d worked out; edits %v", taken, worked, kinds)
}

// Several may ask a renewed calculation at once, and the one before it meanwhile.
func TestRenewedIsAskedBySeveral(t *testing.T) {
	for seed := range uint64(12) {
		row := newRenewals(seed + 1)
		if row.programs = row.letters(row.docs); row.programs == nil || engine.CheckVersions(row.programs) != nil {
			continue
		}
		before := row.renew(t, nil)
		for _, p := range before.Payees() {
			before.Current(p)
		}
		row.copyFacts()
		row.changeDeal()
		row.changeNumber()
		full := row.renew(t, nil)
		now := row.renew(t, before)
		var asking sync.WaitGroup
		for range 3 {
			asking.Go(func() {
				for _, p := range now.Payees() {
					before.Current(p)
					got, _ := now.Current(p)
					if rainmaker.HashStatements(got) != rainmaker.HashStatements(full.Statements(p)) {
						t.Errorf("seed %d: %s differs from a full recompute", seed+1, p)
					}
				}
			})
		}
		asking.Wait()
	}
}

func (row *renewals) renew(t *testing.T, before *engine.Calculation) *engine.Calculation {
	t.Helper()
	in := row.in
	in.Versions = row.programs[:len(row.programs)-1]
	c, err := engine.Renew(before, row.programs[len(row.programs)-1], in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// renewals is a company that is edited, and the calculation that is renewed.
type renewals struct {
	r        *rand.Rand
	w        oracle.World
	docs     []source.Document
	programs []*ir.Program // versions, the newest last
	in       engine.Inputs
	c        *engine.Calculation
	split    bool
	n        int

	taken, worked int
	kinds         map[string]int
}

func newRenewals(seed uint64) *renewals {
	w := world(seed)
	row := &renewals{r: rand.New(rand.NewPCG(seed, 11)), w: w, kinds: map[string]int{}}
	for _, d := range w.Documents() {
		row.docs = append(row.docs, source.Document{Name: d.Name, Text: d.Text})
	}
	row.split = row.r.IntN(4) == 0
	in := w.Inputs()
	row.in = engine.Inputs{
		Calendar: w.Calendar, Payees: in.Payees, Reports: in.Reports, Assignments: in.Assignments, Events: in.Events,
		Leaves: in.Leaves, Holidays: in.Holidays, Rates: in.Rates, Through: w.Through,
	}
	return row
}

// letters compiles the documents, as two letters of one plan where the company has two; nil where they don't check.
func (row *renewals) letters(docs []source.Document) []*ir.Program {
	set, found := plan.Load(docs, row.w.Calendar)
	if found.HasErrors() || len(set.Programs) == 0 {
		return nil
	}
	p := set.Programs[0]
	if !row.split || len(set.Programs) > 1 {
		return set.Programs // by the day from which each holds
	}
	older, newer := *p, *p
	day := p.Plan.Effective.From.AddDays(p.Plan.Effective.Days() / 2)
	older.Plan.Effective.Before, newer.Plan.Effective.From = day, day
	return []*ir.Program{&older, &newer}
}

func (row *renewals) run() error {
	row.programs = row.letters(row.docs)
	if row.programs == nil {
		return fmt.Errorf("the product refuses the world")
	}
	if engine.CheckVersions(row.programs) != nil {
		row.split, row.programs = false, row.letters(row.docs)
	}
	if _, err := row.check("the company as it is"); err != nil {
		return err
	}
	for range renewEdits {
		e := edits[row.r.IntN(len(edits))]
		if len(row.in.Rates) > 0 && row.r.IntN(3) == 0 { // few companies have any
			e = edit{"a rate is changed", (*renewals).changeRate}
		}
		before := *row
		row.n++
		row.copyFacts()
		if !e.apply(row) {
			*row = before
			row.n++
			continue
		}
		if row.r.IntN(2) == 0 {
			row.shareFacts(&before.in)
		}
		fits, err := row.check(e.name)
		if err != nil {
			return fmt.Errorf("after %d edits, the last one %s: %w", row.n, e.name, err)
		}
		if !fits { // the product refuses the edit: the company stays as it was
			taken, worked := row.taken, row.worked
			n := row.n
			*row = before
			row.n, row.taken, row.worked = n, taken, worked
			continue
		}
		row.kinds[e.name]++
	}
	return nil
}

func (row *renewals) copyFacts() {
	in := &row.in
	in.Payees, in.Reports, in.Assignments = slices.Clone(in.Payees), slices.Clone(in.Reports), slices.Clone(in.Assignments)
	in.Events, in.Rates, in.Leaves = slices.Clone(in.Events), slices.Clone(in.Rates), slices.Clone(in.Leaves)
	in.Holidays, in.Given = slices.Clone(in.Holidays), slices.Clone(in.Given)
}

// shareFacts leaves the lists that say what they said one in memory, as an office does that reads only what changed.
func (row *renewals) shareFacts(was *engine.Inputs) {
	in := &row.in
	share(&in.Payees, was.Payees)
	share(&in.Reports, was.Reports)
	share(&in.Assignments, was.Assignments)
	share(&in.Events, was.Events)
	share(&in.Rates, was.Rates)
	share(&in.Leaves, was.Leaves)
	share(&in.Holidays, was.Holidays)
	share(&in.Given, was.Given)
}

func share[T any](list *[]T, was []T) {
	if reflect.DeepEqual(*list, was) {
		*list = was
	}
}

// check renews the calculation and compares it with a full one; false where the facts do not fit the letters.
func (row *renewals) check(what string) (bool, error) {
	newest := row.programs[len(row.programs)-1]
	in := row.in
	in.Versions = row.programs[:len(row.programs)-1]
	renewed, err := engine.Renew(row.c, newest, in)
	full, refused := engine.New(newest, in)
	if got, want := fmt.Sprint(err), fmt.Sprint(refused); got != want {
		return false, fmt.Errorf("%s: renewed says %s, full %s", what, got, want)
	}
	if full == nil {
		return false, nil
	}
	row.c = renewed
	if !slices.Equal(renewed.Payees(), full.Payees()) {
		return true, fmt.Errorf("renewed pays %v, full %v", renewed.Payees(), full.Payees())
	}
	if got, want := renewed.Faults(), full.Faults(); !reflect.DeepEqual(got, want) {
		return true, fmt.Errorf("renewed has faults %v, full %v", got, want)
	}
	if got, want := renewed.Creditings(), full.Creditings(); !reflect.DeepEqual(got, want) {
		return true, fmt.Errorf("renewed credits %v, full %v", got, want)
	}
	for _, p := range full.Payees() {
		if row.r.IntN(6) == 0 {
			continue // not asked this time: what is known of them stays until they are
		}
		if err := row.compare(renewed, full, p); err != nil {
			return true, err
		}
	}
	return true, nil
}

func (row *renewals) compare(renewed, full *engine.Calculation, p rainmaker.PayeeID) error {
	want := full.Statements(p)
	got, worked := renewed.Current(p)
	if worked {
		row.worked++
	} else {
		row.taken++
	}
	if len(got) != len(want) {
		return fmt.Errorf("%s has %d statements, full %d", p, len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			return fmt.Errorf("%s %s (worked out: %v) is\n%+v\nfull\n%+v", p, want[i].Period, worked, got[i], want[i])
		}
	}
	if rainmaker.HashStatements(got) != rainmaker.HashStatements(want) {
		return fmt.Errorf("%s: the hashes differ", p)
	}
	if i := row.r.IntN(max(1, len(want))); i < len(want) && len(want[i].Lines) > 0 {
		key := want[i].Lines[row.r.IntN(len(want[i].Lines))].Key()
		a, err := renewed.Prove(p, want[i].Period, key)
		b, otherwise := full.Prove(p, want[i].Period, key)
		if got, want := fmt.Sprint(err), fmt.Sprint(otherwise); got != want || !reflect.DeepEqual(a, b) {
			return fmt.Errorf("%s: the proof of %v is\n%+v %s\nfull\n%+v %s", p, key, a, got, b, want)
		}
	}
	return nil
}

// edit is something that changes in a company; false where there is nothing of the kind to change.
type edit struct {
	name  string
	apply func(*renewals) bool
}

var edits = []edit{
	{"a deal is added", (*renewals).addDeal},
	{"a deal is changed", (*renewals).changeDeal},
	{"a deal is changed later", (*renewals).laterDeal},
	{"a deal is removed", (*renewals).removeDeal},
	{"a deal is cancelled", (*renewals).cancelDeal},
	{"a number is changed", (*renewals).changeNumber},
	{"an assignment ends", (*renewals).endAssignment},
	{"an assignment is removed", (*renewals).removeAssignment},
	{"an attribute is changed", (*renewals).changeAttribute},
	{"a reporting line is changed", (*renewals).changeReport},
	{"a reporting line is removed", func(row *renewals) bool { return removeOne(row, &row.in.Reports) }},
	{"a rate is changed", (*renewals).changeRate},
	{"leave is taken", (*renewals).takeLeave},
	{"leave is removed", func(row *renewals) bool { return removeOne(row, &row.in.Leaves) }},
	{"a holiday is named", (*renewals).nameHoliday},
	{"a result is given", (*renewals).giveResult},
	{"a later day", (*renewals).laterDay},
	{"a letter is changed", (*renewals).changeLetter},
	{"a letter is worded otherwise", (*renewals).wordLetter},
	{"rows in another order", (*renewals).shuffle},
}

func one[T any](row *renewals, list []T) int { return row.r.IntN(len(list)) }

func removeOne[T any](row *renewals, list *[]T) bool {
	if len(*list) == 0 {
		return false
	}
	i := one(row, *list)
	*list = slices.Delete(*list, i, i+1)
	return true
}

// day is a day of the plan.
func (row *renewals) day() calendar.Date {
	span := row.programs[0].Plan.Effective
	return span.From.AddDays(row.r.IntN(max(1, min(span.Days(), 900))))
}

func (row *renewals) addDeal() bool {
	if len(row.in.Events) == 0 {
		return false
	}
	e := row.in.Events[one(row, row.in.Events)]
	e.ID = fmt.Sprintf("new%d", row.n)
	e.Fields = row.otherwise(e)
	row.in.Events = slices.Insert(row.in.Events, row.r.IntN(len(row.in.Events)+1), e)
	return true
}

func (row *renewals) changeDeal() bool {
	if len(row.in.Events) == 0 {
		return false
	}
	i := one(row, row.in.Events)
	row.in.Events[i].Fields = row.otherwise(row.in.Events[i])
	return true
}

func (row *renewals) laterDeal() bool {
	if len(row.in.Events) == 0 {
		return false
	}
	e := row.in.Events[one(row, row.in.Events)]
	e.Version, e.Learned = e.Version+10, row.day()
	e.Fields = row.otherwise(e)
	row.in.Events = append(row.in.Events, e)
	return true
}

func (row *renewals) removeDeal() bool {
	if len(row.in.Events) == 0 {
		return false
	}
	ref := row.in.Events[one(row, row.in.Events)].EventRef
	row.in.Events = slices.DeleteFunc(row.in.Events, func(e rainmaker.Event) bool { return e.EventRef == ref })
	return true
}

func (row *renewals) cancelDeal() bool {
	if len(row.in.Events) == 0 {
		return false
	}
	e := row.in.Events[one(row, row.in.Events)]
	e.Version, e.Learned, e.Gone, e.Fields = e.Version+20, row.day(), true, nil
	row.in.Events = append(row.in.Events, e)
	return true
}

// otherwise are an event's fields with one of them as another event says it, or moved.
func (row *renewals) otherwise(e rainmaker.Event) rainmaker.FieldList {
	fields := slices.Clone(e.Fields)
	if len(fields) == 0 {
		return fields
	}
	i := one(row, fields)
	v := fields[i].Value
	if v.Kind() == rainmaker.Day && row.r.IntN(2) == 0 {
		fields[i].Value = rainmaker.DayOf(v.Date().AddDays(row.r.IntN(90) - 45))
		return fields
	}
	for range 20 {
		from := row.in.Events[one(row, row.in.Events)]
		if w, ok := from.Fields.Get(fields[i].Name); ok && from.Name == e.Name && !w.Equal(v) {
			fields[i].Value = w
			return fields
		}
	}
	return fields
}

func (row *renewals) changeNumber() bool {
	if len(row.in.Assignments) == 0 {
		return false
	}
	i := one(row, row.in.Assignments)
	a := &row.in.Assignments[i]
	names := slices.Sorted(maps.Keys(a.Numbers))
	if len(names) == 0 {
		return false
	}
	name := names[one(row, names)]
	for range 20 {
		from := row.in.Assignments[one(row, row.in.Assignments)].Numbers[name]
		if from == nil || from.Len() == 0 || from == a.Numbers[name] && from.Len() < 2 {
			continue
		}
		pieces := from.In(calendar.Forever)
		line := &calendar.Timeline[rainmaker.Value]{}
		for span, v := range a.Numbers[name].Over(calendar.Forever) {
			line.Set(span.From, v)
		}
		on := a.Span.From
		if row.r.IntN(2) == 0 {
			on = on.AddDays(row.r.IntN(max(1, min(a.Span.Days(), 400))))
		}
		line.Set(on, pieces[one(row, pieces)].Value)
		a.Numbers = maps.Clone(a.Numbers)
		a.Numbers[name] = line
		return true
	}
	return false
}

func (row *renewals) endAssignment() bool {
	if len(row.in.Assignments) == 0 {
		return false
	}
	a := &row.in.Assignments[one(row, row.in.Assignments)]
	a.Span.Before = a.Span.From.AddDays(1 + row.r.IntN(max(1, min(a.Span.Days(), 700))))
	return true
}

func (row *renewals) removeAssignment() bool {
	return len(row.in.Assignments) > 1 && removeOne(row, &row.in.Assignments)
}

func (row *renewals) changeAttribute() bool {
	i := one(row, row.in.Payees)
	p := &row.in.Payees[i]
	names := slices.Sorted(maps.Keys(p.Attributes))
	if len(names) == 0 {
		return false
	}
	name := names[one(row, names)]
	from := row.in.Payees[one(row, row.in.Payees)].Attributes[name]
	if from == nil || from.Len() == 0 {
		return false
	}
	pieces := from.In(calendar.Forever)
	line := &calendar.Timeline[rainmaker.Value]{}
	for span, v := range p.Attributes[name].Over(calendar.Forever) {
		line.Set(span.From, v)
	}
	line.Set(row.day(), pieces[one(row, pieces)].Value)
	p.Attributes = maps.Clone(p.Attributes)
	p.Attributes[name] = line
	return true
}

func (row *renewals) changeReport() bool {
	line := rainmaker.ReportingLine{
		Payee: row.in.Payees[one(row, row.in.Payees)].ID, Manager: row.in.Payees[one(row, row.in.Payees)].ID, From: row.day(),
	}
	if line.Payee == line.Manager {
		return false
	}
	row.in.Reports = append(row.in.Reports, line)
	return true
}

func (row *renewals) changeRate() bool {
	if len(row.in.Rates) == 0 {
		return false
	}
	r := &row.in.Rates[one(row, row.in.Rates)]
	r.Rate = r.Rate.Mul(money.NewRatio(int64(row.r.IntN(20)+90), 100))
	return true
}

func (row *renewals) takeLeave() bool {
	from := row.day()
	row.in.Leaves = append(row.in.Leaves, rainmaker.Leave{
		Payee: row.in.Payees[one(row, row.in.Payees)].ID, Span: calendar.Span{From: from, Before: from.AddDays(1 + row.r.IntN(40))},
	})
	return true
}

func (row *renewals) nameHoliday() bool {
	row.in.Holidays = append(row.in.Holidays, row.day())
	return true
}

func (row *renewals) giveResult() bool {
	payees := row.c.Payees()
	if len(payees) == 0 || len(row.programs[0].Components) == 0 {
		return false
	}
	p := payees[one(row, payees)]
	periods, err := row.c.Periods(p)
	if err != nil || len(periods) == 0 {
		return false
	}
	k := row.programs[len(row.programs)-1]
	statements := row.c.Statements(p)
	if len(statements) == 0 {
		return false
	}
	row.in.Given = append(row.in.Given, engine.GivenResult{
		Payee: p, Component: k.Components[one(row, k.Components)].Name, Period: periods[one(row, periods)].Label,
		Value: money.New(int64(row.r.IntN(500_000)), statements[0].Currency),
	})
	return true
}

func (row *renewals) laterDay() bool {
	row.in.Through = row.in.Through.AddDays(1 + row.r.IntN(60))
	return true
}

var percent = regexp.MustCompile(`\b[1-9]%`)

func (row *renewals) changeLetter() bool {
	docs := slices.Clone(row.docs)
	i := one(row, docs)
	places := percent.FindAllStringIndex(docs[i].Text, -1)
	if len(places) == 0 {
		return false
	}
	at := places[one(row, places)]
	docs[i].Text = docs[i].Text[:at[0]] + fmt.Sprint(1+row.r.IntN(9)) + docs[i].Text[at[0]+1:]
	programs := row.letters(docs)
	if programs == nil || engine.CheckVersions(programs) != nil {
		return false
	}
	row.docs, row.programs = docs, programs
	return true
}

func (row *renewals) wordLetter() bool {
	docs := slices.Clone(row.docs)
	i := one(row, docs)
	text := "Thank you for your work.\n\n"
	if row.r.IntN(2) == 0 && !strings.HasPrefix(docs[i].Text, "---") {
		docs[i].Text = text + docs[i].Text // every line moves
	} else {
		docs[i].Text += "\n" + text
	}
	programs := row.letters(docs)
	if programs == nil {
		return false
	}
	row.docs, row.programs = docs, programs
	return true
}

func (row *renewals) shuffle() bool {
	in := oracle.Shuffled(oracle.Inputs{
		Payees: row.in.Payees, Reports: row.in.Reports, Assignments: row.in.Assignments, Events: row.in.Events,
		Leaves: row.in.Leaves, Holidays: row.in.Holidays, Rates: row.in.Rates,
	}, row.r)
	row.in.Payees, row.in.Assignments, row.in.Events = in.Payees, in.Assignments, in.Events
	row.in.Leaves, row.in.Holidays, row.in.Rates = in.Leaves, in.Holidays, in.Rates
	return true
}
