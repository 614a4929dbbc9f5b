package syntax

import (
	"fmt"
	"strings"
)

var componentWords = [...]string{Commission: "commission", Spiff: "spiff", Bonus: "bonus"}

func payItem(d Decl) item {
	switch d := d.(type) {
	case *ComponentDecl:
		head := componentWords[d.Kind] + " " + titled(d.Name, d.Label)
		if d.On != nil {
			head += " on " + d.On.Text + as(d.Role)
		}
		head += per(d.Per)
		if d.ToDate {
			head += " to date"
		}
		return block(d.Range, head, clauseItems(d.Clauses))
	case *PoolDecl:
		share := "equally"
		if d.ShareBy != nil {
			share = "by " + text(d.ShareBy, levelIf)
		}
		list := []item{
			line(d.Fund.Place(), "clause", "fund", text(d.Fund, levelIf)), amongItem(d.Among),
			line(d.Among.Range.After(), "clause", "share", share),
		}
		return block(d.Range, "pool "+titled(d.Name, d.Label)+per(d.Per), append(list, noteItems(d.Notes)...))
	case *ContestDecl:
		return contestItem(d)
	case *CapDecl:
		return line(d.Range, "cap", fmt.Sprintf("cap %s on %s at %s", d.Name.Text, nameList(d.On), text(d.At, levelSum))+per(d.Per)+carried(d.Carried))
	case *ExceptionDecl:
		return block(d.Range, fmt.Sprintf("exception %s to %s when %s", d.Name.Text, d.To.Text, text(d.When, levelOr)), clauseItems(d.Clauses))
	case *ClawbackDecl:
		return clawbackItem(d)
	case *SettleDecl:
		list := make([]item, len(d.Steps))
		for i, s := range d.Steps {
			list[i] = line(s.Place(), "", stepText(s))
		}
		return block(d.Range, "settle", list)
	}
	panic(fmt.Sprintf("syntax: no spelling for %T", d))
}

func carried(c bool) string {
	if c {
		return ", carried"
	}
	return ""
}

func noteItems(notes []*Note) []item {
	list := make([]item, len(notes))
	for i, n := range notes {
		list[i] = noteItem(n)
	}
	return list
}

func amongItem(a *Among) item {
	s := scopeText(a.Scope)
	if a.Where != nil {
		s += " where " + text(a.Where, levelOr)
	}
	return line(a.Range, "clause", "among", s)
}

func contestItem(d *ContestDecl) item {
	list := []item{amongItem(d.Among), line(d.RankBy.Place(), "clause", "rank by", text(d.RankBy, levelIf))}
	for _, p := range d.Prizes {
		list = append(list, line(p.Range, "clause", fmt.Sprintf("prize %d:", p.Place), text(p.Value, levelIf)))
	}
	if d.Ties != nil {
		ties := map[TiesKind]string{TiesShare: "share", TiesWin: "win"}[d.Ties.Kind]
		if d.Ties.Kind == TiesBrokenBy {
			ties = "broken by " + text(d.Ties.By, levelIf)
		}
		list = append(list, line(d.Ties.Range, "clause", "ties", ties))
	}
	return block(d.Range, "contest "+titled(d.Name, d.Label)+per(d.Per), append(list, noteItems(d.Notes)...))
}

func clauseItems(clauses []Clause) []item {
	list := make([]item, len(clauses))
	for i, c := range clauses {
		list[i] = clauseItem(c)
	}
	return list
}

func clauseItem(c Clause) item {
	word, rest := "", ""
	switch c := c.(type) {
	case *Note:
		return noteItem(c)
	case *TiersClause:
		return tiersItem(c)
	case *DuringClause:
		word, rest = "during", spanText(c.Span)
	case *WhereClause:
		word, rest = "where", text(c.Cond, levelOr)
	case *RateClause:
		word, rest = "rate", text(c.Value, levelIf)
	case *PayClause:
		word, rest = "pay", text(c.Value, levelIf)
	case *TimesClause:
		word, rest = "times", text(c.Value, levelIf)
	case *GateClause:
		word, rest = "gate", text(c.Cond, levelOr)+" else lost"
		if c.Until != nil {
			rest = text(c.Cond, levelOr) + " else held until " + text(c.Until, levelSum)
		}
	case *LimitClause:
		word, rest = "cap", text(c.Value, levelIf)+per(c.Per)+carried(c.Carried)
		if c.Floor {
			word = "floor"
		}
	case *PayableClause:
		parts := make([]string, len(c.Parts))
		for i, part := range c.Parts {
			parts[i] = partText(part)
		}
		word, rest = "payable", strings.Join(parts, ", ")
	case *PaidInClause:
		word, rest = "paid in", text(c.Currency, levelUnary)+" at "+c.FX.Text
		if c.On != nil {
			rest += " on " + text(c.On, levelSum)
		}
	case *AdvanceClause:
		word, rest = "advance", "until "+text(c.Until, levelOr)
	}
	return line(c.Place(), "clause", word, rest)
}

func tiersItem(c *TiersClause) item {
	mode := "each slice"
	switch c.Mode {
	case WholeAmount:
		mode = "whole amount"
	case WholeAmountAbove:
		mode = "whole amount above " + text(c.Above, levelUnary)
	}
	rows := make([]item, len(c.Tiers))
	for i, t := range c.Tiers {
		word, bound := boundColumns(t.Bound)
		value := text(t.Value, levelIf)
		if t.Times {
			value = "x " + text(t.Value, levelUnary)
		}
		rows[i] = line(t.Range, "row", word, bound+":", value)
		rows[i].right = true
	}
	return block(c.Range, "tiers by "+text(c.By, levelSum)+", "+mode, rows)
}

func partText(p *Part) string {
	share := ""
	switch {
	case p.Rest:
		share = "rest "
	case p.Share != nil:
		share = text(p.Share, levelProduct) + " "
	}
	switch p.When {
	case AtOnce:
		return share + "at once"
	case OnDate:
		return share + "on " + exprPrinter{inList: true}.at(p.Date, levelSum)
	}
	step := "monthly"
	if p.Quarterly {
		step = "quarterly"
	}
	return fmt.Sprintf("%sin %d %s parts from %s", share, p.Count, step, exprPrinter{inList: true}.at(p.Date, levelSum))
}

func clawbackItem(d *ClawbackDecl) item {
	list := []item{line(d.When.Place(), "clause", "when", text(d.When, levelOr))}
	at := d.When.Place().After()
	switch {
	case d.TakeAll:
		list = append(list, line(at, "clause", "take", "all"))
	case d.Take != nil:
		list = append(list, line(d.Take.Place(), "clause", "take", text(d.Take, levelIf)))
	default:
		each := map[KeepEach]string{EachDay: "day", EachCompletedMonth: "completed month", EachStartedMonth: "started month"}[d.Keep.Each]
		list = append(list, line(d.Keep.Range, "clause", "keep",
			fmt.Sprintf("%s for each %s from %s", text(d.Keep.Share, levelProduct), each, text(d.Keep.From, levelUnary))))
	}
	basis := "paid"
	if d.Basis == AsIfNeverBooked {
		basis = "if never booked"
	}
	list = append(list, line(at, "clause", "as", basis))
	return block(d.Range, "clawback "+titled(d.Name, d.Label)+" of "+nameList(d.Of), append(list, noteItems(d.Notes)...))
}

func stepText(s Step) string {
	when := func(x Expr) string {
		if x == nil {
			return ""
		}
		return " when " + text(x, levelOr)
	}
	switch s := s.(type) {
	case *RecoverStep:
		out := "recover " + s.Debt.Text
		if s.AtMost != nil {
			out += " at most " + text(s.AtMost, levelSum)
		}
		if s.Leaving != nil {
			out += " leaving " + text(s.Leaving, levelSum)
		}
		return out + when(s.When)
	case *TopUpStep:
		if s.As == nil {
			return "top up to " + text(s.To, levelSum) + " not recoverable" + when(s.When)
		}
		return "top up to " + text(s.To, levelSum) + " recoverable as " + s.As.Text + when(s.When)
	case *HoldStep:
		return fmt.Sprintf("hold %s as %s until %s", text(s.Amount, levelSum), s.As.Text, text(s.Until, levelSum))
	case *ForgiveStep:
		return "forgive " + s.Debt.Text + when(s.When)
	}
	return "pay the rest"
}
