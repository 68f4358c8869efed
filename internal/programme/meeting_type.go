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

// MeetingType is what a programme wants of a kind of meeting, in a period (domain 7.1).
type MeetingType struct {
	Kind      string    `json:"kind"` // of meeting.Kind, or of a team's meeting
	NameDa    string    `json:"name_da"`
	NameEn    string    `json:"name_en"`
	AgendaDa  string    `json:"agenda_da"` // one point on each line
	AgendaEn  string    `json:"agenda_en"`
	EveryDays int       `json:"every_days"` // how often it is to be held; 0 is no rule
	From      when.Date `json:"from"`
	To        when.Date `json:"to"`
	Source    string    `json:"source"`
}

// MeetingKinds are the kinds a programme can say something of: those with a youth, and
// those of a team.
var MeetingKinds = []string{
	"talk", "visit", "company", "accompaniment", "network", "statutory", "followup", "handover", "closing", "milestone", "kickoff", "intro", "team_meeting", "other",
	"weekly", "supervision", "leader_group",
}

// Name is what the programme calls it, in a language.
func (t MeetingType) Name(lang string) string { return named(lang, t.NameDa, t.NameEn) }

// Agenda is what one goes through, in a language.
func (t MeetingType) Agenda(lang string) string { return named(lang, t.AgendaDa, t.AgendaEn) }

const mostAgenda = 2000

func (t MeetingType) check() rule.Violations {
	var v rule.Violations
	if !slices.Contains(MeetingKinds, t.Kind) {
		v.Add("meeting_kind", "unknown")
	}
	text(&v, "name_da", t.NameDa, 80)
	text(&v, "name_en", t.NameEn, 80)
	v.Longest("agenda_da", t.AgendaDa, mostAgenda)
	v.Longest("agenda_en", t.AgendaEn, mostAgenda)
	between(&v, "every_days", t.EveryDays, 0, 1000)
	day(&v, "from", t.From)
	v.Longest("source", t.Source, 200)
	return v
}

const meetingTypeColumns = `kind, name_da, name_en, agenda_da, agenda_en, coalesce(every_days, 0) AS every_days, valid_from AS "from", valid_to AS "to", source `

func meetingTypes(programme id.Programme, kind string) timeline {
	return timeline{"programme_meeting_types", "programme_id = @programme AND kind = @kind", db.Args{"programme": programme, "kind": kind}}
}

// SetMeetingType says what a kind of meeting is to be from t.From on.
func (s *Service) SetMeetingType(ctx context.Context, by access.Actor, programme id.Programme, t MeetingType, form audit.Form) error {
	t.NameDa, t.NameEn, t.Source = rule.Line(t.NameDa), rule.Line(t.NameEn), rule.Line(t.Source)
	t.AgendaDa, t.AgendaEn, t.To = rule.Text(t.AgendaDa), rule.Text(t.AgendaEn), when.Date{}
	event := acting(by, form, map[string]any{"meeting_type": t})
	return s.edit(ctx, programme, event, t.check(), func(tx pgx.Tx) error {
		same, err := meetingTypes(programme, t.Kind).makeRoom(ctx, tx, t.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_meeting_types (programme_id, kind, name_da, name_en, agenda_da, agenda_en, every_days, valid_from, source)
			VALUES (@programme, @kind, @da, @en, @agenda_da, @agenda_en, nullif(@days::int, 0), @from, @source)`
		if same {
			sql = `UPDATE programme_meeting_types SET name_da = @da, name_en = @en, agenda_da = @agenda_da, agenda_en = @agenda_en,
				every_days = nullif(@days::int, 0), source = @source WHERE programme_id = @programme AND kind = @kind AND valid_from = @from`
		}
		_, err = tx.Exec(ctx, sql, db.Args{
			"programme": programme, "kind": t.Kind, "da": t.NameDa, "en": t.NameEn, "agenda_da": t.AgendaDa, "agenda_en": t.AgendaEn,
			"days": t.EveryDays, "from": t.From, "source": t.Source,
		})
		if err != nil {
			return overlap(fmt.Errorf("saving a meeting type: %w", err), "one_meeting_type_at_a_time")
		}
		return nil
	})
}
