package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rainmaker/calendar"
	"rainmaker/money"
)

// element is one element of a drawing with what it says.
type element struct {
	name, class, text string
	at                map[string]float64
}

// read parses what a chart wrote; every drawing must be whole XML.
func read(t *testing.T, svg string) (drawings [][]element) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return drawings
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := element{name: x.Name.Local, at: map[string]float64{}}
			for _, a := range x.Attr {
				if a.Name.Local == "class" {
					e.class = a.Value
				}
				if n, err := strconv.ParseFloat(a.Value, 64); err == nil {
					e.at[a.Name.Local] = n
				}
			}
			if e.name == "svg" {
				drawings = append(drawings, nil)
			}
			last := len(drawings) - 1
			drawings[last] = append(drawings[last], e)
		case xml.CharData:
			last := len(drawings) - 1
			drawings[last][len(drawings[last])-1].text += string(x)
		}
	}
}

func usd(cents int64) money.Money { return money.New(cents, "USD") }

func steps(amounts ...int64) []Step {
	var out []Step
	total := int64(0)
	for i, cents := range amounts {
		total += cents
		out = append(out, Step{
			On: calendar.MustParse("2027-01-05").AddDays(7 * i), Total: usd(total), Added: usd(cents),
			Deal: "Deal <" + strconv.Itoa(i) + "> & partners of a long name", URL: "/x?a=1&b=2",
		})
	}
	return out
}

// Whatever was earned, each drawing is whole, nothing of it lies outside, and no two names stand on each other.
func TestEarningsStayInside(t *testing.T) {
	quarter := calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2027-04-01")}
	for name, e := range map[string]Earnings{
		"nothing":        {Span: quarter, Today: calendar.MustParse("2027-02-01")},
		"not begun":      {Span: quarter, Today: calendar.MustParse("2026-02-01")},
		"one":            {Span: quarter, Today: calendar.MustParse("2027-02-01"), Steps: steps(412_50)},
		"many":           {Span: quarter, Today: calendar.MustParse("2027-03-31"), Steps: steps(100_00, 5_000_00, 200_00, 1_00, 90_00, 7_000_00, 10_00, 4_000_00)},
		"seven digits":   {Span: quarter, Today: calendar.MustParse("2028-01-01"), Steps: steps(1_234_567_89, 8_000_000_00)},
		"below zero":     {Span: quarter, Today: calendar.MustParse("2027-03-01"), Steps: steps(1_000_00, -3_000_00, 500_00)},
		"only below":     {Span: quarter, Today: calendar.MustParse("2027-03-01"), Steps: steps(-3_00)},
		"nearly nothing": {Span: quarter, Today: calendar.MustParse("2027-03-01"), Steps: steps(1)},
	} {
		drawings := read(t, e.SVG())
		if len(drawings) != len(earningsWidths) {
			t.Fatalf("%s: %d drawings", name, len(drawings))
		}
		for i, d := range drawings {
			width, height := float64(earningsWidths[i].width), float64(earningsWidths[i].height)
			inside(t, name, d, width, height)
			names := 0
			for _, x := range d {
				if x.name == "text" && strings.HasPrefix(x.text, "Deal") {
					names++
				}
			}
			if names > mostNames {
				t.Errorf("%s at %v: %d names, at most %d can be read", name, width, names, mostNames)
			}
		}
	}
}

// What a window earns stands on its last day, which may be to come: the line goes on to it and never back to today.
func TestEarningsNeverGoBack(t *testing.T) {
	month := calendar.Span{From: calendar.MustParse("2027-01-01"), Before: calendar.MustParse("2027-02-01")}
	e := Earnings{Span: month, Today: calendar.MustParse("2027-01-10"), Steps: steps(100_00, 200_00, 300_00)} // on 5, 12 and 19 January
	for _, path := range regexp.MustCompile(`class="line" d="([^"]*)"`).FindAllStringSubmatch(e.SVG(), -1) {
		at := 0.0
		for _, h := range regexp.MustCompile(`H([0-9.]+)`).FindAllStringSubmatch(path[1], -1) {
			x, err := strconv.ParseFloat(h[1], 64)
			if err != nil || x < at {
				t.Errorf("the line goes from %v back to %s: %s", at, h[1], path[1])
			}
			at = x
		}
		if at == 0 {
			t.Errorf("no line: %s", path[1])
		}
	}
}

func inside(t *testing.T, name string, d []element, width, height float64) {
	t.Helper()
	for _, e := range d {
		for _, key := range []string{"x", "x1", "x2", "cx"} {
			if v, ok := e.at[key]; ok && (v < 0 || v > width) {
				t.Errorf("%s at %v px: %s.%s has %s=%v", name, width, e.name, e.class, key, v)
			}
		}
		for _, key := range []string{"y", "y1", "y2", "cy"} {
			if v, ok := e.at[key]; ok && (v < 0 || v > height) {
				t.Errorf("%s at %v px: %s.%s has %s=%v", name, width, e.name, e.class, key, v)
			}
		}
		if e.name != "text" {
			continue
		}
		from, to := e.at["x"], e.at["x"]+textWidth(e.text)
		switch {
		case strings.Contains(e.class, "end"):
			from, to = from-textWidth(e.text), from
		case strings.Contains(e.class, "mid"):
			from, to = from-textWidth(e.text)/2, from+textWidth(e.text)/2
		}
		if from < -1 || to > width+1 {
			t.Errorf("%s at %v px: %q reaches from %v to %v", name, width, e.text, from, to)
		}
	}
}

// The line ends at the total, on the side of the scale where it belongs.
func TestEarningsScale(t *testing.T) {
	for _, c := range []struct {
		n    int64
		want int64
	}{{1, 1}, {2, 2}, {3, 5}, {6, 10}, {11, 20}, {51, 100}, {1_200_000, 2_000_000}} {
		if got := roundStep(c.n); got != c.want {
			t.Errorf("a step of at least %d is %d, want %d", c.n, got, c.want)
		}
	}
	c := canvas{Earnings: Earnings{Steps: steps(1_500_000_00)}}
	for minor, want := range map[int64]string{0: "0", 50_000: "500", 1_500_00: "1.5k", 2_000_000_00: "2M", -20_000_00: "−20k"} {
		if got := c.axisText(minor); got != want {
			t.Errorf("%d cents on the axis read %q, want %q", minor, got, want)
		}
	}
}

// The bar is as long as the position says, and the tier that pays next is the strong one.
func TestStanding(t *testing.T) {
	s := Standing{Fill: 500, Position: "91.6%", Goal: "90,000.00", GoalAt: 545, GoalURL: "/s#c", Tiers: []StandingTier{
		{At: 0, Bound: "0%", Rate: "3%"},
		{At: 272, Bound: "50%", Rate: "6%", Now: true},
		{At: 545, Bound: "100%", Rate: "9%"},
		{At: 818, Bound: "150%", Rate: "12%"},
	}}
	for i, d := range read(t, s.SVG()) {
		width := float64(standingWidths[i].width)
		inside(t, "standing", d, width, 118)
		var bar, now float64
		for _, e := range d {
			if e.class == "d1" {
				bar = e.at["width"]
			}
			if e.class == "strong mid" && e.text == "6%" {
				now = e.at["x"]
			}
		}
		if want := (width - 2*margin) / 2; bar < want-1 || bar > want+1 {
			t.Errorf("at %v px the bar is %v long, want %v", width, bar, want)
		}
		if want := width * (272 + 545) / 2000; now < want-2 || now > want+2 {
			t.Errorf("at %v px the present rate stands at %v, want %v", width, now, want)
		}
	}
	for name, s := range map[string]Standing{
		"over the scale": {Fill: 1400, Position: "1,234.5%"},
		"nothing":        {Position: "0%", Tiers: []StandingTier{{Rate: "1%", Now: true}}},
		"below zero":     {Fill: -20, Position: "−2.0%"},
	} {
		for i, d := range read(t, s.SVG()) {
			inside(t, name, d, float64(standingWidths[i].width), 118)
		}
	}
}
