package tidy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Imports says which files import what their row does not allow, which packages have no row, and which rows no package.
func (t *Tree) Imports(laws []Law) []Finding {
	var found []Finding
	present := map[string]bool{}
	for _, f := range t.Files {
		if f.AST == nil || f.Test {
			continue
		}
		law, ok := lawOf(f.Folder(), laws)
		if !ok {
			if !present[f.Folder()] {
				found = append(found, Finding{Path: f.Folder(), What: "this package has no row in tidy.Laws: say what it knows, what it may import, and why not more"})
			}
			present[f.Folder()] = true
			continue
		}
		present[law.Package] = true
		for _, spec := range f.AST.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				imported = spec.Path.Value
			}
			if why := t.refused(law, imported); why != "" {
				found = append(found, t.at(f, spec.Pos(), "%s may not import %s: %s", title(law.Package), imported, why))
			}
		}
	}
	for _, law := range laws {
		switch {
		case !present[law.Package] && !law.Expected:
			found = append(found, Finding{Path: law.Package, What: "tidy.Laws has a row for this package, which is not there any more; take the row away"})
		case present[law.Package] && law.Expected:
			found = append(found, Finding{Path: law.Package, What: "this package has come; take the mark Expected from its row in tidy.Laws"})
		}
	}
	return found
}

// lawOf finds the row of a folder; an exact row goes before one that covers what is below it.
func lawOf(folder string, laws []Law) (Law, bool) {
	for _, law := range laws {
		if law.Package == folder {
			return law, true
		}
	}
	for _, law := range laws {
		if covered(folder, []string{law.Package}) {
			return law, true
		}
	}
	return Law{}, false
}

// refused is the reason an import breaks a row, or nothing.
func (t *Tree) refused(law Law, imported string) string {
	folder, ours := t.folderOf(imported)
	switch {
	case ours && !covered(folder, law.May):
		return law.Because
	case ours:
		return ""
	case imported == "C":
		return "the program is built without cgo"
	case strings.Contains(strings.Split(imported, "/")[0], "."):
		for _, module := range law.Outside {
			if within(imported, module) {
				return ""
			}
		}
		return "it is not among the modules its row names; " + law.Because
	case law.Above && within(imported, "database/sql"):
		return "this floor asks the desk and nothing that stores"
	case law.Pure:
		for _, impurity := range impurities {
			if within(imported, impurity.pkg) {
				return impurity.because
			}
		}
	}
	return ""
}

// folderOf is where an import path of this module lies in the tree.
func (t *Tree) folderOf(imported string) (folder string, ours bool) {
	if imported == t.Module {
		return ".", true
	}
	return strings.CutPrefix(imported, t.Module+"/")
}

func within(imported, base string) bool {
	return imported == base || strings.HasPrefix(imported, base+"/")
}

func title(folder string) string {
	if folder == "." {
		return "the root package"
	}
	return folder
}

// Depguard writes the law as rules of the linter depguard, indented to stand below linters.settings.
func Depguard(module string, laws []Law) string {
	var b strings.Builder
	b.WriteString("    depguard:\n      rules:\n")
	for _, law := range laws {
		name := strings.NewReplacer("/...", "", "/", "-", ".", "root").Replace(law.Package)
		folder, below := strings.CutSuffix(law.Package, "/...")
		files := []string{"${base-path}/" + folder + "/*.go"}
		if folder == "." {
			files = []string{"${base-path}/*.go"}
		}
		if below {
			files = append(files, "${base-path}/"+folder+"/**/*.go")
		}
		fmt.Fprintf(&b, "        %s: # %s\n          list-mode: strict\n          files:\n            - \"!$test\"\n", name, law.Knows)
		for _, other := range laws {
			if below && other.Package != law.Package && covered(other.Package, []string{law.Package}) {
				files = append(files, "!${base-path}/"+other.Package+"/*.go") // it has a row of its own
			}
		}
		for _, file := range files {
			fmt.Fprintf(&b, "            - %q\n", file)
		}
		b.WriteString("          allow:\n            - $gostd\n")
		for _, allowed := range allowList(module, law) {
			fmt.Fprintf(&b, "            - %s\n", allowed)
		}
		fmt.Fprintf(&b, "          deny:\n            - pkg: %s\n              desc: %q\n", module, law.Because)
		for _, ban := range bans(law) {
			fmt.Fprintf(&b, "            - pkg: %s\n              desc: %q\n", ban[0], ban[1])
		}
	}
	return b.String()
}

// allowList is what a row may import besides the standard library; depguard reads an entry as a prefix, and "$" ends one.
func allowList(module string, law Law) []string {
	var list []string
	for _, folder := range law.May {
		base, below := strings.CutSuffix(folder, "/...")
		switch {
		case folder == ".":
			list = append(list, module+"$")
		case below:
			list = append(list, module+"/"+base)
		default:
			list = append(list, module+"/"+base+"$")
		}
	}
	list = append(list, law.Outside...)
	slices.Sort(list)
	return slices.Compact(list)
}

func bans(law Law) [][2]string {
	var list [][2]string
	if law.Above {
		list = append(list, [2]string{"database/sql", "this floor asks the desk and nothing that stores"})
	}
	if law.Pure {
		for _, impurity := range impurities {
			list = append(list, [2]string{impurity.pkg, impurity.because})
		}
	}
	return list
}
