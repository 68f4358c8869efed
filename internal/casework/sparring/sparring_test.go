package sparring_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/sparring"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// cast is a team with somebody in each role, and a youth Anna has.
type cast struct {
	*casetest.World
	team                                  id.Team
	anna, bo, cilla, lise, finn, ida, far access.Actor
	youth                                 id.Youth
}

func newCast(t *testing.T) cast {
	w := casetest.New(t)
	c := cast{World: w, team: w.Team("Nord")}
	c.anna, c.bo = w.Person(c.team, "Anna", access.Caseworker), w.Person(c.team, "Bo", access.Caseworker)
	c.cilla, c.lise = w.Person(c.team, "Cilla", access.Coordinator), w.Person(c.team, "Lise", access.Leader)
	c.finn, c.ida = w.Person(c.team, "Finn", access.Adviser), w.Person(c.team, "Ida", access.Adviser)
	c.far = w.Person(w.Team("Syd"), "Fie", access.Adviser)
	c.youth = w.Youth(c.anna, "Mads Holm")
	return c
}

func (c cast) ask(t *testing.T, by access.Actor, to access.Actor) id.Question {
	t.Helper()
	q, err := c.Sparring.Ask(t.Context(), by, c.youth, sparring.Wish{To: to.Staff, Text: "Hvad gør vi?"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// views is what the policy says when somebody wants to read the record.
func (c cast) views(t *testing.T, a access.Actor) error {
	t.Helper()
	_, err := standing.Check(t.Context(), c.DB.Read, a, access.ViewYouth, c.youth, c.Now())
	return err
}

func is(err, want error) bool { return errors.Is(err, want) || reflect.DeepEqual(err, want) }

func TestAsk(t *testing.T) {
	c := newCast(t)
	gone := c.Person(c.team, "Gert", access.Adviser)
	c.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": c.Today().AddDays(-1), "id": gone.Staff})
	other := c.Youth(c.bo, "Sara Lund")
	theirs := casetest.One[id.Contact](c.World, `
		WITH c AS (INSERT INTO contacts (author_id, kind, outcome, occurred_at, recorded_at) VALUES (@bo, 'walk', 'talked', @now, @now) RETURNING id)
		INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at)
		SELECT c.id, @youth, e.id, @now FROM c, enrolments e WHERE e.youth_id = @youth RETURNING contact_id`,
		db.Args{"bo": c.bo.Staff, "youth": other, "now": c.Now()})
	tests := []struct {
		name string
		by   access.Actor
		wish sparring.Wish
		want error
	}{
		{"owner asks an adviser", c.anna, sparring.Wish{To: c.finn.Staff, Text: "Hvad?"}, nil},
		{"owner asks a colleague", c.anna, sparring.Wish{To: c.bo.Staff, Text: "Hvad?"}, nil},
		{"owner asks the leader", c.anna, sparring.Wish{To: c.lise.Staff, Text: "Hvad?"}, nil},
		{"not a coordinator", c.anna, sparring.Wish{To: c.cilla.Staff, Text: "Hvad?"}, rule.Violation("asked", "not_in_team")},
		{"not out of the team", c.anna, sparring.Wish{To: c.far.Staff, Text: "Hvad?"}, rule.Violation("asked", "not_in_team")},
		{"not somebody unknown", c.anna, sparring.Wish{To: 999999, Text: "Hvad?"}, rule.Violation("asked", "not_in_team")},
		{"not somebody who left", c.anna, sparring.Wish{To: gone.Staff, Text: "Hvad?"}, rule.Violation("asked", "has_left")},
		{"not oneself", c.anna, sparring.Wish{To: c.anna.Staff, Text: "Hvad?"}, rule.Violation("asked", "ask_oneself")},
		{"not about another's entry", c.anna, sparring.Wish{To: c.finn.Staff, Text: "Hvad?", Contact: theirs}, rule.Violation("contact", "unknown")},
		{"not by a colleague", c.bo, sparring.Wish{To: c.finn.Staff, Text: "Hvad?"}, access.ErrForbidden},
		{"not by the leader without a reason", c.lise, sparring.Wish{To: c.anna.Staff, Text: "Hvad?"}, access.ErrForbidden},
		{"not by an adviser", c.finn, sparring.Wish{To: c.ida.Staff, Text: "Hvad?"}, access.ErrHidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := c.Sparring.Ask(t.Context(), tt.by, c.youth, tt.wish, audit.Form{})
			if !is(err, tt.want) {
				t.Fatalf("Ask: %v, want %v", err, tt.want)
			}
			if (q != 0) != (tt.want == nil) {
				t.Errorf("question %d, want one only where it may be asked", q)
			}
		})
	}
	if err := c.Standing.Open(t.Context(), c.lise, c.youth, "Gennemgang", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	c.ask(t, c.lise, c.anna) // the leader asks the owner
}

// The invited reads and answers while the question lasts, and no longer.
func TestInvitationEnds(t *testing.T) {
	tests := []struct {
		name string
		end  func(t *testing.T, c cast, q id.Question)
		bo   error // the colleague may still know who has the youth, the adviser nothing
	}{
		{"by its last day", func(_ *testing.T, c cast, _ id.Question) { c.Later(15 * 24 * time.Hour) }, access.ErrForbidden},
		{"by the asker", func(t *testing.T, c cast, q id.Question) {
			if err := c.Sparring.TakeNote(t.Context(), c.anna, q, "", audit.Form{}); err != nil {
				t.Fatal(err)
			}
		}, access.ErrForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCast(t)
			byFinn, byBo := c.ask(t, c.anna, c.finn), c.ask(t, c.anna, c.bo)
			for _, a := range []access.Actor{c.finn, c.bo} {
				if err := c.views(t, a); err != nil {
					t.Errorf("%s is invited and may not read: %v", a.Name, err)
				}
			}
			if err := c.views(t, c.ida); !is(err, access.ErrHidden) {
				t.Errorf("an adviser who was not asked: %v, want hidden", err)
			}
			tt.end(t, c, byFinn)
			tt.end(t, c, byBo)
			if err := c.views(t, c.finn); !is(err, access.ErrHidden) {
				t.Errorf("the adviser afterwards: %v, want hidden", err)
			}
			if err := c.views(t, c.bo); !is(err, tt.bo) {
				t.Errorf("the colleague afterwards: %v, want %v", err, tt.bo)
			}
			if err := c.Sparring.Answer(t.Context(), c.finn, byFinn, "For sent", audit.Form{}); !is(err, access.ErrHidden) {
				t.Errorf("answering afterwards: %v, want hidden", err)
			}
			if _, err := c.Sparring.Open(t.Context(), c.finn, byFinn); !is(err, access.ErrHidden) {
				t.Errorf("reading the question afterwards: %v, want hidden", err)
			}
			if _, err := c.Sparring.Open(t.Context(), c.anna, byFinn); err != nil {
				t.Errorf("the asker afterwards: %v", err)
			}
		})
	}
}

func TestAnswer(t *testing.T) {
	c := newCast(t)
	q := c.ask(t, c.anna, c.finn)
	for _, a := range []access.Actor{c.anna, c.bo, c.ida, c.lise, c.far} {
		if err := c.Sparring.Answer(t.Context(), a, q, "Det gør jeg", audit.Form{}); !is(err, access.ErrHidden) && !is(err, access.ErrForbidden) {
			t.Errorf("%s was not asked and answers: %v", a.Name, err)
		}
	}
	if err := c.Sparring.Answer(t.Context(), c.finn, q, "Prøv en gåtur.", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Sparring.Answer(t.Context(), c.finn, q, "Nej", audit.Form{}); !is(err, rule.Violation("", "answered_already")) {
		t.Errorf("a second answer: %v", err)
	}
	got, err := c.Sparring.Open(t.Context(), c.anna, q)
	if err != nil || got.Answer != "Prøv en gåtur." || !got.Answered() {
		t.Errorf("the asker reads %q, %v", got.Answer, err)
	}
	trail := casetest.One[int](c.World, `SELECT count(*) FROM audit_events WHERE youth_id = @y AND action IN ('ask question', 'answer question', 'view question')`, db.Args{"y": c.youth})
	if trail != 3 {
		t.Errorf("%d lines in the trail, want asking, answering and reading", trail)
	}
}

// Whoever has the youth after a handover decides how long others read the record.
func TestExtendAndTakeNote(t *testing.T) {
	c := newCast(t)
	q := c.ask(t, c.anna, c.finn)
	if err := c.Sparring.Extend(t.Context(), c.finn, q, c.Today().AddDays(30), audit.Form{}); !is(err, access.ErrHidden) {
		t.Errorf("the invited extends: %v, want hidden", err)
	}
	if err := c.Sparring.Extend(t.Context(), c.anna, q, c.Today().AddDays(30), audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Enrolments.HandOver(t.Context(), c.anna, c.youth, c.bo.Staff, "Barsel", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := c.Sparring.Extend(t.Context(), c.anna, q, c.Today().AddDays(40), audit.Form{}); !is(err, access.ErrForbidden) {
		t.Errorf("the owner before extends: %v, want forbidden", err)
	}
	if _, err := c.Sparring.Open(t.Context(), c.anna, q); err != nil {
		t.Errorf("the asker reads their own question: %v", err)
	}
	if err := c.Sparring.TakeNote(t.Context(), c.ida, q, "", audit.Form{}); !is(err, access.ErrHidden) {
		t.Errorf("an adviser ends another's question: %v, want hidden", err)
	}
	if err := c.Sparring.TakeNote(t.Context(), c.bo, q, "", audit.Form{}); err != nil {
		t.Errorf("the new owner takes note: %v", err)
	}
	if err := c.Sparring.TakeNote(t.Context(), c.bo, q, "", audit.Form{}); err != nil {
		t.Errorf("ending twice: %v", err)
	}
	if err := c.Sparring.TakeNote(t.Context(), c.bo, q, "Vi venter", audit.Form{}); !is(err, rule.Violation("", "question_closed")) {
		t.Errorf("words for a question that is closed: %v", err)
	}
	if err := c.Sparring.Extend(t.Context(), c.bo, q, c.Today().AddDays(3), audit.Form{}); !is(err, rule.Violation("", "question_closed")) {
		t.Errorf("extending a closed question: %v", err)
	}
	if err := c.views(t, c.finn); !is(err, access.ErrHidden) {
		t.Errorf("the adviser afterwards: %v, want hidden", err)
	}
}

func TestMine(t *testing.T) {
	c := newCast(t)
	waits, answered, closed := c.ask(t, c.anna, c.finn), c.ask(t, c.anna, c.finn), c.ask(t, c.anna, c.finn)
	toAnna := c.ask(t, c.anna, c.bo)
	if err := errors.Join(c.Sparring.Answer(t.Context(), c.finn, answered, "Ja", audit.Form{}),
		c.Sparring.TakeNote(t.Context(), c.anna, closed, "", audit.Form{})); err != nil {
		t.Fatal(err)
	}
	type at struct {
		Place sparring.Place
		ID    id.Question
	}
	tests := []struct {
		by    access.Actor
		after sparring.After
		want  []at
	}{
		{c.anna, sparring.After{}, []at{{sparring.ToRead, answered}, {sparring.Waiting, waits}, {sparring.Waiting, toAnna}}},
		{c.anna, sparring.After{Place: sparring.Waiting, ID: waits}, []at{{sparring.Waiting, toAnna}}},
		{c.finn, sparring.After{}, []at{{sparring.ToAnswer, waits}, {sparring.Answered, answered}}},
		{c.bo, sparring.After{}, []at{{sparring.ToAnswer, toAnna}}},
		{c.ida, sparring.After{}, []at{}},
	}
	for _, tt := range tests {
		list, err := c.Sparring.Mine(t.Context(), tt.by, tt.after)
		if err != nil {
			t.Fatal(err)
		}
		got := []at{}
		for _, m := range list {
			got = append(got, at{m.Place, m.ID})
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s after %v: %v, want %v", tt.by.Name, tt.after, got, tt.want)
		}
	}
}

func TestBoard(t *testing.T) {
	c := newCast(t)
	first, second := c.ask(t, c.anna, c.finn), c.ask(t, c.anna, c.bo)
	scope, err := standing.Of(t.Context(), c.DB.Read, c.anna, c.youth, c.Now())
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Sparring.Board(t.Context(), c.anna, scope, 0)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, p := range b.People {
		names = append(names, p.Name)
	}
	if want := []string{"Finn", "Ida", "Bo", "Lise"}; !reflect.DeepEqual(names, want) {
		t.Errorf("one may ask %v, want the advisers first and no coordinator: %v", names, want)
	}
	if len(b.Questions) != 2 || b.Questions[0].ID != second || b.Questions[1].ID != first {
		t.Errorf("questions %+v, want the newest first", b.Questions)
	}
	if q := b.Questions[1]; q.Name != "Mads Holm" || q.Until != c.Today().AddDays(14) || !q.AskedAt.Equal(c.Now()) {
		t.Errorf("question %+v", q)
	}
	if older, err := c.Sparring.Board(t.Context(), c.anna, scope, second); err != nil || len(older.Questions) != 1 {
		t.Errorf("before the second: %+v, %v", older.Questions, err)
	}
}
