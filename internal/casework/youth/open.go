package youth

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/vault"
	"kasket/internal/when"
)

// Opened is a record that somebody may read, with how they stand to it.
type Opened struct {
	Youth
	Scope  access.Scope
	Masked string // the CPR as it may be shown: 140308-••••
	Home   string // the address, but for a protected one: that takes RevealAddress
}

// selectOpened reads the youth and how the actor stands to them in one breath.
const selectOpened = `
	SELECT y.id, given_name, family_name, called_name, pronoun, cpr, no_cpr_reason, birth_date, phone, phone2, email, address,
	       protection, protection_ends_on, interpreter, remember, y.version, ` + standing.Columns + standing.From + `WHERE y.id = @youth`

// Open finds a youth for somebody who may view the record, and records the look. With
// a refusal it answers the scope, so that who has the youth can be told without
// asking once more.
func (s *Service) Open(ctx context.Context, by access.Actor, youth id.Youth) (Opened, error) {
	row, err := db.One[struct {
		Youth
		access.Scope
	}](ctx, s.read, selectOpened, db.Args{"youth": youth, "staff": by.Staff, "now": s.now(), "today": when.Of(s.now())})
	if err != nil {
		return Opened{}, fmt.Errorf("youth %d: %w", youth, err)
	}
	if err := access.Check(by, access.ViewYouth, row.Scope); err != nil {
		return Opened{Scope: row.Scope}, err
	}
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewYouth, Youth: youth, Team: row.Team}); err != nil {
		return Opened{}, err
	}
	opened := Opened{Youth: row.Youth, Scope: row.Scope}
	if opened.Masked, err = s.masked(row.Youth); err != nil {
		return Opened{}, err
	}
	if !row.Hidden() {
		opened.Home, err = s.openAddress(row.Youth)
	}
	return opened, err
}

// masked is the number of a youth as every page may show it.
func (s *Service) masked(y Youth) (string, error) {
	if y.CPR == nil {
		return "", nil
	}
	number, err := s.openCPR(y)
	return number.Masked(), err
}

func (s *Service) openAddress(y Youth) (string, error) { return OpenAddress(s.vault, y.ID, y.Address) }

// OpenAddress opens the address of a youth, for a rule that has to know what may not be
// said. It is shown to nobody by this: Reveal and Home are for that.
func OpenAddress(v *vault.Vault, youth id.Youth, sealed []byte) (string, error) {
	if sealed == nil {
		return "", nil
	}
	plain, err := v.Open(sealed, place(youth, "address"))
	if err != nil {
		return "", fmt.Errorf("opening the address of youth %d: %w", youth, err)
	}
	return plain, nil
}

// Home opens the address of a youth for a letter that is written to the youth. A
// protected one is for no letter: the caller has looked (Protection.Hides).
func (s *Service) Home(youth id.Youth, sealed []byte) (string, error) {
	return s.openAddress(Youth{ID: youth, Address: sealed})
}

// RevealCPR gives the whole number of a youth to somebody who may, and records it.
func (s *Service) RevealCPR(ctx context.Context, by access.Actor, youth id.Youth) (string, error) {
	return s.reveal(ctx, by, access.RevealCPR, youth, func(y Youth) (string, error) {
		if y.CPR == nil {
			return "", nil
		}
		number, err := s.openCPR(y)
		return number.Reveal(), err
	})
}

// RevealAddress gives the address of a youth to somebody who may, protected or
// not, and records it.
func (s *Service) RevealAddress(ctx context.Context, by access.Actor, youth id.Youth) (string, error) {
	return s.reveal(ctx, by, access.RevealAddress, youth, s.openAddress)
}

// reveal records the act before it gives anything away: what nobody could write
// down is not shown.
func (s *Service) reveal(ctx context.Context, by access.Actor, do access.Action, youth id.Youth, open func(Youth) (string, error)) (string, error) {
	scope, err := standing.Check(ctx, s.read, by, do, youth, s.now())
	if err != nil {
		return "", err
	}
	y, err := find(ctx, s.read, youth)
	if err != nil {
		return "", err
	}
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: do, Youth: youth, Team: scope.Team}); err != nil {
		return "", err
	}
	return open(y)
}
