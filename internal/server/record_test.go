package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
)

// The invented number and address that no page but the reveals may show.
const (
	testCPR     = "740308-4039"
	testAddress = "Skjulestien 7, 9500 Hobro"
)

// folder is a youth with something of everything, and who stands to them how.
type folder struct {
	*site
	youth                                      id.Youth
	owner, buddy, cover, leader, coordinator   access.Actor
	colleague, adviser, stranger, insight, adm access.Actor
}

func newFolder(t *testing.T, options ...db.Option) *folder {
	t.Helper()
	s := newSite(t, options...)
	north, south := s.Team("Nord"), s.Team("Syd")
	f := &folder{
		site:  s,
		owner: s.Person(north, "Anna Krogh", access.Caseworker), buddy: s.Person(north, "Bo Bak", access.Caseworker),
		cover: s.Person(north, "Carl Dam", access.Caseworker), leader: s.Person(north, "Lise Vang", access.Leader),
		coordinator: s.Person(north, "Kim Holt", access.Coordinator), colleague: s.Person(north, "Dorte Lund", access.Caseworker),
		adviser: s.Person(north, "Faglige Finn", access.Adviser), stranger: s.Person(south, "Sten Syd", access.Caseworker, access.Coordinator, access.Leader),
		insight: s.Person(0, "Ida Indsigt", access.Insight), adm: s.Person(0, "Admin Ada", access.Administrator),
	}
	f.youth = s.Youth(f.owner, "Mads Østergaard", casetest.WithBuddy(f.buddy), s.Started(200))
	f.protect()
	f.fill()
	return f
}

// protect gives the youth a number, a protected address and a note about safety.
func (f *folder) protect() {
	f.Helper()
	born := f.Today().AddMonths(-12 * 18)
	edit := youth.Edit{Version: 1, Details: youth.Details{
		GivenName: "Mads", FamilyName: "Østergaard", CPR: testCPR, BirthDate: &born, Phone: "12 34 56 78",
		Address: testAddress, Protection: youth.Protected, Remember: "Ring efter kl. 11",
	}}
	if err := f.Youths.Change(f.Context(), f.owner, f.youth, edit, audit.Form{}); err != nil {
		f.Fatal(err)
	}
	note := youth.SafetyNote{Text: "Mød ikke op alene", Source: "politiet 1.11.", BansPlace: "home", To: f.Today().AddDays(10)}
	if err := f.Youths.NoteSafety(f.Context(), f.owner, f.youth, note, audit.Form{}); err != nil {
		f.Fatal(err)
	}
}

// fill puts a row into everything that the history and the overview read.
func (f *folder) fill() {
	f.Helper()
	f.Exec(`INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, by_id) SELECT id, @cover, owner_id, @today, @today::date + 5, owner_id FROM enrolments WHERE youth_id = @y`,
		db.Args{"cover": f.cover.Staff, "today": f.Today(), "y": f.youth})
	f.contact("phone", "talked", f.Now().Add(-48*time.Hour), "Mads fortalte om værkstedet")
	f.contact("walk", "not_reached", f.Now().Add(-24*time.Hour), "")
	f.contact("met", "talked", f.Now().AddDate(-2, 0, 0), "Den gamle samtale")
	args := db.Args{"y": f.youth, "o": f.owner.Staff, "now": f.Now(), "today": f.Today()}
	f.Exec(`INSERT INTO agreements (youth_id, enrolment_id, text, who, due_on, made_by, made_at) SELECT @y, id, 'Ring til mester', 'us', @today::date - 1, @o, @now FROM enrolments WHERE youth_id = @y`, args)
	f.Exec(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, kind, starts_at, by_id) SELECT @y, id, @o, 'visit', @now::timestamptz + interval '3 days' + 0 * (@today::date - @today::date) * interval '1 day', @o FROM enrolments WHERE youth_id = @y`, args)
	f.Company("Hobro Auto")
	f.Exec(`INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, by_id)
		SELECT @y, e.id, c.company_id, c.id, 'vp', @today::date - 15, @today::date + 75, @o FROM enrolments e, company_workplaces c WHERE youth_id = @y`,
		db.Args{"y": f.youth, "o": f.owner.Staff, "today": f.Today()})
}

// contact writes an entry of the log by hand.
func (f *folder) contact(kind, outcome string, at time.Time, text string, others ...id.Youth) id.Contact {
	f.Helper()
	var c id.Contact
	f.Write(f.owner, access.LogContact, func(tx pgx.Tx) error {
		err := tx.QueryRow(f.Context(), `INSERT INTO contacts (author_id, kind, outcome, hats, occurred_at, recorded_at, account)
			VALUES (@by, @kind, @outcome, '{mentor}', @at, @at, @text) RETURNING id`,
			db.Args{"by": f.owner.Staff, "kind": kind, "outcome": outcome, "at": at, "text": text}).Scan(&c)
		if err != nil {
			return err
		}
		_, err = tx.Exec(f.Context(), `INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at) SELECT @c, youth_id, id, @at FROM enrolments WHERE youth_id = ANY(@ys)`,
			db.Args{"c": c, "at": at, "ys": append([]id.Youth{f.youth}, others...)})
		return err
	})
	return c
}

// path is an address below the youth.
func (f *folder) path(parts ...string) string {
	return strings.Join(append([]string{fmt.Sprintf("/youths/%d", f.youth)}, parts...), "/")
}

// recordGets are the pages of a record that can be asked for.
var recordGets = []string{
	"", "timeline", "timeline?system=1", "timeline?kind=contact", "timeline?hat=mentor", "details", "edit", "course",
	"safety", "people", "handover", "buddy", "cover", "closure", "lookups", "opening",
}

// Every page of a record, as everybody, says what the policy says: whole, refused
// with who has the youth, or not there. Nowhere stands the number or the address.
func TestRecordPages(t *testing.T) {
	f := newFolder(t)
	all := strings.Join(recordGets, " ") + " "
	readable := " timeline timeline?system=1 timeline?kind=contact timeline?hat=mentor details safety people "
	tests := []struct {
		name    string
		who     access.Actor
		ok      string // the pages that answer 200
		refused int    // what the others answer
	}{
		{"owner", f.owner, all, 403},
		{"buddy", f.buddy, readable + "edit opening ", 403},
		{"cover", f.cover, readable + "edit course handover buddy closure opening ", 403},
		{"leader without a reason", f.leader, "opening", 403},
		{"coordinator", f.coordinator, "handover buddy cover opening", 403},
		{"colleague", f.colleague, "opening", 403},
		{"adviser who is not asked", f.adviser, "", 404},
		{"stranger", f.stranger, "", 404},
		{"insight", f.insight, "", 404},
		{"administrator", f.adm, "", 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := f.as(tt.who)
			for _, page := range recordGets {
				want := tt.refused
				if strings.Contains(" "+tt.ok+" ", " "+page+" ") {
					want = http.StatusOK
				}
				if page == "" && !strings.Contains(tt.ok, "details") {
					want = tt.refused
				}
				got := v.get(strings.TrimSuffix(f.path(page), "/"))
				if got.Status != want {
					t.Errorf("%q answers %d, want %d", page, got.Status, want)
				}
				if got.Status >= 500 {
					t.Fatalf("%q: %s", page, got.text("main"))
				}
				f.leaksNothing(t, tt.name+" "+page, got)
				if strings.Contains(got.Body, "&lt;") && strings.Contains(got.text("body"), "<") {
					t.Errorf("%q has a text without words: %s", page, got.text("main"))
				}
			}
		})
	}
}

// leaksNothing holds that neither the number nor the protected address stands on a page.
func (f *folder) leaksNothing(t *testing.T, where string, got *answer) {
	t.Helper()
	for _, secret := range []string{testCPR, strings.ReplaceAll(testCPR, "-", ""), "4039", "Skjulestien"} {
		if strings.Contains(got.Body, secret) {
			t.Errorf("%s shows %q", where, secret)
		}
	}
}

// idOf is somebody's number as a form sends it.
func idOf(a access.Actor) string { return id.String(a.Staff) }
