package assets

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"testing"
)

// ours are the files written in this repository; every other file must be listed in CHECKSUMS with the content npm gave.
var ours = map[string]bool{
	"rainmaker.css": true, "page.js": true, "editor.js": true, "favicon.svg": true,
	"icons/act.svg": true, "icons/chev.svg": true, "icons/ok.svg": true, "icons/tip.svg": true, "icons/wait.svg": true,
}

func staticFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(embedded, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := embedded.ReadFile(name)
		files[strings.TrimPrefix(name, "static/")] = content
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestTakenFilesAreWhatTheLockFileGave(t *testing.T) {
	text, err := os.ReadFile("CHECKSUMS")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("CHECKSUMS: %q is not a checksum, two spaces and a name", line)
		}
		want[strings.TrimPrefix(name, "static/")] = sum
	}
	files := staticFiles(t)
	for name, content := range files {
		sum := sha256.Sum256(content)
		got := hex.EncodeToString(sum[:])
		switch {
		case ours[name] && want[name] != "":
			t.Errorf("static/%s is ours and so has no business in CHECKSUMS", name)
		case !ours[name] && want[name] == "":
			t.Errorf("static/%s is neither ours nor in CHECKSUMS: where does it come from?", name)
		case !ours[name] && want[name] != got:
			t.Errorf("static/%s has checksum %s, CHECKSUMS says %s; run make assets", name, got, want[name])
		}
	}
	for name := range want {
		if files[name] == nil {
			t.Errorf("CHECKSUMS lists static/%s, which is not there; run make assets", name)
		}
	}
	for name := range ours {
		if files[name] == nil {
			t.Errorf("static/%s is gone; take it from the list in this test", name)
		}
	}
}

func TestHandler(t *testing.T) {
	const year, revalidate = "public, max-age=31536000, immutable", "no-cache"
	tests := []struct {
		name, method, url string
		code              int
		kind, cache       string
	}{
		{"stylesheet", "GET", Stylesheet.URL(), 200, "text/css; charset=utf-8", year},
		{"script", "GET", HTMX.URL(), 200, "text/javascript; charset=utf-8", year},
		{"favicon", "GET", Favicon.URL(), 200, "image/svg+xml", year},
		{"font", "GET", FontLatin.URL(), 200, "font/woff2", year},
		{"head", "HEAD", Stylesheet.URL(), 200, "text/css; charset=utf-8", year},
		{"version before an upgrade", "GET", Prefix + "000000000000/rainmaker.css", 200, "text/css; charset=utf-8", revalidate},
		{"unknown", "GET", Prefix + Version() + "/rainmaker.js", 404, "", ""},
		{"no name", "GET", Prefix + Version() + "/", 404, "", ""},
		{"folder", "GET", Prefix + Version() + "/icons", 404, "", ""},
		{"out of the folder", "GET", Prefix + Version() + "/../assets.go", 404, "", ""},
		{"write", "POST", Stylesheet.URL(), 405, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			Handler().ServeHTTP(w, httptest.NewRequest(tt.method, tt.url, nil))
			if w.Code != tt.code {
				t.Fatalf("%s %s answers %d, want %d", tt.method, tt.url, w.Code, tt.code)
			}
			if w.Code != http.StatusOK {
				return
			}
			if got := w.Header().Get("Content-Type"); got != tt.kind {
				t.Errorf("content type %q, want %q", got, tt.kind)
			}
			if got := w.Header().Get("Cache-Control"); got != tt.cache {
				t.Errorf("cache control %q, want %q", got, tt.cache)
			}
			if empty := w.Body.Len() == 0; empty != (tt.method == "HEAD") {
				t.Errorf("%s answers with %d bytes", tt.method, w.Body.Len())
			}
		})
	}
}

func TestEveryFileHasAContentType(t *testing.T) {
	for name := range staticFiles(t) {
		if contentTypes[path.Ext(name)] == "" {
			t.Errorf("static/%s would be served without a content type; add %q to contentTypes", name, path.Ext(name))
		}
	}
}
