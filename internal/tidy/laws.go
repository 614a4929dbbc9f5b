package tidy

// Law is one row of the import law: a package, what it knows, and what it may import.
type Law struct {
	Package string   // folder below the module; "." is the root, a trailing "/..." covers everything below
	Knows   string   // in a few words, for the reader of the table
	May     []string // folders of ours it may import, in the same notation
	Outside []string // import paths from outside the standard library it may use, with all below them
	Because string   // why not more; shown with every breach
	// Pure packages compute: the same input gives the same output on any machine at any time. They may not touch what
	// impurities lists.
	Pure bool
	// Above marks the top floor, which asks the desk and nothing that stores: no database/sql, no Store contract.
	Above bool
	// Expected marks a row whose package is not there yet.
	Expected bool
}

// The floors, as folders a row may name. A row names all it may import, so that the table can be read without counting.
var (
	ground  = []string{"money", "calendar"}
	nouns   = with(ground, ".")
	engines = with(nouns, "plan/...", "engine")
	third   = []string{"trial", "ingest"}
	desks   = with(engines, "engine/sentence", "trial", "ingest", "access")
	top     = with(desks, "desk/...")
)

// Laws is the import law, from the ground up. Arrows point down only.
var Laws = []Law{
	{
		Package: "internal/repository", Knows: "where this repository and the published data beside it are, for tests",
		Because: "where files lie says nothing about what is in them",
	},
	{
		Package: "money", Knows: "exact amounts, rates, rounding, apportioning", Pure: true,
		Because: "amounts are understood without knowing who is paid for what",
	},
	{
		Package: "calendar", Knows: "dates, fiscal calendars, periods, dated values", Pure: true,
		Because: "dates are understood without knowing who is paid for what",
	},
	{
		Package: ".", Knows: "the nouns of pay and their contracts", May: ground, Pure: true,
		Because: "the nouns are the first thing a newcomer reads and must stand without the plan language, the engine or any store",
	},
	{
		Package: "plan/source", Knows: "documents, ranges, diagnostics", May: ground, Pure: true,
		Because: "a diagnostic points at text and is the same for every later stage of the language",
	},
	{
		Package: "plan/syntax", Knows: "the grammar", May: with(ground, "plan/source"), Pure: true,
		Outside: []string{"golang.org/x/text/unicode/norm"},
		Because: "a document is parsed, printed and edited without knowing the company or what it pays",
	},
	{
		Package: "plan/ir", Knows: "what a checked plan means", May: with(ground, "plan/source"), Pure: true,
		Because: "the engine is written against meaning; if meaning knew syntax, a change of spelling could change pay",
	},
	{
		Package: "plan/check", Knows: "vocabulary, types, units, lowering to meaning", Pure: true,
		May:     with(ground, "plan/source", "plan/syntax", "plan/ir"),
		Because: "a plan is judged by its text and the company's words alone, never by facts or people",
	},
	{
		Package: "plan/shape", Knows: "what a component pays as one measure moves, exactly", May: with(ground, "plan/source", "plan/ir"), Pure: true,
		Because: "what a plan pays is studied from its meaning and given numbers; facts and the engine are asked by whoever holds them",
	},
	{
		Package: "plan", Knows: "a set of documents as one", May: with(ground, "plan/source", "plan/syntax", "plan/ir", "plan/check"), Pure: true,
		Because: "what the stages of the language make together is still the language",
	},
	{
		Package: "plan/english", Knows: "a checked plan in sentences, and what changed between two", Pure: true,
		May:     with(ground, "plan/source", "plan/ir"),
		Because: "a sentence says what is paid by, so it is made from meaning and not from spelling",
	},
	{
		Package: "plan/plantest", Knows: "every letter of the repository, for tests", May: with(ground, "plan", "plan/source", "internal/repository"),
		Because: "what must hold for every letter is tried on the letters themselves, by any package of the language",
	},
	{
		Package: "engine/oracle", Knows: "the slow, obvious second opinion that tests compare the engine with", May: nouns,
		Because: "a second opinion that shared the engine's or the language's code would share its mistakes",
	},
	{
		Package: "engine/columns", Knows: "commissions over columns of deals", May: with(nouns, "plan/ir"), Pure: true,
		Because: "it is given numbers and columns, and adds and rounds; what they mean to a person is the engine's to know",
	},
	{
		Package: "engine", Knows: "pure evaluation", May: with(nouns, "plan/ir", "plan/source", "engine/columns"), Pure: true,
		Because: "the engine reads meaning and knows text only as the ranges meaning points at: a result is a function of plan, facts and carry",
	},
	{
		Package: "engine/sentence", Knows: "lines in plain sentences", May: with(nouns, "plan/ir", "engine"), Pure: true,
		Because: "a sentence is made from a line's own proof, so that it can't say what the proof does not show",
	},
	{
		Package: "trial", Knows: "running the examples of a plan", May: engines,
		Because: "an example is run by the engine that pays, and needs no store, desk or page for it",
	},
	{
		Package: "ingest", Knows: "files in, facts and refusals out", May: engines,
		Outside: []string{"golang.org/x/text"},
		Because: "a file is judged by its content; who may import it and where facts are kept is decided above",
	},
	{
		Package: "ingest/scan", Knows: "large files of events, straight into columns", May: nouns,
		Because: "it reads what it is told to read; which file holds what is for whoever asks",
	},
	{
		Package: "access", Knows: "the one rule table: who may do what", May: with(nouns, third...),
		Because: "what is allowed is one table that can be read whole, and so cannot ask a store or a page",
	},
	{
		Package: "desk/...", Knows: "what people do, one package a job", May: with(desks, "desk/..."),
		Outside: []string{"golang.org/x/sync/errgroup"},
		Because: "a job works with any store and for pages, commands and tests alike",
	},
	{
		Package: "desk/signin", Knows: "passwords, set-up links, who may try again when", May: with(desks, "desk"),
		Outside: []string{"golang.org/x/crypto/argon2", "golang.org/x/time/rate"},
		Because: "a job works with any store and for pages, commands and tests alike",
	},
	{
		Package: "store/storetest", Knows: "what every store must do", May: with(nouns, "access"),
		Outside: []string{"github.com/google/go-cmp", "pgregory.net/rapid"},
		Because: "the conformance suite knows the contracts and no store, so that it tests all of them alike",
	},
	{
		Package: "store/sqlite", Knows: "the contracts kept in one file", May: nouns,
		Outside: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3", "golang.org/x/sys/unix"},
		Because: "a store keeps and finds what it is given; whoever computes in it pays twice, differently",
	},
	{
		Package: "desk/desktest", Knows: "an office and a small team, for tests of desks", May: with(desks, "desk/...", "store/sqlite"),
		Because: "tests of a job need an office with a store under it, which the job itself must not know",
	},
	{
		Package: "web/assets", Knows: "stylesheet, scripts and fonts, compiled in",
		Because: "files are served alike whatever the pages show",
	},
	{
		Package: "web/chart", Knows: "figures as SVG", May: ground,
		Because: "a chart draws the figures it is given and knows nothing of who earned them",
	},
	{
		Package: "web", Knows: "pages", May: with(top, "web/assets", "web/chart"), Above: true,
		Outside: []string{"github.com/a-h/templ", "github.com/alexedwards/scs/v2"},
		Because: "a page asks the desk, which authorises; a page that reached a store would go around it",
	},
	{
		Package: "demo", Knows: "the demo company", May: top, Above: true,
		Because: "the demo company comes in through the same doors as a real one, or it would prove nothing",
	},
	{
		Package: "web/webtest", Knows: "the whole house, wired for tests", May: with(top, "demo", "store/sqlite", "web", "internal/repository"),
		Because: "tests of pages need what the roof wires, without the roof",
	},
	{
		Package: "cmd/rainmaker", Knows: "wiring and verbs", May: with(top, "ingest/scan", "demo", "store/sqlite", "web"),
		Outside: []string{"github.com/alecthomas/kong", "github.com/alexedwards/scs/v2", "golang.org/x/term"},
		Because: "the roof wires everything; whatever it needs beyond wiring is a room of its own",
	},
	{
		Package: "internal/tidy", Knows: "the order of the house",
		Because: "what judges the house must not depend on it",
	},
}

// Exact are the packages where money is reckoned or kept, and floating point is banned.
var Exact = []string{"money", "calendar", ".", "plan/...", "engine/...", "trial", "ledger", "store/..."}

// impurities are what a pure package may not import, and why.
var impurities = []struct{ pkg, because string }{
	{"crypto/rand", "randomness is injected, or a result could not be recomputed"},
	{"database/sql", "a computation is given its facts; it does not look for them"},
	{"io/fs", "a computation is given its text; it does not look for files"},
	{"log", "a computation returns what it found; it does not write it into a log"},
	{"math/rand", "randomness is injected, or a result could not be recomputed"},
	{"net", "a computation reaches no network"},
	{"os", "a computation reaches no file, environment or process"},
	{"syscall", "a computation reaches no system"},
	{"unsafe", "a computation means the same on every machine"},
}

// clock are the functions of package time that read or wait for the machine's clock.
var clock = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}

func with(base []string, more ...string) []string {
	return append(append([]string{}, base...), more...)
}
