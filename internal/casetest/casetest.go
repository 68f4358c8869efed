// Package casetest makes teams, staff and youths for tests, on a database of the
// test's own, through the same services as the product.
package casetest

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/company"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/document"
	"kasket/internal/casework/economy"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/casework/group"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/measure"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/network"
	"kasket/internal/casework/outcome"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/promises"
	"kasket/internal/casework/review"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/transfer"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/export"
	"kasket/internal/fileimport"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/internal/vault"
	"kasket/internal/when"
)

// World is a database with the services on it, and a clock that stands still
// until a test moves it.
type World struct {
	testing.TB
	DB         *db.DB
	Vault      *vault.Vault
	Trail      *audit.Trail
	Staff      *staff.Service
	Programmes *programme.Service
	Standing   *standing.Service
	Companies  *company.Service
	Youths     *youth.Service
	Enrolments *enrolment.Service
	Network    *network.Service
	Outcomes   *outcome.Service
	Sparring   *sparring.Service
	Reviews    *review.Service
	Economy    *economy.Service
	Reports    *export.Service
	Measures   *measure.Service
	Groups     *group.Service
	Transfers  *transfer.Service
	Conflicts  *conflict.Service
	Intake     *intake.Service
	Promises   *promises.Service
	Caseload   *caseload.Service
	Figures    *figures.Service
	Imports    *fileimport.Service
	Plans      *plan.Service
	Meetings   *meeting.Service
	Contacts   *contact.Service
	Kickoffs   *kickoff.Service
	Documents  *document.Service
	Access     *fileaccess.Service
	Decisions  *decision.Service
	Placements *placement.Service

	clock atomic.Pointer[time.Time]
	made  atomic.Int64
}

// Noon is when tests happen unless they say otherwise: a Saturday in November.
var Noon = time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)

// New makes a world.
func New(t testing.TB, options ...db.Option) *World {
	t.Helper()
	v, err := vault.Parse(vault.Generate())
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, dbtest.New(t, options...), v)
}

func newWorld(t testing.TB, d *db.DB, v *vault.Vault) *World {
	w := &World{TB: t, DB: d, Vault: v}
	w.At(Noon)
	w.Trail = audit.New(w.DB, func(b []byte) []byte { return v.Index(string(b), "audit_events") }, w.Now)
	w.Staff = staff.NewService(w.DB, w.Trail, w.Now)
	w.Programmes = programme.NewService(w.DB.Read, w.Trail)
	w.Standing = standing.NewService(w.DB.Read, w.Trail, w.Now)
	w.Companies = company.NewService(w.DB.Read, w.Trail, nil, w.Now)
	w.Youths = youth.NewService(w.DB.Read, w.Trail, v, w.Now, true)
	w.Enrolments = enrolment.NewService(w.DB.Read, w.Trail, w.Now)
	w.Network = network.NewService(w.DB.Read, w.Trail, v, w.Now)
	w.Outcomes = outcome.NewService(w.DB.Read, w.Trail, w.Now)
	w.Economy = economy.NewService(w.DB.Read, w.Trail, w.Now)
	w.Sparring = sparring.NewService(w.DB.Read, w.Trail, w.Now)
	w.Reviews = review.NewService(w.DB.Read, w.Trail, w.Now)
	w.Groups = group.NewService(w.DB.Read, w.Trail, w.Now)
	w.Measures = measure.NewService(w.DB.Read, w.Trail, w.Now)
	w.Transfers = transfer.NewService(w.DB.Read, w.Trail, w.Now)
	w.Promises = promises.NewService(w.DB.Read, w.Trail, w.Now)
	w.Caseload = caseload.NewService(w.DB.Read, w.Trail, w.Now)
	w.Intake = intake.NewService(w.DB.Read, w.Trail, w.Youths, w.Programmes, w.Caseload.Ranking, placement.CarryOver, w.Now)
	w.Conflicts = conflict.NewService(w.DB.Read, w.Trail, w.Youths, w.Now)
	w.Plans = plan.NewService(w.Trail, w.Now)
	w.Meetings = meeting.NewService(w.DB.Read, w.Trail, w.Now)
	w.Contacts = contact.NewService(w.DB, w.Trail, w.Programmes, w.Now)
	w.Kickoffs = kickoff.NewService(w.DB.Read, w.Trail, w.Contacts, w.Now)
	w.Documents = document.NewService(w.DB.Read, w.Trail, w.Programmes, nil, w.Now)
	w.Decisions = decision.NewService(w.DB.Read, w.Trail, w.Youths, w.Network, w.Now)
	w.Placements = placement.NewService(w.DB.Read, w.Trail, w.Network, w.Decisions, w.Now)
	w.Access = fileaccess.NewService(w.DB.Read, w.Trail, w.Programmes, w.Now)
	w.Figures = figures.NewService(w.DB.Read, w.Trail, w.Now)
	w.Reports = export.NewService(w.DB.Read, w.Trail, export.Of(w.Figures), w.Economy, w.Now)
	w.Imports = fileimport.NewService(w.DB.Read, w.Trail, v, w.Staff, w.Programmes, w.Youths, w.Now)
	return w
}

// Now is the world's clock.
func (w *World) Now() time.Time { return *w.clock.Load() }

// At sets the clock.
func (w *World) At(t time.Time) { w.clock.Store(&t) }

// Later moves the clock on.
func (w *World) Later(d time.Duration) { w.At(w.Now().Add(d)) }

// Today is the clock's day in Copenhagen.
func (w *World) Today() when.Date { return when.Of(w.Now()) }

// Team makes a team of the programme rute42.
func (w *World) Team(name string) id.Team { return w.TeamOf("rute42", name) }

// TeamOf makes a team of a programme, by its key.
func (w *World) TeamOf(programme, name string) id.Team {
	w.Helper()
	return one[id.Team](w, `INSERT INTO teams (name, programme_id) SELECT @name, id FROM programmes WHERE key = @programme RETURNING id`,
		db.Args{"name": name, "programme": programme})
}

// Person makes a staff member with roles in a team. House roles need no team (0).
// The password is Password.
func (w *World) Person(team id.Team, name string, roles ...access.Role) access.Actor {
	w.Helper()
	house, inTeam := []string{}, []string{}
	for _, r := range roles {
		if r == access.Insight || r == access.Administrator {
			house = append(house, string(r))
		} else {
			inTeam = append(inTeam, string(r))
		}
	}
	email := fmt.Sprintf("%s.%d@kasket.test", strings.ToLower(strings.Fields(name)[0]), w.made.Add(1))
	person := one[id.Staff](w, `INSERT INTO staff (name, email, phone, house_roles, password_hash) VALUES (@name, @email, '+4512345678', @house, @hash) RETURNING id`,
		db.Args{"name": name, "email": email, "house": house, "hash": passwordHash})
	if team != 0 {
		w.Exec(`INSERT INTO memberships (staff_id, team_id, roles) VALUES (@staff, @team, @roles)`,
			db.Args{"staff": person, "team": team, "roles": inTeam})
	}
	a, err := w.Staff.Actor(w.Context(), person)
	if err != nil {
		w.Fatal(err)
	}
	return a
}

// Password is what everybody made here signs in with.
const Password = "kasket-test"

// passwordHash is that of Password, weighed lightly: tests sign in often.
const passwordHash = "$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$iGRr5Br3yLnOISGJyg9Ajz4NoU+RT2DTzCPTKo6p3Io"

// EmailOf is the address somebody signs in with.
func (w *World) EmailOf(a access.Actor) string {
	w.Helper()
	return one[string](w, `SELECT email FROM staff WHERE id = @id`, db.Args{"id": a.Staff})
}

// Youth makes a youth in a course that owner has, begun today unless changed.
func (w *World) Youth(owner access.Actor, name string, change ...func(*enrolment.Enrolment)) id.Youth {
	w.Helper()
	y := w.Registered(name)
	team := owner.Memberships[0].Team
	e := enrolment.Enrolment{
		Youth: y, Team: team, Owner: owner.Staff, StartedOn: w.Today(),
		Programme: one[id.Programme](w, `SELECT programme_id FROM teams WHERE id = @team`, db.Args{"team": team}),
	}
	for _, c := range change {
		c(&e)
	}
	w.Write(access.Actor{}, access.Assign, func(tx pgx.Tx) error {
		_, err := enrolment.Begin(w.Context(), tx, owner, e, "Plads til ugentlig kontakt", w.Now())
		return err
	})
	return y
}

// Registered makes a youth without a course. The name is given and family name.
func (w *World) Registered(name string) id.Youth {
	w.Helper()
	given, family, _ := strings.Cut(name, " ")
	born, _ := when.On(2006, 3, 14)
	var y id.Youth
	w.Write(access.Actor{}, access.RegisterReferral, func(tx pgx.Tx) (err error) {
		y, err = w.Youths.Register(w.Context(), tx, youth.Details{GivenName: given, FamilyName: family, NoCPRReason: "Ikke oplyst", BirthDate: &born, Phone: "12345678"})
		return err
	})
	return y
}

// WithBuddy is a change for Youth: the course has a buddy.
func WithBuddy(buddy access.Actor) func(*enrolment.Enrolment) {
	return func(e *enrolment.Enrolment) { e.Buddy = &buddy.Staff }
}

// Started is a change for Youth: the course began so many days ago.
func (w *World) Started(daysAgo int) func(*enrolment.Enrolment) {
	return func(e *enrolment.Enrolment) { e.StartedOn = w.Today().AddDays(-daysAgo) }
}

// Company makes a company with one workplace.
func (w *World) Company(name string) id.Company {
	w.Helper()
	return one[id.Company](w, `WITH c AS (INSERT INTO companies (name) VALUES (@name) RETURNING id)
		INSERT INTO company_workplaces (company_id) SELECT id FROM c RETURNING company_id`, db.Args{"name": name})
}

// Write runs fn in a transaction of the trail.
func (w *World) Write(by access.Actor, do access.Action, fn func(pgx.Tx) error) {
	w.Helper()
	if err := w.Trail.Write(w.Context(), &audit.Event{By: by, Action: do}, fn); err != nil {
		w.Fatal(err)
	}
}

// Exec runs a statement that no service has: the world as a test needs it.
func (w *World) Exec(sql string, args db.Args) {
	w.Helper()
	if _, err := w.DB.Write.Exec(w.Context(), sql, args); err != nil {
		w.Fatal(err)
	}
}

// One asks for a single value.
func One[T any](w *World, sql string, args db.Args) T {
	w.Helper()
	return one[T](w, sql, args)
}

func one[T any](w *World, sql string, args db.Args) T {
	w.Helper()
	v, err := db.Value[T](w.Context(), w.DB.Write, sql, args)
	if err != nil {
		w.Fatal(err)
	}
	return v
}
