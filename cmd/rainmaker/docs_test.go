package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const manual = "../../docs/CLI.md"

// The JSON in docs/CLI.md has the fields that the verbs print, under the heading of the verb.
func TestManualShowsTheJSONThatIsPrinted(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash(manual))
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string][]any{ // by heading, in the order of the blocks
		"errors":                     {&map[string]fault{}},
		"import":                     {&importAnswer{}},
		"plan check":                 {&checkAnswer{}},
		"plan test":                  {&testAnswer{}},
		"plan fmt":                   {&fmtAnswer{}},
		"plan doc":                   {&[]docAnswer{}},
		"plan diff":                  {&[]diffAnswer{}},
		"plan audit":                 {&auditAnswer{}},
		"plan publish":               {&publishAnswer{}},
		"calc":                       {&runAnswer{}},
		"team":                       {&teamAnswer{}},
		"explain":                    {&statementAnswer{}, &dealAnswer{}, &whyNotAnswer{}, &nothingAnswer{}, &differenceAnswer{}},
		"deal":                       {&offerAnswer{}},
		"account add, account reset": {&linkAnswer{}},
		"account list":               {&[]accountAnswer{}},
		"accept":                     {&[]acceptRow{}},
		"bench":                      {&benchAnswer{}},
		"serve, demo":                {&welcome{}},
		"version":                    {&versionAnswer{}},
	}
	heading, block, in := "", "", false
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, "#"):
			heading = strings.TrimSpace(strings.TrimLeft(line, "#"))
		case strings.HasPrefix(line, "```json"):
			in, block = true, ""
		case in && strings.HasPrefix(line, "```"):
			in = false
			shapes := printed[heading]
			if len(shapes) == 0 {
				t.Errorf("%q shows JSON that no verb prints: %s", heading, block)
				continue
			}
			decoder := json.NewDecoder(bytes.NewReader([]byte(block)))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(shapes[0]); err != nil {
				t.Errorf("%q: %v", heading, err)
			}
			printed[heading] = shapes[1:]
		case in:
			block += line
		}
	}
	for heading, left := range printed {
		if len(left) > 0 {
			t.Errorf("%q does not show all the JSON it prints", heading)
		}
	}
}

// Every verb and every flag stands in docs/CLI.md.
func TestManualNamesEveryVerbAndFlag(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash(manual))
	if err != nil {
		t.Fatal(err)
	}
	parser, err := kong.New(&verbs{}, kong.Name("rainmaker"))
	if err != nil {
		t.Fatal(err)
	}
	leaves := parser.Model.Leaves(true)
	if len(leaves) < 10 {
		t.Fatalf("only %d verbs", len(leaves))
	}
	for _, leaf := range leaves {
		name := strings.TrimPrefix(leaf.FullPath(), "rainmaker ")
		if !strings.Contains(string(text), "| `"+name) {
			t.Errorf("the verb %q is not described", name)
		}
		for _, flag := range leaf.Flags {
			if !strings.Contains(string(text), "--"+flag.Name) {
				t.Errorf("--%s of %q is not described", flag.Name, name)
			}
		}
	}
}
