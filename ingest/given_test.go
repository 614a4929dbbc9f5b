package ingest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/internal/repository"
)

// file is a file with the lines given.
func file(name string, lines ...string) File {
	return File{name, strings.NewReader(strings.Join(lines, "\n") + "\n")}
}

// The small company of these tests: two agents under one manager, two products, one account.
const (
	teamsHeader    = "sales_agent,manager,regional_office"
	productsHeader = "product,series,sales_price"
	accountsHeader = "account,sector,year_established,revenue,employees,office_location,subsidiary_of"
	pipelineHeader = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
)

func teams() File {
	return file("sales_teams.csv", teamsHeader, "Ann Bell,Max Roth,Central", "Bob Cole,Max Roth,West")
}

func products() File {
	return file("products.csv", productsHeader, "GTX Pro,GTX,4821", "MG Special,MG,55")
}

func accounts() File {
	return file("accounts.csv", accountsHeader, "Acme,retail,1996,1100.04,2822,Kenya,")
}

func pipeline(rows ...string) File {
	return file("sales_pipeline.csv", append([]string{pipelineHeader}, rows...)...)
}

// smallCompany is its four files, the pipeline with the rows given.
func smallCompany(rows ...string) []File {
	return []File{accounts(), products(), teams(), pipeline(rows...)}
}

func profile(t testing.TB, name string) Profile {
	t.Helper()
	p, err := ProfileNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads change files into what is known.
func read(t testing.TB, profileName string, known Known, files ...File) Reading {
	t.Helper()
	return readAs(t, profileName, rainmaker.Changes, known, files...)
}

func readAs(t testing.TB, profileName string, mode rainmaker.BatchMode, known Known, files ...File) Reading {
	t.Helper()
	r, err := Read(profile(t, profileName), mode, files, known)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Report.Files {
		if f.Rows != f.Accepted+f.RefusedRows || f.RepairedRows > f.Accepted {
			t.Errorf("%s: %d rows are not %d accepted (%d repaired) and %d refused", f.Name, f.Rows, f.Accepted, f.RepairedRows,
				f.RefusedRows)
		}
	}
	return r
}

func compare(t testing.TB, r Reading, known Known) Changes {
	t.Helper()
	c, err := Compare(r, known)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// learned is what is known after a reading was stored as the next batch of its profile.
func learned(t testing.TB, known Known, r Reading) Known {
	t.Helper()
	c := compare(t, r, known)
	id := rainmaker.BatchID(len(known.Batches) + 1)
	next := Known{Batches: append(known.Batches, rainmaker.Batch{ID: id, Origin: r.Report.Profile, Mode: r.Report.Mode})}
	stored := map[rainmaker.FactKey]bool{}
	for _, f := range c.Facts() {
		stored[f.FactKey] = true
	}
	for _, f := range c.After(known.Facts) {
		if stored[f.FactKey] {
			f.Batch = id
		}
		next.Facts = append(next.Facts, f)
	}
	return next
}

func refusals(r Reading) string {
	var lines []string
	for _, why := range r.Report.Refusals() {
		lines = append(lines, why.String())
	}
	return strings.Join(lines, "\n")
}

func wantText(t testing.TB, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// said is facts without where they were read, for comparing readings of the same rows in another order.
func said(t testing.TB, facts []rainmaker.Fact) string {
	t.Helper()
	var b strings.Builder
	for _, f := range facts {
		fields, err := json.Marshal(f.Fields)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(string(f.Kind) + " " + f.ID + " " + f.Valid.String() + " " + string(fields) + "\n")
	}
	return b.String()
}

// published is the files of a published data set, which lies beside the repository and not in it.
func published(t testing.TB, set string) []File {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(repository.Shared(t, "data", set), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var files []File
	for _, name := range found {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, File{filepath.Base(name), bytes.NewReader(text)})
	}
	return files
}

// contents is the text of one of the files.
func contents(t testing.TB, files []File, name string) (int, string) {
	t.Helper()
	for i, f := range files {
		if f.Name != name {
			continue
		}
		if _, err := f.Content.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(f.Content); err != nil {
			t.Fatal(err)
		}
		return i, b.String()
	}
	t.Fatalf("no file %s", name)
	return 0, ""
}
