package fileimport_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/fileimport"
	"kasket/internal/id"
)

// office is a team with a coordinator who reads files in.
type office struct {
	*casetest.World
	*fileimport.Service
	team             id.Team
	anna, bo, cilla  access.Actor
	annaMail, boMail string
	queued           int
}

// Import counts what was queued: tests call Run themselves.
func (o *office) Import(context.Context, pgx.Tx, id.ImportRun) error {
	o.queued++
	return nil
}

func newOffice(t testing.TB) *office {
	t.Helper()
	w := casetest.New(t)
	o := &office{World: w, team: w.Team("Nord")}
	o.Service = w.Imports
	o.anna = w.Person(o.team, "Anna Nord", access.Caseworker)
	o.bo = w.Person(o.team, "Bo Nord", access.Caseworker)
	o.cilla = w.Person(o.team, "Cilla Nord", access.Coordinator)
	o.annaMail, o.boMail = w.EmailOf(o.anna), w.EmailOf(o.bo)
	return o
}

// number is a test number that can be nobody's: a day of birth over 60.
func number(n int) string { return fmt.Sprintf("%02d0108-4%03d", 61+n%28, n) }

func (o *office) try(kind fileimport.Kind, text string) (id.ImportRun, error) {
	return o.Try(o.Context(), o.cilla, fileimport.Upload{Kind: kind, Team: o.team, Name: "fil.csv", File: strings.NewReader(text)}, audit.Form{})
}

// tried is the run of a file that can be read.
func (o *office) tried(kind fileimport.Kind, text string) fileimport.Run {
	o.Helper()
	run, err := o.try(kind, text)
	if err != nil {
		o.Fatal(err)
	}
	return o.found(run)
}

func (o *office) found(run id.ImportRun) fileimport.Run {
	o.Helper()
	r, err := o.Find(o.Context(), o.cilla, run)
	if err != nil {
		o.Fatal(err)
	}
	return r
}

// readIn tries a file, starts it and runs it to its end.
func (o *office) readIn(kind fileimport.Kind, text string) (before, after fileimport.Run) {
	o.Helper()
	before = o.tried(kind, text)
	if err := o.Start(o.Context(), o.cilla, before.ID, o, audit.Form{}); err != nil {
		o.Fatal(err)
	}
	if err := o.Run(o.Context(), before.ID); err != nil {
		o.Fatal(err)
	}
	after = o.found(before.ID)
	if after.State != fileimport.Done || after.Done != before.Rows {
		o.Fatalf("the run is %s with %d of %d rows", after.State, after.Done, before.Rows)
	}
	if after.Made != before.New || after.Known != before.Known || after.Failed != before.Failed {
		o.Errorf("made %d, known %d, failed %d; the trial said %d, %d, %d",
			after.Made, after.Known, after.Failed, before.New, before.Known, before.Failed)
	}
	return before, after
}

// faults lists the faults of a run's rows, as line: column code.
func (o *office) faults(r fileimport.Run) []string {
	o.Helper()
	lines, err := o.Lines(o.Context(), o.cilla, r, true, 0, 2000)
	if err != nil {
		o.Fatal(err)
	}
	var list []string
	for _, l := range lines {
		for _, b := range l.Broken {
			list = append(list, fmt.Sprintf("%d: %s %s", l.Line, b.Field, b.Code))
		}
	}
	return list
}

func (o *office) count(table string) int {
	o.Helper()
	return casetest.One[int](o.World, `SELECT count(*) FROM `+table, nil)
}

func (o *office) youths(n int) string {
	var b strings.Builder
	b.WriteString("cpr;fornavn;efternavn;kontaktperson;startet\r\n")
	for i := range n {
		fmt.Fprintf(&b, "%s;Mads %d;Holm;%s;01.03.2026\r\n", number(i), i, o.annaMail)
	}
	return b.String()
}

func TestYouthRows(t *testing.T) {
	o := newOffice(t)
	south := o.Team("Syd")
	sten := o.Person(south, "Sten Syd", access.Caseworker)
	stens := o.EmailOf(sten)
	const head = "cpr;given_name;family_name;team;programme;owner_email;buddy_email;referred_on;started_on;closed_on;exit_code;needs_group;benefit;protected;ready_on;address\n"
	tests := []struct {
		name, row string
		want      []string
	}{
		{"waits", number(1) + ";Mads;Holm;;;;;01.11.2026;;;;2;Kontanthjælp;nej;;", nil},
		{"has an owner", number(2) + ";Mads;Holm;nord;Rute 42;" + o.annaMail + ";" + o.boMail + ";01-03-2026;2026-03-05;;;;kontanthjaelp;ja;01.09.2026;Havnegade 1", nil},
		{"has ended", number(3) + ";Mads;Holm;Nord;rute42;" + o.annaMail + ";;01.03.2024;05.03.2024;01.02.2025;edu_upper;;;;;", nil},
		{"capitals in the address", number(4) + ";Mads;Holm;;;" + strings.ToUpper(o.annaMail) + ";;;05.03.2026;;;;;;;", nil},
		{"no number", ";Mads;Holm;;;;;;;;;;;;;", []string{"cpr required"}},
		{"no such day", "911198-9009;Mads;Holm;;;;;;;;;;;;;", []string{"cpr cpr_date"}},
		{"no name", number(5) + ";;Holm;;;;;;;;;;;;;", []string{"given_name required"}},
		{"unknown team", number(5) + ";Mads;Holm;Øst;;;;;;;;;;;;", []string{"team unknown_team"}},
		{"another's team", number(5) + ";Mads;Holm;Syd;;;;;;;;;;;;", []string{"team not_your_team"}},
		{"another programme", number(5) + ";Mads;Holm;Nord;samarbejdsmodellen;;;;;;;;;;;", []string{"programme not_of_team"}},
		{"owner unknown", number(5) + ";Mads;Holm;;;ingen@kasket.test;;;05.03.2026;;;;;;;", []string{"owner_email unknown_email"}},
		{"owner of another team", number(5) + ";Mads;Holm;;;" + stens + ";;;05.03.2026;;;;;;;", []string{"owner_email not_in_team"}},
		{"coordinator is no owner", number(5) + ";Mads;Holm;;;" + o.EmailOf(o.cilla) + ";;;05.03.2026;;;;;;;", []string{"owner_email not_in_team"}},
		{"buddy is owner", number(5) + ";Mads;Holm;;;" + o.annaMail + ";" + o.annaMail + ";;05.03.2026;;;;;;;", []string{"buddy_email buddy_is_owner"}},
		{"owner and no start", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;;;;;;;;", []string{"started_on required"}},
		{"start and no owner", number(5) + ";Mads;Holm;;;;;;05.03.2026;;;;;;;", []string{"started_on without_owner"}},
		{"start before the referral", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;06.03.2026;05.03.2026;;;;;;;", []string{"started_on before_referral"}},
		{"start in the future", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2027;;;;;;;", []string{"started_on in_the_future"}},
		{"end without exit", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2025;06.06.2025;;;;;;", []string{"exit_code required"}},
		{"exit without end", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2025;;edu_upper;;;;;", []string{"exit_code without_end"}},
		{"exit unknown", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2025;06.06.2025;xyz;;;;;", []string{"exit_code not_in_catalogue"}},
		{"exit that was no more", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2015;06.06.2016;fgu_agu;;;;;", []string{"exit_code not_in_catalogue"}},
		{"end before start", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2025;06.02.2025;moved;;;;;", []string{"closed_on before_start"}},
		{"group 5, benefit of yesterday, a wrong yes", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;05.03.2026;;;5;uddannelseshjaelp;måske;;", []string{"protected yes_or_no", "needs_group between", "benefit not_in_catalogue"}},
		{"a day in words", number(5) + ";Mads;Holm;;;" + o.annaMail + ";;;i går;;;;;;;", []string{"started_on file_date"}},
		{"a stray separator", number(5) + ";Mads;Holm;;;;;;;;;;;;;Havnegade 1; st.", []string{" stray_cells"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := o.readIn(fileimport.Youths, head+tt.row+"\n")
			for _, r := range []fileimport.Run{before, after} {
				var want []string
				for _, w := range tt.want {
					want = append(want, "2: "+w)
				}
				if got := o.faults(r); strings.Join(got, ", ") != strings.Join(want, ", ") {
					t.Errorf("faults %q, want %q", got, want)
				}
			}
		})
	}
	if n := o.count("youths"); n != 4 {
		t.Errorf("%d youths, want 4", n)
	}
	if n := o.count("exits"); n != 1 {
		t.Errorf("%d exits, want 1", n)
	}
	if n := o.count("referrals WHERE open"); n != 1 {
		t.Errorf("%d waiting, want 1", n)
	}
	if n := casetest.One[int](o.World, `SELECT count(*) FROM youths WHERE protection = 'protected' AND address IS NOT NULL AND position('Havnegade'::bytea IN address) = 0`, nil); n != 1 {
		t.Error("the protected address is not sealed")
	}
	if n := casetest.One[int](o.World, `SELECT count(*) FROM import_rows WHERE position('Mads'::bytea IN content) > 0 OR position('4005'::bytea IN content) > 0`, nil); n != 0 {
		t.Errorf("%d rows wait unsealed", n)
	}
}

// A youth who is there is not made twice and never overwritten.
func TestYouthsWhoAreThere(t *testing.T) {
	o := newOffice(t)
	const head = "cpr;fornavn;telefon;kontaktperson;startet;afsluttet;afslutningskode;ønske\n"
	first := func(rest string) string { return number(1) + ";Mads;" + rest }
	owner := o.annaMail
	o.readIn(fileimport.Youths, head+first("12345678;"+owner+";01.03.2026;;;Lastbil"))
	tests := []struct {
		name, row, want string
		made            int
	}{
		{"the same again", first("12345678;" + owner + ";01.03.2026;;;Lastbil"), "", 0},
		{"the same in another spelling", first("+45 12 34 56 78;" + strings.ToUpper(owner) + ";2026-03-01;;;Lastbil"), "", 0},
		{"less of the same", first(";" + owner + ";01.03.2026;;;"), "", 0},
		{"another phone and wish", first("87654321;" + owner + ";01.03.2026;;;Maler"), "cpr exists [phone, wish]", 0},
		{"another owner", first(";" + o.boMail + ";01.03.2026;;;"), "cpr exists [owner_email]", 0},
		{"another start", first(";" + owner + ";02.03.2026;;;"), "cpr exists [started_on]", 0},
		{"a referral", first(";;;;;"), "cpr has_open_course []", 0},
		{"a course before", first(";" + o.boMail + ";01.03.2024;01.02.2025;lost;"), "", 1},
		{"the course before, once more, less of it", first(";;;;;"), "cpr has_open_course []", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, run := o.readIn(fileimport.Youths, head+tt.row)
			if run.Made != tt.made {
				t.Errorf("%d made, want %d", run.Made, tt.made)
			}
			lines, err := o.Lines(t.Context(), o.cilla, run, true, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, l := range lines {
				got += fmt.Sprintf("%s %s %v", l.Broken[0].Field, l.Broken[0].Code, l.Broken[0].Args)
			}
			if got != tt.want {
				t.Errorf("fault %q, want %q", got, tt.want)
			}
		})
	}
	if n := o.count("youths"); n != 1 {
		t.Errorf("%d youths, want 1", n)
	}
	if wish := casetest.One[string](o.World, `SELECT wish FROM enrolments WHERE closed_on IS NULL`, nil); wish != "Lastbil" {
		t.Errorf("the wish is now %q", wish)
	}
}

const contactHead = "cpr;tidspunkt;form;udfald;kasketter;retning;modpart;sted;minutter;notat;medarbejder;external_id\n"

func TestContactRows(t *testing.T) {
	o := newOffice(t)
	o.readIn(fileimport.Youths, o.youths(2))
	row := func(rest string) string { return number(1) + ";" + rest }
	tests := []struct {
		name, row string
		want      []string
	}{
		{"a walk", row("05.03.2026 9.30;gåtur;talt;mentor|Myndighed;;;Byparken;45;Gik en tur;" + o.annaMail + ";1"), nil},
		{"a call in vain", row("2026-03-06T10:15;phone;not_reached;;out;;;;;" + o.annaMail + ";2"), nil},
		{"the mother", row("07-03-2026 kl. 12.00;telefon;talt;;ind;pårørende;;;Mor ringede;" + o.annaMail + ";3"), nil},
		{"unknown number", number(9) + ";05.03.2026 9.30;gåtur;talt;;;;;;;" + o.annaMail + ";", []string{"cpr unknown_youth"}},
		{"before the course", row("05.02.2026 9.30;gåtur;talt;;;;;;;" + o.annaMail + ";"), []string{"at no_course_then"}},
		{"in the future", row("05.02.2027 9.30;gåtur;talt;;;;;;;" + o.annaMail + ";"), []string{"at in_the_future"}},
		{"words nobody knows", row("05.03.2026 9.30;drone;måske;spion;op;nabo;;0;;" + o.annaMail + ";"), []string{"kind unknown_word", "outcome unknown_word", "direction unknown_word", "counterpart unknown_word", "minutes between"}},
		{"a hat of another programme", row("05.03.2026 9.30;gåtur;talt;support_person;;;;;;" + o.annaMail + ";"), []string{"hats unknown_word"}},
		{"no author", row("05.03.2026 9.30;gåtur;talt;;;;;;;;"), []string{"by_email required"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := o.readIn(fileimport.Contacts, contactHead+tt.row+"\n")
			for _, r := range []fileimport.Run{before, after} {
				var want []string
				for _, w := range tt.want {
					want = append(want, "2: "+w)
				}
				if got := o.faults(r); strings.Join(got, ", ") != strings.Join(want, ", ") {
					t.Errorf("faults %q, want %q", got, want)
				}
			}
		})
	}
	got := casetest.One[string](o.World, `
		SELECT to_char(last_contact_at, 'YYYY-MM-DD HH24:MI') || ' ' || to_char(last_attempt_at, 'YYYY-MM-DD HH24:MI') || ' ' || attempts
		FROM enrolments WHERE last_contact_at IS NOT NULL`, nil)
	if want := "2026-03-05 08:30 2026-03-06 09:15 1"; got != want { // by the clock in Copenhagen, in winter
		t.Errorf("reach %q, want %q", got, want)
	}
	if n := o.count("contacts WHERE imported AND recorded_at = '2026-11-21 11:00Z' AND hats <@ '{mentor,authority}'"); n != 3 {
		t.Errorf("%d entries as they should be, want 3", n)
	}
}

// An activity is one of the catalogue on the day of the contact, by code or name.
func TestContactActivities(t *testing.T) {
	o := newOffice(t)
	o.readIn(fileimport.Youths, o.youths(2))
	o.Exec(`UPDATE catalogue SET valid_to = '2026-03-31' WHERE kind = 'activity' AND code = 'exercise'`, nil)
	row := func(day, activity string) string {
		return number(1) + ";" + day + " 9.30;møde;talt;Notat " + day + ";" + activity + ";" + o.annaMail + "\n"
	}
	_, r := o.readIn(fileimport.Contacts, "cpr;tidspunkt;form;udfald;notat;aktivitet;medarbejder\n"+
		row("05.03.2026", "psykiatrien")+row("06.03.2026", "exercise")+row("07.03.2026", "")+row("07.04.2026", "Motion")+row("08.04.2026", "sejlads"))
	if got, want := strings.Join(o.faults(r), ", "), "5: activity not_in_catalogue, 6: activity not_in_catalogue"; got != want {
		t.Errorf("faults %q, want %q", got, want)
	}
	if got := casetest.One[string](o.World, `SELECT string_agg(activity, ',' ORDER BY occurred_at) FROM contacts`, nil); got != "psychiatry,exercise," {
		t.Errorf("activities %q", got)
	}
}

func TestPlacementRows(t *testing.T) {
	o := newOffice(t)
	o.readIn(fileimport.Youths, o.youths(2))
	const head = "cpr;cvr;virksomhed;type;fra;til;timer;resultat;external_id\n"
	row := func(rest string) string { return number(1) + ";" + rest }
	tests := []struct {
		name, row string
		want      []string
	}{
		{"internship", row("13 74 81 36;Bageren;vp;05.03.2026;05.04.2026;12,5;gennemført;"), nil},
		{"the same company by number", row("13748136;Bager A/S;Løntilskud;05.05.2026;;37;;"), []string{"type not_in_catalogue"}},
		{"the same company by another name", row("13748136;Bager A/S;lt;05.05.2026;;37;;"), nil},
		{"no number", row(";Mekanikeren;Ordinære løntimer;05.06.2026;;;;"), nil},
		{"check digit", row("12345678;Bageren;vp;05.03.2026;;;;"), []string{"cvr cvr"}},
		{"noughts", row("00000000;Bageren;vp;05.03.2026;;;;"), []string{"cvr cvr"}},
		{"no company", row(";;vp;05.03.2026;;;;"), []string{"company company_or_cvr"}},
		{"ends before it begins", row(";Bageren;vp;05.03.2026;04.03.2026;;;"), []string{"to before_from"}},
		{"hours", row(";Bageren;vp;05.03.2026;;70;;"), []string{"hours hours"}},
		{"a result of what goes on", row(";Bageren;vp;05.03.2026;;;ansat;"), []string{"result not_ended"}},
		{"before the course", row(";Bageren;vp;05.02.2026;;;;"), []string{"from no_course_then"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := o.readIn(fileimport.Placements, head+tt.row+"\n")
			for _, r := range []fileimport.Run{before, after} {
				var want []string
				for _, w := range tt.want {
					want = append(want, "2: "+w)
				}
				if got := o.faults(r); strings.Join(got, ", ") != strings.Join(want, ", ") {
					t.Errorf("faults %q, want %q", got, want)
				}
			}
		})
	}
	if n := o.count("companies"); n != 2 {
		t.Errorf("%d companies, want 2", n)
	}
}
