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
	d := source.Diagnostic{
		Code: "unknown-clause", Where: t.rng,
		Summary: fmt.Sprintf("`%s` begins no clause %s", t.text, where),
		Way:     "Here stand " + strings.Join(words, ", ") + ".",
	}
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

// declForms and clauseForms show how a declaration or clause is written: the way out where something else was found than
// its grammar wants. Words that can't miss anything have no form.
var declForms = map[string]string{
	"language":   "language 1",
	"plan":       "plan ae_fy27 \"Account Executive\" { … }",
	"terms":      "terms company_facts",
	"uses":       "uses company_facts, rates",
	"goal":       "goal new_logos \"Half of bookings from new customers\"",
	"payee":      "payee { region one of amer, emea }",
	"event":      "event booking dated closed { owner payee; closed date; acv money }",
	"param":      "param quota : money per quarter, prorated by days",
	"table":      "table product_rate by product { core: 5%; nova: 7%; otherwise: 3% }",
	"curve":      "curve payout by attainment { at 0%: 0%; at 100%: 100%; then level }",
	"matrix":     "matrix payout by nrr, grr { across from 0% from 85%; from 0%: 0% 50% }",
	"group":      "group pod by payee.pod",
	"fx":         "fx market daily",
	"credit":     "credit new_business from booking { counts on closed; order by closed, id; to owner as AE 100% of acv }",
	"measure":    "measure attainment = sum(new_business as AE) / quota per quarter",
	"commission": "commission base on new_business as AE per quarter { rate 5% }",
	"spiff":      "spiff nova on new_business as AE { during 2027-02..2027-03; rate 2% }",
	"bonus":      "bonus goals per quarter { pay 5,000 USD }",
	"pool":       "pool office_pool per month { fund 10,000 USD; among everyone; share equally }",
	"contest":    "contest sprint per quarter { among everyone; rank by sold; prize 1: 2,000 USD; ties share }",
	"cap":        "cap year_cap on base, nova at 100,000 USD per year",
	"exception":  "exception emea to base when payee.region is emea { rate 5% }",
	"clawback":   "clawback churn of base { when churned within 180 days of closed; take all; as paid }",
	"settle":     "settle { recover churn at most 25% of payable; pay the rest }",
	"example":    "example \"120%\" in 2027-03 { given quota = 250,000 USD; expect base = 5,000 USD }",
	"check":      "check base never falls as attainment rises",
}

var clauseForms = map[string]string{
	"effective": "effective 2027-01-01 before 2028-01-01",
	"currency":  "currency USD",
	"rounding":  "rounding half_even per component",
	"leavers":   "leavers keep what is earned",
	"counts":    "counts on closed",
	"where":     "where acv > 0 USD",
	"order":     "order by closed, id",
	"to":        "to owner as AE 100% of acv",
	"during":    "during 2027-02..2027-03",
	"rate":      "rate 5%",
	"tiers":     "tiers by attainment, each slice { from 0%: x 1; from 100%: x 1.5 }",
	"gate":      "gate attainment >= 95% else lost",
	"cap":       "cap 5,000 USD per booking",
	"floor":     "floor 200 USD per booking",
	"payable":   "payable 50% at once, rest on collected",
	"paid":      "paid in EUR at market on closed",
	"advance":   "advance until closed + 180 days",
	"owned":     "owned by \"Sales operations\"",
	"because":   "because \"First two months only\"",
	"expires":   "expires 2027-12-31",
	"fund":      "fund 10,000 USD",
	"among":     "among everyone where attainment >= 50%",
	"share":     "share equally",
	"rank":      "rank by sold",
	"prize":     "prize 1: 2,000 USD",
	"ties":      "ties share",
	"take":      "take 50%",
	"keep":      "keep 1/180 for each day from closed",
	"recover":   "recover churn at most 25% of payable",
	"top":       "top up to 3,000 USD recoverable as draw",
	"hold":      "hold 10% of payable as reserve until end of quarter",
	"forgive":   "forgive draw when month of plan > 12",
	"at":        "at 50%: 25%",
	"below":     "below: 0%",
	"then":      "then level",
	"from":      "from 100%: x 1.5",
	"above":     "above 100%: x 1.5",
	"across":    "across from 0% from 85% from 95%",
	"after":     "after \"other example\"",
	"cases":     "cases sold, pay { 1,000 USD, 50 USD; 2,000 USD, 100 USD }",
	"given":     "given booking B1 { owner me, closed 2027-03-05, acv 300,000 USD }",
	"expect":    "expect base in 2027-03 = 32,500 USD",
}

// form is how the clause at hand is written, or what it stands in.
func (p *parser) form() string {
	for i := len(p.heads) - 1; i >= 0; i-- {
		forms := clauseForms
		if i == 0 {
			forms = declForms
		}
		if f := forms[p.heads[i]]; f != "" {
			return "It is written: " + f
		}
	}
	return ""
}
