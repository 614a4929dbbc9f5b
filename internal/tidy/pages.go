package tidy

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	classAttribute = regexp.MustCompile(`\bclass=(?:"[^"]*"|\{[^}]*\})`)
	quoted         = regexp.MustCompile(`"([^"]*)"`)
	inlineStyle    = regexp.MustCompile(`\sstyle=["{]`)
	inlineScript   = regexp.MustCompile(`\son[a-z]+="|hx-on[:=]|<script>`)
	cssComment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssClass       = regexp.MustCompile(`\.([a-z][a-z0-9-]*)`)
)

// Pages finds, in templates, class names the stylesheet does not have, and what the content security policy would
// refuse at run time without a word: inline styles and scripts.
func (t *Tree) Pages(stylesheet string) []Finding {
	known := map[string]bool{}
	for _, m := range cssClass.FindAllStringSubmatch(cssComment.ReplaceAllString(stylesheet, ""), -1) {
		known[m[1]] = true
	}
	var found []Finding
	for _, f := range t.Files {
		if path.Ext(f.Path) != ".templ" {
			continue
		}
		number := 0
		for line := range strings.Lines(f.Text) {
			number++
			for _, class := range classNames(line) {
				if !known[class] {
					found = append(found, Finding{f.Path, number, fmt.Sprintf("class %q is not in the stylesheet", class)})
				}
			}
			if hit := inlineStyle.FindString(line); hit != "" {
				found = append(found, Finding{f.Path, number, "inline style: the content security policy refuses it; use a class, or an SVG attribute in per cent"})
			}
			if hit := inlineScript.FindString(line); hit != "" {
				found = append(found, Finding{f.Path, number, fmt.Sprintf("inline script %q: the content security policy refuses it", strings.TrimSpace(hit))})
			}
		}
	}
	return found
}

// classNames are the class names written out in a line of a template, alone or inside an expression.
func classNames(line string) []string {
	var names []string
	for _, attribute := range classAttribute.FindAllString(line, -1) {
		for _, m := range quoted.FindAllStringSubmatch(attribute, -1) {
			names = append(names, strings.Fields(m[1])...)
		}
	}
	return names
}

var (
	markdownLink = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)\s]*)?\)`)
	codeFence    = regexp.MustCompile("^\\s*(```|~~~)")
)

// Links finds links in Markdown that lead to no file of the tree. Addresses with a scheme are not followed.
func (t *Tree) Links() []Finding {
	var found []Finding
	for _, f := range t.Files {
		if path.Ext(f.Path) != ".md" || strings.Contains(f.Path, "testdata/") {
			continue
		}
		number, fenced := 0, false
		for line := range strings.Lines(f.Text) {
			number++
			if codeFence.MatchString(line) {
				fenced = !fenced
			}
			if fenced {
				continue
			}
			for _, m := range markdownLink.FindAllStringSubmatch(line, -1) {
				if target := path.Join(f.Folder(), m[1]); !strings.Contains(m[1], ":") && !t.has(target) {
					found = append(found, Finding{f.Path, number, fmt.Sprintf("links to %s, which is not there", target)})
				}
			}
		}
	}
	return found
}

// has reports whether a file, or a folder with files, is in the tree.
func (t *Tree) has(name string) bool {
	return slices.ContainsFunc(t.Files, func(f *File) bool { return f.Path == name || within(f.Path, name) })
}
