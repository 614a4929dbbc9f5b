package statement

import (
	"rainmaker"
	"rainmaker/engine/sentence"
)

// teller says the statement's lines; to the payee as you, to anybody else by the payee's name.
func (f *file) teller() *sentence.Teller {
	return sentence.New(f.calc.Program(), f.you(), f.books.DealOf)
}

// sentence says a line, from the calculation made again.
func (f *file) sentence(l rainmaker.Line) (string, error) {
	r := f.replayed(l)
	if r == nil {
		return "This line is not in the calculation made again: tell a compensation admin.", nil
	}
	if f.prover == nil {
		var err error
		if f.prover, err = f.calc.Prover(f.stored.Payee, f.stored.Period); err != nil {
			return "", err
		}
	}
	return f.teller().Line(f.prover, *r)
}
