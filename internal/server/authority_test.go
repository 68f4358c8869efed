package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
)

// What the authority noted stands apart from the talk wherever the entry is read, is
// found by its words, and says when it was written down long after; and an entry that a
// decision rests on says which one.
func TestAuthorityPart(t *testing.T) {
	f := newFolder(t)
	v := f.as(f.owner)
	form := v.get(f.path("contacts/new")).fill(f.path("contacts"), url.Values{
		"kind": {"met"}, "hats": {"authority", "mentor"}, "account": {"Vi gik en tur om fjorden."}, "authority": {"Mads har sagt ja til værkstedet."}, "at": {"16.11. 10.00"},
	})
	got := v.post(f.path("contacts"), form)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("the entry: %d %s", got.Status, got.text("#errors"))
	}
	path := got.Location
	entry := v.get(path)
	if part := entry.text(".authority"); !strings.Contains(part, "sagt ja til værkstedet") || strings.Contains(part, "fjorden") {
		t.Errorf("the entry's part: %q", part)
	}
	if !strings.Contains(entry.text("main"), "4 hverdage efter") { // Tuesday to Friday; it is Saturday
		t.Errorf("nothing of how late it was written: %s", entry.text("main"))
	}
	if history := v.get(f.path("timeline")).text(".time .authority"); !strings.Contains(history, "sagt ja til værkstedet") || !strings.Contains(history, "Skrevet ned") {
		t.Errorf("the history's part: %q", history)
	}
	if found := v.post("/search", url.Values{"q": {"værkstedet"}}); !strings.Contains(found.text("main"), "sagt ja til") {
		t.Errorf("it is not found: %s", found.text("main"))
	}
	if edit := v.get(path + "/edit"); edit.Find("details[data-authority][open] [name=authority]").Text() != "Mads har sagt ja til værkstedet." {
		t.Errorf("the form of the correction holds %q", edit.Find("[name=authority]").Text())
	}

	contact, err := id.Parse[id.Contact](strings.TrimPrefix(path, "/contacts/"))
	if err != nil {
		t.Fatal(err)
	}
	f.decided(contact)
	for _, page := range []string{path, f.path("timeline")} {
		link := v.get(page).Find(`a[href="/decisions/1"]`)
		if link.First().Text() != "Bevilling af mentorstøtte" { // in the history the decision stands as well
			t.Errorf("%s does not say which decision uses it: %q", page, link.Text())
		}
	}
	if got := v.get(path + "/edit"); got.Status != http.StatusSeeOther {
		t.Errorf("what a decision rests on can be corrected: %d", got.Status)
	}
}

// decided makes a decision that rests on an entry.
func (f *folder) decided(contact id.Contact) {
	f.Helper()
	today := f.Today()
	wish := decision.Wish{
		Content: decision.Content{BeganOn: today, Plain: "Du får en mentor.", View: "Du vil gerne.", Basis: "§ 167", EffectFrom: &today},
		Facts:   []decision.Fact{{Text: "Mads har sagt ja.", Contact: &contact}, {Text: "Det var på en tur.", Contact: &contact}},
	}
	n, err := f.Decisions.Begin(f.Context(), f.owner, f.youth, "MENTOR", nil, wish, audit.Form{})
	if err != nil {
		f.Fatal(err)
	}
	version := casetest.One[int](f.World, `SELECT version FROM decisions WHERE id = @n`, db.Args{"n": n})
	if err := f.Decisions.Decide(f.Context(), f.owner, n, version, audit.Form{}); err != nil {
		f.Fatal(err)
	}
}
