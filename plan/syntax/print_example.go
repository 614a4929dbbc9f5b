package syntax

import "fmt"

func exampleBlock(d *ExampleDecl) item {
	head := "example " + text(d.Name, levelUnary)
	if d.In != nil {
		head += " in " + spanText(d.In)
	}
	list := make([]item, len(d.Items))
	for i, it := range d.Items {
		list[i] = exampleLine(it)
	}
	return block(d.Range, head, list)
}

func exampleLine(it ExampleItem) item {
	switch it := it.(type) {
	case *AfterItem:
		return line(it.Range, "", "after "+text(it.Example, levelUnary))
	case *CasesItem:
		rows := make([]item, len(it.Rows))
		for i, r := range it.Rows {
			columns := []string{""}
			for k, v := range r.Values {
				cell := exprPrinter{inList: true}.at(v, levelSum)
				if k < len(r.Values)-1 {
					cell += ","
				}
				columns = append(columns, cell)
			}
			rows[i] = line(r.Range, "row", columns...)
			rows[i].right = true
		}
		return block(it.Range, "cases "+nameList(it.Names), rows)
	case *GivenParam:
		what := it.Param.Text + of(it.Of)
		if it.Row != nil {
			what += " for " + text(it.Row, levelUnary)
		}
		value := text(it.Value, levelSum)
		if it.From != nil {
			value += " from " + text(it.From, levelSum)
		}
		return line(it.Range, "given", "given "+what, "= "+value)
	case *GivenResult:
		return line(it.Range, "given", "given "+it.Component.Text+of(it.Of)+" in "+spanText(it.In), "= "+list(it.Values, levelSum))
	case *GivenFX:
		s := fmt.Sprintf("given fx %s %s = %s", it.FX.Text, text(it.From, levelUnary), text(it.To, levelUnary))
		if it.On != nil {
			s += " on " + text(it.On, levelSum)
		}
		return line(it.Range, "", s)
	case *Expect:
		return expectLine(it)
	}
	return line(it.Place(), "", givenText(it))
}

func givenText(it ExampleItem) string {
	switch it := it.(type) {
	case *GivenPayee:
		return "given payee " + it.Payee.Text + " " + fieldValues(it.Fields)
	case *GivenReports:
		return "given reports " + nameList(it.Reports) + " to " + it.To.Text
	case *GivenAssignment:
		s := "given assignment" + of(it.Of) + " " + text(it.From, levelSum)
		if it.Before != nil {
			s += " before " + text(it.Before, levelSum)
		}
		return s
	case *GivenLeave:
		return "given leave" + of(it.Of) + " " + spanText(it.Span)
	case *GivenEvent:
		s := "given " + it.Event.Text + " " + idText(it.ID) + " " + fieldValues(it.Fields)
		if it.Times != nil {
			s += " times " + text(it.Times, levelSum)
		}
		if it.Learned != nil {
			s += " learned " + text(it.Learned, levelSum)
		}
		return s
	}
	panic(fmt.Sprintf("syntax: no spelling for %T", it))
}

// idText prints an id as a name or number where it is one, else as text.
func idText(id Name) string {
	name, digits := id.Text != "" && isLetter(id.Text[0]), id.Text != ""
	for i := range len(id.Text) {
		b := id.Text[i]
		name = name && (isLetter(b) || isDigit(b) || b == '_')
		digits = digits && isDigit(b)
	}
	if digits && len(id.Text) <= maxDigits || name && !reserved(id.Text) && !isFiscalYear(id.Text) {
		return id.Text
	}
	return `"` + id.Text + `"`
}

func of(person *Name) string {
	if person == nil {
		return ""
	}
	return " of " + person.Text
}

func expectLine(e *Expect) item {
	what := "expect " + text(e.Subject, levelSum)
	if e.For != nil {
		what += " for " + e.For.Text
	}
	switch {
	case e.Over:
		what += " over " + spanText(e.In)
	case e.In != nil:
		what += " in " + spanText(e.In)
	}
	sign := "= "
	if e.About {
		sign = "about "
	}
	return line(e.Range, "expect", what, sign+list(e.Values, levelSum))
}

func checkText(d *CheckDecl) string {
	s := "check "
	switch d.Kind {
	case CheckNoStep:
		s += "no step in " + text(d.Subject, levelSum)
		if d.Above != nil {
			s += " above " + text(d.Above, levelUnary)
		}
	case CheckNeverFalls:
		s += text(d.Subject, levelIf) + " never falls as " + text(d.Rises, levelUnary) + " rises"
	default:
		s += text(d.Subject, levelIf)
	}
	if d.When != nil {
		s += " when " + text(d.When, levelOr)
	}
	for i, f := range d.For {
		sep := ", "
		if i == 0 {
			sep = " for "
		}
		s += fmt.Sprintf("%s%s from %s to %s", sep, f.Name.Text, text(f.From, levelSum), text(f.To, levelSum))
	}
	return s
}
