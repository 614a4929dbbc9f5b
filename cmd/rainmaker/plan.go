package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk/plans"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

type planVerbs struct {
	Check   planCheck   `cmd:"" help:"Check letters and terms, examples included. Needs no company."`
	Test    planTest    `cmd:"" help:"Run the examples of letters, each by name. Needs no company."`
	Fmt     planFmt     `cmd:"" help:"Write the plan blocks of letters and terms in their one spelling. Needs no company."`
	Doc     planDoc     `cmd:"" help:"Say letters as the rep will read them, with a payee's numbers in them."`
	Diff    planDiff    `cmd:"" help:"Say in words what changed between two versions of letters. Needs no company."`
	Audit   planAudit   `cmd:"" help:"Say which deals the letters in force credit to nobody, or twice, or to people whom no component pays for them."`
	Publish planPublish `cmd:"" help:"Put letters and terms into force; refused while anything is wrong with them."`
}

// attachDocuments reads letters and terms: files as they are named, and the *.plan.md and *.terms.md of folders.
func attachDocuments(paths []string) ([]attachment, error) {
	files, err := attach("plan", paths, func(name string) bool {
		doc := source.Document{Name: name}
		return doc.IsLetter() || doc.IsTerms()
	})
	if err == nil && len(files) == 0 {
		return nil, refused("plan", "there is no *.plan.md or *.terms.md in %s", strings.Join(paths, ", ")).
			WithWay("name the letters and terms, or the folder that holds them")
	}
	return files, err
}

// draft is letters and terms that are looked at without a company.
type draft struct {
	Documents []string `arg:"" help:"Letters and terms, or folders of them." type:"path"`
	Fiscal    int      `default:"1" help:"Month in which the fiscal year starts, 1 to 12."`
}

// loaded is a draft, read.
type loaded struct {
	docs        []source.Document
	set         *plan.Set
	diagnostics source.Diagnostics
	results     [][]trial.Result // of each program
	checks      [][]trial.CheckResult
}

func (d draft) load() (loaded, error) {
	if d.Fiscal < 1 || d.Fiscal > 12 {
		return loaded{}, refused("plan", "--fiscal %d is no month", d.Fiscal).WithWay("give 1 to 12")
	}
	files, err := attachDocuments(d.Documents)
	if err != nil {
		return loaded{}, err
	}
	l := loaded{docs: make([]source.Document, len(files))}
	for i, f := range files {
		l.docs[i] = source.Document{Name: f.Name, Text: string(f.Content)}
	}
	fiscal := calendar.Fiscal(time.Month(d.Fiscal))
	l.set, l.diagnostics = plan.Load(l.docs, fiscal)
	l.diagnostics = append(l.diagnostics, trial.Versions(l.set.Programs)...)
	for _, p := range l.set.Programs {
		l.results = append(l.results, trial.Run(p, fiscal, l.set.Programs...))
		l.checks = append(l.checks, trial.Checks(p, fiscal))
		l.diagnostics = append(l.diagnostics, trial.Orders(p, fiscal)...)
	}
	return l, nil
}

func (l loaded) document(name string) source.Document {
	for _, d := range l.docs {
		if d.Name == name {
			return d
		}
	}
	return source.Document{Name: name}
}

// statedAnswer is one `check` of a letter, tried.
type statedAnswer struct {
	Plan    string        `json:"plan"`
	Check   string        `json:"check"` // as written
	Line    int           `json:"line"`
	Outcome trial.Outcome `json:"outcome"`
	Samples int           `json:"samples,omitempty"`
	Says    string        `json:"says"`
}

// stated lists the checks of all letters; one in terms is tried with each letter that uses them.
func (l loaded) stated() []statedAnswer {
	out := []statedAnswer{}
	for i, p := range l.set.Programs {
		for _, r := range l.checks[i] {
			at := r.Check.At
			text := l.document(at.Doc).Text[at.Start.Offset:at.End.Offset]
			out = append(out, statedAnswer{p.Plan.Name, strings.Join(strings.Fields(text), " "), at.Start.Line, r.Outcome, r.Samples, r.Says})
		}
	}
	return out
}

// printStated says which checks held; the others are diagnostics.
func printStated(p *printer, checks []statedAnswer) {
	for _, c := range checks {
		if c.Outcome == trial.Refuted || c.Outcome == trial.NotTried {
			continue
		}
		p.line("%s: %q: %s.", c.Plan, c.Check, c.Says)
	}
}

func (l loaded) print(p *printer, ds source.Diagnostics) {
	for _, d := range ds {
		p.line("%s", source.Format(d, l.document(d.Where.Doc)))
	}
}

func count(ds source.Diagnostics, s source.Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity == s {
			n++
		}
	}
	return n
}

type planCheck struct {
	draft `embed:""`
}

// checkAnswer is what plan check says as JSON.
type checkAnswer struct {
	Documents   int                `json:"documents"`
	Letters     int                `json:"letters"`
	Errors      int                `json:"errors"`
	Warnings    int                `json:"warnings"`
	Diagnostics source.Diagnostics `json:"diagnostics"`
	Checks      []statedAnswer     `json:"checks"`
}

func (v *planCheck) run(c *console) error {
	l, err := v.load()
	if err != nil {
		return err
	}
	found := slices.Concat(l.diagnostics, l.set.Expired(calendar.DateOf(c.now(), time.UTC)))
	for _, r := range l.results {
		found = append(found, trial.Diagnostics(r)...)
	}
	for _, r := range l.checks {
		found = append(found, trial.CheckDiagnostics(r)...)
	}
	found.Sort()
	a := checkAnswer{len(l.docs), len(l.set.Programs), count(found, source.Error), count(found, source.Warning), found, l.stated()}
	err = c.print(a, func(p *printer) {
		l.print(p, found)
		printStated(p, a.Checks)
		p.line("%s, %s: %s, %s.", several(a.Documents, "document"), several(a.Letters, "letter"), several(a.Errors, "error"),
			several(a.Warnings, "warning"))
	})
	if err == nil && a.Errors > 0 {
		return errSilent(exitRefused)
	}
	return err
}

type planTest struct {
	draft `embed:""`
}

// testAnswer is what plan test says as JSON.
type testAnswer struct {
	Diagnostics source.Diagnostics `json:"diagnostics"`
	Examples    []exampleAnswer    `json:"examples"`
	Failed      int                `json:"failed"`
	Checks      []statedAnswer     `json:"checks"`
	Refuted     int                `json:"refuted"`
}

// exampleAnswer is one example, run.
type exampleAnswer struct {
	Plan     string             `json:"plan"`
	Example  string             `json:"example"`
	Case     int                `json:"case,omitempty"` // of its cases, from 1
	Passed   bool               `json:"passed"`
	Failures source.Diagnostics `json:"failures"`
}

func (v *planTest) run(c *console) error {
	l, err := v.load()
	if err != nil {
		return err
	}
	a := testAnswer{Diagnostics: append(source.Diagnostics{}, l.diagnostics...), Examples: []exampleAnswer{}, Checks: l.stated()}
	for _, c := range a.Checks {
		if c.Outcome == trial.Refuted {
			a.Refuted++
		}
	}
	for i, p := range l.set.Programs {
		for _, r := range l.results[i] {
			a.Examples = append(a.Examples, exampleAnswer{
				p.Plan.Name, r.Example.Name, r.Example.Row, r.Passed(),
				append(source.Diagnostics{}, r.Failures...),
			})
			if !r.Passed() {
				a.Failed++
			}
		}
	}
	err = c.print(a, func(p *printer) {
		l.print(p, a.Diagnostics)
		for _, x := range a.Examples {
			word, row := "ok  ", ""
			if !x.Passed {
				word = "FAIL"
			}
			if x.Case > 0 {
				row = fmt.Sprintf(", case %d", x.Case)
			}
			p.line("%s  %s: %q%s", word, x.Plan, x.Example, row)
			l.print(p, x.Failures)
		}
		for _, r := range l.checks {
			l.print(p, trial.CheckDiagnostics(r))
		}
		printStated(p, a.Checks)
		p.line("%s, %d failed.", several(len(a.Examples), "example"), a.Failed)
	})
	if err == nil && (a.Failed > 0 || a.Refuted > 0 || a.Diagnostics.HasErrors()) {
		return errSilent(exitRefused)
	}
	return err
}

type planPublish struct {
	Documents []string `arg:"" help:"Letters and terms, or folders of them: the whole set in force from now on." type:"path"`
	Note      string   `help:"Why, for the history."`
}

func (v *planPublish) begins() bool { return true }

func (v *planPublish) gather() ([]attachment, error) { return attachDocuments(v.Documents) }

func (v *planPublish) work(c *console, co *company, files []attachment) error {
	checked, err := co.plans.Publish(c.ctx, c.who, documents(files), v.Note)
	if err != nil {
		return err
	}
	if err := c.print(publishAnswerOf(checked), func(p *printer) { printChecked(p, checked) }); err != nil {
		return err
	}
	if !checked.OK() {
		return errSilent(exitRefused)
	}
	return nil
}

func documents(files []attachment) []rainmaker.Document {
	docs := make([]rainmaker.Document, len(files))
	for i, f := range files {
		docs[i] = rainmaker.Document{Name: f.Name, Text: string(f.Content)}
	}
	return docs
}

// publishAnswer is a publication as JSON.
type publishAnswer struct {
	Published   bool                `json:"published"` // false: the edition before stays in force
	Edition     rainmaker.EditionID `json:"edition,omitempty"`
	Same        bool                `json:"same"` // it was in force already, text for text
	Errors      int                 `json:"errors"`
	Warnings    int                 `json:"warnings"`
	Diagnostics source.Diagnostics  `json:"diagnostics"`
	Letters     []letterAnswer      `json:"letters"`
}

// letterAnswer is one letter in a few words.
type letterAnswer struct {
	Document string             `json:"document"`
	Plan     rainmaker.PlanName `json:"plan"`
	Label    string             `json:"label"`
	From     calendar.Date      `json:"from"`
	Before   calendar.Date      `json:"before"`
	Period   string             `json:"period"`
	Currency money.Currency     `json:"currency"`
	Examples int                `json:"examples"`
	Passed   int                `json:"passed"`
	Assigned int                `json:"assigned"`
	Hash     string             `json:"hash"`
}

func publishAnswerOf(checked plans.Checked) publishAnswer {
	a := publishAnswer{
		Published: checked.OK(), Edition: checked.Edition, Same: checked.Same, Errors: checked.Errors, Warnings: checked.Warnings,
		Diagnostics: append(source.Diagnostics{}, checked.Diagnostics...), Letters: []letterAnswer{},
	}
	for _, l := range checked.Letters {
		a.Letters = append(a.Letters, letterAnswer{
			l.Document, l.Plan, l.Label, l.Effective.From, l.Effective.Before, l.Period,
			l.Currency, l.Examples, l.Passed, l.Assigned, l.Hash,
		})
	}
	return a
}

func printDiagnostics(p *printer, checked plans.Checked) {
	texts := map[string]string{}
	for _, d := range checked.Documents {
		texts[d.Name] = d.Text
	}
	for _, d := range checked.Diagnostics {
		p.line("%s", source.Format(d, source.Document{Name: d.Where.Doc, Text: texts[d.Where.Doc]}))
	}
}

func printChecked(p *printer, checked plans.Checked) {
	printDiagnostics(p, checked)
	for _, l := range checked.Letters {
		p.line("%s: %q, %s, paid by the %s, %d of %s hold, assigned to %s.", l.Plan, l.Label, l.Effective, l.Period, l.Passed,
			several(l.Examples, "example"), several(l.Assigned, "payee"))
	}
	switch {
	case !checked.OK():
		p.line("Refused: %s. What was in force before stays in force.", several(checked.Errors, "error"))
	case checked.Same:
		p.line("This is edition %d, which is in force already.", checked.Edition)
	default:
		p.line("In force as edition %d.", checked.Edition)
	}
}
