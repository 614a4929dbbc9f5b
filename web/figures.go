package web

import (
	"context"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// fig is a money figure that links to its proof.
func fig(text, url string) templ.Component { return figure(text, url, "") }

// figAgain is a second link to where a first one in the same row already leads: it is out of the tab order, so that a
// ledger has one stop a line.
func figAgain(text, url string) templ.Component { return figure(text, url, ` tabindex="-1"`) }

func figure(text, url, more string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if text == "" {
			return nil // a link without text leads nobody anywhere
		}
		_, err := io.WriteString(w, link(text, url, more))
		return err
	})
}

// figs is a sentence in which each money figure links to its proof. It is written by hand because a template would put
// spaces between the pieces.
func figs(sentence, url string) templ.Component { return figures(sentence, url, "") }

// figsAgain is figs out of the tab order: for a sentence that only a screen reader meets.
func figsAgain(sentence, url string) templ.Component { return figures(sentence, url, ` tabindex="-1"`) }

func figures(sentence, url, more string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, p := range pieces(sentence) {
			if p.figure {
				b.WriteString(link(p.text, url, more))
			} else {
				b.WriteString(html.EscapeString(p.text))
			}
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

func link(text, url, more string) string {
	return `<a class="fig" href="` + html.EscapeString(url) + `"` + more + `>` + html.EscapeString(text) + `</a>`
}

// spanned is a line of a letter; a template would put spaces between its spans.
func spanned(spans []span) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, s := range spans {
			text := html.EscapeString(s.text)
			if s.class != "" {
				text = `<span class="` + s.class + `">` + text + `</span>`
			}
			b.WriteString(text)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// worded is a sentence whose figures lead to an address; without one they lead nowhere.
func worded(sentence, url string) templ.Component {
	if url == "" {
		return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, html.EscapeString(sentence))
			return err
		})
	}
	return figs(sentence, url)
}
