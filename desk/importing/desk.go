package importing

import (
	"context"
	"encoding/json"
	"fmt"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/desk"
	"rainmaker/ingest"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

// Desk is the import desk of an office.
type Desk struct{ *desk.Office }

// New opens the desk of an office.
func New(o *desk.Office) *Desk { return &Desk{o} }

// Rehearse reads an upload and says what committing it would change. It stores nothing.
func (d *Desk) Rehearse(ctx context.Context, p access.Principal, u Upload) (Outcome, error) {
	if err := p.Check(access.Change, access.Imports); err != nil {
		return Outcome{}, err
	}
	out, _, err := d.read(ctx, u)
	return out, err
}

// Commit reads an upload and stores it as one batch with its report. When anything stands against it (see
// [Outcome.Reasons]) or it changes nothing, nothing is stored and that is no error. Of two commits at once the second is
// compared with what the first has stored.
func (d *Desk) Commit(ctx context.Context, p access.Principal, u Upload) (Outcome, error) {
	if err := p.Check(access.Change, access.Imports); err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err := d.Unit.Do(ctx, func(ctx context.Context) error {
		var facts []rainmaker.Fact
		if err := d.refuseStale(ctx, u); err != nil {
			return err
		}
		var err error
		if out, facts, err = d.read(ctx, u); err != nil || len(out.Reasons) > 0 || out.Nothing {
			return err
		}
		report, err := json.Marshal(out.Report)
		if err != nil {
			return fmt.Errorf("import report: %w", err)
		}
		batch, err := d.Facts.Append(ctx, rainmaker.Batch{
			Known: d.Now(), By: p.Login, Origin: out.Profile, Mode: u.Mode, Report: report,
		}, facts)
		if err != nil {
			return err
		}
		out.Stored, out.Batch = true, batch.ID
		return d.Record(ctx, p, "import", fmt.Sprintf("batch %d from %s: %s", batch.ID, out.Profile, out.Changes))
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

// Known is the batch up to which facts are known, for [Upload.Over].
func (d *Desk) Known(ctx context.Context, p access.Principal) (rainmaker.BatchID, error) {
	if err := p.Check(access.See, access.Imports); err != nil {
		return 0, err
	}
	return d.Facts.LastBatch(ctx)
}

func (d *Desk) refuseStale(ctx context.Context, u Upload) error {
	if u.Over == nil {
		return nil
	}
	last, err := d.Facts.LastBatch(ctx)
	if err == nil && last != *u.Over {
		return rainmaker.Errorf(rainmaker.Conflict, "import", "import %d was stored since these files were rehearsed", last).
			WithWay("look at the rehearsal again, it is worked out against what is known now")
	}
	return err
}

// History lists the batches, newest first.
func (d *Desk) History(ctx context.Context, p access.Principal) ([]Batch, error) {
	if err := p.Check(access.See, access.Imports); err != nil {
		return nil, err
	}
	batches, err := d.Facts.Batches(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Batch, len(batches))
	for i, b := range batches {
		list[i] = batchOf(b)
	}
	return list, nil
}

// Report gives one batch with its account of every row; [rainmaker.NotFound] when there is none.
func (d *Desk) Report(ctx context.Context, p access.Principal, id rainmaker.BatchID) (BatchReport, error) {
	if err := p.Check(access.See, access.Imports); err != nil {
		return BatchReport{}, err
	}
	b, err := d.Facts.Batch(ctx, id)
	if err != nil {
		return BatchReport{}, err
	}
	out := BatchReport{Batch: batchOf(b)}
	if len(b.Report) == 0 {
		return out, nil
	}
	report, err := ingest.ParseReport(b.Report)
	if err != nil {
		return BatchReport{}, fmt.Errorf("batch %d: %w", id, err)
	}
	out.Report = &report
	return out, nil
}

func batchOf(b rainmaker.Batch) Batch {
	label := b.Origin
	if profile, err := ingest.ProfileNamed(b.Origin); err == nil { // an entry by hand has no profile
		label = profile.Label
	}
	return Batch{ID: b.ID, Known: b.Known, By: b.By, Origin: b.Origin, Label: label, Mode: b.Mode}
}

// read is what an upload says against what is known, and the facts that a batch of it would hold.
func (d *Desk) read(ctx context.Context, u Upload) (Outcome, []rainmaker.Fact, error) {
	profile, err := profileOf(u)
	if err != nil {
		return Outcome{}, nil, err
	}
	known, err := d.known(ctx)
	if err != nil {
		return Outcome{}, nil, err
	}
	reading, err := ingest.Read(profile, u.Mode, u.Files, known)
	if err != nil {
		return Outcome{}, nil, err
	}
	out := Outcome{Profile: profile.Name, Label: profile.Label, Mode: u.Mode, Report: reading.Report}
	changes, err := ingest.Compare(reading, known)
	if rainmaker.CodeOf(err) == rainmaker.Invalid {
		// The account of every row is what helps here, so it is shown with the reason and not lost behind it. Where rows
		// were refused, that the rest does not fit together follows from it.
		if out.Reasons = out.against(u.SkipRefused); len(out.Reasons) == 0 {
			out.Reasons = []string{err.Error()}
		}
		return out, nil, nil
	}
	if err != nil {
		return Outcome{}, nil, err
	}
	out.Changes = changes
	if out.Misfits, err = d.misfits(ctx, known, changes); err != nil {
		return Outcome{}, nil, err
	}
	out.Reasons = out.against(u.SkipRefused)
	out.Nothing = changes.Len() == 0 && len(out.Reasons) == 0
	return out, changes.Facts(), nil
}

func profileOf(u Upload) (ingest.Profile, error) {
	if u.Profile == "" {
		return ingest.Detect(u.Files)
	}
	return ingest.ProfileNamed(u.Profile)
}

func (d *Desk) known(ctx context.Context) (known ingest.Known, err error) {
	if known.Batches, err = d.Facts.Batches(ctx); err != nil {
		return known, err
	}
	known.Facts, err = d.Facts.Current(ctx, 0)
	return known, err
}

// misfits says what the plans in force could not read if the changes were known.
func (d *Desk) misfits(ctx context.Context, known ingest.Known, changes ingest.Changes) ([]string, error) {
	if changes.Len() == 0 {
		return nil, nil
	}
	company, err := rainmaker.Decode(changes.After(known.Facts))
	if err != nil {
		return nil, err
	}
	edition, err := d.Documents.Edition(ctx, 0)
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		return nil, nil // nothing is published yet; what will be is held against the facts then
	}
	if err != nil {
		return nil, err
	}
	docs := make([]source.Document, len(edition.Documents))
	for i, doc := range edition.Documents {
		docs[i] = source.Document{Name: doc.Name, Text: doc.Text}
	}
	set, found := plan.Load(docs, company.Calendar)
	var texts []string
	for _, f := range found {
		if f.Severity == source.Error { // the fiscal calendar of this import is not the one it was published under
			texts = append(texts, fmt.Sprintf("edition %d would no longer check: %s:%d: %s", edition.ID, f.Where.Doc, f.Where.Start.Line,
				f.Summary))
		}
	}
	for _, m := range desk.Misfits(set, company) {
		texts = append(texts, m.String())
	}
	return texts, nil
}

// against says in sentences what stands against storing an outcome.
func (o Outcome) against(skipRefused bool) []string {
	var reasons []string
	rows := 0
	for _, f := range o.Report.Files {
		rows += f.RefusedRows
		if !f.Whole {
			continue
		}
		why := "nothing in it could be read"
		if len(f.Refusals) > 0 {
			why = f.Refusals[0].Why + ": " + f.Refusals[0].Way
		}
		reasons = append(reasons, fmt.Sprintf("%s was refused as a whole: %s", f.Name, why))
	}
	if rows > 0 && !skipRefused {
		or := "choose to leave them out"
		if o.Mode == rainmaker.Whole { // what is left out of a whole picture would count as gone
			or = "import the files as changes"
		}
		reasons = append(reasons, fmt.Sprintf("%s refused; correct them and import again, or %s", plural(rows, "row was", "rows were"), or))
	}
	if !o.Report.Reconciled() {
		reasons = append(reasons, "the control totals of the files and of the facts made of them differ; nothing is stored until they agree")
	}
	if n := len(o.Misfits); n > 0 {
		reasons = append(reasons, fmt.Sprintf("%s not fit the plans in force, which would block everybody's pay: %s",
			plural(n, "fact does", "facts do"), o.Misfits[0]))
	}
	return reasons
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
