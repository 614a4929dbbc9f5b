package sentence

import (
	"fmt"
	"slices"
	"strings"

	"rainmaker"
	"rainmaker/money"
	"rainmaker/plan/ir"
)

// ofWindow says what a line of a window's own is: a bonus, a share of a pool, a prize, what a floor adds.
func (s *telling) ofWindow() string {
	k := &s.proof.Component
	made, then := s.made()
	subtotal := money.Ratio{}
	for _, x := range made {
		subtotal = subtotal.Add(x.Amount)
	}
	text := s.what() + ": "
	switch {
	case len(made) == 0:
	case k.Pool != nil:
		text += made[0].Label + " is "
	case k.Contest != nil && s.worth().IsZero():
		return text + made[0].Label + " wins nothing"
	case k.Contest != nil:
		text += made[0].Label + " wins "
	default:
		text += s.bonus(k, made)
	}
	return text + s.settleOn(then, subtotal, s.ratePaid())
}

// bonus says what a bonus rests on and what it pays of it.
func (s *telling) bonus(k *ir.Component, made []rainmaker.Slice) string {
	rests := s.rests(k.Pay)
	if k.Tiers == nil {
		return with(rests) + "it pays "
	}
	rests = append(rests, s.proof.Measure+" "+s.position(k, made[len(made)-1].After))
	parts := make([]string, len(made))
	for i, x := range made {
		parts[i] = s.part(k, x)
	}
	return strings.TrimSuffix(with(rests), " ") + ", " + list(parts) + " is "
}

// with leads in what an amount rests on; empty where there is nothing.
func with(rests []string) string {
	if len(rests) == 0 {
		return ""
	}
	return "with " + list(unique(rests)) + " "
}

// overSeveral reports whether the line is what a cap over several components makes of another line.
func (s *telling) overSeveral() bool {
	return slices.ContainsFunc(s.t.prog.Caps, func(c ir.CapOver) bool { return c.Name == s.line.Component })
}

// capped says what a cap over several components cuts of a line, or pays of what it carried.
func (s *telling) capped() string {
	x, worth := s.proof.Line.Slices[0], s.worth()
	what := s.t.deal(s.line.Event)
	if s.line.Event == (rainmaker.EventRef{}) {
		what = s.line.Window
	}
	if worth.Sign() > 0 {
		return fmt.Sprintf("%s: %s%s %s is paid under %s", what, worth.Figure(), s.cuts(""), x.Label, s.line.Label)
	}
	return fmt.Sprintf("%s: %s is paid under %s, so %s%s is cut", what, x.Label, s.line.Label, worth.Neg().Figure(), s.cuts(" of it"))
}

// cuts names the component whose line a cap cuts, where the cap has several.
func (s *telling) cuts(one string) string {
	name := s.line.Cut.Component
	for _, over := range s.t.prog.Caps {
		if over.Name == s.line.Component && len(over.On) == 1 || name == "" {
			return one
		}
	}
	for _, k := range s.t.prog.Components {
		if k.Name == name && k.Label != "" {
			name = k.Label
		}
	}
	return " of " + name
}

// basis names in brackets what an amount or a rate looks at: " (product core)", " (attainment 93%)". Empty where it is the
// same for everybody.
func (s *telling) basis(x ir.Expr) string {
	if x == nil {
		return ""
	}
	rests := unique(s.rests(x))
	if len(rests) == 0 {
		return ""
	}
	return " (" + list(rests) + ")"
}

// rests lists what an expression looks at, with what it says there, as far as the proof has read it.
func (s *telling) rests(x ir.Expr) []string {
	var out []string
	var look func(ir.Expr)
	read := func(name string) {
		for _, r := range s.proof.Readings {
			if r.Name == name {
				label := r.Label
				if label == "" {
					label = r.Name
				}
				out = append(out, label+" "+value(r.Value, s.home))
				return
			}
		}
	}
	look = func(x ir.Expr) {
		switch x := x.(type) {
		case *ir.MeasureRef:
			read(x.Name)
		case *ir.ParamRef:
			read(x.Name)
		case *ir.AttributeRef:
			read(x.Name)
		case *ir.FieldRef:
			for _, f := range s.proof.Fields {
				if f.Name == x.Name {
					out = append(out, f.Name+" "+value(f.Value, s.home))
				}
			}
		case *ir.TableRef:
			for _, key := range s.t.prog.Tables[x.Index].Keys {
				ir.Walk(key, look)
			}
		case *ir.CurveRef:
			ir.Walk(s.t.prog.Curves[x.Index].By, look)
		case *ir.MatrixRef:
			ir.Walk(s.t.prog.Matrices[x.Index].Rows, look)
			ir.Walk(s.t.prog.Matrices[x.Index].Cols, look)
		}
	}
	ir.Walk(x, look)
	return out
}

// unique keeps the first of equal parts.
func unique(parts []string) []string {
	var out []string
	for _, p := range parts {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
