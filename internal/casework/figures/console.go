package figures

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Console answers whoever runs the machine: one definition for every programme and team,
// or for the team of a name, with nothing hidden. It is recorded as the machine's own.
// An unknown definition or team is db.ErrNotFound.
func (s *Service) Console(ctx context.Context, key, team string, p Period) (Figures, error) {
	today := when.Of(s.now())
	if v := p.Check(today); len(v) > 0 {
		return Figures{}, v
	}
	g, err := s.everything(ctx, today)
	if err != nil {
		return Figures{}, err
	}
	g.Definitions = slices.DeleteFunc(g.Definitions, func(d Definition) bool { return d.Key != key })
	if len(g.Definitions) == 0 {
		return Figures{}, fmt.Errorf("definition %q: %w", key, db.ErrNotFound)
	}
	var teams []id.Team
	if team != "" {
		g.Units = slices.DeleteFunc(g.Units, func(u Unit) bool { return u.Name != team })
		if len(g.Units) == 0 {
			return Figures{}, fmt.Errorf("team %q: %w", team, db.ErrNotFound)
		}
		teams = []id.Team{g.Units[0].Team}
	}
	courses, err := s.courses(ctx, teams, reach(g.Definitions, p))
	if err != nil {
		return Figures{}, err
	}
	f := Figures{Period: p, CutOff: CutOff(p, today), Exits: g.Exits}
	f.Results = results(g, courses, p, f.CutOff, team != "")
	return f, s.trail.Look(ctx, audit.Event{Action: access.ExportFigures, Detail: map[string]any{"definition": key, "team": team, "from": p.From, "to": p.To}})
}

// Definitions lists every definition there is, for the command line.
func (s *Service) Definitions(ctx context.Context) ([]Definition, error) {
	g, err := s.everything(ctx, when.Of(s.now()))
	return g.Definitions, err
}

// everything is the ground with every team's own definitions.
func (s *Service) everything(ctx context.Context, today when.Date) (ground, error) {
	teams, err := db.Values[id.Team](ctx, s.read, `SELECT id FROM teams`, nil)
	if err != nil {
		return ground{}, fmt.Errorf("teams for figures: %w", err)
	}
	return s.ground(ctx, teams, today)
}
