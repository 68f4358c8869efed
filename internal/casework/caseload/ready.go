package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Ready is what one wants to have read on the way to a meeting, beside the overview: what
// was said last, and who else is around the youth.
type Ready struct {
	LastTalk *LastTalk
	People   []AroundLine // those one can reach first
	Score    *LastScore   // nil where nothing was measured
}

// LastScore is the newest score there is of a youth, and the one before it of the same
// version of the same instrument by the same respondent.
type LastScore struct {
	Da     string    `json:"da"` // the instrument
	En     string    `json:"en"`
	By     string    `json:"by"` // respondent: youth or worker
	On     when.Date `json:"on"`
	Score  float64   `json:"score"`
	Before *float64  `json:"before"`
}

// LastTalk is the last time the youth was talked with.
type LastTalk struct {
	Contact id.Contact `json:"contact"`
	At      time.Time  `json:"at"`
	By      string     `json:"by"`
	Text    string     `json:"text"` // the beginning of what was written
}

// AroundLine is somebody around the youth now.
type AroundLine struct {
	Name  string `json:"name"`
	Da    string `json:"da"` // how they stand to the youth
	En    string `json:"en"`
	Phone string `json:"phone"`
}

// mostAround is how many people stand on the page; the network has the rest. mostSaid is
// how much of the last talk does, in characters.
const (
	mostAround = 8
	mostSaid   = 500
)

// Ready reads what stands beside the overview of a youth whose record by has opened.
func (s *Service) Ready(ctx context.Context, by access.Actor, youth id.Youth) (Ready, error) {
	r, err := db.One[Ready](ctx, s.read, selectReady, db.Args{
		"youth": youth, "staff": by.Staff, "today": when.Of(s.now()), "people": mostAround, "said": mostSaid,
	})
	if err != nil {
		return r, fmt.Errorf("ready for a meeting with youth %d: %w", youth, err)
	}
	return r, nil
}

var selectReady = `
	SELECT (SELECT json_build_object('contact', c.id, 'at', c.occurred_at, 'by', a.name,
	                                 'text', left(coalesce(nullif(c.account, ''), concat_ws(E'\n', nullif(c.facts, ''), nullif(c.view, ''))), @said))
	        FROM contact_youths n JOIN contacts c ON c.id = n.contact_id JOIN staff a ON a.id = c.author_id
	        WHERE n.youth_id = @youth AND c.withdrawn_at IS NULL AND c.outcome = 'talked' AND c.counterpart = 'youth'
	          AND ` + standing.NoConflictInEntry("@staff", "c.id") + `
	        ORDER BY n.occurred_at DESC, n.contact_id DESC LIMIT 1) AS last_talk,
	       (SELECT json_build_object('da', i.name_da, 'en', i.name_en, 'by', m.respondent, 'on', m.on_day, 'score', m.score,
	               'before', (SELECT b.score FROM measurements b WHERE b.youth_id = m.youth_id AND b.instrument_id = m.instrument_id AND b.respondent = m.respondent
	                            AND b.withdrawn_at IS NULL AND b.score IS NOT NULL AND (b.on_day, b.id) < (m.on_day, m.id) ORDER BY b.on_day DESC, b.id DESC LIMIT 1))
	        FROM measurements m JOIN instruments i ON i.id = m.instrument_id
	        WHERE m.youth_id = @youth AND m.withdrawn_at IS NULL AND m.score IS NOT NULL ORDER BY m.on_day DESC, m.id DESC LIMIT 1) AS score,
	       coalesce((SELECT json_agg(json_build_object('name', p.name, 'da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''), 'phone', p.phone) ORDER BY p.place)
	                 FROM (SELECT q.*, row_number() OVER (ORDER BY q.custody DESC, (q.phone = ''), q.id) AS place FROM network_people q
	                       WHERE q.youth_id = @youth AND q.from_on <= @today AND (q.to_on IS NULL OR q.to_on >= @today)
	                       ORDER BY place LIMIT @people) p
	                 LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'relation' AND code = p.relation ORDER BY valid_from DESC LIMIT 1) k ON true), '[]') AS people`
