// Command rainmaker is the product: the server, the demo company, and the verbs of an operator at the command line.
// docs/CLI.md describes every verb with its flags, JSON and exit codes.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // pay time zones are the same on every machine

	"github.com/alecthomas/kong"

	"rainmaker"
	"rainmaker/access"
)

// version is the product's; a release sets it when linking.
var version = "0.1.0-dev"

// languageVersion is the plan language that letters are written in.
const languageVersion = 1

// Exit codes. They are part of what scripts rely on and stand in docs/CLI.md.
const (
	exitOK          = 0
	exitRefused     = 1   // the input was refused, or somebody's pay could not be worked out
	exitUsage       = 2   // the command line is wrong
	exitNotFound    = 3   // there is no such file, payee, statement or company
	exitBusy        = 4   // somebody else holds what is needed, or the state does not allow it now
	exitInternal    = 5   // our fault, or the machine's
	exitInterrupted = 130 // stopped by a signal, as shells count it
)

// verbs is the command line.
type verbs struct {
	JSON bool   `name:"json" help:"Print JSON instead of text, also for errors."`
	Data string `name:"data" short:"d" env:"RAINMAKER_DATA" default:"data/company" help:"Data directory." type:"path"`

	Serve   serveVerb    `cmd:"" help:"Serve the pages."`
	Demo    demoVerb     `cmd:"" help:"Serve the demo company, made up and labelled so."`
	Import  importVerb   `cmd:"" help:"Import files; nothing is stored while a row is refused."`
	Plan    planVerbs    `cmd:"" help:"Check, test and publish letters and terms."`
	Calc    calcVerb     `cmd:"" help:"Calculate everybody's pay."`
	Team    teamVerb     `cmd:"" help:"Say what everybody is paid for a period."`
	Explain explainVerb  `cmd:"" help:"Explain a statement, or one deal on it."`
	Deal    dealVerb     `cmd:"" help:"Say what a deal would pay, why, and what changes it."`
	Account accountVerbs `cmd:"" help:"Say who may sign in to the pages."`
	Accept  acceptVerb   `cmd:"" help:"Print what a published sales team is paid, as CSV, from its files and letters alone."`
	Bench   benchVerb    `cmd:"" help:"Measure the calculation workload in a folder."`
	Version versionVerb  `cmd:"" help:"Print the version."`
}

// verb is a verb that needs no company, or opens one in its own way.
type verb interface{ run(*console) error }

// parse reads a command line. The selected verb is a [verb] or a [job]; it is nil when help was asked for and printed.
func (v *verbs) parse(args []string, out, errOut io.Writer) (selected any, err error) {
	helped := false
	parser, err := kong.New(v, kong.Name("rainmaker"),
		kong.Description("Pays a sales force exactly and explains every cent. Exit codes: 0 done, 1 refused, 2 wrong command line, "+
			"3 not found, 4 busy, 5 internal."),
		kong.Writers(out, errOut), kong.Exit(func(int) { helped = true }))
	if err != nil {
		return nil, err
	}
	parsed, err := parser.Parse(args)
	if helped { // what else the command line lacks does not matter then
		return nil, nil
	}
	if err != nil {
		return nil, usageError{err}
	}
	return parsed.Selected().Target.Addr().Interface(), nil
}

// usageError is a command line that makes no sense.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// console is where a verb reads, writes and learns the time, and who gave it.
type console struct {
	ctx    context.Context
	out    io.Writer
	err    io.Writer
	json   bool
	data   string
	args   []string // as typed
	who    access.Principal
	now    func() time.Time
	random io.Reader
}

// print writes a value as JSON, or text.
func (c *console) print(v any, text func(*printer)) error {
	if !c.json {
		p := &printer{w: c.out}
		text(p)
		return p.err
	}
	return printJSON(c.out, v)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false) // it is read by programs and people, not by browsers
	return enc.Encode(v)
}

// errSilent ends a verb with an exit code after it has said everything.
type errSilent int

func (e errSilent) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, time.Now)
	stop()
	os.Exit(code)
}

// run is the whole program but its signals and its clock.
func run(ctx context.Context, args []string, out, errOut io.Writer, now func() time.Time) int {
	var v verbs
	selected, err := v.parse(args, out, errOut)
	if err != nil || selected == nil {
		return report(errOut, slices.Contains(args, "--json"), err)
	}
	c := &console{
		ctx: ctx, out: out, err: errOut, json: v.JSON, data: v.Data, args: args,
		who: operator(os.Getuid()), now: now, random: rand.Reader,
	}
	switch selected := selected.(type) {
	case job:
		err = c.do(selected)
	case verb:
		err = selected.run(c)
	default:
		err = fmt.Errorf("%T can't be run", selected)
	}
	return report(errOut, v.JSON, err)
}

// fault is an error as JSON.
type fault struct {
	Code    rainmaker.Code `json:"code"`
	Message string         `json:"message"`
	Way     string         `json:"way,omitempty"`
}

// report prints an error and chooses the exit code.
func report(errOut io.Writer, asJSON bool, err error) int {
	var silent errSilent
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &silent) && err.Error() == silent.Error(): // and nothing else went wrong on the way out
		return int(silent)
	}
	f, code := judge(err)
	if !asJSON {
		f.Message = "rainmaker: " + f.Message
		if f.Way != "" {
			f.Message += ": " + f.Way
		}
		fmt.Fprintln(errOut, f.Message) //nolint:errcheck // there is nowhere left to say that it could not be said
		return code
	}
	if err := json.NewEncoder(errOut).Encode(map[string]fault{"error": f}); err != nil {
		return exitInternal
	}
	return code
}

// judge says what kind of failure an error is, and its exit code.
func judge(err error) (fault, int) {
	if errors.Is(err, context.Canceled) {
		return fault{Code: rainmaker.Conflict, Message: "interrupted; nothing was stored"}, exitInterrupted
	}
	var usage usageError
	if errors.As(err, &usage) {
		return fault{Code: rainmaker.Invalid, Message: err.Error(), Way: "see rainmaker --help"}, exitUsage
	}
	f := fault{Code: rainmaker.CodeOf(err), Message: err.Error()}
	var said *rainmaker.Error
	if errors.As(err, &said) && strings.HasSuffix(f.Message, ": "+said.Way) {
		f.Message, f.Way = strings.TrimSuffix(f.Message, ": "+said.Way), said.Way
	}
	switch f.Code {
	case rainmaker.Invalid, rainmaker.Forbidden, rainmaker.Unsigned:
		return f, exitRefused
	case rainmaker.NotFound:
		return f, exitNotFound
	case rainmaker.Busy, rainmaker.Conflict:
		return f, exitBusy
	default:
		return f, exitInternal
	}
}

// refused is an error about input.
func refused(op, format string, args ...any) *rainmaker.Error {
	return rainmaker.Errorf(rainmaker.Invalid, op, format, args...)
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// several is a count with its noun: "1 letter", "2 letters".
func several(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

type versionVerb struct{}

// versionAnswer is the version as JSON.
type versionAnswer struct {
	Version  string `json:"version"`
	Language int    `json:"language"`
}

func (*versionVerb) run(c *console) error {
	answer := versionAnswer{version, languageVersion}
	return c.print(answer, func(p *printer) { p.line("rainmaker %s, plan language %d", answer.Version, answer.Language) })
}
