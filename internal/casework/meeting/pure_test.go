package meeting_test

import (
	"slices"
	"testing"
	"time"

	"kasket/internal/casework/meeting"
	"kasket/internal/when"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.ParseInLocation("2006-01-02 15:04", s, when.Copenhagen)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestWarnings(t *testing.T) {
	christmas, err := when.ParseYearly("12-25")
	if err != nil {
		t.Fatal(err)
	}
	closed := when.Calendar{{Day: christmas}}
	busy := func(from string, minutes int) []meeting.Busy {
		return []meeting.Busy{{From: at(t, from), Minutes: minutes}}
	}
	tests := []struct {
		name, at string
		allDay   bool
		away     bool
		busy     []meeting.Busy
		want     []string
	}{
		{"an ordinary Monday", "2026-11-23 10:00", false, false, nil, nil},
		{"a Saturday", "2026-11-28 10:00", false, false, nil, []string{meeting.Weekend}},
		{"a Sunday", "2026-11-29 10:00", false, false, nil, []string{meeting.Weekend}},
		{"Christmas Day, a Friday", "2026-12-25 10:00", false, false, nil, []string{meeting.Holiday}},
		{"while one is away", "2026-11-23 10:00", false, true, nil, []string{meeting.Away}},
		{"one that ends when it begins", "2026-11-23 10:00", false, false, busy("2026-11-23 09:00", 60), nil},
		{"one that ends a minute later", "2026-11-23 10:00", false, false, busy("2026-11-23 09:00", 61), []string{meeting.Clash}},
		{"one that begins when it ends", "2026-11-23 10:00", false, false, busy("2026-11-23 11:00", 60), nil},
		{"one that begins a minute before", "2026-11-23 10:00", false, false, busy("2026-11-23 10:59", 60), []string{meeting.Clash}},
		{"one around it", "2026-11-23 10:00", false, false, busy("2026-11-23 08:00", 480), []string{meeting.Clash}},
		{"a whole day clashes with no hour", "2026-11-23 00:00", true, false, busy("2026-11-23 08:00", 480), nil},
		{"all at once", "2026-11-28 10:00", false, true, busy("2026-11-28 10:00", 30), []string{meeting.Weekend, meeting.Away, meeting.Clash}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, w := range meeting.Warnings(meeting.Meeting{StartsAt: at(t, tt.at), AllDay: tt.allDay, Minutes: 60}, closed, tt.away, tt.busy) {
				got = append(got, w.Code)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("warnings %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPoints(t *testing.T) {
	if got := meeting.Points(" Nyt \n\n Sparring\r\n"); !slices.Equal(got, []string{"Nyt", "Sparring"}) {
		t.Errorf("points %q", got)
	}
}
