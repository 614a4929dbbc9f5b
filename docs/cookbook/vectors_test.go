package cookbook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rainmaker/internal/repository"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// vector is a worked example that others published. The file is kept beside the repository and read in place.
type vector struct {
	ID       string          `json:"id"`
	Expected json.RawMessage `json:"expected"`
	Tol      json.Number     `json:"tol"`
}

func vectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile(repository.Shared(t, "vectors", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// section is the part of a document that is about a vector: from the heading above the brackets that name it to the next
// heading of that rank.
type section struct {
	doc         source.Document
	first, last int // lines, both included
}

var (
	heading = regexp.MustCompile(`^(#{1,6}) `)
	named   = regexp.MustCompile(`\[([a-z0-9-]+(?:, [a-z0-9-]+)*)\]`)
)

// sections finds what a document says it is about, by the ids of the vectors.
func sections(doc source.Document) map[string][]section {
	found := map[string][]section{}
	lines := strings.Split(doc.Text, "\n")
	top, rank, fenced := 1, 1, false
	for i, line := range lines {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		if m := heading.FindStringSubmatch(line); m != nil {
			top, rank = i+1, len(m[1])
		}
		for _, at := range named.FindAllStringSubmatchIndex(line, -1) {
			if strings.HasPrefix(line[at[1]:], "(") {
				continue // a link
			}
			for _, id := range strings.Split(line[at[2]:at[3]], ", ") {
				found[id] = append(found[id], section{doc, top, endOf(lines, top, rank)})
			}
		}
	}
	return found
}

// endOf is the last line of the section that begins with the heading in line top.
func endOf(lines []string, top, rank int) int {
	fenced := false
	for i := top; i < len(lines); i++ {
		if strings.HasPrefix(lines[i], "```") {
			fenced = !fenced
		}
		if m := heading.FindStringSubmatch(lines[i]); m != nil && !fenced && len(m[1]) <= rank {
			return i
		}
	}
	return len(lines)
}

// index is what README.md says: the vectors of each document, what is left out, and what is not expected as it was printed.
type index struct {
	documents map[string][]string
	leftOut   map[string]string
	otherwise map[string][]printed
}

// printed is a figure of a vector that its document has otherwise.
type printed struct{ figure, here string }

var link = regexp.MustCompile(`\]\(([a-z0-9-]+\.plan\.md)\)`)

func readIndex(t *testing.T) index {
	t.Helper()
	x := index{map[string][]string{}, map[string]string{}, map[string][]printed{}}
	part := ""
	for _, line := range strings.Split(read(t, "README.md"), "\n") {
		if strings.HasPrefix(line, "## ") {
			part = line[3:]
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|--") || len(cells) < 2 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch m := link.FindStringSubmatch(line); {
		case m != nil && part == "Index":
			x.documents[m[1]] = append(x.documents[m[1]], strings.Split(cells[2], ", ")...)
		case part == "Left out" && cells[0] != "vector":
			x.leftOut[cells[0]] = cells[1]
		case part == "Printed otherwise" && cells[0] != "vector":
			x.otherwise[cells[0]] = append(x.otherwise[cells[0]], printed{cells[1], cells[2]})
		}
	}
	if len(x.documents) == 0 {
		t.Fatal("README.md has no rows under ## Index")
	}
	return x
}

// mostLeftOut is how many vectors may be left out: what a plan does not say, each with its reason.
const mostLeftOut = 7

func TestEveryVectorHasItsDocument(t *testing.T) {
	x := readIndex(t)
	in := map[string][]string{} // vector → documents
	for _, doc := range documents(t) {
		var ids []string
		for id := range sections(doc) {
			ids = append(ids, id)
			in[id] = append(in[id], doc.Name)
		}
		slices.Sort(ids)
		listed := slices.Clone(x.documents[doc.Name])
		slices.Sort(listed)
		if !slices.Equal(ids, listed) {
			t.Errorf("%s is about %v; README.md says %v", doc.Name, ids, listed)
		}
	}
	if len(x.leftOut) > mostLeftOut {
		t.Errorf("%d vectors are left out; at most %d may be", len(x.leftOut), mostLeftOut)
	}
	known := map[string]bool{}
	for _, v := range vectors(t) {
		known[v.ID] = true
		docs, reason := in[v.ID], x.leftOut[v.ID]
		switch {
		case len(docs) == 0 && reason == "":
			t.Errorf("no document is about %s, and README.md does not say why it is left out", v.ID)
		case len(docs) > 1, len(docs) == 1 && reason != "":
			t.Errorf("%s is in %v and left out for %q; one of them, please", v.ID, docs, reason)
		}
	}
	for id, docs := range in {
		if !known[id] {
			t.Errorf("%v: there is no vector %s", docs, id)
		}
	}
}

// Every figure that a source printed, or that follows from what it printed, is expected in the section about it, as many
// times as it is there.
func TestFiguresOfVectorsAreExpected(t *testing.T) {
	x := readIndex(t)
	list := vectors(t)
	for _, doc := range documents(t) {
		program, found := load(doc)
		if program == nil || found.HasErrors() {
			t.Errorf("%s does not load", doc.Name)
			continue
		}
		about := sections(doc)
		for _, v := range list {
			for _, s := range about[v.ID] {
				t.Run(v.ID, func(t *testing.T) { s.holds(t, v, program, x.otherwise[v.ID]) })
			}
		}
	}
}

func (s section) holds(t *testing.T, v vector, program *ir.Program, otherwise []printed) {
	figures, refusals, err := flatten(v.Expected)
	if err != nil {
		t.Fatal(err)
	}
	tol, ok := new(big.Rat).SetString(v.Tol.String())
	if !ok {
		t.Fatalf("tolerance %q", v.Tol)
	}
	have := s.expected(program)
	for _, f := range figures {
		want, say := f.value, f.where
		if i := slices.IndexFunc(otherwise, func(p printed) bool { return figure(p.figure).Cmp(f.value) == 0 }); i >= 0 {
			p := otherwise[i]
			otherwise = slices.Delete(slices.Clone(otherwise), i, i+1)
			if p.here == "" {
				continue
			}
			want, say = figure(p.here), f.where+" (printed "+p.figure+")"
		}
		i := slices.IndexFunc(have, func(e expectation) bool { return e.is(want, tol) })
		if i < 0 {
			t.Errorf("%s: lines %d to %d don't expect %s = %s, or not as often as it is printed", s.doc.Name, s.first, s.last, say, want.RatString())
			continue
		}
		have = slices.Delete(have, i, i+1)
	}
	for _, p := range otherwise {
		t.Errorf("README.md has %s printed otherwise, and it is not printed", p.figure)
	}
	lines := strings.Split(s.doc.Text, "\n")[s.first-1 : s.last]
	if n := len(refusedBlocks(strings.Join(lines, "\n"))); n < refusals {
		t.Errorf("%s: lines %d to %d show %d refusals, printed are %d", s.doc.Name, s.first, s.last, n, refusals)
	}
}

// expectation is a figure that an example expects.
type expectation struct {
	value   *big.Rat
	percent bool // may be printed as 12.5 or as 0.125
	owed    bool // may be printed with either sign: what is taken is written below zero, what is owed above
}

// expected are the figures that the examples of a section expect.
func (s section) expected(program *ir.Program) []expectation {
	var list []expectation
	for _, x := range program.Examples {
		if line := x.At.Start.Line; line < s.first || line > s.last {
			continue
		}
		for _, e := range x.Expects {
			times := 1
			if n := len(e.Periods); !e.Over && len(e.Values) == 1 && n > 1 {
				times = n
			}
			for _, v := range e.Values {
				if v.None || v.Kind != ir.Number && v.Kind != ir.Money {
					continue
				}
				r := figure(v.Num.String())
				for range times {
					list = append(list, expectation{r, v.Percent, e.Kind == ir.ExpectClawback || e.Kind == ir.ExpectBalance})
				}
			}
		}
	}
	return list
}

func (e expectation) is(want, tol *big.Rat) bool {
	near := func(a *big.Rat) bool {
		d := new(big.Rat).Sub(a, want)
		return d.Abs(d).Cmp(tol) <= 0
	}
	return near(e.value) || e.percent && near(new(big.Rat).Mul(e.value, big.NewRat(100, 1))) || e.owed && near(new(big.Rat).Neg(e.value))
}

// printedFigure is a number of a vector and where it stands there.
type printedFigure struct {
	where string
	value *big.Rat
}

// flatten lists the numbers of what a vector expects, and counts what it says is not accepted.
func flatten(raw json.RawMessage) (figures []printedFigure, refusals int, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var root any
	if err := d.Decode(&root); err != nil {
		return nil, 0, err
	}
	var walk func(where string, x any)
	walk = func(where string, x any) {
		switch x := x.(type) {
		case map[string]any:
			for _, key := range sortedKeys(x) {
				walk(strings.TrimPrefix(where+"."+key, "."), x[key])
			}
		case []any:
			for i, y := range x {
				walk(fmt.Sprintf("%s[%d]", where, i), y)
			}
		case json.Number:
			figures = append(figures, printedFigure{where, figure(x.String())})
		case bool:
			if !x {
				refusals++
				return
			}
			err = errors.Join(err, fmt.Errorf("%s: nothing here can be compared with true", where))
		default:
			err = errors.Join(err, fmt.Errorf("%s: nothing here can be compared with %v", where, x))
		}
	}
	walk("", root)
	return figures, refusals, err
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// figure is an exact number; the texts it is given are numbers already.
func figure(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(text, ",", ""))
	if !ok {
		panic("not a number: " + text)
	}
	return r
}
