package enrolment

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasket/internal/id"
	"kasket/internal/when"
)

// The owner is 1, the buddy 2, and 3 covers where it was arranged by hand; days are
// counted from today, which is 0. Absences are numbered from 1.
func TestSettle(t *testing.T) {
	base, _ := when.On(2026, 11, 23)
	day := base.AddDays
	open := when.Date{}
	away := func(n id.Absence, from, to when.Date) leave { return leave{ID: n, From: from, To: to} }
	inhabil := leave{Conflict: 7, From: day(-1)}
	rule := func(n id.Cover, a id.Absence, from, to when.Date) standIn {
		return standIn{ID: n, Staff: 2, From: from, To: to, Absence: a, ByRule: true}
	}
	hand := func(n id.Cover, a id.Absence, from, to when.Date) standIn {
		return standIn{ID: n, Staff: 3, From: from, To: to, Absence: a, By: 9}
	}
	tests := []struct {
		name string
		duty duty
		want string // what there is from today on, after
		does string // what is done for it
	}{
		{"nobody is away", duty{Buddy: 2}, "", ""},
		{"there is no buddy", duty{Away: []leave{away(1, day(0), day(4))}}, "", ""},
		{"one day", duty{Buddy: 2, Away: []leave{away(1, day(0), day(0))}}, "2:0-0", "add 2:0-0"},
		{"a week to come", duty{Buddy: 2, Away: []leave{away(1, day(3), day(9))}}, "2:3-9", "add 2:3-9"},
		{"ill, and nobody knows the end", duty{Buddy: 2, Away: []leave{away(1, day(0), open)}}, "2:0-", "add 2:0-"},
		{"registered a day late, the past is not written", duty{Buddy: 2, Away: []leave{away(1, day(-2), day(2))}}, "2:0-2", "add 2:0-2"},
		{"disqualified, until there is another owner", duty{Buddy: 2, Away: []leave{inhabil}}, "2:0-", "add 2:0-"},
		{"disqualified, and ill besides", duty{Buddy: 2, Away: []leave{inhabil, away(1, day(2), day(4))}}, "2:0-", "add 2:0-"},
		{"two absences", duty{Buddy: 2, Away: []leave{away(1, day(0), day(1)), away(2, day(5), open)}}, "2:0-1 2:5-", "add 2:0-1 2:5-"},
		{"the buddy is away at the beginning", duty{Buddy: 2, Away: []leave{away(1, day(0), day(9))}, Gone: []gone{{2, day(-3), day(2)}}}, "2:3-9", "add 2:3-9"},
		{"the buddy is away in the middle", duty{Buddy: 2, Away: []leave{away(1, day(0), open)}, Gone: []gone{{2, day(3), day(4)}}}, "2:0-2 2:5-", "add 2:0-2 2:5-"},
		{"the buddy is away at the end", duty{Buddy: 2, Away: []leave{away(1, day(0), day(9))}, Gone: []gone{{2, day(8), open}}}, "2:0-7", "add 2:0-7"},
		{"the buddy is away all of it", duty{Buddy: 2, Away: []leave{away(1, day(0), day(9))}, Gone: []gone{{2, day(0), open}}}, "", ""},
		{"both ill without an end", duty{Buddy: 2, Away: []leave{away(1, day(0), open)}, Gone: []gone{{2, day(0), open}}}, "", ""},
		{"by hand in the middle", duty{
			Buddy: 2, Away: []leave{away(1, day(0), day(9))}, Covers: []standIn{hand(7, 1, day(3), day(5))},
		}, "3:3-5 2:0-2 2:6-9", "add 2:0-2 2:6-9"},
		{"by hand, longer than the absence and not for it", duty{
			Buddy: 2, Away: []leave{away(1, day(0), day(4))}, Covers: []standIn{hand(7, 0, day(2), day(9))},
		}, "3:2-9 2:0-1", "add 2:0-1"},
		{"by hand without an end, as long as the absence has none", duty{
			Away: []leave{away(1, day(-2), open)}, Covers: []standIn{hand(7, 1, day(-1), open)},
		}, "3:0-", ""},
		{"by hand without an end, and the end is known", duty{
			Away: []leave{away(1, day(-2), day(3))}, Covers: []standIn{hand(7, 1, day(-1), open)},
		}, "3:0-3", "end 7 on 3"},
		{"by hand, and who covers falls ill", duty{
			Buddy: 2, Away: []leave{away(1, day(0), day(9))}, Covers: []standIn{hand(7, 1, day(0), day(9))}, Gone: []gone{{3, day(2), day(4)}},
		}, "3:0-1 3:5-9 2:2-4", "end 7 on 1, add 3:5-9 2:2-4"},
		{"it is so already", duty{
			Buddy: 2, Away: []leave{away(1, day(-2), day(9))}, Covers: []standIn{rule(7, 1, day(-2), day(9))},
		}, "2:0-9", ""},
		{"the end is known", duty{
			Buddy: 2, Away: []leave{away(1, day(-2), day(3))}, Covers: []standIn{rule(7, 1, day(-2), open)},
		}, "2:0-3", "end 7 on 3"},
		{"it lasts longer", duty{
			Buddy: 2, Away: []leave{away(1, day(-2), day(8))}, Covers: []standIn{rule(7, 1, day(-2), day(3))},
		}, "2:0-8", "end 7 on 8"},
		{"back today", duty{Buddy: 2, Covers: []standIn{rule(7, 1, day(-2), open)}}, "", "end 7 on -1"},
		{"back before it began", duty{Buddy: 2, Covers: []standIn{rule(7, 1, day(2), day(4))}}, "", "drop 7"},
		{"regretted at once", duty{Buddy: 2, Covers: []standIn{rule(7, 1, day(0), open)}}, "", "drop 7"},
		{"another buddy from today", duty{
			Buddy: 4, Away: []leave{away(1, day(-2), day(9))}, Covers: []standIn{rule(7, 1, day(-2), day(9))},
		}, "4:0-9", "end 7 on -1, add 4:0-9"},
		{"no buddy any more", duty{Away: []leave{away(1, day(-2), day(9))}, Covers: []standIn{rule(7, 1, day(-2), day(9))}}, "", "end 7 on -1"},
		{"ended yesterday and goes on", duty{
			Buddy: 2, Away: []leave{away(1, day(-2), day(9))}, Covers: []standIn{rule(7, 1, day(-2), day(-1))},
		}, "2:0-9", "end 7 on 9"},
		{"the buddy falls ill while covering", duty{
			Buddy: 2, Away: []leave{away(1, day(-2), open)}, Covers: []standIn{rule(7, 1, day(-2), open)}, Gone: []gone{{2, day(0), day(1)}},
		}, "2:2-", "end 7 on -1, add 2:2-"},
		{"a hand about to be given takes the buddy's days", duty{
			Buddy: 2, Away: []leave{away(1, day(-2), day(9))}, Covers: []standIn{rule(7, 1, day(-2), day(9)), hand(0, 1, day(3), day(9))},
		}, "3:3-9 2:0-2", "end 7 on 2, add 3:3-9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.duty.Owner = 1
			if got := said(base, tt.duty.want(base)); got != tt.want {
				t.Errorf("wants %q, want %q", got, tt.want)
			}
			m := tt.duty.settle(base)
			if got := m.words(base); got != tt.does {
				t.Errorf("does %q, want %q", got, tt.does)
			}
			if again := tt.duty.after(m, base).settle(base); !again.none() {
				t.Errorf("doing it twice does %q", again.words(base))
			}
		})
	}
}

// after is the duty once the moves were made.
func (d duty) after(m moves, today when.Date) duty {
	var covers []standIn
	for _, c := range d.Covers {
		if to, changes := m.End[c.ID]; changes {
			c.To = to
		}
		ended := !c.To.IsZero() && c.To.Before(today.AddDays(-1))
		if !slices.Contains(m.Drop, c.ID) && c.ID != 0 && !ended {
			covers = append(covers, c)
		}
	}
	for i, c := range m.Add {
		c.ID = id.Cover(100 + i)
		covers = append(covers, c)
	}
	d.Covers = covers
	return d
}

func said(base when.Date, list []standIn) string {
	var words []string
	for _, c := range list {
		words = append(words, fmt.Sprintf("%d:%d-%s", c.Staff, c.From.Sub(base), count(base, c.To)))
	}
	return strings.Join(words, " ")
}

func count(base, d when.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprint(d.Sub(base))
}

func (m moves) words(base when.Date) string {
	var words []string
	for _, n := range m.Drop {
		words = append(words, fmt.Sprint("drop ", n))
	}
	for _, n := range slices.Sorted(maps.Keys(m.End)) {
		words = append(words, fmt.Sprintf("end %d on %s", n, count(base, m.End[n])))
	}
	if len(m.Add) > 0 {
		words = append(words, "add "+said(base, m.Add))
	}
	return strings.Join(words, ", ")
}
