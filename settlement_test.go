package rainmaker_test

import (
	"testing"

	"rainmaker"
	"rainmaker/money"
)

func usd(minor int64) money.Money { return money.New(minor, "USD") }

// Two versions of a plan that share a pay period are settled together, unless both would give what is given once.
func TestJoinSettlements(t *testing.T) {
	settled := func(kind rainmaker.StepKind) rainmaker.Settlement {
		return rainmaker.Settlement{
			Payable: usd(100), Pay: usd(130), Advanced: usd(0),
			Steps:    []rainmaker.SettlementStep{{Kind: kind, Balance: "draw", Amount: usd(30)}},
			Balances: []rainmaker.Balance{{Name: "draw", Kind: rainmaker.DebtBalance, Before: usd(1), After: usd(31)}},
		}
	}
	plain := rainmaker.Settlement{Payable: usd(5), Pay: usd(5), Advanced: usd(0)}
	got, err := settled(rainmaker.StepTopUp).Join(plain)
	if err != nil || got.Payable != usd(105) || got.Pay != usd(135) || len(got.Steps) != 1 {
		t.Errorf("joined with one that pays as it earns: %+v, %v", got, err)
	}
	one := settled(rainmaker.StepTopUp)
	got, err = one.Join(settled(rainmaker.StepRecover))
	if draw, known := got.Balance("draw"); err != nil || !known || draw != usd(62) || len(got.Balances) != 1 {
		t.Errorf("debts of one name are one: %+v, %v", got.Balances, err)
	}
	if one.Balances[0].After != usd(31) {
		t.Error("joining changed the settlement that was joined to")
	}
	if _, err := one.Join(settled(rainmaker.StepGuarantee)); err == nil {
		t.Error("a draw of one version and a guarantee of the other were both given")
	}
	if _, err := plain.Join(rainmaker.Settlement{Payable: money.New(0, "EUR"), Pay: money.New(0, "EUR"), Advanced: money.New(0, "EUR")}); err == nil {
		t.Error("dollars and euros were joined")
	}
}

// A fingerprint covers what is paid, not only what was earned.
func TestHashCoversTheSettlement(t *testing.T) {
	s := rainmaker.Statement{Currency: "USD", Settlement: rainmaker.Settlement{Payable: usd(0), Pay: usd(0), Advanced: usd(0)}}
	seen := map[string]string{s.Hash(): "nothing"}
	for name, change := range map[string]func(*rainmaker.Settlement){
		"pay":     func(x *rainmaker.Settlement) { x.Pay = usd(1) },
		"payable": func(x *rainmaker.Settlement) { x.Payable = usd(1) },
		"part":    func(x *rainmaker.Settlement) { x.Parts = []rainmaker.PayablePart{{Amount: usd(1)}} },
		"waiting": func(x *rainmaker.Settlement) { x.Waiting = []rainmaker.WaitingPart{{For: "collected", Amount: usd(1)}} },
		"claw": func(x *rainmaker.Settlement) {
			x.Clawbacks = []rainmaker.ClawbackLine{{Clawback: "churn", Amount: usd(-1)}}
		},
		"step": func(x *rainmaker.Settlement) {
			x.Steps = []rainmaker.SettlementStep{{Kind: rainmaker.StepHold, Balance: "r", Amount: usd(-1)}}
		},
		"balance": func(x *rainmaker.Settlement) {
			x.Balances = []rainmaker.Balance{{Name: "r", Before: usd(1), After: usd(1)}}
		},
		"advanced": func(x *rainmaker.Settlement) { x.Advanced = usd(1) },
	} {
		changed := s
		change(&changed.Settlement)
		if other, known := seen[changed.Hash()]; known {
			t.Errorf("a change of %s has the fingerprint of %s", name, other)
		}
		seen[changed.Hash()] = name
	}
}
