package decision

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Notice is that somebody was told of a decision, or why not.
type Notice struct {
	Person        *id.Person        `json:"person"` // nil is the youth
	Name          string            `json:"name"`
	Channel       programme.Channel `json:"channel"`
	SentOn        *when.Date        `json:"sent_on"`
	NotifiedOn    *when.Date        `json:"notified_on"`
	ComplainUntil *when.Date        `json:"complain_until"`
	Omitted       string            `json:"omitted"`
	Letter        *id.Letter        `json:"letter"`
	By            string            `json:"by"`
	At            time.Time         `json:"at"`
}

// Telling is how the parties are told of a decision.
type Telling struct {
	Channel programme.Channel
	SentOn  when.Date
	Omitted map[id.Person]string // why somebody who should have the letter gets none
	Answer  string               // what a person says to the questions that the data leave open
	Lang    string               // of the letter; Danish where empty
}

// Recipient is somebody who gets the letter of a decision; Person 0 is the youth.
type Recipient struct {
	Person id.Person
	Name   string
}

// Recipients are who gets the letter that is sent on a day, and what has to be
// answered by hand before anybody is told: whose age nobody knows is told themselves.
func (s *Service) Recipients(ctx context.Context, d Decision, on when.Date) ([]Recipient, []network.Unanswered, error) {
	return recipients(ctx, s.read, d, on)
}

func recipients(ctx context.Context, q db.Reader, d Decision, on when.Date) ([]Recipient, []network.Unanswered, error) {
	circle, err := network.PartiesOn(ctx, q, d.Youth, d.matter(on))
	if err != nil {
		return nil, nil, err
	}
	var list []Recipient
	for _, p := range circle.Letters() {
		list = append(list, Recipient{Person: p.Person, Name: p.Name})
	}
	if circle.Open(network.BirthDate) || circle.Open(network.AgeRule) {
		list = append([]Recipient{{}}, list...)
	}
	for i := range list {
		if list[i].Person == 0 {
			list[i].Name = d.Name
		}
	}
	return list, circle.Unanswered, nil
}

// matter is what is decided about whom, on the day of an act.
func (d Decision) matter(on when.Date) network.Matter {
	return network.Matter{Born: d.Born, On: on, Law: d.Type.Law}
}

// Notify tells the parties of a decision: from then on it has effect, and the time to
// complain runs from the day it is received (retssikkerhedsloven § 67). Nothing leaves
// the house by a law that nobody has confirmed.
func (s *Service) Notify(ctx context.Context, by access.Actor, decision id.Decision, t Telling, form audit.Form) error {
	t.Answer = rule.Text(t.Answer)
	return s.change(ctx, by, Notify, decision, form, func(tx pgx.Tx, d *Decision, e *audit.Event) (string, error) {
		broken := d.MayLeave(s.today())
		days, err := programme.DaysOf(ctx, tx)
		if err != nil {
			return "", err
		}
		on, known := checkSent(&broken, days, t.Channel, t.SentOn, s.today())
		if !known {
			return "", broken
		}
		if t.SentOn.Before(*d.DecidedOn) {
			broken.Add("sent_on", "earlier_than", *d.DecidedOn)
		}
		to, open, err := recipients(ctx, tx, *d, t.SentOn)
		if err != nil {
			return "", err
		}
		broken = append(broken, t.check(to, open)...)
		if err := broken.Err(); err != nil {
			return "", err
		}
		e.Reason = t.Answer
		notice := Notice{Channel: t.Channel, SentOn: &t.SentOn, NotifiedOn: &on}
		if d.Type.Burdensome != programme.Favours {
			if until, ok := d.Type.ComplaintEnds(on, days.Calendar); ok {
				notice.ComplainUntil = &until
			}
		}
		return t.Answer, s.tell(ctx, tx, by, *d, t, to, notice)
	})
}

// check holds a telling against who is to be told: whoever is left out has a reason,
// somebody is told, and what the data leave open is answered.
func (t Telling) check(to []Recipient, open []network.Unanswered) rule.Violations {
	var v rule.Violations
	told := 0
	for _, r := range to {
		reason, omitted := t.Omitted[r.Person]
		switch {
		case !omitted:
			told++
		case rule.Text(reason) == "":
			v.Add("omitted."+id.String(r.Person), "required")
		default:
			v.Longest("omitted."+id.String(r.Person), reason, mostReason)
		}
	}
	if told == 0 {
		v.Add("", "nobody_told")
	}
	if len(open) > 0 {
		v.Required("answer", t.Answer)
	}
	v.Longest("answer", t.Answer, mostReason)
	return v
}

// tell writes down for each recipient how they were told, or why not.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, by access.Actor, d Decision, t Telling, to []Recipient, as Notice) error {
	for _, r := range to {
		n := Notice{Name: r.Name}
		if reason, omitted := t.Omitted[r.Person]; omitted {
			n.Omitted = rule.Text(reason)
		} else {
			n = as
			n.Name = r.Name
			w := Writing{To: Addressee{Person: r.Person}, On: t.SentOn, Channel: t.Channel}
			sent, err := s.sendLetter(ctx, tx, by, d, programme.DecisionLetter, w, t.Lang)
			if err != nil {
				return err
			}
			n.Letter = &sent
		}
		if r.Person != 0 {
			n.Person = &r.Person
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO decision_notices (decision_id, person_id, name, channel, sent_on, notified_on, complain_until, omitted_reason, letter_id, by_id, at)
			VALUES (@decision, @person, @name, @channel, @sent, @notified, @until, @omitted, @letter, @by, @at)`,
			db.Args{
				"decision": d.ID, "person": n.Person, "name": n.Name, "channel": n.Channel, "sent": n.SentOn, "notified": n.NotifiedOn,
				"until": n.ComplainUntil, "omitted": n.Omitted, "letter": n.Letter, "by": by.Staff, "at": s.now(),
			})
		if err != nil {
			return fmt.Errorf("telling of decision %d: %w", d.ID, err)
		}
	}
	return nil
}

// ComplainUntil is the last day anybody who was told may complain, as their letter
// says; nil where there is none.
func (d Decision) ComplainUntil() *when.Date {
	var last *when.Date
	for _, n := range d.Notices {
		if n.ComplainUntil != nil && (last == nil || n.ComplainUntil.After(*last)) {
			last = n.ComplainUntil
		}
	}
	return last
}
