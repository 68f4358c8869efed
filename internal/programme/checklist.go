package programme

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// CheckRule is how a point of a checklist is answered.
type CheckRule string

// The rules. The first seven somebody answers; the others are seen from the decision
// itself (decision.Gate).
const (
	Said      CheckRule = "said"     // it is so, in words
	Event     CheckRule = "event"    // said, and the day is known
	Guided    CheckRule = "guidance" // said, with evidence no older than so many months at the event
	Visitated CheckRule = "category" // which category
	Attempted CheckRule = "attempts" // so many attempts of so many kinds
	InTalk    CheckRule = "dialogue" // a talk in the log
	Reasoned  CheckRule = "reasons"  // the calculation, and what the reasons consist of
	WasHeard  CheckRule = "hearing"
	InTime    CheckRule = "deadline"
	FourEyes  CheckRule = "eyes"
	InPlain   CheckRule = "plain"
	Complains CheckRule = "complaint"
)

// Answered reports whether somebody answers the point; the others are computed.
func (r CheckRule) Answered() bool {
	return slices.Contains([]CheckRule{Said, Event, Guided, Visitated, Attempted, InTalk, Reasoned}, r)
}

// Affirmed reports whether the answer is that it is so, or that it is not.
func (r CheckRule) Affirmed() bool { return r == Said || r == Event || r == Guided }

// Evidences lists what a point can ask for: nothing, what there is, an entry or a
// document, an entry, a document.
var Evidences = []string{"none", "optional", "any", "contact", "document"}

// ChecklistItem is a point of a list that is answered before a decision, as it holds
// in a period. In numbers 0 is no rule; an empty list of categories is any.
type ChecklistItem struct {
	ID         id.ChecklistItem `json:"id"`
	Checklist  string           `json:"checklist"` // DecisionType.Checklist
	Code       string           `json:"code"`
	Position   int              `json:"position"`
	WordsDa    string           `json:"words_da"` // what must be true
	WordsEn    string           `json:"words_en"`
	HelpDa     string           `json:"help_da"`
	HelpEn     string           `json:"help_en"`
	Rule       CheckRule        `json:"rule"`
	Evidence   string           `json:"evidence"`
	Least      int              `json:"least"`      // pieces of evidence
	Kinds      int              `json:"kinds"`      // different kinds among them
	Months     int              `json:"months"`     // how old evidence may be when it happened
	Categories []string         `json:"categories"` // codes of the catalogue: asked only of these
	From       when.Date        `json:"from"`
	To         when.Date        `json:"to"` // last day; zero is none
	Confirmed  bool             `json:"confirmed"`
	Source     string           `json:"source"`
	Version    int              `json:"version"`
}

// Words is what must be true, in a language.
func (i ChecklistItem) Words(lang string) string { return named(lang, i.WordsDa, i.WordsEn) }

// Help is what to write, in a language.
func (i ChecklistItem) Help(lang string) string { return named(lang, i.HelpDa, i.HelpEn) }

// HoldsOn reports whether the point is asked on a day.
func (i ChecklistItem) HoldsOn(day when.Date) bool {
	return !day.Before(i.From) && (i.To.IsZero() || !day.After(i.To))
}

const itemColumns = `id, checklist, code, position, words_da, words_en, help_da, help_en, rule, evidence, least, kinds, months, categories,
	valid_from AS "from", valid_to AS "to", confirmed, source, version `

// ChecklistOn reads the points of a list that hold on a day, in order. No list has
// none; a list without points is no list, and is db.ErrNotFound: what somebody meant to
// keep shut must not stand open.
func ChecklistOn(ctx context.Context, q db.Reader, checklist string, on when.Date) ([]ChecklistItem, error) {
	if checklist == "" {
		return []ChecklistItem{}, nil
	}
	items, err := db.All[ChecklistItem](ctx, q, `SELECT `+itemColumns+`FROM checklist_items WHERE checklist = @list AND `+validOnDay+`ORDER BY position, code`,
		db.Args{"list": checklist, "day": on})
	if err == nil && len(items) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("checklist %s on %s: %w", checklist, on, err)
	}
	return items, nil
}

// ChecklistItems lists every row, past and future, for the administrator: list by list
// in order, by code the newest first.
func (s *Service) ChecklistItems(ctx context.Context) ([]ChecklistItem, error) {
	return db.All[ChecklistItem](ctx, s.read, `
		SELECT `+itemColumns+`FROM checklist_items i
		ORDER BY checklist, (SELECT min(n.position) FROM checklist_items n WHERE n.checklist = i.checklist AND n.code = i.code), code, valid_from DESC`, nil)
}

// ChecklistItem reads one row.
func (s *Service) ChecklistItem(ctx context.Context, item id.ChecklistItem) (ChecklistItem, error) {
	return findItem(ctx, s.read, item, "")
}

func findItem(ctx context.Context, q db.Reader, item id.ChecklistItem, lock string) (ChecklistItem, error) {
	i, err := db.One[ChecklistItem](ctx, q, `SELECT `+itemColumns+`FROM checklist_items WHERE id = @id `+lock, db.Args{"id": item})
	if err != nil {
		return i, fmt.Errorf("checklist item %d: %w", item, err)
	}
	return i, nil
}

// check says which rules a point breaks that can be seen without the database.
func (i ChecklistItem) check() rule.Violations {
	var v rule.Violations
	for field, code := range map[string]string{"checklist": i.Checklist, "code": i.Code} {
		if !rowCode.MatchString(code) {
			v.Add(field, "code")
		}
	}
	text(&v, "words_da", i.WordsDa, 200)
	text(&v, "words_en", i.WordsEn, 200)
	v.Longest("help_da", i.HelpDa, 400)
	v.Longest("help_en", i.HelpEn, 400)
	v.Longest("source", i.Source, 400)
	between(&v, "least", i.Least, 0, 20)
	between(&v, "kinds", i.Kinds, 0, 8)
	between(&v, "months", i.Months, 0, 60)
	between(&v, "position", i.Position, 0, 9999)
	if i.Kinds > i.Least {
		v.Add("kinds", "kinds_within_least", i.Least)
	}
	switch {
	case !slices.Contains(Evidences, i.Evidence):
		v.Add("evidence", "unknown")
	case (i.Rule == Guided || i.Rule == Attempted || i.Rule == InTalk) && (i.Evidence == "none" || i.Evidence == "optional"):
		v.Add("evidence", "check_needs_evidence") // the rule is about the evidence
	}
	day(&v, "from", i.From)
	return v
}

// SetChecklistItem gives a point a row from i.From on; the one that runs until then
// ends the day before, and a row that begins on the very same day is corrected. i.ID
// and i.Version are the row it was made from, none for a new point, which is answered
// in words: how a point is computed is not for a form to say. Saved meanwhile answers
// "rows_changed".
func (s *Service) SetChecklistItem(ctx context.Context, by access.Actor, i ChecklistItem, form audit.Form) error {
	for _, words := range []*string{&i.Checklist, &i.Code, &i.WordsDa, &i.WordsEn, &i.HelpDa, &i.HelpEn, &i.Source} {
		*words = rule.Line(*words)
	}
	i.Categories, i.To, i.Confirmed = tidied(i.Categories), when.Date{}, false
	event := managing(by, form, map[string]any{"checklist_item": i})
	if i.ID == 0 {
		i.Rule = Said
	}
	return s.write(ctx, event, i.check(), func(tx pgx.Tx) error {
		was, err := i.follows(ctx, tx)
		if err != nil {
			return err
		}
		if was.ID != 0 {
			i.Rule, i.Checklist, i.Code = was.Rule, was.Checklist, was.Code
		}
		if err := i.check().Err(); err != nil {
			return err
		}
		if err := knownCodes(ctx, tx, "categories", Category, i.Categories); err != nil {
			return err
		}
		same, err := i.line().makeRoom(ctx, tx, i.From)
		if err != nil {
			return err
		}
		event.Subject, err = db.Value[int64](ctx, tx, i.saving(same), i.args())
		if err != nil {
			return overlap(fmt.Errorf("saving point %s of %s: %w", i.Code, i.Checklist, err), "one_item_at_a_time")
		}
		return nil
	})
}

func (i ChecklistItem) line() timeline {
	return timeline{"checklist_items", "checklist = @checklist AND code = @code", db.Args{"checklist": i.Checklist, "code": i.Code}}
}

// follows locks the row that i was made from. A new point must be new.
func (i ChecklistItem) follows(ctx context.Context, tx pgx.Tx) (was ChecklistItem, err error) {
	if i.ID != 0 {
		was, err = findItem(ctx, tx, i.ID, "FOR UPDATE")
		if err == nil && was.Version != i.Version {
			err = rule.Violation("", "rows_changed")
		}
		return was, err
	}
	taken, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM checklist_items WHERE checklist = @checklist AND code = @code)`,
		db.Args{"checklist": i.Checklist, "code": i.Code})
	if err != nil {
		return was, fmt.Errorf("looking for point %s of %s: %w", i.Code, i.Checklist, err)
	}
	if taken {
		return was, rule.Violation("code", "name_taken")
	}
	return was, nil
}

func (i ChecklistItem) saving(same bool) string {
	if same {
		return `
			UPDATE checklist_items SET position = @position, words_da = @words_da, words_en = @words_en, help_da = @help_da, help_en = @help_en,
				evidence = @evidence, least = @least, kinds = @kinds, months = @months, categories = @categories, confirmed = false, source = @source
			WHERE checklist = @checklist AND code = @code AND valid_from = @from RETURNING id`
	}
	return `
		INSERT INTO checklist_items (checklist, code, position, words_da, words_en, help_da, help_en, rule, evidence, least, kinds, months, categories, valid_from, source)
		VALUES (@checklist, @code, @position, @words_da, @words_en, @help_da, @help_en, @rule, @evidence, @least, @kinds, @months, @categories, @from, @source)
		RETURNING id`
}

func (i ChecklistItem) args() db.Args {
	return db.Args{
		"checklist": i.Checklist, "code": i.Code, "position": i.Position, "words_da": i.WordsDa, "words_en": i.WordsEn, "help_da": i.HelpDa,
		"help_en": i.HelpEn, "rule": i.Rule, "evidence": i.Evidence, "least": i.Least, "kinds": i.Kinds, "months": i.Months,
		"categories": i.Categories, "from": i.From, "source": i.Source,
	}
}

// EndChecklistItem makes last the last day a point is asked. Decisions keep their copy.
func (s *Service) EndChecklistItem(ctx context.Context, by access.Actor, item id.ChecklistItem, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := managing(by, form, map[string]any{"checklist_item_ends": last})
	event.Subject = int64(item)
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		i, err := findItem(ctx, tx, item, "FOR UPDATE")
		if err != nil {
			return err
		}
		if last.Before(i.From) {
			return rule.Violation("last", "before_from", i.From)
		}
		_, err = tx.Exec(ctx, `UPDATE checklist_items SET valid_to = @last WHERE id = @id`, db.Args{"id": item, "last": last})
		if db.Violates(err, "one_item_at_a_time") {
			return rule.Violation("last", "overlaps")
		}
		if err != nil {
			return fmt.Errorf("ending checklist item %d: %w", item, err)
		}
		return nil
	})
}

// ConfirmChecklistItem records that somebody has looked the point up, and where.
func (s *Service) ConfirmChecklistItem(ctx context.Context, by access.Actor, item id.ChecklistItem, version int, source string, form audit.Form) error {
	source = rule.Line(source)
	var broken rule.Violations
	text(&broken, "source", source, 400)
	event := managing(by, form, map[string]any{"checklist_item_confirmed": source})
	event.Subject = int64(item)
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		i, err := findItem(ctx, tx, item, "FOR UPDATE")
		if err != nil {
			return err
		}
		if i.Version != version {
			return rule.Violation("", "rows_changed")
		}
		_, err = tx.Exec(ctx, `UPDATE checklist_items SET confirmed = true, source = @source WHERE id = @id`, db.Args{"id": item, "source": source})
		if err != nil {
			return fmt.Errorf("confirming checklist item %d: %w", item, err)
		}
		return nil
	})
}
