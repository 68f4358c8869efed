package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var sql = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)

// sqlPlace tells of SQL in the server or on a page; it belongs in the feature
// that owns the table.
func sqlPlace(all []source) []string {
	var faults []string
	for _, s := range code(all) {
		if !in(s.dir, "internal/server", "web") {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(literal.Value); err == nil && sql.MatchString(text) {
				faults = append(faults, fmt.Sprintf("%s:%d: SQL stands here, but it belongs in the feature that owns the table", s.path, s.line(n)))
			}
			return true
		})
	}
	return faults
}

// environment tells who reads the environment besides cmd and what starts programs for tests.
func environment(all []source) []string {
	reads := []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}
	var faults []string
	for _, s := range all {
		if s.syntax == nil || s.test || in(s.dir, "cmd", "internal/devpg", "internal/dbtest", "internal/browsertest") {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(reads, sel.Sel.Name) && isName(sel.X, "os", "syscall") {
				faults = append(faults, fmt.Sprintf("%s:%d: the environment is read here, but cmd reads it once for all", s.path, s.line(n)))
			}
			return true
		})
	}
	return faults
}

// skips tells of tests that may be skipped.
func skips(all []source) []string {
	var faults []string
	for _, s := range all {
		if s.syntax == nil || !s.support() {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, sel.Sel.Name) && isName(sel.X, "t", "tb", "b", "f") {
				faults = append(faults, fmt.Sprintf("%s:%d: a test is skipped, but what cannot run here fails and says why", s.path, s.line(n)))
			}
			return true
		})
	}
	return faults
}

// isName tells whether an expression is one of the names, or a field of that name.
func isName(e ast.Expr, names ...string) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return slices.Contains(names, e.Name)
	case *ast.SelectorExpr:
		return slices.Contains(names, e.Sel.Name)
	}
	return false
}

// packageNames tells of packages that are about nothing.
func packageNames(all []source) []string {
	empty := []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "misc"}
	var faults []string
	for _, s := range all {
		if s.syntax == nil {
			continue
		}
		name := strings.TrimSuffix(s.syntax.Name.Name, "_test")
		if slices.Contains(empty, name) || slices.Contains(empty, path.Base(s.dir)) {
			faults = append(faults, fmt.Sprintf("%s: package %s is about nothing; name it for what it keeps", s.path, name))
		}
	}
	return faults
}

// comments tells of exported names without a doc comment.
func comments(all []source) []string {
	var faults []string
	for _, s := range all {
		if s.syntax == nil || s.test || s.generated {
			continue
		}
		for _, d := range s.syntax.Decls {
			for _, name := range bare(d) {
				faults = append(faults, fmt.Sprintf("%s:%d: %s is exported and has no doc comment", s.path, s.line(d), name))
			}
		}
	}
	return faults
}

// bare gives the exported names of a declaration that nothing is said about. A
// comment on a group, or beside a name, says it for constants and variables.
func bare(d ast.Decl) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d))) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			names = append(names, bareSpec(spec, d.Doc != nil)...)
		}
		return names
	}
	return nil
}

func bareSpec(spec ast.Spec, said bool) []string {
	var names []string
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if !said && spec.Doc == nil && spec.Name.IsExported() {
			names = append(names, spec.Name.Name)
		}
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			if !said && spec.Doc == nil && spec.Comment == nil && n.IsExported() {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

// receiver gives the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	e := d.Recv.List[0].Type
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
