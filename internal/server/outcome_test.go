package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/outcome"
	"kasket/internal/id"
	"kasket/web/page"
)

// After the exit the last owner still writes what they talk about with the youth, and the
// history says that it was after.
func TestContactAfterTheExit(t *testing.T) {
	f := newFolder(t)
	if err := f.Outcomes.Close(t.Context(), f.owner, f.youth, outcome.Exit{Code: "edu_upper", On: f.Today(), Words: "Nu vil jeg videre"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	f.Later(5 * 24 * time.Hour)
	anna := f.as(f.owner)
	path := f.path("contacts/new")
	form := anna.get(path).fill(f.path("contacts"), url.Values{"kind": {"phone"}, "outcome": {"talked"}, "account": {"Ringede for at høre om skolen."}})
	if got := anna.post(f.path("contacts"), form); got.Status != http.StatusSeeOther {
		t.Fatalf("the last owner: %d %s", got.Status, got.text("#errors"))
	}
	history := anna.get(f.path("timeline"))
	if !strings.Contains(history.text("main"), "efter afslutningen") || !strings.Contains(history.text("main"), "Nu vil jeg videre") {
		t.Errorf("the history says %s", history.text("main"))
	}
	if got := f.as(f.buddy).get(path); got.Status != http.StatusForbidden {
		t.Errorf("the buddy: %d", got.Status)
	}
	f.At(f.Now().AddDate(1, 2, 0))
	if got := f.as(f.owner).get(path); got.Status != http.StatusForbidden {
		t.Errorf("when the follow-ups have ended: %d", got.Status)
	}
}

// Of a dead youth nothing stands on anybody's day, and nothing is sent: every list of today
// and every sender is walked.
func TestDeathStopsEverything(t *testing.T) {
	l := newLand(t)
	link := l.params["once"]
	if got := l.nobody().get(page.OneTime + link); got.Status != http.StatusOK {
		t.Fatalf("the link of the living opens with %d", got.Status)
	}
	lists := []string{"/today", "/followups"}
	walk := func() (found []string) {
		t.Helper()
		for as, who := range l.who {
			v := l.as(who)
			for _, path := range lists {
				if got := v.get(path); got.Status == http.StatusOK && strings.Contains(got.text("main"), "Mads") {
					found = append(found, as+" "+path)
				}
			}
		}
		return found
	}
	before := len(walk())
	if before == 0 {
		t.Fatal("the living stands on nobody's day")
	}
	l.must(l.Outcomes.RegisterDeath(l.Context(), l.who["owner"], l.mads, l.Today(), audit.Form{}))
	if found := walk(); len(found) > 0 {
		t.Errorf("Mads still stands on %q", found)
	}
	t.Logf("death lists before %d after 0", before)
	if got := l.nobody().get(page.OneTime + link); got.Status == http.StatusOK {
		t.Error("the link still opens")
	}
	instrument, err := id.Parse[id.Instrument](l.params["instrument"])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Measures.MakeLink(l.Context(), l.who["owner"], l.mads, instrument, measure.NoOccasion, audit.Form{}); err == nil || !strings.Contains(err.Error(), "has_died") {
		t.Errorf("a link for the dead: %v", err)
	}
	anna, y := l.as(l.who["owner"]), page.YouthPath(l.mads)
	for _, sends := range []struct {
		shown, action string
		values        url.Values
	}{
		{l.path("/decisions/{decision}/notice"), l.path("/decisions/{decision}/notice"), url.Values{"channel": {"handed_over"}, "lang": {"da"}}},
		{y + "/meetings/new", y + "/meetings", url.Values{"next": {"3.12.2026 kl. 10"}}},
	} {
		got := anna.submit(sends.shown, sends.action, sends.values)
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text("#errors"), "Den unge er død") {
			t.Errorf("%s of the dead: %d %s", sends.action, got.Status, got.text("#errors"))
		}
	}
}

// A follow-up that cannot be is refused at its field, with what was chosen kept; the leader
// answers without the record, and others in the team do not.
func TestFollowupRefused(t *testing.T) {
	f := newFolder(t)
	if err := f.Outcomes.Close(t.Context(), f.owner, f.youth, outcome.Exit{Code: "job_full", On: f.Today().AddDays(-40)}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	anna, to := f.as(f.owner), page.FollowupPath(f.youth)
	for name, values := range map[string]url.Values{
		"nothing chosen":      {"source": {"youth"}},
		"a status of nowhere": {"status": {"<script>alert(1)</script>"}, "source": {"youth"}},
		"heard of nobody":     {"status": {"job"}, "source": {"rumour"}},
		"months of letters":   {"status": {"job"}, "source": {"youth"}, "months": {"en"}},
		"before its day":      {"status": {"job"}, "source": {"youth"}, "months": {"3"}},
		"before the exit":     {"status": {"job"}, "source": {"youth"}, "months": {"-1"}},
	} {
		got := anna.post(to, anna.get(page.FollowupsPath).fill(to, values))
		if got.Status != http.StatusUnprocessableEntity || got.text("#errors") == "" || strings.Contains(got.Body, "<script>alert") {
			t.Errorf("%s: %d %s", name, got.Status, got.text("#errors"))
		}
	}
	if got := f.as(f.colleague).post(to, url.Values{"months": {"1"}, "status": {"job"}, "source": {"youth"}, "key": {newFormKey()}}); got.Status != http.StatusForbidden {
		t.Errorf("a colleague: %d", got.Status)
	}
	if got := f.as(f.leader).post(to, url.Values{"months": {"1"}, "source": {"unknown"}, "key": {newFormKey()}}); got.Status != http.StatusSeeOther {
		t.Errorf("the leader: %d %s", got.Status, got.text("#errors"))
	}
}
