package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/desk/statement"
	"rainmaker/money"
	"rainmaker/web/webtest"
)

const settlingLetter = "```plan" + `
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
credit bookings from booking {
  counts on opened
  order by opened, id
  to owner as AE 100% of acv
}
commission base "Base commission" on bookings as AE {
  rate    10%
  payable 50% at once, rest on closed
}
clawback lost "Lost deal" of base {
  when closed within 60 days of opened and stage is lost
  take all
  as paid
  because "Half is paid before anything is won"
}
settle {
  recover lost at most 20% of payable
  recover draw leaving 40 USD
  top up to 120 USD recoverable as draw when month of assignment = 1
  hold 10% of payable as rainy_day until end of quarter
  pay the rest
}
` + "```\n"

const plainLetter = "```plan" + `
language 1
plan partner "Partner" {
  effective FY2027
  period    month
  currency  USD
  rounding  half_even per component
  leavers   keep what is earned
}
event sale dated opened { partner payee or none; opened date; acv money }
credit shared from sale { counts on opened; order by opened, id; to partner as AE 100% of acv }
commission base on shared as AE { rate 1% }
settle { pay the rest }
` + "```\n"

// settlingCompany has a seller who is paid in parts, and a partner who is paid as they earn.
func settlingCompany(t *testing.T) *webtest.House {
	t.Helper()
	h := webtest.Empty(t, webtest.Now, false)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"people.csv": "person,name,manager,plan,from\n" +
			"ana,Ana Cruz,,seller,2027-01-01\nbo,Bo Lind,,partner,2027-01-01\n",
		"bookings.csv": "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n" +
			"1,Northwind,ana,,1,,open,core,new,2027-01-04,,600.00\n" +
			"2,Contoso,ana,,1,,won,core,new,2027-01-05,2027-02-10,1000.00\n" +
			"3,Fabrikam,ana,,1,,lost,core,new,2027-01-20,2027-02-20,500.00\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h.Import(t, "demo", dir, "people.csv", "bookings.csv")
	h.Publish(t, rainmaker.Document{Name: "seller.plan.md", Text: settlingLetter}, rainmaker.Document{Name: "partner.plan.md", Text: plainLetter})
	h.Calculate(t)
	return h
}

// The page leads from what was earned to what is paid, says what waits for what, and what was taken back.
func TestStatementShowsItsSettlement(t *testing.T) {
	h := settlingCompany(t)
	const password = "a sentence that is long enough"
	h.Account(t, "ana", "Ana Cruz", rainmaker.RoleRep, "ana", password)
	h.Account(t, "bo", "Bo Lind", rainmaker.RoleRep, "bo", password)
	ana := h.SignedIn(t, "ana", password)
	page := ana.Get("/statement/ana/seller/2027-02")
	text := words(page.Body)
	for _, want := range []string{
		"From earned to paid",
		"Earned in 2027-02 0.00 of earlier lines, payable now +50.00 Payable 50.00 recovered of lost line 31 −10.00 " +
			"held as rainy_day line 34 −5.00 Paid for 2027-02 35.00",
		"waits for closed 30.00 Northwind 1 Base commission, rest on closed 30.00",
		"Fabrikam: Lost deal on 20 February 2027; Base commission earned 50.00; 0.00 stays (0%); 25.00 was not payable yet and lapses; 25.00 is taken back. −25.00",
		"lost owed 0.00 15.00", "draw owed 15.00 15.00", "rainy_day held for you 10.50 15.50",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, after(text, "From earned to paid"))
		}
	}
	if text := words(h.SignedIn(t, "bo", password).Get("/statement/bo/partner/2027-02").Body); strings.Contains(text, "From earned to paid") {
		t.Error("a statement that pays as it earns shows a settlement")
	}
}

// Home says what is paid beside what is earned, and every figure of it leads to what it is the sum of.
func TestHomeSaysWhatIsPaid(t *testing.T) {
	h := settlingCompany(t)
	const password = "a sentence that is long enough"
	h.Account(t, "ana", "Ana Cruz", rainmaker.RoleRep, "ana", password)
	h.Account(t, "bo", "Bo Lind", rainmaker.RoleRep, "bo", password)
	ana := h.SignedIn(t, "ana", password)
	home := ana.Get("/home/ana?plan=seller&period=2027-02").Body
	for _, want := range []string{
		"0.00 earned 35.00 paid for 2027-02", "comes from earlier periods, or from what the letter settles.",
		"Earned in 2027-02 0.00 Paid for 2027-02 35.00 from earned to paid, step by step Not payable yet 30.00 waits for closed; earlier periods included " +
			"Owed as lost 15.00 0.00 before Owed as draw 15.00 15.00 before Held for later as rainy_day 15.50 10.50 before",
	} {
		if text := words(home); !strings.Contains(text, want) {
			t.Errorf("home does not say %q:\n%s", want, after(text, "just make"))
		}
	}
	page := ana.Get("/statement/ana/seller/2027-02").Body
	if text, want := words(page), "Earlier lines, payable now Deal, and where it stands Amount, USD Contoso 2 Base commission, rest on closed, on the statement of 2027-01 +50.00 Sum +50.00"; !strings.Contains(text, want) {
		t.Errorf("the statement does not say %q:\n%s", want, after(text, "From earned to paid"))
	}
	for _, want := range []string{`href="#earlier">+50.00`, `id="earlier"`, `href="#balances">−5.00`, `id="balances"`, `id="waits"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the statement lacks %s", want)
		}
	}
	at := regexp.MustCompile(`(/statement/ana/seller/2027-01/proof\?[^"#]*)#proof">\+50.00`).FindStringSubmatch(page)
	if at == nil {
		t.Fatal("what became payable of an earlier line does not lead to its proof")
	}
	if proof := words(ana.Get(strings.ReplaceAll(at[1], "&amp;", "&")).Body); !strings.Contains(proof, "Proof of 100.00 Contoso") {
		t.Errorf("the proof of the earlier line is of something else:\n%s", after(proof, "Proof"))
	}
	if text := words(h.SignedIn(t, "bo", password).Get("/home/bo?period=2027-02").Body); !strings.Contains(text, "paid as it is earned: the same is paid") {
		t.Errorf("a plan that pays as it earns does not say so:\n%s", after(text, "just make"))
	}
}

// An advance leads to the lines that are one, of whatever period, and they sum to it.
func TestAdvancesAreListed(t *testing.T) {
	h := webtest.Demo(t)
	maya := h.As(t, "maya")
	page := maya.Get(maya.Get("/statement").Location).Body
	sum := regexp.MustCompile(`href="#advances">([0-9,.]+)</a> advanced`).FindStringSubmatch(page)
	_, list, found := strings.Cut(page, `id="advances"`)
	if sum == nil || !found {
		t.Fatalf("no advance leads to its lines: %v, %t", sum, found)
	}
	list, _, _ = strings.Cut(list, "</table>")
	figure := regexp.MustCompile(`href="([^"]*)">([+−])([0-9,.]+)</a>`)
	total, lines := money.New(0, "USD"), figure.FindAllStringSubmatch(list, -1)
	for _, l := range lines {
		amount, err := money.ParseMoney(strings.NewReplacer("−", "-", "+", "", ",", "").Replace(l[2]+l[3]) + " USD")
		if err != nil {
			t.Fatal(err)
		}
		if l[1] == "#advances" { // the sum below them
			if amount.Figure() != sum[1] || amount != total {
				t.Errorf("%s is advanced, its lines make %s, said to be %s", sum[1], total, amount)
			}
			continue
		}
		if total, err = total.Add(amount); err != nil {
			t.Fatal(err)
		}
		if proof := maya.Get(strings.ReplaceAll(strings.TrimSuffix(l[1], "#proof"), "&amp;", "&")); proof.Status != 200 {
			t.Errorf("%s answers %d", l[1], proof.Status)
		}
	}
	if len(lines) < 3 {
		t.Errorf("only %d lines are listed", len(lines))
	}
}

// Where no line changed and what is paid did, every page says so, step by step.
func TestChangedPayOfEqualLinesIsSaid(t *testing.T) {
	h := settlingCompany(t)
	const password = "a sentence that is long enough"
	h.Account(t, "ana", "Ana Cruz", rainmaker.RoleRep, "ana", password)
	h.Publish(t, rainmaker.Document{Name: "seller.plan.md", Text: strings.Replace(settlingLetter, "hold 10%", "hold 20%", 1)})
	h.Calculate(t)
	ana := h.SignedIn(t, "ana", password)
	steps := "Held as rainy_day −5.00 −5.00 became −10.00 Paid: 35.00 became 30.00 −5.00 Left for later: Held for later as rainy_day +15.50 15.50 became 31.00"
	for path, wants := range map[string][]string{
		"/statement/ana/seller/2027-02":                             {"No line changed. What is paid did", steps},
		"/home/ana?plan=seller&period=2027-02":                      {"No line changed. What is paid did", steps},
		"/statement/ana/seller/2027-02/changes?version=2&against=1": {"0.00 earned, and −5.00 paid, USD", "The letter changes nothing that is earned, and what is paid by −5.00", steps},
	} {
		text := strings.ReplaceAll(words(ana.Get(path).Body), "− ", "−")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", path, want, after(text, "hanged"))
			}
		}
		for _, wrong := range []string{"No line changed since", "No amount changed"} {
			if strings.Contains(text, wrong) {
				t.Errorf("%s says %q", path, wrong)
			}
		}
	}
}

// What other programs read adds up as it is read.
func TestStatementExportsItsSettlement(t *testing.T) {
	h := settlingCompany(t)
	const password = "a sentence that is long enough"
	h.Account(t, "ana", "Ana Cruz", rainmaker.RoleRep, "ana", password)
	ana := h.SignedIn(t, "ana", password)
	for _, period := range []string{"2027-01", "2027-02", "2027-03"} {
		var e statement.Export
		if err := json.Unmarshal([]byte(ana.Get("/statement/ana/seller/"+period+".json").Body), &e); err != nil {
			t.Fatal(err)
		}
		s := e.Settlement
		if s == nil || !e.Agrees {
			t.Fatalf("%s: settlement %v, recomputed identical %t", period, s, e.Agrees)
		}
		if got := add(t, s.Earned, s.Bridge); got != s.Payable {
			t.Errorf("%s: earned %s and the bridge make %s, payable is %s", period, s.Earned, got, s.Payable)
		}
		if got := add(t, s.Payable, s.Steps); got != s.Pay {
			t.Errorf("%s: payable %s and the steps make %s, paid is %s", period, s.Payable, got, s.Pay)
		}
	}
}

func add(t *testing.T, from string, rows []statement.ExportMovement) string {
	t.Helper()
	total, err := money.ParseMoney(from + " USD")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		m, err := money.ParseMoney(r.Amount + " USD")
		if err != nil {
			t.Fatal(err)
		}
		if total, err = total.Add(m); err != nil {
			t.Fatal(err)
		}
	}
	return total.Plain()
}

// words is the text of a page without its tags, in single spaces and none before a full stop.
func words(body string) string {
	var b strings.Builder
	for {
		text, rest, more := strings.Cut(body, "<")
		b.WriteString(text + " ")
		if !more {
			return strings.NewReplacer(" ;", ";", " .", ".").Replace(strings.Join(strings.Fields(b.String()), " "))
		}
		_, body, _ = strings.Cut(rest, ">")
	}
}

func after(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	return rest[:min(len(rest), 2000)]
}
