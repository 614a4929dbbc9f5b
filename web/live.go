package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"rainmaker"
	"rainmaker/desk/watch"
)

const (
	// mostStreams bounds how many pages follow the company at once; the others ask again later.
	mostStreams = 1_000
	// streamLife ends a stream before the server would; the browser comes back by itself, and is let in anew.
	streamLife = 4 * time.Minute
	// streamBeat keeps proxies from closing a silent stream, and notices who is gone.
	streamBeat = 20 * time.Second
)

// live tells a page whenever the company stands elsewhere than it did: server-sent events that hold a mark and nothing else. The
// page then fetches itself again, as whoever is signed in.
func (s *site) live(w http.ResponseWriter, v *visit) error {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		w.Header().Set("Retry-After", "60")
		return rainmaker.Errorf(rainmaker.Busy, "follow changes", "%d pages already follow the company", mostStreams).
			WithWay("reload the page to see what is new")
	}
	since := watch.Mark(v.Header.Get("Last-Event-ID")) // when a stream broke off; else what the page was made from
	if since == "" {
		since = watch.Mark(v.FormValue("since"))
	}
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	tell := func(format string, args ...any) error {
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return err
		}
		return stream.Flush()
	}
	ctx, cancel := context.WithTimeout(v.Context(), streamLife)
	defer cancel()
	for err := tell(": following\n\n"); err == nil && ctx.Err() == nil; {
		waiting, over := context.WithTimeout(ctx, streamBeat)
		mark, failed := s.Watch.Wait(waiting, v.who, since)
		over()
		switch {
		case failed == nil:
			since = mark
			err = tell("event: change\nid: %s\ndata: %s\n\n", mark, mark)
		case errors.Is(failed, context.DeadlineExceeded):
			err = tell(": still here\n\n")
		default:
			return nil // the page is gone, or the server goes; a page that is there comes back and asks again
		}
	}
	return nil
}
