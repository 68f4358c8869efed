// Package youth keeps the person a course is for: names, number, ways to reach
// them, safety and protection. CPR and address are sealed in the database, masked
// on the page, and shown only by a recorded act.
package youth

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/vault"
	"kasket/internal/when"
)

// Protection is how far the address of a youth is to be hidden (domain 4.3).
type Protection string

// The degrees of protection. Each but None hides the address everywhere but
// behind a recorded reveal.
const (
	None      Protection = "none"
	Protected Protection = "protected" // CPR-loven § 28
	Police    Protection = "police"    // threatened, on the word of the police
)

// Protections lists the degrees, least first.
var Protections = []Protection{None, Protected, Police}

// Youth is the person. Sealed fields are opened by Service.RevealCPR and
// RevealAddress, each a recorded act.
type Youth struct {
	ID               id.Youth
	GivenName        string
	FamilyName       string
	CalledName       string // what they are called, and what pages say
	Pronoun          string
	CPR              []byte `json:"-"` // sealed
	NoCPRReason      string
	BirthDate        *when.Date
	Phone            string
	Phone2           string
	Email            string
	Address          []byte `json:"-"` // sealed
	Protection       Protection
	ProtectionEndsOn *when.Date
	Interpreter      string
	Remember         string
	Version          int
}

// Called is the name a youth goes by.
func (y Youth) Called() string {
	if y.CalledName != "" {
		return y.CalledName
	}
	return y.GivenName
}

// Name is the name a youth goes by, with the family's.
func (y Youth) Name() string { return rule.Line(y.Called() + " " + y.FamilyName) }

// LegalName is the name for letters.
func (y Youth) LegalName() string { return rule.Line(y.GivenName + " " + y.FamilyName) }

// Hidden reports whether the address is protected.
func (y Youth) Hidden() bool { return y.Protection != None }

// Service is the use cases of youths.
type Service struct {
	read     db.Reader
	trail    *audit.Trail
	vault    *vault.Vault
	now      func() time.Time
	testCPRs bool // day + 60 is accepted: demo and tests
	bound    Bound
}

// Bound carries out, in the transaction that corrected a youth, what follows for those
// who turned out to have declared a conflict with them.
type Bound func(ctx context.Context, tx pgx.Tx, by access.Actor, youth id.Youth, staff []id.Staff) error

// WhenBound says who carries that out. It is a younger feature's to do, since those
// who are bound may have a course.
func (s *Service) WhenBound(do Bound) { s.bound = do }

// NewService makes the service; now is the clock. With testCPRs it accepts the
// fictive numbers of demo and tests, and only then.
func NewService(read db.Reader, trail *audit.Trail, v *vault.Vault, now func() time.Time, testCPRs bool) *Service {
	return &Service{read: read, trail: trail, vault: v, now: now, testCPRs: testCPRs}
}

// Details is what can be written about a youth, as typed.
type Details struct {
	GivenName        string
	FamilyName       string
	CalledName       string
	Pronoun          string
	CPR              string // as typed; empty where there is none
	NoCPRReason      string
	BirthDate        *when.Date
	Phone            string
	Phone2           string
	Email            string
	Address          string
	Protection       Protection
	ProtectionEndsOn *when.Date
	Interpreter      string
	Remember         string
}

// Limits of what one may write, in characters.
const (
	mostName    = 100
	mostText    = 2000
	mostAddress = 300
)

// Fields a person of the target group cannot be older than.
const oldestYears = 110

// clean tidies what was typed and says which rules it breaks.
func (d Details) clean(today when.Date, testCPRs bool) (Details, CPR, error) {
	for _, line := range []*string{&d.GivenName, &d.FamilyName, &d.CalledName, &d.Pronoun, &d.CPR, &d.Phone, &d.Phone2, &d.Email, &d.Interpreter, &d.NoCPRReason} {
		*line = rule.Line(*line)
	}
	d.Address, d.Remember = rule.Text(d.Address), rule.Text(d.Remember)
	var broken rule.Violations
	broken.Required("given_name", d.GivenName)
	for field, text := range map[string]string{"given_name": d.GivenName, "family_name": d.FamilyName, "called_name": d.CalledName, "pronoun": d.Pronoun, "interpreter": d.Interpreter, "email": d.Email, "no_cpr_reason": d.NoCPRReason} {
		broken.Longest(field, text, mostName)
	}
	broken.Longest("address", d.Address, mostAddress)
	broken.Longest("remember", d.Remember, mostText)
	number := d.number(&broken, testCPRs)
	d.phones(&broken)
	if d.Email != "" {
		if a, err := mail.ParseAddress(d.Email); err != nil || a.Address != d.Email {
			broken.Add("email", "email")
		}
	}
	if d.BirthDate == nil && number != "" {
		born := number.BirthDate()
		d.BirthDate = &born
	}
	if d.BirthDate != nil && d.BirthDate.After(today) {
		broken.Add("birth_date", "in_the_future")
	}
	if d.BirthDate != nil && d.BirthDate.Before(today.AddMonths(-12*oldestYears)) {
		broken.Add("birth_date", "too_long_ago")
	}
	if d.Protection == "" {
		d.Protection = None
	}
	if d.Protection != None && d.Protection != Protected && d.Protection != Police {
		broken.Add("protection", "unknown")
	}
	if d.Protection == None {
		d.ProtectionEndsOn = nil
	}
	return d, number, broken.Err()
}

// number reads the CPR. Without one there must be a reason; a failing check digit
// is no fault, since numbers without it are issued (domain 4.1).
func (d Details) number(broken *rule.Violations, testCPRs bool) CPR {
	if d.CPR == "" {
		if d.NoCPRReason == "" {
			broken.Add("cpr", "cpr_or_reason")
		}
		return ""
	}
	number, err := ParseCPR(d.CPR, testCPRs)
	if err != nil {
		broken.Add("cpr", codeOf(err))
	}
	return number
}

func (d *Details) phones(broken *rule.Violations) {
	for field, number := range map[string]*string{"phone": &d.Phone, "phone2": &d.Phone2} {
		if *number == "" {
			continue
		}
		normal, err := phone.Parse(*number)
		if err != nil {
			broken.Add(field, "phone")
			continue
		}
		*number = normal
	}
}

// Register keeps a new youth inside the transaction of the one who brings them: a
// referral or a file. A number that is known already is broken rule "cpr_known". Who
// declared a conflict with a person that is them is bound at once.
func (s *Service) Register(ctx context.Context, tx pgx.Tx, d Details) (id.Youth, error) {
	d, number, err := d.clean(when.Of(s.now()), s.testCPRs)
	if err != nil {
		return 0, err
	}
	if err := standing.HoldRecognition(ctx, tx); err != nil {
		return 0, err
	}
	youth, err := s.insert(ctx, tx, d, number)
	if db.Violates(err, "cpr_once") {
		return 0, rule.Violation("cpr", "cpr_known")
	}
	if err != nil {
		return 0, fmt.Errorf("registering a youth: %w", err)
	}
	_, err = standing.Bind(ctx, tx, youth, s.now()) // nobody has them yet
	return youth, err
}

// FindByCPR finds whose number it is, inside a use case that has asked the policy.
func (s *Service) FindByCPR(ctx context.Context, q db.Reader, number CPR) (id.Youth, error) {
	return db.Value[id.Youth](ctx, q, `SELECT id FROM youths WHERE cpr_index = @index`,
		db.Args{"index": s.index(number)})
}

// codeOf is the rule a number breaks.
func codeOf(err error) string {
	if e, ok := errors.AsType[*CPRError](err); ok {
		return e.Code
	}
	return "cpr_format"
}
