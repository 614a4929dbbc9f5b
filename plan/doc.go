// Package plan reads the plan letters of a company: every letter (*.plan.md) with the terms (*.terms.md) it uses, checked
// and ready to run.
//
//	set, found := plan.Load(documents, calendar.Fiscal(time.January))
//	for _, d := range found {
//		fmt.Print(source.Format(d, set.Document(d.Where.Doc)))
//	}
//
// A letter with an error has no program; the others do. The packages below do the work: source (documents and what is said
// about them), syntax (text to tree), check (tree to program), ir (the program).
package plan
