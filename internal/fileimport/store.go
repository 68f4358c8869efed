package fileimport

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// chunk is how many rows are read, asked about and settled at a time.
const chunk = 500

const selectRun = `
	SELECT r.id, r.kind, r.team_id AS team, coalesce(t.name, '') AS team_name, r.file_name, r.state, r.rows, r.done, r.made, r.known,
	       r.failed, r.fresh AS "new", r.by_id AS "by", s.name AS by_name, r.started_at, r.moved_at, r.finished_at
	FROM import_runs r JOIN staff s ON s.id = r.by_id LEFT JOIN teams t ON t.id = r.team_id `

func find(ctx context.Context, q db.Reader, run id.ImportRun) (Run, error) {
	r, err := db.One[Run](ctx, q, selectRun+`WHERE r.id = @id`, db.Args{"id": run})
	if err != nil {
		return r, fmt.Errorf("import %d: %w", run, err)
	}
	return r, nil
}

// cutShort finds the run for all teams of a file that was not read to its end.
func cutShort(ctx context.Context, q db.Reader, kind Kind, digest []byte) (id.ImportRun, error) {
	return db.Value[id.ImportRun](ctx, q, `
		SELECT id FROM import_runs
		WHERE team_id IS NULL AND kind = @kind AND digest = @digest AND state IN ('running', 'stopped')
		ORDER BY id DESC LIMIT 1`, db.Args{"kind": kind, "digest": digest})
}

// save keeps a file that was tried: the run, and its rows sealed.
func (s *Service) save(ctx context.Context, tx pgx.Tx, t trial) (id.ImportRun, error) {
	team := &t.Team
	if t.Team == 0 {
		team = nil
	}
	run, err := db.Value[id.ImportRun](ctx, tx, `
		INSERT INTO import_runs (kind, team_id, file_name, digest, headings, rows, fresh, known, failed, by_id, started_at, moved_at)
		VALUES (@kind, @team, @name, @digest, @headings, @rows, @fresh, @known, @failed, @by, @now, @now) RETURNING id`,
		db.Args{
			"kind": t.Kind, "team": team, "name": shortened(t.Name), "digest": t.digest, "headings": t.headings, "rows": len(t.lines),
			"fresh": t.count(New), "known": t.count(Known), "failed": t.count(Failed), "by": t.by, "now": s.now(),
		})
	if err != nil {
		return 0, fmt.Errorf("keeping a file: %w", err)
	}
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"import_rows"}, []string{"run_id", "position", "line", "content", "verdict"},
		pgx.CopyFromSlice(len(t.lines), func(i int) ([]any, error) {
			l := t.lines[i]
			content, err := s.sealed(run, i+1, l)
			return []any{run, i + 1, l.Line, content, string(l.Verdict)}, err
		}))
	if err != nil {
		return 0, fmt.Errorf("keeping the rows of import %d: %w", run, err)
	}
	return run, nil
}

// sealed is a row as the database holds it, bound to its place.
func (s *Service) sealed(run id.ImportRun, position int, l raw) ([]byte, error) {
	plain, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("writing row %d: %w", position, err)
	}
	return s.vault.Seal(string(plain), sealPlace(run, position))
}

func (s *Service) opened(run id.ImportRun, position int, content []byte) (raw, error) {
	var l raw
	plain, err := s.vault.Open(content, sealPlace(run, position))
	if err == nil {
		err = json.Unmarshal([]byte(plain), &l)
	}
	if err != nil {
		return l, fmt.Errorf("opening row %d of import %d: %w", position, run, err)
	}
	return l, nil
}

func sealPlace(run id.ImportRun, position int) string {
	return fmt.Sprintf("import_rows:%d.%d:content", run, position)
}

// stored is a row as it is kept.
type stored struct {
	Position int
	Line     int
	Content  []byte
	Verdict  Verdict
	Settled  bool
}

// rowsAfter reads the next rows of a run: all, only those that failed, or only those
// the run has not come to.
func rowsAfter(ctx context.Context, q db.Reader, run id.ImportRun, after, limit int, which string) ([]stored, error) {
	condition := map[string]string{"all": "", "failed": "AND verdict = 'failed' ", "unsettled": "AND NOT settled "}[which]
	rows, err := db.All[stored](ctx, q, `
		SELECT position, line, content, verdict, settled FROM import_rows
		WHERE run_id = @run AND position > @after `+condition+`ORDER BY position LIMIT @limit`,
		db.Args{"run": run, "after": after, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("reading the rows of import %d: %w", run, err)
	}
	return rows, nil
}

func (s *Service) fingerprint(kind Kind, print string) []byte {
	return s.vault.Index(print, "imported_rows."+string(kind))
}

// seen finds which rows have been read in before.
func (s *Service) seen(ctx context.Context, kind Kind, readings []reading) (map[string]bool, error) {
	prints, of := make([][]byte, 0, len(readings)), make(map[string]string, len(readings))
	for _, r := range readings {
		if r.print != "" {
			f := s.fingerprint(kind, r.print)
			prints, of[string(f)] = append(prints, f), r.print
		}
	}
	found, err := db.Values[[]byte](ctx, s.read, `SELECT fingerprint FROM imported_rows WHERE kind = @kind AND fingerprint = ANY(@prints)`,
		db.Args{"kind": kind, "prints": prints})
	if err != nil {
		return nil, fmt.Errorf("looking for rows read before: %w", err)
	}
	seen := make(map[string]bool, len(found))
	for _, f := range found {
		seen[of[string(f)]] = true
	}
	return seen, nil
}

// keepDays is for how long the rows of a file that nobody read in, or that failed,
// wait to be fetched.
const keepDays = 30

// Sweep takes away the rows that have waited for too long.
func (s *Service) Sweep(ctx context.Context) error {
	old := when.Of(s.now()).AddDays(-keepDays).Start()
	return s.sweep(ctx, old)
}
