package programme

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// LetterTemplate is one row of what a letter says, in one language. A letter that was
// sent keeps its words.
type LetterTemplate struct {
	ID       id.LetterTemplate `json:"id"`
	Code     string            `json:"code"`
	Lang     string            `json:"lang"`
	Kind     LetterKind        `json:"kind"`
	NameDa   string            `json:"name_da"`
	NameEn   string            `json:"name_en"`
	Title    string            `json:"title"`
	Body     string            `json:"body"` // as letter.Template tells
	From     when.Date         `json:"from"`
	To       when.Date         `json:"to"` // last day; zero is open
	Position int               `json:"position"`
	Version  int               `json:"version"` // grows with every change of any row of the code in the language
}

// Name is what the template is called in a language.
func (t LetterTemplate) Name(lang string) string { return named(lang, t.NameDa, t.NameEn) }

// HoldsOn reports whether letters are written by the row on a day.
func (t LetterTemplate) HoldsOn(day when.Date) bool {
	return !day.Before(t.From) && (t.To.IsZero() || !day.After(t.To))
}

// StaleTemplate is answered when somebody saved a row since the page was read.
type StaleTemplate struct{ Theirs LetterTemplate }

// Error tells the log which row it was.
func (s *StaleTemplate) Error() string {
	return fmt.Sprintf("letter template %d was changed meanwhile", s.Theirs.ID)
}

// Longest texts of a template, in characters.
const (
	LongestTitle = 200
	LongestBody  = 20_000
)

// check says which rules the row breaks that can be seen without the database.
func (t LetterTemplate) check() rule.Violations {
	var v rule.Violations
	if !rowCode.MatchString(t.Code) || len(t.Code) > 40 {
		v.Add("code", "code")
	}
	if t.Lang != letter.Danish && t.Lang != letter.English {
		v.Add("lang", "unknown")
	}
	if !slices.Contains(LetterKinds, t.Kind) {
		v.Add("kind", "unknown")
	}
	text(&v, "name_da", t.NameDa, 120)
	text(&v, "name_en", t.NameEn, 120)
	text(&v, "title", t.Title, LongestTitle)
	text(&v, "body", t.Body, LongestBody)
	between(&v, "position", t.Position, 0, 9999)
	day(&v, "from", t.From)
	t.checkFields(&v)
	return v
}

// checkFields refuses what stands in braces and is no field of the kind, by its name: a
// letter would silently leave it out.
func (t LetterTemplate) checkFields(v *rule.Violations) {
	known := LetterFields(t.Kind)
	for field, text := range map[string]letter.Template{"title": {Title: t.Title}, "body": {Body: t.Body}} {
		var unknown []string
		for _, name := range text.Fields() {
			if !slices.ContainsFunc(known, func(f LetterField) bool { return f.Name == name }) {
				unknown = append(unknown, "{"+name+"}")
			}
		}
		switch _, taken := v.On(field); {
		case taken:
		case len(unknown) > 0:
			v.Add(field, "unknown_field", strings.Join(unknown, ", "))
		case text.LooseBrace():
			v.Add(field, "loose_brace")
		}
	}
}

const templateColumns = `t.id, code, lang, kind, name_da, name_en, title, body, valid_from AS "from", valid_to AS "to", position,
	(SELECT sum(version)::int FROM letter_templates r WHERE r.code = t.code AND r.lang = t.lang) AS version
	FROM letter_templates t `

// LetterTemplates lists every row, past and future: by code and language the newest
// first.
func (s *Service) LetterTemplates(ctx context.Context) ([]LetterTemplate, error) {
	return db.All[LetterTemplate](ctx, s.read, `SELECT `+templateColumns+`ORDER BY position, code, lang, valid_from DESC`, nil)
}

// LetterTemplate reads one row.
func (s *Service) LetterTemplate(ctx context.Context, row id.LetterTemplate) (LetterTemplate, error) {
	return db.One[LetterTemplate](ctx, s.read, `SELECT `+templateColumns+`WHERE t.id = @id`, db.Args{"id": row})
}

// LetterTemplateOn reads the row by which a letter is written on a day: that of the
// code, or where the code is empty or has none in the language, the common one of the
// kind, whose code is the kind's name. db.ErrNotFound where there is none.
func LetterTemplateOn(ctx context.Context, q db.Reader, kind LetterKind, code, lang string, on when.Date) (LetterTemplate, error) {
	t, err := db.One[LetterTemplate](ctx, q, `SELECT `+templateColumns+`
		WHERE kind = @kind AND code IN (@code, @kind) AND lang = @lang AND `+validOnDay+`
		ORDER BY code = @kind LIMIT 1`, db.Args{"kind": kind, "code": code, "lang": lang, "day": on})
	if err != nil {
		return t, fmt.Errorf("letter template %s %s in %s: %w", kind, code, lang, err)
	}
	return t, nil
}

// SetLetterTemplate gives a code a row from t.From on in its language; the one that
// runs until then ends the day before. A row that begins on the very same day is
// corrected. t.ID and t.Version are the row it was made from, none for a new code; if
// somebody saved meanwhile the answer is a *StaleTemplate.
func (s *Service) SetLetterTemplate(ctx context.Context, by access.Actor, t LetterTemplate, form audit.Form) (made id.LetterTemplate, err error) {
	for _, line := range []*string{&t.Code, &t.NameDa, &t.NameEn, &t.Title} {
		*line = rule.Line(*line)
	}
	t.Body, t.To = rule.Text(t.Body), when.Date{}
	event := &audit.Event{By: by, Action: access.ManageLetterTemplates, Detail: map[string]any{"letter_template": t}, Form: form}
	err = s.write(ctx, event, t.check(), func(tx pgx.Tx) error {
		was, err := t.follows(ctx, tx)
		if err != nil {
			return err
		}
		if was.HoldsOn(t.From) {
			t.To = was.To // what was to end on a day still does
		}
		line := timeline{"letter_templates", "code = @code AND lang = @lang", db.Args{"code": t.Code, "lang": t.Lang}}
		if _, err := line.makeRoom(ctx, tx, t.From); err != nil {
			return err
		}
		made, err = db.Value[id.LetterTemplate](ctx, tx, `
			INSERT INTO letter_templates (code, lang, kind, name_da, name_en, title, body, valid_from, valid_to, position)
			VALUES (@code, @lang, @kind, @name_da, @name_en, @title, @body, @from, @to, @position)
			ON CONFLICT (code, lang, valid_from) DO UPDATE SET (kind, name_da, name_en, title, body, position)
				= (excluded.kind, excluded.name_da, excluded.name_en, excluded.title, excluded.body, excluded.position)
			RETURNING id`, db.Args{
			"code": t.Code, "lang": t.Lang, "kind": t.Kind, "name_da": t.NameDa, "name_en": t.NameEn, "title": t.Title, "body": t.Body,
			"from": t.From, "to": t.To, "position": t.Position,
		})
		if err != nil {
			return overlap(fmt.Errorf("saving letter template %s: %w", t.Code, err), "one_template_at_a_time")
		}
		event.Subject = int64(made)
		return nil
	})
	return made, err
}

// follows locks the rows of the code in the language, and reads the one t was made
// from. A new code must be new in the language, and of one kind in both.
func (t LetterTemplate) follows(ctx context.Context, tx pgx.Tx) (was LetterTemplate, err error) {
	// The lock holds also where there is no row yet: two may make the same code at once.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('letter template ' || @code))`, db.Args{"code": t.Code}); err != nil {
		return was, fmt.Errorf("locking letter template %s: %w", t.Code, err)
	}
	rows, err := db.All[LetterTemplate](ctx, tx, `SELECT `+templateColumns+`WHERE code = @code ORDER BY valid_from DESC`, db.Args{"code": t.Code})
	if err != nil {
		return was, fmt.Errorf("reading letter template %s: %w", t.Code, err)
	}
	for _, r := range rows {
		switch {
		case r.Lang != t.Lang && r.Kind != t.Kind:
			return was, rule.Violation("kind", "kind_of_code")
		case r.Lang != t.Lang:
		case t.ID == 0:
			return was, rule.Violation("code", "name_taken")
		case r.Version != t.Version:
			return was, &StaleTemplate{Theirs: r} // the newest
		case r.ID == t.ID:
			was = r
		}
	}
	if t.ID != 0 && was.ID == 0 {
		return was, fmt.Errorf("letter template %d: %w", t.ID, db.ErrNotFound)
	}
	return was, nil
}

// EndLetterTemplate makes last the last day that letters are written by a row. The
// common template of a kind in Danish does not end: some letter must be there.
func (s *Service) EndLetterTemplate(ctx context.Context, by access.Actor, row id.LetterTemplate, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := &audit.Event{By: by, Action: access.ManageLetterTemplates, Subject: int64(row), Detail: map[string]any{"ends": last}, Form: form}
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		t, err := db.One[LetterTemplate](ctx, tx, `SELECT `+templateColumns+`WHERE t.id = @id FOR UPDATE OF t`, db.Args{"id": row})
		switch {
		case err != nil:
			return fmt.Errorf("letter template %d: %w", row, err)
		case t.Code == string(t.Kind) && t.Lang == letter.Danish:
			return rule.Violation("last", "common_stays")
		case last.Before(t.From):
			return rule.Violation("last", "before_from", t.From)
		}
		_, err = tx.Exec(ctx, `UPDATE letter_templates SET valid_to = @last WHERE id = @id`, db.Args{"id": row, "last": last})
		if db.Violates(err, "one_template_at_a_time") {
			return rule.Violation("last", "overlaps")
		}
		if err != nil {
			return fmt.Errorf("ending letter template %d: %w", row, err)
		}
		return nil
	})
}
