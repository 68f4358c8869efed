package kickoff

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/meeting"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Plan gives the beginning of a youth's course a time and a place, or another one.
// It stands in the owner's calendar. The unit that referred the youth is asked from
// the start; the others are added.
func (s *Service) Plan(ctx context.Context, by access.Actor, youth id.Youth, at, place string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.HoldKickoff, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		k, scope, err := s.hold(ctx, tx, event)
		if err != nil {
			return err
		}
		m, given, broken := meeting.Wish{At: at, Place: place}.Read(s.now())
		if !given {
			broken.Add("next", "required")
		}
		switch {
		case k.Held:
			broken.Add("", "kickoff_held")
		case k.Kind == "":
			broken.Add("", "kickoff_not_prescribed")
		}
		if len(broken) > 0 {
			return broken
		}
		m.Youth, m.Enrolment, m.Staff, m.Kind = youth, k.Enrolment, scope.Owner, meeting.Kind(k.Kind)
		number, err := meeting.Save(ctx, tx, m, by.Staff)
		if err != nil {
			return err
		}
		if k.ID != 0 {
			event.Subject, event.Detail = int64(k.ID), map[string]any{"moved": true}
			return s.move(ctx, tx, k, number)
		}
		event.Subject, err = s.make(ctx, tx, k, number, by.Staff)
		return err
	})
}

// move lets another time take the place of the one there was.
func (s *Service) move(ctx context.Context, tx pgx.Tx, k Kickoff, to id.Meeting) error {
	if err := meeting.Settle(ctx, tx, meeting.Answer{Youth: k.Youth, Meeting: k.Meeting, State: meeting.Moved}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE kickoffs SET meeting_id = @meeting, version = version + 1 WHERE id = @id`,
		db.Args{"id": k.ID, "meeting": to}); err != nil {
		return fmt.Errorf("moving kickoff %d: %w", k.ID, err)
	}
	return nil
}

func (s *Service) make(ctx context.Context, tx pgx.Tx, k Kickoff, at id.Meeting, by id.Staff) (int64, error) {
	number, err := db.Value[int64](ctx, tx, `
		INSERT INTO kickoffs (youth_id, enrolment_id, meeting_id, kind, buddy_rule, by_id, created_at)
		VALUES (@youth, @course, @meeting, @kind, @buddy, @by, @now) RETURNING id`,
		db.Args{"youth": k.Youth, "course": k.Enrolment, "meeting": at, "kind": k.Kind, "buddy": k.BuddyRule, "by": by, "now": s.now()})
	if db.Violates(err, "one_kickoff_a_course") {
		return 0, rule.Violation("", "kickoff_planned")
	}
	if err != nil {
		return 0, fmt.Errorf("planning the beginning of enrolment %d: %w", k.Enrolment, err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO kickoff_invitees (kickoff_id, department, by_id)
		SELECT @kickoff, left(referred_by, @most), @by FROM referrals WHERE enrolment_id = @course AND referred_by <> ''`,
		db.Args{"kickoff": number, "course": k.Enrolment, "by": by, "most": mostLine}); err != nil {
		return 0, fmt.Errorf("asking those who referred: %w", err)
	}
	return number, nil
}

// GoTo begins a part, with who came: "Nu går de andre". One may go back while the
// meeting is not told of; what was written stays.
func (s *Service) GoTo(ctx context.Context, by access.Actor, youth id.Youth, to Part, came map[id.Invitee]Came, form audit.Form) error {
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"part": to}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		if err := k.mayGoTo(to); err != nil {
			return err
		}
		if err := k.attend(ctx, tx, came); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE kickoffs SET part = @part, version = version + 1 WHERE id = @id`,
			db.Args{"id": k.ID, "part": to}); err != nil {
			return fmt.Errorf("part %d of kickoff %d: %w", to, k.ID, err)
		}
		return nil
	})
}

// mayGoTo says which parts a beginning has: only a kick-off is broken in two, and an
// intro is one talk.
func (k Kickoff) mayGoTo(to Part) error {
	last := map[string]Part{"kickoff": Alone, "team_meeting": WithAll}[string(k.Kind)]
	if to < Planned || to > last || to == Alone && k.Part == Planned {
		return rule.Violation("", "unknown")
	}
	return nil
}
