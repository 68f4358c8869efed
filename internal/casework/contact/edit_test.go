package contact_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/meeting"
	"kasket/internal/db"
	"kasket/internal/id"
)

func meetingAt(at string) meeting.Wish { return meeting.Wish{At: at} }

func TestCorrect(t *testing.T) {
	d := newDesk(t)
	n := d.mustLog(d.anna, d.mads, walk(nil))
	say := func(by access.Actor, version int, words string) error {
		return d.Contacts.Correct(t.Context(), by, n, walk(func(t *contact.Typed) { t.Account = words }), version, audit.Form{})
	}
	if err := say(d.anna, 1, "Vi gik to ture."); err != nil {
		t.Fatal(err)
	}
	stale, ok := errors.AsType[*contact.Stale](say(d.anna, 1, "Vi gik tre ture."))
	if !ok || stale.Theirs.Account != "Vi gik to ture." || stale.Theirs.Version != 2 {
		t.Errorf("a stale correction: %+v, want what stands", stale)
	}
	if err := say(d.anna, 2, " "); !isRule(err, "required") {
		t.Errorf("an empty correction: %v", err)
	}
	if err := say(d.bo, 2, "Ikke min."); !isRule(err, "contact_locked") {
		t.Errorf("the buddy corrects: %v", err)
	}
	if err := say(d.sten, 2, "Ikke min."); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger corrects: %v", err)
	}
	e, err := d.Caseload.Entry(t.Context(), d.anna, n)
	if err != nil || e.Account != "Vi gik to ture." || len(e.Versions) != 1 || e.Versions[0].Fields.Account != "Vi gik en tur." {
		t.Errorf("the entry %+v (%v), want the second text and the first as a version", e, err)
	}
	if !e.OccurredAt.Equal(e.RecordedAt) {
		t.Errorf("a correction without a time moved the entry to %s", e.OccurredAt)
	}
	d.Later(contact.EditFor)
	if err := say(d.anna, 2, "For sent."); !isRule(err, "contact_locked") {
		t.Errorf("after a day: %v", err)
	}
	used := d.mustLog(d.anna, d.mads, walk(nil))
	d.Exec(`UPDATE contacts SET used_at = @now WHERE id = @id`, db.Args{"now": d.Now(), "id": used})
	if err := d.Contacts.Correct(t.Context(), d.anna, used, walk(nil), 1, audit.Form{}); !isRule(err, "contact_locked") {
		t.Errorf("used in a decision: %v", err)
	}
	if err := d.Contacts.Withdraw(t.Context(), d.anna, used, audit.Form{}); !isRule(err, "contact_stays") {
		t.Errorf("withdrawing what a decision used: %v", err)
	}
}

func TestAddAndWithdraw(t *testing.T) {
	d := newDesk(t)
	n := d.mustLog(d.anna, d.mads, walk(func(t *contact.Typed) { t.Agreement = "Ring til mester" }))
	add := func(by access.Actor, text string) error {
		return d.Contacts.Add(t.Context(), by, n, text, audit.Form{})
	}
	if err := add(d.bo, "Mester ringede tilbage."); err != nil {
		t.Error(err)
	}
	for text, code := range map[string]string{" ": "required", "\x00": "required", strings.Repeat("x", contact.MostText+1): "too_long"} {
		if err := add(d.anna, text); !isRule(err, code) {
			t.Errorf("an addition of %d letters: %v, want %s", len(text), err, code)
		}
	}
	if err := add(d.sten, "Ikke min."); !errors.Is(err, access.ErrHidden) {
		t.Errorf("a stranger adds: %v", err)
	}
	if err := d.Contacts.Withdraw(t.Context(), d.bo, n, audit.Form{}); !isRule(err, "contact_stays") {
		t.Errorf("the buddy withdraws: %v", err)
	}
	d.Later(contact.WithdrawFor - time.Minute)
	if err := d.Contacts.Withdraw(t.Context(), d.anna, n, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Caseload.Entry(t.Context(), d.anna, n); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a withdrawn entry is shown: %v", err)
	}
	if err := add(d.anna, "Mere"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("adding to a withdrawn entry: %v", err)
	}
	if n := d.count(`SELECT count(*) FROM agreements WHERE done_at IS NULL`, nil); n != 0 {
		t.Errorf("%d agreements stay open of an entry that was withdrawn", n)
	}
	if n := d.count(`SELECT count(*) FROM contacts WHERE withdrawn_at IS NOT NULL`, nil); n != 1 {
		t.Error("the withdrawn entry is not kept")
	}
}

// fold is the reach of a course, counted from its entries the slow way.
func (d *desk) fold(y id.Youth) enrolment.Reach {
	d.Helper()
	entries, err := db.All[struct {
		At                 time.Time
		Outcome, Direction string
	}](d.Context(), d.DB.Read, `
		SELECT c.occurred_at AS at, c.outcome, c.direction FROM contacts c JOIN contact_youths y ON y.contact_id = c.id
		WHERE y.youth_id = @y AND c.counterpart = 'youth' AND c.withdrawn_at IS NULL ORDER BY c.occurred_at, c.outcome <> 'talked'`, db.Args{"y": y})
	if err != nil {
		d.Fatal(err)
	}
	var r enrolment.Reach
	for _, e := range entries {
		switch {
		case e.Outcome == "talked":
			r.LastContact, r.Attempts = &e.At, 0
		case e.Direction == "out":
			r.LastAttempt = &e.At
			if r.LastContact == nil || e.At.After(*r.LastContact) {
				r.Attempts++
			}
		}
	}
	return r
}

func (d *desk) reach(y id.Youth) enrolment.Reach {
	d.Helper()
	r, err := db.One[enrolment.Reach](d.Context(), d.DB.Read, `
		SELECT last_contact_at AS last_contact, last_attempt_at AS last_attempt, attempts FROM enrolments WHERE youth_id = @y`, db.Args{"y": y})
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func (d *desk) sameReach(y id.Youth, after string) {
	d.Helper()
	same := func(a, b *time.Time) bool { return a == b || a != nil && b != nil && a.Equal(*b) }
	got, want := d.reach(y), d.fold(y)
	if !same(got.LastContact, want.LastContact) || !same(got.LastAttempt, want.LastAttempt) || got.Attempts != want.Attempts {
		d.Fatalf("after %s, youth %d: %+v, counted from the log %+v", after, y, got, want)
	}
}

// Whatever is written, corrected and withdrawn, in whatever order of time, what the
// course says of its youth is what the log says.
func TestReachFollowsTheLog(t *testing.T) {
	d := newDesk(t)
	r := rand.New(rand.NewPCG(7, 42))
	random := func() contact.Typed {
		return walk(func(t *contact.Typed) {
			t.Outcome = string(contact.Outcomes[r.IntN(3)])
			t.Direction = string(contact.Directions[r.IntN(2)])
			t.Counterpart = string(contact.Counterparts[r.IntN(2)])
			t.At = fmt.Sprintf("%d.11.2026 %d.00", 1+r.IntN(20), 8+r.IntN(8))
			if r.IntN(3) == 0 {
				t.With = []string{id.String(d.ida)}
			}
		})
	}
	var own []id.Contact
	for i := range 120 {
		act := "writing"
		switch n := r.IntN(10); {
		case n < 6 || len(own) == 0:
			own = append(own, d.mustLog(d.anna, d.mads, random()))
		case n < 8:
			act = "withdrawing"
			at := r.IntN(len(own))
			if err := d.Contacts.Withdraw(t.Context(), d.anna, own[at], audit.Form{}); err != nil {
				t.Fatal(err)
			}
			own = append(own[:at], own[at+1:]...)
		default:
			act = "correcting"
			c := d.entry(own[r.IntN(len(own))])
			if err := d.Contacts.Correct(t.Context(), d.anna, c.ID, random(), c.Version, audit.Form{}); err != nil {
				t.Fatal(err)
			}
		}
		for _, y := range []id.Youth{d.mads, d.ida} {
			d.sameReach(y, fmt.Sprintf("act %d, %s", i, act))
		}
	}
}

// However a draft is saved and sent, late, twice or out of order, one entry comes of
// it, and no draft is left behind.
func TestOneKeyOneEntry(t *testing.T) {
	d := newDesk(t)
	for seed := range 20 {
		r := rand.New(rand.NewPCG(uint64(seed), 42))
		k := key(5000 + seed)
		said := walk(func(t *contact.Typed) { t.Writer = "page" })
		var first id.Contact
		for turn := range 12 {
			if r.IntN(2) == 0 {
				_, err := d.Contacts.KeepDraft(t.Context(), d.anna, contact.OfYouth(d.mads), walk(func(t *contact.Typed) { t.Writer, t.Turn = "page", turn-r.IntN(3) }), k)
				if sent, ok := errors.AsType[*contact.AlreadySent](err); ok != (first != 0) || ok && sent.Contact != first || !ok && err != nil {
					t.Fatalf("seed %d, saving: %v, sent as %d", seed, err, first)
				}
				continue
			}
			if r.IntN(3) == 0 {
				said.Account = fmt.Sprintf("Tur %d.", turn)
			}
			n, err := d.Contacts.Log(t.Context(), d.anna, d.mads, said, k)
			if before, ok := errors.AsType[*contact.SentBefore](err); ok {
				n, err = before.Contact, nil
			}
			if err != nil || first != 0 && n != first {
				t.Fatalf("seed %d, sending: contact %d (%v), want %d", seed, n, err, first)
			}
			first = n
		}
		if first == 0 {
			continue
		}
		if n := d.count(`SELECT count(*) FROM drafts WHERE key = @k`, db.Args{"k": k}); n != 0 {
			t.Errorf("seed %d: the draft is left behind", seed)
		}
	}
	sent := d.count(`SELECT count(*) FROM idempotency_keys WHERE action = 'log contact'`, nil)
	if n := d.count(`SELECT count(*) FROM contacts`, nil); n != sent || n == 0 {
		t.Errorf("%d entries of %d keys", n, sent)
	}
}

func TestDrafts(t *testing.T) {
	d := newDesk(t)
	save := func(by access.Actor, y id.Youth, words, writer string, revision int) (int, error) {
		return d.Contacts.KeepDraft(t.Context(), by, contact.OfYouth(y), contact.Typed{Kind: "walk", Writer: writer, Revision: revision, Text: contact.Text{Account: words}}, key(1))
	}
	if n, err := save(d.anna, d.mads, " ", "a", 0); n != 0 || err != nil {
		t.Errorf("without a word: revision %d (%v), want nothing kept", n, err)
	}
	for i, words := range []string{"Vi", "Vi gik", "Vi gik en tur"} {
		if n, err := save(d.anna, d.mads, words, "a", 0); n != i+1 || err != nil {
			t.Errorf("saving %q: revision %d (%v), want %d", words, n, err, i+1)
		}
	}
	moved, ok := errors.AsType[*contact.DraftMoved](second(save(d.anna, d.mads, "Noget andet", "b", 2)))
	if !ok || moved.Theirs.Typed.Account != "Vi gik en tur" || moved.Theirs.Revision != 3 {
		t.Errorf("from a page that is behind: %+v, want what stands", moved)
	}
	if _, err := d.Contacts.Log(t.Context(), d.anna, d.mads, contact.Typed{Kind: "walk", Writer: "b", Revision: 2, Text: contact.Text{Account: "Noget andet"}}, key(1)); !errors.As(err, &moved) {
		t.Errorf("sending from a page that is behind: %v, want both texts", err)
	}
	if n, err := save(d.anna, d.mads, "Vi gik en tur, og så noget andet", "b", 2); n != 4 || err != nil {
		t.Errorf("holding all that stands: revision %d (%v), want 4", n, err)
	}
	if _, err := save(d.bo, d.ida, "Ikke min", "a", 0); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("about a colleague's youth: %v", err)
	}
	if _, err := save(d.sten, d.mads, "Ikke min", "a", 0); !errors.Is(err, access.ErrHidden) {
		t.Errorf("about another team's youth: %v", err)
	}
	if _, err := d.Contacts.Draft(t.Context(), d.bo, key(1)); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("somebody else's draft: %v", err)
	}

	// It outlives a handover, and then cannot be sent.
	if err := d.Enrolments.HandOver(t.Context(), d.anna, d.mads, d.bo.Staff, "Barsel", audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if n, err := save(d.anna, d.mads, "Vi gik en tur, og så noget andet igen", "b", 4); n != 5 || err != nil {
		t.Errorf("going on after the handover: revision %d (%v)", n, err)
	}
	if _, err := d.Contacts.Log(t.Context(), d.anna, d.mads, walk(func(t *contact.Typed) { t.Writer = "b" }), key(1)); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("sending after the handover: %v", err)
	}
	list, err := d.Contacts.Drafts(t.Context(), d.anna)
	if err != nil || len(list) != 1 || list[0].Name != "Mads Holm" {
		t.Errorf("drafts %+v (%v), want the one", list, err)
	}
	for range 2 { // one that is gone stays gone
		if err := d.Contacts.DropDraft(t.Context(), d.anna, key(1)); err != nil {
			t.Error(err)
		}
	}
	if list, err := d.Contacts.Drafts(t.Context(), d.anna); err != nil || len(list) != 0 {
		t.Errorf("drafts after deletion %+v (%v)", list, err)
	}
}

func second[T any](_ T, err error) error { return err }

// Many drafts are a script gone wrong; the limit is said, and nothing is written.
func TestMostDrafts(t *testing.T) {
	d := newDesk(t)
	d.Exec(`INSERT INTO drafts (author_id, key, youth_id, fields) SELECT @s, gen_random_uuid(), @y, '{}' FROM generate_series(1, 200)`,
		db.Args{"s": d.anna.Staff, "y": d.mads})
	if _, err := d.Contacts.KeepDraft(t.Context(), d.anna, contact.OfYouth(d.mads), walk(nil), key(1)); !isRule(err, "too_many_drafts") {
		t.Errorf("the 201st draft: %v", err)
	}
}
