package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"

	"rainmaker"
	"rainmaker/desk/importing"
	"rainmaker/ingest"
)

type importVerb struct {
	Files       []string `arg:"" help:"Files, or a folder of them." type:"path"`
	Profile     string   `help:"What the files are (maven_crm, adventureworks, demo); found by their headers when left out."`
	Whole       bool     `help:"The files are the whole picture: what they no longer mention ends. Without it they are changes."`
	DryRun      bool     `help:"Rehearse: say what would happen, store nothing."`
	SkipRefused bool     `help:"Store the accepted rows although others are refused."`
}

func (v importVerb) Run(c *console) (err error) {
	files, done, err := openFiles(v.Files)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	up := importing.Upload{Profile: v.Profile, Files: files, Mode: rainmaker.Changes, SkipRefused: v.SkipRefused}
	if v.Whole {
		up.Mode = rainmaker.Whole
	}
	return c.with(func(co *company) error {
		work := co.importing.Commit
		if v.DryRun {
			work = co.importing.Rehearse
		}
		out, err := work(c.ctx, operator(), up)
		if err != nil {
			return err
		}
		if err := c.print(out, func(w io.Writer) error { return printOutcome(w, out) }); err != nil {
			return err
		}
		if len(out.Reasons) > 0 {
			return errSilent(exitRefused)
		}
		return nil
	})
}

// openFiles opens files and the files of folders, in the order of their names.
func openFiles(paths []string) (files []ingest.File, done func() error, err error) {
	var open []*os.File
	done = func() error {
		var errs []error
		for _, f := range open {
			errs = append(errs, f.Close())
		}
		return errors.Join(errs...)
	}
	var names []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, done, rainmaker.Errorf(rainmaker.NotFound, "import", "%w", err)
		}
		if !info.IsDir() {
			names = append(names, p)
			continue
		}
		entries, err := os.ReadDir(p)
		if err != nil {
			return nil, done, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && filepath.Ext(e.Name()) == ".csv" {
				names = append(names, filepath.Join(p, e.Name()))
			}
		}
	}
	if len(names) == 0 {
		return nil, done, refused("import", "there is no .csv file in %v", paths).WithWay("name the files, or the folder that holds them")
	}
	sort.Strings(names)
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, done, errors.Join(err, done())
		}
		open = append(open, f)
		files = append(files, ingest.File{Name: filepath.Base(name), Content: f})
	}
	return files, done, nil
}

func printOutcome(w io.Writer, out importing.Outcome) error {
	p := &printer{w: w}
	p.line("Read as %s (%s).", out.Label, out.Profile)
	printReport(p, out.Report)
	p.line("%d new, %d changed, %d ended, %d the same as known.", out.New, out.Changed, out.Gone, out.Same)
	for _, m := range out.Misfits {
		p.line("does not fit: %s", m)
	}
	switch {
	case out.Stored:
		p.line("Stored as import %d.", out.Batch)
	case out.Nothing:
		p.line("Nothing changed, so nothing was stored.")
	}
	for _, r := range out.Reasons {
		p.line("Not stored: %s", r)
	}
	return p.err
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}
