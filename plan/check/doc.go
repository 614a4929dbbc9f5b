// Package check gives a parsed letter its meaning. It resolves names, works out types and units, proves what can be
// proved before anybody is paid (tiers rise, tables cover, direct shares total 100 %), and makes the [ir.Program] the
// engine runs.
//
//	program, found := check.Letter(letter, terms, calendar.Fiscal(time.February))
//
// Whatever is part of the language and not built yet is refused by its name (diagnostic not-built): a clause that is read
// and has no effect would pay the wrong amount without a word.
//
// Declarations are checked when they are first needed, each once, so that a name may stand before its declaration and a
// circle is found where it closes. An expression that could not be checked is nil; its diagnostic has been reported, and
// whatever contains it says nothing more.
package check
