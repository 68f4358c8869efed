package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// The kinds of meetings without a youth: a team's week, supervision of the work, and the
// leaders' group, which goes across the teams (Samarbejdsmodellen).
const (
	Weekly      Kind = "weekly"
	Supervision Kind = "supervision"
	LeaderGroup Kind = "leader_group"
)

// TeamKinds lists the meetings a team has.
var TeamKinds = []Kind{Weekly, Supervision}

// TeamMeeting is a meeting of us. Its notes name no youth: what is said of one stands with
// the question about them.
type TeamMeeting struct {
	ID       id.TeamMeeting `json:"id"`
	Team     id.Team        `json:"team"` // 0 is the leaders' group
	Kind     Kind           `json:"kind"`
	StartsAt time.Time      `json:"starts_at"`
	Place    string         `json:"place"`
	Agenda   string         `json:"agenda"`
	Notes    string         `json:"notes"`
	State    State          `json:"state"`
	Version  int            `json:"version"`
}

// TeamMeetingColumns are those of a meeting t of us.
const TeamMeetingColumns = `t.id, coalesce(t.team_id, 0) AS team, t.kind, t.starts_at, t.place, t.agenda, t.notes, t.state, t.version`

// TeamWish is a meeting of us as typed.
type TeamWish struct {
	Kind  Kind
	At    string
	Place string
}

// mayKeep asks who may plan and write in a meeting of a team, or of the leaders.
func mayKeep(by access.Actor, team id.Team) (access.Action, error) {
	if team == 0 {
		return access.KeepLeaderMeeting, access.Check(by, access.KeepLeaderMeeting, access.Scope{})
	}
	return access.KeepTeamMeetings, access.Check(by, access.KeepTeamMeetings, access.InTeam(team))
}

// PlanTeam plans a meeting of a team, or with team 0 of the leaders' group. It begins with
// the agenda that the team's programme has for such a meeting on that day.
func (s *Service) PlanTeam(ctx context.Context, by access.Actor, team id.Team, w TeamWish, form audit.Form) error {
	do, err := mayKeep(by, team)
	if err != nil {
		return err
	}
	m, given, broken := Wish{At: w.At, Place: w.Place}.Read(s.now())
	switch {
	case !given:
		broken.Add("next", "required")
	case m.AllDay && len(broken) == 0:
		broken.Add("next", "time_of_day")
	}
	kind := w.Kind
	if team == 0 {
		kind = LeaderGroup
	} else if !slices.Contains(TeamKinds, kind) {
		broken.Add("meeting_kind", "unknown")
	}
	if len(broken) > 0 {
		return broken
	}
	event := &audit.Event{By: by, Action: do, Team: team, Form: form, Detail: map[string]any{"kind": kind}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		n, err := db.Value[id.TeamMeeting](ctx, tx, `
			INSERT INTO team_meetings (team_id, kind, agenda, starts_at, place, by_id, created_at)
			VALUES (nullif(@team::bigint, 0), @kind, coalesce((SELECT y.agenda_da FROM programme_meeting_types y JOIN teams t ON t.programme_id = y.programme_id
			        WHERE t.id = @team AND y.kind = @kind AND daterange(y.valid_from, y.valid_to, '[]') @> @on::date), ''), @starts, @place, @by, @now) RETURNING id`,
			db.Args{"team": team, "kind": kind, "on": when.Of(m.StartsAt), "starts": m.StartsAt, "place": m.Place, "by": by.Staff, "now": s.now()})
		event.Subject = int64(n)
		if err != nil {
			return fmt.Errorf("planning a meeting of team %d: %w", team, err)
		}
		return nil
	})
}

// TeamNotes is what is written in a meeting of us, on the page of a version.
type TeamNotes struct {
	Agenda  string
	Notes   string
	State   State
	Version int
}

// KeepTeam keeps agenda and notes of a meeting of us. Notes that name one of the team's
// youths are refused: not everybody who reads them may know of the youth.
func (s *Service) KeepTeam(ctx context.Context, by access.Actor, meeting id.TeamMeeting, x TeamNotes, form audit.Form) error {
	x.Agenda, x.Notes = rule.Text(x.Agenda), rule.Text(x.Notes)
	event := &audit.Event{By: by, Action: access.KeepTeamMeetings, Subject: int64(meeting), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		m, err := db.One[TeamMeeting](ctx, tx, `SELECT `+TeamMeetingColumns+` FROM team_meetings t WHERE id = @id FOR UPDATE`, db.Args{"id": meeting})
		if err != nil {
			return fmt.Errorf("team meeting %d: %w", meeting, err)
		}
		event.Team = m.Team
		if event.Action, err = mayKeep(by, m.Team); err != nil {
			return err
		}
		names, err := NamesNear(ctx, tx, m.Team, by)
		if err != nil {
			return err
		}
		if broken := x.check(m, names, s.now()); len(broken) > 0 {
			return broken
		}
		_, err = tx.Exec(ctx, `UPDATE team_meetings SET agenda = @agenda, notes = @notes, state = @state, version = version + 1 WHERE id = @id`,
			db.Args{"id": meeting, "agenda": x.Agenda, "notes": x.Notes, "state": x.State})
		if err != nil {
			return fmt.Errorf("keeping team meeting %d: %w", meeting, err)
		}
		return nil
	})
}

func (x TeamNotes) check(m TeamMeeting, names []string, now time.Time) rule.Violations {
	named := youth.Named // supervision is about the worker, and leaders know no youth
	if m.Kind == Weekly {
		named = youth.NamedInFull // a colleague may be called the same
	}
	var broken rule.Violations
	for field, text := range map[string]string{"agenda": x.Agenda, "notes": x.Notes} {
		broken.Longest(field, text, mostAgenda)
		if name := named(text, names); name != "" {
			broken.Add(field, "names_a_youth", name)
		}
	}
	switch {
	case x.State != Planned && x.State != Held && x.State != Cancelled:
		broken.Add("meeting_state", "unknown")
	case x.State == Held && m.StartsAt.After(now):
		broken.Add("meeting_state", "not_yet")
	}
	if x.Version != m.Version {
		broken.Add("", "stale")
	}
	return broken
}

// NamesNear are the names of the youths in the teams of who writes: what must not stand
// in notes that others read. Leaders of all teams read what the leaders' group writes, and
// so no youth of any team is named there.
func NamesNear(ctx context.Context, tx pgx.Tx, team id.Team, by access.Actor) ([]string, error) {
	teams := append(by.Teams(), team)
	names, err := db.Values[string](ctx, tx, `
		SELECT DISTINCT n FROM enrolments e JOIN youths y ON y.id = e.youth_id,
		       unnest(ARRAY[concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')), concat_ws(' ', y.given_name, nullif(y.family_name, ''))]) n
		WHERE (@team::bigint = 0 OR e.team_id = ANY(@teams)) AND e.closed_on IS NULL AND y.family_name <> ''`, db.Args{"teams": teams, "team": team})
	if err != nil {
		return nil, fmt.Errorf("names of the teams %v: %w", teams, err)
	}
	return names, nil
}
