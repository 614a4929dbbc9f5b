// Package docs_test holds LANGUAGE.md to what is built: every block in it is checked and every example in it is worked out
// by the engine that pays, and no construct, word or diagnostic of the language may be without its place in it.
package docs_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker/calendar"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
	"rainmaker/trial"
)

const page = "LANGUAGE.md"

var (
	fiscal = calendar.Fiscal(time.January)
	update = flag.Bool("update", false, "write the blocks of LANGUAGE.md in their canonical print")
)

// block is a fenced block of the page.
type block struct {
	info        string // behind the fence
	first, last int    // the lines inside it, counted from 0; last is not included
	text        string
}

// word is the first word behind the fence: what kind of block it is.
func (b block) word() string {
	word, _, _ := strings.Cut(b.info, " ")
	return word
}

// code is what a block is said to provoke, "" where nothing.
func (b block) code() string {
	_, rest, _ := strings.Cut(b.info, " ")
	return strings.TrimPrefix(rest, "warns ")
}

func (b block) declares(what string) bool {
	return slices.ContainsFunc(strings.Split(b.text, "\n"), func(line string) bool { return strings.HasPrefix(line, what+" ") })
}

// manual is the page, cut into lines and blocks.
type manual struct {
	text   string
	lines  []string
	blocks []block
}

func readManual(t *testing.T) *manual {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	m := &manual{text: string(text), lines: strings.Split(string(text), "\n")}
	open := -1
	for i, line := range m.lines {
		switch {
		case open < 0 && strings.HasPrefix(line, "```"):
			open = i
		case open >= 0 && line == "```":
			m.blocks = append(m.blocks, block{
				info: strings.TrimPrefix(m.lines[open], "```"), first: open + 1, last: i,
				text: strings.Join(m.lines[open+1:i], "\n") + "\n",
			})
			open = -1
		}
	}
	if open >= 0 || len(m.blocks) < 100 {
		t.Fatalf("%s has %d blocks, and the fence of line %d is open", page, len(m.blocks), open+1)
	}
	return m
}

// of lists the blocks of a kind.
func (m *manual) of(word string) []block {
	return slices.DeleteFunc(slices.Clone(m.blocks), func(b block) bool { return b.word() != word })
}

// head is the letter in which small blocks stand.
func (m *manual) head(t *testing.T) block {
	t.Helper()
	i := slices.IndexFunc(m.blocks, func(b block) bool { return b.info == "plan head" })
	if i < 0 {
		t.Fatalf("%s shows no block `plan head`, in which small blocks stand", page)
	}
	return m.blocks[i]
}

// only is the page with everything blank but some blocks, so that what is said about them points into the page.
func (m *manual) only(name string, blocks ...block) source.Document {
	lines := make([]string, len(m.lines))
	for _, b := range blocks {
		copy(lines[b.first:b.last], m.lines[b.first:b.last])
		lines[b.first-1], lines[b.last] = "```plan", "```"
	}
	return source.Document{Name: name, Text: strings.Join(lines, "\n")}
}

// document is a block as a document of its own: a letter, in the head's where it is a small one, or terms.
func (m *manual) document(t *testing.T, b block) source.Document {
	t.Helper()
	switch {
	case b.declares("terms"):
		return m.only("LANGUAGE.terms.md", b)
	case b.declares("language"):
		return m.only("LANGUAGE.plan.md", b)
	default:
		return m.only("LANGUAGE.plan.md", m.head(t), b)
	}
}

// company is a block's document with the terms it uses.
func (m *manual) company(t *testing.T, b block) []source.Document {
	t.Helper()
	doc := m.document(t, b)
	docs := []source.Document{doc}
	for i, other := range m.of("plan") {
		if !other.declares("terms") {
			continue
		}
		file, _ := syntax.Parse(m.only("LANGUAGE.terms.md", other))
		if name := file.Terms.Name.Text; strings.Contains(doc.Text, "\nuses "+name+"\n") {
			docs = append(docs, m.only(fmt.Sprintf("LANGUAGE.%d.terms.md", i), other))
		}
	}
	return docs
}

// said is everything the checker and the engine say about a block: its examples are run and its checks tried if it is sound.
func (m *manual) said(t *testing.T, b block) (*plan.Set, source.Diagnostics, int) {
	t.Helper()
	docs := m.company(t, b)
	set, found := plan.Load(docs, fiscal)
	if len(set.Programs) != 1 || found.HasErrors() {
		return set, found, 0
	}
	results := trial.Run(set.Programs[0], fiscal)
	found = append(found, trial.Diagnostics(results)...)
	return set, append(found, trial.CheckDiagnostics(trial.Checks(set.Programs[0], fiscal))...), len(results)
}

// Whoever copies a block gets one that loads, without a warning they would have to explain, and whose examples hold.
func TestBlocksLoadAndExamplesHold(t *testing.T) {
	m := readManual(t)
	ran := 0
	for _, b := range m.of("plan") {
		if b.declares("terms") {
			continue // they are checked in the letters that use them
		}
		t.Run(fmt.Sprintf("line %d", b.first), func(t *testing.T) {
			set, found, examples := m.said(t, b)
			want := b.code()
			warned := want == "" || want == "head"
			for _, d := range found {
				if d.Severity == source.Warning && d.Code == want {
					warned = true
					continue
				}
				t.Error(source.Format(d, set.Document(d.Where.Doc)))
			}
			if !warned {
				t.Errorf("nothing is said with code %s", want)
			}
			ran += examples
		})
	}
	if ran < 100 {
		t.Errorf("%d examples were run; the page should show more", ran)
	}
}

// What the page shows as refused is refused, and for the reason it gives.
func TestRefusedIsRefused(t *testing.T) {
	m := readManual(t)
	for _, b := range m.of("plan-refused") {
		t.Run(fmt.Sprintf("line %d", b.first), func(t *testing.T) {
			set, found, _ := m.said(t, b)
			told := false
			for _, d := range found {
				told = told || d.Code == b.code() && d.Severity == source.Error
				if d.Code != b.code() {
					t.Error(source.Format(d, set.Document(d.Where.Doc)))
				}
			}
			if !told {
				t.Errorf("no error %q is found in this block", b.code())
			}
		})
	}
}

// A block that is printed canonically shows a reader their own changes and no others.
func TestBlocksAreInCanonicalPrint(t *testing.T) {
	m := readManual(t)
	changed := false
	for _, b := range slices.Backward(m.blocks) { // from the end, so that a longer print moves nothing before it
		if b.word() != "plan" && b.word() != "plan-refused" {
			continue
		}
		doc := m.document(t, b)
		printed, found := syntax.Format(doc)
		if found.HasErrors() || printed.Text == doc.Text {
			continue // what can't be read can't be printed; whether it should be read is another test's question
		}
		changed = true
		if !*update {
			t.Errorf("line %d: this block is not in its canonical print; go test ./docs -update writes it", b.first)
			continue
		}
		blocks, _ := source.Extract(printed)
		last := blocks.Ranges[len(blocks.Ranges)-1]
		text := strings.TrimSuffix(printed.Slice(last), "\n")
		m.lines = slices.Replace(m.lines, b.first, b.last, strings.Split(text, "\n")...)
	}
	if *update && changed {
		if err := os.WriteFile(page, []byte(strings.Join(m.lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	within  = regexp.MustCompile(`\]\(#([^)]+)\)`)
	spoken  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// A link inside the page leads to a heading, by the name that Markdown readers make of one.
func TestLinksLeadToHeadings(t *testing.T) {
	m := readManual(t)
	names := map[string]bool{}
	for _, h := range heading.FindAllStringSubmatch(m.text, -1) {
		name := strings.ReplaceAll(spoken.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-")
		if names[name] {
			t.Errorf("two headings are called %q", h[1])
		}
		names[name] = true
	}
	for _, l := range within.FindAllStringSubmatch(m.text, -1) {
		if !names[l[1]] {
			t.Errorf("no heading is called #%s", l[1])
		}
	}
}
