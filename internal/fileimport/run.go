package fileimport

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Queue has the reading done by a worker, once the transaction that asks for it
// commits.
type Queue interface {
	Import(ctx context.Context, tx pgx.Tx, run id.ImportRun) error
}

// Start has the rows of a tried or stopped run read in, in the name of by.
func (s *Service) Start(ctx context.Context, by access.Actor, run id.ImportRun, queue Queue, form audit.Form) error {
	return s.act(ctx, by, run, "start", form, func(tx pgx.Tx, r Run) error {
		return s.start(ctx, tx, by, r, queue)
	})
}

// StartForHouse is Start for a run for all teams, from the command line, which then
// calls Run itself.
func (s *Service) StartForHouse(ctx context.Context, by access.Actor, run id.ImportRun) error {
	event := &audit.Event{By: by, Action: access.Import, Subject: int64(run), Detail: map[string]any{"act": "start"}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, run)
		if err == nil {
			err = notHouse(r)
		}
		if err != nil {
			return err
		}
		return s.start(ctx, tx, by, r, nil)
	})
}

func notHouse(r Run) error {
	if r.Team == nil {
		return nil
	}
	return fmt.Errorf("import %d belongs to a team: %w", r.ID, access.ErrHidden)
}

func (s *Service) start(ctx context.Context, tx pgx.Tx, by access.Actor, r Run, queue Queue) error {
	if !r.Waits(s.now()) {
		return rule.Violation("", "import_not_waiting")
	}
	counts := ""
	if r.State == Tried { // until now they told of the trial
		counts = "done = 0, made = 0, known = 0, failed = 0,"
	}
	_, err := tx.Exec(ctx, `UPDATE import_runs SET `+counts+` state = 'running', by_id = @by, moved_at = @now WHERE id = @id`,
		db.Args{"id": r.ID, "by": by.Staff, "now": s.now()})
	if err != nil || queue == nil {
		return err
	}
	return queue.Import(ctx, tx, r.ID)
}

// Stop ends a run after the row it is at. It can be started again.
func (s *Service) Stop(ctx context.Context, by access.Actor, run id.ImportRun, form audit.Form) error {
	return s.act(ctx, by, run, "stop", form, func(tx pgx.Tx, r Run) error {
		if r.State != Running {
			return rule.Violation("", "import_not_running")
		}
		return s.setState(ctx, tx, run, Stopped)
	})
}

// act changes a run of a team whose coordinator by is.
func (s *Service) act(ctx context.Context, by access.Actor, run id.ImportRun, what string, form audit.Form, fn func(pgx.Tx, Run) error) error {
	event := &audit.Event{By: by, Action: access.Import, Subject: int64(run), Form: form, Detail: map[string]any{"act": what}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, run)
		if err != nil {
			return err
		}
		if err := mayRun(by, r); err != nil {
			return err
		}
		event.Team = *r.Team
		return fn(tx, r)
	})
}

// mayRun asks whether by coordinates the team of a run. A run for all teams is the
// command line's, and nobody's on the pages.
func mayRun(by access.Actor, r Run) error {
	if r.Team == nil {
		return fmt.Errorf("import %d: %w", r.ID, access.ErrHidden)
	}
	return access.Check(by, access.Import, access.InTeam(*r.Team))
}

// hold reads a run and locks it until the transaction ends.
func hold(ctx context.Context, tx pgx.Tx, run id.ImportRun) (Run, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM import_runs WHERE id = @id FOR UPDATE`, db.Args{"id": run}); err != nil {
		return Run{}, fmt.Errorf("holding import %d: %w", run, err)
	}
	return find(ctx, tx, run)
}

func (s *Service) setState(ctx context.Context, tx pgx.Tx, run id.ImportRun, state State) error {
	_, err := tx.Exec(ctx, `UPDATE import_runs SET state = @state, moved_at = @now WHERE id = @id`,
		db.Args{"id": run, "state": state, "now": s.now()})
	if err != nil {
		return fmt.Errorf("import %d: %w", run, err)
	}
	return nil
}

// What ends a run, or a row, without being a fault of either.
var (
	errNotRunning = errors.New("the run was stopped")
	errSettled    = errors.New("another has settled the row")
	errKnown      = errors.New("the row was read before")
)

// Run reads the rows of a started run in, from where it was left, until the last, or
// until it is stopped. It may be called again at any time, also by two at once.
func (s *Service) Run(ctx context.Context, run id.ImportRun) error {
	r, err := find(ctx, s.read, run)
	if err != nil || r.State != Running {
		return err
	}
	w := &worker{Service: s, run: r}
	if w.by, err = s.staff.Actor(ctx, r.By); err != nil {
		return err
	}
	if err := s.stillMay(ctx, w); err != nil {
		return err
	}
	if w.layout, err = s.layoutOf(ctx, r); err != nil {
		return err
	}
	for after := 0; ; {
		rows, err := rowsAfter(ctx, s.read, run, after, chunk, "unsettled")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return w.finish(ctx)
		}
		after = rows[len(rows)-1].Position
		if err := w.chunk(ctx, rows); errors.Is(err, errNotRunning) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// stillMay stops a run whose starter may no longer read files in for the team.
func (s *Service) stillMay(ctx context.Context, w *worker) error {
	if w.run.Team == nil || access.May(w.by, access.Import, access.InTeam(*w.run.Team)) {
		return nil
	}
	event := &audit.Event{Action: access.Import, Subject: int64(w.run.ID), Team: *w.run.Team, Detail: map[string]any{"act": "stop"}}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error { return s.setState(ctx, tx, w.run.ID, Stopped) })
	w.run.State = Stopped
	return err
}

func (s *Service) layoutOf(ctx context.Context, r Run) (layout, error) {
	headings, err := headingsOf(ctx, s.read, r.ID)
	if err != nil {
		return layout{}, err
	}
	return layoutFor(r.Kind, headings), nil
}

// worker is one who reads a run in.
type worker struct {
	*Service
	run    Run
	by     access.Actor
	layout layout
	ref    *reference
}

// settling is a row that is not made, to be settled with others of its chunk.
type settling struct {
	stored
	raw
}

// chunk settles some rows: the new ones each in its own transaction, the others
// together after them.
func (w *worker) chunk(ctx context.Context, rows []stored) (err error) {
	team := id.Team(0)
	if w.run.Team != nil {
		team = *w.run.Team
	}
	if w.ref, err = w.reference(ctx, w.by.Staff, team); err != nil {
		return err
	}
	lines, readings := make([]raw, len(rows)), make([]reading, len(rows))
	for i, row := range rows {
		if lines[i], err = w.opened(w.run.ID, row.Position, row.Content); err != nil {
			return err
		}
		readings[i] = w.layout.read(lines[i], w.ref)
	}
	seen, err := w.seen(ctx, w.run.Kind, readings)
	if err != nil {
		return err
	}
	var rest []settling
	for i, r := range readings {
		verdict, broken := Known, rule.Violations(nil)
		if !seen[r.print] {
			if verdict, broken, err = w.row(ctx, rows[i], r); err != nil {
				return err
			}
		}
		if verdict != Made {
			lines[i].Verdict, lines[i].Broken = verdict, broken
			rest = append(rest, settling{rows[i], lines[i]})
		}
	}
	return w.settle(ctx, rest)
}

// row makes a row that has not been read before, or says why not.
func (w *worker) row(ctx context.Context, row stored, r reading) (Verdict, rule.Violations, error) {
	if len(r.broken) > 0 {
		return Failed, r.broken, nil
	}
	err := w.make(ctx, row, r)
	broken, refused := errors.AsType[rule.Violations](err)
	switch {
	case err == nil, errors.Is(err, errSettled):
		return Made, nil, nil
	case errors.Is(err, errKnown):
		return Known, nil, nil
	case refused:
		return Failed, inOrder(w.run.Kind, broken), nil
	case ofTheRow(err): // one row that the database refuses does not hold up the others
		return Failed, rule.Violation("", "refused"), nil
	}
	return "", nil, err
}

// ofTheRow reports whether the database refused what the row says, rather than
// being unable to work.
func ofTheRow(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (strings.HasPrefix(pg.Code, "22") || strings.HasPrefix(pg.Code, "23"))
}

// make writes what a row asks for, with the mark that it was read.
func (w *worker) make(ctx context.Context, row stored, r reading) error {
	event := &audit.Event{By: w.by, Action: access.Import}
	return w.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := w.take(ctx, tx, row.Position); err != nil {
			return err
		}
		holdings, err := w.holdings(ctx, tx, w.ref, w.run.Kind, numbersOf([]reading{r}))
		if err != nil {
			return err
		}
		if err := meet(ctx, tx, []reading{r}); err != nil {
			return err
		}
		h := holdings[r.number]
		known, broken := r.judge(w.ref, h)
		if len(broken) > 0 {
			return broken
		}
		if known {
			return errKnown
		}
		m, err := r.row.make(ctx, tx, w.by, w.ref, h, w.now())
		if err != nil {
			return err
		}
		if err := standing.Free(ctx, tx, "cpr", w.by.Staff, m.Youth); err != nil {
			return err // new here, and whom the reader of the file declared
		}
		event.Youth, event.Team, event.Subject = m.Youth, m.Team, m.Subject
		event.Detail = map[string]any{"act": "row", "kind": w.run.Kind, "run": w.run.ID, "line": row.Line}
		return w.mark(ctx, tx, r, m)
	})
}
