package assets

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	comment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	className = regexp.MustCompile(`\.([a-z][a-z0-9-]*)`)
	quoted    = regexp.MustCompile(`"[^"]*"`)
	token     = regexp.MustCompile(`(?m)^  --([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);`)
	setVar    = regexp.MustCompile(`(--[a-z0-9-]+):`)
	useVar    = regexp.MustCompile(`var\((--[a-z0-9-]+)`)
	address   = regexp.MustCompile(`url\("([^"]*)"\)`)
)

func stylesheet(t *testing.T) (head, rules string) {
	t.Helper()
	css := string(staticFiles(t)[string(Stylesheet)])
	head = comment.FindString(css)
	if head == "" {
		t.Fatal("rainmaker.css has no comment at its head to document the class names in")
	}
	return head, comment.ReplaceAllString(css, "")
}

func classes(text string) []string {
	var names []string
	for _, m := range className.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// The head of the stylesheet is what page authors read. It may neither promise a class that does nothing nor keep one back.
func TestHeadCommentNamesEveryClass(t *testing.T) {
	head, rules := stylesheet(t)
	selectors := regexp.MustCompile(`\{[^{}]*\}`).ReplaceAllString(quoted.ReplaceAllString(rules, ""), "{}")
	documented, defined := classes(quoted.ReplaceAllString(head, "")), classes(selectors)
	notClasses := []string{"css", "light", "dark"} // rainmaker.css itself; the themes are set on the root by the frame
	for _, name := range documented {
		if !slices.Contains(defined, name) && !slices.Contains(notClasses, name) {
			t.Errorf("the head comment lists .%s, which no rule mentions", name)
		}
	}
	for _, name := range defined {
		if !slices.Contains(documented, name) && !slices.Contains(notClasses, name) {
			t.Errorf(".%s has rules and is missing from the head comment", name)
		}
	}
}

func TestStylesheetUsesOnlyItsOwnTokensAndFiles(t *testing.T) {
	_, rules := stylesheet(t)
	files := staticFiles(t)
	set := map[string]bool{}
	for _, m := range setVar.FindAllStringSubmatch(rules, -1) {
		set[m[1]] = true
	}
	used := map[string]bool{}
	for _, m := range useVar.FindAllStringSubmatch(rules, -1) {
		used[m[1]] = true
		if !set[m[1]] {
			t.Errorf("var(%s) is used and never set", m[1])
		}
	}
	for name := range set {
		if !used[name] {
			t.Errorf("%s is set and never used", name)
		}
	}
	for _, m := range address.FindAllStringSubmatch(rules, -1) {
		if !strings.HasPrefix(m[1], "#") && files[m[1]] == nil {
			t.Errorf("url(%q) is not a file compiled in; pages may load nothing else", m[1])
		}
	}
	if strings.Contains(rules, "@import") || strings.Contains(rules, "//") {
		t.Error("the stylesheet reaches outside itself: pages may load nothing but compiled-in files")
	}
}

// Text must reach 4.5 : 1 and borders, marks and hatches 3 : 1 against everything they are put on (WCAG 2.2, 1.4.3 and
// 1.4.11).
func TestContrast(t *testing.T) {
	_, rules := stylesheet(t)
	tokens := map[string][2]string{}
	for _, m := range token.FindAllStringSubmatch(rules, -1) {
		tokens[m[1]] = [2]string{m[2], m[3]}
	}
	pairs := []struct {
		least       float64
		fronts, ons []string
	}{
		{4.5, []string{"ink", "ink-2", "ink-3", "accent", "est", "act"}, []string{"paper", "sheet", "sunk"}},
		{4.5, []string{"ink", "ink-2", "ink-3", "accent", "est"}, []string{"accent-wash"}},
		{4.5, []string{"est"}, []string{"est-wash"}},
		{4.5, []string{"act"}, []string{"act-wash"}},
		{4.5, []string{"accent-on"}, []string{"accent"}},
		{4.5, []string{"ink"}, []string{"d4"}},
		{3, []string{"rule-3", "est-line", "d1", "d2", "d3"}, []string{"paper", "sheet"}},
	}
	for _, pair := range pairs {
		for _, front := range pair.fronts {
			for _, on := range pair.ons {
				for theme, name := range []string{"light", "dark"} {
					a, b := tokens[front][theme], tokens[on][theme]
					if a == "" || b == "" {
						t.Fatalf("token %s or %s has no light-dark() pair in :root", front, on)
					}
					if got := contrast(t, a, b); got < pair.least {
						t.Errorf("%s: %s %s on %s %s is %.2f : 1, needs %.1f", name, front, a, on, b, got, pair.least)
					}
				}
			}
		}
	}
}

// contrast is the ratio of relative luminances, as WCAG 2.2 defines it.
func contrast(t *testing.T, a, b string) float64 {
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	rgb, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		t.Fatalf("colour %s: %v", hex, err)
	}
	channel := func(shift uint) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
