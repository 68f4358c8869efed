package programme

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// BuddyRule says whether a course is meant to have a buddy.
type BuddyRule string

// The buddy rules. Without a buddy where one is expected is shown to the leader.
const (
	BuddyOptional BuddyRule = "optional"
	BuddyExpected BuddyRule = "expected"
	BuddyNone     BuddyRule = "none"
)

// Rules are what a programme prescribes in a period. 0 is no rule.
type Rules struct {
	From          when.Date `json:"from"`
	To            when.Date `json:"to"` // last day; none while they hold
	OwnerWordDa   string    `json:"owner_word_da"`
	OwnerWordEn   string    `json:"owner_word_en"`
	NormMin       int       `json:"norm_min"` // courses per full-time owner
	NormMax       int       `json:"norm_max"`
	AgeMin        int       `json:"age_min"`
	AgeMax        int       `json:"age_max"` // of those who are that many years old, still in
	LongestMonths int       `json:"longest_months"`
	Buddy         BuddyRule `json:"buddy"`
	TargetPercent int       `json:"target_percent"`
	TargetMonths  int       `json:"target_months"` // within how long; 0 when of those who leave
	Source        string    `json:"source"`
}

// rulesColumns give Rules, with 0 for no rule.
const rulesColumns = `valid_from AS "from", valid_to AS "to", owner_word_da, owner_word_en,
	coalesce(norm_min, 0) AS norm_min, coalesce(norm_max, 0) AS norm_max,
	coalesce(age_min, 0) AS age_min, coalesce(age_max, 0) AS age_max,
	coalesce(longest_months, 0) AS longest_months, buddy,
	coalesce(target_percent, 0) AS target_percent, coalesce(target_months, 0) AS target_months, source `

// Given reports whether there are rules at all on that day.
func (r Rules) Given() bool { return !r.From.IsZero() }

// OwnerWord is what the owner is called here; without rules the word that all
// models understand.
func (r Rules) OwnerWord(lang string) string {
	da, en := r.OwnerWordDa, r.OwnerWordEn
	if !r.Given() {
		da, en = "kontaktperson", "contact person"
	}
	if lang == "en" {
		return en
	}
	return da
}

// NormText writes the norm as 18 or 10–15, and no norm as nothing.
func (r Rules) NormText() string {
	switch {
	case r.NormMax == 0:
		return ""
	case r.NormMin == 0 || r.NormMin == r.NormMax:
		return strconv.Itoa(r.NormMax)
	}
	return fmt.Sprintf("%d–%d", r.NormMin, r.NormMax)
}

// AgeFits reports whether somebody born on that day has, on a day, an age the
// programme is for. Who has no known birth date is not held out.
func (r Rules) AgeFits(birth, on when.Date) bool {
	if birth.IsZero() {
		return true
	}
	age := birth.Years(on)
	return age >= r.AgeMin && (r.AgeMax == 0 || age <= r.AgeMax)
}

// clean tidies what was typed.
func (r Rules) clean() Rules {
	r.OwnerWordDa, r.OwnerWordEn, r.Source = rule.Line(r.OwnerWordDa), rule.Line(r.OwnerWordEn), rule.Line(r.Source)
	if r.Buddy == "" {
		r.Buddy = BuddyOptional
	}
	r.To = when.Date{}
	return r
}

// check says which rules these rules break.
func (r Rules) check() rule.Violations {
	var v rule.Violations
	day(&v, "from", r.From)
	text(&v, "owner_word_da", r.OwnerWordDa, 40)
	text(&v, "owner_word_en", r.OwnerWordEn, 40)
	v.Longest("source", r.Source, 200)
	between(&v, "norm_min", r.NormMin, 0, 999)
	between(&v, "norm_max", r.NormMax, 0, 999)
	between(&v, "age_min", r.AgeMin, 0, 99)
	between(&v, "age_max", r.AgeMax, 0, 99)
	between(&v, "longest_months", r.LongestMonths, 0, 240)
	between(&v, "target_percent", r.TargetPercent, 0, 100)
	between(&v, "target_months", r.TargetMonths, 0, 240)
	switch {
	case r.NormMin > 0 && r.NormMax == 0:
		v.Add("norm_max", "required")
	case r.NormMax > 0 && r.NormMax < r.NormMin:
		v.Add("norm_max", "less_than_least", r.NormMin)
	}
	if r.AgeMax > 0 && r.AgeMax < r.AgeMin {
		v.Add("age_max", "less_than_least", r.AgeMin)
	}
	if r.TargetMonths > 0 && r.TargetPercent == 0 {
		v.Add("target_percent", "required")
	}
	if r.Buddy != BuddyOptional && r.Buddy != BuddyExpected && r.Buddy != BuddyNone {
		v.Add("buddy", "unknown")
	}
	return v
}

// RulesOf lists all the rules a programme has had, has and will have, newest first.
func (s *Service) RulesOf(ctx context.Context, programme id.Programme) ([]Rules, error) {
	return db.All[Rules](ctx, s.read, `
		SELECT `+rulesColumns+`FROM programme_rules WHERE programme_id = @programme ORDER BY valid_from DESC`,
		db.Args{"programme": programme})
}

// SetRules gives a programme new rules from r.From on; those that run until then
// end the day before. Rules that begin on the very same day are corrected.
func (s *Service) SetRules(ctx context.Context, by access.Actor, programme id.Programme, r Rules, form audit.Form) error {
	r = r.clean()
	event := acting(by, form, map[string]any{"rules": r})
	return s.edit(ctx, programme, event, r.check(), func(tx pgx.Tx) error {
		line := timeline{"programme_rules", "programme_id = @programme", db.Args{"programme": programme}}
		same, err := line.makeRoom(ctx, tx, r.From)
		if err != nil {
			return err
		}
		if same {
			return saveRules(ctx, tx, updateRules, programme, r)
		}
		return saveRules(ctx, tx, insertRules, programme, r)
	})
}

const (
	insertRules = `
		INSERT INTO programme_rules (programme_id, valid_from, owner_word_da, owner_word_en, norm_min, norm_max,
			age_min, age_max, longest_months, buddy, target_percent, target_months, source)
		VALUES (@programme, @from, @da, @en, nullif(@norm_min::int, 0), nullif(@norm_max::int, 0),
			nullif(@age_min::int, 0), nullif(@age_max::int, 0), nullif(@longest::int, 0), @buddy,
			nullif(@percent::int, 0), nullif(@months::int, 0), @source)`
	updateRules = `
		UPDATE programme_rules SET owner_word_da = @da, owner_word_en = @en,
			norm_min = nullif(@norm_min::int, 0), norm_max = nullif(@norm_max::int, 0),
			age_min = nullif(@age_min::int, 0), age_max = nullif(@age_max::int, 0),
			longest_months = nullif(@longest::int, 0), buddy = @buddy,
			target_percent = nullif(@percent::int, 0), target_months = nullif(@months::int, 0), source = @source
		WHERE programme_id = @programme AND valid_from = @from`
)

func saveRules(ctx context.Context, tx pgx.Tx, sql string, programme id.Programme, r Rules) error {
	_, err := tx.Exec(ctx, sql, db.Args{
		"programme": programme, "from": r.From, "da": r.OwnerWordDa, "en": r.OwnerWordEn,
		"norm_min": r.NormMin, "norm_max": r.NormMax, "age_min": r.AgeMin, "age_max": r.AgeMax,
		"longest": r.LongestMonths, "buddy": r.Buddy, "percent": r.TargetPercent, "months": r.TargetMonths,
		"source": r.Source,
	})
	if err != nil {
		return overlap(fmt.Errorf("saving rules: %w", err), "one_rule_at_a_time")
	}
	return nil
}
