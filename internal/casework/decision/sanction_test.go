package decision_test

import (
	"errors"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/document"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
)

// entry writes an entry of the log of the day before yesterday.
func (h house) entry(kind, outcome, key string) id.Contact {
	h.Helper()
	n, err := h.Contacts.Log(h.Context(), h.anna, h.mads, contact.Typed{
		Kind: kind, Outcome: outcome, At: h.Today().AddDays(-2).Danish() + " 12:00", Text: contact.Text{Account: "Vi talte om, hvad der sker."},
	}, key)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// answers are all that somebody answers to the list that ships.
func (h house) answers() []decision.Check {
	h.Helper()
	yes := true
	talk := h.entry("met", "talked", "7d444840-9dc0-11d1-b245-5ffdce74fa01")
	call := h.entry("phone", "not_reached", "7d444840-9dc0-11d1-b245-5ffdce74fa02")
	text := h.entry("text", "message", "7d444840-9dc0-11d1-b245-5ffdce74fa03")
	visit := h.entry("home", "not_reached", "7d444840-9dc0-11d1-b245-5ffdce74fa04")
	letter, err := h.Documents.Add(h.Context(), h.anna, h.mads, document.Details{Type: "letter", Direction: "out", Party: "Kommunen", DatedOn: h.Today().AddMonths(-1)},
		[]document.Upload{{Name: "vejledning.txt", Content: []byte("Vejledning")}}, audit.Form{})
	if err != nil {
		h.Fatal(err)
	}
	entries := func(list ...id.Contact) (e []decision.CheckEvidence) {
		for _, n := range list {
			e = append(e, decision.CheckEvidence{Contact: &n})
		}
		return e
	}
	paper := []decision.CheckEvidence{{Document: &letter}}
	said := func(item string, e []decision.CheckEvidence) decision.Check {
		return decision.Check{Item: item, Met: &yes, Text: "Sådan var det.", Evidence: e}
	}
	return []decision.Check{
		said("event", entries(call)), said("lawful", nil), said("summons", paper), said("guidance", paper),
		{Item: "category", Choice: "aktivitetsparat"},
		said("ground", nil),
		{Item: "attempts", Evidence: entries(call, text, visit)},
		said("promotes", nil),
		{Item: "forewarned", Evidence: entries(talk)},
		{Item: "reasons", Text: "1 dag × 231 kr."},
	}
}

// sanction is a draft of a sanction for what happened the day before yesterday, in
// which the party was heard.
func (h house) sanction() id.Decision {
	h.Helper()
	n := h.must(h.begin("SAN-36", func(w *decision.Wish) {
		event := h.Today().AddDays(-2)
		w.EventOn, w.EffectFrom, w.Hearing, w.HearingWhy = &event, &event, decision.HearingNeeded, ""
	}))
	until := h.Today().AddDays(2)
	wish := decision.HearingWish{PutForward: "Du kom ikke.", Channel: decision.Spoken, SentOn: h.Today(), Until: until, ShortReason: "Mads vil svare nu."}
	h.broke(h.Decisions.SendHearing(h.Context(), h.anna, n, wish, audit.Form{}), "")
	h.broke(h.Decisions.RecordAnswer(h.Context(), h.anna, n, decision.Answer{Text: "Jeg glemte det.", On: h.Today(), Spoken: true, Over: true}, audit.Form{}), "")
	return n
}

// A sanction from the first word to the answer of the office that decides: shut until
// every point is answered, approved by the leader, and settled then.
func TestSanction(t *testing.T) {
	h := newHouse(t)
	n := h.sanction()
	h.state(n, decision.Draft)
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "decision_state")
	all := h.answers()
	write := func(checks []decision.Check) error {
		return h.Decisions.WriteChecks(t.Context(), h.anna, n, checks, h.open(n).Version, audit.Form{})
	}
	for i, c := range all { // each point alone keeps it from being ready
		h.broke(write(append(append([]decision.Check{}, all[:i]...), all[i+1:]...)), "")
		if o := h.open(n); o.StateOn(h.Today()) != decision.Draft || len(decision.Gate(o.Checklist, o.Checks, o.Decision, h.Today())) != 1 {
			t.Errorf("without %s it is %s: %v", c.Item, o.State, o.Lacks(h.Today()))
		}
	}
	h.broke(write(append(all[:len(all):len(all)], decision.Check{Item: "hearing", Text: "x"})), "check_unknown")
	h.broke(write(append(all[:len(all):len(all)], decision.Check{Item: "nothing", Text: "x"})), "check_unknown")
	h.broke(write([]decision.Check{{Item: "category", Choice: "guld"}}), "check.category unknown")
	other := h.Youth(h.anna, "Liva")
	theirs, err := h.Contacts.Log(t.Context(), h.anna, other, contact.Typed{Kind: "met", Outcome: "talked", Text: contact.Text{Account: "x"}}, "7d444840-9dc0-11d1-b245-5ffdce74fa09")
	if err != nil {
		t.Fatal(err)
	}
	h.broke(write([]decision.Check{{Item: "forewarned", Evidence: []decision.CheckEvidence{{Contact: &theirs}}}}), "check.forewarned check_evidence_unknown")
	h.broke(write(all), "")
	h.state(n, decision.Ready)
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "needs_approval")
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "")
	h.broke(h.Decisions.WriteChecks(t.Context(), h.anna, n, nil, h.open(n).Version, audit.Form{}), "decision_state")
	h.broke(h.Decisions.Approve(t.Context(), h.lis, n, h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	o := h.open(n)
	if o.Mode != programme.Recommends || o.State != decision.Decided || len(o.Checklist) != 15 || len(o.Checks) != 10 || o.Answer("event").Name != "Anna" {
		t.Errorf("decided %+v", o.Decision)
	}
	for _, sql := range []string{
		`DELETE FROM decision_checks WHERE decision_id = @id`, `UPDATE decision_checks SET met = false WHERE decision_id = @id AND item = 'lawful'`,
		`UPDATE decision_check_evidence SET contact_id = contact_id WHERE decision_id = @id`, `UPDATE decisions SET checklist = '[]' WHERE id = @id`,
		`INSERT INTO decision_checks (decision_id, item, by_id, at) VALUES (@id, 'x', 1, now())`,
	} {
		if _, err := h.DB.Write.Exec(t.Context(), sql, db.Args{"id": n}); err == nil {
			t.Errorf("after deciding: %s", sql)
		}
	}
	if used := h.count(`SELECT count(*)::int FROM contacts WHERE used_at IS NOT NULL`); used != 4 {
		t.Errorf("%d entries are locked, want the 4 the answers rest on", used)
	}
}

// The schema keeps the gate shut for whoever goes round the code.
func TestSchemaHoldsChecklist(t *testing.T) {
	h := newHouse(t)
	n := h.sanction()
	all := h.answers()
	decide := func() error {
		_, err := h.DB.Write.Exec(t.Context(), `UPDATE decisions SET state = 'decided', approved_by = @lis, approved_at = @at, decided_by = author_id, decided_at = @at, decided_on = @today
			WHERE id = @id`, db.Args{"id": n, "lis": h.lis.Staff, "at": h.Now(), "today": h.Today()})
		return err
	}
	for i := range all {
		h.broke(h.Decisions.WriteChecks(t.Context(), h.anna, n, append(append([]decision.Check{}, all[:i]...), all[i+1:]...), h.open(n).Version, audit.Form{}), "")
		h.Exec(`ALTER TABLE decisions DISABLE TRIGGER decision_goes_on`, nil)
		if err := decide(); !db.Violates(err, "checklist_is_answered") {
			t.Errorf("without %s: %v", all[i].Item, err)
		}
		h.Exec(`ALTER TABLE decisions ENABLE TRIGGER decision_goes_on`, nil)
	}
	no := false
	all[1].Met = &no
	h.broke(h.Decisions.WriteChecks(t.Context(), h.anna, n, all, h.open(n).Version, audit.Form{}), "")
	h.Exec(`ALTER TABLE decisions DISABLE TRIGGER decision_goes_on`, nil)
	if err := decide(); !db.Violates(err, "checklist_is_answered") {
		t.Errorf("what is not so: %v", err)
	}
}

// Who answers a point has written in it, and approves it not; a stale page overwrites
// nothing; an answer that stays keeps who gave it.
func TestChecksAreWriting(t *testing.T) {
	h := newHouse(t)
	n := h.sanction()
	h.broke(h.Decisions.WriteChecks(t.Context(), h.anna, n, []decision.Check{{Item: "reasons", Text: "1 dag × 231 kr."}}, h.open(n).Version, audit.Form{}), "")
	version := h.open(n).Version
	h.broke(h.Decisions.WriteChecks(t.Context(), h.bo, n, []decision.Check{{Item: "reasons", Text: "1 dag × 231 kr."}, {Item: "category", Choice: "jobparat"}}, version, audit.Form{}), "")
	o := h.open(n)
	if o.Answer("reasons").Name != "Anna" || o.Answer("category").Name != "Bo" || len(o.Writers) != 2 {
		t.Errorf("answered %+v by %v", o.Checks, o.Writers)
	}
	err := h.Decisions.WriteChecks(t.Context(), h.anna, n, nil, version, audit.Form{})
	if _, stale := errors.AsType[*decision.Stale](err); !stale {
		t.Errorf("a stale page: %v", err)
	}
	if err := h.Decisions.WriteChecks(t.Context(), h.lis, n, nil, o.Version, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a leader without a reason: %v", err)
	}
}

// What changed since the approval is approved anew: the mode, a point, its words.
func TestApprovalIsOfTheRows(t *testing.T) {
	h := newHouse(t)
	h.Exec(`UPDATE decision_types SET mode = 'decides' WHERE code = 'SAN-36'`, nil)
	n := h.sanction()
	h.broke(h.Decisions.WriteChecks(t.Context(), h.anna, n, h.answers(), h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "")
	h.broke(h.Decisions.Approve(t.Context(), h.lis, n, h.open(n).Version, audit.Form{}), "")
	version := h.open(n).Version
	h.Exec(`UPDATE checklist_items SET words_da = words_da || '.' WHERE code = 'lawful'`, nil)
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, version, audit.Form{}), "type_changed")
}

// A programme may have it otherwise than the municipality, for a type or an area, for a
// time.
func TestModeOfProgramme(t *testing.T) {
	h := newHouse(t)
	admin := h.Person(0, "Ada", access.Administrator)
	model, err := db.Value[id.Programme](t.Context(), h.DB.Read, `SELECT id FROM programmes WHERE key = 'rute42'`, nil)
	if err != nil {
		t.Fatal(err)
	}
	mode := func(want string) {
		t.Helper()
		if got := h.open(h.must(h.begin("SAN-36", nil))).Mode; got != want {
			t.Errorf("the mode is %s, want %s", got, want)
		}
	}
	set := func(m programme.DecisionMode) error {
		return h.Programmes.SetDecisionMode(t.Context(), admin, model, m, audit.Form{})
	}
	mode("recommends")
	h.broke(set(programme.DecisionMode{Area: programme.Sanctions, Mode: "decides", From: h.Today().AddDays(1)}), "")
	mode("recommends")
	draft := h.must(h.begin("SAN-36", nil))
	h.Later(24 * time.Hour)
	mode("decides")
	h.broke(h.Decisions.Write(t.Context(), h.anna, draft, h.whole(), h.open(draft).Version, audit.Form{}), "")
	if got := h.open(draft).Mode; got != "decides" {
		t.Errorf("a draft from before is written anew as %s", got)
	}
	h.broke(set(programme.DecisionMode{Code: "SAN-36", Mode: "recommends", From: h.Today()}), "")
	mode("recommends") // the type goes before the area
	h.broke(set(programme.DecisionMode{Code: "SAN-36", From: h.Today().AddDays(1)}), "")
	h.Later(24 * time.Hour)
	mode("decides")
	for _, tt := range []struct {
		m    programme.DecisionMode
		want string
	}{
		{programme.DecisionMode{Mode: "decides", From: h.Today()}, "what choose"},
		{programme.DecisionMode{Code: "SAN-36", Area: "sanction", Mode: "decides", From: h.Today()}, "what choose"},
		{programme.DecisionMode{Area: "x", Mode: "decides", From: h.Today()}, "what choose"},
		{programme.DecisionMode{Code: "XYZ", Mode: "decides", From: h.Today()}, "what unknown"},
		{programme.DecisionMode{Code: "SAN-37", Mode: "x", From: h.Today()}, "mode choose"},
		{programme.DecisionMode{Code: "SAN-37", Mode: "decides"}, "from required"},
		{programme.DecisionMode{Code: "SAN-37", From: h.Today()}, "from none_runs"},
		{programme.DecisionMode{Area: programme.Sanctions, Mode: "recommends", From: h.Today().AddDays(-30)}, "from overlaps"},
	} {
		h.broke(set(tt.m), tt.want)
	}
	if m, err := h.Programmes.On(t.Context(), model, h.Today()); err != nil || len(m.Modes) != 2 {
		t.Errorf("%+v %v", m.Modes, err)
	}
	if err := h.Programmes.SetDecisionMode(t.Context(), h.lis, model, programme.DecisionMode{Code: "SAN-37", Mode: "decides", From: h.Today()}, audit.Form{}); err == nil {
		t.Error("a leader sets it")
	}
}

// Who has to approve sees it on their list, and nobody else; a conflict closes it.
func TestApprovals(t *testing.T) {
	h := newHouse(t)
	list := func(by access.Actor) int {
		t.Helper()
		w, err := h.Decisions.Approvals(t.Context(), by)
		if err != nil {
			t.Fatal(err)
		}
		return len(w)
	}
	elsewhere := h.Team("Andet sted")
	other := h.Person(elsewhere, "Eva", access.Leader)
	insight := h.Person(0, "Ida", access.Insight)
	n := h.sanction()
	h.broke(h.Decisions.WriteChecks(t.Context(), h.anna, n, h.answers(), h.open(n).Version, audit.Form{}), "")
	if list(h.lis) != 0 {
		t.Error("a draft is on the list")
	}
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "")
	if w, err := h.Decisions.Approvals(t.Context(), h.lis); err != nil || len(w) != 1 || w[0].Name != "Mads" || w[0].Author != "Anna" || w[0].Type.Code != "SAN-36" || !w[0].AskedAt.Equal(h.Now()) {
		t.Errorf("the leader's list: %+v %v", w, err)
	}
	for _, tt := range []struct {
		by   access.Actor
		want int
	}{{h.lis, 1}, {h.anna, 0}, {h.bo, 0}, {other, 0}} {
		if got := list(tt.by); got != tt.want {
			t.Errorf("%s has %d on the list, want %d", tt.by.Name, got, tt.want)
		}
	}
	if _, err := h.Decisions.Approvals(t.Context(), insight); err == nil {
		t.Error("insight reads the list")
	}
	if looks := h.count(`SELECT count(*)::int FROM audit_events WHERE action = 'own approvals'`); looks != 2 {
		t.Errorf("%d looks are recorded, want 2", looks)
	}
	h.Exec(`UPDATE decisions SET type = jsonb_set(type, '{approver}', '"colleague"') WHERE id = @id`, db.Args{"id": n})
	if list(h.bo) != 1 || list(h.anna) != 0 || list(h.lis) != 1 {
		t.Error("a colleague approves: the buddy and the leader are asked, who wrote it is not")
	}
	h.broke(h.Conflicts.Declare(t.Context(), h.lis, h.mads, conflict.Declaration{Reason: "Vi er i familie."}, audit.Form{}), "")
	if list(h.lis) != 0 {
		t.Error("who declared a conflict sees it")
	}
}
