package promises_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/promises"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

type world struct {
	*casetest.World
	s *promises.Service
}

func newWorld(t testing.TB) world {
	w := casetest.New(t)
	return world{w, promises.NewService(w.DB.Read, w.Trail, w.Now)}
}

// wrote logs an entry of an owner, so many days ago, written so many hours later.
func (w world) wrote(y id.Youth, by access.Actor, daysAgo int, kind, outcome, place string, hats []string, hours int) {
	w.Helper()
	at := w.Now().AddDate(0, 0, -daysAgo)
	w.Exec(`WITH c AS (INSERT INTO contacts (author_id, kind, outcome, hats, place, occurred_at, recorded_at, account)
			VALUES (@by, @kind, @outcome, @hats, @place, @at, @recorded, 'Vi talte sammen') RETURNING id)
		INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at)
		SELECT c.id, e.youth_id, e.id, @at FROM c, enrolments e WHERE e.youth_id = @youth`,
		db.Args{"by": by.Staff, "kind": kind, "outcome": outcome, "hats": hats, "place": place, "at": at, "recorded": at.Add(time.Duration(hours) * time.Hour), "youth": y})
}

func (w world) ask(team id.Team, board promises.BoardKey, daysAgo int) promises.Ask {
	return promises.Ask{Board: board, Team: team, Period: figures.Period{From: w.Today().AddDays(-daysAgo), To: w.Today()}}
}

func figureOf(t testing.TB, b promises.Board, code promises.Code) promises.Figure {
	t.Helper()
	for _, s := range b.Sections {
		for _, f := range s.Figures {
			if f.Code == code {
				return f
			}
		}
	}
	t.Fatalf("no figure %s", code)
	return promises.Figure{}
}

// A team of Rute 42 with two youths, counted by hand. Mads began 30 days ago, so that
// his whole first month of four weeks is over today less two days; Sara 400 days ago.
func TestBoard(t *testing.T) {
	w := newWorld(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	leader := w.Person(team, "Lise", access.Leader)
	mads := w.Youth(anna, "Mads Holm", w.Started(40))
	sara := w.Youth(anna, "Sara Lund", w.Started(400))
	w.Exec(`UPDATE enrolments SET needs_group = 4, referred_on = started_on - 10 WHERE youth_id = @y`, db.Args{"y": mads})
	w.wrote(mads, anna, 39, "home", "talked", "", []string{"mentor"}, 1)          // first week
	w.wrote(mads, anna, 38, "phone", "not_reached", "", []string{"authority"}, 1) // an attempt
	w.wrote(mads, bo, 20, "met", "talked", "office", []string{"authority", "mentor"}, 48)
	w.wrote(sara, anna, 12, "walk", "talked", "", []string{}, 2)
	w.Write(leader, access.HandOver, func(tx pgx.Tx) error {
		if _, err := tx.Exec(w.Context(), `INSERT INTO handovers (enrolment_id, from_id, to_id, by_id, reason, at) SELECT id, owner_id, @bo, @bo, 'Plads', @at FROM enrolments WHERE youth_id = @y`,
			db.Args{"bo": bo.Staff, "y": sara, "at": w.Now().AddDate(0, 0, -20)}); err != nil {
			return err
		}
		_, err := tx.Exec(w.Context(), `UPDATE enrolments SET owner_id = @bo WHERE youth_id = @y`, db.Args{"bo": bo.Staff, "y": sara})
		return err
	})
	b, err := w.s.Board(w.Context(), leader, w.ask(team, promises.OwnBoard, 60))
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[promises.Code]figures.Share{
		"first_month": {Num: 2, Of: 4}, "outside": {Num: 2, Of: 3}, "within_day": {Num: 3, Of: 4},
		"owner_12": {Num: 1, Of: 1}, "owner_changes": {Num: 1, Of: 2}, "consent": {Num: 0, Of: 2},
	} {
		if got := figureOf(t, b, code).Share; got != want {
			t.Errorf("%s: %d of %d, want %d of %d", code, got.Num, got.Of, want.Num, want.Of)
		}
	}
	if f := figureOf(t, b, "first_month"); f.Apart != 1 || f.Youths != 1 {
		t.Errorf("%d attempts of %d youths, want 1 of 1", f.Apart, f.Youths)
	}
	if f := figureOf(t, b, "since_talk"); f.Median != 16 || f.Lower != 14 || f.Upper != 18 { // 20 and 12 days
		t.Errorf("since the last talk: %v (%v to %v)", f.Median, f.Lower, f.Upper)
	}
	if f := figureOf(t, b, "first_talk"); f.Median != 11 || f.Values != 1 { // referred 50 days ago, talked with 39 days ago
		t.Errorf("referral to talk: %v", f.Median)
	}
	if f := figureOf(t, b, "in_placement"); f.NoRule { // nobody is in a placement: nothing is asked of the rule
		t.Errorf("no stays: %+v", f)
	}
	if f := figureOf(t, b, "buddy"); !f.NoRule {
		t.Errorf("Rute 42 expects no buddy: %+v", f)
	}
	if b.Youths != 2 || b.Needs[3].N != 1 || b.Needs[3].Planned != -1 {
		t.Errorf("%d youths, needs %v", b.Youths, b.Needs)
	}
	list, err := w.s.Youths(w.Context(), leader, w.ask(team, promises.OwnBoard, 60), "first_month")
	if err != nil || len(list.Rows) != 1 || list.Rows[0].Youth != mads || list.Rows[0].Num != 2 {
		t.Errorf("the list: %v %v", list.Rows, err)
	}
	w.Exec(`INSERT INTO conflicts (youth_id, staff_id, reason, by_id, declared_at) VALUES (@y, @who, 'Nabo', @who, now())`, db.Args{"y": mads, "who": leader.Staff})
	if list, err = w.s.Youths(w.Context(), leader, w.ask(team, promises.OwnBoard, 60), "first_month"); err != nil || len(list.Rows) != 0 || list.Closed != 1 {
		t.Errorf("with a conflict: %v %v", list.Rows, err)
	}
}

// A leader asks for their own team and any period that has ended; insight for a
// programme and a fixed one; nobody else for any.
func TestWhoMayAsk(t *testing.T) {
	w := newWorld(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	leader, insight, worker := w.Person(north, "Lise", access.Leader), w.Person(0, "Ib", access.Insight), w.Person(north, "Anna", access.Caseworker)
	programme := casetest.One[id.Programme](w.World, `SELECT programme_id FROM teams WHERE id = @t`, db.Args{"t": north})
	fixed := figures.Half(2026, 1)
	free := figures.Period{From: fixed.From, To: fixed.To.AddDays(-1)}
	reversed := figures.Period{From: fixed.To, To: fixed.From}
	var broken rule.Violations
	for name, c := range map[string]struct {
		by   access.Actor
		ask  promises.Ask
		rule string // "" is allowed, "no" is refused
	}{
		"leader, own team":     {leader, promises.Ask{Team: north, Period: free}, ""},
		"leader, another's":    {leader, promises.Ask{Team: south, Period: fixed}, "no"},
		"leader, programme":    {leader, promises.Ask{Programme: programme, Period: fixed}, "no"},
		"leader, reversed":     {leader, promises.Ask{Team: north, Period: reversed}, "before_from"},
		"leader, future":       {leader, promises.Ask{Team: north, Period: figures.Year(2026)}, "in_the_future"},
		"insight, programme":   {insight, promises.Ask{Programme: programme, Period: fixed}, ""},
		"insight, free period": {insight, promises.Ask{Programme: programme, Period: free}, "half_year"},
		"insight, team":        {insight, promises.Ask{Team: north, Period: fixed}, "no"},
		"caseworker":           {worker, promises.Ask{Team: north, Period: fixed}, "no"},
	} {
		_, err := w.s.Board(w.Context(), c.by, c.ask)
		switch {
		case c.rule == "" && err != nil, c.rule == "no" && (err == nil || errors.As(err, &broken)):
			t.Errorf("%s: %v", name, err)
		case c.rule != "" && c.rule != "no" && (!errors.As(err, &broken) || broken[0].Code != c.rule):
			t.Errorf("%s: %v, want %s", name, err, c.rule)
		}
	}
	if _, err := w.s.Youths(w.Context(), insight, promises.Ask{Programme: programme, Period: fixed}, "consent"); err == nil {
		t.Error("insight sees who they are")
	}
}
