package fileimport

import (
	"context"
	"slices"
	"strings"
	"time"

	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// reference is what rows name: people, teams, and the words of catalogue and
// programmes. It is read once for many rows.
type reference struct {
	by      id.Staff // who reads the file in
	team    id.Team  // the only one rows may be for; 0 is all of them
	now     time.Time
	today   when.Date
	youths  *youth.Service
	roster  staff.Roster
	entries map[programme.Kind][]programme.Entry
	hats    map[id.Programme][]programme.Hat
}

// catalogues are the shelves that rows name codes of.
var catalogues = []programme.Kind{programme.Benefit, programme.Category, programme.ExitKind, programme.PlacementType, programme.Doing, programme.StatusKind}

func (s *Service) reference(ctx context.Context, by id.Staff, team id.Team) (*reference, error) {
	ref := &reference{
		by: by, team: team, now: s.now(), today: when.Of(s.now()), youths: s.youths,
		entries: map[programme.Kind][]programme.Entry{}, hats: map[id.Programme][]programme.Hat{},
	}
	var err error
	if ref.roster, err = s.staff.Roster(ctx); err != nil {
		return nil, err
	}
	for _, kind := range catalogues {
		if ref.entries[kind], err = s.programmes.EntriesOf(ctx, kind); err != nil {
			return nil, err
		}
	}
	all, err := s.programmes.All(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if ref.hats[p.ID], err = s.programmes.HatsOf(ctx, p.ID); err != nil {
			return nil, err
		}
	}
	return ref, nil
}

// entry reads a code of the catalogue, or a name of one in either language, that
// holds on a day.
func (ref *reference) entry(c *cells, name string, kind programme.Kind, on when.Date) string {
	if plainHeading(c.values[name]) == "" {
		return ""
	}
	if code := ref.known(c.values[name], kind, on); code != "" {
		return code
	}
	c.broken.Add(name, "not_in_catalogue", shortened(strings.TrimSpace(c.values[name])), on.Danish())
	return ""
}

// hatsOf reads hats of a programme, by code or name.
func (ref *reference) hatsOf(c *cells, words []string, p id.Programme) []string {
	codes := []string{}
	for _, word := range words {
		s := plainHeading(word)
		i := slices.IndexFunc(ref.hats[p], func(h programme.Hat) bool {
			return plainHeading(h.Code) == s || plainHeading(h.NameDa) == s || plainHeading(h.NameEn) == s
		})
		switch {
		case i < 0:
			c.broken.Add("hats", "unknown_word", shortened(word))
		case !slices.Contains(codes, ref.hats[p][i].Code):
			codes = append(codes, ref.hats[p][i].Code)
		}
	}
	return codes
}

// teamOf finds the team that a row is for: the one it names, else the one of the
// programme it names, else the one whose coordinator reads the file.
func (ref *reference) teamOf(c *cells) (staff.RosterTeam, bool) {
	name, model := c.line("team"), c.line("programme")
	var of []staff.RosterTeam
	for _, t := range ref.roster.Teams {
		if name != "" && !strings.EqualFold(t.Name, name) || model != "" && !names(t, model) {
			continue
		}
		if name == "" && ref.team != 0 && t.ID != ref.team {
			continue
		}
		of = append(of, t)
	}
	field := "team"
	if name == "" && model != "" {
		field = "programme"
	}
	switch {
	case name == "" && model == "" && ref.team == 0:
		c.broken.Add("team", "required")
	case len(of) == 0:
		c.broken.Add(ref.wrongTeam(name, field))
	case len(of) > 1:
		c.broken.Add("team", "required")
	case ref.team != 0 && of[0].ID != ref.team:
		c.broken.Add(field, "not_your_team")
	case of[0].ClosedOn != nil && of[0].ClosedOn.Before(ref.today):
		c.broken.Add(field, "team_closed")
	default:
		return of[0], true
	}
	return staff.RosterTeam{}, false
}

// wrongTeam says what is wrong with a name that gave no team.
func (ref *reference) wrongTeam(name, field string) (string, string) {
	if _, ok := ref.roster.Team(name); ok {
		return "programme", "not_of_team"
	}
	return field, "unknown_team"
}

// names reports whether text is the key or the name of the team's programme.
func names(t staff.RosterTeam, text string) bool {
	s := plainHeading(text)
	return s == plainHeading(t.ProgrammeKey) || s == plainHeading(t.Title)
}

// person finds somebody by e-mail; none is nobody, and no fault.
func (ref *reference) person(c *cells, name string) (staff.RosterPerson, bool) {
	email := c.email(name)
	if email == "" {
		return staff.RosterPerson{}, false
	}
	p, ok := ref.roster.ByEmail(email)
	if !ok {
		c.broken.Add(name, "unknown_email", shortened(email))
	}
	return p, ok
}
