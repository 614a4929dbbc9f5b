package english

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rainmaker/plan/ir"
)

// names are what declarations are called in sentences, by the declared name: the label where there is one, else the name
// with its underscores as spaces. Where two would be called alike, both go by their names: a sentence that could mean
// either says nothing.
type names map[string]string

func namesOf(p *ir.Program) names {
	n := names{}
	for name, label := range labelsOf(p) {
		n[name] = spaced(name)
		if label != "" {
			n[name] = lower(label)
		}
	}
	alike := map[string]int{}
	for _, said := range n {
		alike[said]++
	}
	for name, said := range n {
		if alike[said] > 1 {
			n[name] = name
		}
	}
	return n
}

// labelsOf are the labels of declarations by their names, empty where a declaration has none.
func labelsOf(p *ir.Program) map[string]string {
	labels := map[string]string{}
	add := func(name, label string) { labels[name] = label }
	for _, d := range p.Params {
		add(d.Name, d.Label)
	}
	for _, d := range p.Measures {
		add(d.Name, d.Label)
	}
	for _, d := range p.Tables {
		add(d.Name, d.Label)
	}
	for _, d := range p.Curves {
		add(d.Name, d.Label)
	}
	for _, d := range p.Matrices {
		add(d.Name, d.Label)
	}
	for _, d := range p.Credits {
		add(d.Name, d.Label)
	}
	for _, d := range p.Components {
		add(d.Name, d.Label)
	}
	for _, d := range p.Caps {
		add(d.Name, d.Label)
	}
	for _, d := range p.Clawbacks {
		add(d.Name, d.Label)
	}
	for _, d := range p.Events {
		add(d.Name, d.Label)
	}
	return labels
}

// of is what a declaration is called; what is declared nowhere (a field, a balance) by its name in words.
func (n names) of(name string) string {
	if said, ok := n[name]; ok {
		return said
	}
	return spaced(name)
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// lower takes the capital from the first word of a label that stands inside a sentence, unless the word is a name that is
// written in capitals (SPIFF, ARR, Q1).
func lower(label string) string {
	first, size := utf8.DecodeRuneInString(label)
	second, _ := utf8.DecodeRuneInString(label[size:])
	if !unicode.IsUpper(first) || unicode.IsUpper(second) || unicode.IsDigit(second) {
		return label
	}
	return string(unicode.ToLower(first)) + label[size:]
}

func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// possessive is whose attributes, numbers and credits an expression speaks of.
type possessive struct{ of, who string }

var (
	yours  = possessive{"your", "you"}
	theirs = possessive{"their", "they"}
	payees = possessive{"the payee’s", "the payee"}
)

// list joins with commas and a last word: "a, b and c".
func list(parts []string, last string) string {
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return parts[0]
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " " + last + " " + parts[len(parts)-1]
}

// article is a noun with a or an.
func article(noun string) string {
	if strings.ContainsRune("aeiouAEIOU", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
