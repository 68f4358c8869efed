package figures

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/outcome"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Stale says that a definition was changed since the form was opened.
type Stale struct{ Theirs Definition }

// Error says that the page was old.
func (s *Stale) Error() string {
	return fmt.Sprintf("definition %q was changed meanwhile", s.Theirs.Key)
}

// Choices reads the codes that a figure can count. Those that hold no longer are among
// them: courses still carry them. That nobody knows is no code that counts.
func (s *Service) Choices(ctx context.Context) (Choices, error) {
	return choices(ctx, s.read)
}

func choices(ctx context.Context, q db.Reader) (Choices, error) {
	c, err := db.One[Choices](ctx, q, `
		WITH newest AS (SELECT DISTINCT ON (kind, code) kind, code, name_da, name_en, position FROM catalogue
		                WHERE kind IN (@exit, @status, @followup) AND grouping <> @unknown AND (kind, code) <> (@exit, @moved) ORDER BY kind, code, valid_from DESC),
		     words AS (SELECT kind, position, code, jsonb_build_object('code', code, 'name_da', name_da, 'name_en', name_en) AS word FROM newest)
		SELECT (SELECT coalesce(jsonb_agg(word ORDER BY position, code), '[]') FROM words WHERE kind = @exit) AS exits,
		       (SELECT coalesce(jsonb_agg(word ORDER BY position, code), '[]') FROM words WHERE kind = @status) AS statuses,
		       (SELECT coalesce(jsonb_agg(position ORDER BY position), '[]') FROM newest WHERE kind = @followup) AS months`,
		db.Args{"exit": programme.ExitKind, "status": programme.StatusKind, "followup": programme.FollowUpMonth, "unknown": programme.NotKnown, "moved": outcome.MovedTeam})
	if err != nil {
		return Choices{}, fmt.Errorf("codes that a figure can count: %w", err)
	}
	return c, nil
}

// Own reads the newest version of a team's own definition, for who leads the team.
// Anything else is db.ErrNotFound.
func (s *Service) Own(ctx context.Context, by access.Actor, key string) (Definition, error) {
	return own(ctx, s.read, by, key)
}

func own(ctx context.Context, q db.Reader, by access.Actor, key string) (Definition, error) {
	d, err := db.Value[Definition](ctx, q, `
		SELECT `+definitionJSON+` FROM result_definitions d JOIN result_versions v ON v.definition_id = d.id
		WHERE d.key = @key AND d.team_id = ANY(@teams) ORDER BY v.version DESC LIMIT 1`,
		db.Args{"key": key, "teams": by.TeamsWhere(access.DefineResults)})
	if err != nil {
		return Definition{}, fmt.Errorf("own definition %q: %w", key, err)
	}
	return d, nil
}

// Define makes a figure of a team's own, and answers its key.
func (s *Service) Define(ctx context.Context, by access.Actor, w Wish, form audit.Form) (string, error) {
	event := &audit.Event{By: by, Action: access.DefineResults, Team: w.Team, Form: form, Detail: map[string]any{"version": 1}}
	err := s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := access.Check(by, access.DefineResults, access.InTeam(w.Team)); err != nil {
			return err
		}
		c, err := choices(ctx, tx)
		if err != nil {
			return err
		}
		w.Ended = false
		d, broken := w.Definition(c)
		if len(broken) > 0 {
			return broken
		}
		d.ID, err = db.Value[id.Definition](ctx, tx, `
			INSERT INTO result_definitions (id, key, team_id)
			SELECT n, 'own_' || n, @team FROM nextval(pg_get_serial_sequence('result_definitions', 'id')) n RETURNING id`, db.Args{"team": w.Team})
		if err != nil {
			return fmt.Errorf("a definition for team %d: %w", w.Team, err)
		}
		event.Subject, d.Version = int64(d.ID), 1
		return s.keep(ctx, tx, by, d)
	})
	return "own_" + id.String(id.Definition(event.Subject)), err
}

// Redefine says anew what a team's own figure means, as a further version: the one that
// was read when it began is version, and another is *Stale. What was counted by the old
// stands.
func (s *Service) Redefine(ctx context.Context, by access.Actor, key string, version int, w Wish, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.DefineResults, Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM result_definitions WHERE key = @key FOR UPDATE`, db.Args{"key": key}); err != nil {
			return fmt.Errorf("holding definition %q: %w", key, err)
		}
		was, err := own(ctx, tx, by, key)
		if err != nil {
			return err
		}
		if err := access.Check(by, access.DefineResults, access.InTeam(was.Team)); err != nil {
			return err
		}
		if was.Version != version {
			return &Stale{Theirs: was}
		}
		c, err := choices(ctx, tx)
		if err != nil {
			return err
		}
		w.Team = was.Team
		d, broken := w.Definition(c)
		if len(broken) > 0 {
			return broken
		}
		d.ID, d.Version = was.ID, was.Version+1
		event.Team, event.Subject, event.Detail = was.Team, int64(was.ID), map[string]any{"version": d.Version, "ended": d.Ended}
		return s.keep(ctx, tx, by, d)
	})
}

// keep writes a version, with what counts in it.
func (s *Service) keep(ctx context.Context, tx pgx.Tx, by access.Actor, d Definition) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO result_versions (definition_id, version, valid_from, ended, name_da, name_en, text_da, text_en, cohort, measure, excluded,
		                             within_months, window_months, target_percent, source, by_id, at)
		VALUES (@id, @version, @today, @ended, @name_da, @name_en, @text_da, @text_en, @cohort, @measure, @excluded,
		        nullif(@within::int, 0), nullif(@window::int, 0), nullif(@target::int, 0), @source, @by, @now)`,
		db.Args{
			"id": d.ID, "version": d.Version, "today": when.Of(s.now()), "ended": d.Ended, "name_da": d.NameDa, "name_en": d.NameEn,
			"text_da": d.TextDa, "text_en": d.TextEn, "cohort": d.Cohort, "measure": d.Measure, "excluded": d.Excluded,
			"within": d.Within, "window": d.Window, "target": d.Target, "source": d.Source, "by": by.Staff, "now": s.now(),
		})
	if err != nil {
		return fmt.Errorf("version %d of definition %d: %w", d.Version, d.ID, err)
	}
	for i, p := range d.Parts {
		if _, err := tx.Exec(ctx, `
			INSERT INTO result_parts (definition_id, version, position, key, name_da, name_en, codes) VALUES (@id, @version, @position, @key, @name_da, @name_en, @codes)`,
			db.Args{"id": d.ID, "version": d.Version, "position": i + 1, "key": p.Key, "name_da": p.NameDa, "name_en": p.NameEn, "codes": p.Codes}); err != nil {
			return fmt.Errorf("part %d of definition %d: %w", i+1, d.ID, err)
		}
	}
	return nil
}
