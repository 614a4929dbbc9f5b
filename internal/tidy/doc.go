// Package tidy keeps the house in order: it reads the whole tree and says where it breaks a rule that no compiler knows.
//
// Its tests run over this repository with every make test. They hold
//
//   - the import law, [Laws]: which package may import which, with the reason, and that no package is missing from the
//     table or from the tree. The linter's depguard rules are written from the same table, so an editor shows a breach
//     while it is typed;
//   - exactness: no floating point where money is reckoned, [Exact];
//   - purity: no clock, randomness, files or logs where results are computed, [Law.Pure];
//   - size: functions of at most 70 lines and files of at most 500, with a list of exceptions that can only shrink;
//   - authority: what people do is a method that takes a context and a principal first, [Tree.Desk];
//   - words: nothing unfinished, no machine's paths, [Tree.Words];
//   - pages: class names that the stylesheet has, and no inline styles, [Tree.Pages];
//   - documents: links that lead somewhere, [Tree.Links].
//
// # A new package
//
// Add one row to [Laws]: what it knows, what it may import, and why not more. Then write the linter's rules anew:
//
//	go test ./internal/tidy -run TestLinterKnowsTheLaw -update
//
// A row for a package that is not there yet carries Expected; the test asks to take the mark away when the package comes.
package tidy
