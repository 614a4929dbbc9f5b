package main

import (
	"bytes"
	"path/filepath"
	"strings"

	"rainmaker"
	"rainmaker/desk/importing"
	"rainmaker/ingest"
)

type importVerb struct {
	Files       []string `arg:"" help:"Files, or folders with .csv files." type:"path"`
	Profile     string   `help:"What the files are (maven_crm, adventureworks, demo); found by their headers when left out."`
	Whole       bool     `help:"The files are the whole picture: what they no longer mention ends. Without it they are changes."`
	DryRun      bool     `help:"Rehearse: say what would happen, store nothing."`
	SkipRefused bool     `help:"Store the accepted rows although others are refused."`
}

func (v *importVerb) begins() bool { return true }

func (v *importVerb) gather() ([]attachment, error) { return attachCSV(v.Files) }

// attachCSV reads files as they are named, and the .csv files of folders.
func attachCSV(paths []string) ([]attachment, error) {
	files, err := attach("import", paths, func(name string) bool { return strings.EqualFold(filepath.Ext(name), ".csv") })
	if err == nil && len(files) == 0 {
		return nil, refused("import", "there is no .csv file in %s", strings.Join(paths, ", ")).
			WithWay("name the files, or the folder that holds them")
	}
	return files, err
}

func ingested(files []attachment) []ingest.File {
	out := make([]ingest.File, len(files))
	for i, f := range files {
		out[i] = ingest.File{Name: f.Name, Content: bytes.NewReader(f.Content)}
	}
	return out
}

func (v *importVerb) work(c *console, co *company, files []attachment) error {
	up := importing.Upload{Profile: v.Profile, Files: ingested(files), Mode: rainmaker.Changes, SkipRefused: v.SkipRefused}
	if v.Whole {
		up.Mode = rainmaker.Whole
	}
	commit := co.importing.Commit
	if v.DryRun {
		commit = co.importing.Rehearse
	}
	out, err := commit(c.ctx, c.who, up)
	if err != nil {
		return err
	}
	if err := c.print(importAnswerOf(out), func(p *printer) { printOutcome(p, out) }); err != nil {
		return err
	}
	if len(out.Reasons) > 0 {
		return errSilent(exitRefused)
	}
	return nil
}

// importAnswer is an import as JSON.
type importAnswer struct {
	Stored    bool              `json:"stored"`
	Import    rainmaker.BatchID `json:"import,omitempty"`
	New       int               `json:"new"`
	Changed   int               `json:"changed"`
	Gone      int               `json:"gone"`
	Unchanged int               `json:"unchanged"`
	Changes   []changedFact     `json:"changes"`
	Reasons   []string          `json:"reasons"` // why nothing was stored
	Misfits   []string          `json:"misfits"` // facts that the letters in force can't read
	Report    ingest.Report     `json:"report"`
}

// changedFact is one thing that says something else than before.
type changedFact struct {
	Kind   rainmaker.FactKind  `json:"kind"`
	ID     string              `json:"id"`
	Source rainmaker.Source    `json:"source"`
	Fields []ingest.Difference `json:"fields"`
}

func importAnswerOf(out importing.Outcome) importAnswer {
	a := importAnswer{
		Stored: out.Stored, Import: out.Batch, New: len(out.Changes.New), Changed: len(out.Changes.Changed),
		Gone: len(out.Changes.Gone), Unchanged: out.Changes.Unchanged, Changes: []changedFact{},
		Reasons: append([]string{}, out.Reasons...), Misfits: append([]string{}, out.Misfits...), Report: out.Report,
	}
	for _, ch := range out.Changes.Changed {
		a.Changes = append(a.Changes, changedFact{ch.After.Kind, ch.After.ID, ch.After.Source, ch.Fields})
	}
	return a
}

// mostShown bounds how many refusals, repairs and changes of a file a terminal is shown; --json has them all.
const mostShown = 20

func printOutcome(p *printer, out importing.Outcome) {
	p.line("Read as %s (%s).", out.Label, out.Profile)
	for _, f := range out.Report.Files {
		printFile(p, f)
	}
	for _, t := range out.Report.Totals {
		p.line("control total: %s", t)
	}
	for _, m := range out.Misfits {
		p.line("does not fit: %s", m)
	}
	// When something stands against it, what it would change may not even have been worked out.
	if len(out.Reasons) == 0 {
		p.line("%s.", out.Changes)
		some(p, "changes", out.Changes.Changed, func(ch ingest.Change) {
			parts := make([]string, len(ch.Fields))
			for i, f := range ch.Fields {
				parts[i] = f.Field + " " + f.Before + " became " + f.After
			}
			p.line("  changed: %s %s: %s (%s)", ch.After.Kind, ch.After.ID, strings.Join(parts, ", "), ch.After.Source)
		})
	}
	switch {
	case out.Stored:
		p.line("Stored as import %d.", out.Batch)
	case out.Nothing:
		p.line("Nothing changed, so nothing was stored.")
	case len(out.Reasons) == 0:
		p.line("This was a rehearsal, so nothing was stored.")
	}
	for _, r := range out.Reasons {
		p.line("Not stored: %s", r)
	}
}

func printFile(p *printer, f ingest.FileReport) {
	switch {
	case f.Whole:
		p.line("%s: refused", f.Name)
	case f.As == "":
		p.line("%s: not read", f.Name)
	default:
		p.line("%s: %d rows, %d accepted, %d of them repaired, %d refused", f.Name, f.Rows, f.Accepted, f.RepairedRows, f.RefusedRows)
	}
	for _, n := range f.Notes {
		p.line("  note: %s", n)
	}
	some(p, "repairs", f.Repairs, func(r ingest.Repair) { p.line("  repaired: %s", r) })
	some(p, "refusals", f.Refusals, func(r ingest.Refusal) { p.line("  refused: %s", r) })
}

// some prints the first of a list that may be long.
func some[T any](p *printer, what string, list []T, print func(T)) {
	for i, x := range list {
		if i == mostShown {
			p.line("  … and %d more %s; --json has them all", len(list)-i, what)
			return
		}
		print(x)
	}
}
