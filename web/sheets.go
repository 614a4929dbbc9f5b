package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rainmaker/desk/deals"
)

// sheetsPerPage is how many deals a page of credits shows.
const sheetsPerPage = 50

// sheetsURL is the list of who is credited on which deal: of one kind of conflict, of any, or all deals.
func sheetsURL(kind deals.ConflictKind, all bool) string {
	return withQuery("/deals/credit", sheetsQuery(deals.SheetAsk{Kind: kind, All: all}))
}

func sheetsQuery(ask deals.SheetAsk) url.Values {
	q := url.Values{}
	if ask.Kind != "" {
		q.Set("conflict", string(ask.Kind))
	}
	if ask.All {
		q.Set("deals", "all")
	}
	if ask.Find != "" {
		q.Set("find", ask.Find)
	}
	return q
}

// dealSheets lists who is credited on which deal in which role, and what is odd in it.
func (s *site) dealSheets(w http.ResponseWriter, v *visit) error {
	view, err := s.readSheets(v, sheetsPerPage)
	if err != nil {
		return err
	}
	f := s.frame(v, "Who is credited", navDeals)
	f.narrow = true
	return s.render(w, v, http.StatusOK, sheetsPage(f, view))
}

func (s *site) readSheets(v *visit, most int) (sheetsView, error) {
	q := v.URL.Query()
	ask := deals.SheetAsk{Kind: deals.ConflictKind(q.Get("conflict")), All: q.Get("deals") == "all", Find: strings.TrimSpace(q.Get("find")), Part: deals.Stretch{Most: most}}
	if !slices.Contains(deals.ConflictKinds, ask.Kind) {
		ask.Kind = ""
	}
	from, _ := strconv.Atoi(q.Get("from")) // what is no number begins at the beginning
	if most > 0 {
		ask.Part.From = max(from, 0)
	}
	l, err := s.Deals.Sheets(v.Context(), v.who, ask)
	return sheetsView{l, ask}, err
}

// dealSheetsCSV is the list as a file, whole: a row for each person's credit, and one for each conflict.
func (s *site) dealSheetsCSV(w http.ResponseWriter, v *visit) error {
	view, err := s.readSheets(v, 0)
	if err != nil {
		return err
	}
	rows := [][]string{{"event", "id", "deal", "amount", "state", "direct", "beside", "cost", "cost_share", "role", "rule", "payee", "name", "share", "conflict", "text"}}
	for _, d := range view.Rows {
		head := []string{d.Event.Name, d.Event.ID, d.Deal, d.Amount, d.Says, d.Direct, d.Beside, d.Cost.Plain(), d.Share}
		for _, r := range d.Roles {
			for _, p := range r.People {
				rows = append(rows, slices.Concat(head, []string{r.Role, r.Rule, string(p.Payee), p.Name, p.Share, "", ""}))
			}
		}
		for _, c := range d.Conflicts {
			rows = append(rows, slices.Concat(head, []string{"", "", "", "", "", string(c.Kind), c.Text}))
		}
	}
	return s.csv(w, "credit.csv", rows)
}

// sheetsView is the list with what was asked for.
type sheetsView struct {
	deals.SheetList
	ask deals.SheetAsk
}

func (v sheetsView) headline() string {
	switch {
	case v.All == 0:
		return "No deals to look at"
	case v.Odd == 0:
		return "Nothing is odd in how " + counted(v.All, "deal is", "deals are") + " credited"
	default:
		return counted(v.Odd, "deal is", "deals are") + " credited oddly, of " + thousands(v.All)
	}
}

func (v sheetsView) pageURL(from int) string {
	q := sheetsQuery(v.ask)
	q.Set("from", strconv.Itoa(from))
	return withQuery("/deals/credit", q)
}

func (v sheetsView) csvURL() string {
	return withQuery("/deals/credit.csv", sheetsQuery(v.ask))
}

// noneText says that nothing matches.
func (v sheetsView) noneText() string {
	switch {
	case v.ask.Find != "" && v.ask.Kind != "":
		return "No deal that shows this has “" + v.ask.Find + "” in its id or name."
	case v.ask.Find != "":
		return "No deal that is open or counts since " + dayOf(v.Since, v.Today) + " has “" + v.ask.Find + "” in its id or name."
	default:
		return "No deal shows this."
	}
}

func sheetDealURL(d deals.SheetRow) string { return dealURL(d.Event, "", nil) }

// roleText is everybody in a role: "AE: Maya Okafor 60%, Theo Lindqvist 40%".
func roleText(r deals.Role) string {
	people := make([]string, len(r.People))
	for i, p := range r.People {
		people[i] = p.Name + " " + p.Share
	}
	return r.Role + ": " + strings.Join(people, ", ")
}

// wholeText is the total credit of a deal: of the deal itself, and beside it.
func wholeText(s deals.Sheet) string {
	if s.Beside == "0%" {
		return s.Direct
	}
	return s.Direct + " and " + s.Beside + " beside it"
}
