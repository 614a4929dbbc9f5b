// Package english says a checked plan in plain sentences, as the person reads it who is paid by it, and what changed
// between two versions of one.
//
//	for _, part := range english.Of(program, nil).Parts {
//		fmt.Println(part.Heading)
//		for _, c := range part.Clauses {
//			fmt.Println("  " + c.Text)
//		}
//	}
//
// Sentences are made from meaning ([ir.Program]) and never from spelling, so a letter that is laid out anew reads the same.
// Every construct of the language has one: a test walks all letters of the repository and the fields of the program.
//
// A clause keeps what makes it comparable beside its sentence: a key, the thing it says something about and what it says of
// it. [Diff] compares clause by clause, so that "from 100%: 10%" which became 12% is told as a rate that rises, and not as
// one sentence that was replaced by another.
package english
