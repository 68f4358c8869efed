// Package programme keeps by which rules a team works: the four models of the
// seeds, and whatever an administrator makes of them. A programme is rows with a
// period; no row means no rule. It also keeps the catalogue of what a statute or
// a municipality can change: benefits, categories, exits, placement types, holidays,
// deliveries, and what can be decided by which law, with its deadlines.
package programme

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
)

// Programme is one model by its name; what it prescribes on a day is its Model.
type Programme struct {
	ID   id.Programme
	Key  string
	Name string
}

// Service reads programmes and the catalogue, and lets administrators change them.
type Service struct {
	read  db.Reader
	trail *audit.Trail
}

// NewService makes the service.
func NewService(read db.Reader, trail *audit.Trail) *Service {
	return &Service{read: read, trail: trail}
}

const selectProgramme = `SELECT id, key, name FROM programmes `

// All lists the programmes in order of name.
func (s *Service) All(ctx context.Context) ([]Programme, error) {
	return db.All[Programme](ctx, s.read, selectProgramme+`ORDER BY name`, nil)
}

// Find reads one programme.
func (s *Service) Find(ctx context.Context, programme id.Programme) (Programme, error) {
	return db.One[Programme](ctx, s.read, selectProgramme+`WHERE id = @id`, db.Args{"id": programme})
}

// ByKey reads the programme that files and addresses call by its key.
func (s *Service) ByKey(ctx context.Context, key string) (Programme, error) {
	return db.One[Programme](ctx, s.read, selectProgramme+`WHERE key = @key`, db.Args{"key": key})
}

// acting is the event of an administrator's edit.
func acting(by access.Actor, form audit.Form, detail map[string]any) *audit.Event {
	return &audit.Event{By: by, Action: access.ManageProgrammes, Detail: detail, Form: form}
}

// edit runs fn on a programme that nobody else can edit meanwhile.
func (s *Service) edit(ctx context.Context, programme id.Programme, e *audit.Event, broken rule.Violations, fn func(pgx.Tx) error) error {
	e.Subject = int64(programme)
	return s.write(ctx, e, broken, func(tx pgx.Tx) error {
		_, err := db.One[Programme](ctx, tx, selectProgramme+`WHERE id = @id FOR UPDATE`, db.Args{"id": programme})
		if err != nil {
			return fmt.Errorf("programme %d: %w", programme, err)
		}
		return fn(tx)
	})
}

// write checks that the administrator may, and that the wish breaks no rule that
// can be seen without the database, before a transaction is opened.
func (s *Service) write(ctx context.Context, e *audit.Event, broken rule.Violations, fn func(pgx.Tx) error) error {
	if err := access.Check(e.By, e.Action, access.Scope{}); err != nil {
		return err
	}
	if err := broken.Err(); err != nil {
		return err
	}
	return s.trail.Write(ctx, e, fn)
}
