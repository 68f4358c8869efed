package company

import (
	"context"
	"fmt"
	"strings"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Hit is a company in a list: what one has to know before calling it.
type Hit struct {
	Company
	Town     string // of the first open workplace
	FTE      *float64
	Person   string // the first one calls, who is still there
	PersonID id.CompanyPerson
	Phone    string
	Free     *int       // capacity less the stays that run today; nil where nobody asked
	Friends  []string   // who of us knows them, by name
	AskedBy  string     // who of us talked with them last; empty is nobody
	AskedAt  *when.Date // the day of it
}

// hitColumns are those of a Hit beside the company's own. A stay runs as everywhere:
// cleared, without a result, begun and not over.
const hitColumns = `,
	coalesce(w.town, '') AS town, w.fte::float8 AS fte, coalesce(p.name, '') AS person, coalesce(p.id, 0) AS person_id, coalesce(p.phone, '') AS phone,
	c.capacity - (SELECT count(*) FROM placements x WHERE x.company_id = c.id AND x.cleared AND x.result = '' AND x.from_on <= @today
	              AND (x.to_on IS NULL OR x.to_on >= @today))::int AS free,
	ARRAY(SELECT s.name FROM company_friends f JOIN staff s ON s.id = f.staff_id WHERE f.company_id = c.id
	      AND (s.left_on IS NULL OR s.left_on >= @today) ORDER BY f.at) AS friends,
	coalesce(a.name, '') AS asked_by, a.day AS asked_at
	FROM companies c
	LEFT JOIN LATERAL (SELECT town, fte FROM company_workplaces WHERE company_id = c.id ORDER BY closed_on NULLS FIRST, id LIMIT 1) w ON true
	LEFT JOIN LATERAL (SELECT id, name, phone FROM company_people WHERE company_id = c.id AND (ended_on IS NULL OR ended_on >= @today)
	                   ORDER BY role = 'contact' DESC, phone <> '' DESC, id LIMIT 1) p ON true
	LEFT JOIN LATERAL (SELECT s.name, (k.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date AS day FROM contacts k JOIN staff s ON s.id = k.author_id
	                   WHERE k.company_id = c.id AND k.withdrawn_at IS NULL ORDER BY k.occurred_at DESC, k.id DESC LIMIT 1) a ON true `

// Filter says which companies a list shows. Merged ones are never among them.
type Filter struct {
	Text     string // name, CVR, P-number, town, the way there, industry, person or telephone; all words must be found
	Industry string
	Town     string
	Free     bool // only those that can take somebody: not closed, not paused, with room or nobody has asked
	Mine     id.Staff
	Closed   bool // those that have stopped are shown as well
	After    id.Company
	Limit    int
}

// matches is how one word is looked for, folded; digits are those of a number.
const matches = `
	(fold(c.name) LIKE '%' || fold(w.word) || '%' OR fold(c.industry) LIKE '%' || fold(w.word) || '%'
	 OR EXISTS (SELECT FROM company_workplaces x WHERE x.company_id = c.id AND (fold(x.town) LIKE '%' || fold(w.word) || '%'
	            OR fold(x.name) LIKE '%' || fold(w.word) || '%' OR fold(x.street) LIKE '%' || fold(w.word) || '%' OR fold(x.travel) LIKE '%' || fold(w.word) || '%' OR x.zip = w.word))
	 OR EXISTS (SELECT FROM company_people x WHERE x.company_id = c.id AND fold(x.name) LIKE '%' || fold(w.word) || '%'))`

// conditions says the filter in SQL.
func (f Filter) conditions(today when.Date) (string, db.Args) {
	where, args := []string{`c.merged_into IS NULL`}, db.Args{"today": today}
	add := func(given bool, condition, name string, value any) {
		if given {
			where = append(where, condition)
			if name != "" {
				args[name] = value
			}
		}
	}
	text := rule.Line(f.Text)
	if number, is := numberIn(text); is {
		add(true, `(c.cvr = @number OR EXISTS (SELECT FROM company_workplaces x WHERE x.company_id = c.id AND x.p_number = @number)
			OR EXISTS (SELECT FROM company_people x WHERE x.company_id = c.id AND @phone <> '' AND x.phone = @phone))`, "number", number)
		args["phone"], _ = phone.Parse(text)
	} else {
		add(text != "", `NOT EXISTS (SELECT FROM unnest(@words::text[]) w (word) WHERE NOT `+matches+`)`, "words", escaped(strings.Fields(text)))
	}
	add(f.Industry != "", `fold(c.industry) = fold(@industry)`, "industry", f.Industry)
	add(f.Town != "", `EXISTS (SELECT FROM company_workplaces x WHERE x.company_id = c.id AND fold(x.town) = fold(@town))`, "town", f.Town)
	add(f.Mine != 0, `EXISTS (SELECT FROM company_friends x WHERE x.company_id = c.id AND x.staff_id = @mine)`, "mine", f.Mine)
	add(!f.Closed || f.Free, `(c.closed_on IS NULL OR c.closed_on > @today)`, "", nil)
	add(f.Free, `NOT coalesce(@today BETWEEN c.pause_from AND c.pause_until, false)
		AND coalesce(c.capacity > (SELECT count(*) FROM placements x WHERE x.company_id = c.id AND x.cleared AND x.result = '' AND x.from_on <= @today
		                           AND (x.to_on IS NULL OR x.to_on >= @today)), true)`, "", nil)
	add(f.After != 0, `(lower(c.name), c.id) > (SELECT lower(name), id FROM companies WHERE id = @after)`, "after", f.After)
	return strings.Join(where, ` AND `), args
}

// numberIn reports whether a text is a number of a company, a workplace or a telephone:
// nothing but digits and what people put between them, eight or more.
func numberIn(text string) (string, bool) {
	digits := digitsOf(strings.TrimPrefix(strings.ToUpper(text), "DK"))
	_, err := phone.Parse(text)
	return digits, len(digits) >= len(weightsCVR) && (strings.Trim(digits, "0123456789") == "" || err == nil)
}

// escaped are words of which no letter stands for others in a LIKE.
func escaped(words []string) []string {
	for i, w := range words {
		words[i] = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(w)
	}
	return words
}

// List shows the companies of a filter in order of name. The caller has asked the policy.
func List(ctx context.Context, q db.Reader, f Filter, today when.Date) ([]Hit, error) {
	where, args := f.conditions(today)
	args["limit"] = f.Limit
	list, err := db.All[Hit](ctx, q, `SELECT `+columns+hitColumns+`WHERE `+where+` ORDER BY lower(c.name), c.id LIMIT @limit`, args)
	if err != nil {
		return nil, fmt.Errorf("listing companies: %w", err)
	}
	return list, nil
}

// Search finds open companies by name, CVR, P-number, town, industry, person or
// telephone, at most limit of them. The caller has asked the policy.
func Search(ctx context.Context, q db.Reader, text string, limit int, today when.Date) ([]Hit, error) {
	if rule.Line(text) == "" {
		return nil, nil
	}
	return List(ctx, q, Filter{Text: text, Limit: limit}, today)
}
