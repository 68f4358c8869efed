package decision

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Step is one step of the life of a decision.
type Step struct {
	Decision id.Decision `json:"-"`
	Act      Act         `json:"act"`
	Was      State       `json:"was"`
	State    State       `json:"state"`
	Text     string      `json:"text"` // the reason, where one is given
	By       id.Staff    `json:"by"`
	Name     string      `json:"name"`
	At       time.Time   `json:"at"`
}

// nameOf is what a youth is called, where the row of the youth is y.
const nameOf = `concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))`

const columns = `
	SELECT d.id, d.youth_id AS youth, d.enrolment_id AS enrolment, d.author_id AS author, d.writers, d.type_id, d.type, d.mode, d.state,
	       d.weighs, d.began_on, d.event_on, d.plain, d.view, d.considerations, d.basis, d.can_do, d.consent, d.effect_from, d.effect_to,
	       d.hearing, d.hearing_why, d.checklist, d.corrects_id AS corrects, d.approval_by, d.approval_at, d.approved_by, d.approved_at, d.decided_by,
	       d.decided_at, d.decided_on, d.ended_on, d.end_reason, d.revoked_by, d.revoked_at, d.revoked_reason, d.version, d.created_at, d.changed_at,
	       ` + nameOf + ` AS name, y.birth_date AS born, a.name AS author_name,
	       coalesce((SELECT name FROM staff WHERE id = d.approval_by), '') AS asked_name,
	       coalesce((SELECT name FROM staff WHERE id = d.approved_by), '') AS approver_name,
	       coalesce((SELECT name FROM staff WHERE id = d.decided_by), '') AS decider_name`

const from = ` FROM decisions d JOIN youths y ON y.id = d.youth_id JOIN staff a ON a.id = d.author_id `

const selectDecision = columns + `,
	` + lawNow + `,
	(SELECT coalesce(json_agg(json_build_object('text', f.text, 'contact', f.contact_id, 'document', f.document_id, 'person', f.person_id, 'source', f.source,
	        'from', json_build_object('kind', coalesce(c.kind, x.type, ''), 'on', coalesce((c.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date, x.dated_on),
	                                  'name', coalesce(p.name, x.party, ''))) ORDER BY f.position), '[]')
	 FROM decision_facts f LEFT JOIN contacts c ON c.id = f.contact_id LEFT JOIN documents x ON x.id = f.document_id
	 LEFT JOIN network_people p ON p.id = f.person_id WHERE f.decision_id = d.id) AS facts,
	(SELECT coalesce(json_agg(json_build_object('id', h.id, 'put_forward', h.put_forward, 'channel', h.channel, 'sent_on', h.sent_on, 'received_on', h.received_on,
	        'until', h.until_on, 'short_reason', h.short_reason, 'by', s.name, 'answer', h.answer, 'answered_on', h.answered_on, 'spoken', h.spoken,
	        'closed_at', h.closed_at, 'extensions', (SELECT coalesce(json_agg(json_build_object('was', x.was_on, 'until', x.until_on, 'reason', x.reason, 'by', xs.name) ORDER BY x.id), '[]')
	                                                  FROM hearing_extensions x JOIN staff xs ON xs.id = x.by_id WHERE x.hearing_id = h.id)) ORDER BY h.id), '[]')
	 FROM decision_hearings h JOIN staff s ON s.id = h.by_id WHERE h.decision_id = d.id) AS hearings,
	(SELECT coalesce(json_agg(json_build_object('act', t.act, 'was', t.was, 'state', t.state, 'text', t.text, 'by', t.by_id, 'name', s.name, 'at', t.at) ORDER BY t.id), '[]')
	 FROM decision_steps t JOIN staff s ON s.id = t.by_id WHERE t.decision_id = d.id) AS steps,
	(SELECT coalesce(json_agg(json_build_object('id', l.id, 'kind', l.kind, 'name', l.name, 'title', l.title, 'hearing', l.hearing_id, 'at', l.at) ORDER BY l.id), '[]')
	 FROM letters l WHERE l.decision_id = d.id) AS letters,
	(SELECT coalesce(json_agg(json_build_object('person', n.person_id, 'name', n.name, 'channel', n.channel, 'sent_on', n.sent_on, 'notified_on', n.notified_on,
	        'complain_until', n.complain_until, 'omitted', n.omitted_reason, 'letter', n.letter_id, 'by', s.name, 'at', n.at) ORDER BY n.id), '[]')
	 FROM decision_notices n JOIN staff s ON s.id = n.by_id WHERE n.decision_id = d.id) AS notices,` + selectComplaints + `,
	` + checksOf + from

func find(ctx context.Context, q db.Reader, decision id.Decision) (Decision, error) {
	d, err := db.One[Decision](ctx, q, selectDecision+`WHERE d.id = @id`, db.Args{"id": decision})
	if err != nil {
		return d, fmt.Errorf("decision %d: %w", decision, err)
	}
	return d, nil
}

// lock holds the row, and reads the decision as it stands then.
func lock(ctx context.Context, tx pgx.Tx, decision id.Decision) (Decision, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM decisions WHERE id = @id FOR UPDATE`, db.Args{"id": decision}); err != nil {
		return Decision{}, fmt.Errorf("holding decision %d: %w", decision, err)
	}
	return find(ctx, tx, decision)
}

// written are the columns an act may change, by the names of args.
const written = `author_id, writers, type_id, type, mode, state, weighs, began_on, event_on, plain, view, considerations, basis, can_do, consent,
	effect_from, effect_to, hearing, hearing_why, checklist, corrects_id, approval_by, approval_at, approved_by, approved_at, decided_by, decided_at, decided_on,
	ended_on, end_reason, revoked_by, revoked_at, revoked_reason, changed_at`

const values = `@author, @writers, @type_id, @type, @mode, @state, @weighs, @began_on, @event_on, @plain, @view, @considerations, @basis, @can_do, @consent,
	@effect_from, @effect_to, @hearing, @hearing_why, @checklist, @corrects, @approval_by, @approval_at, @approved_by, @approved_at, @decided_by, @decided_at, @decided_on,
	@ended_on, @end_reason, @revoked_by, @revoked_at, @revoked_reason, @changed_at`

func (d Decision) args() db.Args {
	return db.Args{
		"author": d.Author, "writers": d.Writers, "type_id": d.TypeID, "type": d.Type, "mode": d.Mode, "state": d.State, "weighs": d.Weighs,
		"began_on": d.BeganOn, "event_on": d.EventOn, "plain": d.Plain, "view": d.View, "considerations": d.Considerations, "basis": d.Basis,
		"can_do": d.CanDo, "consent": d.Consent, "effect_from": d.EffectFrom, "effect_to": d.EffectTo, "hearing": d.Hearing, "hearing_why": d.HearingWhy,
		"checklist": d.Checklist, "corrects": d.Corrects, "approval_by": d.ApprovalBy, "approval_at": d.ApprovalAt, "approved_by": d.ApprovedBy, "approved_at": d.ApprovedAt,
		"decided_by": d.DecidedBy, "decided_at": d.DecidedAt, "decided_on": d.DecidedOn, "ended_on": d.EndedOn, "end_reason": d.EndReason,
		"revoked_by": d.RevokedBy, "revoked_at": d.RevokedAt, "revoked_reason": d.RevokedReason, "changed_at": d.ChangedAt,
	}
}

func insert(ctx context.Context, tx pgx.Tx, d Decision) (id.Decision, error) {
	args := d.args()
	args["youth"], args["enrolment"], args["created"] = d.Youth, d.Enrolment, d.CreatedAt
	n, err := db.Value[id.Decision](ctx, tx, `
		INSERT INTO decisions (youth_id, enrolment_id, created_at, `+written+`) VALUES (@youth, @enrolment, @created, `+values+`) RETURNING id`, args)
	if err != nil {
		return 0, fmt.Errorf("a decision on youth %d: %w", d.Youth, err)
	}
	return n, nil
}

func save(ctx context.Context, tx pgx.Tx, d Decision) error {
	args := d.args()
	args["id"] = d.ID
	_, err := tx.Exec(ctx, `UPDATE decisions SET (`+written+`) = (`+values+`) WHERE id = @id`, args)
	if err != nil {
		return fmt.Errorf("decision %d: %w", d.ID, err)
	}
	return nil
}

// saveFacts writes the facts of a draft anew.
func saveFacts(ctx context.Context, tx pgx.Tx, d Decision) error {
	if _, err := tx.Exec(ctx, `DELETE FROM decision_facts WHERE decision_id = @id`, db.Args{"id": d.ID}); err != nil {
		return fmt.Errorf("facts of decision %d: %w", d.ID, err)
	}
	for i, f := range d.Facts {
		_, err := tx.Exec(ctx, `
			INSERT INTO decision_facts (decision_id, position, text, contact_id, document_id, person_id, source)
			VALUES (@decision, @position, @text, @contact, @document, @person, @source)`,
			db.Args{
				"decision": d.ID, "position": i, "text": f.Text, "contact": f.Contact, "document": f.Document, "person": f.Person, "source": f.Source,
			})
		if db.Violates(err, "evidence_is_theirs") {
			return unknownSource(i)
		}
		if err != nil {
			return fmt.Errorf("facts of decision %d: %w", d.ID, err)
		}
	}
	return nil
}

func saveStep(ctx context.Context, tx pgx.Tx, s Step) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO decision_steps (decision_id, act, was, state, text, by_id, at) VALUES (@decision, @act, @was, @state, @text, @by, @at)`,
		db.Args{"decision": s.Decision, "act": s.Act, "was": s.Was, "state": s.State, "text": s.Text, "by": s.By, "at": s.At})
	if err != nil {
		return fmt.Errorf("step of decision %d: %w", s.Decision, err)
	}
	return nil
}

// keepVersion puts away what stood in a draft.
func keepVersion(ctx context.Context, tx pgx.Tx, d Decision, by id.Staff, at time.Time) error {
	fields, err := json.Marshal(struct {
		Wish
		Checks []Check
	}{Wish{Content: d.Content, Facts: d.Facts}, d.Checks})
	if err != nil {
		return fmt.Errorf("version of decision %d: %w", d.ID, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO decision_versions (decision_id, version, fields, by_id, at) VALUES (@decision, @version, @fields, @by, @at)`,
		db.Args{"decision": d.ID, "version": d.Version, "fields": string(fields), "by": by, "at": at})
	if err != nil {
		return fmt.Errorf("version of decision %d: %w", d.ID, err)
	}
	return nil
}

// lastWriter is who did the last step.
func lastWriter(ctx context.Context, q db.Reader, decision id.Decision) (string, error) {
	name, err := db.Value[string](ctx, q, `
		SELECT s.name FROM decision_steps t JOIN staff s ON s.id = t.by_id WHERE t.decision_id = @id ORDER BY t.id DESC LIMIT 1`, db.Args{"id": decision})
	if err != nil {
		return "", fmt.Errorf("who wrote decision %d: %w", decision, err)
	}
	return name, nil
}

// Line is a decision in a list.
type Line struct {
	ID          id.Decision
	Youth       id.Youth
	Code        string
	NameDa      string
	NameEn      string
	Mode        string
	State       State
	EffectFrom  *when.Date
	EffectTo    *when.Date
	DecidedOn   *when.Date
	ChangedAt   time.Time
	AuthorName  string
	Corrects    *id.Decision
	CorrectedBy *id.Decision
}

// Of lists the decisions on a youth, those still to be made first, for somebody who
// may read the record.
func (s *Service) Of(ctx context.Context, youth id.Youth) ([]Line, error) {
	list, err := db.All[Line](ctx, s.read, `
		SELECT d.id, d.youth_id AS youth, d.type ->> 'code' AS code, d.type ->> 'name_da' AS name_da, d.type ->> 'name_en' AS name_en, d.mode, d.state,
		       d.effect_from, d.effect_to, d.decided_on, d.changed_at, a.name AS author_name, d.corrects_id AS corrects,
		       (SELECT n.id FROM decisions n WHERE n.corrects_id = d.id AND n.decided_at IS NOT NULL ORDER BY n.id LIMIT 1) AS corrected_by
		FROM decisions d JOIN staff a ON a.id = d.author_id
		WHERE d.youth_id = @youth ORDER BY d.decided_at IS NULL AND d.state <> 'dropped' DESC, coalesce(d.decided_at, d.changed_at) DESC, d.id DESC`,
		db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("decisions on youth %d: %w", youth, err)
	}
	return list, nil
}

// StateOn is where the decision is on a day.
func (l Line) StateOn(today when.Date) State {
	return Decision{State: l.State, Content: Content{EffectFrom: l.EffectFrom, EffectTo: l.EffectTo}}.StateOn(today)
}
