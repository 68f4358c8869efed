package caseload_test

import (
	"slices"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
)

// Who came to a meeting is read with the meeting and with the person: of those that were
// held, and of the youth's own alone.
func TestAttendance(t *testing.T) {
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	mads, ida := w.Youth(anna, "Mads Holm"), w.Youth(anna, "Ida Bro")
	add := func(name string) id.Person {
		t.Helper()
		n, err := w.Network.Add(t.Context(), anna, mads, network.Wish{Name: name, Relation: "mother"}, audit.Form{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	mother, aunt := add("Mona Mor"), add("Tilde Tante")
	day := w.Today().AddDays(1)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDays(1)
	}
	plan := func(title string, who ...id.Person) id.Meeting {
		t.Helper()
		day = day.AddDays(7)
		if err := w.Meetings.Plan(t.Context(), anna, mads, meeting.Wish{At: day.Danish() + " kl. 10", Kind: "network", Title: title}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
		n := casetest.One[id.Meeting](w, `SELECT max(id) FROM meetings WHERE youth_id = @y`, db.Args{"y": mads})
		for _, p := range who {
			if err := w.Meetings.Invite(t.Context(), anna, mads, n, meeting.Guest{Person: p}, audit.Form{}); err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	held := plan("Netværksmøde", mother, aunt)
	plan("Det næste", mother)
	row := casetest.One[id.MeetingPerson](w, `SELECT id FROM meeting_people WHERE meeting_id = @m AND person_id = @p`, db.Args{"m": held, "p": mother})
	if err := w.Contacts.HoldMeeting(t.Context(), anna, mads, held, contact.Minutes{YouthCame: "yes", Came: map[id.MeetingPerson]bool{row: true}, Facts: "Vi talte om vinteren"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	list, err := w.Caseload.Attendance(t.Context(), mads)
	if err != nil || len(list) != 1 || list[0].ID != held {
		t.Fatalf("%d meetings: %v %+v", len(list), err, list)
	}
	names := func(who []caseload.MeetingWho) (names []string) {
		for _, p := range who {
			names = append(names, p.Name)
		}
		return names
	}
	if came, away := names(list[0].Came()), names(list[0].Away()); !slices.Equal(came, []string{"", "Mona Mor"}) || !slices.Equal(away, []string{"Tilde Tante"}) {
		t.Errorf("came %q, did not come %q", came, away)
	}
	around, err := w.Network.Around(t.Context(), mads, nil, programme.PartyAges{})
	if err != nil || len(around.Met[mother]) != 1 || around.Met[mother][0].ID != held || len(around.Met[aunt]) != 0 {
		t.Errorf("who was in which is told wrong: %v %+v", err, around.Met)
	}
	if list, err := w.Caseload.Attendance(t.Context(), ida); err != nil || len(list) != 0 {
		t.Errorf("in another's record: %v %v", list, err)
	}
}
