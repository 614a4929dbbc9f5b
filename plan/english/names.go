package english

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"rainmaker/plan/ir"
)

// names are what declarations are called in sentences, by the declared name: the label where there is one, else the name
// with its underscores as spaces. Where two would be called alike, the second says also of which kind it is, and by which
// name it is declared where even that is alike: a sentence that could mean either says nothing.
type names map[string]string

func namesOf(p *ir.Program) names {
	n := names{}
	taken := map[string]bool{}
	for _, d := range labelsOf(p) {
		said := spaced(d.name)
		if d.label != "" {
			said = lower(d.label)
		}
		for _, more := range []string{"", d.kind, spaced(d.name)} {
			full := said
			if more != "" {
				full = fmt.Sprintf("%s (%s)", said, more)
			}
			// What components come to is said in other words than what measures are, so the two may share a label.
			key := full
			if d.pays {
				key = "pay: " + full
			}
			if n[d.name] = full; !taken[key] {
				taken[key] = true
				break
			}
		}
	}
	return n
}

type labelled struct {
	name, label, kind string
	pays              bool
}

// labelsOf are the declarations with their labels, empty where there is none: first those whose label a reader knows best.
func labelsOf(p *ir.Program) []labelled {
	var all []labelled
	add := func(name, label, kind string) { all = append(all, labelled{name: name, label: label, kind: kind}) }
	pays := func(name, label, kind string) {
		all = append(all, labelled{name: name, label: label, kind: kind, pays: true})
	}
	for _, d := range p.Params {
		add(d.Name, d.Label, "number")
	}
	for _, d := range p.Measures {
		add(d.Name, d.Label, "measure")
	}
	tables := map[string]bool{} // one that is looked up at several kinds of events stands there for each
	for _, d := range p.Tables {
		if tables[d.Name] {
			continue
		}
		tables[d.Name] = true
		add(d.Name, d.Label, "table")
	}
	for _, d := range p.Curves {
		add(d.Name, d.Label, "curve")
	}
	for _, d := range p.Matrices {
		add(d.Name, d.Label, "grid")
	}
	for _, d := range p.Credits {
		add(d.Name, d.Label, "credit")
	}
	for _, d := range p.Events {
		add(d.Name, d.Label, "event")
	}
	for _, d := range p.Components {
		pays(d.Name, d.Label, d.Kind.String())
	}
	for _, d := range p.Caps {
		pays(d.Name, d.Label, "cap")
	}
	for _, d := range p.Clawbacks {
		pays(d.Name, d.Label, "clawback")
	}
	return all
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
