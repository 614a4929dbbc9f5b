package tidy_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"rainmaker/internal/tidy"
)

// Every rule is shown a tree that breaks it, so that a rule which has gone blind is noticed.
func TestRulesFindBreaches(t *testing.T) {
	laws := []tidy.Law{
		{Package: "money", Because: "stands alone", Pure: true},
		{Package: ".", May: []string{"money"}, Because: "nouns first", Pure: true},
		{Package: "engine/...", May: []string{"money", "engine/..."}, Outside: []string{"example.org/ok"}, Because: "is pure", Pure: true},
		{Package: "desk/...", May: []string{"money", "."}, Because: "works with any store"},
		{Package: "web", May: []string{"money", "."}, Because: "asks the desk", Above: true},
	}
	lines := func(n int) string { return strings.Repeat("\tx()\n", n) }
	tests := []struct {
		name, path, text string
		rule             func(*tidy.Tree) []tidy.Finding
		want             string // "" when nothing may be found
	}{
		{"upward import", "money/a.go", `package money; import _ "m/web"`, imports(laws), "money/a.go:1: money may not import m/web: stands alone"},
		{"root import", "money/a.go", `package money; import _ "m"`, imports(laws), "stands alone"},
		{"allowed below a pattern", "engine/frame/a.go", `package frame; import (_ "m/engine/trace"; _ "m/money"; _ "example.org/ok/x")`, imports(laws), ""},
		{"module not named", "engine/a.go", `package engine; import _ "example.org/other"`, imports(laws), "not among the modules its row names"},
		{"impure", "engine/a.go", `package engine; import _ "math/rand/v2"`, imports(laws), "randomness is injected"},
		{"cgo", "engine/a.go", `package engine; import "C"`, imports(laws), "without cgo"},
		{"database above", "web/a.go", `package web; import _ "database/sql/driver"`, imports(laws), "asks the desk and nothing that stores"},
		{"tests are free", "money/a_test.go", `package money; import _ "m/web"`, imports(laws), ""},
		{"unknown package", "util/a.go", `package util`, imports(laws), "util: this package has no row"},

		{"float type", "money/a.go", `package money; var a float64`, floats, "float64"},
		{"float literal", "money/a.go", `package money; const a = 0.1`, floats, "literal 0.1"},
		{"float by way of math", "money/a.go", `package money; var a = math.Pow`, floats, "math.Pow"},
		{"big float", "money/a.go", `package money; var a big.Float`, floats, "big.Float"},
		{"parsed float", "money/a.go", `package money; var a, _ = strconv.ParseFloat("1", 64)`, floats, "strconv.ParseFloat"},
		{"integers", "money/a.go", `package money; var a int64 = math.MaxInt64`, floats, ""},
		{"float elsewhere", "web/a.go", `package web; var a float64`, floats, ""},

		{"clock", "engine/a.go", `package engine; var a = time.Now()`, clock(laws), "time.Now reads"},
		{"clock in the root", "a.go", `package m; var a = time.Since`, clock(laws), "time.Since reads"},
		{"time without a clock", "engine/a.go", `package engine; var a = time.UTC`, clock(laws), ""},
		{"clock in a page", "web/a.go", `package web; var a = time.Now()`, clock(laws), ""},

		{"store in a page", "web/a.go", `package web; import r "m"; var a r.FactStore`, stores(laws), "r.FactStore"},
		{"another's store", "web/a.go", `package web; import "example.org/scs"; var a scs.CtxStore`, stores(laws), ""},

		{"nobody acts", "desk/close/a.go", `package close; type Desk struct { Facts m.FactStore }; func (d *Desk) Lock(ctx context.Context) {}`, desk, "Lock must take"},
		{"nobody acts, by a job inside", "desk/a.go", `package desk; type Close struct { *Office }; type Office struct { Facts m.FactStore }; func (c Close) Lock(id string) {}`, desk, "Lock must take"},
		{"nobody acts, without a method", "desk/close/a.go", `package close; func Lock(ctx context.Context, id string) {}`, desk, "Lock must take"},
		{"nobody acts, in a made up context", "desk/a.go", `package desk; var a = context.Background()`, desk, "context.Background makes up"},
		{"somebody acts", "desk/a.go", `package desk; type D struct { Facts m.FactStore }; func (d D) Lock(ctx context.Context, by access.Principal) {}; func New() {}; func (d D) lock() {}`, desk, ""},
		{"an allowed act of nobody", "desk/a.go", `package desk; func Close(ctx context.Context) {}`, deskBut("desk Close"), ""},
		{"an allowance nobody needs", "desk/a.go", `package desk`, deskBut("desk Close"), "desk Close: is allowed by an exception that nothing needs"},
		{"a value has methods", "desk/a.go", `package desk; type Books struct { Name string }; func (b Books) NameOf(id string) {}`, desk, ""},

		{"long function", "a.go", "package m\n\nfunc f() {\n" + lines(69) + "}\n", lengths(nil), "a.go f has 71 lines, the limit is 70"},
		{"short enough", "a.go", "package m\n\nfunc f() {\n" + lines(68) + "}\n", lengths(nil), ""},
		{"grown exception", "a.go", "package m\n\nfunc f() {\n" + lines(80) + "}\n", lengths(tidy.Exceptions{"a.go f": 81}), "grown to 82"},
		{"needless exception", "a.go", "package m\n\nfunc f() {\n}\n", lengths(tidy.Exceptions{"a.go f": 81}), "needs no exception"},
		{"exception for nothing", "a.go", "package m\n", lengths(tidy.Exceptions{"a.go f": 81}), "not there any more"},
		{"long file", "a.go", "package m\n" + strings.Repeat("\n", 500), lengths(nil), "a.go has 501 lines"},
		{"long generated file", "a_templ.go", "// Code generated by templ - DO NOT EDIT.\npackage m\n" + strings.Repeat("\n", 900), lengths(nil), ""},

		{"word", "docs/a.md", "one\ntwo badword\n", words, `docs/a.md:2: "badword": because`},
		{"word of others", "others/a.md", "badword", words, ""},
		{"word in installed files", "web/node_modules/a.md", "badword", words, ""},

		{"unknown class", "web/a.templ", `<p class="known unknown">`, pages, `web/a.templ:1: class "unknown"`},
		{"unknown class in an expression", "web/a.templ", `<p class={ "known", templ.KV("lost", true) }>`, pages, `class "lost"`},
		{"inline style", "web/a.templ", `<p style="color: red">`, pages, "inline style"},
		{"inline handler", "web/a.templ", `<p onclick="x()">`, pages, "inline script"},
		{"inline script", "web/a.templ", `<script>x()</script>`, pages, "inline script"},
		{"clean page", "web/a.templ", `<p class="known"><script src={ x } defer></script>`, pages, ""},

		{"lost link", "docs/a.md", "see [b](b.md#part)", links, "docs/a.md:1: links to docs/b.md"},
		{"kept links", "docs/a.md", "see [a](../docs/a.md), [docs](../docs) and [there](https://example.org/x)\n```\n[x](y)\n```\n", links, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree, err := tidy.Read(fstest.MapFS{"go.mod": {Data: []byte("module m\n")}, tt.path: {Data: []byte(tt.text)}})
			if err != nil {
				t.Fatal(err)
			}
			found := tt.rule(tree)
			switch text := fmt.Sprint(found); {
			case tt.want == "" && len(found) > 0:
				t.Errorf("found %s, want nothing", text)
			case !strings.Contains(text, tt.want):
				t.Errorf("found %s, want %q", text, tt.want)
			}
		})
	}
}

// imports leaves out what is said of rows without a package, since a tree of one file has nearly none; see below for those.
func imports(laws []tidy.Law) func(*tidy.Tree) []tidy.Finding {
	expected := make([]tidy.Law, len(laws))
	return func(t *tidy.Tree) []tidy.Finding {
		copy(expected, laws)
		for i := range expected {
			expected[i].Expected = true
		}
		var found []tidy.Finding
		for _, f := range t.Imports(expected) {
			if !strings.Contains(f.What, "this package has come") {
				found = append(found, f)
			}
		}
		return found
	}
}

func TestRowsAndPackagesAgree(t *testing.T) {
	tree, err := tidy.Read(fstest.MapFS{"go.mod": {Data: []byte("module m\n")}, "money/a.go": {Data: []byte("package money")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		law  tidy.Law
		want string
	}{
		{tidy.Law{Package: "money"}, "[]"},
		{tidy.Law{Package: "money", Expected: true}, "[money: this package has come"},
		{tidy.Law{Package: "gone"}, "gone: tidy.Laws has a row for this package"},
	} {
		if got := fmt.Sprint(tree.Imports([]tidy.Law{tt.law})); !strings.Contains(got, tt.want) {
			t.Errorf("row %+v: found %s, want %s", tt.law, got, tt.want)
		}
	}
}

func floats(t *tidy.Tree) []tidy.Finding { return t.Floats([]string{"money", "engine/..."}) }
func desk(t *tidy.Tree) []tidy.Finding   { return t.Desk(nil) }
func links(t *tidy.Tree) []tidy.Finding  { return t.Links() }
func pages(t *tidy.Tree) []tidy.Finding {
	return t.Pages("/* .unknown */ .known { color: red; }")
}

func deskBut(key string) func(*tidy.Tree) []tidy.Finding {
	return func(t *tidy.Tree) []tidy.Finding { return t.Desk(map[string]string{key: "a reason"}) }
}

func words(t *tidy.Tree) []tidy.Finding {
	return t.Words([]tidy.Word{{Pattern: regexp.MustCompile("badword"), Because: "because"}}, []string{"others/..."})
}

func clock(laws []tidy.Law) func(*tidy.Tree) []tidy.Finding {
	return func(t *tidy.Tree) []tidy.Finding { return t.Clock(laws) }
}

func stores(laws []tidy.Law) func(*tidy.Tree) []tidy.Finding {
	return func(t *tidy.Tree) []tidy.Finding { return t.Stores(laws) }
}

func lengths(allowed tidy.Exceptions) func(*tidy.Tree) []tidy.Finding {
	return func(t *tidy.Tree) []tidy.Finding { return t.Lengths(allowed) }
}
