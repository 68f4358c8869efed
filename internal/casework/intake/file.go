package intake

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Brought is a referral that a file brings: it waits like any other. Its account has
// been through Clean.
type Brought struct {
	ID         id.Referral
	Team       id.Team
	Youth      id.Youth
	ReferredOn when.Date
	Account
	NeedsGroup *int
	Benefit    string // codes of the catalogue
	Category   string
}

// Bring keeps a referral inside the transaction of who reads in a file, and has
// asked the policy about its team.
func Bring(ctx context.Context, tx pgx.Tx, by access.Actor, b Brought) (id.Referral, error) {
	referral, err := insert(ctx, tx, by.Staff, referralRow{
		Team: b.Team, Youth: b.Youth, On: b.ReferredOn, Account: b.Account, NeedsGroup: b.NeedsGroup, Benefit: b.Benefit, Category: b.Category,
	})
	return id.Referral(referral), err
}

// WaitingOf reads who of the youths waits, and where.
func WaitingOf(ctx context.Context, q db.Reader, youths []id.Youth) (map[id.Youth]Brought, error) {
	all, err := db.All[Brought](ctx, q, `
		SELECT f.id, f.team_id AS team, f.youth_id AS youth, f.referred_on, `+accountColumns+`, f.needs_group, f.benefit, f.category
		FROM referrals f WHERE f.youth_id = ANY(@youths) AND f.open`, db.Args{"youths": youths})
	if err != nil {
		return nil, fmt.Errorf("referrals of %d youths: %w", len(youths), err)
	}
	waiting := make(map[id.Youth]Brought, len(all))
	for _, b := range all {
		waiting[b.Youth] = b
	}
	return waiting, nil
}
