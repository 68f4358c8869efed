package programme

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// StaleType is answered when somebody saved a row since the page was read. Theirs is
// the newest row of the code for an edit, and the row itself for a confirmation.
type StaleType struct{ Theirs DecisionType }

// Error tells the log which row it was.
func (s *StaleType) Error() string {
	return fmt.Sprintf("decision type %d was changed meanwhile", s.Theirs.ID)
}

// clean tidies what was typed; what an edit cannot say is not said.
func (t DecisionType) clean() DecisionType {
	for _, text := range []*string{
		&t.Code, &t.NameDa, &t.NameEn, &t.PlainDa, &t.PlainEn, &t.Law, &t.Paragraph, &t.LawURL,
		&t.ComplaintBody, &t.Longest, &t.Letter, &t.Checklist, &t.Source,
	} {
		*text = rule.Line(*text)
	}
	t.Benefits, t.Categories = tidied(t.Benefits), tidied(t.Categories)
	t.To, t.Confirmed, t.ConfirmedBy, t.ConfirmedOn, t.ConfirmedName = when.Date{}, false, nil, when.Date{}, ""
	return t
}

// tidied is a list without doubles, and never nil: the schema wants a list.
func tidied(codes []string) []string {
	tidy := []string{}
	for _, c := range codes {
		if c = rule.Line(c); c != "" {
			tidy = append(tidy, c)
		}
	}
	slices.Sort(tidy)
	return slices.Compact(tidy)
}

// check says which rules the row breaks that can be seen without the database.
func (t DecisionType) check() rule.Violations {
	var v rule.Violations
	if !typeCode.MatchString(t.Code) || len([]rune(t.Code)) > 20 {
		v.Add("code", "type_code")
	}
	text(&v, "name_da", t.NameDa, 120)
	text(&v, "name_en", t.NameEn, 120)
	text(&v, "plain_da", t.PlainDa, 120)
	text(&v, "plain_en", t.PlainEn, 120)
	v.Longest("law", t.Law, 120)
	v.Longest("paragraph", t.Paragraph, 60)
	v.Longest("longest", t.Longest, 200)
	v.Longest("complaint_body", t.ComplaintBody, 120)
	v.Longest("source", t.Source, 400)
	t.checkChoices(&v)
	t.checkNumbers(&v)
	day(&v, "from", t.From)
	if !t.ReviewOn.IsZero() {
		day(&v, "review_on", t.ReviewOn)
	}
	return v
}

func (t DecisionType) checkChoices(v *rule.Violations) {
	for _, choice := range []struct {
		field string
		known bool
	}{
		{"area", slices.Contains(Areas, t.Area)},
		{"burdensome", slices.Contains(AllBurdens, t.Burdensome)},
		{"approver", slices.Contains(Approvers, t.Approver)},
		{"mode", slices.Contains(Modes, t.Mode)},
		{"effect", slices.Contains(Effects, t.Effect)},
	} {
		if !choice.known {
			v.Add(choice.field, "unknown")
		}
	}
	for field, code := range map[string]string{"letter": t.Letter, "checklist": t.Checklist} {
		if code != "" && !rowCode.MatchString(code) {
			v.Add(field, "code")
		}
	}
	if t.LawURL != "" {
		v.Longest("law_url", t.LawURL, 300)
		if u, err := url.Parse(t.LawURL); err != nil || u.Scheme != "https" || u.Host == "" {
			v.Add("law_url", "https")
		}
	}
}

func (t DecisionType) checkNumbers(v *rule.Violations) {
	between(v, "hearing_days", t.HearingDays, 0, 90)
	between(v, "hearing_least", t.HearingLeast, 0, 90)
	between(v, "complaint_weeks", t.ComplaintWeeks, 0, 52)
	between(v, "reassess_weeks", t.ReassessWeeks, 0, 52)
	between(v, "target_days", t.TargetDays, 0, 999)
	between(v, "carry_out_months", t.CarryOutMonths, 0, 24)
	between(v, "age_min", t.AgeMin, 0, 99)
	between(v, "age_max", t.AgeMax, 0, 99)
	between(v, "position", t.Position, 0, 9999)
	switch {
	case t.Hearing && t.HearingDays == 0:
		v.Add("hearing_days", "required")
	case t.HearingLeast > t.HearingDays:
		v.Add("hearing_least", "more_than_days", t.HearingDays)
	}
	if t.AgeMax > 0 && t.AgeMax < t.AgeMin {
		v.Add("age_max", "less_than_least", t.AgeMin)
	}
}

// lacks says what the law behind a row must name before anybody confirms it.
func (t DecisionType) lacks() rule.Violations {
	var v rule.Violations
	if t.Law == "" || t.Paragraph == "" {
		v.Add("", "type_lacks_law")
	}
	if t.Burdensome != Favours && (t.ComplaintBody == "" || t.ComplaintWeeks == 0) {
		v.Add("", "type_lacks_complaint")
	}
	return v
}

// managing is the event of an edit of a type.
func managing(by access.Actor, form audit.Form, detail map[string]any) *audit.Event {
	return &audit.Event{By: by, Action: access.ManageDecisionTypes, Detail: detail, Form: form}
}

// SetDecisionType gives a code a row from t.From on; the one that runs until then ends the
// day before. A row that begins on the very same day is corrected. t.ID and
// t.Version are the row it was made from, none for a new code; if somebody saved
// that row meanwhile the answer is a *StaleType. What is written anew is not
// confirmed yet.
func (s *Service) SetDecisionType(ctx context.Context, by access.Actor, t DecisionType, form audit.Form) error {
	t = t.clean()
	event := managing(by, form, map[string]any{"decision_type": t})
	return s.write(ctx, event, t.check(), func(tx pgx.Tx) error {
		was, err := t.follows(ctx, tx)
		if err != nil {
			return err
		}
		if was.HoldsOn(t.From) {
			t.To = was.To // what was to end on a day still does
		}
		if err := t.known(ctx, tx); err != nil {
			return err
		}
		line := timeline{"decision_types", "code = @code", db.Args{"code": t.Code}}
		if _, err := line.makeRoom(ctx, tx, t.From); err != nil {
			return err
		}
		event.Subject, err = db.Value[int64](ctx, tx, t.saving(), t.args())
		switch {
		case err != nil && t.ID == 0 && (db.Violates(err, "type_begins_once") || db.Violates(err, "one_type_at_a_time")):
			return rule.Violation("code", "name_taken") // somebody else made it at the same moment
		case err != nil:
			return overlap(fmt.Errorf("saving decision type %s: %w", t.Code, err), "one_type_at_a_time")
		}
		return nil
	})
}

// follows locks the row that t was made from. A new code must be new.
func (t DecisionType) follows(ctx context.Context, tx pgx.Tx) (was DecisionType, err error) {
	if t.ID != 0 {
		was, err = lockType(ctx, tx, t.ID)
		if err != nil || was.Version == t.Version {
			return was, err
		}
		newest, err := LastDecisionType(ctx, tx, was.Code)
		if err != nil {
			return was, err
		}
		return was, &StaleType{Theirs: newest}
	}
	taken, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM decision_types WHERE code = @code)`, db.Args{"code": t.Code})
	if err != nil {
		return was, fmt.Errorf("looking for decision type %s: %w", t.Code, err)
	}
	if taken {
		return was, rule.Violation("code", "name_taken")
	}
	return was, nil
}

// known checks the codes of benefits and categories against the catalogue, and that of
// the letter against the templates.
func (t DecisionType) known(ctx context.Context, tx pgx.Tx) error {
	for field, want := range map[string]struct {
		kind  Kind
		codes []string
	}{"benefits": {Benefit, t.Benefits}, "categories": {Category, t.Categories}} {
		if err := knownCodes(ctx, tx, field, want.kind, want.codes); err != nil {
			return err
		}
	}
	if t.Letter == "" {
		return nil
	}
	there, err := db.Value[bool](ctx, tx, `SELECT EXISTS (SELECT FROM letter_templates WHERE code = @code AND kind = 'decision')`, db.Args{"code": t.Letter})
	if err != nil {
		return fmt.Errorf("looking for letter template %s: %w", t.Letter, err)
	}
	if !there {
		return rule.Violation("letter", "unknown_letter")
	}
	return nil
}

// knownCodes refuses, at a field, codes that the catalogue has no row of.
func knownCodes(ctx context.Context, tx pgx.Tx, field string, kind Kind, codes []string) error {
	n, err := db.Value[int](ctx, tx, `SELECT count(DISTINCT code) FROM catalogue WHERE kind = @kind AND code = ANY(@codes)`,
		db.Args{"kind": kind, "codes": codes})
	if err != nil {
		return fmt.Errorf("looking for %s: %w", field, err)
	}
	if n != len(codes) {
		return rule.Violation(field, "unknown")
	}
	return nil
}

// EndDecisionType makes last the last day a row can be decided by. Decisions made
// under it keep their copy.
func (s *Service) EndDecisionType(ctx context.Context, by access.Actor, row id.DecisionType, last when.Date, form audit.Form) error {
	var broken rule.Violations
	day(&broken, "last", last)
	event := managing(by, form, map[string]any{"ends": last})
	event.Subject = int64(row)
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		t, err := lockType(ctx, tx, row)
		if err != nil {
			return err
		}
		if last.Before(t.From) {
			return rule.Violation("last", "before_from", t.From)
		}
		_, err = tx.Exec(ctx, `UPDATE decision_types SET valid_to = @last WHERE id = @id`, db.Args{"id": row, "last": last})
		if db.Violates(err, "one_type_at_a_time") {
			return rule.Violation("last", "overlaps")
		}
		if err != nil {
			return fmt.Errorf("ending decision type %d: %w", row, err)
		}
		return nil
	})
}

// Confirmation is somebody's word that the law behind a row is as it says.
type Confirmation struct {
	Row      id.DecisionType
	Version  int       // of the row that was looked at
	On       when.Date // the day it was looked at
	Source   string    // where the law was read
	ReviewOn when.Date // when the law is expected to change; zero is not known
}

// ConfirmDecisionType records who looked the law behind a row up, and when. Only
// what was looked at is confirmed: a row that was saved since answers *StaleType.
func (s *Service) ConfirmDecisionType(ctx context.Context, by access.Actor, c Confirmation, form audit.Form) error {
	c.Source = rule.Line(c.Source)
	var broken rule.Violations
	text(&broken, "source", c.Source, 400)
	if !c.ReviewOn.IsZero() {
		day(&broken, "review_on", c.ReviewOn)
		if !c.ReviewOn.After(c.On) {
			broken.Add("review_on", "past")
		}
	}
	detail := map[string]any{"confirmed": c.Source, "review_on": c.ReviewOn}
	event := managing(by, form, detail)
	event.Subject = int64(c.Row)
	return s.write(ctx, event, broken, func(tx pgx.Tx) error {
		t, err := lockType(ctx, tx, c.Row)
		if err != nil {
			return err
		}
		if t.Version != c.Version {
			return &StaleType{Theirs: t}
		}
		if err := t.lacks().Err(); err != nil {
			return err
		}
		detail["was"] = t.Source
		_, err = tx.Exec(ctx, `
			UPDATE decision_types SET confirmed = true, confirmed_by = @by, confirmed_on = @on, source = @source, review_on = @review
			WHERE id = @id`, db.Args{"id": c.Row, "by": by.Staff, "on": c.On, "source": c.Source, "review": c.ReviewOn})
		if err != nil {
			return fmt.Errorf("confirming decision type %d: %w", c.Row, err)
		}
		return nil
	})
}

// lockType locks every row of the code that a row belongs to, and reads the row.
func lockType(ctx context.Context, tx pgx.Tx, row id.DecisionType) (DecisionType, error) {
	_, err := tx.Exec(ctx, `
		SELECT FROM decision_types WHERE code = (SELECT code FROM decision_types WHERE id = @id) ORDER BY id FOR UPDATE`, db.Args{"id": row})
	if err != nil {
		return DecisionType{}, fmt.Errorf("locking decision type %d: %w", row, err)
	}
	t, err := db.One[DecisionType](ctx, tx, `SELECT `+typeColumns+`WHERE t.id = @id`, db.Args{"id": row})
	if err != nil {
		return t, fmt.Errorf("decision type %d: %w", row, err)
	}
	return t, nil
}

// saved are the columns that an edit writes, by the names of args.
var saved = []string{
	"code", "grouping", "name_da", "name_en", "plain_da", "plain_en", "law", "paragraph", "law_url", "burdensome", "hearing",
	"hearing_days", "hearing_least", "approver", "complaint_body", "complaint_weeks", "reassess_weeks", "target_days",
	"target_weekdays", "carry_out_months", "age_min", "age_max", "benefits", "categories", "consent", "longest", "mode", "letter",
	"checklist", "effect", "valid_from", "review_on", "source", "position",
}

// saving is the statement that writes the row: a new one, or one that begins on the
// same day anew. A new code follows no row and corrects none.
func (t DecisionType) saving() string {
	columns := strings.Join(saved, ", ")
	sql := `INSERT INTO decision_types (` + columns + `, valid_to) VALUES (@` + strings.Join(saved, ", @") + `, @valid_to)`
	if t.ID != 0 {
		sql += ` ON CONFLICT (code, valid_from) DO UPDATE SET (` + columns + `, confirmed, confirmed_by, confirmed_on)
			= (excluded.` + strings.Join(saved, ", excluded.") + `, false, NULL, NULL)`
	}
	return sql + ` RETURNING id`
}

func (t DecisionType) args() db.Args {
	return db.Args{
		"code": t.Code, "grouping": t.Area, "name_da": t.NameDa, "name_en": t.NameEn, "plain_da": t.PlainDa, "plain_en": t.PlainEn,
		"law": t.Law, "paragraph": t.Paragraph, "law_url": t.LawURL, "burdensome": t.Burdensome, "hearing": t.Hearing,
		"hearing_days": t.HearingDays, "hearing_least": t.HearingLeast, "approver": t.Approver, "complaint_body": t.ComplaintBody,
		"complaint_weeks": t.ComplaintWeeks, "reassess_weeks": t.ReassessWeeks, "target_days": t.TargetDays,
		"target_weekdays": t.TargetWeekdays, "carry_out_months": t.CarryOutMonths, "age_min": t.AgeMin, "age_max": t.AgeMax,
		"benefits": t.Benefits, "categories": t.Categories, "consent": t.Consent, "longest": t.Longest, "mode": t.Mode,
		"letter": t.Letter, "checklist": t.Checklist, "effect": t.Effect, "valid_from": t.From, "valid_to": t.To, "review_on": t.ReviewOn,
		"source": t.Source, "position": t.Position,
	}
}
