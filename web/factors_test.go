package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/web/webtest"
)

const factorLetter = "```plan" + `
language 1
plan seller "Seller" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event booking dated opened {
  account text; owner payee; partner payee or none; owner_share percent; engineer payee or none
  stage one of open, won, lost; product one of core, nova; kind one of new, expansion, churn
  opened date; closed date or none; acv money
}
credit bookings from booking { counts on opened; order by opened, id; to owner as AE 100% of acv }
table favoured by product { core: 100%; nova: 105% }
commission base "Base commission" on bookings as AE {
  rate  10%
  times favoured
}
settle { pay the rest }
` + "```\n"

// A row says the rate that it was paid at, factors included; a factor of exactly 1 changes nothing and is no row.
func TestRowsShowTheEffectiveRate(t *testing.T) {
	h := webtest.Empty(t, webtest.Now, false)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"people.csv": "person,name,manager,plan,from\nana,Ana Cruz,,seller,2027-01-01\n",
		"bookings.csv": "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n" +
			"1,Northwind,ana,,1,,open,core,new,2027-02-04,,600.00\n" +
			"2,Contoso,ana,,1,,open,nova,new,2027-02-05,,1000.00\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.Import(t, "demo", dir, "people.csv", "bookings.csv")
	h.Publish(t, rainmaker.Document{Name: "seller.plan.md", Text: factorLetter})
	h.Calculate(t)
	const password = "a sentence that is long enough"
	h.Account(t, "ana", "Ana Cruz", rainmaker.RoleRep, "ana", password)
	ana := h.SignedIn(t, "ana", password)
	page := "/statement/ana/seller/2027-02"
	text := words(ana.Get(page + "?open=all").Body)
	for _, want := range []string{
		"Base commission 1,600.00 10%, 10% × 105% 165.00",
		"Northwind 1, 4 Feb 600.00 10% 60.00 rate line 17 600.00 10% 60.00 Source",
		"Contoso 2, 5 Feb 1,000.00 10% × 105% 105.00 rate line 17 1,000.00 10% 100.00 times 105% line 19 5.00 Source",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the statement does not say %q:\n%s", want, after(text, "Base commission"))
		}
	}
	core := words(ana.Get(page + "/proof?component=base&event=booking&id=1").Body)
	for _, want := range []string{
		"Northwind: 600.00 credited in 2027-02 at 10% is 60.00.",
		"factor, which changes nothing here × 100% seller.plan.md, line 19",
	} {
		if !strings.Contains(core, want) {
			t.Errorf("the proof does not say %q:\n%s", want, after(core, "Proof of"))
		}
	}
	for _, wrong := range []string{"times 100%", "parts"} {
		if strings.Contains(core, wrong) || strings.Contains(text, wrong) {
			t.Errorf("a factor of 1 is shown as %q", wrong)
		}
	}
	if home := words(ana.Get("/home/ana?period=2027-02").Body); strings.Contains(home, "times 100%") || !strings.Contains(home, "1,000.00 at 10%, times 105%") {
		t.Errorf("the home page does not say the factor:\n%s", after(home, "You made"))
	}
}
