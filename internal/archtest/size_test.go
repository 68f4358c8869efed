package archtest

import (
	"fmt"
	"go/ast"
	"path"
)

// The house budgets: the tail is what makes code unpleasant, not the median.
const (
	maxFile     = 400
	maxFunction = 60
	maxHandler  = 50
	maxTempl    = 250
)

// fileSizes tells of hand-written files that grew too long.
func fileSizes(all []source) []string {
	var faults []string
	for _, s := range all {
		most := maxFile
		if path.Ext(s.path) == ".templ" {
			most = maxTempl
		}
		if !s.generated && s.lines > most {
			faults = append(faults, fmt.Sprintf("%s: %d lines, and %d is the most; split it by topic", s.path, s.lines, most))
		}
	}
	return faults
}

// functionSizes tells of functions and handlers that grew too long.
func functionSizes(all []source) []string {
	var faults []string
	for _, s := range all {
		if s.syntax == nil || s.generated {
			continue
		}
		for _, d := range s.syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			most, what := maxFunction, "function"
			if in(s.dir, "internal/server") && !s.test && f.Recv != nil && answers(f) {
				most, what = maxHandler, "handler"
			}
			if n := s.span(f) - s.tables(f); n > most {
				faults = append(faults, fmt.Sprintf("%s:%d: %s %s has %d lines, and %d is the most", s.path, s.line(f), what, f.Name.Name, n, most))
			}
		}
	}
	return faults
}

// span is how many lines a piece of code takes.
func (s source) span(n ast.Node) int {
	return s.set.Position(n.End()).Line - s.set.Position(n.Pos()).Line + 1
}

// tables is how many lines of a test are its table: a list is read row by row, and
// a long one is no long function.
func (s source) tables(f *ast.FuncDecl) (lines int) {
	if !s.test {
		return 0
	}
	ast.Inspect(f, func(n ast.Node) bool {
		list, ok := n.(*ast.CompositeLit)
		if ok {
			lines += s.span(list) - 1
		}
		return !ok
	})
	return lines
}

// answers tells whether a function takes an http.ResponseWriter.
func answers(f *ast.FuncDecl) bool {
	for _, p := range f.Type.Params.List {
		if sel, ok := p.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "ResponseWriter" && isName(sel.X, "http") {
			return true
		}
	}
	return false
}
