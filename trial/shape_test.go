package trial_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/shape"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// letters are all the letters there are: cookbook, edges, and the examples of the language where they are at hand.
func letters(t *testing.T) map[string]*ir.Program {
	t.Helper()
	out := map[string]*ir.Program{}
	load := func(name string, docs ...source.Document) {
		set, found := plan.Load(docs, fiscal)
		if found.HasErrors() || len(set.Programs) != 1 {
			t.Fatalf("%s: %d programs, %v", name, len(set.Programs), found)
		}
		out[name] = set.Programs[0]
	}
	for _, pattern := range []string{"../docs/cookbook/*.plan.md", "testdata/edges/*.plan.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			load(filepath.Base(file), source.Document{Name: "letter.plan.md", Text: string(text)})
		}
	}
	common, terms := languageExamples(t)
	for _, l := range common {
		doc := source.Document{Name: "letter.plan.md", Text: l.Text}
		if strings.Contains(l.Text, "\nuses ") {
			load(l.Name, append([]source.Document{doc}, terms...)...)
		} else {
			load(l.Name, doc)
		}
	}
	return out
}

// TestShapeAgreesWithEngine holds every curve against what the engine pays, wherever an example has a window with one deal.
func TestShapeAgreesWithEngine(t *testing.T) {
	compared, sampled := 0, map[string]int{}
	for name, p := range letters(t) {
		for i := range p.Examples {
			x := &p.Examples[i]
			in, err := trial.Inputs(p, x, fiscal)
			if err != nil {
				t.Fatal(name, err)
			}
			calc, err := engine.New(p, in)
			if err != nil {
				t.Fatal(name, err)
			}
			for _, s := range calc.Statements(ir.Me) {
				n := compareShapes(t, name+": "+x.Name, calc, s, sampled)
				compared += n
			}
		}
	}
	t.Logf("%d values compared", compared)
	for why, n := range sampled {
		t.Logf("%4d %s", n, why)
	}
	if compared < 100 {
		t.Errorf("only %d values were compared", compared)
	}
}

func compareShapes(t *testing.T, where string, calc *engine.Calculation, s rainmaker.Statement, sampled map[string]int) int {
	t.Helper()
	p, on, n := calc.Program(), s.Span.Last(), 0
	if s.Blocked != "" {
		return 0
	}
	for i := range p.Components {
		k := &p.Components[i]
		if k.Window.Kind != ir.OfPeriod && k.Window != p.Plan.Period || len(p.Caps) > 0 || k.PaidIn != nil || limitedLonger(k, p) {
			continue
		}
		if k.Credit >= 0 {
			deals, err := calc.Credited(engine.Question{Payee: ir.Me, Window: k.Window, On: on, Rule: k.Credit, Roles: k.Roles})
			if err != nil || len(deals) != 1 {
				continue
			}
		}
		set := trial.Setting{Calculation: calc, Payee: ir.Me, On: on}
		for _, m := range shape.Moves(p, i) {
			out := shape.Of(p, i, m, set)
			if out.Sampled != "" {
				sampled[out.Sampled]++
				continue
			}
			x := money.Whole(1)
			switch {
			case m >= 0:
				v, err := calc.Measure(ir.Me, p.Measures[m].Name, on)
				if err != nil {
					continue
				}
				x = v.Num
			case m == shape.ByCredit:
				v, err := set.Value(&ir.CreditAmount{}, shape.Place{Window: k.Window, Rule: k.Credit, Roles: k.Roles})
				if err != nil {
					continue
				}
				x = v.Num
			}
			if x.Cmp(out.Curve.Low()) < 0 {
				continue
			}
			total := money.Ratio{}
			for _, l := range s.Lines {
				if l.Component == k.Name && l.Window == s.Period {
					total = total.Add(l.Amount.Ratio())
				}
			}
			n++
			off := out.Curve.Value(x).Sub(total).Abs()
			if off.Cmp(money.NewRatio(1, 100)) > 0 {
				what := "the credit"
				if m >= 0 {
					what = p.Measures[m].Name
				}
				t.Errorf("%s, %s: %s pays %s at %s of %s; the curve says %s", where, s.Period, k.Name, total, x, what, out.Curve.Value(x))
			}
		}
	}
	return n
}

// limitedLonger reports whether other windows than the one at hand have a part in what it is worth.
func limitedLonger(k *ir.Component, p *ir.Program) bool {
	for _, l := range k.Limits {
		if l.Carried || l.Per.Kind != ir.OfEvent && l.Per.Kind != ir.OfPeriod && l.Per != p.Plan.Period {
			return true
		}
	}
	return false
}
