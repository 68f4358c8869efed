package caseload

import "kasket/internal/when"

// Stood is where a youth stood: in education, in a job, in neither.
type Stood struct {
	Code  string    `json:"code"` // of the catalogue (status)
	Da    string    `json:"da"`
	En    string    `json:"en"`
	Place string    `json:"place"` // school or workplace
	On    when.Date `json:"on"`    // the day it tells of
	Since when.Date `json:"since"` // the first day from which every status says the same
}

// statusNamed is the row of the catalogue of a status s, by the name it had on its day.
const statusNamed = `LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'status' AND code = s.code
	                    ORDER BY valid_from > s.on_day, abs(valid_from - s.on_day) LIMIT 1) k ON true`

// Where the youth of a course e stood before it, or else at its start; and where they stand
// by the newest status that was not taken back.
const (
	stoodBefore = `(SELECT json_build_object('code', s.code, 'da', coalesce(k.name_da, s.code), 'en', coalesce(k.name_en, s.code), 'place', s.place, 'on', s.on_day, 'since', s.on_day)
	        FROM statuses s ` + statusNamed + `
	        WHERE s.enrolment_id = e.id AND s.withdrawn_at IS NULL AND s.moment IN ('before', 'start') ORDER BY s.moment, s.on_day DESC, s.id DESC LIMIT 1)`
	standsNow = `(SELECT json_build_object('code', s.code, 'da', coalesce(k.name_da, s.code), 'en', coalesce(k.name_en, s.code), 'place', s.place, 'on', s.on_day, 'since',
	                (SELECT min(b.on_day) FROM statuses b WHERE b.enrolment_id = e.id AND b.withdrawn_at IS NULL AND b.moment <> 'before' AND b.code = s.code
	                   AND NOT EXISTS (SELECT FROM statuses o WHERE o.enrolment_id = e.id AND o.withdrawn_at IS NULL AND o.moment <> 'before' AND o.code <> s.code
	                                   AND (o.on_day, o.id) > (b.on_day, b.id))))
	        FROM statuses s ` + statusNamed + `
	        WHERE s.enrolment_id = e.id AND s.withdrawn_at IS NULL AND s.moment <> 'before' ORDER BY s.on_day DESC, s.id DESC LIMIT 1)`
)
