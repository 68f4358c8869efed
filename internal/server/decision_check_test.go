package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/document"
	"kasket/internal/id"
)

// sanctioned is a folder with a sanction in which all is written but the checklist, and
// with what its points can rest on.
type sanctioned struct {
	*folder
	decision            id.Decision
	talk, call, text, v string // keys of what there is
	letter              string
}

func newSanction(t *testing.T) *sanctioned {
	t.Helper()
	s := &sanctioned{folder: newFolder(t)}
	log := func(kind, outcome, key string) string {
		n, err := s.Contacts.Log(t.Context(), s.owner, s.youth, contact.Typed{
			Kind: kind, Outcome: outcome, At: s.Today().AddDays(-2).Danish() + " 12:00", Text: contact.Text{Account: "Vi prøvede at få fat i Mads."},
		}, key)
		if err != nil {
			t.Fatal(err)
		}
		return "contact." + id.String(n)
	}
	s.talk, s.call = log("met", "talked", "7d444840-9dc0-11d1-b245-5ffdce74fa01"), log("phone", "not_reached", "7d444840-9dc0-11d1-b245-5ffdce74fa02")
	s.text, s.v = log("text", "message", "7d444840-9dc0-11d1-b245-5ffdce74fa03"), log("walk", "not_reached", "7d444840-9dc0-11d1-b245-5ffdce74fa04")
	paper, err := s.Documents.Add(t.Context(), s.owner, s.youth, document.Details{Type: "letter", Direction: document.Out, Party: "Mads", DatedOn: s.Today().AddMonths(-1)},
		[]document.Upload{{Name: "vejledning.txt", Content: []byte("Vejledning")}}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	s.letter = "document." + id.String(paper)
	today, event := s.Today(), s.Today().AddDays(-2)
	s.decision, err = s.Decisions.Begin(t.Context(), s.owner, s.youth, "SAN-36", nil, decision.Wish{
		Content: decision.Content{
			BeganOn: today, EventOn: &event, EffectFrom: &event, Hearing: decision.HearingNeeded, Basis: "Lov om aktiv socialpolitik § 36",
			Plain: "Vi indstiller, at du bliver trukket for én dag, fordi du ikke kom i praktik.", View: "Du siger, at du sov over dig.",
			Considerations: "Vi lægger vægt på, at du vidste, hvornår du skulle møde.",
		},
		Facts: []decision.Fact{{Text: "Du kom ikke i praktik.", Source: "Praktikstedet"}},
	}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	wish := decision.HearingWish{PutForward: "Du kom ikke.", Channel: decision.Spoken, SentOn: today, Until: today.AddDays(2), ShortReason: "Mads vil svare med det samme."}
	if err := s.Decisions.SendHearing(t.Context(), s.owner, s.decision, wish, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Decisions.RecordAnswer(t.Context(), s.owner, s.decision, decision.Answer{Text: "Jeg sov over mig.", On: today, Spoken: true, Over: true}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *sanctioned) at(parts ...string) string {
	return "/decisions/" + strings.Join(append([]string{id.String(s.decision)}, parts...), "/")
}

// all are the answers that open the gate.
func (s *sanctioned) all() url.Values {
	v := url.Values{
		"from.event.0": {s.call}, "from.summons.0": {s.letter}, "from.guidance.0": {s.letter}, "check.category": {"aktivitetsparat"},
		"from.attempts.0": {s.call}, "from.attempts.1": {s.text}, "from.attempts.2": {s.v}, "from.forewarned.0": {s.talk}, "check.reasons": {"1 dag × 231 kr."},
	}
	for _, item := range []string{"event", "lawful", "summons", "guidance", "ground", "promotes"} {
		v.Set("met."+item, "yes")
		v.Set("check."+item, "Sådan var det.")
	}
	return v
}

// The checklist is answered in the browser's form, and what cannot be is told at its
// point.
func TestChecksForm(t *testing.T) {
	s := newSanction(t)
	anna := s.as(s.owner)
	list, checks := s.at(""), s.at("checklist")
	if got := anna.get(list); !strings.Contains(got.text("#now"), "Tjeklisten: 8 punkter mangler") || got.Find("#checklist li").Length() != 15 || got.Find(`form[action$="/submission"]`).Length() != 0 {
		t.Errorf("before: %s", got.text("#now"))
	}
	form := anna.get(checks)
	if n := form.Find(".check-point").Length(); n != 15 {
		t.Errorf("%d points are asked", n)
	}
	for _, tt := range []struct {
		values url.Values
		field  string
	}{
		{url.Values{"check.category": {"guld"}}, "check.category"},
		{url.Values{"from.event.0": {"contact.99999999"}}, "check.event"},
		{url.Values{"from.event.0": {"<b>"}}, "check.event"},
		{url.Values{"from.event.0": {"person.1"}}, "check.event"},
		{url.Values{"met.lawful": {"måske"}}, "check.lawful"},
		{url.Values{"check.lawful": {strings.Repeat("æ", 2001)}}, "check.lawful"},
	} {
		got := anna.submit(checks, checks, tt.values)
		if got.Status != http.StatusUnprocessableEntity || got.Find(`#errors a[href="#`+tt.field+`"]`).Length() != 1 {
			t.Errorf("%v: %d %s", tt.values, got.Status, got.text("#errors"))
		}
	}
}

// What is missing is listed at its point, and who wrote meanwhile overwrites nobody.
func TestChecksListed(t *testing.T) {
	s := newSanction(t)
	anna := s.as(s.owner)
	list, checks := s.at(""), s.at("checklist")
	some := s.all()
	for _, gone := range []string{"met.lawful", "from.attempts.2"} {
		some.Del(gone)
	}
	some.Set("met.ground", "no")
	if got := anna.submit(checks, checks, some); got.Status != http.StatusSeeOther {
		t.Fatalf("saving what there is: %d %s", got.Status, got.text("#errors"))
	}
	now := anna.get(list)
	if got := now.text("#now"); !strings.Contains(got, "Tjeklisten: 3 punkter mangler") {
		t.Errorf("after some: %s", got)
	}
	for item, says := range map[string]string{"lawful": "Svar på punktet.", "ground": "ikke opfyldt", "attempts": "Her er 2 af 2 slags"} {
		if got := now.Find(`[id="check.` + item + `"]`).Text(); !strings.Contains(got, says) || !strings.Contains(got, "mangler") {
			t.Errorf("%s says %q", item, got)
		}
	}
	stale := anna.get(checks).fill(checks, url.Values{"check.ground": {"Mads var ikke syg."}})
	if got := s.as(s.buddy).submit(checks, checks, url.Values{"check.ground": {"Bo skrev noget andet."}}); got.Status != http.StatusSeeOther {
		t.Errorf("the buddy writes: %d", got.Status)
	}
	if got := anna.post(checks, stale); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text("main"), "Bo skrev noget andet.") || !strings.Contains(got.text("main"), "Mads var ikke syg.") {
		t.Errorf("both texts: %d %s", got.Status, got.text("main"))
	}
}

// The leader approves from the list, reads the decision and not the record; then it is
// made, and what it rests on is locked.
func TestApprovalPages(t *testing.T) {
	s := newSanction(t)
	anna, lise := s.as(s.owner), s.as(s.leader)
	list, checks := s.at(""), s.at("checklist")
	if got := anna.submit(checks, checks, s.all()); got.Status != http.StatusSeeOther {
		t.Fatalf("saving all: %d %s", got.Status, got.text("#errors"))
	}
	if got := lise.get("/approvals").text("main"); !strings.Contains(got, "Ingen afgørelser venter") {
		t.Errorf("nothing waits: %s", got)
	}
	if got := anna.submit(list, s.at("submission"), nil); got.Status != http.StatusSeeOther {
		t.Fatalf("asking: %d %s", got.Status, got.text("#errors"))
	}
	if got := lise.get("/team").Find(`main a[href="/approvals"]`).First().Parent().Text(); !strings.Contains(got, "1") {
		t.Errorf("the team page counts %q", got)
	}
	if got := lise.get("/approvals"); !strings.Contains(got.text("main"), "Sanktion: udeblivelse fra tilbud: Mads Østergaard") || !strings.Contains(got.text("main"), "Anna Krogh bad om godkendelse") {
		t.Errorf("the list: %s", got.text("main"))
	}
	review := lise.get(list)
	if review.Status != http.StatusOK || review.Find("#checklist li").Length() != 15 || review.Find(`#checklist a[href^="/contacts"]`).Length() != 0 || strings.Contains(review.Body, testAddress) {
		t.Errorf("the review: %d", review.Status)
	}
	if got := lise.get("/youths/" + id.String(s.youth)).Status; got != http.StatusForbidden {
		t.Errorf("the rest of the record: %d", got)
	}
	if got := lise.get(checks).Status; got != http.StatusForbidden && got != http.StatusNotFound {
		t.Errorf("who approves answers: %d", got)
	}
	if got := lise.submit(list, s.at("approval"), nil); got.Status != http.StatusSeeOther {
		t.Fatalf("approving: %d %s", got.Status, got.text("#errors"))
	}
	if got := anna.submit(list, s.at("decision"), nil); got.Status != http.StatusSeeOther {
		t.Fatalf("deciding: %d %s", got.Status, got.text("#errors"))
	}
	if n := casetest.One[int](s.World, `SELECT count(*)::int FROM contacts WHERE used_at IS NOT NULL`, nil); n != 4 {
		t.Errorf("%d entries are locked, want 4", n)
	}
	if got := anna.get(checks); got.Status != http.StatusSeeOther {
		t.Errorf("the form of what is decided: %d", got.Status)
	}
}

// The pages look as they should on a phone and a desk, for the owner and the leader.
func TestSanctionLooks(t *testing.T) {
	s := newSanction(t)
	anna := s.as(s.owner)
	for _, d := range []browsertest.Device{browsertest.Phone, browsertest.Desktop} {
		p := s.browser(s.owner, d)
		p.Go(s.url + s.at("checklist"))
		p.Axe(t)
		p.Screenshot("sanction-checklist-" + d.Name)
	}
	if got := anna.submit(s.at("checklist"), s.at("checklist"), s.all()); got.Status != http.StatusSeeOther {
		t.Fatalf("saving all: %d %s", got.Status, got.text("#errors"))
	}
	anna.submit(s.at(""), s.at("submission"), nil)
	p := s.browser(s.leader, browsertest.Phone)
	p.Go(s.url + "/approvals")
	p.Axe(t)
	p.Screenshot("approvals")
	p.Click("Sanktion: udeblivelse fra tilbud")
	p.Axe(t)
	p.Screenshot("approval-phone")
	p.NoConsoleErrors()
	p = s.browser(s.adm, browsertest.Desktop)
	p.Go(s.url + "/checklists")
	p.Axe(t)
	p.Screenshot("checklists")
}
