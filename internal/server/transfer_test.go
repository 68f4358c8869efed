package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// ownerOf is who has the folder's youth now.
func (f *folder) ownerNow() id.Staff {
	f.Helper()
	return casetest.One[id.Staff](f.World, `SELECT owner_id FROM enrolments WHERE youth_id = @y AND closed_on IS NULL`, db.Args{"y": f.youth})
}

// The request says what is wrong at its field, keeps what was typed, and asks nobody.
func TestTransferFormRefuses(t *testing.T) {
	f := newFolder(t)
	v := f.as(f.owner)
	path := f.path("transfer")
	gone := f.Person(f.owner.Memberships[0].Team, "Gert Gram", access.Caseworker)
	f.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": f.Today(), "id": gone.Staff})
	tests := []struct{ name, field, typed string }{
		{"nobody", "to", ""},
		{"no number", "to", "<script>"},
		{"the owner", "to", idOf(f.owner)},
		{"somebody of another team", "to", idOf(f.stranger)},
		{"somebody who carries no youths", "to", idOf(f.leader)},
		{"somebody who leaves today", "to", idOf(gone)},
		{"nobody there is", "to", "999999"},
		{"without a reason", "reason", " \x00\n"},
		{"a reason too long", "reason", strings.Repeat("å", 1001)},
		{"without the youth's words", "summary", " "},
		{"words without end", "summary", strings.Repeat("å", 4001)},
		{"a day that is none", "wanted_on", "i overmorgen måske"},
		{"yesterday", "wanted_on", "20.11.2026"},
		{"in two years", "wanted_on", "1.12.2028"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := url.Values{"to": {idOf(f.colleague)}, "reason": {"Barsel"}, "summary": {"Jeg vil gerne arbejde med cykler."}}
			form.Set(tt.field, tt.typed)
			got := v.submit(path, path, form)
			if got.Status != http.StatusUnprocessableEntity || got.fault(tt.field) == "" {
				t.Errorf("status %d, message %q: %s", got.Status, got.fault(tt.field), got.text(".errors"))
			}
			if kept := got.text("#reason"); tt.field != "reason" && kept != "Barsel" {
				t.Errorf("the reason typed is lost: %q", kept)
			}
		})
	}
	if n := casetest.One[int](f.World, `SELECT count(*) FROM transfers`, nil); n != 0 {
		t.Errorf("%d requests came of forms that were refused", n)
	}
}

// From asking to having: sent twice is asked once, who is asked reads the request and
// no more, and a form that is older than how things stand says so.
func TestTransferByHand(t *testing.T) {
	f := newFolder(t)
	owner, colleague := f.as(f.owner), f.as(f.colleague)
	path := f.path("transfer")
	shown := owner.get(path)
	if words := shown.text(".goes"); !strings.Contains(words, "Aftaler") {
		t.Errorf("the checklist shows no agreements: %q", words)
	}
	form := shown.fill(path, url.Values{"to": {idOf(f.colleague)}, "reason": {"Barsel fra januar"}, "summary": {"Jeg vil gerne arbejde med cykler."}})
	seen := shown.Find(`input[name=seen]`).AttrOr("value", "")
	form.Set("remark."+seen, "De venter på et ja")
	for range 2 {
		if got := owner.post(path, form); got.Status != http.StatusSeeOther {
			t.Fatalf("asking: %d %s", got.Status, got.text(".errors"))
		}
	}
	n := casetest.One[id.Transfer](f.World, `SELECT id FROM transfers`, nil) // fails where there are two
	at := page.TransferPath(n)
	if got := owner.get(path); !strings.Contains(got.text("main"), "er spurgt") || got.Find(`form[action="`+path+`"]`).Length() != 0 {
		t.Errorf("while it is open the page asks again: %s", got.text("main"))
	}
	if day := colleague.get(page.TodayPath).text("main"); !strings.Contains(day, "Anna Krogh vil overdrage") {
		t.Errorf("the day of who is asked: %s", day)
	}
	request := colleague.get(at)
	for _, want := range []string{"Jeg vil gerne arbejde med cykler.", "Barsel fra januar", "De venter på et ja"} {
		if !strings.Contains(request.text("main"), want) {
			t.Errorf("the request does not say %q", want)
		}
	}
	if got := colleague.get(f.path("")); got.Status != http.StatusForbidden {
		t.Errorf("being asked opens the record: %d", got.Status)
	}
	if got := colleague.submit(at, at+"/return", url.Values{"reason": {""}}); got.Status != 422 || got.fault("reason") == "" {
		t.Errorf("giving back without a word: %d %s", got.Status, got.text(".errors"))
	}
	accept := request.fill(at+"/acceptance", nil)
	if got := f.as(f.buddy).post(at+"/acceptance", accept); got.Status != http.StatusForbidden {
		t.Errorf("somebody else accepts: %d", got.Status)
	}
	for range 2 {
		if got := colleague.post(at+"/acceptance", accept); got.Status != http.StatusSeeOther || got.Location != page.YouthPath(f.youth) {
			t.Fatalf("accepting: %d to %q %s", got.Status, got.Location, got.text(".errors"))
		}
	}
	if f.ownerNow() != f.colleague.Staff {
		t.Error("the owner did not change")
	}
	if day := owner.get(page.TodayPath).text("main"); !strings.Contains(day, "Dorte Lund har taget over") {
		t.Errorf("the giver's day: %s", day)
	}
	withdrawal := url.Values{"key": {newFormKey()}}
	if got := owner.post(at+"/withdrawal", withdrawal); got.Status != 422 || !strings.Contains(got.text(".errors"), "Dorte Lund har allerede overtaget") {
		t.Errorf("withdrawing too late: %d %s", got.Status, got.text(".errors"))
	}
	if told := owner.get(at).text("main"); strings.Contains(told, "De venter på et ja") {
		t.Error("who gave the youth away still reads what went with them")
	}
}

// A caseload is moved over HTTP: every refused row says why at the row, what was
// chosen stays, the second half goes through, and no content is on the page.
func TestMoveByHand(t *testing.T) {
	f := newFolder(t)
	f.Youth(f.owner, "Aya Friis")
	team := f.owner.Memberships[0].Team
	k := f.as(f.coordinator)
	path := page.PersonPath(f.owner.Staff, "move")
	shown := k.get(page.MovePath(f.owner.Staff, team))
	for _, content := range []string{testAddress, "Ring efter kl. 11", "cykel"} {
		if strings.Contains(shown.Body, content) {
			t.Errorf("the page tells a coordinator %q", content)
		}
	}
	mine := "to.owner." + id.String(f.youth)
	form := shown.fill(path, url.Values{"reason": {"Anna stopper"}, mine: {idOf(f.stranger)}, "how": {"all"}})
	fault := func(a *answer) string { return a.text(`[id="` + mine + `-error"]`) }
	got := k.post(path, form)
	if got.Status != 422 || fault(got) == "" || f.ownerNow() != f.owner.Staff {
		t.Fatalf("all or none with a row that cannot: %d %q", got.Status, got.text(".errors"))
	}
	if got.text("#reason") != "Anna stopper" {
		t.Error("the reason typed is lost")
	}
	form = got.fill(path, url.Values{mine: {idOf(f.stranger)}, "how": {"able"}})
	if got = k.post(path, form); got.Status != 422 || fault(got) == "" || !strings.Contains(got.text("main"), "1 er flyttet") {
		t.Fatalf("those that can: %d %s", got.Status, got.text("main"))
	}
	if again := k.post(path, form); again.Status != http.StatusSeeOther { // it was done, and is not done twice
		t.Errorf("sent again: %d", again.Status)
	}
	form = got.fill(path, url.Values{mine: {idOf(f.colleague)}, "how": {"all"}})
	if got = k.post(path, form); got.Status != http.StatusSeeOther || f.ownerNow() != f.colleague.Staff {
		t.Fatalf("the rest: %d %s", got.Status, got.text(".errors"))
	}
	if left := k.get(page.MovePath(f.owner.Staff, team)); !strings.Contains(left.text("main"), "ingen unge i teamet") {
		t.Errorf("when all is moved: %s", left.text("main"))
	}
	for path, want := range map[string]int{page.MovePath(f.stranger.Staff, team): 404, page.MovePath(f.owner.Staff, f.stranger.Memberships[0].Team): 404, page.PersonPath(999999, "move"): 404} {
		if got := k.get(path); got.Status != want {
			t.Errorf("%s: %d, want %d", path, got.Status, want)
		}
	}
}

// asked is a request of the owner to the colleague.
func (f *folder) asked() id.Transfer {
	f.Helper()
	n, err := f.Transfers.Ask(f.Context(), f.coordinator, f.youth, transfer.Wish{To: f.colleague.Staff, Reason: "Barsel fra januar", Summary: "Jeg vil gerne arbejde med cykler."}, audit.Form{})
	if err != nil {
		f.Fatal(err)
	}
	return n
}
