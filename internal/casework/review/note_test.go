package review

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kasket/internal/rule"
)

func TestWish(t *testing.T) {
	for name, tt := range map[string]struct {
		wish Wish
		kind Kind
		want error
	}{
		"a question":           {Wish{Kind: Question, Text: " Hvad nu? "}, Question, nil},
		"a question of none":   {Wish{Kind: Question, Text: " \n"}, Question, rule.Violation("question", "required")},
		"seen":                 {Wish{Kind: Seen}, Seen, nil},
		"seen, with a word":    {Wish{Kind: Seen, Text: "Flot"}, Seen, nil},
		"no kind is to ask":    {Wish{Text: "Hvad nu?"}, Question, nil},
		"unknown kind":         {Wish{Kind: "blame"}, Question, rule.Violation("question", "required")},
		"as long as may be":    {Wish{Kind: Question, Text: strings.Repeat("å", 2000)}, Question, nil},
		"longer than may be":   {Wish{Kind: Question, Text: strings.Repeat("å", 2001)}, Question, rule.Violation("question", "too_long", 2000, 2001)},
		"seen, at such length": {Wish{Kind: Seen, Text: strings.Repeat("å", 2001)}, Seen, rule.Violation("question", "too_long", 2000, 2001)},
	} {
		err := tt.wish.check()
		if !reflect.DeepEqual(err, tt.want) || tt.wish.Kind != tt.kind {
			t.Errorf("%s: %v, %s; want %v, %s", name, err, tt.wish.Kind, tt.want, tt.kind)
		}
	}
}

func TestNote(t *testing.T) {
	at := time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)
	answered := Note{Kind: Question, Text: "Hvad nu?", Answer: "En tur", AnsweredAt: &at}
	answer := func(text string) func(*Note) error {
		return func(n *Note) error { return n.answer(text, 7, at) }
	}
	leader := func(n *Note) error { return n.closeFor(&n.LeaderClosedAt, at) }
	owner := func(n *Note) error { return n.closeFor(&n.OwnerClosedAt, at) }
	for name, tt := range map[string]struct {
		note Note
		do   func(*Note) error
		want error
	}{
		"answer":                       {Note{Kind: Question}, answer("En tur"), nil},
		"no answer":                    {Note{Kind: Question}, answer(" "), rule.Violation("answer", "required")},
		"too long an answer":           {Note{Kind: Question}, answer(strings.Repeat("x", 2001)), rule.Violation("answer", "too_long", 2000, 2001)},
		"answer twice":                 {answered, answer("To"), rule.Violation("", "answered_already")},
		"answer seen":                  {Note{Kind: Seen}, answer("Tak"), rule.Violation("", "review_nothing_asked")},
		"owner closes seen":            {Note{Kind: Seen}, owner, nil},
		"owner closes unanswered":      {Note{Kind: Question}, owner, rule.Violation("", "review_not_answered")},
		"leader closes unanswered":     {Note{Kind: Question}, leader, rule.Violation("", "review_not_answered")},
		"owner closes answered":        {answered, owner, nil},
		"leader closes answered":       {answered, leader, nil},
		"leader closes what is closed": {Note{Kind: Seen, LeaderClosedAt: &at}, leader, nil},
	} {
		if err := tt.do(&tt.note); !reflect.DeepEqual(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}
