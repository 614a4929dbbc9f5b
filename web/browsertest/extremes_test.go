package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/desk/signin"
	"rainmaker/web/webtest"
)

// extremes serves one payee whose name, customers and amounts are as long as they get, with many deals.
func extremes(t *testing.T) *webtest.House {
	t.Helper()
	h := webtest.Empty(t, webtest.Now, true)
	company, err := demo.Make(1, calendar.DateOf(webtest.Now, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	name := "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"
	var bookings strings.Builder
	bookings.WriteString("booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv,source,years\n")
	for i := range 60 {
		account := []string{"Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "Kestrel & Sons <Holdings> of Upper and Lower Slaughter", "Å"}[i%3]
		fmt.Fprintf(&bookings, "B-%d-a-very-long-identifier-of-another-system,%s,max,,1,,won,nova,new,2027-01-02,2027-03-%02d,%d.99,inbound,1\n", i, account, 1+i%10, 9_999_999-i)
	}
	bookings.WriteString("B-lost,Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft,max,,1,,lost,core,new,2027-01-02,2027-03-04,9999999.99,inbound,1\n")
	dir := t.TempDir()
	for file, text := range map[string]string{
		"people.csv": "person,name,manager,plan,from\nmax," + name + ",,account_executive,2020-10-01\n",
		"attributes.csv": "person,attribute,from,value\nmax,region,2020-10-01,amer\nmax,pod,2020-10-01,north\n" +
			"max,territory,2020-10-01,Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch\n",
		"quotas.csv":   "person,plan,from,quota,target\nmax,account_executive,2020-10-01,250000000.00,9000000.00\n",
		"bookings.csv": bookings.String(),
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.Import(t, demo.Origin, dir, "people.csv", "attributes.csv", "quotas.csv", "bookings.csv")
	h.Publish(t, company.Documents...)
	if run := h.Calculate(t); run.State != rainmaker.RunComplete || run.Blocked > 0 {
		t.Fatalf("run %d ended %s with %d blocked", run.ID, run.State, run.Blocked)
	}
	for _, who := range []signin.Invitation{{Login: "max", Name: name, Role: rainmaker.RoleRep, Payee: "max"}, {Login: "admin", Name: "Ada", Role: rainmaker.RoleAdmin}} {
		if _, err := h.SignIn.Invite(t.Context(), access.Operator("test"), who); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// TestLongNamesAndLargeAmounts: the longest names and seven-digit amounts push nothing out of the page.
func TestLongNamesAndLargeAmounts(t *testing.T) {
	h := extremes(t)
	v := h.As(t, "max")
	statement := v.Get("/statement").Location
	proof := strings.ReplaceAll(firstProof.FindStringSubmatch(v.Get(statement).Body)[1], "&amp;", "&")
	b := open(t, v, 1280, "light")
	for name, path := range map[string]string{"home": home("max"), "statement": statement, "statement-open": statement + "?open=all", "proof": proof, "not-paid": statement + "/not-paid"} {
		b.visit(h.URL + path)
		for _, width := range []int{320, 390, 768, 1280, 1920} {
			b.size(width, 900)
			if over := eval[[]string](b, sideways); len(over) > 0 {
				t.Errorf("%s at %d px scrolls sideways: %s", name, width, strings.Join(over, "; "))
			}
			if *shots != "" && width != 768 {
				b.picture(fmt.Sprintf("extreme-%s-%d", name, width))
			}
		}
	}
	a := open(t, h.As(t, "admin"), 390, "light")
	for name, path := range map[string]string{"team": "/team", "import report": "/admin/import/1"} {
		a.visit(h.URL + path)
		if over := eval[[]string](a, sideways); len(over) > 0 {
			t.Errorf("%s scrolls sideways: %s", name, strings.Join(over, "; "))
		}
	}
}

// TestPrint: on paper a statement has its lines and no controls, black on white whatever the theme.
func TestPrint(t *testing.T) {
	h := webtest.Demo(t)
	v := h.As(t, "maya")
	b := open(t, v, 1280, "dark")
	b.visit(h.URL + v.Get("/statement").Location + "?open=all")
	b.media("print")
	if seen := eval[[]string](b, `[...document.querySelectorAll(".top, .btns, .btn, .noprint")].filter((e) => e.getClientRects().length).map((e) => e.className)`); len(seen) > 0 {
		t.Errorf("controls are printed: %q", seen)
	}
	for _, selector := range []string{"tr.l2", "tr.l3", "tr.under", "#check", "#versions", ".more table"} {
		if !eval[bool](b, `[...document.querySelectorAll("`+selector+`")].some((e) => e.getClientRects().length)`) {
			t.Errorf("%s is not printed", selector)
		}
	}
	if ink := eval[string](b, `getComputedStyle(document.body).color`); ink != "rgb(0, 0, 0)" {
		t.Errorf("the ink is %s", ink)
	}
}
