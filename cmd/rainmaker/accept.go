package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"rainmaker"
	"rainmaker/desk/importing"
	"rainmaker/desk/statement"
)

// acceptVerb calculates a published team in a directory of its own, which is removed afterwards.
type acceptVerb struct {
	Team     string `required:"" enum:"maven,adventureworks" help:"Which published team: maven or adventureworks."`
	Period   string `required:"" help:"Pay period: a quarter (2017Q2), or for adventureworks a quota date (2012-05-30)."`
	Files    string `name:"files" help:"Folder of the published files." type:"path"`
	PlanDocs string `name:"plan" help:"Folder of the letters; testdata/accept/<team> when left out." type:"path"`
}

// teams names for each team its import profile and the folder its files are published in.
var teams = map[string]struct{ profile, folder string }{
	"maven":          {"maven_crm", "maven_crm"},
	"adventureworks": {"adventureworks", "adventureworks"},
}

// acceptRow is one row of the answer.
type acceptRow struct {
	Period    string            `json:"period"`
	Payee     rainmaker.PayeeID `json:"payee"`
	Component string            `json:"component"`
	Amount    string            `json:"amount"`
}

func (v acceptVerb) Run(c *console) (err error) {
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
	if err := v.fill(c, co); err != nil {
		return err
	}
	run, err := co.payrun.Calculate(c.ctx, operator())
	if err != nil {
		return err
	}
	rows, err := v.answer(c, co)
	if err != nil {
		return err
	}
	if err := v.write(c, rows); err != nil {
		return err
	}
	return v.complain(c, co, run)
}

// fill imports the files and publishes the letters; whatever is refused ends the verb.
func (v acceptVerb) fill(c *console, co *company) (err error) {
	team := teams[v.Team]
	folder := v.Files
	if folder == "" {
		folder = filepath.Join("..", "shared", "data", team.folder)
	}
	if sub := filepath.Join(folder, team.folder); isDir(sub) {
		folder = sub
	}
	plans := v.PlanDocs
	if plans == "" {
		plans = filepath.Join("testdata", "accept", v.Team)
	}
	files, done, err := openFiles([]string{folder})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	out, err := co.importing.Commit(c.ctx, operator(), importing.Upload{Profile: team.profile, Files: files, Mode: rainmaker.Whole})
	if err != nil {
		return err
	}
	if !out.Stored {
		if err := printOutcome(c.err, out); err != nil {
			return err
		}
		return errSilent(exitRefused)
	}
	docs, err := documents([]string{plans})
	if err != nil {
		return err
	}
	checked, err := co.plans.Publish(c.ctx, operator(), published(docs), "accept")
	if err != nil {
		return err
	}
	if !checked.OK() {
		quiet := *c
		quiet.out, quiet.json = c.err, false
		return quiet.printChecked(checked)
	}
	return nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// answer reads the statements of the period through the door that pages use.
func (v acceptVerb) answer(c *console, co *company) ([]acceptRow, error) {
	team, err := co.statement.Team(c.ctx, operator(), v.Period)
	if err != nil {
		return nil, err
	}
	if len(team.Rows) == 0 {
		return nil, rainmaker.Errorf(rainmaker.NotFound, "accept", "nobody has a pay period %q", v.Period).
			WithWay("the periods are %s", strings.Join(team.Periods, ", "))
	}
	rows := []acceptRow{}
	for _, member := range team.Rows {
		if member.Blocked != "" {
			continue
		}
		page, err := co.statement.Statement(c.ctx, operator(), member.Key, 0)
		if err != nil {
			return nil, err
		}
		rows = append(rows, rowsOf(page)...)
	}
	sort.SliceStable(rows, func(i, j int) bool { return rainmaker.CompareIDs(string(rows[i].Payee), string(rows[j].Payee)) < 0 })
	return rows, nil
}

func rowsOf(page statement.Page) []acceptRow {
	var rows []acceptRow
	for _, k := range page.Export().Components {
		rows = append(rows, acceptRow{Period: page.Period, Payee: page.Payee, Component: k.Name, Amount: k.Total})
	}
	return rows
}

func (v acceptVerb) write(c *console, rows []acceptRow) error {
	if c.json {
		return c.print(rows, nil)
	}
	out := csv.NewWriter(c.out)
	table := [][]string{{"period", "payee", "component", "amount"}}
	for _, r := range rows {
		table = append(table, []string{r.Period, string(r.Payee), r.Component, r.Amount})
	}
	return out.WriteAll(table)
}

// complain says on the error output whose pay could not be worked out.
func (v acceptVerb) complain(c *console, co *company, run rainmaker.Run) error {
	blocked, err := co.payrun.Blocked(c.ctx, operator(), run.ID)
	if err != nil {
		return err
	}
	found := false
	for _, b := range blocked {
		if b.Period != v.Period {
			continue
		}
		found = true
		if _, err := fmt.Fprintf(c.err, "blocked: %s: %s\n", b.Name, b.Why); err != nil {
			return err
		}
	}
	if found {
		return errSilent(exitRefused)
	}
	return nil
}
