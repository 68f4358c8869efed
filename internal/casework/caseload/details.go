package caseload

import (
	"context"
	"fmt"
	"time"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Details is what the page of facts says besides the youth: the course, and the
// notes about safety.
type Details struct {
	Course *Course // nil while the youth is in none
	Notes  []NoteLine
	People []PersonLine // around the youth today
}

// PersonLine is somebody around the youth as the page of facts lists them.
type PersonLine struct {
	ID       id.Person `json:"id"`
	Name     string    `json:"name"`
	Relation Named     `json:"relation"`
	Phone    string    `json:"phone"`
}

// Course is a course as a page says it: codes with their names.
type Course struct {
	ID           id.Enrolment `json:"id"`
	Programme    string       `json:"programme"`
	Team         string       `json:"team"`
	NeedsGroup   *int         `json:"needs_group"`
	Benefit      Named        `json:"benefit"`
	Category     Named        `json:"category"`
	Wish         string       `json:"wish"`
	Summary      string       `json:"summary"`
	StatusBefore string       `json:"status_before"`
	StatusNow    string       `json:"status_now"`
	StatusOn     when.Date    `json:"status_on"`
	Stood        *Stood       `json:"stood"` // before the course, or at its start
	Stands       *Stood       `json:"stands"`
	ReadyFor     string       `json:"ready_for"`
	ReadyOn      when.Date    `json:"ready_on"`
	ReferredOn   when.Date    `json:"referred_on"`
	StartedOn    when.Date    `json:"started_on"`
	ClosedOn     when.Date    `json:"closed_on"`
	Exit         Named        `json:"exit"`
	ExitNote     string       `json:"exit_note"`
}

// Named is a code of the catalogue with what it is called; all empty for none.
type Named struct {
	Code string `json:"code"`
	Da   string `json:"da"`
	En   string `json:"en"`
}

// Name is what the code is called in a language; a code without a name is itself.
func (n Named) Name(lang string) string {
	name := n.Da
	if lang == "en" {
		name = n.En
	}
	if name == "" {
		return n.Code
	}
	return name
}

// NoteLine is a note about safety as a page lists it.
type NoteLine struct {
	ID        id.SafetyNote `json:"id"`
	Text      string        `json:"text"`
	Source    string        `json:"source"`
	BansPlace string        `json:"bans_place"`
	From      when.Date     `json:"from"`
	To        when.Date     `json:"to"`
	By        string        `json:"by"`
	At        time.Time     `json:"at"`
	EndedBy   string        `json:"ended_by"`
}

// Holds reports whether the note holds on a day.
func (n NoteLine) Holds(day when.Date) bool { return !day.Before(n.From) && !day.After(n.To) }

// notesOf are the latest notes about safety of @youth, as NoteLines.
const notesOf = `coalesce((
	SELECT json_agg(json_build_object('id', n.id, 'text', n.text, 'source', n.source, 'bans_place', n.bans_place, 'from', n.from_on,
	                'to', n.to_on, 'by', b.name, 'at', n.created_at, 'ended_by', coalesce(x.name, '')) ORDER BY n.to_on DESC, n.id DESC)
	FROM (SELECT * FROM safety_notes WHERE youth_id = @youth ORDER BY to_on DESC, id DESC LIMIT 50) n
	JOIN staff b ON b.id = n.by_id LEFT JOIN staff x ON x.id = n.ended_by), '[]')`

// named is a code with its newest name.
func named(kind, code string) string {
	return `json_build_object('code', ` + code + `, 'da', coalesce(` + kind + `.name_da, ''), 'en', coalesce(` + kind + `.name_en, ''))`
}

func nameJoin(kind, code string) string {
	return `
	LEFT JOIN LATERAL (SELECT name_da, name_en FROM catalogue WHERE kind = '` + kind + `' AND code = ` + code + `
	                   ORDER BY valid_from > @today, abs(valid_from - @today::date) LIMIT 1) ` + kind + ` ON true`
}

// Details reads the page of facts, for somebody who may read the record.
func (s *Service) Details(ctx context.Context, youth id.Youth, enrolment id.Enrolment) (Details, error) {
	d, err := db.One[Details](ctx, s.read, `
		SELECT (SELECT json_build_object('id', e.id, 'programme', p.name, 'team', t.name, 'needs_group', e.needs_group,
		        'benefit', `+named("benefit", "e.benefit")+`, 'category', `+named("category", "e.category")+`,
		        'wish', e.wish, 'summary', e.summary, 'status_before', e.status_before, 'status_now', e.status_now,
		        'status_on', coalesce(e.status_on::text, ''), 'ready_on', coalesce(e.ready_on::text, ''), 'ready_for', e.ready_for, 'stood', `+stoodBefore+`, 'stands', `+standsNow+`,
		        'referred_on', coalesce(e.referred_on::text, ''), 'started_on', e.started_on, 'closed_on', coalesce(e.closed_on::text, ''),
		        'exit', `+named("exit", "coalesce(x.code, '')")+`, 'exit_note', coalesce(x.note, ''))
		        FROM enrolments e JOIN programmes p ON p.id = e.programme_id JOIN teams t ON t.id = e.team_id
		        LEFT JOIN exits x ON x.enrolment_id = e.id`+nameJoin("benefit", "e.benefit")+nameJoin("category", "e.category")+nameJoin("exit", "x.code")+`
		        WHERE e.id = @enrolment) AS course,
		       `+notesOf+` AS notes,
		       coalesce((SELECT json_agg(json_build_object('id', p.id, 'name', p.name, 'relation', `+named("relation", "p.relation")+`, 'phone', p.phone)
		                         ORDER BY p.custody DESC, p.representative = 'representative' DESC, p.name, p.id)
		        FROM network_people p`+nameJoin("relation", "p.relation")+`
		        WHERE p.youth_id = @youth AND p.from_on <= @today AND (p.to_on IS NULL OR p.to_on >= @today)), '[]') AS people`,
		db.Args{"youth": youth, "enrolment": enrolment, "today": when.Of(s.now())})
	if err != nil {
		return d, fmt.Errorf("facts of youth %d: %w", youth, err)
	}
	return d, nil
}

// SafetyNotes reads the notes about safety of a youth, for somebody who may read
// the record.
func (s *Service) SafetyNotes(ctx context.Context, youth id.Youth) ([]NoteLine, error) {
	notes, err := db.Value[[]NoteLine](ctx, s.read, `SELECT `+notesOf+` AS notes`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("safety notes of youth %d: %w", youth, err)
	}
	return notes, nil
}

// LeftOpen is what is still going on in a course that is about to end.
type LeftOpen struct {
	Agreements int
	Meetings   int
	Placements int
	Questions  int
}

// LeftOpen counts what is still going on in a course, for somebody who may read the
// record.
func (s *Service) LeftOpen(ctx context.Context, enrolment id.Enrolment) (LeftOpen, error) {
	n, err := db.One[LeftOpen](ctx, s.read, `
		SELECT (SELECT count(*) FROM agreements WHERE enrolment_id = @enrolment AND done_at IS NULL) AS agreements,
		       (SELECT count(*) FROM meetings WHERE enrolment_id = @enrolment AND state = 'planned' AND starts_at >= @now) AS meetings,
		       (SELECT count(*) FROM placements WHERE enrolment_id = @enrolment AND result = '' AND (to_on IS NULL OR to_on >= @today)) AS placements,
		       (SELECT count(*) FROM questions WHERE enrolment_id = @enrolment AND answered_at IS NULL AND closed_at IS NULL) AS questions`,
		db.Args{"enrolment": enrolment, "now": s.now(), "today": when.Of(s.now())})
	if err != nil {
		return n, fmt.Errorf("what is open in enrolment %d: %w", enrolment, err)
	}
	return n, nil
}
