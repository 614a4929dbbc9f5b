package statement

import (
	"context"
	"fmt"
	"slices"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Proof says what a line is made of, down to the source row, replayed just now from the statement's pinned inputs. A line that
// names no window is the one of the statement's own period, where it has one.
func (d *Desk) Proof(ctx context.Context, p access.Principal, key rainmaker.StatementKey, version int, ref rainmaker.LineKey) (Proof, error) {
	f, err := d.open(ctx, p, key, version)
	if err != nil {
		return Proof{}, err
	}
	i := f.find(ref)
	if i < 0 && ref.Event == (rainmaker.EventRef{}) {
		out, err := f.estimate(ref)
		if rainmaker.CodeOf(err) != rainmaker.NotFound {
			return out, err
		}
	}
	if i < 0 {
		return Proof{}, rainmaker.Errorf(rainmaker.NotFound, "", "the statement of %s for %s has no line of %s under %s", f.head.Name,
			f.head.Period, ref.Event, ref.Component)
	}
	l := f.stored.Lines[i]
	of, r := l.Key(), f.replayed(l)
	if r != nil {
		of = r.Key() // which says what it cuts where the stored line does not yet
	}
	out := Proof{
		Head: f.head, Deal: f.dealOf(l), Event: l.Event, Cut: of.Cut, Label: l.Label, Amount: l.Amount,
		Before: l.Before,
		Source: f.sourceRow(l.Event), Agrees: f.agrees,
	}
	if r == nil || r.Amount != l.Amount {
		out.Agrees = false
	}
	if out.Worth, err = l.Amount.Add(l.Before); err != nil {
		return Proof{}, err
	}
	if out.Source.Batch != 0 { // a line of a window's own was read from no row
		batch, err := d.Facts.Batch(ctx, out.Source.Batch)
		if err != nil {
			return Proof{}, err
		}
		out.Source.Known = batch.Known.In(f.books.Zone.Location())
	}
	if out.Sentence, err = f.sentence(l); err != nil {
		return Proof{}, err
	}
	proof, err := f.calc.Prove(key.Payee, f.stored.Period, of)
	if rainmaker.CodeOf(err) == rainmaker.NotFound {
		// The deal pays no more: the line takes back what was posted before.
		out.Exact, out.Rounding = figure(money.Ratio{}, f.stored.Currency), figure(money.Ratio{}, f.stored.Currency)
		return out, nil
	}
	if err != nil {
		return Proof{}, err
	}
	f.fillProof(&out, proof, l)
	return out, nil
}

// find is the index of the line that is looked for; -1 without one.
func (f *file) find(ref rainmaker.LineKey) int {
	own := ref
	if own.Window == "" {
		own.Window = f.stored.Period
	}
	for _, key := range []rainmaker.LineKey{own, ref} {
		if i := slices.IndexFunc(f.stored.Lines, func(l rainmaker.Line) bool { return key.Fits(l.Key()) }); i >= 0 {
			return i
		}
	}
	return -1
}

// estimate proves what a window that is still open would be worth if nothing else came. It is no line of the statement.
func (f *file) estimate(ref rainmaker.LineKey) (Proof, error) {
	prover, err := f.calc.Prover(f.stored.Payee, f.stored.Period)
	if err != nil {
		return Proof{}, err
	}
	prover = prover.Early()
	proof, err := prover.Prove(ref)
	if err != nil {
		return Proof{}, err
	}
	l := proof.Line
	out := Proof{
		Head: f.head, Deal: l.Window, Label: l.Label, Amount: l.Amount, Worth: l.Amount, Before: money.New(0, l.Amount.Currency()),
		Agrees: f.agrees, Estimate: true,
	}
	if out.Sentence, err = f.teller().Line(prover, l); err != nil {
		return Proof{}, err
	}
	f.fillProof(&out, proof, l)
	return out, nil
}

func (f *file) fillProof(out *Proof, p engine.Proof, l rainmaker.Line) {
	k := &p.Component
	out.Formula = formula(k)
	for _, s := range p.Line.Slices {
		if s.ChangesNothing() {
			out.Rests = append(out.Rests, RestsOn{
				Name: "factor, which changes nothing here", Value: factorText(s), From: f.lineOf(k.At.Doc, s.Source),
			})
			continue
		}
		out.Slices = append(out.Slices, f.proofSlice(k, p, l, s))
		if s.Tier >= 0 && len(k.Tiers.Tiers) > 0 {
			out.WhyTier = append(out.WhyTier, f.whyTier(k, p, s))
		}
	}
	out.Exact = figure(p.Line.Exact, f.stored.Currency)
	out.Rounding = figure(out.Worth.Ratio().Sub(p.Line.Exact), f.stored.Currency)
	for _, r := range p.Readings {
		out.Rests = append(out.Rests, RestsOn{Name: labelOr(r.Label, r.Name), Value: valueText(r.Value), From: f.from(r)})
	}
	for _, c := range p.Credits {
		word := "direct"
		if c.Overlay {
			word = "overlay"
		}
		out.Credits = append(out.Credits, NamedText{
			Name: fmt.Sprintf("credited to you as %s by %s", c.Role, c.Rule),
			Text: fmt.Sprintf("%s, %s (%s)", figure(c.Amount, c.Currency), percentText(c.Share), word),
		})
	}
	out.Pins = []NamedText{
		{"letter", fmt.Sprintf("%s, edition %d, %s", f.calc.Program().Plan.Name, f.run.Edition, short(f.calc.Program().Hash))},
		{"facts as known", fmt.Sprintf("at import %d", f.run.Batch)},
		{"statement", fmt.Sprintf("version %d, %s", f.stored.Version, short(f.stored.Hash()))},
	}
}

func short(hash string) string {
	if len(hash) < 12 {
		return hash
	}
	return hash[:12]
}

// formula is a component's line in names.
func formula(k *ir.Component) string {
	s := "credit"
	if k.Pay != nil {
		s = "pay"
	} else if k.Rate != nil {
		s = "credit × rate"
	}
	switch {
	case k.Tiers != nil && k.Rate == nil && k.Pay == nil:
		s += " × tier rate, " + readingOf(k.Tiers)
	case k.Tiers != nil:
		s += " × tier, " + readingOf(k.Tiers)
	}
	for range k.Times {
		s += " × factor"
	}
	return s
}

// readingOf is how tiers are read, as the letter writes it.
func readingOf(t *ir.Tiers) string {
	switch t.Mode {
	case ir.WholeAmount:
		return "whole amount"
	case ir.WholeAbove:
		return fmt.Sprintf("whole amount above %s", t.Above)
	default:
		return "each slice"
	}
}

func (f *file) proofSlice(k *ir.Component, p engine.Proof, l rainmaker.Line, s rainmaker.Slice) ProofSlice {
	out := ProofSlice{Text: l.Label, Exact: figure(s.Amount, f.stored.Currency)}
	if s.Adjusts() {
		line := k.At.Start.Line
		if s.Source != 0 {
			line = s.Source
		}
		out.Text = s.Label
		out.Steps = []ProofStep{{Name: s.Label, Value: figure(s.Amount, f.stored.Currency), From: f.lineOf(k.At.Doc, line)}}
		return out
	}
	if s.Tier >= 0 {
		out.Text = "tier " + s.Label
	}
	if k.Pay != nil {
		out.Steps = append(out.Steps, ProofStep{
			Name: "pay for this part", Value: figure(s.Base, f.stored.Currency),
			From: f.lineOf(k.At.Doc, k.At.Start.Line),
		})
	} else {
		out.Steps = append(out.Steps, ProofStep{
			Name: "credit in this part", Value: figure(s.Credit, l.Currency),
			From: p.Source.String(),
		})
	}
	if k.Rate != nil {
		out.Steps = append(out.Steps, ProofStep{
			Op: "×", Name: "rate", Value: rateText(s.Rate, l.Currency, f.stored.Currency),
			From: f.lineOf(k.At.Doc, k.Rate.At().Start.Line),
		})
	}
	if s.Tier >= 0 {
		tier := k.Tiers.Tiers[s.Tier]
		value := decimalText(s.Factor, 4)
		if !tier.Times {
			value = rateText(s.Factor, l.Currency, f.stored.Currency)
		}
		out.Steps = append(out.Steps, ProofStep{Op: "×", Name: "tier " + s.Label, Value: value, From: f.lineOf(tier.At.Doc, s.Source)})
	}
	return out
}

func (f *file) whyTier(k *ir.Component, p engine.Proof, s rainmaker.Slice) string {
	t := k.Tiers.By.Type()
	say := func(r money.Ratio) string {
		v := ir.Value{Kind: t.Kind, Currency: t.Currency, Percent: t.Percent, Num: r}
		if v.Kind == ir.Number {
			return percentText(r)
		}
		return valueText(v)
	}
	if k.Tiers.Mode == ir.WholeAmount {
		return fmt.Sprintf("%s stands at %s, and everything earns the tier it has reached, %s.", p.Measure, say(s.After), s.Label)
	}
	return fmt.Sprintf("%s went from %s to %s here, and the tier %s holds that part.", p.Measure, say(s.Before), say(s.After), s.Label)
}

func (f *file) lineOf(doc string, line int) string { return fmt.Sprintf("%s, line %d", doc, line) }

func (f *file) from(r engine.Reading) string {
	switch r.Kind {
	case engine.ReadNumber:
		return fmt.Sprintf("assignment %s, %s", r.Assignment, r.From)
	case engine.ReadAttribute:
		return r.From.String()
	default:
		return f.lineOf(r.Document, r.Line)
	}
}
