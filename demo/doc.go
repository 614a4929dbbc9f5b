// Package demo makes a company to look around in: sixty people in four pods under five letters, over five quarters and the
// one at hand. There are sellers, sales engineers, development reps, account managers and their managers; some changed
// pods, plans, quotas or territories, one left, one was on leave, two are new.
//
// [Make] is a seeded generator: the same seed and day give the same files and letters to the byte. Beside what pays it
// makes what leads to it and follows from it: leads, activities, meetings, stages, lost deals with their reasons, renewals and
// churn. Everything in it is made up. [Install] brings it into an empty data directory through the same doors that people
// use: the importer, the plan desk and a run.
package demo
