// Package oracle is a second, slow and obvious implementation of the plan language, for tests only: no other package may
// import it, and it imports neither the language nor the engine, because its independence is its only value.
//
// A [World] is a made-up company: its calendar, its plan as plain structs, its people and its deals. One struct gives both
// sides of a comparison:
//
//	w := oracle.Random(rand.New(rand.NewPCG(1, 2)))
//	w.Documents()   // the plan as text, for the language and the engine
//	w.Inputs()      // the people and deals as the product's nouns
//	w.Expected()    // what must be posted, worked out here from the structs, with big.Rat
//
// [Compare] says in words where an engine's statements differ from what is expected, [Shrink] makes a failing world small,
// [World.String] prints it, and [World.Constructs] says what of the language a world has in it, so that a test can prove
// that random worlds are not all alike.
//
// Nothing here is clever. A position in the tiers is found by adding up every credit before it, a flow by walking its days,
// and every window is worked out again in every pay period. Where the language could be read in two ways, readings.go says
// which one was taken.
package oracle
