package contact_test

import (
	"testing"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/programme"
	"kasket/internal/when"
)

func day(t *testing.T, y int, m time.Month, d int) when.Date {
	t.Helper()
	date, ok := when.On(y, m, d)
	if !ok {
		t.Fatalf("no such day: %d-%d-%d", y, m, d)
	}
	return date
}

func TestPulse(t *testing.T) {
	weekly := programme.Cadence{programme.FirstMonth: 7, programme.Regular: 14}
	nov := func(d int) when.Date { return day(t, 2026, time.November, d) }
	at := func(d when.Date, hour, minute int) *time.Time {
		m := d.At(when.Clock{Hour: hour, Minute: minute})
		return &m
	}
	tests := []struct {
		name  string
		pulse contact.Pulse
		today when.Date
		want  contact.State
	}{
		{
			"never talked with: from the start",
			contact.Pulse{Phase: programme.FirstMonth, StartedOn: nov(10), Cadence: weekly},
			nov(12),
			contact.State{Urgency: contact.Calm, Due: nov(17), Days: 5},
		},
		{
			"never talked with, and late",
			contact.Pulse{Phase: programme.FirstMonth, StartedOn: nov(10), Cadence: weekly},
			nov(20),
			contact.State{Urgency: contact.Overdue, Due: nov(17), Days: 3},
		},
		{
			"two days before is soon",
			contact.Pulse{Phase: programme.FirstMonth, StartedOn: nov(10), Cadence: weekly},
			nov(15),
			contact.State{Urgency: contact.Soon, Due: nov(17), Days: 2},
		},
		{
			"three days before is not",
			contact.Pulse{Phase: programme.FirstMonth, StartedOn: nov(10), Cadence: weekly},
			nov(14),
			contact.State{Urgency: contact.Calm, Due: nov(17), Days: 3},
		},
		{
			"the day itself is in time",
			contact.Pulse{Phase: programme.FirstMonth, StartedOn: nov(10), Cadence: weekly},
			nov(17),
			contact.State{Urgency: contact.DueToday, Due: nov(17)},
		},
		{
			"attempts move nothing",
			contact.Pulse{
				Phase: programme.FirstMonth, StartedOn: nov(1), LastContact: at(nov(10), 9, 0),
				LastAttempt: at(nov(19), 9, 0), Attempts: 3, Cadence: weekly,
			},
			nov(20),
			contact.State{Urgency: contact.Overdue, Due: nov(17), Days: 3},
		},
		{
			"another phase, another pace",
			contact.Pulse{Phase: programme.Regular, StartedOn: nov(1), LastContact: at(nov(10), 9, 0), Cadence: weekly},
			nov(20),
			contact.State{Urgency: contact.Calm, Due: nov(24), Days: 4},
		},
		{
			"a phase without a rule",
			contact.Pulse{Phase: programme.Placement, StartedOn: nov(1), Cadence: weekly},
			nov(20),
			contact.State{Urgency: contact.NoRule},
		},
		{
			"a programme without a rule",
			contact.Pulse{Phase: programme.Regular, StartedOn: nov(1)},
			nov(20),
			contact.State{Urgency: contact.NoRule},
		},
		{
			"past midnight is that day, though UTC says the day before",
			contact.Pulse{
				Phase: programme.FirstMonth, StartedOn: day(t, 2026, time.July, 1),
				LastContact: at(day(t, 2026, time.July, 6), 0, 30), Cadence: weekly,
			},
			day(t, 2026, time.July, 13),
			contact.State{Urgency: contact.DueToday, Due: day(t, 2026, time.July, 13)},
		},
		{"a talk before the course began counts for nothing", contact.Pulse{
			Phase: programme.FirstMonth, StartedOn: nov(10),
			LastContact: at(nov(2), 9, 0), Cadence: weekly,
		}, nov(16), contact.State{Urgency: contact.Soon, Due: nov(17), Days: 1}},
		{
			"across the end of summer time",
			contact.Pulse{
				Phase: programme.FirstMonth, StartedOn: day(t, 2026, time.October, 1),
				LastContact: at(day(t, 2026, time.October, 24), 0, 15), Cadence: weekly,
			},
			day(t, 2026, time.October, 31),
			contact.State{Urgency: contact.DueToday, Due: day(t, 2026, time.October, 31)},
		},
		{
			"across the beginning of summer time",
			contact.Pulse{
				Phase: programme.FirstMonth, StartedOn: day(t, 2026, time.March, 1),
				LastContact: at(day(t, 2026, time.March, 28), 23, 45), Cadence: weekly,
			},
			day(t, 2026, time.April, 4),
			contact.State{Urgency: contact.DueToday, Due: day(t, 2026, time.April, 4)},
		},
		{"a contact dated ahead counts as today's", contact.Pulse{
			Phase: programme.FirstMonth, StartedOn: nov(1),
			LastContact: at(nov(30), 9, 0), Cadence: weekly,
		}, nov(20), contact.State{Urgency: contact.Calm, Due: nov(27), Days: 7}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.pulse.State(tt.today); got != tt.want {
				t.Errorf("State = %+v, want %+v", got, tt.want)
			}
			if got, want := tt.pulse.SeenInTime(tt.today), tt.want.Urgency != contact.Overdue; got != want {
				t.Errorf("SeenInTime = %v, want %v", got, want)
			}
		})
	}
}

func TestTrySomethingElse(t *testing.T) {
	for attempts, want := range map[int]bool{0: false, 1: false, 2: true, 5: true} {
		if got := (contact.Pulse{Attempts: attempts}).TrySomethingElse(); got != want {
			t.Errorf("after %d attempts: %v, want %v", attempts, got, want)
		}
	}
}
