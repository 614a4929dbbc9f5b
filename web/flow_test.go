package web_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/web/webtest"
)

var tags = regexp.MustCompile(`<[^>]*>`)

// contains looks in a page as it is written and as it is read, without tags.
func contains(t *testing.T, what string, a webtest.Answer, wants ...string) {
	t.Helper()
	text := tags.ReplaceAllString(a.Body, "")
	for _, want := range wants {
		if !strings.Contains(a.Body, want) && !strings.Contains(text, want) {
			t.Errorf("%s lacks %q", what, want)
		}
	}
}

// TestImportIsRehearsed brings a changed deal: it is shown before anything is stored, stored once asked, and then the
// statement says what changed and why.
func TestImportIsRehearsed(t *testing.T) {
	h := webtest.Demo(t)
	admin, maya := h.As(t, "admin"), h.As(t, "maya")
	statement := maya.Get("/statement").Location
	line := dealOn(t, maya, statement)

	bookings := "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv," +
		"sdr,source,met,years,expected,collected,churned,lost_reason\n"
	broken := bookings + line.row("2027-02-30", line.acv) + "\n"
	kind, body := webtest.Form(t, map[string]string{"mode": "changes"}, map[string]string{"bookings.csv": broken})
	a := admin.Send("/admin/import", kind, body)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("the upload answered %d: %s", a.Status, a.Body)
	}
	page := admin.Get(a.Location)
	contains(t, "the rehearsal of a broken file", page, "Nothing would be stored", "2027-02-30", "bookings.csv", "row 2")
	if strings.Contains(page.Body, ">Store ") {
		t.Error("a broken file can be stored")
	}
	refusals := admin.Get(a.Location + "/refusals.csv")
	contains(t, "the refusals as a file", refusals, "bookings.csv,2,", "2027-02-30")
	if got := h.As(t, "elin").Get(a.Location); got.Status != http.StatusForbidden {
		t.Errorf("a manager sees the rehearsal: %d", got.Status)
	}

	kind, body = webtest.Form(t, map[string]string{"mode": "changes"}, map[string]string{"bookings.csv": bookings + line.row(line.closed, "50000.00") + "\n"})
	a = admin.Send("/admin/import", kind, body)
	page = admin.Get(a.Location)
	contains(t, "the rehearsal", page, "1 fact would change", "Nothing is stored yet", "50000.00", "Store 1 fact")
	if late := admin.Post(a.Location, url.Values{"known": {"0"}}); late.Status != http.StatusConflict {
		t.Errorf("storing what was rehearsed against older facts answered %d", late.Status)
	}
	contains(t, "the rehearsal's form", page, `name="known" value="1"`)
	stored := admin.Post(a.Location, url.Values{"known": {"1"}})
	if stored.Status != http.StatusSeeOther || stored.Location != "/admin/import/2" {
		t.Fatalf("storing answered %d to %s: %s", stored.Status, stored.Location, stored.Body)
	}
	contains(t, "the report", admin.Get(stored.Location), "Import 2 is stored", "1 row accepted")
	if again := admin.Post(a.Location, nil); again.Status != http.StatusNotFound {
		t.Errorf("storing twice answered %d", again.Status)
	}
	contains(t, "the statement before the run", maya.Get(statement), "facts were imported since")

	h.Calculate(t)
	contains(t, "the statement after it", maya.Get(statement), "became 50,000.00 USD", "became", "version 2")
}

// deal is a booking as its source states it.
type deal struct{ text, closed, acv string }

func (d deal) row(closed, acv string) string {
	return strings.NewReplacer("CLOSED", closed, "ACV", acv).Replace(d.text)
}

var field = regexp.MustCompile(`<dt>([a-z_]+)</dt>\s*<dd>(?:<a [^>]*>)?([^<]*)(?:</a>)?([^<]*)</dd>`)

// dealOn reads the source row of the first line of a statement back into the file's form.
func dealOn(t *testing.T, v *webtest.Visitor, statement string) deal {
	t.Helper()
	body := v.Get(proofOn(t, v, statement)).Body
	_, source, found := strings.Cut(body, `<div id="source">`)
	if !found {
		t.Fatal("the proof has no source row")
	}
	fields := map[string]string{}
	for _, m := range field.FindAllStringSubmatch(source, -1) {
		if value := strings.TrimSpace(m[2] + m[3]); value != "none" {
			fields[m[1]] = html.UnescapeString(value)
		}
	}
	u, err := url.Parse(proofOn(t, v, statement))
	if err != nil {
		t.Fatal(err)
	}
	id := u.Query().Get("id")
	acv := strings.ReplaceAll(strings.TrimSuffix(fields["acv"], " USD"), ",", "")
	return deal{closed: fields["closed"], acv: acv, text: strings.Join([]string{
		id, fields["account"], "maya", "", fields["owner_share"], "", fields["stage"],
		fields["product"], fields["kind"], fields["opened"], "CLOSED", "ACV",
		fields["sdr"], fields["source"], fields["met"], fields["years"], fields["expected"], fields["collected"], fields["churned"], "",
	}, ",")}
}

// TestPlanIsCheckedFirst: a letter with an error is shown with its cause and leaves the edition in force; a good one is
// published once asked.
func TestPlanIsCheckedFirst(t *testing.T) {
	h := webtest.Demo(t)
	admin := h.As(t, "admin")
	a := admin.Get("/admin/plans/write?document=account_executive.plan.md")
	_, text, _ := strings.Cut(a.Body, "<textarea")
	_, text, _ = strings.Cut(text, ">")
	text, _, _ = strings.Cut(text, "</textarea>")
	text = strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&gt;", ">", "&lt;", "<", "&amp;", "&").Replace(text)
	if !strings.Contains(text, "from 100%: x 1.5") {
		t.Fatalf("the letter to change is %q", text)
	}
	draft := func(text string) string {
		t.Helper()
		kind, body := webtest.Form(t, map[string]string{"name": "account_executive.plan.md", "text": text}, nil)
		a := admin.Send("/admin/plans", kind, body)
		if a.Status != http.StatusSeeOther {
			t.Fatalf("checking answered %d: %s", a.Status, a.Body)
		}
		return a.Location
	}

	broken := draft(strings.Replace(text, "from 150%: x 2.0", "from  90%: x 2.0", 1))
	contains(t, "the broken draft", admin.Get(broken), "Blocks publishing", "wavy", "disabled")
	if a := admin.Post(broken, url.Values{"note": {"anyway"}, "over": {"1"}, "revision": {"1"}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("publishing a broken letter answered %d", a.Status)
	}
	contains(t, "the plans after a refused publication", admin.Get("/admin/plans"), "edition 1")

	// An edit that the checker proposes is made by its button, in the draft, with everything else as it was.
	spaced := draft(strings.Replace(text, "from 150%: x 2.0", "from 150 %: x 2.0", 1))
	page := admin.Get(spaced)
	contains(t, "the draft with a detached percent sign", page, "Make this edit", "Write 150%")
	edit := regexp.MustCompile(`href="(/admin/plans/write\?document=[^"]*draft=[^"]*)"`).FindStringSubmatch(page.Body)
	if edit == nil {
		t.Fatal("the draft has no way back to its text")
	}
	contains(t, "the draft's text", admin.Get(strings.ReplaceAll(edit[1], "&amp;", "&")), "from 150 %: x 2.0")
	fixed := admin.Post(spaced+"/fix", url.Values{"diagnostic": {"0"}, "revision": {"1"}})
	if fixed.Status != http.StatusSeeOther || fixed.Location != spaced {
		t.Fatalf("making the edit answered %d to %q: %s", fixed.Status, fixed.Location, fixed.Body)
	}
	contains(t, "the draft after the edit", admin.Get(fixed.Location), "This is what is in force already")
	for _, number := range []string{"", "-1", "99"} {
		if a := admin.Post(spaced+"/fix", url.Values{"diagnostic": {number}, "revision": {"2"}}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("an edit %q that nobody proposes answered %d", number, a.Status)
		}
	}

	good := draft(strings.Replace(text, "quarter end", "end of quarter", 1))
	contains(t, "the good draft", admin.Get(good), "It can be published", `name="over" value="1"`)
	if late := admin.Post(good, url.Values{"over": {"0"}, "revision": {"1"}}); late.Status != http.StatusConflict {
		t.Errorf("publishing what was made from an older edition answered %d", late.Status)
	}
	if late := admin.Post(good, url.Values{"over": {"1"}, "revision": {"7"}}); late.Status != http.StatusConflict {
		t.Errorf("publishing another revision than the one shown answered %d", late.Status)
	}
	if a := admin.Post(good, url.Values{"note": {"a better name"}, "over": {"1"}, "revision": {"1"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("publishing answered %d: %s", a.Status, a.Body)
	}
	contains(t, "the plans after it", admin.Get("/admin/plans"), "Edition 2 is in force", "a better name")
	contains(t, "the edition before", admin.Get("/admin/plans/editions/1"), "Edition 1 had", "the first edition")
	if gone := admin.Get(good); gone.Status != http.StatusNotFound {
		t.Errorf("a published draft answered %d", gone.Status)
	}
}

// TestRunIsFollowed starts a run from the page and follows it to its end.
func TestRunIsFollowed(t *testing.T) {
	h := webtest.Demo(t)
	admin := h.As(t, "admin")
	a := admin.Post("/admin/runs", nil)
	if a.Status != http.StatusSeeOther || a.Location != "/admin/runs/2" {
		t.Fatalf("starting answered %d to %q", a.Status, a.Location)
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		page := admin.Get(a.Location)
		if strings.Contains(page.Body, "Complete for") {
			contains(t, "the result", page, "Statements changed", "Fingerprint")
			break
		}
		contains(t, "a run under way", page, "Cancel the run", `http-equiv="refresh"`, "You can leave this page")
		if time.Now().After(deadline) {
			t.Fatal("the run has not ended in 30 seconds")
		}
	}
}

// TestInvitation goes from an invitation through the one-time link to a password, and in by it.
func TestInvitation(t *testing.T) {
	h := webtest.Empty(t, webtest.Now, false)
	const password = "seven quiet herons"
	h.Account(t, "admin", "Ada", rainmaker.RoleAdmin, "", password)
	admin := h.SignedIn(t, "admin", password)
	contains(t, "the overview of an empty directory", admin.Get("/admin"), "Next: import people and deals")
	contains(t, "the imports of an empty directory", admin.Get("/admin/import"), "Nothing is imported yet")
	contains(t, "the plans of an empty directory", admin.Get("/admin/plans"), "No letter is published yet")
	if a := admin.Post("/admin/runs", nil); a.Status != http.StatusConflict {
		t.Errorf("a run without facts answered %d", a.Status)
	}

	a := admin.Post("/admin/people", url.Values{"login": {"two words"}, "name": {"Bea"}, "role": {"admin"}})
	contains(t, "a refused invitation", a, "two words", `aria-invalid="true"`)
	a = admin.Post("/admin/people", url.Values{"login": {"bea"}, "name": {"Bea"}, "role": {"admin"}})
	link := regexp.MustCompile(`https?://[^/<]+(/link/[^<]+)`).FindStringSubmatch(a.Body)
	if link == nil {
		t.Fatalf("no link in %s", a.Body)
	}
	if strings.Contains(admin.Get("/admin/people").Body, link[1]) {
		t.Error("the link is shown a second time")
	}
	bea := h.Visitor(t)
	contains(t, "the link's page", bea.Get(link[1]), "works once")
	if a := bea.Post(link[1], nil); a.Status != http.StatusSeeOther || a.Location != "/me" {
		t.Fatalf("using the link answered %d to %q", a.Status, a.Location)
	}
	contains(t, "the page after it", bea.Get("/me"), "choose a password")
	if a := h.Visitor(t).Post(link[1], nil); a.Status != http.StatusUnauthorized {
		t.Errorf("using the link twice answered %d", a.Status)
	}
	a = bea.Post("/me/password", url.Values{"next": {"nine loud herons"}, "again": {"nine loud herones"}})
	contains(t, "two passwords that differ", a, "differ")
	if a := bea.Post("/me/password", url.Values{"next": {"nine loud herons"}, "again": {"nine loud herons"}}); a.Status != http.StatusSeeOther {
		t.Fatalf("setting a password answered %d: %s", a.Status, a.Body)
	}
	bea.Post("/me/theme", url.Values{"theme": {"dark"}})
	contains(t, "a page in the chosen theme", bea.Get("/me"), `<html lang="en" class="dark">`)
	bea.Post("/sign-out", nil)
	if a := bea.Get("/admin"); a.Status != http.StatusUnauthorized {
		t.Errorf("after signing out the overview answers %d", a.Status)
	}
	h.SignedIn(t, "bea", "nine loud herons")
	wrong := h.Visitor(t).Post("/sign-in", url.Values{"login": {"bea"}, "password": {"another"}, "next": {"https://elsewhere.example"}})
	if wrong.Status != http.StatusUnauthorized || strings.Contains(wrong.Body, "elsewhere.example") {
		t.Errorf("a wrong password answered %d", wrong.Status)
	}
	if a := h.Visitor(t).Post("/be/admin", nil); a.Status != http.StatusNotFound {
		t.Errorf("being somebody outside a demo answered %d", a.Status)
	}
}

// TestFilesSayWhatThePageSays compares a statement's page, csv and json.
func TestFilesSayWhatThePageSays(t *testing.T) {
	h := webtest.Demo(t)
	v := h.As(t, "maya")
	path := v.Get("/statement").Location
	page, file := v.Get(path), v.Get(path+".csv")
	var statement struct {
		Total      string
		Components []struct {
			Total string
			Lines []struct{ ID, Amount string }
		}
	}
	if err := json.Unmarshal([]byte(v.Get(path+".json").Body), &statement); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lines, bare := 0, 0
	for _, c := range statement.Components {
		if len(c.Lines) == 0 {
			bare++ // it has a row of its own, with its total
		}
		for _, l := range c.Lines {
			lines++
			if !strings.Contains(file.Body, l.Amount) || !strings.Contains(page.Body, l.ID) {
				t.Errorf("%s of %s is not everywhere", l.Amount, l.ID)
			}
		}
	}
	if lines == 0 || len(rows) != lines+bare+1 {
		t.Errorf("%d lines and %d components without any in json, %d rows in csv", lines, bare, len(rows))
	}
	whole, cents, _ := strings.Cut(statement.Total, ".")
	if len(whole) > 3 {
		whole = whole[:len(whole)-3] + "," + whole[len(whole)-3:]
	}
	contains(t, "the page", page, whole+"."+cents)
	if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="statement-maya-`) {
		t.Errorf("the csv is called %q", got)
	}
}

// A password that is set or taken away ends every other session of the login, and none of them can set another one.
func TestPasswordEndsOtherSessions(t *testing.T) {
	const first, second = "a long enough password", "another long password"
	h := webtest.Demo(t)
	h.Account(t, "root", "Root", rainmaker.RoleAdmin, "", first)
	h.Account(t, "extra", "Extra", rainmaker.RoleAdmin, "", first)
	own, thief := h.SignedIn(t, "extra", first), h.SignedIn(t, "extra", first)
	change := url.Values{"current": {first}, "next": {second}, "again": {second}}
	if a := own.Post("/me/password", change); a.Status != http.StatusSeeOther {
		t.Fatalf("setting a password answered %d: %s", a.Status, a.Body)
	}
	if own.Get("/admin").Status != http.StatusOK || thief.Get("/admin").Status != http.StatusUnauthorized {
		t.Errorf("after a change the own session answers %d and another one %d", own.Get("/admin").Status, thief.Get("/admin").Status)
	}
	thief = h.SignedIn(t, "extra", second)
	if a := h.SignedIn(t, "root", first).Post("/admin/people/extra/reset", nil); a.Status >= http.StatusBadRequest {
		t.Fatalf("taking the password away answered %d: %s", a.Status, a.Body)
	}
	if a := thief.Post("/me/password", url.Values{"next": {first}, "again": {first}}); a.Status != http.StatusUnauthorized {
		t.Errorf("an old session set a password without knowing one: %d", a.Status)
	}
}
