package fileimport_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/fileimport"
	"kasket/internal/rule"
)

// However the rows of a file lie, and however often it comes, the same is made.
func TestAgain(t *testing.T) {
	o := newOffice(t)
	o.readIn(fileimport.Youths, o.youths(10))
	var rows []string
	for i := range 60 {
		external := ""
		if i%2 == 0 {
			external = fmt.Sprint(i)
		}
		rows = append(rows, fmt.Sprintf("%s;%02d.04.2026 %d.15;telefon;talt;;;;;;Talte om %d;%s;%s", number(i%10), 1+i%28, 8+i%9, i, o.annaMail, external))
	}
	rows = append(rows, rows[3], rows[4]) // in the file twice
	for round := range 4 {
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		_, run := o.readIn(fileimport.Contacts, contactHead+strings.Join(rows, "\n"))
		want := 60
		if round > 0 {
			want = 0
		}
		if run.Made != want || run.Failed != 0 {
			t.Fatalf("round %d made %d and refused %d, want %d and 0", round, run.Made, run.Failed, want)
		}
	}
	if n := o.count("contacts"); n != 60 {
		t.Errorf("%d entries, want 60", n)
	}
}

// One good row among bad ones is made, and the bad ones come back as a file that
// can be mended.
func TestFailures(t *testing.T) {
	o := newOffice(t)
	var b strings.Builder
	b.WriteString("cpr;fornavn;telefon\n")
	for i := range 1000 {
		phone := "12"
		if i == 500 {
			phone = "12345678"
		}
		fmt.Fprintf(&b, "%s;=Mads %d;%s\n", number(i), i, phone)
	}
	_, run := o.readIn(fileimport.Youths, b.String())
	if run.Made != 1 || run.Failed != 999 {
		t.Fatalf("made %d and refused %d, want 1 and 999", run.Made, run.Failed)
	}
	var file strings.Builder
	words := func(b rule.Broken) string { return b.Field + ": " + b.Code }
	if err := o.Failures(t.Context(), o.cilla, run.ID, &file, words); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	if !strings.HasPrefix(text, "\ufeffcpr;fornavn;telefon;fejl\r\n"+number(0)+";'=Mads 0;12;phone: phone\r\n") {
		t.Fatalf("the file begins %q", text[:100])
	}
	_, again := o.readIn(fileimport.Youths, strings.ReplaceAll(text, ";12;", ";12345678;"))
	if again.Made != 999 {
		t.Errorf("%d made of the mended file, want 999", again.Made)
	}
	if n := o.count("youths WHERE given_name LIKE '=Mads%'"); n != 1000 {
		t.Errorf("%d youths, want 1000", n)
	}
	if n := o.count(`audit_events WHERE action = 'import' AND detail->>'act' = 'failures'`); n != 1 {
		t.Errorf("%d lines in the trail of what was fetched, want 1", n)
	}
}

// What the referring unit tells comes in with the row, and rows that tell it wrongly
// come back.
func TestReferralColumns(t *testing.T) {
	o := newOffice(t)
	text := "cpr;fornavn;tolk;henvist af;henvist af person;henvisers telefon;hvorfor nu;hvad andre har prøvet;hast;hvorfor akut;netværk;forældremyndighed;sikkerhed;ønske\n"
	text += number(0) + ";Ida;Dari;Uddannelseshuset;Mette Kjær;12 34 56 78;Mister sin bolig;Mentor i foråret;akut;Fredag;Mor;Mor alene;Ring først;Noget med dyr\n"
	for n := range 999 {
		bad := [][3]string{{"12 34 56 78", "akut", ""}, {"ring", "", ""}, {"", "straks", "Fredag"}}[n%3]
		text += number(n+1) + ";Bo;;Jobcentret;;" + bad[0] + ";;;" + bad[1] + ";" + bad[2] + ";;;;\n"
	}
	_, run := o.readIn(fileimport.Youths, text)
	if run.Made != 1 || run.Failed != 999 {
		t.Fatalf("made %d and refused %d, want 1 and 999", run.Made, run.Failed)
	}
	told := casetest.One[string](o.World, `SELECT concat_ws('|', f.state, f.referred_by, f.referred_person, f.referred_phone, f.reason, f.tried, f.urgency,
		f.urgency_why, f.network, f.custody, f.safety, f.wish, y.interpreter) FROM referrals f JOIN youths y ON y.id = f.youth_id`, nil)
	if want := "received|Uddannelseshuset|Mette Kjær|+4512345678|Mister sin bolig|Mentor i foråret|acute|Fredag|Mor|Mor alene|Ring først|Noget med dyr|Dari"; told != want {
		t.Errorf("told %q, want %q", told, want)
	}
}

// A run that is cut short goes on where it was, and nothing is made twice.
func TestCutShort(t *testing.T) {
	o := newOffice(t)
	before := o.tried(fileimport.Youths, o.youths(100))
	if err := o.Start(t.Context(), o.cilla, before.ID, o, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for cut := range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for o.count("youths") < 7*(cut+1) {
			}
			cancel()
		}()
		if err := o.Run(ctx, before.ID); err == nil {
			t.Fatal("the run came to its end")
		}
		if r := o.found(before.ID); r.Made != o.count("youths") || r.State != fileimport.Running {
			t.Fatalf("%s with %d made, but there are %d", r.State, r.Made, o.count("youths"))
		}
	}
	done := make(chan error)
	for range 2 { // two at once
		go func() { done <- o.Run(t.Context(), before.ID) }()
	}
	if err := errors.Join(<-done, <-done); err != nil {
		t.Fatal(err)
	}
	if r := o.found(before.ID); r.State != fileimport.Done || r.Made != 100 || o.count("youths") != 100 {
		t.Errorf("%s with %d made, and %d youths; want 100", r.State, r.Made, o.count("youths"))
	}
	if n := o.count("import_rows"); n != 0 {
		t.Errorf("%d rows are kept after the end", n)
	}
	if n := o.count("audit_events WHERE action = 'import' AND youth_id IS NOT NULL"); n != 100 {
		t.Errorf("%d lines in the trail of youths, want 100", n)
	}
}

func TestStopAndGoOn(t *testing.T) {
	o := newOffice(t)
	r := o.tried(fileimport.Youths, o.youths(3))
	steps := []struct {
		what string
		do   func() error
		want error
	}{
		{"stop what has not begun", func() error { return o.Stop(t.Context(), o.cilla, r.ID, audit.Form{}) }, rule.Violation("", "import_not_running")},
		{"start by a caseworker", func() error { return o.Start(t.Context(), o.anna, r.ID, o, audit.Form{}) }, access.ErrForbidden},
		{"start", func() error { return o.Start(t.Context(), o.cilla, r.ID, o, audit.Form{}) }, nil},
		{"start again", func() error { return o.Start(t.Context(), o.cilla, r.ID, o, audit.Form{}) }, rule.Violation("", "import_not_waiting")},
		{"stop", func() error { return o.Stop(t.Context(), o.cilla, r.ID, audit.Form{}) }, nil},
		{"run while stopped", func() error { return o.Run(t.Context(), r.ID) }, nil},
		{"go on", func() error { return o.Start(t.Context(), o.cilla, r.ID, o, audit.Form{}) }, nil},
	}
	for _, s := range steps {
		err := s.do()
		if !errors.Is(err, s.want) && fmt.Sprint(err) != fmt.Sprint(s.want) {
			t.Fatalf("%s: %v, want %v", s.what, err, s.want)
		}
		if n := o.count("youths"); n != 0 {
			t.Fatalf("%s: %d youths", s.what, n)
		}
	}
	if err := o.Run(t.Context(), r.ID); err != nil || o.count("youths") != 3 || o.queued != 2 {
		t.Errorf("%v, %d youths, queued %d times", err, o.count("youths"), o.queued)
	}
}

// Who does not coordinate the team knows nothing of its files.
func TestWhoMay(t *testing.T) {
	o := newOffice(t)
	r := o.tried(fileimport.Youths, o.youths(1))
	sten := o.Person(o.Team("Syd"), "Sten Syd", access.Coordinator)
	for name, ask := range map[string]func() error{
		"find":  func() error { _, err := o.Find(t.Context(), sten, r.ID); return err },
		"start": func() error { return o.Start(t.Context(), sten, r.ID, o, audit.Form{}) },
		"stop":  func() error { return o.Stop(t.Context(), sten, r.ID, audit.Form{}) },
		"failures": func() error {
			return o.Failures(t.Context(), sten, r.ID, &strings.Builder{}, func(rule.Broken) string { return "" })
		},
		"try": func() error {
			_, err := o.Try(t.Context(), sten, fileimport.Upload{Kind: fileimport.Youths, Team: o.team, File: strings.NewReader("x")}, audit.Form{})
			return err
		},
		"try for all": func() error {
			_, err := o.Try(t.Context(), sten, fileimport.Upload{Kind: fileimport.Youths, File: strings.NewReader("x")}, audit.Form{})
			return err
		},
	} {
		if err := ask(); !errors.Is(err, access.ErrHidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runs, err := o.Runs(t.Context(), sten, 0, 10); err != nil || len(runs) != 0 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
	o.Exec(`UPDATE memberships SET roles = '{caseworker}' WHERE staff_id = @c`, db.Args{"c": o.cilla.Staff})
	o.Exec(`UPDATE import_runs SET state = 'running'`, nil)
	if err := o.Run(t.Context(), r.ID); err != nil || o.count("youths") != 0 {
		t.Errorf("%v, %d youths made by one who may no longer", err, o.count("youths"))
	}
}

// A run whose process was killed is gone on with once it has stood still, and not
// before.
func TestResume(t *testing.T) {
	o := newOffice(t)
	r := o.tried(fileimport.Youths, o.youths(3))
	if err := o.Start(t.Context(), o.cilla, r.ID, o, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{10 * time.Second, 0}, {time.Minute, 3}, {time.Hour, 3}} {
		o.Later(step.after)
		if err := o.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := o.count("youths"); n != step.want {
			t.Errorf("%v later: %d youths, want %d", step.after, n, step.want)
		}
	}
}
