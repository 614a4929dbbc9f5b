package web_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/web/webtest"
)

// A deal is corrected between two runs: the page of changes books it to its cause, and sums exactly.
func TestChangesByCause(t *testing.T) {
	h := settlingCompany(t)
	const password = "a sentence that is long enough"
	h.Account(t, "ana", "Ana Cruz", rainmaker.RoleRep, "ana", password)
	ana := h.SignedIn(t, "ana", password)
	const statement = "/statement/ana/seller/2027-01"
	if a := ana.Get(statement + "/changes"); a.Status != http.StatusNotFound {
		t.Errorf("a first version is compared: %d", a.Status)
	}
	dir := t.TempDir()
	rows := "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n" +
		"1,Northwind,ana,,1,,open,core,new,2027-01-04,,600.00\n" +
		"2,Contoso,ana,,1,,won,core,new,2027-01-05,2027-02-10,1500.00\n" +
		"3,Fabrikam,ana,,1,,lost,core,new,2027-01-20,2027-02-20,500.00\n"
	if err := os.WriteFile(filepath.Join(dir, "bookings.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	h.Import(t, "demo", dir, "bookings.csv")
	h.Calculate(t)
	if !strings.Contains(ana.Get(statement).Body, statement+"/changes?version=2") {
		t.Error("the statement does not lead to its changes by cause")
	}
	a := ana.Get(statement + "/changes")
	text := words(a.Body)
	for _, want := range []string{
		"What changed since version 1, and why?", "deals that were corrected", "+50.00",
		"Contoso Base commission acv 1,000.00 USD became 1,500.00 USD, in import 2", "sums exactly", "Version 1 210.00", "Version 2 260.00",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, after(text, "What changed"))
		}
	}
	if a := ana.Get(statement + "/changes?against=x"); a.Status != http.StatusNotFound {
		t.Errorf("version x answers %d", a.Status)
	}
}

// The page says what stands in the way of a deal, and the change that was tried out.
func TestWhyNotPage(t *testing.T) {
	h := webtest.Demo(t)
	maya := h.As(t, "maya")
	statement := maya.Get("/statement").Location
	text := words(maya.Get(whyNotOn(t, maya, statement)).Body)
	for _, want := range []string{"In the way", "The smallest change that pays", "it would pay", "Source row"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
}
