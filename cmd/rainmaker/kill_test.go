package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// manyBookings is so many that a part of them has left memory for the write-ahead log before the import is committed.
const manyBookings = 12_000

// TestKilledInTheMiddleOfAnImport kills a process with SIGKILL when it has begun to write. Its import is there whole or not
// at all; where it is not, what was there before pays as before, and the same import then succeeds.
func TestKilledInTheMiddleOfAnImport(t *testing.T) {
	for range 5 { // on a busy machine the kill may come too late, which is no proof
		if killedImport(t) {
			return
		}
	}
	t.Error("every import was done before it could be killed")
}

// killedImport reports whether the kill came in the middle.
func killedImport(t *testing.T) bool {
	t.Helper()
	dir := t.TempDir()
	verb := func(args ...string) string {
		t.Helper()
		out, _ := command(t, exitOK, append([]string{"--data", dir}, args...)...)
		return out
	}
	verb("import", "--whole", filepath.Join("testdata", "company"))
	verb("plan", "publish", filepath.Join("testdata", "letters"))
	verb("calc")
	before := verb("explain", "--payee", "ana", "--period", "2027-02", "--json")

	file := manyFile(t)
	killWhileWriting(t, dir, file)
	var again importAnswer
	decode(t, verb("import", "--dry-run", "--json", file), &again)
	switch {
	case again.New == 0 && again.Unchanged == manyBookings:
		return false
	case again.New != manyBookings || again.Unchanged != 0:
		t.Fatalf("after the kill %d bookings are new and %d known, want all %d to be the one or the other", again.New, again.Unchanged, manyBookings)
	}
	if out := verb("calc"); !strings.Contains(out, "\n0 statements changed") {
		t.Errorf("the killed import changed something: %s", out)
	}
	if after := verb("explain", "--payee", "ana", "--period", "2027-02", "--json"); after != before {
		t.Errorf("the statement is\n%s\nit was\n%s", after, before)
	}
	var whole importAnswer
	decode(t, verb("import", "--json", file), &whole)
	if !whole.Stored || whole.Import != 2 || whole.New != manyBookings {
		t.Errorf("the import afterwards: stored %v as import %d, %d new", whole.Stored, whole.Import, whole.New)
	}
	return true
}

func manyFile(t *testing.T) string {
	t.Helper()
	var rows bytes.Buffer
	rows.WriteString("booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv\n")
	for i := range manyBookings {
		fmt.Fprintf(&rows, "C-%d,Customer %d,ana,,1,,won,core,new,2027-01-04,2027-02-10,%d.50\n", i, i, i%900)
	}
	file := filepath.Join(t.TempDir(), "bookings.csv")
	if err := os.WriteFile(file, rows.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// killWhileWriting starts an import in a process of its own and kills it as soon as its write-ahead log has grown.
func killWhileWriting(t *testing.T, dir, file string) {
	t.Helper()
	cmd := exec.Command("rainmaker", "--data", dir, "import", file)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	err := until(func() (bool, error) {
		info, err := os.Stat(filepath.Join(dir, "rainmaker.db-wal"))
		return len(ended) > 0 || err == nil && info.Size() > 1<<20, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := <-ended; err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
}
