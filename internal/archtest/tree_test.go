package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "kasket/"

// source is one file of the tree that was written by hand or generated.
type source struct {
	path, dir       string
	lines           int
	test, generated bool
	set             *token.FileSet
	syntax          *ast.File // nil for templ files
}

// skipped are folders that hold no code of ours; tools is a module of its own.
var skipped = []string{"node_modules", "testdata", "tools", "var"}

// load reads all Go and templ files of a tree.
func load(t *testing.T, tree fs.FS) []source {
	t.Helper()
	var all []source
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if entry.IsDir() {
			if slices.Contains(skipped, name) || base == "node_modules" || base == "testdata" || strings.HasPrefix(base, ".") && name != "." {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); ext != ".go" && ext != ".templ" {
			return nil
		}
		s, err := read(tree, name)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func read(tree fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		return source{}, err
	}
	lines := strings.Count(string(text), "\n")
	if len(text) > 0 && text[len(text)-1] != '\n' {
		lines++
	}
	s := source{path: name, dir: path.Dir(name), lines: lines, test: strings.HasSuffix(name, "_test.go")}
	if path.Ext(name) == ".templ" {
		return s, nil
	}
	s.set = token.NewFileSet()
	s.syntax, err = parser.ParseFile(s.set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	s.generated = ast.IsGenerated(s.syntax) || strings.HasSuffix(name, "_templ.go")
	return s, nil
}

// support tells whether the file serves tests alone.
func (s source) support() bool {
	return s.test || in(s.dir, "internal/dbtest", "internal/casetest", "internal/browsertest", "internal/archtest")
}

// line gives where in the file a node stands.
func (s source) line(n ast.Node) int { return s.set.Position(n.Pos()).Line }

// imports gives what the file imports, ours without the module's name.
func (s source) imports() (ours, others []string) {
	for _, spec := range s.syntax.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		if rest, ok := strings.CutPrefix(name, module); ok {
			ours = append(ours, rest)
		} else {
			others = append(others, name)
		}
	}
	return ours, others
}

// in tells whether a folder is one of the rooms or lies inside one.
func in(dir string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(room string) bool { return dir == room || strings.HasPrefix(dir, room+"/") })
}
