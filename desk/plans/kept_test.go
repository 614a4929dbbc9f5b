package plans_test

import (
	"fmt"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk/plans"
)

// Looking again at the same texts works nothing out: not the set, and where another letter changes or facts come in, not the
// examples of a letter that did not.
func TestSameTextsAreReadOnce(t *testing.T) {
	c := open(t)
	try := func(docs ...rainmaker.Document) plans.Tried {
		t.Helper()
		tried, err := c.Try(t.Context(), admin, docs)
		if err != nil {
			t.Fatal(err)
		}
		return tried
	}
	if got := try(both...); len(got.Letters) != 1 || got.Letters[0].Passed != 1 {
		t.Fatalf("%+v", got.Letters)
	}
	c.Mark("kept")
	if got := try(seller, words); got.Letters != nil {
		t.Error("the same set in another order is worked out again")
	}
	january := calendar.Since(calendar.MustParse("2027-01-01"))
	c.learn(fact(rainmaker.KindPayee, "ana", calendar.Forever, field("name", rainmaker.TextOf("Ana"))),
		fact(rainmaker.KindAssignment, "a-1", january, field("payee", rainmaker.PersonOf("ana")), field("plan", rainmaker.TextOf("seller"))))
	got := try(both...)
	if len(got.Letters) != 1 || got.Letters[0].Assigned != 1 || got.Letters[0].Results[0].Name != "kept" {
		t.Errorf("after an import the set must be held against the facts, and its examples stay: %+v", got.Letters)
	}
	got = try(edited(seller, "x 1.5", "x 2"), words)
	if len(got.Letters) != 1 || got.Letters[0].Results[0].Name != `120%` || got.Letters[0].Passed != 0 {
		t.Errorf("a changed letter is not run again: %+v", got.Letters)
	}
	got = try(seller, rainmaker.Document{Name: words.Name, Text: words.Text + "\nWhat is sold is signed.\n"})
	if len(got.Letters) != 1 || got.Letters[0].Results[0].Name != `120%` {
		t.Errorf("a letter is not run again with other terms: %+v", got.Letters)
	}
}

// What is kept is bounded, and what was asked for last stays.
func TestKeptIsBounded(t *testing.T) {
	c := open(t)
	for i := range 3 * plans.Most {
		if _, err := c.Check(t.Context(), admin, []rainmaker.Document{words, edited(seller, "x 1.5", fmt.Sprintf("x 1.%d", 501+i))}); err != nil {
			t.Fatal(err)
		}
	}
	if sets, _, _ := c.Kept(); sets != plans.Most {
		t.Errorf("%d sets are kept", sets)
	}
}

// A text that is stored already makes no revision, whatever the order of the documents; so what was worked out of the draft is
// not stale, and two who save the same are no conflict.
func TestUnchangedTextIsNoRevision(t *testing.T) {
	c := open(t)
	c.publish(both)
	other := edited(words, "event sale", "event sale \"Sale\"")
	first, err := c.Save(t.Context(), admin, rainmaker.Draft{Changed: []rainmaker.Document{edited(seller, "x 1.5", "x 2"), other}})
	if err != nil {
		t.Fatal(err)
	}
	again := first
	again.Changed = []rainmaker.Document{first.Changed[1], first.Changed[0]}
	if again, err = c.Save(t.Context(), admin, again); err != nil || again.Revision != first.Revision || !again.Saved.Equal(first.Saved) {
		t.Errorf("saved again it is revision %d (%v), not %d", again.Revision, err, first.Revision)
	}
	again.Changed = []rainmaker.Document{other}
	if again, err = c.Save(t.Context(), admin, again); err != nil || again.Revision != first.Revision+1 {
		t.Errorf("changed it is revision %d (%v)", again.Revision, err)
	}
}
