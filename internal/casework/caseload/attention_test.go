package caseload

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kasket/internal/casework/youth"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// claimed writes claims as the tests name them: kind and urgency, the most urgent first.
func claimed(list []Claim) string {
	var s []string
	for _, c := range list {
		s = append(s, fmt.Sprintf("%s:%d", c.Kind, c.Urgency))
	}
	return strings.Join(s, " ")
}

// What a record asks of us: each case changes one thing of a course that asks for nothing.
// The numbers are contact.Urgency: 1 calm, 2 soon, 3 today, 4 overdue.
func TestAttention(t *testing.T) {
	today := when.Of(noon)
	at := func(days, hour int) time.Time {
		return today.AddDays(days).Start().Add(time.Duration(hour) * time.Hour)
	}
	type record struct {
		o Overview
		i Identity
		y youth.Youth
	}
	tests := []struct {
		name   string
		change func(r *record)
		want   string
	}{
		{"a calm course asks for nothing", func(*record) {}, ""},
		{"without a rule nothing is due", func(r *record) { r.o.Cadence, r.o.LastContact = nil, ago(90) }, ""},
		{"seen in time", func(r *record) { r.o.LastContact = ago(11) }, ""},
		{"to be reached soon", func(r *record) { r.o.LastContact = ago(12) }, "contact:2"},
		{"to be reached today", func(r *record) { r.o.LastContact = ago(14) }, "contact:3"},
		{"not seen in time", func(r *record) { r.o.LastContact = ago(15) }, "contact:4"},
		{"in placement another rhythm holds", func(r *record) { r.o.LastContact, r.i.Company = ago(8), ptr("Bageriet") }, "contact:4"},
		{"two attempts in vain", func(r *record) { r.o.Attempts, r.o.LastAttempt = 2, ago(1) }, "other_way:2"},
		{"what we promised is late", func(r *record) {
			r.o.Agreements = []Agreement{{ID: 1, Text: "Ringe", Who: "us", Due: today.AddDays(-1)}}
		}, "agreement:4"},
		{"what we promised for the week", func(r *record) {
			r.o.Agreements = []Agreement{{ID: 1, Text: "Ringe", Who: "us", Due: today.AddDays(7)}}
		}, "agreement:1"},
		{"later, or without a day, is not said", func(r *record) {
			r.o.Agreements = []Agreement{{Text: "Ringe", Who: "us", Due: today.AddDays(8)}, {Text: "Skrive", Who: "us"}}
		}, ""},
		{"what the youth promised is not ours", func(r *record) {
			r.o.Agreements = []Agreement{{Text: "Ringe", Who: "youth", Due: today.AddDays(-9)}}
		}, ""},
		{"a meeting to come", func(r *record) { r.o.Meetings = []Meeting{{ID: 1, At: at(3, 10)}} }, "meeting:1"},
		{"a meeting today is not red", func(r *record) { r.o.Meetings = []Meeting{{ID: 1, At: at(0, 15)}} }, "meeting:2"},
		{"a meeting in a month is not said", func(r *record) { r.o.Meetings = []Meeting{{ID: 1, At: at(15, 10)}} }, ""},
		{"a meeting that is past asks how it went", func(r *record) { r.o.Meetings = []Meeting{{ID: 1, At: at(-2, 10)}} }, "held:3"},
		{"one of the whole day lasts till the day ends", func(r *record) { r.o.Meetings = []Meeting{{ID: 1, At: at(0, 0), AllDay: true}} }, "meeting:2"},
		{"a draft", func(r *record) { r.o.Drafts = []time.Time{noon} }, "draft:1"},
		{"a question to me", func(r *record) { r.o.Questions = []Question{{ID: 1, ToID: me, By: bo}} }, "answer:3"},
		{"an answer to me", func(r *record) { r.o.Questions = []Question{{ID: 1, ToID: bo, By: me, Answered: true}} }, "read:2"},
		{"my question waits with another", func(r *record) { r.o.Questions = []Question{{ID: 1, ToID: bo, By: me}} }, ""},
		{"a safety note that ends", func(r *record) { r.o.SafetyEnds = []SafetyEnd{{Text: "x", To: today.AddDays(9)}} }, "safety:2"},
		{"a protection that ends in two weeks", func(r *record) {
			r.y.Protection, r.y.ProtectionEndsOn = youth.Protected, ptr(today.AddDays(14))
		}, "protection:1"},
		{"a protection that has ended", func(r *record) {
			r.y.Protection, r.y.ProtectionEndsOn = youth.Protected, ptr(today.AddDays(-1))
		}, "protection:4"},
		{"a buddy is expected", func(r *record) { r.o.BuddyRule = programme.BuddyExpected }, "buddy:2"},
		{"a buddy is expected and there", func(r *record) { r.o.BuddyRule, r.i.Buddy = programme.BuddyExpected, ptr("Bo") }, ""},
		{"no second view for longer than the rule", func(r *record) { r.o.EyesEvery = 99 }, "eyes:2"},
		{"a second view in time", func(r *record) {
			r.o.EyesEvery, r.o.SecondView = 99, &View{Kind: SparringView, At: *ago(99), By: "Bo"}
		}, ""},
		{"longer than the longest stay", func(r *record) { r.o.Longest = 3 }, "longest:2"},
		{"a meeting at an age", func(r *record) {
			r.o.Milestones = []Milestone{{Da: "Møde ved 18", En: "Meeting at 18", Months: 216, Ahead: ptr(30)}}
			r.y.BirthDate = ptr(today.AddMonths(-216).AddDays(30))
		}, "milestone:1"},
		{"one that is not announced yet", func(r *record) {
			r.o.Milestones = []Milestone{{Months: 216, Ahead: ptr(29), Window: ptr(90)}}
			r.y.BirthDate = ptr(today.AddMonths(-216).AddDays(30))
		}, ""},
		{"one whose window and a fortnight have passed", func(r *record) {
			r.o.Milestones = []Milestone{{Months: 216, Ahead: ptr(30), Window: ptr(5)}}
			r.y.BirthDate = ptr(today.AddMonths(-216).AddDays(-20))
		}, ""},
		{"a conversation that a law prescribes", func(r *record) { r.o.Statutory = ptr(today.AddDays(1)) }, "statutory:2"},
		{"one that lies further ahead", func(r *record) { r.o.Statutory = ptr(today.AddDays(15)) }, ""},
		{"one that was due before the course", func(r *record) {
			r.o.Milestones = []Milestone{{Months: 216}}
			r.y.BirthDate, r.o.StartedOn = ptr(today.AddMonths(-216).AddDays(-30)), ptr(today.AddDays(-10))
		}, ""},
		{"a closed course asks for nothing of its own", func(r *record) {
			r.i.ClosedOn, r.o.BuddyRule, r.o.LastContact, r.o.EyesEvery = ptr(today), programme.BuddyExpected, ago(200), 1
		}, ""},
		{"the most urgent first, then the earliest", func(r *record) {
			r.o.LastContact, r.o.BuddyRule = ago(14), programme.BuddyExpected
			r.o.Agreements = []Agreement{{ID: 1, Text: "a", Who: "us", Due: today.AddDays(-1)}, {ID: 2, Text: "b", Who: "us", Due: today.AddDays(-3)}, {ID: 3, Text: "c", Who: "us", Due: today.AddDays(1)}}
		}, "agreement:4 agreement:4 contact:3 agreement:2 buddy:2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := record{o: Overview{
				StartedOn: ptr(today.AddDays(-100)), LastContact: ago(1),
				Cadence: programme.Cadence{programme.Regular: 14, programme.FirstMonth: 7, programme.Placement: 7},
			}}
			tt.change(&r)
			list := r.o.Attention(r.y, r.i, me, noon)
			if got := claimed(list); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			for i := range list[min(1, len(list)):] {
				a, b := list[i], list[i+1]
				if a.Urgency == b.Urgency && claimDue(a).After(claimDue(b)) {
					t.Errorf("%s of %s stands before %s of %s", a.Kind, a.Due, b.Kind, b.Due)
				}
			}
		})
	}
}
