package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/casetest"
	"kasket/internal/db"
)

// Every form of a record says what is wrong at its field, keeps what was typed, and
// writes nothing.
func TestRecordFormsRefuse(t *testing.T) {
	f := newFolder(t)
	v := f.as(f.owner)
	long, script := strings.Repeat("å", 5000), `<script>alert(1)</script>`
	tests := []struct {
		name, page, field, typed string
		others                   url.Values
	}{
		{"no given name", "edit", "given_name", "", nil},
		{"a name too long", "edit", "given_name", long, nil},
		{"a number that is none", "edit", "cpr", "123", nil},
		{"a number of no day", "edit", "cpr", "911198-9009", nil},
		{"born tomorrow", "edit", "birth_date", "1.1.2030", nil},
		{"born on no day", "edit", "birth_date", "31.2.2006", nil},
		{"a telephone with letters", "edit", "phone", "ring til mor", nil},
		{"a mail without a place", "edit", "email", "mads", nil},
		{"an unknown protection", "edit", "protection", "secret", nil},
		{"a script as mail", "edit", "email", script, nil},
		{"a group too many", "course", "needs_group", "5", nil},
		{"a group of letters", "course", "needs_group", "fire", nil},
		{"a benefit that is none", "course", "benefit", "sold", nil},
		{"ready before the start", "course", "ready_on", "1.1.2020", nil},
		{"ready tomorrow", "course", "ready_on", "1.1.2030", nil},
		{"a wish too long", "course", "wish", long, nil},
		{"an empty note", "safety", "text", "", url.Values{"source": {"politiet"}, "to": {"1.12.2026"}}},
		{"a note without a source", "safety", "source", "", url.Values{"text": {"Hund"}, "to": {"1.12.2026"}}},
		{"a note without an end", "safety", "to", "", url.Values{"text": {"Hund"}, "source": {"mor"}}},
		{"a note that ended", "safety", "to", "1.1.2020", url.Values{"text": {"Hund"}, "source": {"mor"}, "from": {"1.12.2019"}}},
		{"a note for ten years", "safety", "to", "1.1.2036", url.Values{"text": {"Hund"}, "source": {"mor"}}},
		{"an unknown place", "safety", "bans_place", "moon", url.Values{"text": {"Hund"}, "source": {"mor"}, "to": {"1.12.2026"}}},
		{"to nobody", "handover", "to", "", url.Values{"reason": {"Barsel"}}},
		{"to somebody of another team", "handover", "to", "999999", url.Values{"reason": {"Barsel"}}},
		{"to no number", "handover", "to", "Anna", url.Values{"reason": {"Barsel"}}},
		{"without a reason", "handover", "reason", " \x00\n", url.Values{"to": {idOf(f.buddy)}}},
		{"buddy is owner", "buddy", "buddy", idOf(f.owner), nil},
		{"buddy from another team", "buddy", "buddy", idOf(f.stranger), nil},
		{"cover by the owner", "cover", "staff", idOf(f.owner), url.Values{"from": {"1.12.2026"}, "to": {"5.12.2026"}}},
		{"cover from yesterday", "cover", "from", "20.11.2026", url.Values{"staff": {idOf(f.buddy)}, "to": {"5.12.2026"}}},
		{"cover backwards", "cover", "to", "1.12.2026", url.Values{"staff": {idOf(f.buddy)}, "from": {"5.12.2026"}}},
		{"cover for a year", "cover", "to", "1.12.2027", url.Values{"staff": {idOf(f.buddy)}, "from": {"1.12.2026"}}},
		{"ended without a word how", "closure", "code", "", nil},
		{"an end that is none", "closure", "code", "lykke", nil},
		{"ended tomorrow", "closure", "on", "1.1.2030", url.Values{"code": {"edu_upper"}}},
		{"ended before it began", "closure", "on", "1.1.2020", url.Values{"code": {"edu_upper"}}},
	}
	before := casetest.One[string](f.World, rowsNow, db.Args{"y": f.youth})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := v.get(f.path(tt.page))
			values := url.Values{tt.field: {tt.typed}}
			for name, value := range tt.others {
				values[name] = value
			}
			form := page.fill(f.path(tt.page), values)
			got := v.post(f.path(tt.page), form)
			if got.Status != http.StatusUnprocessableEntity {
				t.Fatalf("answers %d", got.Status)
			}
			if got.Find("#"+tt.field+"-error").Length() != 1 {
				t.Errorf("no message at %s: %s", tt.field, got.text("#errors"))
			}
			if strings.Contains(got.Body, script) {
				t.Errorf("a script stands on the page")
			}
			if kept := got.fill(f.path(tt.page), nil).Get(tt.field); len(tt.typed) > 3 && tt.typed != " \x00\n" && kept != tt.typed && tt.field != "to" && tt.field != "buddy" && tt.field != "staff" && tt.field != "protection" && tt.field != "benefit" && tt.field != "bans_place" && tt.field != "needs_group" && tt.field != "code" {
				t.Errorf("%s holds %.40q, typed was %.40q", tt.field, kept, tt.typed)
			}
		})
	}
	if after := casetest.One[string](f.World, rowsNow, db.Args{"y": f.youth}); after != before {
		t.Errorf("something was written:\n%s\n%s", before, after)
	}
}

// rowsNow sums up what the forms could have changed.
const rowsNow = `
	SELECT concat_ws(' ', (SELECT version FROM youths WHERE id = @y), (SELECT concat_ws(',', version, owner_id, buddy_id, closed_on) FROM enrolments WHERE youth_id = @y),
		(SELECT count(*) FROM safety_notes WHERE youth_id = @y), (SELECT count(*) FROM covers), (SELECT count(*) FROM exits), (SELECT count(*) FROM handovers))`

// A number whose check digit fails is asked about once, and taken the second time.
func TestCheckDigitIsAskedOnce(t *testing.T) {
	f := newFolder(t)
	v := f.as(f.owner)
	form := v.get(f.path("edit")).fill(f.path("edit"), url.Values{"cpr": {"740308-4030"}})
	got := v.post(f.path("edit"), form)
	if got.Status != http.StatusUnprocessableEntity || got.Find("#cpr-error").Length() != 1 {
		t.Fatalf("a failing check digit: %d %s", got.Status, got.text("#errors"))
	}
	if got = v.post(f.path("edit"), got.fill(f.path("edit"), nil)); got.Status != http.StatusSeeOther {
		t.Fatalf("the same number again: %d %s", got.Status, got.text("#errors"))
	}
	if got = v.post(f.path("cpr"), nil); !strings.Contains(got.Body, "740308-4030") || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the number is not revealed: %s", got.text(".cpr"))
	}
	if got = v.post(f.path("address"), nil); !strings.Contains(got.Body, testAddress) {
		t.Errorf("the address did not survive the edit")
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM audit_events WHERE youth_id = @y AND action IN ('reveal cpr', 'reveal address')`, db.Args{"y": f.youth}); n != 2 {
		t.Errorf("%d reveals in the trail, want 2", n)
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM youth_versions WHERE fields::text ~ 'Skjulestien|4039'`, nil); n != 0 {
		t.Errorf("a version keeps the number or the address")
	}
}

// Two who change the same see both texts; two who change different things both have
// their way.
func TestTwoEditARecord(t *testing.T) {
	f := newFolder(t)
	anna, bo := f.as(f.owner), f.as(f.buddy)
	path := f.path("edit")
	first, second, third := anna.get(path), bo.get(path), bo.get(path)
	if got := anna.post(path, first.fill(path, url.Values{"remember": {"Ring efter kl. 12"}})); got.Status != http.StatusSeeOther {
		t.Fatalf("the first: %d %s", got.Status, got.text("#errors"))
	}
	if got := bo.post(path, second.fill(path, url.Values{"pronoun": {"han"}})); got.Status != http.StatusSeeOther {
		t.Fatalf("another field: %d %s", got.Status, got.text("main"))
	}
	got := bo.post(path, third.fill(path, url.Values{"remember": {"Skriv en sms først"}}))
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".conflict"), "Ring efter kl. 12") || !strings.Contains(got.text(".conflict"), "Skriv en sms først") {
		t.Fatalf("the same field: %d %s", got.Status, got.text("main"))
	}
	if got = bo.post(path, got.fill(path, nil)); got.Status != http.StatusSeeOther {
		t.Fatalf("both kept: %d %s", got.Status, got.text("main"))
	}
	stands := casetest.One[string](f.World, `SELECT pronoun || '|' || remember FROM youths WHERE id = @y`, db.Args{"y": f.youth})
	if stands != "han|Ring efter kl. 12\n\nSkriv en sms først" {
		t.Errorf("stands %q", stands)
	}
}

// After closing the last owner reads until the follow-ups end, then only the leader.
func TestAfterClosing(t *testing.T) {
	f := newFolder(t)
	anna := f.as(f.owner)
	form := anna.get(f.path("closure")).fill(f.path("closure"), url.Values{"code": {"edu_upper"}, "note": {"Begyndt på HF"}})
	for range 2 { // the second submit does nothing
		if got := anna.post(f.path("closure"), form); got.Status != http.StatusSeeOther {
			t.Fatalf("closing: %d %s", got.Status, got.text("main"))
		}
	}
	if counts := casetest.One[string](f.World, `SELECT counts FROM exits`, nil); counts != "good" {
		t.Errorf("the exit counts as %q, want good", counts)
	}
	status := func(v *visitor) int { return v.get(f.path("details")).Status }
	if status(anna) != 200 || status(f.as(f.buddy)) != 403 || status(f.as(f.cover)) != 403 {
		t.Errorf("after closing: owner %d, buddy %d, cover %d, want 200, 403, 403", status(anna), status(f.as(f.buddy)), status(f.as(f.cover)))
	}
	f.At(f.Now().AddDate(1, 1, 2))
	lise := f.as(f.leader)
	if status(f.as(f.owner)) != 403 {
		t.Errorf("the last owner still reads after the follow-ups")
	}
	opening := lise.get(f.path("opening"))
	if got := lise.post(f.path("opening"), opening.fill(f.path("opening"), url.Values{"reason": {"Henvendelse fra skolen"}})); got.Status != http.StatusSeeOther || status(lise) != 200 {
		t.Errorf("the leader with a reason: %d, then %d", got.Status, status(lise))
	}
	f.Later(24 * time.Hour)
	if status(f.as(f.leader)) != 403 {
		t.Errorf("the leader's reason holds for more than the day")
	}
}

// A page of a record asks the database at most six times.
func TestRecordQueries(t *testing.T) {
	queries := new(counter)
	f := newFolder(t, queries.option())
	v := f.as(f.owner)
	for _, page := range recordGets {
		v.get(strings.TrimSuffix(f.path(page), "/"))
		if n := queries.during(func() { v.get(strings.TrimSuffix(f.path(page), "/")) }); n > 6 {
			t.Errorf("%q: %d statements, and 6 is the most", page, n)
		}
	}
}
