package fileimport

import (
	"context"
	"fmt"
	"io"
	"strings"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/sheet"
)

// Runs lists the files of the teams that by coordinates, newest first, before the
// one numbered before (0: from the newest).
func (s *Service) Runs(ctx context.Context, by access.Actor, before id.ImportRun, limit int) ([]Run, error) {
	teams := by.TeamsWhere(access.Import)
	if len(teams) == 0 {
		return nil, access.Check(by, access.Import, access.Scope{})
	}
	return db.All[Run](ctx, s.read, selectRun+`
		WHERE r.team_id = ANY(@teams) AND (@before = 0 OR r.id < @before) ORDER BY r.id DESC LIMIT @limit`,
		db.Args{"teams": teams, "before": before, "limit": limit})
}

// Find reads a run of a team that by coordinates.
func (s *Service) Find(ctx context.Context, by access.Actor, run id.ImportRun) (Run, error) {
	r, err := find(ctx, s.read, run)
	if err != nil {
		return Run{}, err
	}
	if err := mayRun(by, r); err != nil {
		return Run{}, err
	}
	return r, nil
}

// FindForHouse reads any run, for the command line.
func (s *Service) FindForHouse(ctx context.Context, run id.ImportRun) (Run, error) {
	return find(ctx, s.read, run)
}

// Lines reads rows of a found run with their verdicts, from the one after a position
// on: all of them, or only those that failed. A row that was settled has nothing
// left to show unless it failed. Rows name youths, so the look is recorded.
func (s *Service) Lines(ctx context.Context, by access.Actor, r Run, failed bool, after, limit int) ([]Line, error) {
	if err := mayRun(by, r); err != nil {
		return nil, err
	}
	return s.lines(ctx, by, r, failed, after, limit)
}

// LinesForHouse is Lines for a run for all teams, for the command line.
func (s *Service) LinesForHouse(ctx context.Context, by access.Actor, r Run, failed bool, after, limit int) ([]Line, error) {
	if err := notHouse(r); err != nil {
		return nil, err
	}
	return s.lines(ctx, by, r, failed, after, limit)
}

func (s *Service) lines(ctx context.Context, by access.Actor, r Run, failed bool, after, limit int) ([]Line, error) {
	event := audit.Event{By: by, Action: access.Import, Subject: int64(r.ID), Detail: map[string]any{"act": "rows", "after": after}}
	if r.Team != nil {
		event.Team = *r.Team
	}
	if err := s.trail.Look(ctx, event); err != nil {
		return nil, err
	}
	which := "all"
	if failed {
		which = "failed"
	}
	rows, err := rowsAfter(ctx, s.read, r.ID, after, limit, which)
	if err != nil {
		return nil, err
	}
	l, err := s.layoutOf(ctx, r)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(rows))
	for i, row := range rows {
		lines[i] = Line{Position: row.Position, Line: row.Line, Verdict: row.Verdict}
		if len(row.Content) == 0 {
			continue
		}
		content, err := s.opened(r.ID, row.Position, row.Content)
		if err != nil {
			return nil, err
		}
		lines[i].About, lines[i].Broken = l.about(content.Cells), content.Broken
	}
	return lines, nil
}

// aboutColumns are what names a row on a page: never a number.
var aboutColumns = map[Kind][]string{
	Youths:     {"given_name", "family_name"},
	Contacts:   {"at", "kind"},
	Companies:  {"company", "town"},
	Placements: {"from", "company"},
}

func (l layout) about(row []string) string {
	c := l.cells(row)
	var parts []string
	for _, name := range aboutColumns[l.kind] {
		parts = append(parts, shortened(rule.Line(c.values[name])))
	}
	return rule.Line(strings.Join(parts, " "))
}

// Failures writes the rows that failed as a file of the same columns with the
// reasons in one more, so that it comes in as it stands once they are mended. words
// tells a fault in the reader's language.
func (s *Service) Failures(ctx context.Context, by access.Actor, run id.ImportRun, w io.Writer, words func(rule.Broken) string) error {
	r, err := s.Find(ctx, by, run)
	if err != nil {
		return err
	}
	return s.failures(ctx, by, r, w, words)
}

// FailuresForHouse is Failures for a run for all teams, for the command line.
func (s *Service) FailuresForHouse(ctx context.Context, by access.Actor, run id.ImportRun, w io.Writer, words func(rule.Broken) string) error {
	r, err := find(ctx, s.read, run)
	if err == nil {
		err = notHouse(r)
	}
	if err != nil {
		return err
	}
	return s.failures(ctx, by, r, w, words)
}

func (s *Service) failures(ctx context.Context, by access.Actor, r Run, w io.Writer, words func(rule.Broken) string) error {
	event := audit.Event{By: by, Action: access.Import, Subject: int64(r.ID), Detail: map[string]any{"act": "failures", "rows": r.Failed}}
	if r.Team != nil {
		event.Team = *r.Team
	}
	if err := s.trail.Look(ctx, event); err != nil {
		return err
	}
	headings, err := headingsOf(ctx, s.read, r.ID)
	if err != nil {
		return err
	}
	l := layoutFor(r.Kind, headings)
	keep := l.columns(headings)
	out := sheet.NewWriter(w)
	_ = out.Write(append(pick(headings, keep), mended)...) // the error stays, and Flush returns it
	for after := 0; ; {
		rows, err := rowsAfter(ctx, s.read, r.ID, after, chunk, "failed")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].Position
		for _, row := range rows {
			content, err := s.opened(r.ID, row.Position, row.Content)
			if err != nil {
				return err
			}
			_ = out.Write(append(append(pick(content.Cells, keep), told(content.Broken, words)), content.Extra...)...)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the failures of import %d: %w", r.ID, err)
	}
	return nil
}

// columns are the places of the columns that are given back: all but those read over.
func (l layout) columns(headings []string) []int {
	var places []int
	for i := range headings {
		if l.names[i] != "" {
			places = append(places, i)
		}
	}
	return places
}

func pick(cells []string, places []int) []string {
	picked := make([]string, 0, len(places)+1)
	for _, i := range places {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		picked = append(picked, cell)
	}
	return picked
}

// told is all that is wrong with a row, in one cell.
func told(broken rule.Violations, words func(rule.Broken) string) string {
	parts := make([]string, len(broken))
	for i, b := range broken {
		parts[i] = words(b)
	}
	return strings.Join(parts, " ")
}

func headingsOf(ctx context.Context, q db.Reader, run id.ImportRun) ([]string, error) {
	headings, err := db.Value[[]string](ctx, q, `SELECT headings FROM import_runs WHERE id = @id`, db.Args{"id": run})
	if err != nil {
		return nil, fmt.Errorf("headings of import %d: %w", run, err)
	}
	return headings, nil
}
