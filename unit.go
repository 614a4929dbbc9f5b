package rainmaker

import "context"

// Unit runs several writes as one: all of them stand, or none does, also after the process is killed. The transaction
// travels in the context, so every store reached with it takes part; a Unit inside a Unit joins the outer one. A write, or
// an inner Unit, that fails leaves nothing behind, also when the work goes on and its Unit stands. The context of a Unit is
// for one goroutine at a time and ends with it.
type Unit interface {
	Do(ctx context.Context, work func(ctx context.Context) error) error
}
