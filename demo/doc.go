// Package demo makes a small company to look around in: twelve people, two plans, the quarter before and the quarter at
// hand, with splits, a sales engineer, a manager, a churned customer and open deals.
//
// [Make] is a seeded generator: the same seed and day give the same files and letters to the byte. Everything in it is
// made up. [Install] brings it into an empty data directory through the same doors that people use: the importer, the
// plan desk and a run.
package demo
