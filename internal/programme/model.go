package programme

import (
	"context"
	"fmt"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Model is everything a programme prescribes on one day.
type Model struct {
	Programme
	Rules      Rules // Given is false where there are none that day
	Cadence    Cadence
	Hats       []Hat // those on offer, in order
	Milestones []Milestone
	Weights    Weights
	Exits      Exits
	Reserved   []Reserved     // all there were, are and will be, each act's newest first
	Meetings   []MeetingType  // all there were, are and will be, each kind's newest first
	Starts     []Start        // all there were, are and will be, the newest first
	SecondEyes []SecondEyes   // all its periods, the newest first
	GoalRules  []GoalRule     // all their periods, the newest first
	Modes      []DecisionMode // all there were, are and will be: by area and type the newest first
	Criteria   []Criterion    // also those that are over or to come: each has its period
}

// Hat finds a hat on offer by its code.
func (m Model) Hat(code string) (Hat, bool) {
	for _, h := range m.Hats {
		if h.Code == code {
			return h, true
		}
	}
	return Hat{}, false
}

// selectModel gathers a programme, or all of them, into one row each: a page has
// few queries, and the rules are small.
const selectModel = `
	SELECT p.id, p.key, p.name,
		coalesce((SELECT to_jsonb(r) FROM (
			SELECT ` + rulesColumns + `FROM programme_rules
			WHERE programme_id = p.id AND valid_from <= @day AND (valid_to IS NULL OR valid_to >= @day)) r), '{}') AS rules,
		coalesce((SELECT jsonb_object_agg(phase, every_days) FROM programme_cadences
			WHERE programme_id = p.id AND valid_from <= @day AND (valid_to IS NULL OR valid_to >= @day)), '{}') AS cadence,
		coalesce((SELECT jsonb_agg(h ORDER BY h.position, h.code) FROM (
			SELECT ` + hatColumns + `FROM programme_hats
			WHERE programme_id = p.id AND (valid_to IS NULL OR valid_to >= @day)) h), '[]') AS hats,
		coalesce((SELECT jsonb_agg(m ORDER BY m.age_months, m.code) FROM (
			SELECT ` + milestoneColumns + `FROM programme_milestones
			WHERE programme_id = p.id AND valid_from <= @day AND (valid_to IS NULL OR valid_to >= @day)) m), '[]') AS milestones,
		coalesce((SELECT jsonb_object_agg(needs_group, weight) FROM programme_weights
			WHERE programme_id = p.id), '{}') AS weights,
		coalesce((SELECT jsonb_agg(x ORDER BY x.code) FROM (
			SELECT code, counts, valid_from AS "from", valid_to AS "to" FROM programme_exits
			WHERE programme_id = p.id AND valid_from <= @day AND (valid_to IS NULL OR valid_to >= @day)) x), '[]') AS exits,
		coalesce((SELECT jsonb_agg(k ORDER BY k.action, k."from" DESC) FROM (
			SELECT action, valid_from AS "from", valid_to AS "to", source FROM programme_reserved WHERE programme_id = p.id) k), '[]') AS reserved,
		coalesce((SELECT jsonb_agg(t ORDER BY t.kind, t."from" DESC) FROM (
			SELECT ` + meetingTypeColumns + `FROM programme_meeting_types WHERE programme_id = p.id) t), '[]') AS meetings,
		coalesce((SELECT jsonb_agg(s ORDER BY s."from" DESC) FROM (
			SELECT ` + startColumns + ` FROM programme_starts WHERE programme_id = p.id) s), '[]') AS starts,
		coalesce((SELECT jsonb_agg(jsonb_build_object('every_days', every_days, 'from', valid_from, 'to', coalesce(valid_to::text, ''), 'source', source) ORDER BY valid_from DESC)
			FROM programme_second_eyes WHERE programme_id = p.id), '[]') AS second_eyes,
		coalesce((SELECT jsonb_agg(jsonb_build_object('after_days', after_days, 'from', valid_from, 'to', coalesce(valid_to::text, ''), 'source', source) ORDER BY valid_from DESC)
			FROM programme_goals WHERE programme_id = p.id), '[]') AS goal_rules,
		coalesce((SELECT jsonb_agg(m ORDER BY m.area, m.code, m."from" DESC) FROM (
			SELECT code, grouping AS area, mode, valid_from AS "from", valid_to AS "to", source FROM programme_decision_modes
			WHERE programme_id = p.id) m), '[]') AS modes,
		coalesce((SELECT jsonb_agg(c ORDER BY c.position, c.code, c."from" DESC) FROM (
			SELECT ` + criterionColumns + `FROM programme_criteria WHERE programme_id = p.id) c), '[]') AS criteria
	FROM programmes p WHERE @programme::bigint IN (0, p.id)`

// On reads what a programme prescribes on a day, in one query.
func (s *Service) On(ctx context.Context, programme id.Programme, on when.Date) (Model, error) {
	if programme == 0 { // which would mean all
		return Model{}, db.ErrNotFound
	}
	m, err := db.One[Model](ctx, s.read, selectModel, db.Args{"programme": programme, "day": on})
	if err != nil {
		return Model{}, fmt.Errorf("programme %d on %s: %w", programme, on, err)
	}
	return m, nil
}

// Models reads what every programme prescribes on a day, in one query, for lists.
func (s *Service) Models(ctx context.Context, on when.Date) (map[id.Programme]Model, error) {
	all, err := db.All[Model](ctx, s.read, selectModel, db.Args{"programme": id.Programme(0), "day": on})
	if err != nil {
		return nil, fmt.Errorf("programmes on %s: %w", on, err)
	}
	models := make(map[id.Programme]Model, len(all))
	for _, m := range all {
		models[m.ID] = m
	}
	return models, nil
}
