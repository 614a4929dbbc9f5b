package deals

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk/statement"
	"rainmaker/engine"
)

// furthest is how far ahead a deal may be tried, in years: every pay period until then is worked out.
const furthest = 2

// subject is the deal that a page is about: as it is known, and as it counts where nobody changes anything.
type subject struct {
	*bench
	payee rainmaker.PayeeID
	own   bool
	known rainmaker.Event
	state State
	// without is the company without it, base the deal when it counts.
	without, base rainmaker.Event
	counts        string // the field of the counting date
	on            calendar.Date
	pays          []Pay
	trouble       string
}

// Deal is one deal with what it pays, and what it would pay as typed.
func (d *Desk) Deal(ctx context.Context, p access.Principal, ask Ask) (Page, error) {
	if p.Role == "" {
		return Page{}, p.CheckDeals("")
	}
	b, err := d.bench(ctx, p)
	if err != nil {
		return Page{}, err
	}
	known, concerned, err := b.look(ask.Event)
	if err != nil {
		return Page{}, err
	}
	if known == nil {
		return Page{}, missing(ask.Event)
	}
	s := &subject{bench: b, payee: ask.Payee, known: *known}
	if s.payee == "" && len(concerned) > 0 {
		s.payee = concerned[0].Payee
	}
	if !slices.ContainsFunc(concerned, func(x Person) bool { return x.Payee == s.payee }) {
		return Page{}, missing(ask.Event) // nobody learns of a deal that is not theirs
	}
	s.own = s.payee == p.Payee
	if err := s.stand(ctx); err != nil {
		return Page{}, err
	}
	page, err := s.page(ctx, ask, d)
	page.Concerned = concerned
	page.Facts, page.Source = b.facts(*known)
	return page, err
}

// Blank is a deal of a person that is made up to be tried, of a kind of event; without one of the first that their plans
// pay on.
func (d *Desk) Blank(ctx context.Context, p access.Principal, kind string, ask Ask) (Page, error) {
	payee := ask.Payee
	if err := p.CheckDeals(payee); err != nil {
		return Page{}, err
	}
	b, err := d.bench(ctx, p)
	if err != nil {
		return Page{}, err
	}
	if !b.known(payee) {
		return Page{}, unknown(payee)
	}
	kinds := b.kinds(payee)
	if kind == "" && len(kinds) > 0 {
		kind = kinds[0].Name
	}
	s := &subject{bench: b, payee: payee, own: payee == p.Payee, state: IsBlank}
	page := Page{
		Payee: payee, Name: b.books.NameOf(payee), State: IsBlank, Today: b.today, Kinds: kinds, Worked: d.Now().In(b.books.Zone.Location()),
	}
	if !slices.ContainsFunc(kinds, func(k Kind) bool { return k.Name == kind }) {
		if kind != "" {
			return page, rainmaker.Errorf(rainmaker.NotFound, "", "no plan of %s pays on %q", page.Name, kind).WithWay("choose a kind of deal from the list")
		}
		page.Trouble = "No plan of " + page.Name + " pays on deals, so there is nothing to try."
		return page, nil
	}
	if err := s.blank(kind); err != nil {
		return page, err
	}
	filled, err := s.page(ctx, ask, d)
	filled.Kinds = kinds
	return filled, err
}

func missing(ref rainmaker.EventRef) error {
	return rainmaker.Errorf(rainmaker.NotFound, "", "there is no deal %q that you can see", ref.ID).
		WithWay("you see deals that credit you, and those of people who report to you")
}

// Find is the deal of an id; the kind says which where several kinds of event have it.
func (d *Desk) Find(ctx context.Context, p access.Principal, id string) (rainmaker.EventRef, error) {
	if p.Role == "" {
		return rainmaker.EventRef{}, p.CheckDeals("")
	}
	b, err := d.bench(ctx, p)
	if err != nil {
		return rainmaker.EventRef{}, err
	}
	ref, found := rainmaker.EventRef{ID: id}, false
	for _, e := range b.books.Company.Events {
		if e.ID != id {
			continue
		}
		concerned, err := b.concerned(e)
		if err != nil {
			return rainmaker.EventRef{}, err
		}
		if len(concerned) > 0 {
			return e.EventRef, nil
		}
		found = true
	}
	if !found {
		if _, _, err := b.look(ref); err != nil {
			return rainmaker.EventRef{}, err
		}
	}
	return rainmaker.EventRef{}, missing(ref)
}

// look is a deal with those of its people whom the principal may see; nil where there is no such deal. Then as much is done for
// another deal in its stead, always the same one, and forgotten: how long the answer takes must not tell a deal that is refused
// from one that is not there.
func (b *bench) look(ref rainmaker.EventRef) (*rainmaker.Event, []Person, error) {
	known := b.books.Event(ref)
	if known != nil {
		concerned, err := b.concerned(*known)
		return known, concerned, err
	}
	all := b.books.Company.Events
	if len(all) == 0 {
		return nil, nil, nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(ref.Name + "\x00" + ref.ID)) // never fails
	_, err := b.concerned(all[h.Sum64()%uint64(len(all))])
	return nil, nil, err
}

// concerned are the people of a deal whose deals the principal may see: the principal first, then those named, then by name.
func (b *bench) concerned(e rainmaker.Event) ([]Person, error) {
	b.weighs(e.EventRef)
	var credits []rainmaker.Credit
	var faults []engine.Fault
	x, is, err := b.close(e, b.today)
	if err != nil {
		return nil, err
	}
	credits, faults = x.credits, x.faults
	if !is {
		if err := b.credit(&credits, &faults, e, b.today); err != nil {
			return nil, err
		}
	}
	var out []Person
	add := func(id rainmaker.PayeeID) {
		if b.who.MayDeals(id) && !slices.ContainsFunc(out, func(p Person) bool { return p.Payee == id }) {
			out = append(out, Person{Payee: id, Name: b.books.NameOf(id)})
		}
	}
	for _, c := range credits {
		add(c.Payee)
	}
	for _, f := range faults {
		for _, id := range f.Payees {
			add(id)
		}
	}
	for _, id := range namedIn(e) {
		add(id)
	}
	first := func(p Person) int {
		if p.Payee == b.who.Payee {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(out, func(x, y Person) int { return cmp.Compare(first(x), first(y)) })
	return out, nil
}

// namedIn are the people an event names, rows of lists included.
func namedIn(e rainmaker.Event) []rainmaker.PayeeID {
	var out []rainmaker.PayeeID
	add := func(v rainmaker.Value) {
		if v.Kind() == rainmaker.Person {
			out = append(out, v.Payee())
		}
	}
	for _, f := range e.Fields {
		add(f.Value)
		for _, row := range f.Value.Rows() {
			for _, cell := range row {
				add(cell.Value)
			}
		}
	}
	return out
}

// stand finds out where a known deal stands, and how it counts where nobody changes anything.
func (s *subject) stand(ctx context.Context) error {
	stretches := s.stretches(s.payee, s.known.Name)
	s.on = stretches[0].On
	x, is, err := s.close(s.known, s.on)
	switch {
	case err != nil:
		return err
	case !is:
		return s.standClosed()
	}
	s.state, s.counts = IsOpen, x.Counts
	if was, said := s.known.Fields.Get(x.Counts); said && was.Kind() == rainmaker.Day && was.Date() > s.today && was.Date() < s.today.AddMonths(12*furthest) {
		s.on = was.Date() // as it is expected
		if x, _, err = s.close(s.known, s.on); err != nil {
			return err
		}
	}
	s.without, s.base = x.Open, x.Closed
	s.pays, s.trouble, err = s.bench.pays(ctx, s.known, s.payee)
	return err
}

// standClosed is for a deal that counts already or ended otherwise: without it nothing of it is known.
func (s *subject) standClosed() error {
	s.without, s.base = rainmaker.Event{EventRef: s.known.EventRef, Gone: true}, s.known
	var credits []rainmaker.Credit
	var faults []engine.Fault
	if err := s.credit(&credits, &faults, s.known, s.today); err != nil {
		return err
	}
	s.state = IsEnded
	for _, c := range credits {
		if s.state == IsEnded || c.Payee == s.payee {
			s.state, s.on = Counts, c.CountsOn
		}
	}
	for _, u := range s.uses(s.known.Name) {
		if u.Counts && s.counts == "" {
			s.counts = u.Name
		}
	}
	return nil
}

// page answers the question.
func (s *subject) page(ctx context.Context, ask Ask, d *Desk) (Page, error) {
	page := Page{
		Payee: s.payee, Name: s.books.NameOf(s.payee), Event: s.known.EventRef, Deal: s.books.DealOf(s.known.EventRef), State: s.state,
		Today: s.today, Worked: d.Now().In(s.books.Zone.Location()), Pays: s.pays, Trouble: s.trouble,
	}
	if e := s.declared(s.base.Name); e != nil {
		page.Kind = labelOr(e.Label, e.Name)
	}
	page.Headline = paysText(s.pays, closesWord(s.counts), s.today)
	tried, wrong := s.tried(ask.Fields)
	page.Wrong, page.Fields = wrong, s.inputs(tried, ask.Fields, wrong)
	changed := len(wrong) == 0 && !rainmaker.EqualFields(tried.Fields, s.base.Fields)
	var err error
	if s.state != IsBlank {
		only := rainmaker.PayeeID("")
		if changed { // then everybody else is said of the deal as typed
			only = s.payee
		}
		if page.Base, err = s.version(ctx, s.asked(s.base), s.known, only); err != nil {
			return page, fmt.Errorf("%s: %w", s.known.EventRef, err)
		}
	}
	if s.state != IsBlank && !ask.Brief {
		if page.Varied, err = s.varied(ctx, page.Base.Total); err != nil {
			return page, err
		}
	}
	if len(wrong) > 0 || !changed && s.state != IsBlank {
		return page, nil
	}
	if page.Tried, err = s.version(ctx, s.asked(tried), s.base, ""); err != nil {
		return page, err
	}
	page.Change = page.Tried.Total
	if page.Base != nil {
		page.Change, err = page.Tried.Total.less(page.Base.Total)
	}
	return page, err
}

// asked is the question what the deal pays as it is given.
func (s *subject) asked(with rainmaker.Event) asked {
	on := s.on
	if v, said := with.Fields.Get(s.counts); said && v.Kind() == rainmaker.Day {
		on = v.Date()
	}
	return asked{without: s.without, with: with, on: max(on, s.today), plain: s.state == IsBlank}
}

// facts are what is known of a deal, and the row that said it.
func (b *bench) facts(e rainmaker.Event) ([]statement.NamedText, statement.SourceRow) {
	var out []statement.NamedText
	for _, f := range e.Fields {
		if f.Value.IsNone() {
			continue
		}
		out = append(out, statement.NamedText{Name: f.Name, Text: b.fieldText(e.Name, f.Name, f.Value)})
	}
	return out, statement.SourceRow{File: e.Source.File, Row: e.Source.Row, Batch: e.Batch, Fields: out}
}
