package measure_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/measure"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

type measuring struct {
	*casetest.World
	anna, bo, kim, sten access.Actor
	mads, sofus         id.Youth
}

func newMeasuring(t *testing.T) *measuring {
	t.Helper()
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	s := &measuring{
		World: w, anna: w.Person(north, "Anna", access.Caseworker), bo: w.Person(north, "Bo", access.Caseworker),
		kim: w.Person(north, "Kim", access.Caseworker), sten: w.Person(south, "Sten", access.Caseworker),
	}
	s.mads = w.Youth(s.anna, "Mads Holm", casetest.WithBuddy(s.bo), w.Started(100))
	s.sofus = w.Youth(s.sten, "Sofus Berg")
	return s
}

func (s *measuring) instrument(code string) id.Instrument {
	s.Helper()
	return casetest.One[id.Instrument](s.World, `SELECT id FROM instruments WHERE code = @code ORDER BY version DESC LIMIT 1`, db.Args{"code": code})
}

func (s *measuring) record() measure.Record {
	s.Helper()
	scope := access.Scope{Youth: s.mads, Owner: s.anna.Staff, Team: s.anna.Memberships[0].Team, Enrolment: casetest.One[id.Enrolment](s.World, `SELECT max(id) FROM enrolments WHERE youth_id = @y`, db.Args{"y": s.mads})}
	r, err := s.Measures.Of(s.Context(), s.anna, scope)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func answers(list ...string) map[int]string {
	m := map[int]string{}
	for i, a := range list {
		m[i+1] = a
	}
	return m
}

var whole = answers("3", "2", "2", "3", "2")

func youthSays(a map[int]string) measure.Answering {
	return measure.Answering{Respondent: measure.ByYouth, Answers: a}
}

// half are answers of which some are left out on purpose.
func half(a map[int]string) measure.Answering {
	return measure.Answering{Respondent: measure.ByYouth, Answers: a, Half: true}
}

func is(err error, field, code string) bool {
	v, broken := errors.AsType[rule.Violations](err)
	return broken && slices.ContainsFunc(v, func(b rule.Broken) bool { return b.Field == field && b.Code == code })
}

// What was answered is kept with its score; half an instrument is kept without one.
func TestSave(t *testing.T) {
	s := newMeasuring(t)
	if _, err := s.Measures.Save(t.Context(), s.anna, s.mads, s.instrument("who5"), measure.Answering{Respondent: measure.ByYouth, On: "1/11", Comment: " Sover dårligt ", Answers: whole}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Measures.Save(t.Context(), s.bo, s.mads, s.instrument("who5"), half(answers("3", "2", "", "3", "2")), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Measures.Save(t.Context(), s.anna, s.mads, s.instrument("survey"), half(answers("5", "4", "", "", "Flere gåture")), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	r := s.record()
	if len(r.Measurements) != 3 || *r.Measurements[0].Score != 48 || r.Measurements[0].Comment != "Sover dårligt" || r.Measurements[0].On.String() != "2026-11-01" {
		t.Fatalf("measured %+v", r.Measurements)
	}
	if m := r.Measurements[1]; m.Score != nil || len(m.Answers) != 4 || m.By != "Bo" {
		t.Errorf("half filled in: %+v", m)
	}
	if m := r.Measurements[2]; m.Score != nil || m.Words(5) != "Flere gåture" {
		t.Errorf("in words: %+v", m)
	}
	if n := len(r.Series()); n != 2 || r.Series()[0].Enough() {
		t.Errorf("%d series", n)
	}
}

func TestSaveRefused(t *testing.T) {
	s := newMeasuring(t)
	who5 := s.instrument("who5")
	s.Exec(`UPDATE youths SET birth_date = '2008-02-29' WHERE id = @y`, db.Args{"y": s.mads})
	s.Exec(`UPDATE instruments SET valid_to = '2026-06-30' WHERE code = 'scale10'`, nil)
	for _, tt := range []struct {
		name       string
		by         access.Actor
		instrument id.Instrument
		w          measure.Answering
		field      string
		code       string
		err        error
	}{
		{"a colleague", s.kim, who5, youthSays(whole), "", "", access.ErrForbidden},
		{"a stranger", s.sten, who5, youthSays(whole), "", "", access.ErrHidden},
		{"no instrument", s.anna, 9999, youthSays(whole), "", "", db.ErrNotFound},
		{"nothing", s.anna, who5, youthSays(nil), "", "nothing_answered", nil},
		{"one left out and not asked about", s.anna, who5, youthSays(answers("3", "2", "", "3", "2")), "a3", "unanswered", nil},
		{"over", s.anna, who5, youthSays(answers("3", "6")), "a2", "range", nil},
		{"under", s.anna, who5, youthSays(answers("-1")), "a1", "range", nil},
		{"no number", s.anna, who5, youthSays(answers("glad")), "a1", "range", nil},
		{"half a point", s.anna, who5, youthSays(answers("2.5")), "a1", "range", nil},
		{"huge", s.anna, who5, youthSays(answers("99999999999999999999")), "a1", "range", nil},
		{"the worker answers WHO-5", s.anna, who5, measure.Answering{Respondent: measure.ByWorker, Answers: whole}, "respondent", "unknown", nil},
		{"both at once", s.anna, who5, measure.Answering{Respondent: measure.ByBoth, Answers: whole}, "respondent", "unknown", nil},
		{"tomorrow", s.anna, who5, measure.Answering{Respondent: measure.ByYouth, On: "22.11.2026", Answers: whole}, "on_day", "in_the_future", nil},
		{"before birth", s.anna, who5, measure.Answering{Respondent: measure.ByYouth, On: "28.2.2008", Answers: whole}, "on_day", "before_birth", nil},
		{"no day", s.anna, who5, measure.Answering{Respondent: measure.ByYouth, On: "engang", Answers: whole}, "on_day", "date", nil},
		{"occasion", s.anna, who5, measure.Answering{Respondent: measure.ByYouth, Occasion: "party", Answers: whole}, "occasion", "unknown", nil},
		{"long", s.anna, who5, measure.Answering{Respondent: measure.ByYouth, Comment: strings.Repeat("a", measure.MostWords+1), Answers: whole}, "comment", "too_long", nil},
		{"it holds no more", s.anna, s.instrument("scale10"), youthSays(answers("7")), "", "instrument_ended", nil},
	} {
		_, err := s.Measures.Save(t.Context(), tt.by, s.mads, tt.instrument, tt.w, audit.Form{})
		if tt.err != nil && !errors.Is(err, tt.err) || tt.err == nil && !is(err, tt.field, tt.code) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if n := len(s.record().Measurements); n != 0 {
		t.Errorf("%d of those refused are kept", n)
	}
	if _, err := s.Measures.Save(t.Context(), s.anna, s.mads, s.instrument("scale10"), measure.Answering{Respondent: measure.ByYouth, On: "30.6.2026", Answers: answers("7")}, audit.Form{}); err != nil {
		t.Errorf("on its last day: %v", err)
	}
}

// What stands in the schema stands against whoever writes beside the program.
func TestSchema(t *testing.T) {
	s := newMeasuring(t)
	n, err := s.Measures.Save(t.Context(), s.anna, s.mads, s.instrument("who5"), youthSays(whole), audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	for constraint, sql := range map[string]string{
		"measurement_stays":     `UPDATE measurements SET score = 99 WHERE id = @n`,
		"answer_in_range":       `INSERT INTO measurement_answers (measurement_id, instrument_id, position, value) SELECT @n, instrument_id, 1, 6 FROM measurements WHERE id = @n`,
		"instrument_stays":      `UPDATE instruments SET name_da = 'x' WHERE id = (SELECT instrument_id FROM measurements WHERE id = @n)`,
		"answer_of_measurement": `INSERT INTO measurement_answers (measurement_id, instrument_id, position, value) SELECT @n, id, 6, 1 FROM instruments WHERE code = 'indicators'`,
		"one_version":           `INSERT INTO instruments (code, version, name_da, name_en, respondent, scale_min, scale_max, formula, valid_from, valid_to) SELECT code, version, 'x', 'x', respondent, 0, 5, formula, '1999-01-01', '1999-01-02' FROM instruments i WHERE i.id = (SELECT instrument_id FROM measurements WHERE id = @n)`,
	} {
		if _, err := s.DB.Write.Exec(t.Context(), sql, db.Args{"n": n}); !db.Violates(err, constraint) {
			t.Errorf("%s: %v", constraint, err)
		}
	}
	if _, err := s.DB.Write.Exec(t.Context(), `UPDATE measurement_answers SET value = 1`, nil); err == nil {
		t.Error("an answer was changed")
	}
}

// Who asked takes a mistake back for two hours; it is hidden, and kept.
func TestWithdraw(t *testing.T) {
	s := newMeasuring(t)
	save := func() id.Measurement {
		n, err := s.Measures.Save(t.Context(), s.anna, s.mads, s.instrument("who5"), youthSays(whole), audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	n := save()
	if err := s.Measures.Withdraw(t.Context(), s.bo, s.mads, n, audit.Form{}); !is(err, "", "measurement_stays") {
		t.Errorf("by another: %v", err)
	}
	if err := s.Measures.Withdraw(t.Context(), s.sten, s.sofus, n, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("of another youth: %v", err)
	}
	if err := s.Measures.Withdraw(t.Context(), s.anna, s.mads, n, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Measures.Withdraw(t.Context(), s.anna, s.mads, n, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("once more: %v", err)
	}
	late := save()
	s.Later(2*time.Hour + time.Second)
	if err := s.Measures.Withdraw(t.Context(), s.anna, s.mads, late, audit.Form{}); !is(err, "", "measurement_stays") {
		t.Errorf("late: %v", err)
	}
	if r := s.record(); len(r.Measurements) != 1 || r.Measurements[0].ID != late || casetest.One[int](s.World, `SELECT count(*) FROM measurements`, nil) != 2 {
		t.Errorf("left %+v", r.Measurements)
	}
}

func (s *measuring) link() measure.MadeLink {
	s.Helper()
	made, err := s.Measures.MakeLink(s.Context(), s.anna, s.mads, s.instrument("who5"), measure.NoOccasion, audit.Form{})
	if err != nil {
		s.Fatal(err)
	}
	return made
}

// A link is answered once, by the youth, and shows the instrument alone.
func TestLink(t *testing.T) {
	s := newMeasuring(t)
	made := s.link()
	if len(made.Secret)*5 < 128 || made.Expires.Sub(s.Now()) != 24*time.Hour || len(s.record().Links) != 1 {
		t.Fatalf("made %+v", made)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM measure_links l WHERE l::text LIKE '%' || @secret || '%' OR encode(token_hash, 'escape') LIKE '%' || @secret || '%'`, db.Args{"secret": made.Secret}); n != 0 {
		t.Error("the secret is in the database")
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events e WHERE e::text LIKE '%' || @secret || '%'`, db.Args{"secret": made.Secret}); n != 0 {
		t.Error("the secret is in the trail")
	}
	if i, err := s.Measures.Opened(t.Context(), made.Secret); err != nil || i.Code != "who5" || len(i.Items) != 5 {
		t.Fatalf("opened %+v, %v", i, err)
	}
	if err := s.Measures.AnswerLink(t.Context(), made.Secret, youthSays(answers("9"))); !is(err, "a1", "range") {
		t.Errorf("out of range: %v", err)
	}
	if err := s.Measures.AnswerLink(t.Context(), made.Secret, youthSays(nil)); !is(err, "", "nothing_answered") {
		t.Errorf("nothing: %v", err)
	}
	if err := s.Measures.AnswerLink(t.Context(), made.Secret, measure.Answering{Respondent: measure.ByWorker, Occasion: "exit", On: "1/1", Answers: whole}); err != nil {
		t.Fatal(err)
	}
	r := s.record()
	if len(r.Measurements) != 1 || len(r.Links) != 0 {
		t.Fatalf("kept %+v", r)
	}
	if m := r.Measurements[0]; m.Respondent != measure.ByYouth || !m.ByLink || m.Occasion != "" || m.On != s.Today() || *m.Score != 48 {
		t.Errorf("what the link does not offer was taken from it: %+v", m)
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE staff_id IS NULL AND youth_id = @y AND action = 'measure'`, db.Args{"y": s.mads}); n != 1 {
		t.Errorf("%d lines in the trail say that nobody who is signed in answered", n)
	}
}

// Whatever a link does not open for is one answer: what is not there.
func TestLinkOpensNothing(t *testing.T) {
	s := newMeasuring(t)
	used, revoked, expired, ended := s.link(), s.link(), s.link(), s.link()
	if err := s.Measures.AnswerLink(t.Context(), used.Secret, youthSays(whole)); err != nil {
		t.Fatal(err)
	}
	if err := s.Measures.Revoke(t.Context(), s.bo, s.mads, revoked.ID, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a used one":     s.Measures.Revoke(t.Context(), s.anna, s.mads, used.ID, audit.Form{}),
		"a revoked one":  s.Measures.Revoke(t.Context(), s.anna, s.mads, revoked.ID, audit.Form{}),
		"another's":      s.Measures.Revoke(t.Context(), s.sten, s.sofus, expired.ID, audit.Form{}),
		"by a colleague": s.Measures.Revoke(t.Context(), s.kim, s.mads, expired.ID, audit.Form{}),
	} {
		if want := map[string]bool{"a used one": is(err, "", "link_over"), "a revoked one": is(err, "", "link_over"), "another's": errors.Is(err, db.ErrNotFound), "by a colleague": errors.Is(err, access.ErrForbidden)}; !want[name] {
			t.Errorf("revoking %s: %v", name, err)
		}
	}
	s.Exec(`UPDATE instruments SET valid_to = '2026-11-20' WHERE id = @i`, db.Args{"i": s.instrument("who5")})
	try := func(name, secret string) {
		t.Helper()
		if _, err := s.Measures.Opened(t.Context(), secret); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s opens: %v", name, err)
		}
		if err := s.Measures.AnswerLink(t.Context(), secret, youthSays(whole)); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s is answered: %v", name, err)
		}
	}
	try("an instrument that holds no more", ended.Secret)
	s.Exec(`UPDATE instruments SET valid_to = NULL WHERE id = @i`, db.Args{"i": s.instrument("who5")})
	s.Later(24 * time.Hour)
	try("unknown", "AAAAAAAAAAAAAAAAAAAAAAAAAA")
	try("empty", "")
	try("nonsense", "'; DROP TABLE measure_links --\x00")
	try("long", strings.Repeat("A", 100_000))
	try("used", used.Secret)
	try("revoked", revoked.Secret)
	try("expired", expired.Secret)
	try("in small letters", strings.ToLower(expired.Secret))
	if n := casetest.One[int](s.World, `SELECT count(*) FROM measurements`, nil); n != 1 {
		t.Errorf("%d measurements", n)
	}
}

// Six devices at once: all have read the questions and wait for the link, and one
// measurement comes of it.
func TestLinkAtOnce(t *testing.T) {
	s := newMeasuring(t)
	made := s.link()
	hold, err := s.DB.Write.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold.Exec(t.Context(), `SELECT FROM measure_links WHERE id = @id FOR UPDATE`, db.Args{"id": made.ID}); err != nil {
		t.Fatal(err)
	}
	const devices = 6
	answered := make(chan error, devices)
	var wg sync.WaitGroup
	for range devices {
		wg.Go(func() { answered <- s.Measures.AnswerLink(t.Context(), made.Secret, youthSays(whole)) })
	}
	for casetest.One[int](s.World, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`, nil) < devices {
		time.Sleep(5 * time.Millisecond)
	}
	if err := hold.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	close(answered)
	kept := 0
	for err := range answered {
		if err == nil {
			kept++
		} else if !errors.Is(err, db.ErrNotFound) {
			t.Error(err)
		}
	}
	if kept != 1 || casetest.One[int](s.World, `SELECT count(*) FROM measurements`, nil) != 1 {
		t.Errorf("%d kept", kept)
	}
}
