package youth

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Edit is a youth as somebody wants them written down. The number is never on the
// form and a protected address neither: left empty, both stay as they are.
type Edit struct {
	Details
	RemoveAddress bool   // a protected address goes
	CheckedCPR    string // the number whose check digit fails and that was looked at again
	Version       int    // the version that was read
}

// Stale is answered when somebody saved since the page was read: what stands now,
// and who wrote it when, to be shown beside what was typed.
type Stale struct {
	Theirs Opened
	By     string
	At     time.Time
}

// Error says that the page was old.
func (s *Stale) Error() string { return fmt.Sprintf("youth %d was changed meanwhile", s.Theirs.ID) }

// Change saves an edit. The youth as they were is kept as a version; a stale edit
// is a *Stale.
func (s *Service) Change(ctx context.Context, by access.Actor, youth id.Youth, e Edit, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.EditYouth, Youth: youth, Subject: int64(youth), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := standing.HoldRecognition(ctx, tx); err != nil {
			return err
		}
		scope, err := standing.Hold(ctx, tx, by, access.EditYouth, youth, s.now())
		if err != nil {
			return err
		}
		y, err := lock(ctx, tx, youth)
		if err != nil {
			return err
		}
		if e.Version != y.Version {
			return s.stale(ctx, y, scope)
		}
		next, number, err := s.merge(y, e)
		if err != nil {
			return err
		}
		event.Team, event.Detail = scope.Team, map[string]any{"version": y.Version + 1, "fields": changed(y, next, e)}
		if err := saveVersion(ctx, tx, y, by.Staff, s.now()); err != nil {
			return err
		}
		if err := s.update(ctx, tx, y, next, number); err != nil {
			return err
		}
		return s.recognise(ctx, tx, by, youth)
	})
}

// recognise binds who declared a conflict with the person this youth turns out to be.
func (s *Service) recognise(ctx context.Context, tx pgx.Tx, by access.Actor, youth id.Youth) error {
	staff, err := standing.Bind(ctx, tx, youth, s.now())
	if err != nil || len(staff) == 0 {
		return err
	}
	return s.bound(ctx, tx, by, youth, staff)
}

// stale tells what stands now. The line of the trail says who wrote it.
func (s *Service) stale(ctx context.Context, y Youth, scope access.Scope) error {
	theirs := &Stale{Theirs: Opened{Youth: y, Scope: scope}}
	var err error
	if theirs.Theirs.Masked, err = s.masked(y); err != nil {
		return err
	}
	if !y.Hidden() {
		if theirs.Theirs.Home, err = s.openAddress(y); err != nil {
			return err
		}
	}
	line, err := s.trail.Last(ctx, y.ID, access.EditYouth)
	if err == nil && line.Name != nil {
		theirs.By, theirs.At = *line.Name, line.At
	}
	return theirs
}

// merge is the youth with the edit on it: what was left empty because it is never
// shown stays.
func (s *Service) merge(y Youth, e Edit) (Details, CPR, error) {
	d := e.Details
	kept, keepsCPR := CPR(""), false
	if d.CPR == "" && d.NoCPRReason == "" && y.CPR != nil {
		var err error
		if kept, err = s.openCPR(y); err != nil {
			return d, "", err
		}
		d.CPR, keepsCPR = kept.Reveal(), true
	}
	if d.Address == "" && y.Hidden() && !e.RemoveAddress {
		address, err := s.openAddress(y)
		if err != nil {
			return d, "", err
		}
		d.Address = address
	}
	d, number, err := d.clean(when.Of(s.now()), s.testCPRs || keepsCPR)
	if err != nil {
		return d, "", err
	}
	if number != "" {
		d.NoCPRReason = ""
	}
	if number != "" && !keepsCPR && !number.Modulus11() && rule.Line(e.CheckedCPR) != d.CPR {
		return d, "", rule.Violation("cpr", "cpr_check_digit")
	}
	return d, number, nil
}

func (s *Service) update(ctx context.Context, tx pgx.Tx, y Youth, d Details, number CPR) error {
	sealed, err := s.seal(y.ID, number, d.Address)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE youths SET given_name = @given, family_name = @family, called_name = @called, pronoun = @pronoun,
		       cpr = @cpr, cpr_index = @index, no_cpr_reason = @no_cpr, birth_date = @born, phone = @phone, phone2 = @phone2,
		       email = @email, address = @address, protection = @protection, protection_ends_on = @ends,
		       interpreter = @interpreter, remember = @remember, version = version + 1
		WHERE id = @id`,
		db.Args{
			"id": y.ID, "given": d.GivenName, "family": d.FamilyName, "called": d.CalledName, "pronoun": d.Pronoun,
			"cpr": sealed.cpr, "index": sealed.index, "no_cpr": d.NoCPRReason, "born": d.BirthDate,
			"phone": d.Phone, "phone2": d.Phone2, "email": d.Email, "address": sealed.address, "protection": d.Protection,
			"ends": d.ProtectionEndsOn, "interpreter": d.Interpreter, "remember": d.Remember,
		})
	if db.Violates(err, "cpr_once") {
		return rule.Violation("cpr", "cpr_known")
	}
	if err != nil {
		return fmt.Errorf("saving youth %d: %w", y.ID, err)
	}
	return nil
}

// saveVersion keeps a youth as they were, under the version they were, with who
// replaced it. Number and address are not part of it.
func saveVersion(ctx context.Context, tx pgx.Tx, y Youth, by id.Staff, at time.Time) error {
	fields, err := json.Marshal(y) // the sealed fields leave themselves out
	if err != nil {
		return fmt.Errorf("youth %d: %w", y.ID, err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO youth_versions (youth_id, version, fields, by_id, at) VALUES (@youth, @version, @fields, @by, @at)`,
		db.Args{"youth": y.ID, "version": y.Version, "fields": fields, "by": by, "at": at})
	if err != nil {
		return fmt.Errorf("keeping version %d of youth %d: %w", y.Version, y.ID, err)
	}
	return nil
}

// changed names the fields that an edit touches, for the trail, without what stood
// in them.
func changed(y Youth, d Details, e Edit) []string {
	fields := []string{}
	add := func(is bool, name string) {
		if is {
			fields = append(fields, name)
		}
	}
	add(y.GivenName != d.GivenName || y.FamilyName != d.FamilyName || y.CalledName != d.CalledName, "name")
	add(y.Pronoun != d.Pronoun, "pronoun")
	add(e.CPR != "" || y.CPR != nil && d.CPR == "", "cpr")
	add(!sameDay(y.BirthDate, d.BirthDate), "birth_date")
	add(y.Phone != d.Phone || y.Phone2 != d.Phone2, "phone")
	add(y.Email != d.Email, "email")
	add(e.Address != "" || e.RemoveAddress, "address")
	add(y.Protection != d.Protection || !sameDay(y.ProtectionEndsOn, d.ProtectionEndsOn), "protection")
	add(y.Interpreter != d.Interpreter, "interpreter")
	add(y.Remember != d.Remember, "remember")
	return fields
}

func sameDay(a, b *when.Date) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
