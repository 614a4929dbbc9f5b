package web_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"

	"rainmaker/web/webtest"
)

// A page says where the company stood when it was made, and the stream speaks when it stands elsewhere: at once after an
// interruption in which something changed.
func TestLive(t *testing.T) {
	h := webtest.Demo(t)
	maya := h.As(t, "maya")
	_, rest, found := strings.Cut(maya.Get("/home/maya").Body, `data-live="`)
	if !found {
		t.Fatal("the page does not say where the company stands")
	}
	since, _, _ := strings.Cut(rest, `"`)

	events, end := follow(t, maya, "/live?since="+since, "")
	h.Calculate(t)
	mark := next(t, events)
	if mark == since {
		t.Errorf("told of %s, which the page shows", mark)
	}
	end()
	events, end = follow(t, maya, "/live?since="+mark, since)
	if again := next(t, events); again == since {
		t.Errorf("a stream that broke off does not go on after what it said last: %s", again)
	}
	end()
	if strings.Contains(maya.Get("/me").Body, "data-live") {
		t.Error("a page that shows nothing of the company follows it")
	}
	if a := h.Visitor(t).Get("/live?since=" + since); a.Status != http.StatusUnauthorized {
		t.Errorf("nobody may follow: %d", a.Status)
	}
}

// follow opens a stream.
func follow(t *testing.T, v *webtest.Visitor, path, last string) (events *bufio.Scanner, end func()) {
	t.Helper()
	resp := v.Stream(path, "Last-Event-ID", last) //nolint:bodyclose // whoever follows ends it
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("%s answers %d with %s", path, resp.StatusCode, kind)
	}
	return bufio.NewScanner(resp.Body), func() { _ = resp.Body.Close() }
}

// next is the mark of the next change.
func next(t *testing.T, events *bufio.Scanner) string {
	t.Helper()
	for events.Scan() {
		if mark, is := strings.CutPrefix(events.Text(), "data: "); is {
			return mark
		}
	}
	t.Fatalf("the stream ended: %v", events.Err())
	return ""
}
