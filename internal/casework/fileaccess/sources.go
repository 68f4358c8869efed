package fileaccess

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
)

// row is an item as it is read.
type row struct {
	Kind   Kind
	ID     int64
	At     time.Time
	Code   string
	NameDa string
	NameEn string
	By     string
	Who    string
	Parts  []Part
	Files  []File
	Shared int
	Told   string
	Closed bool // who reads is disqualified from another youth's part in it
}

const none = `'' AS name_da, '' AS name_en`

// sources is everything of a youth's file, the earliest first: one part a kind. What was
// withdrawn is gone, and a decision that was not made yet is no document of the case. A
// letter is given by its words: the sheet has an address on it.
var sources = `
	SELECT * FROM (
	SELECT 'referral' AS kind, r.id, (r.referred_on + time '08:00') AT TIME ZONE 'Europe/Copenhagen' AS at, '' AS code, ` + none + `, b.name AS by, r.referred_by AS who,
	       jsonb_build_array(jsonb_build_object('name', 'reason', 'text', r.reason), jsonb_build_object('name', 'wish', 'text', r.wish),
	                         jsonb_build_object('name', 'declined', 'text', r.decline_reason)) AS parts,
	       '[]'::jsonb AS files, 0 AS shared, '' AS told, false AS closed
	FROM referrals r JOIN staff b ON b.id = r.by_id WHERE r.youth_id = @youth
	UNION ALL
	SELECT 'contact', c.id, c.occurred_at, c.kind || '.' || c.outcome, ` + none + `, a.name, c.others,
	       jsonb_build_array(jsonb_build_object('name', 'account', 'text', c.account), jsonb_build_object('name', 'facts', 'text', c.facts),
	                         jsonb_build_object('name', 'view', 'text', c.view), jsonb_build_object('name', 'assessment', 'text', c.assessment),
	                         jsonb_build_object('name', 'authority', 'text', c.authority), jsonb_build_object('name', 'place', 'text', c.place_note))
	         || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', 'addition', 'text', d.text) ORDER BY d.id), '[]') FROM contact_additions d WHERE d.contact_id = c.id),
	       '[]', (SELECT count(*) - 1 FROM contact_youths n WHERE n.contact_id = c.id), CASE c.counterpart WHEN 'youth' THEN '' ELSE c.counterpart END,
	       NOT (` + standing.NoConflictInEntry("@staff", "c.id") + `)
	FROM contact_youths y JOIN contacts c ON c.id = y.contact_id JOIN staff a ON a.id = c.author_id
	WHERE y.youth_id = @youth AND c.withdrawn_at IS NULL
	UNION ALL
	SELECT 'agreement', g.id, g.made_at, g.who, ` + none + `, b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'text', 'text', g.text), jsonb_build_object('name', 'due', 'text', coalesce(g.due_on::text, ''))), '[]', 0, '', false
	FROM agreements g JOIN staff b ON b.id = g.made_by WHERE g.youth_id = @youth
	  AND NOT EXISTS (SELECT FROM contacts c WHERE c.id = g.contact_id AND c.withdrawn_at IS NOT NULL)
	UNION ALL
	SELECT 'meeting', m.id, m.starts_at, m.kind || '.' || m.state, ` + none + `, s.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'title', 'text', m.title), jsonb_build_object('name', 'place', 'text', m.place)), '[]', 0, '', false
	FROM meetings m JOIN staff s ON s.id = m.staff_id WHERE m.youth_id = @youth
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
	       jsonb_build_array(jsonb_build_object('name', 'question', 'text', q.text), jsonb_build_object('name', 'answer', 'text', q.answer)), '[]', 0, '', false
	FROM questions q JOIN staff a ON a.id = q.asked_by JOIN staff t ON t.id = q.to_id WHERE q.youth_id = @youth
	UNION ALL
	SELECT 'handover', h.id, h.at, '', ` + none + `, b.name, t.name, jsonb_build_array(jsonb_build_object('name', 'reason', 'text', h.reason)), '[]', 0, '', false
	FROM handovers h JOIN enrolments e ON e.id = h.enrolment_id JOIN staff t ON t.id = h.to_id JOIN staff b ON b.id = h.by_id WHERE e.youth_id = @youth
	UNION ALL
	SELECT 'safety', n.id, n.created_at, '', ` + none + `, b.name, '',
	       jsonb_build_array(jsonb_build_object('name', 'text', 'text', n.text), jsonb_build_object('name', 'source', 'text', n.source)), '[]', 0, '', false
	FROM safety_notes n JOIN staff b ON b.id = n.by_id WHERE n.youth_id = @youth
	) everything ORDER BY at, kind, id`

// around reads what the flags are found by.
const around = `
	SELECT ARRAY[y.given_name, y.family_name, y.called_name] AS own,
	       ARRAY(SELECT name FROM staff) AS staff,
	       ARRAY(SELECT DISTINCT name FROM network_people WHERE youth_id = y.id) AS people,
	       ARRAY(SELECT DISTINCT coalesce(nullif(o.called_name, ''), o.given_name) || ' ' || o.family_name FROM contact_youths a JOIN contact_youths b ON b.contact_id = a.contact_id AND b.youth_id <> a.youth_id
	             JOIN youths o ON o.id = b.youth_id WHERE a.youth_id = y.id) AS youths,
	       y.protection <> 'none' AS protected, @for_youth::boolean AS for_youth
	FROM youths y WHERE y.id = @youth`

type reviewRow struct {
	Kind    Kind
	Subject int64
	Choice  Choice
	Ground  string
	Reason  string
	Text    string
	Digest  []byte
	By      string
	At      time.Time
}

// items reads everything of the file, with why each is to be looked at and what was
// decided of it. hidden is how many entries the reader may not see.
func items(ctx context.Context, q db.Reader, r Request, staff id.Staff) (list []Item, hidden int, err error) {
	rows, err := db.All[row](ctx, q, sources, db.Args{"youth": r.Youth, "staff": staff})
	if err != nil {
		return nil, 0, fmt.Errorf("file of youth %d: %w", r.Youth, err)
	}
	known, err := db.One[Around](ctx, q, around, db.Args{"youth": r.Youth, "for_youth": r.Asker == TheYouth})
	if err != nil {
		return nil, 0, fmt.Errorf("who is around youth %d: %w", r.Youth, err)
	}
	reviews, err := db.All[reviewRow](ctx, q, `
		SELECT v.kind, v.subject_id AS subject, v.choice, v.ground, v.reason, v.text, v.digest, s.name AS by, v.at
		FROM access_reviews v JOIN staff s ON s.id = v.by_id WHERE v.request_id = @request`, db.Args{"request": r.ID})
	if err != nil {
		return nil, 0, fmt.Errorf("reviews of access request %d: %w", r.ID, err)
	}
	decided := map[string]reviewRow{}
	for _, v := range reviews {
		decided[key(v.Kind, v.Subject)] = v
	}
	for n, x := range rows {
		i := x.item(n + 1)
		if x.Closed {
			hidden++
			continue
		}
		i.Flags = i.flags(known)
		if v, ok := decided[key(i.Kind, i.ID)]; ok {
			i.Review = &Review{Choice: v.Choice, Ground: v.Ground, Reason: v.Reason, Text: v.Text, By: v.By, At: v.At, Stale: string(v.Digest) != string(i.Digest())}
		}
		list = append(list, i)
	}
	return list, hidden, nil
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
