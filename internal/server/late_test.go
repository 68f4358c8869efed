package server_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/sparring"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// Whoever sends a form after a colleague ended what it is about is told so, and has what
// they typed before them: the page shows the form again though it is over.
func TestTooLate(t *testing.T) {
	f := newFolder(t)
	goal, err := f.Plans.SetGoal(t.Context(), f.owner, f.youth, plan.GoalWish{Text: "Stå op"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	decided, err := f.Sparring.Ask(t.Context(), f.owner, f.youth, sparring.Wish{To: f.adviser.Staff, Text: "Hvad nu?"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	m := casetest.One[id.Meeting](f.World, `INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, kind, by_id, created_at)
		SELECT @y, e.id, @s, @at, 'talk', @s, @at FROM enrolments e WHERE e.youth_id = @y RETURNING id`,
		db.Args{"y": f.youth, "s": f.owner.Staff, "at": f.Now().Add(-time.Hour)})
	f.Exec(`UPDATE questions SET answer = 'Vent', answered_at = @now WHERE id = @q`, db.Args{"q": decided, "now": f.Now()})
	const over, closed = `UPDATE meetings SET state = 'cancelled', reason = 'Syg' WHERE id = @id`, `UPDATE questions SET closed_at = @now WHERE id = @id`
	for _, tt := range []struct {
		page, action string
		field        string
		values       url.Values
		end          string
		id           int64
	}{
		{page.MeetingPath(m), page.MeetingPath(m, "preparation"), "wants", nil, over, int64(m)},
		{page.MeetingPath(m), page.MeetingPath(m, "cancellation"), "reason", nil, over, int64(m)},
		{page.MeetingPath(m), page.MeetingPath(m, "held"), "facts", url.Values{"youth_came": {"yes"}}, over, int64(m)},
		{page.QuestionPath(decided), page.QuestionPath(decided, "closure"), "decided", nil, closed, int64(decided)},
		{
			page.GoalPath(f.youth, goal), page.GoalPath(f.youth, goal, "end"), "goal_reason",
			url.Values{"goal_outcome": {"dropped"}},
			`UPDATE goals SET outcome = 'reached', closed_at = @now, version = version + 1 WHERE id = @id`, int64(goal),
		},
	} {
		v := f.as(f.owner)
		form := v.get(tt.page).fill(tt.action, tt.values)
		form.Set(tt.field, typed)
		args := db.Args{"id": tt.id}
		if tt.end != over {
			args["now"] = f.Now()
		}
		f.Exec(tt.end, args)
		got := v.post(tt.action, form)
		if got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusConflict || !got.keeps(tt.field, typed) {
			t.Errorf("%s: status %d, keeps %q: %v", tt.action, got.Status, tt.field, got.keeps(tt.field, typed))
		}
		f.Exec(`UPDATE meetings SET state = 'planned', reason = '' WHERE id = @m`, db.Args{"m": m})
	}
}
