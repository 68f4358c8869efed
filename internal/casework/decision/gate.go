package decision

import (
	"regexp"
	"slices"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Check is what was answered to a point of the checklist of a decision.
type Check struct {
	Item     string          `json:"item"`   // ChecklistItem.Code
	Met      *bool           `json:"met"`    // it is so, it is not so; nil is not said
	Text     string          `json:"text"`   // in words
	Choice   string          `json:"choice"` // a code of the catalogue
	Evidence []CheckEvidence `json:"evidence"`
	By       id.Staff        `json:"by"`
	Name     string          `json:"name"`
	At       time.Time       `json:"at"`
}

// CheckEvidence is an entry of the log or a document that a check rests on, with what
// the gate has to know of it.
type CheckEvidence struct {
	Contact   *id.Contact         `json:"contact"`
	Document  *id.Document        `json:"document"`
	Kind      string              `json:"kind"` // of the contact or the document
	Name      string              `json:"name"` // of the document: from whom
	On        when.Date           `json:"on"`
	Outcome   contact.Outcome     `json:"outcome"`
	Direction contact.Direction   `json:"direction"`
	With      contact.Counterpart `json:"with"`
	Withdrawn bool                `json:"withdrawn"`
}

// Missing is what keeps the gate shut at a point of the list: the field where it is
// filled in, and which rule.
type Missing struct {
	Item string
	rule.Broken
}

// CheckField is the field of a point in a form.
func CheckField(item string) string { return "check." + item }

// Gate says what is missing of a checklist before the decision can be made on a day.
// A point that is asked only of some categories is not asked where the category that
// was answered is another; while nobody has answered, the category is what is missing,
// and where the list does not ask for it, every point is asked (domain 2.6).
func Gate(items []programme.ChecklistItem, checks []Check, d Decision, today when.Date) []Missing {
	var missing []Missing
	for _, i := range items {
		if !Applies(i, items, checks) {
			continue
		}
		if b, open := lacking(i, answer(checks, i.Code), d, today); open {
			missing = append(missing, Missing{i.Code, b})
		}
	}
	return missing
}

// Applies reports whether a point is asked, by the category that was answered.
func Applies(i programme.ChecklistItem, items []programme.ChecklistItem, checks []Check) bool {
	if len(i.Categories) == 0 {
		return true
	}
	asks := slices.IndexFunc(items, func(i programme.ChecklistItem) bool { return i.Rule == programme.Visitated })
	return asks < 0 || slices.Contains(i.Categories, answer(checks, items[asks].Code).Choice)
}

func answer(checks []Check, item string) Check {
	if i := slices.IndexFunc(checks, func(c Check) bool { return c.Item == item }); i >= 0 {
		return checks[i]
	}
	return Check{Item: item}
}

// lacking says what a single point lacks.
func lacking(i programme.ChecklistItem, c Check, d Decision, today when.Date) (rule.Broken, bool) {
	var v rule.Violations
	field := CheckField(i.Code)
	switch {
	case c.Met != nil && !*c.Met && i.Rule.Affirmed():
		v.Add(field, "check_not_so")
	case i.Rule.Affirmed() && c.Met == nil:
		v.Add(field, "check_open")
	case i.Rule == programme.Visitated:
		v = lacksCategory(field, c, d)
	case i.Rule == programme.Reasoned:
		v = lacksCalculation(field, c, d)
	case !i.Rule.Answered():
		v = lacksOf(i.Rule, field, d, today)
	}
	if i.Rule.Affirmed() {
		v.Required(field, c.Text)
	}
	if i.Rule == programme.Event && d.EventOn == nil {
		v.Add("event_on", "required")
	}
	if len(v) == 0 && i.Rule.Answered() {
		v = lacksEvidence(i, c, d)
	}
	if len(v) == 0 {
		return rule.Broken{}, false
	}
	return v[0], true
}

// lacksCategory: the category at the time is known, and the type is for it (LAS § 40 a
// is not for those who are ready for activity).
func lacksCategory(field string, c Check, d Decision) rule.Violations {
	switch {
	case c.Choice == "":
		return rule.Violation(field, "choose")
	case len(d.Type.Categories) > 0 && !slices.Contains(d.Type.Categories, c.Choice):
		return rule.Violation(field, "check_category")
	}
	return nil
}

// numbers are two amounts at least: so many days, and a rate.
var numbers = regexp.MustCompile(`(?s)\d.*[^\d.,]\D*\d`)

// lacksCalculation: the reasons are there, and the calculation has numbers in it.
func lacksCalculation(field string, c Check, d Decision) rule.Violations {
	v := d.lacksReasons()
	v.Required("basis", d.Basis)
	switch {
	case len(v) > 0:
	case c.Text == "":
		v.Add(field, "required")
	case !numbers.MatchString(c.Text):
		v.Add(field, "check_numbers")
	}
	return v
}

// lacksOf is what the decision itself says of a point.
func lacksOf(r programme.CheckRule, field string, d Decision, today when.Date) rule.Violations {
	var v rule.Violations
	by, runs := d.carryOutBy()
	switch r {
	case programme.WasHeard: // a list that asks for a hearing takes no reason for none
		if n := len(d.Hearings); n == 0 || d.Hearings[n-1].Open() {
			v.Add("hearing", "hearing_missing")
		}
	case programme.InTime:
		switch {
		case !runs:
			v.Add(field, "check_no_deadline")
		case d.EventOn == nil:
			v.Add("event_on", "required")
		case today.After(by):
			v.Add("event_on", "carry_out_passed", by)
		}
	case programme.FourEyes: // given after the decision is ready: see Can and Decide
		switch {
		case d.Type.Approver == "none":
			v.Add(field, "check_no_approver")
		case (d.State == Approved || d.State == Decided) && d.ApprovedAt == nil:
			v.Add(field, "needs_approval")
		}
	case programme.InPlain:
		v.Required("plain", d.Plain)
	case programme.Complains:
		if d.Type.ComplaintBody == "" || d.Type.ComplaintWeeks == 0 {
			v.Add(field, "check_no_complaint")
		}
	}
	return v
}

// lacksEvidence holds what a point rests on against what the point asks for.
func lacksEvidence(i programme.ChecklistItem, c Check, d Decision) rule.Violations {
	field := CheckField(i.Code)
	least := i.Least
	if i.Evidence != "none" && i.Evidence != "optional" {
		least = max(least, 1)
	}
	if least == 0 {
		return nil
	}
	if i.Months > 0 && d.EventOn == nil {
		return rule.Violation("event_on", "required")
	}
	kinds, found := map[string]bool{}, 0
	for _, e := range c.Evidence {
		if counts(i, e, d.EventOn) {
			kinds[e.Kind] = true
			found++
		}
	}
	switch {
	case found >= least && len(kinds) >= i.Kinds:
		return nil
	case i.Rule == programme.Attempted:
		return rule.Violation(field, "check_attempts", least, i.Kinds, found, len(kinds))
	case i.Rule == programme.InTalk:
		return rule.Violation(field, "check_talk")
	case len(c.Evidence) == 0:
		return rule.Violation(field, "check_evidence")
	case i.Months > 0:
		return rule.Violation(field, "check_age", i.Months)
	}
	return rule.Violation(field, "check_least", least, found)
}

// counts reports whether a piece of evidence is what a point asks for. What was taken
// back is nothing; guidance comes before the event (LAS § 35 stk. 1); an attempt is
// ours, and at the youth; a talk is a talk with the youth.
func counts(i programme.ChecklistItem, e CheckEvidence, event *when.Date) bool {
	switch {
	case e.Withdrawn,
		i.Evidence == "none",
		i.Evidence == "contact" && e.Contact == nil,
		i.Evidence == "document" && e.Document == nil,
		i.Months > 0 && e.On.Before(event.AddMonths(-i.Months)):
		return false
	}
	switch i.Rule {
	case programme.Guided:
		return event == nil || !e.On.After(*event)
	case programme.Attempted:
		return e.Contact != nil && e.Direction == contact.Out && e.With == contact.TheYouth
	case programme.InTalk:
		return e.Contact != nil && e.Outcome == contact.Talked && e.With == contact.TheYouth
	}
	return true
}
