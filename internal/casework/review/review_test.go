package review_test

import (
	"errors"
	"reflect"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/review"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// cast is a team with a leader who goes through Anna's caseload.
type cast struct {
	*casetest.World
	team                      id.Team
	anna, bo, lise, liv, lars access.Actor
	mads, sara                id.Youth // Anna's, Bo's
	review                    id.Review
}

func newCast(t *testing.T) cast {
	w := casetest.New(t)
	c := cast{World: w, team: w.Team("Nord")}
	c.anna, c.bo = w.Person(c.team, "Anna", access.Caseworker), w.Person(c.team, "Bo", access.Caseworker)
	c.lise, c.liv = w.Person(c.team, "Lise", access.Leader), w.Person(c.team, "Liv", access.Leader)
	c.lars = w.Person(w.Team("Syd"), "Lars", access.Leader)
	c.mads, c.sara = w.Youth(c.anna, "Mads Holm"), w.Youth(c.bo, "Sara Lund")
	var err error
	if c.review, err = c.start(c.lise, c.anna, "Halvårets gennemgang"); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c cast) start(by, colleague access.Actor, reason string) (id.Review, error) {
	return c.Reviews.Start(c.Context(), by, c.team, colleague.Staff, reason, audit.Form{})
}

func (c cast) note(by access.Actor, w review.Wish) (id.ReviewNote, error) {
	return c.Reviews.Note(c.Context(), by, c.review, w, audit.Form{})
}

func (c cast) entry(by access.Actor, y id.Youth) id.Contact {
	return casetest.One[id.Contact](c.World, `
		WITH c AS (INSERT INTO contacts (author_id, kind, outcome, occurred_at, recorded_at) VALUES (@by, 'walk', 'talked', @now, @now) RETURNING id)
		INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at)
		SELECT c.id, @youth, e.id, @now FROM c, enrolments e WHERE e.youth_id = @youth RETURNING contact_id`,
		db.Args{"by": by.Staff, "youth": y, "now": c.Now()})
}

// lists counts the open notes of a colleague and of the team.
func (c cast) lists(t *testing.T, colleague access.Actor) (mine, team int) {
	t.Helper()
	notes, err := c.Reviews.Mine(t.Context(), colleague)
	if err != nil {
		t.Fatal(err)
	}
	board, err := c.Reviews.Board(t.Context(), c.lise, c.team)
	if err != nil {
		t.Fatal(err)
	}
	return len(notes), len(board.Notes)
}

func is(err, want error) bool { return errors.Is(err, want) || reflect.DeepEqual(err, want) }

func TestStart(t *testing.T) {
	c := newCast(t)
	for name, tt := range map[string]struct {
		by, colleague access.Actor
		reason        string
		want          error
	}{
		"the same once more":     {c.lise, c.anna, "Igen", rule.Violation("colleague", "review_running")},
		"another colleague":      {c.lise, c.bo, "Igen", nil},
		"another leader":         {c.liv, c.anna, "Igen", nil},
		"without a reason":       {c.liv, c.bo, " ", rule.Violation("reason", "required")},
		"oneself":                {c.liv, c.liv, "Igen", rule.Violation("colleague", "ask_oneself")},
		"nobody":                 {c.liv, access.Actor{}, "Igen", rule.Violation("colleague", "required")},
		"who has no youths here": {c.liv, c.lars, "Igen", rule.Violation("colleague", "not_in_team")},
		"another team's leader":  {c.lars, c.anna, "Igen", access.ErrHidden},
		"a caseworker":           {c.bo, c.anna, "Igen", access.ErrForbidden},
	} {
		if _, err := c.start(tt.by, tt.colleague, tt.reason); !is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestRefusedNotes(t *testing.T) {
	c := newCast(t)
	entry, theirs := c.entry(c.anna, c.mads), c.entry(c.bo, c.sara)
	ask := review.Wish{Youth: c.mads, Contact: entry, Kind: review.Question, Text: "Hvad nu?"}
	for name, tt := range map[string]struct {
		by   access.Actor
		wish review.Wish
		want error
	}{
		"another youth's entry":    {c.lise, review.Wish{Youth: c.mads, Contact: theirs, Kind: review.Question, Text: "Hvad?"}, rule.Violation("entry", "unknown")},
		"a youth of another":       {c.lise, review.Wish{Youth: c.sara, Kind: review.Seen}, rule.Violation("", "review_not_theirs")},
		"another team's leader":    {c.lars, ask, access.ErrHidden},
		"the colleague themselves": {c.anna, ask, access.ErrForbidden},
	} {
		if _, err := c.note(tt.by, tt.wish); !is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestReview(t *testing.T) {
	c := newCast(t)
	ask := review.Wish{Youth: c.mads, Contact: c.entry(c.anna, c.mads), Kind: review.Question, Text: "Hvad nu?"}
	seen, err := c.note(c.lise, review.Wish{Youth: c.mads, Kind: review.Seen})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := c.note(c.lise, ask)
	if err != nil {
		t.Fatal(err)
	}
	_, youths, err := c.Reviews.Open(t.Context(), c.lise, c.review)
	if err != nil || len(youths) != 1 || len(youths[0].Notes) != 2 || len(youths[0].Entries) != 1 || !youths[0].Theirs {
		t.Fatalf("opened: %v, %+v", err, youths)
	}
	ours := func(by access.Actor, do func(access.Actor) error, want error, what string) {
		t.Helper()
		if err := do(by); !is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	answer := func(by access.Actor) error {
		return c.Reviews.Answer(t.Context(), by, asked, "En tur til", audit.Form{})
	}
	closeOf := func(n id.ReviewNote) func(access.Actor) error {
		return func(by access.Actor) error { return c.Reviews.Close(t.Context(), by, n, audit.Form{}) }
	}
	byLeader := func(by access.Actor) error {
		_, err := c.Reviews.CloseAsLeader(t.Context(), by, asked, audit.Form{})
		return err
	}
	want := func(mine, team int) {
		t.Helper()
		if m, b := c.lists(t, c.anna); m != mine || b != team {
			t.Errorf("%d with the colleague and %d with the leader, want %d and %d", m, b, mine, team)
		}
	}
	want(2, 2)
	ours(c.bo, answer, access.ErrForbidden, "a colleague who was not asked")
	ours(c.lars, answer, access.ErrHidden, "another team's leader answers")
	ours(c.lise, answer, rule.Violation("", "review_own_question"), "who asked")
	ours(c.anna, closeOf(asked), rule.Violation("", "review_not_answered"), "closed unanswered")
	ours(c.lise, byLeader, rule.Violation("", "review_not_answered"), "closed unanswered by the leader")
	ours(c.anna, answer, nil, "answer")
	ours(c.anna, closeOf(seen), nil, "ok to seen")
	want(1, 1)
	ours(c.anna, closeOf(asked), nil, "closed by the owner")
	want(1, 1)
	if err := c.Reviews.End(t.Context(), c.lise, c.review, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	want(1, 1)
	ours(c.lars, byLeader, access.ErrHidden, "another team's leader closes")
	ours(c.anna, byLeader, access.ErrForbidden, "the colleague closes for the leader")
	ours(c.lise, byLeader, nil, "closed by the leader")
	want(0, 0)
	if _, err := c.note(c.lise, ask); !is(err, rule.Violation("", "review_ended")) {
		t.Errorf("a note after the end: %v", err)
	}
}

// A note is also of who covers for the owner, and stays with who was asked; who declared a conflict of interest meets nothing of it.
func TestOthers(t *testing.T) {
	c := newCast(t)
	note, err := c.note(c.lise, review.Wish{Youth: c.mads, Kind: review.Question, Text: "Hvad nu?"})
	if err != nil {
		t.Fatal(err)
	}
	c.Exec(`INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, reason, by_id) SELECT id, @bo, owner_id, @today, @today, 'Kursus', owner_id FROM enrolments WHERE youth_id = @y`,
		db.Args{"bo": c.bo.Staff, "y": c.mads, "today": c.Today()})
	for name, who := range map[string]access.Actor{"who was asked": c.anna, "who covers": c.bo} {
		if mine, _ := c.lists(t, who); mine != 1 {
			t.Errorf("%s: %d notes", name, mine)
		}
	}
	if err := c.Reviews.Answer(t.Context(), c.bo, note, "Jeg tager over", audit.Form{}); err != nil {
		t.Errorf("who covers: %v", err)
	}
	if err := c.Conflicts.Declare(t.Context(), c.lise, c.mads, conflict.Declaration{Reason: "Min nevø"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, team := c.lists(t, c.anna); team != 0 {
		t.Errorf("a leader with a conflict sees %d notes", team)
	}
	if _, youths, err := c.Reviews.Open(t.Context(), c.lise, c.review); err != nil || len(youths) != 0 {
		t.Errorf("a leader with a conflict: %v, %+v", err, youths)
	}
	if _, err := c.Reviews.CloseAsLeader(t.Context(), c.lise, note, audit.Form{}); !is(err, access.ErrHidden) {
		t.Errorf("closing with a conflict: %v", err)
	}
}
