package engine_test

import (
	"errors"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/engine"
)

// A share that would make a rolled-up credit too long for columns is left to the calculator.
func TestBulkLeavesLongSharesToCalculation(t *testing.T) {
	for share, outside := range map[string]bool{"100%": false, "429496729600%": true, "115292150460684697600%": true} {
		c := newCommonCompany(1)
		for len(c.events) == 0 || !strings.Contains(c.text, "as manager 100%") {
			c = newCommonCompany(c.r.Uint64())
		}
		c.text = strings.Replace(c.text, "as manager 100%", "as manager "+share, 1)
		for i := range c.events {
			c.events[i].Fields[5].Value = cents(4_294_967_296_00)
		}
		_, err := engine.NewBulk(c.program(t), c.in, rainmaker.BatchOf("deal", c.events))
		if got := errors.As(err, &engine.Outside{}); got != outside {
			t.Errorf("%s: %v", share, err)
		}
	}
}
