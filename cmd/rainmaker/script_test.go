package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rainmaker/store/sqlite"
)

var update = flag.Bool("update", false, "write the outputs that scripts expect anew; look at the difference before you commit")

// today is the day on which every script and test happens.
var today = time.Date(2027, time.February, 20, 9, 0, 0, 0, time.UTC)

// In scripts and in processes that tests start, rainmaker is this program with a clock that stands still.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rainmaker": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, func() time.Time { return today })
			stop()
			os.Exit(code)
		},
	})
}

// TestScripts runs testdata/script. Each script starts with the small company of testdata/company and its letters of
// testdata/letters; "standing" has imported, published and calculated them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("RAINMAKER_DATA", filepath.Join(e.WorkDir, "data"))
			for _, folder := range []string{"company", "letters"} {
				if err := os.CopyFS(filepath.Join(e.WorkDir, folder), os.DirFS(filepath.Join("testdata", folder))); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"standing": standing,
			"edit":     edit,
			"backwards": func(ts *testscript.TestScript, neg bool, args []string) {
				refuse(ts, neg || len(args) != 1, "backwards file")
				rewrite(ts, args[0], func(text string) string { return backwards(text) })
			},
			"bigcell":   bigCell,
			"latin1":    latin1,
			"code":      code,
			"unchanged": unchanged,
			"listening": listening,
			"mode":      mode,
			"audited":   audited,
		},
	})
}

func refuse(ts *testscript.TestScript, wrong bool, usage string) {
	if wrong {
		ts.Fatalf("usage: %s", usage)
	}
}

func rewrite(ts *testscript.TestScript, name string, change func(string) string) {
	ts.Check(os.WriteFile(ts.MkAbs(name), []byte(change(ts.ReadFile(name))), 0o600))
}

func standing(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) > 0, "standing")
	for _, line := range []string{"import --whole company", "plan publish letters", "calc"} {
		ts.Check(ts.Exec("rainmaker", strings.Fields(line)...))
	}
}

// edit changes one text in a file, which must be there just once: a script that edits nothing would prove nothing.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) != 3, "edit file 'old text' 'new text'")
	rewrite(ts, args[0], func(text string) string {
		if n := strings.Count(text, args[1]); n != 1 {
			ts.Fatalf("%q stands %d times in %s, want once", args[1], n, args[0])
		}
		return strings.Replace(text, args[1], args[2], 1)
	})
}

// backwards turns the rows of a CSV text around; the header stays.
func backwards(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	slices.Reverse(lines[1:])
	return strings.Join(lines, "\n") + "\n"
}

// bigCell replaces a text by one of 10 MB.
func bigCell(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) != 2, "bigcell file 'text'")
	edit(ts, false, []string{args[0], args[1], strings.Repeat("x", 10<<20)})
}

// latin1 saves a UTF-8 file as Latin-1.
func latin1(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) != 1, "latin1 file")
	rewrite(ts, args[0], func(text string) string {
		var out []byte
		for _, r := range text {
			out = append(out, byte(r))
		}
		return string(out)
	})
}

// code runs a command that must end with an exit code.
func code(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) < 2, "code number command...")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// unchanged calculates again and compares what Ana is paid and why with before.json.
func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) > 0, "unchanged")
	ts.Check(ts.Exec("rainmaker", "calc"))
	if out := ts.ReadFile("stdout"); !strings.Contains(out, "\n0 statements changed.") {
		ts.Fatalf("what was refused has changed something: %s", out)
	}
	ts.Check(ts.Exec("rainmaker", "explain", "--payee", "ana", "--period", "2027-02", "--json"))
	if got, want := ts.ReadFile("stdout"), ts.ReadFile("before.json"); got != want {
		ts.Fatalf("the statement is\n%s\nit was\n%s", got, want)
	}
}

// listening waits until a process answers at a socket.
func listening(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) != 1, "listening socket")
	ts.Check(until(func() (bool, error) {
		conn, err := net.Dial("unix", ts.MkAbs(args[0]))
		if err != nil {
			return false, nil //nolint:nilerr // it is not there yet
		}
		return true, conn.Close()
	}))
}

// mode compares the mode of a file.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) != 2, "mode file 0600")
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// audited looks for a deed in the audit log of a directory, done by whoever runs the test, as operator.
func audited(ts *testscript.TestScript, neg bool, args []string) {
	refuse(ts, neg || len(args) != 3, "audited directory action 'beginning of what it was done to'")
	store, err := sqlite.Open(context.Background(), ts.MkAbs(args[0]))
	ts.Check(err)
	entries, err := store.Audit(context.Background(), 0)
	ts.Check(errors.Join(err, store.Close()))
	by := operator(os.Getuid()).Login
	for _, e := range entries {
		if e.By == by && e.Action == args[1] && strings.HasPrefix(e.On, args[2]) {
			return
		}
	}
	ts.Fatalf("the audit log has no %s of %s by %s: %v", args[1], args[2], by, entries)
}

// until waits for another process, at most for a minute.
func until(happened func() (bool, error)) error {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if yes, err := happened(); yes || err != nil {
			return err
		}
	}
	return fmt.Errorf("it did not happen within a minute")
}
