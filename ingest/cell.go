package ingest

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// cellFault says why a cell is refused and what to do.
type cellFault struct{ why, way string }

// cellRepair says what was read instead of what the cell said, and how that was found.
type cellRepair struct{ from, to, how string }

const correctAtSource = "correct it where the file comes from, and export again"

// read turns a cell into a value, a repaired value, or a fault.
func (c *Column) read(raw string, cats catalogues) (rainmaker.Value, *cellRepair, *cellFault) {
	s := clean(raw)
	how := ""
	if s != raw {
		how = "space around it removed"
		if strings.TrimSpace(raw) != s {
			how = "accents composed"
		}
	}
	if s == "" {
		if c.OrNone {
			return rainmaker.Value{}, nil, nil
		}
		return rainmaker.Value{}, nil, &cellFault{"the cell is empty, and every row needs one", "fill it in where the file comes from"}
	}
	if right, ok := c.Misspelt[s]; ok {
		s, how = right, "known misspelling"
	}
	found, foundHow, fault := c.look(s, cats)
	if fault != nil {
		return rainmaker.Value{}, nil, fault
	}
	if foundHow != "" {
		how = foundHow
	}
	v, fault := c.value(found)
	if fault != nil || how == "" {
		return v, nil, fault
	}
	return v, &cellRepair{raw, found, how}, nil
}

// look finds s among the choices or in the catalogue of the column, where it has one.
func (c *Column) look(s string, cats catalogues) (found, how string, _ *cellFault) {
	if len(c.Type.Choices) > 0 {
		return choose(s, c.Type.Choices)
	}
	if c.Catalogue == "" || c.Within {
		return s, "", nil
	}
	return cats[c.Catalogue].find(s, c.Type.Kind != rainmaker.Person)
}

func choose(s string, choices []string) (found, how string, _ *cellFault) {
	for _, choice := range choices {
		if s == choice {
			return s, "", nil
		}
	}
	for _, choice := range choices {
		if fold(s) == fold(choice) {
			return choice, "the same but for spaces and capitals", nil
		}
	}
	return "", "", &cellFault{"it is none of " + strings.Join(choices, ", "), didYouMean(s, choices, correctAtSource)}
}

// value reads s, which is not empty, as the column's type.
func (c *Column) value(s string) (rainmaker.Value, *cellFault) {
	switch c.Type.Kind {
	case rainmaker.Day:
		d, err := calendar.ParseDate(s)
		if err != nil {
			return rainmaker.Value{}, dateFault(s, err)
		}
		return rainmaker.DayOf(d), nil
	case rainmaker.Number, rainmaker.Cash:
		a, err := money.ParseAmount(s)
		if err != nil {
			return rainmaker.Value{}, amountFault(s, err)
		}
		if a.Scale() > c.Type.Decimals {
			return rainmaker.Value{}, &cellFault{fmt.Sprintf("it has %s, and this column has at most %d",
				count(a.Scale(), "decimal", "decimals"), c.Type.Decimals), "round it where it comes from"}
		}
		if c.Type.Kind == rainmaker.Cash {
			return rainmaker.CashOf(a, c.Type.Currency), nil
		}
		return rainmaker.NumberOf(a), nil
	case rainmaker.Person:
		return rainmaker.PersonOf(rainmaker.PayeeID(s)), nil
	case rainmaker.Text:
		return rainmaker.TextOf(s), nil
	case rainmaker.YesNo:
		return rainmaker.YesNoOf(s == "yes"), nil // it was found among the choices
	}
	panic(fmt.Sprintf("ingest: column %s has a type without a reader: %s", c.Name, c.Type.Kind))
}

// dateFault takes the way out from the calendar's message where it has one.
func dateFault(s string, err error) *cellFault {
	return splitFault(err.Error(), []string{fmt.Sprintf("%q ", s), s + " "})
}

// amountFault takes the way out from the money package's message where it has one.
func amountFault(s string, err error) *cellFault {
	text, ok := strings.CutPrefix(err.Error(), fmt.Sprintf("amount %q: ", s))
	if ok {
		return splitFault(text, nil)
	}
	return splitFault(text, []string{fmt.Sprintf("amount %q ", s)})
}

// splitFault cuts a message into why and the way out. A refusal names the value already, so one that begins the message
// becomes "it".
func splitFault(text string, subjects []string) *cellFault {
	for _, subject := range subjects {
		if rest, ok := strings.CutPrefix(text, subject); ok {
			text = "it " + rest
		}
	}
	if why, way, ok := strings.Cut(text, ": write "); ok {
		return &cellFault{why, "write " + way}
	}
	return &cellFault{text, correctAtSource}
}

// catalogue is the ids of one kind of fact, as columns refer to them.
type catalogue struct {
	kind   rainmaker.FactKind
	source string // where they are stated: "products.csv"
	ids    map[string]rainmaker.Fact
	folded map[string][]string
	names  []string
	// refused is the file that would have stated entries and was refused as a whole: then nothing can be missed here.
	refused string
}

type catalogues map[rainmaker.FactKind]*catalogue

func newCatalogue(kind rainmaker.FactKind, source string, facts []rainmaker.Fact) *catalogue {
	c := &catalogue{kind: kind, source: source, ids: map[string]rainmaker.Fact{}, folded: map[string][]string{}}
	for _, f := range facts {
		if f.Kind != kind {
			continue
		}
		if _, ok := c.ids[f.ID]; !ok {
			key := fold(f.ID)
			c.folded[key] = append(c.folded[key], f.ID)
			c.names = append(c.names, f.ID)
		}
		c.ids[f.ID] = f
	}
	return c
}

// refused is the files without which the catalogues are not whole.
func (cats catalogues) refused() []string {
	var files []string
	for _, c := range cats {
		if c.refused != "" && !slices.Contains(files, c.refused) {
			files = append(files, c.refused)
		}
	}
	slices.Sort(files)
	return files
}

// find is the entry s names. With similar, one that differs in spaces and capitals only is meant too, if there is but one.
func (c *catalogue) find(s string, similar bool) (found, how string, _ *cellFault) {
	if _, ok := c.ids[s]; ok {
		return s, "", nil
	}
	if alike := c.folded[fold(s)]; similar && len(alike) == 1 {
		return alike[0], fmt.Sprintf("the %s of %s, the same but for spaces and capitals", c.kind, c.source), nil
	}
	if c.refused != "" {
		return s, "", nil
	}
	if len(c.ids) == 0 {
		return "", "", &cellFault{fmt.Sprintf("no %s is known yet", c.kind), fmt.Sprintf("import %s together with this file", c.source)}
	}
	return "", "", &cellFault{
		fmt.Sprintf("this %s is not among the %d that are known", c.kind, len(c.ids)),
		didYouMean(s, c.names, fmt.Sprintf("correct it, or add it to %s and import both together", c.source)),
	}
}
