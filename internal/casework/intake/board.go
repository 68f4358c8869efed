package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Board is what a coordinator begins the day with: everybody who waits, by how far
// the referral has come, and what was decided lately.
type Board struct {
	Columns []Column   // the open states, in order; with a filter those that fit
	Lately  []Referral // decided in the last days, by anybody; the newest first
	Teams   int        // how many teams the board is of
	Filter  BoardFilter
}

// Column is those of one state, in the order of before.
type Column struct {
	State     State
	Referrals []Referral
	Count     int         // also those of other pages
	From      id.Referral // where the page begins; 0 is at the beginning
	MoreFrom  id.Referral // where the next page begins; 0 where there is none
}

// BoardFilter narrows the board. The absent narrows nothing.
type BoardFilter struct {
	Team       id.Team
	State      State
	WaitsFor   Party
	PastTarget bool
	After      id.Referral // of a single state: the page after this one
}

// Any reports whether something is chosen.
func (f BoardFilter) Any() bool {
	return f.Team != 0 || f.State != "" || f.WaitsFor != "" || f.PastTarget
}

func (f BoardFilter) fits(r Referral, today when.Date) bool {
	return (f.Team == 0 || r.Team == f.Team) && (f.State == "" || r.State == f.State) &&
		(f.WaitsFor == "" || r.State.WaitsFor() == f.WaitsFor) && (!f.PastTarget || r.PastTarget(today))
}

// before is the order of the list, as the page says it: who is acute, then who has
// waited longer than the team's target, then who is needed soon, then the longest
// waiting.
func before(a, b Referral, today when.Date) int {
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	return cmp.Or(
		first(a.Urgency == Acute, b.Urgency == Acute),
		first(a.PastTarget(today), b.PastTarget(today)),
		first(a.Urgency == Soon, b.Urgency == Soon),
		a.ReferredOn.Compare(b.ReferredOn),
		cmp.Compare(a.ID, b.ID),
	)
}

// What a board shows: so many of a state beside the others, so many when a state
// stands alone, and what was decided lately.
const (
	columnPage = 20
	statePage  = 50
	lately     = 30 * 24 * time.Hour
)

// Board lists who waits in the teams that by coordinates or leads, in order, and what
// was decided lately.
func (s *Service) Board(ctx context.Context, by access.Actor, f BoardFilter) (Board, error) {
	teams := by.TeamsWhere(access.ViewReferral)
	if len(teams) == 0 {
		return Board{}, access.Check(by, access.ViewReferral, access.Scope{})
	}
	b := Board{Teams: len(teams), Filter: f}
	if f.State != Assigned {
		open, err := db.All[Referral](ctx, s.read, selectReferral+`WHERE f.open AND f.team_id = ANY(@teams) AND `+standing.NoConflict("@staff", "f.youth_id"),
			db.Args{"staff": by.Staff, "teams": teams, "today": s.today()})
		if err != nil {
			return b, fmt.Errorf("listing who waits: %w", err)
		}
		b.Columns = columns(open, f, s.today())
	}
	if f.WaitsFor == "" && !f.PastTarget && (f.State == "" || f.State == Assigned) {
		shown := teams
		if f.Team != 0 {
			shown = slices.DeleteFunc(slices.Clone(teams), func(t id.Team) bool { return t != f.Team })
		}
		var err error
		if b.Lately, err = s.lately(ctx, by, shown); err != nil {
			return b, err
		}
	}
	return b, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewReferral, Detail: map[string]any{"list": "waiting", "teams": teams}})
}

// columns sorts who waits into the states that fit the filter, a page of each.
func columns(open []Referral, f BoardFilter, today when.Date) []Column {
	var all []Column
	for _, state := range OpenStates {
		if f.State != "" && f.State != state || f.WaitsFor != "" && state.WaitsFor() != f.WaitsFor {
			continue
		}
		c := Column{State: state}
		for _, r := range open {
			if r.State == state && f.fits(r, today) {
				c.Referrals = append(c.Referrals, r)
			}
		}
		slices.SortFunc(c.Referrals, func(a, b Referral) int { return before(a, b, today) })
		all = append(all, c.page(f))
	}
	return all
}

func (c Column) page(f BoardFilter) Column {
	c.Count = len(c.Referrals)
	most := columnPage
	if f.State != "" {
		most = statePage
		if i := slices.IndexFunc(c.Referrals, func(r Referral) bool { return r.ID == f.After }); i >= 0 {
			c.Referrals, c.From = c.Referrals[i+1:], f.After
		}
	}
	if len(c.Referrals) > most {
		c.Referrals = c.Referrals[:most]
		c.MoreFrom = c.Referrals[most-1].ID
	}
	return c
}

// lately reads what was decided in the last days. The limit is a plain number: the
// planner takes a parameter's for a tenth of all.
func (s *Service) lately(ctx context.Context, by access.Actor, teams []id.Team) ([]Referral, error) {
	all, err := db.All[Referral](ctx, s.read, referralColumns+`(
			SELECT * FROM referrals g WHERE NOT open AND team_id = ANY(@teams) AND decided_at >= @since AND `+standing.NoConflict("@staff", "g.youth_id")+`
			ORDER BY decided_at DESC, id DESC LIMIT 30) f`+referralTables+`
		ORDER BY f.decided_at DESC, f.id DESC`,
		db.Args{"staff": by.Staff, "teams": teams, "since": s.now().Add(-lately), "today": s.today()})
	if err != nil {
		return nil, fmt.Errorf("listing what was decided lately: %w", err)
	}
	return all, nil
}
