package oracle

import "strings"

// Pool is shared among people.
type Pool struct {
	Name, Window string
	Fund         Expr
	Among        string // everyone or a group
	Where        Cond   // may be nil
	By           Expr   // nil: equally
}

// Contest has prizes for places.
type Contest struct {
	Name, Window string
	Among        string
	Where        Cond // may be nil
	Rank         Expr
	Prizes       []Expr
	Ties         string // share, win or broken
	Broken       Expr
}

// The ways in which a [Contest] treats ties.
const (
	tiesShare  = "share"
	tiesWin    = "win"
	tiesBroken = "broken"
)

// CapOver is a limit over several components.
type CapOver struct {
	Name   string
	On     []string
	At     Expr
	Window string
	// Carried says that what it cuts opens its next window.
	Carried bool
}

// carry is what the cap carries, as the settlement reads it.
func (c *CapOver) carry() string { return c.Name + " carry" }

func (p Pool) text() string {
	share := "share equally"
	if p.By != nil {
		share = "share by " + p.By.String()
	}
	return block("pool "+p.Name+" per "+p.Window, []string{"fund " + p.Fund.String(), among(p.Among, p.Where), share})
}

func among(scope string, where Cond) string {
	if where == nil {
		return "among " + scope
	}
	return "among " + scope + " where " + where.String()
}

func (c Contest) text() string {
	clauses := []string{among(c.Among, c.Where), "rank by " + c.Rank.String()}
	for i, p := range c.Prizes {
		clauses = append(clauses, "prize "+decimal(rat(int64(i+1), 1))+": "+p.String())
	}
	ties := "ties " + c.Ties
	if c.Ties == tiesBroken {
		ties = "ties broken by " + c.Broken.String()
	}
	return block("contest "+c.Name+" per "+c.Window, append(clauses, ties))
}

func (c CapOver) text() string {
	s := "cap " + c.Name + " on " + strings.Join(c.On, ", ") + " at " + c.At.String() + " per " + c.Window
	if c.Carried {
		s += ", carried"
	}
	return s + "\n"
}
