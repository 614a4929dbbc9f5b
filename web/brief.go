package web

import (
	"context"
	"html"
	"io"
	"math/big"
	"regexp"
	"strings"

	"github.com/a-h/templ"
)

// exactNumber is a number with more than two decimals, which a person would not say; "…" after it says that it goes on.
var exactNumber = regexp.MustCompile(`−?[0-9][0-9,]*\.[0-9]{3,}…?%?|−?[0-9][0-9,]*\.[0-9]+…%?`)

// brief is a sentence as a person would say it: its numbers with two decimals, each with the exact one on hover. Figures lead
// to their proof, where the exact ones stand.
func brief(sentence, url string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		rest := sentence
		for {
			at := exactNumber.FindStringIndex(rest)
			if at == nil {
				break
			}
			exact := rest[at[0]:at[1]]
			said := saidAs(exact)
			writeFigures(&b, rest[:at[0]], url)
			switch {
			case said == exact:
				writeFigures(&b, exact, url)
			case strings.HasSuffix(exact, "%"):
				b.WriteString(`<span title="` + html.EscapeString(exact) + `">` + html.EscapeString(said) + `</span>`)
			default:
				b.WriteString(link(said, url, ` title="`+html.EscapeString(exact)+`"`))
			}
			rest = rest[at[1]:]
		}
		writeFigures(&b, rest, url)
		_, err := io.WriteString(w, b.String())
		return err
	})
}

func writeFigures(b *strings.Builder, text, url string) {
	for _, p := range pieces(text) {
		if p.figure {
			b.WriteString(link(p.text, url, ""))
		} else {
			b.WriteString(html.EscapeString(p.text))
		}
	}
}

// saidAs is an exact number to two decimals, without those that are nothing in a percentage. Below one, two decimals would
// leave too little of a rate: there are four.
func saidAs(exact string) string {
	number := strings.TrimSuffix(strings.TrimSuffix(exact, "%"), "…")
	percent := strings.HasSuffix(exact, "%")
	r, ok := new(big.Rat).SetString(strings.NewReplacer(",", "", "−", "-").Replace(number))
	if !ok {
		return exact
	}
	places := 2
	if percent && new(big.Rat).Abs(r).Cmp(big.NewRat(1, 1)) < 0 {
		places = 4
	}
	said := groupedText(r.FloatString(places))
	if percent {
		return strings.TrimSuffix(strings.TrimRight(said, "0"), ".") + "%"
	}
	return said
}
