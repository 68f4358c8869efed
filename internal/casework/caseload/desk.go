package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Desk is what lies ready when somebody writes about a youth: read in one question,
// because the page is opened standing up.
type Desk struct {
	Hats       []programme.Hat
	Agreements []Promise
	Meetings   []Appointment
	Others     []Choice // youths one may write about in the same entry
	Companies  []DeskCompany
	Keepers    []DeskKeeper // who can be promised for by name
	Goals      []DeskGoal   // that stand
	Doings     []DeskDoing  // what one may have done together
	Draft      *contact.Draft
}

// Promise is an open agreement of the youth.
type Promise struct {
	ID    id.Agreement `json:"id"`
	Text  string       `json:"text"`
	Who   plan.Who     `json:"who"`
	DueOn when.Date    `json:"due_on"`
}

// DeskKeeper is somebody who can be promised for by name.
type DeskKeeper struct {
	Value plan.Keeper `json:"value"`
	Name  string      `json:"name"`
}

// DeskDoing is an activity of the catalogue, also one that holds no longer: an entry may
// be older than the page.
type DeskDoing struct {
	Code string `json:"code"`
	Da   string `json:"da"`
	En   string `json:"en"`
	Now  bool   `json:"now"` // holds today
}

// deskDoings are the activities by their newest names, those that hold today and those
// that once did.
const deskDoings = `(SELECT coalesce(json_agg(json_build_object('code', k.code, 'da', k.name_da, 'en', k.name_en, 'now', k.now) ORDER BY k.position, k.name_da), '[]')
	FROM (SELECT DISTINCT ON (code) code, name_da, name_en, position, daterange(valid_from, valid_to, '[]') @> @today::date AS now
	      FROM catalogue WHERE kind = 'activity' AND valid_from <= @today ORDER BY code, valid_from DESC) k)`

// DeskGoal is a goal that an agreement can lead to.
type DeskGoal struct {
	ID   id.Goal `json:"id"`
	Text string  `json:"text"`
}

// Appointment is a planned meeting of the youth.
type Appointment struct {
	ID       id.Meeting   `json:"id"`
	Kind     meeting.Kind `json:"kind"`
	Title    string       `json:"title"`
	StartsAt time.Time    `json:"starts_at"`
	AllDay   bool         `json:"all_day"`
}

// Choice is a youth one can choose: one's own, one's buddy's, or one whom one covers.
type Choice struct {
	ID      id.Youth   `json:"id"`
	Name    string     `json:"name"`
	Owner   string     `json:"owner"` // "" where it is oneself
	Covered bool       `json:"covered"`
	Seen    *time.Time `json:"seen"` // last contact
}

// near is how far ahead an appointment may lie for an entry to answer it: a talk
// often comes before the hour it was planned for.
const near = 12 * time.Hour

// choices are the youths that @staff may write about as owner, buddy or cover.
var choices = `
	SELECT y.id, ` + nameOf + ` AS name,
	       CASE WHEN e.owner_id = @staff THEN '' ELSE o.name END AS owner, v.id IS NOT NULL AS covered, e.last_contact_at AS seen
	FROM enrolments e
	JOIN youths y ON y.id = e.youth_id
	JOIN staff o ON o.id = e.owner_id
	LEFT JOIN covers v ON v.enrolment_id = e.id AND v.for_id = e.owner_id AND v.staff_id = @staff AND daterange(v.from_on, v.to_on, '[]') @> @today::date
	WHERE e.closed_on IS NULL
	  AND e.id IN (SELECT id FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL
	               UNION SELECT id FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL
	               UNION SELECT enrolment_id FROM covers WHERE staff_id = @staff AND daterange(from_on, to_on, '[]') @> @today::date)
	  AND (e.owner_id = @staff OR e.buddy_id = @staff OR v.id IS NOT NULL)
	  AND ` + standing.NoConflict("@staff", "y.id")

// Desk reads what lies ready for an entry about a youth whose record the actor has
// opened; draft is the key of one of their drafts, or "".
func (s *Service) Desk(ctx context.Context, by access.Actor, youth id.Youth, enrolment id.Enrolment, draft string) (Desk, error) {
	row, err := db.One[struct{ Hats, Agreements, Meetings, Others, Companies, Keepers, Goals, Doings, Draft json.RawMessage }](ctx, s.read, `
		SELECT (SELECT coalesce(json_agg(json_build_object('code', h.code, 'name_da', h.name_da, 'name_en', h.name_en, 'slot', h.slot) ORDER BY h.position), '[]')
		        FROM enrolments e JOIN programme_hats h ON h.programme_id = e.programme_id
		        WHERE e.id = @enrolment AND (h.valid_to IS NULL OR h.valid_to >= @today)) AS hats,
		       (SELECT coalesce(json_agg(json_build_object('id', a.id, 'text', a.text, 'who', a.who, 'due_on', coalesce(a.due_on::text, '')) ORDER BY a.due_on NULLS LAST, a.id), '[]')
		        FROM agreements a WHERE a.enrolment_id = @enrolment AND a.done_at IS NULL) AS agreements,
		       (SELECT coalesce(json_agg(json_build_object('id', m.id, 'kind', m.kind, 'title', m.title, 'starts_at', m.starts_at, 'all_day', m.all_day) ORDER BY m.starts_at), '[]')
		        FROM meetings m WHERE m.enrolment_id = @enrolment AND m.state = 'planned' AND m.starts_at < @soon) AS meetings,
		       (SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) ORDER BY c.name COLLATE "da-x-icu"), '[]')
		        FROM (`+choices+`) c WHERE c.id <> @youth) AS others,
		       (`+deskCompanies+`) AS companies,
		       (SELECT coalesce(json_agg(json_build_object('value', k.value, 'name', k.name) ORDER BY k.part, k.name), '[]') FROM (
		         SELECT 'staff.' || s.id AS value, s.name, CASE s.id WHEN e.owner_id THEN 0 WHEN e.buddy_id THEN 1 ELSE 2 END AS part
		         FROM enrolments e JOIN memberships m ON m.team_id = e.team_id JOIN staff s ON s.id = m.staff_id
		         WHERE e.id = @enrolment AND (s.left_on IS NULL OR s.left_on >= @today)
		         UNION ALL SELECT 'person.' || n.id, n.name, 3 FROM network_people n WHERE n.youth_id = @youth AND (n.to_on IS NULL OR n.to_on >= @today)) k) AS keepers,
		       (SELECT coalesce(json_agg(json_build_object('id', g.id, 'text', g.text) ORDER BY coalesce(g.parent_id, g.id), g.id), '[]')
		        FROM goals g WHERE g.youth_id = @youth AND g.outcome = '') AS goals,
		       `+deskDoings+` AS doings,
		       (SELECT json_build_object('Key', d.key, 'Youth', d.youth_id, 'Revision', d.revision, 'UpdatedAt', d.updated_at, 'Typed', d.fields)
		        FROM drafts d WHERE d.author_id = @staff AND d.key = nullif(@draft, '')::uuid AND d.youth_id = @youth) AS draft`,
		db.Args{"staff": by.Staff, "youth": youth, "enrolment": enrolment, "draft": draft, "today": when.Of(s.now()), "soon": s.now().Add(near)})
	if err != nil {
		return Desk{}, fmt.Errorf("what lies ready for youth %d: %w", youth, err)
	}
	var d Desk
	err = errors.Join(json.Unmarshal(row.Hats, &d.Hats), json.Unmarshal(row.Agreements, &d.Agreements),
		json.Unmarshal(row.Meetings, &d.Meetings), json.Unmarshal(row.Others, &d.Others),
		json.Unmarshal(row.Companies, &d.Companies), json.Unmarshal(row.Keepers, &d.Keepers), json.Unmarshal(row.Goals, &d.Goals),
		json.Unmarshal(row.Doings, &d.Doings))
	if row.Draft != nil {
		d.Draft = new(contact.Draft)
		err = errors.Join(err, json.Unmarshal(row.Draft, d.Draft))
		d.Draft.Typed.Revision = d.Draft.Revision
	}
	if err != nil {
		return d, fmt.Errorf("reading what lies ready for youth %d: %w", youth, err)
	}
	return d, nil
}

// Choices lists the youths the actor may write about, for who begins with "new
// contact" and not with a youth. They are one's own and are not a look-up.
func (s *Service) Choices(ctx context.Context, by access.Actor) ([]Choice, error) {
	if err := access.Check(by, access.OwnCaseload, access.Own()); err != nil {
		return nil, err
	}
	list, err := db.All[Choice](ctx, s.read, choices+`
		ORDER BY e.owner_id <> @staff, `+nameOf+` COLLATE "da-x-icu", y.id`,
		db.Args{"staff": by.Staff, "today": when.Of(s.now())})
	if err != nil {
		return nil, fmt.Errorf("youths of staff %d: %w", by.Staff, err)
	}
	return list, nil
}
