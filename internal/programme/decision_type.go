package programme

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Area is what a decision type is about, for lists.
type Area string

// The areas.
const (
	Plans     Area = "plan"
	Offers    Area = "offer"
	Supports  Area = "support"
	Benefits  Area = "benefit"
	Sanctions Area = "sanction"
	YouthHelp Area = "youth"  // barnets lov
	Social    Area = "social" // serviceloven
	Guidance  Area = "guidance"
	General   Area = "general"
)

// Areas lists the areas in the order they are shown.
var Areas = []Area{Plans, Offers, Supports, Benefits, Sanctions, YouthHelp, Social, Guidance, General}

// Burden is whether a decision weighs on the party: yes, no, or as the case may be.
type Burden string

// The burdens. What is not wholly in the party's favour is at least Depends: it
// needs reasons and word of how to complain (forvaltningsloven §§ 22 and 25).
const (
	Burdens    Burden = "yes"
	Favours    Burden = "no"
	MayBurden  Burden = "depends"
	Decides           = "decides"    // the team decides
	Recommends        = "recommends" // another office decides, on the team's word
)

// AllBurdens, Approvers, Modes and Effects list the choices in the order they are shown.
var (
	AllBurdens = []Burden{Burdens, Favours, MayBurden}
	Approvers  = []string{"none", "leader", "colleague"}
	Modes      = []string{Decides, Recommends}
	Effects    = []string{"manual", "KY", "VITAS"} // in which system somebody carries it out
)

// DecisionType is one row of what can be decided, by which law, and how. A decision
// keeps a copy. In numbers 0 is no rule; an empty list is any; an empty text is not
// known.
type DecisionType struct {
	ID             id.DecisionType `json:"id"`
	Code           string          `json:"code"`
	Area           Area            `json:"area"`
	NameDa         string          `json:"name_da"`
	NameEn         string          `json:"name_en"`
	PlainDa        string          `json:"plain_da"` // what it is called to the youth, after "afgørelse om"
	PlainEn        string          `json:"plain_en"`
	Law            string          `json:"law"`
	Paragraph      string          `json:"paragraph"`
	LawURL         string          `json:"law_url"`
	Burdensome     Burden          `json:"burdensome"`
	Hearing        bool            `json:"hearing"` // the party is heard unless somebody says why not
	HearingDays    int             `json:"hearing_days"`
	HearingLeast   int             `json:"hearing_least"` // fewer days need a reason
	Approver       string          `json:"approver"`
	ComplaintBody  string          `json:"complaint_body"`
	ComplaintWeeks int             `json:"complaint_weeks"`
	ReassessWeeks  int             `json:"reassess_weeks"`
	TargetDays     int             `json:"target_days"`
	TargetWeekdays bool            `json:"target_weekdays"`
	CarryOutMonths int             `json:"carry_out_months"` // full calendar months after the event
	AgeMin         int             `json:"age_min"`
	AgeMax         int             `json:"age_max"`
	Benefits       []string        `json:"benefits"`   // codes of the catalogue
	Categories     []string        `json:"categories"` // codes of the catalogue
	Consent        bool            `json:"consent"`
	Longest        string          `json:"longest"` // how long it may last, in words
	Mode           string          `json:"mode"`
	Letter         string          `json:"letter"`    // code of a template; empty is the common one
	Checklist      string          `json:"checklist"` // code of the list that keeps "decide" shut
	Effect         string          `json:"effect"`
	From           when.Date       `json:"from"`
	To             when.Date       `json:"to"`
	ReviewOn       when.Date       `json:"review_on"` // the law is expected to change
	Confirmed      bool            `json:"confirmed"`
	ConfirmedBy    *id.Staff       `json:"confirmed_by"` // nil where it shipped confirmed
	ConfirmedOn    when.Date       `json:"confirmed_on"`
	ConfirmedName  string          `json:"-"`
	Source         string          `json:"source"`
	Position       int             `json:"position"`
	Version        int             `json:"version"` // grows with every change of any row of the code
}

// Name is what a type is called in a language.
func (t DecisionType) Name(lang string) string { return named(lang, t.NameDa, t.NameEn) }

// Plain is what a type is called to the youth, as it stands after "decision on".
func (t DecisionType) Plain(lang string) string { return named(lang, t.PlainDa, t.PlainEn) }

// Basis is the law and its paragraph on one line, as far as they are known.
func (t DecisionType) Basis() string { return rule.Line(t.Law + " " + t.Paragraph) }

// Present picks one row of each code for a day: the one that holds, else the next to
// begin, else the last there was. The rows come newest first within a code.
func Present(rows []DecisionType, on when.Date) []DecisionType {
	var picked []DecisionType
	for i := 0; i < len(rows); {
		next := i
		for next < len(rows) && rows[next].Code == rows[i].Code {
			next++
		}
		picked = append(picked, present(rows[i:next], on))
		i = next
	}
	return picked
}

func present(rows []DecisionType, on when.Date) DecisionType {
	best := rows[0]
	for _, t := range rows {
		if t.HoldsOn(on) || t.From.After(on) {
			best = t // the last of them is the nearest
		}
		if t.HoldsOn(on) {
			break
		}
	}
	return best
}

// HoldsOn reports whether the type can be decided by on a day.
func (t DecisionType) HoldsOn(day when.Date) bool {
	return !day.Before(t.From) && (t.To.IsZero() || !day.After(t.To))
}

// MayDecide says why a decision cannot be made on a day under the row: the law does
// not hold yet, or no longer.
func (t DecisionType) MayDecide(on when.Date) rule.Violations {
	switch {
	case on.Before(t.From):
		return rule.Violation("type", "type_not_yet", t.From)
	case !t.HoldsOn(on):
		return rule.Violation("type", "type_expired", t.To)
	}
	return nil
}

// MaySend says why no letter may leave about a decision that was made on a day
// under the row: nobody has confirmed its law, or the law was expected to change
// by then and nobody has looked since. A row that has ended since still sends.
func (t DecisionType) MaySend(decided when.Date) rule.Violations {
	switch {
	case !t.Confirmed:
		return rule.Violation("type", "type_unconfirmed")
	case t.ReviewDue(decided):
		return rule.Violation("type", "type_review_due", t.ReviewOn)
	}
	return nil
}

// ReviewDue reports whether the law was expected to change by a day, so that what
// was confirmed before no longer counts.
func (t DecisionType) ReviewDue(on when.Date) bool {
	return !t.ReviewOn.IsZero() && !on.Before(t.ReviewOn)
}

// Circumstances are what decides which types fit a youth. What is not known is the
// zero value.
type Circumstances struct {
	Born     when.Date
	Benefit  string
	Category string
}

// Fit is how a type suits a youth on a day.
type Fit struct {
	Holds   bool     // it can be decided by that day at all
	Because []string // what does not suit: "age", "benefit", "category"
}

// First reports whether the type is offered first; the others that hold are reachable.
func (f Fit) First() bool { return f.Holds && len(f.Because) == 0 }

// Fits says how the type suits a youth on a day. What is not known of the youth
// holds nothing out: somebody may not have asked yet.
func (t DecisionType) Fits(y Circumstances, on when.Date) Fit {
	f := Fit{Holds: t.HoldsOn(on)}
	if !y.Born.IsZero() {
		if age := y.Born.Years(on); age < t.AgeMin || t.AgeMax > 0 && age > t.AgeMax {
			f.Because = append(f.Because, "age")
		}
	}
	if y.Benefit != "" && len(t.Benefits) > 0 && !slices.Contains(t.Benefits, y.Benefit) {
		f.Because = append(f.Because, "benefit")
	}
	if y.Category != "" && len(t.Categories) > 0 && !slices.Contains(t.Categories, y.Category) {
		f.Because = append(f.Because, "category")
	}
	return f
}

// Sort divides types into those offered first to a youth on a day and the others
// that hold, each in their order. What does not hold is in neither.
func Sort(types []DecisionType, y Circumstances, on when.Date) (first, others []DecisionType) {
	for _, t := range types {
		switch f := t.Fits(y, on); {
		case f.First():
			first = append(first, t)
		case f.Holds:
			others = append(others, t)
		}
	}
	return first, others
}

var typeCode = regexp.MustCompile(`^[A-ZÆØÅ0-9]+(-[A-ZÆØÅ0-9]+)*$`)

const typeColumns = `t.id, code, grouping AS area, name_da, name_en, plain_da, plain_en, law, paragraph, law_url, burdensome,
	hearing, hearing_days, hearing_least, approver, complaint_body, complaint_weeks, reassess_weeks, target_days,
	target_weekdays, carry_out_months, age_min, age_max, benefits, categories, consent, longest, mode, letter, checklist,
	effect, valid_from AS "from", valid_to AS "to", review_on, confirmed, confirmed_by, confirmed_on,
	coalesce((SELECT name FROM staff WHERE staff.id = confirmed_by), '') AS confirmed_name, source, position,
	(SELECT sum(version)::int FROM decision_types r WHERE r.code = t.code) AS version
	FROM decision_types t `

// DecisionTypes lists the types that can be decided by on a day, in order.
func (s *Service) DecisionTypes(ctx context.Context, on when.Date) ([]DecisionType, error) {
	return db.All[DecisionType](ctx, s.read, `SELECT `+typeColumns+`WHERE `+validOnDay+`ORDER BY position, code`, db.Args{"day": on})
}

// AllDecisionTypes lists every row, past and future, for the administrator: by code
// the newest first.
func (s *Service) AllDecisionTypes(ctx context.Context) ([]DecisionType, error) {
	return db.All[DecisionType](ctx, s.read, `SELECT `+typeColumns+`ORDER BY position, code, valid_from DESC`, nil)
}

// DecisionType reads one row.
func (s *Service) DecisionType(ctx context.Context, row id.DecisionType) (DecisionType, error) {
	return db.One[DecisionType](ctx, s.read, `SELECT `+typeColumns+`WHERE t.id = @id`, db.Args{"id": row})
}

// NewestDecisionType reads the newest row of a code, whenever it holds, or
// db.ErrNotFound.
func (s *Service) NewestDecisionType(ctx context.Context, code string) (DecisionType, error) {
	return LastDecisionType(ctx, s.read, code)
}

// DecisionTypeRows lists the rows of a code, newest first.
func (s *Service) DecisionTypeRows(ctx context.Context, code string) ([]DecisionType, error) {
	return db.All[DecisionType](ctx, s.read, `SELECT `+typeColumns+`WHERE code = @code ORDER BY valid_from DESC`, db.Args{"code": code})
}

// LastDecisionType reads the newest row of a code, whenever it holds, or
// db.ErrNotFound.
func LastDecisionType(ctx context.Context, q db.Reader, code string) (DecisionType, error) {
	t, err := db.One[DecisionType](ctx, q, `SELECT `+typeColumns+`WHERE code = @code ORDER BY valid_from DESC LIMIT 1`, db.Args{"code": code})
	if err != nil {
		return t, fmt.Errorf("decision type %s: %w", code, err)
	}
	return t, nil
}

// DecisionTypeOn reads the row of a code that holds on a day, for the use case that
// is about to decide by it, or db.ErrNotFound.
func DecisionTypeOn(ctx context.Context, q db.Reader, code string, on when.Date) (DecisionType, error) {
	t, err := db.One[DecisionType](ctx, q, `SELECT `+typeColumns+`WHERE code = @code AND `+validOnDay, db.Args{"code": code, "day": on})
	if err != nil {
		return t, fmt.Errorf("decision type %s on %s: %w", code, on, err)
	}
	return t, nil
}
