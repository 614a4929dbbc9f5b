package deals

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/desk"
	"rainmaker/engine"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// Desk answers for one principal what deals would pay. Nothing it works out is stored; what open deals pay is kept in memory
// for as long as the books it was worked out from are the newest.
type Desk struct {
	*desk.Office
	kept kept
	// weighs is told of every deal of which it is worked out whom it concerns.
	weighs func(rainmaker.EventRef)
}

// New is the desk of an office.
func New(o *desk.Office) *Desk { return &Desk{Office: o, weighs: func(rainmaker.EventRef) {}} }

// bench is what questions about deals are worked out on: the company as it is known now.
type bench struct {
	who   access.Principal
	books *desk.Books
	today calendar.Date
	kept  *kept
	// weighs is the desk's.
	weighs func(rainmaker.EventRef)
}

func (d *Desk) bench(ctx context.Context, p access.Principal) (*bench, error) {
	books, err := d.Books(ctx, p, desk.Point{})
	if err != nil {
		return nil, err
	}
	return &bench{p, books, d.Today(books.Zone), &d.kept, d.weighs}, nil
}

// People lists those whose deals the principal may see and who are on a plan, with how many are open for each; the
// principal first, then by name.
func (d *Desk) People(ctx context.Context, p access.Principal) ([]Person, error) {
	if p.Role == "" {
		return nil, p.CheckDeals("")
	}
	b, err := d.bench(ctx, p)
	if err != nil {
		return nil, err
	}
	open := b.openByPayee()
	var out []Person
	for id := range b.onPlans() {
		if p.MayDeals(id) {
			out = append(out, Person{id, b.books.NameOf(id), len(open[id])})
		}
	}
	slices.SortFunc(out, func(x, y Person) int {
		if (x.Payee == p.Payee) != (y.Payee == p.Payee) {
			return map[bool]int{true: -1, false: 1}[x.Payee == p.Payee]
		}
		return cmp.Or(cmp.Compare(x.Name, y.Name), rainmaker.CompareIDs(string(x.Payee), string(y.Payee)))
	})
	return out, nil
}

// onPlans are the people who hold an assignment to some plan.
func (b *bench) onPlans() map[rainmaker.PayeeID]bool {
	out := map[rainmaker.PayeeID]bool{}
	for _, c := range b.books.Plans {
		for _, id := range c.Payees() {
			out[id] = true
		}
	}
	return out
}

// open is a deal that would count on a day, and whom it would then credit.
type open struct {
	engine.Closing
	credits []rainmaker.Credit
	faults  []engine.Fault
}

// close is an event as it would count on a day; false where it is not open. The first plan that can say how it counts does.
func (b *bench) close(e rainmaker.Event, on calendar.Date) (open, bool, error) {
	for _, c := range b.books.Plans {
		x, is := c.Closing(e, b.today, on)
		if !is {
			continue
		}
		out := open{Closing: x}
		return out, true, b.credit(&out.credits, &out.faults, x.Closed, on)
	}
	return open{}, false, nil
}

// credit says whom an event credits by the end of a day under any plan, each credit once: two plans that use one rule mean
// the same credit.
func (b *bench) credit(credits *[]rainmaker.Credit, faults *[]engine.Fault, e rainmaker.Event, on calendar.Date) error {
	for _, c := range b.books.Plans {
		more, wrong, err := c.Crediting(e, on)
		if err != nil {
			return err
		}
		for _, x := range more {
			if !slices.ContainsFunc(*credits, func(y rainmaker.Credit) bool { return x.Rule == y.Rule && x.Payee == y.Payee && x.Role == y.Role }) {
				*credits = append(*credits, x)
			}
		}
		for _, x := range wrong {
			if !slices.ContainsFunc(*faults, func(y engine.Fault) bool { return x.Rule == y.Rule && x.Why == y.Why }) {
				*faults = append(*faults, x)
			}
		}
	}
	return nil
}

// openByPayee are the open deals that concern each person, in the order of events.
func (b *bench) openByPayee() map[rainmaker.PayeeID][]rainmaker.EventRef {
	out := map[rainmaker.PayeeID][]rainmaker.EventRef{}
	for _, c := range b.books.Plans {
		for _, deal := range c.OpenDeals(b.today) {
			for _, id := range deal.Payees {
				if !slices.Contains(out[id], deal.Event) {
					out[id] = append(out[id], deal.Event)
				}
			}
		}
	}
	return out
}

// List is a person's open deals, the largest first, each with what it pays them; the stretch says which of them are worked
// out. It stops when the context ends.
func (d *Desk) List(ctx context.Context, p access.Principal, payee rainmaker.PayeeID, part Stretch) (List, error) {
	b, refs, err := d.opens(ctx, p, payee)
	if err != nil {
		return List{}, err
	}
	l := List{
		Payee: payee, Name: b.books.NameOf(payee), Today: b.today, Worked: d.Now().In(b.books.Zone.Location()), Kinds: b.kinds(payee),
		All: len(refs), From: min(part.From, len(refs)),
	}
	if l.From == 0 {
		if l.Apart, l.ApartAll, err = b.apart(ctx, payee, refs); err != nil {
			return List{}, err
		}
	}
	if refs = refs[l.From:]; part.Most > 0 && len(refs) > part.Most {
		refs = refs[:part.Most]
	}
	l.Empty = b.empty(l)
	l.Deals, err = b.rows(ctx, refs, payee)
	return l, err
}

// eachBatch is how many rows [Desk.Each] works out before it tells of them.
const eachBatch = 20

// Each tells of a person's open deals one after another, in the order of [Desk.List], as they are worked out: hundreds take a
// while, and whoever goes away ends the work with the context. What tell answers ends it too.
func (d *Desk) Each(ctx context.Context, p access.Principal, payee rainmaker.PayeeID, tell func(Open) error) error {
	b, refs, err := d.opens(ctx, p, payee)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(refs, eachBatch) {
		rows, err := b.rows(ctx, batch, payee)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := tell(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// opens are the open deals that concern a person, the largest first.
func (d *Desk) opens(ctx context.Context, p access.Principal, payee rainmaker.PayeeID) (*bench, []rainmaker.EventRef, error) {
	if err := p.CheckDeals(payee); err != nil {
		return nil, nil, err
	}
	b, err := d.bench(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	if !b.known(payee) {
		return nil, nil, unknown(payee)
	}
	refs := b.openByPayee()[payee]
	slices.SortStableFunc(refs, func(x, y rainmaker.EventRef) int {
		return largest(b.books.Event(y)).Cmp(largest(b.books.Event(x)))
	})
	return b, refs, nil
}

// rows works open deals out, several at a time.
func (b *bench) rows(ctx context.Context, refs []rainmaker.EventRef, payee rainmaker.PayeeID) ([]Open, error) {
	out := make([]Open, len(refs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, ref := range refs {
		group.Go(func() (err error) {
			out[i], err = b.row(ctx, *b.books.Event(ref), payee)
			return err
		})
	}
	return out, group.Wait()
}

// largest is the largest amount that a deal states.
func largest(e *rainmaker.Event) money.Ratio {
	out := money.Ratio{}
	for _, f := range e.Fields {
		if f.Value.Kind() == rainmaker.Cash {
			out = money.Max(out, f.Value.Amount().Ratio())
		}
	}
	return out
}

// unknown is the answer to somebody who may see everybody's deals and asks for those of nobody.
func unknown(payee rainmaker.PayeeID) error {
	return rainmaker.Errorf(rainmaker.NotFound, "", "there are no deals of %q that you can see", payee).
		WithWay("you see your own deals, and those of people who report to you")
}

func (b *bench) known(payee rainmaker.PayeeID) bool { return b.books.Names[payee] != "" }

func (b *bench) empty(l List) string {
	switch {
	case l.All > 0:
		return ""
	case len(b.books.Plans) == 0:
		return "No plan is in force yet. Once letters are published and deals are imported, every open deal stands here with what it would pay."
	case len(l.Kinds) == 0:
		return "No plan of " + l.Name + " pays on deals, so there is none to close."
	default:
		return "No deal is open. When the next import has deals without the day they count on, or that are not won yet, each stands here with what it would pay."
	}
}

// kinds are the kinds of event that a person's plans credit, by name.
func (b *bench) kinds(payee rainmaker.PayeeID) []Kind {
	var out []Kind
	for _, c := range b.books.Plans {
		if !slices.Contains(c.Payees(), payee) {
			continue
		}
		for i := range c.Program().Credits {
			e := &c.Program().Events[c.Program().Credits[i].Event]
			k := Kind{e.Name, labelOr(e.Label, e.Name)}
			if c.Program().Uses(i) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	slices.SortFunc(out, func(x, y Kind) int { return cmp.Compare(x.Name, y.Name) })
	return out
}

// declared is a kind of event as some plan declares it; nil where none does.
func (b *bench) declared(kind string) *ir.Event {
	for _, c := range b.books.Plans {
		for i := range c.Program().Events {
			if c.Program().Events[i].Name == kind {
				return &c.Program().Events[i]
			}
		}
	}
	return nil
}

func labelOr(label, name string) string { return cmp.Or(label, name) }

// row is one open deal of a list.
func (b *bench) row(ctx context.Context, e rainmaker.Event, payee rainmaker.PayeeID) (Open, error) {
	if err := ctx.Err(); err != nil {
		return Open{}, err
	}
	x, _, err := b.close(e, b.today)
	if err != nil {
		return Open{}, err
	}
	row := Open{Event: e.EventRef, Deal: b.books.DealOf(e.EventRef), Share: shareText(x.credits, payee), Conflicts: b.conflicts(x.credits, x.faults)}
	row.Amount, row.Says = b.states(e, x.Closing)
	if row.Pays, row.Trouble, err = b.pays(ctx, e, payee); err != nil {
		return row, fmt.Errorf("%s: %w", e.EventRef, err)
	}
	row.Sentence = paysText(row.Pays, closesWord(x.Counts), b.today)
	if len(x.faults) > 0 {
		row.Trouble = faultText(x.faults[0])
	}
	return row, nil
}

// shareText is a person's share of a deal, role by role. Rules that credit one role alike say one thing.
func shareText(credits []rainmaker.Credit, payee rainmaker.PayeeID) string {
	var parts []string
	for _, c := range credits {
		if c.Payee != payee || c.Share.IsZero() {
			continue
		}
		if text := percent(c.Share) + " as " + c.Role; !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return listed(parts)
}

// states is the amount a deal states and where it stands: the fields that must change, and the day it is expected.
func (b *bench) states(e rainmaker.Event, x engine.Closing) (amount, says string) {
	for _, f := range e.Fields {
		if f.Value.Kind() == rainmaker.Cash {
			amount = figure(f.Value.Amount().Ratio(), f.Value.Currency())
			break
		}
	}
	var parts []string
	for _, f := range x.Changed {
		switch {
		case f.Name == x.Counts && f.Was.Kind() == rainmaker.Day && f.Was.Date() > b.today:
			parts = append(parts, "expected "+dayText(f.Was.Date(), b.today))
		case f.Name == x.Counts:
			says := "no date yet"
			if field, on, ok := b.books.Ahead(e.EventRef, b.today); ok { // another field may say when it is expected
				says = field + " " + dayText(on, b.today)
			}
			parts = append(parts, says)
		default:
			parts = append(parts, f.Name+" "+f.Was.String())
		}
	}
	return amount, strings.Join(parts, ", ")
}
