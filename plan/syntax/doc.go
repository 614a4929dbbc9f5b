// Package syntax reads the plan language: a lexer, the tree, a recursive-descent parser that goes on after an error, and
// the canonical printer.
//
//	doc := source.Document{Name: "ae.plan.md", Text: text}
//	file, found := syntax.Parse(doc)
//	for _, d := range found {
//		fmt.Print(source.Format(d, doc))
//	}
//
// Parse always returns a File, with whatever could be read. Diagnostics that need no knowledge of types or of other
// declarations are found here (a missing bracket, `*` for `x`, `10% of price - cost`); units, names and what a clause may
// stand beside belong to the checker.
//
// The grammar is small and its words are looked at in context: `rate` begins a clause and may also be a field's name. So
// the lexer knows no keywords; it knows where clauses end, which is the one thing the grammar depends on everywhere.
package syntax
