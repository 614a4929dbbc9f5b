package main

import (
	"time"

	"rainmaker/ingest"
)

// mostShown bounds how many refusals and repairs of a file a terminal is shown; --json has them all.
const mostShown = 20

func printReport(p *printer, r ingest.Report) {
	for _, f := range r.Files {
		switch {
		case f.Whole:
			p.line("%s: refused", f.Name)
		case f.As == "":
			p.line("%s: not read", f.Name)
		default:
			p.line("%s: %d rows, %d accepted, %d of them repaired, %d refused", f.Name, f.Rows, f.Accepted, f.RepairedRows, f.RefusedRows)
		}
		for _, n := range f.Notes {
			p.line("  note: %s", n)
		}
		for i, x := range f.Repairs {
			if i == mostShown {
				p.line("  … and %d more repairs", len(f.Repairs)-i)
				break
			}
			p.line("  repaired: %s", x)
		}
		for i, x := range f.Refusals {
			if i == mostShown {
				p.line("  … and %d more refusals", len(f.Refusals)-i)
				break
			}
			p.line("  refused: %s", x)
		}
	}
	for _, t := range r.Totals {
		p.line("control total: %s", t)
	}
}

// monthOf is a month by number; the caller has checked it.
func monthOf(n int) time.Month { return time.Month(n) }
