package enrolment

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// settleCovers makes the covers of courses, which the caller holds, what they
// should be from today on: see duty. It is called by everything that changes who is
// away, who owns and who is the buddy, and is safe to call once more. It answers
// whose covers changed.
func settleCovers(ctx context.Context, tx pgx.Tx, courses []id.Enrolment, by id.Staff, now time.Time) ([]id.Youth, error) {
	today := when.Of(now)
	list, err := duties(ctx, tx, courses, today)
	if err != nil {
		return nil, err
	}
	var changed []id.Youth
	batch := &pgx.Batch{}
	for _, d := range list {
		m := d.settle(today)
		if m.none() {
			continue
		}
		changed = append(changed, d.Youth)
		m.queue(batch, d, by, now)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("settling the covers of %d courses: %w", len(courses), err)
	}
	return changed, nil
}

// queue writes the moves down in the order in which no two covers ever overlap:
// what goes and what is shortened makes room for the rest.
func (m moves) queue(batch *pgx.Batch, d duty, by id.Staff, now time.Time) {
	if len(m.Drop) > 0 {
		batch.Queue(`DELETE FROM covers WHERE id = ANY(@ids)`, db.Args{"ids": m.Drop})
	}
	shorter, longer := m.ends(d)
	for _, c := range slices.Concat(shorter, longer) {
		batch.Queue(`UPDATE covers SET to_on = @to WHERE id = @id`, db.Args{"id": c, "to": m.End[c]})
	}
	for _, c := range m.Add {
		if c.By == 0 {
			c.By = by
		}
		batch.Queue(`
			INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, absence_id, conflict_id, by_rule, reason, by_id, at)
			VALUES (@enrolment, @staff, @for, @from, @to, nullif(@absence, 0), nullif(@conflict, 0), @rule, @reason, @by, @at)`,
			db.Args{
				"enrolment": d.Enrolment, "staff": c.Staff, "for": d.Owner, "from": c.From, "to": c.To, "absence": c.Absence, "conflict": c.Conflict,
				"rule": c.ByRule, "reason": c.Reason, "by": c.By, "at": now,
			})
	}
}

// ends parts the covers that get another last day into those that end before they
// would have, and those that go on longer.
func (m moves) ends(d duty) (shorter, longer []id.Cover) {
	for _, c := range d.Covers {
		to, changes := m.End[c.ID]
		switch {
		case !changes:
		case !to.IsZero() && !(span{c.From, c.To}).endsBefore(to):
			shorter = append(shorter, c.ID)
		default:
			longer = append(longer, c.ID)
		}
	}
	return shorter, longer
}

// duties reads what decides who covers the courses that are open. Who has left, or
// no longer works with youths in the team, cannot cover.
func duties(ctx context.Context, tx pgx.Tx, courses []id.Enrolment, today when.Date) ([]duty, error) {
	list, err := db.All[duty](ctx, tx, `
		SELECT e.id AS enrolment, e.youth_id AS youth, e.owner_id AS owner, coalesce(e.buddy_id, 0) AS buddy,
		coalesce((SELECT json_agg(json_build_object('id', a.id, 'conflict', a.conflict, 'from', a.from_on, 'to', a.to_on) ORDER BY a.id <> 0, a.from_on) FROM (
			SELECT id, 0 AS conflict, from_on, to_on FROM absences WHERE staff_id = e.owner_id AND (to_on IS NULL OR to_on >= @today)
			UNION ALL SELECT 0, min(id), min((declared_at AT TIME ZONE 'Europe/Copenhagen')::date), NULL FROM conflicts
			          WHERE youth_id = e.youth_id AND staff_id = e.owner_id AND ended_at IS NULL HAVING count(*) > 0) a), '[]') AS away,
		coalesce((SELECT json_agg(json_build_object('id', v.id, 'staff', v.staff_id, 'from', v.from_on, 'to', v.to_on,
				'absence', coalesce(v.absence_id, 0), 'conflict', coalesce(v.conflict_id, 0), 'by_rule', v.by_rule, 'reason', v.reason, 'by', v.by_id) ORDER BY v.from_on)
			FROM covers v WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND (v.to_on IS NULL OR v.to_on >= @today::date - 1)), '[]') AS covers,
		coalesce((SELECT json_agg(g) FROM (
			SELECT a.staff_id AS staff, a.from_on AS "from", a.to_on AS "to" FROM absences a WHERE a.staff_id = ANY(who.could) AND (a.to_on IS NULL OR a.to_on >= @today)
			UNION ALL SELECT s.id, s.left_on + 1, NULL FROM staff s WHERE s.id = ANY(who.could) AND s.left_on IS NOT NULL
			UNION ALL SELECT k.staff_id, @today::date, NULL FROM conflicts k WHERE k.youth_id = e.youth_id AND k.staff_id = ANY(who.could) AND k.ended_at IS NULL
			UNION ALL SELECT c, @today::date, NULL FROM unnest(who.could) c
			          WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.staff_id = c AND m.team_id = e.team_id AND 'caseworker' = ANY(m.roles))) g), '[]') AS gone
		FROM enrolments e
		CROSS JOIN LATERAL (SELECT array_append(ARRAY(SELECT staff_id FROM covers WHERE enrolment_id = e.id AND for_id = e.owner_id
		                                              AND (to_on IS NULL OR to_on >= @today)), e.buddy_id) AS could) who
		WHERE e.id = ANY(@courses) AND e.closed_on IS NULL ORDER BY e.id`,
		db.Args{"courses": courses, "today": today})
	if err != nil {
		return nil, fmt.Errorf("who covers %d courses: %w", len(courses), err)
	}
	return list, nil
}

// touching locks, in order of their numbers, the open courses that somebody's
// absence has to do with: those they own, are the buddy of, or cover.
func touching(ctx context.Context, tx pgx.Tx, staff id.Staff, today when.Date) ([]id.Enrolment, error) {
	list, err := db.Values[id.Enrolment](ctx, tx, `
		SELECT id FROM enrolments
		WHERE closed_on IS NULL AND id = ANY(ARRAY(
			SELECT id FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL
			UNION SELECT id FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL
			UNION SELECT enrolment_id FROM covers WHERE staff_id = @staff AND (to_on IS NULL OR to_on >= @today)))
		ORDER BY id FOR UPDATE`, db.Args{"staff": staff, "today": today})
	if err != nil {
		return nil, fmt.Errorf("holding the courses of staff %d: %w", staff, err)
	}
	return list, nil
}
