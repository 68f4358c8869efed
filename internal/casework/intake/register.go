package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"

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
	Account
	NeedsGroup *int
	Benefit    string
	Category   string
	Accepted   []id.Youth // those the coordinator was shown and sent the form all the same
}

// oldestReferral is how many months back a referral may be dated.
const oldestReferral = 36

func (p Proposal) check(today when.Date) rule.Violations {
	var broken rule.Violations
	if p.Team == 0 {
		broken.Add("team", "required")
	}
	checkDay(&broken, p.ReferredOn, p.Youth.BirthDate, today)
	checkGroup(&broken, p.NeedsGroup)
	return broken
}

func checkDay(broken *rule.Violations, on when.Date, born *when.Date, today when.Date) {
	switch {
	case on.IsZero():
		broken.Add("referred_on", "required")
	case on.After(today):
		broken.Add("referred_on", "in_the_future")
	case on.Before(today.AddMonths(-oldestReferral)):
		broken.Add("referred_on", "too_long_ago")
	case born != nil && on.Before(*born):
		broken.Add("referred_on", "before_birth")
	}
}

func checkGroup(broken *rule.Violations, group *int) {
	if group != nil && (*group < 1 || *group > programme.NeedsGroups) {
		broken.Add("needs_group", "unknown")
	}
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
	details, err := s.youths.Checked(p.Youth)
	faults, forPeople := errors.AsType[rule.Violations](err)
	if err != nil && !forPeople {
		return p, err
	}
	p.Youth = details
	broken := append(p.check(s.today()), faults...)
	p.Account = p.Account.Clean(&broken)
	if err := s.checkCodes(ctx, p.Benefit, p.Category, &broken); err != nil {
		return p, err
	}
	return p, broken.Err()
}

// checkCodes refuses codes that the catalogue does not offer today.
func (s *Service) checkCodes(ctx context.Context, benefit, category string, broken *rule.Violations) error {
	for _, c := range []struct {
		field, code string
		kind        programme.Kind
	}{{"benefit", benefit, programme.Benefit}, {"category", category, programme.Category}} {
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
	return insert(ctx, tx, by, referralRow{
		Team: p.Team, Youth: youth, On: p.ReferredOn, Account: p.Account, NeedsGroup: p.NeedsGroup, Benefit: p.Benefit, Category: p.Category,
	})
}

// referralRow is what a new referral is made of, however it comes.
type referralRow struct {
	Team  id.Team
	Youth id.Youth
	On    when.Date
	Account
	NeedsGroup *int
	Benefit    string
	Category   string
}

func insert(ctx context.Context, tx pgx.Tx, by id.Staff, r referralRow) (int64, error) {
	args := accountArgs(r.Account)
	maps.Copy(args, db.Args{
		"team": r.Team, "youth": r.Youth, "on": r.On, "needs": r.NeedsGroup, "benefit": r.Benefit, "category": r.Category, "by": by,
	})
	referral, err := db.Value[int64](ctx, tx, `
		INSERT INTO referrals (team_id, youth_id, referred_on, referred_by, referred_person, referred_phone, referred_email, reason, wish,
		                       tried, urgency, urgency_why, network, custody, safety, needs_group, benefit, category, by_id)
		VALUES (@team, @youth, @on, @referred_by, @referred_person, @referred_phone, @referred_email, @reason, @wish,
		        @tried, @urgency, @urgency_why, @network, @custody, @safety, @needs, @benefit, @category, @by)
		RETURNING id`, args)
	if db.Violates(err, "one_open_referral") {
		return 0, rule.Violation("cpr", "already_waiting")
	}
	if err != nil {
		return 0, fmt.Errorf("saving a referral: %w", err)
	}
	return referral, nil
}

func accountArgs(a Account) db.Args {
	args := db.Args{"urgency": a.Urgency}
	for _, f := range a.fields() {
		args[f.name] = *f.text
	}
	return args
}
