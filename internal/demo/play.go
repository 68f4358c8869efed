package demo

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
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
	"kasket/internal/casework/enrolment"
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
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/transfer"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/internal/vault"
	"kasket/internal/when"
)

// clock is the time of the services that the demo acts through. It is moved from
// act to act, so that each is made when it happened.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// Times of day that the stories do not name.
var (
	eight = when.Clock{Hour: 8}
	four  = when.Clock{Hour: 16}
)

// stage is the services on the clock, and who and what has been made so far.
type stage struct {
	db           *db.DB
	clock        *clock
	now          time.Time // when the demo is loaded
	today        when.Date
	trail        *audit.Trail
	staff        *staff.Service
	programmes   *programme.Service
	standing     *standing.Service
	youths       *youth.Service
	enrolments   *enrolment.Service
	network      *network.Service
	plans        *plan.Service
	meetings     *meeting.Service
	contacts     *contact.Service
	kickoffs     *kickoff.Service
	documents    *document.Service
	decisions    *decision.Service
	access       *fileaccess.Service
	companies    *company.Service
	placements   *placement.Service
	intake       *intake.Service
	sparring     *sparring.Service
	measures     *measure.Service
	groups       *group.Service
	conflicts    *conflict.Service
	transfers    *transfer.Service
	outcomes     *outcome.Service
	people       map[string]access.Actor
	teams        map[string]id.Team
	hats         map[id.Team]map[rune]string
	coordinators map[id.Team]access.Actor
	chance       *rand.Rand
}

func newStage(d *db.DB, v *vault.Vault, sign func([]byte) []byte, now time.Time) *stage {
	c := &clock{at: now}
	s := &stage{
		db: d, clock: c, now: now, today: when.Of(now), people: map[string]access.Actor{}, teams: map[string]id.Team{},
		hats: map[id.Team]map[rune]string{}, coordinators: map[id.Team]access.Actor{}, chance: rand.New(rand.NewPCG(42, 42)),
	}
	s.trail = audit.New(d, sign, c.now)
	s.staff = staff.NewService(d, s.trail, c.now)
	s.programmes = programme.NewService(d.Read, s.trail)
	s.standing = standing.NewService(d.Read, s.trail, c.now)
	s.youths = youth.NewService(d.Read, s.trail, v, c.now, true)
	s.enrolments = enrolment.NewService(d.Read, s.trail, c.now)
	s.network = network.NewService(d.Read, s.trail, v, c.now)
	s.plans = plan.NewService(s.trail, c.now)
	s.meetings = meeting.NewService(d.Read, s.trail, c.now)
	s.contacts = contact.NewService(d, s.trail, s.programmes, c.now)
	s.intake = intake.NewService(d.Read, s.trail, s.youths, s.programmes, caseload.NewService(d.Read, s.trail, c.now).Ranking, placement.CarryOver, c.now)
	s.kickoffs = kickoff.NewService(d.Read, s.trail, s.contacts, c.now)
	s.access = fileaccess.NewService(d.Read, s.trail, s.programmes, c.now)
	s.documents = document.NewService(d.Read, s.trail, s.programmes, nil, c.now)
	s.decisions = decision.NewService(d.Read, s.trail, s.youths, s.network, c.now)
	s.companies = company.NewService(d.Read, s.trail, nil, c.now)
	s.placements = placement.NewService(d.Read, s.trail, s.network, s.decisions, c.now)
	s.groups = group.NewService(d.Read, s.trail, c.now)
	s.measures = measure.NewService(d.Read, s.trail, c.now)
	s.sparring = sparring.NewService(d.Read, s.trail, c.now)
	s.conflicts = conflict.NewService(d.Read, s.trail, s.youths, c.now)
	s.transfers = transfer.NewService(d.Read, s.trail, c.now)
	s.outcomes = outcome.NewService(s.db.Read, s.trail, c.now)
	return s
}

// day is a moment so many days from now. What has happened lies on a weekday, and
// so does what is planned; today is today, whichever day it is.
func (s *stage) day(offset int, at when.Clock) time.Time {
	return s.date(offset).At(at)
}

func (s *stage) date(offset int) when.Date {
	d := s.today.AddDays(offset)
	for offset < 0 && weekend(d) {
		d = d.AddDays(-1)
	}
	for offset > 0 && weekend(d) {
		d = d.AddDays(1)
	}
	return d
}

func weekend(d when.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// friday is the last day of the covers and of the absence they are for: a Friday
// at least four days ahead.
func (s *stage) friday() when.Date {
	d := s.today.AddDays(4)
	for d.Weekday() != time.Friday {
		d = d.AddDays(1)
	}
	return d
}

// act is one use case at its time.
type act struct {
	at    time.Time
	about string
	do    func(ctx context.Context) error
}

// play carries out the acts in the order in which they happened, so that the trail
// and every chain in it run forward.
func (s *stage) play(ctx context.Context, acts []act) error {
	slices.SortStableFunc(acts, func(a, b act) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	for _, a := range acts {
		s.clock.at = a.at
		if a.at.After(s.now) { // said of today, later than it is
			s.clock.at = s.now
		}
		if err := a.do(ctx); err != nil {
			return fmt.Errorf("%s on %s: %w", a.about, when.Of(a.at), err)
		}
	}
	s.clock.at = s.now
	return nil
}

// houseActs are what happens to staff and not to a youth.
func (s *stage) houseActs() []act {
	lise, henrik := s.people["lise"], s.people["henrik"]
	camilla, nadia, poul := s.people["camilla"], s.people["nadia"], s.people["poul"]
	away := func(who access.Actor, kind staff.AbsenceKind, from, to when.Date) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := s.enrolments.RegisterAbsence(ctx, henrik, who.Staff, staff.Absence{Kind: kind, From: from, To: to}, audit.Form{})
			return err
		}
	}
	jonas := s.people["jonas"]
	return []act{
		{s.day(-4, when.Clock{Hour: 7, Minute: 35}), "Jonas's day of sickness", away(jonas, staff.Sick, s.date(-4), s.date(-4))}, // his brief waits
		{s.day(-3, when.Clock{Hour: 7, Minute: 40}), "Camilla's absence", away(camilla, staff.Sick, s.date(-3), s.friday())},
		{s.day(-15, four), "Nadia's holiday", away(nadia, staff.Holiday, s.date(18), s.date(18).AddDays(4))},
		{s.day(-90, four), "who knows what", s.competences},
		{s.day(-40, four), "what the effort may have saved", s.economy},
		{s.day(-1, four), "the leader's report", s.report},
		{s.day(-70, four), "Poul's last day", func(ctx context.Context) error {
			return s.staff.Leave(ctx, lise, poul.Staff, s.date(-70), audit.Form{})
		}},
	}
}

// write is a transaction of the trail for what no page does yet.
func (s *stage) write(ctx context.Context, e audit.Event, fn func(tx pgx.Tx, scope access.Scope) error) error {
	return s.trail.Write(ctx, &e, func(tx pgx.Tx) error {
		scope, err := standing.Check(ctx, tx, e.By, e.Action, e.Youth, s.clock.at)
		if err != nil {
			return err
		}
		return fn(tx, scope)
	})
}

// key is a form's key, the same each time the demo is loaded.
func (s *stage) key() string {
	a, b := s.chance.Uint64(), s.chance.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

// person finds somebody of the cast.
func (s *stage) person(key string) (access.Actor, error) {
	p, ok := s.people[key]
	if !ok {
		return p, fmt.Errorf("nobody is %q", key)
	}
	return p, nil
}

// spread is a number below n that belongs to a name.
func spread(name string, n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return int(h.Sum32() % uint32(n))
}

// born is the day of birth of somebody aged years.months: so many days ago that
// they have that age for a while yet.
func (s *stage) born(name, age string) when.Date {
	years, months, _ := strings.Cut(age, ".")
	return s.today.AddMonths(-12*atoi(years) - atoi(months)).AddDays(-spread(name, 27) - 1)
}

// number makes a personal number for tests: 60 added to the day, and a check digit
// that fits, so that it warns nobody.
func number(born when.Date, from int) (string, error) {
	for i := range 10000 {
		n := (from + i*37) % 10000
		typed := fmt.Sprintf("%02d%02d%02d-%04d", born.Day()+60, born.Month(), born.Year()%100, n)
		c, err := youth.ParseCPR(typed, true)
		if err == nil && c.BirthDate() == born && c.Modulus11() {
			return typed, nil
		}
	}
	return "", fmt.Errorf("no number for %s", born)
}
