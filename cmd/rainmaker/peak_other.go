//go:build !unix

package main

// peakMB is the most memory that the process has held; here the system does not say.
func peakMB() float64 { return 0 }
