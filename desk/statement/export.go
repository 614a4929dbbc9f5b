package statement

import (
	"encoding/csv"
	"io"
	"strconv"

	"rainmaker"
)

// Export is a statement as other programs read it. Amounts are plain decimals in the statement's currency, dates are
// ISO 8601.
type Export struct {
	Payee      rainmaker.PayeeID  `json:"payee"`
	Name       string             `json:"name"`
	Plan       rainmaker.PlanName `json:"plan"`
	Period     string             `json:"period"`
	From       string             `json:"from"`
	Before     string             `json:"before"`
	Currency   string             `json:"currency"`
	Total      string             `json:"total"`
	Version    int                `json:"version"`
	Hash       string             `json:"hash"`
	Calculated string             `json:"calculated"`
	Blocked    string             `json:"blocked,omitempty"`
	Empty      string             `json:"empty,omitempty"`
	Components []ExportComponent  `json:"components"`
	Settlement *ExportSettlement  `json:"settlement,omitempty"`
	NotPaid    []ExportReason     `json:"not_paid"`
	Agrees     bool               `json:"recomputed_identical"`
}

// ExportComponent is one component of an [Export].
type ExportComponent struct {
	Name  string       `json:"name"`
	Label string       `json:"label"`
	Total string       `json:"total"`
	Lines []ExportLine `json:"lines"`
}

// ExportLine is one line of an [Export].
type ExportLine struct {
	Event    string        `json:"event"`
	ID       string        `json:"id"`
	Deal     string        `json:"deal"`
	CountsOn string        `json:"counts_on"`
	Window   string        `json:"window,omitempty"`
	Cut      rainmaker.Cut `json:"cut,omitzero"`
	Credit   string        `json:"credit"`
	Rate     string        `json:"rate,omitempty"`
	Amount   string        `json:"amount"`
	Cause    string        `json:"cause"`
	File     string        `json:"file,omitempty"`
	Row      int           `json:"row,omitempty"`
	Sentence string        `json:"sentence"`
	Slices   []ExportSlice `json:"slices,omitempty"`
}

// ExportSlice is one tier of an [ExportLine]; its amount is exact.
type ExportSlice struct {
	Tier   string `json:"tier"`
	Credit string `json:"credit,omitempty"`
	Rate   string `json:"rate,omitempty"`
	Amount string `json:"amount"`
}

// ExportReason is why deals do not pay.
type ExportReason struct {
	Reason    string   `json:"reason"`
	Component string   `json:"component,omitempty"`
	Deals     []string `json:"deals"`
}

// Export is the page for other programs; it says exactly what the screen says.
func (p Page) Export() Export {
	e := Export{
		Payee: p.Payee, Name: p.Name, Plan: p.Plan, Period: p.Period, From: p.Span.From.String(), Before: p.Span.Before.String(),
		Currency: string(p.Currency), Version: p.Stamp.Version, Hash: p.Stamp.Hash, Blocked: p.Blocked, Empty: p.Empty,
		Calculated: p.Stamp.Calculated.Format("2006-01-02T15:04:05Z07:00"), Agrees: p.Check.Agrees,
		Components: []ExportComponent{}, NotPaid: []ExportReason{},
	}
	if p.Currency != "" {
		e.Total = p.Total.Plain()
	}
	for _, c := range p.Components {
		x := ExportComponent{Name: c.Name, Label: c.Label, Total: c.Total.Plain(), Lines: []ExportLine{}}
		for _, l := range c.Lines {
			line := ExportLine{
				Event: l.Event.Name, ID: l.Event.ID, Deal: l.Deal, CountsOn: l.On.String(), Window: l.Window, Cut: l.Cut,
				Credit: l.Credit, Rate: l.Rate, Amount: l.Amount.Plain(), Cause: string(l.Cause), File: l.Source.File, Row: l.Source.Row,
				Sentence: l.Sentence,
			}
			for _, s := range l.Slices {
				line.Slices = append(line.Slices, ExportSlice{Tier: s.Text, Credit: s.Credit, Rate: s.Rate, Amount: s.Exact})
			}
			x.Lines = append(x.Lines, line)
		}
		e.Components = append(e.Components, x)
	}
	e.Settlement = p.Settlement.export()
	for _, r := range p.NotPaid {
		x := ExportReason{Reason: r.Text, Component: r.Component, Deals: []string{}}
		for _, d := range r.Deals {
			x.Deals = append(x.Deals, d.Event.ID)
		}
		e.NotPaid = append(e.NotPaid, x)
	}
	return e
}

// WriteCSV writes the lines of an export, one row each, and a row for each component without lines, so that the rows of
// a component always sum to its total.
func (e Export) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"payee", "name", "plan", "period", "component", "label", "event", "id", "deal", "counts_on", "window",
		"credit", "rate", "amount", "currency", "file", "row", "cut_component", "cut_window",
	}}
	for _, c := range e.Components {
		head := []string{string(e.Payee), e.Name, string(e.Plan), e.Period, c.Name, c.Label}
		if len(c.Lines) == 0 {
			rows = append(rows, append(head, "", "", "", "", "", "", "", c.Total, e.Currency, "", "", "", ""))
		}
		for _, l := range c.Lines {
			rows = append(rows, append(head[:len(head):len(head)], l.Event, l.ID, l.Deal, l.CountsOn, l.Window, l.Credit, l.Rate,
				l.Amount, e.Currency, l.File, rowText(l.Row), l.Cut.Component, l.Cut.Window))
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = Inert(cell)
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

// rowText is empty for a line that was read from no row.
func rowText(row int) string {
	if row == 0 {
		return ""
	}
	return strconv.Itoa(row)
}

// Inert keeps a spreadsheet from running a cell as a formula: a text that begins like one gets an apostrophe. Numbers
// stay numbers.
func Inert(cell string) string {
	if cell == "" {
		return cell
	}
	switch cell[0] {
	case '=', '+', '@', '\t', '\r':
		return "'" + cell
	case '-':
		if _, err := strconv.ParseFloat(cell, 64); err != nil {
			return "'" + cell
		}
	}
	return cell
}
