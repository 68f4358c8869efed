package measure

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// ProgrammeRule is a Rule with whose it is.
type ProgrammeRule struct {
	ID        id.MeasureRule
	Programme id.Programme
	Name      string
	Rule
	From   when.Date
	Source string
}

// House is what an administrator keeps of measurements.
type House struct {
	Instruments []Instrument // every version, the newest of each first
	Rules       []ProgrammeRule
	Programmes  []ProgrammeName
	Hours       int // a link holds; 0 is none
}

// ProgrammeName is a programme that may want something measured.
type ProgrammeName struct {
	ID   id.Programme
	Name string
}

// House reads what an administrator keeps of measurements, in one query.
func (s *Service) House(ctx context.Context, by access.Actor) (House, error) {
	if err := access.Check(by, access.ManageInstruments, access.Scope{}); err != nil {
		return House{}, err
	}
	h, err := db.One[House](ctx, s.read, `
		SELECT (SELECT coalesce(json_agg(`+asObject+` ORDER BY i.position, i.code, i.version DESC), '[]') FROM instruments i) AS instruments,
		       (SELECT coalesce(json_agg(json_build_object('id', r.id, 'programme', p.id, 'name', p.name, 'code', r.code, 'occasion', r.occasion, 'firstdays', coalesce(r.first_days, 0),
		               'everydays', coalesce(r.every_days, 0), 'from', r.valid_from, 'source', r.source) ORDER BY p.name, r.code, r.id), '[]')
		        FROM programme_measures r JOIN programmes p ON p.id = r.programme_id WHERE r.valid_to IS NULL OR r.valid_to >= @today) AS rules,
		       (SELECT coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) ORDER BY p.name), '[]') FROM programmes p) AS programmes,
		       coalesce((SELECT h.hours FROM measure_link_hours h WHERE daterange(h.valid_from, h.valid_to, '[]') @> @today::date), 0) AS hours`,
		db.Args{"today": when.Of(s.now())})
	if err != nil {
		return h, fmt.Errorf("the instruments: %w", err)
	}
	return h, nil
}

// mostHours is how long a link may open something: two weeks.
const mostHours = 336

// SetHours says how many hours a link opens something, from today on.
func (s *Service) SetHours(ctx context.Context, by access.Actor, hours int, form audit.Form) error {
	if err := access.Check(by, access.ManageInstruments, access.Scope{}); err != nil {
		return err
	}
	if hours < 1 || hours > mostHours {
		return rule.Violation("hours", "range", 1, mostHours)
	}
	event := &audit.Event{By: by, Action: access.ManageInstruments, Detail: map[string]any{"link_hours": hours}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		today := db.Args{"today": when.Of(s.now())}
		err := inOrder(ctx, tx, []step{
			{`LOCK TABLE measure_link_hours IN SHARE ROW EXCLUSIVE MODE`, nil},
			{`DELETE FROM measure_link_hours WHERE valid_from >= @today`, today},
			{`UPDATE measure_link_hours SET valid_to = @today::date - 1 WHERE valid_to IS NULL OR valid_to >= @today`, today},
			{`INSERT INTO measure_link_hours (hours, valid_from) VALUES (@hours, @today)`, db.Args{"hours": hours, "today": when.Of(s.now())}},
		})
		if err != nil {
			return fmt.Errorf("how long a link holds: %w", err)
		}
		return nil
	})
}

// step is one statement of several.
type step struct {
	sql  string
	args db.Args
}

func inOrder(ctx context.Context, tx pgx.Tx, steps []step) error {
	for _, s := range steps {
		if _, err := tx.Exec(ctx, s.sql, s.args); err != nil {
			return err
		}
	}
	return nil
}

// SetRule says that a programme wants an instrument used from today on: on an occasion, or
// every so many days after the first.
func (s *Service) SetRule(ctx context.Context, by access.Actor, programme id.Programme, r Rule, source string, form audit.Form) error {
	if err := access.Check(by, access.ManageInstruments, access.Scope{}); err != nil {
		return err
	}
	source = rule.Line(source)
	var broken rule.Violations
	if !slices.Contains(Occasions, r.Occasion) {
		broken.Add("occasion", "unknown")
	}
	if r.Occasion == NoOccasion && (r.FirstDays < 0 || r.FirstDays > 366) {
		broken.Add("first_days", "range", 0, 366)
	}
	if r.Occasion == NoOccasion && (r.EveryDays < 1 || r.EveryDays > 366) {
		broken.Add("every_days", "range", 1, 366)
	}
	broken.Longest("source", source, mostNote)
	if len(broken) > 0 {
		return broken
	}
	event := &audit.Event{By: by, Action: access.ManageInstruments, Subject: int64(programme), Detail: map[string]any{"measure": r}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		known, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM programmes WHERE id = @p) AND EXISTS (SELECT FROM instruments WHERE code = @code)`, db.Args{"p": programme, "code": r.Code})
		if err != nil {
			return fmt.Errorf("programme %d: %w", programme, err)
		}
		if !known {
			return rule.Violation("programme", "unknown")
		}
		of := db.Args{"p": programme, "code": r.Code, "occasion": r.Occasion, "today": when.Of(s.now())}
		row := maps.Clone(of)
		row["first"], row["every"], row["source"] = r.FirstDays, r.EveryDays, source
		err = inOrder(ctx, tx, []step{
			{`LOCK TABLE programme_measures IN SHARE ROW EXCLUSIVE MODE`, nil},
			{`DELETE FROM programme_measures WHERE programme_id = @p AND code = @code AND occasion = @occasion AND valid_from >= @today`, of},
			{`UPDATE programme_measures SET valid_to = @today::date - 1 WHERE programme_id = @p AND code = @code AND occasion = @occasion AND (valid_to IS NULL OR valid_to >= @today)`, of},
			{`INSERT INTO programme_measures (programme_id, code, occasion, first_days, every_days, valid_from, source)
			  VALUES (@p, @code, @occasion::text, CASE @occasion::text WHEN '' THEN @first::int END, CASE @occasion::text WHEN '' THEN @every::int END, @today, @source)`, row},
		})
		if err != nil {
			return fmt.Errorf("when programme %d measures: %w", programme, err)
		}
		return nil
	})
}

// EndRule takes a programme's wish back: yesterday was its last day.
func (s *Service) EndRule(ctx context.Context, by access.Actor, n id.MeasureRule, form audit.Form) error {
	if err := access.Check(by, access.ManageInstruments, access.Scope{}); err != nil {
		return err
	}
	event := &audit.Event{By: by, Action: access.ManageInstruments, Detail: map[string]any{"measure_ends": n}, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		args := db.Args{"id": n, "today": when.Of(s.now())}
		gone, err := tx.Exec(ctx, `DELETE FROM programme_measures WHERE id = @id AND valid_from >= @today`, args)
		if err != nil {
			return fmt.Errorf("ending rule %d: %w", n, err)
		}
		ended, err := tx.Exec(ctx, `UPDATE programme_measures SET valid_to = @today::date - 1 WHERE id = @id AND valid_to IS NULL`, args)
		if err == nil && gone.RowsAffected()+ended.RowsAffected() == 0 {
			err = db.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("ending rule %d: %w", n, err)
		}
		return nil
	})
}
