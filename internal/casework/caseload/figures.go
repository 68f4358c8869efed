package caseload

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Count is a number of people, or that there are too few to say.
type Count struct {
	N      int
	Hidden bool
}

// Portion is a share that may be hidden.
type Portion struct {
	figures.Share
	Hidden bool
}

// Figures are the figures of a team, or of all a programme's teams together.
type Figures struct {
	Team  id.Team // 0 for a programme
	Name  string
	Own   bool    // whoever looks leads the team: nothing is hidden, and the lists stand open
	Open  Count   // courses today
	Talks Count   // talks with the youth in the period
	Seen  Portion // of the youths with a rule, who were seen in time
	Good  Portion // of those who left in the period, who went on well
}

// ExitGroup is how many left to one kind of thing.
type ExitGroup struct {
	Grouping programme.Grouping
	Counts   programme.Counts
	Count
}

// ProgrammeFigures are the figures of a programme, with its teams.
type ProgrammeFigures struct {
	Figures
	Target float64 // share aimed at; 0 is no rule
	Groups []ExitGroup
	Teams  []Figures
}

// Periods are fixed: what one can choose, one can subtract.
type Periods struct {
	Today              when.Date
	TalksFrom, TalksTo when.Date
	ExitsFrom, ExitsTo when.Date // twelve whole months
}

// PeriodsOn are the periods that figures shown on a day are of.
func PeriodsOn(today when.Date) Periods {
	month := today.AddDays(1 - today.Day())
	return Periods{Today: today, TalksFrom: today.AddDays(-30), TalksTo: today.AddDays(-1), ExitsFrom: month.AddMonths(-12), ExitsTo: month.AddDays(-1)}
}

// tally is what the database counts of a team.
type tally struct {
	Team          id.Team
	Name          string
	Programme     id.Programme
	ProgrammeName string
	Target        int
	Talks         int
	Exits         json.RawMessage
}

// left is how many left a team to one kind of thing.
type left struct {
	Grouping programme.Grouping `json:"grouping"`
	Counts   programme.Counts   `json:"counts"`
	N        int                `json:"n"`
}

// beat is a course as the pulse asks of it.
type beat struct {
	Team        id.Team
	StartedOn   when.Date
	LastContact *time.Time
	InPlacement bool
	Cadence     programme.Cadence
}

// Figures counts. Insight sees every team, with too few hidden; a leader sees the
// teams they lead, and nothing that could be subtracted from the whole.
func (s *Service) Figures(ctx context.Context, by access.Actor) ([]ProgrammeFigures, Periods, error) {
	periods := PeriodsOn(when.Of(s.now()))
	if err := access.Check(by, access.ViewFigures, access.Scope{}); err != nil {
		return nil, periods, err
	}
	teams, own := []id.Team(nil), false // nil: every team
	if !access.May(by, access.ViewAllFigures, access.Scope{}) {
		teams, own = by.TeamsWhere(access.ViewTeam), true
	}
	tallies, err := s.tallies(ctx, teams, periods)
	if err != nil {
		return nil, periods, err
	}
	beats, err := db.All[beat](ctx, s.read, `
		SELECT e.team_id AS team, e.started_on, e.last_contact_at AS last_contact,
		       EXISTS (SELECT FROM placements x WHERE x.enrolment_id = e.id AND x.from_on <= @today
		               AND (x.to_on IS NULL OR x.to_on >= @today) AND x.cleared AND x.result = '') AS in_placement,
		       coalesce((SELECT jsonb_object_agg(k.phase, k.every_days) FROM programme_cadences k
		                 WHERE k.programme_id = e.programme_id AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date), '{}') AS cadence
		FROM enrolments e WHERE e.closed_on IS NULL AND (@teams::bigint[] IS NULL OR e.team_id = ANY(@teams))`,
		db.Args{"teams": teams, "today": periods.Today})
	if err != nil {
		return nil, periods, fmt.Errorf("courses for the figures: %w", err)
	}
	all, err := count(tallies, beats, own, periods.Today)
	if err != nil {
		return nil, periods, err
	}
	return all, periods, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewFigures, Detail: map[string]any{"teams": teams}})
}

func (s *Service) tallies(ctx context.Context, teams []id.Team, p Periods) ([]tally, error) {
	list, err := db.All[tally](ctx, s.read, `
		SELECT t.id AS team, t.name, g.id AS programme, g.name AS programme_name, coalesce(r.target_percent, 0) AS target,
		       (SELECT count(*) FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id JOIN enrolments e ON e.id = cy.enrolment_id
		        WHERE e.team_id = t.id AND cy.occurred_at >= @talks_from AND cy.occurred_at < @talks_until
		          AND c.outcome = 'talked' AND c.counterpart = 'youth' AND c.withdrawn_at IS NULL) AS talks,
		       (SELECT coalesce(json_agg(l), '[]') FROM (
		            SELECT coalesce(k.grouping, '') AS grouping, x.counts, count(*) AS n
		            FROM exits x JOIN enrolments e ON e.id = x.enrolment_id
		            LEFT JOIN catalogue k ON k.kind = 'exit' AND k.code = x.code AND daterange(k.valid_from, k.valid_to, '[]') @> x.exit_on
		            WHERE e.team_id = t.id AND x.exit_on BETWEEN @exits_from AND @exits_to AND x.code <> @moved
		            GROUP BY 1, 2) l) AS exits
		FROM teams t JOIN programmes g ON g.id = t.programme_id
		LEFT JOIN programme_rules r ON r.programme_id = g.id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
		WHERE (@teams::bigint[] IS NULL OR t.id = ANY(@teams))
		ORDER BY g.name COLLATE "da-x-icu", t.name COLLATE "da-x-icu"`,
		db.Args{
			"teams": teams, "today": p.Today, "talks_from": p.TalksFrom.Start(), "talks_until": p.TalksTo.AddDays(1).Start(),
			"moved": outcome.MovedTeam, "exits_from": p.ExitsFrom, "exits_to": p.ExitsTo,
		})
	if err != nil {
		return nil, fmt.Errorf("counting for the figures: %w", err)
	}
	return list, nil
}

// count makes figures of what was read, and hides what tells of too few.
func count(tallies []tally, beats []beat, own bool, today when.Date) ([]ProgrammeFigures, error) {
	var all []ProgrammeFigures
	for _, t := range tallies { // in order of programme
		if n := len(all); n == 0 || all[n-1].Name != t.ProgrammeName {
			all = append(all, ProgrammeFigures{Figures: Figures{Name: t.ProgrammeName}, Target: float64(t.Target) / 100})
		}
		p := &all[len(all)-1]
		f := Figures{Team: t.Team, Name: t.Name, Own: own, Talks: Count{N: t.Talks}}
		for _, b := range beats {
			if b.Team == t.Team {
				f.add(b, today)
			}
		}
		var exits []left
		if err := json.Unmarshal(t.Exits, &exits); err != nil {
			return nil, fmt.Errorf("exits of team %d: %w", t.Team, err)
		}
		for _, x := range exits {
			f.leave(x)
			p.leave(x)
			p.Groups = grouped(p.Groups, x)
		}
		p.Open.N += f.Open.N
		p.Talks.N += f.Talks.N
		p.Seen.Num, p.Seen.Of = p.Seen.Num+f.Seen.Num, p.Seen.Of+f.Seen.Of
		p.Teams = append(p.Teams, f)
	}
	for i := range all {
		if all[i].Own = own; !own {
			all[i].mask()
		}
	}
	return all, nil
}

func (f *Figures) add(b beat, today when.Date) {
	f.Open.N++
	pulse := contact.Pulse{Phase: programme.PhaseOn(b.StartedOn, b.InPlacement, today), LastContact: b.LastContact, StartedOn: b.StartedOn, Cadence: b.Cadence}
	if _, rule := pulse.Due(today); !rule {
		return
	}
	f.Seen.Of++
	if pulse.SeenInTime(today) {
		f.Seen.Num++
	}
}

// leave counts an exit; what the programme leaves out is in no denominator.
func (f *Figures) leave(x left) {
	if x.Counts == programme.LeftOut {
		return
	}
	f.Good.Of += x.N
	if x.Counts == programme.Good {
		f.Good.Num += x.N
	}
}

func grouped(groups []ExitGroup, x left) []ExitGroup {
	for i := range groups {
		if groups[i].Grouping == x.Grouping && groups[i].Counts == x.Counts {
			groups[i].N += x.N
			return groups
		}
	}
	return append(groups, ExitGroup{Grouping: x.Grouping, Counts: x.Counts, Count: Count{N: x.N}})
}

// mask hides what tells of too few, team by team beside the programme's sum, and
// the groups beside the sums that the share of good exits tells.
func (p *ProgrammeFigures) mask() {
	open, seen, good := make([]int, len(p.Teams)), make([]figures.Share, len(p.Teams)), make([]figures.Share, len(p.Teams))
	for i, t := range p.Teams {
		open[i], seen[i], good[i] = t.Open.N, t.Seen.Share, t.Good.Share
	}
	hideOpen, hideSeen, hideGood := figures.MaskCounts(open), figures.MaskShares(seen), figures.MaskShares(good)
	for i := range p.Teams {
		hide := hideOpen[i] || hideSeen[i] // both are of nearly the same youths: one would tell the other
		p.Teams[i].Open.Hidden, p.Teams[i].Talks.Hidden, p.Teams[i].Seen.Hidden = hide, hide, hide
		p.Teams[i].Good.Hidden = hideGood[i]
	}
	p.Open.Hidden = p.Open.N < figures.LeastCount
	p.Talks.Hidden = p.Open.Hidden
	p.Seen.Hidden, p.Good.Hidden = p.Seen.TooFew(), p.Good.TooFew()
	for _, counts := range []programme.Counts{programme.Good, programme.Other, programme.LeftOut} {
		var cells []int
		var at []int
		for i, g := range p.Groups {
			if g.Counts == counts {
				cells, at = append(cells, g.N), append(at, i)
			}
		}
		for i, hide := range figures.MaskCounts(cells) {
			p.Groups[at[i]].Hidden = hide || p.Good.Hidden
		}
	}
}
