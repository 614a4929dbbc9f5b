package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk/plans"
	"rainmaker/plan"
	"rainmaker/plan/source"
	"rainmaker/trial"
)

type planVerbs struct {
	Check   planCheck   `cmd:"" help:"Check letters and terms, examples included."`
	Test    planTest    `cmd:"" help:"Run the examples of letters, each by name."`
	Publish planPublish `cmd:"" help:"Put letters and terms into force; refused while anything is wrong with them."`
}

// documents reads letters and terms: files, or the *.plan.md and *.terms.md of folders.
func documents(paths []string) ([]source.Document, error) {
	var names []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, rainmaker.Errorf(rainmaker.NotFound, "plan", "%w", err)
		}
		if !info.IsDir() {
			names = append(names, p)
			continue
		}
		for _, pattern := range []string{"*.plan.md", "*.terms.md"} {
			found, err := filepath.Glob(filepath.Join(p, pattern))
			if err != nil {
				return nil, err
			}
			names = append(names, found...)
		}
	}
	if len(names) == 0 {
		return nil, refused("plan", "there is no *.plan.md or *.terms.md in %s", strings.Join(paths, ", "))
	}
	sort.Strings(names)
	docs := make([]source.Document, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		docs[i] = source.Document{Name: filepath.Base(name), Text: string(text)}
	}
	return docs, nil
}

type planCheck struct {
	Documents []string `arg:"" help:"Letters and terms, or a folder of them." type:"path"`
	Fiscal    int      `default:"1" help:"Month in which the fiscal year starts, 1 to 12."`
}

func (v planCheck) Run(c *console) error {
	docs, set, found, err := v.load()
	if err != nil {
		return err
	}
	for _, p := range set.Programs {
		found = append(found, trial.Diagnostics(trial.Run(p, v.calendar()))...)
	}
	found.Sort()
	err = c.print(map[string]any{"documents": len(docs), "plans": len(set.Programs), "diagnostics": found}, func(w io.Writer) error {
		p := &printer{w: w}
		for _, d := range found {
			p.line("%s\n", source.Format(d, documentOf(docs, d.Where.Doc)))
		}
		p.line("%d documents, %d letters: %d errors, %d warnings.", len(docs), len(set.Programs), count(found, source.Error),
			count(found, source.Warning))
		return p.err
	})
	if err == nil && found.HasErrors() {
		return errSilent(exitRefused)
	}
	return err
}

func (v planCheck) calendar() calendar.Calendar { return calendar.Fiscal(monthOf(v.Fiscal)) }

func (v planCheck) load() ([]source.Document, *plan.Set, source.Diagnostics, error) {
	if v.Fiscal < 1 || v.Fiscal > 12 {
		return nil, nil, nil, refused("plan", "--fiscal %d is no month", v.Fiscal).WithWay("give 1 to 12")
	}
	docs, err := documents(v.Documents)
	if err != nil {
		return nil, nil, nil, err
	}
	set, found := plan.Load(docs, v.calendar())
	return docs, set, found, nil
}

func documentOf(docs []source.Document, name string) source.Document {
	for _, d := range docs {
		if d.Name == name {
			return d
		}
	}
	return source.Document{Name: name}
}

func count(ds source.Diagnostics, s source.Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity == s {
			n++
		}
	}
	return n
}

type planTest struct {
	planCheck `embed:""`
}

func (v planTest) Run(c *console) error {
	docs, set, found, err := v.load()
	if err != nil {
		return err
	}
	results := []exampleResult{}
	failed := 0
	for _, p := range set.Programs {
		for _, r := range trial.Run(p, v.calendar()) {
			results = append(results, exampleResult{p.Plan.Name, r.Example.Name, r.Example.Row, r.Passed(), r.Failures})
			if !r.Passed() {
				failed++
			}
		}
	}
	err = c.print(map[string]any{"diagnostics": found, "examples": results}, func(w io.Writer) error {
		p := &printer{w: w}
		for _, d := range found {
			p.line("%s\n", source.Format(d, documentOf(docs, d.Where.Doc)))
		}
		for _, r := range results {
			p.line("%s", r)
			for _, d := range r.Failures {
				p.line("%s\n", source.Format(d, documentOf(docs, d.Where.Doc)))
			}
		}
		p.line("%d examples, %d failed.", len(results), failed)
		return p.err
	})
	if err == nil && (failed > 0 || found.HasErrors()) {
		return errSilent(exitRefused)
	}
	return err
}

// exampleResult is one example, run.
type exampleResult struct {
	Plan     string             `json:"plan"`
	Example  string             `json:"example"`
	Row      int                `json:"row,omitempty"` // of its cases, from 1
	Passed   bool               `json:"passed"`
	Failures source.Diagnostics `json:"failures,omitempty"`
}

func (r exampleResult) String() string {
	word, row := "ok  ", ""
	if !r.Passed {
		word = "FAIL"
	}
	if r.Row > 0 {
		row = fmt.Sprintf(", case %d", r.Row)
	}
	return fmt.Sprintf("%s  %s: %q%s", word, r.Plan, r.Example, row)
}

type planPublish struct {
	Documents []string `arg:"" help:"Letters and terms, or a folder of them: the whole set in force from now on." type:"path"`
	Note      string   `help:"Why, for the history."`
}

func (v planPublish) Run(c *console) error {
	docs, err := documents(v.Documents)
	if err != nil {
		return err
	}
	return c.with(func(co *company) error {
		checked, err := co.plans.Publish(c.ctx, operator(), published(docs), v.Note)
		if err != nil {
			return err
		}
		return c.printChecked(checked)
	})
}

func published(docs []source.Document) []rainmaker.Document {
	out := make([]rainmaker.Document, len(docs))
	for i, d := range docs {
		out[i] = rainmaker.Document{Name: d.Name, Text: d.Text}
	}
	return out
}

func (c *console) printChecked(checked plans.Checked) error {
	err := c.print(checked, func(w io.Writer) error {
		p := &printer{w: w}
		for _, d := range checked.Documents {
			for _, x := range d.Diagnostics {
				p.line("%s\n", source.Format(x, source.Document{Name: d.Name, Text: d.Text}))
			}
		}
		for _, l := range checked.Letters {
			p.line("%s: %q, %s, paid by the %s, %d of %d examples hold, %d people assigned.", l.Plan, l.Label, l.Effective, l.Period, l.Passed,
				l.Examples, l.Assigned)
		}
		switch {
		case !checked.OK():
			p.line("Refused: %d errors. What was in force before stays in force.", checked.Errors)
		case checked.Same:
			p.line("This is edition %d, which is in force already.", checked.Edition)
		default:
			p.line("In force as edition %d.", checked.Edition)
		}
		return p.err
	})
	if err == nil && !checked.OK() {
		return errSilent(exitRefused)
	}
	return err
}
