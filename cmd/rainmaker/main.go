// Command rainmaker is the product: the server, the demo company, and the verbs of an operator at the command line.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // pay time zones are the same on every machine

	"github.com/alecthomas/kong"

	"rainmaker"
)

// version is the product's; a release sets it when linking.
var version = "0.1.0-dev"

// Exit codes, documented in docs/CLI.md.
const (
	exitOK       = 0
	exitRefused  = 1 // the input was refused, or somebody's pay could not be worked out
	exitUsage    = 2 // the command line is wrong
	exitNotFound = 3
	exitBusy     = 4 // somebody else holds what is needed
	exitInternal = 5
)

// verbs is the command line.
type verbs struct {
	JSON bool   `name:"json" help:"Print JSON instead of text."`
	Data string `name:"data" short:"d" env:"RAINMAKER_DATA" default:"data/company" help:"Data directory." type:"path"`

	Serve   serveVerb   `cmd:"" help:"Serve the pages on this machine."`
	Demo    demoVerb    `cmd:"" help:"Serve the demo company, made up and labelled so."`
	Import  importVerb  `cmd:"" help:"Import files; nothing is stored while a row is refused."`
	Plan    planVerbs   `cmd:"" help:"Check, test and publish letters and terms."`
	Calc    calcVerb    `cmd:"" help:"Calculate everybody's pay."`
	Explain explainVerb `cmd:"" help:"Explain a statement, or one deal on it."`
	Accept  acceptVerb  `cmd:"" help:"Print what a published sales team is paid, as CSV, from its files and letters alone."`
	Version versionVerb `cmd:"" help:"Print the version."`
}

// console is where a verb reads, writes and learns the time.
type console struct {
	ctx    context.Context
	out    io.Writer
	err    io.Writer
	json   bool
	data   string
	now    func() time.Time
	random io.Reader
}

// print writes a value as JSON, or text.
func (c *console) print(v any, text func(io.Writer) error) error {
	if !c.json {
		return text(c.out)
	}
	enc := json.NewEncoder(c.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// errSilent ends a verb with an exit code after it has said everything.
type errSilent int

func (e errSilent) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var v verbs
	exited := -1
	parser, err := kong.New(&v, kong.Name("rainmaker"),
		kong.Description("Runs a sales force: pays people exactly and explains every cent."),
		kong.Writers(out, errOut), kong.Exit(func(code int) { exited = code }), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errOut, "rainmaker:", err)
		return exitInternal
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		fmt.Fprintf(errOut, "rainmaker: %v; see rainmaker --help\n", err)
		return exitUsage
	}
	c := &console{ctx: ctx, out: out, err: errOut, json: v.JSON, data: v.Data, now: time.Now, random: randomSource}
	return report(errOut, v.JSON, parsed.Run(c))
}

// report prints an error and chooses the exit code.
func report(errOut io.Writer, asJSON bool, err error) int {
	var silent errSilent
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &silent):
		return int(silent)
	}
	var said *rainmaker.Error
	if asJSON {
		if !errors.As(err, &said) {
			said = &rainmaker.Error{Code: rainmaker.Internal, Message: err.Error()}
		}
		if jsonErr := json.NewEncoder(errOut).Encode(map[string]any{"error": said}); jsonErr != nil {
			fmt.Fprintln(errOut, "rainmaker:", jsonErr)
		}
	} else {
		fmt.Fprintln(errOut, "rainmaker:", err)
	}
	switch rainmaker.CodeOf(err) {
	case rainmaker.Invalid, rainmaker.Forbidden, rainmaker.Unsigned:
		return exitRefused
	case rainmaker.NotFound:
		return exitNotFound
	case rainmaker.Busy, rainmaker.Conflict:
		return exitBusy
	default:
		return exitInternal
	}
}

type versionVerb struct{}

func (versionVerb) Run(c *console) error {
	return c.print(map[string]any{"version": version, "language": 1}, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "rainmaker %s, plan language 1\n", version)
		return err
	})
}
