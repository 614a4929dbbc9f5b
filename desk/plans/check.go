package plans

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

// check reads a set, runs its examples, and holds it against the facts.
func (d *Desk) check(ctx context.Context, docs []rainmaker.Document) (Checked, error) {
	if err := checkNames(docs); err != nil {
		return Checked{}, err
	}
	company, batch, err := d.facts(ctx)
	if err != nil {
		return Checked{}, err
	}
	checked, set := d.checkedWith(company, batch, docs)
	checked.Diagnostics = append(checked.Diagnostics, set.Expired(d.Today(company.Zone))...)
	checked.Diagnostics.Sort()
	return checked, nil
}

// tries runs a letter of a set.
type tries func(*ir.Program, *plan.Set, []rainmaker.Document, calendar.Calendar) triedLetter

// checkAgainst is the pure part of check: documents by name and facts in, what is wrong and what can be read out.
func checkAgainst(company rainmaker.Company, docs []rainmaker.Document, try tries) (Checked, *plan.Set) {
	set, found := plan.Load(sourcesOf(docs), company.Calendar)
	checked := Checked{Diagnostics: found}
	for _, program := range set.Programs {
		tried := try(program, set, docs, company.Calendar)
		checked.Diagnostics = append(checked.Diagnostics, tried.found...)
		summary := summarise(program, tried.results, company)
		summary.Checks = checksOf(tried.stated, docs)
		checked.Letters = append(checked.Letters, summary)
	}
	checked.Diagnostics = append(checked.Diagnostics, trial.Versions(set.Programs)...)
	checked.Diagnostics = append(checked.Diagnostics, misfits(set, company)...)
	checked.Diagnostics.Sort()
	// An example in terms runs with each letter that uses them; it is told once.
	checked.Diagnostics = slices.CompactFunc(checked.Diagnostics, func(a, b source.Diagnostic) bool {
		return a.Code == b.Code && a.Where == b.Where && a.Summary == b.Summary
	})
	checked.fill(docs)
	return checked, set
}

// checkNames refuses what is no set of documents at all; what is wrong inside one is a diagnostic.
func checkNames(docs []rainmaker.Document) error {
	const opCheck = "check plans"
	if len(docs) == 0 {
		return rainmaker.Errorf(rainmaker.Invalid, opCheck, "there are no documents").WithWay("choose at least one letter")
	}
	for _, doc := range docs {
		if strings.ContainsAny(doc.Name, "/\\") {
			return rainmaker.Errorf(rainmaker.Invalid, opCheck, "%q is a path; a document has a file name", doc.Name).
				WithWay("leave the directories out")
		}
	}
	return nil
}

// checkName refuses a name under which a document would be neither letter nor terms, so that nobody could read it. The end of the
// name says which it is.
func checkName(name string) error {
	doc := source.Document{Name: name}
	stem := strings.TrimSuffix(strings.TrimSuffix(name, ".plan.md"), ".terms.md")
	if (doc.IsLetter() || doc.IsTerms()) && strings.TrimSpace(stem) != "" && !strings.ContainsFunc(name, unicode.IsControl) {
		return nil
	}
	return rainmaker.Errorf(rainmaker.Invalid, "save draft", "%q is no name of a letter or of terms", name).
		WithWay("call a letter NAME.plan.md, as in account_executive.plan.md, and terms NAME.terms.md")
}

// misfits are the facts that a letter can't read, said at the head of the letter.
func misfits(set *plan.Set, company rainmaker.Company) source.Diagnostics {
	var found source.Diagnostics
	for _, m := range desk.Misfits(set, company) {
		found = append(found, source.Diagnostic{
			Severity: source.Error, Code: "facts-do-not-fit", Where: m.At,
			Summary: "the company's facts do not fit this letter: " + m.Text,
			Detail:  "What is published must be able to read every fact, or one wrong row would block everybody's pay.",
			Way:     "Change what the letter or its terms declare, or correct the fact by an import.",
		})
	}
	return found
}

// fill deals the diagnostics out to the documents and counts them.
func (c *Checked) fill(docs []rainmaker.Document) {
	for _, doc := range docs {
		out := CheckedDocument{Name: doc.Name, Text: doc.Text}
		for _, d := range c.Diagnostics {
			if d.Where.Doc == doc.Name {
				out.Diagnostics = append(out.Diagnostics, d)
			}
		}
		c.Documents = append(c.Documents, out)
	}
	for _, d := range c.Diagnostics {
		if d.Severity == source.Error {
			c.Errors++
		} else {
			c.Warnings++
		}
	}
}

func summarise(p *ir.Program, results []trial.Result, company rainmaker.Company) LetterSummary {
	s := LetterSummary{
		Document: p.Plan.At.Doc, Plan: rainmaker.PlanName(p.Plan.Name), Label: p.Plan.Label, Effective: p.Plan.Effective,
		Period: periodText(p), Currency: p.Plan.Currency, Examples: len(results), Hash: p.Hash,
	}
	if s.Label == "" {
		s.Label = p.Plan.Name
	}
	for _, k := range p.Components {
		label := k.Label
		if label == "" {
			label = k.Name
		}
		s.Components = append(s.Components, ComponentSummary{Name: k.Name, Label: label, Kind: k.Kind.String(), Line: k.At.Start.Line})
	}
	for _, r := range results {
		if r.Passed() {
			s.Passed++
		}
		result := ExampleResult{
			Name: r.Example.Name, Case: r.Example.Row, Document: r.Example.At.Doc, Line: r.Example.At.Start.Line, Passed: r.Passed(),
		}
		for _, f := range r.Failures {
			result.Says = append(result.Says, f.Summary)
		}
		s.Results = append(s.Results, result)
	}
	s.Assigned = assigned(company.Assignments, s.Plan, s.Effective)
	return s
}

// checksOf are the statements that a letter makes about itself, as written, with what became of them.
func checksOf(stated []trial.CheckResult, docs []rainmaker.Document) []CheckSummary {
	var out []CheckSummary
	for _, r := range stated {
		at := r.Check.At
		for _, doc := range docs {
			if doc.Name == at.Doc {
				text := strings.Join(strings.Fields(doc.Text[at.Start.Offset:at.End.Offset]), " ")
				out = append(out, CheckSummary{Document: at.Doc, Line: at.Start.Line, Text: text, Outcome: string(r.Outcome), Says: r.Says})
			}
		}
	}
	return out
}

// assigned counts the people with an assignment to a plan in a span.
func assigned(assignments []rainmaker.Assignment, name rainmaker.PlanName, in calendar.Span) int {
	var people []rainmaker.PayeeID
	for _, a := range assignments {
		if a.Plan == name && a.Span.Overlaps(in) {
			people = append(people, a.Payee)
		}
	}
	slices.Sort(people)
	return len(slices.Compact(people))
}

// periodText says how often a plan pays, as the letter does.
func periodText(p *ir.Program) string {
	switch w := p.Plan.Period; w.Kind {
	case ir.OfUnit:
		return w.Unit.String()
	case ir.OfSpan:
		return fmt.Sprintf("span of %s", p.Params[w.Param].Name)
	default:
		return "assignment"
	}
}
