package sqlite

import (
	"bufio"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	sqlitedriver "modernc.org/sqlite"

	"rainmaker"
)

// The test binary runs itself as the process that is killed: what it has to do is in its environment, and it says where it
// is on its standard output, a pipe. No test waits for a time.
const childJob = "RAINMAKER_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childJob); job != "" {
		if err := childMain(strings.Split(job, "|")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// said is what the child writes when it is where it should be killed.
const said = "here"

// report tells the parent where the child is.
func report() error {
	_, err := fmt.Println(said)
	return err
}

// reportAndWait stops the child where it is, until the parent ends it or closes its standard input.
func reportAndWait() error {
	if err := report(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

func childMain(job []string) error {
	switch job[0] {
	case "lock":
		release, err := Lock(job[1])
		if err != nil {
			return err
		}
		return errors.Join(reportAndWait(), release())
	case "append":
		return childAppend(job[1], job[2], job[3])
	default:
		return fmt.Errorf("no job %q", job)
	}
}

// childAppend appends killFacts deals and reports at a row ("12000"), before the commit ("commit") or after ("after"), and
// stops there or goes on.
func childAppend(dir, point, then string) error {
	at := func() error { return report() }
	if then == "stop" {
		at = reportAndWait
	}
	// Before the database is opened: a function is only known to connections made after it.
	err := sqlitedriver.RegisterScalarFunction("here", 0, func(*sqlitedriver.FunctionContext, []driver.Value) (driver.Value, error) {
		return int64(0), at()
	})
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	if err := s.killPoint(ctx, point, at); err != nil {
		return err
	}
	if _, err := s.Append(ctx, dealBatch, deals(killFacts)); err != nil {
		return err
	}
	if point == "after" {
		return at()
	}
	return nil
}

// killPoint makes the writing connection report. It is the only one there is, so what is temporary in it stays.
func (s *Store) killPoint(ctx context.Context, point string, at func() error) error {
	if point == "after" {
		return nil
	}
	if row, err := strconv.Atoi(point); err == nil {
		_, err := s.writer.ExecContext(ctx, fmt.Sprintf(
			"CREATE TEMP TRIGGER report AFTER INSERT ON facts WHEN NEW.id = '%06d' BEGIN SELECT here(); END", row))
		return err
	}
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(c any) error {
		c.(sqlitedriver.HookRegisterer).RegisterCommitHook(func() int32 {
			if err := at(); err != nil {
				return 1 // makes the commit fail
			}
			return 0
		})
		return nil
	})
	return errors.Join(err, conn.Close())
}

// killFacts is so many that a part of them has left memory for the write-ahead log before the commit.
const killFacts = 20_000

// TestKilledInTheMiddleOfABatch kills a process with SIGKILL at chosen places of an import. A batch is there whole or not at
// all, and the next one takes its number.
func TestKilledInTheMiddleOfABatch(t *testing.T) {
	for _, test := range []struct {
		point, then string
		want        []int // facts that may be there afterwards
	}{
		{"0", "stop", []int{0}},
		{"1", "stop", []int{0}},
		{"10000", "stop", []int{0}},
		{"19999", "stop", []int{0}},
		{"commit", "stop", []int{0}},
		{"after", "stop", []int{killFacts}},
		// Killed while it runs, wherever it has come to.
		{"5000", "go on", []int{0, killFacts}},
		{"19990", "go on", []int{0, killFacts}},
		{"commit", "go on", []int{0, killFacts}},
	} {
		t.Run(test.point+" "+test.then, func(t *testing.T) {
			dir := t.TempDir()
			s := openStore(t, dir)
			if _, err := s.Append(t.Context(), dealBatch, nil); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			startChild(t, "append", dir, test.point, test.then).kill(t)
			if wal, err := os.Stat(dir + "/rainmaker.db-wal"); test.point == "commit" && (err != nil || wal.Size() < 1<<20) {
				t.Fatalf("the write-ahead log is %v, %v: nothing of the batch had left memory, so it proves little", wal, err)
			}

			s = openStore(t, dir)
			facts, err := s.Current(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case len(facts) == 0 && slices.Contains(test.want, 0):
				wantWhole(t, s, 1, 0)
				appendDeals(t, s, 10)
				wantWhole(t, s, 2, 10)
			case len(facts) == killFacts && slices.Contains(test.want, killFacts):
				wantWhole(t, s, 2, killFacts)
				appendDeals(t, s, 10)
				wantWhole(t, s, 3, killFacts) // the ten are further versions
			default:
				t.Fatalf("%d facts are there, want one of %v", len(facts), test.want)
			}
		})
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir() + "/new"
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	wantMode(t, dir, 0o700)
	wantMode(t, dir+"/"+lockFile, 0o600)
	_, err = Lock(dir)
	wantError(t, err, rainmaker.Busy, dir, fmt.Sprintf("process %d", os.Getpid()), "stop that process")
	for range 2 { // the second does nothing
		if err := release(); err != nil {
			t.Fatal(err)
		}
	}
	again, err := Lock(dir)
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	if err := release(); err != nil { // a late one must not take the new holder's lock
		t.Fatal(err)
	}
	_, err = Lock(dir)
	wantError(t, err, rainmaker.Busy)
	if err := again(); err != nil {
		t.Fatal(err)
	}
}

func TestLockOfAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	holder := startChild(t, "lock", dir)
	_, err := Lock(dir)
	wantError(t, err, rainmaker.Busy, dir, fmt.Sprintf("process %d", holder.cmd.Process.Pid))
	openStore(t, dir) // which is not what the lock is about

	holder.kill(t)
	if got := read(t, dir+"/"+lockFile); got != fmt.Sprintf("%d\n", holder.cmd.Process.Pid) {
		t.Errorf("the dead process left %q, want its id", got)
	}
	release, err := Lock(dir)
	if err != nil {
		t.Fatalf("a dead process's lock blocks: %v", err)
	}
	_, err = Lock(dir)
	wantError(t, err, rainmaker.Busy, fmt.Sprintf("process %d", os.Getpid()))
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir+"/"+lockFile); got != "" {
		t.Errorf("a released lock holds %q", got)
	}
}

type child struct{ cmd *exec.Cmd }

// startChild gives a process that has reported where it is.
func startChild(t *testing.T, job ...string) child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childJob+"="+strings.Join(job, "|"))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() }) // the end of a killed process has closed it already
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || line != said+"\n" {
		t.Fatalf("child %q said %q: %v; it ended %v", job, line, err, cmd.Wait())
	}
	return child{cmd}
}

// kill is kill -9, and waits until it has happened.
func (c child) kill(t *testing.T) {
	t.Helper()
	// One that goes on may have come to its end.
	if err := c.cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := c.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
}
