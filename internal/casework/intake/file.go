package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Brought is a referral that a file brings: it waits like any other.
type Brought struct {
	ID         id.Referral
	Team       id.Team
	Youth      id.Youth
	ReferredOn when.Date
	Wish       string
	NeedsGroup *int
	Benefit    string // codes of the catalogue
	Category   string
}

// Bring keeps a referral inside the transaction of who reads in a file, and has
// asked the policy about its team.
func Bring(ctx context.Context, tx pgx.Tx, by access.Actor, b Brought) (id.Referral, error) {
	referral, err := db.Value[id.Referral](ctx, tx, `
		INSERT INTO referrals (team_id, youth_id, referred_on, wish, needs_group, benefit, category, by_id)
		VALUES (@team, @youth, @on, @wish, @needs, @benefit, @category, @by) RETURNING id`,
		db.Args{
			"team": b.Team, "youth": b.Youth, "on": b.ReferredOn, "wish": b.Wish, "needs": b.NeedsGroup,
			"benefit": b.Benefit, "category": b.Category, "by": by.Staff,
		})
	if db.Violates(err, "one_waiting_referral") {
		return 0, rule.Violation("cpr", "already_waiting")
	}
	if err != nil {
		return 0, fmt.Errorf("saving a referral: %w", err)
	}
	return referral, nil
}

// WaitingOf reads who of the youths waits, and where.
func WaitingOf(ctx context.Context, q db.Reader, youths []id.Youth) (map[id.Youth]Brought, error) {
	all, err := db.All[Brought](ctx, q, `
		SELECT id, team_id AS team, youth_id AS youth, referred_on, wish, needs_group, benefit, category
		FROM referrals WHERE youth_id = ANY(@youths) AND state = 'waiting'`, db.Args{"youths": youths})
	if err != nil {
		return nil, fmt.Errorf("referrals of %d youths: %w", len(youths), err)
	}
	waiting := make(map[id.Youth]Brought, len(all))
	for _, b := range all {
		waiting[b.Youth] = b
	}
	return waiting, nil
}
