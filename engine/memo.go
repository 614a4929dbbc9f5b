package engine

import "sync"

// memo keeps what several payees, or several lines of one, ask a calculation about. Whatever is asked first, the answers are
// the same, so that a calculation is still a value that never changes. It is safe for several goroutines: two that ask
// at once may both work an answer out. Each version of a plan has its own, and so has a calculation made from another one to
// ask what if.
type memo struct {
	entries   sync.Map // underQ → credits
	booked    sync.Map // underQ → []*entry, but for those of events left out
	counted   sync.Map // countedQ → countedAnswer
	results   sync.Map // resultKey → worked
	divisions sync.Map // divisionKey → worked
	stands    sync.Map // *reads → bool
	evidence  sync.Map // evidenceKey → evidence
	earned    sync.Map // earnedKey → earned
	mine      sync.Map // mineKey → []*entry
	reaches   sync.Map // reachKey → *Calculation
	standing  sync.Map // standingKey → progress
	open      sync.Map // openKey → []OpenDeal
	personal  sync.Map // personalKey → personalWorth
	own       sync.Map // *ir.People → bool
}

// worked is an answer that took working out, and what was read for it: nil where whoever asked has noted that.
type worked struct {
	answer any
	by     *reads
}

// workOut is an answer worked out once for all who ask. What is read for it is noted apart, so that a calculation made from
// this one can tell whether it still holds without working it out.
func (c *Calculation) workOut(kept *sync.Map, key any, work func(*Calculation) any) worked {
	if known, ok := kept.Load(key); ok {
		return known.(worked)
	}
	var w worked
	if c.keeps {
		w.by = &reads{}
		w.answer = work(c.noting(w.by))
		w.by.seen = nil
	} else {
		w.answer = work(c)
	}
	kept.Store(key, w)
	return w
}

// note notes an answer that was worked out, where what is read is noted.
func (w worked) note(c *Calculation, q question, answer any) {
	if c.reads != nil && w.by != nil {
		c.reads.note(c.place, q, answer, w.by)
	}
}
