package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Proposal is a youth somebody proposes to a team.
type Proposal struct {
	Team       id.Team
	Youth      youth.Details
	ReferredOn when.Date
	ReferredBy string
	Reason     string
	Wish       string
	NeedsGroup *int
	Benefit    string
	Category   string
	Accepted   []id.Youth // those the coordinator was shown and sent the form all the same
}

// Limits of what one may write, in characters.
const (
	mostLine = 200
	mostText = 2000
)

// oldestReferral is how many months back a referral may be dated.
const oldestReferral = 36

func (p Proposal) check(today when.Date) rule.Violations {
	var broken rule.Violations
	if p.Team == 0 {
		broken.Add("team", "required")
	}
	switch {
	case p.ReferredOn.IsZero():
		broken.Add("referred_on", "required")
	case p.ReferredOn.After(today):
		broken.Add("referred_on", "in_the_future")
	case p.ReferredOn.Before(today.AddMonths(-oldestReferral)):
		broken.Add("referred_on", "too_long_ago")
	case p.Youth.BirthDate != nil && p.ReferredOn.Before(*p.Youth.BirthDate):
		broken.Add("referred_on", "before_birth")
	}
	broken.Longest("referred_by", p.ReferredBy, mostLine)
	broken.Longest("reason", p.Reason, mostText)
	broken.Longest("wish", p.Wish, mostText)
	if p.NeedsGroup != nil && (*p.NeedsGroup < 1 || *p.NeedsGroup > programme.NeedsGroups) {
		broken.Add("needs_group", "unknown")
	}
	return broken
}

// Register keeps a referral: of a new youth, or of one whom the CPR shows to be
// known already. Doubt about who it is comes back as a *Doubt to be answered.
func (s *Service) Register(ctx context.Context, by access.Actor, p Proposal, form audit.Form) (id.Referral, error) {
	if len(by.TeamsWhere(access.RegisterReferral)) == 0 {
		return 0, access.Check(by, access.RegisterReferral, access.Scope{})
	}
	p, err := s.checked(ctx, p)
	if err != nil {
		return 0, err
	}
	if err := access.Check(by, access.RegisterReferral, access.InTeam(p.Team)); err != nil {
		return 0, rule.Violation("team", "unknown") // a team of others is no choice, and the text is not lost for it
	}
	known, err := s.recognise(ctx, by, p)
	if err != nil {
		return 0, err
	}
	event := &audit.Event{By: by, Action: access.RegisterReferral, Team: p.Team, Youth: known, Form: form}
	err = s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if event.Youth == 0 {
			if event.Youth, err = s.youths.Register(ctx, tx, p.Youth); err != nil {
				return err
			}
		}
		if err := standing.Free(ctx, tx, "cpr", by.Staff, event.Youth); err != nil {
			return err // whom they declared, known or not: a colleague takes it
		}
		event.Subject, err = p.insert(ctx, tx, event.Youth, by.Staff)
		return err
	})
	return id.Referral(event.Subject), err
}

// checked tidies a proposal and says every rule it breaks, before anything is
// looked up or written.
func (s *Service) checked(ctx context.Context, p Proposal) (Proposal, error) {
	p.ReferredBy, p.Reason, p.Wish = rule.Line(p.ReferredBy), rule.Text(p.Reason), rule.Text(p.Wish)
	details, err := s.youths.Checked(p.Youth)
	faults, forPeople := errors.AsType[rule.Violations](err)
	if err != nil && !forPeople {
		return p, err
	}
	p.Youth = details
	broken := append(p.check(s.today()), faults...)
	if err := s.checkCodes(ctx, p, &broken); err != nil {
		return p, err
	}
	return p, broken.Err()
}

// checkCodes refuses codes that the catalogue does not offer today.
func (s *Service) checkCodes(ctx context.Context, p Proposal, broken *rule.Violations) error {
	for _, c := range []struct {
		field, code string
		kind        programme.Kind
	}{{"benefit", p.Benefit, programme.Benefit}, {"category", p.Category, programme.Category}} {
		if c.code == "" {
			continue
		}
		_, err := s.programmes.EntryOn(ctx, c.kind, c.code, s.today())
		if errors.Is(err, db.ErrNotFound) {
			broken.Add(c.field, "unknown")
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (p Proposal) insert(ctx context.Context, tx pgx.Tx, youth id.Youth, by id.Staff) (int64, error) {
	if err := noCourse(ctx, tx, youth, "cpr"); err != nil {
		return 0, err
	}
	referral, err := db.Value[int64](ctx, tx, `
		INSERT INTO referrals (team_id, youth_id, referred_on, referred_by, reason, wish, needs_group, benefit, category, by_id)
		VALUES (@team, @youth, @on, @referrer, @reason, @wish, @needs, @benefit, @category, @by)
		RETURNING id`,
		db.Args{
			"team": p.Team, "youth": youth, "on": p.ReferredOn, "referrer": p.ReferredBy, "reason": p.Reason, "wish": p.Wish,
			"needs": p.NeedsGroup, "benefit": p.Benefit, "category": p.Category, "by": by,
		})
	if db.Violates(err, "one_waiting_referral") {
		return 0, rule.Violation("cpr", "already_waiting")
	}
	if err != nil {
		return 0, fmt.Errorf("saving a referral: %w", err)
	}
	return referral, nil
}
