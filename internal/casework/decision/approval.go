package decision

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
)

// Waiting is a decision that waits for somebody's approval, as a list shows it.
type Waiting struct {
	ID      id.Decision
	Youth   id.Youth
	Name    string // what the youth is called
	Type    programme.DecisionType
	Mode    string
	Team    string
	Author  string
	AskedBy string
	AskedAt time.Time

	Writers []id.Staff
}

// mostWaiting is how many are listed: those that have waited longest.
const mostWaiting = 200

// selectWaiting finds what waits for somebody near enough to be asked; whether they may
// is for the policy to say.
const selectWaiting = `
	FROM decisions d JOIN enrolments e ON e.id = d.enrolment_id
	WHERE d.state = 'approval' AND NOT @staff = ANY(d.writers)
	  AND (e.team_id = ANY(@led) OR e.owner_id = @staff OR e.buddy_id = @staff
	       OR EXISTS (SELECT FROM covers c WHERE c.enrolment_id = e.id AND c.staff_id = @staff AND daterange(c.from_on, c.to_on, '[]') @> @today::date))`

// Approvals lists what waits for the approval of by, the longest first. The list names
// youths, and is recorded as a look where there is one on it.
func (s *Service) Approvals(ctx context.Context, by access.Actor) ([]Waiting, error) {
	if err := access.Check(by, access.OwnApprovals, access.Own()); err != nil {
		return nil, err
	}
	list, err := s.waiting(ctx, by)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, s.trail.Look(ctx, audit.Event{By: by, Action: access.OwnApprovals, Detail: map[string]any{"decisions": len(list)}})
}

func (s *Service) waiting(ctx context.Context, by access.Actor) ([]Waiting, error) {
	list, err := db.All[Waiting](ctx, s.read, `
		SELECT d.id, d.youth_id AS youth, d.type, d.mode, d.writers, d.approval_at AS asked_at,
		       (SELECT `+nameOf+` FROM youths y WHERE y.id = d.youth_id) AS name,
		       (SELECT name FROM teams WHERE id = e.team_id) AS team,
		       (SELECT name FROM staff WHERE id = d.author_id) AS author,
		       (SELECT name FROM staff WHERE id = d.approval_by) AS asked_by`+selectWaiting+`
		ORDER BY d.approval_at, d.id LIMIT @most`,
		db.Args{"staff": by.Staff, "led": by.Teams(access.Leader), "today": s.today(), "most": mostWaiting})
	if err != nil {
		return nil, fmt.Errorf("what waits for staff %d: %w", by.Staff, err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	var youths []id.Youth
	for _, w := range list {
		youths = append(youths, w.Youth)
	}
	scopes, err := standing.Scopes(ctx, s.read, by, youths, s.now())
	if err != nil {
		return nil, err
	}
	var may []Waiting
	for _, w := range list {
		if access.May(by, approving(w.Type.Approver), scopes[w.Youth]) {
			may = append(may, w)
		}
	}
	return may, nil
}
