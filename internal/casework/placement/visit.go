package placement

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casework/meeting"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// visitMinutes is how long a visit is thought to take.
const visitMinutes = 60

// planVisits puts the visits that a type of stay is followed up by into the owner's
// calendar, as days without a time: a visit is due at the latest that day, so one that
// falls on a closed day is planned for the open day before. Those already past are left
// out. What is planned already stays.
func (s *Service) planVisits(ctx context.Context, tx pgx.Tx, p Placement, rules programme.PlacementRules, owner, by id.Staff) error {
	kind, _ := rules.Type(p.Type)
	if !kind.Visits {
		return nil
	}
	days, err := programme.DaysOf(ctx, tx)
	if err != nil {
		return err
	}
	planned, err := db.Values[string](ctx, tx, `SELECT visit FROM meetings WHERE placement_id = @id AND visit <> '' AND state <> 'cancelled'`, db.Args{"id": p.ID})
	if err != nil {
		return fmt.Errorf("visits of placement %d: %w", p.ID, err)
	}
	had := map[string]bool{}
	for _, code := range planned {
		had[code] = true
	}
	for _, due := range rules.VisitsOf(p.From, p.To) {
		on := openBy(days.Calendar, due.On, p.From)
		if had[due.Visit.Code] || on.Before(s.today()) {
			continue
		}
		_, err := meeting.Save(ctx, tx, meeting.Meeting{
			Youth: p.Youth, Enrolment: p.Enrolment, Staff: owner, Kind: meeting.Company, Title: due.Visit.NameDa + ": " + p.Company.Name, Place: p.WorkplaceName,
			StartsAt: on.Start(), AllDay: true, Minutes: visitMinutes, Placement: &p.ID, Visit: due.Visit.Code,
		}, by)
		if err != nil {
			return err
		}
	}
	return nil
}

// openBy is the last open day up to a day, and never before the first.
func openBy(c when.Calendar, day, first when.Date) when.Date {
	for on := day; !on.Before(first); on = on.AddDays(-1) {
		if c.Open(on) {
			return on
		}
	}
	return day
}

// moveVisits plans the visits of a stay that lasts longer anew: those that are still
// ahead are cancelled, and those of the new period take their place.
func (s *Service) moveVisits(ctx context.Context, tx pgx.Tx, p Placement, rules programme.PlacementRules, owner, by id.Staff) error {
	if err := dropVisits(ctx, tx, p, s.today()); err != nil {
		return err
	}
	return s.planVisits(ctx, tx, p, rules, owner, by)
}

// dropVisits cancels the visits that are still ahead of a stay that has ended.
func dropVisits(ctx context.Context, tx pgx.Tx, p Placement, today when.Date) error {
	if _, err := tx.Exec(ctx, `
		UPDATE meetings SET state = 'cancelled', version = version + 1 WHERE placement_id = @id AND visit <> '' AND state = 'planned' AND starts_at >= @from`,
		db.Args{"id": p.ID, "from": today.Start()}); err != nil {
		return fmt.Errorf("visits of placement %d: %w", p.ID, err)
	}
	return nil
}
