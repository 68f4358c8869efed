package sparring

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kasket/internal/rule"
	"kasket/internal/when"
)

func day(t *testing.T, s string) when.Date {
	t.Helper()
	var d when.Date
	if err := d.UnmarshalText([]byte(s)); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWish(t *testing.T) {
	today := day(t, "2026-11-21")
	tests := []struct {
		name string
		wish Wish
		want error
	}{
		{"usual", Wish{To: 2, Text: "Hvad gør vi?"}, nil},
		{"until today", Wish{To: 2, Text: "Hvad?", Until: today}, nil},
		{"until the longest day", Wish{To: 2, Text: "Hvad?", Until: today.AddDays(60)}, nil},
		{"to nobody", Wish{Text: "Hvad?"}, rule.Violation("asked", "required")},
		{"to oneself", Wish{To: 1, Text: "Hvad?"}, rule.Violation("asked", "ask_oneself")},
		{"nothing asked", Wish{To: 2, Text: " \x00\n"}, rule.Violation("question", "required")},
		{"too much asked", Wish{To: 2, Text: strings.Repeat("æ", 4001)}, rule.Violation("question", "too_long", 4000, 4001)},
		{"until yesterday", Wish{To: 2, Text: "Hvad?", Until: today.AddDays(-1)}, rule.Violation("until", "in_the_past")},
		{"until too late", Wish{To: 2, Text: "Hvad?", Until: today.AddDays(61)}, rule.Violation("until", "invitation_too_long", 60)},
		{"all of it", Wish{Until: today.AddDays(61)}, rule.Violations{
			{Field: "asked", Code: "required"}, {Field: "question", Code: "required"}, {Field: "until", Code: "invitation_too_long", Args: []any{60}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.wish.check(1, today); !reflect.DeepEqual(err, tt.want) {
				t.Errorf("check: %v, want %v", err, tt.want)
			}
			if tt.want == nil && tt.wish.Until.IsZero() {
				t.Error("no last day was set")
			}
		})
	}
}

func TestLasts(t *testing.T) {
	until, closed := day(t, "2026-11-21"), time.Now()
	tests := []struct {
		name  string
		q     Question
		today string
		want  bool
	}{
		{"before its last day", Question{Until: until}, "2026-11-20", true},
		{"on its last day", Question{Until: until}, "2026-11-21", true},
		{"after it", Question{Until: until}, "2026-11-22", false},
		{"closed", Question{Until: until, ClosedAt: &closed}, "2026-11-20", false},
	}
	for _, tt := range tests {
		if got := tt.q.Lasts(day(t, tt.today)); got != tt.want {
			t.Errorf("%s: lasts %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAnswerAndExtend(t *testing.T) {
	today, now := day(t, "2026-11-21"), time.Now()
	open, answered, closed := Question{Until: today}, Question{Until: today, Answer: "Ja", AnsweredAt: &now}, Question{Until: today, ClosedAt: &now}
	tests := []struct {
		name string
		do   func(*Question) error
		of   Question
		want error
	}{
		{"answer", func(q *Question) error { return q.answer("Prøv en gåtur.", now) }, open, nil},
		{"answer nothing", func(q *Question) error { return q.answer("\t", now) }, open, rule.Violation("answer", "required")},
		{"answer too much", func(q *Question) error { return q.answer(strings.Repeat("x", 4001), now) }, open, rule.Violation("answer", "too_long", 4000, 4001)},
		{"answer twice", func(q *Question) error { return q.answer("Nej", now) }, answered, rule.Violation("", "answered_already")},
		{"extend", func(q *Question) error { return q.extend(today.AddDays(60), today) }, open, nil},
		{"extend to nothing", func(q *Question) error { return q.extend(when.Date{}, today) }, open, rule.Violation("until", "required")},
		{"extend into the past", func(q *Question) error { return q.extend(today.AddDays(-1), today) }, open, rule.Violation("until", "in_the_past")},
		{"extend too far", func(q *Question) error { return q.extend(today.AddDays(61), today) }, open, rule.Violation("until", "invitation_too_long", 60)},
		{"extend a closed one", func(q *Question) error { return q.extend(today.AddDays(3), today) }, closed, rule.Violation("", "question_closed")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := tt.of
			if err := tt.do(&q); !reflect.DeepEqual(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			if tt.want != nil && !reflect.DeepEqual(q, tt.of) {
				t.Error("the question changed, though a rule was broken")
			}
		})
	}
}
