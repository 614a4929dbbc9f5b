package deals

import (
	"sync"

	"rainmaker"
	"rainmaker/calendar"
	"rainmaker/desk"
	"rainmaker/engine"
)

// mostKept bounds how many answers are kept: a few kilobytes each at most, for a thousand people with dozens of open deals.
const mostKept = 20_000

// kept are what open deals pay whom, for as long as the books they were worked out from are the newest and the day lasts. It
// says nothing of who asked, so it holds only what is the same for everybody. It is safe for several goroutines.
type kept struct {
	mu      sync.Mutex
	books   *desk.Books
	today   calendar.Date
	answers map[keptKey]answer

	counting  sync.Mutex // held while deals are counted: whoever wants the same meanwhile waits for it
	countedOf *desk.Books
	credits   map[rainmaker.EventRef][]rainmaker.Credit
	faults    map[rainmaker.EventRef][]engine.Fault
}

type keptKey struct {
	event rainmaker.EventRef
	payee rainmaker.PayeeID
}

// answer is what an open deal pays one person.
type answer struct {
	list    []Pay
	trouble string
}

// counted are the credits and faults of all deals of some books, counted where they are not those counted last.
func (k *kept) counted(books *desk.Books, count func() (map[rainmaker.EventRef][]rainmaker.Credit, map[rainmaker.EventRef][]engine.Fault)) (
	map[rainmaker.EventRef][]rainmaker.Credit, map[rainmaker.EventRef][]engine.Fault,
) {
	k.counting.Lock()
	defer k.counting.Unlock()
	if k.countedOf != books {
		k.credits, k.faults = count()
		k.countedOf = books
	}
	return k.credits, k.faults
}

func (k *kept) of(b *bench, event rainmaker.EventRef, payee rainmaker.PayeeID) (answer, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.books != b.books || k.today != b.today {
		return answer{}, false
	}
	w, ok := k.answers[keptKey{event, payee}]
	return w, ok
}

func (k *kept) keep(b *bench, event rainmaker.EventRef, payee rainmaker.PayeeID, w answer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.books != b.books || k.today != b.today || len(k.answers) >= mostKept {
		k.books, k.today, k.answers = b.books, b.today, map[keptKey]answer{}
	}
	k.answers[keptKey{event, payee}] = w
}
