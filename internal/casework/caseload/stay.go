package caseload

import (
	"kasket/internal/id"
	"kasket/internal/when"
)

// StayDuty is what a stay asks of us.
type StayDuty string

// What a stay asks: it begins or should have begun, and its agreement is not approved or
// the leader has not said yes (domain 3.4); it is over, and nobody wrote down how it went;
// what the company may know ends while it runs; the youth took it back, and it is to be
// agreed anew.
const (
	StayWaits     StayDuty = "waiting"
	StayOver      StayDuty = "over"
	StayConsent   StayDuty = "consent"
	StayWithdrawn StayDuty = "withdrawn"
)

// stayDue is a stay of one's own that asks something.
type stayDue struct {
	Placement id.Placement `json:"placement"`
	Youth     id.Youth     `json:"youth"`
	Name      string       `json:"name"`
	Company   string       `json:"company"`
	Duty      StayDuty     `json:"duty"`
	On        when.Date    `json:"on"`
}

// staysDue reads what the stays of mine ask, three days before one begins and two weeks
// before a consent ends. How a stay went that a file brought is not asked for. A consent
// that was taken back is said for two weeks, as long as no newer one was given: then they
// have settled on nothing being told.
const staysDue = `
	(SELECT coalesce(json_agg(json_build_object('placement', p.id, 'youth', m.youth_id, 'name', m.name, 'company', c.name, 'duty', x.duty, 'on', x.on_day) ORDER BY x.on_day, p.id), '[]')
	 FROM mine m JOIN placements p ON p.enrolment_id = m.id AND p.result = '' JOIN companies c ON c.id = p.company_id
	 LEFT JOIN LATERAL (SELECT k.valid_to FROM consents k WHERE k.youth_id = p.youth_id AND k.company_id = p.company_id AND k.withdrawn_at IS NULL AND k.valid_from <= @today::date
	                    ORDER BY k.id DESC LIMIT 1) k ON true
	 LEFT JOIN LATERAL (SELECT (k.withdrawn_at AT TIME ZONE 'Europe/Copenhagen')::date AS day, k.valid_to FROM consents k
	                    WHERE k.youth_id = p.youth_id AND k.company_id = p.company_id ORDER BY k.id DESC LIMIT 1) newest ON true
	 CROSS JOIN LATERAL (
	   SELECT 'over' AS duty, p.to_on AS on_day WHERE p.to_on < @today::date AND p.row IS NOT NULL
	   UNION ALL SELECT 'waiting', p.from_on WHERE NOT p.cleared AND p.agreement_state <> 'refused' AND p.from_on <= @today::date + 3 AND (p.to_on IS NULL OR p.to_on >= @today::date)
	   UNION ALL SELECT 'consent', k.valid_to WHERE p.from_on <= @today::date AND (p.to_on IS NULL OR p.to_on > k.valid_to) AND k.valid_to BETWEEN @today::date AND @today::date + 14
	   UNION ALL SELECT 'withdrawn', newest.day WHERE newest.day BETWEEN @today::date - 14 AND newest.valid_to AND (p.to_on IS NULL OR p.to_on >= @today::date)
	             AND (p.cleared OR p.agreement_state <> 'refused')) x)`
