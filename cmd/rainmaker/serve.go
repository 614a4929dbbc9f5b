package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/desk/deals"
	"rainmaker/desk/rehearsal"
	"rainmaker/desk/watch"
	"rainmaker/web"
)

type serveVerb struct {
	Listen string   `default:"127.0.0.1:8080" help:"Address to listen on. Port 0 takes a free one."`
	Host   []string `placeholder:"NAME" help:"Name under which people come, where a proxy on this machine passes them on; other names than localhost are refused while the address is this machine's own."`
	Secure bool     `help:"The pages are reached over HTTPS (through a proxy): cookies are sent over nothing else."`
}

func (v *serveVerb) run(c *console) (err error) {
	co, err := c.open(c.data, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, co.close()) }()
	token, fresh, err := co.signIn.SetUp(c.ctx, access.Anonymous)
	if err != nil {
		return err
	}
	return c.serve(co, c.data, v.Listen, v.Host, v.Secure, func(p *printer, w *welcome) {
		p.line("Rainmaker %s serves %s", version, c.data)
		p.line("  %s", w.Address)
		if fresh {
			w.Link = w.Address + "/link/" + token
			p.line("Nobody has an account here yet. This link signs you in as the admin, once:")
			p.line("  %s", w.Link)
		}
	})
}

type demoVerb struct {
	Listen string `default:"127.0.0.1:8080" help:"Address to listen on; the demo company is served on this machine only. Port 0 takes a free one."`
	Dir    string `default:"data/demo" help:"Where the demo company is kept." type:"path"`
	Seed   uint64 `default:"7" help:"Another seed makes another company."`
	Today  string `help:"Day on which the company is made (2026-11-24); today when left out."`
}

func (v *demoVerb) run(c *console) (err error) {
	if err := onLoopback(v.Listen); err != nil {
		return err
	}
	today := calendar.DateOf(c.now(), time.UTC)
	if v.Today != "" {
		if today, err = calendar.ParseDate(v.Today); err != nil {
			return refused("demo", "--today: %w", err)
		}
	}
	co, err := c.open(v.Dir, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, co.close()) }()
	if err := v.install(c, co, today); err != nil {
		return err
	}
	return c.serve(co, v.Dir, v.Listen, nil, false, func(p *printer, w *welcome) {
		p.line("The demo company of Rainmaker %s; everybody in it is made up.", version)
		p.line("  %s", w.Address)
		p.line("Open the address and choose whom to be: Maya Okafor sells, Ines Moreau is a sales engineer, Zoë Martins makes first")
		p.line("meetings, Anders Vik looks after customers, Elin Sandberg manages, Vera Lund is the admin.")
	})
}

// install fills a directory that has no company yet, or was interrupted before its first run was finished.
func (v *demoVerb) install(c *console, co *company, today calendar.Date) error {
	runs, err := co.store.Runs(c.ctx, 0)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.State == rainmaker.RunComplete {
			return nil
		}
	}
	made, err := demo.Make(v.Seed, today)
	if err != nil {
		return err
	}
	return demo.Install(c.ctx, c.who, demo.Desks{
		Importing: co.importing, Plans: co.plans, Payrun: co.payrun, SignIn: co.signIn,
	}, made)
}

// onLoopback refuses to show the demo company, where anybody may be anybody, to other machines.
func onLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return refused("demo", "--listen %q: %w", listen, err).WithWay("write host:port, such as 127.0.0.1:8080")
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return refused("demo", "--listen %q is not an address of this machine alone", listen).
			WithWay("in the demo anybody may be anybody, so it listens on 127.0.0.1; use serve for a company of your own")
	}
	return nil
}

// Timeouts of the server. Uploads may take a while; headers may not.
const (
	headerTimeout   = 10 * time.Second
	requestTimeout  = 5 * time.Minute
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 10 * time.Second
)

// everySecond is how often the store is asked whether something has changed, while pages are open.
func everySecond() (ticks <-chan time.Time, stop func()) {
	t := time.NewTicker(time.Second)
	return t.C, t.Stop
}

// welcome is what serve says first, as JSON.
type welcome struct {
	Address string `json:"address"`
	Link    string `json:"link,omitempty"` // signs the first admin in, once
}

// serve listens until the context ends: for browsers on an address, and for verbs of this machine in the directory.
func (c *console) serve(co *company, dir, listen string, hosts []string, secure bool, greet func(*printer, *welcome)) error {
	log := slog.New(slog.NewTextHandler(c.err, nil))
	watching := watch.New(co.office, everySecond)
	handler, err := web.New(web.Options{
		Statement: *co.statement, Deals: deals.New(co.office), Importing: co.importing, Plans: co.plans, Payrun: co.payrun, SignIn: co.signIn,
		Rehearsal: rehearsal.New(co.office), Watch: watching,
		Sessions: co.store.Sessions(c.now), Now: c.now, Demo: co.office.Demo, Version: version, Log: log, Secure: secure,
	})
	if err != nil {
		return err
	}
	if onLoopback(listen) == nil {
		handler = web.OnlyAs(handler, hosts...)
	}
	var config net.ListenConfig
	listener, err := config.Listen(c.ctx, "tcp", listen)
	if err != nil {
		return rainmaker.Errorf(rainmaker.Busy, "serve", "%w", err).WithWay("choose another address with --listen, such as 127.0.0.1:0")
	}
	pages := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout, WriteTimeout: requestTimeout,
		IdleTimeout: idleTimeout, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	pages.RegisterOnShutdown(watching.Close)
	verbs, socket, err := c.openDoor(co, dir)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	failed := make(chan error, 2)
	go func() { failed <- pages.Serve(listener) }()
	go func() { failed <- verbs.Serve(socket) }()
	if err = c.greet("http://"+listener.Addr().String(), greet); err == nil {
		select {
		case err = <-failed:
			err = fmt.Errorf("serve: %w", err)
		case <-c.ctx.Done():
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), shutdownTimeout)
	defer cancel()
	return errors.Join(err, pages.Shutdown(ctx), verbs.Shutdown(ctx))
}

// greet says where the pages are once they can be asked for.
func (c *console) greet(address string, greet func(*printer, *welcome)) error {
	w, p := &welcome{Address: address}, &printer{w: c.out}
	if c.json {
		greet(&printer{w: io.Discard}, w)
		return printJSON(c.out, w)
	}
	greet(p, w)
	p.line("Stop it with Ctrl-C.")
	return p.err
}
