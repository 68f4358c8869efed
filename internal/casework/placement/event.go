package placement

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

// EventKind is what happened while a stay runs.
type EventKind string

// The kinds. A visit is a meeting, and what came of it is an entry of the log.
const (
	Absence EventKind = "absence" // the youth does not come
	Acute   EventKind = "acute"   // something happened, and somebody does something at once
)

// Tellers lists by whom we heard that somebody does not come.
var Tellers = []string{"youth", "company", "other"}

// FirstActs lists what one does first when something happened.
var FirstActs = []string{"call_youth", "call_company", "go_there", "ask_colleague"}

// Event is something that happened while a stay runs. It is never changed.
type Event struct {
	Kind     EventKind
	From, To when.Date // the days of an absence
	ToldBy   string    // of an absence
	FirstAct string    // of something acute
	Text     string
	By       string // who wrote it down
	At       time.Time
}

// mostAbsent is how many days somebody can be written down as absent at once; whoever is
// away for longer is not in a stay any more, and that is said there.
const mostAbsent = 60

// check says which rules an event of a stay breaks.
func (e Event) check(p Placement, today when.Date) rule.Violations {
	var v rule.Violations
	v.Longest("text", e.Text, mostReason)
	switch e.Kind {
	case Absence:
		if !slices.Contains(Tellers, e.ToldBy) {
			v.Add("told_by", "choose")
		}
		switch {
		case e.From.Before(p.From):
			v.Add("absent_from", "before_from", p.From)
		case e.From.After(today.AddDays(mostAbsent)):
			v.Add("absent_from", "too_far_ahead_days", mostAbsent)
		case e.To.Before(e.From):
			v.Add("absent_to", "before_from", e.From)
		case e.To.Sub(e.From) >= mostAbsent:
			v.Add("absent_to", "too_far_ahead_days", mostAbsent)
		}
	case Acute:
		if !slices.Contains(FirstActs, e.FirstAct) {
			v.Add("first_act", "choose")
		}
	default:
		v.Add("kind", "unknown")
	}
	return v
}

// Note writes down what happened while a stay runs. An absence without days is today's;
// something acute happens now.
func (s *Service) Note(ctx context.Context, by access.Actor, placement id.Placement, e Event, form audit.Form) error {
	seen, err := find(ctx, s.read, placement)
	if err != nil {
		return err
	}
	e.Text = rule.Text(e.Text)
	if e.From.IsZero() || e.Kind == Acute {
		e.From = s.today()
	}
	if e.To.IsZero() || e.Kind == Acute {
		e.To = e.From
	}
	event := &audit.Event{By: by, Action: Needs(Follow), Youth: seen.Youth, Subject: int64(placement), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, Needs(Follow), seen.Youth, s.now())
		if err != nil {
			return err
		}
		p, err := lock(ctx, tx, placement)
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"event": e.Kind, "from": e.From, "to": e.To}
		if err := append(p.Can(Follow, s.today()), e.check(p, s.today())...).Err(); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO placement_events (placement_id, kind, from_on, to_on, told_by, first_act, text, by_id, at)
			VALUES (@placement, @kind, @from, @to, @told, @act, @text, @by, @at)`,
			db.Args{
				"placement": placement, "kind": e.Kind, "from": e.From, "to": e.To, "told": e.ToldBy, "act": e.FirstAct,
				"text": e.Text, "by": by.Staff, "at": s.now(),
			})
		if err != nil {
			return fmt.Errorf("what happened in placement %d: %w", placement, err)
		}
		return nil
	})
}

// eventsOf reads what happened in the stay p as JSON, the latest first.
const eventsOf = `
	(SELECT coalesce(json_agg(json_build_object('kind', v.kind, 'from', v.from_on, 'to', v.to_on, 'toldby', v.told_by, 'firstact', v.first_act, 'text', v.text,
	        'by', b.name, 'at', v.at) ORDER BY v.id DESC), '[]')
	 FROM placement_events v JOIN staff b ON b.id = v.by_id WHERE v.placement_id = p.id)`

// AbsentOn reports whether one of the events says that the youth does not come on a day.
func AbsentOn(list []Event, day when.Date) bool {
	return slices.ContainsFunc(list, func(e Event) bool { return e.Kind == Absence && within(day, e.From, e.To) })
}
