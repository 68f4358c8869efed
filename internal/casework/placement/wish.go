package placement

import (
	"slices"

	"kasket/internal/casework/company"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Wish is a stay as somebody wants it registered, with everything that is saved with it:
// a company that is new, what it may know, and the decision that grants the stay.
type Wish struct {
	Company   id.Company   // one that is known, or
	New       *company.New // one that is written down in the same save
	NewAnyway bool         // though it may be one of those that are known
	Workplace id.Workplace // 0 is the company's first
	Type      string
	From, To  when.Date // To zero: as long as the rules grant it for
	Terms
	AgreementState string
	VITASRef       string
	LongWhy        string
	Match          id.Match
	Consent        *network.ConsentWish // nil: nobody talked about it yet
	Grant          *GrantWish           // nil: nothing is decided in this save
	Overrides      map[string]string    // reasons to go on, by the rule
}

// GrantWish is what the decision that grants a stay says beside what follows from the
// stay itself.
type GrantWish struct {
	Demanded bool   // the youth is to take part; without it, they want to
	Plain    string // empty: as Plain words it
	View     string // the youth's part in it, and view
	Why      string // the main considerations
}

// Limits of what one may write, in characters.
const (
	mostLine   = 300
	mostText   = 4000
	leastHours = 0.1
	mostAhead  = 24 // months: what begins further ahead is a slip of the finger
	mostAgo    = 24 // months back
	longest    = 60 // months
)

// clean tidies what was typed.
func (w Wish) clean() Wish {
	for _, line := range []*string{&w.JobGoal, &w.VITASRef} {
		*line = rule.Line(*line)
	}
	for _, text := range []*string{&w.Tasks, &w.AbsenceHow, &w.Transport, &w.Safety, &w.FollowPlan, &w.LongWhy} {
		*text = rule.Text(*text)
	}
	slices.SortFunc(w.Timetable, func(a, b Shift) int { return a.Day - b.Day })
	if w.Hours == 0 && len(w.Timetable) > 0 {
		w.Hours = float64(w.Timetable.Minutes()) / 60
	}
	return w
}

// check says which rules a wish breaks whatever the law says: what can only be a slip.
func (w Wish) check(rules programme.PlacementRules, today when.Date) rule.Violations {
	var v rule.Violations
	switch {
	case w.New != nil:
		v = append(v, w.New.Check()...)
	case w.Company == 0:
		v.Add("company", "required")
	}
	kind, known := rules.Type(w.Type)
	switch {
	case w.Type == "":
		v.Add("type", "required")
	case !known:
		v.Add("type", "unknown")
	}
	w.checkDays(&v, today)
	checkHours(&v, w.Hours)
	if known && kind.Purpose || w.Purpose != "" {
		if !slices.ContainsFunc(rules.Purposes, func(e programme.Entry) bool { return e.Code == w.Purpose }) {
			v.Add("purpose", "choose")
		}
	}
	if w.AgreementState != AgreementOpen && !slices.Contains(AgreementStates, w.AgreementState) {
		v.Add("agreement_state", "unknown")
	}
	w.checkTexts(&v)
	return v
}

// checkDays holds the days of a wish against each other and against today.
func (w Wish) checkDays(v *rule.Violations, today when.Date) {
	switch {
	case w.From.IsZero():
		v.Add("from", "required")
		return
	case w.From.After(today.AddMonths(mostAhead)):
		v.Add("from", "too_far_ahead", mostAhead)
	case w.From.Before(today.AddMonths(-mostAgo)):
		v.Add("from", "too_far_back", mostAgo)
	}
	switch {
	case w.To.IsZero():
	case w.To.Before(w.From):
		v.Add("to", "before_from", w.From)
	case w.To.After(w.From.AddMonths(longest)):
		v.Add("to", "too_far_ahead", longest)
	}
}

// checkHours holds hours a week against what can be kept: they are kept with one
// decimal, and 0 is that nobody knows.
func checkHours(v *rule.Violations, hours float64) {
	if hours != 0 && (hours < leastHours || hours > mostHours) {
		v.Add("hours", "hours", mostHours)
	}
}

func (w Wish) checkTexts(v *rule.Violations) {
	v.Longest("job_goal", w.JobGoal, mostLine)
	v.Longest("vitas_ref", w.VITASRef, mostLine)
	for field, text := range map[string]string{
		"tasks": w.Tasks, "absence_how": w.AbsenceHow, "transport": w.Transport, "safety": w.Safety, "follow_plan": w.FollowPlan, "long_why": w.LongWhy,
	} {
		v.Longest(field, text, mostText)
	}
}

// agreementOf is the agreement a type of stay needs before it begins.
func agreementOf(t programme.PlacementTraits) string {
	switch {
	case t.VITAS:
		return VITAS
	case t.Agreement:
		return OwnAgreement
	}
	return NoAgreement
}
