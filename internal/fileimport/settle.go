package fileimport

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
)

// take holds a row for this transaction, unless another has settled it or the run
// was stopped.
func (w *worker) take(ctx context.Context, tx pgx.Tx, position int) error {
	args := db.Args{"run": w.run.ID, "position": position}
	tag, err := tx.Exec(ctx, `
		UPDATE import_rows SET settled = true, verdict = 'made', content = ''
		WHERE run_id = @run AND position = @position AND NOT settled`, args)
	if err != nil {
		return fmt.Errorf("taking row %d of import %d: %w", position, w.run.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return errSettled
	}
	return nil
}

// mark writes down that a row was read, so that it is never read again, and moves
// the run on. Both stand or fall with what the row made.
func (w *worker) mark(ctx context.Context, tx pgx.Tx, r reading, m made) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO imported_rows (kind, fingerprint, subject, run_id) VALUES (@kind, @print, @subject, @run)
		ON CONFLICT DO NOTHING`,
		db.Args{"kind": w.run.Kind, "print": w.fingerprint(w.run.Kind, r.print), "subject": m.Subject, "run": w.run.ID})
	if err != nil {
		return fmt.Errorf("marking a row as read: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return errKnown
	}
	return w.moveOn(ctx, tx, tally{made: 1})
}

// tally is what some rows became.
type tally struct{ made, known, failed int }

// moveOn counts rows as done. A run that was stopped meanwhile takes no more.
func (w *worker) moveOn(ctx context.Context, tx pgx.Tx, t tally) error {
	tag, err := tx.Exec(ctx, `
		UPDATE import_runs SET done = done + @all, made = made + @made, known = known + @known, failed = failed + @failed, moved_at = @now
		WHERE id = @id AND state = 'running'`,
		db.Args{"id": w.run.ID, "all": t.made + t.known + t.failed, "made": t.made, "known": t.known, "failed": t.failed, "now": w.now()})
	if err != nil {
		return fmt.Errorf("moving import %d on: %w", w.run.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return errNotRunning
	}
	return nil
}

// settle writes down the rows of which nothing was made. Those that failed keep
// their cells, and what is wrong with them, to be fetched and mended.
func (w *worker) settle(ctx context.Context, rest []settling) error {
	if len(rest) == 0 {
		return nil
	}
	positions, verdicts, contents := make([]int, len(rest)), make([]string, len(rest)), make([][]byte, len(rest))
	for i, r := range rest {
		positions[i], verdicts[i], contents[i] = r.Position, string(r.raw.Verdict), []byte{}
		if r.raw.Verdict == Failed {
			var err error
			if contents[i], err = w.sealed(w.run.ID, r.Position, r.raw); err != nil {
				return err
			}
		}
	}
	event := &audit.Event{By: w.by, Action: access.Import, Subject: int64(w.run.ID)}
	if w.run.Team != nil {
		event.Team = *w.run.Team
	}
	return w.trail.Write(ctx, event, func(tx pgx.Tx) error {
		settled, err := db.Values[string](ctx, tx, `
			UPDATE import_rows r SET settled = true, verdict = f.verdict, content = f.content
			FROM unnest(@positions::int[], @verdicts::text[], @contents::bytea[]) AS f (position, verdict, content)
			WHERE r.run_id = @run AND r.position = f.position AND NOT r.settled
			RETURNING r.verdict`,
			db.Args{"run": w.run.ID, "positions": positions, "verdicts": verdicts, "contents": contents})
		if err != nil {
			return fmt.Errorf("settling rows of import %d: %w", w.run.ID, err)
		}
		var t tally
		for _, verdict := range settled {
			if Verdict(verdict) == Failed {
				t.failed++
			} else {
				t.known++
			}
		}
		event.Detail = map[string]any{"act": "settle", "known": t.known, "failed": t.failed}
		return w.moveOn(ctx, tx, t)
	})
}

// finish ends a run whose rows are all settled, and takes away the rows that were.
func (w *worker) finish(ctx context.Context) error {
	event := &audit.Event{By: w.by, Action: access.Import, Subject: int64(w.run.ID), Detail: map[string]any{"act": "finish"}}
	if w.run.Team != nil {
		event.Team = *w.run.Team
	}
	return w.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, w.run.ID)
		if err != nil || r.State != Running {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM import_rows WHERE run_id = @run AND verdict <> 'failed'`, db.Args{"run": r.ID})
		if err != nil {
			return fmt.Errorf("clearing import %d: %w", r.ID, err)
		}
		_, err = tx.Exec(ctx, `UPDATE import_runs SET state = 'done', moved_at = @now, finished_at = @now WHERE id = @id`,
			db.Args{"id": r.ID, "now": w.now()})
		return err
	})
}

// sweep takes away the rows of runs that nobody has touched since a time, in the
// name of the system.
func (s *Service) sweep(ctx context.Context, since time.Time) error {
	runs, err := db.Values[id.ImportRun](ctx, s.read, `
		SELECT r.id FROM import_runs r
		WHERE r.state <> 'running' AND r.moved_at < @since AND EXISTS (SELECT FROM import_rows WHERE run_id = r.id) ORDER BY r.id`,
		db.Args{"since": since})
	if err != nil {
		return fmt.Errorf("looking for old imports: %w", err)
	}
	for _, run := range runs {
		event := &audit.Event{Action: access.Import, Subject: int64(run), Detail: map[string]any{"act": "clear"}}
		err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM import_rows WHERE run_id = @run`, db.Args{"run": run}); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE import_runs SET state = 'done', finished_at = coalesce(finished_at, @now) WHERE id = @run`,
				db.Args{"run": run, "now": s.now()})
			return err
		})
		if err != nil {
			return fmt.Errorf("clearing import %d: %w", run, err)
		}
	}
	return nil
}
