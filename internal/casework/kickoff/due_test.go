package kickoff

import (
	"testing"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

func TestDue(t *testing.T) {
	now := time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)
	today := when.Of(now)
	at := func(d time.Duration) *time.Time { m := now.Add(d); return &m }
	began := func(daysAgo int) Due {
		return Due{Kind: programme.Kickoff, StartedOn: today.AddDays(-daysAgo), WithinDays: 14}
	}
	with := func(d Due, change func(*Due)) Due { change(&d); return d }
	tests := []struct {
		name    string
		due     Due
		state   State
		on      when.Date
		urgency contact.Urgency
	}{
		{"nothing is prescribed", Due{StartedOn: today}, NotAsked, when.Date{}, contact.Calm},
		{"begun today", began(0), Missing, today.AddDays(14), contact.Soon},
		{"due today", began(14), Missing, today, contact.DueToday},
		{"a day too late", began(15), Missing, today.AddDays(-1), contact.Overdue},
		{"no longer new", began(91), NotAsked, when.Date{}, contact.Calm},
		{"held", with(began(20), func(d *Due) { d.Held = true }), NotAsked, when.Date{}, contact.Calm},
		{"without a deadline", with(began(20), func(d *Due) { d.WithinDays = 0 }), Missing, when.Date{}, contact.Soon},
		{"without a deadline, after the first month", with(began(40), func(d *Due) { d.WithinDays = 0 }), NotAsked, when.Date{}, contact.Calm},
		{"planned in an hour", with(began(3), func(d *Due) { d.At, d.Meeting = at(time.Hour), meeting.Planned }), Upcoming, today, contact.Soon},
		{"planned next week", with(began(3), func(d *Due) { d.At, d.Meeting = at(7*24*time.Hour), meeting.Planned }), Upcoming, today.AddDays(7), contact.Calm},
		{"its hour has passed", with(began(3), func(d *Due) { d.At, d.Meeting = at(-time.Hour), meeting.Planned }), ToldOfNot, today, contact.DueToday},
		{"all of today", with(began(3), func(d *Due) { d.At, d.AllDay, d.Meeting = at(-time.Hour), true, meeting.Planned }), Upcoming, today, contact.Soon},
		{"the youth was not there", with(began(15), func(d *Due) { d.At, d.Meeting = at(-time.Hour), meeting.Absent }), Missing, today.AddDays(-1), contact.Overdue},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			state, on, urgency := tt.due.On(now)
			if state != tt.state || on != tt.on || urgency != tt.urgency {
				t.Errorf("On: %q %s %v, want %q %s %v", state, on, urgency, tt.state, tt.on, tt.urgency)
			}
		})
	}
}

func TestEnding(t *testing.T) {
	alone := Kickoff{Kind: programme.Kickoff, BuddyRule: programme.AttendanceRequired, Part: Alone, Buddy: 7}
	with := func(change func(*Kickoff)) Kickoff { k := alone; change(&k); return k }
	nobody := with(func(k *Kickoff) { k.Buddy = 0 })
	tests := []struct {
		name string
		k    Kickoff
		e    Ending
		want string // field: code, or nothing
	}{
		{"the buddy was there", alone, Ending{BuddyCame: "yes"}, ""},
		{"nobody said whether", alone, Ending{}, "buddy_came choose"},
		{"away without a reason", alone, Ending{BuddyCame: "no"}, "no_buddy required"},
		{"away with a reason", alone, Ending{BuddyCame: "no", NoBuddy: "Syg"}, ""},
		{"no buddy, and no reason", nobody, Ending{}, "no_buddy required"},
		{"no buddy, with a reason", nobody, Ending{NoBuddy: "Ikke valgt endnu"}, ""},
		{"no buddy came", nobody, Ending{BuddyCame: "yes"}, "buddy_came no_buddy_to_come"},
		{"asked, and away", with(func(k *Kickoff) { k.BuddyRule = programme.AttendanceAsked }), Ending{BuddyCame: "no"}, ""},
		{"not asked", with(func(k *Kickoff) { k.BuddyRule = programme.AttendanceNone }), Ending{}, ""},
		{"before the others left", with(func(k *Kickoff) { k.Part = WithAll }), Ending{BuddyCame: "yes"}, " kickoff_break_first"},
		{"an unknown way", alone, Ending{BuddyCame: "yes", Reach: "due"}, "reach unknown"},
		{"an intro without the adviser's attendance", Kickoff{Kind: programme.Intro, BuddyRule: programme.AttendanceNone}, Ending{}, "adviser_came choose"},
		{"an intro", Kickoff{Kind: programme.Intro, BuddyRule: programme.AttendanceNone}, Ending{AdviserCame: "no"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := first(tt.e.Check(tt.k)); got != tt.want {
				t.Errorf("Check: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRows(t *testing.T) {
	today, _ := when.On(2026, 11, 21)
	for _, tt := range []struct {
		name string
		i    Invitee
		want string
	}{
		{"a department is enough", Invitee{Department: "Jobcenter"}, ""},
		{"without one", Invitee{Name: "Eva"}, "department required"},
		{"a number that is none", Invitee{Department: "Jobcenter", Phone: "ring!"}, "phone phone"},
		{"an address that is none", Invitee{Department: "Jobcenter", Email: "eva@"}, "email email"},
	} {
		if _, broken := tt.i.clean(); first(broken) != tt.want {
			t.Errorf("invitee, %s: %q, want %q", tt.name, first(broken), tt.want)
		}
	}
	for _, tt := range []struct {
		name string
		t    ItemTyped
		want string
	}{
		{"what was said", ItemTyped{Department: "Jobcenter", Text: "Trives på værkstedet"}, ""},
		{"by nobody", ItemTyped{Text: "Trives"}, "department required"},
		{"nothing", ItemTyped{Department: "Jobcenter"}, "text required"},
		{"a day without a task", ItemTyped{Department: "Jobcenter", Text: "Trives", Due: "1.12."}, "agreement required"},
		{"a task in the past", ItemTyped{Department: "Jobcenter", Text: "Trives", Task: "Ringe", Due: "1.11.2026"}, "agreement_due in_the_past"},
		{"a task of nobody known", ItemTyped{Department: "Jobcenter", Text: "Trives", Task: "Ringe", Who: "alle"}, "agreement_who unknown"},
	} {
		if _, broken := tt.t.Read(today); first(broken) != tt.want {
			t.Errorf("item, %s: %q, want %q", tt.name, first(broken), tt.want)
		}
	}
}

func TestParts(t *testing.T) {
	for _, tt := range []struct {
		kind programme.StartKind
		from Part
		to   Part
		may  bool
	}{
		{programme.Kickoff, Planned, WithAll, true},
		{programme.Kickoff, WithAll, Alone, true},
		{programme.Kickoff, Alone, WithAll, true},
		{programme.Kickoff, Planned, Alone, false},
		{programme.Kickoff, WithAll, 3, false},
		{programme.Kickoff, WithAll, -1, false},
		{programme.TeamMeeting, Planned, WithAll, true},
		{programme.TeamMeeting, WithAll, Alone, false},
		{programme.Intro, Planned, WithAll, false},
	} {
		k := Kickoff{Kind: tt.kind, Part: tt.from}
		if err := k.mayGoTo(tt.to); (err == nil) != tt.may {
			t.Errorf("%s from %d to %d: %v, want %v", tt.kind, tt.from, tt.to, err, tt.may)
		}
	}
}

func first(v rule.Violations) string {
	if len(v) == 0 {
		return ""
	}
	return v[0].Field + " " + v[0].Code
}
