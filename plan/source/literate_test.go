package source_test

import (
	"strings"
	"testing"

	"rainmaker/plan/source"
)

func TestExtract(t *testing.T) {
	cases := []struct {
		name, text string
		want       string // what is left of the text when blanks and empty lines go
		codes      string
	}{
		{"two blocks are one program", "# A\n```plan\none\n```\nprose\n~~~ plan more words\ntwo\n~~~\n", "one two", ""},
		{"another language is not read", "```go\nfunc\n```\n```plan\none\n```\n", "one", ""},
		{"no info string is not read", "```\nx\n```\n```plan\none\n```\n", "one", ""},
		{"a longer fence holds a shorter", "````plan\none\n```\n# two\n````\n", "one ``` # two", ""},
		{"a fence of the other sign does not close", "```plan\none\n~~~\n```\n", "one ~~~", ""},
		{"text behind a closing fence does not close", "```plan\none\n``` x\n```\n", "one ``` x", ""},
		{"three blanks of indent", "   ```plan\n   one\n   ```\n", "one", ""},
		{"a plan fence inside another fence is text", "~~~\n```plan\nno\n```\n~~~\n```plan\none\n```\n", "one", ""},
		{"a backtick in the info string is inline code", "```plan `x`\n\n```plan\none\n```\n", "one", ""},
		{"CR LF", "```plan\r\none\r\n```\r\n", "one", ""},
		{"not closed", "```plan\none\ntwo", "one two", "fence-not-closed"},
		{"not closed and empty", "text\n```plan", "", "fence-not-closed"},
		{"none", "# A\n", "", "no-plan-block"},
		{"empty document", "", "", "no-plan-block"},
		{"Plan is not plan", "```Plan\none\n```\n", "", "plan-block-not-read"},
		{"indented as code", "    ```plan\n    one\n    ```\n", "", "plan-block-not-read"},
		{"in a quote", "> ```plan\n> one\n> ```\n```plan\ntwo\n```\n", "two", "plan-block-not-read"},
		{"in a list", "- ```plan\n  one\n  ```\n", "", "plan-block-not-read"},
		{"in a comment", "<!--\n```plan\none\n```\n-->\n```plan\ntwo\n```\n", "two", "plan-block-in-html"},
		{"a comment on one line hides nothing", "<!-- note -->\n```plan\none\n```\n", "one", ""},
		{"in a tag", "<div>\n```plan\none\n```\n\n```plan\ntwo\n```\n", "two", "plan-block-in-html"},
		{"a tag ends at a blank line", "<div>\n\n```plan\none\n```\n</div>\n", "one", ""},
		{"in <pre>", "<pre>\n\n```plan\none\n```\n</pre>\n```plan\ntwo\n```\n", "two", "plan-block-in-html"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			doc := source.Document{Name: "x.plan.md", Text: c.text}
			blocks, found := source.Extract(doc)
			if got := strings.Join(strings.Fields(blocks.Text), " "); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
			var codes []string
			for _, d := range found {
				codes = append(codes, d.Code)
				if d.Where.End.Offset > len(c.text) || d.Where.Start.Line == 0 || doc.At(d.Where.Start.Offset) != d.Where.Start {
					t.Errorf("%s stands at %+v", d.Code, d.Where)
				}
				source.Format(d, doc)
			}
			if got := strings.Join(codes, " "); got != c.codes {
				t.Errorf("diagnostics %q, want %q", got, c.codes)
			}
			if len(blocks.Text) != len(c.text) || strings.Count(blocks.Text, "\n") != strings.Count(c.text, "\n") {
				t.Error("the program and the document have not the same places")
			}
		})
	}
}

func TestBlocksKeepTheirPlaces(t *testing.T) {
	doc := source.Document{Name: "x.plan.md", Text: "# Größe\n\n```plan\none\n```\nzwölf\n```plan\ntwo\n```\n"}
	blocks, found := source.Extract(doc)
	if len(found) != 0 || len(blocks.Ranges) != 2 {
		t.Fatalf("%d blocks, %v", len(blocks.Ranges), found)
	}
	for i, want := range []string{"one\n", "two\n"} {
		r := blocks.Ranges[i]
		if got := doc.Slice(r); got != want {
			t.Errorf("block %d is %q", i, got)
		}
		if got := blocks.Text[r.Start.Offset:r.End.Offset]; got != want {
			t.Errorf("block %d of the program is %q", i, got)
		}
		if doc.At(r.Start.Offset) != r.Start || doc.At(r.End.Offset) != r.End {
			t.Errorf("block %d stands at %+v", i, r)
		}
	}
}

func TestFixOfAnUnclosedFenceClosesIt(t *testing.T) {
	for _, text := range []string{"```plan\none", "~~~~plan\none\n"} {
		doc := source.Document{Name: "x.plan.md", Text: text}
		_, found := source.Extract(doc)
		if len(found) != 1 || found[0].Fix == nil {
			t.Fatalf("%q: %v", text, found)
		}
		fixed, _ := found[0].Fix.Apply(doc)
		if _, again := source.Extract(fixed); len(again) != 0 {
			t.Errorf("%q is still not closed", fixed.Text)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("# A\n```plan\none\n```\n<!--\n```plan\n-->")
	f.Add("```plan")
	f.Add("\t```Plan\r\n> ~~~plan")
	f.Fuzz(func(t *testing.T, text string) {
		doc := source.Document{Name: "x", Text: text}
		blocks, found := source.Extract(doc)
		if len(blocks.Text) != len(text) {
			t.Fatal("the program is not as long as the document")
		}
		for i := range len(text) {
			if b := blocks.Text[i]; b != text[i] && b != ' ' {
				t.Fatalf("byte %d is %q, in the document %q", i, b, text[i])
			}
		}
		if len(blocks.Ranges) == 0 && len(found) == 0 {
			t.Fatal("nothing was read and nothing said")
		}
		for _, r := range blocks.Ranges {
			if r.End.Offset < r.Start.Offset || r.End.Offset > len(text) {
				t.Fatalf("block at %+v", r)
			}
		}
		for _, d := range found {
			source.Format(d, doc)
		}
	})
}
