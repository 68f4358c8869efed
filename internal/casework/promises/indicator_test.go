package promises

import (
	"reflect"
	"testing"
	"time"

	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

func day(s string) when.Date {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	on, _ := when.On(d.Year(), d.Month(), d.Day())
	return on
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, when.Copenhagen)
	if err != nil {
		panic(err)
	}
	return t
}

// talk is an entry of a meeting at home, written the same day.
func talk(s string, change ...func(*Contact)) Contact {
	c := Contact{At: at(s), Recorded: at(s), Author: 1, Kind: "home", Talked: true, Counterpart: "youth"}
	for _, f := range change {
		f(&c)
	}
	return c
}

func tried(c *Contact)    { c.Talked = false }
func relative(c *Contact) { c.Counterpart = "relative" }
func by(n id.Staff) func(*Contact) {
	return func(c *Contact) { c.Author = n }
}

func hats(names ...string) func(*Contact) {
	return func(c *Contact) { c.Hats = names }
}

func at2(kind, place string) func(*Contact) {
	return func(c *Contact) { c.Kind, c.Place = kind, place }
}

func hours(n float64) func(*Contact) {
	return func(c *Contact) { c.Recorded = c.At.Add(time.Duration(n * float64(time.Hour))) }
}

func owners(pairs ...any) []Change {
	var all []Change
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, Change{To: id.Staff(pairs[i].(int)), At: at(pairs[i+1].(string))})
	}
	return all
}

// spring is the first half of 2026, looked at when it is over.
var spring = Window{figures.Half(2026, 1), day("2026-07-01")}

// weekly is a programme with a talk a week in the first month, and every third day in a
// stay; other phases have no rule.
var weekly = Rules{Cadences: []Pace{
	{programme.FirstMonth, 7, Span{From: day("2013-01-01")}},
	{programme.Placement, 3, Span{From: day("2013-01-01")}},
}}

func window(days int) *int { return &days }

// Each row is counted by hand; the comment says how.
func TestTallies(t *testing.T) {
	sixteen := Rules{Milestones: []programme.Milestone{{Code: "age_16", AgeMonths: 192, Window: window(30), From: day("2000-01-01")}}}
	for name, c := range map[string]struct {
		of     func(Course, Rules, Window) Tally
		course Course
		rules  Rules
		window Window
		want   Tally
	}{
		// Weeks from 2, 9, 16 and 23 March; 30 March to 1 April is no whole week.
		"first month: two of four weeks": {
			cadence(programme.FirstMonth),
			Course{StartedOn: day("2026-03-02"), Contacts: []Contact{talk("2026-03-03 10:00"), talk("2026-03-05 10:00"), talk("2026-03-12 10:00", tried), talk("2026-03-17 10:00", relative), talk("2026-03-24 10:00"), talk("2026-03-31 10:00")}},
			weekly, spring,
			Tally{Num: 2, Of: 4, Apart: 1},
		},
		// Only the weeks that end on the 15th and the 22nd lie before the 23rd.
		"first month: a week that runs is not counted": {
			cadence(programme.FirstMonth),
			Course{StartedOn: day("2026-03-09"), Contacts: []Contact{talk("2026-03-22 23:30")}},
			weekly,
			Window{figures.Half(2026, 1), day("2026-03-29")},
			Tally{Num: 1, Of: 2},
		},
		// The week 26 December to 1 January ends in the window, and its talk lies before it.
		"first month: begun before the window": {
			cadence(programme.FirstMonth),
			Course{StartedOn: day("2025-12-12"), Contacts: []Contact{talk("2025-12-28 10:00")}},
			weekly, spring,
			Tally{Num: 1, Of: 2},
		},
		"first month: closed in its second week": {
			cadence(programme.FirstMonth),
			Course{StartedOn: day("2026-03-02"), ClosedOn: day("2026-03-12"), Contacts: []Contact{talk("2026-03-03 10:00")}},
			weekly, spring,
			Tally{Num: 1, Of: 1},
		},
		"first month: long ago": {
			cadence(programme.FirstMonth), Course{StartedOn: day("2024-03-02")}, weekly, spring, Tally{},
		},
		"regular: the programme has no rule": {
			cadence(programme.Regular), Course{StartedOn: day("2025-03-02")}, weekly, spring, Tally{NoRule: true},
		},
		// 1-3, 4-6 and 7-9 April; the tenth begins what does not end in the stay.
		"stay: every third day": {
			cadence(programme.Placement),
			Course{StartedOn: day("2025-03-02"), Facts: Facts{Stays: []Span{{day("2026-04-01"), day("2026-04-10")}}}, Contacts: []Contact{talk("2026-04-02 10:00"), talk("2026-04-09 10:00")}},
			weekly, spring,
			Tally{Num: 2, Of: 3},
		},
		"since the last talk: 20 to 31 March": {
			sinceTalk,
			Course{StartedOn: day("2026-01-05"), LastTalk: at("2026-03-20 12:00")},
			Rules{},
			Window{figures.Quarter(2026, 1), day("2026-07-01")},
			Tally{Values: []float64{11}},
		},
		"since the start where there was no talk": {
			sinceTalk, Course{StartedOn: day("2026-06-20")}, Rules{}, spring, Tally{Values: []float64{10}},
		},
		"since the last talk: closed": {
			sinceTalk, Course{StartedOn: day("2026-01-05"), ClosedOn: day("2026-05-01")}, Rules{}, spring, Tally{},
		},
		// Home and a walk are outside, the office is not, a call is no meeting, and of a
		// meeting without a place nobody knows.
		"outside the office": {
			outside,
			Course{Contacts: []Contact{
				talk("2026-03-03 10:00"), talk("2026-03-04 10:00", at2("walk", "")), talk("2026-03-05 10:00", at2("met", "office")),
				talk("2026-03-06 10:00", at2("phone", "")), talk("2026-03-07 10:00", at2("met", "")), talk("2026-03-08 10:00", tried), talk("2025-03-08 10:00"),
			}},
			Rules{},
			spring,
			Tally{Num: 2, Of: 3, Missing: 1},
		},
		"two hats in March": {
			hatsWorn,
			Course{Contacts: []Contact{talk("2026-03-03 10:00", hats("mentor")), talk("2026-03-31 23:30", hats("mentor", "authority")), talk("2026-05-01 00:30")}},
			Rules{},
			spring,
			Tally{Values: []float64{2}},
		},
		"written after 1.5 and 30 hours": {
			written,
			Course{Contacts: []Contact{talk("2026-03-03 10:00", hours(1.5)), talk("2026-03-04 10:00", hours(30)), talk("2026-03-05 10:00", func(c *Contact) { c.Imported = true })}},
			Rules{},
			spring,
			Tally{Values: []float64{1.5, 30}},
		},
		"written within a day": {
			withinDay,
			Course{Contacts: []Contact{talk("2026-03-03 10:00", hours(24)), talk("2026-03-04 10:00", hours(24.1))}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 2},
		},
		// 60 days from 2 May to 30 June with 4 talks: 2 in thirty days.
		"talks in thirty days": {
			talksMonthly,
			Course{StartedOn: day("2026-05-02"), Contacts: []Contact{talk("2026-05-03 10:00"), talk("2026-05-04 10:00"), talk("2026-06-05 10:00"), talk("2026-06-30 10:00"), talk("2026-07-01 10:00")}},
			Rules{},
			spring,
			Tally{Values: []float64{2}},
		},
		"talks in thirty days: too short": {talksMonthly, Course{StartedOn: day("2026-06-02")}, Rules{}, spring, Tally{}},
		"the youth's own words": {
			ownWords,
			Course{Contacts: []Contact{
				talk("2026-03-03 10:00", func(c *Contact) { c.OwnWords = true }), talk("2026-03-04 10:00"),
				talk("2026-03-05 10:00", func(c *Contact) { c.Undivided = true }),
			}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 2, Missing: 1},
		},
		"six months with the same owner": {
			sameOwner(6),
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Owners: owners(1, "2025-08-01 09:00", 2, "2026-02-02 09:00")}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 1},
		},
		"a change on the last of the six months": {
			sameOwner(6),
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Owners: owners(1, "2025-08-01 09:00", 2, "2026-02-01 09:00")}},
			Rules{},
			spring,
			Tally{Of: 1},
		},
		"closed before six months": {
			sameOwner(6), Course{StartedOn: day("2025-08-01"), ClosedOn: day("2026-01-31")}, Rules{}, spring, Tally{},
		},
		"two changes of owner, one in the window": {
			ownerChanges,
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Owners: owners(1, "2025-08-01 09:00", 2, "2025-12-31 09:00", 3, "2026-01-01 09:00")}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 1},
		},
		"load": {
			load,
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Owners: owners(1, "2025-08-01 09:00", 2, "2026-06-30 18:00", 3, "2026-07-01 09:00")}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 1, Owner: 2},
		},
		"from referral to the first talk": {
			firstTalk,
			Course{StartedOn: day("2026-02-01"), ReferredOn: day("2026-01-10"), FirstTalk: at("2026-02-03 09:00")},
			Rules{},
			spring,
			Tally{Values: []float64{24}},
		},
		"not talked with yet": {firstTalk, Course{StartedOn: day("2026-02-01"), ReferredOn: day("2026-01-10")}, Rules{}, spring, Tally{Missing: 1}},
		"from need to decision": {
			toDecision,
			Course{Facts: Facts{Decisions: []Decision{{day("2026-02-01"), day("2026-02-15"), day("2026-02-20")}, {day("2025-02-01"), day("2025-02-15"), day("2025-02-20")}}}},
			Rules{},
			spring,
			Tally{Values: []float64{14}},
		},
		"from decision to action": {
			toAction,
			Course{Facts: Facts{Decisions: []Decision{{day("2026-02-01"), day("2026-02-15"), day("2026-02-20")}, {day("2026-02-01"), day("2026-02-15"), day("2026-02-01")}}}},
			Rules{},
			spring,
			Tally{Values: []float64{5, 0}},
		},
		// 16 on 1 March; 31 March is the thirtieth day after.
		"the meeting at 16 on its last day in time": {
			milestones,
			Course{StartedOn: day("2025-08-01"), BirthDate: day("2010-03-01"), Facts: Facts{Milestones: []Held{{Code: "age_16", On: day("2026-03-31")}}}},
			sixteen, spring,
			Tally{Num: 1, Of: 1},
		},
		"the meeting at 16 a day late": {
			milestones,
			Course{StartedOn: day("2025-08-01"), BirthDate: day("2010-03-01"), Facts: Facts{Milestones: []Held{{Code: "age_16", On: day("2026-04-01")}}}},
			sixteen, spring,
			Tally{Of: 1},
		},
		"16 before the course": {milestones, Course{StartedOn: day("2026-03-02"), BirthDate: day("2010-03-01")}, sixteen, spring, Tally{}},
		"no birth date":        {milestones, Course{StartedOn: day("2026-03-02")}, sixteen, spring, Tally{Missing: 1}},
		"no meetings at an age": {
			milestones, Course{StartedOn: day("2026-03-02"), BirthDate: day("2010-03-01")}, weekly, spring, Tally{NoRule: true},
		},
		// One kept, one dropped, one open and over; one changed, one of the youth's and one
		// to come are not counted.
		"our agreements": {
			agreementsKept("us"),
			Course{Facts: Facts{Agreements: []Agreement{
				{"us", day("2026-02-01"), "kept"},
				{"us", day("2026-02-01"), "dropped"},
				{"us", day("2026-02-01"), ""},
				{"us", day("2026-02-01"), "changed"},
				{"youth", day("2026-02-01"), "kept"},
				{"us", day("2026-07-01"), ""},
			}}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 3},
		},
		"a buddy who stopped": {
			withBuddy,
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Buddies: owners(2, "2025-08-01 09:00", 0, "2026-06-30 09:00")}},
			Rules{Models: []Model{{Buddy: programme.BuddyExpected, Span: Span{From: day("2000-01-01")}}}},
			spring,
			Tally{Of: 1},
		},
		"a buddy is not expected": {withBuddy, Course{StartedOn: day("2025-08-01")}, Rules{}, spring, Tally{NoRule: true}},
		// The owner's own talk is no second view; the colleague's of 1 June is 29 days ago.
		"second eyes": {
			secondEyes,
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Owners: owners(1, "2025-08-01 09:00")}, Contacts: []Contact{talk("2026-06-01 10:00", by(2)), talk("2026-06-20 10:00")}},
			Rules{Eyes: []Every{{30, Span{From: day("2000-01-01")}}}},
			spring,
			Tally{Num: 1, Of: 1},
		},
		"second eyes too long ago": {
			secondEyes,
			Course{StartedOn: day("2025-08-01"), Facts: Facts{Owners: owners(1, "2025-08-01 09:00"), Views: []time.Time{at("2026-05-30 10:00"), at("2026-07-01 10:00")}}},
			Rules{Eyes: []Every{{30, Span{From: day("2000-01-01")}}}},
			spring,
			Tally{Of: 1},
		},
		"a consent that ended yesterday": {
			consentHolds, Course{StartedOn: day("2025-08-01"), Facts: Facts{Consents: []Span{{day("2025-08-01"), day("2026-06-29")}}}}, Rules{}, spring, Tally{Of: 1},
		},
		"a consent on its last day": {
			consentHolds, Course{StartedOn: day("2025-08-01"), Facts: Facts{Consents: []Span{{day("2025-08-01"), day("2026-06-30")}}}}, Rules{}, spring, Tally{Num: 1, Of: 1},
		},
		"a goal": {goalSet, Course{StartedOn: day("2025-08-01"), Facts: Facts{Goals: []Span{{From: day("2026-01-01")}}}}, Rules{}, spring, Tally{Num: 1, Of: 1}},
		"somebody of the network": {
			networkTookPart, Course{StartedOn: day("2025-08-01"), Contacts: []Contact{talk("2026-03-17 10:00", relative)}}, Rules{}, spring, Tally{Num: 1, Of: 1},
		},
		"nobody of the network in the window": {
			networkTookPart, Course{StartedOn: day("2025-08-01"), Facts: Facts{Joined: []when.Date{day("2025-12-31")}}}, Rules{}, spring, Tally{Of: 1},
		},
		"an education guide": {guideTookPart, Course{StartedOn: day("2025-08-01"), Facts: Facts{Guided: []when.Date{day("2026-01-01")}}}, Rules{}, spring, Tally{Num: 1, Of: 1}},
		"talked with on the thirtieth day after": {
			gliding, Course{StartedOn: day("2025-08-01"), ClosedOn: day("2026-03-01"), Exit: programme.Job, Contacts: []Contact{talk("2026-03-31 10:00")}}, Rules{}, spring, Tally{Num: 1, Of: 1},
		},
		"talked with on the last day only": {
			gliding, Course{StartedOn: day("2025-08-01"), ClosedOn: day("2026-03-01"), Exit: programme.Education, Contacts: []Contact{talk("2026-03-01 10:00")}}, Rules{}, spring, Tally{Of: 1},
		},
		"moved away": {gliding, Course{StartedOn: day("2025-08-01"), ClosedOn: day("2026-03-01"), Exit: programme.Void}, Rules{}, spring, Tally{}},
		"complaints": {
			changedDecisions,
			Course{Facts: Facts{Complaints: []Complaint{{day("2026-02-01"), "partly"}, {day("2026-02-01"), "remitted"}, {day("2026-02-01"), "affirmed"}, {day("2026-02-01"), "received"}, {day("2026-02-01"), "withdrawn"}, {day("2025-02-01"), "changed"}}}},
			Rules{},
			spring,
			Tally{Num: 2, Of: 3, Missing: 1},
		},
		"a point of the checklist": {
			answered("education"),
			Course{Facts: Facts{Milestones: []Held{
				{On: day("2026-02-01"), Answers: Answers{"education": "fgu"}},
				{On: day("2026-02-02"), Answers: Answers{"education": "none"}},
				{On: day("2026-02-03")},
				{On: day("2025-02-03"), Answers: Answers{"education": "fgu"}},
			}}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 2, Missing: 1},
		},
		"the youth came": {
			youthCame,
			Course{Facts: Facts{Milestones: []Held{{On: day("2026-02-01"), Youth: "came"}, {On: day("2026-02-02"), Youth: "away"}, {On: day("2026-02-03")}}}},
			Rules{},
			spring,
			Tally{Num: 1, Of: 2, Missing: 1},
		},
	} {
		if got := c.of(c.course, c.rules, c.window); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
