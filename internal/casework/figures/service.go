package figures

import (
	"context"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Service is the figures.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Figures is every definition for every programme and team that somebody may see, in
// one period: of each programme first the whole, where they see the whole, then the
// teams.
type Figures struct {
	Period  Period
	CutOff  when.Date
	Own     bool // whoever looks leads the teams: nothing is hidden, and the lists stand open
	Results []Result
	Exits   []Word // what exits are called, for what was left out
}

// Overview counts every definition in a period. Who sees all programmes sees fixed
// periods and shipped definitions only, with too few hidden; a leader sees their teams
// as they are, in any period, with the teams' own definitions.
func (s *Service) Overview(ctx context.Context, by access.Actor, p Period) (Figures, error) {
	return s.overview(ctx, by, p, func(*ground) {}, "")
}

// overview is Overview of what narrow leaves of the definitions. What is hidden from who
// sees all programmes does not depend on it.
func (s *Service) overview(ctx context.Context, by access.Actor, p Period, narrow func(*ground), about string) (Figures, error) {
	if err := access.Check(by, access.ViewFigures, access.Scope{}); err != nil {
		return Figures{}, err
	}
	today := when.Of(s.now())
	if v := p.Check(today); len(v) > 0 {
		return Figures{}, v
	}
	f := Figures{Period: p, CutOff: CutOff(p, today), Own: !access.May(by, access.ViewAllFigures, access.Scope{})}
	var teams []id.Team
	if f.Own {
		teams = by.TeamsWhere(access.ViewTeam)
	} else if !slices.Contains(FixedPeriods(today), p) {
		return Figures{}, errNotFixed
	}
	g, err := s.ground(ctx, teams, today)
	if err != nil {
		return Figures{}, err
	}
	all := g
	narrow(&g)
	look := p
	if !f.Own { // what is hidden depends on every period that can be chosen
		fixed := FixedPeriods(today)
		look = Period{From: fixed[len(fixed)-1].From, To: fixed[0].To}
	}
	courses, err := s.courses(ctx, teams, reach(all.Definitions, look))
	if err != nil {
		return Figures{}, err
	}
	f.Exits = g.Exits
	f.Results = results(g, courses, p, f.CutOff, f.Own)
	if !f.Own {
		f.Results = outside(all, courses, today, f.Results)
	}
	return f, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewFigures, Detail: map[string]any{"teams": teams, "from": p.From, "to": p.To, "definition": about}})
}
