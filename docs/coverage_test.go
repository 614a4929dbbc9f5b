package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rainmaker/plan/syntax"
)

// The grammar is what package syntax has: its nodes, what may stand in each, and the values its words have. They are read
// from its source, so whoever adds one is asked for its example.

// unshown are parts of nodes that a sound block can't show, and why.
var unshown = map[string]string{
	"File.Broken": "declarations that could not be read",
}

// grammar lists what a block can show: "Node", "Node.Field" and "Kind Constant".
func grammar(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, f := range sources(t, "../plan/syntax") {
		for _, d := range f.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			if gen.Tok == token.CONST {
				constants(gen, func(kind, name string, _ int) { out[kind+" "+name] = true })
			}
			for _, spec := range gen.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok {
					parts(s, out)
				}
			}
		}
	}
	if len(out) < 300 {
		t.Fatalf("only %d parts of the grammar were found in plan/syntax", len(out))
	}
	return out
}

// parts notes a node and its fields. Nodes are the structs that stand somewhere: they embed Loc.
func parts(s *ast.TypeSpec, out map[string]bool) {
	node, ok := s.Type.(*ast.StructType)
	if !ok || !s.Name.IsExported() || !slices.ContainsFunc(node.Fields.List, func(f *ast.Field) bool {
		id, ok := f.Type.(*ast.Ident)
		return ok && id.Name == "Loc" && len(f.Names) == 0
	}) {
		return
	}
	out[s.Name.Name] = true
	for _, f := range node.Fields.List {
		for _, n := range f.Names {
			out[s.Name.Name+"."+n.Name] = true
		}
	}
}

// constants tells of the constants of exported kinds, which count from 1.
func constants(gen *ast.GenDecl, tell func(kind, name string, value int)) {
	kind := ""
	for i, spec := range gen.Specs {
		s := spec.(*ast.ValueSpec)
		if id, ok := s.Type.(*ast.Ident); ok {
			kind = id.Name
		} else if len(s.Values) > 0 {
			kind = "" // an untyped constant
		}
		if ast.IsExported(kind) {
			tell(kind, s.Names[0].Name, i+1)
		}
	}
}

func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// shown notes what a tree shows.
type shown struct {
	names map[string]string // "Kind 3" → "Kind Constant"
	parts map[string]bool
}

func (s shown) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			s.walk(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			s.walk(v.Index(i))
		}
	case reflect.Struct:
		if v.Type().PkgPath() == reflect.TypeFor[syntax.File]().PkgPath() {
			s.node(v)
		}
	case reflect.Int:
		if name, ok := s.names[v.Type().Name()+" "+strconv.FormatInt(v.Int(), 10)]; ok {
			s.parts[name] = true
		}
	}
}

func (s shown) node(v reflect.Value) {
	s.parts[v.Type().Name()] = true
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous || v.Field(i).IsZero() {
			continue
		}
		s.parts[v.Type().Name()+"."+f.Name] = true
		s.walk(v.Field(i))
	}
}

// A construct without an example is one that nobody who reads the page can write.
func TestEveryConstructIsShown(t *testing.T) {
	m := readManual(t)
	s := shown{names: map[string]string{}, parts: map[string]bool{}}
	for _, f := range sources(t, "../plan/syntax") {
		for _, d := range f.Decls {
			if gen, ok := d.(*ast.GenDecl); ok && gen.Tok == token.CONST {
				constants(gen, func(kind, name string, value int) { s.names[kind+" "+strconv.Itoa(value)] = kind + " " + name })
			}
		}
	}
	for _, b := range m.of("plan") {
		file, found := syntax.Parse(m.document(t, b))
		if found.HasErrors() {
			continue // another test says so
		}
		s.walk(reflect.ValueOf(file))
	}
	all := grammar(t)
	for _, part := range slices.Sorted(maps.Keys(all)) {
		if !s.parts[part] && unshown[part] == "" {
			t.Errorf("no block shows %s", part)
		}
	}
	for part := range unshown {
		if s.parts[part] || !all[part] {
			t.Errorf("%s is shown now, or gone; take it from what can't be", part)
		}
	}
}

// codes lists the diagnostics of the packages that read letters and run their examples.
func codes(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, dir := range []string{"../plan", "../plan/source", "../plan/syntax", "../plan/check", "../trial"} {
		for _, f := range sources(t, dir) {
			ast.Inspect(f, func(n ast.Node) bool {
				for _, text := range codesOf(n) {
					out[text] = true
				}
				return true
			})
		}
	}
	if len(out) < 150 {
		t.Fatalf("only %d codes were found", len(out))
	}
	return out
}

var codeForm = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)+$|^(?:aggregate|circle|ramp|ties|prizes|unexpected)$`)

var codeName = regexp.MustCompile(`^(?:code|example|check)[A-Z]`)

// codesOf are the codes that a piece of source states: as the code of a diagnostic, as a constant called so,
// or as what a block lacks.
func codesOf(n ast.Node) []string {
	var texts []ast.Expr
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
			texts = append(texts, n.Value)
		}
	case *ast.ValueSpec:
		if codeName.MatchString(n.Names[0].Name) {
			texts = append(texts, n.Values...)
		}
	case *ast.CallExpr:
		return codesPassed(n)
	}
	return codesIn(texts)
}

// codesPassed are the codes in calls of what reports on its caller's behalf.
func codesPassed(n *ast.CallExpr) []string {
	f, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch f.Sel.Name {
	case "lacks":
		return codesIn(n.Args[1:2])
	case "unseen":
		return codesIn(n.Args[2:3])
	case "mustSay":
		if what, ok := n.Args[3].(*ast.BasicLit); ok {
			return []string{strings.Trim(what.Value, `"`) + "-lacks"}
		}
	}
	return nil
}

func codesIn(texts []ast.Expr) []string {
	var out []string
	for _, x := range texts {
		if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && codeForm.MatchString(text) {
				out = append(out, text)
			}
		}
	}
	return out
}

var quoted = regexp.MustCompile("`([a-z0-9-]+)`")

// Every code is named in the section on what is said, nothing else is, and each beside the construct it is about.
func TestEveryDiagnosticIsNamed(t *testing.T) {
	text := readManual(t).text
	_, list, ok := strings.Cut(text, "\n## 19 ")
	list, grammarText, ok2 := strings.Cut(list, "\n## 20 ")
	if !ok || !ok2 || grammarText == "" {
		t.Fatal("the page has no sections 19 and 20")
	}
	known, listed := codes(t), map[string]bool{}
	for line := range strings.Lines(list) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, c := range quoted.FindAllStringSubmatch(cells[1], -1) {
			if listed[c[1]] {
				t.Errorf("%s is listed twice", c[1])
			}
			if listed[c[1]] = true; !known[c[1]] {
				t.Errorf("%s is listed, and nothing says it", c[1])
			}
		}
	}
	before, _, _ := strings.Cut(text, "\n## 19 ")
	for _, c := range slices.Sorted(maps.Keys(known)) {
		if !listed[c] {
			t.Errorf("%s is not in section 19", c)
		}
		if !strings.Contains(before, "`"+c+"`") && !strings.Contains(before, "plan-refused "+c+"\n") && !strings.Contains(before, "plan warns "+c+"\n") {
			t.Errorf("%s is said beside no construct", c)
		}
	}
}

var terminal = regexp.MustCompile(`"([^"]+)"`)

// The grammar at the end has every word that the parser takes, and each of its words stands in a block.
func TestGrammarHasEveryWord(t *testing.T) {
	m := readManual(t)
	blocks := m.of("ebnf")
	if len(blocks) != 1 {
		t.Fatalf("%d blocks of grammar", len(blocks))
	}
	words := map[string]bool{}
	for _, w := range terminal.FindAllStringSubmatch(blocks[0].text, -1) {
		words[w[1]] = true
	}
	for _, w := range slices.Sorted(maps.Keys(taken(t))) {
		if !words[w] {
			t.Errorf("the parser takes %q; the grammar does not have it", w)
		}
	}
	var all strings.Builder
	for _, b := range m.of("plan") {
		for line := range strings.Lines(b.text) {
			code, _, _ := strings.Cut(line, "#")
			all.WriteString(code)
		}
	}
	text := all.String()
	for w := range words {
		found := strings.Contains(text, w)
		if w[0] >= 'a' && w[0] <= 'z' {
			found = regexp.MustCompile(`\b` + w + `\b`).MatchString(text)
		}
		if !found {
			t.Errorf("%q is in the grammar and in no block", w)
		}
	}
}

// taken are the words that the parser moves over.
func taken(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, f := range sources(t, "../plan/syntax") {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"accept", "acceptAll", "words", "optionalName"}, f.Sel.Name) {
				return true
			}
			args := call.Args
			if f.Sel.Name == "optionalName" {
				args = args[:1] // behind it stands what is expected
			}
			for _, x := range args {
				if lit, ok := x.(*ast.BasicLit); ok {
					if w, err := strconv.Unquote(lit.Value); err == nil {
						out[w] = true
					}
				}
			}
			return true
		})
	}
	if len(out) < 80 {
		t.Fatalf("only %d words were found that the parser takes", len(out))
	}
	return out
}
