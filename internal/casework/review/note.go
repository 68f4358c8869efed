// Package review keeps the leader's reviews: a colleague's caseload gone through youth
// by youth, for a reason that the colleague is told. Each youth may get a question, on
// an entry or not, or a »seen, thanks«; both close it, and only then is it done with.
package review

import (
	"time"

	"kasket/internal/id"
	"kasket/internal/rule"
)

// Kind is what a note is.
type Kind string

// The kinds of notes.
const (
	Seen     Kind = "seen"     // seen, thanks: nothing to answer
	Question Kind = "question" // to be answered
)

// Limits of what one may write, in characters.
const (
	mostText   = 2000
	mostReason = 1000
)

// Review is one walk through a colleague's caseload in a team.
type Review struct {
	ID        id.Review
	Team      id.Team
	Staff     id.Staff // whose caseload
	By        id.Staff
	Reason    string
	StartedAt time.Time
	EndedAt   *time.Time
	Colleague string
	Leader    string
	Open      int // notes that not both have closed
}

// Note is what a leader wrote down of a youth in a review.
type Note struct {
	ID             id.ReviewNote `json:"id"`
	Review         id.Review     `json:"review"`
	Youth          id.Youth      `json:"youth"`
	Contact        id.Contact    `json:"contact"` // the entry it is about; 0 when it is none
	Kind           Kind          `json:"kind"`
	Text           string        `json:"text"`
	By             id.Staff      `json:"by"`
	At             time.Time     `json:"at"`
	Answer         string        `json:"answer"`
	AnsweredAt     *time.Time    `json:"answered_at"`
	AnsweredBy     *id.Staff     `json:"answered_by"`
	LeaderClosedAt *time.Time    `json:"leader_closed_at"`
	OwnerClosedAt  *time.Time    `json:"owner_closed_at"`
	Staff          id.Staff      `json:"staff"` // who is asked
	Team           id.Team       `json:"team"`
	Name           string        `json:"name"` // what the youth is called
	Leader         string        `json:"leader"`
	Colleague      string        `json:"colleague"`
	Answerer       string        `json:"answerer"`
	Reason         string        `json:"reason"` // of the review
	EntryKind      string        `json:"entry_kind"`
	EntryAt        *time.Time    `json:"entry_at"`
}

// Answered reports whether there is an answer.
func (n Note) Answered() bool { return n.AnsweredAt != nil }

// MayClose reports whether a side may close the note: a question when it is answered.
func (n Note) MayClose() bool { return n.Kind == Seen || n.Answered() }

// Wish is a note as a leader wishes to write it.
type Wish struct {
	Youth   id.Youth
	Contact id.Contact // 0: about the youth, not about one entry
	Kind    Kind
	Text    string
}

// check tidies the wish and says which rules it breaks.
func (w *Wish) check() error {
	w.Text = rule.Text(w.Text)
	if w.Kind != Seen {
		w.Kind = Question
	}
	var broken rule.Violations
	if w.Kind == Question {
		broken.Required("question", w.Text)
	}
	broken.Longest("question", w.Text, mostText)
	return broken.Err()
}

// answer writes the answer down, once.
func (n *Note) answer(text string, by id.Staff, at time.Time) error {
	text = rule.Text(text)
	var broken rule.Violations
	switch {
	case n.Kind == Seen:
		broken.Add("", "review_nothing_asked")
	case n.Answered():
		broken.Add("", "answered_already")
	}
	broken.Required("answer", text)
	broken.Longest("answer", text, mostText)
	if err := broken.Err(); err != nil {
		return err
	}
	n.Answer, n.AnsweredAt, n.AnsweredBy = text, &at, &by
	return nil
}

// closeFor closes one side of the note. Closing twice is closed.
func (n *Note) closeFor(side **time.Time, at time.Time) error {
	switch {
	case *side != nil:
		return nil
	case !n.MayClose():
		return rule.Violation("", "review_not_answered")
	}
	*side = &at
	return nil
}
