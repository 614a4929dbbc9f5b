package source

import (
	"strings"
	"testing"
)

// A line of a million characters is shown as what stands around the fault.
func TestLongLinesAreCut(t *testing.T) {
	doc := Document{Name: "a.plan.md", Text: strings.Repeat("a", 500_000) + "fault" + strings.Repeat("b", 500_000)}
	where := Range{Doc: doc.Name, Start: Position{Offset: 500_000, Line: 1, Col: 500_001}, End: Position{Offset: 500_005, Line: 1, Col: 500_006}}
	said := Format(Diagnostic{Summary: "no such thing", Where: where}, doc)
	lines := strings.Split(said, "\n")
	at, under := strings.Index(lines[1], "fault"), strings.Index(lines[2], "^^^^^")
	if len(said) > 1_000 || len(lines) < 3 || at < 0 || len([]rune(lines[1][:at])) != len([]rune(lines[2][:under])) {
		t.Errorf("%d bytes:\n%s", len(said), said)
	}
}
