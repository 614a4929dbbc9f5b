package oracle

import (
	"fmt"
	"math/big"
	"slices"

	"rainmaker"
	"rainmaker/money"
)

// Compare says where an engine's statements differ from what is expected: payee, period, component, event, got and want, in
// that order. No line and a line of 0 are the same. Of a blocked statement only that it is blocked is compared, not the
// words; a statement for a period in which no assignment is in force is needed only where something is posted in it.
func Compare(got []rainmaker.Statement, want Expected) []string {
	var out []string
	posted := map[Key]int64{}
	exact := map[Key]*big.Rat{}
	blocked := map[Statement]string{}
	seen := map[Statement]bool{}
	for _, s := range got {
		at := Statement{s.Payee, s.Period}
		if seen[at] {
			out = append(out, fmt.Sprintf("%s %s: two statements", s.Payee, s.Period))
		}
		seen[at] = true
		out = append(out, statementFaults(s, want)...)
		if s.Blocked != "" {
			blocked[at] = s.Blocked
		} else {
			out = append(out, settlementFaults(s, at, want)...)
		}
		for _, l := range s.Lines {
			key := Key{s.Payee, s.Period, l.Component, l.Event, l.Cut.Component}
			posted[key] += l.Amount.Minor()
			if l.Amount.IsZero() {
				continue
			}
			if exact[key] == nil {
				exact[key] = new(big.Rat)
			}
			exact[key].Add(exact[key], l.Exact.Big())
		}
	}
	for at := range want.Statements {
		if !seen[at] {
			out = append(out, fmt.Sprintf("%s %s: no statement", at.Payee, at.Period))
		}
	}
	for at, minor := range want.Pay {
		if !seen[at] && minor != 0 {
			out = append(out, fmt.Sprintf("%s %s: no statement, want %d paid", at.Payee, at.Period, minor))
		}
	}
	for _, at := range union(blocked, want.Blocked) {
		if b, w := blocked[at], want.Blocked[at]; (b == "") != (w == "") {
			out = append(out, fmt.Sprintf("%s %s: blocked %q, want %q", at.Payee, at.Period, b, w))
		}
	}
	for _, key := range union(posted, want.Posted) {
		if g, w := posted[key], want.Posted[key]; g != w {
			out = append(out, fmt.Sprintf("%s: posted %d, want %d (minor units of %s; worth %s)", key, g, w, want.Currencies[key.Payee],
				text(want.Worth[key])))
		}
	}
	for key, g := range exact {
		if w := want.Moved[key]; g.Sign() != 0 && w != nil && g.Cmp(w) != 0 {
			out = append(out, fmt.Sprintf("%s: exactly %s, want %s", key, text(g), text(w)))
		}
	}
	slices.Sort(out)
	return out
}

// settlementFaults compare what is payable, paid, taken and owed. A balance that is not there is 0.
func settlementFaults(s rainmaker.Statement, at Statement, want Expected) []string {
	var out []string
	differs := func(what string, got money.Money, want int64) {
		if got.Minor() != want {
			out = append(out, fmt.Sprintf("%s %s: %s %d, want %d", at.Payee, at.Period, what, got.Minor(), want))
		}
	}
	differs("payable", s.Settlement.Payable, want.Payable[at])
	differs("pay", s.Settlement.Pay, want.Pay[at])
	differs("advanced", s.Settlement.Advanced, want.Advanced[at])
	for key, minor := range want.Balances {
		if key.Statement == at {
			got, _ := s.Settlement.Balance(key.Name)
			differs("balance "+key.Name, got, minor)
		}
	}
	for key, minor := range want.Taken {
		if key.Statement != at {
			continue
		}
		got, err := s.Settlement.ClawbackTotal(key.Name)
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		differs("taken by "+key.Name, got, -minor)
	}
	return out
}

// statementFaults are those that one statement shows by itself.
func statementFaults(s rainmaker.Statement, want Expected) []string {
	var out []string
	fault := func(format string, args ...any) {
		out = append(out, fmt.Sprintf("%s %s: ", s.Payee, s.Period)+fmt.Sprintf(format, args...))
	}
	if s.Plan != want.Plan {
		fault("plan %s, want %s", s.Plan, want.Plan)
	}
	currency := want.Currencies[s.Payee]
	if s.Currency != currency && s.Blocked == "" {
		fault("currency %s, want %s", s.Currency, currency)
	}
	if span, ok := want.Statements[Statement{s.Payee, s.Period}]; ok && span != s.Span {
		fault("span %s, want %s", s.Span, span)
	}
	if s.Blocked != "" && len(s.Lines) > 0 {
		fault("blocked with %d lines", len(s.Lines))
	}
	for _, l := range s.Lines {
		if l.Amount.Currency() != currency {
			fault("%s %s: line of %s, want %s", l.Component, l.Event, l.Amount.Currency(), currency)
		}
		if l.CountsOn >= s.Span.Before {
			fault("%s %s: counts on %s, after the period", l.Component, l.Event, l.CountsOn)
		}
	}
	return out
}

// union is the keys of two maps; the caller sorts what it says about them.
func union[K comparable, A, B any](a map[K]A, b map[K]B) []K {
	var keys []K
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	return keys
}

func text(r *big.Rat) string {
	if r == nil {
		return "nothing"
	}
	return r.FloatString(6)
}
