package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/money"
)

// line earns cents for a deal.
func line(deal string, cents int64) rainmaker.Line {
	return rainmaker.Line{
		Component: "base", Label: "Base commission", Event: rainmaker.EventRef{Name: "deal", ID: deal},
		CountsOn: calendar.MustParse("2027-02-03"), Window: "2027Q1", Credit: ratioOf("1000/3"), Currency: "EUR",
		Amount: money.New(cents, "USD"), Before: money.New(-5, "USD"), Cause: rainmaker.CauseDeal, Exact: ratioOf("100/3"),
	}
}

// statement is one of the plan "core" for a quarter of 2027.
func statement(payee, quarter string, run rainmaker.RunID, lines ...rainmaker.Line) rainmaker.Statement {
	from := calendar.MustParse(fmt.Sprintf("2027-%02d-01", (quarter[5]-'1')*3+1))
	s := rainmaker.Statement{
		StatementKey: rainmaker.StatementKey{Payee: rainmaker.PayeeID(payee), Plan: "core", Period: quarter},
		Span:         calendar.Span{From: from, Before: from.AddMonths(3)},
		Run:          run, Currency: "USD", Lines: lines,
		Components: []rainmaker.StatementComponent{{Name: "base", Label: "Base commission"}, {Name: "kicker", Label: "Kicker"}},
		Settlement: rainmaker.Settlement{Advanced: usd(0)},
	}
	total := int64(0)
	for _, l := range lines {
		total += l.Amount.Minor()
	}
	s.Settlement.Payable, s.Settlement.Pay = usd(total), usd(total)
	return s
}

func usd(cents int64) money.Money { return money.New(cents, "USD") }

// settled is a settlement with one of everything.
func settled() rainmaker.Settlement {
	due := calendar.MustParse("2027-07-15")
	line := rainmaker.LineRef{Component: "base", Label: "Base commission", Event: rainmaker.EventRef{Name: "deal", ID: "1"}, Window: "2027Q1"}
	cut := line
	cut.Component, cut.Cut = "lid", rainmaker.Cut{Component: "base", Window: "2027Q2"}
	return rainmaker.Settlement{
		Payable: usd(-1<<63 + 1), Pay: usd(1<<63 - 1), Advanced: usd(725_000),
		Parts: []rainmaker.PayablePart{{
			LineRef: line, Part: 1, Text: "50% at once", Due: calendar.MustParse("2027-02-03"),
			Amount: usd(-1<<63 + 1), Advanced: true,
		}},
		Waiting: []rainmaker.WaitingPart{
			{LineRef: line, Part: 2, Text: "rest on collected", For: "collected", Amount: usd(7)},
			{LineRef: cut, Part: 3, Text: "1 of 12 from closed", For: "2027-07-15", Due: &due, Amount: usd(-3)},
		},
		Clawbacks: []rainmaker.ClawbackLine{{
			Clawback: "churn", Label: "Early churn", Component: "base", Event: line.Event,
			On: due, Amount: usd(-750), Before: usd(0), Earned: usd(1_500), Kept: usd(750), Lapsed: usd(0), Share: ratioOf("1/180"),
			NeverBooked: true,
		}},
		Steps: []rainmaker.SettlementStep{
			{Kind: rainmaker.StepTake, Balance: "churn", Amount: usd(-750)},
			{Kind: rainmaker.StepTopUp, Balance: "ramp", Amount: usd(300_000), Line: 61},
		},
		Balances: []rainmaker.Balance{
			{Name: "churn", Kind: rainmaker.DebtBalance, Before: usd(0), After: usd(750)},
			{Name: "rainy day", Kind: rainmaker.ReserveBalance, Before: usd(9), After: usd(0)},
		},
	}
}

// save stores statements and gives them back with their versions.
func (b *bench) save(t *testing.T, statements ...rainmaker.Statement) []rainmaker.Statement {
	t.Helper()
	ok(t, b.Runs.SaveStatements(t.Context(), statements))
	return statements
}

var statementTests = map[string]func(*testing.T, *bench){
	"a line of a window's own has no event": func(t *testing.T, b *bench) {
		run := b.begun(t)
		bonus, floor := line("", 50_000), line("", 40_000)
		bonus.Event, floor.Event, floor.Window = rainmaker.EventRef{}, rainmaker.EventRef{}, "FY2027"
		bonus.Credit, bonus.Currency = ratioOf("0"), ""
		stored := b.save(t, statement("ada", "2027Q1", run.ID, bonus, line("1", 5), floor))[0]
		got, err := b.Runs.Statement(t.Context(), stored.StatementKey, 0)
		ok(t, err)
		same(t, "lines", got.Lines, stored.Lines)
		same(t, "hash", got.Hash(), stored.Hash())
	},
	"a statement reads back with its lines, but for slices": func(t *testing.T, b *bench) {
		run := b.begun(t)
		first, second, third := line("1", 3333), line("2", -1<<63+1), line("1", 1<<63-1)
		first.Slices = []rainmaker.Slice{{Label: "from 0%"}}
		second.Cause, second.Currency, second.Credit = rainmaker.CauseCorrection, "", ratioOf("-7")
		third.Cut = rainmaker.Cut{Component: "base", Window: "2027Q2"}
		third.Exact = ratioOf(strings.Repeat("9", 60) + "/" + strings.Repeat("7", 61))
		stored := b.save(t, statement("ada", "2027Q1", run.ID, second, first, third))[0]
		same(t, "version", stored.Version, 1)
		stored.Lines[1].Slices = nil
		got := must[rainmaker.Statement](t)(b.Runs.Statement(t.Context(), stored.StatementKey, 0))
		same(t, "statement", got, stored)
		same(t, "hash", got.Hash(), stored.Hash())
		same(t, "hashes", must[map[rainmaker.StatementKey]string](t)(b.Runs.StatementHashes(t.Context())),
			map[rainmaker.StatementKey]string{stored.StatementKey: stored.Hash()})
		same(t, "in a list", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), []rainmaker.Statement{stored})
	},
	"a settlement reads back to the cent": func(t *testing.T, b *bench) {
		run := b.begun(t)
		plain, whole := statement("ada", "2027Q1", run.ID, line("1", 3333)), statement("bob", "2027Q1", run.ID, line("1", 3333))
		short := statement("cyd", "2027Q1", run.ID, line("1", 3333))
		whole.Settlement, short.Settlement.Pay = settled(), usd(3332)
		stored := b.save(t, plain, whole, short)
		same(t, "statements", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), stored)
		for _, s := range stored {
			s.Lines = nil
			same(t, "versions of "+string(s.Payee), must[[]rainmaker.Statement](t)(b.Runs.StatementVersions(t.Context(), s.StatementKey)),
				[]rainmaker.Statement{s})
		}
	},
	"a settlement in another currency, or of a blocked statement, is refused": func(t *testing.T, b *bench) {
		run := b.begun(t)
		euro, none, blocked := statement("ada", "2027Q1", run.ID), statement("ada", "2027Q1", run.ID), statement("ada", "2027Q1", run.ID)
		euro.Settlement.Pay, none.Settlement.Pay, blocked.Blocked = money.New(0, "EUR"), money.Money{}, "quota missing"
		for name, s := range map[string]rainmaker.Statement{"euro": euro, "none": none, "blocked": blocked} {
			err := b.Runs.SaveStatements(t.Context(), []rainmaker.Statement{s})
			same(t, name, rainmaker.CodeOf(err), rainmaker.Invalid)
		}
	},
	"a blocked statement and an empty one read back": func(t *testing.T, b *bench) {
		run := b.begun(t)
		blocked, empty := statement("ada", "2027Q1", run.ID), statement("bob", "2027Q1", run.ID)
		blocked.Blocked, blocked.Currency, blocked.Components = "quota missing for ada in 2027Q1", "", nil
		blocked.Settlement = rainmaker.Settlement{}
		empty.Span = calendar.Forever
		stored := b.save(t, blocked, empty)
		same(t, "statements", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), stored)
	},
	"each save is the next version of its key": func(t *testing.T, b *bench) {
		run := b.begun(t)
		first := b.save(t, statement("ada", "2027Q1", run.ID, line("1", 100)))[0]
		other := b.save(t, statement("ada", "2027Q2", run.ID, line("9", 900)))[0]
		run.State, run.Finished = rainmaker.RunComplete, noon
		ok(t, b.Runs.Update(t.Context(), run))
		again := statement("ada", "2027Q1", b.begun(t).ID, line("1", 100), line("2", 50))
		again.Version = 77 // is ignored, and set in place
		second := b.save(t, again)[0]
		same(t, "versions", []int{first.Version, other.Version, second.Version}, []int{1, 1, 2})

		key := first.StatementKey
		same(t, "last", must[rainmaker.Statement](t)(b.Runs.Statement(t.Context(), key, 0)), second)
		same(t, "second", must[rainmaker.Statement](t)(b.Runs.Statement(t.Context(), key, 2)), second)
		same(t, "first", must[rainmaker.Statement](t)(b.Runs.Statement(t.Context(), key, 1)), first)
		same(t, "list", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), []rainmaker.Statement{second, other})
		same(t, "hashes", must[map[rainmaker.StatementKey]string](t)(b.Runs.StatementHashes(t.Context())),
			map[rainmaker.StatementKey]string{key: second.Hash(), other.StatementKey: other.Hash()})
		first.Lines, second.Lines = nil, nil
		same(t, "versions of the key, without lines",
			must[[]rainmaker.Statement](t)(b.Runs.StatementVersions(t.Context(), key)), []rainmaker.Statement{first, second})
	},
	"one key twice in a save is two versions": func(t *testing.T, b *bench) {
		run := b.begun(t)
		stored := b.save(t, statement("ada", "2027Q1", run.ID, line("1", 1)), statement("ada", "2027Q1", run.ID, line("1", 2)))
		same(t, "versions", []int{stored[0].Version, stored[1].Version}, []int{1, 2})
	},
	"what is not there is not found": func(t *testing.T, b *bench) {
		stored := b.save(t, statement("ada", "2027Q1", b.begun(t).ID))[0]
		for _, key := range []rainmaker.StatementKey{
			{Payee: "Ada", Plan: "core", Period: "2027Q1"},
			{Payee: "ada", Plan: "other", Period: "2027Q1"},
			{Payee: "ada", Plan: "core", Period: "2027Q2"},
		} {
			_, err := b.Runs.Statement(t.Context(), key, 0)
			refused(t, err, rainmaker.NotFound, string(key.Payee), string(key.Plan), key.Period)
			_, err = b.Runs.StatementVersions(t.Context(), key)
			refused(t, err, rainmaker.NotFound)
		}
		for _, version := range []int{2, -1} {
			_, err := b.Runs.Statement(t.Context(), stored.StatementKey, version)
			refused(t, err, rainmaker.NotFound, fmt.Sprint(version))
		}
	},
	"the statements of payees are ordered by payee, plan and start": func(t *testing.T, b *bench) {
		run := b.begun(t)
		zeta := statement("ada", "2027Q1", run.ID)
		zeta.Plan = "a zeta"
		late := statement("ada", "2027Q1", run.ID) // starts last although its label sorts first
		late.Period, late.Span = "1999", calendar.Since(calendar.MustParse("2028-01-01"))
		b.save(t, late, statement("bob", "2027Q2", run.ID), statement("ada", "2027Q2", run.ID), statement("Bob", "2027Q1", run.ID),
			statement("bob", "2027Q1", run.ID), zeta, statement("ada", "2027Q1", run.ID))
		for asked, want := range map[string][]string{
			"":        {"Bob core 2027Q1", "ada a zeta 2027Q1", "ada core 2027Q1", "ada core 2027Q2", "ada core 1999", "bob core 2027Q1", "bob core 2027Q2"},
			"bob":     {"bob core 2027Q1", "bob core 2027Q2"},
			"bob Bob": {"Bob core 2027Q1", "bob core 2027Q1", "bob core 2027Q2"},
			"bob bob": {"bob core 2027Q1", "bob core 2027Q2"},
			"eve":     {},
		} {
			payees := []rainmaker.PayeeID{}
			for _, name := range strings.Fields(asked) {
				payees = append(payees, rainmaker.PayeeID(name))
			}
			got := []string{}
			for _, s := range must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context(), payees...)) {
				got = append(got, fmt.Sprintf("%s %s %s", s.Payee, s.Plan, s.Period))
			}
			same(t, "statements of "+asked, got, want)
		}
	},
	"a retired statement is readable and listed no more": func(t *testing.T, b *bench) {
		run := b.begun(t)
		stored := b.save(t, statement("ada", "2027Q1", run.ID, line("1", 100)), statement("ada", "2027Q2", run.ID, line("2", 200)))
		key := stored[0].StatementKey
		ok(t, b.Runs.RetireStatements(t.Context(), []rainmaker.StatementKey{key}, run.ID))
		same(t, "list", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), stored[1:])
		same(t, "list of the payee", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context(), "ada")), stored[1:])
		same(t, "hashes", must[map[rainmaker.StatementKey]string](t)(b.Runs.StatementHashes(t.Context())),
			map[rainmaker.StatementKey]string{stored[1].StatementKey: stored[1].Hash()})
		for _, version := range []int{0, 1} {
			same(t, "statement", must[rainmaker.Statement](t)(b.Runs.Statement(t.Context(), key, version)), stored[0])
		}
		same(t, "versions", len(must[[]rainmaker.Statement](t)(b.Runs.StatementVersions(t.Context(), key))), 1)
		refused(t, b.Runs.RetireStatements(t.Context(), []rainmaker.StatementKey{key}, run.ID), rainmaker.NotFound, "2027Q1")

		// It can come back with the same content, as its next version, and end again.
		back := b.save(t, statement("ada", "2027Q1", run.ID, line("1", 100)))
		same(t, "version", back[0].Version, 2)
		same(t, "list", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), []rainmaker.Statement{back[0], stored[1]})
		ok(t, b.Runs.RetireStatements(t.Context(), []rainmaker.StatementKey{key}, run.ID))
		same(t, "list", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), stored[1:])
	},
	"retiring is all or nothing": func(t *testing.T, b *bench) {
		run := b.begun(t)
		stored := b.save(t, statement("ada", "2027Q1", run.ID))
		unknown := rainmaker.StatementKey{Payee: "eve", Plan: "core", Period: "2027Q1"}
		keys := []rainmaker.StatementKey{stored[0].StatementKey, unknown}
		refused(t, b.Runs.RetireStatements(t.Context(), keys, run.ID), rainmaker.NotFound, "eve")
		refused(t, b.Runs.RetireStatements(t.Context(), keys[:1], run.ID+1), rainmaker.NotFound, "run 2")
		same(t, "list", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), stored)
	},
	"saving is all or nothing": func(t *testing.T, b *bench) {
		run := b.begun(t)
		good := statement("ada", "2027Q1", run.ID, line("1", 100))
		foreign, zero, blocked, stray := line("2", 1), line("2", 1), good, good
		foreign.Amount, zero.Before = money.New(1, "EUR"), money.Money{}
		blocked.Blocked, stray.Run = "it has lines", run.ID+1
		for word, bad := range map[string]rainmaker.Statement{
			"EUR":          statement("bob", "2027Q1", run.ID, line("1", 1), foreign),
			"no currency":  statement("bob", "2027Q1", run.ID, line("1", 1), zero),
			"it has lines": blocked,
		} {
			batch := []rainmaker.Statement{good, bad}
			refused(t, b.Runs.SaveStatements(t.Context(), batch), rainmaker.Invalid, word)
			same(t, "version in place", batch[0].Version, 0)
		}
		refused(t, b.Runs.SaveStatements(t.Context(), []rainmaker.Statement{good, stray}), rainmaker.NotFound, "run 2")
		long := line("3", 1)
		long.Exact = ratioOf("1/" + strings.Repeat("9", 3000)).Mul(ratioOf("1/" + strings.Repeat("9", 3000)))
		refused(t, b.Runs.SaveStatements(t.Context(), []rainmaker.Statement{good, statement("bob", "2027Q1", run.ID, long)}),
			rainmaker.Invalid, "too long")
		same(t, "statements", len(must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context()))), 0)
	},
	"a unit saves with its run or not at all": func(t *testing.T, b *bench) {
		run := b.begun(t)
		first := b.save(t, statement("ada", "2027Q1", run.ID, line("1", 100)))
		cancelled := run
		cancelled.State, cancelled.Finished = rainmaker.RunCancelled, noon
		ok(t, b.Runs.Update(t.Context(), cancelled))
		run.State, run.Finished = rainmaker.RunComplete, noon
		refused(t, b.Do(t.Context(), func(ctx context.Context) error {
			ok(t, b.Runs.SaveStatements(ctx, []rainmaker.Statement{statement("ada", "2027Q1", run.ID, line("1", 999))}))
			ok(t, b.Runs.SaveStatements(ctx, []rainmaker.Statement{statement("bob", "2027Q1", run.ID, line("1", 1))}))
			return b.Runs.Update(ctx, run)
		}), rainmaker.Conflict, "cancelled")
		same(t, "statements", must[[]rainmaker.Statement](t)(b.Runs.StatementsOf(t.Context())), first)
	},
}
