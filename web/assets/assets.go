// Package assets holds every file a page loads besides itself: the stylesheet, htmx, two font files and a handful of
// glyphs. They are compiled in, so a running server fetches nothing and a build needs no npm.
//
// A page names a file by its constant and prints its address:
//
//	<link rel="stylesheet" href={ assets.Stylesheet.URL() }/>
//	<script src={ assets.HTMX.URL() } defer></script>
//
// and the server mounts the files once:
//
//	mux.Handle(assets.Prefix, assets.Handler())
//
// The vocabulary of class names is the comment at the head of static/rainmaker.css.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static
var embedded embed.FS

// Prefix is where [Handler] is mounted.
const Prefix = "/assets/"

// File is a file that pages link to. There is no way to link to one that is not compiled in: a test opens each constant.
type File string

// The files pages link to. Fonts beyond the Latin one, and the glyphs, are found by the stylesheet itself.
const (
	Stylesheet File = "rainmaker.css"
	HTMX       File = "htmx.min.js"
	Script     File = "page.js"
	Editor     File = "editor.js"
	Favicon    File = "favicon.svg"
	FontLatin  File = "fonts/inter-latin.woff2" // for <link rel="preload" as="font" crossorigin>
)

// URL is the file's address. It carries the version of all files together, so that the stylesheet's own relative
// addresses (fonts, glyphs) stay inside one version and every answer may be kept for a year.
func (f File) URL() string { return Prefix + Version() + "/" + string(f) }

// Version names the content of all files: equal content, equal version, on every machine and build.
func Version() string { return version() }

var version = sync.OnceValue(func() string {
	h := sha256.New()
	err := fs.WalkDir(embedded, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := embedded.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s\x00%d\x00", name, len(content))
		h.Write(content)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("assets: reading what is compiled into this binary: %v", err))
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
})

// contentTypes is closed: the system's MIME table differs between machines, and a stylesheet served as text/plain is
// refused by the browser.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// Handler serves the files below [Prefix]. An address of another version, as an open page asks for just after an
// upgrade, is answered with the present file and not kept.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "assets are read only: use GET or HEAD, not "+r.Method, http.StatusMethodNotAllowed)
			return
		}
		asked, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
		content, err := fs.ReadFile(embedded, path.Join("static", path.Clean("/"+name)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		head := w.Header()
		head.Set("Content-Type", contentTypes[path.Ext(name)])
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cache-Control", "no-cache")
		if asked == Version() {
			head.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		head.Set("Content-Length", fmt.Sprint(len(content)))
		if r.Method == http.MethodHead {
			return
		}
		// The peer may be gone; there is nobody left to tell.
		_, _ = w.Write(content)
	})
}
