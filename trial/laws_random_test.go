package trial_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// randomLawCase joins clauses at random.
func randomLawCase(r *rand.Rand) lawCase {
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	var clauses []string
	maybe := func(percent int, of ...string) {
		if r.IntN(100) < percent {
			clauses = append(clauses, one(of...))
		}
	}
	c := lawCase{rounding: one("component", "component", "component", "line")}
	if r.IntN(4) == 0 {
		clauses = append(clauses, one("pay target x attained", "pay target", "pay 60 USD x deals", "pay 5% of total", "pay drop"))
		maybe(40, "tiers by attained, whole amount { from 0%: x 0; from 95%: x 1 }", "times step")
		maybe(30, "gate attained >= 50% else lost", "gate deals >= 2 else lost")
		maybe(30, "cap 700 USD per month", "cap target per month", "floor 10% of target per month")
		c.component = "bonus earned {\n  " + strings.Join(clauses, "\n  ") + "\n}"
		return c
	}
	if r.IntN(5) == 0 {
		c.credit = "where amount > 0 USD; to seller as rep 100% of amount"
	}
	maybe(20, "where amount >= 700 USD", "where product is nova", "where amount < 4,000 USD")
	clauses = append(clauses, one("rate 10%", "rate target / quota", "rate product_rate", "rate size_rate", "pay 2% of tcv", "pay 40 USD"))
	factors := one("from 0%: x 1; from 100%: x 2", "from 0%: x 2; from 95%: x 1", "from 0%: x 0; from 50%: x 1; above 100%: x 3", "from 0%: x 1; from 50%: x 3; from 150%: x 2")
	maybe(60, fmt.Sprintf("tiers by attained, %s { %s }", one("each slice", "whole amount", "whole amount above 95%"), factors))
	maybe(20, "times step", "times slope")
	maybe(25, "gate attained >= 95% else lost", "gate attained <= 150% else lost", "gate deals >= 2 else lost", "gate total >= 7,000 USD else lost")
	maybe(15, "cap 100 USD per deal", "floor 20 USD per deal")
	maybe(25, "cap 700 USD per month", "cap 10% of quota per month", "floor 30 USD per month")
	c.component = "commission earned on sold as rep {\n  " + strings.Join(clauses, "\n  ") + "\n}"
	return c
}

// TestLawsOfRandomPlans tries every verdict on random plans. RAINMAKER_LONG runs many more.
func TestLawsOfRandomPlans(t *testing.T) {
	n := 40
	if os.Getenv("RAINMAKER_LONG") != "" {
		n = 1_000
	}
	verdicts := map[string]int{}
	for seed := range n {
		c := randomLawCase(rand.New(rand.NewPCG(uint64(seed), 5)))
		c.name = fmt.Sprintf("seed %d", seed)
		t.Run(c.name, func(t *testing.T) {
			p := lawProgram(t, c)
			for i, v := range lawVerdicts(t, p) {
				verdicts[v.Law.String()+" "+v.Answer.String()]++
				tryLaw(t, p, v, rand.New(rand.NewPCG(uint64(seed), uint64(i))))
			}
			if t.Failed() {
				t.Log(c.credit, c.component)
			}
		})
	}
	t.Log(verdicts)
}
