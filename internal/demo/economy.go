package demo

import (
	"context"
	"fmt"

	"kasket/internal/audit"
	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/export"
	"kasket/internal/id"
)

// report is the leader's report of the latest fixed period that ended, as it was then.
func (s *stage) report(ctx context.Context) error {
	leader := s.people["henrik"]
	last := figures.FixedPeriods(s.today)[0]
	counted := export.Of(figures.NewService(s.db.Read, s.trail, s.clock.now))
	reports := export.NewService(s.db.Read, s.trail, counted, economy.NewService(s.db.Read, s.trail, s.clock.now), s.clock.now)
	_, err := reports.Make(ctx, leader, export.Ask{Kind: export.OneReport, Team: leader.Memberships[0].Team, Period: last}, audit.Form{})
	return err
}

// economy is what the leader entered of the year that has ended, in figures of our own.
func (s *stage) economy(ctx context.Context) error {
	leader := s.people["henrik"]
	programme, err := db.Value[id.Programme](ctx, s.db.Read, `SELECT programme_id FROM teams WHERE id = @team`, db.Args{"team": leader.Memberships[0].Team})
	if err != nil {
		return fmt.Errorf("the leader's programme: %w", err)
	}
	return economy.NewService(s.db.Read, s.trail, s.clock.now).Keep(ctx, leader, economy.Parameters{
		Programme: programme, Period: figures.Year(s.today.Year() - 1), Baseline: 1500, Actual: 1250, Gross: 9000, Refund: 20, Cost: 1_000_000,
		Source: "Opdigtede tal i demoen", Note: "Summen er den fra Horsens: 1,8 mio. kr. minus 1,0 mio. kr. Fordelingen på måneder og sats er et eksempel.",
	}, audit.Form{})
}
