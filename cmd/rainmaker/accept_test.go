package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rainmaker/internal/repository"
)

// The published teams are calculated a second time here, from the raw files, in exact rationals, by what the letters in
// testdata/accept say in words. Nothing of the product is used for it; rates, quotas and tiers stand here because this is
// the other opinion.

// dataFolder is where the published files are, which do not come with the repository.
func dataFolder(t *testing.T) string {
	t.Helper()
	return repository.Shared(t, "data")
}

// answers are amounts by "period,payee,component".
type answers map[string]string

func (a answers) period(label string) answers {
	b := maps.Clone(a)
	maps.DeleteFunc(b, func(key, _ string) bool { return !strings.HasPrefix(key, label+",") })
	return b
}

func wantAnswers(t *testing.T, got, want answers) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("nothing is expected, which would prove nothing")
	}
	wrong := 0
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] != want[key] {
			if wrong++; wrong <= 10 {
				t.Errorf("%s is %q, want %s", key, got[key], want[key])
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			t.Errorf("%s is %s, and nobody expects it", key, got[key])
		}
	}
	if wrong > 10 {
		t.Errorf("%d of %d are wrong", wrong, len(want))
	}
}

// command runs the program as a process does and gives what it printed.
func command(t *testing.T, wantCode int, args ...string) (out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	if code := run(t.Context(), args, &o, &e, func() time.Time { return today }); code != wantCode {
		t.Fatalf("rainmaker %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), code, wantCode, o.String(), e.String())
	}
	return o.String(), e.String()
}

func accepted(t *testing.T, args ...string) answers {
	t.Helper()
	out, errOut := command(t, exitOK, append([]string{"accept"}, args...)...)
	if errOut != "" {
		t.Errorf("on the error output: %s", errOut)
	}
	rows := table(t, strings.NewReader(out), "period", "payee", "component", "amount")
	a := answers{}
	for _, r := range rows {
		key := strings.Join(r[:3], ",")
		if _, twice := a[key]; twice {
			t.Errorf("%s stands twice", key)
		}
		a[key] = r[3]
	}
	return a
}

// table reads the named columns of a CSV text.
func table(t *testing.T, in io.Reader, columns ...string) [][]string {
	t.Helper()
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, row := range all[1:] {
		out := make([]string, len(columns))
		for i, c := range columns {
			at := slices.Index(all[0], c)
			if at < 0 {
				t.Fatalf("there is no column %s in %q", c, all[0])
			}
			out[i] = row[at]
		}
		rows = append(rows, out)
	}
	return rows
}

func tableOf(t *testing.T, file string, columns ...string) [][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return table(t, bytes.NewReader(text), columns...)
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("no number: " + text)
	}
	return r
}

func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }

func smaller(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// cents rounds half to even, to two decimals.
func cents(r *big.Rat) string {
	hundredths := times(r, rat("100"))
	n, rest := new(big.Int).QuoRem(hundredths.Num(), hundredths.Denom(), new(big.Int))
	switch double := rest.Abs(rest.Lsh(rest, 1)); {
	case double.Cmp(hundredths.Denom()) > 0, double.Cmp(hundredths.Denom()) == 0 && n.Bit(0) == 1:
		n.Add(n, big.NewInt(int64(r.Sign())))
	}
	return new(big.Rat).SetFrac(n, big.NewInt(100)).FloatString(2)
}

// mavenTerms are what the letters say; a test changes one of them as an edited letter would.
type mavenTerms struct {
	quotas                         map[string]string // by regional office, for a quarter
	tiers                          [][2]string       // from which share of quota, at which rate
	spiffRate, spiffCap, spiffFrom string
	override                       string
}

func publishedMaven() mavenTerms {
	return mavenTerms{
		quotas:    map[string]string{"Central": "90000", "East": "80000", "West": "100000"},
		tiers:     [][2]string{{"0", "0.03"}, {"0.5", "0.06"}, {"1", "0.09"}, {"1.5", "0.12"}},
		spiffRate: "0.02", spiffCap: "100", spiffFrom: "5000", override: "0.005",
	}
}

// maven is what everybody earns in every quarter of 2017.
func maven(t *testing.T, folder string, terms mavenTerms) answers {
	t.Helper()
	type quarterly map[string]*big.Rat // by quarter and person
	bookings, spiff, team := quarterly{}, quarterly{}, quarterly{}
	add := func(q quarterly, quarter, who string, r *big.Rat) {
		key := quarter + "," + who
		if q[key] == nil {
			q[key] = new(big.Rat)
		}
		q[key].Add(q[key], r)
	}
	agents := tableOf(t, filepath.Join(folder, "sales_teams.csv"), "sales_agent", "manager", "regional_office")
	manager := map[string]string{}
	for _, a := range agents {
		manager[a[0]] = a[1]
	}
	for _, d := range tableOf(t, filepath.Join(folder, "sales_pipeline.csv"), "deal_stage", "sales_agent", "product", "close_date", "close_value") {
		if d[0] != "Won" {
			continue
		}
		day, err := time.Parse("2006-01-02", d[3])
		if err != nil {
			t.Fatal(err)
		}
		quarter, value := fmt.Sprintf("%dQ%d", day.Year(), (day.Month()+2)/3), rat(d[4])
		add(bookings, quarter, d[1], value)
		add(team, quarter, manager[d[1]], value)
		product := d[2]
		if product == "GTXPro" { // as the files misspell it
			product = "GTX Pro"
		}
		if product == "GTX Pro" && day.Month()%3 == 0 && value.Cmp(rat(terms.spiffFrom)) >= 0 {
			add(spiff, quarter, d[1], smaller(times(value, rat(terms.spiffRate)), rat(terms.spiffCap)))
		}
	}
	of := func(q quarterly, quarter, who string) *big.Rat { return plus(new(big.Rat), orZero(q[quarter+","+who])) }
	out := answers{}
	for _, quarter := range []string{"2017Q1", "2017Q2", "2017Q3", "2017Q4"} {
		for _, a := range agents {
			sold, quota, base := of(bookings, quarter, a[0]), rat(terms.quotas[a[2]]), new(big.Rat)
			for i, tier := range terms.tiers {
				above := plus(sold, new(big.Rat).Neg(times(quota, rat(tier[0]))))
				if above.Sign() <= 0 {
					break
				}
				if i+1 < len(terms.tiers) {
					width := plus(rat(terms.tiers[i+1][0]), new(big.Rat).Neg(rat(tier[0])))
					above = smaller(above, times(quota, width))
				}
				base.Add(base, times(above, rat(tier[1])))
			}
			out[quarter+","+a[0]+",base"] = cents(base)
			out[quarter+","+a[0]+",spiff"] = cents(of(spiff, quarter, a[0]))
			out[quarter+","+a[1]+",override"] = cents(times(of(team, quarter, a[1]), rat(terms.override)))
		}
	}
	return out
}

func orZero(r *big.Rat) *big.Rat {
	if r == nil {
		return new(big.Rat)
	}
	return r
}

// adventureWorks is what every salesperson earns in every quota period; above quota the rate is multiplied.
func adventureWorks(t *testing.T, folder, multiplier string) answers {
	t.Helper()
	rates := map[string]*big.Rat{}
	for _, p := range tableOf(t, filepath.Join(folder, "SalesPerson.csv"), "BusinessEntityID", "CommissionPct") {
		rates[p[0]] = rat(p[1])
	}
	type period struct {
		from  string
		quota *big.Rat
		sales *big.Rat
	}
	quotas := map[string][]period{} // by person, in the order of their dates
	for _, q := range tableOf(t, filepath.Join(folder, "SalesPersonQuotaHistory.csv"), "BusinessEntityID", "QuotaDate", "SalesQuota") {
		quotas[q[0]] = append(quotas[q[0]], period{q[1], rat(q[2]), new(big.Rat)})
	}
	for _, ps := range quotas {
		slices.SortFunc(ps, func(a, b period) int { return strings.Compare(a.from, b.from) })
	}
	for _, o := range tableOf(t, filepath.Join(folder, "ResellerOrders.csv"), "SalesPersonID", "OrderDate", "SubTotal") {
		for _, p := range slices.Backward(quotas[o[0]]) {
			if p.from <= o[1] {
				p.sales.Add(p.sales, rat(o[2]))
				break
			}
		}
	}
	out := answers{}
	for person, ps := range quotas {
		for _, p := range ps {
			upTo := smaller(p.sales, p.quota)
			above := plus(p.sales, new(big.Rat).Neg(upTo))
			pay := times(rates[person], plus(upTo, times(above, rat(multiplier))))
			out[p.from+","+person+",commission"] = cents(pay)
		}
	}
	return out
}

// published are the answers that came with the task, for the periods it gives.
func publishedAnswers(t *testing.T, folder string) (mavenQ2, before2013 answers) {
	t.Helper()
	mavenQ2, before2013 = answers{}, answers{}
	acceptance := filepath.Join(folder, "..", "reference", "acceptance")
	for _, r := range tableOf(t, filepath.Join(acceptance, "maven-2017Q2.csv"), "quarter", "payee", "won", "base", "spiff", "total") {
		switch {
		case r[1] == "TOTAL":
			mavenQ2["total"] = r[5]
		case r[2] == "override":
			mavenQ2[r[0]+","+r[1]+",override"] = r[5]
		default:
			mavenQ2[r[0]+","+r[1]+",base"], mavenQ2[r[0]+","+r[1]+",spiff"] = r[3], r[4]
		}
	}
	for _, r := range tableOf(t, filepath.Join(acceptance, "adventureworks-before-2013.csv"), "quota_from", "person", "pay") {
		before2013[r[0]+","+r[1]+",commission"] = r[2]
	}
	return mavenQ2, before2013
}

func total(a answers) string {
	sum := new(big.Rat)
	for _, amount := range a {
		sum.Add(sum, rat(amount))
	}
	return sum.FloatString(2)
}

func TestAccept(t *testing.T) {
	data := dataFolder(t)
	q2, before2013 := publishedAnswers(t, data)
	if q2["total"] != "192828.30" {
		t.Errorf("the quarter's published total is %s", q2["total"])
	}
	delete(q2, "total")

	t.Run("maven", func(t *testing.T) {
		want := maven(t, filepath.Join(data, "maven_crm"), publishedMaven())
		wantAnswers(t, want.period("2017Q2"), q2) // the two opinions beside the product agree with one another
		got := straight(t, "maven")
		wantAnswers(t, got, want)
		wantAnswers(t, got.period("2017Q2"), q2)
		if sum := total(got.period("2017Q2")); sum != "192828.30" {
			t.Errorf("the quarter's total is %s", sum)
		}
		out, _ := command(t, exitOK, "accept", "--json", "--team", "maven", "--period", "2017Q2", "--files", data, "--plan", letters("maven"))
		var rows []acceptRow
		decode(t, out, &rows)
		asJSON := answers{}
		for _, r := range rows {
			asJSON[r.Period+","+string(r.Payee)+","+r.Component] = r.Amount
		}
		wantAnswers(t, asJSON, q2)
	})
	t.Run("adventureworks", func(t *testing.T) {
		folder := filepath.Join(data, "adventureworks")
		want := adventureWorks(t, folder, "1.5")
		got := straight(t, "adventureworks")
		wantAnswers(t, got, want)
		for key, amount := range before2013 {
			if got[key] != amount {
				t.Errorf("%s is %q, published is %s", key, got[key], amount)
			}
		}
		one := accepted(t, "--team", "adventureworks", "--period", "2012-05-30", "--files", folder, "--plan", letters("adventureworks"))
		wantAnswers(t, one, before2013.period("2012-05-30"))
	})
}

// letters are the documents of a team.
func letters(team string) string { return filepath.Join("..", "..", "testdata", "accept", team) }

// straight is what accept answers for a team as published, in all periods, worked out once.
func straight(t *testing.T, team string) answers {
	t.Helper()
	data := dataFolder(t)
	if answered[team] == nil {
		answered[team] = accepted(t, "--team", team, "--files", data, "--plan", letters(team))
	}
	return answered[team]
}

var answered = map[string]answers{}

// copied is a folder with copies of a folder's files, some of them changed.
func copied(t *testing.T, folder string, change func(name, text string) string) string {
	t.Helper()
	to := t.TempDir()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), []byte(change(e.Name(), string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// replaced changes one text of one file, which must be there.
func replaced(t *testing.T, file, old, now string) func(name, text string) string {
	return func(name, text string) string {
		if name != file {
			return text
		}
		if !strings.Contains(text, old) {
			t.Fatalf("%s has no %q to edit", file, old)
		}
		return strings.Replace(text, old, now, 1)
	}
}

// An edited letter changes the answer accordingly, wherever a rate, quota or tier stands. Its examples may be left as they
// were: that is said, and does not stop it.
func TestAcceptEditedLetters(t *testing.T) {
	answersOnly(t)
	data := dataFolder(t)
	for _, test := range []struct {
		name, file, old, now string
		terms                func(*mavenTerms)
	}{
		{"rate", "maven_agent.plan.md", "9%\n", "10%\n", func(m *mavenTerms) { m.tiers[2][1] = "0.10" }},
		{"tier", "maven_agent.plan.md", "from 150%", "from 140%", func(m *mavenTerms) { m.tiers[3][0] = "1.4" }},
		{"quota", "maven_agent.plan.md", "Central:  90,000 USD", "Central:  95,000 USD", func(m *mavenTerms) { m.quotas["Central"] = "95000" }},
		{"cap", "maven_agent.plan.md", "cap    100 USD", "cap    150 USD", func(m *mavenTerms) { m.spiffCap = "150" }},
		{"override", "maven_manager.plan.md", "rate 0.5%", "rate 0.7%", func(m *mavenTerms) { m.override = "0.007" }},
	} {
		t.Run(test.name, func(t *testing.T) {
			terms := publishedMaven()
			test.terms(&terms)
			want := maven(t, filepath.Join(data, "maven_crm"), terms).period("2017Q2")
			plan := copied(t, letters("maven"), replaced(t, test.file, test.old, test.now))
			out, errOut := command(t, exitOK, "accept", "--team", "maven", "--period", "2017Q2", "--files", data, "--plan", plan)
			got := answers{}
			for _, r := range table(t, strings.NewReader(out), "period", "payee", "component", "amount") {
				got[strings.Join(r[:3], ",")] = r[3]
			}
			wantAnswers(t, got, want)
			if total(got) == "192828.30" {
				t.Error("the total did not change")
			}
			if errOut != "" && !strings.Contains(errOut, "calculated by the rules as they stand, without the examples") {
				t.Errorf("on the error output: %s", errOut)
			}
		})
	}
	t.Run("multiplier", func(t *testing.T) {
		folder := filepath.Join(data, "adventureworks")
		plan := copied(t, letters("adventureworks"), replaced(t, "adventureworks.plan.md", "from 100%: x 1.5", "from 100%: x 2"))
		out, errOut := command(t, exitOK, "accept", "--team", "adventureworks", "--files", folder, "--plan", plan)
		got := answers{}
		for _, r := range table(t, strings.NewReader(out), "period", "payee", "component", "amount") {
			got[strings.Join(r[:3], ",")] = r[3]
		}
		wantAnswers(t, got, adventureWorks(t, folder, "2"))
		if !strings.Contains(errOut, "a quarter above quota, and an order on the next quota date") {
			t.Errorf("the example that holds no more is not said: %s", errOut)
		}
	})
}

// answersOnly leaves a test to the step without the race detector: it runs what others of the package run under it, for other
// answers.
func answersOnly(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("short mode: only its answers differ from what other tests run")
	}
}

// A letter that is wrong elsewhere than in an example is refused, and nothing is printed as an answer.
func TestAcceptRefusesBrokenLetters(t *testing.T) {
	data := dataFolder(t)
	plan := copied(t, letters("maven"), replaced(t, "maven_agent.plan.md", "from 100%:  9%", "from  40%:  9%"))
	out, errOut := command(t, exitRefused, "accept", "--team", "maven", "--period", "2017Q2", "--files", data, "--plan", plan)
	if out != "" || !strings.Contains(errOut, "tiers must rise") {
		t.Errorf("printed %q, said %s", out, errOut)
	}
}

// Shuffled rows change nothing; an edited deal changes what it must.
func TestAcceptEditedData(t *testing.T) {
	answersOnly(t)
	data := dataFolder(t)
	t.Run("shuffled", func(t *testing.T) {
		for team, folder := range teams {
			turned := copied(t, filepath.Join(data, folder), func(name, text string) string {
				if filepath.Ext(name) != ".csv" {
					return text
				}
				return backwards(text)
			})
			wantAnswers(t, accepted(t, "--team", team, "--files", turned, "--plan", letters(team)), straight(t, team))
		}
	})
	t.Run("edited", func(t *testing.T) {
		folder := copied(t, filepath.Join(data, "maven_crm"), replaced(t, "sales_pipeline.csv",
			"Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514",
			"Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,2016-10-25,2017-04-11,6514"))
		got := accepted(t, "--team", "maven", "--files", folder, "--plan", letters("maven"))
		wantAnswers(t, got, maven(t, folder, publishedMaven()))
		before := straight(t, "maven")
		var differ []string
		for key := range got {
			if got[key] != before[key] {
				differ = append(differ, key)
			}
		}
		slices.Sort(differ)
		want := []string{"2017Q1,Darcel Schlecht,base", "2017Q1,Melvin Marxen,override", "2017Q2,Darcel Schlecht,base", "2017Q2,Melvin Marxen,override"}
		if !slices.Equal(differ, want) {
			t.Errorf("changed: %q, want %q", differ, want)
		}
	})
}

// What accept answers, the ordinary verbs answer in a directory that stays: totals of everybody, and statements whose lines
// sum to their components.
func TestPublishedTeamsByTheVerbs(t *testing.T) {
	data := dataFolder(t)
	for team, folder := range teams {
		t.Run(team, func(t *testing.T) {
			dir := t.TempDir()
			verb := func(args ...string) string {
				out, _ := command(t, exitOK, append([]string{"--data", dir}, args...)...)
				return out
			}
			verb("import", "--whole", filepath.Join(data, folder))
			verb("plan", "publish", letters(team))
			verb("calc")
			want := straight(t, team)
			var periods teamAnswer
			decode(t, verb("team", "--json"), &periods)
			for i, period := range periods.Periods {
				var page teamAnswer
				decode(t, verb("team", "--json", "--period", period), &page)
				if len(page.Rows) == 0 {
					t.Errorf("nobody is paid for %s", period)
				}
				for _, row := range page.Rows {
					of := maps.Clone(want)
					maps.DeleteFunc(of, func(key, _ string) bool { return !strings.HasPrefix(key, period+","+string(row.Payee)+",") })
					if sum := total(of); sum != row.Total {
						t.Errorf("%s is paid %s for %s, want %s", row.Payee, row.Total, period, sum)
					}
				}
				var s statementAnswer // another person's each time
				who := page.Rows[i%len(page.Rows)].Payee
				decode(t, verb("explain", "--json", "--payee", string(who), "--period", period), &s)
				wantStatement(t, s, want)
			}
		})
	}
}

func wantStatement(t *testing.T, s statementAnswer, want answers) {
	t.Helper()
	if len(s.Components) == 0 {
		t.Errorf("the statement of %s for %s has no component", s.Payee, s.Period)
	}
	for _, k := range s.Components {
		key := s.Period + "," + string(s.Payee) + "," + k.Name
		if want[key] != k.Total {
			t.Errorf("%s is %s on the statement, want %s", key, k.Total, want[key])
		}
		sum := new(big.Rat)
		for _, l := range k.Lines {
			sum.Add(sum, rat(l.Amount))
		}
		if sum.FloatString(2) != k.Total {
			t.Errorf("the lines of %s sum to %s, and its total is %s", key, sum.FloatString(2), k.Total)
		}
	}
	if !s.Agrees {
		t.Errorf("the statement of %s for %s is not what is calculated again", s.Payee, s.Period)
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}
