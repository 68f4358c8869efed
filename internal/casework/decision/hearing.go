package decision

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Spoken is the channel of what was said face to face or on the phone: it is received
// as it is said.
const Spoken programme.Channel = "spoken"

// Hearing is what was put to the party before the decision, and what they said.
type Hearing struct {
	ID          id.Hearing        `json:"id"`
	PutForward  string            `json:"put_forward"`
	Channel     programme.Channel `json:"channel"`
	SentOn      when.Date         `json:"sent_on"`
	ReceivedOn  when.Date         `json:"received_on"`
	Until       when.Date         `json:"until"`
	ShortReason string            `json:"short_reason"`
	By          string            `json:"by"`
	Answer      string            `json:"answer"`
	AnsweredOn  *when.Date        `json:"answered_on"`
	Spoken      bool              `json:"spoken"`
	ClosedAt    *time.Time        `json:"closed_at"`
	Extensions  []Extension       `json:"extensions"`
}

// Extension is a longer deadline that the party was given.
type Extension struct {
	Was    when.Date `json:"was"`
	Until  when.Date `json:"until"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
}

// HearingWish is a hearing as somebody wants to send it.
type HearingWish struct {
	PutForward  string
	Channel     programme.Channel
	SentOn      when.Date
	Until       when.Date
	ShortReason string
	Lang        string // of the letter; Danish where empty
}

// Open reports whether the hearing still runs.
func (h Hearing) Open() bool { return h.ClosedAt == nil }

// Running is the hearing that runs; false where none does.
func (d Decision) Running() (Hearing, bool) {
	if n := len(d.Hearings); n > 0 && d.Hearings[n-1].Open() {
		return d.Hearings[n-1], true
	}
	return Hearing{}, false
}

// PutForward is what a hearing begins with: what the draft rests on, line by line.
func (d Decision) PutForward() string {
	lines := make([]string, len(d.Facts))
	for i, f := range d.Facts {
		lines[i] = f.Text
	}
	return strings.Join(lines, "\n\n")
}

// received says when what is sent by a channel on a day is received.
func received(days programme.Days, channel programme.Channel, sent when.Date) (when.Date, bool) {
	if channel == Spoken {
		return sent, true
	}
	notice, ok := days.Notified(channel, sent)
	return notice.On, ok
}

// SendHearing puts to the party what is about to weigh on them, with a deadline
// (forvaltningsloven §§ 19-20).
func (s *Service) SendHearing(ctx context.Context, by access.Actor, decision id.Decision, w HearingWish, form audit.Form) error {
	w.PutForward, w.ShortReason = rule.Text(w.PutForward), rule.Text(w.ShortReason)
	return s.change(ctx, by, Hear, decision, form, func(tx pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		days, err := programme.DaysOf(ctx, tx)
		if err != nil {
			return "", err
		}
		on, broken := w.check(d.Type, days, s.today())
		if w.Channel != Spoken && len(broken) == 0 {
			broken = append(broken, d.MayLeave(s.today())...) // a letter names the law
		}
		if err := broken.Err(); err != nil {
			return "", err
		}
		d.Hearing, d.HearingWhy = HearingNeeded, ""
		e.Reason = w.ShortReason
		number, err := db.Value[id.Hearing](ctx, tx, `
			INSERT INTO decision_hearings (decision_id, put_forward, channel, sent_on, received_on, until_on, short_reason, by_id, at)
			VALUES (@decision, @put, @channel, @sent, @received, @until, @short, @by, @at) RETURNING id`,
			db.Args{
				"decision": d.ID, "put": w.PutForward, "channel": w.Channel, "sent": w.SentOn, "received": on, "until": w.Until,
				"short": w.ShortReason, "by": by.Staff, "at": s.now(),
			})
		if err != nil {
			return "", fmt.Errorf("hearing of decision %d: %w", d.ID, err)
		}
		return w.ShortReason, s.sendHearing(ctx, tx, by, *d, w, number)
	})
}

// sendHearing makes the letters of a hearing that is not held by word of mouth: to
// everybody who gets the letters of the matter.
func (s *Service) sendHearing(ctx context.Context, tx pgx.Tx, by access.Actor, d Decision, w HearingWish, number id.Hearing) error {
	if w.Channel == Spoken {
		return youth.Alive(ctx, tx, d.Youth)
	}
	to, _, err := recipients(ctx, tx, d, w.SentOn)
	if err != nil {
		return err
	}
	h := Hearing{ID: number, PutForward: w.PutForward, Until: w.Until}
	for _, r := range to {
		letter := Writing{To: Addressee{Person: r.Person}, On: w.SentOn, Channel: w.Channel, Hearing: &h}
		if _, err := s.sendLetter(ctx, tx, by, d, programme.HearingLetter, letter, w.Lang); err != nil {
			return err
		}
	}
	return nil
}

// check says which rules a hearing breaks, and when the party receives it.
func (w HearingWish) check(t programme.DecisionType, days programme.Days, today when.Date) (when.Date, rule.Violations) {
	var v rule.Violations
	v.Required("put_forward", w.PutForward)
	v.Longest("put_forward", w.PutForward, mostText)
	v.Longest("hearing_reason", w.ShortReason, mostReason)
	on, known := checkSent(&v, days, w.Channel, w.SentOn, today)
	if known {
		v = append(v, t.CheckHearing(programme.Hearing{Received: on, Until: w.Until, Reason: w.ShortReason}, days.Calendar, today)...)
	}
	return on, v
}

// checkSent checks by which channel and on which day something was sent, and says
// when it is received. What was sent before yesterday's year, or will be sent later
// than today, is a slip of the finger.
func checkSent(v *rule.Violations, days programme.Days, channel programme.Channel, sent, today when.Date) (on when.Date, known bool) {
	switch {
	case sent.IsZero():
		v.Add("sent_on", "required")
		return on, false
	case sent.After(today):
		v.Add("sent_on", "future")
	case sent.Before(today.AddMonths(-longestAgo)):
		v.Add("sent_on", "too_far_back", longestAgo)
	}
	on, known = received(days, channel, sent)
	if !known {
		v.Add("channel", "choose")
	}
	return on, known
}

// Answer is what the party said to a hearing.
type Answer struct {
	Text   string
	On     when.Date
	Spoken bool
	Over   bool // they have no more to say: the hearing ends with it
}

// RecordAnswer writes down what the party said, also by word of mouth
// (offentlighedsloven § 13). What is written after it comes below.
func (s *Service) RecordAnswer(ctx context.Context, by access.Actor, decision id.Decision, a Answer, form audit.Form) error {
	a.Text = rule.Text(a.Text)
	return s.change(ctx, by, Reply, decision, form, func(tx pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		h, ok := d.Running()
		if !ok {
			return "", rule.Violation("", "decision_state", string(Heard))
		}
		whole := a.Text
		if h.Answer != "" {
			whole = h.Answer + "\n\n" + a.Text
		}
		var broken rule.Violations
		broken.Required("answer", a.Text)
		broken.Longest("answer", whole, mostText)
		switch {
		case a.On.IsZero():
			broken.Add("answered_on", "required")
		case a.On.After(s.today()):
			broken.Add("answered_on", "future")
		case a.On.Before(h.SentOn):
			broken.Add("answered_on", "earlier_than", h.SentOn)
		}
		if err := broken.Err(); err != nil {
			return "", err
		}
		_, err := tx.Exec(ctx, `UPDATE decision_hearings SET answer = @answer, answered_on = @on, spoken = @spoken, answered_by = @by WHERE id = @id`,
			db.Args{"id": h.ID, "answer": whole, "on": a.On, "spoken": a.Spoken, "by": by.Staff})
		if err != nil {
			return "", fmt.Errorf("answer to hearing %d: %w", h.ID, err)
		}
		d.hearing().Answer = whole
		if a.Over {
			return "", s.conclude(ctx, tx, by, d)
		}
		return "", nil
	})
}

// ExtendHearing gives the party longer (forvaltningsloven § 21).
func (s *Service) ExtendHearing(ctx context.Context, by access.Actor, decision id.Decision, until when.Date, reason string, form audit.Form) error {
	reason = rule.Text(reason)
	return s.change(ctx, by, Extend, decision, form, func(tx pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		h, ok := d.Running()
		if !ok {
			return "", rule.Violation("", "decision_state", string(Heard))
		}
		days, err := programme.DaysOf(ctx, tx)
		if err != nil {
			return "", err
		}
		var broken rule.Violations
		broken.Longest("reason", reason, mostReason)
		switch {
		case until.IsZero():
			broken.Add("until", "required")
		case until.Before(s.today()) || !until.After(h.Until):
			broken.Add("until", "not_longer", h.Until)
		case until.After(s.today().AddMonths(longestAgo)):
			broken.Add("until", "too_far_ahead", longestAgo)
		case !days.Calendar.Open(until):
			broken.Add("until", "closed_day", days.Calendar.OpenFrom(until))
		}
		if err := broken.Err(); err != nil {
			return "", err
		}
		e.Reason = reason
		_, err = tx.Exec(ctx, `
			INSERT INTO hearing_extensions (hearing_id, was_on, until_on, reason, by_id, at) VALUES (@hearing, @was, @until, @reason, @by, @at)`,
			db.Args{"hearing": h.ID, "was": h.Until, "until": until, "reason": reason, "by": by.Staff, "at": s.now()})
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE decision_hearings SET until_on = @until WHERE id = @id`, db.Args{"id": h.ID, "until": until})
		}
		if err != nil {
			return "", fmt.Errorf("extending hearing %d: %w", h.ID, err)
		}
		return reason, nil
	})
}

// ConcludeHearing ends a hearing that was answered, or whose deadline has passed.
func (s *Service) ConcludeHearing(ctx context.Context, by access.Actor, decision id.Decision, form audit.Form) error {
	return s.change(ctx, by, Conclude, decision, form, func(tx pgx.Tx, d *Decision, _ *audit.Event) (string, error) {
		h, ok := d.Running()
		switch {
		case !ok:
			return "", rule.Violation("", "decision_state", string(Heard))
		case h.Answer == "" && !s.today().After(h.Until):
			return "", rule.Violation("", "hearing_runs", h.Until)
		}
		return "", s.conclude(ctx, tx, by, d)
	})
}

// conclude closes the hearing that runs.
func (s *Service) conclude(ctx context.Context, tx pgx.Tx, by access.Actor, d *Decision) error {
	h := d.hearing()
	at := s.now()
	_, err := tx.Exec(ctx, `UPDATE decision_hearings SET closed_at = @at, closed_by = @by WHERE id = @id`, db.Args{"id": h.ID, "at": at, "by": by.Staff})
	if err != nil {
		return fmt.Errorf("closing hearing %d: %w", h.ID, err)
	}
	h.ClosedAt, d.State = &at, Draft
	return nil
}

// hearing is the latest hearing; there is one.
func (d *Decision) hearing() *Hearing { return &d.Hearings[len(d.Hearings)-1] }

func isNotFound(err error) bool { return errors.Is(err, db.ErrNotFound) }
