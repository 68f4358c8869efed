package plan_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/rule"
)

type saying struct {
	*casetest.World
	anna, bo, kim, sten access.Actor
	mads                id.Youth
}

func newSaying(t *testing.T) *saying {
	t.Helper()
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	s := &saying{
		World: w, anna: w.Person(north, "Anna", access.Caseworker), bo: w.Person(north, "Bo", access.Caseworker),
		kim: w.Person(north, "Kim", access.Caseworker), sten: w.Person(south, "Sten", access.Caseworker),
	}
	s.mads = w.Youth(s.anna, "Mads Holm", casetest.WithBuddy(s.bo))
	return s
}

func (s *saying) said() plan.Said {
	s.Helper()
	said, err := plan.WordsOf(s.Context(), s.DB.Read, s.mads)
	if err != nil {
		s.Fatal(err)
	}
	return said
}

func (s *saying) say(by access.Actor, seen id.OwnWords, on string, texts map[plan.WordKind]string) error {
	return s.Plans.Say(s.Context(), by, s.mads, plan.Saying{Texts: texts, On: on, Seen: seen}, audit.Form{})
}

// The newest of a kind holds, the same words are said once, and nothing takes it back.
func TestSay(t *testing.T) {
	s := newSaying(t)
	if err := s.say(s.anna, 0, "", map[plan.WordKind]string{plan.Dream: "Kok", plan.Resource: " Kan tegne ", plan.Wanted: ""}); err != nil {
		t.Fatal(err)
	}
	first := s.said()
	if len(first) != 2 || first.Now(plan.Dream).Text != "Kok" || first.Now(plan.Resource).Text != "Kan tegne" || first.Now(plan.Dream).SaidOn != s.Today() {
		t.Fatalf("said %+v", first)
	}
	if err := s.say(s.bo, first.Newest(), "1/11", map[plan.WordKind]string{plan.Dream: "Automekaniker", plan.Resource: "Kan tegne"}); err != nil {
		t.Fatal(err)
	}
	if err := s.say(s.anna, first.Newest(), "", map[plan.WordKind]string{plan.Dream: "Automekaniker"}); err != nil {
		t.Errorf("the same words from an old page: %v", err)
	}
	second := s.said()
	if len(second) != 3 || second.Now(plan.Dream).Text != "Automekaniker" || second.Now(plan.Dream).By != "Bo" || len(second.Before()) != 1 {
		t.Errorf("said %+v", second)
	}
	if err := s.say(s.anna, second.Newest(), "", map[plan.WordKind]string{plan.Dream: ""}); err != nil || s.said().Now(plan.Dream).Text != "" || len(s.said().Before()) != 2 {
		t.Errorf("taken back: %v, %+v", err, s.said())
	}
}

func TestSayRefused(t *testing.T) {
	s := newSaying(t)
	tests := []struct {
		name  string
		by    access.Actor
		seen  id.OwnWords
		on    string
		kind  plan.WordKind
		text  string
		field string
		code  string
		err   error
	}{
		{"a colleague", s.kim, 0, "", plan.Dream, "Kok", "", "", access.ErrForbidden},
		{"a stranger", s.sten, 0, "", plan.Dream, "Kok", "", "", access.ErrHidden},
		{"another kind", s.anna, 0, "", "story", "Kok", "kind", "unknown", nil},
		{"tomorrow", s.anna, 0, "i morgen", plan.Dream, "Kok", "said_on", "", nil},
		{"no day", s.anna, 0, "engang", plan.Dream, "Kok", "said_on", "date", nil},
		{"too long", s.anna, 0, "", plan.Dream, strings.Repeat("a", plan.MostWords+1), "dream", "too_long", nil},
	}
	for _, tt := range tests {
		err := s.say(tt.by, tt.seen, tt.on, map[plan.WordKind]string{tt.kind: tt.text})
		v, broken := errors.AsType[rule.Violations](err)
		if tt.err != nil && !errors.Is(err, tt.err) || tt.err == nil && (!broken || v[0].Field != tt.field || tt.code != "" && v[0].Code != tt.code) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if n := len(s.said()); n != 0 {
		t.Errorf("%d sayings of those refused", n)
	}
}

// Two who write at once: one is told what the other wrote, and nothing is lost.
func TestSayAtOnce(t *testing.T) {
	s := newSaying(t)
	var wg sync.WaitGroup
	kept, told := make(chan string, 8), make(chan plan.Said, 8)
	for _, text := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		wg.Go(func() {
			err := s.say(s.anna, 0, "", map[plan.WordKind]string{plan.Dream: text})
			if since, moved := errors.AsType[*plan.SaidSince](err); moved {
				told <- since.Said
			} else if err == nil {
				kept <- text
			} else {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(kept) != 1 || len(told) != 7 {
		t.Fatalf("%d kept, %d told", len(kept), len(told))
	}
	if first, said := <-kept, (<-told).Now(plan.Dream).Text; said != first || s.said().Now(plan.Dream).Text != first {
		t.Errorf("kept %q, told %q", first, said)
	}
}
