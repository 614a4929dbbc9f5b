package oracle

import (
	"fmt"

	"rainmaker"
)

// Key says what an amount was posted for.
type Key struct {
	Payee     rainmaker.PayeeID
	Period    string
	Component string
	Event     rainmaker.EventRef
	Under     string // of a cap over components: the component whose line it cuts
}

func (k Key) String() string {
	text := fmt.Sprintf("%s %s %s %s", k.Payee, k.Period, k.Component, k.Event)
	if k.Under != "" {
		text += " of " + k.Under
	}
	return text
}
