package kickoff

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Ending is how a beginning went, as typed.
type Ending struct {
	At          string // when it took place; nothing is the time it stood for, where that is past, else now
	BuddyCame   string // yes, no, or nothing
	NoBuddy     string
	AdviserCame string // yes, no, or nothing
	Matters     string // to the youth, in the contact
	Reach       Reach
	ReachNote   string
	Words       string // what else was said
	Next        string
	NextPlace   string
	Came        map[id.Invitee]Came
}

// Told is a beginning as its entry in the log tells of it.
type Told struct {
	Kickoff
	Words string
	Buddy bool // was there
}

const (
	mostMatters = 2000
	mostWords   = 4000
	mostOthers  = 300 // of the entry's line of who else was there
)

func (e Ending) clean() Ending {
	for _, line := range []*string{&e.At, &e.BuddyCame, &e.AdviserCame, &e.ReachNote, &e.Next, &e.NextPlace} {
		*line = rule.Line(*line)
	}
	for _, text := range []*string{&e.NoBuddy, &e.Matters, &e.Words} {
		*text = rule.Text(*text)
	}
	return e
}

// Check says which rules the ending of a beginning breaks: a kick-off has had its
// break, and where the programme wants the buddy to have been there (Halsnæs) it is
// said why one was not.
func (e Ending) Check(k Kickoff) rule.Violations {
	var broken rule.Violations
	if k.Kind == programme.Kickoff && k.Part != Alone {
		broken.Add("", "kickoff_break_first")
	}
	e.checkBuddy(k, &broken)
	if k.Kind == programme.Intro && e.AdviserCame != "yes" && e.AdviserCame != "no" {
		broken.Add("adviser_came", "choose")
	}
	if e.Reach != "" && !slices.Contains(Reaches, e.Reach) {
		broken.Add("reach", "unknown")
	}
	broken.Longest("no_buddy", e.NoBuddy, mostMatters)
	broken.Longest("matters", e.Matters, mostMatters)
	broken.Longest("reach_note", e.ReachNote, mostLine)
	broken.Longest("words", e.Words, mostWords)
	return broken
}

func (e Ending) checkBuddy(k Kickoff, broken *rule.Violations) {
	if k.BuddyRule == programme.AttendanceNone {
		return
	}
	switch {
	case e.BuddyCame == "yes" && k.Buddy == 0:
		broken.Add("buddy_came", "no_buddy_to_come")
		return
	case e.BuddyCame != "yes" && e.BuddyCame != "no" && k.Buddy != 0:
		broken.Add("buddy_came", "choose")
		return
	}
	if k.BuddyRule == programme.AttendanceRequired && e.BuddyCame != "yes" {
		broken.Required("no_buddy", e.NoBuddy)
	}
}

// Hold ends a beginning: it was held. In one act the meeting is answered, the log
// gets its entry with who was there, each task becomes an agreement, and the next
// meeting is planned. Tell puts the entry in words: the domain has none.
func (s *Service) Hold(ctx context.Context, by access.Actor, youth id.Youth, e Ending, tell func(Told) contact.Text, form audit.Form) error {
	e = e.clean()
	event := &audit.Event{By: by, Youth: youth, Form: form, Detail: map[string]any{"held": true}}
	return s.change(ctx, event, func(tx pgx.Tx, k Kickoff) error {
		event.Subject = int64(k.ID)
		if err := k.attend(ctx, tx, e.Came); err != nil {
			return err
		}
		k, err := find(ctx, tx, k.Enrolment)
		if err != nil {
			return err
		}
		broken := e.Check(k)
		k.Matters, k.Reach, k.ReachNote, k.NoBuddy = e.Matters, e.Reach, e.ReachNote, e.NoBuddy
		came := e.AdviserCame == "yes"
		if k.Kind == programme.Intro {
			k.AdviserCame = &came
		}
		there := e.BuddyCame == "yes" && k.Buddy != 0
		entry, err := s.contacts.Enter(ctx, tx, by, youth, k.entry(e, s.at(k, e), tell(Told{Kickoff: k, Words: e.Words, Buddy: there})))
		if wrong, ok := errors.AsType[rule.Violations](err); ok {
			return append(broken, wrong...)
		}
		if err != nil {
			return err
		}
		if len(broken) > 0 {
			return broken
		}
		if err := k.agree(ctx, tx, entry, by.Staff, s.now()); err != nil {
			return err
		}
		return k.end(ctx, tx, entry, by.Staff, there, s.now())
	})
}

// at is when it took place, in the words of the log: what was typed, else the time
// that stood for it where it is past.
func (s *Service) at(k Kickoff, e Ending) string {
	if e.At != "" || k.StartsAt == nil || k.StartsAt.After(s.now()) {
		return e.At
	}
	if k.AllDay {
		return k.StartsAt.In(when.Copenhagen).Format("02.01.2006")
	}
	return k.StartsAt.In(when.Copenhagen).Format("02.01.2006 15:04")
}

// entry is the entry of the log that tells of a beginning.
func (k Kickoff) entry(e Ending, at string, text contact.Text) contact.Typed {
	t := contact.Typed{
		Kind: "met", Outcome: string(contact.Talked), At: at, PlaceNote: k.Place, Others: k.others(), Attended: "yes",
		Next: e.Next, NextPlace: e.NextPlace, Text: text,
	}
	if k.MeetingState == meeting.Planned {
		t.Answered = map[string]string{id.String(k.Meeting): string(meeting.Held)}
	}
	return t
}

// others are those who came, as the entry has room for.
func (k Kickoff) others() string {
	line := ""
	for _, i := range k.Invitees {
		if i.Came != CameYes {
			continue
		}
		who := strings.TrimPrefix(i.Name+", "+i.Department, ", ")
		longer := strings.TrimPrefix(line+"; "+who, "; ")
		if utf8.RuneCountInString(longer) > mostOthers {
			break
		}
		line = longer
	}
	return line
}

func (k Kickoff) end(ctx context.Context, tx pgx.Tx, entry id.Contact, by id.Staff, buddy bool, now time.Time) error {
	args := db.Args{
		"id": k.ID, "buddy": nil, "no_buddy": k.NoBuddy, "adviser": k.AdviserCame, "matters": k.Matters, "reach": k.Reach,
		"reach_note": k.ReachNote, "entry": entry, "by": by, "now": now,
	}
	if buddy {
		args["buddy"], args["no_buddy"] = k.Buddy, ""
	}
	_, err := tx.Exec(ctx, `
		UPDATE kickoffs SET buddy_id = @buddy, no_buddy = @no_buddy, adviser_came = @adviser, matters = @matters, reach = @reach,
		       reach_note = @reach_note, contact_id = @entry, held_by = @by, held_at = @now, version = version + 1
		WHERE id = @id`, args)
	if err != nil {
		return fmt.Errorf("ending kickoff %d: %w", k.ID, err)
	}
	return nil
}
