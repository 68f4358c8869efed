// Package standing reads how a person stands to a youth at this moment: one
// query over courses, cover, invitations and openings, so that every feature asks
// the policy with the same facts. Like caseload it joins other features' tables
// and only reads them; it comes first because all of them ask it. It also keeps
// the openings: a leader's reason for the day, and the broken glass.
package standing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Of reads the scope of a youth for an actor at a time. A number that is nobody's
// is db.ErrNotFound. A youth with an open course is scoped by it, else by the last
// one, else by the referral that waits.
func Of(ctx context.Context, q db.Reader, a access.Actor, youth id.Youth, now time.Time) (access.Scope, error) {
	s, err := db.One[access.Scope](ctx, q, selectScope, db.Args{"youth": youth, "staff": a.Staff, "now": now, "today": when.Of(now)})
	if err != nil {
		return s, fmt.Errorf("youth %d: %w", youth, err)
	}
	return s, nil
}

// Columns and From are the parts of the query that reads a scope, for the feature
// that reads the youth in the same breath. The row of the youth is y; @staff, @now
// and @today are the actor and the moment.
const (
	Columns = `y.id AS youth, coalesce(e.id, 0) AS enrolment, coalesce(e.team_id, r.team_id, 0) AS team,
	       coalesce(e.owner_id, 0) AS owner, coalesce(e.buddy_id, 0) AS buddy,
	       ARRAY(SELECT c.staff_id FROM covers c WHERE c.enrolment_id = e.id AND c.for_id = e.owner_id AND daterange(c.from_on, c.to_on, '[]') @> @today::date) AS covers,
	       ARRAY(SELECT p.action FROM programme_reserved p WHERE p.programme_id = e.programme_id
	             AND daterange(p.valid_from, p.valid_to, '[]') @> @today::date) AS reserved,
	       e.closed_on IS NOT NULL AS closed,
	       coalesce(e.followup_ends_on >= @today, false) AS follow_up,
	       e.id IS NULL AS waiting,
	       EXISTS (SELECT FROM questions q WHERE q.youth_id = y.id AND q.enrolment_id = e.id AND q.to_id = @staff
	                AND q.closed_at IS NULL AND q.until_on >= @today) AS invited,
	       EXISTS (SELECT FROM openings o WHERE o.youth_id = y.id AND o.staff_id = @staff AND o.until > @now) AS opened,
	       EXISTS (SELECT FROM specialists s WHERE s.staff_id = @staff AND s.programme_id = e.programme_id
	                AND e.closed_on IS NULL AND @today >= s.from_on AND (s.to_on IS NULL OR @today <= s.to_on)) AS specialist,
	       false AS mine,
	       EXISTS (SELECT FROM conflicts k WHERE k.youth_id = y.id AND k.staff_id = @staff AND k.ended_at IS NULL) AS conflict`
	From = `
	FROM youths y
	LEFT JOIN LATERAL (SELECT * FROM enrolments WHERE youth_id = y.id
	                   ORDER BY closed_on IS NULL DESC, started_on DESC, id DESC LIMIT 1) e ON true
	LEFT JOIN LATERAL (SELECT team_id FROM referrals WHERE youth_id = y.id AND open) r ON true `
	selectScope = `SELECT ` + Columns + From + `WHERE y.id = @youth`
)

// Viewable are those of the youths whose record the actor may view: one question
// for the other youths of a shared entry.
func Viewable(ctx context.Context, q db.Reader, a access.Actor, youths []id.Youth, now time.Time) (map[id.Youth]bool, error) {
	scopes, err := Scopes(ctx, q, a, youths, now)
	if err != nil {
		return nil, err
	}
	may := map[id.Youth]bool{}
	for y, s := range scopes {
		may[y] = access.May(a, access.ViewYouth, s)
	}
	return may, nil
}

// Scopes reads how the actor stands to each of several youths, in one query.
func Scopes(ctx context.Context, q db.Reader, a access.Actor, youths []id.Youth, now time.Time) (map[id.Youth]access.Scope, error) {
	list, err := db.All[access.Scope](ctx, q, `SELECT `+Columns+From+`WHERE y.id = ANY(@youths)`,
		db.Args{"youths": youths, "staff": a.Staff, "now": now, "today": when.Of(now)})
	if err != nil {
		return nil, fmt.Errorf("scopes of %d youths: %w", len(youths), err)
	}
	scopes := map[id.Youth]access.Scope{}
	for _, s := range list {
		scopes[s.Youth] = s
	}
	return scopes, nil
}

// Check reads the scope and asks the policy: what every use case about a youth
// begins with, inside its transaction.
func Check(ctx context.Context, q db.Reader, a access.Actor, do access.Action, youth id.Youth, now time.Time) (access.Scope, error) {
	s, err := Of(ctx, q, a, youth, now)
	if err != nil {
		return s, err
	}
	return s, access.Check(a, do, s)
}

// Hold locks the youth's open course until the transaction ends and then checks,
// so that what is decided on is what is written. Acts that move owner, buddy,
// cover or the course itself all hold it, and so come one after another.
func Hold(ctx context.Context, tx pgx.Tx, a access.Actor, do access.Action, youth id.Youth, now time.Time) (access.Scope, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM enrolments WHERE youth_id = @youth AND closed_on IS NULL FOR UPDATE`,
		db.Args{"youth": youth}); err != nil {
		return access.Scope{}, fmt.Errorf("holding the course of youth %d: %w", youth, err)
	}
	return Check(ctx, tx, a, do, youth, now)
}

// Holder is what a colleague may know: who has the youth, and how to reach them.
type Holder struct {
	Youth      id.Youth
	Name       string
	Team       string
	Owner      *string
	OwnerPhone *string
	Buddy      *string
	Cover      *string
	CoverPhone *string
	Closed     bool
	Scope      access.Scope `db:"-"` // how the one who asks stands to the youth
}

// Who answers "who has this youth" for somebody who may see that much.
func Who(ctx context.Context, q db.Reader, a access.Actor, youth id.Youth, now time.Time) (Holder, error) {
	s, err := Of(ctx, q, a, youth, now)
	if err != nil {
		return Holder{}, err
	}
	return whoIn(ctx, q, a, s, now)
}

// whoIn is Who where the scope was read already.
func whoIn(ctx context.Context, q db.Reader, a access.Actor, s access.Scope, now time.Time) (Holder, error) {
	if err := access.Check(a, access.SeeWho, s); err != nil {
		return Holder{}, err
	}
	h, err := db.One[Holder](ctx, q, `
		SELECT y.id AS youth, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name,
		       t.name AS team, o.name AS owner, o.phone AS owner_phone, b.name AS buddy,
		       c.name AS cover, c.phone AS cover_phone, coalesce(e.closed_on IS NOT NULL, false) AS closed
		FROM youths y
		JOIN teams t ON t.id = @team
		LEFT JOIN enrolments e ON e.id = @enrolment
		LEFT JOIN staff o ON o.id = e.owner_id AND e.closed_on IS NULL
		LEFT JOIN staff b ON b.id = e.buddy_id AND e.closed_on IS NULL
		LEFT JOIN covers v ON v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date
		LEFT JOIN staff c ON c.id = v.staff_id
		WHERE y.id = @youth`,
		db.Args{"youth": s.Youth, "team": s.Team, "enrolment": s.Enrolment, "today": when.Of(now)})
	h.Scope = s
	return h, err
}
