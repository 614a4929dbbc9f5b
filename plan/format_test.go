package plan_test

import (
	"slices"
	"strings"
	"testing"

	"rainmaker/plan/ir"
	"rainmaker/plan/plantest"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// squeezed is a document whose plan blocks are laid out as badly as the language allows: no alignment, no indentation, and
// more blank lines than anybody wants. Comments and strings stay.
func squeezed(doc source.Document) source.Document {
	blocks, _ := source.Extract(doc)
	for _, r := range slices.Backward(blocks.Ranges) {
		var out []string
		for line := range strings.Lines(doc.Text[r.Start.Offset:r.End.Offset]) {
			line = strings.TrimSpace(line)
			if !strings.ContainsAny(line, "\"#") {
				line = strings.Join(strings.Fields(line), " ")
			}
			out = append(out, line, "")
		}
		doc.Text = doc.Text[:r.Start.Offset] + strings.Join(out, "\n") + doc.Text[r.End.Offset:]
	}
	return doc
}

// What a letter pays never depends on its layout: formatting keeps the meaning of every letter, also of one laid out badly,
// formats it once and for all, and leaves the prose alone.
func TestFormattingNeverChangesMeaning(t *testing.T) {
	letters := 0
	for _, of := range plantest.Sets(t) {
		want := plantest.Load(t, of.Docs)
		for layout, lay := range map[string]func(source.Document) source.Document{
			"as it stands": func(d source.Document) source.Document { return d }, "squeezed": squeezed,
		} {
			var formatted []source.Document
			for _, doc := range of.Docs {
				once, found := syntax.Format(lay(doc))
				if found.HasErrors() {
					t.Fatalf("%s %s: %s", doc.Name, layout, source.Format(found[0], lay(doc)))
				}
				if twice, _ := syntax.Format(once); twice.Text != once.Text {
					t.Errorf("%s, %s: formatting a formatted document changes it", doc.Name, layout)
				}
				if prose(once) != prose(doc) {
					t.Errorf("%s, %s: formatting changed the prose", doc.Name, layout)
				}
				formatted = append(formatted, once)
			}
			got := plantest.Load(t, formatted)
			if len(got.Programs) != len(want.Programs) {
				t.Fatalf("%s, %s: %d letters became %d", of.Name, layout, len(want.Programs), len(got.Programs))
			}
			for i, p := range want.Programs {
				letters++
				if ir.Meaning(p) != ir.Meaning(got.Programs[i]) {
					t.Errorf("%s, %s: formatting changed what %s means", of.Name, layout, p.Plan.Name)
				}
			}
		}
	}
	if letters < 80 {
		t.Errorf("only %d letters were tried", letters)
	}
}

// prose is a document without its plan blocks.
func prose(doc source.Document) string {
	blocks, _ := source.Extract(doc)
	var b strings.Builder
	at := 0
	for _, r := range blocks.Ranges {
		b.WriteString(doc.Text[at:r.Start.Offset])
		at = r.End.Offset
	}
	return b.String() + doc.Text[at:]
}

// The hash of a meaning sees every change of a number, and would be worth nothing otherwise.
func TestMeaningSeesNumbers(t *testing.T) {
	sets := plantest.Sets(t)
	at := slices.IndexFunc(sets, func(s plantest.Set) bool { return s.Name == "docs/cookbook/accelerators.plan.md" })
	doc := sets[at].Docs[0]
	before := ir.Meaning(plantest.Load(t, sets[at].Docs).Programs[0])
	for was, is := range map[string]string{
		"from 120%: 16%": "from 120%: 17%", "half_even": "half_up", "for the year\"": "of the year\"", "whole amount above 100% {": "whole amount above 110% {",
		"before 2028-01-01": "before 2028-01-02",
	} {
		text := strings.Replace(doc.Text, was, is, 1)
		if text == doc.Text {
			t.Fatalf("%q stands nowhere", was)
		}
		set := plantest.Load(t, []source.Document{{Name: doc.Name, Text: text}})
		if ir.Meaning(set.Programs[0]) == before {
			t.Errorf("%q and %q mean the same", was, is)
		}
	}
}
