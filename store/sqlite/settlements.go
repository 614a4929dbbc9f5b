package sqlite

import (
	"encoding/json"
	"fmt"

	"rainmaker"
	"rainmaker/money"
)

// storedSettlement is what of a settlement is kept as JSON; what is payable and what is paid have columns of their own.
type storedSettlement struct {
	Advanced  int64                      `json:"advanced,omitempty"` // minor units
	Parts     []rainmaker.PayablePart    `json:"parts,omitempty"`
	Waiting   []rainmaker.WaitingPart    `json:"waiting,omitempty"`
	Clawbacks []rainmaker.ClawbackLine   `json:"clawbacks,omitempty"`
	Steps     []rainmaker.SettlementStep `json:"steps,omitempty"`
	Balances  []rainmaker.Balance        `json:"balances,omitempty"`
}

// checkSettlement refuses a settlement that would read back as another one: its money is in the statement's currency, and
// a blocked statement has none.
func checkSettlement(op string, s *rainmaker.Statement) error {
	x := s.Settlement
	for _, m := range []money.Money{x.Payable, x.Pay, x.Advanced} {
		switch {
		case s.Blocked != "" && m != money.Money{}:
			return rainmaker.Errorf(rainmaker.Invalid, op, "it is blocked (%s) and settles %s", s.Blocked, m)
		case s.Blocked == "" && m.Currency() != s.Currency:
			return rainmaker.Errorf(rainmaker.Invalid, op, "it settles %s in a statement in %s", m, s.Currency)
		}
	}
	if s.Blocked != "" && !x.PaysAsEarned() {
		return rainmaker.Errorf(rainmaker.Invalid, op, "it is blocked (%s) and has a settlement", s.Blocked)
	}
	return nil
}

// settlementText is a settlement but for its totals; empty where nothing lies between earned and paid.
func settlementText(s rainmaker.Settlement) (string, error) {
	if s.PaysAsEarned() {
		return "", nil
	}
	text, err := json.Marshal(storedSettlement{s.Advanced.Minor(), s.Parts, s.Waiting, s.Clawbacks, s.Steps, s.Balances})
	if err != nil {
		return "", fmt.Errorf("settlement: %w", err)
	}
	return string(text), nil
}

// readSettlement is a settlement in c as stored.
func readSettlement(text []byte, c money.Currency, payable, pay int64) (rainmaker.Settlement, error) {
	if !c.Known() {
		return rainmaker.Settlement{}, fmt.Errorf("currency %q is not known to this release", c)
	}
	s := rainmaker.Settlement{Payable: money.New(payable, c), Pay: money.New(pay, c), Advanced: money.New(0, c)}
	if len(text) == 0 {
		return s, nil
	}
	var x storedSettlement
	if err := json.Unmarshal(text, &x); err != nil {
		return s, err
	}
	s.Advanced = money.New(x.Advanced, c)
	s.Parts, s.Waiting, s.Clawbacks, s.Steps, s.Balances = x.Parts, x.Waiting, x.Clawbacks, x.Steps, x.Balances
	return s, nil
}
