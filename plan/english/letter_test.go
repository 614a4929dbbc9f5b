package english_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rainmaker/calendar"
	"rainmaker/money"
	"rainmaker/plan/english"
	"rainmaker/plan/ir"
	"rainmaker/plan/plantest"
	"rainmaker/plan/source"
)

var update = flag.Bool("update", false, "write the sentences of testdata anew; read the difference before you commit")

// every calls f with every program of the repository.
func every(t *testing.T, f func(t *testing.T, name string, p *ir.Program)) {
	t.Helper()
	n := 0
	for _, s := range append(plantest.Sets(t), rare(t)) {
		for _, p := range plantest.Load(t, s.Docs).Programs {
			n++
			f(t, s.Name+" "+p.Plan.Name, p)
		}
	}
	if n < 50 {
		t.Fatalf("only %d letters were read", n)
	}
}

// rare is a letter of what the others do without.
func rare(t *testing.T) plantest.Set {
	t.Helper()
	text, err := os.ReadFile("testdata/rare.plan.md")
	if err != nil {
		t.Fatal(err)
	}
	return plantest.Set{Name: "rare", Docs: []source.Document{{Name: "rare.plan.md", Text: string(text)}}}
}

// text is a letter as a test compares it.
func text(l english.Letter) string {
	var b strings.Builder
	b.WriteString(l.Title + "\n")
	for _, p := range l.Parts {
		b.WriteString("\n" + p.Section.String() + ": " + p.Heading + " (" + p.Kind + ")")
		if p.Unused {
			b.WriteString(" unused")
		}
		b.WriteByte('\n')
		for _, c := range p.Clauses {
			if c.Item {
				b.WriteString("  - " + c.Text + "\n")
			} else {
				b.WriteString("  " + c.Text + "\n")
			}
		}
	}
	return b.String()
}

// Every construct of every letter has a sentence, every sentence is whole, points into the letter, and can be told from the
// others of its part.
func TestEveryConstructHasASentence(t *testing.T) {
	every(t, func(t *testing.T, name string, p *ir.Program) {
		l := english.Of(p, nil)
		keys := map[string]bool{}
		for _, part := range l.Parts {
			if keys[part.Key] {
				t.Errorf("%s: two parts are %q", name, part.Key)
			}
			keys[part.Key] = true
			if len(part.Clauses) == 0 && part.Kind != "example" || part.Heading == "" || part.Kind == "" {
				t.Errorf("%s: %q says nothing", name, part.Key)
			}
			clauses := map[string]string{}
			for _, c := range part.Clauses {
				if was, twice := clauses[c.Key]; twice && part.Section != english.Examples {
					t.Errorf("%s, %s: %q says %q and %q", name, part.Key, c.Key, was, c.Text)
				}
				clauses[c.Key] = c.Text
				for _, bad := range []string{"(no words", "%!", "  ", " .", "()", "_", "<nil>"} {
					if strings.Contains(c.Text, bad) && part.Section != english.Examples {
						t.Errorf("%s, %s: %q in %q", name, part.Key, bad, c.Text)
					}
				}
				if last := c.Text[len(c.Text)-1]; last != '.' && last != ':' || c.At.IsZero() {
					t.Errorf("%s, %s: no whole sentence with a place: %q", name, part.Key, c.Text)
				}
			}
		}
		for _, k := range p.Components {
			if !keys["component "+k.Name] {
				t.Errorf("%s: component %s has no part", name, k.Name)
			}
		}
	})
}

// The letters between them use every kind of expression, so that the test above sees each of them said.
func TestLettersUseEveryExpression(t *testing.T) {
	used := map[string]bool{}
	every(t, func(_ *testing.T, _ string, p *ir.Program) { kinds(reflect.ValueOf(*p), used) })
	files, err := filepath.Glob("../ir/expr*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok && embedsNode(s) && !used[spec.Name.Name] {
				t.Errorf("no letter uses %s, so nobody has read how it is said", spec.Name.Name)
			}
			return true
		})
	}
}

func embedsNode(s *ast.StructType) bool {
	return slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
		id, ok := f.Type.(*ast.Ident)
		return ok && id.Name == "Node" && len(f.Names) == 0
	})
}

// kinds marks the types of all expressions in a program.
func kinds(v reflect.Value, used map[string]bool) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if _, ok := v.Interface().(ir.Expr); ok && v.Kind() == reflect.Pointer {
			used[v.Elem().Type().Name()] = true
		}
		kinds(v.Elem(), used)
	case reflect.Slice:
		for i := range v.Len() {
			kinds(v.Index(i), used)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				kinds(v.Field(i), used)
			}
		}
	}
}

// The sentences themselves, for reading: a letter of each sort.
func TestSentences(t *testing.T) {
	for _, want := range []string{
		"docs/cookbook/draw-or-guarantee.plan.md", "docs/cookbook/team-pool.plan.md", "docs/cookbook/insurance-chargeback.plan.md",
		"docs/cookbook/ramps.plan.md", "docs/cookbook/weighted-measures.plan.md", "engine/testdata/settle/everything.plan.md",
		"engine/testdata/catalogue/exceptions.plan.md", "engine/testdata/catalogue/pools-and-contests.plan.md", "testdata/accept/maven",
		"engine/testdata/catalogue/people.plan.md", "engine/testdata/catalogue/curves-and-matrices.plan.md", "rare",
		"engine/testdata/catalogue/tables-in-steps.plan.md",
	} {
		sets := append(plantest.Sets(t), rare(t))
		i := slices.IndexFunc(sets, func(s plantest.Set) bool { return s.Name == want })
		if i < 0 {
			t.Fatalf("there is no %s", want)
		}
		var b strings.Builder
		for _, p := range plantest.Load(t, sets[i].Docs).Programs {
			b.WriteString(text(english.Of(p, nil)) + "\n")
		}
		golden(t, strings.TrimSuffix(filepath.Base(want), ".plan.md")+".txt", b.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s says\n%s\nwant\n%s", name, got, want)
	}
}

// A person's own numbers stand in the sentences, with their dates; one that is missing is said to be.
func TestPersonalNumbers(t *testing.T) {
	doc := source.Document{Name: "p.plan.md", Text: "```plan\n" + strings.Replace(small, "param quota", "param target : money per month, prorated by days\nparam quota", 1) + "```\n"}
	p := plantest.Load(t, []source.Document{doc}).Programs[0]
	usd := func(n int64) ir.Value { return ir.MoneyOf(money.Whole(n), "USD") }
	said := text(english.Of(p, &english.Person{Name: "Ana", Numbers: map[string][]english.Dated{
		"quota": {{Value: usd(250_000)}, {From: calendar.MustParse("2027-07-01"), Value: usd(300_000)}},
	}}))
	for _, want := range []string{
		"  Your quota is 250,000.00 USD a quarter, and from 1 July 2027 300,000.00 USD a quarter.\n",
		"  Your target is not set: it is an amount in USD a month, which your assignment has to give.\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said in\n%s", want, said)
		}
	}
}

// meetings is a letter whose tiers count, whose measure and credit have one label, and whose table is labelled for tables.
const meetings = `language 1
plan sdr "SDR" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event meeting dated held { who payee; held date; product one of core, nova }
credit held_meetings "Qualified meetings" from meeting { counts on held; order by held, id; to who as SDR 1 }
measure done "qualified meetings" = sum(held_meetings as SDR)
table longer "longer contracts" by product { core: 1; nova: 1.5 }
commission base "Qualified meetings" on held_meetings as SDR {
  times longer
  tiers by done, each slice { from 0: 150 USD; from 10: 200 USD; from 11: 250 USD; from 21: 300 USD }
}
settle {
  recover draw
  top up to 500 USD recoverable as draw when month of assignment <= 2
  pay the rest
}
`

func TestLettersAreSaidAsTheyWork(t *testing.T) {
	p := plantest.Load(t, []source.Document{{Name: "p.plan.md", Text: "```plan\n" + meetings + "```\n"}}).Programs[0]
	said := text(english.Of(p, nil))
	for _, want := range []string{
		"  There are tiers: each slice of your qualified meetings earns its own tier.\n",
		"  - The first 10: 150 USD each.\n  - The 11th: 200 USD each.\n  - The 12th to the 21st: 250 USD each.\n  - From the 22nd on: 300 USD each.\n",
		"  You earn it on what is credited to you as SDR: qualified meetings (credit).\n",
		"  The amount is multiplied by the figure in the table “longer contracts”.\n",
		"  - When the month of your assignment is at most 2, it is raised to 500 USD; the difference is lent to you, a draw, and joins the debt draw.\n",
		"  Qualified meetings means the total of your qualified meetings (credit) as SDR.\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said in\n%s", want, said)
		}
	}
}

const small = `language 1
plan small "Small" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event booking dated closed { owner payee; closed date; product one of core, nova; acv money; collected date or none }
credit bookings from booking { counts on closed; order by closed, id; to owner as AE 100% of acv }
param quota : money per quarter, not prorated
measure attainment = sum(bookings as AE) / quota per quarter
commission base "Base commission" on bookings as AE per quarter {
  where product is core
  tiers by attainment, each slice { from 0%: 5%; from 100%: 10% }
  cap 10,000 USD per quarter
}
settle { pay the rest }
`
