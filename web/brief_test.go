package web

import (
	"strings"
	"testing"
)

// A person says 63.13% and 848.84; the exact numbers are one hover away.
func TestBrief(t *testing.T) {
	for sentence, want := range map[string]string{
		"from 63.132% to 69.012%":       `from <span title="63.132%">63.13%</span> to <span title="69.012%">69.01%</span>`,
		"74.6422…% of it":               `<span title="74.6422…%">74.64%</span> of it`,
		"at 0.8842…%":                   `at <span title="0.8842…%">0.8842%</span>`,
		"is 848.8421…, rounded":         `is <a class="fig" href="/p" title="848.8421…">848.84</a>, rounded`,
		"12,345.678 credited":           `<a class="fig" href="/p" title="12,345.678">12,345.68</a> credited`,
		"14,700.00 at 10%, × 1.5":       `<a class="fig" href="/p">14,700.00</a> at 10%, × 1.5`,
		"a loss of −5.5555":             `a loss of <a class="fig" href="/p" title="−5.5555">−5.56</a>`,
		"at 12.50% (99.9999…% of 1)":    `at 12.50% (<span title="99.9999…%">100%</span> of 1)`,
		"rises to 33.3333…%, by <Acme>": `rises to <span title="33.3333…%">33.33%</span>, by &lt;Acme&gt;`,
	} {
		var b strings.Builder
		if err := brief(sentence, "/p").Render(t.Context(), &b); err != nil || b.String() != want {
			t.Errorf("%s\ngot  %s\nwant %s (%v)", sentence, b.String(), want, err)
		}
	}
}
