package economy

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service is the use cases of the calculations.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Kept is a calculation that was saved, by whom and when.
type Kept struct {
	Number int64 // of the row
	Parameters
	By     string
	At     time.Time
	Newest bool // of its period: the others were corrected
}

// Effort is a programme with its calculations, the latest period first.
type Effort struct {
	Programme id.Programme
	Name      string
	Kept      []Kept `db:"-"`
}

// Latest is the calculation that holds for the latest period.
func (e Effort) Latest() (Kept, bool) {
	if len(e.Kept) == 0 {
		return Kept{}, false
	}
	return e.Kept[0], true
}

// On is the calculation that holds for a period.
func (e Effort) On(p Parameters) (Kept, bool) {
	for _, k := range e.Kept {
		if k.Newest && k.Period == p.Period {
			return k, true
		}
	}
	return Kept{}, false
}

// keptRow is a row of economy_parameters.
type keptRow struct {
	ID             int64
	Programme      id.Programme
	From           when.Date
	To             when.Date
	BaselineMonths int
	ActualMonths   int
	GrossMonth     int64
	RefundPercent  int
	Cost           int64
	Note           string
	Source         string
	ByName         string
	At             time.Time
}

// teamsOf are the teams whose programmes somebody may calculate for; nil is every one.
func teamsOf(by access.Actor) []id.Team {
	if access.May(by, access.ViewAllFigures, access.Scope{}) {
		return nil
	}
	return by.TeamsWhere(access.ViewTeam)
}

// Efforts lists the programmes that somebody may see the figures of, with what was
// calculated for each.
func (s *Service) Efforts(ctx context.Context, by access.Actor) ([]Effort, error) {
	if err := access.Check(by, access.ViewFigures, access.Scope{}); err != nil {
		return nil, err
	}
	list, err := db.All[Effort](ctx, s.read, `
		SELECT g.id AS programme, g.name FROM programmes g
		WHERE EXISTS (SELECT FROM teams t WHERE t.programme_id = g.id AND (@teams::bigint[] IS NULL OR t.id = ANY(@teams)))
		ORDER BY g.name COLLATE "da-x-icu", g.id`, db.Args{"teams": teamsOf(by)})
	if err != nil {
		return nil, fmt.Errorf("programmes with an economy: %w", err)
	}
	programmes := make([]id.Programme, len(list))
	for i, e := range list {
		programmes[i] = e.Programme
	}
	rows, err := db.All[keptRow](ctx, s.read, `
		SELECT p.id, p.programme_id AS programme, p.from_on AS "from", p.to_on AS "to", p.baseline_months, p.actual_months, p.gross_month,
		       p.refund_percent, p.cost, p.note, p.source, s.name AS by_name, p.at
		FROM economy_parameters p JOIN staff s ON s.id = p.by_id WHERE p.programme_id = ANY(@programmes)
		ORDER BY p.programme_id, p.to_on DESC, p.from_on DESC, p.id DESC`, db.Args{"programmes": programmes})
	if err != nil {
		return nil, fmt.Errorf("calculations: %w", err)
	}
	for _, r := range rows {
		for i := range list {
			if list[i].Programme == r.Programme {
				_, corrected := list[i].On(Parameters{Period: r.parameters().Period})
				list[i].Kept = append(list[i].Kept, Kept{Number: r.ID, Parameters: r.parameters(), By: r.ByName, At: r.At, Newest: !corrected})
			}
		}
	}
	return list, s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewFigures, Detail: map[string]any{"economy": programmes}})
}

func (r keptRow) parameters() Parameters {
	p := Parameters{Programme: r.Programme, Baseline: r.BaselineMonths, Actual: r.ActualMonths, Gross: r.GrossMonth, Refund: r.RefundPercent, Cost: r.Cost, Note: r.Note, Source: r.Source}
	p.Period.From, p.Period.To = r.From, r.To
	return p
}

// Keep saves a calculation. What was saved before for the same period stays, and holds
// no more.
func (s *Service) Keep(ctx context.Context, by access.Actor, p Parameters, form audit.Form) error {
	p.Note, p.Source = rule.Text(p.Note), rule.Line(p.Source)
	event := &audit.Event{By: by, Action: access.KeepEconomy, Form: form, Detail: map[string]any{"programme": p.Programme, "from": p.Period.From, "to": p.Period.To}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.KeepEconomy, access.Scope{}); err != nil {
			return err
		}
		theirs, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM teams WHERE programme_id = @programme AND (@teams::bigint[] IS NULL OR id = ANY(@teams)))`,
			db.Args{"programme": p.Programme, "teams": teamsOf(by)})
		if err != nil {
			return fmt.Errorf("programme %d: %w", p.Programme, err)
		}
		broken := p.Check(when.Of(s.now()))
		if !theirs {
			broken.Add("programme", "unknown")
		}
		if len(broken) > 0 {
			return broken
		}
		number, err := db.Value[int64](ctx, tx, `
			INSERT INTO economy_parameters (programme_id, from_on, to_on, months, baseline_months, actual_months, gross_month, refund_percent, cost, note, source, by_id, at)
			VALUES (@programme, @from, @to, @months, @baseline, @actual, @gross, @refund, @cost, @note, @source, @by, @at) RETURNING id`,
			db.Args{
				"programme": p.Programme, "from": p.Period.From, "to": p.Period.To, "months": p.Months(), "baseline": p.Baseline, "actual": p.Actual,
				"gross": p.Gross, "refund": p.Refund, "cost": p.Cost, "note": p.Note, "source": p.Source, "by": by.Staff, "at": s.now(),
			})
		event.Subject = number
		if err != nil {
			return fmt.Errorf("saving a calculation for programme %d: %w", p.Programme, err)
		}
		return nil
	})
}
