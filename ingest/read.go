package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rainmaker"
)

// File is a file as somebody handed it over. It is read from its start, more than once.
type File struct {
	Name    string
	Content io.ReadSeeker
}

// Known is what is in force before an import: [rainmaker.FactStore.Current] of all kinds, and the batches, which tell whose
// a fact is. It is empty in a fresh data directory.
type Known struct {
	Facts   []rainmaker.Fact
	Batches []rainmaker.Batch
}

// Reading is what files say: facts ordered by kind and id, and the account of every row.
type Reading struct {
	Facts  []rainmaker.Fact
	Report Report
	// Speaks are the facts for which the files that were read speak; see [FileSpec.States].
	Speaks []Claim
}

// Read reads the files with a profile. What is wrong in a file is no error but a refusal in the report, and all other files
// are read all the same, so that somebody sees every fault at once. An error is a file that cannot be read at all, or none.
//
// In a batch of changes rows may refer to whatever is known; in the whole picture only to what the files state and to what
// they do not speak for.
func Read(p Profile, mode rainmaker.BatchMode, files []File, known Known) (Reading, error) {
	if len(files) == 0 {
		return Reading{}, rainmaker.Errorf(rainmaker.Invalid, "import", "no files").
			WithWay("choose at least one of %s", strings.Join(p.fileNames(), ", "))
	}
	if mode != rainmaker.Changes && mode != rainmaker.Whole {
		return Reading{}, rainmaker.Errorf(rainmaker.Invalid, "import", "unknown mode %q", mode).
			WithWay("use %s or %s", rainmaker.Changes, rainmaker.Whole)
	}
	r := reader{profile: p, mode: mode, book: newBook(p)}
	if err := r.open(files); err != nil {
		return Reading{}, err
	}
	r.book.base = r.standing(known)
	for _, f := range r.book.files {
		if err := f.read(r.book); err != nil {
			return Reading{}, err
		}
	}
	if p.finish != nil {
		p.finish(r.book)
	}
	facts := r.book.made()
	totals, err := r.reconcile(facts)
	if err != nil {
		return Reading{}, err
	}
	report := Report{Profile: p.Name, Label: p.Label, Mode: mode, Totals: totals}
	for _, f := range r.book.files {
		f.finish()
		report.Files = append(report.Files, f.report)
	}
	return Reading{Facts: facts, Report: report, Speaks: r.speaks()}, nil
}

// Detect is the profile whose files these are most likely. When none fits it says what each expects.
func Detect(files []File) (Profile, error) {
	var best Profile
	most := 0
	for _, p := range Profiles() {
		n := 0
		for _, f := range files {
			header, err := peekHeader(f)
			if err != nil {
				return Profile{}, err
			}
			if spec, _ := p.recognise(f.Name, header); spec != nil {
				n++
			}
		}
		if n > most {
			best, most = p, n
		}
	}
	if most > 0 {
		return best, nil
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	var expected []string
	for _, p := range Profiles() {
		expected = append(expected, fmt.Sprintf("%s (%s)", p.Label, strings.Join(p.fileNames(), ", ")))
	}
	return Profile{}, rainmaker.Errorf(rainmaker.Invalid, "import", "none of the files is one we can read: %s", listed(names)).
		WithWay("choose the files of %s; they are known by their columns, whatever they are called", strings.Join(expected, " or "))
}

func (p *Profile) fileNames() []string {
	names := make([]string, len(p.Files))
	for i, f := range p.Files {
		names[i] = f.Name
	}
	return names
}

// peekHeader is the column names of a file, none when it has no header that can be read.
func peekHeader(f File) ([]string, error) {
	_, header, err := openTable(f)
	var fault *csvFault
	if errors.As(err, &fault) {
		return nil, nil
	}
	return header, err
}

// openTable starts at the beginning of a file and reads its header.
func openTable(f File) (*scanner, []string, error) {
	if _, err := f.Content.Seek(0, io.SeekStart); err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	s := newScanner(f.Content)
	err := s.start()
	if err == nil {
		var rec record
		if rec, err = s.next(); err == nil {
			header := make([]string, len(rec.cells))
			for i, cell := range rec.cells {
				header[i] = clean(cell)
			}
			return s, header, nil
		}
	}
	if errors.Is(err, io.EOF) {
		return nil, nil, &csvFault{line: 1, why: "the file is empty", way: "export it again, with its header row"}
	}
	if fault := (*csvFault)(nil); errors.As(err, &fault) {
		return nil, nil, fault
	}
	return nil, nil, fmt.Errorf("read %s: %w", f.Name, err)
}

// reader is one reading under way.
type reader struct {
	profile Profile
	mode    rainmaker.BatchMode
	book    *book
}

// open recognises every file and puts them in the order in which they are read: by their place in the profile, then by name.
func (r *reader) open(files []File) error {
	for _, f := range files {
		fr := &fileReader{file: f, report: FileReport{Name: f.Name}}
		r.book.files = append(r.book.files, fr)
		if why, ok := r.profile.ignores(f.Name); ok {
			fr.report.Notes = append(fr.report.Notes, "not read: "+why)
			continue
		}
		s, header, err := openTable(f)
		var fault *csvFault
		if err != nil && !errors.As(err, &fault) {
			return err
		}
		fr.scan, fr.header = s, header
		fr.spec, _ = r.profile.recognise(f.Name, header)
		if fr.spec != nil {
			fr.report.As = fr.spec.Name
		}
		switch {
		case fault != nil:
			fr.refuseFile(fault)
		case fr.spec == nil:
			fr.unknown(r.profile)
		}
	}
	place := func(f *fileReader) int {
		for i := range r.profile.Files {
			if f.spec == &r.profile.Files[i] {
				return i
			}
		}
		return len(r.profile.Files)
	}
	slices.SortStableFunc(r.book.files, func(a, b *fileReader) int {
		if c := place(a) - place(b); c != 0 {
			return c
		}
		return strings.Compare(a.report.Name, b.report.Name)
	})
	for i := 1; i < len(r.book.files); i++ {
		if name := r.book.files[i].report.Name; name == r.book.files[i-1].report.Name {
			return rainmaker.Errorf(rainmaker.Invalid, "import", "two files are called %s", name).WithWay("rename one of them")
		}
	}
	return nil
}

// speaks is what the files that were read speak for.
func (r *reader) speaks() []Claim {
	var claims []Claim
	for _, f := range r.book.files {
		if f.spec == nil || f.report.Whole {
			continue
		}
		for _, c := range f.spec.States {
			if !slices.Contains(claims, c) {
				claims = append(claims, c)
			}
		}
	}
	return claims
}

// standing is the known facts that hold beside the files.
func (r *reader) standing(known Known) []rainmaker.Fact {
	if r.mode == rainmaker.Changes {
		return known.Facts
	}
	claims, own := r.speaks(), known.batchesOf(r.profile.Name)
	var base []rainmaker.Fact
	for _, f := range known.Facts {
		if !own[f.Batch] || !covered(claims, f) {
			base = append(base, f)
		}
	}
	return base
}

func (k Known) batchesOf(origin string) map[rainmaker.BatchID]bool {
	own := map[rainmaker.BatchID]bool{}
	for _, b := range k.Batches {
		if b.Origin == origin {
			own[b.ID] = true
		}
	}
	return own
}

func covered(claims []Claim, f rainmaker.Fact) bool {
	return slices.ContainsFunc(claims, func(c Claim) bool { return c.covers(f) })
}
