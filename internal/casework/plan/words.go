package plan

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

// WordKind is what a youth's own words are about.
type WordKind string

// What works already, what the youth is good at, dreams of, wishes now and hopes for at
// best, the next small step, what others will notice then, and what others are to bear in
// mind: the sheet of the solution-focused talk (LØFT, domain 7.2). About is a short summary
// that is agreed on, so that the story need not be told again.
const (
	About         WordKind = "about"
	Works         WordKind = "works"
	Dream         WordKind = "dream"
	Wanted        WordKind = "wish"
	Resource      WordKind = "resource"
	Hope          WordKind = "hope"
	Step          WordKind = "step"
	Noticed       WordKind = "noticed"
	Consideration WordKind = "consideration"
)

// WordKinds lists the kinds in the order one talks of them.
var WordKinds = []WordKind{About, Works, Resource, Dream, Wanted, Hope, Step, Noticed, Consideration}

// MostWords is how long a saying may be, in characters.
const MostWords = 1000

// OwnWords is something a youth said of themselves. It is kept as it was said; the newest
// of a kind holds, and an empty one takes back what was said before.
type OwnWords struct {
	ID     id.OwnWords
	Kind   WordKind
	Text   string
	SaidOn when.Date
	By     string // who wrote it down
}

// Said is what a youth has said of themselves, the newest first.
type Said []OwnWords

// Now is what holds of a kind; empty where nothing does.
func (s Said) Now(kind WordKind) OwnWords {
	for _, w := range s {
		if w.Kind == kind {
			return w
		}
	}
	return OwnWords{Kind: kind}
}

// Before are the sayings that hold no more, the newest first.
func (s Said) Before() []OwnWords {
	var before []OwnWords
	for _, w := range s {
		if w.Text != "" && w.ID != s.Now(w.Kind).ID {
			before = append(before, w)
		}
	}
	return before
}

// Newest is the number of the last saying: a form made from it knows what was said.
func (s Said) Newest() id.OwnWords {
	var newest id.OwnWords
	for _, w := range s {
		newest = max(newest, w.ID)
	}
	return newest
}

// SaidSince is answered when something was said since the page was read.
type SaidSince struct{ Said Said }

// Error says that the page was old.
func (s *SaidSince) Error() string { return "something was said meanwhile" }

// WordsOf reads what a youth has said of themselves, for somebody who may read the record.
func WordsOf(ctx context.Context, q db.Reader, youth id.Youth) (Said, error) {
	said, err := db.All[OwnWords](ctx, q, `
		SELECT w.id, w.kind, w.text, w.said_on, s.name AS by FROM own_words w JOIN staff s ON s.id = w.by_id
		WHERE w.youth_id = @youth ORDER BY w.id DESC`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("own words of youth %d: %w", youth, err)
	}
	return said, nil
}

// Saying is a youth's own words as typed: a text for each kind.
type Saying struct {
	Texts map[WordKind]string
	On    string // the day, today where empty
	Seen  id.OwnWords
}

// read understands the day and the texts.
func (w Saying) read(today when.Date) (map[WordKind]string, when.Date, rule.Violations) {
	var broken rule.Violations
	texts := map[WordKind]string{}
	for kind, text := range w.Texts {
		if !slices.Contains(WordKinds, kind) {
			broken.Add("kind", "unknown")
			continue
		}
		texts[kind] = rule.Text(text)
		broken.Longest(string(kind), texts[kind], MostWords)
	}
	on := today
	if typed := rule.Line(w.On); typed != "" {
		day, err := when.ParseDate(typed, today, when.Past)
		switch {
		case err != nil:
			broken.Add("said_on", "date")
		case day.After(today):
			broken.Add("said_on", "in_the_future")
		default:
			on = day
		}
	}
	return texts, on, broken
}

// Say writes down what a youth says of themselves. Only what is said anew is kept: the
// same words once more are no new saying.
func (s *Service) Say(ctx context.Context, by access.Actor, youth id.Youth, w Saying, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepOwnWords, Youth: youth, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.KeepOwnWords, youth, now)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		texts, on, broken := w.read(when.Of(now))
		if scope.Enrolment == 0 {
			broken.Add("", "no_course")
		}
		if len(broken) > 0 {
			return broken
		}
		said, err := WordsOf(ctx, tx, youth)
		if err != nil {
			return err
		}
		anew := said.anew(texts)
		if len(anew) > 0 && said.Newest() != w.Seen {
			return &SaidSince{Said: said}
		}
		event.Detail = map[string]any{"kinds": anew}
		for _, kind := range anew {
			if _, err := tx.Exec(ctx, `INSERT INTO own_words (youth_id, enrolment_id, kind, text, said_on, by_id, at) VALUES (@youth, @course, @kind, @text, @on, @by, @at)`,
				db.Args{"youth": youth, "course": scope.Enrolment, "kind": kind, "text": texts[kind], "on": on, "by": by.Staff, "at": now}); err != nil {
				return fmt.Errorf("own words of youth %d: %w", youth, err)
			}
		}
		return nil
	})
}

// anew are the kinds of which something else is said than what holds, in their order.
func (s Said) anew(texts map[WordKind]string) []WordKind {
	var anew []WordKind
	for _, kind := range WordKinds {
		if text, typed := texts[kind]; typed && text != s.Now(kind).Text {
			anew = append(anew, kind)
		}
	}
	return anew
}
