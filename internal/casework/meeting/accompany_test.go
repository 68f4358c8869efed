package meeting_test

import (
	"strings"
	"testing"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
)

// Somebody is accompanied: what they want said is written when it is planned and stands
// ready before it; afterwards what one did, and what was agreed, which is in the plan.
func TestAccompany(t *testing.T) {
	h := newHouse(t)
	wants := "At jeg ikke sover, og at pillerne gør mig tung."
	wish := meeting.Wish{At: "24.11.2026 10.00", Kind: meeting.Accompaniment, Title: "Lægen", Wants: strings.Repeat("å", 4001)}
	if _, err := h.plan(wish); !brokenAt(err, "wants") {
		t.Errorf("too many words: %v", err)
	}
	wish.Wants = wants
	m, err := h.plan(wish)
	h.must(err)
	o, err := h.Caseload.Overview(t.Context(), h.ea, h.youth, 1)
	h.must(err)
	if len(o.Meetings) != 1 || o.Meetings[0].Wants != wants {
		t.Errorf("before the door: %+v", o.Meetings)
	}
	h.Later(25 * time.Hour)
	told := contact.Minutes{YouthCame: "yes", Facts: "Lægen lytter og sænker dosis.", Agreement: "Ringer til lægen om to uger", Who: "us", Activity: "sailing"}
	if err := h.Contacts.HoldMeeting(t.Context(), h.ea, h.youth, m, told, audit.Form{}); !brokenAt(err, "activity") {
		t.Errorf("what nobody does: %v", err)
	}
	told.Activity = "doctor"
	h.must(h.Contacts.HoldMeeting(t.Context(), h.ea, h.youth, m, told, audit.Form{}))
	for what, sql := range map[string]string{
		"entry":     `SELECT count(*) FROM contacts WHERE kind = 'accompaniment' AND activity = 'doctor'`,
		"agreement": `SELECT count(*) FROM agreements a JOIN meetings m ON m.id = a.meeting_id WHERE a.outcome = '' AND m.wants LIKE 'At jeg ikke sover%' AND m.state = 'held'`,
	} {
		if n := h.count(sql); n != 1 {
			t.Errorf("%d of %s, want one", n, what)
		}
	}
}
