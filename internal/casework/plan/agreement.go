// Package plan keeps what was agreed with a youth: who does what by when. An
// agreement is a promise with an end, never an appointment; see meeting.
package plan

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/audit"
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
	Goal      *id.Goal    // what it leads to
	Text      string
	Who       Who
	Staff     *id.Staff  // which of us, where it is somebody by name
	Person    *id.Person // somebody of the network
	Keeper    string     // somebody else by name
	DueOn     *when.Date
	MadeBy    id.Staff
	MadeAt    time.Time
	DoneBy    *id.Staff
	DoneAt    *time.Time
	Outcome   Outcome
	Reason    string        // why it was changed or dropped
	Instead   *id.Agreement // what stands in its place
}

// mostText is how long an agreement may be, in characters.
const mostText = 500

// Wish is an agreement as typed.
type Wish struct {
	Text   string
	Due    string // a day; where empty, one that the text itself names
	Who    Who
	Keeper Keeper // somebody by name, who says Who too
	Name   string // of somebody who is on no list
	Goal   id.Goal
}

// Read understands a wish. Its broken rules stand at agreement, agreement_due,
// agreement_who, agreement_keeper and agreement_name. Without a word there is no
// agreement, and ok is false.
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
	w.readKeeper(&a, &broken)
	if w.Goal != 0 {
		a.Goal = &w.Goal
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

// Save keeps a new agreement inside the transaction of the act it was made in. One for
// somebody who left breaks a rule at agreement_keeper, and one that leads to a goal of
// somebody else at agreement_goal.
func Save(ctx context.Context, tx pgx.Tx, a Agreement) (id.Agreement, error) {
	if err := a.checkKeeper(ctx, tx); err != nil {
		return 0, err
	}
	if err := a.checkGoal(ctx, tx); err != nil {
		return 0, err
	}
	n, err := db.Value[id.Agreement](ctx, tx, `
		INSERT INTO agreements (youth_id, enrolment_id, contact_id, goal_id, text, who, staff_id, person_id, keeper, due_on, made_by, made_at)
		VALUES (@youth, @enrolment, @contact, @goal, @text, @who, @staff, @person, @keeper, @due, @by, @at) RETURNING id`,
		db.Args{
			"youth": a.Youth, "enrolment": a.Enrolment, "contact": a.Contact, "goal": a.Goal, "text": a.Text, "who": a.Who,
			"staff": a.Staff, "person": a.Person, "keeper": a.Keeper, "due": a.DueOn, "by": a.MadeBy, "at": a.MadeAt,
		})
	if err != nil {
		return 0, fmt.Errorf("saving an agreement: %w", err)
	}
	return n, nil
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

// withdrawn is why the agreements of an entry are dropped that was taken back: a text on
// the record, in its language.
const withdrawn = "Kontakten er trukket tilbage"

// DropOf ends the open agreements of an entry that is withdrawn: what was never
// said was never agreed.
func DropOf(ctx context.Context, tx pgx.Tx, contact id.Contact, by id.Staff, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE agreements SET outcome = 'dropped', reason = @reason, done_by = @by, done_at = @at WHERE contact_id = @contact AND done_at IS NULL`,
		db.Args{"contact": contact, "by": by, "at": at, "reason": withdrawn}); err != nil {
		return fmt.Errorf("dropping the agreements of contact %d: %w", contact, err)
	}
	return nil
}

// CarryOver takes what is open of the plan of a course along to the one that follows it in
// a move, in its transaction: agreements, goals, and who does what.
func CarryOver(ctx context.Context, tx pgx.Tx, from, to id.Enrolment) error {
	for _, sql := range []string{
		`UPDATE agreements SET enrolment_id = @to WHERE enrolment_id = @from AND done_at IS NULL`,
		`UPDATE goals SET enrolment_id = @to WHERE enrolment_id = @from AND outcome = ''`,
		`UPDATE interventions SET enrolment_id = @to WHERE enrolment_id = @from AND status <> 'ended'`,
	} {
		if _, err := tx.Exec(ctx, sql, db.Args{"from": from, "to": to}); err != nil {
			return fmt.Errorf("carrying the plan of enrolment %d over: %w", from, err)
		}
	}
	return nil
}
