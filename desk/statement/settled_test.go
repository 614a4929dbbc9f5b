package statement

import (
	"fmt"
	"testing"

	"rainmaker"
	"rainmaker/money"
)

// Where no line differs, what is paid and what is owed still may: each step is said, and they sum to what is paid more.
func TestSettledChanges(t *testing.T) {
	dollars := func(n int64) money.Money { return money.New(n*100, "USD") }
	version := func(pay int64, x rainmaker.Settlement) rainmaker.Statement {
		x.Payable, x.Pay = dollars(100), dollars(pay)
		return rainmaker.Statement{Currency: "USD", Lines: []rainmaker.Line{{Component: "base", Amount: dollars(100)}}, Settlement: x}
	}
	step := func(kind rainmaker.StepKind, balance string, n int64) rainmaker.SettlementStep {
		return rainmaker.SettlementStep{Kind: kind, Balance: balance, Amount: dollars(n)}
	}
	owed := func(n int64) []rainmaker.Balance {
		return []rainmaker.Balance{{Name: "draw", Kind: rainmaker.DebtBalance, After: dollars(n)}}
	}
	plain := version(100, rainmaker.Settlement{})
	recovered := version(70, rainmaker.Settlement{Steps: []rainmaker.SettlementStep{step(rainmaker.StepRecover, "draw", -20), step(rainmaker.StepRecover, "draw", -10)}, Balances: owed(5)})
	drawn := version(120, rainmaker.Settlement{Steps: []rainmaker.SettlementStep{step(rainmaker.StepTopUp, "draw", 20)}, Balances: owed(55)})
	forgiven := version(100, rainmaker.Settlement{Steps: []rainmaker.SettlementStep{step(rainmaker.StepForgive, "draw", 7)}, Balances: owed(0)})
	more := version(150, rainmaker.Settlement{})
	more.Lines, more.Settlement.Payable = []rainmaker.Line{{Component: "base", Amount: dollars(150)}}, dollars(150)
	blocked := rainmaker.Statement{Currency: "USD", Blocked: "quota is missing"}
	for _, c := range []struct {
		was, now rainmaker.Statement
		want     string
		any      bool
	}{
		{plain, plain, "paid 100.00 100.00 0.00; ", false},
		{plain, more, "earned 100.00 150.00 50.00; paid 100.00 150.00 50.00; ", false},
		{plain, recovered, "recovered of draw 0.00 -30.00 -30.00; paid 100.00 70.00 -30.00; owed at the end as draw 0.00 5.00 5.00; ", true},
		{
			recovered, drawn,
			"drawn, owed as draw 0.00 20.00 20.00; recovered of draw -30.00 0.00 30.00; paid 70.00 120.00 50.00; owed at the end as draw 5.00 55.00 50.00; ", true,
		},
		{forgiven, plain, "paid 100.00 100.00 0.00; ", false},
		{recovered, forgiven, "recovered of draw -30.00 0.00 30.00; paid 70.00 100.00 30.00; owed at the end as draw 5.00 0.00 -5.00; ", true},
		{blocked, plain, "earned 0.00 100.00 100.00; paid 0.00 100.00 100.00; ", false},
	} {
		changes, err := settledChanges(c.was, c.now)
		if err != nil {
			t.Fatal(err)
		}
		got, sum := "", dollars(0)
		for _, x := range changes.Paid {
			if sum, err = sum.Add(x.Delta); err != nil {
				t.Fatal(err)
			}
		}
		if sum != changes.Pay.Delta {
			t.Errorf("the steps sum to %s, what is paid changed by %s", sum, changes.Pay.Delta)
		}
		for _, x := range append(append(changes.Paid, changes.Pay), changes.Beside...) {
			got += fmt.Sprintf("%s %s %s %s; ", x.Text, x.Was.Plain(), x.Now.Plain(), x.Delta.Plain())
		}
		if got != c.want || changes.Any() != c.any {
			t.Errorf("got  %s%t\nwant %s%t", got, changes.Any(), c.want, c.any)
		}
	}
}
