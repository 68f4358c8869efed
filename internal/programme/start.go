package programme

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// StartKind is how a course begins.
type StartKind string

// The starts of the seeds. A kick-off has two parts, with a break in which the
// others leave (Halsnæs); an intro is with the former adviser (Rute 42); a team
// meeting is with everybody around the youth (Samarbejdsmodellen).
const (
	Kickoff     StartKind = "kickoff"
	Intro       StartKind = "intro"
	TeamMeeting StartKind = "team_meeting"
)

// StartKinds lists the starts.
var StartKinds = []StartKind{Kickoff, Intro, TeamMeeting}

// Attendance is what a start asks of the buddy.
type Attendance string

// Required asks for a reason where the buddy was away; Asked only notes it.
const (
	AttendanceRequired Attendance = "required"
	AttendanceAsked    Attendance = "asked"
	AttendanceNone     Attendance = "none"
)

// Attendances lists what can be asked of the buddy.
var Attendances = []Attendance{AttendanceRequired, AttendanceAsked, AttendanceNone}

// Start is how a programme wants a new course to begin, in a period.
type Start struct {
	Kind       StartKind  `json:"kind"`
	Buddy      Attendance `json:"buddy"`
	WithinDays int        `json:"within_days"` // of the first day; 0 is no deadline
	TextDa     string     `json:"text_da"`     // what it is for
	TextEn     string     `json:"text_en"`
	From       when.Date  `json:"from"`
	To         when.Date  `json:"to"`
	Source     string     `json:"source"`
}

// Prescribed reports whether the programme says anything at all.
func (s Start) Prescribed() bool { return s.Kind != "" }

// Text is what the start is for, in a language.
func (s Start) Text(lang string) string { return named(lang, s.TextDa, s.TextEn) }

// DueOn is the last day on which a course that began then should have had its
// start; false where there is no deadline.
func (s Start) DueOn(started when.Date) (when.Date, bool) {
	if s.WithinDays == 0 || started.IsZero() {
		return when.Date{}, false
	}
	return started.AddDays(s.WithinDays), true
}

const mostStartText = 400

func (s Start) check() rule.Violations {
	var v rule.Violations
	if !slices.Contains(StartKinds, s.Kind) {
		v.Add("start_kind", "unknown")
	}
	if !slices.Contains(Attendances, s.Buddy) {
		v.Add("start_buddy", "unknown")
	}
	between(&v, "within_days", s.WithinDays, 0, 366)
	text(&v, "text_da", s.TextDa, mostStartText)
	text(&v, "text_en", s.TextEn, mostStartText)
	day(&v, "from", s.From)
	v.Longest("source", s.Source, 200)
	return v
}

const startColumns = `kind, buddy, coalesce(within_days, 0) AS within_days, text_da, text_en, valid_from AS "from", valid_to AS "to", source`

// StartOn is how the programme wants a course to begin that begins on a day; the zero
// Start where it says nothing.
func (m Model) StartOn(on when.Date) Start {
	for _, s := range m.Starts {
		if !s.From.After(on) && (s.To.IsZero() || !s.To.Before(on)) {
			return s
		}
	}
	return Start{}
}

func starts(programme id.Programme) timeline {
	return timeline{"programme_starts", "programme_id = @programme", db.Args{"programme": programme}}
}

// SetStart says how courses are to begin from start.From on.
func (s *Service) SetStart(ctx context.Context, by access.Actor, programme id.Programme, start Start, form audit.Form) error {
	start.TextDa, start.TextEn, start.Source = rule.Line(start.TextDa), rule.Line(start.TextEn), rule.Line(start.Source)
	start.To = when.Date{}
	event := acting(by, form, map[string]any{"start": start})
	return s.edit(ctx, programme, event, start.check(), func(tx pgx.Tx) error {
		same, err := starts(programme).makeRoom(ctx, tx, start.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_starts (programme_id, kind, buddy, within_days, text_da, text_en, valid_from, source)
			VALUES (@programme, @kind, @buddy, nullif(@days::int, 0), @da, @en, @from, @source)`
		if same {
			sql = `UPDATE programme_starts SET kind = @kind, buddy = @buddy, within_days = nullif(@days::int, 0), text_da = @da, text_en = @en,
				source = @source WHERE programme_id = @programme AND valid_from = @from`
		}
		_, err = tx.Exec(ctx, sql, db.Args{
			"programme": programme, "kind": start.Kind, "buddy": start.Buddy, "days": start.WithinDays,
			"da": start.TextDa, "en": start.TextEn, "from": start.From, "source": start.Source,
		})
		if err != nil {
			return overlap(fmt.Errorf("saving a start: %w", err), "one_start_at_a_time")
		}
		return nil
	})
}

// EndStart makes last the last day on which the programme says how courses begin.
func (s *Service) EndStart(ctx context.Context, by access.Actor, programme id.Programme, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := acting(by, form, map[string]any{"start_ends": last})
	return s.edit(ctx, programme, event, broken, func(tx pgx.Tx) error {
		return starts(programme).end(ctx, tx, last)
	})
}
