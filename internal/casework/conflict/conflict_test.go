package conflict_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// house is a team with everybody in it who could have to do with a youth.
type house struct {
	*casetest.World
	north                             id.Team
	anna, bo, cilla, dan, lise, karen access.Actor
	mads                              id.Youth // anna's, with bo as buddy
}

func newHouse(t *testing.T) *house {
	t.Helper()
	w := casetest.New(t)
	h := &house{World: w, north: w.Team("Nord")}
	h.anna, h.bo = w.Person(h.north, "Anna", access.Caseworker), w.Person(h.north, "Bo", access.Caseworker)
	h.cilla, h.dan = w.Person(h.north, "Cilla", access.Caseworker), w.Person(h.north, "Dan", access.Caseworker, access.Adviser)
	h.lise, h.karen = w.Person(h.north, "Lise", access.Leader), w.Person(h.north, "Karen", access.Coordinator)
	h.mads = w.Youth(h.anna, "Mads Holm", casetest.WithBuddy(h.bo), w.Started(60))
	return h
}

func (h *house) declare(by access.Actor, y id.Youth) {
	h.Helper()
	if err := h.Conflicts.Declare(h.Context(), by, y, conflict.Declaration{Reason: "Min nevø"}, audit.Form{}); err != nil {
		h.Fatal(err)
	}
}

func (h *house) scope(a access.Actor, y id.Youth) access.Scope {
	h.Helper()
	s, err := standing.Of(h.Context(), h.DB.Read, a, y, h.Now())
	if err != nil {
		h.Fatal(err)
	}
	return s
}

// Whoever declares it, in whatever relation, there is nothing they may do with the
// youth from that moment on, and every refusal looks like a number that is not there.
func TestNothingIsLeft(t *testing.T) {
	h := newHouse(t)
	cover := enrolment.Cover{Staff: h.cilla.Staff, From: h.Today(), To: h.Today().AddDays(3)}
	if err := h.Enrolments.ArrangeCover(t.Context(), h.anna, h.mads, cover, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Sparring.Ask(t.Context(), h.anna, h.mads, sparring.Wish{To: h.dan.Staff, Text: "Hvad nu?"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := h.Standing.Open(t.Context(), h.lise, h.mads, "Akut opkald", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, a := range []access.Actor{h.cilla, h.dan, h.lise, h.karen, h.bo, h.anna} {
		t.Run(a.Name, func(t *testing.T) {
			if !access.May(a, access.DeclareConflict, h.scope(a, h.mads)) {
				t.Fatal("may not declare")
			}
			h.declare(a, h.mads)
			for _, do := range access.Actions() {
				scope := h.scope(a, h.mads)
				scope.Mine, scope.Opened, scope.Specialist = true, true, true
				if err := access.Check(a, do, scope); !errors.Is(err, access.ErrHidden) {
					t.Errorf("%s: %v, want it hidden", do, err)
				}
			}
			if err := h.Conflicts.Declare(t.Context(), a, h.mads, conflict.Declaration{}, audit.Form{}); !errors.Is(err, access.ErrHidden) {
				t.Errorf("declaring again: %v", err)
			}
		})
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM questions WHERE closed_at IS NULL`, nil); n != 0 {
		t.Errorf("%d questions are open", n)
	}
}

// An owner stays until there is another, and the buddy acts; the others go.
func TestWhoStepsAside(t *testing.T) {
	t.Run("the owner, with a buddy", func(t *testing.T) {
		h := newHouse(t)
		h.declare(h.anna, h.mads)
		s := h.scope(h.bo, h.mads)
		if s.Owner != h.anna.Staff || !reflect.DeepEqual(s.Covers, []id.Staff{h.bo.Staff}) {
			t.Errorf("owner %d, covers %v; want the owner to stay and the buddy to act", s.Owner, s.Covers)
		}
		if err := h.Enrolments.HandOver(t.Context(), h.karen, h.mads, h.cilla.Staff, "Anna er inhabil", audit.Form{}); err != nil {
			t.Fatal(err)
		}
		if s := h.scope(h.bo, h.mads); s.Owner != h.cilla.Staff || len(s.Covers) != 0 {
			t.Errorf("after another was chosen: %+v, want the cover to have ended", s)
		}
	})
	t.Run("the buddy", func(t *testing.T) {
		h := newHouse(t)
		h.declare(h.bo, h.mads)
		if s := h.scope(h.anna, h.mads); s.Buddy != 0 || s.Owner != h.anna.Staff {
			t.Errorf("%+v, want no buddy", s)
		}
		n := casetest.One[int](h.World, `SELECT count(*) FROM buddy_changes WHERE to_id IS NULL`, nil)
		if n != 1 {
			t.Errorf("%d changes of buddy are written down, want one", n)
		}
	})
	t.Run("who covers the owner today", func(t *testing.T) {
		h := newHouse(t)
		if err := h.Enrolments.ArrangeCover(t.Context(), h.anna, h.mads, enrolment.Cover{Staff: h.cilla.Staff, From: h.Today(), To: h.Today()}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
		h.declare(h.anna, h.mads)
		if s := h.scope(h.bo, h.mads); !reflect.DeepEqual(s.Covers, []id.Staff{h.cilla.Staff}) {
			t.Errorf("covers %v today, want who covered to go on", s.Covers)
		}
		h.Later(24 * 3600e9)
		if s := h.scope(h.bo, h.mads); !reflect.DeepEqual(s.Covers, []id.Staff{h.bo.Staff}) {
			t.Errorf("covers %v tomorrow, want the buddy", s.Covers)
		}
	})
	t.Run("the owner, whose buddy is disqualified too", func(t *testing.T) {
		h := newHouse(t)
		h.declare(h.bo, h.mads)
		h.declare(h.anna, h.mads)
		if s := h.scope(h.cilla, h.mads); len(s.Covers) != 0 || s.Owner != h.anna.Staff {
			t.Errorf("%+v, want nobody to act, and an owner all the same", s)
		}
	})
}

// Nobody can be given the youth who declared it, at the field they were chosen in.
func TestNotChosen(t *testing.T) {
	h := newHouse(t)
	h.declare(h.cilla, h.mads)
	no := func(what string, err error, field string) {
		t.Helper()
		if !reflect.DeepEqual(err, rule.Violation(field, "conflict")) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ctx, today := t.Context(), h.Today()
	no("as owner", h.Enrolments.HandOver(ctx, h.karen, h.mads, h.cilla.Staff, "Plads", audit.Form{}), "to")
	no("as buddy", h.Enrolments.ChooseBuddy(ctx, h.karen, h.mads, h.cilla.Staff, "", audit.Form{}), "buddy")
	no("as cover", h.Enrolments.ArrangeCover(ctx, h.karen, h.mads, enrolment.Cover{Staff: h.cilla.Staff, From: today, To: today}, audit.Form{}), "staff")
	_, err := h.Sparring.Ask(ctx, h.anna, h.mads, sparring.Wish{To: h.cilla.Staff, Text: "Hvad nu?"}, audit.Form{})
	no("as adviser", err, "asked")

	y := h.Registered("Ida Lund")
	r := casetest.One[id.Referral](h.World, `INSERT INTO referrals (team_id, youth_id, referred_on, needs_group, by_id) VALUES (@team, @y, @on, 3, @by) RETURNING id`,
		db.Args{"team": h.north, "y": y, "on": today, "by": h.karen.Staff})
	h.declare(h.cilla, y)
	no("at assignment", h.Intake.Assign(ctx, h.karen, r, intake.Assignment{Owner: h.cilla.Staff, Reason: "Plads"}, audit.Form{}), "owner")
	no("as buddy at assignment", h.Intake.Assign(ctx, h.karen, r, intake.Assignment{Owner: h.anna.Staff, Buddy: h.cilla.Staff, Reason: "Plads"}, audit.Form{}), "buddy")
	list, err := h.Caseload.Candidates(ctx, h.karen, access.Assign, access.InTeam(h.north), caseload.Newcomer{Youth: y})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list.Candidates {
		if c.Conflict != (c.Staff == h.cilla.Staff) {
			t.Errorf("%s: conflict %v on the choosing page", c.Name, c.Conflict)
		}
	}
	h.declare(h.karen, y)
	if _, err := h.Intake.Open(ctx, h.karen, r); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the referral to a coordinator who declared it: %v", err)
	}
	b, err := h.Intake.Board(ctx, h.karen, intake.BoardFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Columns {
		if c.Count != 0 {
			t.Errorf("the board has %d who are %s", c.Count, c.State)
		}
	}
}

// Lists leave the youth out from the moment it is declared.
func TestLists(t *testing.T) {
	h := newHouse(t)
	count := func(a access.Actor) (n int) {
		t.Helper()
		mine, err := h.Caseload.Mine(t.Context(), a, caseload.Selection{})
		if err != nil {
			t.Fatal(err)
		}
		day, err := h.Caseload.Today(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		choices, err := h.Caseload.Choices(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		found, err := h.Caseload.Search(t.Context(), a, caseload.ParseQuery("Mads", true), 0, caseload.NoteFilter{}, caseload.Signs{Start: "«", End: "»"})
		if err != nil {
			t.Fatal(err)
		}
		return len(mine.List) + len(day.Needs) + len(choices) + len(found.People)
	}
	for _, a := range []access.Actor{h.anna, h.bo} {
		before := count(a)
		if before < 3 {
			t.Fatalf("%s sees the youth in %d places before; the test says nothing", a.Name, before)
		}
		h.declare(a, h.mads)
		if n := count(a); n != 0 {
			t.Errorf("%s still sees the youth in %d places", a.Name, n)
		}
	}
	team, err := h.Caseload.Team(t.Context(), h.lise, h.north, caseload.TeamFilter{})
	if err != nil || len(team.Rows) != 1 {
		t.Fatalf("the leader sees %d (%v)", len(team.Rows), err)
	}
	h.declare(h.lise, h.mads)
	if team, err = h.Caseload.Team(t.Context(), h.lise, h.north, caseload.TeamFilter{}); err != nil || len(team.Rows) != 0 {
		t.Errorf("the leader who declared it sees %d (%v)", len(team.Rows), err)
	}
	if list, err := h.Caseload.TeamList(t.Context(), h.lise, h.north, caseload.TeamFilter{}); err != nil || len(list) != 0 {
		t.Errorf("the export has %d rows (%v)", len(list), err)
	}
}

// Only a leader ends it, with a reason, and not their own.
func TestEnd(t *testing.T) {
	h := newHouse(t)
	h.declare(h.anna, h.mads)
	number := casetest.One[id.Conflict](h.World, `SELECT max(id) FROM conflicts`, nil)
	end := func(by access.Actor, reason string) error {
		_, err := h.Conflicts.End(t.Context(), by, number, reason, audit.Form{})
		return err
	}
	stranger := h.Person(h.Team("Syd"), "Sten", access.Leader)
	if err := end(stranger, "Nej"); !errors.Is(err, access.ErrHidden) {
		t.Errorf("another team's leader: %v", err)
	}
	if err := end(h.karen, "Nej"); !errors.Is(err, access.ErrForbidden) && !errors.Is(err, access.ErrHidden) {
		t.Errorf("a coordinator: %v", err)
	}
	if err := end(h.anna, "Nej"); !reflect.DeepEqual(err, rule.Violation("", "own_conflict")) {
		t.Errorf("one's own: %v", err)
	}
	if err := end(h.lise, " "); !reflect.DeepEqual(err, rule.Violation("reason", "required")) {
		t.Errorf("without a reason: %v", err)
	}
	h.Later(24 * 3600e9)
	if err := end(h.lise, "Det var en anden Mads"); err != nil {
		t.Fatal(err)
	}
	s := h.scope(h.anna, h.mads)
	if s.Conflict || len(s.Covers) != 0 || !access.May(h.anna, access.ViewYouth, s) {
		t.Errorf("%+v, want the owner to act again", s)
	}
	if err := end(h.lise, "Igen"); !reflect.DeepEqual(err, rule.Violation("", "conflict_ended")) {
		t.Errorf("again: %v", err)
	}
}

// One reads what one wrote; a leader reads that it was declared, and not why.
func TestWhoReads(t *testing.T) {
	h := newHouse(t)
	h.declare(h.anna, h.mads)
	_, own, err := h.Conflicts.Of(t.Context(), h.anna, h.anna.Staff)
	if err != nil || len(own) != 1 || own[0].Reason != "Min nevø" || own[0].Name != "Mads Holm" {
		t.Errorf("to themself: %+v (%v)", own, err)
	}
	_, told, err := h.Conflicts.Of(t.Context(), h.lise, h.anna.Staff)
	if err != nil || len(told) != 1 || told[0].Reason != "" {
		t.Errorf("to the leader: %+v (%v), want it without the reason", told, err)
	}
	if _, _, err := h.Conflicts.Of(t.Context(), h.bo, h.anna.Staff); err == nil {
		t.Error("a colleague reads somebody's conflicts")
	}
	h.declare(h.lise, h.mads)
	if _, told, err := h.Conflicts.Of(t.Context(), h.lise, h.anna.Staff); err != nil || len(told) != 0 {
		t.Errorf("to a leader who declared it too: %+v (%v)", told, err)
	}
	trail := casetest.One[string](h.World, `SELECT string_agg(reason || detail::text, ' ') FROM audit_events`, nil)
	if strings.Contains(trail, "nevø") {
		t.Error("the trail tells why")
	}
}

// A leader declares for a member of the team, and for nobody else.
func TestOnBehalf(t *testing.T) {
	h := newHouse(t)
	declare := func(by access.Actor, staff id.Staff) error {
		return h.Conflicts.Declare(t.Context(), by, h.mads, conflict.Declaration{Staff: staff}, audit.Form{})
	}
	if err := declare(h.bo, h.anna.Staff); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague for another: %v", err)
	}
	far := h.Person(h.Team("Syd"), "Sten", access.Caseworker)
	if err := declare(h.lise, far.Staff); !reflect.DeepEqual(err, rule.Violation("staff", "not_in_team")) {
		t.Errorf("for somebody of another team: %v", err)
	}
	if err := declare(h.lise, h.anna.Staff); err != nil {
		t.Fatal(err)
	}
	if !h.scope(h.anna, h.mads).Conflict {
		t.Error("not bound")
	}
	if err := declare(h.lise, h.anna.Staff); !reflect.DeepEqual(err, rule.Violation("staff", "already_conflict")) {
		t.Errorf("twice: %v", err)
	}
}

// Declarations, handovers and corrections of the same youths at once: whoever declared
// it is neither owner with nobody acting for them where there is a buddy, nor buddy nor
// cover; and nobody waits for ever.
func TestConcurrentDeclarations(t *testing.T) {
	h := newHouse(t)
	born, _ := when.On(2006, 3, 14)
	team := []access.Actor{h.anna, h.bo, h.cilla, h.dan}
	var youths []id.Youth
	for _, name := range []string{"Ida Lund", "Aya Friis", "Omar Ali", "Liv Bæk", "Noah Kjær"} {
		youths = append(youths, h.Youth(h.anna, name, casetest.WithBuddy(h.bo)))
	}
	names := []string{"Ida Lund", "Aya Friis", "Omar Ali", "Liv Bæk", "Noah Kjær"}
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			y, a, n := youths[i%5], team[(i/5)%4], i%5
			var err error
			switch i % 4 {
			case 0:
				err = h.Conflicts.Declare(t.Context(), team[1+i%3], y, conflict.Declaration{}, audit.Form{})
			case 1:
				err = h.Enrolments.HandOver(t.Context(), h.karen, y, a.Staff, "Plads", audit.Form{})
			case 2:
				err = h.Enrolments.ChooseBuddy(t.Context(), h.karen, y, a.Staff, "", audit.Form{})
			default:
				err = h.Conflicts.DeclarePerson(t.Context(), team[1+i%3], conflict.Person{Name: names[n], BirthDate: &born}, conflict.Declaration{}, audit.Form{})
			}
			_, forPeople := errors.AsType[rule.Violations](err)
			if err != nil && !forPeople && !errors.Is(err, access.ErrHidden) && !errors.Is(err, access.ErrForbidden) {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	group.Wait()
	wrong := casetest.One[int](h.World, `
		SELECT count(*) FROM enrolments e JOIN conflicts k ON k.youth_id = e.youth_id AND k.ended_at IS NULL
		WHERE e.closed_on IS NULL AND (e.buddy_id = k.staff_id
		   OR EXISTS (SELECT FROM covers c WHERE c.enrolment_id = e.id AND c.staff_id = k.staff_id AND c.for_id = e.owner_id AND daterange(c.from_on, c.to_on, '[]') @> @today::date))`,
		db.Args{"today": h.Today()})
	if wrong != 0 {
		t.Errorf("%d who declared it are buddy or cover", wrong)
	}
	late := casetest.One[int](h.World, `
		SELECT count(*) FROM enrolments e JOIN conflicts k ON k.youth_id = e.youth_id AND k.staff_id = e.owner_id AND k.ended_at IS NULL
		WHERE e.closed_on IS NULL AND (SELECT max(at) FROM handovers WHERE enrolment_id = e.id) > k.declared_at`, nil)
	if late != 0 {
		t.Errorf("%d got a youth they had declared", late)
	}
}
