package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// The rooms, older first: a room imports only older ones. Rooms on one line do
// not import each other.
var order = [][]string{
	{"internal/when"},
	{"internal/vault", "internal/sheet", "internal/phone", "internal/letter", "internal/devpg", "internal/id", "migrations"},
	{"internal/rule"},
	{"internal/access"},
	{"internal/db"},
	{"internal/audit"},
	{"internal/staff"},
	{"internal/programme"},
	{"internal/casework/standing"},
	{"internal/casework/company"},
	{"internal/casework/youth"},
	{"internal/casework/enrolment"},
	{"internal/casework/network"},
	{"internal/casework/plan"},
	{"internal/casework/meeting"},
	{"internal/casework/contact"},
	{"internal/casework/group"},
	{"internal/casework/outcome"},
	{"internal/casework/intake"},
	{"internal/casework/kickoff"},
	{"internal/casework/document"},
	{"internal/casework/decision"},
	{"internal/casework/placement"},
	{"internal/casework/measure"},
	{"internal/casework/sparring"},
	{"internal/casework/review"},
	{"internal/casework/conflict"},
	{"internal/casework/transfer"},
	{"internal/casework/fileaccess"},
	{"internal/casework/figures"},
	{"internal/casework/economy"},
	{"internal/casework/promises"},
	{"internal/casework/promises"},
	{"internal/casework/caseload"},
	{"internal/export", "internal/calendar", "internal/notify"},
	{"internal/fileimport"},
	{"internal/demo"},
	{"internal/jobs"},
	{"internal/server"},
	{"cmd"},
}

// ban is one rule about who names what. Tests and test support stand outside.
type ban struct {
	from   []string // the rooms it holds for; empty for all
	except []string // rooms that may all the same
	to     []string // what they must not import
	why    string
}

var bans = []ban{
	{from: []string{"internal/vault", "internal/sheet", "internal/phone", "internal/letter"}, except: nil, to: []string{"internal/id", "internal/rule", "migrations"}, why: "a leaf knows nothing of ours but internal/when"},
	{except: []string{"cmd"}, to: []string{"internal/server"}, why: "only cmd starts the server"},
	{except: []string{"cmd"}, to: []string{"internal/jobs"}, why: "workers call the domain, not the other way"},
	{except: []string{"cmd"}, to: []string{"internal/demo"}, why: "the demo's data is cmd's to load"},
	{except: []string{"cmd"}, to: []string{"internal/devpg"}, why: "the embedded Postgres is cmd's to start"},
	{except: []string{"cmd", "internal/server", "internal/jobs", "web/page"}, to: []string{"internal/fileimport"}, why: "files are read in by cmd, server and jobs alone, and shown on their pages"},
	{except: []string{"cmd", "internal/server", "web/page"}, to: []string{"web/page"}, why: "only server and cmd show pages"},
	{from: []string{"web/page"}, to: []string{"internal/db", "internal/audit"}, why: "a page is told what to show and reads no database"},
	{from: []string{"web/ui"}, to: []string{"web/page", "internal/casework", "internal/db", "internal/audit"}, why: "a component knows no page and no feature"},
	{from: []string{"web/static"}, to: []string{"internal", "web"}, why: "assets know nothing of ours"},
	{from: []string{"web/i18n"}, to: []string{"internal", "web"}, why: "texts know nothing of ours but internal/when"},
	{from: append(domain(), "internal/vault", "internal/sheet", "internal/phone", "internal/letter", "internal/devpg", "migrations"), to: []string{"web"}, why: "the domain has codes, not pages and sentences"},
	{to: []string{"internal/dbtest", "internal/casetest", "internal/browsertest", "internal/archtest"}, why: "test support is for tests alone"},
}

// domain gives the rooms from the floor up to caseload.
func domain() []string {
	return []string{"internal/when", "internal/id", "internal/rule", "internal/access", "internal/db", "internal/audit", "internal/staff", "internal/programme", "internal/casework"}
}

// outside says who may name packages that are not ours, and the standard library's.
var outside = []ban{
	{except: []string{"cmd", "internal/db", "internal/audit", "internal/staff", "internal/jobs"}, to: []string{"github.com/jackc/pgx/v5/pgxpool"}, why: "writes go through the trail, so only db, audit, staff, jobs and cmd hold a pool"},
	{from: []string{"internal", "web/page", "web/ui", "web/i18n"}, except: []string{"internal/server"}, to: []string{"net/http"}, why: "HTTP is spoken by internal/server alone"},
}

// importOrder tells of each import of a room that is not older.
func importOrder(all []source) []string {
	var faults []string
	for _, s := range code(all) {
		from := rank(s.dir)
		ours, _ := s.imports()
		for _, to := range ours {
			if strings.HasPrefix(s.dir, "internal/") && from < 0 {
				faults = append(faults, fmt.Sprintf("%s: %s has no place in archtest's order of rooms; give it one", s.path, s.dir))
				break
			}
			if from < 0 || rank(to) < 0 || rank(to) < from || in(to, room(s.dir)) {
				continue
			}
			faults = append(faults, fmt.Sprintf("%s: %s imports %s, which is not older; who owns the rule?", s.path, s.dir, to))
		}
	}
	return faults
}

// importBans tells of each import that a ban forbids.
func importBans(all []source) []string {
	var faults []string
	for _, s := range code(all) {
		ours, others := s.imports()
		for _, b := range bans {
			faults = append(faults, b.broken(s, ours)...)
		}
		for _, b := range outside {
			faults = append(faults, b.broken(s, others)...)
		}
	}
	return faults
}

func (b ban) broken(s source, imports []string) []string {
	if len(b.from) > 0 && !in(s.dir, b.from...) || in(s.dir, b.except...) {
		return nil
	}
	var faults []string
	for _, to := range imports {
		// internal/when may be used by all, and a room by its own parts.
		if to != "internal/when" && in(to, b.to...) && !in(to, s.dir) && !in(s.dir, to) {
			faults = append(faults, fmt.Sprintf("%s: %s imports %s, but %s", s.path, s.dir, to, b.why))
		}
	}
	return faults
}

// code gives the hand-written Go files that are no tests.
func code(all []source) []source {
	return slices.DeleteFunc(slices.Clone(all), func(s source) bool { return s.syntax == nil || s.support() })
}

// rank gives a folder's place in the order, -1 for one outside it.
func rank(dir string) int {
	return slices.IndexFunc(order, func(rooms []string) bool { return in(dir, rooms...) })
}

// room gives the room that a folder lies in.
func room(dir string) string {
	for _, rooms := range order {
		for _, r := range rooms {
			if in(dir, r) {
				return r
			}
		}
	}
	return dir
}
