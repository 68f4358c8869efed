package caseload

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// noon is a Saturday in November, when these tests happen.
var noon = time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)

const me, karim, bo id.Staff = 1, 2, 3

func ago(days int) *time.Time {
	t := noon.AddDate(0, 0, -days)
	return &t
}

// row is a youth of mine in the regular phase, to be seen every two weeks, last
// talked with so many days ago.
func row(number id.Youth, name string, seen int, change ...func(*Row)) Row {
	r := Row{
		Youth: number, Name: name, Owner: me, OwnerName: "Mig", StartedOn: when.Of(noon).AddDays(-100),
		Cadence: programme.Cadence{programme.Regular: 14, programme.FirstMonth: 7}, LastContact: ago(seen),
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func attempts(n int) func(*Row) { return func(r *Row) { r.Attempts = n } }
func unseen(r *Row)             { r.LastContact, r.StartedOn = nil, when.Of(noon) }
func noRule(r *Row)             { r.Cadence = nil }
func covered(by id.Staff, days int) func(*Row) {
	return func(r *Row) {
		to := when.Of(noon).AddDays(days)
		r.Owner, r.OwnerName, r.Cover, r.CoverTo = karim, "Karim", &by, &to
	}
}

func buddyOf(owner id.Staff, name string) func(*Row) {
	return func(r *Row) { r.Owner, r.OwnerName, r.Buddy = owner, name, ptr(me) }
}

func ptr[T any](v T) *T { return &v }

func names(list []Need) string {
	var s []string
	for _, n := range list {
		s = append(s, n.Name)
	}
	return strings.Join(s, " ")
}

func TestNeedsAreOrdered(t *testing.T) {
	today := when.Of(noon)
	promise := func(y id.Youth, days int) DayPromise {
		return DayPromise{Youth: y, Text: "Ringe", Due: today.AddDays(days)}
	}
	tests := []struct {
		name     string
		rows     []Row
		promises []DayPromise
		want     string // those who need somebody
		calm     string
	}{
		{"nobody", nil, nil, "", ""},
		{"seen in time needs nobody", []Row{row(1, "A", 3)}, nil, "", "A"},
		{"who has waited longest first", []Row{row(1, "A", 15), row(2, "B", 30), row(3, "C", 20)}, nil, "B C A", ""},
		{"overdue, today, soon, calm", []Row{row(1, "A", 1), row(2, "B", 13), row(3, "C", 14), row(4, "D", 15)}, nil, "D C B", "A"},
		{"soon is two days ahead", []Row{row(1, "A", 11), row(2, "B", 12)}, nil, "B", "A"},
		{"a promise due today", []Row{row(1, "A", 1), row(2, "B", 1)}, []DayPromise{promise(2, 0)}, "B", "A"},
		{"a promise to come is not of today", []Row{row(1, "A", 1)}, []DayPromise{promise(1, 1)}, "", "A"},
		{"a broken promise before what is due today", []Row{row(1, "A", 14), row(2, "B", 1)}, []DayPromise{promise(2, -1)}, "B A", ""},
		{"not seen in time before a broken promise", []Row{row(1, "A", 1), row(2, "B", 15)}, []DayPromise{promise(1, -9)}, "B A", ""},
		{"new ones are to be greeted", []Row{row(1, "A", 1), row(2, "B", 1, unseen)}, nil, "B", "A"},
		{"without a rule nobody is late", []Row{row(1, "A", 300, noRule)}, nil, "", "A"},
		{"new without a rule after the others", []Row{row(1, "A", 1, unseen, noRule), row(2, "B", 13)}, nil, "B A", ""},
		{"attempts in vain come first among equals", []Row{row(1, "A", 20), row(2, "B", 20, attempts(2)), row(3, "C", 20, attempts(1))}, nil, "B A C", ""},
		{"without a rule who was seen longest ago first", []Row{row(1, "A", 3, noRule), row(2, "B", 90, noRule)}, nil, "", "B A"},
		{"called in vain without a rule", []Row{row(1, "A", 3, noRule, attempts(1)), row(2, "B", 3, noRule, attempts(2))}, nil, "B A", ""},
		{"attempts are no contact", []Row{row(1, "A", 20, attempts(5))}, nil, "A", ""},
		{"equals stay in order of name", []Row{row(1, "Aase", 20), row(2, "Bo", 20), row(3, "Åge", 20)}, nil, "Aase Bo Åge", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var need, calm []Need
			for _, n := range needs(tt.rows, tt.promises, today) {
				if n.Pressing(today) > NotPressing {
					need = append(need, n)
				} else {
					calm = append(calm, n)
				}
			}
			if names(need) != tt.want || names(calm) != tt.calm {
				t.Errorf("needs %q and calm %q, want %q and %q", names(need), names(calm), tt.want, tt.calm)
			}
		})
	}
}

func TestArrange(t *testing.T) {
	rows := []Row{
		row(1, "Aya", 20),                           // mine, late
		row(2, "Bent", 1),                           // mine, calm
		row(3, "Carl", 20, covered(me, 6)),          // I cover until Friday
		row(4, "Dora", 1, covered(me, 6)),           //
		row(5, "Emil", 20, covered(me, 9)),          // another period
		row(6, "Finn", 20, buddyOf(karim, "Karim")), // Karim is away and nobody covers
		row(7, "Gry", 20, buddyOf(bo, "Bo")),        // Bo is at work
		row(8, "Hugo", 20, buddyOf(karim, "Karim"), func(r *Row) { r.Cover = ptr(bo) }),
		row(9, "Ida", 20), // mine, late, comes today
		row(10, "Jo", 20), // mine, late, was to come this morning
	}
	a := around{
		Away: []away{{Staff: karim, Until: ptr(when.Of(noon).AddDays(3))}},
		Meetings: []DayMeeting{
			{ID: 3, Youth: 2, StartsAt: noon.AddDate(0, 0, -2), Minutes: 60},
			{ID: 1, Youth: 10, StartsAt: noon.Add(-2 * time.Hour), Minutes: 60},
			{ID: 2, Youth: 2, StartsAt: noon.Add(-30 * time.Minute), Minutes: 60}, // goes on
			{ID: 4, Youth: 9, StartsAt: noon.Add(time.Hour), Minutes: 60},
		},
	}
	day := arrange(rows, a, me, noon)
	if got := names(day.Needs); got != "Aya Jo" {
		t.Errorf("to reach: %q, want Aya and Jo: Ida comes today, Bent was seen", got)
	}
	var groups []string
	for _, g := range append(day.Covering, day.Buddies...) {
		groups = append(groups, g.Owner+" "+g.Until.String()+": "+names(g.Needs)+" / "+names(g.Calm))
	}
	want := []string{"Karim 2026-11-27: Carl / Dora", "Karim 2026-11-30: Emil / ", "Karim 2026-11-24: Finn / "}
	if !reflect.DeepEqual(groups, want) {
		t.Errorf("for others: %q, want %q", groups, want)
	}
	var next, asked []id.Meeting
	for _, m := range day.Meetings {
		next = append(next, m.ID)
	}
	for _, m := range day.Asked {
		asked = append(asked, m.ID)
	}
	if !reflect.DeepEqual(next, []id.Meeting{2, 4}) || !reflect.DeepEqual(asked, []id.Meeting{1, 3}) {
		t.Errorf("to come %v and without a word %v, want 2 4 and 1 3", next, asked)
	}
}

func TestWholeDayMeetingLastsTheDay(t *testing.T) {
	m := []DayMeeting{{StartsAt: when.Of(noon).Start(), AllDay: true, Minutes: 60}}
	if next, _ := meetings(m, noon.Add(11*time.Hour)); len(next) != 1 {
		t.Error("a whole day's meeting is over before midnight")
	}
	if next, asked := meetings(m, noon.Add(13*time.Hour)); len(next) != 0 || len(asked) != 1 {
		t.Error("a whole day's meeting goes on after midnight")
	}
}

func TestDeadlines(t *testing.T) {
	today := when.Of(noon)
	born, _ := when.On(2010, 12, 1)
	a := around{
		Promises:   []DayPromise{{Youth: 1, Name: "Aya", Due: today}, {Youth: 2, Name: "Bent", Due: today.AddDays(3)}},
		Safety:     []ending{{Youth: 3, Name: "Carl", On: today.AddDays(1)}},
		Protection: []ending{{Youth: 4, Name: "Dora", On: today.AddDays(-2)}},
		Milestones: []birthday{{Youth: 5, Name: "Emil", Born: born, AgeMonths: 16 * 12}},
		Access:     []asked{{Youth: 9, Name: "Ida", Request: 4, Due: today.AddDays(2)}},
		Receipts: []receipt{ // today is a Saturday: six open days after Thursday the 12th are Friday the 20th
			{Youth: 6, Name: "Freja", Sent: today.AddDays(-9), Rule: "receipt+6"},
			{Youth: 7, Name: "Gro", Sent: today.AddDays(-5), Rule: "receipt+6"},
			{Youth: 8, Name: "Hans", Sent: today.AddDays(-6), Rule: "receipt+6"},
		},
	}
	var got []string
	for _, d := range deadlines(a, today) {
		got = append(got, string(d.Kind)+" "+d.Name+" "+d.On.String())
	}
	want := []string{"protection Dora 2026-11-19", "receipt Freja 2026-11-20", "safety Carl 2026-11-22", "receipt Hans 2026-11-23", "access Ida 2026-11-23", "promise Bent 2026-11-24", "milestone Emil 2026-12-01"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("deadlines %q, want %q", got, want)
	}
}

func TestSelection(t *testing.T) {
	rows := []Row{
		row(1, "Aya", 1), row(2, "Bent", 20), row(3, "Carl", 30, covered(me, 6)), row(4, "Dora", 5, buddyOf(bo, "Bo")),
		row(5, "Emil", 3, func(r *Row) { r.InPlacement = true }), row(6, "Åse", 40),
	}
	tests := []struct {
		name string
		sel  Selection
		want string
	}{
		{"all, by need", Selection{}, "Åse Carl Bent Dora Aya Emil"},
		{"all, by name", Selection{ByName: true}, "Aya Bent Carl Dora Emil Åse"},
		{"one's own", Selection{Part: OwnPart, ByName: true}, "Aya Bent Emil Åse"},
		{"as buddy", Selection{Part: BuddyPart}, "Dora"},
		{"covered", Selection{Part: CoverPart}, "Carl"},
		{"in placement", Selection{Phase: programme.Placement}, "Emil"},
		{"not seen in time", Selection{Late: true}, "Åse Carl Bent"},
		{"after one", Selection{ByName: true, After: 4}, "Emil Åse"},
		{"after one who is gone", Selection{ByName: true, After: 99}, "Aya Bent Carl Dora Emil Åse"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.sel.choose(rows, me, when.Of(noon))
			if names(got.List) != tt.want {
				t.Errorf("%q, want %q", names(got.List), tt.want)
			}
			if got.All != 6 || got.Late != 3 {
				t.Errorf("%d in all and %d late, want 6 and 3", got.All, got.Late)
			}
		})
	}
}

// A list of many is cut into pages, and each youth stands on one of them.
func TestPagesOfMine(t *testing.T) {
	var rows []Row
	for i := range 120 {
		rows = append(rows, row(id.Youth(i+1), "Ung", i%40))
	}
	seen, pages, after := map[id.Youth]bool{}, 0, id.Youth(0)
	for {
		page := Selection{After: after}.choose(rows, me, when.Of(noon))
		pages++
		for _, n := range page.List {
			seen[n.Youth] = true
		}
		if after = page.Next; after == 0 {
			break
		}
	}
	if pages != 3 || len(seen) != 120 {
		t.Errorf("%d youths on %d pages, want 120 on 3", len(seen), pages)
	}
}
