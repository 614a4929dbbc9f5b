package engine

import (
	"math"
	"slices"

	"rainmaker"
)

// GoesOnFrom is how many of a payee's pay periods a calculation made to ask what if takes over, and how many there are.
func (c *Calculation) GoesOnFrom(payee rainmaker.PayeeID) (taken, all int) {
	w, _ := c.resume(payee, math.MaxInt)
	return w.done, len(w.periods)
}

// WorkedOutAmongOthers lists those whom a calculation has worked out itself to add people up, and how often.
func (c *Calculation) WorkedOutAmongOthers() (who []string, times int) {
	c.newest().memo.personal.Range(func(key, _ any) bool {
		times++
		if id := key.(personalKey).who.id; !slices.Contains(who, id) {
			who = append(who, id)
		}
		return true
	})
	slices.Sort(who)
	return who, times
}
