package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Correction is a referral as somebody wants it written down.
type Correction struct {
	ReferredOn when.Date
	Account
	NeedsGroup *int
	Benefit    string
	Category   string
	Version    int // the version that was read
}

// Stale is answered when somebody saved since the page was read: what stands now, and
// who wrote it when, to be shown beside what was typed.
type Stale struct {
	Theirs   Referral
	Answered []Screened // for the form of the answers
	By       string
	At       time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string { return fmt.Sprintf("referral %d was changed meanwhile", s.Theirs.ID) }

// Correct saves a correction of an open referral. What it was is kept as a version; a
// stale one is a *Stale.
func (s *Service) Correct(ctx context.Context, by access.Actor, referral id.Referral, c Correction, form audit.Form) error {
	var broken rule.Violations
	c.Account = c.Account.Clean(&broken)
	checkGroup(&broken, c.NeedsGroup)
	event := &audit.Event{By: by, Action: access.CorrectReferral, Subject: int64(referral), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, by, access.CorrectReferral, referral, s.today())
		if err != nil {
			return err
		}
		if err := r.allows(StepCorrect); err != nil {
			return err
		}
		if r.Version != c.Version {
			return stale(ctx, tx, r, nil)
		}
		checkDay(&broken, c.ReferredOn, r.BirthDate, s.today())
		if err := s.checkCodes(ctx, unless(c.Benefit, r.Benefit), unless(c.Category, r.Category), &broken); err != nil {
			return err
		}
		if err := broken.Err(); err != nil {
			return err
		}
		event.Youth, event.Team, event.Detail = r.Youth, r.Team, map[string]any{"version": r.Version + 1}
		if err := s.newVersion(ctx, tx, by, r, map[string]any{
			"account": r.Account, "referred_on": r.ReferredOn, "needs_group": r.NeedsGroup, "benefit": r.Benefit, "category": r.Category,
		}); err != nil {
			return err
		}
		return c.save(ctx, tx, r.ID)
	})
}

// unless is a code where it is another than what stands: that may have gone out of the
// catalogue meanwhile.
func unless(code, stands string) string {
	if code == stands {
		return ""
	}
	return code
}

func (c Correction) save(ctx context.Context, tx pgx.Tx, referral id.Referral) error {
	args := accountArgs(c.Account)
	maps.Copy(args, db.Args{"id": referral, "on": c.ReferredOn, "needs": c.NeedsGroup, "benefit": c.Benefit, "category": c.Category})
	_, err := tx.Exec(ctx, `
		UPDATE referrals SET referred_on = @on, referred_by = @referred_by, referred_person = @referred_person, referred_phone = @referred_phone,
		       referred_email = @referred_email, reason = @reason, wish = @wish, tried = @tried, urgency = @urgency, urgency_why = @urgency_why,
		       network = @network, custody = @custody, safety = @safety, needs_group = @needs, benefit = @benefit, category = @category
		WHERE id = @id`, args)
	if err != nil {
		return fmt.Errorf("correcting referral %d: %w", referral, err)
	}
	return nil
}

// newVersion keeps the referral as it was, and who replaces it.
func (s *Service) newVersion(ctx context.Context, tx pgx.Tx, by access.Actor, r Referral, was map[string]any) error {
	fields, err := json.Marshal(was)
	if err != nil {
		return fmt.Errorf("referral %d: %w", r.ID, err)
	}
	args := db.Args{"referral": r.ID, "version": r.Version, "fields": fields, "by": by.Staff, "at": s.now()}
	if _, err := tx.Exec(ctx, `
		INSERT INTO referral_versions (referral_id, version, fields, by_id, at) VALUES (@referral, @version, @fields, @by, @at)`, args); err != nil {
		return fmt.Errorf("keeping version %d of referral %d: %w", r.Version, r.ID, err)
	}
	if _, err := tx.Exec(ctx, `UPDATE referrals SET version = version + 1 WHERE id = @referral`, db.Args{"referral": r.ID}); err != nil {
		return fmt.Errorf("counting the versions of referral %d: %w", r.ID, err)
	}
	return nil
}

// stale tells what stands now, and who wrote it.
func stale(ctx context.Context, q db.Reader, r Referral, answered []Screened) error {
	theirs := &Stale{Theirs: r, Answered: answered}
	last, err := db.One[struct {
		Name string
		At   time.Time
	}](ctx, q, `SELECT b.name, v.at FROM referral_versions v JOIN staff b ON b.id = v.by_id WHERE v.referral_id = @id AND v.version = @version`,
		db.Args{"id": r.ID, "version": r.Version - 1})
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("who changed referral %d: %w", r.ID, err)
	}
	theirs.By, theirs.At = last.Name, last.At
	return theirs
}
