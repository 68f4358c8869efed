package staff

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
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

// Absence finds one absence, for themself and for those who plan in their teams.
func (s *Service) Absence(ctx context.Context, by access.Actor, absence id.Absence) (Colleague, Absence, error) {
	row, err := db.One[struct {
		Absence
		Staff id.Staff
	}](ctx, s.db.Read, `SELECT id, kind, from_on AS "from", to_on AS "to", staff_id AS staff FROM absences WHERE id = @id`, db.Args{"id": absence})
	if err != nil {
		return Colleague{}, Absence{}, fmt.Errorf("absence %d: %w", absence, err)
	}
	who, err := plans(ctx, s.db.Read, by, row.Staff)
	return who, row.Absence, err
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

// MayPlan is nil when by may say when staff is away: see plans.
func MayPlan(ctx context.Context, q db.Reader, by access.Actor, staff id.Staff) error {
	_, err := plans(ctx, q, by, staff)
	return err
}

// HoldAbsences keeps staff's absences as they are until the transaction ends: who
// makes them owner, buddy or cover waits for us, or we for them. What they wrote can
// still be written.
func HoldAbsences(ctx context.Context, tx pgx.Tx, staff id.Staff) error {
	if _, err := tx.Exec(ctx, `SELECT FROM staff WHERE id = @staff FOR NO KEY UPDATE`, db.Args{"staff": staff}); err != nil {
		return fmt.Errorf("holding staff %d: %w", staff, err)
	}
	return nil
}

// AddAbsence notes that staff is away, inside the transaction of the one who lets
// others cover: enrolment.Service.RegisterAbsence.
func AddAbsence(ctx context.Context, tx pgx.Tx, by access.Actor, staff id.Staff, a Absence) (id.Absence, error) {
	if _, err := plans(ctx, tx, by, staff); err != nil {
		return 0, err
	}
	if err := a.check(); err != nil {
		return 0, err
	}
	if err := a.overlaps(ctx, tx, staff); err != nil {
		return 0, err
	}
	number, err := db.Value[id.Absence](ctx, tx, `
		INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@staff, @kind, @from, @to) RETURNING id`,
		db.Args{"staff": staff, "kind": a.Kind, "from": a.From, "to": a.To})
	if err != nil {
		return 0, fmt.Errorf("absence of staff %d: %w", staff, err)
	}
	return number, nil
}

// overlaps says which other absence of staff lies in part of the same days: its
// first and last day, and its number for a link.
func (a Absence) overlaps(ctx context.Context, q db.Reader, staff id.Staff) error {
	other, err := db.All[Absence](ctx, q, `
		SELECT id, kind, from_on AS "from", to_on AS "to" FROM absences
		WHERE staff_id = @staff AND id <> @id AND daterange(from_on, to_on, '[]') && daterange(@from, @to, '[]')
		ORDER BY from_on LIMIT 1`, db.Args{"staff": staff, "id": a.ID, "from": a.From, "to": a.To})
	switch {
	case err != nil:
		return fmt.Errorf("other absences of staff %d: %w", staff, err)
	case len(other) == 0:
		return nil
	case other[0].To.IsZero():
		return rule.Violation("from", "absence_overlaps_open", other[0].From.Danish(), other[0].ID)
	}
	return rule.Violation("from", "absence_overlaps", other[0].From.Danish(), other[0].To.Danish(), other[0].ID)
}

// ChangeAbsence gives an absence other days. Once it has begun, its first day is
// what it was: somebody may have covered since.
func ChangeAbsence(ctx context.Context, tx pgx.Tx, by access.Actor, staff id.Staff, absence id.Absence, a Absence, today when.Date) error {
	if _, err := plans(ctx, tx, by, staff); err != nil {
		return err
	}
	was, err := db.One[Absence](ctx, tx, `
		SELECT id, kind, from_on AS "from", to_on AS "to" FROM absences WHERE id = @id AND staff_id = @staff FOR UPDATE`,
		db.Args{"id": absence, "staff": staff})
	if err != nil {
		return fmt.Errorf("absence %d: %w", absence, err)
	}
	a.ID, a.Kind = absence, was.Kind
	if was.From.Before(today) {
		a.From = was.From
	}
	if err := a.check(); err != nil {
		return err
	}
	if err := a.overlaps(ctx, tx, staff); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE absences SET from_on = @from, to_on = @to WHERE id = @id`,
		db.Args{"id": absence, "from": a.From, "to": a.To}); err != nil {
		return fmt.Errorf("changing absence %d: %w", absence, err)
	}
	return nil
}

// EndAbsence notes that staff is back today: yesterday was the last day away. An
// absence that has not begun by then is taken away.
func EndAbsence(ctx context.Context, tx pgx.Tx, by access.Actor, staff id.Staff, absence id.Absence, today when.Date) error {
	if _, err := plans(ctx, tx, by, staff); err != nil {
		return err
	}
	args := db.Args{"id": absence, "staff": staff, "today": today}
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
}
