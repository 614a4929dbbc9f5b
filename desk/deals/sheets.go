package deals

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/engine"
	"rainmaker/money"
)

// lookBack is how many months of deals that count are looked at for conflicts: what is older is mostly closed.
const lookBack = 6

// SheetList is who is credited on which deal, and what is odd in it.
type SheetList struct {
	Today, Since calendar.Date
	Worked       time.Time
	// Kinds counts the deals that show each kind of conflict, in the order of [ConflictKinds]; All is how many deals were
	// looked at, Odd how many have any.
	Kinds    []KindCount
	All, Odd int
	// Rows are those asked for, Matching how many there are of them.
	Rows     []SheetRow
	Matching int
	From     int
	Empty    string
}

// KindCount is how many deals show a kind of conflict.
type KindCount struct {
	Kind  ConflictKind
	Deals int
}

// SheetRow is one deal.
type SheetRow struct {
	Sheet
	Event  rainmaker.EventRef
	Deal   string
	Amount string
	Says   string // "counts on 3 March", "open, expected 9 March"
	Open   bool
	// Cost is what statements pay on it so far, Share what that is of its amount; both empty of an open deal, and where the
	// principal may not see it.
	Cost  Sums
	Share string
	on    calendar.Date
}

// SheetAsk says which: of a kind of conflict, with any of them, or all deals.
type SheetAsk struct {
	Kind ConflictKind
	All  bool
	// Find is part of a deal's id or name, whatever its case; where it is asked for without a kind, it is looked for in all deals.
	Find string
	Part Stretch
}

// Sheets lists who is credited on the open deals and on those that counted in the last months, as far as they concern people
// whose deals the principal may see. It is for managers and admins: to anybody else there is no such list.
func (d *Desk) Sheets(ctx context.Context, p access.Principal, ask SheetAsk) (SheetList, error) {
	if p.Role == "" {
		return SheetList{}, p.CheckDeals("")
	}
	if !p.May(access.See, access.Deals) && len(p.Team) == 0 {
		return SheetList{}, rainmaker.Errorf(rainmaker.NotFound, "", "nobody reports to %s", p.Name).WithWay("the page of each deal says who is credited on it")
	}
	b, err := d.bench(ctx, p)
	if err != nil {
		return SheetList{}, err
	}
	l := SheetList{Today: b.today, Since: b.today.AddMonths(-lookBack), Worked: d.Now().In(b.books.Zone.Location()), From: ask.Part.From}
	rows, err := b.sheets(l.Since)
	if err != nil {
		return l, err
	}
	l.count(rows)
	rows = slices.DeleteFunc(rows, func(r SheetRow) bool { return !ask.wants(r) })
	l.Matching, l.From = len(rows), min(ask.Part.From, len(rows))
	if rows = rows[l.From:]; ask.Part.Most > 0 && len(rows) > ask.Part.Most {
		rows = rows[:ask.Part.Most]
	}
	l.Rows = rows
	if l.All == 0 {
		l.Empty = "No deal of anybody you see is open or counted since " + l.Since.Long() + ". When deals are imported and a letter credits them, each stands here with who is credited in which role."
	}
	return l, d.costs(ctx, p, b, l.Rows)
}

func (a SheetAsk) wants(r SheetRow) bool {
	find := strings.ToLower(strings.TrimSpace(a.Find))
	switch {
	case !strings.Contains(strings.ToLower(r.Event.ID), find) && !strings.Contains(strings.ToLower(r.Deal), find):
		return false
	case a.Kind != "":
		return slices.ContainsFunc(r.Conflicts, func(c Conflict) bool { return c.Kind == a.Kind })
	case a.All || find != "":
		return true
	default:
		return r.odd()
	}
}

// odd reports whether somebody should look at it: what the letters leave out on purpose is nothing odd.
func (r SheetRow) odd() bool {
	return slices.ContainsFunc(r.Conflicts, func(c Conflict) bool { return c.Kind != LeftOut })
}

func (l *SheetList) count(rows []SheetRow) {
	l.All = len(rows)
	for _, kind := range ConflictKinds {
		n := KindCount{Kind: kind}
		for _, r := range rows {
			if (SheetAsk{Kind: kind}).wants(r) {
				n.Deals++
			}
		}
		l.Kinds = append(l.Kinds, n)
	}
	for _, r := range rows {
		if r.odd() {
			l.Odd++
		}
	}
}

// sheets are the deals that concern somebody whom the principal sees: the open ones, and those that count since a day; the
// latest first.
func (b *bench) sheets(since calendar.Date) ([]SheetRow, error) {
	credits, faults := b.counted()
	opens := map[rainmaker.EventRef]bool{}
	for _, c := range b.books.Plans {
		for _, o := range c.OpenDeals(b.today) {
			opens[o.Event] = true
		}
	}
	nobody, err := b.nobody(since)
	if err != nil {
		return nil, err
	}
	var out []SheetRow
	for _, e := range b.books.Company.Events {
		row := SheetRow{Event: e.EventRef, Deal: b.books.DealOf(e.EventRef), Open: opens[e.EventRef]}
		mine, wrong, as := slices.Clone(credits[e.EventRef]), slices.Clone(faults[e.EventRef]), e
		switch {
		case row.Open:
			x, _, err := b.close(e, b.today)
			if err != nil {
				return nil, err
			}
			mine, wrong, as = x.credits, x.faults, x.Closed
			row.on = b.today
			row.Amount, row.Says = b.states(e, x.Closing)
			row.Says = "open, " + row.Says
		case len(mine) > 0:
			row.on = mine[0].CountsOn
		case len(wrong) > 0:
			row.on = b.today
		default:
			row.on = nobody[e.EventRef]
		}
		if row.on == 0 || row.on < since || !b.sees(e, mine) {
			continue
		}
		if !row.Open {
			row.Amount, row.Says = b.amountOf(e), "counts on "+dayText(row.on, b.today)
			switch {
			case len(mine) > 0:
			case len(wrong) > 0:
				row.Says = "waits to be corrected"
			default:
				row.Says = dayText(row.on, b.today) + ", without credit"
			}
		}
		if row.Sheet, err = b.sheet(as, max(b.today, row.on), mine, wrong); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(x, y SheetRow) int {
		return cmp.Or(cmp.Compare(y.on, x.on), cmp.Compare(x.Event.Name, y.Event.Name), rainmaker.CompareIDs(x.Event.ID, y.Event.ID))
	})
	return out, nil
}

// sees reports whether a deal credits or names somebody whose deals the principal may see.
func (b *bench) sees(e rainmaker.Event, credits []rainmaker.Credit) bool {
	return slices.ContainsFunc(credits, func(c rainmaker.Credit) bool { return b.who.MayDeals(c.Payee) }) ||
		slices.ContainsFunc(namedIn(e), b.who.MayDeals)
}

// counted are the credits of all deals as they stand, each by the letter that answers for its day and once for all plans; and
// why others can't be credited. They are kept with the books, for everybody: the caller must not change them.
func (b *bench) counted() (map[rainmaker.EventRef][]rainmaker.Credit, map[rainmaker.EventRef][]engine.Fault) {
	return b.kept.counted(b.books, b.count)
}

func (b *bench) count() (map[rainmaker.EventRef][]rainmaker.Credit, map[rainmaker.EventRef][]engine.Fault) {
	credits, faults := map[rainmaker.EventRef][]rainmaker.Credit{}, map[rainmaker.EventRef][]engine.Fault{}
	for _, plan := range b.books.Plans {
		for _, c := range plan.Versions() {
			for _, x := range c.Creditings() {
				if plan.In(calendar.Span{From: x.CountsOn, Before: x.CountsOn.AddDays(1)}) != c {
					continue
				}
				credit := rainmaker.Credit{
					Rule: c.Program().Credits[x.Rule].Name, Event: x.Event, Payee: x.Payee, Role: x.Role, CountsOn: x.CountsOn,
					Amount: x.Amount.Num, Currency: x.Amount.Currency, Share: x.Share, Overlay: x.Of == "",
				}
				same := func(y rainmaker.Credit) bool {
					return y.Rule == credit.Rule && y.Payee == credit.Payee && y.Role == credit.Role
				}
				if list := credits[x.Event]; !slices.ContainsFunc(list, same) {
					credits[x.Event] = append(list, credit)
				}
			}
		}
		for _, f := range plan.Faults() {
			same := func(y engine.Fault) bool { return y.Rule == f.Rule && y.Why == f.Why }
			if list := faults[f.Event]; !slices.ContainsFunc(list, same) {
				faults[f.Event] = append(list, f)
			}
		}
	}
	return credits, faults
}

// nobody are the deals that all letters leave uncredited, with the day they would count on; those that ended otherwise on
// purpose, because they were lost, are among them.
func (b *bench) nobody(since calendar.Date) (map[rainmaker.EventRef]calendar.Date, error) {
	out := map[rainmaker.EventRef]calendar.Date{}
	for _, c := range b.books.Plans {
		list, err := c.Uncredited()
		if err != nil {
			return nil, err
		}
		for _, u := range list {
			for _, r := range u.Reasons {
				if r.On != nil && *r.On >= since {
					out[u.Event] = *r.On
				}
			}
		}
	}
	return out, nil
}

func (b *bench) amountOf(e rainmaker.Event) string {
	if v := firstAmount(e); !v.IsNone() {
		return figure(v.Amount().Ratio(), v.Currency())
	}
	return ""
}

// firstAmount is the first amount that a deal states; none where it states none.
func firstAmount(e rainmaker.Event) rainmaker.Value {
	for _, f := range e.Fields {
		if f.Value.Kind() == rainmaker.Cash {
			return f.Value
		}
	}
	return rainmaker.Value{}
}

// costs fills in what statements pay on each deal so far. Others' pay together tells of one of them unless there are several.
func (d *Desk) costs(ctx context.Context, p access.Principal, b *bench, rows []SheetRow) error {
	at := map[rainmaker.EventRef]int{}
	for i, r := range rows {
		if !r.Open {
			at[r.Event] = i
		}
	}
	if len(at) == 0 {
		return nil
	}
	all, err := d.Runs.StatementsOf(ctx)
	if err != nil {
		return err
	}
	hidden := map[rainmaker.EventRef]map[rainmaker.PayeeID]bool{}
	for _, s := range all {
		for _, l := range s.Lines {
			i, asked := at[l.Event]
			if !asked {
				continue
			}
			if rows[i].Cost, err = rows[i].Cost.add(l.Amount); err != nil {
				return err
			}
			if !p.MayPay(s.Payee) {
				if hidden[l.Event] == nil {
					hidden[l.Event] = map[rainmaker.PayeeID]bool{}
				}
				hidden[l.Event][s.Payee] = true
			}
		}
	}
	for ref, i := range at {
		if n := len(hidden[ref]); n > 0 && !p.MayTotal(n) {
			rows[i].Cost = nil
			continue
		}
		rows[i].Cost = rows[i].Cost.tidy()
		rows[i].Share = shareOf(rows[i].Cost, *b.books.Event(ref))
	}
	return nil
}

// shareOf is what pay is of the first amount that a deal states, in per cent to two decimals; empty where they are of different
// currencies, or it states none.
func shareOf(pay Sums, e rainmaker.Event) string {
	v := firstAmount(e)
	if len(pay) != 1 || v.IsNone() || v.Currency() != pay[0].Currency() || v.Amount().Sign() == 0 {
		return ""
	}
	share := pay[0].Ratio().Quo(v.Amount().Ratio()).Mul(money.Whole(100))
	return minus(share.Decimal(2, money.HalfEven)) + "%"
}
