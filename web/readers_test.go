package web_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/web/webtest"
)

// Many people read the demo company while deals are imported and runs go on: no page may fail. Short as it is in every test run, it
// looks for errors and races alone. RAINMAKER_LONG has two hundred people read for a minute, each a page every ten seconds or so,
// and says how long pages took, beside the same pages read by one person alone.

// reader is one person in a browser.
type reader struct {
	server  string
	cookies []*http.Cookie
	pages   []webpage
}

type webpage struct{ kind, path string }

// readings are how long pages took, by kind.
type readings struct {
	mu     sync.Mutex
	took   map[string][]time.Duration
	failed []string
}

func (r *readings) add(kind string, took time.Duration, failure string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if failure != "" {
		r.failed = append(r.failed, failure)
	}
	r.took[kind] = append(r.took[kind], took)
}

// readersOf are everybody who has an account, in turn, each with the pages that they can open.
func readersOf(t *testing.T, h *webtest.House, n int) []reader {
	t.Helper()
	accounts, err := h.Office.Accounts.Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var people []reader
	for _, a := range accounts[:min(n, len(accounts))] {
		v := h.As(t, a.Login)
		r := reader{server: h.URL, cookies: v.Cookies(), pages: []webpage{{"start", v.Get("/").Location}, {"deals", "/deals"}}}
		if a.Role == rainmaker.RoleAdmin {
			r.pages = append(r.pages, webpage{"runs", "/admin/runs"}, webpage{"plans", "/admin/plans"}, webpage{"pay", "/team"})
		}
		if s := v.Get("/statement"); s.Status == http.StatusSeeOther {
			r.pages = append(r.pages, webpage{"statement", s.Location}, webpage{"not paid", s.Location + "/not-paid"}, webpage{"letter", "/letter/" + string(a.Payee)})
			if proof := firstProof(v.Get(s.Location).Body, s.Location); proof != "" {
				r.pages = append(r.pages, webpage{"proof", proof})
			}
		}
		people = append(people, r)
	}
	var out []reader
	for i := range n {
		out = append(out, people[i%len(people)])
	}
	return out
}

// firstProof is the address of the first proof that a statement leads to; empty where it leads to none.
func firstProof(body, statement string) string {
	_, rest, found := strings.Cut(body, `href="`+statement+"/proof?")
	if !found {
		return ""
	}
	query, _, _ := strings.Cut(rest, "#")
	return statement + "/proof?" + strings.ReplaceAll(query, "&amp;", "&")
}

func (r reader) read(ctx context.Context, client *http.Client, p webpage, into *readings) {
	began := time.Now()
	status, err := r.get(ctx, client, p.path)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		into.add(p.kind, time.Since(began), fmt.Sprintf("%s: %v", p.path, err))
	case status != http.StatusOK:
		into.add(p.kind, time.Since(began), fmt.Sprintf("%s answered %d", p.path, status))
	default:
		into.add(p.kind, time.Since(began), "")
	}
}

func (r reader) get(ctx context.Context, client *http.Client, path string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.server+path, nil)
	if err != nil {
		return 0, err
	}
	for _, c := range r.cookies {
		req.AddCookie(c)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

func TestManyReaders(t *testing.T) {
	h := webtest.Demo(t)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}}
	defer client.CloseIdleConnections()
	long := os.Getenv("RAINMAKER_LONG") != ""
	n := 6
	if long {
		n = 200
	}
	readers := readersOf(t, h, n)
	alone := &readings{took: map[string][]time.Duration{}}
	for _, r := range readers[:min(n, 60)] {
		for _, p := range r.pages {
			r.read(t.Context(), client, p, alone)
		}
	}
	beside := &readings{took: map[string][]time.Duration{}}
	ctx, over := context.WithCancel(t.Context())
	defer over()
	if long {
		ctx, over = context.WithTimeout(t.Context(), time.Minute)
		defer over()
	}
	var reading sync.WaitGroup
	for i, r := range readers {
		reading.Go(func() { readOn(ctx, client, r, uint64(i), long, beside) })
	}
	runs := workOn(ctx, t, h, long)
	reading.Wait()
	for _, failure := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(alone.failed, beside.failed)))) {
		t.Error(failure)
	}
	t.Logf("%d readers beside %d imports and runs; milliseconds", n, runs)
	for _, kind := range slices.Sorted(maps.Keys(beside.took)) {
		t.Logf("%-10s alone p50 %6.1f p99 %6.1f   beside p50 %6.1f p99 %6.1f of %d", kind,
			quantile(alone.took[kind], 50), quantile(alone.took[kind], 99), quantile(beside.took[kind], 50), quantile(beside.took[kind], 99), len(beside.took[kind]))
	}
}

// readOn reads a person's pages: each of them once, or at a reader's pace until the time is over.
func readOn(ctx context.Context, client *http.Client, r reader, seed uint64, long bool, into *readings) {
	if !long {
		for _, p := range r.pages {
			r.read(ctx, client, p, into)
		}
		return
	}
	pace := rand.New(rand.NewPCG(seed, 3))
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(pace.Int64N(int64(20 * time.Second)))):
			r.read(ctx, client, r.pages[pace.IntN(len(r.pages))], into)
		}
	}
}

// workOn imports a deal and runs everybody's pay: once, or again and again until the time is over.
func workOn(ctx context.Context, t *testing.T, h *webtest.House, long bool) (done int) {
	t.Helper()
	for done == 0 || long {
		out, err := h.Importing.Commit(ctx, access.Operator("test"), webtest.Won(fmt.Sprintf("X-%d", done+1), 1000+done))
		var run rainmaker.Run
		if err == nil && out.Stored {
			run, err = h.Payrun.Calculate(ctx, access.Operator("test"))
		}
		if ctx.Err() != nil {
			return done
		}
		if err != nil || !out.Stored || run.State != rainmaker.RunComplete {
			t.Errorf("an import and a run beside readers: %v, %v, %s", err, out.Reasons, run.State)
			return done
		}
		done++
	}
	return done
}

// quantile is in milliseconds, by nearest rank.
func quantile(took []time.Duration, percent int) float64 {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return float64(sorted[(len(sorted)-1)*percent/100].Microseconds()) / 1000
}
