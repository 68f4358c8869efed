package server_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/db"
)

// counter counts the statements of every pool: what a page asks of the database.
type counter struct{ n atomic.Int64 }

func (c *counter) option() db.Option { return db.WithTracer(c) }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// during is how many statements fn took.
func (c *counter) during(fn func()) int {
	before := c.n.Load()
	fn()
	return int(c.n.Load() - before)
}

func TestHome(t *testing.T) {
	queries := new(counter)
	s := newSite(t, queries.option())
	team := s.Team("Nord")
	if got := s.nobody().get("/"); got.Location != "/sign-in" {
		t.Errorf("a stranger is led to %q, want the sign-in page", got.Location)
	}
	tests := []struct {
		role access.Role
		home string
	}{
		{access.Caseworker, "/today"},
		{access.Coordinator, "/intake"},
		{access.Leader, "/team"},
		{access.Adviser, "/questions"},
		{access.Insight, "/figures"},
		{access.Administrator, "/staff"},
	}
	for _, tt := range tests {
		v := s.as(s.Person(team, "Anna", tt.role))
		n := queries.during(func() {
			if got := v.get("/"); got.Location != tt.home {
				t.Errorf("%s is led to %q, want %q", tt.role, got.Location, tt.home)
			}
		})
		if n != 1 {
			t.Errorf("%s: %d statements to find the way home, want the session's alone", tt.role, n)
		}
	}
}
