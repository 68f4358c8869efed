package placement

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Long is a stay that is longer than anybody may grant alone and waits for the leader's
// answer, as a list shows it.
type Long struct {
	ID      id.Placement
	Youth   id.Youth
	Name    string // what the youth is called
	Company string
	Row     *programme.Entry // the type of stay
	Team    string
	To      when.Date // the last day it has
	LongTo  when.Date // the day that is asked for
	Author  string
}

// AsksLeader reports whether a leader is asked to let the stay be longer and has not
// answered.
func (p Placement) AsksLeader() bool {
	return p.LongTo != nil && p.LongBy == nil && p.Result == NoResult
}

// nameOf is what a youth y is called.
const nameOf = `concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))`

// mostLong is how many are listed: those that end first.
const mostLong = 200

// LongOnes lists the stays that wait for the answer of a leader, those that end first at
// the top. The list names youths, and is recorded as a look where there is one on it.
func (s *Service) LongOnes(ctx context.Context, by access.Actor) ([]Long, error) {
	if err := access.Check(by, access.OwnApprovals, access.Own()); err != nil {
		return nil, err
	}
	led := by.Teams(access.Leader)
	if len(led) == 0 {
		return nil, nil
	}
	list, err := db.All[Long](ctx, s.read, `
		SELECT p.id, p.youth_id AS youth, `+nameOf+` AS name, c.name AS company, p.row,
		       t.name AS team, p.to_on AS "to", p.long_to, b.name AS author
		FROM placements p JOIN enrolments e ON e.id = p.enrolment_id JOIN teams t ON t.id = e.team_id
		JOIN youths y ON y.id = p.youth_id JOIN companies c ON c.id = p.company_id JOIN staff b ON b.id = p.by_id
		WHERE p.long_to IS NOT NULL AND p.long_by IS NULL AND p.result = '' AND e.team_id = ANY(@led) AND `+standing.NoConflict("@staff", "p.youth_id")+`
		ORDER BY p.to_on, p.id LIMIT @most`, db.Args{"led": led, "staff": by.Staff, "most": mostLong})
	if err != nil {
		return nil, fmt.Errorf("long stays that wait for staff %d: %w", by.Staff, err)
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, s.trail.Look(ctx, audit.Event{By: by, Action: access.OwnApprovals, Detail: map[string]any{"placements": len(list)}})
}

// Asked is a stay as the leader reads it who is asked about it: the stay alone, without
// the record.
type Asked struct {
	Placement
	Name    string // what the youth is called
	Weeks   int    // it would last
	Earlier []Past // the other stays of the youth that the same length counts
	Rule    programme.StayLength
}

// Ask opens a stay for the leader who is asked about it. The look is recorded.
func (s *Service) Ask(ctx context.Context, by access.Actor, placement id.Placement) (Asked, error) {
	p, err := find(ctx, s.read, placement)
	if err != nil {
		return Asked{}, err
	}
	scope, err := standing.Check(ctx, s.read, by, access.ApprovePlacement, p.Youth, s.now())
	if err != nil {
		return Asked{}, err
	}
	if !p.AsksLeader() {
		return Asked{}, rule.Violation("", "long_answered")
	}
	rules, err := programme.PlacementRulesOn(ctx, s.read, p.From)
	if err != nil {
		return Asked{}, err
	}
	a := Asked{Placement: p, Weeks: weeksOf(p.LongTo.Sub(p.From) + 1)}
	if err := a.read(ctx, s.read, rules); err != nil {
		return a, err
	}
	return a, s.trail.Look(ctx, audit.Event{By: by, Action: access.ApprovePlacement, Youth: p.Youth, Team: scope.Team, Subject: int64(p.ID)})
}

// read finds whose stay it is, what limits it, and what counts together with it.
func (a *Asked) read(ctx context.Context, q db.Reader, rules programme.PlacementRules) error {
	rows, err := db.All[struct {
		ID                            id.Placement
		Type, CompanyName, Name, Kept string
		From, Last                    when.Date
		Category                      string
	}](ctx, q, `
		SELECT p.id, p.type, c.name AS company_name, p.from_on AS "from", coalesce(p.ended_on, p.to_on) AS last, p.result AS kept,
		       `+nameOf+` AS name, coalesce(e.category, '') AS category
		FROM placements p JOIN companies c ON c.id = p.company_id JOIN youths y ON y.id = p.youth_id JOIN enrolments e ON e.id = @course
		WHERE p.youth_id = @youth AND (p.id = @id OR `+was+`) ORDER BY p.from_on DESC, p.id DESC`,
		db.Args{"course": a.Enrolment, "youth": a.Youth, "id": a.ID})
	if err != nil {
		return fmt.Errorf("stays beside placement %d: %w", a.ID, err)
	}
	for _, r := range rows {
		if r.ID == a.ID {
			a.Name = r.Name
			a.Rule, _ = rules.Length(a.Type, r.Category)
		}
	}
	for _, r := range rows {
		if r.ID != a.ID && a.Rule.Covers(r.Type, r.Category) {
			a.Earlier = append(a.Earlier, Past{ID: r.ID, Type: r.Type, CompanyName: r.CompanyName, From: r.From, Last: r.Last, Result: Result(r.Kept)})
		}
	}
	return nil
}

// Answer is what a leader says of a stay that is longer than anybody may grant alone.
type Answer struct {
	Yes     bool
	Why     string    // of a no
	Until   when.Date // the day the leader was shown
	Version int
}

// AnswerLong is the leader's yes or no to a stay that lasts longer than anybody may grant
// alone (domain 3.2). A yes gives it the day that was asked for, with its visits; a no
// says why, and the stay ends on the day it had. One that could not begin without a yes
// stays where it is and cannot begin.
func (s *Service) AnswerLong(ctx context.Context, by access.Actor, placement id.Placement, a Answer, form audit.Form) error {
	a.Why = rule.Text(a.Why)
	seen, err := find(ctx, s.read, placement)
	if err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: access.ApprovePlacement, Youth: seen.Youth, Subject: int64(placement), Form: form, Reason: a.Why}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.ApprovePlacement, seen.Youth, s.now())
		if err != nil {
			return err
		}
		p, err := lock(ctx, tx, placement)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		if err := a.check(p, by).Err(); err != nil {
			return err
		}
		event.Detail = map[string]any{"yes": a.Yes, "until": *p.LongTo}
		before, at := p, s.now()
		if err := keepVersion(ctx, tx, before, by.Staff, at); err != nil {
			return err
		}
		p.answer(a, by.Staff, at)
		if err := save(ctx, tx, p); err != nil {
			return err
		}
		if !a.Yes || p.To == before.To {
			return nil
		}
		return s.lengthen(ctx, tx, before, p, p.LongWhy, scope.Owner, by.Staff)
	})
}

// check says what is in the way of a leader's answer.
func (a Answer) check(p Placement, by access.Actor) rule.Violations {
	var v rule.Violations
	switch {
	case p.Result != NoResult:
		v.Add("", "placement_state", string(Ended))
	case !p.AsksLeader():
		v.Add("", "long_answered")
	case p.Version != a.Version || *p.LongTo != a.Until:
		v.Add("", "long_changed", *p.LongTo)
	case p.By == by.Staff:
		v.Add("", "own_stay")
	}
	if !a.Yes {
		v.Required("reason", a.Why)
		v.Longest("reason", a.Why, mostReason)
	}
	return v
}

func (p *Placement) answer(a Answer, by id.Staff, at time.Time) {
	p.LongBy, p.LongAt = &by, &at
	if a.Yes {
		p.To, p.LongTo, p.LongNo = *p.LongTo, nil, ""
		return
	}
	p.LongNo = a.Why
	if !p.Blocked() {
		p.LongTo = nil
	}
}

// lengthen writes down that a stay became longer, and plans its visits anew.
func (s *Service) lengthen(ctx context.Context, tx pgx.Tx, before, p Placement, reason string, owner, by id.Staff) error {
	_, err := tx.Exec(ctx, `INSERT INTO placement_extensions (placement_id, was_to, to_on, reason, by_id, at) VALUES (@id, @was, @to, @reason, @by, @at)`,
		db.Args{"id": p.ID, "was": before.To, "to": p.To, "reason": reason, "by": by, "at": s.now()})
	if err != nil {
		return fmt.Errorf("extending placement %d: %w", p.ID, err)
	}
	rules, err := programme.PlacementRulesOn(ctx, tx, s.today())
	if err != nil {
		return err
	}
	return s.moveVisits(ctx, tx, p, rules, owner, by)
}
