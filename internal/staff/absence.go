package staff

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// AbsenceKind is why somebody is away.
type AbsenceKind string

// The kinds of absence. Only Sick may have no end yet.
const (
	Holiday AbsenceKind = "leave"
	Sick    AbsenceKind = "sick"
	Course  AbsenceKind = "course"
)

// AbsenceKinds are the choices of a form.
var AbsenceKinds = []AbsenceKind{Holiday, Sick, Course}

// Absence is a period in which somebody is away.
type Absence struct {
	ID   id.Absence
	Kind AbsenceKind
	From when.Date
	To   when.Date // last day; none while nobody knows
}

// longestAbsence is how many days one absence may last, which is only there to
// catch a slip of the finger.
const longestAbsence = 550

func (a Absence) check() error {
	var broken rule.Violations
	if !slices.Contains(AbsenceKinds, a.Kind) {
		broken.Add("kind", "choose")
	}
	if a.From.IsZero() {
		broken.Add("from", "required")
	}
	switch {
	case a.To.IsZero() && a.Kind != Sick:
		broken.Add("to", "required")
	case a.To.IsZero(), a.From.IsZero():
	case a.To.Before(a.From):
		broken.Add("to", "before_from")
	case a.To.Sub(a.From) > longestAbsence:
		broken.Add("to", "absence_too_long", longestAbsence)
	}
	return broken.Err()
}

// Colleague is whose absences one looks at.
type Colleague struct {
	ID   id.Staff
	Name string
}

// Absences lists when a person is away, from last month on, for themself and for
// those who plan in their teams.
func (s *Service) Absences(ctx context.Context, by access.Actor, staff id.Staff) (Colleague, []Absence, error) {
	who, err := plans(ctx, s.db.Read, by, staff)
	if err != nil {
		return who, nil, err
	}
	list, err := db.All[Absence](ctx, s.db.Read, `
		SELECT id, kind, from_on AS "from", to_on AS "to" FROM absences
		WHERE staff_id = @staff AND (to_on IS NULL OR to_on >= @since) ORDER BY from_on DESC`,
		db.Args{"staff": staff, "since": s.today().AddDays(-31)})
	if err != nil {
		return who, nil, fmt.Errorf("absences of staff %d: %w", staff, err)
	}
	return who, list, nil
}

// plans checks that by may register absence for staff: for themself, or as who
// plans in a team that staff works in.
func plans(ctx context.Context, q db.Reader, by access.Actor, staff id.Staff) (Colleague, error) {
	row, err := db.One[struct {
		Colleague
		Teams []id.Team
	}](ctx, q, `
		SELECT s.id, s.name, ARRAY(SELECT team_id FROM memberships WHERE staff_id = s.id AND roles <> '{}') AS teams
		FROM staff s WHERE s.id = @staff`, db.Args{"staff": staff})
	if err != nil {
		return Colleague{}, fmt.Errorf("staff %d: %w", staff, err)
	}
	err = access.Check(by, access.RegisterAbsence, access.Scope{Mine: by.Staff == staff})
	for _, team := range row.Teams {
		if err != nil {
			err = access.Check(by, access.RegisterAbsence, access.Scope{Team: team, Mine: by.Staff == staff})
		}
	}
	return row.Colleague, err
}

// RegisterAbsence notes that staff is away.
func (s *Service) RegisterAbsence(ctx context.Context, by access.Actor, staff id.Staff, a Absence, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.RegisterAbsence, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, err := plans(ctx, tx, by, staff); err != nil {
			return err
		}
		if err := a.check(); err != nil {
			return err
		}
		number, err := db.Value[id.Absence](ctx, tx, `
			INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@staff, @kind, @from, @to) RETURNING id`,
			db.Args{"staff": staff, "kind": a.Kind, "from": a.From, "to": a.To})
		if db.Violates(err, "absence_overlaps") {
			return rule.Violation("from", "absence_overlaps")
		}
		if err != nil {
			return fmt.Errorf("absence of staff %d: %w", staff, err)
		}
		event.Subject, event.Detail = int64(number), map[string]any{"staff": staff, "from": a.From.String(), "to": a.To.String()}
		return nil
	})
}

// EndAbsence notes that staff is back today: yesterday was the last day away. An
// absence that has not begun by then is taken away.
func (s *Service) EndAbsence(ctx context.Context, by access.Actor, staff id.Staff, absence id.Absence, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.RegisterAbsence, Subject: int64(absence), Form: form, Detail: map[string]any{"staff": staff, "ended": true}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, err := plans(ctx, tx, by, staff); err != nil {
			return err
		}
		args := db.Args{"id": absence, "staff": staff, "today": s.today()}
		gone, err := tx.Exec(ctx, `DELETE FROM absences WHERE id = @id AND staff_id = @staff AND from_on >= @today`, args)
		if err != nil {
			return fmt.Errorf("taking away absence %d: %w", absence, err)
		}
		ended, err := tx.Exec(ctx, `
			UPDATE absences SET to_on = @today::date - 1
			WHERE id = @id AND staff_id = @staff AND from_on < @today AND (to_on IS NULL OR to_on >= @today)`, args)
		if err != nil {
			return fmt.Errorf("ending absence %d: %w", absence, err)
		}
		if gone.RowsAffected()+ended.RowsAffected() == 0 {
			return fmt.Errorf("absence %d: %w", absence, db.ErrNotFound)
		}
		return nil
	})
}
