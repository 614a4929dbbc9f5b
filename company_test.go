package rainmaker_test

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
)

func companyFact(id string, pairs ...string) rainmaker.Fact {
	f := rainmaker.Fact{
		FactKey: rainmaker.FactKey{Kind: rainmaker.KindCompany, ID: id}, Valid: calendar.Forever,
		Source: rainmaker.Source{File: "company.csv", Row: 2},
	}
	for i := 0; i < len(pairs); i += 2 {
		f.Fields = append(f.Fields, rainmaker.Field{Name: pairs[i], Value: rainmaker.TextOf(pairs[i+1])})
	}
	return f
}

func TestCompanyOfItself(t *testing.T) {
	for name, test := range map[string]struct {
		facts          []rainmaker.Fact
		calendar, zone string
	}{
		"nothing":     {nil, "fiscal:01", "UTC"},
		"no field":    {[]rainmaker.Fact{companyFact("c")}, "fiscal:01", "UTC"},
		"fiscal year": {[]rainmaker.Fact{companyFact("c", "fiscal_start", "february")}, "fiscal:02", "UTC"},
		"both":        {[]rainmaker.Fact{companyFact("c", "fiscal_start", "July", "zone", "UTC")}, "fiscal:07", "UTC"},
	} {
		c, err := rainmaker.Decode(test.facts)
		if err != nil || c.Calendar.Key() != test.calendar || c.Zone.String() != test.zone {
			t.Errorf("%s: %s in %s, %v", name, c.Calendar, c.Zone, err)
		}
	}
	for says, facts := range map[string][]rainmaker.Fact{
		"write the month in full":             {companyFact("c", "fiscal_start", "Feb")},
		"company.csv, row 2":                  {companyFact("c", "zone", "Zurich")},
		"depends on the machine":              {companyFact("c", "zone", "Local")},
		"is a second company":                 {companyFact("c"), companyFact("d")},
		`fiscal_start is "none", of the kind`: {{FactKey: companyFact("c").FactKey, Fields: rainmaker.FieldList{{Name: "fiscal_start"}}}},
	} {
		if _, err := rainmaker.Decode(facts); rainmaker.CodeOf(err) != rainmaker.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
