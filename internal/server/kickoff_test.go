package server_test

import (
	"net/url"
	"strings"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/web/page"
)

// formless is an act that no form asked for.
var formless audit.Form

// Each bad input is said at its field, and what was typed stays.
func TestKickoffForms(t *testing.T) {
	h := newHall(t)
	ea := h.as(h.ea)
	path := page.KickoffPath(h.mads)
	for _, tt := range []struct {
		action string
		form   url.Values
		field  string
		says   string
	}{
		{path, url.Values{"next": {"i går 9"}, "meeting_place": {"Lokale 2"}}, "next", "fortiden"},
		{path, url.Values{"next": {"snart"}}, "next", "dag og tid"},
		{path, url.Values{}, "next", "hvornår"},
	} {
		got := ea.submit(path, tt.action, tt.form)
		if got.Status != 422 || !strings.Contains(got.fault(tt.field), tt.says) {
			t.Errorf("%v: %d, %q at %s", tt.form, got.Status, got.fault(tt.field), tt.field)
		}
	}
	if got := ea.submit(path, path, url.Values{"next": {"i morgen 10"}, "meeting_place": {"Lokale 2"}}); got.Status != 303 {
		t.Fatalf("planning: %d", got.Status)
	}
	for field, form := range map[string]url.Values{
		"department": {"name": {"Eva"}},
		"phone":      {"department": {"Jobcenter"}, "phone": {"ring"}},
		"email":      {"department": {"Jobcenter"}, "email": {"eva"}},
	} {
		got := ea.submit(path, path+"/invitees", form)
		if got.Status != 422 || got.fault(field) == "" {
			t.Errorf("inviting %v: %d, %q at %s", form, got.Status, got.fault(field), field)
		}
	}
	if got := ea.post(path+"/part", url.Values{"part": {"2"}}); got.Status != 422 {
		t.Errorf("the second part before the first: %d", got.Status)
	}
	if got := ea.post(path+"/held", url.Values{"buddy_came": {"yes"}}); got.Status != 422 || got.text(".errors") == "" {
		t.Errorf("held before the others have left: %d", got.Status)
	}
}

// Two who correct the same: the second sees both texts, and neither is lost.
func TestKickoffItemStale(t *testing.T) {
	h := newHall(t)
	if err := h.Kickoffs.Plan(t.Context(), h.ea, h.mads, "i morgen 10", "", formless); err != nil {
		t.Fatal(err)
	}
	if err := h.Kickoffs.GoTo(t.Context(), h.ea, h.mads, 1, nil, formless); err != nil {
		t.Fatal(err)
	}
	ea, rasmus := h.as(h.ea), h.as(h.rasmus)
	path := page.KickoffPath(h.mads)
	ea.submit(path, path+"/items", url.Values{"department": {"Jobcenter"}, "text": {"Trives på et værksted"}})
	edit := path + "/items/" + casetest.One[string](h.World, `SELECT max(id)::text FROM kickoff_items`, nil)
	old := rasmus.get(edit)
	if got := ea.submit(edit, edit, url.Values{"text": {"Trives på Kædehop"}}); got.Status != 303 {
		t.Fatalf("the first: %d", got.Status)
	}
	got := rasmus.post(edit, old.fill(edit, url.Values{"text": {"Trives hos Hobro Auto"}}))
	if body := got.text("main"); got.Status != 422 || !strings.Contains(body, "Kædehop") || !strings.Contains(body, "Hobro") {
		t.Errorf("the second: %d, want both texts", got.Status)
	}
	settled := got.fill(edit, url.Values{"keep_text": {"both"}})
	if got := rasmus.post(edit, settled); got.Status != 303 {
		t.Fatalf("settling: %d %s", got.Status, got.text(".errors"))
	}
	text := casetest.One[string](h.World, `SELECT text FROM kickoff_items`, nil)
	if !strings.Contains(text, "Kædehop") || !strings.Contains(text, "Hobro") {
		t.Errorf("the item says %q, want both", text)
	}
}

// The invitation names no number, and neither does the card for a partner more than
// the first letters, where that is chosen.
func TestPapersSayLittle(t *testing.T) {
	h := newHall(t)
	if err := h.Kickoffs.Plan(t.Context(), h.ea, h.mads, "i morgen 10", "Lokale 2", formless); err != nil {
		t.Fatal(err)
	}
	ea := h.as(h.ea)
	if text := ea.get(page.KickoffPath(h.mads, "invitation")).text(".paper"); !strings.Contains(text, "Mads Holm") || !strings.Contains(text, "kl. 10.00") || strings.Contains(text, "••••") {
		t.Errorf("the invitation says %q", text)
	}
	card := ea.get(page.YouthPath(h.mads, "contact-card") + "?for=partner&initials=1").text(".postcard")
	if strings.Contains(card, "Mads") || strings.Contains(card, "Holm") || !strings.Contains(card, "Ea Stenbæk") {
		t.Errorf("the card says %q", card)
	}
}
