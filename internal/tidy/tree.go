package tidy

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Finding is one breach of a rule: where it is, and what to do about it.
type Finding struct {
	Path string // slash-separated, from the root of the tree
	Line int    // from 1; 0 when it is about the whole file or folder
	What string
}

func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.Path, f.What)
	}
	return fmt.Sprintf("%s:%d: %s", f.Path, f.Line, f.What)
}

// File is one text file. AST is set for Go files only.
type File struct {
	Path      string
	Text      string
	AST       *ast.File
	Test      bool // a _test.go file
	Generated bool // says so in the way the Go tools agreed on
}

// Folder is the package's path below the module, "." for the root.
func (f *File) Folder() string { return path.Dir(f.Path) }

// Tree is the repository as files of text.
type Tree struct {
	Module string
	Files  []*File
	fset   *token.FileSet
}

// notOurs are folders of installed, built or stored things, wherever they stand, and the files others wrote.
var (
	notOurs   = []string{".git", ".tools", "node_modules", "bin"}
	generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	moduleOf  = regexp.MustCompile(`(?m)^module (\S+)$`)
)

// Read takes in every text file that belongs to the repository whose root is fsys. Files with a zero byte are not text.
func Read(fsys fs.FS) (*Tree, error) {
	t := &Tree{fset: token.NewFileSet()}
	gomod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, fmt.Errorf("this is not the root of a module: %w", err)
	}
	if m := moduleOf.FindSubmatch(gomod); m != nil {
		t.Module = string(m[1])
	}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(notOurs, d.Name()) || name == "data" {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || slices.Contains(notOurs, d.Name()) { // .git is a file in a second working tree
			return nil
		}
		return t.read(fsys, name)
	})
	return t, err
}

func (t *Tree) read(fsys fs.FS, name string) error {
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	f := &File{Path: name, Text: string(content)}
	if strings.IndexByte(f.Text, 0) >= 0 {
		return nil
	}
	if path.Ext(name) == ".go" && !strings.Contains(name, "testdata/") {
		f.Test = strings.HasSuffix(name, "_test.go")
		f.Generated = generated.MatchString(f.Text)
		if f.AST, err = parser.ParseFile(t.fset, name, content, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			return err
		}
	}
	t.Files = append(t.Files, f)
	return nil
}

// goFiles are the Go files of the given folders, or of all, without tests and generated code.
func (t *Tree) goFiles(folders ...string) []*File {
	var files []*File
	for _, f := range t.Files {
		if f.AST != nil && !f.Test && !f.Generated && (len(folders) == 0 || covered(f.Folder(), folders)) {
			files = append(files, f)
		}
	}
	return files
}

// covered reports whether a folder is one of the patterns, or below one that ends in "/...".
func covered(folder string, patterns []string) bool {
	for _, p := range patterns {
		base, below := strings.CutSuffix(p, "/...")
		if folder == base || below && strings.HasPrefix(folder, base+"/") {
			return true
		}
	}
	return false
}

func (t *Tree) line(pos token.Pos) int { return t.fset.Position(pos).Line }

func (t *Tree) at(f *File, pos token.Pos, format string, args ...any) Finding {
	return Finding{Path: f.Path, Line: t.line(pos), What: fmt.Sprintf(format, args...)}
}
