package contact

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/standing"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Minutes is how a meeting went, as typed on its page. It becomes one entry of the log and
// stands nowhere else.
type Minutes struct {
	At        string // when it took place; nothing is the time it stood for, where that is past, else now
	YouthCame string // yes or no
	Came      map[id.MeetingPerson]bool
	Late      string // why a meeting at an age is held late
	Facts     string // what was said and agreed
	View      string // how the meeting was, in the youth's words
	Agreement string
	Due       string
	Who       string
	Next      string
	NextPlace string
	Activity  string // what one did together, by its code
}

// HoldMeeting tells how a meeting went: who came is noted, the log gets its entry, what was
// agreed is an agreement, and the meeting is answered, all at once and once. Where nobody
// came it is answered as one to which the youth did not come.
func (s *Service) HoldMeeting(ctx context.Context, by access.Actor, youth id.Youth, number id.Meeting, x Minutes, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.HoldMeeting, Youth: youth, Subject: int64(number), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.HoldMeeting, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		var broken rule.Violations
		came := x.YouthCame == "yes"
		if !came && x.YouthCame != "no" {
			broken.Add("youth_came", "choose")
		}
		m, names, err := meeting.Attend(ctx, tx, by, youth, number, meeting.Attendance{Youth: came, Came: x.Came, Reason: x.Late})
		if err != nil {
			return err
		}
		typed := s.minutes(m, x, names).Clean()
		if typed.Outcome == string(Talked) && typed.Text.Empty() {
			broken.Add("facts", "required")
		}
		event.Detail = map[string]any{"state": typed.Answered[id.String(number)]}
		_, err = s.Enter(ctx, tx, by, youth, typed)
		if wrong, ok := errors.AsType[rule.Violations](err); ok {
			return append(broken, slices.DeleteFunc(wrong, func(b rule.Broken) bool { return b.Field == "account" })...)
		}
		if err != nil {
			return err
		}
		return broken.Err()
	})
}

// minutes is the entry that tells of a meeting. names are those who came besides the youth.
func (s *Service) minutes(m meeting.Meeting, x Minutes, names []string) Typed {
	t := Typed{
		Kind: "met", Outcome: string(Talked), At: rule.Line(x.At), PlaceNote: m.Place, Others: there(names), Attended: x.YouthCame,
		Agreement: x.Agreement, AgreementDue: x.Due, AgreementWho: x.Who, Next: x.Next, NextPlace: x.NextPlace, Activity: x.Activity,
		Text: Text{Facts: x.Facts, View: x.View},
	}
	if m.Kind == meeting.Accompaniment {
		t.Kind = string(meeting.Accompaniment)
	}
	state := meeting.Held
	if x.YouthCame != "yes" {
		t.Counterpart = "professional"
		if m.Kind == meeting.Statutory { // the law asks for a talk with the youth
			state = meeting.Absent
		}
		if len(names) == 0 {
			state, t.Counterpart, t.Outcome = meeting.Absent, string(TheYouth), string(NotReached)
		}
	}
	t.Answered = map[string]string{id.String(m.ID): string(state)}
	if t.At == "" && !m.StartsAt.After(s.now()) {
		t.At = m.StartsAt.In(when.Copenhagen).Format("02.01.2006 15:04")
		if m.AllDay {
			t.At = m.StartsAt.In(when.Copenhagen).Format("02.01.2006")
		}
	}
	return t
}

// mostNames is how long the line of who else was there may be, in characters.
const mostNames = 300

// there are the names that the line of who else was there has room for.
func there(names []string) string {
	line := ""
	for _, name := range names {
		longer := strings.TrimPrefix(line+"; "+name, "; ")
		if utf8.RuneCountInString(longer) > mostNames {
			break
		}
		line = longer
	}
	return line
}
