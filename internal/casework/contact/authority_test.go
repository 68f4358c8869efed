package contact_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// What matters for a decision is kept apart from the talk: in the entry, in its
// versions, in the draft it comes from; and it is enough of an entry by itself.
func TestAuthorityPart(t *testing.T) {
	d := newDesk(t)
	typed := func(account, authority string) contact.Typed {
		return contact.Typed{Kind: "met", Outcome: "talked", Hats: []string{"authority", "mentor"}, Writer: "a", Text: contact.Text{Account: account, Authority: authority}}
	}
	if n, err := d.Contacts.KeepDraft(t.Context(), d.anna, contact.OfYouth(d.mads), typed("", "Har fået tilbud om praktik"), key(1)); n != 1 || err != nil {
		t.Fatalf("a draft of the part alone: revision %d, %v", n, err)
	}
	draft, err := d.Contacts.Draft(t.Context(), d.anna, key(1))
	if err != nil || draft.Typed.Authority != "Har fået tilbud om praktik" || draft.Typed.Account != "" {
		t.Errorf("the draft keeps %+v, %v", draft.Typed.Text, err)
	}
	other := typed("Vi gik en tur", "")
	other.Writer = "b"
	if _, err := d.Contacts.KeepDraft(t.Context(), d.anna, contact.OfYouth(d.mads), other, key(1)); !movedOn(err) {
		t.Errorf("a page that does not hold the part: %v", err)
	}
	n, err := d.Contacts.Log(t.Context(), d.anna, d.mads, typed("", " Har fået tilbud om praktik\x00 "), key(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Contacts.Correct(t.Context(), d.anna, n, typed("Vi gik en tur", "Har fået to tilbud"), 1, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	e, err := d.Caseload.Entry(t.Context(), d.anna, n)
	if err != nil || e.Authority != "Har fået to tilbud" || e.Account != "Vi gik en tur" || len(e.Versions) != 1 || e.Versions[0].Fields.Authority != "Har fået tilbud om praktik" {
		t.Errorf("the entry %+v and its versions %+v, %v", e.Text, e.Versions, err)
	}
	if err := d.Contacts.Correct(t.Context(), d.anna, n, typed("", strings.Repeat("x", contact.MostText+1)), 2, audit.Form{}); !isRule(err, "too_long") {
		t.Errorf("a part too long: %v", err)
	}
	if err := d.Contacts.Correct(t.Context(), d.anna, n, typed("", " "), 2, audit.Form{}); !isRule(err, "required") {
		t.Errorf("nothing at all: %v", err)
	}
}

func movedOn(err error) bool {
	_, ok := errors.AsType[*contact.DraftMoved](err)
	return ok
}

// Open days pass between an event and its note; weekends and holidays do not.
func TestNotedAfter(t *testing.T) {
	d := newDesk(t)
	days, err := programme.DaysOf(t.Context(), d.DB.Read)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		m, err := time.ParseInLocation("2006-01-02 15.04", s, when.Copenhagen)
		if err != nil {
			t.Fatal(err)
		}
		return m.UTC()
	}
	for _, tt := range []struct {
		occurred, noted string
		days            int
	}{
		{"2026-11-23 09.00", "2026-11-23 16.00", 0},
		{"2026-11-23 23.59", "2026-11-24 00.01", 1},
		{"2026-11-20 15.00", "2026-11-23 08.00", 1}, // over a weekend
		{"2026-11-20 15.00", "2026-11-22 08.00", 0}, // on the Sunday
		{"2026-11-23 09.00", "2026-11-25 16.00", 2},
		{"2026-11-23 09.00", "2026-11-26 16.00", 3},
		{"2026-11-21 09.00", "2026-11-25 16.00", 3},  // from a Saturday
		{"2026-12-23 09.00", "2026-12-28 16.00", 1},  // over Christmas
		{"2026-04-01 09.00", "2026-04-07 16.00", 1},  // over Easter
		{"2026-12-30 09.00", "2027-01-05 16.00", 2},  // over New Year
		{"2026-10-24 09.00", "2026-10-26 16.00", 1},  // over the end of summer time
		{"2020-01-01 09.00", "2026-11-26 16.00", -1}, // as far as anybody counts
	} {
		c := contact.Contact{RecordedAt: at(tt.noted), Entry: contact.Entry{OccurredAt: at(tt.occurred)}}
		if got := c.NotedAfter(days.Calendar); got != tt.days && (tt.days >= 0 || got < 200) {
			t.Errorf("%s noted %s: %d open days, want %d", tt.occurred, tt.noted, got, tt.days)
		}
		if c.Imported = true; c.NotedAfter(days.Calendar) != 0 {
			t.Errorf("%s brought by a file is late", tt.occurred)
		}
	}
}
