package statement

import "rainmaker"

// ExportSettlement is the way from earned to paid for other programs; absent where a plan pays as it earns. Payable is
// earned and the bridge, pay is payable and the steps.
type ExportSettlement struct {
	Earned    string            `json:"earned"`
	Payable   string            `json:"payable"`
	Pay       string            `json:"pay"`
	Advanced  string            `json:"advanced"`
	Bridge    []ExportMovement  `json:"bridge"`
	Steps     []ExportMovement  `json:"steps"`
	Waiting   []ExportWaiting   `json:"waiting"`
	Clawbacks []ExportTakenBack `json:"clawbacks"`
	Balances  []ExportBalance   `json:"balances"`
}

// ExportMovement is one movement between earned and paid.
type ExportMovement struct {
	Text   string `json:"text"`
	Amount string `json:"amount"`
	Line   int    `json:"line,omitempty"`
	// Sentence says it in words; empty for a sum of many.
	Sentence string `json:"sentence,omitempty"`
}

// ExportWaiting is an amount that was earned and is not payable yet; Due is empty while nobody knows the day.
type ExportWaiting struct {
	Component string        `json:"component"`
	Event     string        `json:"event,omitempty"`
	ID        string        `json:"id,omitempty"`
	Window    string        `json:"window,omitempty"`
	Cut       rainmaker.Cut `json:"cut,omitzero"`
	Part      string        `json:"part"`
	For       string        `json:"for"`
	Due       string        `json:"due,omitempty"`
	Amount    string        `json:"amount"`
	Sentence  string        `json:"sentence"`
}

// ExportTakenBack is what a clawback took of one event.
type ExportTakenBack struct {
	Clawback  string `json:"clawback"`
	Component string `json:"component"`
	Event     string `json:"event"`
	ID        string `json:"id"`
	On        string `json:"on"`
	Amount    string `json:"amount"`
	Why       string `json:"why"`
}

// ExportBalance is a debt or a reserve before and after.
type ExportBalance struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func (s *Settlement) export() *ExportSettlement {
	if s == nil {
		return nil
	}
	e := &ExportSettlement{
		Earned: s.Earned.Plain(), Payable: s.Payable.Plain(), Pay: s.Pay.Plain(), Advanced: s.Advanced.Plain(),
		Bridge: exportMovements(s.Bridge), Steps: exportMovements(s.Steps), Waiting: []ExportWaiting{},
		Clawbacks: []ExportTakenBack{}, Balances: []ExportBalance{},
	}
	for _, w := range s.Waits {
		for _, p := range w.Parts {
			x := ExportWaiting{
				Component: p.Ref.Component, Event: p.Ref.Event.Name, ID: p.Ref.Event.ID, Window: p.Ref.Window, Cut: p.Ref.Cut,
				Part: p.Text, For: w.For, Amount: p.Amount.Plain(), Sentence: p.Sentence,
			}
			if w.Due != nil {
				x.Due = w.Due.String()
			}
			e.Waiting = append(e.Waiting, x)
		}
	}
	for _, c := range s.Clawbacks {
		e.Clawbacks = append(e.Clawbacks, ExportTakenBack{
			Clawback: c.Label, Component: c.Component, Event: c.Event.Name, ID: c.Event.ID,
			On: c.On.String(), Amount: c.Amount.Plain(), Why: c.Sentence,
		})
	}
	for _, b := range s.Balances {
		e.Balances = append(e.Balances, ExportBalance{b.Name, b.Kind, b.Before.Plain(), b.After.Plain()})
	}
	return e
}

func exportMovements(rows []SettlementRow) []ExportMovement {
	out := make([]ExportMovement, len(rows))
	for i, r := range rows {
		out[i] = ExportMovement{r.Text, r.Amount.Plain(), r.Line, r.Sentence}
	}
	return out
}
