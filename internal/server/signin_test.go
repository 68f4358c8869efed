package server_test

import (
	"net/http"
	"testing"

	"kasket/internal/access"
)

// Who is signed in comes in, and who is not is asked to sign in and led on.
func TestSignIn(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna", access.Caseworker)
	if got := s.nobody().get("/session"); got.Status != http.StatusSeeOther || got.Location != "/sign-in?next=%2Fsession" {
		t.Errorf("nobody: %d to %q, want to sign in and come back", got.Status, got.Location)
	}
	if got := s.as(anna).get("/session"); got.Status != http.StatusOK {
		t.Errorf("signed in: %d, want 200", got.Status)
	}
}
