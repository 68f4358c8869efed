package decision

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Complaint is that somebody complains about a decision. It is received by the
// municipality, which looks at the decision again and sends on what it does not grant
// in whole (retssikkerhedsloven § 66).
type Complaint struct {
	ID            id.Complaint    `json:"id"`
	Person        *id.Person      `json:"person"` // who complains; nil is the youth
	Name          string          `json:"name"`   // what they were called then
	Way           string          `json:"way"`
	ReceivedOn    when.Date       `json:"received_on"`
	Text          string          `json:"text"`
	ComplainUntil *when.Date      `json:"complain_until"` // what they were told; nil where nobody told them
	Late          bool            `json:"late"`
	ReassessBy    *when.Date      `json:"reassess_by"` // our own deadline; nil where the type has none
	State         ComplaintState  `json:"state"`
	ReplacedBy    *id.Decision    `json:"replaced_by"` // the new decision in its place
	SentOn        *when.Date      `json:"sent_on"`
	SentTo        string          `json:"sent_to"`
	LateReason    string          `json:"late_reason"` // why it was sent on after ReassessBy
	ByName        string          `json:"by_name"`     // who wrote it down
	At            time.Time       `json:"at"`
	Steps         []ComplaintStep `json:"steps"`
}

// ComplaintStep is one step of a complaint, with the day it happened.
type ComplaintStep struct {
	Act   ComplaintAct   `json:"act"`
	Was   ComplaintState `json:"was"`
	State ComplaintState `json:"state"`
	On    when.Date      `json:"on"`
	Text  string         `json:"text"`
	Name  string         `json:"name"` // who wrote it down
	At    time.Time      `json:"at"`
}

// Correction is a decision that was made in the place of another.
type Correction struct {
	ID     id.Decision `json:"id"`
	NameDa string      `json:"name_da"`
	NameEn string      `json:"name_en"`
	On     when.Date   `json:"on"`
}

// Ways are how a complaint can come, in the order of the form. It needs no form: a
// sentence on the phone is one.
var Ways = []string{"phone", "spoken", "digital_post", "email", "letter", "other"}

// ComplaintWish is a complaint as somebody writes it down.
type ComplaintWish struct {
	Person     id.Person // 0 is the youth
	Way        string
	ReceivedOn when.Date
	Text       string
}

// check says which rules a complaint breaks. That it is late is none of them: whether a
// late one is looked at is not for us to say (retssikkerhedsloven § 67).
func (w ComplaintWish) check(d Decision, today when.Date) rule.Violations {
	var v rule.Violations
	v.Required("text", w.Text)
	v.Longest("text", w.Text, mostText)
	if !slices.Contains(Ways, w.Way) {
		v.Add("way", "choose")
	}
	switch {
	case w.ReceivedOn.IsZero():
		v.Add("received_on", "required")
	case w.ReceivedOn.After(today):
		v.Add("received_on", "future")
	case d.DecidedOn != nil && w.ReceivedOn.Before(*d.DecidedOn):
		v.Add("received_on", "before_day", *d.DecidedOn)
	}
	return v
}

// ToldUntil is the last day to complain as somebody was told it; Person 0 is the youth.
// Who got no letter of their own has the time of whoever was told last. It is nil where
// nobody was told, and then the time has not begun (retssikkerhedsloven § 67 runs from
// notification, with guidance).
func (d Decision) ToldUntil(who id.Person) *when.Date {
	var last *when.Date
	for _, n := range d.Notices {
		switch {
		case n.ComplainUntil == nil:
			continue
		case n.Person == nil && who == 0, n.Person != nil && *n.Person == who:
			return n.ComplainUntil
		case last == nil || n.ComplainUntil.After(*last):
			last = n.ComplainUntil
		}
	}
	return last
}

// Complaint is one of the complaints about the decision.
func (d Decision) Complaint(n id.Complaint) (Complaint, bool) {
	i := slices.IndexFunc(d.Complaints, func(c Complaint) bool { return c.ID == n })
	if i < 0 {
		return Complaint{}, false
	}
	return d.Complaints[i], true
}

// Complainants are who else than the youth may have complained about a decision on a
// day: who has custody or acts for the youth, also where the papers are not there yet.
func (s *Service) Complainants(ctx context.Context, d Decision, on when.Date) ([]network.Party, error) {
	circle, err := network.PartiesOn(ctx, s.read, d.Youth, d.matter(on))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(circle.Parties, func(p network.Party) bool {
		return p.Capacity == network.Youth || p.Capacity == network.ComesWith || p.Why == network.Ended
	}), nil
}

// RegisterComplaint writes down that somebody complains, in one sentence if that is
// all. A late one is received like any other, and marked.
func (s *Service) RegisterComplaint(ctx context.Context, by access.Actor, decision id.Decision, w ComplaintWish, form audit.Form) (id.Complaint, error) {
	w.Text = rule.Text(w.Text)
	old, err := find(ctx, s.read, decision) // whose record is locked
	if err != nil {
		return 0, err
	}
	event := &audit.Event{By: by, Action: access.RegisterComplaint, Youth: old.Youth, Form: form}
	err = s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		d, scope, err := hold(ctx, tx, by, old.Youth, decision, s.now())
		if err != nil {
			return err
		}
		if err := access.Check(by, access.RegisterComplaint, scope); err != nil {
			return err
		}
		if _, broken := d.Can(Complain, s.today()); len(broken) > 0 {
			return broken
		}
		if err := w.check(d, s.today()).Err(); err != nil {
			return err
		}
		c, err := s.received(ctx, tx, d, w)
		if err != nil {
			return err
		}
		n, err := insertComplaint(ctx, tx, d, c, by.Staff, s.now())
		if err != nil {
			return err
		}
		event.Subject, event.Team = int64(n), scope.Team
		event.Detail = map[string]any{"act": "receive", "decision": decision, "late": c.Late}
		step := Step{Decision: decision, Act: Complain, Was: d.State, State: d.State, By: by.Staff, At: s.now()}
		if err := saveStep(ctx, tx, step); err != nil {
			return err
		}
		return saveComplaintStep(ctx, tx, n, ComplaintStep{Act: "receive", Was: Received, State: Received, On: w.ReceivedOn, At: s.now()}, by.Staff)
	})
	return id.Complaint(event.Subject), err
}

// received is a complaint as it is kept: who complains, whether it came in time by what
// they were told, and until when we are to look at it again.
func (s *Service) received(ctx context.Context, tx pgx.Tx, d Decision, w ComplaintWish) (Complaint, error) {
	c := Complaint{Name: d.Name, Way: w.Way, ReceivedOn: w.ReceivedOn, Text: w.Text, State: Received, ComplainUntil: d.ToldUntil(w.Person)}
	if w.Person != 0 {
		people, err := network.People(ctx, tx, d.Youth)
		if err != nil {
			return c, err
		}
		i := slices.IndexFunc(people, func(p network.Person) bool { return p.ID == w.Person })
		if i < 0 {
			return c, rule.Violation("who", "choose")
		}
		c.Person, c.Name = &w.Person, people[i].Name
	}
	c.Late = c.ComplainUntil != nil && w.ReceivedOn.After(*c.ComplainUntil)
	if by, ok := d.Type.ReassessBy(w.ReceivedOn); ok {
		c.ReassessBy = &by
	}
	return c, nil
}

// SeekComplaint finds the decision of a complaint for Within, which asks who may see it.
func (s *Service) SeekComplaint(ctx context.Context, complaint id.Complaint) (Sought, error) {
	d, err := db.One[Decision](ctx, s.read, selectDecision+`WHERE d.id = (SELECT decision_id FROM complaints WHERE id = @id)`, db.Args{"id": complaint})
	if err != nil {
		return Sought{}, fmt.Errorf("complaint %d: %w", complaint, err)
	}
	return Sought{d}, nil
}

// NeedsFor is the action that the policy is asked for, for an act on a complaint.
func (do ComplaintAct) NeedsFor() access.Action {
	if do == Reassess || do == Dispatch {
		return access.ReassessComplaint
	}
	return access.RegisterComplaint
}

// CanWith reports whether who opened the decision may do an act with a complaint about
// it, and the act is possible where the complaint is.
func (o Opened) CanWith(c Complaint, do ComplaintAct) bool {
	return len(c.To(do)) > 0 && access.May(o.Actor, do.NeedsFor(), o.Scope)
}
