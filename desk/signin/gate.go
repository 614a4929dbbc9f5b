package signin

import (
	"math"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rainmaker"
)

// Limits on attempts. One login: a handful, then one each twelve seconds, which is 7,200 guesses a day. In total: so many
// that hashing cannot take the machine, and few enough that trying one password on every login is slow.
const (
	loginBurst = 5
	loginEvery = 12 * time.Second
	totalBurst = 50
	totalEvery = 100 * time.Millisecond
)

// gate limits attempts. It reads no clock: each pass says when it is.
type gate struct {
	mu     sync.Mutex
	total  *rate.Limiter
	logins map[string]*rate.Limiter
	// swept is how many logins were left by the last sweep; the map may double before the next.
	swept int
}

const sweepFrom = 1024

func newGate() *gate {
	return &gate{total: rate.NewLimiter(rate.Every(totalEvery), totalBurst), logins: map[string]*rate.Limiter{}, swept: sweepFrom}
}

// pass lets an attempt through (0), or says how long to wait. A refused attempt costs nothing further, so that waiting as
// long as it says is enough.
func (g *gate) pass(login string, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	key := strings.ToLower(login)
	own := g.logins[key]
	if own == nil {
		own = rate.NewLimiter(rate.Every(loginEvery), loginBurst)
	}
	if wait := waitFor(own, now); wait > 0 {
		return wait
	}
	if wait := waitFor(g.total, now); wait > 0 {
		return wait
	}
	own.AllowN(now, 1)
	g.total.AllowN(now, 1)
	g.logins[key] = own
	g.sweep(now)
	return 0
}

// waitFor is how long until the limiter has a token.
func waitFor(l *rate.Limiter, now time.Time) time.Duration {
	missing := 1 - l.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(missing / float64(l.Limit()) * float64(time.Second)))
}

// open forgets the attempts on a login that has just been signed in to.
func (g *gate) open(login string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.logins, strings.ToLower(login))
}

// sweep drops logins that may try as often as one never seen. What is left was tried within the last minute, and the
// total limits how many those can be.
func (g *gate) sweep(now time.Time) {
	if len(g.logins) < 2*g.swept {
		return
	}
	for key, l := range g.logins {
		if l.TokensAt(now) >= loginBurst {
			delete(g.logins, key)
		}
	}
	g.swept = max(sweepFrom, len(g.logins))
}

func tooMany(wait time.Duration) error {
	return rainmaker.Errorf(rainmaker.Busy, op, "too many attempts").WithWay("try again in %s", max(wait, time.Second).Round(time.Second))
}
