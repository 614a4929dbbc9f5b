package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"rainmaker"
	"rainmaker/desk/importing"
	"rainmaker/desk/statement"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// acceptVerb calculates a published team in a directory of its own, which is removed afterwards.
type acceptVerb struct {
	Team     string `required:"" enum:"maven,adventureworks" help:"Which published team: maven or adventureworks."`
	Period   string `help:"Pay period: a quarter (2017Q2), or for adventureworks a quota date (2012-05-30); all when left out."`
	Files    string `name:"files" help:"Folder of the published files, or the folder that holds it; ../shared/data when left out." type:"path"`
	PlanDocs string `name:"plan" help:"Folder of the letters; testdata/accept/<team> when left out." type:"path"`
}

// teams names for each team the import profile that reads its files; the folder they are published in has the same name.
var teams = map[string]string{"maven": "maven_crm", "adventureworks": "adventureworks"}

// acceptRow is one row of the answer.
type acceptRow struct {
	Period    string            `json:"period"`
	Payee     rainmaker.PayeeID `json:"payee"`
	Component string            `json:"component"`
	Amount    string            `json:"amount"`
}

func (v *acceptVerb) run(c *console) (err error) {
	files, docs, err := v.gather()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "rainmaker-accept-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	co, err := c.open(filepath.Join(dir, "company"), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, co.close()) }()
	if err := v.fill(c, co, files, docs); err != nil {
		return err
	}
	run, err := co.payrun.Calculate(c.ctx, c.who)
	if err != nil {
		return err
	}
	if run.State != rainmaker.RunComplete {
		return fmt.Errorf("accept: the run ended %s: %s", run.State, run.Failure)
	}
	rows, err := v.answer(c, co)
	if err != nil {
		return err
	}
	if err := writeRows(c, rows); err != nil {
		return err
	}
	return v.complain(c, co, run)
}

func (v *acceptVerb) gather() (files, docs []attachment, err error) {
	folder := v.Files
	if folder == "" {
		folder = filepath.Join("..", "shared", "data")
	}
	if sub := filepath.Join(folder, teams[v.Team]); isDir(sub) {
		folder = sub
	}
	letters := v.PlanDocs
	if letters == "" {
		letters = filepath.Join("testdata", "accept", v.Team)
	}
	if files, err = attachCSV([]string{folder}); err != nil {
		return nil, nil, err
	}
	docs, err = attachDocuments([]string{letters})
	return files, docs, err
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// fill imports the files and publishes the letters. Whatever is refused is said on the error output and ends the verb.
func (v *acceptVerb) fill(c *console, co *company, files, docs []attachment) error {
	said := &printer{w: c.err}
	out, err := co.importing.Commit(c.ctx, c.who, importing.Upload{Profile: teams[v.Team], Files: ingested(files), Mode: rainmaker.Whole})
	if err != nil {
		return err
	}
	if !out.Stored {
		printOutcome(said, out)
		return errors.Join(said.err, errSilent(exitRefused))
	}
	letters := documents(docs)
	checked, err := co.plans.Publish(c.ctx, c.who, letters, "accept")
	if err != nil || checked.OK() {
		return err
	}
	if !onlyExamples(checked.Diagnostics, letters) {
		printChecked(said, checked)
		return errors.Join(said.err, errSilent(exitRefused))
	}
	printDiagnostics(said, checked)
	// What is asked is what these rules pay on these files, also when only a rate was edited and not the letter's examples.
	said.line("What follows is calculated by the rules as they stand, without the examples.")
	for i := range letters {
		letters[i].Text = withoutExamples(letters[i])
	}
	if checked, err = co.plans.Publish(c.ctx, c.who, letters, "accept, without examples"); err != nil {
		return err
	}
	if !checked.OK() {
		printChecked(said, checked)
		return errors.Join(said.err, errSilent(exitRefused))
	}
	return said.err
}

// examplesOf are the ranges of a document's examples.
func examplesOf(doc rainmaker.Document) []source.Range {
	var at []source.Range
	file, _ := syntax.Parse(source.Document{Name: doc.Name, Text: doc.Text})
	for _, d := range file.Decls {
		if example, ok := d.(*syntax.ExampleDecl); ok {
			at = append(at, example.Range)
		}
	}
	return at
}

// onlyExamples reports whether every error stands in an example.
func onlyExamples(ds source.Diagnostics, docs []rainmaker.Document) bool {
	at := map[string][]source.Range{}
	for _, d := range docs {
		at[d.Name] = examplesOf(d)
	}
	return !slices.ContainsFunc(ds, func(d source.Diagnostic) bool {
		inside := slices.ContainsFunc(at[d.Where.Doc], func(r source.Range) bool {
			return r.Start.Offset <= d.Where.Start.Offset && d.Where.End.Offset <= r.End.Offset
		})
		return d.Severity == source.Error && !inside
	})
}

// withoutExamples blanks a document's examples; lines keep their numbers, which explanations point at.
func withoutExamples(doc rainmaker.Document) string {
	text := []byte(doc.Text)
	for _, r := range examplesOf(doc) {
		for i := r.Start.Offset; i < r.End.Offset; i++ {
			if text[i] != '\n' {
				text[i] = ' '
			}
		}
	}
	return string(text)
}

// answer reads the statements of the period, or of all, through the door that pages use.
func (v *acceptVerb) answer(c *console, co *company) ([]acceptRow, error) {
	team, err := co.statement.Team(c.ctx, c.who, v.Period)
	if err != nil {
		return nil, err
	}
	periods := []string{v.Period}
	if v.Period == "" {
		periods = slices.Clone(team.Periods)
		slices.Reverse(periods)
	}
	rows := []acceptRow{}
	for _, period := range periods {
		if team, err = co.statement.Team(c.ctx, c.who, period); err != nil {
			return nil, err
		}
		if len(team.Rows) == 0 {
			return nil, nobodyIn("accept", team)
		}
		slices.SortStableFunc(team.Rows, func(a, b statement.TeamRow) int { return rainmaker.CompareIDs(string(a.Payee), string(b.Payee)) })
		for _, member := range team.Rows {
			if member.Blocked != "" {
				continue // said on the error output; a row would pretend that it was worked out
			}
			page, err := co.statement.Statement(c.ctx, c.who, member.Key, 0)
			if err != nil {
				return nil, err
			}
			for _, k := range page.Components {
				rows = append(rows, acceptRow{Period: page.Period, Payee: page.Payee, Component: k.Name, Amount: k.Total.Plain()})
			}
		}
	}
	return rows, nil
}

func writeRows(c *console, rows []acceptRow) error {
	if c.json {
		return printJSON(c.out, rows)
	}
	// Cells are not guarded against spreadsheets here: payees are compared with the names as published.
	table := [][]string{{"period", "payee", "component", "amount"}}
	for _, r := range rows {
		table = append(table, []string{r.Period, string(r.Payee), r.Component, r.Amount})
	}
	return csv.NewWriter(c.out).WriteAll(table)
}

// complain says on the error output whose pay could not be worked out, and which events credit nobody.
func (v *acceptVerb) complain(c *console, co *company, run rainmaker.Run) error {
	blocked, err := blockedBy(c, co, run)
	if err != nil {
		return err
	}
	faults, err := faultsOf(c, co, run)
	if err != nil {
		return err
	}
	blocked = slices.DeleteFunc(blocked, func(b blockedAnswer) bool { return v.Period != "" && b.Period != v.Period })
	if len(blocked)+len(faults) == 0 {
		return nil
	}
	said := &printer{w: c.err}
	runAnswer{Blocked: blocked, Faults: faults}.printTroubles(said)
	return errors.Join(said.err, errSilent(exitRefused))
}
