package oracle

import (
	"maps"
	"math/big"
)

// amounts makes the maps of amounts.
func (x *Expected) amounts() {
	x.Posted, x.Worth, x.Moved = map[Key]int64{}, map[Key]*big.Rat{}, map[Key]*big.Rat{}
	x.Payable, x.Pay, x.Advanced = map[Statement]int64{}, map[Statement]int64{}, map[Statement]int64{}
	x.Balances, x.Taken = map[BalanceKey]int64{}, map[BalanceKey]int64{}
}

// add takes the amounts of a period over from a trial.
func (x *Expected) add(trial *Expected) {
	maps.Copy(x.Posted, trial.Posted)
	maps.Copy(x.Worth, trial.Worth)
	maps.Copy(x.Moved, trial.Moved)
	maps.Copy(x.Payable, trial.Payable)
	maps.Copy(x.Pay, trial.Pay)
	maps.Copy(x.Advanced, trial.Advanced)
	maps.Copy(x.Balances, trial.Balances)
	maps.Copy(x.Taken, trial.Taken)
}
