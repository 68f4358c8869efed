package measure

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	died "kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Link is a link that was made and still opens something. Its secret is not in it: that
// was told once.
type Link struct {
	ID         id.MeasureLink
	Instrument id.Instrument
	Occasion   Occasion
	By         string
	MadeAt     time.Time
	Expires    time.Time
}

// MadeLink is a new link with its secret of 130 bits. It is told once, to who made it; the
// database keeps its hash alone. A form that came twice gets no secret.
type MadeLink struct {
	ID      id.MeasureLink
	Secret  string
	Expires time.Time
}

func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// MakeLink makes a link by which the youth answers an instrument once, on a phone of their
// own and without signing in, for as many hours as the municipality says.
func (s *Service) MakeLink(ctx context.Context, by access.Actor, youth id.Youth, instrument id.Instrument, occasion Occasion, form audit.Form) (MadeLink, error) {
	var made MadeLink
	event := &audit.Event{By: by, Action: access.Measure, Youth: youth, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		made = MadeLink{}
		now := s.now().UTC().Truncate(time.Microsecond)
		scope, err := standing.Hold(ctx, tx, by, access.Measure, youth, now)
		if err != nil {
			return err
		}
		event.Team = scope.Team
		if scope.Enrolment == 0 {
			return rule.Violation("", "no_course")
		}
		if err := died.Alive(ctx, tx, youth); err != nil {
			return err
		}
		i, err := find(ctx, tx, instrument)
		if err != nil {
			return err
		}
		hours, err := db.Value[int](ctx, tx, `SELECT hours FROM measure_link_hours WHERE daterange(valid_from, valid_to, '[]') @> @today::date`, db.Args{"today": when.Of(now)})
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return fmt.Errorf("how long a link holds: %w", err)
		}
		if broken := mayLink(i, occasion, hours, when.Of(now)); len(broken) > 0 {
			return broken
		}
		event.Detail = map[string]any{"link": true, "instrument": i.Code, "version": i.Version}
		made = MadeLink{Secret: rand.Text(), Expires: now.Add(time.Duration(hours) * time.Hour)}
		made.ID, err = db.Value[id.MeasureLink](ctx, tx, `
			INSERT INTO measure_links (token_hash, youth_id, enrolment_id, instrument_id, occasion, made_by, made_at, expires_at)
			VALUES (@hash, @youth, @course, @instrument, @occasion, @by, @now, @expires) RETURNING id`,
			db.Args{
				"hash": hashOf(made.Secret), "youth": youth, "course": scope.Enrolment, "instrument": i.ID, "occasion": occasion,
				"by": by.Staff, "now": now, "expires": made.Expires,
			})
		if err != nil {
			return fmt.Errorf("a link for youth %d: %w", youth, err)
		}
		event.Subject = int64(made.ID)
		return nil
	})
	if err != nil {
		return MadeLink{}, err
	}
	made.ID = id.MeasureLink(event.Subject)
	return made, nil
}

// mayLink says what stands in the way of a link.
func mayLink(i Instrument, occasion Occasion, hours int, today when.Date) rule.Violations {
	var broken rule.Violations
	if !i.Asks(ByYouth) || !slices.Contains(Occasions, occasion) {
		broken.Add("instrument", "unknown")
	}
	if !i.HoldsOn(today) {
		broken.Add("", "instrument_ended")
	}
	if hours == 0 {
		broken.Add("", "no_link_hours")
	}
	return broken
}

// Revoke lets a link open nothing from now on.
func (s *Service) Revoke(ctx context.Context, by access.Actor, youth id.Youth, link id.MeasureLink, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.Measure, Youth: youth, Subject: int64(link), Detail: map[string]any{"link_revoked": true}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.Measure, youth, s.now())
		if err != nil {
			return err
		}
		event.Team = scope.Team
		tag, err := tx.Exec(ctx, `UPDATE measure_links SET revoked_at = @now, revoked_by = @by WHERE id = @id AND youth_id = @youth AND used_at IS NULL AND revoked_at IS NULL`,
			db.Args{"now": s.now(), "by": by.Staff, "id": link, "youth": youth})
		if err != nil {
			return fmt.Errorf("revoking link %d: %w", link, err)
		}
		if tag.RowsAffected() == 0 {
			known, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM measure_links WHERE id = @id AND youth_id = @youth)`, db.Args{"id": link, "youth": youth})
			if err != nil {
				return fmt.Errorf("link %d: %w", link, err)
			}
			if known {
				return rule.Violation("", "link_over")
			}
			return fmt.Errorf("link %d of youth %d: %w", link, youth, db.ErrNotFound)
		}
		return nil
	})
}

// opens is the condition on a link that still opens something. What fails it in any way is
// not found by the one query that looks: unknown, used, revoked and expired cost the same
// and are answered the same.
const opens = `l.token_hash = @hash AND l.used_at IS NULL AND l.revoked_at IS NULL AND l.expires_at > @now
	AND NOT EXISTS (SELECT FROM youths d WHERE d.id = l.youth_id AND d.died_on IS NOT NULL)
	AND daterange(i.valid_from, i.valid_to, '[]') @> @today::date`

// Opened is what a link shows: the instrument and nothing else, not even whose it is.
func (s *Service) Opened(ctx context.Context, secret string) (Instrument, error) {
	now := s.now()
	i, err := db.One[Instrument](ctx, s.read, `SELECT `+columns+` FROM measure_links l JOIN instruments i ON i.id = l.instrument_id WHERE `+opens,
		db.Args{"hash": hashOf(secret), "now": now, "today": when.Of(now)})
	if err != nil {
		return Instrument{}, fmt.Errorf("opening a link: %w", err)
	}
	return i, nil
}

// AnswerLink keeps what was answered by a link, as the youth's own answers, and the link
// opens nothing from then on. Of two who answer at once, one is too late: db.ErrNotFound,
// like everything that opens nothing.
func (s *Service) AnswerLink(ctx context.Context, secret string, w Answering) error {
	i, err := s.Opened(ctx, secret)
	if err != nil {
		return err
	}
	w.Respondent, w.On, w.Occasion = ByYouth, "", NoOccasion
	today := when.Of(s.now())
	a, broken := w.read(i, nil, today)
	if len(broken) > 0 {
		return broken
	}
	event := &audit.Event{Action: access.Measure}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now := s.now().UTC().Truncate(time.Microsecond)
		l, err := db.One[struct {
			ID       id.MeasureLink
			Youth    id.Youth
			Course   id.Enrolment
			Team     id.Team
			By       id.Staff
			Occasion Occasion
		}](ctx, tx, `
			SELECT l.id, l.youth_id AS youth, l.enrolment_id AS course, e.team_id AS team, l.made_by AS by, l.occasion
			FROM measure_links l JOIN instruments i ON i.id = l.instrument_id JOIN enrolments e ON e.id = l.enrolment_id
			WHERE `+opens+` FOR UPDATE OF l`, db.Args{"hash": hashOf(secret), "now": now, "today": today})
		if err != nil {
			return fmt.Errorf("answering by a link: %w", err)
		}
		event.Youth, event.Team = l.Youth, l.Team
		event.Detail = map[string]any{"instrument": i.Code, "version": i.Version, "respondent": ByYouth, "link": l.ID}
		if _, err := tx.Exec(ctx, `UPDATE measure_links SET used_at = @now WHERE id = @id`, db.Args{"now": now, "id": l.ID}); err != nil {
			return fmt.Errorf("using link %d: %w", l.ID, err)
		}
		n, err := insert(ctx, tx, measured{
			youth: l.Youth, course: l.Course, instrument: i.ID, respondent: ByYouth, occasion: l.Occasion, link: l.ID, by: l.By, at: now,
		}, a)
		event.Subject = int64(n)
		return err
	})
}
