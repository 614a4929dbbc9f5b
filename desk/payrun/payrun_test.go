package payrun_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/access"
)

const firstPay = `ana seller 2027-01 v1 70.00
ana seller 2027-02 v1 50.00
bo seller 2027-01 v1 0.00
bo seller 2027-02 v1 50.00
lee lead 2027Q1 v1 16.00
`

func TestCalculate(t *testing.T) {
	c := standing(t)
	run := c.calculate()
	c.wants("pay", c.pay(), firstPay)
	if run.ID != 1 || run.Edition != 1 || run.Batch != 1 || run.Through.String() != "2027-02-20" || run.By != "vera" || run.Engine != "test" {
		t.Errorf("pinned %+v", run)
	}
	if run.Payees != 3 || run.Done != 3 || run.Blocked != 0 || run.Changed != 5 || run.Finished != c.clock {
		t.Errorf("counted %+v", run)
	}
	statements, err := c.store.StatementsOf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := rainmaker.HashStatements(statements); got != run.Result {
		t.Errorf("the stored statements hash to %s, the run says %s", got, run.Result)
	}
	stored, err := c.run.Progress(t.Context(), admin, 0)
	if err != nil || stored != run {
		t.Errorf("stored %+v, %v\nreturned %+v", stored, err, run)
	}
	if runs, err := c.run.Runs(t.Context(), admin); err != nil || !slices.Equal(runs, []rainmaker.Run{run}) {
		t.Errorf("runs %+v, %v", runs, err)
	}
}

func TestTheSameAgainChangesNothing(t *testing.T) {
	c := standing(t)
	first := c.calculate()
	second := c.calculate()
	if second.Changed != 0 || second.Result != first.Result || second.ID != 2 {
		t.Errorf("second run %+v", second)
	}
	c.wants("pay", c.pay(), firstPay)
}

// Neither the number of workers nor the order of rows reaches the result.
func TestOrderIsNoInput(t *testing.T) {
	want := standing(t).calculate().Result
	for workers := 1; workers <= 4; workers++ {
		c := open(t)
		c.run.SetWorkers(workers)
		lines := strings.Split(strings.TrimSpace(bookings), "\n")
		slices.Reverse(lines[1:])
		c.imports(rainmaker.Changes, map[string]string{"people.csv": people, "quotas.csv": quotas, "bookings.csv": strings.Join(lines, "\n") + "\n"})
		c.publish(documents...)
		if got := c.calculate().Result; got != want {
			t.Errorf("%d workers and reversed rows give %s, want %s", workers, got, want)
		}
	}
}

func TestAnEditedDealChangesWhatItMust(t *testing.T) {
	c := standing(t)
	c.calculate()
	c.imports(rainmaker.Changes, map[string]string{"bookings.csv": header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,400.00\n"})
	run := c.calculate()
	c.wants("pay", c.pay(), `ana seller 2027-01 v2 40.00
ana seller 2027-02 v1 50.00
bo seller 2027-01 v1 0.00
bo seller 2027-02 v1 50.00
lee lead 2027Q1 v2 14.00
`)
	if run.Changed != 2 || run.Batch != 2 {
		t.Errorf("run %+v", run)
	}
}

// A run after an import of one deal works out those whom it can change, and comes to what a full one comes to.
func TestARunWorksOutWhomAnImportCanChange(t *testing.T) {
	c := standing(t)
	if run := c.calculate(); run.Worked != 3 {
		t.Errorf("the first run worked out %d of %d", run.Worked, run.Payees)
	}
	if run := c.calculate(); run.Worked != 0 || run.Done != 3 {
		t.Errorf("with nothing changed %d of %d were worked out", run.Worked, run.Done)
	}
	c.imports(rainmaker.Changes, map[string]string{"bookings.csv": header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,400.00\n"})
	run := c.calculate()
	if run.Worked != 2 { // ana, and lee who leads her; bo sold nothing else
		t.Errorf("a deal of ana's: %d of %d were worked out", run.Worked, run.Payees)
	}
	other := open(t)
	other.imports(rainmaker.Whole, map[string]string{"people.csv": people, "quotas.csv": quotas, "bookings.csv": bookings})
	other.publish(documents...)
	other.imports(rainmaker.Changes, map[string]string{"bookings.csv": header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,400.00\n"})
	if alone := other.calculate(); alone.Worked != 3 || alone.Result != run.Result {
		t.Errorf("worked out alone: %d of %d, result %s; after the import %s", alone.Worked, alone.Payees, alone.Result, run.Result)
	}
	full, err := c.run.CalculateFull(t.Context(), admin)
	if err != nil || full.State != rainmaker.RunComplete || full.Worked != 3 || full.Result != run.Result || full.Changed != 0 {
		t.Errorf("a full run: %+v, %v", full, err)
	}
}

// What is read of an import, and not of all that is known, is all that changed: deals that come, go and come back, and a quota.
func TestWhatAnImportLeavesStands(t *testing.T) {
	c := standing(t)
	c.calculate()
	row := "3,Fabrikam,bo,,1,,won,core,new,2027-01-04,2027-01-12,300.00\n"
	for _, step := range []struct {
		name   string
		mode   rainmaker.BatchMode
		files  map[string]string
		worked int
	}{
		{"a deal of bo's", rainmaker.Changes, map[string]string{"bookings.csv": header + row}, 2},
		{"it is gone", rainmaker.Whole, map[string]string{"bookings.csv": bookings}, 2},
		{"it is back", rainmaker.Whole, map[string]string{"bookings.csv": bookings + row}, 2},
		{"a quota of ana's", rainmaker.Changes, map[string]string{
			"quotas.csv": "person,plan,from,quota,target\nana,seller,2027-01-01,900.00,100.00\n",
		}, 1},
	} {
		c.imports(step.mode, step.files)
		run := c.calculate()
		if run.Worked != step.worked {
			t.Errorf("%s: %d of %d worked out, want %d", step.name, run.Worked, run.Payees, step.worked)
		}
		if full, err := c.run.CalculateFull(t.Context(), admin); err != nil || full.State != rainmaker.RunComplete || full.Result != run.Result {
			t.Errorf("%s: the run says %s, a full one %s (%s), %v", step.name, run.Result, full.Result, full.Failure, err)
		}
	}
}

// A full run that comes to something else than what stands says whose pay it is, and what stands is not taken over again.
func TestAFullRunConfirms(t *testing.T) {
	c := standing(t)
	first := c.calculate()
	c.run.Spoil("bo")
	full, err := c.run.CalculateFull(t.Context(), admin)
	if err != nil || full.State != rainmaker.RunFailed || !strings.Contains(full.Failure, "statements of bo") {
		t.Errorf("a full run beside spoiled statements: %+v, %v", full, err)
	}
	c.run.Spoil("")
	if again := c.calculate(); again.Worked != 3 || again.Result != first.Result {
		t.Errorf("the next run worked out %d of %d: %+v", again.Worked, again.Payees, again)
	}
}

func TestBlockedPayee(t *testing.T) {
	c := standing(t)
	c.calculate()
	// Bo's quota is no more; nothing else changes.
	c.imports(rainmaker.Whole, map[string]string{"people.csv": people, "quotas.csv": quotas[:strings.Index(quotas, "bo,")], "bookings.csv": bookings})
	run := c.calculate()
	c.wants("pay", c.pay(), `ana seller 2027-01 v1 70.00
ana seller 2027-02 v1 50.00
bo seller 2027-01 v2 0.00 blocked
bo seller 2027-02 v2 0.00 blocked
lee lead 2027Q1 v1 16.00
`)
	if run.Blocked != 1 || run.Changed != 2 {
		t.Errorf("run %+v", run)
	}
	before, err := c.store.Statement(t.Context(), rainmaker.StatementKey{Payee: "bo", Plan: "seller", Period: "2027-02"}, 1)
	if total, totalErr := before.Total(); err != nil || totalErr != nil || total.Plain() != "50.00" {
		t.Errorf("the version before is %v, %v", total, err)
	}

	again := c.calculate() // blocked still, and no new version of it
	if again.Changed != 0 || again.Blocked != 1 {
		t.Errorf("again %+v", again)
	}
	for _, id := range []rainmaker.RunID{0, run.ID, again.ID} {
		list, err := c.run.Blocked(t.Context(), admin, id)
		if err != nil || len(list) != 2 {
			t.Fatalf("run %d blocks %+v, %v", id, list, err)
		}
		b := list[1]
		if b.Name != "Bo Lind" || b.Period != "2027-02" || b.Since != run.ID || !strings.Contains(b.Why, "missing for Bo Lind, 2027-02-01") {
			t.Errorf("run %d blocks %+v", id, b)
		}
	}
	if list, err := c.run.Blocked(t.Context(), admin, 1); err != nil || len(list) != 0 {
		t.Errorf("the first run blocks %+v, %v", list, err)
	}

	c.imports(rainmaker.Changes, map[string]string{"quotas.csv": quotas})
	if run = c.calculate(); run.Blocked != 0 || run.Result == again.Result {
		t.Errorf("with the quota back: %+v", run)
	}
	if list, err := c.run.Blocked(t.Context(), admin, again.ID); err != nil || len(list) != 2 {
		t.Errorf("run %d blocked %+v, %v afterwards", again.ID, list, err)
	}
}

func TestStatementsThatVanishAreRetired(t *testing.T) {
	c := standing(t)
	c.calculate()
	only := people[:strings.Index(people, "bo,")]
	c.imports(rainmaker.Whole, map[string]string{
		"people.csv": only, "quotas.csv": quotas[:strings.Index(quotas, "bo,")],
		"bookings.csv": bookings[:strings.Index(bookings, "2,")],
	})
	run := c.calculate()
	c.wants("pay", c.pay(), `ana seller 2027-01 v1 70.00
ana seller 2027-02 v2 0.00
lee lead 2027Q1 v2 6.00
`)
	if run.Changed != 4 {
		t.Errorf("%d changed, want two new versions and two ends", run.Changed)
	}
	versions, err := c.store.StatementVersions(t.Context(), rainmaker.StatementKey{Payee: "bo", Plan: "seller", Period: "2027-02"})
	if err != nil || len(versions) != 1 {
		t.Errorf("Bo's statement has %d versions, %v", len(versions), err)
	}
	c.imports(rainmaker.Whole, map[string]string{"people.csv": people, "quotas.csv": quotas, "bookings.csv": bookings})
	c.calculate()
	c.wants("pay with Bo back", c.pay(), `ana seller 2027-01 v1 70.00
ana seller 2027-02 v3 50.00
bo seller 2027-01 v2 0.00
bo seller 2027-02 v2 50.00
lee lead 2027Q1 v3 16.00
`)
}

func TestFaults(t *testing.T) {
	c := standing(t)
	c.imports(rainmaker.Changes, map[string]string{"bookings.csv": header +
		"3,Fabrikam,ana,,0.6,,won,core,new,2027-01-04,2027-02-11,100.00\n"}) // 40 % for a partner who is nobody
	run := c.calculate()
	faults, err := c.run.Faults(t.Context(), admin, run.ID)
	if err != nil || len(faults) != 1 {
		t.Fatalf("%+v, %v", faults, err)
	}
	f := faults[0]
	if f.Event.ID != "3" || f.Source.Row != 2 || f.Rule != "bookings" || f.Why == "" || !slices.Equal(f.Names, []string{"Ana Cruz"}) ||
		!slices.Equal(f.Plans, []rainmaker.PlanName{"lead", "seller"}) {
		t.Errorf("%+v", f)
	}
	if before, err := c.run.Faults(t.Context(), admin, 0); err != nil || len(before) != 1 {
		t.Errorf("newest run: %+v, %v", before, err)
	}
}

func TestNothingToRunOn(t *testing.T) {
	c := open(t)
	for _, step := range []struct {
		want string
		then func()
	}{
		{"no plan is published", func() { c.publish(documents...) }},
		{"nothing is known", func() { c.imports(rainmaker.Changes, map[string]string{"people.csv": people}) }},
	} {
		_, err := c.run.Start(t.Context(), admin)
		if rainmaker.CodeOf(err) != rainmaker.Conflict || !strings.Contains(err.Error(), step.want) {
			t.Errorf("%v, want a conflict: %s", err, step.want)
		}
		step.then()
	}
	c.calculate()
	if _, err := c.run.Progress(t.Context(), admin, 7); rainmaker.CodeOf(err) != rainmaker.NotFound {
		t.Errorf("run 7: %v", err)
	}
}

// gate holds the workers of a run at its first payee until it is opened.
func gate(c *company) (reached <-chan struct{}, opened chan struct{}) {
	at, opened := make(chan struct{}, 16), make(chan struct{})
	c.run.Before(func(rainmaker.PayeeID) {
		at <- struct{}{}
		<-opened
	})
	return at, opened
}

func TestOneRunAtATime(t *testing.T) {
	c := standing(t)
	reached, opened := gate(c)
	run, err := c.run.Start(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	<-reached
	going, err := c.run.Progress(t.Context(), admin, run.ID)
	if err != nil || going.State != rainmaker.RunGoing || going.Payees != 3 {
		t.Errorf("progress %+v, %v", going, err)
	}
	_, err = c.run.Start(t.Context(), admin)
	if rainmaker.CodeOf(err) != rainmaker.Conflict || !strings.Contains(err.Error(), "run 1") {
		t.Errorf("a second run: %v", err)
	}
	// What is imported and published meanwhile belongs to the next run.
	c.imports(rainmaker.Changes, map[string]string{"bookings.csv": header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,1.00\n"})
	c.publish(append(slices.Clone(documents[:1]), documents[2])...)
	close(opened)
	if run, err = c.run.Wait(t.Context(), admin, run.ID); err != nil || run.State != rainmaker.RunComplete {
		t.Fatalf("%+v, %v", run, err)
	}
	c.wants("pay", c.pay(), firstPay)
}

func TestCancelLeavesEveryStatement(t *testing.T) {
	c := standing(t)
	c.calculate()
	c.imports(rainmaker.Changes, map[string]string{"bookings.csv": header +
		"1,Northwind,ana,,1,,won,core,new,2027-01-04,2027-01-10,1.00\n"})
	reached, opened := gate(c)
	run, err := c.run.Start(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	<-reached
	c.run.OnCancel(func() { close(opened) }) // a payee is worked out to the end; the next one is not begun
	got, err := c.run.Cancel(t.Context(), admin, run.ID)
	if err != nil || got.State != rainmaker.RunCancelled || got.Changed != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	c.wants("pay", c.pay(), firstPay)
	if _, err := c.run.Cancel(t.Context(), admin, run.ID); rainmaker.CodeOf(err) != rainmaker.Conflict {
		t.Errorf("cancelled twice: %v", err)
	}
}

func TestPanicEndsTheRunAndNotTheProcess(t *testing.T) {
	c := standing(t)
	c.calculate()
	c.run.Before(func(id rainmaker.PayeeID) {
		if id == "bo" {
			panic("index out of range")
		}
	})
	run, err := c.run.Calculate(t.Context(), admin)
	if err != nil || run.State != rainmaker.RunFailed {
		t.Fatalf("%+v, %v", run, err)
	}
	for _, want := range []string{"bo", "seller", "index out of range", "payrun_test.go:"} {
		if !strings.Contains(run.Failure, want) {
			t.Errorf("failure %q does not say %q", run.Failure, want)
		}
	}
	c.wants("pay", c.pay(), firstPay)
	stored, err := c.run.Progress(t.Context(), admin, run.ID)
	if err != nil || stored.State != rainmaker.RunFailed || stored.Failure != run.Failure {
		t.Errorf("stored %+v, %v", stored, err)
	}
}

func TestCloseInterrupts(t *testing.T) {
	c := standing(t)
	reached, opened := gate(c)
	run, err := c.run.Start(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	<-reached
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.run.Close(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("closed with an ended context: %v", err)
	}
	close(opened)
	if err := c.run.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if run, err = c.run.Progress(t.Context(), admin, run.ID); err != nil || run.State != rainmaker.RunInterrupted {
		t.Errorf("%+v, %v", run, err)
	}
	c.wants("pay", c.pay(), "")
	if _, err := c.run.Start(t.Context(), admin); rainmaker.CodeOf(err) != rainmaker.Conflict {
		t.Errorf("started after the close: %v", err)
	}
}

func TestRecoverAfterADeadProcess(t *testing.T) {
	c := standing(t)
	dead, err := c.store.Begin(t.Context(), rainmaker.Run{Edition: 1, Batch: 1, By: "vera", Started: c.clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.run.Cancel(t.Context(), admin, dead.ID); rainmaker.CodeOf(err) != rainmaker.Conflict {
		t.Errorf("cancelled the run of another process: %v", err)
	}
	if n, err := c.run.Recover(t.Context(), admin); n != 1 || err != nil {
		t.Errorf("recovered %d, %v", n, err)
	}
	if n, err := c.run.Recover(t.Context(), admin); n != 0 || err != nil {
		t.Errorf("recovered %d again, %v", n, err)
	}
	if run, err := c.run.Wait(t.Context(), admin, dead.ID); err != nil || run.State != rainmaker.RunInterrupted {
		t.Errorf("%+v, %v", run, err)
	}
	c.calculate()
	c.wants("pay", c.pay(), firstPay)
}

func TestAudit(t *testing.T) {
	c := standing(t)
	c.calculate()
	entries, err := c.store.Audit(t.Context(), 1)
	if err != nil || len(entries) != 1 {
		t.Fatal(entries, err)
	}
	want := rainmaker.AuditEntry{At: c.clock, By: "vera", Action: "start run", On: "run 1 of edition 1 on batch 1"}
	if got := entries[0]; !got.At.Equal(want.At) || got.By != want.By || got.Action != want.Action || got.On != want.On {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Every method is refused to everybody but an admin, before anything else is looked at.
func TestWhoMay(t *testing.T) {
	c := standing(t)
	run := c.calculate()
	methods := map[string]func(context.Context, access.Principal) error{
		"start full":     func(ctx context.Context, p access.Principal) error { _, err := c.run.StartFull(ctx, p); return err },
		"calculate full": func(ctx context.Context, p access.Principal) error { _, err := c.run.CalculateFull(ctx, p); return err },
		"start":          func(ctx context.Context, p access.Principal) error { _, err := c.run.Start(ctx, p); return err },
		"calculate":      func(ctx context.Context, p access.Principal) error { _, err := c.run.Calculate(ctx, p); return err },
		"cancel": func(ctx context.Context, p access.Principal) error {
			_, err := c.run.Cancel(ctx, p, run.ID)
			return err
		},
		"wait": func(ctx context.Context, p access.Principal) error { _, err := c.run.Wait(ctx, p, run.ID); return err },
		"progress": func(ctx context.Context, p access.Principal) error {
			_, err := c.run.Progress(ctx, p, run.ID)
			return err
		},
		"runs": func(ctx context.Context, p access.Principal) error { _, err := c.run.Runs(ctx, p); return err },
		"blocked": func(ctx context.Context, p access.Principal) error {
			_, err := c.run.Blocked(ctx, p, run.ID)
			return err
		},
		"faults": func(ctx context.Context, p access.Principal) error {
			_, err := c.run.Faults(ctx, p, run.ID)
			return err
		},
		"recover": func(ctx context.Context, p access.Principal) error { _, err := c.run.Recover(ctx, p); return err },
	}
	who := map[rainmaker.Code]access.Principal{
		rainmaker.Unsigned:  access.Anonymous,
		rainmaker.Forbidden: {Login: "ana", Role: rainmaker.RoleRep, Payee: "ana"},
	}
	for name, call := range methods {
		for code, p := range who {
			if err := call(t.Context(), p); rainmaker.CodeOf(err) != code {
				t.Errorf("%s by %q: %v, want %s", name, p.Login, err, code)
			}
		}
		manager := access.Principal{Login: "lee", Role: rainmaker.RoleManager, Payee: "lee", Team: map[rainmaker.PayeeID]bool{"ana": true}}
		if err := call(t.Context(), manager); rainmaker.CodeOf(err) != rainmaker.Forbidden {
			t.Errorf("%s by a manager: %v", name, err)
		}
	}
	for name, call := range methods {
		err := call(t.Context(), admin)
		if name == "start" {
			if runs, listErr := c.run.Runs(t.Context(), admin); listErr == nil {
				_, waitErr := c.run.Wait(t.Context(), admin, runs[0].ID)
				err = errors.Join(err, waitErr)
			}
		}
		if code := rainmaker.CodeOf(err); code == rainmaker.Forbidden || code == rainmaker.Unsigned {
			t.Errorf("%s by an admin: %v", name, err)
		}
	}
}
