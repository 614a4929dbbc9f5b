package scan_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/ingest/scan"
)

var fields = []scan.Field{
	{Header: "closed", Name: "closed", Kind: rainmaker.Day},
	{Header: "owner", Name: "owner", Kind: rainmaker.Person},
	{Header: "cents", Name: "amount", Kind: rainmaker.Cash, Scale: 2, Currency: "EUR"},
	{Header: "partner", Name: "partner", Kind: rainmaker.Person, OrNone: true},
	{Header: "bp", Name: "share", Kind: rainmaker.Number, Scale: 4, OrNone: true},
	{Header: "paid", Name: "paid", Kind: rainmaker.Day, OrNone: true},
}

const head = "id,closed,note,owner,cents,partner,bp,paid\n"

func rows(t *testing.T, text string) []string {
	t.Helper()
	b, err := scan.Events([]byte(text), "deals.csv", "deal", "id", fields)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range b.Len {
		e := b.Event(i)
		var cells []string
		for _, f := range e.Fields {
			cells = append(cells, f.Name+" "+f.Value.String())
		}
		out = append(out, fmt.Sprintf("%s (%s): %s", e.EventRef, e.Source, strings.Join(cells, ", ")))
	}
	return out
}

func TestEvents(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"one", head + "7,2025-02-28,x,ann,-1250,,10000,\n", "deal 7 (deals.csv, row 2): closed 2025-02-28, owner ann, amount -12.50 EUR, partner none, share 1.0000, paid none"},
		{"all cells", head + "7,2025-02-28,x,ann,5,bob,1,2025-03-01", "deal 7 (deals.csv, row 2): closed 2025-02-28, owner ann, amount 0.05 EUR, partner bob, share 0.0001, paid 2025-03-01"},
		{"mark and returns", "\ufeffid,closed,note,owner,cents,partner,bp,paid\r\n7,2024-02-29,,a person of many words,0,,,\r\n", "deal 7 (deals.csv, row 2): closed 2024-02-29, owner a person of many words, amount 0.00 EUR, partner none, share none, paid none"},
		{"quotes", head + "\"7\",2025-01-01,\"\",\"Ann \"\"A\"\"\",1,,,\n", `deal 7 (deals.csv, row 2): closed 2025-01-01, owner Ann "A", amount 0.01 EUR, partner none, share none, paid none`},
		{"an id with a zero is a word", head + "7,2025-01-01,,ann,1,,,\n07,2025-01-01,,ann,1,,,\n", "deal 07 (deals.csv, row 3): closed 2025-01-01, owner ann, amount 0.01 EUR, partner none, share none, paid none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := rows(t, test.text)
			if got[len(got)-1] != test.want {
				t.Errorf("%s\nwant\n%s", got[len(got)-1], test.want)
			}
		})
	}
	if got := rows(t, head); len(got) != 0 {
		t.Errorf("%v of a file without rows", got)
	}
}

func TestRefusals(t *testing.T) {
	good := "1,2025-01-01,,ann,1,,,\n"
	for _, test := range []struct{ text, want string }{
		{"id,closed\n", "deals.csv: row 1: there is no column owner, only id, closed"},
		{head + good + "2,2025-01-01,,ann,1.5,,,\n", `deals.csv, row 3: cents is "1.5": write a whole number`},
		{head + good + "2,2025-02-30,,ann,1,,,\n", "deals.csv, row 3: closed: "},
		{head + good + "2,2025-01-01,,,1,,,\n", "deals.csv, row 3: owner is empty"},
		{head + good + ",2025-01-01,,ann,1,,,\n", "deals.csv, row 3: the id is empty"},
		{head + good + "2,2025-01-01,,ann,1\n", "deals.csv, row 3: it has 5 cells, the header has 8"},
		{head + good + "2,2025-01-01,,ann,1,,,,\n", "deals.csv, row 3: it has more cells than the header, which has 8"},
		{head + good + "\n" + good, "deals.csv, row 3: it is empty"},
		{head + "2,2025-01-01,,ann,1234567890123456789,,,\n", `deals.csv, row 2: cents is "1234567890123456789"`},
		{head + "2,2025-01-01,,\"a,b\",1,,,\n", `deals.csv: row 2: "a,b" has a comma or a break in it`},
	} {
		_, err := scan.Events([]byte(test.text), "deals.csv", "deal", "id", fields)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%v\nwant %s", err, test.want)
		}
	}
}

// A file of many rows, read in parts, says what each of its rows says when it is read alone.
func TestPartsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var text bytes.Buffer
	var want []string
	for i := range 3_000 {
		row := fmt.Sprintf("%d,%d-%02d-%02d,,%s,%d,%s,%d,", r.IntN(1e9), 2020+r.IntN(6), 1+r.IntN(12), 1+r.IntN(28),
			strings.Repeat("p", 1+r.IntN(12))+fmt.Sprint(r.IntN(50)), r.Int64N(1e12)-5e11, []string{"", "bob"}[r.IntN(2)], r.IntN(10_000))
		text.WriteString(row + "\n")
		alone := rows(t, head+row)[0]
		want = append(want, strings.Replace(alone, "row 2", fmt.Sprintf("row %d", i+2), 1))
	}
	got := rows(t, head+text.String())
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("row %d: %s, alone %s", i+2, got[i], want[i])
		}
	}
}

func FuzzEvents(f *testing.F) {
	f.Add(head + "7,2025-02-28,x,ann,-1250,,10000,\n")
	f.Add(head + "\"7\",2025-01-01,\"\",\"Ann \"\"A\"\"\",1,,,\n")
	f.Add(head + "07,,,,,,,\r\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := scan.Events([]byte(text), "deals.csv", "deal", "id", fields)
		if err != nil {
			return
		}
		for i := range b.Len {
			if e := b.Event(i); e.ID == "" || len(e.Fields) != len(fields) {
				t.Errorf("%+v", e)
			}
		}
	})
}
