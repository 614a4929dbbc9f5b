package sentence_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/engine/sentence"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

var fiscal = calendar.Fiscal(time.January)

// letters are all the documents whose examples are worked out anywhere in the house: the catalogue of constructs, the
// letters from earned to paid, and the cookbook.
func letters(t *testing.T) []*ir.Program {
	t.Helper()
	var out []*ir.Program
	for _, dir := range []string{"../testdata/catalogue", "../testdata/settle", "../../docs/cookbook"} {
		terms := documents(t, filepath.Join(dir, "*.terms.md"))
		found := documents(t, filepath.Join(dir, "*.plan.md"))
		if len(found) == 0 {
			t.Fatalf("no letters in %s", dir)
		}
		for _, doc := range found {
			set, diagnostics := plan.Load(append([]source.Document{doc}, terms...), fiscal)
			if diagnostics.HasErrors() || len(set.Programs) != 1 {
				t.Fatalf("%s: %d letters, %v", doc.Name, len(set.Programs), diagnostics)
			}
			out = append(out, set.Programs[0])
		}
	}
	return out
}

func documents(t *testing.T, pattern string) []source.Document {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var out []source.Document
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source.Document{Name: filepath.Base(file), Text: string(text)})
	}
	return out
}

// jargon are words of how it is computed, which nobody who sells knows.
var jargon = regexp.MustCompile(`(?i)\b(slices?|tenures?|entry|entries|frame|nil|scope|engine|replay\w*|worths?|exact|program|AST|IR|NaN|Inf|panic|struct|map)\b|%!|\bnone\b\.|  | ,| \.|;;|\.\.`)

// TestEveryLineOfEveryLetterHasASentence goes through every line of every statement of every example there is. A sentence
// has no number that the line's own proof does not have, and no word of how it is computed.
func TestEveryLineOfEveryLetterHasASentence(t *testing.T) {
	lines, shown := 0, map[string]string{}
	for _, p := range letters(t) {
		for i := range p.Examples {
			in, err := trial.Inputs(p, &p.Examples[i], fiscal)
			if err != nil {
				t.Fatalf("%s, %q: %v", p.Plan.Name, p.Examples[i].Name, err)
			}
			c, err := engine.New(p, in)
			if err != nil {
				t.Fatalf("%s, %q: %v", p.Plan.Name, p.Examples[i].Name, err)
			}
			teller := sentence.New(p, sentence.You, func(ref rainmaker.EventRef) string { return ref.ID })
			for _, payee := range c.Payees() {
				for _, s := range c.Statements(payee) {
					where := fmt.Sprintf("%s, %q, %s %s", p.Plan.Name, p.Examples[i].Name, payee, s.Period)
					lines += tell(t, where, c, teller, s, shown)
				}
			}
		}
	}
	if lines < 1000 {
		t.Errorf("only %d lines were said", lines)
	}
	t.Logf("%d lines said, %d ways", lines, len(shown))
	if out := os.Getenv("RAINMAKER_SENTENCES"); out != "" { // to be read by people
		var all []string
		for _, text := range shown {
			all = append(all, text)
		}
		slices.Sort(all)
		if err := os.WriteFile(out, []byte(strings.Join(all, "\n")+"\n"), 0o600); err != nil {
			t.Error(err)
		}
	}
}

func tell(t *testing.T, where string, c *engine.Calculation, teller *sentence.Teller, s rainmaker.Statement, shown map[string]string) int {
	t.Helper()
	if s.Blocked != "" {
		return 0
	}
	prover, err := c.Prover(s.Payee, s.Period)
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return 0
	}
	check := func(text string, numbers map[string]bool) {
		t.Helper()
		shape := regexp.MustCompile(`[0-9][0-9.,…]*`).ReplaceAllString(text, "#")
		if shown[shape] == "" {
			shown[shape] = text
		}
		if text == "" || !strings.HasSuffix(text, ".") || strings.HasSuffix(text, ": .") {
			t.Errorf("%s: a line has no sentence: %q", where, text)
		}
		if word := jargon.FindString(text); word != "" {
			t.Errorf("%s: %q is no word of a rep: %s", where, word, text)
		}
		for _, n := range numbersIn(text) {
			if !numbers[n] {
				t.Errorf("%s: %s does not occur in the proof of %q", where, n, text)
			}
		}
	}
	for _, l := range s.Lines {
		text, err := teller.Line(prover, l)
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		check(text, proofNumbers(t, prover, l))
		if money := l.Amount.Figure(); !strings.Contains(text, strings.TrimPrefix(money, "−")) && !l.Amount.IsZero() {
			t.Errorf("%s: the line is %s, and its sentence does not say so: %s", where, money, text)
		}
	}
	n := len(s.Lines)
	x := s.Settlement
	for _, p := range x.Parts {
		check(teller.Part(p), settled(p.LineRef, p.Amount, p.Due.Long(), p.Text))
	}
	for _, p := range x.Waiting {
		due := p.For
		if p.Due != nil {
			due += " " + p.Due.Long()
		}
		check(teller.Waiting(p), settled(p.LineRef, p.Amount, due, p.Text))
	}
	for _, p := range x.Clawbacks {
		numbers := settled(rainmaker.LineRef{Event: p.Event}, p.Amount, p.On.Long(), p.Label, p.Earned.Figure(), p.Kept.Figure(), p.Lapsed.Figure(),
			p.Before.Figure(), p.Component)
		add(numbers, p.Share.Mul(money.Whole(100)))
		check(teller.Clawback(p), numbers)
	}
	for _, p := range x.Steps {
		check(teller.Step(p), settled(rainmaker.LineRef{}, p.Amount, p.Balance))
	}
	for _, b := range x.Balances {
		check(teller.Balance(b), settled(rainmaker.LineRef{}, b.Before, b.After.Figure(), b.Name))
	}
	return n + len(x.Parts) + len(x.Waiting) + len(x.Clawbacks) + len(x.Steps) + len(x.Balances)
}

func settled(r rainmaker.LineRef, m money.Money, texts ...string) map[string]bool {
	out := map[string]bool{}
	for _, text := range append(texts, r.Event.ID, r.Label, r.Window, m.Figure()) {
		for _, n := range numbersIn(text) {
			out[n] = true
		}
	}
	return out
}

var number = regexp.MustCompile(`[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?…?`)

// numbersIn are the numbers of a text in one way of writing them: without commas, trailing zeros and signs.
func numbersIn(text string) []string {
	var out []string
	for _, n := range number.FindAllString(text, -1) {
		out = append(out, normal(n))
	}
	return out
}

func normal(n string) string {
	n = strings.ReplaceAll(n, ",", "")
	if strings.HasSuffix(n, "…") {
		return n
	}
	if strings.Contains(n, ".") {
		n = strings.TrimRight(strings.TrimRight(n, "0"), ".")
	}
	return n
}

// add allows a number, whole or cut, and as percent.
func add(to map[string]bool, r money.Ratio) {
	for _, x := range []money.Ratio{r, r.Mul(money.Whole(100))} {
		s := x.Abs().String()
		_, frac, _ := strings.Cut(s, ".")
		if strings.Contains(s, "/") || len(frac) > 4 {
			s = x.Abs().Decimal(4, money.Down) + "…"
		}
		to[normal(s)] = true
	}
}

// proofNumbers are all numbers of a line's own proof, of now and of the period before: what its panel shows.
func proofNumbers(t *testing.T, p *engine.Prover, l rainmaker.Line) map[string]bool {
	t.Helper()
	out := settled(rainmaker.LineRef{Event: l.Event, Label: l.Label, Window: l.Window}, l.Amount, l.Before.Figure())
	addLine(out, l)
	before, err := p.Before()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []*engine.Prover{p, before} {
		if at == nil {
			continue
		}
		proof, err := at.Prove(l.Key())
		if err != nil {
			continue
		}
		addLine(out, proof.Line)
		add(out, proof.Earned.Num)
		if !proof.Earned.Num.IsZero() {
			add(out, proof.Line.Exact.Quo(proof.Earned.Num))
		}
		for _, r := range proof.Readings {
			addValue(out, r.Value)
			for _, n := range numbersIn(r.Name + " " + r.Label) {
				out[n] = true
			}
		}
		for _, f := range proof.Fields {
			addValue(out, f.Value)
		}
		for _, n := range numbersIn(proof.Measure) {
			out[n] = true
		}
	}
	return out
}

func addValue(to map[string]bool, v ir.Value) {
	add(to, v.Num)
	for _, n := range numbersIn(v.String() + " " + v.Text) {
		to[n] = true
	}
	if v.Kind == ir.Date && !v.None {
		for _, n := range numbersIn(v.Date.Long()) {
			to[n] = true
		}
	}
}

func addLine(to map[string]bool, l rainmaker.Line) {
	add(to, l.Credit)
	add(to, l.Exact)
	add(to, l.Amount.Ratio())
	worth, err := l.Amount.Add(l.Before)
	if err == nil {
		add(to, worth.Ratio())
	}
	sum := money.Ratio{}
	for _, x := range l.Slices {
		sum = sum.Add(x.Amount)
		for _, r := range []money.Ratio{x.Credit, x.Rate, x.Base, x.Factor, x.Amount, x.Before, x.After, x.From, x.Rate.Mul(x.Factor), sum} {
			add(to, r)
		}
		for _, n := range numbersIn(x.Label) {
			to[n] = true
		}
	}
}
