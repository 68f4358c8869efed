// Package sparring keeps the questions about a youth: who has the youth asks a
// colleague, an adviser, or is asked by the leader. While a question is open the
// one who is asked may read the record and answer; it ends by itself, or when the
// asker has taken note.
package sparring

import (
	"time"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Question is a question about a youth to somebody by name.
type Question struct {
	ID         id.Question `json:"id"`
	Youth      id.Youth    `json:"youth"`
	Contact    id.Contact  `json:"contact"` // the entry it is about; 0 when it is none
	AskedBy    id.Staff    `json:"asked_by"`
	To         id.Staff    `json:"to"`
	Text       string      `json:"text"`
	AskedAt    time.Time   `json:"asked_at"`
	Until      when.Date   `json:"until"` // last day of the invitation
	Answer     string      `json:"answer"`
	AnsweredAt *time.Time  `json:"answered_at"`
	ClosedAt   *time.Time  `json:"closed_at"`
	Name       string      `json:"name"` // what the youth is called
	Asker      string      `json:"asker"`
	Asked      string      `json:"asked"`
	Decided    string      `json:"decided"` // what the asker does now
	Angles     []Angle     `json:"angles"`  // beside the answer, as they were given
}

// Angle is another way to look at it, of somebody else who may read the question.
type Angle struct {
	By   string    `json:"by"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Lasts reports whether the one who is asked may read and answer on the day.
func (q Question) Lasts(today when.Date) bool {
	return q.ClosedAt == nil && !q.Until.Before(today)
}

// Answered reports whether there is an answer.
func (q Question) Answered() bool { return q.AnsweredAt != nil }

// Limits of what one may write, in characters, and of how long one may invite.
const (
	mostText    = 4000
	usualDays   = 14
	longestDays = 60
)

// UntilUsually is the last day of an invitation unless another is chosen.
func UntilUsually(today when.Date) when.Date { return today.AddDays(usualDays) }

// Wish is a question as somebody wishes to ask it.
type Wish struct {
	To      id.Staff
	Contact id.Contact // 0: about the youth, not about one entry
	Text    string
	Until   when.Date // the zero day is the usual one
}

// check tidies the wish and says which rules it breaks.
func (w *Wish) check(asker id.Staff, today when.Date) error {
	w.Text = rule.Text(w.Text)
	if w.Until.IsZero() {
		w.Until = UntilUsually(today)
	}
	var broken rule.Violations
	switch w.To {
	case 0:
		broken.Add("asked", "required")
	case asker:
		broken.Add("asked", "ask_oneself")
	}
	broken.Required("question", w.Text)
	broken.Longest("question", w.Text, mostText)
	checkUntil(&broken, w.Until, today)
	return broken.Err()
}

func checkUntil(broken *rule.Violations, until, today when.Date) {
	switch {
	case until.IsZero():
		broken.Add("until", "required")
	case until.Before(today):
		broken.Add("until", "in_the_past")
	case until.Sub(today) > longestDays:
		broken.Add("until", "invitation_too_long", longestDays)
	}
}

// answer writes the answer down. It is written once: what comes after it is a new
// question.
func (q *Question) answer(text string, at time.Time) error {
	text = rule.Text(text)
	var broken rule.Violations
	if q.Answered() {
		broken.Add("", "answered_already")
	}
	broken.Required("answer", text)
	broken.Longest("answer", text, mostText)
	if err := broken.Err(); err != nil {
		return err
	}
	q.Answer, q.AnsweredAt = text, &at
	return nil
}

// extend lets the invitation last until another day. A question that was closed
// stays closed.
func (q *Question) extend(until, today when.Date) error {
	var broken rule.Violations
	if q.ClosedAt != nil {
		broken.Add("", "question_closed")
	}
	checkUntil(&broken, until, today)
	if err := broken.Err(); err != nil {
		return err
	}
	q.Until = until
	return nil
}
