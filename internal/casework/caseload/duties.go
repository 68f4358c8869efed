package caseload

import (
	"slices"

	"kasket/internal/casework/decision"
	"kasket/internal/when"
)

// How far the page of today looks for what decisions ask, in days.
const dutySoon = 7

// pendingDecisions reads the decisions d that are not over yet, from tables and under a
// condition that ends in AND; name is the expression of what the youth is called.
func pendingDecisions(name, tables, condition string) string {
	return `
	(SELECT coalesce(json_agg(json_build_object('id', d.id, 'youth', d.youth_id, 'name', ` + name + `, 'name_da', d.type->>'name_da', 'name_en', d.type->>'name_en',
	        'state', d.state, 'mode', d.mode, 'began_on', d.began_on, 'event_on', d.event_on, 'decided_on', d.decided_on,
	        'rules', json_build_object('target_days', d.type->'target_days', 'target_weekdays', d.type->'target_weekdays', 'carry_out_months', d.type->'carry_out_months'),
	        'hearing_until', h.until_on, 'answered', coalesce(h.answer <> '', false),
	        'returned', coalesce((SELECT t.act = 'return' FROM decision_steps t WHERE t.decision_id = d.id AND t.act NOT IN ('edit', 'reply') ORDER BY t.id DESC LIMIT 1), false),
	        'complain_until', (SELECT max(n.complain_until) FROM decision_notices n WHERE n.decision_id = d.id),
	        'complaints', (SELECT coalesce(json_agg(json_build_object('id', c.id, 'reassess_by', c.reassess_by) ORDER BY c.id), '[]')
	                       FROM complaints c WHERE c.decision_id = d.id AND c.state IN ('received', 'upheld', 'partly'))) ORDER BY d.id), '[]')
	 FROM ` + tables + ` LEFT JOIN decision_hearings h ON h.decision_id = d.id AND h.closed_at IS NULL
	 WHERE ` + condition + ` (d.state IN ('draft', 'hearing', 'ready', 'approval', 'approved', 'decided')
	    OR EXISTS (SELECT FROM decision_notices n WHERE n.decision_id = d.id AND n.complain_until >= @today)
	    OR EXISTS (SELECT FROM complaints c WHERE c.decision_id = d.id AND c.state IN ('received', 'upheld', 'partly'))))`
}

// DecisionDuty is what a decision asks of us, and which.
type DecisionDuty struct {
	decision.Duty
	Of decision.Pending
}

// dutiesOf are what decisions ask of us on a day.
func dutiesOf(list []decision.Pending, today when.Date, open when.Calendar) []DecisionDuty {
	var duties []DecisionDuty
	for _, p := range list {
		for _, d := range p.Duties(today, open) {
			duties = append(duties, DecisionDuty{Duty: d, Of: p})
		}
	}
	return duties
}

// dueDuties are those with a day that is near.
func dueDuties(list []decision.Pending, today when.Date, open when.Calendar) []Deadline {
	var due []Deadline
	for _, d := range dutiesOf(list, today, open) {
		if d.On.IsZero() || d.On.Sub(today) > dutySoon {
			continue
		}
		due = append(due, Deadline{
			Kind: DecisionDue, Youth: d.Of.Youth, Name: d.Of.Name, On: d.On, NameDa: d.Of.NameDa, NameEn: d.Of.NameEn,
			Decision: d.Of.ID, Duty: d.Kind, Complaint: d.Complaint,
		})
	}
	return due
}

// weekdays reports whether a target is counted in open days.
func weekdays(list []decision.Pending) bool {
	return slices.ContainsFunc(list, func(p decision.Pending) bool { return p.Rules.TargetWeekdays && p.DecidedOn == nil })
}
