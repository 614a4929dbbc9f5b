package rainmaker_test

import (
	"testing"

	"rainmaker"
	"rainmaker/money"
)

func usd(minor int64) money.Money { return money.New(minor, "USD") }

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
