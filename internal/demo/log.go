package demo

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/company"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/placement"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// entry is a contact as its line tells of it.
type entry struct {
	event
	contact.Typed
	by     string // who wrote it, when that was not the owner
	booked int    // the day on which it was planned; 0 is none
	absent bool
}

var hatLetters = regexp.MustCompile(`^[amc]+$`)

// entryOf understands a contact's line: met mc 60min place=office others=…
func (l *life) entryOf(e event) (entry, error) {
	n := entry{event: e, Typed: contact.Typed{Kind: e.kind, Outcome: "talked"}}
	n.Text = contact.Text{Account: e.account(), Facts: e.facts, View: e.view, Assessment: e.judged, Authority: e.matter}
	rest := e.rest
	if i := strings.Index(rest, "others="); i >= 0 {
		n.Others, rest = rest[i+len("others="):], rest[:i]
	}
	for _, word := range strings.Fields(rest) {
		key, value, named := strings.Cut(word, "=")
		switch {
		case key == "place" && named:
			n.Place = placeOf(value)
		case key == "did" && named:
			n.Activity = value
		case key == "who" && named:
			n.Counterpart, n.Direction = value, "in"
		case key == "by" && named:
			n.by = value
		case key == "booked" && named:
			n.booked = atoi(value)
		case word == "absent":
			n.absent, n.Attended = true, "no"
		case word == "not_reached", word == "message":
			n.Outcome = word
		case strings.HasSuffix(word, "min"):
			n.Minutes = strings.TrimSuffix(word, "min")
		case hatLetters.MatchString(word):
			n.Hats = l.hatsOf(word)
		case slices.Contains(contact.Places, contact.Place(word)):
			n.Place = word
		default:
			return n, fmt.Errorf("%q in %q says nothing", word, e.rest)
		}
	}
	if n.booked != 0 && !n.absent {
		n.Attended = "yes"
	}
	return n, nil
}

// placeOf is the log's word for a place of the stories.
func placeOf(word string) string {
	if word == "school" {
		return "other"
	}
	return word
}

// hatsOf reads letters as the hats of the team's programme, each once.
func (l *life) hatsOf(letters string) []string {
	var hats []string
	for _, letter := range letters {
		if hat := l.hats[l.team][letter]; hat != "" && !slices.Contains(hats, hat) {
			hats = append(hats, hat)
		}
	}
	return hats
}

// contactActs are an entry of the log: planned before, where it was, written down
// a little after it happened, and its agreements kept later.
func (l *life) contactActs(e event) ([]act, error) {
	n, err := l.entryOf(e)
	if err != nil {
		return nil, err
	}
	happened := l.day(e.day, e.clock)
	acts := []act{{written(happened, n.Minutes), l.name + ", " + e.kind, func(ctx context.Context) error { return l.log(ctx, n, happened) }}}
	if n.booked != 0 {
		acts = append(acts, act{l.day(n.booked, four), l.name + ", planned", func(ctx context.Context) error {
			return l.meetings.Plan(ctx, l.owner, l.youth, meeting.Wish{At: typed(happened), Kind: meeting.Talk, Place: placeWords[n.Place]}, audit.Form{})
		}})
	}
	return append(acts, l.keptActs(e)...), nil
}

// keptActs are the agreements of an event as they were kept later.
func (l *life) keptActs(e event) []act {
	var acts []act
	for _, p := range e.promises {
		if p.kept != 0 {
			acts = append(acts, act{l.day(p.kept, four), l.name + ", kept", func(ctx context.Context) error { return l.keep(ctx, p) }})
		}
	}
	return acts
}

// written is when an entry is written down: when it is over, and a little.
func written(happened time.Time, minutes string) time.Time {
	n, _ := strconv.Atoi(minutes)
	return happened.Add(time.Duration(n)*time.Minute + 7*time.Minute)
}

// log opens the record, as one does before writing, and makes the entry.
func (l *life) log(ctx context.Context, n entry, happened time.Time) error {
	by := l.owner
	if n.by != "" {
		var err error
		if by, err = l.person(n.by); err != nil {
			return err
		}
	}
	if _, err := l.youths.Open(ctx, by, l.youth); err != nil {
		return err
	}
	t := n.Typed
	t.At = typed(happened)
	if n.booked != 0 {
		planned, err := db.Value[id.Meeting](ctx, l.db.Read, `SELECT id FROM meetings WHERE youth_id = @youth AND starts_at = @at`,
			db.Args{"youth": l.youth, "at": happened})
		if err != nil {
			return fmt.Errorf("the appointment it answers: %w", err)
		}
		state := meeting.Held
		if n.absent {
			state = meeting.Absent
		}
		t.Answered = map[string]string{id.String(planned): string(state)}
	}
	if len(n.promises) > 0 {
		p := n.promises[0]
		t.Agreement, t.AgreementWho, t.AgreementDue = p.text, p.who, l.date(p.due).Danish()
	}
	if _, err := l.contacts.Log(ctx, by, l.youth, t, l.key()); err != nil {
		return err
	}
	for i, p := range n.promises {
		if i == 0 { // made in the entry's own form
			continue
		}
		if err := l.promise(ctx, by, p); err != nil {
			return err
		}
	}
	return nil
}

// placeWords are places as they are written on an appointment.
var placeWords = map[string]string{"home": "Hjemme", "office": "Rute 42", "town": "I byen", "company": "I virksomheden", "other": ""}

var placementForm = regexp.MustCompile(`^(\w+) (.+?); from ([+-]\d+)(?:; to ([+-]\d+))?(?:; hours (\d+))?$`)

// placementActs keep a stay: when it was agreed, or once it has ended, with how.
// It comes as a file's row would, since no page makes one yet.
func (l *life) placementActs(e event) ([]act, error) {
	m := placementForm.FindStringSubmatch(e.rest)
	if m == nil {
		return nil, fmt.Errorf("%q is no placement", e.rest)
	}
	p := placement.Placement{
		Company: company.Company{Name: m[2], CVR: cvr(m[2])}, Type: m[1],
		From: l.date(atoi(m[3])), To: l.date(atoi(m[4])), Terms: placement.Terms{Hours: float64(atoi(m[5]))},
	}
	day, found := e.day, false
	for _, later := range l.events {
		if later.kind == "result" && later.day > e.day && !found {
			day, found, p.Result = max(later.day, atoi(m[4])+1), true, placement.Result(later.rest)
		}
	}
	if atoi(m[4]) > 0 {
		day, p.Result = e.day, placement.NoResult
	}
	return []act{{l.day(day, four), l.name + ", placement", func(ctx context.Context) error { return l.place(ctx, p) }}}, nil
}

func (l *life) place(ctx context.Context, p placement.Placement) error {
	by := l.coordinator()
	event := audit.Event{By: by, Action: access.Import, Youth: l.youth, Team: l.team, Detail: map[string]string{"type": p.Type}}
	return l.trail.Write(ctx, &event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.Import, access.InTeam(l.team)); err != nil {
			return err
		}
		var err error
		if p.Enrolment, err = l.course(ctx); err != nil {
			return err
		}
		p.Youth = l.youth
		number, err := placement.Register(ctx, tx, by, p, when.Of(l.clock.at))
		event.Subject = int64(number)
		return err
	})
}

// cvr is a number for a company of the demo: it begins with 9990, which is nobody's
// here, and its check digit fits.
func cvr(name string) company.CVR {
	for n := spread(name, 900); ; n++ {
		for check := range 10 {
			typed := fmt.Sprintf("9990%03d%d", n%1000, check)
			if c, err := company.ParseCVR(typed); err == nil {
				return c
			}
		}
	}
}
