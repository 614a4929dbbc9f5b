//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// peakMB is the most memory that the process has held, in MiB; 0 where the system does not say.
func peakMB() float64 {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	if runtime.GOOS == "darwin" { // counts bytes
		return float64(used.Maxrss) / (1 << 20)
	}
	return float64(used.Maxrss) / (1 << 10)
}
