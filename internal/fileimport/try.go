package fileimport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/sheet"
)

// Upload is a file as it came.
type Upload struct {
	Kind Kind
	Team id.Team // whose coordinator reads it; 0 is for all teams, from the command line
	Name string  // of the file
	File io.Reader
}

// MostBytes is how large a file may be.
const MostBytes = 10 << 20

// Try reads a file of a coordinator's team and gives every row its verdict. Nothing
// is made of it yet.
func (s *Service) Try(ctx context.Context, by access.Actor, up Upload, form audit.Form) (id.ImportRun, error) {
	if err := access.Check(by, access.Import, access.InTeam(up.Team)); err != nil {
		return 0, err
	}
	return s.try(ctx, by, up, form)
}

// TryForHouse is Try for all teams, for the command line: who can start it there
// holds the database and its keys, and says in whose name it is done. A run of the
// very same file that was cut short is found again instead.
func (s *Service) TryForHouse(ctx context.Context, by access.Actor, up Upload) (id.ImportRun, error) {
	up.Team = 0
	return s.try(ctx, by, up, audit.Form{})
}

func (s *Service) try(ctx context.Context, by access.Actor, up Upload, form audit.Form) (id.ImportRun, error) {
	if !slices.Contains(Kinds, up.Kind) {
		return 0, rule.Violation("kind", "choose")
	}
	if up.Kind == Companies {
		if err := access.Check(by, access.ImportCompanies, access.Scope{}); err != nil {
			return 0, err
		}
	}
	data, err := io.ReadAll(io.LimitReader(up.File, MostBytes+1))
	if err != nil {
		return 0, fmt.Errorf("reading an uploaded file: %w", err)
	}
	digest := s.vault.Index(string(data), "import_runs.digest")
	if up.Team == 0 {
		if run, err := cutShort(ctx, s.read, up.Kind, digest); err == nil || !errors.Is(err, db.ErrNotFound) {
			return run, err
		}
	}
	t, err := s.trial(ctx, by.Staff, up, data)
	if err != nil {
		return 0, err
	}
	t.digest, t.by = digest, by.Staff
	event := &audit.Event{By: by, Action: access.Import, Team: up.Team, Form: form, Detail: map[string]any{
		"act": "try", "kind": up.Kind, "rows": len(t.lines), "new": t.count(New), "known": t.count(Known), "failed": t.count(Failed),
	}}
	err = s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		run, err := s.save(ctx, tx, t)
		event.Subject = int64(run)
		return err
	})
	return id.ImportRun(event.Subject), err
}

// trial is a file whose rows all have their verdict.
type trial struct {
	Upload
	digest   []byte
	by       id.Staff
	headings []string
	lines    []raw
}

// raw is a row as it stood in the file, with its verdict. It is stored sealed.
type raw struct {
	Line    int             `json:"-"`
	Cells   []string        `json:"cells"`
	Extra   []string        `json:"extra,omitempty"`
	Stray   bool            `json:"stray,omitempty"`
	Broken  rule.Violations `json:"broken,omitempty"`
	Verdict Verdict         `json:"-"`
}

func (t trial) count(v Verdict) int {
	n := 0
	for _, l := range t.lines {
		if l.Verdict == v {
			n++
		}
	}
	return n
}

// trial reads the file and judges every row as if those above it had been made.
func (s *Service) trial(ctx context.Context, by id.Staff, up Upload, data []byte) (trial, error) {
	t := trial{Upload: up}
	table, err := sheet.Read(up.Name, bytes.NewReader(data), sheet.Limits{Bytes: MostBytes})
	if err != nil {
		return t, fileFault(err)
	}
	l, err := layOut(up.Kind, table)
	if err != nil {
		return t, err
	}
	ref, err := s.reference(ctx, by, up.Team)
	if err != nil {
		return t, err
	}
	t.headings = table.Headings
	for start := 0; start < len(table.Rows); start += chunk {
		for _, r := range table.Rows[start:min(start+chunk, len(table.Rows))] {
			t.lines = append(t.lines, raw{Line: r.Line, Cells: r.Cells, Extra: r.Extra, Stray: len(r.Extra) > 0})
		}
	}
	return t, s.judgeAll(ctx, l, ref, t.lines)
}

// judgeAll gives every line its verdict, a chunk at a time. What the lines before
// would make is carried along.
func (s *Service) judgeAll(ctx context.Context, l layout, ref *reference, lines []raw) error {
	seen, foreseen := map[string]bool{}, map[youth.CPR]*held{}
	for start := 0; start < len(lines); start += chunk {
		part := lines[start:min(start+chunk, len(lines))]
		readings := make([]reading, len(part))
		for i := range part {
			readings[i] = l.read(part[i], ref)
		}
		before, err := s.seen(ctx, l.kind, readings)
		if err != nil {
			return err
		}
		holdings, err := s.holdings(ctx, s.read, ref, l.kind, numbersOf(readings))
		if err != nil {
			return err
		}
		if err := meet(ctx, s.read, readings); err != nil {
			return err
		}
		for i, r := range readings {
			h, ok := foreseen[r.number]
			if !ok {
				h = holdings[r.number]
			}
			line := &part[i]
			line.Verdict, line.Broken = r.verdict(ref, h, before[r.print] || seen[r.print])
			if line.Verdict == New {
				seen[r.print] = true
				foreseen[r.number] = r.row.foresee(h)
			}
		}
	}
	return nil
}

// judge is the row's own judgement, but for a youth from whose matter the reader of the
// file is disqualified: of them a file tells nothing.
func (r reading) judge(ref *reference, h *held) (known bool, broken rule.Violations) {
	if h != nil && h.conflict {
		return false, rule.Violation("cpr", "conflict")
	}
	return r.row.judge(ref, h)
}

// verdict is what becomes of a row, as things stand.
func (r reading) verdict(ref *reference, h *held, seen bool) (Verdict, rule.Violations) {
	switch {
	case seen:
		return Known, nil
	case len(r.broken) > 0:
		return Failed, r.broken
	}
	switch known, broken := r.judge(ref, h); {
	case len(broken) > 0:
		return Failed, broken
	case known:
		return Known, nil
	}
	return New, nil
}

func numbersOf(readings []reading) []youth.CPR {
	numbers := make([]youth.CPR, 0, len(readings))
	for _, r := range readings {
		if r.number != "" {
			numbers = append(numbers, r.number)
		}
	}
	return numbers
}

// fileFault turns a fault of the whole file into the words of a rule.
func fileFault(err error) error {
	fault, ok := errors.AsType[*sheet.Error](err)
	if !ok {
		return err
	}
	switch fault.Code {
	case sheet.TooLarge:
		return rule.Violation("file", "too_large", "10 MB")
	case sheet.DuplicateHeading:
		return rule.Violation("file", "heading_twice", fault.Heading)
	case sheet.Quotes, sheet.CellTooLong, sheet.TooManyColumns, sheet.TooManyRows:
		return rule.Violation("file", "file_"+fault.Code, fault.Line)
	}
	return rule.Violation("file", "file_"+fault.Code)
}
