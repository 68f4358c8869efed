package meeting

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// What a time can go against. None of it is forbidden: a talk on a Saturday may be the
// right one.
const (
	Weekend = "weekend"
	Holiday = "holiday" // a row of the catalogue closes the day
	Away    = "away"    // whose calendar it is has registered an absence
	Clash   = "clash"   // another appointment stands there
)

// Warning is one thing a time goes against; From and Until are those of a clash.
type Warning struct {
	Code  string
	From  time.Time
	Until time.Time
}

// Busy is another appointment in the same calendar.
type Busy struct {
	From    time.Time `json:"from"`
	Minutes int       `json:"minutes"`
}

// Warned is the error of a time that goes against the calendar. Who sends the same time
// once more with the mark of it goes on.
type Warned struct {
	Warnings []Warning
	Mark     string
}

// Error says so for the log.
func (w *Warned) Error() string { return "warned: " + w.Warnings[0].Code }

// Unwrap is what the form says.
func (w *Warned) Unwrap() error { return rule.Violation("next", "against_calendar") }

// Mark is how a form says for which time it was warned.
func Mark(m Meeting) string { return m.StartsAt.UTC().Format(time.RFC3339) }

// Warnings are what the time of an appointment goes against: a day that is not open, an
// absence, and appointments it overlaps. One that ends when the other begins does not
// clash, and a whole day has no hour to clash with.
func Warnings(m Meeting, open when.Calendar, away bool, busy []Busy) []Warning {
	var list []Warning
	day := when.Of(m.StartsAt)
	switch w := day.Weekday(); {
	case w == time.Saturday || w == time.Sunday:
		list = append(list, Warning{Code: Weekend})
	case !open.Open(day):
		list = append(list, Warning{Code: Holiday})
	}
	if away {
		list = append(list, Warning{Code: Away})
	}
	if m.AllDay {
		return list
	}
	for _, b := range busy {
		if until := b.From.Add(time.Duration(b.Minutes) * time.Minute); b.From.Before(m.Ends()) && until.After(m.StartsAt) {
			list = append(list, Warning{Code: Clash, From: b.From, Until: until})
		}
	}
	return list
}

// around is what stands in the calendar of @staff about the time of the meeting @id, or
// of one that is not saved yet.
const around = `
	SELECT EXISTS (SELECT FROM absences a WHERE a.staff_id = @staff AND daterange(a.from_on, a.to_on, '[]') @> @day::date) AS away,
	       coalesce((SELECT json_agg(json_build_object('from', b.starts_at, 'minutes', b.minutes) ORDER BY b.starts_at) FROM meetings b
	                 WHERE b.staff_id = @staff AND b.id <> @id AND b.state = 'planned' AND NOT b.all_day
	                   AND b.starts_at > @starts::timestamptz - interval '1 day' AND b.starts_at < @ends), '[]') AS busy`

// warn reads the calendar inside the transaction of the act, and refuses a time that goes
// against it unless anyway is the mark of that time.
func warn(ctx context.Context, tx pgx.Tx, m Meeting, anyway string) error {
	if anyway == Mark(m) {
		return nil
	}
	row, err := db.One[struct {
		Away bool
		Busy []Busy
	}](ctx, tx, around, db.Args{"staff": m.Staff, "id": m.ID, "day": when.Of(m.StartsAt), "starts": m.StartsAt, "ends": m.Ends()})
	if err != nil {
		return fmt.Errorf("the calendar of staff %d: %w", m.Staff, err)
	}
	days, err := programme.DaysOf(ctx, tx)
	if err != nil {
		return err
	}
	if list := Warnings(m, days.Calendar, row.Away, row.Busy); len(list) > 0 {
		return &Warned{Warnings: list, Mark: Mark(m)}
	}
	return nil
}

// knownAge refuses a milestone that the programme of the course does not prescribe.
func knownAge(ctx context.Context, tx pgx.Tx, m Meeting) error {
	if m.Milestone == "" {
		return nil
	}
	known, err := db.Value[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM enrolments e JOIN programme_milestones k ON k.programme_id = e.programme_id
		               WHERE e.id = @enrolment AND k.code = @code AND daterange(k.valid_from, k.valid_to, '[]') @> @day::date)`,
		db.Args{"enrolment": m.Enrolment, "code": m.Milestone, "day": when.Of(m.StartsAt)})
	if err != nil {
		return fmt.Errorf("milestone %s: %w", m.Milestone, err)
	}
	if !known {
		return rule.Violation("milestone", "unknown")
	}
	return nil
}
