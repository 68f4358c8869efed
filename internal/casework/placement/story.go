package placement

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/company"
	"kasket/internal/casework/network"
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

// Story is what happened to a stay beside its terms, and whom one calls about it.
type Story struct {
	Visits    []VisitLine  // in order of their days, without those that were cancelled
	Overrides []Overridden // as they were written down
	Extended  []Extended
	Events    []Event           // the latest first
	Phone     string            // of the youth
	People    []company.Person  // of the company, those who have left last
	Consents  []network.Consent // to the company: only how long they hold
}

// Consent is the consent that opens the company's sheet on a day, or nil.
func (s Story) Consent(on when.Date) *network.Consent { return network.Current(s.Consents, on) }

// The people of a stay's company as company.PeopleOf lists them.
const peopleOf = `
	(SELECT coalesce(json_agg(json_build_object('id', q.id, 'name', q.name, 'title', q.title, 'role', q.role, 'phone', q.phone, 'email', q.email, 'endedon', q.ended_on)
	        ORDER BY q.ended_on IS NOT NULL, array_position('{contact,mentor,representative}', q.role), q.id), '[]')
	 FROM company_people q WHERE q.company_id = p.company_id)`

const selectStory = `
	SELECT s.*, y.phone,
	(SELECT coalesce(json_agg(json_build_object('id', m.id, 'code', m.visit, 'title', m.title, 'on', (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date,
	        'at', m.starts_at, 'allday', m.all_day, 'state', m.state) ORDER BY m.starts_at, m.id), '[]')
	 FROM meetings m WHERE m.placement_id = p.id AND m.state <> 'cancelled') AS visits,
	(SELECT coalesce(json_agg(json_build_object('rule', o.rule, 'numbers', o.numbers, 'source', o.source, 'reason', o.reason, 'by', b.name, 'at', o.at) ORDER BY o.id), '[]')
	 FROM placement_overrides o JOIN staff b ON b.id = o.by_id WHERE o.placement_id = p.id) AS overrides,
	(SELECT coalesce(json_agg(json_build_object('was', x.was_to, 'to', x.to_on, 'reason', x.reason, 'by', b.name, 'at', x.at) ORDER BY x.id), '[]')
	 FROM placement_extensions x JOIN staff b ON b.id = x.by_id WHERE x.placement_id = p.id) AS extended,
	(SELECT coalesce(json_agg(json_build_object('id', g.id, 'from', g.valid_from, 'to', g.valid_to, 'withdrawnat', g.withdrawn_at)), '[]')
	 FROM consents g WHERE g.company_id = p.company_id AND g.youth_id = p.youth_id) AS consents,` + peopleOf + ` AS people,` + eventsOf + ` AS events
	FROM (` + columns + `WHERE p.id = @id) s JOIN placements p ON p.id = s.id JOIN youths y ON y.id = p.youth_id`

// Sought is a stay that was found, with its story, and is not shown to anybody yet.
type Sought struct{ opened Opened }

// Youth is whose stay it is.
func (x Sought) Youth() id.Youth { return x.opened.Youth }

// Seek finds a stay for Within, which asks who may see it.
func (s *Service) Seek(ctx context.Context, placement id.Placement) (Sought, error) {
	row, err := db.One[struct {
		Placement
		Story
	}](ctx, s.read, selectStory, db.Args{"id": placement})
	if err != nil {
		return Sought{}, fmt.Errorf("placement %d with its story: %w", placement, err)
	}
	return Sought{Opened{Placement: row.Placement, Story: row.Story}}, nil
}

// Within opens a stay within the record of its youth, which by has opened: the look was
// recorded with it.
func (s *Service) Within(by access.Actor, scope access.Scope, x Sought) (Opened, error) {
	if err := access.Check(by, access.ViewPlacement, scope); err != nil {
		return Opened{}, err
	}
	o := x.opened
	o.Scope, o.Actor, o.Today = scope, by, s.today()
	return o, nil
}
