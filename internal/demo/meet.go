package demo

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/meeting"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

var meetForm = regexp.MustCompile(`^([+-]\d+) (\d+)\.(\d\d) \d+min (\w+) (?:by=(\w+) )?place=(\w+)(?: (.+))?$`)

// meet plans an appointment. One for today is planned for its hour even where the
// demo is loaded later than that: it waits for an answer then. A kind that is the code of a
// milestone is the meeting at that age. Open lines are what the youth wants said, "wants:
// …", where it is, "at: …", and who is asked, "with: …".
func (l *life) meet(ctx context.Context, e event) error {
	m := meetForm.FindStringSubmatch(e.rest)
	if m == nil {
		return fmt.Errorf("%q is no appointment", e.rest)
	}
	by := l.owner
	if m[5] != "" {
		var err error
		if by, err = l.person(m[5]); err != nil {
			return err
		}
	}
	at := l.day(atoi(m[1]), when.Clock{Hour: atoi(m[2]), Minute: atoi(m[3])})
	w := meeting.Wish{At: typed(at), Kind: meeting.Kind(m[4]), Place: placeWords[placeOf(m[6])], Title: m[7]}
	if strings.HasPrefix(m[4], "age_") {
		w.Kind, w.Milestone = "", m[4]
	}
	var guests []string
	for _, line := range e.text {
		switch kind, words := parted(line); kind {
		case "wants":
			w.Wants = words
		case "at":
			w.Place = words
		case "with":
			guests = append(guests, words)
		default:
			return fmt.Errorf("%q is nothing of an appointment", line)
		}
	}
	w.Anyway = meeting.Mark(meeting.Meeting{StartsAt: at}) // weekends and clashes are as they fall on any day
	if err := l.meetings.Plan(ctx, by, l.youth, w, audit.Form{}); err != nil || len(guests) == 0 {
		return err
	}
	number, err := db.Value[id.Meeting](ctx, l.db.Read, `SELECT max(id) FROM meetings WHERE youth_id = @youth`, db.Args{"youth": l.youth})
	if err != nil {
		return fmt.Errorf("what was planned: %w", err)
	}
	for _, name := range guests {
		if err := l.meetings.Invite(ctx, by, l.youth, number, meeting.Guest{Name: name}, audit.Form{}); err != nil {
			return err
		}
	}
	return nil
}

// held tells how the appointment went that was to be last: everybody came. Open lines are
// what one did, "did: doctor", why it is late, "late: …", and the answers of a checklist,
// "list: education=school job=none".
func (l *life) held(ctx context.Context, e event) error {
	number, err := db.Value[id.Meeting](ctx, l.db.Read, `SELECT id FROM meetings WHERE youth_id = @youth AND state = 'planned' AND starts_at <= @now ORDER BY starts_at DESC LIMIT 1`,
		db.Args{"youth": l.youth, "now": l.clock.at})
	if err != nil {
		return fmt.Errorf("the appointment it tells of: %w", err)
	}
	x := contact.Minutes{YouthCame: "yes", Facts: e.facts, View: e.view, Came: map[id.MeetingPerson]bool{}}
	guests, err := db.Values[id.MeetingPerson](ctx, l.db.Read, `SELECT id FROM meeting_people WHERE meeting_id = @m`, db.Args{"m": number})
	if err != nil {
		return fmt.Errorf("who was asked: %w", err)
	}
	for _, g := range guests {
		x.Came[g] = true
	}
	for _, p := range e.promises {
		x.Agreement, x.Who, x.Due = p.text, p.who, l.date(p.due).Danish()
	}
	for _, line := range e.text {
		switch kind, words := parted(line); kind {
		case "did":
			x.Activity = words
		case "late":
			x.Late = words
		case "list":
			answers := map[string]string{}
			for _, pair := range strings.Fields(words) {
				code, answer, _ := strings.Cut(pair, "=")
				answers[code] = answer
			}
			if err := l.meetings.Fill(ctx, l.owner, l.youth, number, answers, audit.Form{}); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%q is nothing of how it went", line)
		}
	}
	return l.contacts.HoldMeeting(ctx, l.owner, l.youth, number, x, audit.Form{})
}

// ours are the meetings without a youth: who keeps them, which team's they are ("" is the
// leaders' group), when they were planned and are held, and what was written. A text for one
// that is ahead is its agenda alone.
var ours = []struct {
	who, team     string
	kind          meeting.Kind
	planned, day  int
	place         string
	agenda, notes string
}{
	{"maja", "rute", meeting.Supervision, -30, -20, "Lokale 2", "En ting, der fylder\nHvad holder dig oppe", "Vi talte om pauser i en samtale, og om hvad vi gør, når vi selv bliver bekymrede. Alle tager én ting med hjem at prøve."},
	{"henrik", "", meeting.LeaderGroup, -28, -14, "Rådhuset, lokale 12", "Plads i de fire team\nÉn indgang til psykiatrien\nTallene for kvartalet", "Ingen skal vente mere end to uger på den første samtale. Lederen af Samarbejdsmodellen taler med psykiatrien om én indgang for unge."},
	{"jonas", "rute", meeting.Weekly, -12, -6, "Køkkenet", "Spørgsmål, der venter\nHvem dækker for hvem\nNyt fra virksomhederne", "To spørgsmål fra køen blev taget op. De, der har spurgt, skriver selv, hvad de gør. Jonas har fået besked om småjob i byggemarkedet fra nytår."},
	{"maja", "rute", meeting.Weekly, -6, 1, "Køkkenet", "Spørgsmål, der venter\nHvem dækker for hvem\nHvordan vi siger farvel, når et forløb slutter", ""},
	{"henrik", "", meeting.LeaderGroup, -14, 14, "Rådhuset, lokale 12", "Plads i de fire team\nSvar fra psykiatrien", ""},
}

// ourActs are the meetings of teams and leaders: planned, and written in.
func (s *stage) ourActs() []act {
	var acts []act
	for _, m := range ours {
		by, at := s.people[m.who], s.day(m.day, when.Clock{Hour: 8, Minute: 30})
		var number id.TeamMeeting
		acts = append(acts, act{s.day(m.planned, when.Clock{Hour: 15, Minute: 45}), "our meeting planned", func(ctx context.Context) error {
			if err := s.meetings.PlanTeam(ctx, by, s.teams[m.team], meeting.TeamWish{Kind: m.kind, At: typed(at), Place: m.place}, audit.Form{}); err != nil {
				return err
			}
			var err error
			if number, err = db.Value[id.TeamMeeting](ctx, s.db.Read, `SELECT max(id) FROM team_meetings`, nil); err != nil {
				return fmt.Errorf("our meeting: %w", err)
			}
			return s.meetings.KeepTeam(ctx, by, number, meeting.TeamNotes{Agenda: m.agenda, State: meeting.Planned, Version: 1}, audit.Form{})
		}})
		if m.notes != "" {
			acts = append(acts, act{s.day(m.day, when.Clock{Hour: 9, Minute: 40}), "our meeting held", func(ctx context.Context) error {
				return s.meetings.KeepTeam(ctx, by, number, meeting.TeamNotes{Agenda: m.agenda, Notes: m.notes, State: meeting.Held, Version: 2}, audit.Form{})
			}})
		}
	}
	return acts
}

// expect is what the demo's municipality chose that the models leave open: how often the
// conversation is held that the law prescribes, and when something is measured.
func (s *stage) expect(ctx context.Context) error {
	lise, from := s.people["lise"], s.today.AddDays(long)
	for key, days := range map[string]int{"rute42": 365, "borgerkonsulent": 120} {
		p, err := s.programmes.ByKey(ctx, key)
		if err != nil {
			return err
		}
		m, err := s.programmes.On(ctx, p.ID, from)
		if err != nil {
			return err
		}
		for _, t := range m.Meetings {
			if t.Kind != string(meeting.Statutory) {
				continue
			}
			t.EveryDays, t.From, t.Source = days, from, "Demokommunens valg"
			if err := s.programmes.SetMeetingType(ctx, lise, p.ID, t, audit.Form{}); err != nil {
				return fmt.Errorf("statutory conversations of %s: %w", key, err)
			}
			break
		}
		if err := s.measures.SetRule(ctx, lise, p.ID, wanted[key], "Demokommunens valg", audit.Form{}); err != nil {
			return fmt.Errorf("what %s measures: %w", key, err)
		}
	}
	return nil
}

// wanted is what the programmes measure: by key.
var wanted = map[string]measure.Rule{
	"rute42":          {Code: "survey", Occasion: measure.AtKickoff},
	"borgerkonsulent": {Code: "indicators", Occasion: measure.NoOccasion, FirstDays: 30, EveryDays: 90},
}
