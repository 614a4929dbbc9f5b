package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"rainmaker"
	"rainmaker/desk/deals"
	"rainmaker/desk/statement"
	"rainmaker/money"
	"rainmaker/web/chart"
)

// dealsPerPage is how many open deals a page works out; who has more leafs on.
const dealsPerPage = 20

// openDeals lists the open deals of a payee with what each would pay; whoever has none of their own chooses a person.
func (s *site) openDeals(w http.ResponseWriter, v *visit) error {
	payee := s.dealsOf(v)
	if payee == "" {
		return s.dealPeople(w, v)
	}
	from, _ := strconv.Atoi(v.URL.Query().Get("from")) // what is no number begins at the beginning
	l, err := s.Deals.List(v.Context(), v.who, payee, deals.Stretch{From: max(from, 0), Most: dealsPerPage})
	if err != nil {
		return err
	}
	f := s.frame(v, "Open deals of "+l.Name, navDeals)
	f.narrow = true
	if l.Payee == v.who.Payee {
		f.title = "Open deals"
	}
	return s.render(w, v, http.StatusOK, dealsPage(f, dealList{List: l, own: l.Payee == v.who.Payee, others: seesOthers(v.who)}))
}

// dealsOf is whose deals are asked for: somebody named, or the visitor; nobody where everybody is asked for.
func (s *site) dealsOf(v *visit) rainmaker.PayeeID {
	q := v.URL.Query()
	switch {
	case q.Has("payee"):
		return rainmaker.PayeeID(q.Get("payee"))
	case q.Get("who") == "all" && seesOthers(v.who):
		return ""
	default:
		return v.who.Payee
	}
}

// dealPeople lists those whose deals the visitor may see.
func (s *site) dealPeople(w http.ResponseWriter, v *visit) error {
	if !seesOthers(v.who) {
		return rainmaker.Errorf(rainmaker.NotFound, "", "%s is no payee and has no deals", v.who.Name).
			WithWay("an admin can say which payee the account is")
	}
	people, err := s.Deals.People(v.Context(), v.who)
	if err != nil {
		return err
	}
	f := s.frame(v, "Open deals", navDeals)
	f.narrow = true
	return s.render(w, v, http.StatusOK, dealPeoplePage(f, people))
}

// openDealsCSV is the list as a file, whole: rows are sent as they are worked out, and no more of them once the visitor is gone.
func (s *site) openDealsCSV(w http.ResponseWriter, v *visit) error {
	payee := s.dealsOf(v)
	if payee == "" {
		return s.dealPeopleCSV(w, v)
	}
	out := s.csvRows(w, v, "deals-"+plainName(string(payee))+".csv",
		[]string{"event", "id", "deal", "amount", "share", "state", "counts_by", "worked_out_for", "estimate", "note"})
	return out.end(s.Deals.Each(v.Context(), v.who, payee, func(d deals.Open) error {
		for _, p := range d.Pays {
			until := ""
			if p.Until != 0 {
				until = p.Until.String()
			}
			row := []string{d.Event.Name, d.Event.ID, d.Deal, d.Amount, d.Share, d.Says, until, p.On.String(), p.Sums.Plain(), d.Trouble}
			if err := out.row(row); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (s *site) dealPeopleCSV(w http.ResponseWriter, v *visit) error {
	if !seesOthers(v.who) {
		return rainmaker.Errorf(rainmaker.NotFound, "", "%s is no payee and has no deals", v.who.Name)
	}
	people, err := s.Deals.People(v.Context(), v.who)
	if err != nil {
		return err
	}
	rows := [][]string{{"payee", "name", "open_deals"}}
	for _, p := range people {
		rows = append(rows, []string{string(p.Payee), p.Name, strconv.Itoa(p.Open)})
	}
	return s.csv(w, "deals.csv", rows)
}

func (s *site) csv(w http.ResponseWriter, name string, rows [][]string) error {
	b, err := csvOf(rows)
	if err != nil {
		return err
	}
	return s.file(w, "text/csv; charset=utf-8", name, b)
}

// findDeal leads from a deal's id to its page.
func (s *site) findDeal(w http.ResponseWriter, v *visit) error {
	ref, err := s.Deals.Find(v.Context(), v.who, v.PathValue("id"))
	if err != nil {
		return err
	}
	return s.seeOther(w, v, dealURL(ref, "", nil))
}

// deal is one deal with what it pays, and what it would pay as the form says.
func (s *site) deal(w http.ResponseWriter, v *visit) error {
	ref := rainmaker.EventRef{Name: v.PathValue("event"), ID: v.PathValue("id")}
	q := v.URL.Query()
	p, err := s.Deals.Deal(v.Context(), v.who, deals.Ask{Payee: rainmaker.PayeeID(q.Get("payee")), Event: ref, Fields: typedFields(q), Brief: v.inPlace()})
	if err != nil {
		return err
	}
	f := s.frame(v, p.Deal, navDeals)
	f.narrow = true
	return s.render(w, v, http.StatusOK, dealPage(f, dealView{Page: p, own: p.Payee == v.who.Payee}))
}

// newDeal is a deal that is made up to be tried.
func (s *site) newDeal(w http.ResponseWriter, v *visit) error {
	payee := s.dealsOf(v)
	if payee == "" {
		return s.dealPeople(w, v)
	}
	q := v.URL.Query()
	p, err := s.Deals.Blank(v.Context(), v.who, q.Get("kind"), deals.Ask{Payee: payee, Fields: typedFields(q), Brief: v.inPlace()})
	if err != nil {
		return err
	}
	f := s.frame(v, "A deal to try", navDeals)
	f.narrow = true
	return s.render(w, v, http.StatusOK, dealPage(f, dealView{Page: p, own: p.Payee == v.who.Payee}))
}

// fieldPrefix begins the names of a deal's fields in a form, so that a company may call a field "payee".
const fieldPrefix = "f."

// inPlace reports whether only a part of the page is put in place of what a browser shows.
func (v *visit) inPlace() bool {
	return v.Header.Get("HX-Request") == "true" && v.Header.Get("HX-History-Restore-Request") != "true"
}

// typedFields are the deal's fields of a form; nil where there are none.
func typedFields(q url.Values) map[string]string {
	var out map[string]string
	for name, values := range q {
		if field, is := strings.CutPrefix(name, fieldPrefix); is && len(values) > 0 {
			if out == nil {
				out = map[string]string{}
			}
			out[field] = values[0]
		}
	}
	return out
}

// dealsURL is the list of a payee's open deals.
func dealsURL(payee rainmaker.PayeeID) string {
	if payee == "" {
		return "/deals?who=all"
	}
	return "/deals?payee=" + url.QueryEscape(string(payee))
}

// dealURL is a deal's page for a payee (empty: whoever it is for the visitor), with fields tried.
func dealURL(ref rainmaker.EventRef, payee rainmaker.PayeeID, fields map[string]string) string {
	q := url.Values{}
	if payee != "" {
		q.Set("payee", string(payee))
	}
	for name, value := range fields {
		q.Set(fieldPrefix+name, value)
	}
	return withQuery("/deals/"+seg(ref.Name)+"/"+seg(ref.ID), q)
}

// blankURL is the page of a deal to try.
func blankURL(payee rainmaker.PayeeID, kind string) string {
	q := url.Values{"payee": {string(payee)}}
	if kind != "" {
		q.Set("kind", kind)
	}
	return withQuery("/deals/new", q)
}

// dealList is a list with whose it is to the person who looks.
type dealList struct {
	deals.List
	own    bool
	others bool
}

func (l dealList) question() string {
	if l.own {
		return "What do my open deals pay me?"
	}
	return "What do the open deals of " + l.Name + " pay?"
}

func (l dealList) headline() string {
	if l.All == 0 {
		return "No open deals"
	}
	if l.own {
		return counted(l.All, "open deal", "open deals") + " of yours"
	}
	return counted(l.All, "open deal", "open deals") + " of " + l.Name
}

func (l dealList) shareWord() string {
	if l.own {
		return "your share"
	}
	return "share"
}

func (l dealList) apartHead() string {
	if l.own {
		return "They name you and can’t count for you"
	}
	return "They name " + l.Name + " and can’t count for them"
}

// pageURL is the list from a place on.
func (l dealList) pageURL(from int) string {
	return dealsURL(l.Payee) + "&from=" + strconv.Itoa(from)
}

func (l dealList) url(d deals.Open) string { return dealURL(d.Event, l.Payee, nil) }

// first is what the deal pays when it closes soonest.
func first(d deals.Open) string {
	if len(d.Pays) == 0 {
		return ""
	}
	return d.Pays[0].Sums.Figure()
}

// dealView is a deal with whose pay it is to the person who looks.
type dealView struct {
	deals.Page
	own bool
}

func (d dealView) you() string {
	if d.own {
		return "you"
	}
	return d.Name
}

func (d dealView) question() string {
	who := d.Name
	if d.own {
		who = "me"
	}
	switch d.State {
	case deals.IsBlank:
		return "What would this deal pay " + who + "?"
	case deals.Counts:
		return "What does this deal pay " + who + ", and what if it had been another?"
	default:
		return "What does this deal pay " + who + "?"
	}
}

// headline answers the question in one sentence with the figure in it.
func (d dealView) headline() string {
	switch {
	case d.State == deals.IsBlank:
		return "A deal to try"
	case d.State == deals.Counts:
		return d.Deal + " pays " + d.you() + " " + d.Base.Total.Sentence() + "."
	case d.State == deals.IsEnded:
		return d.Deal + " is not open, and credits nobody."
	default:
		return d.Deal + " pays " + d.you() + " " + d.Headline + "."
	}
}

// shown is the version that the reasons are given for: as typed, else as it is.
func (d dealView) shown() *deals.Version {
	if d.Tried != nil {
		return d.Tried
	}
	return d.Base
}

// isTyped reports whether the reasons are those of what is typed.
func (d dealView) isTyped() bool { return d.Tried != nil }

func (d dealView) action() string {
	if d.State == deals.IsBlank {
		return "/deals/new"
	}
	return dealURL(d.Event, "", nil)
}

// plainURL is the deal as it is, for this payee.
func (d dealView) plainURL() string {
	if d.State == deals.IsBlank {
		return blankURL(d.Payee, d.Event.Name)
	}
	return dealURL(d.Event, d.Payee, nil)
}

// compared is one row of the comparison: a component as it is and as typed.
type compared struct {
	label    string
	was, now string // empty where that version has no such line
}

// comparison puts the lines of both versions beside each other, in the order of the plan.
func (d dealView) comparison() []compared {
	var rows []compared
	at := map[string]int{}
	put := func(p deals.Part, typed bool) {
		key := p.Plan + "\x00" + p.Component
		i, known := at[key]
		if !known {
			i = len(rows)
			at[key] = i
			rows = append(rows, compared{label: p.Label})
		}
		if typed {
			rows[i].now = p.Amount.Figure()
		} else {
			rows[i].was = p.Amount.Figure()
		}
	}
	if d.Base != nil {
		for _, p := range d.Base.Parts {
			put(p, false)
		}
	}
	if d.Tried != nil {
		for _, p := range d.Tried.Parts {
			put(p, true)
		}
	}
	return rows
}

// factsOf is the source of a deal as the pages show it.
func factsOf(row statement.SourceRow) string {
	return row.File + ", row " + strconv.Itoa(row.Row)
}

func (d dealView) urlFor(payee rainmaker.PayeeID) string {
	if d.State == deals.IsBlank {
		return blankURL(payee, d.Event.Name)
	}
	return dealURL(d.Event, payee, nil)
}

// baseHead heads the column of the deal as it is, where there is little room; baseWord says it in full.
func (d dealView) baseHead() string {
	if d.State == deals.Counts {
		return "As it counts"
	}
	return "As it is"
}

func (d dealView) baseWord() string {
	switch {
	case d.State == deals.Counts:
		return "As it counts"
	case d.Base != nil && d.Base.On != nil:
		return "If it counts on " + dayOf(*d.Base.On, d.Today)
	default:
		return "As it is"
	}
}

// estimateWord says how sure the figures are.
func (d dealView) estimateWord() string {
	if d.State == deals.Counts {
		return "as typed: an estimate"
	}
	return "an estimate"
}

func (d dealView) othersMove() bool {
	return d.Base != nil && len(d.Base.Moved) > 0 || d.Tried != nil && len(d.Tried.Moved) > 0
}

// cost says what everybody is paid for the deal.
func (d dealView) cost(v *deals.Version) string {
	if v.Cost.People == 0 {
		return "Nobody is credited, so it costs nothing."
	}
	text := "It costs " + v.Cost.Total.Sentence() + " in all, for " + counted(v.Cost.People, "person", "people")
	if v.Cost.Share != "" {
		text += ", which is " + v.Cost.Share + " of the deal"
	}
	return text + ": the sum of its own lines."
}

// elsewhere says what the deal changes on lines that are not its own.
func (d dealView) elsewhere(e deals.Elsewhere) string {
	text := "On lines that are not its own it changes"
	if e.Total == nil {
		return text + " something for others too, which is theirs to see."
	}
	return text + " " + e.Total.Signed() + " in all, which is no part of its cost:"
}

// elsewhereWord says how a person has to do with a deal that changes their other lines.
func elsewhereWord(p deals.ElsewherePerson) string {
	if p.Credited {
		return p.Label + ", on other lines"
	}
	return p.Label + ", not credited"
}

// bars draws what the deal pays as it is and as typed, hatched as estimates are; empty where there is nothing to compare.
func (d dealView) bars() string {
	if d.Base == nil || d.Tried == nil {
		return ""
	}
	return chart.Estimates([]chart.Estimate{
		{Label: d.baseWord(), Amount: firstSum(d.Base.Total), URL: "#h-why"},
		{Label: "As typed", Amount: firstSum(d.Tried.Total), URL: "#h-why"},
	})
}

// barsSentence says the drawing in words, for who can't see it.
func (d dealView) barsSentence() string {
	return d.baseWord() + " " + d.Base.Total.Sentence() + ", as typed " + d.Tried.Total.Sentence() + ", both estimates."
}

// whole and barely are how figures of the deal as it is are marked: earned where it counts, else estimates, of which the
// total says the word.
func (d dealView) whole() string {
	if d.State == deals.Counts {
		return ""
	}
	return "est"
}

func (d dealView) barely() string {
	if d.State == deals.Counts {
		return ""
	}
	return "est bare"
}

func firstSum(s deals.Sums) money.Money {
	if len(s) == 0 {
		return money.Money{}
	}
	return s[0]
}

func joined(list []string) string { return strings.Join(list, ", ") }
