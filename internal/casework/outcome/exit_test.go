package outcome_test

import (
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/rule"
	"kasket/internal/when"
)

func (h house) close(x outcome.Exit) error {
	h.Helper()
	return h.Outcomes.Close(h.Context(), h.anna, h.youth, x, audit.Form{})
}

// What an exit may say, and what is refused at which field; nothing of it is written.
func TestExitRules(t *testing.T) {
	h := newHouse(t)
	day := func(ago int) *when.Date { d := h.day(ago); return &d }
	tests := []struct {
		name string
		x    outcome.Exit
		want rule.Violations
	}{
		{"nothing", outcome.Exit{}, append(rule.Violation("on", "required"), rule.Violation("code", "required")...)},
		{"before the start", outcome.Exit{Code: "edu_upper", On: h.day(101)}, rule.Violation("on", "before_start")},
		{"tomorrow", outcome.Exit{Code: "edu_upper", On: h.day(-1)}, rule.Violation("on", "in_the_future")},
		{"a code there is none of", outcome.Exit{Code: "luck", On: h.day(0)}, rule.Violation("code", "unknown")},
		{"another team took over", outcome.Exit{Code: outcome.MovedTeam, On: h.day(0)}, rule.Violation("code", "unknown")},
		{"ready before the start", outcome.Exit{Code: "lost", On: h.day(0), ReadyFor: enrolment.ReadyForJob, ReadyOn: day(101)}, rule.Violation("ready_on", "before_start")},
		{"ready after the exit", outcome.Exit{Code: "lost", On: h.day(9), ReadyFor: enrolment.ReadyForJob, ReadyOn: day(3)}, rule.Violation("ready_on", "after_close")},
		{"ready, and nobody knows since when", outcome.Exit{Code: "lost", On: h.day(0), ReadyFor: enrolment.ReadyForJob}, rule.Violation("ready_on", "required")},
		{"ready for the moon", outcome.Exit{Code: "lost", On: h.day(0), ReadyFor: "moon", ReadyOn: day(3)}, rule.Violation("ready_for", "unknown")},
		{"words too long", outcome.Exit{Code: "lost", On: h.day(0), Words: strings.Repeat("å", 2001)}, rule.Violation("words", "too_long")},
		{"a life that is none", outcome.Exit{Code: "lost", On: h.day(0), Lives: map[string]outcome.Life{"moon": outcome.Better}}, rule.Violation("life_moon", "unknown")},
		{"a life that went sideways", outcome.Exit{Code: "lost", On: h.day(0), Lives: map[string]outcome.Life{"housing": "sideways"}}, rule.Violation("life_housing", "choose")},
		{"a status there is none of", outcome.Exit{Code: "lost", On: h.day(0), Status: "astronaut"}, rule.Violation("status", "unknown")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := h.close(tt.x); !is(err, tt.want) {
				t.Errorf("answers %v, want %v", err, tt.want)
			}
		})
	}
	if n := casetest.One[int](h.World, `SELECT (SELECT count(*) FROM exits) + (SELECT count(*) FROM statuses) + (SELECT count(*) FROM enrolments WHERE closed_on IS NOT NULL)`, nil); n != 0 {
		t.Errorf("%d rows were written", n)
	}
}

// An exit tells all it was told; closing twice is said calmly; reopening keeps the exit whole
// among those that were taken back, and the course can end once more.
func TestExitAndReopening(t *testing.T) {
	h := newHouse(t)
	ready := h.day(20)
	x := outcome.Exit{
		Code: "edu_upper", On: h.day(2), Words: "Jeg fandt min retning", Worked: "Gåturene", Receiver: "Tech College", ReadyFor: enrolment.ReadyForEducation, ReadyOn: &ready,
		Lives: map[string]outcome.Life{"housing": outcome.Better, "crime": outcome.NotRelevant},
	}
	if err := h.close(x); err != nil {
		t.Fatal(err)
	}
	if err := h.close(x); !is(err, rule.Violation("", "course_closed")) {
		t.Errorf("closing twice: %v", err)
	}
	story, err := h.Outcomes.Story(t.Context(), h.anna, h.scope(h.anna))
	if err != nil {
		t.Fatal(err)
	}
	if e := story.Exit; e == nil || e.Words != x.Words || e.Worked != x.Worked || e.Receiver != x.Receiver || e.ReadyFor != "education" || e.ReadyOn != ready || len(e.Lives) != 2 {
		t.Fatalf("the exit says %+v", e)
	}
	if now := story.Now(); now == nil || now.Code != "education" || now.Moment != outcome.AtExit || now.On != h.day(2) {
		t.Errorf("the status at the exit is %+v", now)
	}
	if n := len(story.Looks()); n != 4 {
		t.Errorf("%d looks back, want 4", n)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.anna, h.youth, " ", 0, audit.Form{}); !is(err, rule.Violation("reason", "required")) {
		t.Errorf("without a reason: %v", err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.anna, h.youth, "Skolen blev for svær", 0, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.anna, h.youth, "Igen", 0, audit.Form{}); !is(err, rule.Violation("", "course_open")) {
		t.Errorf("reopening twice: %v", err)
	}
	kept := casetest.One[string](h.World, `SELECT concat_ws('|', exit->>'words', exit->'lives'->>'housing', reason, exit_on) FROM exits_reopened`, nil)
	if want := "Jeg fandt min retning|better|Skolen blev for svær|" + h.day(2).String(); kept != want {
		t.Errorf("kept %q, want %q", kept, want)
	}
	if story, err = h.Outcomes.Story(t.Context(), h.anna, h.scope(h.anna)); err != nil || story.Exit != nil || story.Now() != nil || len(story.Reopened) != 1 || !h.scope(h.bo).FollowUp && h.scope(h.bo).Closed {
		t.Errorf("after reopening %+v, %v", story, err)
	}
	if err := h.close(outcome.Exit{Code: "job_full", On: h.day(0)}); err != nil {
		t.Errorf("closing once more: %v", err)
	}
}

// Who reopens a course whose owner has left says who has the youth now; a course that
// another was begun after stays ended.
func TestReopeningNeedsAnOwner(t *testing.T) {
	h := newHouse(t)
	if err := h.close(outcome.Exit{Code: "lost", On: h.day(1)}); err != nil {
		t.Fatal(err)
	}
	h.Exec(`UPDATE staff SET left_on = @on WHERE id = @id`, db.Args{"on": h.day(1), "id": h.anna.Staff})
	if err := h.Standing.Open(t.Context(), h.lise, h.youth, "Den unge har ringet", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.lise, h.youth, "Den unge vil videre", 0, audit.Form{}); !is(err, rule.Violation("to", "owner_gone")) {
		t.Fatalf("with nobody: %v", err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.lise, h.youth, "Den unge vil videre", h.lise.Staff, audit.Form{}); !is(err, rule.Violation("to", "not_in_team")) {
		t.Errorf("with who carries no youths: %v", err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.lise, h.youth, "Den unge vil videre", h.bo.Staff, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if who := casetest.One[int64](h.World, `SELECT owner_id FROM enrolments WHERE closed_on IS NULL AND buddy_id IS NULL`, nil); who != int64(h.bo.Staff) {
		t.Errorf("owned by %d, want %d", who, h.bo.Staff)
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM handovers`, nil); n != 2 {
		t.Errorf("%d links in the chain, want 2", n)
	}
}

// asking is a youth who left today, and who is asked what of them.
type asking struct {
	house
	exit when.Date
}

func newAsking(t *testing.T) asking {
	h := newHouse(t)
	if err := h.close(outcome.Exit{Code: "job_full", On: h.day(0)}); err != nil {
		t.Fatal(err)
	}
	return asking{house: h, exit: h.Today()}
}

func (a asking) answer(by access.Actor, months int, code string, from outcome.Source) error {
	return a.Outcomes.FollowUp(a.Context(), by, a.youth, outcome.Answer{Months: months, Code: code, Source: from}, audit.Form{})
}

func (a asking) due(by access.Actor) (months []int) {
	a.Helper()
	list, err := a.Caseload.Followups(a.Context(), by)
	if err != nil {
		a.Fatal(err)
	}
	for _, d := range list.Due {
		months = append(months, d.Months)
	}
	return months
}

func (a asking) on(d when.Date) { a.At(d.Start().Add(9 * time.Hour)) }

// What an answer may say, and when: never before its day, never before the exit.
func TestFollowupRules(t *testing.T) {
	h := newAsking(t)
	if err := h.answer(h.anna, 1, "job", outcome.FromYouth); !is(err, rule.Violation("", "not_due")) {
		t.Errorf("before its day: %v", err)
	}
	for _, months := range []int{0, -1, 2, 13} {
		if err := h.answer(h.anna, months, "job", outcome.FromYouth); err == nil || !strings.Contains(err.Error(), "not_asked") {
			t.Errorf("%d months after the exit: %v", months, err)
		}
	}
	h.on(h.exit.AddMonths(1))
	for _, wrong := range []struct {
		code  string
		from  outcome.Source
		field string
	}{{"", outcome.FromYouth, "status"}, {"moon", outcome.FromYouth, "status"}, {"job", "rumour", "source"}, {outcome.Unknown, outcome.FromYouth, "source"}} {
		if err := h.answer(h.anna, 1, wrong.code, wrong.from); err == nil || !strings.Contains(err.Error(), wrong.field) {
			t.Errorf("%q from %q: %v", wrong.code, wrong.from, err)
		}
	}
	if err := h.answer(h.bo, 1, "job", outcome.FromRegister); err == nil {
		t.Error("the buddy answers")
	}
}

// The looks back stand on the last owner's page from their day until they are answered; who
// does not know says so, and can know later; the leader is asked where the owner is gone.
func TestFollowups(t *testing.T) {
	h := newAsking(t)
	h.on(h.exit.AddMonths(1).AddDays(-1))
	if got := h.due(h.anna); len(got) != 0 {
		t.Errorf("the day before %v is due", got)
	}
	h.on(h.exit.AddMonths(1))
	if got := h.due(h.anna); len(got) != 1 || got[0] != 1 {
		t.Fatalf("on the day %v is due", got)
	}
	if day, err := h.Caseload.Today(t.Context(), h.anna); err != nil || len(day.Followups.Due) != 1 || len(day.Followups.Statuses) < 5 {
		t.Errorf("today has %+v, %v", day.Followups, err)
	}
	if got := h.due(h.lise); len(got) != 0 {
		t.Errorf("the leader is asked %v while the owner is there", got)
	}
	if err := h.answer(h.anna, 1, "", outcome.FromNobody); err != nil {
		t.Fatal(err)
	}
	if got := h.due(h.anna); len(got) != 0 {
		t.Errorf("unknown is an answer, but %v is due", got)
	}
	if err := h.answer(h.lise, 1, "job", outcome.FromRegister); err != nil {
		t.Errorf("the leader knows later, without the record: %v", err)
	}
	story, err := h.Outcomes.Story(t.Context(), h.anna, h.scope(h.anna))
	if err != nil || story.Looks()[0].Answer.Code != "job" || len(story.Answers) != 2 || story.Now().Moment != outcome.AtFollowup || story.Now().Code != "job" {
		t.Errorf("the story says %+v, %v", story.Looks(), err)
	}
	h.on(h.exit.AddMonths(3))
	h.Exec(`UPDATE staff SET left_on = @on WHERE id = @id`, db.Args{"on": h.exit.AddMonths(2), "id": h.anna.Staff})
	if got := h.due(h.lise); len(got) != 1 || got[0] != 3 {
		t.Errorf("the leader is asked %v when the owner has left", got)
	}
	if survey, err := h.Caseload.Team(t.Context(), h.lise, h.team, caseload.TeamFilter{}); err != nil || survey.Followups != 1 {
		t.Errorf("the leader's team says %d, %v", survey.Followups, err)
	}
	h.on(h.exit.AddMonths(3).AddDays(outcome.AskFor + 1))
	if got := h.due(h.lise); len(got) != 1 || got[0] != 6 {
		t.Errorf("three months later the leader is asked %v", got)
	}
}

// Nothing is asked after some exits, of a course that was reopened, or where another course
// was begun.
func TestFollowupsThatAreNotAsked(t *testing.T) {
	for _, code := range []string{outcome.Death, outcome.WrongGroup} {
		h := newHouse(t)
		if err := h.close(outcome.Exit{Code: code, On: h.day(40)}); err != nil {
			t.Fatal(err)
		}
		if list, err := h.Caseload.Followups(t.Context(), h.anna); err != nil || len(list.Due) != 0 {
			t.Errorf("after %s %+v is asked, %v", code, list.Due, err)
		}
	}
	h := newHouse(t)
	if err := h.close(outcome.Exit{Code: "prison", On: h.day(40)}); err != nil {
		t.Fatal(err)
	}
	if list, err := h.Caseload.Followups(t.Context(), h.anna); err != nil || len(list.Due) != 1 {
		t.Fatalf("after prison %+v is asked, %v", list.Due, err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.anna, h.youth, "Hjemme igen", 0, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if list, err := h.Caseload.Followups(t.Context(), h.anna); err != nil || len(list.Due) != 0 {
		t.Errorf("after reopening %+v is asked, %v", list.Due, err)
	}
}

// A death stops everything: the course ends, meetings are called off, nothing is asked or
// planned; registered of the wrong youth it is taken back.
func TestDeath(t *testing.T) {
	h := newHouse(t)
	h.Exec(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, title, starts_at, by_id) SELECT youth_id, id, owner_id, 'Samtale', @at, owner_id FROM enrolments`,
		db.Args{"at": h.Now().Add(48 * time.Hour)})
	if err := h.Outcomes.RegisterDeath(t.Context(), h.anna, h.youth, h.day(-1), audit.Form{}); !is(err, rule.Violation("on", "in_the_future")) {
		t.Errorf("tomorrow: %v", err)
	}
	if err := h.Outcomes.RegisterDeath(t.Context(), h.anna, h.youth, h.day(101), audit.Form{}); !is(err, rule.Violation("on", "before_start")) {
		t.Errorf("before the course: %v", err)
	}
	if err := h.Outcomes.RegisterDeath(t.Context(), h.anna, h.youth, h.day(1), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Outcomes.RegisterDeath(t.Context(), h.anna, h.youth, h.day(1), audit.Form{}); !is(err, rule.Violation("", "has_died")) {
		t.Errorf("twice: %v", err)
	}
	got := casetest.One[string](h.World, `SELECT concat_ws('|', y.died_on, x.code, x.exit_on, m.state) FROM youths y, exits x, meetings m`, nil)
	if want := h.day(1).String() + "|death|" + h.day(1).String() + "|cancelled"; got != want {
		t.Errorf("stands %q, want %q", got, want)
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM statuses`, nil); n != 0 {
		t.Errorf("%d statuses", n)
	}
	if err := h.Outcomes.TakeBackDeath(t.Context(), h.anna, h.youth, "Forkert person", audit.Form{}); !is(err, rule.Violation("", "reopen_instead")) {
		t.Errorf("taken back beside the exit: %v", err)
	}
	if err := h.Outcomes.Reopen(t.Context(), h.anna, h.youth, "Forkert person", 0, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM youths WHERE died_on IS NOT NULL`, nil); n != 0 {
		t.Error("the death stands")
	}
	if err := h.close(outcome.Exit{Code: "job_full", On: h.day(0)}); err != nil {
		t.Fatal(err)
	}
	if err := h.Outcomes.RegisterDeath(t.Context(), h.anna, h.youth, h.day(0), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	h.Later(40 * 24 * time.Hour)
	if list, err := h.Caseload.Followups(t.Context(), h.anna); err != nil || len(list.Due) != 0 {
		t.Errorf("of the dead %+v is asked, %v", list.Due, err)
	}
	if err := h.Outcomes.FollowUp(t.Context(), h.anna, h.youth, outcome.Answer{Months: 1, Code: "job", Source: outcome.FromYouth}, audit.Form{}); !is(err, rule.Violation("", "has_died")) {
		t.Errorf("an answer of the dead: %v", err)
	}
	if err := h.Outcomes.TakeBackDeath(t.Context(), h.anna, h.youth, "Forkert person", audit.Form{}); err != nil {
		t.Error(err)
	}
}
