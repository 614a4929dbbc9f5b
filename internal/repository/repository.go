// Package repository finds, for tests, the folder that holds this repository and the published data that lies beside it.
package repository

import (
	"os"
	"path/filepath"
	"testing"
)

// Root is the folder of go.mod, found from where the test runs.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
	return dir
}

// Shared is a published file or folder in `shared` beside the repository. Where it is absent the test is skipped: published
// data is read in place and never copied in.
func Shared(t testing.TB, path ...string) string {
	t.Helper()
	name := filepath.Join(append([]string{Root(t), "..", "shared"}, path...)...)
	if !exists(name) {
		t.Skipf("%s is not in ../shared: nothing to read", filepath.Join(path...))
	}
	return name
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
