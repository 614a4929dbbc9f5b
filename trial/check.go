package trial

import (
	"errors"
	"fmt"
	"strings"

	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Outcome is what became of a check.
type Outcome string

// A check is proved by the shape of the plan, refuted by a case in which it does not hold, held up in samples, or could
// not be tried because no example gives the numbers.
const (
	Proved   Outcome = "proved"
	Refuted  Outcome = "refuted"
	Sampled  Outcome = "sampled"
	NotTried Outcome = "not tried"
)

// CheckResult is one `check` of a letter, tried with the numbers of its examples.
type CheckResult struct {
	Check   ir.Check
	Outcome Outcome
	// Samples is in how many cases it held, where it is sampled.
	Samples int
	// Says is the outcome in a sentence.
	Says string
	// Found is the diagnostic of a check that is refuted or could not be tried.
	Found source.Diagnostics
}

// codes of what becomes of a check.
const (
	checkRefuted  = "check-refuted"
	checkNotTried = "check-not-tried"
)

// Checks tries every statement about a plan, in the order of the document.
func Checks(p *ir.Program, cal calendar.Calendar) []CheckResult {
	results := make([]CheckResult, len(p.Checks))
	for i := range p.Checks {
		t := &tester{p: p, cal: cal, check: &p.Checks[i]}
		results[i] = t.result()
	}
	return results
}

// CheckDiagnostics are the diagnostics of all checks, in the order of the document.
func CheckDiagnostics(results []CheckResult) source.Diagnostics {
	var all source.Diagnostics
	for _, r := range results {
		all = append(all, r.Found...)
	}
	all.Sort()
	return all
}

// tester tries one check.
type tester struct {
	p     *ir.Program
	cal   calendar.Calendar
	check *ir.Check
}

// finding is what one set of numbers shows.
type finding struct {
	refuted bool
	samples int // 0: shown exactly
	// what is said of a check that does not hold: the case with its values, the clause that makes it, and the smallest
	// change after which it holds.
	summary, detail, way string
}

// stand is a set of numbers to try a check with.
type stand struct {
	p       *ir.Program
	example *ir.Example
	on      calendar.Date
	set     Setting
	name    string
}

func (t *tester) result() CheckResult {
	out := CheckResult{Check: *t.check, Outcome: Proved}
	tried, exact := 0, true
	var why error
	for _, x := range t.stands() {
		f, err := t.tryOne(x)
		if err != nil {
			if why == nil {
				why = fmt.Errorf("example %q: %w", x.Name, err)
			}
			continue
		}
		tried++
		if f.refuted {
			out.Outcome, out.Says = Refuted, "refuted: "+f.summary
			out.Found = source.Diagnostics{{
				Severity: source.Error, Code: checkRefuted, Where: t.check.At,
				Summary: "refuted: " + f.summary, Detail: f.detail, Way: f.way,
			}}
			return out
		}
		exact = exact && f.samples == 0
		out.Samples += max(f.samples, 1)
	}
	switch {
	case tried == 0:
		return t.notTried(out, why)
	case exact:
		out.Samples = 0
		out.Says = "proved, for the numbers of " + counted(tried, "example")
	default:
		out.Outcome = Sampled
		out.Says = "sampled: it held in " + counted(out.Samples, "case")
	}
	return out
}

func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func (t *tester) notTried(out CheckResult, why error) CheckResult {
	text := why.Error()
	if len(t.p.Examples) == 0 {
		text = "no example gives numbers to try it with: " + errors.Unwrap(why).Error()
	}
	out.Outcome, out.Says = NotTried, "not tried: "+text
	out.Found = source.Diagnostics{{
		Severity: source.Warning, Code: checkNotTried, Where: t.check.At, Summary: "this check could not be tried: " + text,
		Detail: "A check holds for numbers: a quota, a rate, a deal. They are taken from the examples.",
		Way:    "Add an example that gives what the check reads.",
	}}
	return out
}

// stands are the examples with different numbers, each once for every combination of the values that the check ranges over.
func (t *tester) stands() []*ir.Example {
	var out []*ir.Example
	seen := map[string]bool{}
	for i := range t.p.Examples {
		x := &t.p.Examples[i]
		key := numbersOf(x)
		if seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, x)
	}
	if len(out) == 0 { // a plan whose numbers are all its own
		out = append(out, &ir.Example{Name: t.p.Plan.Name, At: t.check.At})
	}
	return out
}

// numbersOf tells examples apart by what a check can see of them.
func numbersOf(x *ir.Example) string {
	var b strings.Builder
	for _, g := range x.Numbers {
		fmt.Fprintf(&b, "%d %s %s %s;", g.Param, g.Person, g.Value, g.From)
	}
	for _, g := range x.Payees {
		fmt.Fprintf(&b, "%s %v;", g.Name, g.Attributes)
	}
	for _, g := range x.Assignments {
		fmt.Fprintf(&b, "%s %s;", g.Person, g.Span)
	}
	fmt.Fprintf(&b, "%d events, %d results", len(x.Events), len(x.Results))
	return b.String()
}

// tryOne tries the check with an example's numbers, and where it ranges over parameters with each of a grid of values:
// those cases are then samples.
func (t *tester) tryOne(x *ir.Example) (finding, error) {
	grids := t.grids()
	total := finding{}
	for _, values := range grids {
		s, err := t.stand(x, values)
		if err != nil {
			return total, err
		}
		f, err := t.try(s)
		if err != nil || f.refuted {
			if f.refuted && len(values) > 0 {
				f.summary = t.with(values) + ", " + f.summary
			}
			return f, err
		}
		if len(values) > 0 {
			f.samples = max(f.samples, 1)
		}
		total.samples += f.samples
	}
	return total, nil
}

// gridSteps is into how many parts a range of a parameter is cut.
const gridSteps = 8

// grids are the combinations of values of the parameters that the check ranges over; one empty one without.
func (t *tester) grids() []map[int]ir.Value {
	out := []map[int]ir.Value{{}}
	for _, r := range t.check.Ranges {
		if r.Param < 0 {
			continue
		}
		var next []map[int]ir.Value
		for _, before := range out {
			for i := range gridSteps + 1 {
				v := r.From
				v.Num = v.Num.Add(r.To.Num.Sub(r.From.Num).Mul(money.NewRatio(int64(i), gridSteps)))
				values := map[int]ir.Value{r.Param: v}
				for k, w := range before {
					values[k] = w
				}
				next = append(next, values)
			}
		}
		out = next
	}
	return out
}

func (t *tester) with(values map[int]ir.Value) string {
	var parts []string
	for i := range t.p.Params {
		if v, ok := values[i]; ok {
			parts = append(parts, t.p.Params[i].Name+" "+written(v, v))
		}
	}
	return "with " + strings.Join(parts, " and ")
}

// stand makes the company of an example, with some of my numbers replaced.
func (t *tester) stand(x *ir.Example, values map[int]ir.Value) (*stand, error) {
	p, copied := *t.p, *x
	p.Params = append([]ir.Param{}, t.p.Params...)
	copied.Numbers = nil
	for _, g := range x.Numbers {
		if _, replaced := values[g.Param]; !replaced || g.Person != ir.Me {
			copied.Numbers = append(copied.Numbers, g)
		}
	}
	for i, v := range values {
		if p.Params[i].Default != nil {
			p.Params[i].Default = &ir.Const{Node: ir.Node{T: p.Params[i].Type, In: p.Params[i].At}, Value: v}
			continue
		}
		copied.Numbers = append(copied.Numbers, ir.GivenNumber{Param: i, Person: ir.Me, Value: v, At: t.check.At})
	}
	s := &stand{p: &p, example: &copied, name: x.Name}
	return s, s.bind(t.cal)
}

// bind works the stand's day out and credits its deals: the example's period, or the first that it speaks of.
func (s *stand) bind(cal calendar.Calendar) error {
	b := &bench{p: s.p, x: s.example, cal: cal}
	c, err := newCompany(s.p, nil, s.example, cal, b.through())
	if err != nil {
		return err
	}
	s.on = s.p.Plan.Effective.From
	label := s.example.In
	for _, e := range s.example.Expects {
		if label == "" && len(e.Periods) > 0 {
			label = e.Periods[0]
		}
	}
	if period, err := cal.Parse(label); err == nil {
		s.on = period.Span.Last()
	} else if first, err := cal.SpanOf(calendar.Month, s.on); err == nil {
		s.on = first.Last()
	}
	calc, err := engine.New(s.p, c.in)
	s.set = Setting{Calculation: calc, Payee: ir.Me, On: s.on}
	return err
}
