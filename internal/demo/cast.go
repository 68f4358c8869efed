package demo

import (
	"context"
	"fmt"
	"strings"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/staff"
)

// Password is what everybody in the demo signs in with.
const Password = "kasket-demo"

// Account is somebody a visitor can sign in as.
type Account struct{ Email, Does string }

// Accounts are those the sign-in page and the command line name.
var Accounts = []Account{
	{"kontaktperson@kasket.test", "kontaktperson i Rute 42"},
	{"makker@kasket.test", "kontaktperson og makker i Rute 42"},
	{"koordinator@kasket.test", "koordinator i Rute 42"},
	{"leder@kasket.test", "leder af Rute 42"},
	{"faglig@kasket.test", "faglig koordinator i Rute 42"},
	{"indsigt@kasket.test", "indsigt: kun tal"},
	{"administrator@kasket.test", "administrator: medarbejdere, teams og indsatser"},
}

// teams are the four, each with its programme and what its letters of hats mean.
var teams = []struct {
	key, name, programme, phone string
	hats                        map[rune]string
}{
	{"rute", "Rute 42", "rute42", "10 42 00 00", map[rune]string{'a': "authority", 'm': "mentor", 'c': "company_consultant"}},
	{"borger", "Borgerkonsulenter", "borgerkonsulent", "10 42 10 00", map[rune]string{'a': "employment_adviser", 'm': "mentor", 'c': "company_consultant"}},
	{"mod", "Mod til Uddannelse", "mod-til-uddannelse", "10 42 20 00", map[rune]string{'a': "authority", 'm': "mentor", 'c': "mentor"}},
	{"samarbejde", "Samarbejdsmodellen", "samarbejdsmodellen", "10 42 30 00", map[rune]string{'a': "authority"}},
}

// long is how many days before all the rest the house was there.
const long = -700

// hire makes the teams and the people, as the console would.
func (s *stage) hire(ctx context.Context) error {
	s.clock.at = s.day(long, eight)
	console := s.staff.Console()
	for _, t := range teams {
		model, err := s.programmes.ByKey(ctx, t.programme)
		if err != nil {
			return fmt.Errorf("programme %s: %w", t.programme, err)
		}
		team, err := console.MakeTeam(ctx, access.Actor{}, staff.Team{Name: t.name, Programme: model.ID, Phone: t.phone, PhoneHours: "man–fre 9–15"}, audit.Form{})
		if err != nil {
			return fmt.Errorf("team %s: %w", t.name, err)
		}
		s.teams[t.key] = team
		s.hats[team] = t.hats
	}
	rows, err := table("staff.txt", 8)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := s.invite(ctx, console, r); err != nil {
			return fmt.Errorf("%s: %w", r[1], err)
		}
	}
	if err := s.pace(ctx); err != nil {
		return err
	}
	return s.prescribe(ctx)
}

// invite makes one person, who chooses the password of the demo.
func (s *stage) invite(ctx context.Context, console *staff.Service, r []string) error {
	d := staff.Details{Name: r[1], Email: r[2] + "@kasket.test", Title: r[3], Percent: atoi(r[4]), Phone: r[6]}
	if r[7] != "" {
		d.Competences = strings.Split(r[7], ", ")
	}
	team, list, _ := strings.Cut(r[5], ":")
	roles := []access.Role{}
	for _, role := range strings.Split(list, ",") {
		roles = append(roles, access.Role(role))
	}
	if team == "" {
		d.Roles.House = roles
	} else {
		d.Roles.Teams = map[id.Team][]access.Role{s.teams[team]: roles}
	}
	invited, err := console.Invite(ctx, access.Actor{}, d, audit.Form{})
	if err != nil {
		return err
	}
	if _, err := s.staff.Accept(ctx, invited.Token, Password); err != nil {
		return err
	}
	if s.people[r[0]], err = s.staff.Actor(ctx, invited.Staff); err != nil {
		return err
	}
	for _, role := range roles {
		if role == access.Coordinator {
			s.coordinators[s.teams[team]] = s.people[r[0]]
		}
	}
	return nil
}

// pace is what the administrator of the demo's municipality chose for Rute 42: the
// model itself names the first month alone, and no time for a second view or a goal.
func (s *stage) pace(ctx context.Context) error {
	model, err := s.programmes.ByKey(ctx, "rute42")
	if err != nil {
		return err
	}
	for _, p := range []programme.Pace{{Phase: programme.Regular, EveryDays: 14}, {Phase: programme.Placement, EveryDays: 7}} {
		p.From, p.Source = s.today.AddDays(long), "Demokommunens valg"
		if err := s.programmes.SetCadence(ctx, s.people["lise"], model.ID, p, audit.Form{}); err != nil {
			return fmt.Errorf("cadence of %s: %w", p.Phase, err)
		}
	}
	eyes := programme.SecondEyes{EveryDays: 45, From: s.today.AddDays(long), Source: "Demokommunens valg"}
	if err := s.programmes.SetSecondEyes(ctx, s.people["lise"], model.ID, eyes, audit.Form{}); err != nil {
		return fmt.Errorf("second eyes: %w", err)
	}
	goals := programme.GoalRule{AfterDays: 180, From: s.today.AddDays(long), Source: "Demokommunens valg"}
	if err := s.programmes.SetGoalRule(ctx, s.people["lise"], model.ID, goals, audit.Form{}); err != nil {
		return fmt.Errorf("goals: %w", err)
	}
	return s.expect(ctx)
}
