package placement

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// VisitLine is a visit of a stay.
type VisitLine struct {
	ID     id.Meeting
	Code   string
	Title  string
	On     when.Date
	AllDay bool
	At     time.Time
	State  string
}

// Overridden is a rule that somebody went on against.
type Overridden struct {
	Rule    string
	Numbers []any
	Source  string
	Reason  string
	By      string
	At      time.Time
}

// Extended is a last day that was put later.
type Extended struct {
	Was    *when.Date
	To     when.Date
	Reason string
	By     string
	At     time.Time
}

// Story is what happened to a stay beside its terms.
type Story struct {
	Visits    []VisitLine  // in order of their days, without those that were cancelled
	Overrides []Overridden // as they were written down
	Extended  []Extended
	Events    []Event // the latest first
	Phone     string  // of the youth
}

// StoryOf reads what happened to a stay that somebody has opened.
func (s *Service) StoryOf(ctx context.Context, placement id.Placement) (Story, error) {
	story, err := db.One[Story](ctx, s.read, `
		SELECT y.phone,
		(SELECT coalesce(json_agg(json_build_object('id', m.id, 'code', m.visit, 'title', m.title, 'on', (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date,
		        'at', m.starts_at, 'allday', m.all_day, 'state', m.state) ORDER BY m.starts_at, m.id), '[]')
		 FROM meetings m WHERE m.placement_id = p.id AND m.state <> 'cancelled') AS visits,
		(SELECT coalesce(json_agg(json_build_object('rule', o.rule, 'numbers', o.numbers, 'source', o.source, 'reason', o.reason, 'by', b.name, 'at', o.at) ORDER BY o.id), '[]')
		 FROM placement_overrides o JOIN staff b ON b.id = o.by_id WHERE o.placement_id = p.id) AS overrides,
		(SELECT coalesce(json_agg(json_build_object('was', x.was_to, 'to', x.to_on, 'reason', x.reason, 'by', b.name, 'at', x.at) ORDER BY x.id), '[]')
		 FROM placement_extensions x JOIN staff b ON b.id = x.by_id WHERE x.placement_id = p.id) AS extended,`+eventsOf+` AS events
		FROM placements p JOIN youths y ON y.id = p.youth_id WHERE p.id = @id`, db.Args{"id": placement})
	if err != nil {
		return story, fmt.Errorf("story of placement %d: %w", placement, err)
	}
	return story, nil
}
