package archtest

import (
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// proof is one file that breaks a rule, or does not.
type proof struct {
	rule, file, text string
	want             string // part of the sentence; empty when the file is in order
}

// importing writes a file that imports the packages.
func importing(packages ...string) string {
	text := "package x\n"
	for _, p := range packages {
		text += "import _ \"" + p + "\"\n"
	}
	return text
}

// lines writes a function with that many lines.
func lines(head string, n int) string {
	return "package x\n\n" + head + " {\n" + strings.Repeat("\tx()\n", n-2) + "}\n"
}

// Each rule sees what breaks it, and nothing in what does not.
func TestRules(t *testing.T) {
	for _, list := range [][]proof{orderProofs, banProofs, wordProofs, sizeProofs} {
		for _, p := range list {
			t.Run(p.rule+"/"+p.file+"/"+p.want, func(t *testing.T) { p.check(t) })
		}
	}
}

func (p proof) check(t *testing.T) {
	t.Helper()
	all := load(t, fstest.MapFS{p.file: {Data: []byte(p.text)}})
	faults := rules[p.rule](all)
	if p.want == "" && len(faults) > 0 {
		t.Errorf("it is in order, but: %s", strings.Join(faults, "; "))
	}
	if p.want != "" && (len(faults) != 1 || !strings.Contains(faults[0], p.want) || !strings.HasPrefix(faults[0], path.Dir(p.file))) {
		t.Errorf("faults %q, want one with %q", faults, p.want)
	}
}

var orderProofs = []proof{
	{"import order", "internal/casework/contact/a.go", importing("kasket/internal/casework/plan", "kasket/internal/audit", "kasket/internal/when"), ""},
	{"import order", "internal/casework/contact/a.go", importing("kasket/internal/casework/decision"), "not older"},
	{"import order", "internal/casework/youth/a.go", importing("kasket/internal/casework/enrolment"), "not older"},
	{"import order", "internal/casework/outcome/a.go", importing("kasket/internal/casework/caseload"), "not older"},
	{"import order", "internal/casework/caseload/a.go", importing("kasket/internal/casework/outcome"), ""},
	{"import order", "internal/casework/caseload/a.go", importing("kasket/internal/fileimport"), "not older"},
	{"import order", "internal/casework/contact/a_test.go", importing("kasket/internal/casework/decision"), ""},
	{"import order", "internal/id/a.go", importing("kasket/internal/db"), "not older"},
	{"import order", "internal/vault/a.go", importing("kasket/internal/sheet"), "not older"},
	{"import order", "internal/letter/a.go", importing("kasket/internal/export"), "not older"},
	{"import order", "internal/staff/a.go", importing("kasket/internal/programme"), "not older"},
	{"import order", "internal/jobs/a.go", importing("kasket/internal/casework/caseload", "kasket/internal/notify"), ""},
	{"import order", "internal/mystery/a.go", importing("kasket/internal/id"), "no place"},
	{"import order", "cmd/kasket/a.go", importing("kasket/internal/server", "kasket/internal/jobs", "kasket/internal/demo"), ""},
}

var banProofs = []proof{
	{"import bans", "cmd/kasket/a.go", importing("kasket/internal/server", "kasket/web/page", "kasket/internal/devpg", "net/http", "github.com/jackc/pgx/v5/pgxpool"), ""},
	{"import bans", "internal/jobs/a.go", importing("kasket/internal/server"), "only cmd starts the server"},
	{"import bans", "internal/server/a_test.go", importing("kasket/internal/server", "kasket/internal/dbtest"), ""},
	{"import bans", "internal/server/a.go", importing("kasket/internal/jobs"), "workers call the domain"},
	{"import bans", "internal/server/a.go", importing("kasket/web/page", "kasket/internal/fileimport", "net/http"), ""},
	{"import bans", "internal/server/a.go", importing("kasket/internal/demo"), "demo"},
	{"import bans", "internal/server/a.go", importing("kasket/internal/devpg"), "embedded Postgres"},
	{"import bans", "internal/server/a.go", importing("kasket/internal/casetest"), "for tests alone"},
	{"import bans", "internal/notify/a.go", importing("kasket/internal/fileimport"), "read in by"},
	{"import bans", "internal/notify/a.go", importing("kasket/web/page"), "only server and cmd show pages"},
	{"import bans", "internal/letter/a.go", importing("kasket/internal/when", "codeberg.org/go-pdf/fpdf"), ""},
	{"import bans", "internal/letter/a.go", importing("kasket/web/i18n"), "codes, not pages"},
	{"import bans", "internal/casework/contact/a.go", importing("kasket/web/i18n"), "codes, not pages"},
	{"import bans", "internal/casework/contact/a.go", importing("net/http"), "HTTP is spoken"},
	{"import bans", "internal/browsertest/a.go", importing("net/http"), ""},
	{"import bans", "internal/casework/contact/a.go", importing("github.com/jackc/pgx/v5/pgxpool"), "hold a pool"},
	{"import bans", "internal/casework/contact/a.go", importing("github.com/jackc/pgx/v5"), ""},
	{"import bans", "internal/dbtest/a.go", importing("github.com/jackc/pgx/v5/pgxpool"), ""},
	{"import bans", "internal/sheet/a.go", importing("kasket/internal/when"), ""},
	{"import bans", "internal/sheet/a.go", importing("kasket/internal/id"), "a leaf knows nothing"},
	{"import bans", "web/page/a_templ.go", importing("kasket/internal/casework/contact", "kasket/web/ui", "kasket/web/i18n"), ""},
	{"import bans", "web/page/a_templ.go", importing("kasket/internal/db"), "reads no database"},
	{"import bans", "web/page/a.go", importing("kasket/internal/audit"), "reads no database"},
	{"import bans", "web/page/a.go", importing("net/http"), "HTTP is spoken"},
	{"import bans", "web/ui/a.go", importing("kasket/internal/casework/youth"), "a component knows"},
	{"import bans", "web/ui/a.go", importing("kasket/internal/rule", "kasket/internal/when"), ""},
	{"import bans", "web/i18n/a.go", importing("kasket/internal/when"), ""},
	{"import bans", "web/i18n/a.go", importing("kasket/internal/rule"), "texts know nothing"},
	{"import bans", "web/static/a.go", importing("net/http"), ""},
	{"import bans", "web/static/a.go", importing("kasket/web/i18n"), "assets know nothing"},
}

var wordProofs = []proof{
	{"place of SQL", "internal/server/a.go", "package x\nconst q = `\n\tSELECT 1`\n", "SQL stands here"},
	{"place of SQL", "web/page/a_templ.go", "package x\nconst q = \"WITH a AS (SELECT 1)\"\n", "SQL stands here"},
	{"place of SQL", "internal/server/a.go", "package x\nconst q = \"Selected, with care\"\n", ""},
	{"place of SQL", "internal/casework/youth/a.go", "package x\nconst q = \"SELECT 1\"\n", ""},
	{"environment", "internal/db/a.go", "package x\nvar v = os.Getenv(\"A\")\n", "cmd reads it once"},
	{"environment", "internal/casetest/a.go", "package x\nvar v, _ = os.LookupEnv(\"A\")\n", "cmd reads it once"},
	{"environment", "cmd/kasket/a.go", "package x\nvar v = os.Getenv(\"A\")\n", ""},
	{"environment", "internal/devpg/a.go", "package x\nvar v = os.Environ()\n", ""},
	{"skipped tests", "internal/db/a_test.go", "package x\nfunc TestX(t *testing.T) { t.Skip(\"later\") }\n", "a test is skipped"},
	{"skipped tests", "internal/dbtest/a.go", "package x\nfunc f(p page) { p.t.SkipNow() }\n", "a test is skipped"},
	{"skipped tests", "internal/db/a_test.go", "package x\nfunc TestX(t *testing.T) { reader.Skip() }\n", ""},
	{"package names", "internal/util/a.go", "package util\n", "about nothing"},
	{"package names", "web/page/a.go", "package helpers\n", "about nothing"},
	{"package names", "internal/rule/a.go", "package rule\n", ""},
	{"doc comments", "internal/db/a.go", "package x\nfunc Open() {}\n", "Open is exported"},
	{"doc comments", "internal/db/a.go", "package x\n\n// T is.\ntype T struct{}\nfunc (t *T) Do() {}\n", "Do is exported"},
	{"doc comments", "internal/db/a.go", "package x\ntype T[P any] struct{}\n", "T is exported"},
	{"doc comments", "internal/db/a.go", "package x\nvar A = 1\n", "A is exported"},
	{"doc comments", "internal/db/a.go", "package x\n\n// Both.\nconst (\n\tA = 1\n\tB = 2\n)\ntype t int\nfunc (t) Error() string { return \"\" }\n", ""},
	{"doc comments", "internal/db/a_test.go", "package x\nfunc Open() {}\n", ""},
	{"doc comments", "web/page/a_templ.go", "package x\nfunc Open() {}\n", ""},
}

var sizeProofs = []proof{
	{"file sizes", "internal/db/a.go", "package x\n" + strings.Repeat("\n", 399), ""},
	{"file sizes", "internal/db/a.go", "package x\n" + strings.Repeat("\n", 400), "401 lines"},
	{"file sizes", "internal/db/a.go", "// Code generated by hand. DO NOT EDIT.\n\npackage x\n" + strings.Repeat("\n", 500), ""},
	{"file sizes", "web/page/a.templ", strings.Repeat("\n", 250), ""},
	{"file sizes", "web/page/a.templ", strings.Repeat("\n", 251), "251 lines"},
	{"function sizes", "internal/db/a.go", lines("func f()", 60), ""},
	{"function sizes", "internal/db/a.go", lines("func f()", 61), "61 lines, and 60"},
	{"function sizes", "internal/server/a.go", lines("func (s pages) f(w http.ResponseWriter, r *http.Request) error", 50), ""},
	{"function sizes", "internal/server/a.go", lines("func (s pages) f(w http.ResponseWriter, r *http.Request) error", 51), "handler f has 51 lines"},
	{"function sizes", "internal/server/a.go", lines("func (s pages) f()", 60), ""},
	{"function sizes", "internal/when/a_test.go", "package x\nfunc f() {\n\tx := []int{\n" + strings.Repeat("\t\t1,\n", 90) + "\t}\n\t_ = x\n}\n", ""},
	{"function sizes", "internal/when/a.go", "package x\nfunc f() {\n\tx := []int{\n" + strings.Repeat("\t\t1,\n", 90) + "\t}\n\t_ = x\n}\n", "95 lines"},
}
