// Package plan keeps what was agreed with a youth: who does what by when. An
// agreement is a promise with an end, never an appointment; see meeting.
package plan

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Who is to keep an agreement.
type Who string

// We, the youth, or somebody else.
const (
	Us       Who = "us"
	TheYouth Who = "youth"
	Other    Who = "other"
)

// Whos lists who may be to keep an agreement, the usual first.
var Whos = []Who{Us, TheYouth, Other}

// Outcome is how an agreement ended; none while it is open.
type Outcome string

// How an agreement ends. None of them says whose fault it was.
const (
	Kept    Outcome = "kept"
	Changed Outcome = "changed"
	Dropped Outcome = "dropped"
)

// Outcomes lists the ends of an agreement.
var Outcomes = []Outcome{Kept, Changed, Dropped}

// Agreement is who does what by when.
type Agreement struct {
	ID        id.Agreement
	Youth     id.Youth
	Enrolment id.Enrolment
	Contact   *id.Contact // the talk it was made in
	Text      string
	Who       Who
	DueOn     *when.Date
	MadeBy    id.Staff
	MadeAt    time.Time
	DoneBy    *id.Staff
	DoneAt    *time.Time
	Outcome   Outcome
}

// mostText is how long an agreement may be, in characters.
const mostText = 500

// Wish is an agreement as typed.
type Wish struct {
	Text string
	Due  string // a day; where empty, one that the text itself names
	Who  Who
}

// Read understands a wish. Its broken rules stand at agreement, agreement_due and
// agreement_who. Without a word there is no agreement, and ok is false.
func (w Wish) Read(today when.Date) (a Agreement, ok bool, broken rule.Violations) {
	a = Agreement{Text: rule.Text(w.Text), Who: w.Who}
	due := rule.Line(w.Due)
	if a.Text == "" && due == "" {
		return a, false, nil
	}
	broken.Required("agreement", a.Text)
	broken.Longest("agreement", a.Text, mostText)
	if a.Who == "" {
		a.Who = Us
	}
	if !slices.Contains(Whos, a.Who) {
		broken.Add("agreement_who", "unknown")
	}
	if due == "" {
		if found, named := when.FindDate(a.Text, today); named {
			a.DueOn = &found.Date
		}
		return a, true, broken
	}
	day, err := when.ParseDate(due, today, when.Future)
	switch {
	case err != nil:
		broken.Add("agreement_due", "date")
	case day.Before(today):
		broken.Add("agreement_due", "in_the_past")
	default:
		a.DueOn = &day
	}
	return a, true, broken
}

// Save keeps a new agreement inside the transaction of the act it was made in.
func Save(ctx context.Context, tx pgx.Tx, a Agreement) (id.Agreement, error) {
	n, err := db.Value[id.Agreement](ctx, tx, `
		INSERT INTO agreements (youth_id, enrolment_id, contact_id, text, who, due_on, made_by, made_at)
		VALUES (@youth, @enrolment, @contact, @text, @who, @due, @by, @at) RETURNING id`,
		db.Args{
			"youth": a.Youth, "enrolment": a.Enrolment, "contact": a.Contact, "text": a.Text, "who": a.Who,
			"due": a.DueOn, "by": a.MadeBy, "at": a.MadeAt,
		})
	if err != nil {
		return 0, fmt.Errorf("saving an agreement: %w", err)
	}
	return n, nil
}

// Ending is how one agreement of a youth ended, and who says so.
type Ending struct {
	Youth     id.Youth
	Agreement id.Agreement
	Outcome   Outcome
	By        id.Staff
	At        time.Time
}

// Settle ends an open agreement inside the transaction of somebody who may. One
// that has ended already keeps its end: two who tick it off at once do no harm.
func Settle(ctx context.Context, tx pgx.Tx, e Ending) error {
	if !slices.Contains(Outcomes, e.Outcome) {
		return rule.Violation("agreement_outcome", "unknown")
	}
	args := db.Args{"id": e.Agreement, "youth": e.Youth}
	open, err := db.Value[bool](ctx, tx, `SELECT done_at IS NULL FROM agreements WHERE id = @id AND youth_id = @youth FOR UPDATE`, args)
	if err != nil {
		return fmt.Errorf("agreement %d: %w", e.Agreement, err)
	}
	if !open {
		return nil
	}
	args["outcome"], args["by"], args["at"] = e.Outcome, e.By, e.At
	if _, err := tx.Exec(ctx, `UPDATE agreements SET outcome = @outcome, done_by = @by, done_at = @at WHERE id = @id AND youth_id = @youth`, args); err != nil {
		return fmt.Errorf("settling agreement %d: %w", e.Agreement, err)
	}
	return nil
}

// Service is the use cases of agreements.
type Service struct {
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(trail *audit.Trail, now func() time.Time) *Service {
	return &Service{trail: trail, now: now}
}

// Settle says how an agreement of the youth ended.
func (s *Service) Settle(ctx context.Context, by access.Actor, youth id.Youth, agreement id.Agreement, outcome Outcome, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.Agree, Youth: youth, Subject: int64(agreement), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.Agree, youth, s.now())
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"outcome": outcome}
		return Settle(ctx, tx, Ending{Youth: youth, Agreement: agreement, Outcome: outcome, By: by.Staff, At: s.now()})
	})
}

// DropOf ends the open agreements of an entry that is withdrawn: what was never
// said was never agreed.
func DropOf(ctx context.Context, tx pgx.Tx, contact id.Contact, by id.Staff, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE agreements SET outcome = 'dropped', done_by = @by, done_at = @at WHERE contact_id = @contact AND done_at IS NULL`,
		db.Args{"contact": contact, "by": by, "at": at}); err != nil {
		return fmt.Errorf("dropping the agreements of contact %d: %w", contact, err)
	}
	return nil
}

// CarryOver takes the open agreements of a course along to the one that follows it in
// a move, in its transaction.
func CarryOver(ctx context.Context, tx pgx.Tx, from, to id.Enrolment) error {
	if _, err := tx.Exec(ctx, `UPDATE agreements SET enrolment_id = @to WHERE enrolment_id = @from AND done_at IS NULL`,
		db.Args{"from": from, "to": to}); err != nil {
		return fmt.Errorf("carrying the agreements of enrolment %d over: %w", from, err)
	}
	return nil
}
