package web

import (
	"sync"
	"time"
)

// shelf keeps what somebody brought until they decide on it: files that were rehearsed. It is memory only; after a restart
// they bring it again.
type shelf[T interface{ size() int }] struct {
	now func() time.Time

	mu    sync.Mutex
	items []shelved[T] // oldest first
}

type shelved[T any] struct {
	token, by string
	expires   time.Time
	value     T
}

const (
	shelfLife  = 30 * time.Minute
	shelfItems = 16
	shelfBytes = 256 << 20
)

func newShelf[T interface{ size() int }](now func() time.Time) *shelf[T] { return &shelf[T]{now: now} }

// put keeps a value of a login under a new token. The oldest give way when there is too much.
func (s *shelf[T]) put(by string, value T) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	item := shelved[T]{token: token(), by: by, expires: s.now().Add(shelfLife), value: value}
	s.items = append(s.items, item)
	for len(s.items) > 1 && (len(s.items) > shelfItems || s.bytes() > shelfBytes) {
		s.items = s.items[1:]
	}
	return item.token
}

// get is what a login put there; nobody sees another's.
func (s *shelf[T]) get(by, token string) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	for _, item := range s.items {
		if item.token == token && item.by == by {
			return item.value, true
		}
	}
	var none T
	return none, false
}

func (s *shelf[T]) drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, item := range s.items {
		if item.token == token {
			s.items = append(s.items[:i:i], s.items[i+1:]...)
			return
		}
	}
}

func (s *shelf[T]) sweep() {
	now := s.now()
	for len(s.items) > 0 && !now.Before(s.items[0].expires) {
		s.items = s.items[1:]
	}
}

func (s *shelf[T]) bytes() int {
	n := 0
	for _, item := range s.items {
		n += item.value.size()
	}
	return n
}
