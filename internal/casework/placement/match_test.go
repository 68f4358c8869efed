package placement_test

import (
	"errors"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/placement"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// A match is kept with its sentence and what the company said, for who may, and only
// with a company that is there.
func TestMatch(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, kim := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Kim", access.Caseworker)
	mads, ida := w.Youth(anna, "Mads Holm"), w.Youth(anna, "Ida Lund")
	auto, shut, gone, full := w.Company("Hobro Auto"), w.Company("Lukket"), w.Company("Flettet"), w.Company("Bageriet")
	w.Exec(`UPDATE companies SET industry = 'Autoværksted' WHERE id = @c`, db.Args{"c": auto})
	w.Exec(`UPDATE companies SET closed_on = @today WHERE id = @c`, db.Args{"c": shut, "today": w.Today()})
	w.Exec(`UPDATE companies SET merged_into = @to, merged_at = @now WHERE id = @c`, db.Args{"c": gone, "to": auto, "now": w.Now()})
	w.Exec(`UPDATE companies SET capacity = 0, capacity_on = @today WHERE id = @c`, db.Args{"c": full, "today": w.Today()})
	if err := w.Plans.Say(t.Context(), anna, mads, plan.Saying{Texts: map[plan.WordKind]string{plan.Dream: "Automekaniker"}}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	think := func(by access.Actor, c id.Company, sentence string) (id.Match, error) {
		return w.Placements.Think(t.Context(), by, mads, placement.Thought{Company: c, Sentence: sentence}, audit.Form{})
	}
	for _, tt := range []struct {
		name     string
		company  id.Company
		sentence string
		field    string
	}{
		{"no company", 0, "Små hold", "company"},
		{"nobody's number", 99999, "Små hold", "company"},
		{"closed", shut, "Små hold", "company"},
		{"merged", gone, "Små hold", "company"},
		{"no sentence", auto, " ", "sentence"},
		{"too long", auto, strings.Repeat("a", placement.MostSentence+1), "sentence"},
	} {
		_, err := think(anna, tt.company, tt.sentence)
		if v, ok := errors.AsType[rule.Violations](err); !ok || v[0].Field != tt.field {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := think(kim, auto, "Små hold"); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("a colleague: %v", err)
	}
	m, err := think(anna, auto, "Små hold")
	if err != nil {
		t.Fatal(err)
	}
	answer := func(y id.Youth, said placement.Reply) error {
		return w.Placements.Answered(t.Context(), anna, y, m, said, "Ring i maj", audit.Form{})
	}
	if err := answer(ida, placement.ReplyYes); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another youth's: %v", err)
	}
	if err := answer(mads, "maybe"); err == nil {
		t.Error("an answer that is none is kept")
	}
	if err := answer(mads, placement.ReplyYes); err != nil {
		t.Fatal(err)
	}
	scope, err := standing.Of(t.Context(), w.DB.Read, anna, mads, w.Now())
	if err != nil {
		t.Fatal(err)
	}
	seen, err := w.Caseload.Matching(t.Context(), anna, scope, caseload.MatchFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen.Matches) != 1 || seen.Matches[0].Answer != placement.ReplyYes || seen.Matches[0].Sentence != "Små hold" || seen.Matches[0].Note != "Ring i maj" {
		t.Errorf("thought of %+v", seen.Matches)
	}
	if len(seen.Companies) != 1 || seen.Companies[0].ID != auto || len(seen.Companies[0].Suits) != 1 || seen.Companies[0].Suits[0] != plan.Dream {
		t.Errorf("companies %+v", seen.Companies)
	}
	if all, err := w.Caseload.Matching(t.Context(), anna, scope, caseload.MatchFilter{All: true}); err != nil || len(all.Companies) != 2 || all.Companies[0].ID != auto {
		t.Errorf("all: %+v, %v", all.Companies, err)
	}
}
