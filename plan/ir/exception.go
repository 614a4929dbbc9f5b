package ir

import "slices"

// Under is the component with the clauses of an exception in place of its own of the same kinds. A limit is of the same
// kind only for the same stretch.
func (k *Component) Under(x *Exception) *Component {
	out := *k
	if x.Has["during"] {
		out.During = x.Terms.During
	}
	if x.Has["where"] {
		out.Where = x.Terms.Where
	}
	if x.Has["rate"] || x.Has["pay"] { // one stands for the other: a component has only one of them
		out.Rate, out.Pay = x.Terms.Rate, x.Terms.Pay
	}
	if x.Has["tiers"] {
		out.Tiers = x.Terms.Tiers
	}
	if x.Has["times"] {
		out.Times = x.Terms.Times
	}
	if x.Has["gate"] {
		out.Gates = x.Terms.Gates
	}
	if x.Has["payable"] {
		out.Payable = x.Terms.Payable
	}
	if x.Has["paid in"] {
		out.PaidIn = x.Terms.PaidIn
	}
	if x.Has["advance"] {
		out.Advance = x.Terms.Advance
	}
	out.Limits = slices.Clone(k.Limits)
	for _, l := range x.Terms.Limits {
		i := slices.IndexFunc(out.Limits, func(o Limit) bool { return o.Floor == l.Floor && o.Per == l.Per })
		if i < 0 {
			out.Limits = append(out.Limits, l)
		} else {
			out.Limits[i] = l
		}
	}
	return &out
}
