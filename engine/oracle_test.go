package engine_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"rainmaker"
	"rainmaker/engine"
	"rainmaker/engine/oracle"
	"rainmaker/plan"
	"rainmaker/plan/ir"
	"rainmaker/plan/source"
)

// The engine against the oracle: random plans × random deals, written out as documents, read by the language as a
// company's are, and worked out twice. RAINMAKER_LONG runs many more worlds, RAINMAKER_WORLDS so
// many, RAINMAKER_SEED one.

const (
	worldsShort = 2_000
	worldsLong  = 100_000
)

func worlds(t *testing.T) []uint64 {
	t.Helper()
	was := debug.SetGCPercent(600) // worlds are many, small and soon forgotten: half of the time was spent on collecting them
	t.Cleanup(func() { debug.SetGCPercent(was) })
	if s := os.Getenv("RAINMAKER_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return []uint64{seed}
	}
	n := fewer(worldsShort)
	if os.Getenv("RAINMAKER_LONG") != "" {
		n = worldsLong
	}
	if s := os.Getenv("RAINMAKER_WORLDS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = uint64(i) + 1
	}
	return seeds
}

// fewer is how many of n worlds are enough under the race detector, which looks at how a world is worked out and not at how many
// agree, and takes ten times as long for each.
func fewer(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

func world(seed uint64) oracle.World { return oracle.Random(rand.New(rand.NewPCG(seed, 7))) }

// calculate runs a world through the product: its documents, then its facts.
func calculate(w oracle.World, in oracle.Inputs) (*engine.Calculation, error) {
	var docs []source.Document
	for _, d := range w.Documents() {
		docs = append(docs, source.Document{Name: d.Name, Text: d.Text})
	}
	set, found := plan.Load(docs, w.Calendar)
	letters := 1
	if w.Newer != nil {
		letters = 2
	}
	if found.HasErrors() || len(set.Programs) != letters {
		var b strings.Builder
		for _, d := range found {
			b.WriteString(source.Format(d, set.Document(d.Where.Doc)) + "\n")
		}
		return nil, fmt.Errorf("%d letters; %s", len(set.Programs), b.String())
	}
	newest := slices.MaxFunc(set.Programs, func(a, b *ir.Program) int { return cmp.Compare(a.Plan.Effective.From, b.Plan.Effective.From) })
	return engine.New(newest, engine.Inputs{
		Versions: set.Programs, Calendar: w.Calendar, Payees: in.Payees, Reports: in.Reports, Assignments: in.Assignments, Events: in.Events,
		Leaves: in.Leaves, Holidays: in.Holidays, Rates: in.Rates, Through: w.Through,
	})
}

func statements(c *engine.Calculation) []rainmaker.Statement {
	var out []rainmaker.Statement
	for _, p := range c.Payees() {
		out = append(out, c.Statements(p)...)
	}
	return out
}

// differences says how the engine differs from the oracle on a world, and where its statements break a law that holds always.
func differences(w oracle.World, want oracle.Expected) []string {
	c, err := calculate(w, w.Inputs())
	if err != nil {
		return []string{"the product refuses the world: " + err.Error()}
	}
	got := statements(c)
	return append(oracle.Compare(got, want), lawFaults(got)...)
}

func TestEngineAgreesWithOracle(t *testing.T) {
	seeds := worlds(t)
	counts := map[string]int{}
	failed := map[uint64][]string{}
	var mu sync.Mutex
	var workers sync.WaitGroup
	queue := make(chan uint64)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range queue {
				w := world(seed)
				want := w.Expected()
				diff, has := differences(w, want), w.Constructs(want)
				mu.Lock()
				if len(diff) > 0 {
					failed[seed] = diff
				}
				for name, is := range has {
					if is {
						counts[name]++
					}
				}
				mu.Unlock()
			}
		})
	}
	for _, seed := range seeds {
		queue <- seed
	}
	close(queue)
	workers.Wait()
	checkShares(t, counts, len(seeds))
	for i, seed := range slices.Sorted(maps.Keys(failed)) {
		if i >= 3 {
			t.Errorf("seed %d: %s", seed, failed[seed][0])
			continue
		}
		small := shrunk(world(seed), failed[seed])
		t.Errorf("seed %d:\n%s\nin the small world:\n%s\n%s", seed, strings.Join(failed[seed], "\n"),
			strings.Join(differences(small, small.Expected()), "\n"), small)
	}
	if len(failed) > 0 {
		t.Errorf("%d worlds differ", len(failed))
	}
}

// shrunk is a small world that fails as a large one does: a refusal stays a refusal, a difference a difference.
func shrunk(w oracle.World, diff []string) oracle.World {
	return oracle.Shrink(w, func(w oracle.World) bool {
		now := differences(w, w.Expected())
		return len(now) > 0 && strings.HasPrefix(now[0], "the product") == strings.HasPrefix(diff[0], "the product")
	})
}
