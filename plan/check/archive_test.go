package check_test

import (
	"os"
	"strings"
	"testing"
)

// archive is a text of several files in the txtar form: a comment, then for each file a line `-- name --` and its text.
type archive struct {
	comment string
	files   []archived
}

type archived struct{ name, text string }

func readArchive(t testing.TB, path string) archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var a archive
	for line := range strings.Lines(string(data)) {
		name, isHead := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if name, ok := strings.CutSuffix(name, " --"); isHead && ok {
			a.files = append(a.files, archived{name: name})
		} else if n := len(a.files); n > 0 {
			a.files[n-1].text += line
		} else {
			a.comment += line
		}
	}
	if len(a.files) == 0 {
		t.Fatalf("%s holds no files", path)
	}
	return a
}

func (a archive) write(t *testing.T, path string) {
	t.Helper()
	text := a.comment
	for _, f := range a.files {
		text += "-- " + f.name + " --\n" + f.text
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
