package trial_test

import (
	"strings"
	"testing"

	"rainmaker/trial"
)

// An event that names another which nobody has told of is credited to nobody, and says which one it waits for.
func TestReferenceToNothing(t *testing.T) {
	p, _ := program(t, seller+`
event payment dated received { sale sale; received date; amount money }
credit cash from payment { counts on sale.closed; order by received, id; to sale.seller as rep 100% of amount }
commission paid on cash as rep { rate 1% }
example "unknown" in 2027-01 {
  given payment P1 { sale S9, received 2027-01-20, amount 100 USD }
  expect paid = 0 USD
}
example "told later" in 2027-01 {
  given sale S1 { seller me, closed 2027-02-03, amount 100 USD, stage Won }
  given payment P1 { sale S1, received 2027-01-20, amount 100 USD }
  expect paid in 2027-01..2027-02 = 0 USD, 1 USD
}`)
	found := trial.Diagnostics(trial.Run(p, fiscal))
	if len(found) != 1 || !strings.Contains(found[0].Summary, "payment P1 refers to sale S9, which is not known by 2027-01-20") {
		t.Fatalf("found %v", found)
	}
}
