package figures

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Listed is a youth behind a figure, and how they count in it.
type Listed struct {
	Verdict
	Name string
}

// List is the youths behind one part of a figure of a team.
type List struct {
	Definition Definition
	Part       Part
	Period     Period
	CutOff     when.Date
	Exits      []Word
	Rows       []Listed
}

// youthName is what a youth is called.
type youthName struct {
	ID   id.Youth
	Name string
}

// Youths lists whom a figure of a team is of, for who leads the team: exactly those that
// it counts and leaves out, but for whom whoever looks is disqualified from. The list is
// recorded with its criterion. An unknown definition or part is db.ErrNotFound.
func (s *Service) Youths(ctx context.Context, by access.Actor, team id.Team, key, part string, p Period) (List, error) {
	if err := access.Check(by, access.ViewTeam, access.InTeam(team)); err != nil {
		return List{}, err
	}
	today := when.Of(s.now())
	if v := p.Check(today); len(v) > 0 {
		return List{}, v
	}
	g, err := s.ground(ctx, []id.Team{team}, today)
	if err != nil {
		return List{}, err
	}
	l := List{Period: p, CutOff: CutOff(p, today), Exits: g.Exits}
	if l.Definition, l.Part, err = g.part(key, part); err != nil {
		return List{}, err
	}
	event := audit.Event{By: by, Action: access.ViewTeam, Team: team, Detail: map[string]any{"list": "figure", "definition": key, "part": l.Part.Key, "from": p.From, "to": p.To}}
	if err := s.trail.Look(ctx, event); err != nil {
		return List{}, err
	}
	courses, err := s.courses(ctx, []id.Team{team}, reach([]Definition{l.Definition}, p))
	if err != nil {
		return List{}, err
	}
	verdicts := l.Definition.Verdicts(staysOf(Stays(courses, l.CutOff), 0, team), p, l.Part, l.CutOff)
	youths := make([]id.Youth, len(verdicts))
	for i, v := range verdicts {
		youths[i] = v.Stay.Youth
	}
	names, err := db.All[youthName](ctx, s.read, `
		SELECT id, name FROM (SELECT y.id, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name
		FROM youths y WHERE y.id = ANY(@youths) AND `+standing.NoConflict("@staff", "y.id")+`) n ORDER BY name COLLATE "da-x-icu", id`,
		db.Args{"youths": youths, "staff": by.Staff})
	if err != nil {
		return List{}, fmt.Errorf("youths behind %q of team %d: %w", key, team, err)
	}
	for _, n := range names {
		l.Rows = append(l.Rows, Listed{Verdict: verdicts[slices.Index(youths, n.ID)], Name: n.Name})
	}
	return l, nil
}

// part finds a definition and one of its parts; the first where none is named.
func (g ground) part(key, part string) (Definition, Part, error) {
	for _, d := range g.Definitions {
		if d.Key != key || d.Measure == ChangeMeasure {
			continue
		}
		for _, x := range d.Parts {
			if part == "" || x.Key == part {
				return d, x, nil
			}
		}
	}
	return Definition{}, Part{}, fmt.Errorf("part %q of definition %q: %w", part, key, db.ErrNotFound)
}
