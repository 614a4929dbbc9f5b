package rainmaker_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

func figure(t *testing.T, s string) rainmaker.Value {
	t.Helper()
	a, err := money.ParseAmount(s)
	if err != nil {
		t.Fatal(err)
	}
	return rainmaker.NumberOf(a)
}

func rateFact(t *testing.T, id, from, to, on, rate string) rainmaker.Fact {
	t.Helper()
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindRate, ID: id}, Valid: calendar.Since(calendar.MustParse(on)),
		Source: rainmaker.Source{File: "rates.csv", Row: 2}, Fields: rainmaker.FieldList{
			{Name: "table", Value: rainmaker.TextOf("market")},
			{Name: "from", Value: rainmaker.TextOf(from)},
			{Name: "to", Value: rainmaker.TextOf(to)},
			{Name: "rate", Value: figure(t, rate)},
		},
	}
}

func days(t *testing.T, kind rainmaker.FactKind, id, from, before string, fields ...rainmaker.Field) rainmaker.Fact {
	t.Helper()
	return rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: kind, ID: id}, Fields: fields,
		Valid: calendar.Span{From: calendar.MustParse(from), Before: calendar.MustParse(before)},
	}
}

func TestDecodeRatesLeaveAndHolidays(t *testing.T) {
	ann := rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindPayee, ID: "ann"}, Valid: calendar.Forever,
		Fields: rainmaker.FieldList{{Name: "name", Value: rainmaker.TextOf("Ann")}},
	}
	c, err := rainmaker.Decode([]rainmaker.Fact{
		ann,
		rateFact(t, "2", "GBP", "USD", "2026-02-01", "1.25"),
		rateFact(t, "1", "GBP", "USD", "2026-01-01", "1.2"),
		days(t, rainmaker.KindLeave, "l", "2026-03-01", "2026-03-15", rainmaker.Field{Name: "payee", Value: rainmaker.PersonOf("ann")}),
		days(t, rainmaker.KindHoliday, "christmas", "2026-12-25", "2026-12-27"),
		days(t, rainmaker.KindHoliday, "boxing day", "2026-12-26", "2026-12-27"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rates) != 2 || c.Rates[0].On != calendar.MustParse("2026-01-01") || c.Rates[1].Rate.String() != "1.25" {
		t.Errorf("the rates are %+v", c.Rates)
	}
	if len(c.Leaves) != 1 || c.Leaves[0].Payee != "ann" || c.Leaves[0].Span.Days() != 14 {
		t.Errorf("the leaves are %+v", c.Leaves)
	}
	if len(c.Holidays) != 2 || c.Holidays[1] != calendar.MustParse("2026-12-26") {
		t.Errorf("the holidays are %v", c.Holidays)
	}
}

func TestDecodeRefusesWhatIsNoRate(t *testing.T) {
	for want, facts := range map[string][]rainmaker.Fact{
		"XXQ":               {rateFact(t, "1", "XXQ", "USD", "2026-01-01", "1.2")},
		"more than nothing": {rateFact(t, "1", "GBP", "USD", "2026-01-01", "0")},
		"of USD to itself":  {rateFact(t, "1", "USD", "USD", "2026-01-01", "1")},
		"one of the two": {
			rateFact(t, "1", "GBP", "USD", "2026-01-01", "1.2"),
			rateFact(t, "2", "GBP", "USD", "2026-01-01", "1.3"),
		},
		"no such payee is known": {days(t, rainmaker.KindLeave, "l", "2026-03-01", "2026-03-15",
			rainmaker.Field{Name: "payee", Value: rainmaker.PersonOf("zoe")})},
	} {
		if _, err := rainmaker.Decode(facts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, not about %q", err, want)
		}
	}
}
