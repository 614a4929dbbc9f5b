package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"rainmaker"
	"rainmaker/access"
	"rainmaker/calendar"
	"rainmaker/demo"
	"rainmaker/web"
)

type serveVerb struct {
	Listen string `default:"127.0.0.1:8080" help:"Address to listen on. Port 0 takes a free one."`
	Secure bool   `help:"The pages are reached over HTTPS (through a proxy): cookies are sent over nothing else."`
}

func (v serveVerb) Run(c *console) (err error) {
	co, err := c.open(c.data, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, co.close()) }()
	token, fresh, err := co.signIn.SetUp(c.ctx, access.Anonymous)
	if err != nil {
		return err
	}
	return c.serve(co, v.Listen, v.Secure, func(p *printer, address string) {
		p.line("Rainmaker %s serves %s", version, c.data)
		p.line("  %s", address)
		if fresh {
			p.line("Nobody has an account here yet. This link signs you in as the admin, once:")
			p.line("  %s/link/%s", address, token)
		}
	})
}

type demoVerb struct {
	Listen string `default:"127.0.0.1:8080" help:"Address to listen on; the demo company is served on this machine only. Port 0 takes a free one."`
	Dir    string `default:"data/demo" help:"Where the demo company is kept." type:"path"`
	Seed   uint64 `default:"7" help:"Another seed makes another company."`
	Today  string `help:"Day on which the company is made (2026-11-24); today when left out."`
}

func (v demoVerb) Run(c *console) (err error) {
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
	return c.serve(co, v.Listen, false, func(p *printer, address string) {
		p.line("The demo company of Rainmaker %s; everybody in it is made up.", version)
		p.line("  %s", address)
		p.line("Open the address and choose whom to be: Maya Okafor sells, Elin Sandberg manages, Vera Lund is the admin.")
	})
}

// install fills a directory that has no company yet, or was interrupted before its first run was finished.
func (v demoVerb) install(c *console, co *company, today calendar.Date) error {
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
	return demo.Install(c.ctx, operator(), demo.Desks{
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

// serve listens until the context ends.
func (c *console) serve(co *company, listen string, secure bool, welcome func(*printer, string)) error {
	log := slog.New(slog.NewTextHandler(c.err, nil))
	handler, err := web.New(web.Options{
		Statement: co.statement, Importing: co.importing, Plans: co.plans, Payrun: co.payrun, SignIn: co.signIn,
		Sessions: co.store.Sessions(c.now), Demo: co.office.Demo, Version: version, Log: log, Secure: secure,
		Now: c.now, Random: c.random,
	})
	if err != nil {
		return err
	}
	var config net.ListenConfig
	listener, err := config.Listen(c.ctx, "tcp", listen)
	if err != nil {
		return rainmaker.Errorf(rainmaker.Busy, "serve", "%w", err).WithWay("choose another address with --listen, such as 127.0.0.1:0")
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout, WriteTimeout: requestTimeout,
		IdleTimeout: idleTimeout, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	p := &printer{w: c.out}
	welcome(p, "http://"+listener.Addr().String())
	p.line("Stop it with Ctrl-C.")
	if p.err != nil {
		return errors.Join(p.err, listener.Close())
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-c.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), shutdownTimeout)
	defer cancel()
	return server.Shutdown(ctx)
}
