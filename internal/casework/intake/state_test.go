package intake

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kasket/internal/id"
	"kasket/internal/when"
)

// Both parties' last words, and what they add up to.
func TestState(t *testing.T) {
	type word struct {
		by Party
		v  Verdict
	}
	tests := []struct {
		name  string
		words []word
		want  State
	}{
		{"proposed, and nobody has said a word", nil, Received},
		{"the unit says again that it is relevant", []word{{Unit, Relevant}}, Received},
		{"the unit has to find out more", []word{{Unit, NeedsMore}}, MoreInfo},
		{"the unit takes it back, and the team is to end it", []word{{Unit, NotRelevant}}, Received},
		{"the team asks for more", []word{{Team, NeedsMore}}, MoreInfo},
		{"the unit answers the team", []word{{Team, NeedsMore}, {Unit, Relevant}}, Received},
		{"the unit still does not know", []word{{Team, NeedsMore}, {Unit, NeedsMore}}, MoreInfo},
		{"the unit answers that it is not", []word{{Team, NeedsMore}, {Unit, NotRelevant}}, Received},
		{"the team says yes", []word{{Team, Relevant}}, Waiting},
		{"both say yes", []word{{Team, Relevant}, {Unit, Relevant}}, Waiting},
		{"the team says yes after an answer", []word{{Team, NeedsMore}, {Unit, Relevant}, {Team, Relevant}}, Waiting},
		{"the unit has doubts after the team's yes", []word{{Team, Relevant}, {Unit, NeedsMore}}, MoreInfo},
		{"the unit changes its mind", []word{{Team, Relevant}, {Unit, NotRelevant}}, Received},
		{"the team asks the unit to think again", []word{{Team, Relevant}, {Unit, NotRelevant}, {Team, Relevant}}, MoreInfo},
		{"and the unit comes round", []word{{Team, Relevant}, {Unit, NotRelevant}, {Team, Relevant}, {Unit, Relevant}}, Waiting},
		{"the team says no", []word{{Team, NotRelevant}}, Declined},
		{"the team says no to a unit that says yes", []word{{Unit, Relevant}, {Team, NotRelevant}}, Declined},
		{"both say no", []word{{Unit, NotRelevant}, {Team, NotRelevant}}, Declined},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var w Words
			for _, said := range tt.words {
				w = w.With(said.by, said.v)
			}
			if got := w.State(); got != tt.want {
				t.Errorf("%+v is %s, want %s", w, got, tt.want)
			}
		})
	}
}

// What can be done when, and whose turn it is.
func TestSteps(t *testing.T) {
	tests := []struct {
		state State
		words Words
		can   []Step
		next  Step
		waits Party
	}{
		{Received, Words{}, []Step{StepChoose, StepSay, StepAnswer, StepCorrect, StepDecline}, StepChoose, Team},
		{Received, Words{UnitVerdict: NotRelevant, UnitLast: true}, []Step{StepSay, StepAnswer, StepCorrect, StepDecline}, StepSay, Team},
		{Received, Words{UnitVerdict: Relevant, TeamVerdict: NeedsMore, UnitLast: true}, []Step{StepChoose, StepSay, StepAnswer, StepCorrect, StepDecline}, StepChoose, Team},
		{MoreInfo, Words{TeamVerdict: NeedsMore}, []Step{StepSay, StepAnswer, StepCorrect, StepDecline}, StepSay, Unit},
		{Waiting, Words{TeamVerdict: Relevant}, []Step{StepChoose, StepSay, StepAnswer, StepCorrect, StepDecline}, StepChoose, Team},
		{Assigned, Words{TeamVerdict: Relevant}, nil, "", ""},
		{Declined, Words{TeamVerdict: NotRelevant}, nil, "", ""},
	}
	for _, tt := range tests {
		r := Referral{State: tt.state, Words: tt.words}
		var can []Step
		for _, s := range []Step{StepChoose, StepSay, StepAnswer, StepCorrect, StepDecline} {
			if r.Can(s) {
				can = append(can, s)
			}
		}
		if !slices.Equal(can, tt.can) || r.Next() != tt.next || r.State.WaitsFor() != tt.waits {
			t.Errorf("%s %+v: can %q, next %q, waits for %q; want %q, %q, %q", tt.state, tt.words, can, r.Next(), r.State.WaitsFor(), tt.can, tt.next, tt.waits)
		}
	}
}

// The order of the board, from first to last, whatever order they are read in.
func TestOrder(t *testing.T) {
	today, target := day(2026, 11, 22), 14
	in := func(n id.Referral, daysAgo int, u Urgency, target *int) Referral {
		return Referral{ID: n, State: Received, ReferredOn: today.AddDays(-daysAgo), Account: Account{Urgency: u}, TargetDays: target}
	}
	want := []Referral{
		in(1, 20, Acute, &target), // acute, and past the target
		in(2, 3, Acute, &target),
		in(3, 1, Acute, nil),
		in(4, 16, Soon, &target), // past the target, and soon
		in(5, 40, Normal, &target),
		in(6, 15, Normal, &target),
		in(7, 14, Soon, &target), // on the target's last day it is not past
		in(8, 2, Soon, nil),
		in(9, 90, Normal, nil), // no target is never past
		in(10, 14, Normal, &target),
		in(11, 5, Normal, &target),
		in(12, 5, Normal, &target), // the same day: who was registered first
	}
	for range 50 {
		got := slices.Clone(want)
		rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, func(a, b Referral) int { return before(a, b, today) })
		for i := range got {
			if got[i].ID != want[i].ID {
				t.Fatalf("place %d is referral %d, want %d", i+1, got[i].ID, want[i].ID)
			}
		}
	}
}

// The age is computed, and its answer is the programme's ages on the day.
func TestAgeAnswer(t *testing.T) {
	today := day(2026, 11, 22)
	for _, tt := range []struct {
		born     when.Date
		low, top int
		age      int
		fits     bool
	}{
		{day(2009, 11, 22), 15, 23, 17, true},
		{day(2011, 11, 22), 15, 23, 15, true},
		{day(2011, 11, 23), 15, 23, 14, false}, // fifteen tomorrow
		{day(2002, 11, 23), 15, 23, 23, true},  // twenty-four tomorrow
		{day(2002, 11, 22), 15, 23, 24, false},
		{day(1996, 11, 23), 0, 29, 29, true},
		{day(1990, 1, 1), 0, 0, 36, true}, // no rule
	} {
		r := Referral{BirthDate: &tt.born, AgeMin: tt.low, AgeMax: tt.top}
		if age, fits, known := r.AgeAnswer(today); age != tt.age || fits != tt.fits || !known {
			t.Errorf("born %s, %d to %d: %d, %t, %t", tt.born, tt.low, tt.top, age, fits, known)
		}
	}
	if _, _, known := (Referral{AgeMax: 29}).AgeAnswer(today); known {
		t.Error("without a birth date the age is not known")
	}
}

func day(year int, month time.Month, day int) when.Date {
	d, _ := when.On(year, month, day)
	return d
}
