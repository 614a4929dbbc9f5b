package english

import (
	"cmp"
	"slices"

	"rainmaker/plan/ir"
)

// PlanChanges are the changes of one letter.
type PlanChanges struct {
	Plan, Title string
	Document    string // of the newer version, of the older one where the letter is gone
	Changes     []Change
}

// DiffAll compares all letters of one set with those of another: versions of a plan with the same first day are compared
// with each other, and those that are left over in the order of their days. Letters that mean the same are left out.
func DiffAll(before, after []*ir.Program) []PlanChanges {
	var out []PlanChanges
	for _, pair := range pairs(before, after) {
		changes := Diff(pair[0], pair[1])
		if len(changes) == 0 {
			continue
		}
		p := pair[1]
		if p == nil {
			p = pair[0]
		}
		out = append(out, PlanChanges{Plan: p.Plan.Name, Title: titleOf(p), Document: p.Plan.At.Doc, Changes: changes})
	}
	return out
}

// pairs are the letters to be compared, the older one first; nil where there is none.
func pairs(before, after []*ir.Program) [][2]*ir.Program {
	inOrder := func(ps []*ir.Program) []*ir.Program {
		return slices.SortedStableFunc(slices.Values(ps), func(a, b *ir.Program) int {
			return cmp.Or(cmp.Compare(a.Plan.Name, b.Plan.Name), cmp.Compare(a.Plan.Effective.From, b.Plan.Effective.From))
		})
	}
	before, after = inOrder(before), inOrder(after)
	var out [][2]*ir.Program
	take := func(same func(a, b *ir.Program) bool) {
		for i := 0; i < len(after); i++ {
			if k := slices.IndexFunc(before, func(b *ir.Program) bool { return same(b, after[i]) }); k >= 0 {
				out = append(out, [2]*ir.Program{before[k], after[i]})
				before, after = slices.Delete(before, k, k+1), slices.Delete(after, i, i+1)
				i--
			}
		}
	}
	take(func(a, b *ir.Program) bool {
		return a.Plan.Name == b.Plan.Name && a.Plan.Effective.From == b.Plan.Effective.From
	})
	take(func(a, b *ir.Program) bool { return a.Plan.Name == b.Plan.Name })
	for _, p := range after {
		out = append(out, [2]*ir.Program{nil, p})
	}
	for _, p := range before {
		out = append(out, [2]*ir.Program{p, nil})
	}
	slices.SortStableFunc(out, func(a, b [2]*ir.Program) int { return cmp.Compare(nameOf(a), nameOf(b)) })
	return out
}

func nameOf(pair [2]*ir.Program) string {
	if pair[1] != nil {
		return pair[1].Plan.Name
	}
	return pair[0].Plan.Name
}
