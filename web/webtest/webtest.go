// Package webtest serves the pages to tests: the whole house, from an empty data directory filled through the doors that
// people use. Only tests import it.
package webtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/desk"
	"rainmaker/desk/deals"
	"rainmaker/desk/importing"
	"rainmaker/desk/payrun"
	"rainmaker/desk/plans"
	"rainmaker/desk/rehearsal"
	"rainmaker/desk/signin"
	"rainmaker/desk/statement"
	"rainmaker/desk/watch"
	"rainmaker/ingest"
	"rainmaker/internal/repository"
	"rainmaker/store/sqlite"
	"rainmaker/web"
)

// Now is when it is for the demo company: half way into a quarter.
var Now = time.Date(2027, time.March, 10, 14, 18, 4, 0, time.UTC)

// House is a server with what it is made of.
type House struct {
	*httptest.Server
	Office    *desk.Office
	Importing *importing.Desk
	Plans     *plans.Desk
	Payrun    *payrun.Desk
	Rehearsal *rehearsal.Desk
	SignIn    *signin.Desk
	Watch     *watch.Desk
}

// Empty serves a fresh data directory. demoCompany says whether visitors may be anybody.
func Empty(t testing.TB, now time.Time, demoCompany bool) *House {
	t.Helper()
	return serve(t, t.TempDir(), now, demoCompany)
}

// serve opens a data directory and serves it.
func serve(t testing.TB, dir string, now time.Time, demoCompany bool) *House {
	t.Helper()
	store, err := sqlite.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	office := &desk.Office{
		Unit: store, Facts: store, Documents: store, Runs: store, Accounts: store,
		Now: func() time.Time { return now }, Version: "test", Demo: demoCompany,
	}
	h := &House{
		Office: office, Importing: importing.New(office), Plans: plans.New(office), Payrun: payrun.New(office),
		Rehearsal: rehearsal.New(office),
		SignIn:    signin.New(office, rand.Reader),
		Watch:     watch.New(office, often),
	}
	handler, err := web.New(web.Options{
		Statement: statement.Desk{Office: office}, Deals: deals.New(office), Importing: h.Importing, Plans: h.Plans, Payrun: h.Payrun, SignIn: h.SignIn,
		Rehearsal: h.Rehearsal, Watch: h.Watch,
		Sessions: store.Sessions(time.Now), Now: time.Now, Demo: demoCompany, Version: "test",
		Log: slog.New(slog.NewTextHandler(testLog{t}, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Server = httptest.NewServer(handler)
	t.Cleanup(func() {
		h.Watch.Close() // pages that follow the company would keep the server open
		h.Server.Close()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
		defer cancel()
		if err := h.Payrun.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// often is how often open pages ask whether something has changed.
func often() (ticks <-chan time.Time, stop func()) {
	t := time.NewTicker(100 * time.Millisecond)
	return t.C, t.Stop
}

// Demo serves the demo company on 10 March 2027. It is installed once and copied for every test, because working out sixty people
// takes longer than most tests do.
func Demo(t testing.TB) *House {
	t.Helper()
	installed, err := demoDatabase()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, database), installed, 0o600); err != nil {
		t.Fatal(err)
	}
	return serve(t, dir, Now, true)
}

// database is the store's file in a data directory.
const database = "rainmaker.db"

// demoDatabase is the file of the demo company as it is after its installation.
var demoDatabase = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "demo")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := installDemo(context.Background(), dir); err != nil { // the test that asks first may end before the others
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, database))
})

func installDemo(ctx context.Context, dir string) (err error) {
	store, err := sqlite.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	office := &desk.Office{
		Unit: store, Facts: store, Documents: store, Runs: store, Accounts: store,
		Now: func() time.Time { return Now }, Version: "test", Demo: true,
	}
	desks := demo.Desks{Importing: importing.New(office), Plans: plans.New(office), Payrun: payrun.New(office), SignIn: signin.New(office, rand.Reader)}
	defer func() { err = errors.Join(err, desks.Payrun.Close(ctx)) }()
	company, err := demo.Make(1, calendar.DateOf(Now, time.UTC))
	if err != nil {
		return err
	}
	return demo.Install(ctx, access.Operator("test"), desks, company)
}

// testLog writes what the server logs into the test's output.
type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Logf("%s", strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}

// Import stores files from a folder and fails the test when anything stands against it.
func (h *House) Import(t testing.TB, profile, folder string, names ...string) {
	t.Helper()
	var files []ingest.File
	for _, name := range names {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		files = append(files, ingest.File{Name: name, Content: f})
	}
	out, err := h.Importing.Commit(t.Context(), access.Operator("test"), importing.Upload{Profile: profile, Files: files, Mode: rainmaker.Whole})
	if err != nil {
		t.Fatal(err)
	}
	if !out.Stored {
		t.Fatalf("import of %s is not stored: %v\n%v", folder, out.Reasons, out.Report.Refusals())
	}
}

// Won is the import of one more deal that maya of the demo company has won, of so many dollars.
func Won(id string, dollars int) importing.Upload {
	rows := "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv,sdr,source,met,years,expected,collected,churned,lost_reason\n" +
		fmt.Sprintf("%s,Kestrel Air,maya,,1,,won,core,new,2027-02-01,2027-03-02,%d.00,,inbound,,1,,,,\n", id, dollars)
	return importing.Upload{Profile: "demo", Mode: rainmaker.Changes, Files: []ingest.File{{Name: "bookings.csv", Content: strings.NewReader(rows)}}}
}

// Publish puts letters into force.
func (h *House) Publish(t testing.TB, docs ...rainmaker.Document) {
	t.Helper()
	checked, err := h.Plans.Publish(t.Context(), access.Operator("test"), docs, "test")
	if err != nil {
		t.Fatal(err)
	}
	if !checked.OK() {
		t.Fatalf("letters are not published: %v", checked.Diagnostics)
	}
}

// Calculate runs everybody's pay.
func (h *House) Calculate(t testing.TB) rainmaker.Run {
	t.Helper()
	run, err := h.Payrun.Calculate(t.Context(), access.Operator("test"))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// Account makes an account with a password.
func (h *House) Account(t testing.TB, login, name string, role rainmaker.Role, payee rainmaker.PayeeID, password string) {
	t.Helper()
	token, err := h.SignIn.Invite(t.Context(), access.Operator("test"), signin.Invitation{Login: login, Name: name, Role: role, Payee: payee})
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.SignIn.SignInByLink(t.Context(), access.Anonymous, token)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SignIn.SetPassword(t.Context(), who, "", password); err != nil {
		t.Fatal(err)
	}
}

// Visitor is somebody with a browser: it keeps cookies and follows no redirect.
type Visitor struct {
	t      testing.TB
	server string
	client *http.Client
}

// Visitor is somebody who is not signed in.
func (h *House) Visitor(t testing.TB) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{t: t, server: h.URL, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// As is a visitor of the demo company who looks through somebody's eyes.
func (h *House) As(t testing.TB, login string) *Visitor {
	t.Helper()
	v := h.Visitor(t)
	if a := v.Post("/be/"+url.PathEscape(login), nil); a.Status != http.StatusSeeOther {
		t.Fatalf("becoming %s answered %d: %s", login, a.Status, a.Body)
	}
	return v
}

// SignedIn is a visitor who has signed in with a password.
func (h *House) SignedIn(t testing.TB, login, password string) *Visitor {
	t.Helper()
	v := h.Visitor(t)
	if a := v.Post("/sign-in", url.Values{"login": {login}, "password": {password}}); a.Status != http.StatusSeeOther {
		t.Fatalf("signing in as %s answered %d", login, a.Status)
	}
	return v
}

// Answer is what a request got.
type Answer struct {
	Status   int
	Header   http.Header
	Body     string
	Location string
}

// Get asks for a path.
func (v *Visitor) Get(path string) Answer {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil, "")
}

// Post sends a form.
func (v *Visitor) Post(path string, form url.Values) Answer {
	v.t.Helper()
	return v.do(http.MethodPost, path, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

// Send posts a body of any kind.
func (v *Visitor) Send(path, contentType string, body io.Reader) Answer {
	v.t.Helper()
	return v.do(http.MethodPost, path, body, contentType)
}

// Stream opens a page whose answer does not end, with more headers by name and value. Its body is for the caller to close.
func (v *Visitor) Stream(path string, more ...string) *http.Response {
	v.t.Helper()
	return v.ask(http.MethodGet, path, nil, "", more...)
}

func (v *Visitor) ask(method, path string, body io.Reader, contentType string, more ...string) *http.Response {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.server+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(more); i += 2 {
		req.Header.Set(more[i], more[i+1])
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	return resp
}

func (v *Visitor) do(method, path string, body io.Reader, contentType string, more ...string) Answer {
	v.t.Helper()
	resp := v.ask(method, path, body, contentType, more...)
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: string(content), Location: resp.Header.Get("Location")}
}

// Cookies are the visitor's, to be given to a browser.
func (v *Visitor) Cookies() []*http.Cookie {
	u, err := url.Parse(v.server)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.client.Jar.Cookies(u)
}

// Server is the address the visitor's paths begin with.
func (v *Visitor) Server() string { return v.server }

// Maven serves the published sales team of Maven Analytics, calculated as of the end of 2017. It reads the published
// files beside the repository and the letters of the acceptance test.
func Maven(t testing.TB) *House {
	t.Helper()
	h := Empty(t, time.Date(2017, time.December, 31, 18, 0, 0, 0, time.UTC), false)
	h.Import(t, "maven_crm", repository.Shared(t, "data", "maven_crm"), "accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv")
	h.Publish(t, Documents(t, filepath.Join(repository.Root(t), "testdata", "accept", "maven"))...)
	if run := h.Calculate(t); run.State != rainmaker.RunComplete || run.Blocked > 0 {
		t.Fatalf("run %d ended %s with %d blocked: %s", run.ID, run.State, run.Blocked, run.Failure)
	}
	return h
}

// Documents are the letters and terms in a folder.
func Documents(t testing.TB, folder string) []rainmaker.Document {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var docs []rainmaker.Document
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, rainmaker.Document{Name: filepath.Base(name), Text: string(text)})
	}
	return docs
}

// Foreign sends an empty form the way a page of another site would.
func (v *Visitor) Foreign(path, origin string) Answer {
	v.t.Helper()
	return v.do(http.MethodPost, path, nil, "application/x-www-form-urlencoded", "Origin", origin, "Sec-Fetch-Site", "cross-site")
}

// Form is a form with fields and files, as a browser sends it.
func Form(t testing.TB, fields, files map[string]string) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}
