package web

import (
	"testing"
	"time"
)

type parcel int

func (p parcel) size() int { return int(p) }

func TestShelf(t *testing.T) {
	now := time.Date(2027, time.March, 10, 14, 0, 0, 0, time.UTC)
	s := newShelf[parcel](func() time.Time { return now })
	mine := s.put("ada", 7)
	if _, ok := s.get("bea", mine); ok {
		t.Error("somebody else sees what waits")
	}
	if got, ok := s.get("ada", mine); !ok || got != 7 {
		t.Errorf("got %d, %t", got, ok)
	}
	now = now.Add(shelfLife)
	if _, ok := s.get("ada", mine); ok {
		t.Error("it waits past its time")
	}

	large := s.put("ada", shelfBytes)
	s.put("ada", 1)
	if _, ok := s.get("ada", large); ok {
		t.Error("the oldest does not give way when there is too much")
	}
	first := s.put("ada", 1)
	for range shelfItems {
		s.put("ada", 1)
	}
	if _, ok := s.get("ada", first); ok || len(s.items) != shelfItems {
		t.Errorf("%d wait, at most %d may", len(s.items), shelfItems)
	}
	last := s.put("ada", 1)
	s.drop(last)
	if _, ok := s.get("ada", last); ok {
		t.Error("what was dropped still waits")
	}
}
