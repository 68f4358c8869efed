package fileaccess

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// row is an item as it is read.
type row struct {
	Kind   Kind      `json:"kind"`
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	Code   string    `json:"code"`
	NameDa string    `json:"name_da"`
	NameEn string    `json:"name_en"`
	By     string    `json:"by"`
	Who    string    `json:"who"`
	Parts  []Part    `json:"parts"`
	Files  []File    `json:"files"`
	Shared int       `json:"shared"`
	Told   string    `json:"told"`
	Closed bool      `json:"closed"` // who reads is disqualified from another youth's part in it
}

const none = `'' AS name_da, '' AS name_en`

// sources is everything of a youth's file, the earliest first: one part a kind. What was
// withdrawn is gone, and a decision that was not made yet is no document of the case. A
// letter is given by its words: the sheet has an address on it.
var sources = `
	SELECT 'referral' AS kind, r.id, (r.referred_on + time '08:00') AT TIME ZONE 'Europe/Copenhagen' AS at, '' AS code, ` + none + `, b.name AS by, r.referred_by AS who,
	       jsonb_build_array(jsonb_build_object('name', 'reason', 'text', r.reason), jsonb_build_object('name', 'wish', 'text', r.wish),
	                         jsonb_build_object('name', 'declined', 'text', r.decline_reason)) AS parts,
	       '[]'::jsonb AS files, 0 AS shared, '' AS told, false AS closed
	FROM referrals r JOIN staff b ON b.id = r.by_id WHERE r.youth_id = @youth
	UNION ALL
	SELECT 'contact', c.id, c.occurred_at, c.kind || '.' || c.outcome, ` + none + `, a.name, c.others,
	       jsonb_build_array(jsonb_build_object('name', 'account', 'text', c.account), jsonb_build_object('name', 'facts', 'text', c.facts),
	                         jsonb_build_object('name', 'view', 'text', c.view), jsonb_build_object('name', 'assessment', 'text', c.assessment),
	                         jsonb_build_object('name', 'authority', 'text', c.authority), jsonb_build_object('name', 'place', 'text', c.place_note),
	                         jsonb_build_object('name', 'for_company', 'text', c.for_company))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'activity', 'text', k.name_da)), '[]') FROM (
	             SELECT d.name_da FROM catalogue d WHERE d.kind = 'activity' AND d.code = c.activity
	             ORDER BY daterange(d.valid_from, d.valid_to, '[]') @> (c.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date DESC, d.valid_from DESC LIMIT 1) k)
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'addition', 'text', d.text) ORDER BY d.id), '[]') FROM contact_additions d WHERE d.contact_id = c.id),
	       '[]', (SELECT count(*) - 1 FROM contact_youths n WHERE n.contact_id = c.id), CASE c.counterpart WHEN 'youth' THEN '' ELSE c.counterpart END,
	       NOT (` + standing.NoConflictInEntry("@staff", "c.id") + `)
	FROM contact_youths y JOIN contacts c ON c.id = y.contact_id JOIN staff a ON a.id = c.author_id
	WHERE y.youth_id = @youth AND c.withdrawn_at IS NULL
	UNION ALL
	SELECT 'agreement', g.id, g.made_at, g.who, ` + none + `, b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'text', 'text', g.text), jsonb_build_object('name', 'due', 'text', coalesce(g.due_on::text, '')), jsonb_build_object('name', 'why', 'text', g.reason),
	                         jsonb_build_object('name', 'agreement_' || g.outcome, 'text', coalesce(to_char(g.done_at AT TIME ZONE 'Europe/Copenhagen', 'FMDD.FMMM.YYYY'), ''))), '[]', 0, '', false
	FROM agreements g JOIN staff b ON b.id = g.made_by WHERE g.youth_id = @youth
	  AND NOT EXISTS (SELECT FROM contacts c WHERE c.id = g.contact_id AND c.withdrawn_at IS NOT NULL)
	UNION ALL
	SELECT 'words', w.id, w.at, w.kind, ` + none + `, b.name, '', jsonb_build_array(jsonb_build_object('name', 'text', 'text', w.text)), '[]', 0, '', false
	FROM own_words w JOIN staff b ON b.id = w.by_id WHERE w.youth_id = @youth AND w.text <> ''
	UNION ALL
	SELECT 'goal', g.id, g.made_at, '', ` + none + `, b.name, '',
	       (SELECT jsonb_agg(p.part ORDER BY v.version, p.place) FROM goal_versions v,
	        LATERAL (VALUES (1, jsonb_build_object('name', 'text', 'text', v.text)), (2, jsonb_build_object('name', 'seen', 'text', v.seen)),
	                        (3, jsonb_build_object('name', 'why', 'text', v.reason)),
	                        (4, jsonb_build_object('name', 'goal_' || v.outcome, 'text', CASE v.outcome WHEN '' THEN '' ELSE to_char(v.at AT TIME ZONE 'Europe/Copenhagen', 'FMDD.FMMM.YYYY') END))) AS p (place, part) WHERE v.goal_id = g.id)
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'scale', 'text', x.value || ' (' || to_char(x.on_day, 'FMDD.FMMM.YYYY') || ')') ORDER BY x.on_day, x.id), '[]')
	             FROM goal_scales x WHERE x.goal_id = g.id), '[]', 0, '', false
	FROM goals g JOIN staff b ON b.id = g.by_id WHERE g.youth_id = @youth
	UNION ALL
	SELECT 'intervention', i.id, i.at, i.status, ` + none + `, b.name, concat_ws(', ', nullif(i.person, ''), nullif(i.unit, '')),
	       jsonb_build_array(jsonb_build_object('name', 'text', 'text', i.what), jsonb_build_object('name', 'purpose', 'text', i.purpose),
	                         jsonb_build_object('name', 'basis', 'text', i.law), jsonb_build_object('name', 'provider', 'text', i.provider)), '[]', 0, '', false
	FROM interventions i JOIN staff b ON b.id = i.by_id WHERE i.youth_id = @youth
	UNION ALL
	SELECT 'meeting', m.id, m.starts_at, m.kind || '.' || m.state, ` + none + `, s.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'title', 'text', m.title), jsonb_build_object('name', 'place', 'text', m.place),
	                         jsonb_build_object('name', 'agenda', 'text', m.agenda), jsonb_build_object('name', 'wants', 'text', m.wants), jsonb_build_object('name', 'why', 'text', m.reason)), '[]', 0, '', false
	FROM meetings m JOIN staff s ON s.id = m.staff_id WHERE m.youth_id = @youth
	UNION ALL
	SELECT 'group', a.id, x.starts_at, a.came, '', '', s.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'title', 'text', g.name), jsonb_build_object('name', 'theme', 'text', x.theme), jsonb_build_object('name', 'note', 'text', a.note)),
	       '[]', 0, '', false
	FROM (SELECT DISTINCT ON (session_id) * FROM group_attendance WHERE youth_id = @youth ORDER BY session_id, id DESC) a
	JOIN group_sessions x ON x.id = a.session_id JOIN group_courses g ON g.id = x.group_id JOIN staff s ON s.id = coalesce(a.note_by, a.by_id)
	UNION ALL
	SELECT 'document', d.id, (d.dated_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen', d.direction, coalesce(k.name_da, d.type), coalesce(k.name_en, d.type), a.name, d.party,
	       jsonb_build_array(jsonb_build_object('name', 'note', 'text', d.note)),
	       (SELECT coalesce(jsonb_agg(jsonb_build_object('position', f.position, 'name', f.name, 'media', f.media, 'size', f.size) ORDER BY f.position), '[]')
	        FROM document_files f WHERE f.document_id = d.id), 0, '', false
	FROM documents d JOIN staff a ON a.id = d.added_by
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'document_type' AND code = d.type ORDER BY valid_from DESC LIMIT 1) k ON true
	WHERE d.youth_id = @youth AND d.withdrawn_at IS NULL
	UNION ALL
	SELECT 'decision', d.id, d.decided_at, d.state, d.type ->> 'name_da', d.type ->> 'name_en', a.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'plain', 'text', d.plain), jsonb_build_object('name', 'youth_view', 'text', d.view))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'fact', 'text', f.text) ORDER BY f.position), '[]') FROM decision_facts f WHERE f.decision_id = d.id)
	         || jsonb_build_array(jsonb_build_object('name', 'considerations', 'text', d.considerations), jsonb_build_object('name', 'basis', 'text', d.basis))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', p.name, 'text', p.text) ORDER BY h.id, p.place), '[]') FROM decision_hearings h,
	             LATERAL (VALUES (1, 'put_forward', h.put_forward), (2, 'hearing_answer', h.answer)) p (place, name, text) WHERE h.decision_id = d.id),
	       '[]', 0, '', false
	FROM decisions d JOIN staff a ON a.id = d.author_id WHERE d.youth_id = @youth AND d.decided_at IS NOT NULL
	UNION ALL
	SELECT 'letter', l.id, l.at, l.kind, '', '', b.name, CASE WHEN l.person_id IS NULL THEN '' ELSE l.name END,
	       jsonb_build_array(jsonb_build_object('name', 'title', 'text', l.title), jsonb_build_object('name', 'text', 'text', l.text)), '[]', 0, '', false
	FROM letters l JOIN staff b ON b.id = l.by_id WHERE l.youth_id = @youth
	UNION ALL
	SELECT 'question', q.id, q.asked_at, '', ` + none + `, a.name, t.name,
	       jsonb_build_array(jsonb_build_object('name', 'question', 'text', q.text), jsonb_build_object('name', 'answer', 'text', q.answer))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'angle', 'text', x.text) ORDER BY x.id), '[]') FROM question_angles x WHERE x.question_id = q.id)
	         || jsonb_build_array(jsonb_build_object('name', 'decided', 'text', q.decided)), '[]', 0, '', false
	FROM questions q JOIN staff a ON a.id = q.asked_by JOIN staff t ON t.id = q.to_id WHERE q.youth_id = @youth
	UNION ALL
	SELECT 'review', n.id, n.at, n.kind, ` + none + `, a.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'question', 'text', n.text), jsonb_build_object('name', 'answer', 'text', n.answer)), '[]', 0, '', false
	FROM review_notes n JOIN staff a ON a.id = n.by_id WHERE n.youth_id = @youth AND n.text <> ''
	UNION ALL
	SELECT 'measure', m.id, (m.on_day + time '12:00') AT TIME ZONE 'Europe/Copenhagen', m.respondent, i.name_da, i.name_en, b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'score', 'text', coalesce(m.score::text, '')))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'answer', 'text', t.text_da || ': ' || coalesce(x.value::text, x.words)) ORDER BY x.position), '[]')
	             FROM measurement_answers x JOIN instrument_items t USING (instrument_id, position) WHERE x.measurement_id = m.id)
	         || jsonb_build_array(jsonb_build_object('name', 'note', 'text', m.comment)), '[]', 0, '', false
	FROM measurements m JOIN instruments i ON i.id = m.instrument_id JOIN staff b ON b.id = m.by_id WHERE m.youth_id = @youth AND m.withdrawn_at IS NULL
	UNION ALL
	SELECT 'status', s.id, (s.on_day + time '12:00') AT TIME ZONE 'Europe/Copenhagen', s.moment, coalesce(k.name_da, s.code), coalesce(k.name_en, s.code), b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'place', 'text', s.place)), '[]', 0, '', false
	FROM statuses s JOIN staff b ON b.id = s.by_id
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'status' AND code = s.code ORDER BY valid_from DESC LIMIT 1) k ON true
	WHERE s.youth_id = @youth AND s.withdrawn_at IS NULL
	UNION ALL
	SELECT 'exit', x.enrolment_id, (x.exit_on + time '12:00') AT TIME ZONE 'Europe/Copenhagen', '', coalesce(k.name_da, x.code), coalesce(k.name_en, x.code), b.name, x.receiver,
	       jsonb_build_array(jsonb_build_object('name', 'view', 'text', x.words), jsonb_build_object('name', 'worked', 'text', x.worked), jsonb_build_object('name', 'note', 'text', x.note))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'life_' || l.result, 'text', coalesce(n.name_da, l.area)) ORDER BY l.area), '[]')
	             FROM exit_lives l LEFT JOIN LATERAL (SELECT name_da FROM catalogue WHERE kind = 'life_area' AND code = l.area ORDER BY valid_from DESC LIMIT 1) n ON true
	             WHERE l.enrolment_id = x.enrolment_id), '[]', 0, '', false
	FROM exits x JOIN enrolments e ON e.id = x.enrolment_id JOIN staff b ON b.id = x.by_id
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'exit' AND code = x.code ORDER BY valid_from DESC LIMIT 1) k ON true WHERE e.youth_id = @youth
	UNION ALL
	SELECT 'reopening', x.id, x.at, '', ` + none + `, b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'reason', 'text', x.reason), jsonb_build_object('name', 'view', 'text', x.exit->>'words'),
	                         jsonb_build_object('name', 'worked', 'text', x.exit->>'worked'), jsonb_build_object('name', 'note', 'text', x.exit->>'note')), '[]', 0, '', false
	FROM exits_reopened x JOIN enrolments e ON e.id = x.enrolment_id JOIN staff b ON b.id = x.by_id WHERE e.youth_id = @youth
	UNION ALL
	SELECT 'followup', f.id, (f.on_day + time '12:00') AT TIME ZONE 'Europe/Copenhagen', f.verified_by, coalesce(k.name_da, f.code), coalesce(k.name_en, f.code), b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'note', 'text', f.note)), '[]', 0, '', false
	FROM followups f JOIN staff b ON b.id = f.by_id
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = 'status' AND code = f.code ORDER BY valid_from DESC LIMIT 1) k ON true WHERE f.youth_id = @youth
	UNION ALL
	SELECT 'handover', h.id, h.at, '', ` + none + `, b.name, t.name, jsonb_build_array(jsonb_build_object('name', 'reason', 'text', h.reason)), '[]', 0, '', false
	FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id JOIN staff t ON t.id = h.to_id JOIN staff b ON b.id = h.by_id WHERE e.youth_id = @youth
	UNION ALL
	SELECT 'safety', n.id, n.created_at, '', ` + none + `, b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'text', 'text', n.text), jsonb_build_object('name', 'source', 'text', n.source)), '[]', 0, '', false
	FROM safety_notes n JOIN staff b ON b.id = n.by_id WHERE n.youth_id = @youth`

// selectFile reads the file, what was decided of it, what the flags are found by, and the
// grounds that can be named today, in one query.
var selectFile = `
	SELECT (SELECT coalesce(json_agg(e ORDER BY e.at, e.kind, e.id), '[]') FROM (` + sources + `) e) AS rows,
	       (SELECT coalesce(json_agg(json_build_object('kind', v.kind, 'subject', v.subject_id, 'digest', encode(v.digest, 'hex'), 'review',
	                json_build_object('choice', v.choice, 'ground', v.ground, 'reason', v.reason, 'text', v.text, 'by', s.name, 'at', v.at))), '[]')
	        FROM access_reviews v JOIN staff s ON s.id = v.by_id WHERE v.request_id = @request) AS reviews,
	       (SELECT coalesce(json_agg(json_build_object('code', k.code, 'name_da', k.name_da, 'name_en', k.name_en, 'source', k.source, 'confirmed', k.confirmed) ORDER BY k.position), '[]')
	        FROM catalogue k WHERE k.kind = 'exemption' AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date) AS grounds,
	       ARRAY[y.given_name, y.family_name, y.called_name] AS own,
	       ARRAY(SELECT name FROM staff) AS staff,
	       ARRAY(SELECT DISTINCT name FROM network_people WHERE youth_id = y.id) AS people,
	       ARRAY(SELECT DISTINCT coalesce(nullif(o.called_name, ''), o.given_name) || ' ' || o.family_name FROM contact_youths a JOIN contact_youths b ON b.contact_id = a.contact_id AND b.youth_id <> a.youth_id
	             JOIN youths o ON o.id = b.youth_id WHERE a.youth_id = y.id) AS youths,
	       y.protection <> 'none' AS protected, @for_youth::boolean AS for_youth
	FROM youths y WHERE y.id = @youth`

type reviewed struct {
	Kind    Kind   `json:"kind"`
	Subject int64  `json:"subject"`
	Digest  string `json:"digest"` // hexadecimal
	Review  Review `json:"review"`
}

type fileRow struct {
	Rows    []row
	Reviews []reviewed
	Grounds []programme.Entry
	Around
}

// List is everything of a youth's file, as it concerns a request.
type List struct {
	Items   []Item            // the earliest first
	Hidden  int               // entries that are closed to who reads
	Grounds []programme.Entry // why something can be left out today
}

// ToSee counts what somebody has to look at before a package is made.
func (l List) ToSee() int {
	n := 0
	for _, i := range l.Items {
		if i.ToSee() {
			n++
		}
	}
	return n
}

// Find is the item of a kind and number; false where it is not of the file.
func (l List) Find(kind Kind, subject int64) (Item, bool) {
	for _, i := range l.Items {
		if i.Kind == kind && i.ID == subject {
			return i, true
		}
	}
	return Item{}, false
}

// Next is the first item after a number that is to be looked at, or else the first of all.
func (l List) Next(after int) (Item, bool) {
	var first *Item
	for n, i := range l.Items {
		if !i.ToSee() {
			continue
		}
		if i.Number > after {
			return i, true
		}
		if first == nil {
			first = &l.Items[n]
		}
	}
	if first == nil {
		return Item{}, false
	}
	return *first, true
}

// read reads everything of the file, with why each is to be looked at and what was
// decided of it.
func read(ctx context.Context, q db.Reader, r Request, staff id.Staff, today when.Date) (List, error) {
	f, err := db.One[fileRow](ctx, q, selectFile,
		db.Args{"youth": r.Youth, "request": r.ID, "staff": staff, "for_youth": r.Asker == TheYouth, "today": today})
	if err != nil {
		return List{}, fmt.Errorf("file of youth %d: %w", r.Youth, err)
	}
	decided := map[string]reviewed{}
	for _, v := range f.Reviews {
		decided[key(v.Kind, v.Subject)] = v
	}
	l := List{Grounds: f.Grounds}
	for n, x := range f.Rows {
		i := x.item(n + 1)
		if x.Closed {
			l.Hidden++
			continue
		}
		i.Flags = i.flags(f.Around)
		if v, ok := decided[key(i.Kind, i.ID)]; ok {
			v.Review.Stale = v.Digest != hex.EncodeToString(i.Digest())
			i.Review = &v.Review
		}
		l.Items = append(l.Items, i)
	}
	return l, nil
}

func key(k Kind, n int64) string { return fmt.Sprintf("%s %d", k, n) }

func (x row) item(number int) Item {
	i := Item{
		Number: number, Kind: x.Kind, ID: x.ID, At: x.At, Code: x.Code, NameDa: x.NameDa, NameEn: x.NameEn, By: x.By, Who: x.Who,
		Files: x.Files, Shared: x.Shared, Told: x.Told,
	}
	for _, p := range x.Parts {
		if p.Text != "" {
			i.Parts = append(i.Parts, p)
		}
	}
	return i
}
