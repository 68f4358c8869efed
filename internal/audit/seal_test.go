package audit_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
)

// fill writes lines from many at once while a sealer runs beside them.
func fill(w *casetest.World, lines int) {
	w.Helper()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for n := range lines / 8 {
				e := audit.Event{Action: access.Search, Reason: fmt.Sprintf("%d.%d", i, n)}
				if err := w.Trail.Look(w.Context(), e); err != nil {
					w.Error(err)
				}
			}
		})
	}
	group.Go(func() {
		for range 10 {
			if _, err := w.Trail.Seal(w.Context()); err != nil {
				w.Error(err)
			}
		}
	})
	group.Wait()
	// A transaction of another test on the same server holds the sealer back.
	const waiting = `SELECT count(*) FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)`
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := w.Trail.Seal(w.Context()); err != nil {
			w.Fatal(err)
		}
		if casetest.One[int](w, waiting, nil) == 0 {
			return
		}
		if time.Now().After(end) {
			w.Fatal("not sealed after 20 s")
		}
	}
}

// tamper changes rows as somebody would who owns the database.
func tamper(w *casetest.World, sql string) {
	w.Helper()
	err := pgx.BeginFunc(w.Context(), w.DB.Write, func(tx pgx.Tx) error {
		_, err := tx.Exec(w.Context(), `SET LOCAL session_replication_role = replica; `+sql)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestVerifyFindsTampering(t *testing.T) {
	const anyEvent = `(SELECT event_id FROM audit_chain ORDER BY position OFFSET 40 LIMIT 1)`
	const forged = `INSERT INTO audit_events (at, action, nonce, mark) VALUES (now() - interval '1 hour', 'search', 'forged', '\x00')`
	tests := []struct {
		name, sql, want string
		sealAfter       bool
	}{
		{"untouched", "SELECT 1", "", false},
		{"reason changed", `UPDATE audit_events SET reason = 'x' WHERE id = ` + anyEvent, "changed", false},
		{"whom it is about changed", `UPDATE audit_events SET youth_id = 7 WHERE id = ` + anyEvent, "changed", false},
		{"time changed", `UPDATE audit_events SET at = at - interval '1 day' WHERE id = ` + anyEvent, "changed", false},
		{"removed", `DELETE FROM audit_events WHERE id = ` + anyEvent, "removed", false},
		{"removed with its link", `DELETE FROM audit_chain WHERE position = 41; DELETE FROM audit_events WHERE id = ` + anyEvent, "gap", false},
		{"put in, not sealed yet", forged, "inserted", false},
		{"put in and sealed", forged, "inserted", true},
		{"the end cut off", `DELETE FROM audit_chain WHERE position > 60; DELETE FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.id)`, "seal", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := casetest.New(t)
			fill(w, 80)
			kept, err := w.Trail.LastSeal(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tamper(w, tt.sql)
			if tt.sealAfter {
				if _, err := w.Trail.Seal(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			r, err := w.Trail.Verify(t.Context(), kept)
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" && len(r.Faults) > 0 || tt.want != "" && len(r.Faults) == 0 {
				t.Fatalf("faults %v, want %q", r.Faults, tt.want)
			}
			if tt.want != "" && r.Faults[0].What[:3] != tt.want[:3] {
				t.Errorf("found %+v first, want %q", r.Faults[0], tt.want)
			}
			if tt.want == "" && (r.Sealed != 80 || r.Unsealed != 0) {
				t.Errorf("sealed %d and waiting %d, want 80 and 0", r.Sealed, r.Unsealed)
			}
		})
	}
}

// A seal is read back as it was printed.
func TestSealText(t *testing.T) {
	w := casetest.New(t)
	fill(w, 16)
	s, err := w.Trail.LastSeal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back, err := audit.ParseSeal(s.String())
	if err != nil || back.String() != s.String() {
		t.Errorf("ParseSeal(%s) = %v, %v", s, back, err)
	}
	for _, bad := range []string{"", "12", "12:zz", "x:00", "5:abcd"} {
		if _, err := audit.ParseSeal(bad); err == nil {
			t.Errorf("ParseSeal(%q) went through", bad)
		}
	}
}
