package decision_test

import (
	"errors"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// The hearing: its deadline, its answer, its extension, and what ends it.
func TestHearing(t *testing.T) {
	h := newHouse(t)
	n := h.must(h.begin("UDD-PAL", func(w *decision.Wish) { w.Hearing = decision.HearingNeeded }))
	send := func(change func(*decision.HearingWish)) error {
		w := decision.HearingWish{PutForward: "Du kom ikke.", Channel: decision.Spoken, SentOn: h.Today(), Until: h.Today().AddDays(16)}
		if change != nil {
			change(&w)
		}
		return h.Decisions.SendHearing(t.Context(), h.anna, n, w, audit.Form{})
	}
	for _, tt := range []struct {
		change func(*decision.HearingWish)
		want   string
	}{
		{func(w *decision.HearingWish) { w.PutForward = "" }, "put_forward required"},
		{func(w *decision.HearingWish) { w.Until = h.Today().AddDays(-1) }, "until past"},
		{func(w *decision.HearingWish) { w.Until = h.Today().AddDays(3) }, "hearing_reason hearing_short"},
		{func(w *decision.HearingWish) { w.Until = h.Today().AddDays(15) }, "until closed_day"},
		{func(w *decision.HearingWish) { w.SentOn = h.Today().AddDays(1) }, "sent_on future"},
		{func(w *decision.HearingWish) { w.Channel = "pigeon" }, "channel choose"},
	} {
		h.broke(send(tt.change), tt.want)
	}
	h.state(n, decision.Draft)
	h.broke(send(nil), "")
	h.state(n, decision.Heard)
	h.broke(send(nil), "decision_state")
	h.broke(h.Decisions.ConcludeHearing(t.Context(), h.anna, n, audit.Form{}), "hearing_runs")
	h.broke(h.Decisions.ExtendHearing(t.Context(), h.anna, n, h.Today().AddDays(10), "", audit.Form{}), "until not_longer")
	h.broke(h.Decisions.ExtendHearing(t.Context(), h.anna, n, h.Today().AddDays(20), "Mads bad om det.", audit.Form{}), "")
	h.broke(h.Decisions.RecordAnswer(t.Context(), h.anna, n, decision.Answer{Text: "Jeg var syg.", On: h.Today().AddDays(-1)}, audit.Form{}), "answered_on earlier_than")
	h.broke(h.Decisions.RecordAnswer(t.Context(), h.anna, n, decision.Answer{Text: "Jeg var syg.", On: h.Today(), Spoken: true}, audit.Form{}), "")
	h.state(n, decision.Heard)
	h.broke(h.Decisions.RecordAnswer(t.Context(), h.anna, n, decision.Answer{Text: "Jeg har ikke mere.", On: h.Today(), Over: true}, audit.Form{}), "")
	h.state(n, decision.Ready)
	got := h.open(n).Hearings
	if len(got) != 1 || got[0].Answer != "Jeg var syg.\n\nJeg har ikke mere." || got[0].Until != h.Today().AddDays(20) || len(got[0].Extensions) != 1 {
		t.Errorf("heard %+v", got)
	}
}

// When the deadline has passed in silence the hearing can be ended.
func TestHearingPasses(t *testing.T) {
	h := newHouse(t)
	n := h.must(h.begin("UDD-PAL", func(w *decision.Wish) { later := h.Today().AddDays(30); w.EffectFrom = &later }))
	w := decision.HearingWish{PutForward: "Du kom ikke.", Channel: decision.Spoken, SentOn: h.Today(), Until: h.Today().AddDays(3), ShortReason: "Det haster, for optaget lukker."}
	h.broke(h.Decisions.SendHearing(t.Context(), h.anna, n, w, audit.Form{}), "")
	h.Later(3 * 24 * time.Hour)
	h.broke(h.Decisions.ConcludeHearing(t.Context(), h.anna, n, audit.Form{}), "hearing_runs")
	h.Later(24 * time.Hour)
	h.broke(h.Decisions.ConcludeHearing(t.Context(), h.anna, n, audit.Form{}), "")
	h.state(n, decision.Ready)
}

// says so too.
func TestFourEyes(t *testing.T) {
	h := newHouse(t)
	h.Exec(`UPDATE decision_types SET approver = 'colleague' WHERE code = 'UDD-PAL'`, db.Args{})
	n := h.must(h.begin("UDD-PAL", nil))
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "needs_approval")
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "")
	h.broke(h.Decisions.Approve(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "own_decision")
	h.broke(h.Decisions.Return(t.Context(), h.bo, n, "", audit.Form{}), "reason required")
	h.broke(h.Decisions.Return(t.Context(), h.bo, n, "Skriv, hvad Mads selv sagde.", audit.Form{}), "")
	h.state(n, decision.Ready)
	h.broke(h.Decisions.Write(t.Context(), h.bo, n, h.whole(), h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "")
	h.broke(h.Decisions.Approve(t.Context(), h.bo, n, h.open(n).Version, audit.Form{}), "own_decision") // wrote in it
	if _, err := h.DB.Write.Exec(t.Context(), `UPDATE decisions SET approved_by = @by, approved_at = now(), state = 'approved' WHERE id = @id`,
		db.Args{"id": n, "by": h.anna.Staff}); !db.Violates(err, "approver_is_no_writer") {
		t.Errorf("the schema lets the author approve: %v", err)
	}
	if o, err := h.review(h.lis, n); err != nil || o.MayRead || !o.Can(decision.Approve) {
		t.Errorf("the leader who is asked: %v", err)
	}
	h.broke(h.Decisions.Approve(t.Context(), h.lis, n, h.open(n).Version, audit.Form{}), "")
	if _, err := h.review(h.lis, n); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("the leader reads on without a reason: %v", err)
	}
	h.broke(h.Decisions.Write(t.Context(), h.anna, n, h.whole(), h.open(n).Version, audit.Form{}), "")
	h.state(n, decision.Ready) // written anew: to be approved anew
	h.broke(h.Decisions.Submit(t.Context(), h.anna, n, audit.Form{}), "")
	h.broke(h.Decisions.Approve(t.Context(), h.lis, n, h.open(n).Version-1, audit.Form{}), "decision_changed")
	h.broke(h.Decisions.Approve(t.Context(), h.lis, n, h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	h.state(n, decision.Decided)
}

// has a reason, and on the birthday the holder's letters have stopped.
func TestNotifyMinor(t *testing.T) {
	h := newHouse(t)
	h.Exec(`UPDATE youths SET birth_date = '2008-11-23' WHERE id = @id`, db.Args{"id": h.mads}) // eighteen on Monday
	n := h.must(h.begin("MENTOR", nil))
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "answer required")
	h.Exec(`INSERT INTO network_people (youth_id, name, relation, custody, from_on, added_by, added_at) VALUES (@youth, 'Mor Dahl', 'mother', true, '2020-01-01', @by, now())`,
		db.Args{"youth": h.mads, "by": h.anna.Staff})
	to, open, err := h.Decisions.Recipients(t.Context(), h.open(n).Decision, h.Today())
	if err != nil || len(to) != 2 || len(open) != 0 {
		t.Fatalf("%v %v %v", to, open, err)
	}
	left := h.tell()
	left.Omitted = map[id.Person]string{to[1].Person: " "}
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, left, audit.Form{}), "omitted."+id.String(to[1].Person)+" required")
	left.Omitted[to[1].Person], left.Omitted[0] = "Hun må ikke vide det.", "Nej"
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, left, audit.Form{}), "nobody_told")
	if to, _, err := h.Decisions.Recipients(t.Context(), h.open(n).Decision, h.Today().AddDays(2)); err != nil || len(to) != 1 || to[0].Person != 0 {
		t.Errorf("on the eighteenth birthday: %v %v", to, err)
	}
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "")
	if got := h.open(n).Notices; len(got) != 2 || got[1].Name != "Mor Dahl" {
		t.Errorf("told %+v", got)
	}
}

// No letter leaves by a law that nobody has confirmed, or before it was decided.
func TestNotifyRefused(t *testing.T) {
	h := newHouse(t)
	n := h.must(h.begin("UDD-PAL", nil))
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "decision_state")
	h.broke(h.Decisions.Decide(t.Context(), h.anna, n, h.open(n).Version, audit.Form{}), "")
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "type_unconfirmed")
	h.Exec(`UPDATE decision_types SET paragraph = '§ 22', confirmed = true WHERE code = 'UDD-PAL'`, db.Args{})
	h.broke(h.Decisions.Notify(t.Context(), h.anna, n, h.tell(), audit.Form{}), "") // somebody has looked it up since
	m := h.must(h.begin("MENTOR", nil))
	h.broke(h.Decisions.Decide(t.Context(), h.anna, m, h.open(m).Version, audit.Form{}), "")
	for want, change := range map[string]func(*decision.Telling){
		"sent_on earlier_than": func(x *decision.Telling) { x.SentOn = h.Today().AddDays(-1) },
		"sent_on future":       func(x *decision.Telling) { x.SentOn = h.Today().AddDays(1) },
		"sent_on required":     func(x *decision.Telling) { x.SentOn = when.Date{} },
		"channel choose":       func(x *decision.Telling) { x.Channel = "" },
	} {
		x := h.tell()
		change(&x)
		h.broke(h.Decisions.Notify(t.Context(), h.anna, m, x, audit.Form{}), want)
	}
}
