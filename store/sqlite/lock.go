package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"

	"rainmaker"
)

// Lock takes a data directory for this process, making it when it is not there, until release is called or the process
// ends, however it ends: the kernel holds the lock, not the file, so what a dead process left behind never blocks. While
// another one holds it the error is [rainmaker.Busy] and names its process id. A second release does nothing.
func Lock(dir string) (release func() error, err error) {
	op := "lock data directory " + dir
	if err := makeDirectory(dir); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	err = flock(f, unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, errors.Join(held(op, f), f.Close())
	}
	if err == nil {
		err = writePID(f)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", op, err), f.Close())
	}
	return sync.OnceValue(func() error {
		// The file stays: removing it could take it from under a process that has just opened it.
		if err := errors.Join(f.Truncate(0), f.Close()); err != nil {
			return fmt.Errorf("release data directory %s: %w", dir, err)
		}
		return nil
	}), nil
}

// held is the error while another process has the lock.
func held(op string, f *os.File) error {
	holder := "another process"
	text := make([]byte, 20)
	n, err := f.ReadAt(text, 0)
	// Nothing to read means that it took the lock this moment and has not written its id yet.
	if pid, convErr := strconv.Atoi(string(bytes.TrimSpace(text[:n]))); convErr == nil {
		holder = fmt.Sprintf("process %d", pid)
	} else if n > 0 {
		return fmt.Errorf("%s: %s holds %q, which is no process id: %w", op, f.Name(), text[:n], errors.Join(convErr, err))
	}
	return rainmaker.Errorf(rainmaker.Busy, op, "%s is using it", holder).
		WithWay("stop that process, or name another data directory")
}

func writePID(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// flock is flock(2), begun again when a signal interrupts it.
func flock(f *os.File, how int) error {
	for {
		if err := unix.Flock(int(f.Fd()), how); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
