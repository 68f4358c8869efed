package contact_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// key is a form's key, another for each number.
func key(n int) string { return fmt.Sprintf("11111111-1111-4111-8111-%012d", n) }

// desk is a team with an owner, a buddy, and their youths.
type desk struct {
	*casetest.World
	anna, bo, sten access.Actor
	mads, ida, aya id.Youth // anna's, with bo as buddy; anna's; bo's
	sofus          id.Youth // another team's
	keys           int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	d := &desk{World: w, anna: w.Person(north, "Anna", access.Caseworker), bo: w.Person(north, "Bo", access.Caseworker), sten: w.Person(south, "Sten", access.Caseworker)}
	d.mads = w.Youth(d.anna, "Mads Holm", casetest.WithBuddy(d.bo), w.Started(60))
	d.ida, d.aya, d.sofus = w.Youth(d.anna, "Ida Lund"), w.Youth(d.bo, "Aya Friis"), w.Youth(d.sten, "Sofus Berg")
	return d
}

// log writes an entry under a key of its own.
func (d *desk) log(by access.Actor, y id.Youth, t contact.Typed) (id.Contact, error) {
	d.keys++
	return d.Contacts.Log(d.Context(), by, y, t, key(d.keys))
}

func (d *desk) mustLog(by access.Actor, y id.Youth, t contact.Typed) id.Contact {
	d.Helper()
	n, err := d.log(by, y, t)
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func (d *desk) entry(n id.Contact) contact.Contact {
	d.Helper()
	e, err := d.Caseload.Entry(d.Context(), d.anna, n)
	if err != nil {
		d.Fatal(err)
	}
	return e.Contact
}

func (d *desk) count(sql string, args db.Args) int {
	d.Helper()
	return casetest.One[int](d.World, sql, args)
}

func TestWhoMayLog(t *testing.T) {
	d := newDesk(t)
	tests := []struct {
		name   string
		by     access.Actor
		y      id.Youth
		change func(*contact.Typed)
		want   error
		forID  id.Staff
	}{
		{"owner", d.anna, d.mads, nil, nil, 0},
		{"buddy, for the owner", d.bo, d.mads, nil, nil, d.anna.Staff},
		{"colleague", d.bo, d.ida, nil, access.ErrForbidden, 0},
		{"stranger", d.sten, d.mads, nil, access.ErrHidden, 0},
		{"a number nobody has", d.anna, 99999, nil, db.ErrNotFound, 0},
		{"with another of one's own", d.anna, d.mads, func(t *contact.Typed) { t.With = []string{id.String(d.ida)} }, nil, 0},
		{"with somebody else's", d.anna, d.mads, func(t *contact.Typed) { t.With = []string{id.String(d.sofus)} }, rule.Violation("with", "unknown"), 0},
		{"with a number nobody has", d.anna, d.mads, func(t *contact.Typed) { t.With = []string{"99999"} }, rule.Violation("with", "unknown"), 0},
		{"with no number", d.anna, d.mads, func(t *contact.Typed) { t.With = []string{"1; DROP"} }, rule.Violation("with", "unknown"), 0},
		{"a hat of another programme", d.anna, d.mads, func(t *contact.Typed) { t.Hats = []string{"support_person"} }, rule.Violation("hats", "unknown"), 0},
		{"an agreement nobody has", d.anna, d.mads, func(t *contact.Typed) { t.Settled = map[string]string{"99999": "kept"} }, rule.Violation("settled", "unknown"), 0},
		{"a meeting nobody has", d.anna, d.mads, func(t *contact.Typed) { t.Answered = map[string]string{"99999": "held"} }, rule.Violation("answered", "unknown"), 0},
		{"a meeting tomorrow last year", d.anna, d.mads, func(t *contact.Typed) { t.Next = "1.1.2025" }, rule.Violation("next", "in_the_past"), 0},
		{"an agreement by no day", d.anna, d.mads, func(t *contact.Typed) { t.Agreement, t.AgreementDue = "Ring", "snart" }, rule.Violation("agreement_due", "date"), 0},
		{"a day without an agreement", d.anna, d.mads, func(t *contact.Typed) { t.AgreementDue = "tirsdag" }, rule.Violation("agreement", "required"), 0},
	}
	for _, tt := range tests {
		before := d.count(`SELECT count(*) FROM contacts`, nil)
		n, err := d.log(tt.by, tt.y, walk(tt.change))
		if want, isRule := errors.AsType[rule.Violations](tt.want); isRule {
			if got, _ := errors.AsType[rule.Violations](err); codes(got) != codes(want) {
				t.Errorf("%s: %v, want %v", tt.name, err, want)
			}
		} else if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		after := d.count(`SELECT count(*) FROM contacts`, nil)
		if err != nil {
			if after != before {
				t.Errorf("%s: refused, and %d entries more", tt.name, after-before)
			}
			continue
		}
		e := d.entry(n)
		if (e.For == nil) != (tt.forID == 0) || e.For != nil && *e.For != tt.forID {
			t.Errorf("%s: written for %v, want %d", tt.name, e.For, tt.forID)
		}
	}
}

// Everything said in an entry is saved with it, and ticked off with it.
func TestLogAll(t *testing.T) {
	d := newDesk(t)
	first := d.mustLog(d.anna, d.mads, walk(func(t *contact.Typed) {
		t.With, t.Agreement, t.Next = []string{id.String(d.ida)}, "Besøg på værkstedet, tirsdag 13.00", "1/12 kl. 10"
	}))
	if got := d.entry(first).Youths; len(got) != 2 {
		t.Fatalf("youths %v, want both", got)
	}
	if n := d.count(`SELECT count(*) FROM agreements WHERE contact_id = @c AND due_on = '2026-11-24'`, db.Args{"c": first}); n != 2 {
		t.Errorf("%d agreements by the Tuesday, want one for each youth", n)
	}
	if n := d.count(`SELECT count(*) FROM meetings WHERE starts_at = '2026-12-01 09:00Z' AND NOT all_day AND staff_id = @s`, db.Args{"s": d.anna.Staff}); n != 2 {
		t.Errorf("%d meetings on the first, want one for each youth", n)
	}
	if n := d.count(`SELECT count(*) FROM audit_events WHERE action = 'log contact' AND subject = @c`, db.Args{"c": first}); n != 2 {
		t.Errorf("%d lines in the trail, want one for each youth", n)
	}
	if got := casetest.One[string](d.World, `SELECT last_hats::text FROM staff WHERE id = @s`, db.Args{"s": d.anna.Staff}); got != "{mentor}" {
		t.Errorf("the hats last used are %s", got)
	}
	ofYouth := func(table string) string {
		return casetest.One[string](d.World, `SELECT id::text FROM `+table+` WHERE youth_id = @y`, db.Args{"y": d.mads})
	}
	agreement, meeting := ofYouth("agreements"), ofYouth("meetings")
	second := d.mustLog(d.bo, d.mads, walk(func(t *contact.Typed) {
		t.Settled, t.Answered = map[string]string{agreement: "kept"}, map[string]string{meeting: "absent"}
	}))
	if n := d.count(`SELECT count(*) FROM agreements WHERE outcome = 'kept' AND done_by = @s`, db.Args{"s": d.bo.Staff}); n != 1 {
		t.Errorf("%d agreements kept, want the youth's own", n)
	}
	if n := d.count(`SELECT count(*) FROM meetings WHERE state = 'absent' AND contact_id = @c`, db.Args{"c": second}); n != 1 {
		t.Errorf("%d meetings answered, want the youth's own", n)
	}
	other := casetest.One[id.Agreement](d.World, `SELECT id FROM agreements WHERE youth_id = @y`, db.Args{"y": d.ida})
	if err := d.Plans.Settle(t.Context(), d.anna, d.mads, other, plan.Settlement{Outcome: plan.Kept}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("settling another youth's agreement: %v, want it unknown", err)
	}
	if err := d.Plans.Settle(t.Context(), d.anna, d.ida, other, plan.Settlement{Outcome: "eaten"}, audit.Form{}); !isRule(err, "choose") {
		t.Errorf("an unknown outcome: %v", err)
	}
	if err := d.Plans.Settle(t.Context(), d.bo, d.ida, other, plan.Settlement{Outcome: plan.Kept}, audit.Form{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague settles: %v", err)
	}
}

// In the note itself one ticks off what was agreed, with a reason where it did not become
// so, and says who keeps what is agreed now: once, with the note.
func TestAgreeInTheNote(t *testing.T) {
	d := newDesk(t)
	goal, err := d.Plans.SetGoal(t.Context(), d.anna, d.mads, plan.GoalWish{Text: "Stå op"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	agreed, err := d.Plans.Agree(t.Context(), d.anna, d.mads, plan.Wish{Text: "Bo ringer"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	number := id.String(agreed)
	_, err = d.log(d.anna, d.mads, walk(func(t *contact.Typed) { t.Settled = map[string]string{number: "dropped"} }))
	if v, is := errors.AsType[rule.Violations](err); !is || v[0].Field != "agreement_why."+number {
		t.Errorf("dropped without a reason: %v", err)
	}
	d.mustLog(d.anna, d.mads, walk(func(t *contact.Typed) {
		t.Settled, t.Why = map[string]string{number: "dropped"}, map[string]string{number: "Mads vågner selv"}
		t.Agreement, t.Keeper, t.Goal = "Anna skriver fredag", string(plan.KeptByStaff(d.anna.Staff)), id.String(goal)
	}))
	if n := d.count(`SELECT count(*) FROM agreements WHERE outcome = 'dropped' AND reason = 'Mads vågner selv'`, nil); n != 1 {
		t.Errorf("%d dropped with the reason", n)
	}
	if n := d.count(`SELECT count(*) FROM agreements WHERE staff_id = @s AND goal_id = @g AND contact_id IS NOT NULL`, db.Args{"s": d.anna.Staff, "g": goal}); n != 1 {
		t.Errorf("%d agreements of Anna for the goal", n)
	}
	if _, err := d.log(d.anna, d.mads, walk(func(t *contact.Typed) { t.Agreement, t.Keeper = "x", "staff.99999" })); !isRule(err, "unknown") {
		t.Errorf("kept by nobody we know: %v", err)
	}
	if _, err := d.log(d.anna, d.mads, walk(func(t *contact.Typed) { t.Agreement, t.Keeper, t.With = "x", "person.1", []string{id.String(d.ida)} })); !isRule(err, "keeper_of_one") {
		t.Errorf("one youth's network on another's record: %v", err)
	}
}

func isRule(err error, code string) bool {
	v, ok := errors.AsType[rule.Violations](err)
	return ok && v.Has(code)
}

// A place that a safety note bans is said once, and kept when one is sure.
func TestBannedPlace(t *testing.T) {
	d := newDesk(t)
	d.Exec(`INSERT INTO safety_notes (youth_id, text, bans_place, from_on, to_on, by_id) VALUES (@y, 'Hund i hjemmet', 'home', '2026-11-01', '2026-12-01', @s)`,
		db.Args{"y": d.mads, "s": d.anna.Staff})
	atHome := func(t *contact.Typed) { t.Kind = "home" }
	if _, err := d.log(d.anna, d.mads, walk(atHome)); !isRule(err, "banned_place") {
		t.Errorf("a visit at a banned home: %v", err)
	}
	if _, err := d.log(d.anna, d.mads, walk(func(t *contact.Typed) { t.Place = "home" })); !isRule(err, "banned_place") {
		t.Errorf("a walk to a banned home: %v", err)
	}
	if _, err := d.log(d.anna, d.ida, walk(func(t *contact.Typed) { t.Kind, t.With = "home", []string{id.String(d.mads)} })); !isRule(err, "banned_place") {
		t.Errorf("banned for one of two: %v", err)
	}
	for name, change := range map[string]func(*contact.Typed){
		"another place":   func(t *contact.Typed) { t.Place = "office" },
		"before the note": func(t *contact.Typed) { t.Kind, t.At = "home", "30.10.2026" },
		"all the same":    func(t *contact.Typed) { t.Kind, t.Sure = "home", true },
	} {
		if _, err := d.log(d.anna, d.mads, walk(change)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A form that is sent again with other words is a wish to correct, and neither a
// second entry nor lost; the same key for another act is nobody's entry.
func TestSentAgain(t *testing.T) {
	d := newDesk(t)
	n := d.mustLog(d.anna, d.mads, walk(nil))
	same := key(d.keys)
	if again, err := d.Contacts.Log(t.Context(), d.anna, d.mads, walk(nil), same); again != n || err != nil {
		t.Errorf("sent again: contact %d (%v), want %d", again, err, n)
	}
	_, err := d.Contacts.Log(t.Context(), d.anna, d.mads, walk(func(t *contact.Typed) { t.Account = "Vi gik to ture." }), same)
	if before, ok := errors.AsType[*contact.SentBefore](err); !ok || before.Contact != n {
		t.Errorf("sent with other words: %v, want the entry %d", err, n)
	}
	if _, err := d.Contacts.Log(t.Context(), d.bo, d.mads, walk(nil), same); err != nil {
		t.Errorf("somebody else's key is not mine: %v", err)
	}
	if err := d.Meetings.Plan(t.Context(), d.anna, d.mads, meetingAt("tirsdag 13"), audit.Form{Key: key(900)}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Contacts.Log(t.Context(), d.anna, d.mads, walk(nil), key(900)); !errors.Is(err, audit.ErrSaidOtherwise) {
		t.Errorf("the key of another act: %v", err)
	}
	for _, bad := range []string{"", "x", "11111111-1111-4111-8111-11111111111x"} {
		if _, err := d.Contacts.Log(t.Context(), d.anna, d.mads, walk(nil), bad); !isRule(err, "no_key") {
			t.Errorf("key %q: %v, want no_key", bad, err)
		}
	}
}

// Fifty taps at once make one entry, whichever comes first, and everybody is told
// of the same one.
func TestConcurrentSubmits(t *testing.T) {
	d := newDesk(t)
	var group sync.WaitGroup
	numbers := make([]id.Contact, 50)
	for i := range numbers {
		group.Go(func() {
			var err error
			if i%5 == 4 {
				_, err = d.Contacts.KeepDraft(t.Context(), d.anna, contact.OfYouth(d.mads), walk(func(t *contact.Typed) { t.Writer, t.Turn = "w", i }), key(1))
				if _, sent := errors.AsType[*contact.AlreadySent](err); sent {
					err = nil
				}
			} else {
				numbers[i], err = d.Contacts.Log(t.Context(), d.anna, d.mads, walk(func(t *contact.Typed) { t.Writer = "w" }), key(1))
			}
			if err != nil {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if n := d.count(`SELECT count(*) FROM contacts`, nil); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
	if n := d.count(`SELECT count(*) FROM drafts`, nil); n != 0 {
		t.Errorf("%d drafts are left of what was sent", n)
	}
	for i, n := range numbers {
		if i%5 != 4 && n != numbers[0] {
			t.Errorf("act %d was told of entry %d, the first of %d", i, n, numbers[0])
		}
	}
}

// Two who write about the same youths in another order wait, and do not block each
// other.
func TestConcurrentSharedEntries(t *testing.T) {
	d := newDesk(t)
	pairs := [][2]id.Youth{{d.mads, d.ida}, {d.ida, d.mads}}
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			p := pairs[i%2]
			_, err := d.Contacts.Log(t.Context(), d.anna, p[0], walk(func(t *contact.Typed) {
				t.With, t.At = []string{id.String(p[1])}, fmt.Sprintf("20.11.2026 %d.%02d", 8+i/20, i)
			}), key(i))
			if err != nil {
				t.Errorf("entry %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if n := d.count(`SELECT count(*) FROM contact_youths`, nil); n != 80 {
		t.Errorf("%d links, want 80", n)
	}
}
