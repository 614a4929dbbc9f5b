package plan

import (
	"fmt"

	"rainmaker/calendar"
	"rainmaker/plan/source"
)

// Expired warns of components whose `expires` has come by a day. It stops nothing: what ends pay is `during`.
func (s *Set) Expired(on calendar.Date) source.Diagnostics {
	var found source.Diagnostics
	for _, p := range s.Programs {
		for _, k := range p.Components {
			if k.Expires == nil || k.Expires.On > on {
				continue
			}
			who := "whoever wrote the letter"
			if k.OwnedBy != "" {
				who = k.OwnedBy
			}
			found = append(found, source.Diagnostic{
				Severity: source.Warning, Code: codeExpired, Where: k.Expires.At,
				Summary: fmt.Sprintf("`%s` of %s was to be looked at by %s, and it is %s", k.Name, p.Plan.Name, k.Expires.On, on),
				Detail:  "It goes on paying: `expires` reminds, and `during` ends.",
				Way:     fmt.Sprintf("Ask %s whether it should stay: give it a later day, or a `during`.", who),
			})
		}
	}
	return found
}
