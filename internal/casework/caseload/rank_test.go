package caseload_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kasket/internal/casework/caseload"
	"kasket/internal/when"
)

func TestRank(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	day := func(n int) *when.Date { d := today.AddDays(n); return &d }
	who := func(name string, change func(*caseload.Load)) caseload.Load {
		l := caseload.Load{Name: name, Employment: 1, NormMax: 18, Open: 10, Weighted: 10, Carries: true, WeightOfOne: 1, Away: json.RawMessage(`[]`)}
		change(&l)
		return l
	}
	same := func(*caseload.Load) {}
	away := func(from, to int) func(*caseload.Load) {
		return func(l *caseload.Load) {
			text, _ := json.Marshal([]caseload.Absence{{From: *day(from), To: *day(to)}})
			l.Away = text
		}
	}
	tests := []struct {
		name  string
		loads []caseload.Load
		want  string
	}{
		{"what ties is in the order it came", []caseload.Load{who("Anna", same), who("Bo", same)}, "Anna Bo"},
		{"most room", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 12 }), who("Bo", same)}, "Bo Anna"},
		{"the norm follows working hours", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Employment = 0.6 }), who("Bo", func(l *caseload.Load) { l.Weighted = 11 })}, "Bo Anna"},
		{"fewest new before most room", []caseload.Load{who("Anna", func(l *caseload.Load) { l.New = 2; l.Weighted = 2 }), who("Bo", same)}, "Bo Anna"},
		{"who knows the youth before fewest new", []caseload.Load{who("Anna", same), who("Bo", func(l *caseload.Load) { l.New = 3; l.KnewUntil = day(-400) })}, "Bo Anna"},
		{"over the norm is after, known or not", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 17.5; l.KnewUntil = day(-400) }), who("Bo", func(l *caseload.Load) { l.New = 3 })}, "Bo Anna"},
		{"just up to the norm fits", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 17; l.KnewUntil = day(-9) }), who("Bo", same)}, "Anna Bo"},
		{"a heavier youth does not", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Weighted = 17; l.WeightOfOne = 1.5; l.KnewUntil = day(-9) }), who("Bo", same)}, "Bo Anna"},
		{"away today is after", []caseload.Load{who("Anna", away(-2, 1)), who("Bo", func(l *caseload.Load) { l.Weighted = 30 })}, "Bo Anna"},
		{"away within the week too", []caseload.Load{who("Anna", away(7, 9)), who("Bo", func(l *caseload.Load) { l.Weighted = 12 })}, "Bo Anna"},
		{"away later is no matter", []caseload.Load{who("Anna", away(8, 9)), who("Bo", func(l *caseload.Load) { l.Weighted = 12 })}, "Anna Bo"},
		{"an absence that ended is no matter", []caseload.Load{who("Anna", away(-9, -1)), who("Bo", func(l *caseload.Load) { l.Weighted = 12 })}, "Anna Bo"},
		{"sick with no end", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Away = json.RawMessage(`[{"from":"2026-11-01","to":""}]`) }), who("Bo", same)}, "Bo Anna"},
		{"leaving soon is after", []caseload.Load{who("Anna", func(l *caseload.Load) { l.LeftOn = day(5) }), who("Bo", func(l *caseload.Load) { l.Weighted = 30 })}, "Bo Anna"},
		{"who has left is no candidate", []caseload.Load{who("Anna", func(l *caseload.Load) { l.LeftOn = day(-1) }), who("Bo", same)}, "Bo"},
		{"who carries none any more is no candidate", []caseload.Load{who("Anna", func(l *caseload.Load) { l.Carries = false }), who("Bo", same)}, "Bo"},
		{"without a norm all fit", []caseload.Load{who("Anna", func(l *caseload.Load) { l.NormMax = 0; l.Weighted = 40 }), who("Bo", func(l *caseload.Load) { l.NormMax = 0 })}, "Bo Anna"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var names []string
			for _, c := range caseload.Rank(tt.loads, today) {
				names = append(names, c.Name)
			}
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
