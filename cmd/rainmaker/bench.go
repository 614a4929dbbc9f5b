package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/ingest/scan"
	"rainmaker/money"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

//go:embed workload/workload.plan.md
var workload string

// benchVerb measures the calculation workload: a folder of payees.csv, quotas.csv and deals.csv under the letter in
// workload/workload.plan.md.
type benchVerb struct {
	Dir      string `arg:"" help:"Folder of payees.csv, quotas.csv and deals.csv." type:"existingdir"`
	Rounding string `enum:"line,component" default:"line" help:"Round each line, or each component once: line or component."`
	WhatIf   int    `name:"whatif" help:"Also change one deal this many times, each time until all new totals are known."`
}

func (v *benchVerb) run(c *console) error {
	began := c.now()
	facts, batch, err := loadWorkload(v.Dir)
	if err != nil {
		return err
	}
	loaded := c.now()
	text := workload
	if v.Rounding == "component" {
		text = strings.Replace(text, "half_even per line", "half_even per component", 1)
	}
	set, found := plan.Load([]source.Document{{Name: "workload.plan.md", Text: text}}, facts.Calendar)
	if found.HasErrors() {
		return fmt.Errorf("bench: the letter of the workload does not check: %s", found[0].Summary)
	}
	b, err := engine.NewBulk(set.Programs[0], facts, batch)
	if err != nil {
		return err
	}
	computed := c.now()
	w := tallied{b: b, batch: b.Batch()}
	w.add()
	out := benchAnswer{
		Load: loaded.Sub(began).Seconds(), Compute: computed.Sub(loaded).Seconds(), PeakMB: peakMB(), Lines: w.all(),
		Rounding: v.Rounding, Answers: w.answers(v.Rounding), Beside: len(b.Beside()),
	}
	if v.WhatIf > 0 {
		if out.WhatIf, err = v.tryDeals(c, b); err != nil {
			return err
		}
	}
	return c.print(out, out.write)
}

// benchAnswer is what was measured: seconds, MiB, lines, and the answers that show that the right thing was calculated.
type benchAnswer struct {
	Load     float64      `json:"load_s"`
	Compute  float64      `json:"compute_s"`
	PeakMB   float64      `json:"peak_mb"`
	Lines    int64        `json:"lines"`
	Rounding string       `json:"rounding"`
	Answers  string       `json:"answers"`
	Beside   int          `json:"beside"` // payees that are not in the answers
	WhatIf   *whatIfTimes `json:"whatif,omitempty"`
}

// whatIfTimes are how long one changed deal takes, in microseconds.
type whatIfTimes struct {
	Tries  int     `json:"tries"`
	Median float64 `json:"median_us"`
	P99    float64 `json:"p99_us"`
}

func (a *benchAnswer) write(p *printer) {
	p.line("rainmaker load %.3f compute %.3f peakMB %.0f lines %d", a.Load, a.Compute, a.PeakMB, a.Lines)
	name := map[string]string{"line": "CHK", "component": "COMPONENT"}[a.Rounding]
	p.line("%s %s", name, a.Answers)
	if w := a.WhatIf; w != nil {
		p.line("whatif n=%d us median %.2f p99 %.2f", w.Tries, w.Median, w.P99)
	}
	if a.Beside > 0 {
		p.line("%d payees were worked out beside the columns and are not in the answers", a.Beside)
	}
}

// tryDeals raises the amounts of deals one at a time, each until all new totals are known.
func (v *benchVerb) tryDeals(c *console, b *engine.Bulk) (*whatIfTimes, error) {
	batch := b.Batch()
	amounts := batch.Column("amount")
	var took []float64
	for i := range v.WhatIf {
		row := i * 7919 % batch.Len
		raised := rainmaker.CashOf(money.NewAmount(amounts.Units[row]+100, amounts.Scale), amounts.Currency)
		began := c.now()
		if _, err := b.WhatIf(row, rainmaker.FieldList{{Name: "amount", Value: raised}}); err != nil {
			return nil, err
		}
		took = append(took, float64(c.now().Sub(began).Nanoseconds())/1e3)
	}
	slices.Sort(took)
	return &whatIfTimes{v.WhatIf, took[len(took)/2], took[len(took)*99/100]}, nil
}

// loadWorkload reads the folder.
func loadWorkload(dir string) (engine.Inputs, *rainmaker.EventBatch, error) {
	in := engine.Inputs{Calendar: calendar.Fiscal(time.January), Through: calendar.MustParse("2025-12-31")}
	if err := loadPeople(dir, &in); err != nil {
		return in, nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "deals.csv"))
	if err != nil {
		return in, nil, err
	}
	batch, err := scan.Events(text, "deals.csv", "deal", "deal_id", []scan.Field{
		{Header: "close_date", Name: "close_date", Kind: rainmaker.Day},
		{Header: "owner", Name: "owner", Kind: rainmaker.Person},
		{Header: "amount_cents", Name: "amount", Kind: rainmaker.Cash, Scale: 2, Currency: "USD"},
		{Header: "product", Name: "product", Kind: rainmaker.Text},
		{Header: "deal_type", Name: "deal_type", Kind: rainmaker.Text},
		{Header: "split_payee", Name: "split_payee", Kind: rainmaker.Person, OrNone: true},
		{Header: "owner_bp", Name: "owner_share", Kind: rainmaker.Number, Scale: 4},
		{Header: "se_payee", Name: "se_payee", Kind: rainmaker.Person, OrNone: true},
	})
	return in, batch, err
}

// loadPeople reads the people, whom they report to, and their quotas.
func loadPeople(dir string, in *engine.Inputs) error {
	year := calendar.Span{From: calendar.MustParse("2025-01-01"), Before: calendar.MustParse("2026-01-01")}
	rows, err := benchRows(filepath.Join(dir, "payees.csv"))
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, r := range rows {
		id, src := rainmaker.PayeeID(r[0]), rainmaker.Source{File: "payees.csv", Row: i + 2}
		at[r[0]] = i
		in.Payees = append(in.Payees, rainmaker.Payee{ID: id, Name: r[0], Source: src})
		in.Reports = append(in.Reports, rainmaker.ReportingLine{Payee: id, Manager: rainmaker.PayeeID(r[1]), From: calendar.StartOfTime, Source: src})
		in.Assignments = append(in.Assignments, rainmaker.Assignment{
			ID: r[0], Payee: id, Plan: "workload", Span: year, Source: src,
			Numbers: map[string]*calendar.Timeline[rainmaker.Value]{"quota": {}},
		})
	}
	rows, err = benchRows(filepath.Join(dir, "quotas.csv"))
	if err != nil {
		return err
	}
	for i, r := range rows {
		who, known := at[r[0]]
		quarter, badQuarter := strconv.Atoi(r[1])
		cents, badQuota := strconv.ParseInt(r[2], 10, 64)
		if !known || badQuarter != nil || badQuota != nil {
			return fmt.Errorf("quotas.csv, row %d: %s: write a known payee, a quarter and a quota in cents", i+2, strings.Join(r, ","))
		}
		from := year.From.AddMonths(3 * (quarter - 1))
		in.Assignments[who].Numbers["quota"].Set(from, rainmaker.CashOf(money.NewAmount(cents, 2), "USD"))
	}
	return nil
}

func benchRows(name string) ([][]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, fmt.Errorf("%s: no rows: %w", name, err)
	}
	return rows[1:], nil
}

// tallied sums the workload's answers as all programs that measure it do: so that two results can be compared by a line.
type tallied struct {
	b     *engine.Bulk
	batch *rainmaker.EventBatch
	// by component and, last, by payee and quarter: how many, their minor units, and those weighed by who and which
	n, sum, weighed [4]int64
	part            [3]struct{ n, sum, weighed int64 }
}

func (w *tallied) add() {
	for _, payee := range w.b.Payees() {
		who, _ := strconv.ParseInt(string(payee), 10, 64) // the workload's are numbers
		for l := range w.b.Postings(payee) {
			component := int64(l.Component) + 1
			w.n[l.Component]++
			w.sum[l.Component] += l.Minor
			w.weighed[l.Component] += l.Minor * ((w.batch.Numbers[l.Row]*31 + who*17 + component) % 1009)
		}
		for period := range w.b.Periods() {
			weight := (who*7 + int64(period) + 1) % 1009
			total, lines := int64(0), 0
			for component := range w.part {
				minor, n := w.b.Total(payee, component, period)
				total, lines = total+minor, lines+n
				if n > 0 {
					w.part[component].n++
					w.part[component].sum += minor
					w.part[component].weighed += minor * weight
				}
			}
			if lines > 0 {
				w.n[3]++
				w.sum[3] += total
				w.weighed[3] += total * weight
			}
		}
	}
}

func (w *tallied) all() int64 { return w.n[0] + w.n[1] + w.n[2] }

// answers are a line that is equal where the results are.
func (w *tallied) answers(rounding string) string {
	var out []string
	if rounding == "component" {
		for i, p := range w.part {
			out = append(out, fmt.Sprintf("%d:%d:%d:%d", i+1, p.n, p.sum, p.weighed))
		}
		return strings.Join(out, " ")
	}
	for i, name := range []string{"1", "2", "3", "T"} {
		out = append(out, fmt.Sprintf("%s:%d:%d:%d", name, w.n[i], w.sum[i], w.weighed[i]))
	}
	return strings.Join(out, " ")
}
