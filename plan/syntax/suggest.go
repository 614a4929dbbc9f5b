package syntax

import (
	"fmt"
	"strings"

	"rainmaker/plan/source"
)

// notWords are words of other systems, or of everyday speech, that are no clause here, each with the way out. They come
// before any guess by spelling: `draw` is not a misspelt `during`.
var notWords = map[string]string{
	"accelerator": "An accelerator is a tier: tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 }.",
	"decelerator": "A decelerator is a tier: tiers by attainment, each slice { from 0%: x 0.5; from 50%: x 1 }.",
	"draw":        "A draw is a step of `settle`: top up to 3,000 USD recoverable as draw.",
	"guarantee":   "A guarantee is a step of `settle`: top up to 3,000 USD not recoverable.",
	"override":    "A manager's override is a commission on a rollup: credit team from sales as rep { to manager of payee as manager 100% of credit overlay }.",
	"let":         "A computed number is a `measure`, a given one a `param`.",
	"const":       "A computed number is a `measure`, a given one a `param`.",
	"var":         "A computed number is a `measure`, a given one a `param`.",
	"function":    "There are no functions of your own; a number with a name is a `measure`.",
	"match":       "A choice by value is a `table`.",
	"case":        "A choice by value is a `table`.",
	"quota":       "A quota is a parameter: param quota : money per quarter, prorated by days.",
	"target":      "A target is a parameter: param target : money per quarter, prorated by days.",
	"multiplier":  "A multiplier is the clause `times`.",
	"accrue":      "Accruals belong to the ledger, not to the plan.",
	"component":   "Components are commission, spiff, bonus, pool, contest and cap.",
	"import":      "Shared declarations are brought in by `uses NAME`.",
	"include":     "Shared declarations are brought in by `uses NAME`.",
	"currencies":  "Exchange rates are declared by `fx NAME daily`.",
	"mbo":         "An MBO is a bonus on a measure of reviews: bonus goals { pay 30% of target x mbo }.",
	"prorate":     "Proration is said where the parameter is declared: param quota : money per quarter, prorated by days.",
	"holdback":    "A holdback is a step of `settle`: hold 10% of payable as reserve until end of quarter.",
	"hurdle":      "A hurdle that pays from the first dollar is a `gate`; one that pays nothing below is a tier x 0.",
	"threshold":   "A threshold that pays from the first dollar is a `gate`; one that pays nothing below is a tier x 0.",
}

// unknown gives up a clause whose first word is none of those that may begin one here.
func (p *parser) unknown(what, where string, words ...string) {
	if p.failed {
		return
	}
	t := p.tok()
	if t.kind != tWord {
		p.expected(what)
		return
	}
	d := source.Diagnostic{Code: "unknown-clause", Where: t.rng,
		Summary: fmt.Sprintf("`%s` begins no clause %s", t.text, where),
		Way:     "Here stand " + strings.Join(words, ", ") + "."}
	if way, ok := notWords[t.text]; ok {
		d.Way = way
	} else if near := nearest(t.text, words); near != "" {
		d.Summary += fmt.Sprintf("; did you mean `%s`?", near)
		d.Fix = &source.Fix{Where: t.rng, Text: near}
	}
	p.fail(d)
}

// nearest is the word of fewest edits away, and "" where none is near enough to be what was meant.
func nearest(word string, words []string) string {
	best, bestDistance := "", max(1, min(2, len(word)/3))+1
	for _, w := range words {
		w, _, _ = strings.Cut(w, " ")
		if d := editDistance(strings.ToLower(word), w); d < bestDistance {
			best, bestDistance = w, d
		}
	}
	return best
}

// editDistance counts letters put in, left out, changed or swapped with a neighbour (Damerau, restricted).
func editDistance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return max(len(a), len(b))
	}
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
