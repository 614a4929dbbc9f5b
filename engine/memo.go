package engine

import (
	"sync"

	"rainmaker/calendar"
)

// memo keeps what several payees, or several lines of one, ask a calculation about. Whatever is asked first, the answers are
// the same, so that a calculation is still a value that never changes. It is safe for several goroutines: two that ask
// at once may both work an answer out. Every key names its calculation, because one made from another to ask what if shares
// its memo and not its answers.
type memo struct {
	entries   sync.Map // entriesKey → []*entry
	results   sync.Map // resultKey → result
	divisions sync.Map // divisionKey → division
	evidence  sync.Map // evidenceKey → evidence
	earned    sync.Map // earnedKey → earned
	mine      sync.Map // mineKey → []*entry
	reaches   sync.Map // reachKey → *Calculation
	standing  sync.Map // standingKey → progress
	open      sync.Map // openKey → []OpenDeal
	personal  sync.Map // personalKey → personalWorth
	own       sync.Map // *ir.People → bool
}

type entriesKey struct {
	of     *Calculation
	rule   int
	moment calendar.Date
}

// entriesUnder lists everybody's credits under a rule at a moment, in the order of events; the caller must not change it.
func (c *Calculation) entriesUnder(rule int, moment calendar.Date) []*entry {
	key := entriesKey{c, rule, moment}
	if known, ok := c.memo.entries.Load(key); ok {
		return known.([]*entry)
	}
	var out []*entry
	if c.like != nil && c.unbooked == nil {
		out = c.entriesLike(rule, moment)
		c.memo.entries.Store(key, out)
		return out
	}
	for _, e := range c.events {
		if c.unbooked[e.identity()] {
			continue
		}
		for _, x := range e.at(moment).entries {
			if x.rule == rule {
				out = append(out, x)
			}
		}
	}
	c.memo.entries.Store(key, out)
	return out
}
