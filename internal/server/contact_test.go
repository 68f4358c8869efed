package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// entry is a form of the log as a browser sends it, with a key of its own.
func entry(change url.Values) url.Values {
	form := url.Values{"key": {newFormKey()}, "kind": {"walk"}, "account": {words}}
	for name, v := range change {
		form[name] = v
	}
	return form
}

// Bad input gets a message at its field, keeps what was typed, and saves nothing.
func TestBadEntries(t *testing.T) {
	d := newDesk(t)
	sofus := d.Youth(d.Person(d.Team("Syd"), "Sten Skov", "caseworker"), "Sofus Berg")
	v := d.as(d.anna)
	tests := []struct {
		name, field string
		form        url.Values
	}{
		{"no words", "account", url.Values{"account": {" \n "}, "agreement": {words}}},
		{"only NUL", "account", url.Values{"account": {"\x00"}, "agreement": {words}}},
		{"too long", "account", url.Values{"account": {words + strings.Repeat("x", contact.MostText)}}},
		{"no kind", "kind", url.Values{"kind": {""}}},
		{"unknown kind", "kind", url.Values{"kind": {"<script>alert(1)</script>"}}},
		{"unknown outcome", "outcome", url.Values{"outcome": {"maybe"}}},
		{"unknown hat", "hats", url.Values{"hats": {"crown"}}},
		{"minutes in words", "minutes", url.Values{"minutes": {"en time"}}},
		{"in the future", "at", url.Values{"at": {"1.1.2030"}}},
		{"before birth", "at", url.Values{"at": {"1.1.1999"}}},
		{"no time", "at", url.Values{"at": {"\"><script>"}}},
		{"unknown place", "place", url.Values{"place": {"moon"}}},
		{"one box and three", "account", url.Values{"facts": {"Kom til tiden."}}},
		{"somebody else's youth", "with", url.Values{"with": {id.String(sofus)}}},
		{"a meeting in the past", "next", url.Values{"next": {"1.1.2020"}}},
		{"an agreement by no day", "agreement_due", url.Values{"agreement": {"Ring"}, "agreement_due": {"snart"}}},
	}
	for _, tt := range tests {
		form := entry(tt.form)
		got := v.post(page.YouthPath(d.oliver, "contacts"), form)
		if got.Status != http.StatusUnprocessableEntity || got.Find(`.errors a[href="#`+tt.field+`"]`).Length() == 0 {
			t.Errorf("%s: status %d, summary %q, want a fault at %s", tt.name, got.Status, got.text(".errors"), tt.field)
		}
		if !strings.Contains(got.text("textarea")+got.Find("[name=agreement]").AttrOr("value", ""), "sover bedre") {
			t.Errorf("%s: what was typed is gone", tt.name)
		}
		if got.Find(`[name=key]`).AttrOr("value", "") != form.Get("key") {
			t.Errorf("%s: the form has another key", tt.name)
		}
		if strings.Contains(got.Body, "<script>alert") || strings.Contains(got.Body, `"><script>`) {
			t.Errorf("%s: markup came through", tt.name)
		}
	}
	if n := d.contacts(); n != 0 {
		t.Errorf("%d entries are saved", n)
	}
	if got := v.post(page.YouthPath(d.oliver, "contacts"), entry(url.Values{"account": {strings.Repeat("x", 20<<20)}})); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("twenty megabytes: status %d", got.Status)
	}
}

// A form sent twice is one entry; sent with other words, both texts are shown, and
// what one chooses is a correction of the entry.
func TestEntrySentAgain(t *testing.T) {
	d := newDesk(t)
	v := d.as(d.anna)
	form := entry(nil)
	path := page.YouthPath(d.oliver, "contacts")
	first := v.post(path, form)
	if again := v.post(path, form); again.Location != first.Location || d.contacts() != 1 {
		t.Fatalf("sent twice: to %q and %q, %d entries", first.Location, again.Location, d.contacts())
	}
	form.Set("account", "Vi gik to ture.")
	both := v.post(path, form)
	if both.Status != http.StatusConflict || !strings.Contains(both.text(".conflict"), "to ture") || !strings.Contains(both.text(".conflict"), "sover bedre") {
		t.Fatalf("sent with other words: status %d, %q", both.Status, both.text(".conflict"))
	}
	action := first.Location + "/edit"
	saved := v.post(action, both.fill(action, url.Values{"keep_text": {"both"}}))
	if saved.Status != http.StatusSeeOther || d.account() != words+"\n\nVi gik to ture." {
		t.Errorf("keeping both: status %d, the log says %q", saved.Status, d.account())
	}
	stale := v.post(action, entry(url.Values{"version": {"1"}, "account": {"Gammel side."}}))
	if stale.Status != http.StatusConflict || !strings.Contains(stale.text(".conflict"), "Gammel side.") || !strings.Contains(stale.text(".conflict"), "to ture") {
		t.Errorf("a stale correction: status %d, %q", stale.Status, stale.text(".conflict"))
	}

	d.Later(25 * time.Hour)
	v = d.as(d.anna)
	form.Set("account", "Vi gik tre ture.")
	late := v.post(path, form)
	add := first.Location + "/additions"
	if late.Status != http.StatusConflict || !strings.Contains(late.text(`form[action="`+add+`"] textarea`), "tre ture") {
		t.Errorf("sent with other words a day after: status %d, want it as an addition", late.Status)
	}
	if added := v.post(add, late.fill(add, nil)); added.Status != http.StatusSeeOther {
		t.Errorf("adding it: status %d", added.Status)
	}
	if got := v.get(first.Location); !strings.Contains(got.text("main"), "tre ture") {
		t.Error("the addition is not on the entry's page")
	}
}

// Who has handed the youth over gets the text back, with who has the youth now; the
// draft stays theirs.
func TestRefusedEntryKeepsItsText(t *testing.T) {
	d := newDesk(t)
	v := d.as(d.anna)
	form := entry(url.Values{"youth": {id.String(d.oliver)}})
	if got := v.post(page.DraftPath(form.Get("key")), form); got.Status != http.StatusSeeOther {
		t.Fatalf("keeping the draft: status %d", got.Status)
	}
	bo := casetest.One[id.Staff](d.World, `SELECT buddy_id FROM enrolments WHERE youth_id = @y`, db.Args{"y": d.oliver})
	if err := d.Enrolments.HandOver(t.Context(), d.anna, d.oliver, bo, "Barsel", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	got := v.post(page.YouthPath(d.oliver, "contacts"), form)
	if got.Status != http.StatusForbidden || !strings.Contains(got.text("textarea"), "sover bedre") || !strings.Contains(got.text("main"), "Bo Dahl") {
		t.Errorf("sending after the handover: status %d, %q", got.Status, got.text("main"))
	}
	if d.contacts() != 0 || d.drafts() != words {
		t.Errorf("%d entries and the draft %q, want none and the draft", d.contacts(), d.drafts())
	}
	if got := v.get(page.DraftPath(form.Get("key"))); got.Status != http.StatusOK || !strings.Contains(got.text("textarea"), "sover bedre") {
		t.Errorf("opening the draft: status %d", got.Status)
	}
}

// An entry about several youths names those whom the reader may know, and counts
// the others.
func TestSharedEntryNamesNobodyElse(t *testing.T) {
	d := newDesk(t)
	ida := casetest.One[id.Youth](d.World, `SELECT id FROM youths WHERE given_name = 'Ida'`, nil)
	got := d.as(d.anna).post(page.YouthPath(d.oliver, "contacts"), entry(url.Values{"with": {id.String(ida)}}))
	if seen := d.as(d.anna).get(got.Location); !strings.Contains(seen.text("main"), "Ida Lund") {
		t.Error("the owner of both is not told of the other")
	}
	bo, err := d.Staff.Actor(t.Context(), casetest.One[id.Staff](d.World, `SELECT buddy_id FROM enrolments WHERE youth_id = @y`, db.Args{"y": d.oliver}))
	if err != nil {
		t.Fatal(err)
	}
	if seen := d.as(bo).get(got.Location); seen.Status != http.StatusOK || strings.Contains(seen.Body, "Ida Lund") || !strings.Contains(seen.text("main"), "1 anden") {
		t.Errorf("the buddy of one: status %d, %q", seen.Status, seen.text("main"))
	}
}

// The pages of the log ask little of the database.
func TestLogAsksLittle(t *testing.T) {
	queries := new(counter)
	d := newDesk(t, queries.option())
	v := d.as(d.anna)
	form := entry(url.Values{"youth": {id.String(d.oliver)}})
	v.post(page.DraftPath(form.Get("key")), form)
	saved := v.post(page.YouthPath(d.oliver, "contacts"), entry(nil))
	for _, path := range []string{
		page.NewContact, page.YouthPath(d.oliver, "contacts", "new"), page.ResumePath(contact.OfYouth(d.oliver), form.Get("key")),
		page.DraftsPath, page.DraftPath(form.Get("key"), "deletion"), saved.Location, saved.Location + "/additions",
	} {
		if n := queries.during(func() {
			if got := v.get(path); got.Status != http.StatusOK {
				t.Errorf("%s: status %d", path, got.Status)
			}
		}); n > 6 {
			t.Errorf("%s: %d statements, want at most 6", path, n)
		}
	}
}

// Text that waited in a browser is taken only from the one who typed it.
func TestDraftOfSomebodyElse(t *testing.T) {
	d := newDesk(t)
	form := entry(url.Values{"youth": {id.String(d.oliver)}})
	v := d.as(d.anna)
	put := func(staff string) *answer {
		return v.ask(http.MethodPut, page.DraftPath(form.Get("key")), form, "Kasket-Fetch", "draft", "Kasket-Staff", staff,
			"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
	}
	if got := put("999"); got.Status != http.StatusForbidden || d.drafts() != "" {
		t.Errorf("somebody else's text: status %d, the draft %q", got.Status, d.drafts())
	}
	if got := put(id.String(d.anna.Staff)); got.Status != http.StatusOK || d.drafts() != words {
		t.Errorf("one's own text: status %d, the draft %q", got.Status, d.drafts())
	}
	v.post(page.YouthPath(d.oliver, "contacts"), form)
	if got := put(id.String(d.anna.Staff)); got.Status != http.StatusGone || d.drafts() != "" {
		t.Errorf("after sending: status %d, the draft %q", got.Status, d.drafts())
	}
	v.post("/sign-out", nil)
	if got := put(id.String(d.anna.Staff)); got.Status != http.StatusUnauthorized {
		t.Errorf("after signing out: status %d", got.Status)
	}
}

// An entry about several youths asks no more of the database than one about one, to
// whoever may see it and to those who may not.
func TestSharedEntryIsReadInFewStatements(t *testing.T) {
	queries := new(counter)
	f := newFolder(t, queries.option())
	mine, theirs := f.Youth(f.owner, "Ida Friis"), f.Youth(f.colleague, "Bjørn Lund")
	shared := page.ContactPath(f.contact("walk", "talked", f.Now().Add(-2*time.Hour), "Vi gik en tur alle fire", mine, theirs, f.Youth(f.colleague, "Åse Bæk")))
	for _, tt := range []struct {
		name string
		who  access.Actor
		want int
	}{{"owner of two", f.owner, 200}, {"owner of the others", f.colleague, 200}, {"buddy", f.buddy, 200}, {"leader without a reason", f.leader, 403}, {"stranger", f.stranger, 404}} {
		v := f.as(tt.who)
		for _, path := range []string{shared, shared + "/additions"} {
			var got *answer
			if n := queries.during(func() { got = v.get(path) }); n > mostQueries || got.Status != tt.want {
				t.Errorf("%s at %s: status %d in %d statements, want %d in at most %d", tt.name, path, got.Status, n, tt.want, mostQueries)
			}
		}
	}
}
