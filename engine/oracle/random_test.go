package oracle

import (
	"math/rand/v2"
	"sort"
	"testing"
)

func TestStats(t *testing.T) {
	n := 400
	counts := map[string]int{}
	for seed := range n {
		w := Random(rand.New(rand.NewPCG(uint64(seed), 1)))
		for name, ok := range w.Constructs() {
			if ok {
				counts[name]++
			}
		}
	}
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return counts[names[i]] < counts[names[j]] })
	for _, name := range names {
		t.Logf("%5.1f%% %s", float64(counts[name])*100/float64(n), name)
	}
}
