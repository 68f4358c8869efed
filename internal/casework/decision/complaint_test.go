package decision_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// told is a burden that was decided and handed over today.
func (h house) told(change func(*decision.Wish)) id.Decision {
	h.Helper()
	h.Exec(`UPDATE decision_types SET confirmed = true, paragraph = '§ 1' WHERE code = 'UDD-PAL'`, nil)
	n := h.must(h.begin("UDD-PAL", change))
	h.broke(h.Decisions.Decide(h.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Notify(h.Context(), h.anna, n, h.tell(), audit.Form{}), "")
	return n
}

func (h house) complain(n id.Decision, change func(*decision.ComplaintWish)) (id.Complaint, error) {
	w := decision.ComplaintWish{Way: "phone", ReceivedOn: h.Today(), Text: "Mads ringer og siger, at han ikke er enig."}
	if change != nil {
		change(&w)
	}
	return h.Decisions.RegisterComplaint(h.Context(), h.anna, n, w, audit.Form{})
}

func (h house) complained(n id.Decision) id.Complaint {
	h.Helper()
	c, err := h.complain(n, nil)
	if err != nil {
		h.Fatal(err)
	}
	return c
}

func (h house) complaint(n id.Decision, c id.Complaint) decision.Complaint {
	h.Helper()
	got, ok := h.open(n).Complaint(c)
	if !ok {
		h.Fatalf("complaint %d is not there", c)
	}
	return got
}

func (h house) reassess(c id.Complaint, outcome decision.ComplaintState, newOne id.Decision) error {
	return h.Decisions.ReassessComplaint(h.Context(), h.anna, c, decision.Reassessment{Outcome: outcome, Reasons: "Vi har set på det igen.", NewOne: newOne}, audit.Form{})
}

func (h house) dispatch(c id.Complaint, on when.Date, reason string) error {
	return h.Decisions.DispatchComplaint(h.Context(), h.anna, c, decision.Dispatching{On: on, To: "Ankestyrelsen", Reason: reason}, audit.Form{})
}

func (h house) result(c id.Complaint, to decision.ComplaintState) error {
	return h.Decisions.RecordResult(h.Context(), h.anna, c, decision.Ruling{Outcome: to, On: h.Today(), Text: "De skriver hvorfor."}, audit.Form{})
}

// From a sentence on the phone to what the complaint body says.
func TestComplaint(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	c, err := h.Decisions.RegisterComplaint(t.Context(), h.bo, n, decision.ComplaintWish{Way: "phone", ReceivedOn: h.Today(), Text: " Nej.\x00 "}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	got := h.complaint(n, c)
	if got.State != decision.Received || got.Late || *got.ReassessBy != h.Today().AddDays(28) || got.Text != "Nej." || got.Name != "Mads" || got.ByName != "Bo" || got.ComplainUntil == nil {
		t.Errorf("received %+v", got)
	}
	h.state(n, decision.InForce) // a complaint does not put it off
	if err := h.Decisions.ReassessComplaint(t.Context(), h.bo, c, decision.Reassessment{Outcome: decision.Upheld, Reasons: "x"}, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("the buddy looks at it again: %v", err)
	}
	h.broke(h.dispatch(c, h.Today(), ""), "complaint_state")
	h.broke(h.result(c, decision.Affirmed), "complaint_state")
	h.broke(h.Decisions.ReassessComplaint(t.Context(), h.anna, c, decision.Reassessment{Outcome: "maybe"}, audit.Form{}), "outcome choose, reasons required")
	h.broke(h.reassess(c, decision.Upheld, 0), "")
	h.broke(h.reassess(c, decision.Upheld, 0), "complaint_state")
	h.broke(h.dispatch(c, h.Today().AddDays(1), ""), "sent_on future")
	h.broke(h.dispatch(c, when.Date{}, ""), "sent_on required")
	h.broke(h.dispatch(c, h.Today().AddDays(-1), ""), "sent_on before_day")
	h.broke(h.dispatch(c, h.Today(), ""), "")
	h.broke(h.result(c, decision.Upheld), "outcome choose")
	h.broke(h.result(c, decision.Remitted), "")
	h.broke(h.Decisions.WithdrawComplaint(t.Context(), h.anna, c, "x", audit.Form{}), "complaint_state")
	got = h.complaint(n, c)
	if got.State != decision.Remitted || got.SentTo != "Ankestyrelsen" || len(got.Steps) != 4 || got.Steps[3].Text != "De skriver hvorfor." || got.Steps[0].Name != "Bo" {
		t.Errorf("in the end %+v", got)
	}
	steps := h.open(n).Steps
	if last := steps[len(steps)-1]; last.Act != decision.Complain || last.State != decision.Notified {
		t.Errorf("the life of the decision ends with %+v", last)
	}
}

// What can only be a slip is refused; that it is late is none.
func TestComplaintRefused(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	other := h.Youth(h.anna, "Liva")
	h.Exec(`INSERT INTO network_people (youth_id, name, relation, from_on, added_by, added_at) VALUES (@youth, 'Mor til Liva', 'mother', @today, @by, @at)`,
		db.Args{"youth": other, "today": h.Today(), "by": h.anna.Staff, "at": h.Now()})
	theirs := id.Person(h.count(`SELECT max(id)::int FROM network_people`))
	for _, tt := range []struct {
		change func(*decision.ComplaintWish)
		want   string
	}{
		{func(w *decision.ComplaintWish) { w.Text = " \x00" }, "text required"},
		{func(w *decision.ComplaintWish) { w.Text = strings.Repeat("æ", 20001) }, "text too_long"},
		{func(w *decision.ComplaintWish) { w.Way = "pigeon" }, "way choose"},
		{func(w *decision.ComplaintWish) { w.ReceivedOn = when.Date{} }, "received_on required"},
		{func(w *decision.ComplaintWish) { w.ReceivedOn = h.Today().AddDays(1) }, "received_on future"},
		{func(w *decision.ComplaintWish) { w.ReceivedOn = h.Today().AddDays(-1) }, "received_on before_day"},
		{func(w *decision.ComplaintWish) { w.Person = 99999 }, "who choose"},
		{func(w *decision.ComplaintWish) { w.Person = theirs }, "who choose"},
	} {
		_, err := h.complain(n, tt.change)
		h.broke(err, tt.want)
	}
	if got := h.count(`SELECT count(*)::int FROM complaints`); got != 0 {
		t.Errorf("%d were kept", got)
	}
	draft := h.must(h.begin("MENTOR", nil))
	_, err := h.complain(draft, nil)
	h.broke(err, "decision_state")
	stranger := h.Person(h.Team("Andre"), "Ea", access.Caseworker)
	_, err = h.Decisions.RegisterComplaint(t.Context(), stranger, n, decision.ComplaintWish{Way: "phone", ReceivedOn: h.Today(), Text: "x"}, audit.Form{})
	if !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger: %v", err)
	}
}

// The last day is in time, the day after is late; and what is late goes on at once.
func TestComplaintLate(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	until := *h.open(n).Notices[0].ComplainUntil
	h.Later(time.Duration(until.Sub(h.Today())) * 24 * time.Hour)
	if got := h.complaint(n, h.complained(n)); got.Late {
		t.Errorf("late on the last day: %+v", got)
	}
	h.Later(24 * time.Hour)
	late := h.complained(n)
	if got := h.complaint(n, late); !got.Late || *got.ComplainUntil != until {
		t.Errorf("in time the day after: %+v", got)
	}
	h.broke(h.dispatch(late, h.Today(), ""), "")
	h.broke(h.result(late, decision.Dismissed), "")
	// One whom nobody has told anything is never late.
	silent := h.must(h.begin("UDD-PAL", nil))
	h.broke(h.Decisions.Decide(t.Context(), h.anna, silent, h.open(silent).Version, audit.Form{}), "")
	h.Later(400 * 24 * time.Hour)
	if got := h.complaint(silent, h.complained(silent)); got.Late || got.ComplainUntil != nil {
		t.Errorf("late without being told: %+v", got)
	}
}

// Sent on after our deadline takes a reason, on the last day none; it is never refused.
func TestComplaintSentLate(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	on, after := h.complained(n), h.complained(n)
	h.broke(h.reassess(on, decision.Upheld, 0), "")
	h.broke(h.reassess(after, decision.Upheld, 0), "")
	h.Later(28 * 24 * time.Hour)
	h.broke(h.dispatch(on, h.Today(), "ikke brugt"), "")
	if got := h.complaint(n, on); got.LateReason != "" {
		t.Errorf("a reason for being late on the last day: %+v", got)
	}
	h.Later(24 * time.Hour)
	if !h.complaint(n, after).Overdue(h.Today()) {
		t.Error("not overdue the day after")
	}
	h.broke(h.dispatch(after, h.Today(), " "), "late_reason sent_late")
	h.broke(h.dispatch(after, h.Today().AddDays(-1), ""), "")
	if h.complaint(n, after).Overdue(h.Today()) {
		t.Error("overdue though it was sent")
	}
}

// What is changed is changed by a decision: one made in its place since the complaint,
// or that it was revoked.
func TestComplaintChanged(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	changed, partly, revoked := h.complained(n), h.complained(n), h.complained(n)
	h.broke(h.reassess(changed, decision.Changed, 0), "outcome needs_new_decision_or_revoked")
	h.broke(h.reassess(partly, decision.Partly, 0), "outcome needs_new_decision")
	anew := h.must(h.Decisions.Begin(t.Context(), h.anna, h.mads, "UDD-PAL", &n, h.whole(), audit.Form{}))
	h.broke(h.reassess(changed, decision.Changed, anew), "outcome needs_new_decision_or_revoked") // not decided yet
	if got := h.open(n).Corrections; len(got) != 0 {
		t.Errorf("in its place stands what is not decided: %+v", got)
	}
	h.broke(h.Decisions.Decide(t.Context(), h.anna, anew, h.open(anew).Version, audit.Form{}), "")
	h.broke(h.reassess(changed, decision.Changed, n), "new_one choose")
	h.broke(h.reassess(changed, decision.Changed, 0), "new_one choose")
	h.broke(h.reassess(changed, decision.Changed, anew), "")
	h.broke(h.dispatch(changed, h.Today(), ""), "complaint_state")
	h.broke(h.reassess(partly, decision.Partly, anew), "")
	h.broke(h.dispatch(partly, h.Today(), ""), "")
	if got := h.complaint(n, changed); *got.ReplacedBy != anew || got.Open() {
		t.Errorf("changed %+v", got)
	}
	h.Later(24 * time.Hour)
	h.broke(h.reassess(h.complained(n), decision.Changed, anew), "outcome needs_new_decision_or_revoked") // made before it came
	if got := h.open(n).Corrections; len(got) != 1 || got[0].ID != anew {
		t.Errorf("in its place: %+v", got)
	}
	h.broke(h.Decisions.Revoke(t.Context(), h.anna, n, "Den byggede på en fejl.", audit.Form{}), "")
	h.broke(h.reassess(revoked, decision.Changed, 0), "")
	after := h.complained(n) // also about one that was revoked
	h.broke(h.Decisions.WithdrawComplaint(t.Context(), h.bo, after, " ", audit.Form{}), "reason required")
	h.broke(h.Decisions.WithdrawComplaint(t.Context(), h.bo, after, "Mads ringer og siger, at det er godt nok.", audit.Form{}), "")
}

// Who has custody of a minor or acts for the youth may complain; each is held against
// what they were told themselves.
func TestComplainants(t *testing.T) {
	h := newHouse(t)
	h.Exec(`UPDATE youths SET birth_date = @born WHERE id = @id`, db.Args{"id": h.mads, "born": h.Today().AddMonths(-12 * 17)})
	h.Exec(`INSERT INTO network_people (youth_id, name, relation, custody, from_on, added_by, added_at) VALUES (@youth, 'Karen', 'mother', true, @today, @by, @at)`,
		db.Args{"youth": h.mads, "today": h.Today(), "by": h.anna.Staff, "at": h.Now()})
	n := h.told(nil)
	d := h.open(n).Decision
	list, err := h.Decisions.Complainants(t.Context(), d, h.Today())
	if err != nil || len(list) != 1 || list[0].Name != "Karen" {
		t.Fatalf("%+v %v", list, err)
	}
	if list, err := h.Decisions.Complainants(t.Context(), d, h.Today().AddMonths(12)); err != nil || len(list) != 0 {
		t.Errorf("after the eighteenth birthday %+v %v", list, err)
	}
	c, err := h.complain(n, func(w *decision.ComplaintWish) { w.Person = list[0].Person })
	if err != nil {
		t.Fatal(err)
	}
	if got := h.complaint(n, c); got.Name != "Karen" || *got.Person != list[0].Person || got.ComplainUntil == nil {
		t.Errorf("%+v", got)
	}
}

// Whose time is counted: one's own letter, else that of whoever was told last.
func TestToldUntil(t *testing.T) {
	day := func(n int) *when.Date { d, _ := when.On(2026, 12, n); return &d }
	mother, father, other := id.Person(1), id.Person(2), id.Person(3)
	d := decision.Decision{Notices: []decision.Notice{
		{ComplainUntil: day(21)}, {Person: &mother, ComplainUntil: day(28)}, {Person: &father, Omitted: "x"},
	}}
	for who, want := range map[id.Person]*when.Date{0: day(21), mother: day(28), father: day(28), other: day(28)} {
		if got := d.ToldUntil(who); got == nil || *got != *want {
			t.Errorf("%d until %v, want %v", who, got, want)
		}
	}
	if got := (decision.Decision{}).ToldUntil(0); got != nil {
		t.Errorf("nobody was told, until %v", got)
	}
}

// What stands in the schema without the program.
func TestComplaintSchema(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	c := h.complained(n)
	draft := h.must(h.begin("MENTOR", nil))
	for sql, want := range map[string]string{
		`UPDATE complaints SET text = 'x' WHERE id = @c`:                                           "complaint_goes_on",
		`UPDATE complaints SET received_on = received_on - 1 WHERE id = @c`:                        "complaint_goes_on",
		`UPDATE complaints SET state = 'upheld', text = 'x' WHERE id = @c`:                         "complaint_stays",
		`UPDATE complaints SET state = 'sent', sent_on = received_on, sent_to = 'x' WHERE id = @c`: "sent_after_another_look",
		`UPDATE complaints SET state = 'changed' WHERE id = @c`:                                    "changed_by_a_decision",
		`UPDATE complaints SET state = 'partly', replaced_by = @n WHERE id = @c`:                   "replaced_by_its_correction",
		`UPDATE complaints SET state = 'affirmed' WHERE id = @c`:                                   "complaint_goes_on",
		`DELETE FROM complaints WHERE id = @c`:                                                     "complaint_stays",
		`INSERT INTO complaints (decision_id, youth_id, name, way, received_on, text, late, by_id, at, changed_at) SELECT @draft, youth_id, name, way, received_on, text, late, by_id, at, at FROM complaints`: "complaint_is_about_a_decision",
		`INSERT INTO complaints (decision_id, youth_id, name, way, received_on, text, late, by_id, at, changed_at) SELECT @n, youth_id, name, way, received_on, text, true, by_id, at, at FROM complaints`:     "late_is_computed",
	} {
		sql = strings.NewReplacer("@c", id.String(c), "@n", id.String(n), "@draft", id.String(draft)).Replace(sql)
		_, err := h.DB.Write.Exec(t.Context(), sql)
		if !db.Violates(err, want) {
			t.Errorf("%s: %v, want %s", sql, err, want)
		}
	}
	for _, sql := range []string{`UPDATE complaint_steps SET text = 'x'`, `DELETE FROM complaint_steps`} {
		if _, err := h.DB.Write.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}

// Many do different things with a complaint at once: one of them does, and its way has
// no gap. A form that is sent twice makes one complaint.
func TestConcurrentComplaints(t *testing.T) {
	h := newHouse(t)
	n := h.told(nil)
	c := h.complained(n)
	var done atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			err := h.Decisions.WithdrawComplaint(t.Context(), h.anna, c, "Nej", audit.Form{})
			if i%2 == 0 {
				err = h.reassess(c, decision.Upheld, 0)
			}
			if err == nil {
				done.Add(1)
			}
		})
	}
	all.Wait()
	steps := h.complaint(n, c).Steps
	for i := 1; i < len(steps); i++ {
		if steps[i].Was != steps[i-1].State {
			t.Errorf("a gap: %+v after %+v", steps[i], steps[i-1])
		}
	}
	form := audit.Form{Key: "7d444840-9dc0-11d1-b245-5ffdce74fad2"}
	var made [2]id.Complaint
	for i := range made {
		var err error
		made[i], err = h.Decisions.RegisterComplaint(t.Context(), h.anna, n, decision.ComplaintWish{Way: "phone", ReceivedOn: h.Today(), Text: "x"}, form)
		if err != nil {
			t.Fatal(err)
		}
	}
	if made[0] != made[1] || made[0] == 0 {
		t.Errorf("made %v", made)
	}
}
