package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/when"
)

// within is how many days the demo's municipality chose for a kick-off: Halsnæs
// names none.
const within = 14

// prescribe is what the administrator of the demo's municipality chose for the start
// of a borgerkonsulent's course.
func (s *stage) prescribe(ctx context.Context) error {
	model, err := s.programmes.ByKey(ctx, "borgerkonsulent")
	if err != nil {
		return err
	}
	from := s.today.AddDays(long)
	m, err := s.programmes.On(ctx, model.ID, from)
	if err != nil {
		return err
	}
	start := m.StartOn(from)
	start.From, start.WithinDays, start.Source = from, within, "Demokommunens valg"
	if err := s.programmes.SetStart(ctx, s.people["lise"], model.ID, start, audit.Form{}); err != nil {
		return fmt.Errorf("start of %s: %w", model.Name, err)
	}
	return nil
}

// startActs are the start of a course: planned when the course began, and held where
// its day is past. A line of the text is what somebody of a department told:
// "Jobcentret, Helle Brandt: …"; the promises are what is to be done with them.
func (l *life) startActs(e event) []act {
	acts := []act{{l.day(l.days("start"), when.Clock{Hour: 8, Minute: 20}), l.name + ", start planned", func(ctx context.Context) error {
		return l.planStart(ctx, e)
	}}}
	if e.day < 0 {
		acts = append(acts, act{l.day(e.day, e.clock).Add(90 * time.Minute), l.name + ", start held", func(ctx context.Context) error { return l.holdStart(ctx, e) }})
	}
	return acts
}

func (l *life) planStart(ctx context.Context, e event) error {
	at := l.day(e.day, e.clock).In(when.Copenhagen).Format("02.01.2006 15:04")
	if err := l.kickoffs.Plan(ctx, l.owner, l.youth, at, e.rest, audit.Form{}); err != nil {
		return err
	}
	for _, t := range e.told() {
		i := kickoff.Invitee{Department: t.Department, Name: t.ToldBy}
		if err := l.kickoffs.Invite(ctx, l.owner, l.youth, i, audit.Form{}); err != nil {
			return err
		}
	}
	return nil
}

// told are the lines of the event, as they were typed at the table.
func (e event) told() []kickoff.ItemTyped {
	var all []kickoff.ItemTyped
	for i, line := range e.text {
		who, text, _ := strings.Cut(line, ": ")
		department, name, _ := strings.Cut(who, ", ")
		t := kickoff.ItemTyped{Department: department, ToldBy: name, Text: text}
		if i < len(e.promises) {
			t.Task, t.Who = e.promises[i].text, plan.Who(e.promises[i].who)
		}
		all = append(all, t)
	}
	return all
}

func (l *life) holdStart(ctx context.Context, e event) error {
	course, err := l.course(ctx)
	if err != nil {
		return err
	}
	k, err := l.kickoffs.Of(ctx, course)
	if err != nil {
		return err
	}
	if k.Kind == "kickoff" {
		if err := l.tellAll(ctx, e, k); err != nil {
			return err
		}
	}
	end := kickoff.Ending{AdviserCame: "yes", BuddyCame: "yes", Matters: e.view, Words: e.facts, Reach: "text", ReachNote: "Helst efter kl. 10"}
	if k.Buddy == 0 {
		end.BuddyCame, end.NoBuddy = "no", "Der var ikke valgt en makker endnu"
	}
	return l.kickoffs.Hold(ctx, l.owner, l.youth, end, entryOf, audit.Form{})
}

// tellAll is the first part: everybody came, and told.
func (l *life) tellAll(ctx context.Context, e event, k kickoff.Kickoff) error {
	if err := l.kickoffs.GoTo(ctx, l.owner, l.youth, kickoff.WithAll, nil, audit.Form{}); err != nil {
		return err
	}
	for i, t := range e.told() {
		if i < len(e.promises) {
			t.Due = l.date(e.promises[i].due).Danish()
		}
		if err := l.kickoffs.Hand(ctx, l.owner, l.youth, t, audit.Form{}); err != nil {
			return err
		}
	}
	came := map[id.Invitee]kickoff.Came{}
	for _, i := range k.Invitees {
		came[i.ID] = kickoff.CameYes
	}
	return l.kickoffs.GoTo(ctx, l.owner, l.youth, kickoff.Alone, came, audit.Form{})
}

// entryOf is how somebody would tell of it in the log.
func entryOf(t kickoff.Told) contact.Text {
	lines := []string{map[string]string{"kickoff": "Kick-off i to dele er holdt.", "intro": "Intromødet er holdt. Den hidtidige rådgiver var med."}[string(t.Kind)]}
	for _, i := range t.Items {
		lines = append(lines, i.Department+", "+i.ToldBy+": "+i.Text)
	}
	if t.Words != "" {
		lines = append(lines, t.Words)
	}
	return contact.Text{Facts: strings.Join(lines, "\n"), View: t.Matters}
}
