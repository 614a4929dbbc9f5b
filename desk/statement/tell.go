package statement

import (
	"rainmaker"
	"rainmaker/desk"
	"rainmaker/engine"
)

// TermsOf are the terms of a line that was worked out just now and is stored nowhere, as a statement would print them: they
// sum to it. The key says whose line it is and in which pay period it would be posted.
func TermsOf(b *desk.Books, c *engine.Calculation, key rainmaker.StatementKey, l rainmaker.Line) ([]Term, error) {
	s := rainmaker.Statement{StatementKey: key, Currency: c.Program().Plan.Currency, Lines: []rainmaker.Line{l}}
	return (&file{stored: s, replay: s, books: b, calc: c}).terms(l)
}
