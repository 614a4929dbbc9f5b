package desk

import (
	"context"

	"rainmaker"
	"rainmaker/access"
)

// Record writes into the audit log who did what. It joins the unit in the context, so that a deed and its entry stand
// together. Whoever calls it has authorised the deed.
func (o *Office) Record(ctx context.Context, p access.Principal, action, on string) error {
	return o.Accounts.Record(ctx, rainmaker.AuditEntry{At: o.Now(), By: p.Login, Action: action, On: on})
}
