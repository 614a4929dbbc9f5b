// Package browsertest opens the pages in a real Chromium: what they look like at every width, in both themes, to a
// keyboard and to a screen reader.
package browsertest

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"rainmaker/internal/repository"
	"rainmaker/web/webtest"
)

// shots is where to leave pictures of every page at every width, to be looked at: go test ./web/browsertest -run Shots -shots dir
var (
	shots = flag.String("shots", "", "folder for pictures of the pages")
	only  = flag.String("only", "", "names of the pages to check or to take pictures of, with commas between; all when empty")
)

// patience is how long a page may take; a busy machine is slow, a broken page never comes.
const patience = 30 * time.Second

// chromium is one browser for all tests of the package. Its context has no time limit: that would end the browser.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	browser, stop := chromedp.NewContext(allocator)
	quit = func() { stop(); cancel() }
	return browser, chromedp.Do(browser)
})

var quit = func() {}

func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("Chromium is not installed, and pages are tested in it: run\n\tmake setup")
}

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	quit()
	os.Exit(code)
}

// tab is one page of the browser.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string // what the browser refused or could not run
}

// open is a new tab of a visitor (nil: of nobody) at a width, in a theme.
func open(t *testing.T, v *webtest.Visitor, width int, theme string) *tab {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	if v != nil {
		for _, c := range v.Cookies() {
			call(b, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: v.Server()})
		}
	}
	b.size(width, 900)
	b.theme(theme)
	return b
}

// call is one command to the tab; it fails the test when the browser does not take it.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// listen keeps what the browser complains of.
func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Source == "security" || strings.Contains(e.Entry.Text, "Content Security Policy") {
			b.complaints = append(b.complaints, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	}
}

func (b *tab) size(width, height int) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: int64(height), DeviceScaleFactor: 1})
}

// theme is what the system asks for.
func (b *tab) theme(theme string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// media is what the page is shown on: screen or print.
func (b *tab) media(media string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media})
}

// scripts switches scripts on or off for the pages visited next.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// do runs actions one after the other.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// visit goes to an address and waits until its fonts and scripts are there.
func (b *tab) visit(url string) {
	b.t.Helper()
	b.do(chromedp.Navigate(url))
	eval[bool](b, "document.fonts.ready.then(() => true)")
}

// eval is the value of an expression in the page, awaited when it is a promise.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.80s: %v", expression, err)
	}
	return value
}

// picture saves the whole page.
func (b *tab) picture(name string) {
	b.t.Helper()
	size := call(b, page.GetLayoutMetrics, cdp.Empty{}).CSSContentSize
	beyond := true
	shot := call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &beyond,
		Clip:                  &page.Viewport{Width: size.Width, Height: size.Height, Scale: 1},
	})
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), shot.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// axe is the accessibility checker, installed for tests only.
func axe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(repository.Root(t), "web", "assets", "node_modules", "axe-core", "axe.min.js")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("axe-core is not installed, and pages are checked with it: run\n\tmake setup\n%v", err)
	}
	return string(source)
}
