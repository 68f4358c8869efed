package decision

import (
	"context"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/id"
)

// Granting is a decision that is made in the same save as what it grants: both are
// kept, or neither is.
type Granting struct {
	Youth  id.Youth
	Code   string // type of the catalogue
	Wish   Wish
	Decide bool // at once; without it, it stays a draft
}

// Granted is what became of it.
type Granted struct {
	ID    id.Decision
	Type  string
	State State
}

// Grant begins a decision and, where that is wished, makes it, inside the transaction
// that holds the course of the youth; scope is how by stands to it. What weighs is
// heard first and what needs a second pair of eyes is approved first, so neither is
// made here: such a decision stays a draft, for its own page. What is only missing is
// an error, for the form to ask for.
func (s *Service) Grant(ctx context.Context, tx pgx.Tx, by access.Actor, scope access.Scope, g Granting) (Granted, error) {
	if err := access.Check(by, access.DraftDecision, scope); err != nil {
		return Granted{}, err
	}
	d, err := s.begin(ctx, tx, by, Decision{Youth: g.Youth, Enrolment: scope.Enrolment}, g.Code, g.Wish)
	if err != nil || !g.Decide || d.Weighs || d.Type.Approver != "none" {
		return Granted{ID: d.ID, Type: g.Code, State: d.State}, err
	}
	if err := access.Check(by, access.Decide, scope); err != nil {
		return Granted{}, err
	}
	if broken := d.Lacks(s.today()); len(broken) > 0 {
		return Granted{}, broken
	}
	was := d.State
	to, broken := d.Can(Decide, s.today())
	if err := broken.Err(); err != nil {
		return Granted{}, err
	}
	if err := s.decided(ctx, tx, by, &d); err != nil {
		return Granted{}, err
	}
	d.State = to
	if err := save(ctx, tx, d); err != nil {
		return Granted{}, err
	}
	return Granted{ID: d.ID, Type: g.Code, State: d.State}, saveStep(ctx, tx, Step{Decision: d.ID, Act: Decide, Was: was, State: d.State, By: by.Staff, At: s.now()})
}
