package rainmaker

import (
	"cmp"
	"strings"

	"rainmaker/calendar"
)

// EventRef names an event: its kind in the company's vocabulary, and the id its source gave it.
type EventRef struct {
	Name string `json:"event"`
	ID   string `json:"id"`
}

func (r EventRef) String() string { return r.Name + " " + r.ID }

// Event is something that may pay: a booking, an order, a meeting, a return.
type Event struct {
	EventRef
	// Version counts what we have known about it; Batch is when we learned this version.
	Version int
	Batch   BatchID
	Source  Source
	Fields  FieldList
	// Learned is the day we learned it, for examples that tell a story in which knowledge comes late. Zero: known from
	// the start.
	Learned calendar.Date
	Gone    bool
}

// CompareIDs orders ids the way people do: ids of digits only compare as numbers, all others by bytes; numbers come
// before words.
func CompareIDs(a, b string) int {
	da, db := digits(a), digits(b)
	switch {
	case da && db:
		ta, tb := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		if c := cmp.Compare(len(ta), len(tb)); c != 0 {
			return c
		}
		if c := cmp.Compare(ta, tb); c != 0 {
			return c
		}
		return cmp.Compare(a, b) // 007 and 7 are two ids
	case da:
		return -1
	case db:
		return 1
	default:
		return cmp.Compare(a, b)
	}
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
