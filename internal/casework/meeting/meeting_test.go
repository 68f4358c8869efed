package meeting_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// house is a youth of Samarbejdsmodellen with an owner, a colleague and somebody of the
// network, at ten on a Monday.
type house struct {
	*casetest.World
	ea, bo access.Actor
	youth  id.Youth
	aunt   id.Person
}

func newHouse(t *testing.T) house {
	t.Helper()
	w := casetest.New(t)
	w.At(at(t, "2026-11-23 10:00"))
	team := w.TeamOf("samarbejdsmodellen", "Ungehuset")
	h := house{World: w, ea: w.Person(team, "Ea Stenbæk", access.Caseworker), bo: w.Person(team, "Bo Friis", access.Caseworker)}
	h.youth = w.Youth(h.ea, "Mads Holm")
	w.Exec(`UPDATE youths SET birth_date = '2010-12-10' WHERE id = @y`, db.Args{"y": h.youth})
	h.aunt = casetest.One[id.Person](w, `INSERT INTO network_people (youth_id, name, relation, from_on, added_by, added_at) VALUES (@y, 'Gerda Holm', 'other', '2026-01-01', @by, @now) RETURNING id`,
		db.Args{"y": h.youth, "by": h.ea.Staff, "now": w.Now()})
	return h
}

func (h house) plan(w meeting.Wish) (id.Meeting, error) {
	h.Helper()
	err := h.Meetings.Plan(h.Context(), h.ea, h.youth, w, audit.Form{})
	if err != nil {
		return 0, err
	}
	return casetest.One[id.Meeting](h.World, `SELECT max(id) FROM meetings`, nil), nil
}

func (h house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h house) count(sql string) int { h.Helper(); return casetest.One[int](h.World, sql, nil) }

func brokenAt(err error, field string) bool {
	v, _ := errors.AsType[rule.Violations](err)
	_, bad := v.On(field)
	return bad
}

// A time that goes against the calendar is refused once; the mark of that very time lets
// one go on, that of another does not.
func TestPlanAnyway(t *testing.T) {
	h := newHouse(t)
	wish := meeting.Wish{At: "28.11.2026 10.00"}
	_, err := h.plan(wish)
	warned, is := errors.AsType[*meeting.Warned](err)
	if !is || warned.Warnings[0].Code != meeting.Weekend || h.count(`SELECT count(*) FROM meetings`) != 0 {
		t.Fatalf("a Saturday: %v, want a warning and no meeting", err)
	}
	if _, err := h.plan(meeting.Wish{At: "29.11.2026 10.00", Anyway: warned.Mark}); err == nil {
		t.Error("the mark of Saturday let Sunday pass")
	}
	wish.Anyway = warned.Mark
	if _, err := h.plan(wish); err != nil {
		t.Errorf("with the mark: %v", err)
	}
	if _, err := h.plan(meeting.Wish{At: "28.11.2026 10.30", Anyway: warned.Mark}); err == nil {
		t.Error("a clash on the Saturday passed")
	}
}

// A meeting that is moved keeps everything, and the time it had.
func TestMoveKeepsEverything(t *testing.T) {
	h := newHouse(t)
	m, err := h.plan(meeting.Wish{At: "24.11.2026 10.00", Kind: meeting.Accompaniment, Place: "Lægehuset"})
	h.must(err)
	ctx := t.Context()
	h.must(h.Meetings.Prepare(ctx, h.ea, h.youth, m, meeting.Preparation{Agenda: "Søvn", Wants: "Jeg vil selv sige det", Version: 1}, audit.Form{}))
	h.must(h.Meetings.Invite(ctx, h.ea, h.youth, m, meeting.Guest{Person: h.aunt}, audit.Form{}))
	h.must(h.Meetings.Invite(ctx, h.ea, h.youth, m, meeting.Guest{Name: "Lise Bech, læge"}, audit.Form{}))
	h.must(h.Meetings.Move(ctx, h.ea, h.youth, m, meeting.Shift{At: "25.11.2026 13.00", Place: "Lægehuset", Reason: "Lægen var syg"}, audit.Form{}))
	if n := h.count(`SELECT count(*) FROM meetings m JOIN meeting_moves v ON v.meeting_id = m.id AND v.reason = 'Lægen var syg' AND v.to_at = m.starts_at AND v.was_at <> v.to_at
		WHERE m.agenda = 'Søvn' AND m.wants = 'Jeg vil selv sige det' AND m.state = 'planned' AND m.kind = 'accompaniment' AND (SELECT count(*) FROM meeting_people WHERE meeting_id = m.id) = 2`); n != 1 {
		t.Errorf("%d meetings kept everything, want one", n)
	}
	if err := h.Meetings.Prepare(ctx, h.ea, h.youth, m, meeting.Preparation{Agenda: "x", Version: 1}, audit.Form{}); !brokenAt(err, "") {
		t.Errorf("preparing an old page: %v, want stale", err)
	}
	if err := h.Meetings.Move(ctx, h.ea, h.youth, m, meeting.Shift{At: "i går 9"}, audit.Form{}); !brokenAt(err, "next") {
		t.Errorf("moved into the past: %v", err)
	}
}

// Holding a meeting is one act: who came, one entry, the agreement made in it, the answer.
func TestHoldMeeting(t *testing.T) {
	h := newHouse(t)
	m, err := h.plan(meeting.Wish{At: "24.11.2026 10.00", Kind: meeting.Accompaniment, Place: "Lægehuset"})
	h.must(err)
	ctx := t.Context()
	h.must(h.Meetings.Invite(ctx, h.ea, h.youth, m, meeting.Guest{Person: h.aunt}, audit.Form{}))
	h.must(h.Meetings.Invite(ctx, h.ea, h.youth, m, meeting.Guest{Staff: h.bo.Staff}, audit.Form{}))
	h.Later(25 * time.Hour)
	who := casetest.One[id.MeetingPerson](h.World, `SELECT id FROM meeting_people WHERE person_id IS NOT NULL`, nil)
	told := contact.Minutes{YouthCame: "yes", Came: map[id.MeetingPerson]bool{who: true}, Facts: "Ny tid i december.", View: "Det var fint", Agreement: "Ringer til lægen", Due: "om 3 dage"}
	for name, wrong := range map[string]contact.Minutes{"youth_came": {Facts: "x"}, "facts": {YouthCame: "yes"}, "agreement_due": {YouthCame: "yes", Facts: "x", Agreement: "x", Due: "i går"}, "at": {YouthCame: "yes", Facts: "x", At: "1.1.2030 9"}} {
		if err := h.Contacts.HoldMeeting(ctx, h.ea, h.youth, m, wrong, audit.Form{}); !brokenAt(err, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := h.count(`SELECT (SELECT count(*) FROM contacts) + (SELECT count(*) FROM meeting_people WHERE came <> '')`); n != 0 {
		t.Fatalf("%d rows of what was refused", n)
	}
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			err := h.Contacts.HoldMeeting(t.Context(), h.ea, h.youth, m, told, audit.Form{})
			if v, ok := errors.AsType[rule.Violations](err); err != nil && (!ok || !v.Has("meeting_over")) {
				t.Errorf("holding it: %v", err)
			}
		})
	}
	group.Wait()
	for what, sql := range map[string]string{
		"entry":     `SELECT count(*) FROM contacts WHERE kind = 'accompaniment' AND facts = 'Ny tid i december.' AND view = 'Det var fint' AND others = 'Gerda Holm' AND attended AND occurred_at = '2026-11-24 10:00+01'`,
		"entries":   `SELECT count(*) FROM contacts`,
		"answer":    `SELECT count(*) FROM meetings WHERE state = 'held' AND contact_id IS NOT NULL`,
		"agreement": `SELECT count(*) FROM agreements a JOIN meetings m ON m.id = a.meeting_id WHERE a.text = 'Ringer til lægen'`,
		"the youth": `SELECT count(*) FROM meeting_people WHERE the_youth AND came = 'came'`,
		"away":      `SELECT count(*) FROM meeting_people WHERE staff_id IS NOT NULL AND came = 'away'`,
	} {
		if n := h.count(sql); n != 1 {
			t.Errorf("%d of %s, want one", n, what)
		}
	}
	if err := h.Meetings.Cancel(ctx, h.ea, h.youth, m, "Nej", audit.Form{}); !brokenAt(err, "") {
		t.Errorf("cancelling what was held: %v", err)
	}
}

// Nobody came: the meeting is answered as one the youth did not come to, without a text.
func TestNobodyCame(t *testing.T) {
	h := newHouse(t)
	m, err := h.plan(meeting.Wish{At: "24.11.2026 10.00", Kind: "network"})
	h.must(err)
	h.Later(25 * time.Hour)
	h.must(h.Contacts.HoldMeeting(t.Context(), h.ea, h.youth, m, contact.Minutes{YouthCame: "no"}, audit.Form{}))
	if n := h.count(`SELECT count(*) FROM meetings m JOIN contacts c ON c.id = m.contact_id WHERE m.state = 'absent' AND c.outcome = 'not_reached' AND NOT c.attended`); n != 1 {
		t.Errorf("%d answered so, want one", n)
	}
}

// A conversation that the law prescribes is not held where the youth was not, whoever else
// came; and who came is told by the entry: taken back, nobody did.
func TestHeldWithoutTheYouth(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	m, err := h.plan(meeting.Wish{At: "24.11.2026 10.00", Kind: meeting.Statutory})
	h.must(err)
	h.must(h.Meetings.Invite(ctx, h.ea, h.youth, m, meeting.Guest{Person: h.aunt}, audit.Form{}))
	h.Later(25 * time.Hour)
	who := casetest.One[id.MeetingPerson](h.World, `SELECT id FROM meeting_people`, nil)
	h.must(h.Contacts.HoldMeeting(ctx, h.ea, h.youth, m, contact.Minutes{YouthCame: "no", Came: map[id.MeetingPerson]bool{who: true}, Facts: "Gerda kom alene."}, audit.Form{}))
	if n := h.count(`SELECT count(*) FROM meetings m JOIN contacts c ON c.id = m.contact_id WHERE m.state = 'absent' AND c.outcome = 'talked'`); n != 1 {
		t.Errorf("%d answered so, want one", n)
	}
	entry := casetest.One[id.Contact](h.World, `SELECT contact_id FROM meetings`, nil)
	h.must(h.Contacts.Withdraw(ctx, h.ea, entry, audit.Form{}))
	if n := h.count(`SELECT count(*) FROM meeting_people WHERE the_youth OR came <> ''`); n != 0 {
		t.Errorf("%d came to a meeting that is planned again", n)
	}
}

// Who is asked is a colleague of the team who is there, and is not disqualified.
func TestInvite(t *testing.T) {
	h := newHouse(t)
	m, err := h.plan(meeting.Wish{At: "24.11.2026 10.00", Kind: "network"})
	h.must(err)
	ask := func(who access.Actor) error {
		return h.Meetings.Invite(t.Context(), h.ea, h.youth, m, meeting.Guest{Staff: who.Staff}, audit.Form{})
	}
	team := h.ea.Memberships[0].Team
	left, near := h.Person(team, "Kim Lind", access.Caseworker), h.Person(team, "Ida Holm", access.Caseworker)
	h.Exec(`UPDATE staff SET left_on = '2026-11-01' WHERE id = @id`, db.Args{"id": left.Staff})
	h.Exec(`INSERT INTO conflicts (staff_id, youth_id, name, reason, declared_at, by_id) VALUES (@s, @y, 'Mads Holm', 'Tante', @now, @s)`, db.Args{"s": near.Staff, "y": h.youth, "now": h.Now()})
	for name, who := range map[string]access.Actor{"of another team": h.Person(h.Team("Syd"), "Ulla Syd", access.Caseworker), "who left": left, "disqualified": near} {
		if err := ask(who); !brokenAt(err, "guest_name") {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.must(ask(h.bo))
}

// A milestone is planned once, of an age the programme has, and its checklist keeps what
// was said before.
func TestMilestone(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if _, err := h.plan(meeting.Wish{At: "10.12.2026 10.00", Milestone: "age_99"}); !brokenAt(err, "milestone") {
		t.Errorf("an age the programme does not have: %v", err)
	}
	m, err := h.plan(meeting.Wish{At: "10.12.2026 10.00", Milestone: "age_16"})
	h.must(err)
	if _, err := h.plan(meeting.Wish{At: "11.12.2026 10.00", Milestone: "age_16"}); !brokenAt(err, "next") {
		t.Errorf("the same age twice: %v", err)
	}
	fill := func(answers map[string]string) error {
		return h.Meetings.Fill(ctx, h.ea, h.youth, m, answers, audit.Form{})
	}
	h.must(fill(map[string]string{"education": "tenth", "job_hours": "8,5", "readiness": "yes", "at_eighteen": "yes"}))
	h.must(fill(map[string]string{"education": "fgu", "job_hours": "8,5"}))
	for code, wrong := range map[string]string{"education": "castle", "job_hours": "mange", "next_meeting": "31.2."} {
		if err := fill(map[string]string{code: wrong}); !brokenAt(err, "item."+code) {
			t.Errorf("%s %q: %v", code, wrong, err)
		}
	}
	got := casetest.One[string](h.World, `SELECT string_agg(i.code || '=' || a.answer, ' ' ORDER BY a.id) FROM meeting_answers a JOIN milestone_items i ON i.id = a.item_id`, nil)
	if want := map[string]bool{"education=tenth job_hours=8.5 readiness=yes education=fgu": true}; !want[got] {
		t.Errorf("answers %q: a point of another age, or an order of its own", got)
	}
	other := h.Youth(h.ea, "Ida Bak")
	if err := h.Meetings.Fill(ctx, h.ea, other, m, map[string]string{"education": "fgu"}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the meeting of somebody else: %v", err)
	}
	if err := h.Meetings.Invite(ctx, h.ea, other, m, meeting.Guest{Name: "x"}, audit.Form{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a guest to the meeting of somebody else: %v", err)
	}
	theirs, err := h.plan(meeting.Wish{At: "1.12.2026 10.00"})
	h.must(err)
	h.Exec(`UPDATE meetings SET youth_id = @y, enrolment_id = (SELECT id FROM enrolments WHERE youth_id = @y) WHERE id = @m`, db.Args{"y": other, "m": theirs})
	if err := h.Meetings.Invite(ctx, h.ea, other, theirs, meeting.Guest{Person: h.aunt}, audit.Form{}); !brokenAt(err, "guest_name") {
		t.Errorf("somebody of another youth's network: %v", err)
	}
}

// A link shows times and nothing else, works while it is the newest, and is known by its
// hash alone.
func TestFeed(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	_, err := h.plan(meeting.Wish{At: "24.11.2026 10.00", Title: "Mads Holm til lægen", Place: "Havnegade 3"})
	h.must(err)
	first, err := h.Meetings.NewFeed(ctx, h.ea, audit.Form{})
	h.must(err)
	if slots, err := h.Meetings.Slots(ctx, first); err != nil || len(slots) != 1 || len(first) < 26 {
		t.Errorf("%d slots by %d letters: %v", len(slots), len(first), err)
	}
	second, err := h.Meetings.NewFeed(ctx, h.ea, audit.Form{})
	h.must(err)
	for _, dead := range []string{first, "", "A", second + "A"} {
		if _, err := h.Meetings.Slots(ctx, dead); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("a link that opens nothing: %v", err)
		}
	}
	if n := casetest.One[int](h.World, `SELECT count(*) FROM calendar_feeds WHERE encode(hash, 'escape') LIKE '%' || @s || '%'`, db.Args{"s": second}); n != 0 {
		t.Error("the secret itself is kept")
	}
	if slots, err := h.Meetings.Slots(ctx, second); err != nil || len(slots) != 1 {
		t.Errorf("the newest link: %d slots, %v", len(slots), err)
	}
	h.Exec(`UPDATE staff SET left_on = @on WHERE id = @s`, db.Args{"s": h.ea.Staff, "on": h.Today().AddDays(-1)})
	if _, err := h.Meetings.Slots(ctx, second); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the link of somebody who left: %v", err)
	}
	h.Exec(`UPDATE staff SET left_on = NULL`, nil)
	h.must(h.Meetings.EndFeed(ctx, h.ea, audit.Form{}))
	if _, err := h.Meetings.Slots(ctx, second); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a revoked link: %v", err)
	}
}

// Two new links at once leave one that works.
func TestFeedsAtOnce(t *testing.T) {
	h := newHouse(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := h.Meetings.NewFeed(t.Context(), h.ea, audit.Form{}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := h.count(`SELECT count(*) FROM calendar_feeds WHERE revoked_at IS NULL`); n != 1 {
		t.Errorf("%d links work, want one", n)
	}
}

// Notes of a team name no youth, and are the team's own.
func TestTeamNotes(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	team := h.ea.Memberships[0].Team
	h.must(h.Meetings.PlanTeam(ctx, h.ea, team, meeting.TeamWish{Kind: meeting.Weekly, At: "24.11.2026 9.00"}, audit.Form{}))
	m := casetest.One[id.TeamMeeting](h.World, `SELECT max(id) FROM team_meetings`, nil)
	keep := func(by access.Actor, x meeting.TeamNotes) error {
		return h.Meetings.KeepTeam(ctx, by, m, x, audit.Form{})
	}
	if err := keep(h.bo, meeting.TeamNotes{Notes: "Mads Holms praktik", State: meeting.Planned, Version: 1}); !brokenAt(err, "notes") {
		t.Errorf("a note that names a youth: %v", err)
	}
	if err := keep(h.bo, meeting.TeamNotes{Notes: "Vagter", State: meeting.Held, Version: 1}); !brokenAt(err, "meeting_state") {
		t.Errorf("held before it was: %v", err)
	}
	h.must(keep(h.bo, meeting.TeamNotes{Notes: "Vagter", State: meeting.Planned, Version: 1}))
	if err := keep(h.ea, meeting.TeamNotes{Notes: "Andet", State: meeting.Planned, Version: 1}); !brokenAt(err, "") {
		t.Errorf("an old page: %v", err)
	}
	stranger := h.Person(h.Team("Syd"), "Ulla Syd", access.Caseworker)
	if err := keep(stranger, meeting.TeamNotes{State: meeting.Planned, Version: 2}); !errors.Is(err, access.ErrHidden) {
		t.Errorf("somebody of another team: %v", err)
	}
	if err := h.Meetings.PlanTeam(ctx, h.ea, 0, meeting.TeamWish{At: "24.11.2026 9.00"}, audit.Form{}); !errors.Is(err, access.ErrHidden) && !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a caseworker plans for the leaders: %v", err)
	}
}

// A team's meeting begins with the agenda that its programme has for it.
func TestTeamAgenda(t *testing.T) {
	h := newHouse(t)
	team := h.TeamOf("borgerkonsulent", "Halsnæs")
	h.must(h.Meetings.PlanTeam(t.Context(), h.Person(team, "Ulla Syd", access.Caseworker), team, meeting.TeamWish{Kind: meeting.Weekly, At: "24.11.2026 9.00"}, audit.Form{}))
	if agenda := casetest.One[string](h.World, `SELECT agenda FROM team_meetings`, nil); !strings.Contains(agenda, "Sagssparring") {
		t.Errorf("the meeting begins with %q", agenda)
	}
}

// What the leaders' group writes is read by leaders of all teams, and names no youth of any.
func TestLeadersNotes(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	leader := h.Person(h.Team("Syd"), "Lone Beck", access.Leader)
	h.must(h.Meetings.PlanTeam(ctx, leader, 0, meeting.TeamWish{At: "24.11.2026 9.00"}, audit.Form{}))
	m := casetest.One[id.TeamMeeting](h.World, `SELECT max(id) FROM team_meetings`, nil)
	if err := h.Meetings.KeepTeam(ctx, leader, m, meeting.TeamNotes{Notes: "Ros til Ungehuset for Mads", State: meeting.Planned, Version: 1}, audit.Form{}); !brokenAt(err, "notes") {
		t.Errorf("a youth of another leader's team: %v", err)
	}
}
