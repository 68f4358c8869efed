package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/jobs"
)

// start runs one instance's queue on the world's database until the test ends.
func start(w *casetest.World) *jobs.Queue {
	w.Helper()
	log := slog.New(slog.NewTextHandler(w.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	work := jobs.Work{Trail: w.Trail, Sweepers: []jobs.Sweeper{w.Trail, w.Staff}, Imports: noImports{}}
	q, err := jobs.New(w.DB.Write, log, work)
	if err != nil {
		w.Fatal(err)
	}
	if err := q.Start(w.Context()); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			w.Error(err)
		}
	})
	return q
}

// noImports is the reader of files of an instance that is given none.
type noImports struct{}

func (noImports) Run(context.Context, id.ImportRun) error { return nil }

func (noImports) Resume(context.Context) error { return nil }

// look writes lines to the trail, several at a time.
func look(w *casetest.World, lines int) {
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
	group.Wait()
}

// eventually asks until it is so. A transaction anywhere on the test server holds
// the sealer back a little, so that how long it takes says nothing.
func eventually(w *casetest.World, what string, is func() bool) {
	w.Helper()
	for end := time.Now().Add(40 * time.Second); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatalf("%s: not after 40 s", what)
		}
	}
}

// sealed reports whether every line is in the chain, and nothing wrong with it.
func sealed(w *casetest.World, lines int64) bool {
	w.Helper()
	r, err := w.Trail.Verify(w.Context())
	if err != nil || len(r.Faults) > 0 {
		w.Fatalf("verify: %v, %v", r.Faults, err)
	}
	return r.Sealed == lines && r.Unsealed == 0
}

// What is written is sealed by the queue alone, within seconds.
func TestQueueSeals(t *testing.T) {
	t.Parallel() // it mostly waits
	w := casetest.New(t)
	start(w)
	look(w, 80)
	eventually(w, "80 lines sealed", func() bool { return sealed(w, 80) })
	look(w, 80)
	eventually(w, "80 more sealed at the next turn", func() bool { return sealed(w, 160) })
}

// Two instances share the work: one chain, each line in it once, and no more jobs
// than one instance would make.
func TestTwoInstancesMakeOneChain(t *testing.T) {
	t.Parallel() // it mostly waits
	w := casetest.New(t)
	start(w)
	start(w)
	began := time.Now()
	look(w, 800)
	eventually(w, "800 lines sealed", func() bool { return sealed(w, 800) })
	if n := casetest.One[int64](w, `SELECT count(*) FROM audit_chain`, nil); n != 800 {
		t.Errorf("%d links, want one for each of 800 lines", n)
	}
	jobs := casetest.One[int](w, `SELECT count(*) FROM river_job WHERE kind = 'seal'`, nil)
	if most := 2 + int(time.Since(began)/(5*time.Second)); jobs > most {
		t.Errorf("%d jobs queued by two instances, want %d at most", jobs, most)
	}
}

// After a day without any instance the first one catches up, in several batches.
func TestDowntimeIsCaughtUp(t *testing.T) {
	t.Parallel() // it mostly waits
	w := casetest.New(t)
	anna := w.Person(w.Team("Nord"), "Anna", access.Caseworker)
	const kept = `INSERT INTO sessions (token_hash, staff_id, data, seen_at, expires_at) VALUES (@token, @staff, '\x00', @at, @until)`
	for token, hours := range map[string]int{"old": 1, "new": 24} {
		at := w.Now().Add(time.Duration(hours) * time.Hour)
		w.Exec(kept, db.Args{"token": []byte(token), "staff": anna.Staff, "at": at, "until": at.Add(12 * time.Hour)})
	}
	w.Exec(`INSERT INTO idempotency_keys (staff_id, key, action, digest, created_at)
		SELECT @staff, gen_random_uuid(), 'search', '', @now::timestamptz - n * interval '20 days' FROM generate_series(0, 2) AS n`,
		db.Args{"staff": anna.Staff, "now": w.Now()})
	look(w, 4400)
	w.Later(24 * time.Hour)
	start(w)
	eventually(w, "a day's lines sealed", func() bool { return sealed(w, 4400) })
	eventually(w, "old sessions and keys swept", func() bool {
		return casetest.One[int](w, `SELECT count(*) FROM sessions`, nil) == 1 &&
			casetest.One[int](w, `SELECT count(*) FROM idempotency_keys`, nil) == 2
	})
	if left := casetest.One[string](w, `SELECT encode(token_hash, 'escape') FROM sessions`, nil); left != "new" {
		t.Errorf("the session left is the %s one, want the new", left)
	}
}
