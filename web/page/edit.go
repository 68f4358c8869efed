package page

import (
	"strconv"
	"time"

	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/youth"
	"kasket/internal/phone"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
)

// Values are the fields of a form as they were typed, by name.
type Values map[string]string

// Get is the value of a field.
func (v Values) Get(name string) string { return v[name] }

// EditForm is the change of a record that somebody else may change as well.
type EditForm struct {
	Values  Values
	Was     Values // what stood there when the form was made
	Version int    // of the record it was made from
	Key     string
	Broken  rule.Violations
	Labels  map[string]string // of fields whose label is no text of the house
	Clashes []rule.Clash      // fields that both changed
	Who     string            // who saved meanwhile
	At      time.Time
}

// Onto puts what was typed on top of what somebody else saved meanwhile.
func (f EditForm) Onto(names []string, theirs Values, version int, who string, at time.Time) EditForm {
	merged, clashes := rule.Merge(names, f.Was, f.Values, theirs)
	f.Values, f.Clashes, f.Was = merged, clashes, theirs
	f.Version, f.Who, f.At = version, who, at
	return f
}

// Clashes on a field?
func (f EditForm) clash(name string) bool {
	for _, c := range f.Clashes {
		if c.Field == name {
			return true
		}
	}
	return false
}

// YouthForm is the facts about a youth as somebody wants them.
type YouthForm struct {
	EditForm
	CPR           string // typed anew; empty keeps the one there is
	CheckedCPR    string // a number whose check digit fails and was looked at again
	RemoveAddress bool
}

// YouthFields are the fields of YouthForm that can clash. The number is never shown
// and so is not among them.
var YouthFields = []string{
	"given_name", "family_name", "called_name", "pronoun", "no_cpr_reason", "birth_date", "phone", "phone2",
	"email", "address", "protection", "protection_ends_on", "interpreter", "remember",
}

// YouthValues are the facts of a youth as the form shows them. A protected address
// is not shown.
func YouthValues(o youth.Opened) Values {
	return Values{
		"given_name": o.GivenName, "family_name": o.FamilyName, "called_name": o.CalledName, "pronoun": o.Pronoun,
		"no_cpr_reason": o.NoCPRReason, "birth_date": typedDay(o.BirthDate), "phone": phone.Format(o.Phone), "phone2": phone.Format(o.Phone2),
		"email": o.Email, "address": o.Home, "protection": string(o.Protection), "protection_ends_on": typedDay(o.ProtectionEndsOn),
		"interpreter": o.Interpreter, "remember": o.Remember,
	}
}

// CourseForm is what is written about a course.
type CourseForm struct {
	EditForm
	Labels programme.Labels
}

// CourseFields are the fields of CourseForm.
var CourseFields = []string{"needs_group", "benefit", "category", "wish", "summary", "ready_for", "ready_on"}

// CourseValues are a course as the form shows it.
func CourseValues(e enrolment.Enrolment) Values {
	group := ""
	if e.NeedsGroup != nil {
		group = strconv.Itoa(*e.NeedsGroup)
	}
	return Values{
		"needs_group": group, "benefit": e.Benefit, "category": e.Category, "wish": e.Wish, "summary": e.Summary,
		"ready_for": string(e.ReadyFor), "ready_on": typedDay(e.ReadyOn),
	}
}

// typedDay writes a day as a date field wants it; none is nothing.
func typedDay(d *when.Date) string {
	if d == nil || d.IsZero() {
		return ""
	}
	return i18n.Typed(*d)
}
