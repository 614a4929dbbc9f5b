package tidy

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// Floats finds floating point, in any of its disguises, in the given folders.
func (t *Tree) Floats(folders []string) []Finding {
	var found []Finding
	for _, f := range t.goFiles(folders...) {
		ast.Inspect(f.AST, func(n ast.Node) bool {
			const out = "money is exact: use money.Amount, money.Ratio or big.Rat"
			switch n := n.(type) {
			case *ast.Ident:
				if n.Name == "float32" || n.Name == "float64" {
					found = append(found, t.at(f, n.Pos(), "%s; %s", n.Name, out))
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT {
					found = append(found, t.at(f, n.Pos(), "floating-point literal %s; %s", n.Value, out))
				}
			case *ast.SelectorExpr:
				if name := floating(n); name != "" {
					found = append(found, t.at(f, n.Pos(), "%s is floating point; %s", name, out))
				}
			}
			return true
		})
	}
	return found
}

// floating is the name of a selected identifier of the standard library that makes or takes floating point.
func floating(sel *ast.SelectorExpr) string {
	name := sel.Sel.Name
	switch baseName(sel.X) {
	case "math":
		if !strings.HasPrefix(name, "MaxInt") && !strings.HasPrefix(name, "MinInt") && !strings.HasPrefix(name, "MaxUint") {
			return "math." + name
		}
	case "big":
		if slices.Contains([]string{"Float", "NewFloat", "ParseFloat"}, name) {
			return "big." + name
		}
	case "strconv":
		if strings.HasSuffix(name, "Float") {
			return "strconv." + name
		}
	}
	return ""
}

// Clock finds reads of the machine's clock in pure packages.
func (t *Tree) Clock(laws []Law) []Finding {
	var found []Finding
	for _, f := range t.goFiles() {
		if law, ok := lawOf(f.Folder(), laws); !ok || !law.Pure {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if baseName(sel.X) == "time" && slices.Contains(clock, sel.Sel.Name) {
					found = append(found, t.at(f, n.Pos(), "time.%s reads the machine's clock; take the time as an argument", sel.Sel.Name))
				}
			}
			return true
		})
	}
	return found
}

// Limits of size, in lines. Tests may be longer, for their tables.
const (
	FunctionLines = 70
	FileLines     = 500
	TestFileLines = 800
)

// Exceptions are functions ("engine/settle.go Settle") and files longer than the limit, with the length they may have
// and must not grow beyond.
type Exceptions map[string]int

// Lengths finds functions and files that are too long, and exceptions that are needed no more.
func (t *Tree) Lengths(allowed Exceptions) []Finding {
	var found []Finding
	used := map[string]bool{}
	check := func(key, path string, line, length, limit int) {
		granted, excepted := allowed[key]
		used[key] = used[key] || excepted
		switch {
		case length > limit && !excepted:
			found = append(found, Finding{path, line, fmt.Sprintf("%s has %d lines, the limit is %d: it does more than one thing", key, length, limit)})
		case length > granted && excepted:
			found = append(found, Finding{path, line, fmt.Sprintf("%s has grown to %d lines, its exception allows %d", key, length, granted)})
		case length <= limit && excepted:
			found = append(found, Finding{path, line, fmt.Sprintf("%s has %d lines now and needs no exception; take it from the list", key, length)})
		}
	}
	for _, f := range t.Files {
		if f.AST == nil || f.Generated {
			continue
		}
		limit := FileLines
		if f.Test {
			limit = TestFileLines
		}
		check(f.Path, f.Path, 0, strings.Count(f.Text, "\n"), limit)
		for _, decl := range f.AST.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && !f.Test {
				from := t.line(fn.Pos())
				check(f.Path+" "+fn.Name.Name, f.Path, from, t.line(fn.End())-from+1, FunctionLines)
			}
		}
	}
	for key := range allowed {
		if !used[key] {
			found = append(found, Finding{Path: key, What: "is excepted from the limit of length and not there any more; take it from the list"})
		}
	}
	return found
}

// Desk finds what people could do without saying who they are. A job is a type below desk that holds a store, or holds
// a job: each of its exported methods takes a context.Context and an access.Principal first. Whatever else is exported
// there and takes a context takes a principal too, and no context is made up on the way, so that values a job returns may
// have methods but cannot reach a store.
//
// What is allowed otherwise is named with its reason: "desk/payrun Desk.Close", or "desk/payrun context.Background".
func (t *Tree) Desk(allowed map[string]string) []Finding {
	const rule = "must take a context.Context and an access.Principal first: what people do is authorised where it is done"
	var found []Finding
	used := map[string]bool{}
	report := func(f *File, name string, finding Finding) {
		key := f.Folder() + " " + name
		if used[key] = true; allowed[key] == "" {
			found = append(found, finding)
		}
	}
	jobs := t.jobs()
	for _, f := range t.goFiles("desk/...") {
		for _, decl := range f.AST.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			kinds := append(parameterKinds(fn.Type), "", "")
			named := kinds[0] == "context.Context" && kinds[1] == "access.Principal"
			name, job := fn.Name.Name, false
			if fn.Recv != nil {
				receiver := baseName(fn.Recv.List[0].Type)
				name, job = receiver+"."+name, jobs[f.Folder()+"."+receiver]
			}
			if !named && (job || kinds[0] == "context.Context") {
				report(f, name, t.at(f, fn.Pos(), "%s %s", name, rule))
			}
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Background" || sel.Sel.Name == "WithoutCancel") && baseName(sel.X) == "context" {
				name := "context." + sel.Sel.Name
				report(f, name, t.at(f, n.Pos(), "%s makes up a context: a job runs in the one it was given", name))
			}
			return true
		})
	}
	for key := range allowed {
		if !used[key] {
			found = append(found, Finding{Path: key, What: "is allowed by an exception that nothing needs any more; take it from the list"})
		}
	}
	return found
}

// jobs are the types below desk, as "folder.Name", that hold a store or another job.
func (t *Tree) jobs() map[string]bool {
	jobs := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for _, f := range t.goFiles("desk/...") {
			ast.Inspect(f.AST, func(n ast.Node) bool {
				spec, ok := n.(*ast.TypeSpec)
				if !ok {
					return true
				}
				kind, ok := spec.Type.(*ast.StructType)
				key := f.Folder() + "." + spec.Name.Name
				if !ok || jobs[key] {
					return true
				}
				for _, field := range kind.Fields.List {
					name := baseName(field.Type)
					if strings.HasSuffix(name, "Store") || jobs[f.Folder()+"."+name] || jobs[t.deskFolder(f, field.Type)+"."+name] {
						jobs[key], grown = true, true
					}
				}
				return true
			})
		}
	}
	return jobs
}

// deskFolder is the folder of the package that a qualified type comes from, if it is one of ours.
func (t *Tree) deskFolder(f *File, kind ast.Expr) string {
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	sel, ok := kind.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	return t.importedNames(f)[baseName(sel.X)]
}

// baseName is the last name of a type or package, without pointer and package.
func baseName(kind ast.Expr) string {
	switch kind := kind.(type) {
	case *ast.Ident:
		return kind.Name
	case *ast.StarExpr:
		return baseName(kind.X)
	case *ast.SelectorExpr:
		return kind.Sel.Name
	case *ast.IndexExpr:
		return baseName(kind.X)
	}
	return ""
}

func parameterKinds(fn *ast.FuncType) []string {
	var kinds []string
	for _, field := range fn.Params.List {
		kind := ""
		if sel, ok := field.Type.(*ast.SelectorExpr); ok {
			kind = baseName(sel.X) + "." + sel.Sel.Name
		}
		for range max(1, len(field.Names)) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Stores finds Store contracts named on the top floor.
func (t *Tree) Stores(laws []Law) []Finding {
	var found []Finding
	for _, f := range t.goFiles() {
		if law, ok := lawOf(f.Folder(), laws); !ok || !law.Above {
			continue
		}
		ours := t.importedNames(f)
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && strings.HasSuffix(sel.Sel.Name, "Store") {
				if pkg := baseName(sel.X); ours[pkg] != "" {
					found = append(found, t.at(f, n.Pos(), "%s.%s: this floor asks the desk and nothing that stores", pkg, sel.Sel.Name))
				}
			}
			return true
		})
	}
	return found
}

// importedNames are the names under which a file knows packages of this module, with their folders.
func (t *Tree) importedNames(f *File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.AST.Imports {
		imported := strings.Trim(spec.Path.Value, `"`)
		folder, ours := t.folderOf(imported)
		if !ours {
			continue
		}
		name := imported[strings.LastIndexByte(imported, '/')+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = folder
	}
	return names
}

// Word is something that may not stand in the tree.
type Word struct {
	Pattern *regexp.Regexp
	Because string
}

// Words finds banned words in all text but what others wrote.
func (t *Tree) Words(words []Word, others []string) []Finding {
	var found []Finding
	for _, f := range t.Files {
		if covered(f.Path, others) {
			continue
		}
		number := 0
		for line := range strings.Lines(f.Text) {
			number++
			for _, word := range words {
				if hit := word.Pattern.FindString(line); hit != "" {
					found = append(found, Finding{f.Path, number, fmt.Sprintf("%q: %s", hit, word.Because)})
				}
			}
		}
	}
	return found
}
