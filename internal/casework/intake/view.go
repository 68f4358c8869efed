package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// View is a party's word on a referral. Its reason is written so that the youth can
// read it; a view is never changed, the next one counts.
type View struct {
	Party   Party
	Verdict Verdict
	Reason  string
	SaidBy  string // who of the unit said it; the team's is by who wrote it down
	By      string // who wrote it down
	At      time.Time
}

func (v View) check() (View, rule.Violations) {
	v.Reason, v.SaidBy = rule.Text(v.Reason), rule.Line(v.SaidBy)
	var broken rule.Violations
	if !slices.Contains(Parties, v.Party) {
		broken.Add("party", "choose")
	}
	if !slices.Contains(Verdicts, v.Verdict) {
		broken.Add("verdict", "choose")
	}
	broken.Required("reason", v.Reason)
	broken.Longest("reason", v.Reason, mostReason)
	if v.Party == Unit {
		broken.Required("said_by", v.SaidBy)
		broken.Longest("said_by", v.SaidBy, mostLine)
	} else {
		v.SaidBy = ""
	}
	return v, broken
}

// Views reads the words of both parties, the newest first, for a referral that the
// caller has opened.
func (s *Service) Views(ctx context.Context, referral id.Referral) ([]View, error) {
	views, err := db.All[View](ctx, s.read, `
		SELECT v.party, v.verdict, v.reason, v.said_by, b.name AS by, v.at
		FROM screening_views v JOIN staff b ON b.id = v.by_id WHERE v.referral_id = @referral ORDER BY v.id DESC`, db.Args{"referral": referral})
	if err != nil {
		return nil, fmt.Errorf("views on referral %d: %w", referral, err)
	}
	return views, nil
}

// Say writes down a party's word, and moves the referral to what both last words add
// up to. "Not relevant" of the team declines it with that reason.
func (s *Service) Say(ctx context.Context, by access.Actor, referral id.Referral, v View, form audit.Form) error {
	v, broken := v.check()
	event := &audit.Event{By: by, Action: access.ScreenReferral, Subject: int64(referral), Reason: v.Reason, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, by, access.ScreenReferral, referral, s.today())
		if err != nil {
			return err
		}
		if err := r.allows(StepSay); err != nil {
			return err
		}
		if err := broken.Err(); err != nil {
			return err
		}
		event.Youth, event.Team = r.Youth, r.Team
		event.Detail = map[string]any{"party": v.Party, "verdict": v.Verdict}
		_, err = s.say(ctx, tx, by, r, v)
		return err
	})
}

// say writes a view and the state that follows, inside the transaction that holds
// the referral.
func (s *Service) say(ctx context.Context, tx pgx.Tx, by access.Actor, r Referral, v View) (State, error) {
	_, err := tx.Exec(ctx, `
		INSERT INTO screening_views (referral_id, party, verdict, reason, said_by, by_id, at)
		VALUES (@referral, @party, @verdict, @reason, @said_by, @by, @at)`,
		db.Args{
			"referral": r.ID, "party": v.Party, "verdict": v.Verdict, "reason": v.Reason, "said_by": v.SaidBy,
			"by": by.Staff, "at": s.now(),
		})
	if err != nil {
		return "", fmt.Errorf("saving a view on referral %d: %w", r.ID, err)
	}
	state := r.Words.With(v.Party, v.Verdict).State()
	if state == Declined {
		return state, decide(ctx, tx, r.ID, decision{State: Declined, Reason: v.Reason, By: by.Staff, At: s.now()})
	}
	if _, err := tx.Exec(ctx, `UPDATE referrals SET state = @state WHERE id = @id`, db.Args{"id": r.ID, "state": state}); err != nil {
		return "", fmt.Errorf("moving referral %d on: %w", r.ID, err)
	}
	return state, nil
}

// allows refuses a step that the referral's state does not have, and says why.
func (r Referral) allows(s Step) error {
	if err := r.decidable(); err != nil {
		return err
	}
	if !r.Can(s) {
		return rule.Violation("", "not_screened", r.Called)
	}
	return nil
}
