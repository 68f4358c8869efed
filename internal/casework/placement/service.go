package placement

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/network"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Service is the use cases of stays.
type Service struct {
	read      db.Reader
	trail     *audit.Trail
	people    *network.Service  // consents
	decisions *decision.Service // what grants a stay
	now       func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, people *network.Service, decisions *decision.Service, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, people: people, decisions: decisions, now: now}
}

func (s *Service) today() when.Date { return when.Of(s.now()) }

// Needs is the action that the policy is asked for, for an act on a stay.
func Needs(do Act) access.Action {
	if do == Follow {
		return access.FollowPlacement
	}
	return access.Place
}

// Opened is a stay that somebody may see, with how they stand to it.
type Opened struct {
	Placement
	Story Story
	Scope access.Scope
	Actor access.Actor
	Today when.Date
}

// Can reports whether who opened the stay may do an act, and the act is possible where
// the stay is: what every button asks.
func (o Opened) Can(do Act) bool {
	return o.May(do, o.Today) && access.May(o.Actor, Needs(do), o.Scope)
}

// change holds the course and the stay, asks the policy and the map, and lets fn make of
// it what the act makes of it. What stood there is kept as a version.
func (s *Service) change(ctx context.Context, by access.Actor, do Act, placement id.Placement, form audit.Form, fn func(tx pgx.Tx, p *Placement, e *audit.Event) error) error {
	seen, err := find(ctx, s.read, placement)
	if err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: Needs(do), Youth: seen.Youth, Subject: int64(placement), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, Needs(do), seen.Youth, s.now())
		if err != nil {
			return err
		}
		p, err := lock(ctx, tx, placement)
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"act": do, "type": p.Type}
		if err := p.Can(do, s.today()).Err(); err != nil {
			return err
		}
		was := p
		if err := fn(tx, &p, event); err != nil {
			return err
		}
		if err := keepVersion(ctx, tx, was, by.Staff, s.now()); err != nil {
			return err
		}
		return save(ctx, tx, p)
	})
}
