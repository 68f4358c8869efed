package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Answer is what is known of one criterion; "" is not asked yet.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown" // asked, and nobody knows
)

// Answers lists the answers in the order they are offered.
var Answers = []Answer{Yes, No, Unknown}

// Screened is a criterion of the programme with its answer for one referral.
type Screened struct {
	Criterion id.Criterion
	Code      string
	Kind      programme.CriterionKind
	NameDa    string
	NameEn    string
	Answer    Answer
	Note      string
	By        *string // who answered last
	At        *time.Time
}

// Name is the criterion's name in a language.
func (c Screened) Name(lang string) string {
	return programme.Criterion{NameDa: c.NameDa, NameEn: c.NameEn}.Name(lang)
}

// Questions are the criteria that people answer; the age answers itself.
func Questions(all []Screened) []Screened {
	return slices.DeleteFunc(slices.Clone(all), func(c Screened) bool { return c.Kind != programme.Question })
}

// AgeAnswer is how old the youth is, and whether that is within the programme's ages.
// known is false where the birth date is not.
func (r Referral) AgeAnswer(today when.Date) (age int, fits, known bool) {
	if r.BirthDate == nil {
		return 0, false, false
	}
	return r.BirthDate.Years(today), !r.OutsideAges(today), true
}

// Screening reads the criteria of a referral that the caller has opened: those that
// hold today, or held when it was decided, and whatever was answered.
func (s *Service) Screening(ctx context.Context, r Referral) ([]Screened, error) {
	return screening(ctx, s.read, r, s.today())
}

func screening(ctx context.Context, q db.Reader, r Referral, today when.Date) ([]Screened, error) {
	if r.DecidedAt != nil {
		today = when.Of(*r.DecidedAt)
	}
	all, err := db.All[Screened](ctx, q, `
		SELECT c.id AS criterion, c.code, c.kind, c.name_da, c.name_en, coalesce(a.answer, '') AS answer, coalesce(a.note, '') AS note, b.name AS by, a.at
		FROM programme_criteria c
		LEFT JOIN screening_answers a ON a.criterion_id = c.id AND a.referral_id = @referral
		LEFT JOIN staff b ON b.id = a.by_id
		WHERE c.programme_id = @programme AND (daterange(c.valid_from, c.valid_to, '[]') @> @today::date OR a.answer IS NOT NULL)
		ORDER BY c.position, c.code, c.valid_from`, db.Args{"referral": r.ID, "programme": r.Programme, "today": today})
	if err != nil {
		return nil, fmt.Errorf("criteria of referral %d: %w", r.ID, err)
	}
	return all, nil
}

// Said is an answer as somebody gives it.
type Said struct {
	Criterion id.Criterion
	Answer    Answer
	Note      string
}

// NoteField is the field of a criterion's note, as forms and broken rules name it.
func NoteField(c id.Criterion) string { return "note_" + id.String(c) }

// AnswerField is the field of a criterion's answer.
func AnswerField(c id.Criterion) string { return "answer_" + id.String(c) }

// Screen keeps the answers to a referral's criteria. version is the one that was
// read; where somebody saved since, it is a *Stale. Another programme's criterion is
// refused.
func (s *Service) Screen(ctx context.Context, by access.Actor, referral id.Referral, said []Said, version int, form audit.Form) error {
	event := &audit.Event{By: by, Action: access.ScreenReferral, Subject: int64(referral), Form: form}
	return s.trail.Write(ctx, event, func(tx pgx.Tx) error {
		r, err := hold(ctx, tx, by, access.ScreenReferral, referral, s.today())
		if err != nil {
			return err
		}
		if err := r.allows(StepAnswer); err != nil {
			return err
		}
		there, err := screening(ctx, tx, r, s.today())
		if err != nil {
			return err
		}
		if r.Version != version {
			return stale(ctx, tx, r, there)
		}
		changed, err := changes(there, said)
		if err != nil {
			return err
		}
		event.Youth, event.Team, event.Detail = r.Youth, r.Team, map[string]any{"answered": len(changed)}
		if len(changed) == 0 {
			return nil
		}
		if err := s.newVersion(ctx, tx, by, r, map[string]any{"answers": there}); err != nil {
			return err
		}
		return s.keepAnswers(ctx, tx, by, r, changed)
	})
}

// changes are the answers that differ from those there.
func changes(there []Screened, said []Said) ([]Said, error) {
	var changed []Said
	var broken rule.Violations
	for _, a := range said {
		i := slices.IndexFunc(there, func(c Screened) bool { return c.Criterion == a.Criterion && c.Kind == programme.Question })
		a.Note = rule.Line(a.Note)
		switch {
		case i < 0, a.Answer != "" && !slices.Contains(Answers, a.Answer):
			broken.Add(AnswerField(a.Criterion), "unknown")
			continue
		case a.Answer == "" && a.Note != "":
			broken.Add(AnswerField(a.Criterion), "answer_first")
		}
		broken.Longest(NoteField(a.Criterion), a.Note, mostLine)
		if a.Answer != there[i].Answer || a.Note != there[i].Note {
			changed = append(changed, a)
		}
	}
	return changed, broken.Err()
}

func (s *Service) keepAnswers(ctx context.Context, tx pgx.Tx, by access.Actor, r Referral, said []Said) error {
	for _, a := range said {
		args := db.Args{"referral": r.ID, "criterion": a.Criterion, "answer": a.Answer, "note": a.Note, "by": by.Staff, "at": s.now()}
		sql := `
			INSERT INTO screening_answers (referral_id, criterion_id, answer, note, by_id, at)
			VALUES (@referral, @criterion, @answer, @note, @by, @at)
			ON CONFLICT (referral_id, criterion_id) DO UPDATE SET answer = excluded.answer, note = excluded.note, by_id = excluded.by_id, at = excluded.at`
		if a.Answer == "" { // taken back: the version keeps what it was
			args = db.Args{"referral": r.ID, "criterion": a.Criterion}
			sql = `DELETE FROM screening_answers WHERE referral_id = @referral AND criterion_id = @criterion`
		}
		if _, err := tx.Exec(ctx, sql, args); err != nil {
			return fmt.Errorf("saving an answer on referral %d: %w", r.ID, err)
		}
	}
	return nil
}
