package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// planFmt writes the plan blocks of documents in their one canonical spelling.
type planFmt struct {
	Documents []string `arg:"" help:"Letters and terms, or folders of them." type:"path"`
	Check     bool     `help:"Write nothing; end with 1 when a document would change."`
	Diff      bool     `help:"Write nothing; show the lines that would change."`
}

// fmtAnswer is what plan fmt says as JSON.
type fmtAnswer struct {
	Documents   int                `json:"documents"`
	Changed     []string           `json:"changed"` // would be changed, with --check and --diff
	Written     bool               `json:"written"`
	Diagnostics source.Diagnostics `json:"diagnostics"`
}

// formatted is a document before and after.
type formatted struct {
	path   string
	before source.Document
	after  source.Document
	found  source.Diagnostics
}

func (f formatted) changed() bool { return f.before.Text != f.after.Text }

func (v *planFmt) run(c *console) error {
	files, err := v.read()
	if err != nil {
		return err
	}
	a := fmtAnswer{Documents: len(files), Changed: []string{}, Written: !v.Check && !v.Diff, Diagnostics: source.Diagnostics{}}
	for _, f := range files {
		a.Diagnostics = append(a.Diagnostics, f.found...)
		if !f.changed() {
			continue
		}
		a.Changed = append(a.Changed, f.before.Name)
		if a.Written {
			if err := replaceFile(f.path, f.after.Text); err != nil {
				return err
			}
		}
	}
	err = c.print(a, func(p *printer) { v.print(p, a, files) })
	if err == nil && (a.Diagnostics.HasErrors() || v.Check && len(a.Changed) > 0) {
		return errSilent(exitRefused)
	}
	return err
}

func (v *planFmt) read() ([]formatted, error) {
	names, err := named("plan fmt", v.Documents, func(name string) bool {
		doc := source.Document{Name: name}
		return doc.IsLetter() || doc.IsTerms()
	})
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, refused("plan fmt", "there is no *.plan.md or *.terms.md in %s", strings.Join(v.Documents, ", ")).
			WithWay("name the letters and terms, or the folder that holds them")
	}
	files := make([]formatted, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, unreadable("plan fmt", err)
		}
		doc := source.Document{Name: filepath.Base(name), Text: string(text)}
		after, found := syntax.Format(doc)
		files[i] = formatted{path: name, before: doc, after: after, found: found}
	}
	return files, nil
}

func (v *planFmt) print(p *printer, a fmtAnswer, files []formatted) {
	for _, f := range files {
		for _, d := range f.found {
			p.line("%s", source.Format(d, f.before))
		}
		if !f.changed() {
			continue
		}
		p.line("%s", f.before.Name)
		if v.Diff {
			for _, l := range changedLines(f.before.Text, f.after.Text) {
				p.line("%s", l)
			}
		}
	}
	word := "rewritten"
	if !a.Written {
		word = "would change"
	}
	p.line("%s, %d %s.", several(a.Documents, "document"), len(a.Changed), word)
}

// replaceFile writes a file's new text beside it and then puts it in its place, so that a letter is never half written.
func replaceFile(path, text string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unreadable("plan fmt", err)
	}
	next := path + ".new"
	if err := os.WriteFile(next, []byte(text), info.Mode().Perm()); err != nil {
		return fmt.Errorf("plan fmt: write %s: %w", next, err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("plan fmt: replace %s: %w", path, err)
	}
	return nil
}

// changedLines is what one text has and another has not, line by line: "12 - was", "12 + is". Lines are matched by the
// longest common run of lines, found block by block: formatting moves no lines, so a plain search from both sides of each
// change is short.
func changedLines(before, after string) []string {
	a, b := strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n")
	var out []string
	say := func(sign string, number int, line string) {
		out = append(out, fmt.Sprintf("%5d %s %s", number, sign, strings.TrimRight(line, "\r\n")))
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		if i < len(a) && j < len(b) && a[i] == b[j] {
			i, j = i+1, j+1
			continue
		}
		n, m := nextCommon(a[i:], b[j:])
		for k := range n {
			say("-", i+k+1, a[i+k])
		}
		for k := range m {
			say("+", j+k+1, b[j+k])
		}
		i, j = i+n, j+m
	}
	return out
}

// nextCommon is how many lines of either have to be left out until both go on with the same line that is not blank.
func nextCommon(a, b []string) (n, m int) {
	for sum := 1; sum < len(a)+len(b); sum++ {
		for n := max(0, sum-len(b)+1); n <= sum && n < len(a); n++ {
			if m := sum - n; a[n] == b[m] && strings.TrimSpace(a[n]) != "" {
				return n, m
			}
		}
	}
	return len(a), len(b)
}
