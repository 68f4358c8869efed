package placement

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/network"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// sheetRow is what one query reads for a sheet.
type sheetRow struct {
	Placement
	GivenName, CalledName, FamilyName string
	Phone, Phone2, Email              string
	Born                              *when.Date
	Address                           []byte
	Protection                        youth.Protection
	Homes                             json.RawMessage
	MentorIs, OwnerIs, CoverIs        json.RawMessage
	BuddyIs, TeamIs                   json.RawMessage
	KindIs, PurposeIs                 json.RawMessage
}

// The newest name of a code of the catalogue up to today.
const (
	rowNow  = `(SELECT json_build_object('name_da', k.name_da, 'name_en', k.name_en) FROM catalogue k WHERE k.kind = `
	nearest = ` ORDER BY k.valid_from > @today, abs(k.valid_from - @today::date) LIMIT 1)`
)

const selectSheet = `
	SELECT s.*, y.given_name, y.called_name, y.family_name, y.phone, y.phone2, y.email, y.birth_date AS born, y.address, y.protection,
	       (SELECT coalesce(json_agg(json_build_object('id', n.id, 'address', encode(n.address, 'base64'), 'hidden', n.hidden)), '[]')
	        FROM network_people n WHERE n.youth_id = y.id AND n.address IS NOT NULL) AS homes,
	       (SELECT json_build_object('name', m.name, 'title', m.title, 'phone', m.phone) FROM company_people m WHERE m.id = s.mentor) AS mentor_is,
	       json_build_object('name', o.name, 'phone', o.phone) AS owner_is,
	       (SELECT json_build_object('name', c.name, 'phone', c.phone) FROM covers v JOIN staff c ON c.id = v.staff_id
	        WHERE v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date LIMIT 1) AS cover_is,
	       (SELECT json_build_object('name', b.name, 'phone', b.phone) FROM staff b WHERE b.id = e.buddy_id) AS buddy_is,
	       json_build_object('name', t.name, 'phone', t.phone) AS team_is,
	       ` + rowNow + `'placement' AND k.code = s.type` + nearest + ` AS kind_is, ` + rowNow + `'placement_purpose' AND k.code = s.purpose` + nearest + ` AS purpose_is
	FROM (` + columns + `WHERE p.id = @id) s
	JOIN youths y ON y.id = s.youth
	JOIN enrolments e ON e.id = s.enrolment
	JOIN staff o ON o.id = e.owner_id
	JOIN teams t ON t.id = e.team_id`

// SoughtSheet is what a sheet is made from, found and not shown to anybody yet.
type SoughtSheet struct{ facts SheetFacts }

// Youth is whose stay the sheet is about.
func (x SoughtSheet) Youth() id.Youth { return x.facts.Stay.Youth }

// Stay is the number of that stay.
func (x SoughtSheet) Stay() id.Placement { return x.facts.Stay.ID }

// SeekSheet finds what the sheet of a stay is made from, for Sheet and PrintSheet, which
// ask who may have it.
func (s *Service) SeekSheet(ctx context.Context, placement id.Placement) (SoughtSheet, error) {
	facts, err := s.sheetFacts(ctx, s.read, placement)
	return SoughtSheet{facts}, err
}

func (s *Service) sheetFacts(ctx context.Context, q db.Reader, placement id.Placement) (SheetFacts, error) {
	row, err := db.One[sheetRow](ctx, q, selectSheet, db.Args{"id": placement, "today": s.today()})
	if err != nil {
		return SheetFacts{}, fmt.Errorf("the sheet of placement %d: %w", placement, err)
	}
	f := SheetFacts{Stay: row.Placement}
	for _, part := range []struct {
		text json.RawMessage
		into any
	}{{row.MentorIs, &f.Mentor}, {row.OwnerIs, &f.Owner}, {row.CoverIs, &f.Cover}, {row.BuddyIs, &f.Buddy}, {row.TeamIs, &f.Team}, {row.KindIs, &f.Kind}, {row.PurposeIs, &f.Purpose}} {
		if part.text == nil {
			continue
		}
		if err := json.Unmarshal(part.text, part.into); err != nil {
			return f, fmt.Errorf("the sheet of placement %d: %w", placement, err)
		}
	}
	y := youth.Youth{GivenName: row.GivenName, CalledName: row.CalledName, FamilyName: row.FamilyName}
	f.About = network.About{FirstName: y.Called(), Name: y.Name(), Phone: row.Phone, Born: row.Born}
	f.Private = Private{Names: []string{row.GivenName, row.CalledName, row.FamilyName}, Phones: []string{row.Phone, row.Phone2}, Mails: []string{row.Email}}
	people, err := homesOf(row.Homes)
	if err != nil {
		return f, fmt.Errorf("addresses around youth %d: %w", row.Youth, err)
	}
	f.Private.Unsaid, err = s.people.UnsaidFrom(row.Youth, row.Address, row.Protection, people)
	return f, err
}

// homesOf reads the sealed addresses of the people around a youth.
func homesOf(text json.RawMessage) ([]network.Person, error) {
	var rows []struct {
		ID      id.Person `json:"id"`
		Address string    `json:"address"`
		Hidden  bool      `json:"hidden"`
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		return nil, err
	}
	people := make([]network.Person, len(rows))
	for i, r := range rows {
		sealed, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(r.Address, "\n", ""))
		if err != nil {
			return nil, err
		}
		people[i] = network.Person{ID: r.ID, Address: sealed, Hidden: r.Hidden}
	}
	return people, nil
}

// Sheet makes the sheet as it would be given today, and records that it was looked at.
// The record of its youth was opened with the scope.
func (s *Service) Sheet(ctx context.Context, by access.Actor, scope access.Scope, x SoughtSheet, lang string) (Sheet, error) {
	if err := access.Check(by, access.PrintCompanySheet, scope); err != nil {
		return Sheet{}, err
	}
	consent, err := network.ConsentFor(ctx, s.read, x.facts.Stay.Youth, x.facts.Stay.Company.ID, s.today())
	if err != nil {
		return Sheet{}, err
	}
	sheet := MakeSheet(x.facts, consent, s.today(), lang)
	return sheet, s.trail.Look(ctx, sheetEvent(by, scope, x.facts.Stay, sheet, "screen"))
}

// PrintSheet makes the sheet that leaves the house, and records it with the consent it
// rests on: 0 is none, and nothing of the youth. Where that consent does not count any
// more, or another does, it is the violation consent_gone and nothing leaves: withdrawal
// and printing come one after the other.
func (s *Service) PrintSheet(ctx context.Context, by access.Actor, placement id.Placement, consent id.Consent, lang string) (Sheet, error) {
	seen, err := find(ctx, s.read, placement)
	if err != nil {
		return Sheet{}, err
	}
	var sheet Sheet
	event := &audit.Event{By: by, Action: access.PrintCompanySheet, Youth: seen.Youth, Subject: int64(placement)}
	err = s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		scope, err := standing.Hold(ctx, tx, by, access.PrintCompanySheet, seen.Youth, s.now())
		if err != nil {
			return err
		}
		facts, err := s.sheetFacts(ctx, tx, placement)
		if err != nil {
			return err
		}
		now, err := network.ConsentFor(ctx, tx, seen.Youth, facts.Stay.Company.ID, s.today())
		if err != nil {
			return err
		}
		sheet = MakeSheet(facts, now, s.today(), lang)
		if sheet.Consent != consent {
			return rule.Violation("", "consent_gone")
		}
		*event = sheetEvent(by, scope, facts.Stay, sheet, "paper")
		return nil
	})
	if err != nil {
		return Sheet{}, err
	}
	return sheet, nil
}

func sheetEvent(by access.Actor, scope access.Scope, p Placement, sheet Sheet, how string) audit.Event {
	return audit.Event{
		By: by, Action: access.PrintCompanySheet, Youth: p.Youth, Team: scope.Team, Subject: int64(p.ID),
		Detail: map[string]any{"company": p.Company.ID, "consent": sheet.Consent, "lines": len(sheet.Told), "how": how},
	}
}
