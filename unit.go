package rainmaker

import "context"

// Unit runs several writes as one: all of them stand, or none does, also after the process is killed. The transaction
// travels in the context, so every store reached with it takes part; a Unit inside a Unit joins the outer one.
type Unit interface {
	Do(ctx context.Context, work func(ctx context.Context) error) error
}
