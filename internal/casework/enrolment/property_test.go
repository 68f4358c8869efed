package enrolment_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// town is what a random sequence of acts happens in: who there is, and beside the
// database a model of what should be true, written from design 5 alone.
type town struct {
	*casetest.World
	r        *rand.Rand
	staff    []access.Actor
	youths   []id.Youth
	courses  map[id.Youth]*course
	away     []awayModel
	opened   map[pairing]time.Time  // until when somebody opened a record
	reserved map[access.Action]bool // what the programme keeps for the owner
	acts     map[string]int         // how often each kind of act went through
}

// course is the model of an open or closed course.
type course struct {
	owner, buddy id.Staff
	covers       []coverModel
	chain        []id.Staff
	closed       *when.Date
}

// coverModel is what was arranged by hand: day by day, so that nothing is reckoned
// with periods as the code does.
type coverModel struct {
	id              id.Cover
	staff, forOwner id.Staff
	absence         id.Absence // it ends with; 0 is none
	days            map[when.Date]bool
}

type pairing struct {
	staff id.Staff
	youth id.Youth
}

// Random acts of everybody on everything, with the clock moving on: the model and
// the database agree at every step on who owns, who covers and who may do what.
func TestRandomSequences(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			v := newTown(t, seed)
			for step := range 300 {
				v.act()
				v.compare(step)
			}
			for _, act := range []string{"hand over", "buddy", "cover", "end cover", "open", "close", "begin", "clock", "absence", "return", "new end"} {
				if v.acts[act] == 0 {
					t.Errorf("no %q went through: the sequence says nothing of it", act)
				}
			}
			t.Log("acts that went through:", v.acts)
		})
	}
}

func newTown(t *testing.T, seed uint64) *town {
	w := casetest.New(t)
	v := &town{
		World: w, r: rand.New(rand.NewPCG(seed, 7)),
		courses: map[id.Youth]*course{}, opened: map[pairing]time.Time{}, acts: map[string]int{},
	}
	north, south := w.Team("Nord"), w.Team("Syd")
	if seed%2 == 1 {
		v.reserved = map[access.Action]bool{access.HandOver: true, access.CloseEnrolment: true}
		for do := range v.reserved {
			w.Exec(`INSERT INTO programme_reserved (programme_id, action, valid_from) SELECT id, @action, @from FROM programmes`,
				db.Args{"action": do, "from": w.Today()})
		}
	}
	for _, name := range []string{"Anna", "Bo", "Cilla", "Dan"} {
		v.staff = append(v.staff, w.Person(north, name, access.Caseworker))
	}
	v.staff = append(v.staff, w.Person(north, "Kirsten", access.Coordinator), w.Person(north, "Lise", access.Leader),
		w.Person(south, "Sten", access.Caseworker, access.Leader, access.Coordinator), w.Person(0, "Ada", access.Administrator, access.Insight))
	for i, name := range []string{"Mads Holm", "Ida Lund"} {
		y := w.Youth(v.staff[i], name)
		v.youths = append(v.youths, y)
		v.courses[y] = &course{owner: v.staff[i].Staff, chain: []id.Staff{v.staff[i].Staff}}
	}
	return v
}

// colleague is somebody who can be owner, buddy or cover.
func (v *town) colleague() access.Actor { return v.staff[v.r.IntN(4)] }

// act does one thing at random and takes what went through into the model.
func (v *town) act() {
	v.Helper()
	y, by, to := v.youths[v.r.IntN(len(v.youths))], v.staff[v.r.IntN(len(v.staff))], v.colleague()
	c := v.courses[y]
	if v.r.IntN(2) == 0 { // half the acts are those of somebody who is likely allowed to
		by = v.actorOf(c.owner)
	}
	switch v.r.IntN(14) {
	case 0, 1, 2:
		v.handOver(y, c, by, to)
	case 3:
		v.chooseBuddy(y, c, by, to)
	case 4, 5:
		v.arrangeCover(y, c, by, to)
	case 6:
		v.endCover(y, c, by)
	case 7:
		v.open(y, by)
	case 8:
		v.closeOrBegin(y, c, by, to)
	case 9, 10:
		v.absent(by, to)
	case 11:
		v.comeBack(by, to)
	case 12:
		v.newEnd(by, to)
	default:
		v.Later(time.Duration(1+v.r.IntN(72)) * time.Hour)
		v.acts["clock"]++
	}
	for _, c := range v.courses {
		v.settle(c)
	}
}

func (v *town) actorOf(n id.Staff) access.Actor {
	for _, a := range v.staff {
		if a.Staff == n {
			return a
		}
	}
	return access.Actor{}
}

// went judges what an act answered against what the policy of the model says, and
// reports whether it went through.
func (v *town) went(act string, by access.Actor, do access.Action, y id.Youth, err error) bool {
	v.Helper()
	want := v.answer(by, do, y)
	refused := v.broken(err)
	switch {
	case want != nil && !errors.Is(err, want):
		v.Fatalf("%s by %s: %v, want %v", act, by.Name, err, want)
	case want == nil && err != nil && !refused:
		v.Fatalf("%s by %s: %v, want it done or a broken rule", act, by.Name, err)
	}
	if err == nil {
		v.acts[act]++
	}
	return err == nil
}

// broken reports whether an act was refused by a rule, which says why.
func (v *town) broken(err error) bool {
	_, is := errors.AsType[rule.Violations](err)
	return is
}

func (v *town) handOver(y id.Youth, c *course, by, to access.Actor) {
	v.Helper()
	err := v.Enrolments.HandOver(v.Context(), by, y, to.Staff, "Ferie", audit.Form{})
	if !v.went("hand over", by, access.HandOver, y, err) {
		return
	}
	c.owner, c.chain = to.Staff, append(c.chain, to.Staff)
	if c.buddy == to.Staff {
		c.buddy = 0
	}
	c.endCovers(v.Today())
}

// endCovers lets the covers of who is no longer owner end today; those to come never begin.
func (c *course) endCovers(today when.Date) {
	for _, p := range c.covers {
		maps.DeleteFunc(p.days, func(d when.Date, _ bool) bool { return d.After(today) })
	}
}

func (v *town) chooseBuddy(y id.Youth, c *course, by, to access.Actor) {
	v.Helper()
	err := v.Enrolments.ChooseBuddy(v.Context(), by, y, to.Staff, "", audit.Form{})
	if v.went("buddy", by, access.ChooseBuddy, y, err) {
		c.buddy = to.Staff
	}
}

func (v *town) arrangeCover(y id.Youth, c *course, by, to access.Actor) {
	v.Helper()
	from := v.Today().AddDays(v.r.IntN(4))
	p := enrolment.Cover{Staff: to.Staff, From: from, To: from.AddDays(v.r.IntN(6))}
	if v.r.IntN(4) == 0 {
		p.To = when.Date{}
	}
	err := v.Enrolments.ArrangeCover(v.Context(), by, y, p, audit.Form{})
	if !v.went("cover", by, access.ArrangeCover, y, err) {
		return
	}
	number := casetest.One[id.Cover](v.World, `SELECT max(id) FROM covers WHERE NOT by_rule`, nil)
	m := coverModel{id: number, staff: to.Staff, forOwner: c.owner, absence: v.inside(c.owner, p.From, p.To), days: daysOf(p.From, p.To)}
	for d := range m.days {
		if v.isAway(to.Staff, d) {
			v.Fatalf("%s covers on %v and is away", to.Name, d)
		}
	}
	c.covers = append(c.covers, m)
}

func (v *town) endCover(y id.Youth, c *course, by access.Actor) {
	v.Helper()
	today := v.Today()
	for _, p := range c.covers {
		if c.closed != nil || p.forOwner != c.owner || !p.lasts(today) {
			continue
		}
		err := v.Enrolments.EndCover(v.Context(), by, y, p.id, audit.Form{})
		if v.went("end cover", by, access.ArrangeCover, y, err) {
			maps.DeleteFunc(p.days, func(d when.Date, _ bool) bool { return !d.Before(today) })
		}
		return
	}
}

func (v *town) open(y id.Youth, by access.Actor) {
	v.Helper()
	do := access.BreakGlass
	if v.leads(by) {
		do = access.OpenAsLeader
	}
	err := v.Standing.Open(v.Context(), by, y, "Akut opkald", audit.Form{})
	if v.went("open", by, do, y, err) {
		v.opened[pairing{by.Staff, y}] = v.Today().AddDays(1).Start()
	}
}

func (v *town) closeOrBegin(y id.Youth, c *course, by, to access.Actor) {
	v.Helper()
	if c.closed != nil {
		e := enrolment.Enrolment{Youth: y, Team: v.staff[0].Memberships[0].Team, Owner: to.Staff, StartedOn: v.Today(), Programme: 1}
		v.Write(by, access.Assign, func(tx pgx.Tx) error {
			_, err := enrolment.Begin(v.Context(), tx, v.staff[4], e, "Ny henvisning", v.Now())
			return err
		})
		v.courses[y] = &course{owner: to.Staff, chain: []id.Staff{to.Staff}}
		v.acts["begin"]++
		return
	}
	err := v.Trail.Write(v.Context(), &audit.Event{By: by, Action: access.CloseEnrolment, Youth: y}, func(tx pgx.Tx) error {
		e, _, err := enrolment.Hold(v.Context(), tx, by, access.CloseEnrolment, y, v.Now())
		if err != nil {
			return err
		}
		return enrolment.End(v.Context(), tx, e, v.Today(), v.Today())
	})
	if v.went("close", by, access.CloseEnrolment, y, err) {
		today := v.Today()
		c.closed, c.buddy = &today, 0
	}
}

// compare holds the database against the model: one owner, an unbroken chain, and
// the policy's answer for everybody.
func (v *town) compare(step int) {
	v.Helper()
	for _, y := range v.youths {
		c := v.courses[y]
		if n := casetest.One[int](v.World, `SELECT count(*) FROM enrolments WHERE youth_id = @y AND closed_on IS NULL AND owner_id = @owner`,
			db.Args{"y": y, "owner": c.owner}); (n == 1) != (c.closed == nil) {
			v.Fatalf("step %d: youth %d has %d open courses with owner %d", step, y, n, c.owner)
		}
		chain := casetest.One[[]id.Staff](v.World, `
			SELECT array_agg(to_id ORDER BY id) FROM handovers
			WHERE enrolment_id = (SELECT max(id) FROM enrolments WHERE youth_id = @y)`, db.Args{"y": y})
		if fmt.Sprint(chain) != fmt.Sprint(c.chain) {
			v.Fatalf("step %d: chain of owners %v, want %v", step, chain, c.chain)
		}
		v.compareCovers(step)
		for _, a := range v.staff {
			v.compareAccess(step, a, y)
		}
	}
}

func (v *town) compareAccess(step int, a access.Actor, y id.Youth) {
	v.Helper()
	scope, err := standing.Of(v.Context(), v.DB.Read, a, y, v.Now())
	if err != nil {
		v.Fatal(err)
	}
	for do := range mayInModel {
		got, want := access.Check(a, do, scope), v.answer(a, do, y)
		if !errors.Is(got, want) {
			v.Fatalf("step %d, %s: %s by %s on youth %d: %v, want %v", step, v.Now(), do, a.Name, y, got, want)
		}
	}
}
