package main

import (
	"os"
	"runtime/pprof"
	"testing"
	"time"

	"rainmaker/engine"
	"rainmaker/plan"
	"rainmaker/plan/source"
)

func TestZZProf(t *testing.T) {
	facts, batch, err := loadWorkload("/tmp/bench/M")
	if err != nil {
		t.Fatal(err)
	}
	set, _ := plan.Load([]source.Document{{Name: "workload.plan.md", Text: workload}}, facts.Calendar)
	f, _ := os.Create("/tmp/cpu.prof")
	pprof.StartCPUProfile(f)
	began := time.Now()
	for range 5 {
		if _, err := engine.NewBulk(set.Programs[0], facts, batch); err != nil {
			t.Fatal(err)
		}
	}
	t.Log(time.Since(began) / 5)
	pprof.StopCPUProfile()
}
