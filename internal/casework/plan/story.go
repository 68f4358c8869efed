package plan

import (
	"context"
	"fmt"

	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Promise is an agreement as a page tells it: with who is to keep it, and who wrote it.
type Promise struct {
	Agreement
	Name  string // who is to keep it, where it is somebody by name
	Wrote string
	Ended string // who said how it ended
}

// Overdue reports whether the day of an open promise has passed.
func (p Promise) Overdue(today when.Date) bool {
	return p.DoneAt == nil && p.DueOn != nil && p.DueOn.Before(today)
}

// Keepers are who can be promised for by name: us of the team, and the network.
type Keepers struct {
	Staff  []Named
	People []Named
}

// Named is somebody on a list of keepers.
type Named struct {
	ID   int64
	Name string
}

// Plan is all of a youth's plan: what they say, their goals, who promised what, and who does
// what.
type Plan struct {
	Words         Said           // what holds, and what was said before
	Goals         []Goal         // the open first, each before the smaller ones below it
	Promises      []Promise      // the open first, ours that are overdue before all
	Interventions []Intervention // those that go on first
	StartedOn     *when.Date     // of the open course
	GoalAfter     int            // days after which the programme asks for a goal; 0 is never
	Keepers       Keepers
	Areas         []Area // of life, that may be chosen today
}

// Area is an area of life as the catalogue names it.
type Area struct{ Code, Da, En string }

// Goal finds a goal by its number; false for one that is not the youth's.
func (p Plan) Goal(n id.Goal) (Goal, bool) {
	for _, g := range p.Goals {
		if g.ID == n {
			return g, true
		}
	}
	return Goal{}, false
}

// Below are the smaller goals of a goal, in their order.
func (p Plan) Below(n id.Goal) []Goal {
	var below []Goal
	for _, g := range p.Goals {
		if g.Parent != nil && *g.Parent == n {
			below = append(below, g)
		}
	}
	return below
}

// Open are the promises that nobody has ended, of one who is to keep them.
func (p Plan) Open(who Who) []Promise {
	var open []Promise
	for _, a := range p.Promises {
		if a.DoneAt == nil && a.Who == who {
			open = append(open, a)
		}
	}
	return open
}

// Done are the promises that ended, the latest first.
func (p Plan) Done() []Promise {
	var done []Promise
	for _, a := range p.Promises {
		if a.DoneAt != nil {
			done = append(done, a)
		}
	}
	return done
}

// Asked is the day from which the programme asks for a goal that is not there.
func (p Plan) Asked(today when.Date) (when.Date, bool) {
	return GoalAsked(p.Goals, p.StartedOn, p.GoalAfter, today)
}

// goalColumns are those of a Goal with its figures, read from goals as g, as JSON.
const goalJSON = `json_build_object('ID', g.id, 'Parent', g.parent_id, 'Text', g.text, 'Area', g.area, 'AreaDa', coalesce(l.name_da, g.area), 'AreaEn', coalesce(l.name_en, g.area),
	'Seen', g.seen, 'Wanted', g.wanted, 'FollowOn', g.follow_on, 'Outcome', g.outcome, 'Reason', g.reason, 'Version', g.version,
	'MadeOn', (g.made_at AT TIME ZONE 'Europe/Copenhagen')::date, 'ClosedOn', (g.closed_at AT TIME ZONE 'Europe/Copenhagen')::date,
	'Scales', (SELECT coalesce(json_agg(json_build_object('On', v.on_day, 'Value', v.value, 'SaidBy', v.said_by, 'By', vs.name) ORDER BY v.on_day, v.id), '[]')
	           FROM goal_scales v JOIN staff vs ON vs.id = v.by_id WHERE v.goal_id = g.id))`

// areaOf names the area of life of a row; the newest row of the catalogue names it.
const areaOf = `LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'life_area' AND code = %s.area ORDER BY valid_from DESC LIMIT 1) l ON true`

var selectPlan = `
	SELECT e.started_on,
	coalesce((SELECT r.after_days FROM programme_goals r WHERE r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date), 0) AS goal_after,
	(SELECT coalesce(json_agg(json_build_object('ID', w.id, 'Kind', w.kind, 'Text', w.text, 'SaidOn', w.said_on, 'By', s.name) ORDER BY w.id DESC), '[]')
	 FROM own_words w JOIN staff s ON s.id = w.by_id WHERE w.youth_id = @youth) AS words,
	(SELECT coalesce(json_agg(` + goalJSON + ` ORDER BY g.outcome <> '', coalesce(g.parent_id, g.id), g.parent_id IS NOT NULL, g.id), '[]')
	 FROM goals g ` + fmt.Sprintf(areaOf, "g") + ` WHERE g.youth_id = @youth) AS goals,
	(SELECT coalesce(json_agg(json_build_object('ID', a.id, 'Youth', a.youth_id, 'Contact', a.contact_id, 'Goal', a.goal_id, 'Text', a.text, 'Who', a.who, 'Staff', a.staff_id,
	        'Person', a.person_id, 'DueOn', a.due_on, 'MadeAt', a.made_at, 'DoneAt', a.done_at, 'Outcome', a.outcome, 'Reason', a.reason, 'Instead', a.replaced_by,
	        'Name', coalesce(k.name, n.name, a.keeper), 'Wrote', b.name, 'Ended', coalesce(d.name, ''))
	        ORDER BY a.done_at DESC NULLS FIRST, coalesce(a.who = 'us' AND a.due_on < @today, false) DESC, a.due_on NULLS LAST, a.id), '[]')
	 FROM (SELECT * FROM agreements WHERE youth_id = @youth ORDER BY done_at DESC NULLS FIRST, id DESC LIMIT 200) a
	 JOIN staff b ON b.id = a.made_by LEFT JOIN staff d ON d.id = a.done_by
	 LEFT JOIN staff k ON k.id = a.staff_id LEFT JOIN network_people n ON n.id = a.person_id) AS promises,
	(SELECT coalesce(json_agg(json_build_object('ID', i.id, 'What', i.what, 'Area', i.area, 'AreaDa', coalesce(l.name_da, i.area), 'AreaEn', coalesce(l.name_en, i.area),
	        'Law', i.law, 'Unit', i.unit, 'Person', i.person, 'Phone', i.phone, 'Provider', i.provider, 'From', i.from_on, 'To', i.to_on, 'Purpose', i.purpose,
	        'Status', i.status, 'Version', i.version, 'By', s.name, 'At', i.at) ORDER BY i.status = 'ended', i.from_on NULLS LAST, i.id), '[]')
	 FROM interventions i JOIN staff s ON s.id = i.by_id ` + fmt.Sprintf(areaOf, "i") + ` WHERE i.youth_id = @youth) AS interventions,
	json_build_object(
	 'Staff', (SELECT coalesce(json_agg(json_build_object('ID', s.id, 'Name', s.name) ORDER BY s.id = e.owner_id DESC, s.id = e.buddy_id DESC, s.name), '[]')
	           FROM memberships m JOIN staff s ON s.id = m.staff_id WHERE m.team_id = e.team_id AND (s.left_on IS NULL OR s.left_on >= @today)
	             AND ` + standing.NoConflict("s.id", "@youth") + `),
	 'People', (SELECT coalesce(json_agg(json_build_object('ID', n.id, 'Name', n.name) ORDER BY n.name, n.id), '[]')
	            FROM network_people n WHERE n.youth_id = @youth AND (n.to_on IS NULL OR n.to_on >= @today))) AS keepers,
	(SELECT coalesce(json_agg(json_build_object('Code', c.code, 'Da', c.name_da, 'En', c.name_en) ORDER BY c.position), '[]')
	 FROM catalogue c WHERE c.kind = 'life_area' AND daterange(c.valid_from, c.valid_to, '[]') @> @today::date) AS areas
	FROM youths y LEFT JOIN enrolments e ON e.youth_id = y.id AND e.closed_on IS NULL
	WHERE y.id = @youth`

// Of reads the whole plan of a youth in one query, for somebody who may read the record.
func Of(ctx context.Context, q db.Reader, youth id.Youth, today when.Date) (Plan, error) {
	p, err := db.One[Plan](ctx, q, selectPlan, db.Args{"youth": youth, "today": today})
	if err != nil {
		return p, fmt.Errorf("the plan of youth %d: %w", youth, err)
	}
	return p, nil
}

// GoalStory is a goal with all that it said, the newest version first.
type GoalStory struct {
	Goal
	Versions []GoalVersion
}

// GoalOf reads a goal of the youth with its history. What is not the youth's own is
// db.ErrNotFound.
func GoalOf(ctx context.Context, q db.Reader, youth id.Youth, goal id.Goal) (GoalStory, error) {
	row, err := db.One[struct {
		Goal     Goal
		Versions []GoalVersion
	}](ctx, q, `
		SELECT `+goalJSON+` AS goal,
		(SELECT json_agg(json_build_object('Version', v.version, 'Text', v.text, 'Area', v.area, 'Seen', v.seen, 'Wanted', v.wanted, 'FollowOn', v.follow_on,
		        'Outcome', v.outcome, 'Reason', v.reason, 'By', s.name, 'At', v.at) ORDER BY v.version DESC)
		 FROM goal_versions v JOIN staff s ON s.id = v.by_id WHERE v.goal_id = g.id) AS versions
		FROM goals g `+fmt.Sprintf(areaOf, "g")+` WHERE g.id = @id AND g.youth_id = @youth`, db.Args{"id": goal, "youth": youth})
	if err != nil {
		return GoalStory{}, fmt.Errorf("goal %d of youth %d: %w", goal, youth, err)
	}
	return GoalStory{Goal: row.Goal, Versions: row.Versions}, nil
}
