package youth

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
)

const selectYouth = `
	SELECT id, given_name, family_name, called_name, pronoun, cpr, no_cpr_reason, birth_date, phone, phone2, email, address,
	       protection, protection_ends_on, interpreter, remember, version
	FROM youths `

func find(ctx context.Context, q db.Reader, youth id.Youth) (Youth, error) {
	y, err := db.One[Youth](ctx, q, selectYouth+`WHERE id = @id`, db.Args{"id": youth})
	if err != nil {
		return y, fmt.Errorf("youth %d: %w", youth, err)
	}
	return y, nil
}

// lock is find for a transaction that is about to change the youth.
func lock(ctx context.Context, tx pgx.Tx, youth id.Youth) (Youth, error) {
	y, err := db.One[Youth](ctx, tx, selectYouth+`WHERE id = @id FOR UPDATE`, db.Args{"id": youth})
	if err != nil {
		return y, fmt.Errorf("youth %d: %w", youth, err)
	}
	return y, nil
}

// place is what a sealed field is bound to, so that it cannot be moved to another
// youth's row.
func place(youth id.Youth, column string) string { return fmt.Sprintf("youths:%d:%s", youth, column) }

func (s *Service) index(number CPR) []byte { return s.vault.Index(number.Reveal(), "youths.cpr") }

func (s *Service) openCPR(y Youth) (CPR, error) {
	plain, err := s.vault.Open(y.CPR, place(y.ID, "cpr"))
	if err != nil {
		return "", fmt.Errorf("opening the number of youth %d: %w", y.ID, err)
	}
	return CPR(plain), nil
}

// insert takes the number of the row first, because the sealed fields are bound to it.
func (s *Service) insert(ctx context.Context, tx pgx.Tx, d Details, number CPR) (id.Youth, error) {
	youth, err := db.Value[id.Youth](ctx, tx, `SELECT nextval(pg_get_serial_sequence('youths', 'id'))`, nil)
	if err != nil {
		return 0, err
	}
	sealed, err := s.seal(youth, number, d.Address)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO youths (id, given_name, family_name, called_name, pronoun, cpr, cpr_index, no_cpr_reason, birth_date,
		                    phone, phone2, email, address, protection, protection_ends_on, interpreter, remember)
		OVERRIDING SYSTEM VALUE
		VALUES (@id, @given, @family, @called, @pronoun, @cpr, @index, @no_cpr, @born,
		        @phone, @phone2, @email, @address, @protection, @ends, @interpreter, @remember)`,
		db.Args{
			"id": youth, "given": d.GivenName, "family": d.FamilyName, "called": d.CalledName, "pronoun": d.Pronoun,
			"cpr": sealed.cpr, "index": sealed.index, "no_cpr": d.NoCPRReason, "born": d.BirthDate,
			"phone": d.Phone, "phone2": d.Phone2, "email": d.Email, "address": sealed.address, "protection": d.Protection,
			"ends": d.ProtectionEndsOn, "interpreter": d.Interpreter, "remember": d.Remember,
		})
	return youth, err
}

// sealedFields are what the database sees of number and address.
type sealedFields struct{ cpr, index, address []byte }

func (s *Service) seal(youth id.Youth, number CPR, address string) (f sealedFields, err error) {
	if number != "" {
		if f.cpr, err = s.vault.Seal(string(number), place(youth, "cpr")); err != nil {
			return f, fmt.Errorf("sealing a number: %w", err)
		}
		f.index = s.index(number)
	}
	if address != "" {
		if f.address, err = s.vault.Seal(address, place(youth, "address")); err != nil {
			return f, fmt.Errorf("sealing an address: %w", err)
		}
	}
	return f, nil
}
