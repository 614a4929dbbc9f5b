package plan

import (
	"cmp"
	"fmt"
	"slices"

	"rainmaker/plan/check"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// Vocabulary is what the company's facts are called, over all letters: importers map to it.
type Vocabulary struct {
	Attributes []ir.Field // of people
	Events     []ir.Event // by name
}

// Event is a kind of fact by its name; false where no letter knows it.
func (v *Vocabulary) Event(name string) (ir.Event, bool) {
	for _, e := range v.Events {
		if e.Name == name {
			return e, true
		}
	}
	return ir.Event{}, false
}

// merge brings the letters' declarations together. Letters may each declare an event with the fields they need; where two
// declare one field, they must mean the same by it. A letter that does not agree is left out.
func (l *loader) merge() {
	m := &merger{l: l, events: map[string]*merged{}, attributes: map[string]owned{}, credits: map[string]rule{}}
	var kept []*ir.Program
	for _, p := range l.set.Programs {
		if m.agrees(p) {
			m.add(p)
			kept = append(kept, p)
		}
	}
	l.set.Programs = kept
	v := &l.set.Vocabulary
	v.Attributes = m.attributeList
	for _, e := range m.events {
		v.Events = append(v.Events, e.event)
	}
	slices.SortFunc(v.Events, func(a, b ir.Event) int { return cmp.Compare(a.Name, b.Name) })
}

type merger struct {
	l             *loader
	events        map[string]*merged
	attributes    map[string]owned
	attributeList []ir.Field
	credits       map[string]rule
}

type merged struct {
	event  ir.Event
	fields map[string]owned
}

// owned is a declared field and the place of the declaration that was first.
type owned struct {
	field ir.Field
	at    source.Range
	doc   string
}

type rule struct {
	meaning string
	at      source.Range
}

func (m *merger) agrees(p *ir.Program) bool {
	ok := true
	for _, e := range p.Events {
		known := m.events[e.Name]
		if known == nil {
			continue
		}
		if a, b := known.event.Fields[known.event.Dated].Name, e.Fields[e.Dated].Name; a != b {
			m.disagree(fmt.Sprintf("event `%s` is dated by `%s` here and by `%s` in %s", e.Name, b, a, known.event.At.Doc), e.At, known.event.At)
			ok = false
		}
		for _, f := range e.Fields {
			if f.Via != nil {
				continue
			}
			if first, again := known.fields[f.Name]; again && !sameType(first.field.Type, f.Type) {
				m.disagree(fmt.Sprintf("field `%s` of event `%s` is %s here and %s in %s", f.Name, e.Name, f.Type, first.field.Type, first.at.Doc), e.At, first.at)
				ok = false
			}
		}
	}
	for _, f := range p.Attributes {
		if first, again := m.attributes[f.Name]; again && !sameType(first.field.Type, f.Type) {
			m.disagree(fmt.Sprintf("payee.%s is %s here and %s in %s", f.Name, f.Type, first.field.Type, first.doc), p.Plan.At, first.at)
			ok = false
		}
	}
	return ok
}

func (m *merger) disagree(summary string, at, first source.Range) {
	m.l.report(source.Diagnostic{
		Code: codeFieldDiffers, Where: at, Summary: summary,
		Detail:  "Facts are imported once for all letters, so one field has one type.",
		Related: []source.Related{{Where: first, Note: "the other declaration"}},
		Way:     "Declare the event once, in terms that both letters use.",
	})
}

func (m *merger) add(p *ir.Program) {
	for _, e := range p.Events {
		known := m.events[e.Name]
		if known == nil {
			known = &merged{event: e, fields: map[string]owned{}}
			known.event.Fields = nil
			m.events[e.Name] = known
		}
		for _, f := range e.Fields {
			if f.Via != nil {
				continue // said of another event
			}
			if _, again := known.fields[f.Name]; !again {
				known.fields[f.Name] = owned{field: f, at: e.At, doc: e.At.Doc}
				known.event.Fields = append(known.event.Fields, f)
			}
		}
		if known.event.Label == "" {
			known.event.Label = e.Label
		}
		dated := e.Fields[e.Dated].Name
		known.event.Dated = slices.IndexFunc(known.event.Fields, func(f ir.Field) bool { return f.Name == dated })
	}
	for _, f := range p.Attributes {
		if _, again := m.attributes[f.Name]; !again {
			m.attributes[f.Name] = owned{field: f, at: p.Plan.At, doc: p.Plan.At.Doc}
			m.attributeList = append(m.attributeList, f)
		}
	}
	for i := range p.Credits {
		m.credit(p, i)
	}
}

// credit warns where two documents call two different rules by one name: reports over all plans would add up unlike things.
func (m *merger) credit(p *ir.Program, i int) {
	cr := &p.Credits[i]
	now := rule{check.CreditMeaning(p, i), cr.At}
	first, again := m.credits[cr.Name]
	if !again {
		m.credits[cr.Name] = now
		return
	}
	if first.meaning == now.meaning || first.at == now.at {
		return
	}
	m.l.report(source.Diagnostic{
		Severity: source.Warning, Code: codeCreditDiffers, Where: now.at,
		Summary: fmt.Sprintf("credit `%s` means something else in %s", cr.Name, first.at.Doc),
		Related: []source.Related{{Where: first.at, Note: "the other rule"}},
		Way:     "Declare the rule once, in terms that both letters use, or give one another name.",
	})
}

// sameType compares what an import has to know; how a number prints is the letter's affair.
func sameType(a, b ir.Type) bool {
	return a.Kind == b.Kind && a.Currency == b.Currency && a.Decimals == b.Decimals && a.OrNone == b.OrNone &&
		slices.Equal(a.Choices, b.Choices) && slices.EqualFunc(a.Fields, b.Fields, func(x, y ir.Field) bool {
		return x.Name == y.Name && sameType(x.Type, y.Type)
	})
}
