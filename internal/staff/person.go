package staff

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Details is what the administrator keeps of a person.
type Details struct {
	Name        string
	Email       string
	Title       string
	Phone       string
	Percent     int // employment, of full time
	Competences []string
	Roles       Roles
}

// Limits of what one may write, in characters.
const (
	mostName        = 120
	mostEmail       = 200
	mostCompetence  = 60
	mostCompetences = 20
)

func (d Details) clean() (Details, error) {
	d.Name, d.Title, d.Email = rule.Line(d.Name), rule.Line(d.Title), strings.ToLower(rule.Line(d.Email))
	d.Competences = tidy(d.Competences)
	var broken rule.Violations
	broken.Required("name", d.Name)
	broken.Longest("name", d.Name, mostName)
	checkEmail(&broken, d.Email)
	broken.Longest("title", d.Title, mostName)
	d.Phone = checkPhone(&broken, d.Phone)
	if d.Percent < 1 || d.Percent > 100 {
		broken.Add("percent", "range", 1, 100)
	}
	if len(d.Competences) > mostCompetences {
		broken.Add("competences", "too_many", mostCompetences)
	}
	for _, c := range d.Competences {
		broken.Longest("competences", c, mostCompetence)
	}
	d.Roles.check(&broken)
	return d, broken.Err()
}

func checkEmail(broken *rule.Violations, email string) {
	switch address, err := mail.ParseAddress(email); {
	case email == "":
		broken.Add("email", "required")
	case err != nil, address.Address != email:
		broken.Add("email", "email")
	default:
		broken.Longest("email", email, mostEmail)
	}
}

// checkPhone gives the number in the form it is kept in.
func checkPhone(broken *rule.Violations, typed string) string {
	if strings.TrimSpace(typed) == "" {
		return ""
	}
	number, err := phone.Parse(typed)
	if err != nil {
		broken.Add("phone", "phone")
	}
	return number
}

// tidy cleans a list of words and leaves out what is empty or said twice.
func tidy(words []string) []string {
	kept := []string{}
	for _, w := range words {
		w = rule.Line(w)
		if w != "" && !containsFold(kept, w) {
			kept = append(kept, w)
		}
	}
	return kept
}

func containsFold(words []string, w string) bool {
	for _, k := range words {
		if strings.EqualFold(k, w) {
			return true
		}
	}
	return false
}

// Stale is answered when somebody saved since the page was read. Theirs is what
// stands now, to be shown beside what was typed.
type Stale struct{ Theirs Person }

// Error says that the page was old.
func (s *Stale) Error() string { return fmt.Sprintf("staff %d was changed meanwhile", s.Theirs.ID) }

// Invite makes a person and the link by which they choose a password.
func (s *Service) Invite(ctx context.Context, by access.Actor, d Details, form audit.Form) (Invitation, error) {
	d, broken := d.clean()
	var made Invitation
	event := &audit.Event{By: by, Action: access.ManageStaff, Form: form}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := s.manages(by); err != nil {
			return err
		}
		if broken != nil {
			return broken
		}
		staff, err := insertPerson(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := saveRoles(ctx, tx, staff, d.Roles); err != nil {
			return err
		}
		event.Subject, event.Detail = int64(staff), map[string]any{"invited": d.Name, "roles": d.Roles.list()}
		made, err = s.newLink(ctx, tx, staff)
		return err
	})
	made.Staff = id.Staff(event.Subject)
	return made, err
}

func insertPerson(ctx context.Context, tx pgx.Tx, d Details) (id.Staff, error) {
	staff, err := db.Value[id.Staff](ctx, tx, `
		INSERT INTO staff (name, email, title, phone, employment, competences, house_roles)
		VALUES (@name, @email, @title, @phone, @percent::numeric / 100, @competences, @house) RETURNING id`,
		db.Args{
			"name": d.Name, "email": d.Email, "title": d.Title, "phone": d.Phone, "percent": d.Percent,
			"competences": d.Competences, "house": d.Roles.house(),
		})
	if err != nil {
		return 0, taken(err)
	}
	return staff, nil
}

func taken(err error) error {
	if db.Violates(err, "staff_email_unique") {
		return rule.Violation("email", "email_taken")
	}
	return fmt.Errorf("saving a person: %w", err)
}

// Change saves what an administrator changed, when nobody saved since version. A
// stale one is a *Stale.
func (s *Service) Change(ctx context.Context, by access.Actor, staff id.Staff, d Details, version int, form audit.Form) error {
	d, broken := d.clean()
	event := &audit.Event{By: by, Action: access.ManageStaff, Subject: int64(staff), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		now, err := s.hold(ctx, tx, by, staff)
		if err != nil {
			return err
		}
		if now.Version != version {
			return &Stale{Theirs: now}
		}
		if broken != nil {
			return broken
		}
		if err := s.mayBecome(ctx, tx, now, d.Roles); err != nil {
			return err
		}
		event.Detail = map[string]any{"name": d.Name, "roles": d.Roles.list()}
		_, err = tx.Exec(ctx, `
			UPDATE staff SET name = @name, email = @email, title = @title, phone = @phone, employment = @percent::numeric / 100,
			       competences = @competences, house_roles = @house, version = version + 1
			WHERE id = @id`,
			db.Args{
				"id": staff, "name": d.Name, "email": d.Email, "title": d.Title, "phone": d.Phone, "percent": d.Percent,
				"competences": d.Competences, "house": d.Roles.house(),
			})
		if err != nil {
			return taken(err)
		}
		return saveRoles(ctx, tx, staff, d.Roles)
	})
}

// hold locks a person until the transaction ends, after the administrators: two
// who would each make the other the last one come one after the other.
func (s *Service) hold(ctx context.Context, tx pgx.Tx, by access.Actor, staff id.Staff) (Person, error) {
	if err := s.manages(by); err != nil {
		return Person{}, err
	}
	for _, sql := range []string{
		`SELECT FROM staff WHERE 'administrator' = ANY(house_roles) AND @id::bigint > 0 ORDER BY id FOR UPDATE`,
		`SELECT FROM staff WHERE id = @id FOR UPDATE`,
	} {
		if _, err := tx.Exec(ctx, sql, db.Args{"id": staff}); err != nil {
			return Person{}, fmt.Errorf("holding staff %d: %w", staff, err)
		}
	}
	return s.find(ctx, tx, staff)
}

// manages checks that by may manage staff, or that the console asks.
func (s *Service) manages(by access.Actor) error {
	if s.console {
		return nil
	}
	return access.Check(by, access.ManageStaff, access.Scope{})
}

// Console is the service for who sits at the machine itself: the command line,
// which asks no policy and acts as the system. Nothing that answers requests may
// use it.
func (s *Service) Console() *Service {
	c := *s
	c.console = true
	return &c
}

func (s *Service) today() when.Date { return when.Of(s.now()) }
