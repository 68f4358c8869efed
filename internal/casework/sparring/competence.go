package sparring

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
)

// Field is a field of expertise: who knows most about it, who keeps the others up to date
// in it, and what is new.
type Field struct {
	Code    string
	NameDa  string
	NameEn  string
	Experts []Expert
	News    []News // the latest first
}

// Expert is a colleague who knows about a field.
type Expert struct {
	Staff       id.Staff `json:"staff"`
	Name        string   `json:"name"`
	Title       string   `json:"title"`
	Phone       string   `json:"phone"`
	Responsible bool     `json:"responsible"` // keeps the others up to date
}

// News is something new in a field.
type News struct {
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// mostNews is how much news of a field is shown.
const mostNews = 3

// Fields lists the fields of expertise with the colleagues of the teams by works in.
func (s *Service) Fields(ctx context.Context, by access.Actor) ([]Field, error) {
	if err := access.Check(by, access.ViewCompetences, access.Scope{}); err != nil {
		return nil, err
	}
	list, err := db.All[Field](ctx, s.read, `
		SELECT k.code, k.name_da, k.name_en,
		       coalesce((SELECT json_agg(json_build_object('staff', s.id, 'name', s.name, 'title', s.title, 'phone', s.phone, 'responsible', c.responsible)
		                        ORDER BY NOT c.responsible, s.name COLLATE "da-x-icu")
		                 FROM staff_competences c JOIN staff s ON s.id = c.staff_id
		                 WHERE c.area = k.code AND daterange(c.from_on, c.to_on + 1) @> @today::date AND (s.left_on IS NULL OR s.left_on >= @today)
		                   AND (s.id = @staff OR EXISTS (SELECT FROM memberships m JOIN memberships o ON o.team_id = m.team_id AND o.staff_id = @staff WHERE m.staff_id = s.id))), '[]') AS experts,
		       coalesce((SELECT json_agg(json_build_object('text', n.text, 'by', a.name, 'at', n.at) ORDER BY n.id DESC)
		                 FROM (SELECT * FROM competence_news WHERE area = k.code ORDER BY id DESC LIMIT @most) n JOIN staff a ON a.id = n.by_id), '[]') AS news
		FROM catalogue k WHERE k.kind = @kind AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date ORDER BY k.position, k.code`,
		db.Args{"kind": programme.Competence, "today": s.today(), "staff": by.Staff, "most": mostNews})
	if err != nil {
		return nil, fmt.Errorf("fields of expertise for staff %d: %w", by.Staff, err)
	}
	return list, nil
}

// Claim is what one says one knows about a field.
type Claim struct {
	Area        string
	Knows       bool // false ends it
	Responsible bool
}

// KeepCompetence says that one knows about a field, that one keeps the others up to date
// in it, or that one does so no more. What was said before stays with its days.
func (s *Service) KeepCompetence(ctx context.Context, by access.Actor, c Claim, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepCompetences, Form: form, Detail: map[string]any{"area": c.Area, "knows": c.Knows, "responsible": c.Responsible}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := s.inField(ctx, tx, by, c.Area); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT FROM staff WHERE id = @staff FOR UPDATE`, db.Args{"staff": by.Staff}); err != nil {
			return fmt.Errorf("holding staff %d: %w", by.Staff, err)
		}
		if _, err := tx.Exec(ctx, `UPDATE staff_competences SET to_on = greatest(@today::date - 1, from_on - 1) WHERE staff_id = @staff AND area = @area AND to_on IS NULL`,
			db.Args{"staff": by.Staff, "area": c.Area, "today": s.today()}); err != nil {
			return fmt.Errorf("ending what staff %d knows of %s: %w", by.Staff, c.Area, err)
		}
		if !c.Knows {
			return nil
		}
		if _, err := tx.Exec(ctx, `INSERT INTO staff_competences (staff_id, area, responsible, from_on, at) VALUES (@staff, @area, @responsible, @today, @at)`,
			db.Args{"staff": by.Staff, "area": c.Area, "responsible": c.Responsible, "today": s.today(), "at": s.now()}); err != nil {
			return fmt.Errorf("what staff %d knows of %s: %w", by.Staff, c.Area, err)
		}
		return nil
	})
}

// TellNews tells all what is new in a field one knows about. News that name a youth of
// the teams are refused: not everybody who reads them may know of the youth.
func (s *Service) TellNews(ctx context.Context, by access.Actor, area, text string, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.KeepCompetences, Form: form, Detail: map[string]any{"area": area}}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		if err := s.inField(ctx, tx, by, area); err != nil {
			return err
		}
		text = rule.Text(text)
		var broken rule.Violations
		broken.Required("news", text)
		broken.Longest("news", text, mostText)
		names, err := meeting.NamesNear(ctx, tx, 0, by)
		if err != nil {
			return err
		}
		if name := youth.NamedInFull(text, names); name != "" {
			broken.Add("news", "names_a_youth", name)
		}
		if len(broken) > 0 {
			return broken
		}
		if _, err := tx.Exec(ctx, `INSERT INTO competence_news (area, text, by_id, at) VALUES (@area, @text, @by, @at)`,
			db.Args{"area": area, "text": text, "by": by.Staff, "at": s.now()}); err != nil {
			return fmt.Errorf("news of %s: %w", area, err)
		}
		return nil
	})
}

// inField asks whether by may speak of a field: it is in the catalogue today, and they
// work with youths.
func (s *Service) inField(ctx context.Context, q db.Reader, by access.Actor, area string) error {
	if err := access.Check(by, access.ViewCompetences, access.Scope{}); err != nil {
		return err
	}
	if err := access.Check(by, access.KeepCompetences, access.Own()); err != nil {
		return err
	}
	known, err := db.Value[bool](ctx, q, `SELECT EXISTS (SELECT FROM catalogue WHERE kind = @kind AND code = @area AND daterange(valid_from, valid_to, '[]') @> @today::date)`,
		db.Args{"kind": programme.Competence, "area": area, "today": s.today()})
	switch {
	case err != nil:
		return fmt.Errorf("field %q: %w", area, err)
	case !known:
		return rule.Violation("area", "choose")
	}
	return nil
}
