package statement

import (
	"slices"

	"rainmaker"
	"rainmaker/money"
)

// SettledChanges are how two versions of a statement differ between what is earned and what is paid. Every line may be equal
// and these not: by a corrected earlier period, by a deal that was collected, by another settlement of the letter.
type SettledChanges struct {
	// Paid are the movements from earned to paid that differ, what is earned included; their deltas sum exactly to Pay's.
	Paid []SettledChange
	Pay  SettledChange
	// Beside are what is no part of the way and differs: what waits, is an advance still, is owed or held at the end.
	Beside []SettledChange
}

// Any reports whether more differs than what is earned, which the lines say.
func (c SettledChanges) Any() bool {
	return len(c.Beside) > 0 || slices.ContainsFunc(c.Paid, func(x SettledChange) bool { return x.Text != earnedText })
}

// earnedText is the first row of the way from earned to paid.
const earnedText = "earned"

// SettledChange is an amount that another version of the statement says otherwise.
type SettledChange struct {
	Text     string
	Was, Now money.Money
	Delta    money.Money
}

// settledChanges says how two versions of a statement are settled differently.
func settledChanges(was, now rainmaker.Statement) (SettledChanges, error) {
	var out SettledChanges
	for _, x := range []struct {
		of   func(rainmaker.Statement) ([]SettlementRow, error)
		into *[]SettledChange
	}{{wayOf, &out.Paid}, {besideOf, &out.Beside}} {
		before, err := x.of(was)
		if err != nil {
			return out, err
		}
		after, err := x.of(now)
		if err != nil {
			return out, err
		}
		all, err := side(before, after, now.Currency)
		if err != nil {
			return out, err
		}
		*x.into = slices.DeleteFunc(all, func(c SettledChange) bool { return c.Delta.IsZero() })
	}
	paid := func(s rainmaker.Statement) []SettlementRow {
		return []SettlementRow{{Text: "paid", Amount: s.Settlement.Pay}}
	}
	pay, err := side(paid(was), paid(now), now.Currency)
	if err != nil {
		return out, err
	}
	out.Pay = pay[0]
	return out, nil
}

// wayOf is the whole way from nothing to what is paid: what is earned, what of it is payable, and the steps.
func wayOf(s rainmaker.Statement) ([]SettlementRow, error) {
	earned, err := s.Total()
	if err != nil || s.Blocked != "" { // which has no lines and settles nothing
		return []SettlementRow{{Text: earnedText, Amount: earned}}, err
	}
	bridge, err := bridgeOf(s, earned)
	if err != nil {
		return nil, err
	}
	rows := append([]SettlementRow{{Text: earnedText, Amount: earned}}, bridge...)
	for _, x := range s.Settlement.Steps {
		if text := stepText(x); text != "" {
			rows = append(rows, SettlementRow{Text: text, Amount: x.Amount})
		}
	}
	return rows, nil
}

// besideOf is what a settlement leaves for later.
func besideOf(s rainmaker.Statement) ([]SettlementRow, error) {
	if s.Blocked != "" {
		return nil, nil
	}
	x := s.Settlement
	waiting := money.New(0, s.Currency)
	for _, w := range x.Waiting {
		var err error
		if waiting, err = waiting.Add(w.Amount); err != nil {
			return nil, err
		}
	}
	rows := []SettlementRow{{Text: "earned and not payable yet", Amount: waiting}}
	if !x.Advanced.IsZero() {
		rows = append(rows, SettlementRow{Text: "advanced, not yet earned for good", Amount: x.Advanced})
	}
	for _, b := range x.Balances {
		text := "owed at the end as " + b.Name
		if b.Kind == rainmaker.ReserveBalance {
			text = "held for later as " + b.Name
		}
		rows = append(rows, SettlementRow{Text: text, Amount: b.After})
	}
	return rows, nil
}

// side sets the rows of two versions side by side, those of one text in one sum, in the later version's order.
func side(was, now []SettlementRow, currency money.Currency) ([]SettledChange, error) {
	none := money.New(0, currency)
	at := map[string]int{}
	var out []SettledChange
	gather := func(rows []SettlementRow, sum func(*SettledChange) *money.Money) error {
		for _, r := range rows {
			i, ok := at[r.Text]
			if !ok {
				i = len(out)
				at[r.Text] = i
				out = append(out, SettledChange{Text: r.Text, Was: none, Now: none})
			}
			if r.Amount.IsZero() {
				continue // a blocked version's amounts have no currency
			}
			s := sum(&out[i])
			var err error
			if *s, err = s.Add(r.Amount); err != nil {
				return err
			}
		}
		return nil
	}
	err := gather(now, func(c *SettledChange) *money.Money { return &c.Now })
	if err == nil {
		err = gather(was, func(c *SettledChange) *money.Money { return &c.Was })
	}
	for i := range out {
		if err == nil {
			out[i].Delta, err = out[i].Now.Sub(out[i].Was)
		}
	}
	return out, err
}
