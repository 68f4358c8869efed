package server_test

import (
	"net/http"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/db"
	"kasket/internal/staff"
)

// A session ends an hour after its last request and twelve hours after it began,
// whatever is done in it.
func TestSessionEnds(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna Kjær", access.Caseworker)
	tests := []struct {
		name  string
		steps []time.Duration // between requests
		ends  bool
	}{
		{"used now", []time.Duration{0}, false},
		{"idle for just under an hour", []time.Duration{staff.IdleTimeout - time.Second}, false},
		{"idle for an hour", []time.Duration{staff.IdleTimeout}, true},
		{"used every half hour of a day", repeat(23, 30*time.Minute), false},
		{"and no longer", repeat(24, 30*time.Minute), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := s.as(anna)
			var last *answer
			for _, d := range tt.steps {
				s.Later(d)
				last = c.get("/session")
			}
			want := http.StatusOK
			if tt.ends {
				want = http.StatusSeeOther
			}
			if last.Status != want {
				t.Errorf("status %d, want %d", last.Status, want)
			}
		})
	}
}

func repeat(n int, d time.Duration) []time.Duration {
	steps := make([]time.Duration, n)
	for i := range steps {
		steps[i] = d
	}
	return steps
}

// Who has left is out at once, wherever they are signed in.
func TestLeavingEndsSessions(t *testing.T) {
	s := newSite(t)
	anna := s.Person(s.Team("Nord"), "Anna Kjær", access.Caseworker)
	c := s.as(anna)
	s.Exec(`UPDATE staff SET left_on = @day WHERE id = @id`, db.Args{"day": s.Today().AddDays(-1), "id": anna.Staff})
	if a := c.get("/session"); a.Status != http.StatusSeeOther {
		t.Errorf("status %d, want to be asked to sign in", a.Status)
	}
}
