package conflict

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Conflict is a declaration, as a list shows it.
type Conflict struct {
	ID         id.Conflict
	Name       string // as it was written
	BirthDate  *when.Date
	HasCPR     bool
	OfYouth    bool // declared for somebody known here
	Bound      bool // a youth was recognised as the declared person; told to leaders alone
	Reason     string
	DeclaredAt time.Time
	By         string
	EndedAt    *time.Time
	EndedBy    *string
	EndedWhy   string
}

// Holder is whose conflicts a list is of.
type Holder struct {
	ID   id.Staff
	Name string
}

func insertYouth(ctx context.Context, tx pgx.Tx, about id.Youth, d Declaration, by id.Staff, at time.Time) (id.Conflict, error) {
	number, err := db.Value[id.Conflict](ctx, tx, `
		INSERT INTO conflicts (staff_id, youth_id, name, reason, declared_at, by_id)
		SELECT @staff, y.id, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')), @reason, @at, @by
		FROM youths y WHERE y.id = @youth RETURNING id`,
		db.Args{"staff": d.Staff, "youth": about, "reason": d.Reason, "at": at, "by": by})
	if db.Violates(err, "one_conflict") {
		return 0, rule.Violation("staff", "already_conflict")
	}
	if err != nil {
		return 0, fmt.Errorf("declaring a conflict with youth %d: %w", about, err)
	}
	return number, nil
}

func insertPerson(ctx context.Context, tx pgx.Tx, p Person, index []byte, d Declaration, by id.Staff, at time.Time) (id.Conflict, error) {
	number, err := db.Value[id.Conflict](ctx, tx, `
		INSERT INTO conflicts (staff_id, name, birth_date, cpr_index, reason, declared_at, by_id)
		VALUES (@staff, @name, @born, @index, @reason, @at, @by) RETURNING id`,
		db.Args{"staff": d.Staff, "name": p.Name, "born": p.BirthDate, "index": index, "reason": d.Reason, "at": at, "by": by})
	if err != nil {
		return 0, fmt.Errorf("declaring a conflict with a person: %w", err)
	}
	return number, nil
}

// keeps asks whether by may look after the conflicts of somebody: their own, or as
// leader of a team they work in.
func keeps(ctx context.Context, q db.Reader, by access.Actor, staff id.Staff) (Holder, error) {
	row, err := db.One[struct {
		Holder
		Teams []id.Team
	}](ctx, q, `
		SELECT s.id, s.name, ARRAY(SELECT team_id FROM memberships WHERE staff_id = s.id AND roles <> '{}') AS teams
		FROM staff s WHERE s.id = @staff`, db.Args{"staff": staff})
	if err != nil {
		return Holder{}, fmt.Errorf("staff %d: %w", staff, err)
	}
	if staff == by.Staff {
		return row.Holder, access.Check(by, access.OwnConflicts, access.Own())
	}
	err = access.Check(by, access.KeepConflicts, access.Scope{})
	for _, team := range row.Teams {
		if err != nil {
			err = access.Check(by, access.KeepConflicts, access.InTeam(team))
		}
	}
	return row.Holder, err
}

// Of lists what somebody declared: to themself as they wrote it and no more, to their
// leader without the reason and with whom it turned out to bind.
func (s *Service) Of(ctx context.Context, by access.Actor, staff id.Staff) (Holder, []Conflict, error) {
	who, err := keeps(ctx, s.read, by, staff)
	if err != nil {
		return who, nil, err
	}
	list, err := db.All[Conflict](ctx, s.read, `
		SELECT c.id, c.name, c.birth_date, c.cpr_index IS NOT NULL AS has_cpr, c.youth_id IS NOT NULL AS of_youth,
		       c.from_id IS NOT NULL AS bound, CASE WHEN @own THEN c.reason ELSE '' END AS reason, c.declared_at, b.name AS by,
		       c.ended_at, e.name AS ended_by, c.ended_reason AS ended_why
		FROM conflicts c JOIN staff b ON b.id = c.by_id LEFT JOIN staff e ON e.id = c.ended_by
		WHERE c.staff_id = @staff AND (NOT @own OR c.from_id IS NULL)
		  AND (@own OR c.youth_id IS NULL OR `+standing.NoConflict("@by", "c.youth_id")+`)
		ORDER BY c.ended_at IS NOT NULL, coalesce(c.from_id, c.id) DESC, c.id LIMIT 200`,
		db.Args{"staff": staff, "by": by.Staff, "own": staff == by.Staff})
	if err != nil {
		return who, nil, fmt.Errorf("conflicts of staff %d: %w", staff, err)
	}
	if staff != by.Staff {
		err = s.trail.Look(ctx, audit.Event{By: by, Action: access.KeepConflicts, Detail: map[string]any{"staff": staff}})
	}
	return who, list, err
}

// held is a conflict about to be ended.
type held struct {
	Staff id.Staff
	Youth *id.Youth
	Ended bool
}

// End opens the record again, by a leader with a reason, and tells whose conflict it
// was: one does not judge one's own (forvaltningsloven § 6). With a declaration end
// those it bound.
func (s *Service) End(ctx context.Context, by access.Actor, number id.Conflict, reason string, form audit.Form) (id.Staff, error) {
	reason = rule.Text(reason)
	event := &audit.Event{By: by, Action: access.KeepConflicts, Subject: int64(number), Reason: reason, Form: form}
	var staff id.Staff
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		h, err := db.One[held](ctx, tx, `
			SELECT c.staff_id AS staff, c.youth_id AS youth, c.ended_at IS NOT NULL AS ended FROM conflicts c
			WHERE c.id = @id AND (c.youth_id IS NULL OR `+standing.NoConflict("@by", "c.youth_id")+` OR c.staff_id = @by) FOR UPDATE`,
			db.Args{"id": number, "by": by.Staff})
		if err != nil {
			return fmt.Errorf("conflict %d: %w", number, err)
		}
		staff = h.Staff
		if _, err := keeps(ctx, tx, by, h.Staff); err != nil {
			return err
		}
		if err := h.mayEnd(by.Staff, reason); err != nil {
			return err
		}
		if h.Youth != nil {
			event.Youth = *h.Youth
		}
		event.Detail = map[string]any{"staff": h.Staff, "ended": true}
		return s.end(ctx, tx, number, by.Staff, reason)
	})
	return staff, err
}

func (h held) mayEnd(by id.Staff, reason string) error {
	var broken rule.Violations
	if h.Staff == by {
		return rule.Violation("", "own_conflict")
	}
	if h.Ended {
		return rule.Violation("", "conflict_ended")
	}
	broken.Required("reason", reason)
	broken.Longest("reason", reason, mostReason)
	return broken.Err()
}

func (s *Service) end(ctx context.Context, tx pgx.Tx, number id.Conflict, by id.Staff, reason string) error {
	youths, err := db.Values[id.Youth](ctx, tx, `
		SELECT youth_id FROM conflicts WHERE (id = @id OR from_id = @id) AND ended_at IS NULL AND youth_id IS NOT NULL`, db.Args{"id": number})
	if err != nil {
		return fmt.Errorf("conflict %d: %w", number, err)
	}
	if err := enrolment.HoldAll(ctx, tx, youths); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE conflicts SET ended_at = @at, ended_by = @by, ended_reason = @reason
		WHERE (id = @id OR from_id = @id) AND ended_at IS NULL`,
		db.Args{"id": number, "at": s.now(), "by": by, "reason": reason})
	if err != nil {
		return fmt.Errorf("ending conflict %d: %w", number, err)
	}
	return enrolment.StepBack(ctx, tx, youths, by, s.now())
}
