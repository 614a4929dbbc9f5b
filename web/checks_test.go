package web_test

import (
	"strings"
	"testing"

	"rainmaker/web/webtest"
)

// TestChecksOfAPlan reads what became of the statements that a letter makes about itself, where a draft refutes one with a
// witness, where the order of deals decides pay, and what an audit of real deals found.
func TestChecksOfAPlan(t *testing.T) {
	h := webtest.Demo(t)
	admin := h.As(t, "admin")
	page := admin.Get("/admin/plans")
	contains(t, "the plans", page, "check base never falls as attainment rises:", "check no step in base:", "proved", "examples hold")

	text := textOf(t, admin.Get("/admin/plans/write?document=account_executive.plan.md").Body)
	whole := strings.Replace(text, "tiers  by attainment, each slice {", "tiers  by attainment, whole amount {", 1)
	if whole == text {
		t.Fatal("the letter is not what the test changes")
	}
	draft := admin.Get(draftOf(t, admin, "account_executive.plan.md", whole))
	contains(t, "a letter with a step", draft, "check no step in base: refuted: at attainment 99.99% base is 24,997.5 USD, at attainment 100% it is 37,500 USD",
		"a step of 12,500 USD", "Blocks publishing. Refuted: at attainment 99.99%", "Smallest change that makes it true: `each slice`", "1 of 4 examples fail")

	rates := strings.NewReplacer("rate    target / quota", "rate    by_product", "table term \"Longer contracts\"",
		"table by_product by product { core: 5%; nova: 10%; otherwise: 7% }\ntable term \"Longer contracts\"").Replace(text)
	draft = admin.Get(draftOf(t, admin, "account_executive.plan.md", rates))
	contains(t, "a letter with rates under tiers", draft, "The order of deals decides what base pays", "the other way round", "Tell the reader that deals go by bookings")

	run := admin.Get("/admin/runs/1")
	contains(t, "the run", run, "What the letters leave out or count twice", "not everything here is a mistake", "Left out by the letter: rule `bookings` leaves them out (demo_company.terms.md, line 46)")
}
