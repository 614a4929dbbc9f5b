package main

import (
	"encoding/csv"
	"strings"

	"rainmaker"
	"rainmaker/desk/statement"
	"rainmaker/money"
)

type teamVerb struct {
	Period string `help:"Which pay period (2017Q2, 2026-11, 2012-05-30); the newest that has begun when left out."`
	CSV    bool   `name:"csv" help:"Print CSV."`
}

func (*teamVerb) begins() bool                  { return false }
func (*teamVerb) gather() ([]attachment, error) { return nil, nil }

func (v *teamVerb) work(c *console, co *company, _ []attachment) error {
	team, err := co.statement.Team(c.ctx, c.who, v.Period)
	if err != nil {
		return err
	}
	if len(team.Periods) == 0 {
		return rainmaker.Errorf(rainmaker.NotFound, "team", "nothing has been calculated yet").
			WithWay("import people and deals, publish letters, then rainmaker calc")
	}
	if len(team.Rows) == 0 {
		return nobodyIn("team", team)
	}
	a := teamAnswerOf(team)
	if v.CSV && !c.json {
		return a.writeCSV(csv.NewWriter(c.out))
	}
	return c.print(a, a.print)
}

func nobodyIn(op string, team statement.Team) error {
	return rainmaker.Errorf(rainmaker.NotFound, op, "nobody has a pay period %q", team.Period).
		WithWay("the periods are %s", strings.Join(team.Periods, ", "))
}

// teamAnswer is who is paid what in a period, as JSON.
type teamAnswer struct {
	Period  string          `json:"period"`
	Periods []string        `json:"periods"` // newest first
	Rows    []teamRow       `json:"rows"`
	Totals  []totalAnswer   `json:"totals"`
	Run     rainmaker.RunID `json:"run"`
}

type teamRow struct {
	Payee    rainmaker.PayeeID  `json:"payee"`
	Name     string             `json:"name"`
	Plan     rainmaker.PlanName `json:"plan"`
	Period   string             `json:"period"`
	Total    string             `json:"total"`
	Currency money.Currency     `json:"currency"`
	Position string             `json:"position,omitempty"`
	Blocked  string             `json:"blocked,omitempty"`
}

type totalAnswer struct {
	Currency money.Currency `json:"currency"`
	Total    string         `json:"total"`
}

func teamAnswerOf(team statement.Team) teamAnswer {
	a := teamAnswer{Period: team.Period, Periods: team.Periods, Rows: []teamRow{}, Totals: []totalAnswer{}, Run: team.Stamp.Run}
	for _, r := range team.Rows {
		a.Rows = append(a.Rows, teamRow{r.Payee, r.Name, r.Key.Plan, r.Key.Period, r.Total.Plain(), r.Total.Currency(), r.Position, r.Blocked})
	}
	for _, t := range team.Totals {
		a.Totals = append(a.Totals, totalAnswer{t.Currency(), t.Plain()})
	}
	return a
}

func (a teamAnswer) print(p *printer) {
	wide := 0
	for _, r := range a.Rows {
		wide = max(wide, len([]rune(r.Name)))
	}
	for _, r := range a.Rows {
		id := ""
		if string(r.Payee) != r.Name {
			id = string(r.Payee) + "  "
		}
		p.line("%s  %s %s  %s", column(r.Name, wide), right(r.Total, 14), r.Currency, strings.TrimSpace(id+string(r.Plan)+"  "+r.Position))
		if r.Blocked != "" {
			p.line("  blocked: %s", r.Blocked)
		}
	}
	for _, t := range a.Totals {
		p.line("%s  %s %s", column("Total "+a.Period, wide), right(t.Total, 14), t.Currency)
	}
}

func (a teamAnswer) writeCSV(out *csv.Writer) error {
	rows := [][]string{{"period", "payee", "name", "plan", "total", "currency", "blocked"}}
	for _, r := range a.Rows {
		rows = append(rows, []string{r.Period, string(r.Payee), r.Name, string(r.Plan), r.Total, string(r.Currency), r.Blocked})
	}
	return writeCSV(out, rows)
}

// writeCSV writes cells that no spreadsheet takes for formulas.
func writeCSV(out *csv.Writer, rows [][]string) error {
	for _, row := range rows {
		for i, cell := range row {
			row[i] = statement.Inert(cell)
		}
	}
	return out.WriteAll(rows)
}
