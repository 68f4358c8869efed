package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Assignment is who gets a youth, and why.
type Assignment struct {
	Owner  id.Staff
	Buddy  id.Staff // 0 is nobody
	Reason string   // required where the choice leaves the ranking or passes the norm
	Shown  id.Staff // who stood first on the page that was answered; 0 where no page was
	Needs  []string // competences the coordinator asked for
}

// Assign opens a course for the youth of a referral, from today on. Two who assign
// the same youth at once come one after the other: the second is told who has the
// youth now.
func (s *Service) Assign(ctx context.Context, by access.Actor, referral id.Referral, a Assignment, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.Assign, Subject: int64(referral), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, by, access.Assign, referral, s.today())
		if err != nil {
			return err
		}
		if err := r.allows(StepChoose); err != nil {
			return err
		}
		if err := a.check(); err != nil {
			return err
		}
		from, err := s.from(ctx, tx, r)
		if err != nil {
			return err
		}
		if err := s.mayHave(ctx, tx, r.Team, a); err != nil {
			return err
		}
		ranking, err := s.ranking(ctx, tx, Wanted{Team: r.Team, Youth: r.Youth, NeedsGroup: r.NeedsGroup, Needs: a.Needs})
		if err != nil {
			return err
		}
		c, err := a.choose(ranking)
		if err != nil {
			return err
		}
		if r.State != Waiting { // who chooses somebody finds the team the right place
			if _, err := s.say(ctx, tx, by, r, View{Party: Team, Verdict: Relevant, Reason: c.because()}); err != nil {
				return err
			}
		}
		if err := s.leave(ctx, tx, by, from, r.Reason); err != nil {
			return err
		}
		course, err := enrolment.Begin(ctx, tx, by, r.course(a, s.today()), c.because(), s.now())
		if err != nil {
			return err
		}
		if err := s.carry(ctx, tx, from, course, a.Owner); err != nil {
			return err
		}
		if err := c.save(ctx, tx, course); err != nil {
			return err
		}
		event.Youth, event.Team, event.Reason = r.Youth, r.Team, c.because()
		event.Detail = map[string]any{"owner": a.Owner, "buddy": a.Buddy, "enrolment": course, "place": c.Place, "followed": c.Followed}
		return decide(ctx, tx, r.ID, decision{State: Assigned, Course: &course, By: by.Staff, At: s.now()})
	})
}

// decidable refuses a referral that somebody has decided, and says who and what.
func (r Referral) decidable() error {
	switch {
	case r.State == Assigned && r.Owner != nil:
		return rule.Violation("", "already_assigned", r.Called, *r.Owner)
	case r.State == Declined:
		return rule.Violation("", "already_declined", r.Called)
	}
	return nil
}

// mostReason is how long a reason may be, in characters.
const mostReason = 1000

func (a Assignment) check() error {
	var broken rule.Violations
	if a.Owner == 0 {
		broken.Add("owner", "required")
	}
	if a.Buddy != 0 && a.Buddy == a.Owner {
		broken.Add("buddy", "buddy_is_owner")
	}
	broken.Longest("reason", rule.Text(a.Reason), mostReason)
	return broken.Err()
}

// course is the course a referral becomes.
func (r Referral) course(a Assignment, today when.Date) enrolment.Enrolment {
	e := enrolment.Enrolment{
		Youth: r.Youth, Programme: r.Programme, Team: r.Team, Owner: a.Owner,
		NeedsGroup: r.NeedsGroup, Benefit: r.Benefit, Category: r.Category, Wish: r.Wish,
		ReferredOn: &r.ReferredOn, StartedOn: today,
	}
	if a.Buddy != 0 {
		e.Buddy = &a.Buddy
	}
	return e
}

// mayHave refuses an owner or buddy who does not carry youths in the team, or who
// has left.
func (s *Service) mayHave(ctx context.Context, tx pgx.Tx, team id.Team, a Assignment) error {
	var broken rule.Violations
	for _, who := range []struct {
		field string
		staff id.Staff
	}{{"owner", a.Owner}, {"buddy", a.Buddy}} {
		if who.staff == 0 {
			continue
		}
		gone, err := db.Value[bool](ctx, tx, `
			SELECT coalesce(s.left_on < @today, false) FROM memberships m JOIN staff s ON s.id = m.staff_id
			WHERE m.staff_id = @staff AND m.team_id = @team AND 'caseworker' = ANY(m.roles)`,
			db.Args{"staff": who.staff, "team": team, "today": s.today()})
		switch {
		case errors.Is(err, db.ErrNotFound):
			broken.Add(who.field, "not_in_team")
		case err != nil:
			return fmt.Errorf("looking for staff %d in the team: %w", who.staff, err)
		case gone:
			broken.Add(who.field, "has_left")
		}
	}
	return broken.Err()
}

// holder is who has a youth now.
type holder struct{ Name, Phone, Team string }

// noCourse refuses a youth who has an open course, and says who has them.
func noCourse(ctx context.Context, q db.Reader, youth id.Youth, field string) error {
	h, err := db.One[holder](ctx, q, `
		SELECT o.name, o.phone, t.name AS team FROM enrolments e JOIN staff o ON o.id = e.owner_id JOIN teams t ON t.id = e.team_id
		WHERE e.youth_id = @youth AND e.closed_on IS NULL`, db.Args{"youth": youth})
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for a course of youth %d: %w", youth, err)
	}
	return rule.Violation(field, "has_course_with", h.Name, h.Team, h.Phone)
}

// Decline is the team's "not relevant", which ends a referral with a reason.
func (s *Service) Decline(ctx context.Context, by access.Actor, referral id.Referral, reason string, form audit.Form) error {
	v, broken := View{Party: Team, Verdict: NotRelevant, Reason: reason}.check()
	event := &audit.Event{By: by, Action: access.DeclineReferral, Subject: int64(referral), Reason: v.Reason, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, by, access.DeclineReferral, referral, s.today())
		if err != nil {
			return err
		}
		if err := r.allows(StepDecline); err != nil {
			return err
		}
		if err := broken.Err(); err != nil {
			return err
		}
		event.Youth, event.Team = r.Youth, r.Team
		_, err = s.say(ctx, tx, by, r, v)
		return err
	})
}

// decision is what was decided of a referral.
type decision struct {
	State  State
	Course *id.Enrolment
	Reason string
	By     id.Staff
	At     time.Time
}

func decide(ctx context.Context, tx pgx.Tx, referral id.Referral, d decision) error {
	_, err := tx.Exec(ctx, `
		UPDATE referrals SET state = @state, enrolment_id = @course, decline_reason = @reason, decided_by = @by, decided_at = @at
		WHERE id = @id`,
		db.Args{"id": referral, "state": d.State, "course": d.Course, "reason": d.Reason, "by": d.By, "at": d.At})
	if err != nil {
		return fmt.Errorf("deciding referral %d: %w", referral, err)
	}
	return nil
}
