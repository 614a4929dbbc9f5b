package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"

	"rainmaker"
	"rainmaker/desk/statement"
)

// team lists the people whose pay the visitor may see.
func (s *site) team(w http.ResponseWriter, v *visit) error {
	t, err := s.readTeam(v)
	if err != nil {
		return err
	}
	f := s.frame(v, teamWord(v.who), navTeam)
	f.narrow = true
	return s.render(w, v, http.StatusOK, teamPage(f, t))
}

func (s *site) readTeam(v *visit) (statement.Team, error) {
	if !seesOthers(v.who) {
		return statement.Team{}, rainmaker.Errorf(rainmaker.NotFound, "", "nobody reports to %s", v.who.Name).
			WithWay("you see your own pay, and that of people who report to you")
	}
	return s.Statement.Team(v.Context(), v.who, v.URL.Query().Get("period"))
}

// teamCSV is the same list as a file.
func (s *site) teamCSV(w http.ResponseWriter, v *visit) error {
	t, err := s.readTeam(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"payee", "name", "plan", "period", "amount", "currency", "position", "blocked"}}
	for _, r := range t.Rows {
		rows = append(rows, []string{string(r.Payee), r.Name, string(r.Key.Plan), r.Key.Period, r.Total.Plain(), string(r.Total.Currency()), r.Position, r.Blocked})
	}
	b, err := csvOf(rows)
	if err != nil {
		return err
	}
	return s.file(w, "text/csv; charset=utf-8", "pay-"+plainName(t.Period)+".csv", b)
}

// csvOf writes rows so that no spreadsheet runs a cell as a formula.
func csvOf(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = statement.Inert(cell)
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("csv of %d rows: %w", len(rows), err)
	}
	return b.Bytes(), nil
}

// plainName keeps of a name what every file system and header can carry.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
}

func teamURL(period string) string { return "/team?period=" + seg(period) }

func blockedIn(t statement.Team) int {
	n := 0
	for _, r := range t.Rows {
		if r.Blocked != "" {
			n++
		}
	}
	return n
}

// teamHeadline is what everybody made, one amount for each currency.
func teamHeadline(t statement.Team) string {
	var sums []string
	for _, m := range t.Totals {
		sums = append(sums, m.Sentence())
	}
	return strings.Join(sums, " and ") + " in " + t.Period
}
