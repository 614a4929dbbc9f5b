// Package chart draws the two charts of a payee's home page as SVG text: where somebody stands in a component, and what a
// period earned day by day.
//
// Every chart is drawn several times, once for each width in [Widths], because chart text must stay 12 px: the stylesheet
// shows the widest drawing that fits its container. The drawings are decoration to a screen reader (aria-hidden); the
// page gives the sentence that names the figure and a table of its values. Links in a drawing are out of the tab order for
// the same reason: the table has them too.
package chart

import (
	"fmt"
	"html"
	"strings"
)

// charWidth is the mean width of a character at 12 px in Inter with tabular figures; labels are placed with it, a little
// on the wide side, since the text's true width is known to the browser only.
const charWidth = 6.6

// drawing collects the elements of one SVG.
type drawing struct {
	b strings.Builder
}

// open begins an SVG of a width and height; class names what width of container it is for.
func open(class string, width, height int) *drawing {
	d := &drawing{}
	fmt.Fprintf(&d.b, `<svg class="%s" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true" focusable="false">`, class, width, height, width, height)
	return d
}

func (d *drawing) close() string {
	d.b.WriteString("</svg>")
	return d.b.String()
}

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&d.b, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`, class, x1, y1, x2, y2)
}

func (d *drawing) rect(class string, x, y, width, height float64) {
	fmt.Fprintf(&d.b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, class, x, y, max(width, 0), height)
}

func (d *drawing) path(class, commands string) {
	fmt.Fprintf(&d.b, `<path class="%s" d="%s"/>`, class, strings.TrimSpace(commands))
}

func (d *drawing) dot(class string, x, y, radius float64) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%.1f" cy="%.1f" r="%.1f"/>`, class, x, y, radius)
}

func (d *drawing) text(class string, x, y float64, text string) {
	fmt.Fprintf(&d.b, `<text class="%s" x="%.1f" y="%.1f">%s</text>`, class, x, y, html.EscapeString(text))
}

// link wraps what draw makes in a link with a title; without an address it only draws.
func (d *drawing) link(url, title string, draw func()) {
	if url == "" {
		draw()
		return
	}
	fmt.Fprintf(&d.b, `<a href="%s" tabindex="-1"><title>%s</title>`, html.EscapeString(url), html.EscapeString(title))
	draw()
	d.b.WriteString("</a>")
}

// textWidth is about how wide a label is.
func textWidth(text string) float64 { return charWidth * float64(len([]rune(text))) }

// shorten cuts a name to about a width, marking that it goes on.
func shorten(text string, width float64) string {
	runes := []rune(text)
	most := int(width / charWidth)
	if len(runes) <= most {
		return text
	}
	if most < 2 {
		return ""
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}
