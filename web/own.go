package web

import (
	"net/http"
	"net/url"
	"strconv"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk/plans"
	"rainmaker/desk/statement"
	"rainmaker/plan/english"
)

// letterURL is a payee's letter: of a plan, in an edition and in force on a day; what is zero is that of today.
func letterURL(payee rainmaker.PayeeID, ask plans.OwnAsk) string {
	return withQuery("/letter/"+seg(string(payee)), letterQuery(ask))
}

func letterQuery(ask plans.OwnAsk) url.Values {
	q := url.Values{}
	if ask.Plan != "" {
		q.Set("plan", string(ask.Plan))
	}
	if ask.Edition != 0 {
		q.Set("edition", strconv.FormatInt(int64(ask.Edition), 10))
	}
	if ask.On != 0 {
		q.Set("on", ask.On.String())
	}
	return q
}

// letterOn is the letter that a statement was worked out under.
func letterOn(h statement.Head) string {
	ask := plans.OwnAsk{Plan: h.Plan, Edition: h.Stamp.Edition}
	if !h.Span.IsEmpty() && h.Stamp.Edition != 0 {
		ask.On = h.Span.Last()
	}
	return letterURL(h.Payee, ask)
}

// myLetter leads to the letter of the person who asks.
func (s *site) myLetter(w http.ResponseWriter, v *visit) error {
	if v.who.Payee == "" {
		return rainmaker.Errorf(rainmaker.NotFound, "", "%s is no payee and has no letter", v.who.Name).WithWay("an admin can say which payee the account is")
	}
	return s.seeOther(w, v, letterURL(v.who.Payee, plans.OwnAsk{}))
}

// letter is a payee's letter in plain sentences, with their own numbers in it.
func (s *site) letter(w http.ResponseWriter, v *visit) error {
	own, err := s.readOwn(v)
	if err != nil {
		return err
	}
	f := s.frame(v, "Letter of "+own.Name, navLetter)
	f.narrow = true
	if own.Payee == v.who.Payee {
		f.title = "Your letter"
	} else {
		f.here = navTeam
	}
	return s.render(w, v, http.StatusOK, ownPage(f, ownView{own, own.Payee == v.who.Payee}))
}

func (s *site) readOwn(v *visit) (plans.Own, error) {
	q := v.URL.Query()
	ask := plans.OwnAsk{Plan: rainmaker.PlanName(q.Get("plan"))}
	payee := rainmaker.PayeeID(v.PathValue("payee"))
	if text := q.Get("edition"); text != "" {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || id < 1 {
			id = -1 // which no edition has: the desk answers it as one that is not there
		}
		ask.Edition = rainmaker.EditionID(id)
	}
	if text := q.Get("on"); text != "" {
		on, err := calendar.ParseDate(text)
		if err != nil {
			ask.Edition = -1
		}
		ask.On = on
	}
	return s.Plans.Own(v.Context(), v.who, payee, ask)
}

// letterNumbersCSV is the table of a payee's numbers as a file.
func (s *site) letterNumbersCSV(w http.ResponseWriter, v *visit) error {
	own, err := s.readOwn(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"payee", "plan", "number", "label", "from", "value"}}
	if own.Letter != nil {
		for _, n := range own.Letter.Numbers {
			from := ""
			if n.From != 0 {
				from = n.From.String()
			}
			rows = append(rows, []string{string(own.Payee), string(own.Letter.OwnVersion.Plan), n.Name, n.Label, from, n.Value})
		}
	}
	return s.csv(w, "numbers-"+plainName(string(own.Payee))+".csv", rows)
}

// ownView is a letter with whose it is to the person who looks.
type ownView struct {
	plans.Own
	own bool
}

func (o ownView) question() string {
	if o.own {
		return "What does my letter promise me?"
	}
	return "What does the letter of " + o.Name + " promise?"
}

// headline says which letter it is, and whether it is the one that counts.
func (o ownView) headline() string {
	if o.Letter == nil {
		return "No letter yet"
	}
	return o.Letter.Title + ", " + standsText(o.Letter.OwnVersion, o.Today)
}

// standsText says whether a version is the one that counts today.
func standsText(v plans.OwnVersion, today calendar.Date) string {
	switch {
	case v.InForce:
		return "in force today"
	case v.Current && v.Effective.From > today:
		return "in force from " + dayOf(v.Effective.From, today)
	case v.Current:
		return "in force until " + dayOf(v.Effective.Last(), today)
	default:
		return "an earlier version"
	}
}

func (o ownView) versionURL(v plans.OwnVersion) string {
	return letterURL(o.Payee, plans.OwnAsk{Plan: v.Plan, Edition: v.Edition, On: v.Effective.From})
}

// shows reports whether a version is the one that is read.
func (o ownView) shows(v plans.OwnVersion) bool {
	return o.Letter.Edition == v.Edition && o.Letter.Effective.From == v.Effective.From
}

// csvURL is the table of numbers of the version that is read.
func (o ownView) csvURL() string {
	v := o.Letter.OwnVersion
	q := letterQuery(plans.OwnAsk{Plan: v.Plan, Edition: v.Edition, On: v.Effective.From})
	return withQuery("/letter/"+seg(string(o.Payee))+"/numbers.csv", q)
}

// whole is the letter as it is signed.
func (o ownView) whole() plans.CheckedDocument {
	return plans.CheckedDocument{Name: o.Letter.Document, Text: o.Letter.Text}
}

// paying are the changes by which pay can differ.
func (o ownView) paying() []english.Change {
	var out []english.Change
	for _, c := range o.Letter.Changes {
		if c.Pays {
			out = append(out, c)
		}
	}
	return out
}
