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
	"kasket/internal/when"
)

// Counts is how a programme counts an exit in its share of good ones.
type Counts string

// The ways to count. LeftOut is out of the denominator too.
const (
	Good    Counts = "good"
	Other   Counts = "other"
	LeftOut Counts = "left_out"
)

// Exit is how a programme counts one exit of the catalogue.
type Exit struct {
	Code   string    `json:"code"`
	Counts Counts    `json:"counts"`
	From   when.Date `json:"from"`
	To     when.Date `json:"to"`
}

// Exits is what a programme says of exits on a day.
type Exits []Exit

// Of answers how an exit counts. Where the programme says nothing it counts as
// other, and defined is false: the page says "not defined" beside the figure.
func (x Exits) Of(code string) (c Counts, defined bool) {
	for _, e := range x {
		if e.Code == code {
			return e.Counts, true
		}
	}
	return Other, false
}

// check says which rules the exit breaks.
func (x Exit) check() rule.Violations {
	var v rule.Violations
	v.Required("code", x.Code)
	if x.Counts != Good && x.Counts != Other && x.Counts != LeftOut {
		v.Add("counts", "unknown")
	}
	day(&v, "from", x.From)
	return v
}

// SetExitCounts says from x.From on how a programme counts an exit.
func (s *Service) SetExitCounts(ctx context.Context, by access.Actor, programme id.Programme, x Exit, form audit.Form) error {
	x.To = when.Date{}
	event := acting(by, form, map[string]any{"exit": x})
	return s.edit(ctx, programme, event, x.check(), func(tx pgx.Tx) error {
		args := db.Args{"programme": programme, "code": x.Code}
		known, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM catalogue WHERE kind = 'exit' AND code = @code)`,
			db.Args{"code": x.Code})
		if err != nil {
			return fmt.Errorf("looking for exit %q: %w", x.Code, err)
		}
		if !known {
			return rule.Violation("code", "unknown")
		}
		same, err := timeline{"programme_exits", "programme_id = @programme AND code = @code", args}.makeRoom(ctx, tx, x.From)
		if err != nil {
			return err
		}
		sql := `INSERT INTO programme_exits (programme_id, code, counts, valid_from) VALUES (@programme, @code, @counts, @from)`
		if same {
			sql = `UPDATE programme_exits SET counts = @counts WHERE programme_id = @programme AND code = @code AND valid_from = @from`
		}
		args["counts"], args["from"] = x.Counts, x.From
		if _, err = tx.Exec(ctx, sql, args); err != nil {
			return fmt.Errorf("saving exit %s: %w", x.Code, err)
		}
		return nil
	})
}
