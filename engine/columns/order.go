package columns

import (
	"cmp"
	"slices"

	"rainmaker"
	"rainmaker/calendar"
)

// InOrder is the batch with its events by day, then id: the order in which they are worked out, so that columns are read from
// one end to the other. Behind them is room for deals that are tried.
func InOrder(b *rainmaker.EventBatch, dated string) *rainmaker.EventBatch {
	c := b.Column(dated)
	if c == nil || len(c.Days) == 0 || c.HasMissing() {
		return b
	}
	return b.Arranged(places(b, c.Days), spare)
}

// places are where the rows of a batch go by day, then id.
func places(b *rainmaker.EventBatch, days []calendar.Date) []int32 {
	first, last := calendar.EndOfTime, calendar.StartOfTime
	for _, d := range days {
		first, last = min(first, d), max(last, d)
	}
	starts := make([]int32, int(last)-int(first)+2)
	for _, d := range days {
		starts[int(d)-int(first)+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	to, next := make([]int32, len(days)), slices.Clone(starts)
	for i, d := range days {
		at := int(d) - int(first)
		to[i] = next[at]
		next[at]++
	}
	if b.Numbers == nil || !slices.IsSorted(b.Numbers) {
		byID(b, to, starts)
	}
	return to
}

// byID puts the rows of each day in the order of their ids.
func byID(b *rainmaker.EventBatch, to, starts []int32) {
	rows := make([]int32, len(to))
	for row, at := range to {
		rows[at] = int32(row) //nolint:gosec // a batch has fewer rows
	}
	for i := range starts[1:] {
		slices.SortFunc(rows[starts[i]:starts[i+1]], func(x, y int32) int {
			if b.Numbers != nil {
				return cmp.Compare(b.Numbers[x], b.Numbers[y])
			}
			return rainmaker.CompareIDs(b.IDs[x], b.IDs[y])
		})
	}
	for at, row := range rows {
		to[row] = int32(at) //nolint:gosec // a batch has fewer rows
	}
}
