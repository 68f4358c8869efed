package caseload

import (
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/standing"
)

// sources are where the entries of the history come from, each with the columns of
// Event. A day without a time counts as noon in Copenhagen, so that it stands on its
// own day; each part is read by its index on the youth.
var sources = map[Sort]string{
	// Who else an entry is about is a number, never a name. A withdrawn one is gone.
	ContactEntry: `
		SELECT cy.occurred_at AS at, 'contact' AS sort, c.id, c.kind AS title, c.account AS text, a.name AS by, coalesce(o.name, '') AS for,
		       NULL::date AS on, NULL::date AS until,
		       json_build_object('outcome', c.outcome, 'direction', c.direction, 'counterpart', c.counterpart,
		         'company', (SELECT o.name FROM companies o WHERE o.id = c.company_id), 'person', (SELECT p.name FROM company_people p WHERE p.id = c.company_person_id),
		         'for_company', c.for_company, 'place', c.place, 'place_note', c.place_note, 'others', c.others, 'minutes', c.minutes, 'attended', c.attended,
		         'facts', c.facts, 'view', c.view, 'assessment', c.assessment, 'authority', c.authority, 'imported', c.imported, 'after_exit', coalesce((c.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date > e.closed_on, false), 'recorded_at', c.recorded_at,
		         'da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''),
		         'used_in', (` + usedIn + ` AND d.youth_id = cy.youth_id),
		         'shared', (SELECT count(*) - 1 FROM contact_youths n WHERE n.contact_id = c.id),
		         'agreed', (SELECT json_agg(json_build_object('text', g.text, 'due', coalesce(g.due_on::text, ''), 'done', g.done_at IS NOT NULL) ORDER BY g.id)
		                    FROM agreements g WHERE g.contact_id = c.id AND g.youth_id = cy.youth_id),
		         'hats', (SELECT json_agg(json_build_object('code', h.code, 'da', coalesce(ph.name_da, h.code), 'en', coalesce(ph.name_en, h.code),
		                         'slot', coalesce(ph.slot, 'e')) ORDER BY h.place)
		                  FROM unnest(c.hats) WITH ORDINALITY h(code, place)
		                  LEFT JOIN programme_hats ph ON ph.programme_id = e.programme_id AND ph.code = h.code),
		         'additions', (SELECT json_agg(json_build_object('text', x.text, 'by', xs.name, 'at', x.at) ORDER BY x.id)
		                       FROM contact_additions x JOIN staff xs ON xs.id = x.author_id WHERE x.contact_id = c.id)) AS facts
		FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id JOIN enrolments e ON e.id = cy.enrolment_id
		JOIN staff a ON a.id = c.author_id LEFT JOIN staff o ON o.id = c.for_id
		LEFT JOIN LATERAL (` + doingNamed("c.activity", "c.occurred_at") + `) k ON c.activity <> ''
		WHERE cy.youth_id = @youth AND c.withdrawn_at IS NULL AND ` + standing.NoConflictInEntry("@staff", "c.id"),
	HandoverEntry: `
		SELECT h.at, 'handover' AS sort, h.id, t.name AS title, h.reason AS text, b.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('from', coalesce(f.name, '')) AS facts
		FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id LEFT JOIN staff f ON f.id = h.from_id
		JOIN staff t ON t.id = h.to_id JOIN staff b ON b.id = h.by_id WHERE e.youth_id = @youth`,
	BuddyEntry: `
		SELECT h.at, 'buddy' AS sort, h.id, coalesce(t.name, '') AS title, h.reason AS text, b.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('from', coalesce(f.name, '')) AS facts
		FROM buddy_changes h JOIN enrolments e ON e.id = h.enrolment_id LEFT JOIN staff f ON f.id = h.from_id
		LEFT JOIN staff t ON t.id = h.to_id JOIN staff b ON b.id = h.by_id WHERE e.youth_id = @youth`,
	CoverEntry: `
		SELECT v.at, 'cover' AS sort, v.id, s.name AS title, v.reason AS text, b.name AS by, f.name AS for, v.from_on AS on, v.to_on AS until, '{}'::json AS facts
		FROM covers v JOIN enrolments e ON e.id = v.enrolment_id JOIN staff s ON s.id = v.staff_id JOIN staff f ON f.id = v.for_id
		JOIN staff b ON b.id = v.by_id WHERE e.youth_id = @youth`,
	AgreementEntry: `
		SELECT g.made_at AS at, 'agreement' AS sort, g.id, g.text AS title, '' AS text, b.name AS by, '' AS for, g.due_on AS on, NULL::date AS until,
		       json_build_object('who', g.who, 'state', CASE WHEN g.done_at IS NULL THEN '' ELSE g.outcome END) AS facts
		FROM agreements g JOIN staff b ON b.id = g.made_by WHERE g.youth_id = @youth
		  AND NOT EXISTS (SELECT FROM contacts c WHERE c.id = g.contact_id AND c.withdrawn_at IS NULL)`,
	DoneEntry: `
		SELECT g.done_at AS at, 'done' AS sort, g.id, g.text AS title, g.reason AS text, b.name AS by, '' AS for, g.due_on AS on, NULL::date AS until,
		       json_build_object('who', g.who, 'state', g.outcome, 'instead', coalesce(n.text, '')) AS facts
		FROM agreements g JOIN staff b ON b.id = g.done_by LEFT JOIN agreements n ON n.id = g.replaced_by AND n.youth_id = g.youth_id WHERE g.youth_id = @youth`,
	// Each time a goal was written is an entry: set, said in other words, or ended. A
	// version has no number of its own, so it stands under that of its goal and its own.
	GoalEntry: `
		SELECT v.at, 'goal' AS sort, v.goal_id * 10000 + v.version AS id, v.text AS title, v.reason AS text, b.name AS by, '' AS for, v.follow_on AS on, NULL::date AS until,
		       json_build_object('goal', v.goal_id, 'state', coalesce(nullif(v.outcome, ''), CASE v.version WHEN 1 THEN 'set' ELSE 'reworded' END), 'view', v.seen) AS facts
		FROM goals g JOIN goal_versions v ON v.goal_id = g.id JOIN staff b ON b.id = v.by_id WHERE g.youth_id = @youth`,
	ScaleEntry: `
		SELECT CASE WHEN (x.at AT TIME ZONE 'Europe/Copenhagen')::date = x.on_day THEN x.at ELSE (x.on_day + time '12:00') AT TIME ZONE 'Europe/Copenhagen' END AS at,
		       'scale' AS sort, x.id, g.text AS title, '' AS text, b.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('goal', g.id, 'who', x.said_by, 'score', x.value) AS facts
		FROM goals g JOIN goal_scales x ON x.goal_id = g.id JOIN staff b ON b.id = x.by_id WHERE g.youth_id = @youth`,
	// A measurement that was withdrawn is gone. What was answered to each question stands
	// with the measurements.
	MeasureEntry: `
		SELECT CASE WHEN (m.at AT TIME ZONE 'Europe/Copenhagen')::date = m.on_day THEN m.at ELSE (m.on_day + time '12:00') AT TIME ZONE 'Europe/Copenhagen' END AS at,
		       'measure' AS sort, m.id, i.code AS title, m.comment AS text, b.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('da', i.name_da, 'en', i.name_en, 'who', m.respondent, 'score', m.score, 'mode', m.occasion, 'state', i.formula,
		         'most', CASE i.formula WHEN 'sum*4' THEN 4 * i.scale_max * (SELECT count(*) FROM instrument_items t WHERE t.instrument_id = i.id AND t.kind = 'scale') ELSE i.scale_max END) AS facts
		FROM measurements m JOIN instruments i ON i.id = m.instrument_id JOIN staff b ON b.id = m.by_id WHERE m.youth_id = @youth AND m.withdrawn_at IS NULL`,
	// What is yet to be stands on the overview; the history is what has been.
	MeetingEntry: `
		SELECT m.starts_at AS at, 'meeting' AS sort, m.id, m.title, m.place AS text, s.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('state', m.state, 'all_day', m.all_day, 'who', m.kind) AS facts
		FROM meetings m JOIN staff s ON s.id = m.staff_id WHERE m.youth_id = @youth AND m.state <> 'planned' AND m.contact_id IS NULL`,
	// Of a session of a group only the youth's own part: the newest of what was marked.
	GroupEntry: `
		SELECT x.starts_at AS at, 'group' AS sort, a.id, g.name AS title, a.note AS text, s.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('state', a.came, 'who', x.theme) AS facts
		FROM (SELECT DISTINCT ON (session_id) * FROM group_attendance WHERE youth_id = @youth ORDER BY session_id, id DESC) a
		JOIN group_sessions x ON x.id = a.session_id JOIN group_courses g ON g.id = x.group_id JOIN staff s ON s.id = coalesce(a.note_by, a.by_id)`,
	PlacementEntry: `
		SELECT (x.from_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen' AS at, 'placement' AS sort, x.id, c.name AS title, '' AS text, b.name AS by, '' AS for,
		       x.from_on AS on, x.to_on AS until,
		       json_build_object('state', x.result, 'who', x.type, 'da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, '')) AS facts
		FROM placements x JOIN companies c ON c.id = x.company_id JOIN staff b ON b.id = x.by_id
		LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'placement' AND code = x.type ORDER BY valid_from DESC LIMIT 1) k ON true
		WHERE x.youth_id = @youth`,
	// A document stands on the day that is on it; one that was withdrawn is gone.
	DocumentEntry: `
		SELECT (d.dated_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen' AS at, 'document' AS sort, d.id, d.party AS title, d.note AS text, a.name AS by,
		       coalesce(o.name, '') AS for, d.dated_on AS on, NULL::date AS until,
		       json_build_object('direction', d.direction, 'who', d.type, 'da', coalesce(k.name_da, d.type), 'en', coalesce(k.name_en, d.type),
		         'recorded_at', d.added_at, 'shared', (SELECT count(*) FROM document_files f WHERE f.document_id = d.id)) AS facts
		FROM documents d JOIN staff a ON a.id = d.added_by LEFT JOIN staff o ON o.id = d.for_id
		LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'document_type' AND code = d.type ORDER BY valid_from DESC LIMIT 1) k ON true
		WHERE d.youth_id = @youth AND d.withdrawn_at IS NULL`,
	// Of the life of a decision, what the youth notices; how it was written is its own
	// page's to tell.
	DecisionEntry: `
		SELECT t.at, 'decision' AS sort, t.id, t.act AS title, CASE t.act WHEN 'decide' THEN d.plain ELSE t.text END AS text, s.name AS by, '' AS for,
		       d.effect_from AS on, d.effect_to AS until,
		       json_build_object('decision', d.id, 'mode', d.mode, 'state', d.state, 'da', d.type->>'name_da', 'en', d.type->>'name_en') AS facts
		FROM decisions d JOIN decision_steps t ON t.decision_id = d.id JOIN staff s ON s.id = t.by_id
		WHERE d.youth_id = @youth AND t.act IN ('hear', 'decide', 'notify', 'end', 'revoke')`,
	ComplaintEntry: `
		SELECT (c.received_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen' AS at, 'complaint' AS sort, c.id, c.name AS title, c.text, s.name AS by, '' AS for,
		       c.received_on AS on, NULL::date AS until,
		       json_build_object('decision', d.id, 'state', c.state, 'da', d.type->>'name_da', 'en', d.type->>'name_en') AS facts
		FROM complaints c JOIN decisions d ON d.id = c.decision_id JOIN staff s ON s.id = c.by_id WHERE c.youth_id = @youth`,
	SafetyEntry: `
		SELECT n.created_at AS at, 'safety' AS sort, n.id, n.text AS title, n.source AS text, b.name AS by, '' AS for, n.from_on AS on, n.to_on AS until,
		       json_build_object('place', n.bans_place) AS facts
		FROM safety_notes n JOIN staff b ON b.id = n.by_id WHERE n.youth_id = @youth`,
	ReferralEntry: `
		SELECT (r.referred_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen' AS at, 'referral' AS sort, r.id, r.referred_by AS title, r.reason AS text, b.name AS by, '' AS for,
		       r.referred_on AS on, NULL::date AS until, json_build_object('state', r.state, 'view', r.wish, 'from', t.name) AS facts
		FROM referrals r JOIN staff b ON b.id = r.by_id JOIN teams t ON t.id = r.team_id WHERE r.youth_id = @youth AND (r.from_enrolment IS NULL OR r.state <> 'assigned')`,
	ExitEntry: `
		SELECT (x.exit_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen' AS at, 'exit' AS sort, x.enrolment_id AS id, x.code AS title, x.note AS text, b.name AS by, '' AS for,
		       x.exit_on AS on, NULL::date AS until, json_build_object('da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''), 'view', x.words) AS facts
		FROM exits x JOIN enrolments e ON e.id = x.enrolment_id JOIN staff b ON b.id = x.by_id
		LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'exit' AND code = x.code ORDER BY valid_from DESC LIMIT 1) k ON true
		WHERE e.youth_id = @youth AND x.code <> '` + outcome.MovedTeam + `'`,
	ReopenEntry: `
		SELECT x.at, 'reopen' AS sort, x.id, x.code AS title, x.reason AS text, b.name AS by, '' AS for, x.exit_on AS on, NULL::date AS until,
		       json_build_object('da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, '')) AS facts
		FROM (SELECT *, exit->>'code' AS code FROM exits_reopened) x JOIN enrolments e ON e.id = x.enrolment_id JOIN staff b ON b.id = x.by_id
		LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'exit' AND code = x.code ORDER BY valid_from DESC LIMIT 1) k ON true
		WHERE e.youth_id = @youth`,
	// A status stands on the day it tells of; those of an exit and a follow-up stand with them.
	StatusEntry: `
		SELECT (s.on_day + time '12:00') AT TIME ZONE 'Europe/Copenhagen' AS at, 'status' AS sort, s.id, s.code AS title, s.place AS text, b.name AS by, '' AS for,
		       s.on_day AS on, NULL::date AS until, json_build_object('da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''), 'state', s.moment) AS facts
		FROM statuses s JOIN staff b ON b.id = s.by_id
		LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'status' AND code = s.code ORDER BY valid_from DESC LIMIT 1) k ON true
		WHERE s.youth_id = @youth AND s.withdrawn_at IS NULL AND s.moment NOT IN ('exit', 'followup')`,
	FollowupEntry: `
		SELECT f.at, 'followup' AS sort, f.id, f.code AS title, f.note AS text, b.name AS by, '' AS for, f.on_day AS on, NULL::date AS until,
		       json_build_object('da', coalesce(k.name_da, ''), 'en', coalesce(k.name_en, ''), 'who', f.verified_by) AS facts
		FROM followups f JOIN staff b ON b.id = f.by_id
		LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'status' AND code = f.code ORDER BY valid_from DESC LIMIT 1) k ON true
		WHERE f.youth_id = @youth`,
	// A move is one entry, and no ending.
	MoveEntry: `
		SELECT r.decided_at AS at, 'move' AS sort, r.id, t.name AS title, r.reason AS text, b.name AS by, '' AS for, NULL::date AS on, NULL::date AS until,
		       json_build_object('from', f.name) AS facts
		FROM referrals r JOIN enrolments e ON e.id = r.from_enrolment JOIN teams f ON f.id = e.team_id JOIN teams t ON t.id = r.team_id
		JOIN staff b ON b.id = r.decided_by WHERE r.youth_id = @youth AND r.state = 'assigned'`,
	OpeningEntry: `
		SELECT o.at, 'opening' AS sort, o.id, o.kind AS title, '' AS text, s.name AS by, '' AS for, NULL::date AS on, NULL::date AS until, '{}'::json AS facts
		FROM openings o JOIN staff s ON s.id = o.staff_id WHERE o.youth_id = @youth`,
	ChangeEntry: `
		SELECT v.at, 'change' AS sort, v.version::bigint AS id, '' AS title, '' AS text, b.name AS by, '' AS for, NULL::date AS on, NULL::date AS until, '{}'::json AS facts
		FROM youth_versions v JOIN staff b ON b.id = v.by_id WHERE v.youth_id = @youth`,
}
