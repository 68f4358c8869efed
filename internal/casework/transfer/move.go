package transfer

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/enrolment"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Move is what is to become of all that somebody has in a team.
type Move struct {
	Staff   id.Staff
	Team    id.Team
	Reason  string            // for all rows that have none of their own
	Choices map[string]Choice // by Row.Key
	All     bool              // all or none; else those that can be moved
}

// Choice is what somebody chose for one row.
type Choice struct {
	To     id.Staff // 0: not chosen
	Nobody bool     // no buddy, no cover any more
	Reason string   // in place of the common one
}

// Moved is what a move came to.
type Moved struct {
	Done    int
	Refused rule.Violations // of the rows that were not moved, each at its field
}

// ToField and ReasonField are where a row's broken rules stand.
func (r Row) ToField() string { return "to." + r.Key() }

// ReasonField is the field of a row's own reason.
func (r Row) ReasonField() string { return "reason." + r.Key() }

// check holds what was chosen for a row against it, as far as the row alone says.
func (c Choice) check(r Row, leaver id.Staff) error {
	var broken rule.Violations
	switch {
	case c.To == 0 && !c.Nobody:
		broken.Add(r.ToField(), "not_chosen")
	case c.Nobody && r.Part == OwnerPart: // a youth without an owner is what cannot be
		broken.Add(r.ToField(), "required")
	case c.To == leaver:
		broken.Add(r.ToField(), "is_leaver")
	}
	broken.Longest(r.ReasonField(), c.Reason, mostReason)
	return broken.Err()
}

// Move carries a caseload over, in one transaction: all rows or none, or each row
// that can be moved, whole. Every row that cannot says why at its field. Where none
// is moved the refusals are the error.
func (s *Service) Move(ctx context.Context, by access.Actor, m Move, form audit.Form) (Moved, error) {
	m.Reason = rule.Text(m.Reason)
	event := &audit.Event{By: by, Action: access.MoveCaseload, Team: m.Team, Subject: int64(m.Staff), Reason: m.Reason, Form: form}
	var moved Moved
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.MoveCaseload, access.InTeam(m.Team)); err != nil {
			return err
		}
		if _, err := caseloadOf(ctx, tx, m.Staff, m.Team, s.now()); err != nil {
			return err
		}
		rows, err := s.holdRows(ctx, tx, by.Staff, m)
		if err != nil {
			return err
		}
		if err := m.check(rows); err != nil {
			return err
		}
		youths, refused, err := s.moveRows(ctx, tx, by.Staff, m, rows)
		if err != nil {
			return err
		}
		if len(youths) == 0 || m.All && refused != nil {
			return refused
		}
		event.Youth, event.Also = youths[0], distinct(youths)[1:]
		event.Detail = map[string]any{"from": m.Staff, "rows": len(youths), "refused": len(refused)}
		moved = Moved{Done: len(youths), Refused: refused}
		return nil
	})
	return moved, err
}

// holdRows locks the courses and reads the rows as they stand then.
func (s *Service) holdRows(ctx context.Context, tx pgx.Tx, by id.Staff, m Move) ([]Row, error) {
	rows, err := rowsOf(ctx, tx, by, m.Staff, m.Team, s.now())
	if err != nil {
		return nil, err
	}
	var youths []id.Youth
	for _, r := range rows {
		youths = append(youths, r.Youth)
	}
	if err := enrolment.HoldAll(ctx, tx, youths); err != nil {
		return nil, err
	}
	return rowsOf(ctx, tx, by, m.Staff, m.Team, s.now())
}

// check refuses what would leave nothing to do, or no word of why.
func (m Move) check(rows []Row) error {
	var broken rule.Violations
	broken.Required("reason", m.Reason)
	broken.Longest("reason", m.Reason, mostReason)
	if len(rows) == 0 {
		broken.Add("", "nothing_to_move")
	}
	there := map[string]bool{}
	for _, r := range rows {
		there[r.Key()] = true
	}
	for key := range m.Choices {
		if m.All && !there[key] { // somebody else moved it since the page was shown
			broken.Add("", "rows_changed")
			break
		}
	}
	return broken.Err()
}

// moveRows carries out each row in a transaction of its own within tx, so that a row
// is whole or not at all. It answers whose rows were moved, and why others were not.
func (s *Service) moveRows(ctx context.Context, tx pgx.Tx, by id.Staff, m Move, rows []Row) (youths []id.Youth, refused rule.Violations, err error) {
	for _, r := range rows {
		c := m.Choices[r.Key()]
		c.Reason = rule.Text(c.Reason)
		err := c.check(r, m.Staff)
		if err == nil {
			if c.Reason == "" {
				c.Reason = m.Reason
			}
			err = pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error { return s.moveRow(ctx, tx, by, r, c) })
		}
		broken, is := errors.AsType[rule.Violations](err)
		switch {
		case is:
			refused = append(refused, atRow(r, broken)...)
		case err != nil:
			return nil, nil, err
		default:
			youths = append(youths, r.Youth)
		}
	}
	return youths, refused, nil
}

// moveRow gives one row to whom was chosen.
func (s *Service) moveRow(ctx context.Context, tx pgx.Tx, by id.Staff, r Row, c Choice) error {
	e, err := enrolment.Read(ctx, tx, r.Enrolment)
	if err != nil {
		return err
	}
	switch r.Part {
	case BuddyPart:
		_, err = enrolment.PassBuddy(ctx, tx, e, c.To, by, c.Reason, s.now())
	case CoverPart:
		err = enrolment.PassCover(ctx, tx, e, id.Cover(r.Number), c.To, by, s.now())
	default:
		_, err = enrolment.Pass(ctx, tx, e, enrolment.Passing{To: c.To, By: by, Reason: c.Reason}, s.now())
	}
	return err
}

// atRow says at a row's choice what an older feature says of a field of its own.
func atRow(r Row, broken rule.Violations) rule.Violations {
	at := make(rule.Violations, len(broken))
	for i, b := range broken {
		if b.Field != r.ReasonField() {
			b.Field = r.ToField()
		}
		at[i] = b
	}
	return at
}

// distinct leaves out whom it met before; a youth may stand in two rows.
func distinct(youths []id.Youth) []id.Youth {
	met := map[id.Youth]bool{}
	var list []id.Youth
	for _, y := range youths {
		if !met[y] {
			met[y] = true
			list = append(list, y)
		}
	}
	return list
}
