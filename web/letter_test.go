package web

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rainmaker/desk/plans"
	"rainmaker/plan/source"
)

const letterText = "# Agents\n\nYou are paid *by the quarter*,\nin full.\n\n```plan\nplan agents \"a # b\" { # why\n  from 50%: 6%\n  Central: 90,000 USD\n```\n"

func at(text, part string) source.Range {
	doc := source.Document{Name: "agents.plan.md", Text: text}
	i := strings.Index(text, part)
	return doc.RangeOf(i, i+len(part))
}

// A letter is shown as prose and numbered lines of plan, with its cause underlined exactly and the note under its line.
func TestLettered(t *testing.T) {
	checked := plans.CheckedDocument{Name: "agents.plan.md", Text: letterText, Diagnostics: source.Diagnostics{
		{Severity: source.Error, Summary: "tiers must rise", Where: at(letterText, "50%")},
		{Severity: source.Warning, Summary: "say why", Where: at(letterText, "agents \"")},
	}}
	blocks := lettered(checked)
	if len(blocks) != 3 || blocks[0].heading != 1 || blocks[1].code || !blocks[2].code {
		t.Fatalf("blocks %+v", blocks)
	}
	if got := plain(blocks[1].text); got != "You are paid by the quarter, in full." {
		t.Errorf("the paragraph reads %q", got)
	}
	if plain(blocks[0].text) != "Agents" {
		t.Errorf("the heading reads %q", plain(blocks[0].text))
	}
	code := blocks[2].lines
	if len(code) != 3 || code[0].number != 7 {
		t.Fatalf("the plan has lines %+v", code)
	}
	if got := styled(code[0].spans, "cm"); got != "# why" {
		t.Errorf("the comment is %q", got)
	}
	if got := styled(code[0].spans, "kw"); got != "plan" {
		t.Errorf("the keyword is %q", got)
	}
	if got := styled(code[0].spans, "advice"); got != "agents \"" {
		t.Errorf("the advice is about %q", got)
	}
	if got := styled(code[1].spans, "wavy"); got != "50%" || len(code[1].found) != 1 {
		t.Errorf("the cause is %q, with %d notes under it", got, len(code[1].found))
	}
	if got := styled(code[2].spans, "kw"); got != "" {
		t.Errorf("a row of a table has the keyword %q", got)
	}
	for i, line := range code {
		want := strings.Split(letterText, "\n")[line.number-1]
		if plain(line.spans) != want {
			t.Errorf("line %d reads %q, the letter says %q", i, plain(line.spans), want)
		}
	}
}

func plain(spans []span) string {
	text := ""
	for _, s := range spans {
		text += s.text
	}
	return text
}

func styled(spans []span, class string) string {
	text := ""
	for _, s := range spans {
		if strings.Contains(" "+s.class+" ", " "+class+" ") {
			text += s.text
		}
	}
	return text
}

// Whatever a letter holds and wherever a diagnostic points, no character of a plan is lost.
func TestLetteredLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching("((```plan|```|# x|from 5%|é \\{|\"a # b)?\r?\n){0,12}")).Draw(t, "text")
		doc := source.Document{Name: "x.plan.md", Text: text}
		where := doc.RangeOf(rapid.IntRange(-1, len(text)+1).Draw(t, "from"), rapid.IntRange(-1, len(text)+1).Draw(t, "to"))
		lines := strings.Split(text, "\n")
		for _, b := range lettered(plans.CheckedDocument{Name: doc.Name, Text: text, Diagnostics: source.Diagnostics{{Where: where}}}) {
			for _, line := range b.lines {
				if got, want := plain(line.spans), strings.TrimRight(lines[line.number-1], "\r\n"); b.code && got != want {
					t.Errorf("line %d reads %q, the letter says %q", line.number, got, want)
				}
			}
		}
	})
}
