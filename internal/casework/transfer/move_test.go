package transfer_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/transfer"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// The rule of the proposal, by its parts.
func TestSuggest(t *testing.T) {
	const leaver, bo, cilla, dan = 1, 2, 3, 4
	taker := func(n id.Staff, weighted float64, change ...func(*transfer.Taker)) transfer.Taker {
		x := transfer.Taker{Staff: n, Weighted: weighted, NormMax: 10, Employment: 1}
		for _, c := range change {
			c(&x)
		}
		return x
	}
	half := func(x *transfer.Taker) { x.Employment = .5 }
	away := func(x *transfer.Taker) { x.Away = true }
	noNorm := func(x *transfer.Taker) { x.NormMax = 0 }
	own := func(n int64, buddy id.Staff) transfer.Row {
		return transfer.Row{Part: transfer.OwnerPart, Number: n, Weight: 1, Owner: leaver, Buddy: buddy}
	}
	help := func(part transfer.Part, n int64, owner, buddy id.Staff) transfer.Row {
		return transfer.Row{Part: part, Number: n, Weight: 1, Owner: owner, Buddy: buddy}
	}
	four := []transfer.Row{own(1, 0), own(2, 0), own(3, 0), own(4, 0)}
	tests := []struct {
		name   string
		rows   []transfer.Row
		takers []transfer.Taker
		want   string
	}{
		{"nobody to take over", four[:1], nil, "-"},
		{"evenly where all carry the same", four, []transfer.Taker{taker(bo, 5), taker(cilla, 5)}, "2 3 2 3"},
		{"first to who carries least", four, []transfer.Taker{taker(bo, 7), taker(cilla, 5)}, "3 3 2 3"},
		{"by the share of full time", four, []transfer.Taker{taker(bo, 2), taker(cilla, 1, half)}, "2 2 3 2"},
		{"not who leaves", four[:2], []transfer.Taker{taker(leaver, 0), taker(bo, 9)}, "2 2"},
		{"not who is away", four[:2], []transfer.Taker{taker(bo, 0, away), taker(cilla, 9)}, "3 3"},
		{"unless everybody is", four[:2], []transfer.Taker{taker(bo, 0, away), taker(cilla, 9, away)}, "2 2"},
		{"the buddy first", []transfer.Row{own(1, cilla), own(2, 0)}, []transfer.Taker{taker(bo, 1), taker(cilla, 5)}, "3 2"},
		{"not a buddy over the norm", []transfer.Row{own(1, cilla)}, []transfer.Taker{taker(bo, 1), taker(cilla, 9.5)}, "2"},
		{"no buddy is given all", []transfer.Row{own(1, cilla), own(2, cilla), own(3, cilla), own(4, cilla)}, []transfer.Taker{taker(bo, 1, noNorm), taker(cilla, 5, noNorm)}, "3 3 2 2"},
		{
			"buddies in turn, never the owner",
			[]transfer.Row{help(transfer.BuddyPart, 1, bo, leaver), help(transfer.BuddyPart, 2, bo, leaver), help(transfer.BuddyPart, 3, cilla, leaver)},
			[]transfer.Taker{taker(bo, 1), taker(cilla, 2), taker(dan, 3)},
			"3 4 2",
		},
		{"the buddy covers", []transfer.Row{help(transfer.CoverPart, 1, bo, dan)}, []transfer.Taker{taker(bo, 1), taker(cilla, 2), taker(dan, 3)}, "4"},
		{"not who declared a conflict", []transfer.Row{{Part: transfer.OwnerPart, Number: 1, Weight: 1, Buddy: bo, Barred: []id.Staff{bo}}}, []transfer.Taker{taker(bo, 1), taker(cilla, 5)}, "3"},
		{"nobody where all did", []transfer.Row{{Part: transfer.OwnerPart, Number: 1, Weight: 1, Barred: []id.Staff{bo}}}, []transfer.Taker{taker(bo, 1)}, "-"},
		{"alone in the team", []transfer.Row{help(transfer.BuddyPart, 1, bo, leaver)}, []transfer.Taker{taker(bo, 1)}, "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := transfer.Suggest(tt.rows, tt.takers, leaver)
			got := ""
			for _, r := range tt.rows {
				to := "-"
				if s, is := found[r.Key()]; is {
					to = fmt.Sprint(s.To)
				}
				got += " " + to
			}
			if got[1:] != tt.want {
				t.Errorf("proposes %q, want %q", got[1:], tt.want)
			}
		})
	}
}

// leaving is an office in which Anna owns three youths, is buddy of one of Bo's and
// covers one of Cilla's.
type leaving struct {
	*office
	owned []id.Youth
	bos   id.Youth
	ceds  id.Youth
}

func newLeaving(t *testing.T) *leaving {
	l := &leaving{office: newOffice(t)}
	l.owned = []id.Youth{l.mads, l.Youth(l.anna, "Ida Lund"), l.Youth(l.anna, "Aya Friis")}
	l.bos = l.Youth(l.bo, "Sofus Berg", casetest.WithBuddy(l.anna))
	l.ceds = l.Youth(l.cilla, "Vega Winther")
	cover := enrolment.Cover{Staff: l.anna.Staff, From: l.Today(), To: l.Today().AddDays(10)}
	if err := l.Enrolments.ArrangeCover(t.Context(), l.cilla, l.ceds, cover, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	return l
}

// choices gives every row to somebody: youths to Cilla, the rest to nobody.
func (l *leaving) choices() map[string]transfer.Choice {
	l.Helper()
	c, err := l.Transfers.Caseload(l.Context(), l.karen, l.anna.Staff, l.team)
	if err != nil {
		l.Fatal(err)
	}
	all := map[string]transfer.Choice{}
	for _, r := range c.Rows {
		if r.Part == transfer.OwnerPart {
			all[r.Key()] = transfer.Choice{To: l.cilla.Staff}
		} else {
			all[r.Key()] = transfer.Choice{Nobody: true}
		}
	}
	return all
}

func (l *leaving) move(all bool, change func(map[string]transfer.Choice)) (transfer.Moved, error) {
	l.Helper()
	choices := l.choices()
	if change != nil {
		change(choices)
	}
	return l.Transfers.Move(l.Context(), l.karen, transfer.Move{Staff: l.anna.Staff, Team: l.team, Reason: "Anna stopper", Choices: choices, All: all}, audit.Form{})
}

// left is how much Anna still has: owned, buddy of, covering.
func (l *leaving) left() string {
	l.Helper()
	return casetest.One[string](l.World, `
		SELECT concat_ws(' ', (SELECT count(*) FROM enrolments WHERE owner_id = @a AND closed_on IS NULL),
		       (SELECT count(*) FROM enrolments WHERE buddy_id = @a AND closed_on IS NULL),
		       (SELECT count(*) FROM covers WHERE staff_id = @a AND to_on >= @today))`, db.Args{"a": l.anna.Staff, "today": l.Today()})
}

func key(part transfer.Part, y id.Youth) string { return string(part) + "." + id.String(y) }

func TestMove(t *testing.T) {
	t.Run("all of it", func(t *testing.T) {
		l := newLeaving(t)
		moved, err := l.move(true, nil)
		if err != nil || moved.Done != 5 || moved.Refused != nil || l.left() != "0 0 0" {
			t.Errorf("moved %+v, %v; left %q", moved, err, l.left())
		}
		if n := casetest.One[int](l.World, `SELECT count(DISTINCT youth_id) FROM audit_events WHERE action = 'move caseload' AND youth_id IS NOT NULL`, nil); n != 5 {
			t.Errorf("%d youths find it in their record, want 5", n)
		}
		if reasons := casetest.One[int](l.World, `SELECT count(*) FROM handovers WHERE reason = 'Anna stopper' AND from_id = @a`, db.Args{"a": l.anna.Staff}); reasons != 3 {
			t.Errorf("%d links say why, want 3", reasons)
		}
	})
	t.Run("one row cannot: none of it", func(t *testing.T) {
		l := newLeaving(t)
		_, err := l.move(true, func(c map[string]transfer.Choice) { give(c, key(transfer.OwnerPart, l.owned[1]), l.gone.Staff) })
		if want := rule.Violation("to."+key(transfer.OwnerPart, l.owned[1]), "has_left"); !reflect.DeepEqual(err, error(want)) {
			t.Errorf("%v, want %v", err, want)
		}
		if l.left() != "3 1 1" {
			t.Errorf("left %q, want all of it", l.left())
		}
	})
	t.Run("those that can be moved", func(t *testing.T) {
		l := newLeaving(t)
		moved, err := l.move(false, func(c map[string]transfer.Choice) {
			give(c, key(transfer.OwnerPart, l.owned[0]), l.other.Staff)
			give(c, key(transfer.OwnerPart, l.owned[1]), l.anna.Staff)
			give(c, key(transfer.BuddyPart, l.bos), l.bo.Staff)
			delete(c, key(transfer.OwnerPart, l.owned[2]))
		})
		want := rule.Violations{
			{Field: "to." + key(transfer.OwnerPart, l.owned[2]), Code: "not_chosen"},
			{Field: "to." + key(transfer.OwnerPart, l.owned[1]), Code: "is_leaver"},
			{Field: "to." + key(transfer.OwnerPart, l.owned[0]), Code: "not_in_team"},
			{Field: "to." + key(transfer.BuddyPart, l.bos), Code: "buddy_is_owner"},
		}
		if err != nil || moved.Done != 1 || !reflect.DeepEqual(moved.Refused, want) || l.left() != "3 1 0" {
			t.Errorf("moved %+v, %v; left %q; want 1 done, refused %v", moved, err, l.left(), want)
		}
	})
}

// give makes a choice for one row.
func give(c map[string]transfer.Choice, k string, to id.Staff) { c[k] = transfer.Choice{To: to} }

func TestMoveAtTheEdges(t *testing.T) {
	t.Run("nothing can be moved", func(t *testing.T) {
		l := newLeaving(t)
		_, err := l.move(false, func(c map[string]transfer.Choice) { clear(c) })
		if v, is := errors.AsType[rule.Violations](err); !is || len(v) != 5 {
			t.Errorf("%v, want five rows that say why", err)
		}
	})
	t.Run("a youth needs an owner", func(t *testing.T) {
		l := newLeaving(t)
		k := key(transfer.OwnerPart, l.owned[0])
		_, err := l.move(true, func(c map[string]transfer.Choice) { c[k] = transfer.Choice{Nobody: true} })
		if want := rule.Violation("to."+k, "required"); !reflect.DeepEqual(err, error(want)) {
			t.Errorf("%v, want %v", err, want)
		}
	})
	t.Run("a reason of its own", func(t *testing.T) {
		l := newLeaving(t)
		k := key(transfer.OwnerPart, l.owned[0])
		if _, err := l.move(true, func(c map[string]transfer.Choice) { c[k] = transfer.Choice{To: l.bo.Staff, Reason: "Kender familien"} }); err != nil {
			t.Fatal(err)
		}
		if n := casetest.One[int](l.World, `SELECT count(*) FROM handovers WHERE reason = 'Kender familien' AND to_id = @bo`, db.Args{"bo": l.bo.Staff}); n != 1 {
			t.Errorf("%d links with the row's own reason, want 1", n)
		}
	})
}

func TestMoveMeanwhileAndTwice(t *testing.T) {
	t.Run("with whom one declared a conflict", func(t *testing.T) {
		l := newLeaving(t)
		l.Exec(`INSERT INTO conflicts (staff_id, youth_id, by_id, declared_at) VALUES (@k, @y, @k, @now)`,
			db.Args{"k": l.karen.Staff, "y": l.owned[0], "now": l.Now()})
		if _, is := l.choices()[key(transfer.OwnerPart, l.owned[0])]; is {
			t.Error("a coordinator sees a youth with whom they declared a conflict")
		}
	})
	t.Run("somebody moved one meanwhile", func(t *testing.T) {
		l := newLeaving(t)
		choices := l.choices()
		if err := l.Enrolments.HandOver(t.Context(), l.karen, l.owned[0], l.bo.Staff, "Ferie", audit.Form{}); err != nil {
			t.Fatal(err)
		}
		m := transfer.Move{Staff: l.anna.Staff, Team: l.team, Reason: "Anna stopper", Choices: choices, All: true}
		if _, err := l.Transfers.Move(t.Context(), l.karen, m, audit.Form{}); !reflect.DeepEqual(err, error(rule.Violation("", "rows_changed"))) {
			t.Errorf("all of a list that changed: %v, want rows_changed", err)
		}
		m.All = false
		if moved, err := l.Transfers.Move(t.Context(), l.karen, m, audit.Form{}); err != nil || moved.Done != 4 {
			t.Errorf("those that can: %+v, %v; want 4", moved, err)
		}
		if owner := casetest.One[id.Staff](l.World, `SELECT owner_id FROM enrolments WHERE youth_id = @y`, db.Args{"y": l.owned[0]}); owner != l.bo.Staff {
			t.Error("the youth who was moved meanwhile was moved again")
		}
	})
	t.Run("sent twice is done once", func(t *testing.T) {
		l := newLeaving(t)
		m := transfer.Move{Staff: l.anna.Staff, Team: l.team, Reason: "Anna stopper", Choices: l.choices(), All: true}
		form := audit.Form{Key: "0b9f2f3c-7c1e-4f5a-9d51-1f4a52b7c002", Digest: []byte("x")}
		for range 2 {
			if _, err := l.Transfers.Move(t.Context(), l.karen, m, form); err != nil {
				t.Fatal(err)
			}
		}
		if n := casetest.One[int](l.World, `SELECT count(*) FROM handovers WHERE from_id = @a`, db.Args{"a": l.anna.Staff}); n != 3 {
			t.Errorf("%d handovers, want 3", n)
		}
	})
}

// Who may move a caseload, and that nobody else learns what is in it.
func TestWhoMoves(t *testing.T) {
	l := newLeaving(t)
	for _, tt := range []struct {
		by   access.Actor
		want error
	}{{l.karen, nil}, {l.lise, nil}, {l.anna, access.ErrForbidden}, {l.bo, access.ErrForbidden}, {l.other, access.ErrHidden}} {
		_, err := l.Transfers.Caseload(t.Context(), tt.by, l.anna.Staff, l.team)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s reads it: %v, want %v", tt.by.Name, err, tt.want)
		}
		if tt.want == nil {
			continue
		}
		_, err = l.Transfers.Move(t.Context(), tt.by, transfer.Move{Staff: l.anna.Staff, Team: l.team, Reason: "Anna stopper"}, audit.Form{})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s moves it: %v, want %v", tt.by.Name, err, tt.want)
		}
	}
	if _, err := l.Transfers.Caseload(t.Context(), l.karen, l.other.Staff, l.team); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("somebody of another team: %v, want not found", err)
	}
}

// Nobody leaves while a youth counts on them; once all is moved they may.
func TestLeaveAfterMove(t *testing.T) {
	l := newLeaving(t)
	ada := l.Person(0, "Ada Agger", access.Administrator)
	last := l.Today().AddDays(3)
	refused := func(want rule.Violations) {
		t.Helper()
		if err := l.Staff.Leave(t.Context(), ada, l.anna.Staff, last, audit.Form{}); !reflect.DeepEqual(err, error(want)) {
			t.Fatalf("leaving: %v, want %v", err, want)
		}
	}
	refused(rule.Violation("last", "owns_youths", 3))
	if _, err := l.move(false, func(c map[string]transfer.Choice) {
		for k, v := range c {
			if v.Nobody {
				delete(c, k)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	refused(rule.Violation("last", "helps_youths", 2))
	if _, err := l.move(true, nil); err != nil {
		t.Fatal(err)
	}
	if err := l.Staff.Leave(t.Context(), ada, l.anna.Staff, last, audit.Form{}); err != nil {
		t.Errorf("leaving with nothing left: %v", err)
	}
}
