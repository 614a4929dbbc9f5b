package chart

import (
	"strings"

	"rainmaker/money"
)

// Estimate is an amount that is not earned yet, as a hatched bar.
type Estimate struct {
	Label  string
	Amount money.Money
	URL    string // of where it comes from
}

// Hatching is the pattern that marks estimates, once a page. It stands in a drawing of its own: one in a drawing that its container does
// not show would not be drawn anywhere.
const Hatching = `<svg class="vh" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="6" height="6" ` +
	`patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="hatch-ground" width="6" height="6"/>` +
	`<line class="hatch-line" x1="0" y1="0" x2="6" y2="0"/></pattern></defs></svg>`

const estimateRow = 46.0

// Estimates are bars below each other from one zero line, for each width, narrowest first. Amounts below zero reach to its
// left.
func Estimates(list []Estimate) string {
	var b strings.Builder
	for _, w := range standingWidths {
		b.WriteString(drawEstimates(list, w.class, w.width))
	}
	return b.String()
}

func drawEstimates(list []Estimate, class string, width int) string {
	d := open(class, width, int(estimateRow)*len(list)+4)
	low, high := money.Ratio{}, money.Ratio{}
	for _, e := range list {
		low, high = money.Min(low, e.Amount.Ratio()), money.Max(high, e.Amount.Ratio())
	}
	reach := high.Sub(low)
	at := func(r money.Ratio) float64 {
		if reach.IsZero() {
			return margin
		}
		parts, err := r.Sub(low).Quo(reach).Round(3, money.HalfEven)
		if err != nil {
			return margin // cannot be: it lies between 0 and 1
		}
		return margin + (float64(width)-2*margin)*float64(parts)/1000
	}
	zero := at(money.Ratio{})
	for i, e := range list {
		top := float64(i) * estimateRow
		d.link(e.URL, e.Label+": "+e.Amount.Figure(), func() {
			d.text("", margin, top+14, e.Label)
			d.text("guess end", float64(width)-margin, top+14, "est. "+e.Amount.Figure())
			end := at(e.Amount.Ratio())
			d.rect("hatch", min(zero, end), top+20, max(end-zero, zero-end), 18)
		})
		d.line("axis", zero, top+18, zero, top+40)
	}
	return d.close()
}
