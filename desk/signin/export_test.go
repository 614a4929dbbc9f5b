package signin

// Cheap makes passwords cost little, for tests about anything else.
func (d *Desk) Cheap() { d.cost = cost{memoryKiB: 8, passes: 1, lanes: 1} }
