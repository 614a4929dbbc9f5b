package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"rainmaker"
	"rainmaker/access"
)

// While a process serves a data directory it holds the directory's lock, so other processes can't open it. Their verbs come
// in through a socket in the directory instead: the command line and the files it names go in, and what the verb prints and
// its exit code come out. Only the user whose directory it is, and root, may use it; the operating system says who they are.

// socketFile is the socket's name in the data directory; until only its owner can open it, it is called openingFile.
const (
	socketFile  = "rainmaker.sock"
	openingFile = "rainmaker.open"
)

// longestSocketPath is what Linux takes, less the final zero; other systems take a little less.
const longestSocketPath = 107

// errand is what a verb sends.
type errand struct {
	Args  []string     `json:"args"`
	Files []attachment `json:"files"`
}

// frame is a piece of what comes back; the last one has the exit code.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// door does the verbs of other processes on the company that this one has open.
type door struct {
	company *company
	console *console
}

// openDoor listens in a data directory whose lock this process holds; a socket that is there was left by a dead process.
func (c *console) openDoor(co *company, dir string) (*http.Server, net.Listener, error) {
	path := filepath.Join(dir, socketFile)
	if len(path) > longestSocketPath {
		return nil, nil, refused("serve", "the socket %s would have a name of %d bytes, and systems take %d", path, len(path), longestSocketPath).
			WithWay("choose a data directory with a shorter path")
	}
	listener, err := listenPrivately(c.ctx, path, filepath.Join(dir, openingFile))
	if err != nil {
		return nil, nil, fmt.Errorf("serve: %w", err)
	}
	server := &http.Server{
		Handler:           &door{co, c},
		ReadHeaderTimeout: headerTimeout,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, callerKey{}, callerOf(conn))
		},
	}
	return server, listener, nil
}

// listenPrivately listens on a socket that only its owner can open from the moment it has its name: a system makes it open
// to all, so it is made under another name and renamed when it is closed to others.
func listenPrivately(ctx context.Context, path, opening string) (net.Listener, error) {
	for _, left := range []string{path, opening} {
		if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("a socket left by another process: %w", err)
		}
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "unix", opening)
	if err != nil {
		return nil, err
	}
	if socket, ok := listener.(*net.UnixListener); ok {
		socket.SetUnlinkOnClose(false) // it would unlink the name it no longer has
	}
	if err := errors.Join(os.Chmod(opening, 0o600), os.Rename(opening, path)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &renamedListener{listener, path}, nil
}

// renamedListener removes its socket by the name it was given last.
type renamedListener struct {
	net.Listener
	path string
}

func (l *renamedListener) Close() error {
	err := l.Listener.Close()
	if gone := os.Remove(l.path); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// caller is who is at the other end of the socket.
type caller struct {
	uid int
	err error
}

type callerKey struct{}

func callerOf(conn net.Conn) caller {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return caller{err: fmt.Errorf("%T is no socket of this machine", conn)}
	}
	uid, err := peerUID(socket)
	return caller{uid, err}
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who, ok := r.Context().Value(callerKey{}).(caller)
	switch {
	case !ok || who.err != nil:
		http.Error(w, fmt.Sprintf("the caller is unknown: %v", who.err), http.StatusForbidden)
		return
	case who.uid != os.Geteuid() && who.uid != 0:
		http.Error(w, fmt.Sprintf("user %d may not do this", who.uid), http.StatusForbidden)
		return
	case r.Method != http.MethodPost:
		http.Error(w, "a verb is posted", http.StatusMethodNotAllowed)
		return
	}
	var e errand
	// The whole body is read before the work begins, which is also when a caller who goes away is first noticed.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*largestGathered)) // base64 takes a third more
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	if err != nil {
		http.Error(w, fmt.Sprintf("this is no verb: %v", err), http.StatusBadRequest)
		return
	}
	// The work ends when the caller goes away, and when this process is stopped.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(d.console.ctx, cancel)()

	f := &frames{w: json.NewEncoder(w), flush: http.NewResponseController(w).Flush}
	out := stream{f, func(p []byte) frame { return frame{Out: p} }}
	errOut := stream{f, func(p []byte) frame { return frame{Err: p} }}
	code := d.run(ctx, e, operator(who.uid), out, errOut)
	if err := f.send(frame{Exit: &code}); err != nil && ctx.Err() == nil {
		fmt.Fprintf(d.console.err, "a verb's answer was lost: %v\n", err) //nolint:errcheck // the log is all there is
	}
}

// run does one verb for somebody.
func (d *door) run(ctx context.Context, e errand, who access.Principal, out, errOut io.Writer) int {
	var v verbs
	selected, err := v.parse(e.Args, out, errOut)
	if err != nil || selected == nil {
		return report(errOut, v.JSON, err)
	}
	j, ok := jobOf(selected)
	if !ok {
		return report(errOut, v.JSON, refused("", "this verb is not one for the process that serves the directory"))
	}
	c := &console{
		ctx: ctx, out: out, err: errOut, json: v.JSON, args: e.Args, who: who,
		now: d.console.now, random: d.console.random,
	}
	return report(errOut, v.JSON, j.work(c, d.company, e.Files))
}

// frames sends one frame at a time, at once.
type frames struct {
	mu    sync.Mutex
	w     *json.Encoder
	flush func() error
}

func (f *frames) send(x frame) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.w.Encode(x); err != nil {
		return err
	}
	return f.flush()
}

// stream is one of the two outputs of a verb.
type stream struct {
	frames *frames
	wrap   func([]byte) frame
}

func (s stream) Write(p []byte) (int, error) {
	if err := s.frames.send(s.wrap(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ask has the verb done by the process that serves the data directory. busy is why it can't be done here; it stands when
// nobody answers, as when another verb has the directory for a moment.
func (c *console) ask(files []attachment, busy error) error {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(c.ctx, "unix", filepath.Join(c.data, socketFile))
	if err != nil {
		return busy
	}
	transport := &http.Transport{
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return conn, nil },
		DisableKeepAlives: true,
	}
	defer transport.CloseIdleConnections()
	body, err := json.Marshal(errand{Args: c.args, Files: files})
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	request, err := http.NewRequestWithContext(c.ctx, http.MethodPost, "http://rainmaker/", bytes.NewReader(body))
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("the process that serves %s did not answer: %w", c.data, err)
	}
	return errors.Join(c.relay(response), response.Body.Close())
}

// relay prints what comes back, and ends with the exit code that the verb had.
func (c *console) relay(response *http.Response) error {
	if response.StatusCode != http.StatusOK {
		said, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
		if err != nil {
			return err
		}
		return rainmaker.Errorf(rainmaker.Forbidden, "", "the process that serves %s refused: %s", c.data, bytes.TrimSpace(said))
	}
	in := json.NewDecoder(response.Body)
	for {
		var f frame
		if err := in.Decode(&f); err != nil {
			return fmt.Errorf("the process that serves %s ended before the verb did: %w", c.data, err)
		}
		if _, err := c.out.Write(f.Out); err != nil {
			return err
		}
		if _, err := c.err.Write(f.Err); err != nil {
			return err
		}
		if f.Exit != nil {
			if *f.Exit == exitOK {
				return nil
			}
			return errSilent(*f.Exit)
		}
	}
}
