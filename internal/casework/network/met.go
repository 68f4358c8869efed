package network

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
)

// Met is a meeting that was held, as far as who was there asks.
type Met struct {
	ID       id.Meeting `json:"id"`
	StartsAt time.Time  `json:"starts_at"`
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	TypeDa   string     `json:"type_da"` // what the programme calls its kind; "" where it has no row
	TypeEn   string     `json:"type_en"`
}

// metPerson is a person with the meetings they came to, the latest first.
type metPerson struct {
	Person
	Met []Met
}

// withMet reads all the people around a youth in the order of People, each with the
// meetings they came to. The caller has asked the policy.
func withMet(ctx context.Context, q db.Reader, youth id.Youth) ([]metPerson, error) {
	people, err := db.All[metPerson](ctx, q, `SELECT `+Columns+`,
		(SELECT coalesce(json_agg(json_build_object('id', m.id, 'starts_at', m.starts_at, 'kind', m.kind, 'title', m.title,
		        'type_da', coalesce(t.name_da, ''), 'type_en', coalesce(t.name_en, '')) ORDER BY m.starts_at DESC, m.id DESC), '[]')
		 FROM meeting_people a JOIN meetings m ON m.id = a.meeting_id AND m.state = 'held' JOIN enrolments e ON e.id = m.enrolment_id
		 LEFT JOIN programme_meeting_types t ON t.programme_id = e.programme_id AND t.kind = m.kind
		      AND daterange(t.valid_from, t.valid_to, '[]') @> (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date
		 WHERE a.person_id = p.id AND a.came = 'came') AS met
		FROM network_people p `+ofYouth, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("people around youth %d with their meetings: %w", youth, err)
	}
	return people, nil
}
