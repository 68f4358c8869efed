package network

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// bounds reads what a wish is measured against: was is the person as they stand, or
// one of the youth's that is not written down yet.
func (s *Service) bounds(ctx context.Context, q db.Reader, was Person, w Wish) (bounds, error) {
	today := when.Of(s.now())
	b := bounds{today: today, offered: w.Relation != "" && w.Relation == was.Relation, custody: was.Custody}
	var err error
	if !b.offered {
		if b.offered, err = programme.Offered(ctx, q, programme.Relation, w.Relation, today); err != nil {
			return b, err
		}
	}
	if b.born, err = db.Value[*when.Date](ctx, q, `SELECT birth_date FROM youths WHERE id = @youth`, db.Args{"youth": was.Youth}); err != nil {
		return b, fmt.Errorf("birth date of youth %d: %w", was.Youth, err)
	}
	ages, err := programme.PartyAgesOn(ctx, q, today)
	if err != nil {
		return b, err
	}
	b.adult = Adult(b.born, today, ages)
	if b.sector = w.Sector == "" || w.Sector == was.Sector; !b.sector {
		if b.sector, err = programme.Offered(ctx, q, programme.NetworkSector, w.Sector, today); err != nil {
			return b, err
		}
	}
	if w.Chosen {
		b.chosen, err = otherChosen(ctx, q, was)
	}
	return b, err
}

// insert takes the number of the row first, because the address is bound to it.
func (s *Service) insert(ctx context.Context, tx pgx.Tx, youth id.Youth, w Wish, by id.Staff) (id.Person, error) {
	person, err := db.Value[id.Person](ctx, tx, `SELECT nextval(pg_get_serial_sequence('network_people', 'id'))`, nil)
	if err != nil {
		return 0, err
	}
	args, err := s.args(person, w)
	if err != nil {
		return 0, err
	}
	args["youth"], args["by"], args["now"] = youth, by, s.now()
	_, err = tx.Exec(ctx, `
		INSERT INTO network_people (id, youth_id, name, relation, custody, representative, power_on, power_covers, power_document, letters,
		                            phone, email, address, hidden, note, ring, sector, supports, strains, may_contact, chosen, unit, title, from_on, added_by, added_at)
		OVERRIDING SYSTEM VALUE
		VALUES (@id, @youth, @name, @relation, @custody, @role, @power_on, @power_covers, @power_document, @letters,
		        @phone, @email, @address, @hidden, @note, @ring, @sector, @supports, @strains, @may_contact, @chosen, @unit, @title, @from, @by, @now)`, args)
	return person, err
}

func (s *Service) update(ctx context.Context, tx pgx.Tx, p Person, w Wish) error {
	args, err := s.args(p.ID, w)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE network_people SET name = @name, relation = @relation, custody = @custody, representative = @role, power_on = @power_on,
		       power_covers = @power_covers, power_document = @power_document, letters = @letters, phone = @phone, email = @email,
		       address = @address, hidden = @hidden, note = @note, ring = @ring, sector = @sector, supports = @supports, strains = @strains,
		       may_contact = @may_contact, chosen = @chosen, unit = @unit, title = @title, from_on = @from, version = version + 1
		WHERE id = @id`, args)
	if err != nil {
		return fmt.Errorf("saving person %d: %w", p.ID, err)
	}
	return nil
}

func (s *Service) args(person id.Person, w Wish) (db.Args, error) {
	var sealed []byte
	if w.Address != "" {
		var err error
		if sealed, err = s.vault.Seal(w.Address, place(person)); err != nil {
			return nil, fmt.Errorf("sealing an address: %w", err)
		}
	}
	return db.Args{
		"id": person, "name": w.Name, "relation": w.Relation, "custody": w.Custody, "role": w.Role, "power_on": w.PowerOn,
		"power_covers": w.PowerCovers, "power_document": w.PowerDocument, "letters": w.Letters, "phone": w.Phone, "email": w.Email,
		"address": sealed, "hidden": w.Hidden, "note": w.Note, "ring": w.Ring, "sector": w.Sector, "supports": w.Supports,
		"strains": w.Strains, "may_contact": w.MayContact, "chosen": w.Chosen, "unit": w.Unit, "title": w.Title, "from": w.From,
	}, nil
}
