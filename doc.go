// Package rainmaker states the nouns of pay and the contracts that keep them.
//
// Read it first: one noun a file, each with its type, its invariant and, where it is stored, its contract.
//
//   - [Value], [Field]: what one cell of a source said.
//   - [Fact], [Batch], [FactStore]: what the company told us, when it was true and when we learned it. Facts are never
//     changed; a correction is a further version.
//   - [Payee], [ReportingLine], [Assignment]: who can earn, who leads whom, and who is on which plan with which numbers.
//   - [Event]: something that may pay. [Credit]: the part of an event attributed to a payee.
//   - [Line]: what one event earns one payee under one component; a [Statement] is a sum of lines and nothing else.
//   - [Document]: a letter or terms document as published. [Run]: one calculation of a set of documents on facts known
//     up to a batch; [RunStore] keeps both, and the statements.
//   - [Account]: who may sign in, and as whom.
//   - [Unit]: several writes that stand or fall together.
//
// The package knows nothing of the plan language, the engine, files, databases or pages.
package rainmaker
