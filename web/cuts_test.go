package web

import (
	"net/url"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/desk/statement"
)

// Two lines that one cap makes of one deal have addresses of their own, and each opens by itself.
func TestLinesOfOneCapAndDeal(t *testing.T) {
	page := fullPage()
	lid := statement.Component{Name: "lid", Label: "Lid", Total: usd(-300)}
	for i, component := range []string{"base", "nova"} {
		lid.Lines = append(lid.Lines, statement.Line{
			Component: "lid", Event: northwind, Cut: rainmaker.Cut{Component: component, Window: page.Period}, Deal: "Northwind",
			On: day("2027-03-10"), Amount: usd(int64(-100 * (i + 1))), Cause: rainmaker.CauseDeal,
		})
	}
	page.Components = append(page.Components, lid)
	view := newStatementView(page, look{key: keyOf(page.Head)}, true, nil)
	rows := view.rows[len(view.rows)-1].lines
	for i, row := range rows {
		at, err := url.Parse(row.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := lineIn(at.Query()); got != lid.Lines[i].Key() {
			t.Errorf("the address of line %d, %s, names %+v", i+1, row.url, got)
		}
		waiting := lid.Lines[i].Key()
		waiting.Window = page.Period
		if got := view.lineURL(waiting); got != row.url {
			t.Errorf("a part of line %d leads to %s, want %s", i+1, got, row.url)
		}
		if got := view.changeURL(statement.Change{Line: waiting}); got != row.url {
			t.Errorf("a change of line %d leads to %s, want %s", i+1, got, row.url)
		}
	}
	chosen := lid.Lines[1].Key()
	text := statementOf(t, page, look{line: &chosen}, nil)
	if strings.Count(text, `aria-expanded="true"`) != 3 { // the two components that have lines, and the line
		t.Error("not the chosen line alone is open")
	}
	for _, want := range []string{"of Base commission", "of Nova launch"} {
		if !strings.Contains(readable(text), want) {
			t.Errorf("the statement lacks %q", want)
		}
	}
}
