package server_test

import (
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casework/intake"
	"kasket/web/page"
)

// Another team's no stands on the owner's day with its reason until it was read; what
// was taken back is told as that.
func TestDeclinedMoveIsReadOnce(t *testing.T) {
	s := newSite(t)
	north, south := s.Team("Nord"), s.Team("Syd")
	anna, kaj := s.Person(north, "Anna Krogh", access.Caseworker), s.Person(south, "Kaj Koch", access.Coordinator)
	y := s.Youth(anna, "Mads Holm")
	people := page.YouthPath(y, "people")
	move := intake.Move{Team: south, Reason: "Flyttet"}
	if _, err := s.Intake.AskMove(t.Context(), anna, y, move, formless); err != nil {
		t.Fatal(err)
	}
	v := s.as(anna)
	v.submit(people, page.YouthPath(y, "move", "withdrawal"), nil)
	if text := v.get(people).text("main"); strings.Contains(text, "sagde nej") || !strings.Contains(text, "Spørgsmålet til Syd blev trukket tilbage") {
		t.Errorf("after taking it back: %s", text)
	}
	r, err := s.Intake.AskMove(t.Context(), anna, y, move, formless)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Intake.Decline(t.Context(), kaj, r, "Vi har ikke plads", formless); err != nil {
		t.Fatal(err)
	}
	if text := v.get(page.TodayPath).text("main"); !strings.Contains(text, "Syd sagde nej") || !strings.Contains(text, "Vi har ikke plads") {
		t.Errorf("the day does not tell of the no: %s", text)
	}
	v.submit(people, page.YouthPath(y, "move", "note"), nil)
	if text := v.get(page.TodayPath).text("main"); strings.Contains(text, "sagde nej") {
		t.Errorf("the day still tells of it: %s", text)
	}
	if got := v.get(people); !strings.Contains(got.text("main"), "Syd sagde nej") || strings.Contains(got.text("main"), "Jeg har set det") {
		t.Error("the page of people has to tell of the no, without the button")
	}
}
