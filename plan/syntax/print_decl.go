package syntax

import (
	"fmt"
	"strconv"
	"strings"
)

func declItem(d Decl) item {
	switch d := d.(type) {
	case *GoalDecl:
		return line(d.Range, "goal", "goal "+d.Name.Text, text(d.Text, levelUnary))
	case *PayeeDecl:
		return block(d.Range, "payee", fieldItems(d.Fields))
	case *EventDecl:
		return block(d.Range, "event "+titled(d.Name, d.Label)+" dated "+d.Dated.Text, fieldItems(d.Fields))
	case *ParamDecl:
		value := ""
		if d.Value != nil {
			value = " = " + text(d.Value, levelIf)
		}
		return line(d.Range, "param", "param "+titled(d.Name, d.Label), ": "+typeText(d.Type)+modsText(d.Mods)+value)
	case *TableDecl:
		return tableItem(d)
	case *CurveDecl:
		return curveItem(d)
	case *MatrixDecl:
		return matrixItem(d)
	case *GroupDecl:
		return line(d.Range, "group", "group "+d.Name.Text, "by "+text(d.By, levelUnary))
	case *FXDecl:
		return fxItem(d)
	case *CreditDecl:
		return creditItem(d)
	case *MeasureDecl:
		return line(d.Range, "measure", "measure "+titled(d.Name, d.Label), "= "+text(d.Value, levelIf)+per(d.Per))
	case *ExampleDecl:
		return exampleBlock(d)
	case *CheckDecl:
		return line(d.Range, "check", checkText(d))
	}
	return payItem(d)
}

func fieldItems(fields []*Field) []item {
	list := make([]item, len(fields))
	for i, f := range fields {
		if f.Type.Kind == ListType {
			list[i] = block(f.Range, f.Name.Text+" list of", fieldItems(f.Type.Fields))
			list[i].group = strings.TrimSpace(typeTail(f.Type))
			continue
		}
		list[i] = line(f.Range, "field", f.Name.Text, typeText(f.Type))
	}
	return list
}

func typeText(t *Type) string {
	s := ""
	switch t.Kind {
	case MoneyType:
		s = "money"
		if t.AnyCurrency {
			s += " any currency"
		}
		if t.Decimals != nil {
			s += ", " + strconv.Itoa(*t.Decimals) + " decimals"
		}
	case YesNoType:
		s = "yes or no"
	case OneOfType:
		s = "one of " + list(t.OneOf, levelUnary)
	case ListType:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = f.Name.Text + " " + typeText(f.Type)
		}
		s = "list of { " + strings.Join(parts, "; ") + " }"
	case RefType:
		s = t.Ref.Text
	default:
		for word, k := range simpleTypes {
			if k == t.Kind {
				s = word
			}
		}
	}
	return s + typeTail(t)
}

func typeTail(t *Type) string {
	s := ""
	if t.OrNone {
		s = " or none"
	}
	s += per(t.Per)
	if t.By != nil {
		s += " by " + keyText(t.By)
	}
	return s
}

func keyText(k *Key) string {
	switch k.Kind {
	case MonthKey:
		return "month of " + text(k.Path, levelUnary)
	case QuarterKey:
		return "quarter of " + text(k.Path, levelUnary)
	}
	return text(k.Path, levelUnary)
}

func modsText(mods []*Modifier) string {
	var b strings.Builder
	for _, m := range mods {
		b.WriteString(", " + modText(m))
	}
	return b.String()
}

var basisWords = [...]string{ByDays: "days", ByWorkdays: "workdays", ByThirtieths: "thirtieths"}

func modText(m *Modifier) string {
	switch m.Kind {
	case Prorated:
		if m.LessLeave {
			return "prorated by " + basisWords[m.Basis] + " less leave"
		}
		return "prorated by " + basisWords[m.Basis]
	case NotProrated:
		return "not prorated"
	case SpreadEvenly:
		return "spread evenly"
	case SpreadByDays:
		return "spread by days"
	case SpreadShares:
		parts := make([]string, len(m.Shares))
		for i, s := range m.Shares {
			parts[i] = s.Text + "%"
		}
		return "spread (" + strings.Join(parts, ", ") + ")"
	case RampedBy:
		return "ramped by " + m.Table.Text
	}
	return "between " + text(m.Low, levelUnary) + " and " + text(m.High, levelUnary)
}

// boundColumns are the word and the value of a bound, so that the values of rows stand under each other.
func boundColumns(b *Bound) (word, value string) {
	switch b.Kind {
	case From:
		return "from", text(b.Value, levelUnary)
	case Above:
		return "above", text(b.Value, levelUnary)
	case Otherwise:
		return "otherwise", ""
	}
	return exprPrinter{inList: true}.at(b.Value, levelUnary), ""
}

func boundText(b *Bound) string {
	word, value := boundColumns(b)
	return strings.TrimSpace(word + " " + value)
}

func tableItem(d *TableDecl) item {
	keys := make([]string, len(d.Keys))
	for i, k := range d.Keys {
		keys[i] = keyText(k)
	}
	head := "table " + titled(d.Name, d.Label) + " by " + strings.Join(keys, ", ")
	if d.Type != nil {
		head += " : " + typeText(d.Type) + modsText(d.Mods)
	}
	rows := make([]item, len(d.Rows))
	for i, r := range d.Rows {
		bounds := make([]string, len(r.Bounds))
		for k, b := range r.Bounds {
			bounds[k] = boundText(b)
		}
		if len(r.Bounds) == 1 && r.Bounds[0].Value != nil && r.Bounds[0].Kind != Exactly {
			word, value := boundColumns(r.Bounds[0])
			rows[i] = line(r.Range, "row", word, value+":", text(r.Value, levelIf))
		} else {
			rows[i] = line(r.Range, "key", strings.Join(bounds, ", ")+":", text(r.Value, levelIf))
		}
		rows[i].right = true
	}
	return block(d.Range, head, rows)
}

func curveItem(d *CurveDecl) item {
	var rows []item
	if d.Below != nil {
		rows = append(rows, line(d.Below.Place(), "", "below: "+text(d.Below, levelIf)))
	}
	for _, c := range d.Points {
		it := line(c.Range, "row", "at", text(c.At, levelUnary)+":", text(c.Value, levelIf))
		it.right = true
		rows = append(rows, it)
	}
	end := "then level"
	if d.Slope != nil {
		end = "then x " + text(d.Slope, levelUnary)
	}
	rows = append(rows, line(d.Range.After(), "", end))
	return block(d.Range, "curve "+titled(d.Name, d.Label)+" by "+text(d.By, levelUnary), rows)
}

func matrixItem(d *MatrixDecl) item {
	columns := []string{"across"}
	for _, b := range d.Across {
		columns = append(columns, boundText(b))
	}
	head := d.Range.Before()
	if len(d.Across) > 0 {
		head = d.Across[0].Range
	}
	rows := []item{line(head, "row", columns...)}
	for _, r := range d.Rows {
		columns := []string{boundText(r.Bound) + ":"}
		for _, v := range r.Values {
			columns = append(columns, text(v, levelUnary))
		}
		rows = append(rows, line(r.Range, "row", columns...))
	}
	for i := range rows {
		rows[i].right = true
	}
	return block(d.Range, fmt.Sprintf("matrix %s by %s, %s", titled(d.Name, d.Label), text(d.Down, levelUnary), text(d.AcrossBy, levelUnary)), rows)
}

func fxItem(d *FXDecl) item {
	switch d.Kind {
	case DailyFX:
		return line(d.Range, "fx", "fx "+d.Name.Text, "daily")
	case MonthlyFX:
		return line(d.Range, "fx", "fx "+d.Name.Text, "monthly")
	}
	rates := make([]item, len(d.Rates))
	for i, r := range d.Rates {
		rates[i] = line(r.Range, "rate", text(r.From, levelUnary), "= "+text(r.To, levelUnary))
	}
	return block(d.Range, "fx "+d.Name.Text, rates)
}

func creditItem(d *CreditDecl) item {
	var list []item
	if d.CountsOn != nil {
		list = append(list, line(d.CountsOn.Range, "clause", "counts on", text(d.CountsOn, levelUnary)))
	}
	for _, w := range d.Where {
		list = append(list, line(w.Place(), "clause", "where", text(w, levelOr)))
	}
	if len(d.OrderBy) > 0 {
		paths := make([]string, len(d.OrderBy))
		for i, p := range d.OrderBy {
			paths[i] = text(p, levelUnary)
		}
		where := d.OrderBy[0].Range.To(d.OrderBy[len(paths)-1].Range)
		list = append(list, line(where, "clause", "order by", strings.Join(paths, ", ")))
	}
	for _, to := range d.To {
		list = append(list, creditToItem(to))
	}
	return block(d.Range, "credit "+titled(d.Name, d.Label)+" from "+d.From.Text+as(d.Role), list)
}

func creditToItem(to *CreditTo) item {
	target := text(to.Path, levelUnary)
	switch to.Target {
	case ToEach:
		target = "each " + target
	case ToManager:
		target = "manager of " + target
	case ToManagersUpTo:
		target = fmt.Sprintf("managers of %s up to %d levels", target, to.Levels)
	case ToManagersAll:
		target = "managers of " + target + " at all levels"
	}
	amount := ""
	switch to.Amount.Kind {
	case RestAmount:
		amount = "rest of " + baseText(to.Amount.Base)
	case ProportionOf:
		amount = "in proportion to " + text(to.Amount.By, levelUnary) + " of " + baseText(to.Amount.Base)
	default:
		amount = text(to.Amount.Value, levelIf)
	}
	if to.Overlay {
		amount += " overlay"
	}
	return line(to.Range, "clause", "to", target+" as "+to.Role.Text+" "+amount)
}

// baseText prints what the parser's base reads: a single value, perhaps converted.
func baseText(x Expr) string {
	if c, ok := x.(*Convert); ok && level(c.X) == levelUnary {
		return text(c, levelProduct)
	}
	return text(x, levelUnary)
}
