package fileaccess_test

import (
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/document"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/db"
	"kasket/internal/letter"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// A document that is left out leaves its files out.
func TestFilesAreLeftOut(t *testing.T) {
	c := newCast(t)
	c.paper(t, document.Upload{Name: "a.pdf", Content: sheets(t, 1)})
	n := c.asked(t)
	for _, i := range c.items(t, n) {
		if i.Kind != fileaccess.ADocument {
			continue
		}
		r := fileaccess.Review{Choice: fileaccess.GivePart, Ground: "others", Reason: "Om broderen", Text: "Lægen anbefaler ro."}
		if err := c.Access.Look(t.Context(), c.anna, n, i.Kind, i.ID, r, i.Digest(), audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	annexes := -1
	err := c.Access.Make(t.Context(), c.anna, n, func(b fileaccess.Bundle) letter.Letter { annexes = len(b.Annexes); return plain(b) }, audit.Form{})
	if err != nil || annexes != 0 {
		t.Errorf("%d files %v", annexes, err)
	}
}

// Giving less than everything is a decision, and the answer points to it.
func TestAnswer(t *testing.T) {
	c := newCast(t)
	n := c.asked(t)
	on, how := c.Today(), "Udleveret på kontoret"
	answer := func(a fileaccess.Answer) error { return c.Access.Answer(t.Context(), c.anna, n, a, audit.Form{}) }
	for _, tt := range []struct {
		name   string
		answer fileaccess.Answer
		want   error
	}{
		{"nothing chosen", fileaccess.Answer{On: on}, rule.Violation("outcome", "choose")},
		{"given, and there is no package", fileaccess.Answer{Outcome: fileaccess.Given, On: on, How: how}, rule.Violation("outcome", "no_package")},
		{"refused without a decision", fileaccess.Answer{Outcome: fileaccess.Refused, On: on}, rule.Violation("decision", "less_is_decided")},
		{"refused by a decision there is not", fileaccess.Answer{Outcome: fileaccess.Refused, On: on, Decision: 99}, rule.Violation("decision", "unknown")},
		{"without a day", fileaccess.Answer{Outcome: fileaccess.Withdrawn}, rule.Violation("answered_on", "required")},
		{"tomorrow", fileaccess.Answer{Outcome: fileaccess.Withdrawn, On: on.AddDays(1)}, rule.Violation("answered_on", "in_the_future")},
		{"before it was asked", fileaccess.Answer{Outcome: fileaccess.Withdrawn, On: on.AddDays(-2)}, rule.Violation("answered_on", "before_asked", on.AddDays(-1))},
	} {
		if err := answer(tt.answer); !is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	c.see(t, n)
	if err := c.Access.Make(t.Context(), c.anna, n, plain, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if err := answer(fileaccess.Answer{Outcome: fileaccess.Partly, On: on, How: how, Decision: 99}); !is(err, append(rule.Violation("outcome", "nothing_left_out"), rule.Violation("decision", "unknown")...)) {
		t.Errorf("in part, and nothing was left out: %v", err)
	}
	if err := answer(fileaccess.Answer{Outcome: fileaccess.Given, On: on}); !is(err, rule.Violation("answered_how", "required")) {
		t.Errorf("given nohow: %v", err)
	}
	if err := answer(fileaccess.Answer{Outcome: fileaccess.Given, On: on, How: how}); err != nil {
		t.Fatal(err)
	}
	if err := answer(fileaccess.Answer{Outcome: fileaccess.Withdrawn, On: on}); !is(err, rule.Violation("", "access_closed")) {
		t.Errorf("answered twice: %v", err)
	}
	if err := c.Access.Postpone(t.Context(), c.anna, n, fileaccess.Delay{Until: on.AddDays(30), ToldOn: on, Reason: "Ferie"}, audit.Form{}); !is(err, rule.Violation("", "access_closed")) {
		t.Errorf("postponed when it was answered: %v", err)
	}
	if _, err := c.DB.Write.Exec(t.Context(), `UPDATE access_requests SET answered_how = 'x' WHERE id = @id`, db.Args{"id": n}); !db.Violates(err, "access_request_stands") {
		t.Errorf("rewriting it: %v", err)
	}
}

func TestPostpone(t *testing.T) {
	c := newCast(t)
	n := c.asked(t) // due on 1 December
	on := c.Today()
	due, _ := when.On(2026, 12, 1)
	for _, tt := range []struct {
		name  string
		delay fileaccess.Delay
		want  error
	}{
		{"no later than before", fileaccess.Delay{Until: due, ToldOn: on, Reason: "x"}, rule.Violation("until", "not_later")},
		{"without a day", fileaccess.Delay{ToldOn: on, Reason: "x"}, rule.Violation("until", "required")},
		{"nobody was told", fileaccess.Delay{Until: due.AddDays(7), Reason: "x"}, rule.Violation("told_on", "required")},
		{"told tomorrow", fileaccess.Delay{Until: due.AddDays(7), ToldOn: on.AddDays(1), Reason: "x"}, rule.Violation("told_on", "in_the_future")},
		{"without a reason", fileaccess.Delay{Until: due.AddDays(7), ToldOn: on, Reason: " "}, rule.Violation("delay_reason", "required")},
		{"a week later", fileaccess.Delay{Until: due.AddDays(7), ToldOn: on, Reason: "Sagen er stor"}, nil},
		{"and earlier again", fileaccess.Delay{Until: due.AddDays(2), ToldOn: on, Reason: "x"}, rule.Violation("until", "not_later")},
	} {
		if err := c.Access.Postpone(t.Context(), c.anna, n, tt.delay, audit.Form{}); !is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	r, _ := c.Access.Find(t.Context(), n)
	if got, _ := r.Due(); got != due.AddDays(7) || r.DueOn == nil || *r.DueOn != due {
		t.Errorf("due %s, first %v", got, r.DueOn)
	}
}

// Who is disqualified from the matter of another youth that an entry is about as well
// cannot make the package, and does not see the entry.
func TestClosedEntry(t *testing.T) {
	c := newCast(t)
	other := c.Youth(c.bo, "Sara Lund")
	shared := c.log(t, "Vi gik en tur.")
	c.Exec(`INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at) SELECT @c, @y, id, @now FROM enrolments WHERE youth_id = @y`,
		db.Args{"c": shared, "y": other, "now": c.Now()})
	if err := c.Conflicts.Declare(t.Context(), c.anna, other, conflict.Declaration{}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	n := c.asked(t)
	for _, i := range c.items(t, n) {
		if i.Kind == fileaccess.AContact {
			t.Error("the entry is listed")
		}
	}
	if err := c.Access.Make(t.Context(), c.anna, n, plain, audit.Form{}); !is(err, rule.Violation("", "closed_to_you", 1)) {
		t.Errorf("making it: %v", err)
	}
}
