package check

import (
	"fmt"

	"rainmaker/money"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// sharesTotal proves that the direct shares of a credit are all of one base, where literals, `rest` and `in proportion`
// prove it. What depends on the event is tested on each event.
func (c *checker) sharesTotal(out *ir.Credit, d *syntax.CreditDecl) bool {
	var direct []*ir.Target
	for i := range out.Targets {
		if t := &out.Targets[i]; !t.Overlay && t.Amount != ir.Plain {
			direct = append(direct, t)
		}
	}
	if len(direct) == 0 {
		return true
	}
	for _, t := range direct[1:] {
		if a, b := c.text(direct[0].Base), c.text(t.Base); a != b {
			c.report(source.Diagnostic{
				Code: codeTwoBases, Where: t.Base.At(),
				Summary: fmt.Sprintf("direct shares of `%s` are shares of %s and of %s", out.Name, a, b),
				Related: []source.Related{{Where: direct[0].Base.At(), Note: "the other base"}},
				Way:     "Take all shares of one base, or add `overlay` to what stands outside the 100%.",
			})
			return false
		}
	}
	total, literal, rest, spread := money.Ratio{}, true, 0, 0
	for _, t := range direct {
		share, known := fold2(t.Share)
		switch {
		case t.Amount == ir.RestOf:
			rest++
		case t.Amount == ir.InProportion:
			spread++
			total = total.Add(money.Whole(1))
		case known && t.Kind == ir.ToField:
			total = total.Add(share.Num)
		default:
			literal = false
		}
	}
	one := money.Whole(1)
	where := direct[0].At.To(direct[len(direct)-1].At)
	bad := source.Diagnostic{
		Code: codeSharesTotal, Where: where,
		Summary: fmt.Sprintf("direct shares of `%s` total %s", out.Name, ir.PercentOf(total)), Detail: c.sharesText(direct),
	}
	switch {
	case rest > 1:
		bad.Summary = fmt.Sprintf("`%s` has two rests", out.Name)
		bad.Way = "Only one share can be what is left of 100%."
	case rest == 1 && spread == 0 && total.Cmp(one) <= 0, !literal && total.Cmp(one) <= 0, total.Equal(one) && rest == 0:
		return true
	case total.Cmp(one) < 0:
		bad.Way = fmt.Sprintf("Write `rest of %s` for the last, or add `overlay` to what stands outside.", c.text(direct[0].Base))
	case rest == 1 && total.Equal(one):
		bad.Summary = fmt.Sprintf("nothing of `%s` is left for the rest", out.Name)
		bad.Way = "Leave out the `rest`, or add `overlay` to what stands outside the 100%."
	default:
		bad.Way = "Lower one of them, or add `overlay` to what stands outside the 100%."
	}
	c.report(bad)
	return false
}

func (c *checker) sharesText(direct []*ir.Target) string {
	text := ""
	for _, t := range direct {
		part := ""
		switch t.Amount {
		case ir.RestOf:
			part = "the rest"
		case ir.InProportion:
			part = "100% in proportion"
		default:
			part = c.text(t.Share)
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s as %s", part, t.Role)
	}
	return sentence(text)
}
