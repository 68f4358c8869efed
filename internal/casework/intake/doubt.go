package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Match is a youth who is known already and may be the one proposed.
type Match struct {
	Youth     id.Youth
	Name      string
	Names     string // all of them, to be compared
	BirthDate *when.Date
	Team      string
	Owner     *string
	InTeam    bool // of a team the coordinator knows; else the page says no name
}

// Doubt is answered when the proposed youth may be known: the page shows whom, and
// the form may be sent again.
type Doubt struct {
	Same    *Match  // the number is theirs: the referral will be of this youth
	Similar []Match // much the same name and the same day of birth
}

// Error says that there is doubt, and names nobody.
func (d *Doubt) Error() string { return "the youth may be known already" }

// Youths are those in doubt, to be sent back when it is settled.
func (d *Doubt) Youths() []id.Youth {
	var all []id.Youth
	if d.Same != nil {
		all = append(all, d.Same.Youth)
	}
	for _, m := range d.Similar {
		all = append(all, m.Youth)
	}
	return all
}

// recognise finds out whether the proposed youth is known: 0 for a new one, else
// whom the number belongs to. An exact number says who has the youth, whatever the
// team (design 5); it is recorded that it was asked.
func (s *Service) recognise(ctx context.Context, by access.Actor, p Proposal) (id.Youth, error) {
	if p.Youth.CPR != "" {
		known, err := s.youths.FindByTyped(ctx, s.read, p.Youth.CPR)
		if err == nil {
			return known, s.recogniseSame(ctx, by, known, p.Accepted)
		}
		if !errors.Is(err, db.ErrNotFound) {
			return 0, err
		}
	}
	similar, err := s.similar(ctx, by, p.Youth)
	if err != nil {
		return 0, err
	}
	unsettled := slices.ContainsFunc(similar, func(m Match) bool { return !slices.Contains(p.Accepted, m.Youth) })
	if !unsettled {
		return 0, nil
	}
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: access.FindByCPR, Team: p.Team, Detail: map[string]any{"similar": len(similar)}}); err != nil {
		return 0, err
	}
	return 0, &Doubt{Similar: similar}
}

func (s *Service) recogniseSame(ctx context.Context, by access.Actor, known id.Youth, accepted []id.Youth) error {
	if err := access.Check(by, access.FindByCPR, access.Scope{}); err != nil {
		return err
	}
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: access.FindByCPR, Youth: known}); err != nil {
		return err
	}
	if err := standing.Free(ctx, s.read, "cpr", by.Staff, known); err != nil {
		return err
	}
	if err := noCourse(ctx, s.read, known, "cpr"); err != nil {
		return err
	}
	waits, err := db.Value[string](ctx, s.read, `
		SELECT t.name FROM referrals f JOIN teams t ON t.id = f.team_id WHERE f.youth_id = @youth AND f.open`, db.Args{"youth": known})
	if err == nil {
		return rule.Violation("cpr", "already_waiting_in", waits)
	}
	if !errors.Is(err, db.ErrNotFound) {
		return fmt.Errorf("looking for a referral of youth %d: %w", known, err)
	}
	if slices.Contains(accepted, known) {
		return nil
	}
	m, err := db.One[Match](ctx, s.read, selectMatch+`WHERE y.id = @youth`,
		db.Args{"youth": known, "teams": by.TeamsWhere(access.RegisterReferral)})
	if err != nil {
		return fmt.Errorf("youth %d: %w", known, err)
	}
	return &Doubt{Same: &m}
}

const selectMatch = `
	SELECT y.id AS youth, concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, '')) AS name, y.birth_date,
	       concat_ws(' ', nullif(y.called_name, ''), y.given_name, y.family_name) AS names, coalesce(t.name, '') AS team, o.name AS owner, coalesce(t.id = ANY(@teams), false) AS in_team
	FROM youths y
	LEFT JOIN LATERAL (SELECT team_id, owner_id FROM enrolments WHERE youth_id = y.id ORDER BY closed_on IS NULL DESC, started_on DESC LIMIT 1) e ON true
	LEFT JOIN LATERAL (SELECT team_id FROM referrals WHERE youth_id = y.id ORDER BY id DESC LIMIT 1) f ON true
	LEFT JOIN teams t ON t.id = coalesce(e.team_id, f.team_id)
	LEFT JOIN staff o ON o.id = e.owner_id
	`

// similar finds youths of the same day of birth and much the same name, whatever
// number they have: the last four digits are where a slip is made.
func (s *Service) similar(ctx context.Context, by access.Actor, d youth.Details) ([]Match, error) {
	if d.BirthDate == nil {
		return nil, nil
	}
	born, err := db.All[Match](ctx, s.read, selectMatch+`WHERE y.birth_date = @born AND `+standing.NoConflict("@staff", "y.id")+` ORDER BY y.id`,
		db.Args{"staff": by.Staff, "born": *d.BirthDate, "teams": by.TeamsWhere(access.RegisterReferral)})
	if err != nil {
		return nil, fmt.Errorf("looking for youths of much the same name: %w", err)
	}
	proposed := d.CalledName + " " + d.GivenName + " " + d.FamilyName
	var alike []Match
	for _, m := range born {
		if youth.Alike(m.Names, proposed) && len(alike) < mostAlike {
			alike = append(alike, m)
		}
	}
	return alike, nil
}

// mostAlike is how many may be shown in doubt: more are no help.
const mostAlike = 5
