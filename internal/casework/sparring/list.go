package sparring

import (
	"context"
	"fmt"

	"kasket/internal/access"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
)

// Place is where a question stands in one's own list, most pressing first.
type Place int64

// The places of one's own list.
const (
	ToAnswer Place = iota + 1 // put to me, and waits
	ToRead                    // mine, answered, not taken note of
	Waiting                   // mine, not answered
	Answered                  // I answered, the asker has not taken note
)

// Mine is a question in one's own list.
type Mine struct {
	Place Place
	Question
}

// After is where a page of one's own list begins: after this question.
type After struct {
	Place Place
	ID    id.Question
}

// PageSize is how many questions a page of a list shows.
const PageSize = 30

// Mine lists one's own open questions: put to one and by one, the most pressing
// first and in each place the oldest. It is one more than a page where more follow.
func (s *Service) Mine(ctx context.Context, by access.Actor, after After) ([]Mine, error) {
	if err := access.Check(by, access.OwnQuestions, access.Own()); err != nil {
		return nil, err
	}
	list, err := db.All[Mine](ctx, s.read, `
		SELECT * FROM (
			SELECT CASE WHEN q.to_id = @staff THEN CASE WHEN q.answered_at IS NULL THEN 1 ELSE 4 END
			            WHEN q.answered_at IS NOT NULL THEN 2 ELSE 3 END AS place,`+questionColumns+questionTables+`
			WHERE q.closed_at IS NULL AND (q.to_id = @staff AND q.until_on >= @today OR q.asked_by = @staff)
			  AND `+standing.NoConflict("@staff", "q.youth_id")+`) mine
		WHERE (place, id) > (@place, @after)
		ORDER BY place, id LIMIT @limit`,
		db.Args{"staff": by.Staff, "today": s.today(), "place": after.Place, "after": after.ID, "limit": PageSize + 1})
	if err != nil {
		return nil, fmt.Errorf("questions of staff %d: %w", by.Staff, err)
	}
	return list, nil
}

// Person is somebody one may ask.
type Person struct {
	ID      id.Staff `json:"id"`
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Adviser bool     `json:"adviser"`
	Areas   []Area   `json:"areas"` // what they know most about
}

// Area is a field of expertise by its names.
type Area struct {
	Da string `json:"da"`
	En string `json:"en"`
}

// Board is the questions of a youth, and whom one may ask.
type Board struct {
	Questions []Question // newest first; one more than a page where more follow
	People    []Person   // advisers first, then by name
}

// Board reads the questions of a youth whose record the caller has opened, before
// the question numbered before (0: from the newest).
func (s *Service) Board(ctx context.Context, by access.Actor, scope access.Scope, before id.Question) (Board, error) {
	b, err := db.One[Board](ctx, s.read, `
		SELECT (SELECT coalesce(json_agg(x ORDER BY x.id DESC), '[]') FROM (
		          SELECT `+questionColumns+questionTables+`
		          WHERE q.youth_id = @youth AND (@before = 0 OR q.id < @before)
		          ORDER BY q.id DESC LIMIT @limit) x) AS questions,
		       (SELECT coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'title', s.title, 'adviser', 'adviser' = ANY(m.roles),
		                        'areas', coalesce((SELECT json_agg(json_build_object('da', k.name_da, 'en', k.name_en) ORDER BY k.position, k.code)
		                                 FROM staff_competences c JOIN catalogue k ON k.kind = 'competence' AND k.code = c.area AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date
		                                 WHERE c.staff_id = s.id AND daterange(c.from_on, c.to_on + 1) @> @today::date), '[]'))
		                        ORDER BY 'adviser' = ANY(m.roles) DESC, s.name COLLATE "da-x-icu"), '[]')
		        FROM memberships m JOIN staff s ON s.id = m.staff_id
		        WHERE m.team_id = @team AND s.id <> @staff AND m.roles && ARRAY['caseworker', 'adviser', 'leader']
		          AND (s.left_on IS NULL OR s.left_on >= @today) AND `+standing.NoConflict("s.id", "@youth")+`) AS people`,
		db.Args{"youth": scope.Youth, "before": before, "limit": PageSize + 1, "team": scope.Team, "staff": by.Staff, "today": s.today()})
	if err != nil {
		return b, fmt.Errorf("questions of youth %d: %w", scope.Youth, err)
	}
	return b, nil
}
