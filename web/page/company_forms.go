package page

import (
	"context"
	"strconv"
	"strings"
	"time"

	"kasket/internal/casework/company"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// CompanyForm is a company as somebody wants it: a new one in few fields, or one that is
// there with all of them.
type CompanyForm struct {
	EditForm
	Whole     company.Whole  // of one that is there
	Words     company.Words  // in use, to choose from
	Doubt     *company.Doubt // what may be the same company
	CanLookUp bool
	LookedUp  bool
	Stopped   when.Date // the register says that it has stopped
	Now       time.Time
}

// NewCompanyFields are the fields of a new company.
var NewCompanyFields = []string{
	"company", "cvr", "p_number", "street", "zip", "town", "industry", "fte", "person", "person_title", "person_phone", "person_email",
}

// CompanyFields are the fields of a company that can clash.
var CompanyFields = []string{"company", "cvr", "industry", "industry_code", "offers", "mind", "capacity", "capacity_on", "shut_on"}

// CompanyValues are a company as its form shows it.
func CompanyValues(c company.Company) Values {
	capacity := ""
	if c.Capacity != nil {
		capacity = strconv.Itoa(*c.Capacity)
	}
	return Values{
		"company": c.Name, "cvr": c.CVR.String(), "industry": c.Industry, "industry_code": c.IndustryCode, "offers": c.Offers, "mind": c.Mind,
		"capacity": capacity, "capacity_on": typedDay(&c.CapacityOn), "shut_on": typedDay(&c.ClosedOn),
	}
}

// Fill puts what the register says into the form; where it says nothing, what was typed
// stays.
func (f *CompanyForm) Fill(r company.Registered) {
	set := func(name, value string) {
		if value != "" {
			f.Values[name] = value
		}
	}
	set("company", r.Name)
	set("cvr", r.CVR.String())
	set("industry", r.Industry)
	set("industry_code", r.IndustryCode)
	if len(r.Workplaces) > 0 {
		w := r.Workplaces[0]
		set("p_number", w.PNumber.String())
		set("street", w.Street)
		set("zip", w.Zip)
		set("town", w.Town)
	}
	f.LookedUp, f.Stopped = true, r.ClosedOn
	if f.Whole.ID != 0 || f.Version != 0 {
		set("shut_on", typedDay(&r.ClosedOn))
	}
}

// WorkplaceForm is a workplace as somebody wants it.
type WorkplaceForm struct {
	EditForm
	Whole     company.Whole
	Workplace company.Workplace // ID 0 is a new one
}

// WorkplaceFields are the fields of a WorkplaceForm.
var WorkplaceFields = []string{"workplace", "p_number", "street", "zip", "town", "travel", "fte", "month_fte", "year_fte", "counted_on", "shut_on"}

// WorkplaceValues are a workplace as its form shows it.
func WorkplaceValues(w company.Workplace) Values {
	return Values{
		"workplace": w.Name, "p_number": w.PNumber.String(), "street": w.Street, "zip": w.Zip, "town": w.Town, "travel": w.Travel,
		"fte": typedNumber(w.FTE), "month_fte": typedNumber(w.MonthFTE), "year_fte": typedNumber(w.YearFTE),
		"counted_on": typedDay(&w.CountedOn), "shut_on": typedDay(&w.ClosedOn),
	}
}

// typedNumber writes a number as a field wants it, with a comma; none is nothing.
func typedNumber(n *float64) string {
	if n == nil {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(*n, 'f', -1, 64), ".", ",", 1)
}

func (f WorkplaceForm) path() string {
	if f.Workplace.ID == 0 {
		return CompanyPath(f.Whole.ID, "workplaces")
	}
	return CompanyPath(f.Whole.ID, "workplaces", id.String(f.Workplace.ID))
}

// CompanyPersonForm is somebody one calls, as somebody wants them written down.
type CompanyPersonForm struct {
	EditForm
	Whole  company.Whole
	Person company.Person // ID 0 is a new one
}

// CompanyPersonFields are the fields of a CompanyPersonForm.
var CompanyPersonFields = []string{"person", "person_title", "person_role", "person_phone", "person_email", "person_workplace", "ended_on"}

// CompanyPersonValues are somebody of a company as the form shows them.
func CompanyPersonValues(p company.Person) Values {
	return Values{
		"person": p.Name, "person_title": p.Title, "person_role": string(p.Role), "person_phone": phone.Format(p.Phone), "person_email": p.Email,
		"person_workplace": id.String(p.Workplace), "ended_on": typedDay(&p.EndedOn),
	}
}

func (f CompanyPersonForm) path() string {
	if f.Person.ID == 0 {
		return CompanyPath(f.Whole.ID, "people")
	}
	return CompanyPath(f.Whole.ID, "people", id.String(f.Person.ID))
}

// workplaceOptions are the workplaces of a company as choices.
func workplaceOptions(ctx context.Context, w company.Whole) []ui.Option {
	list := make([]ui.Option, len(w.Workplaces))
	for i, p := range w.Workplaces {
		list[i] = ui.Option{Value: id.String(p.ID), Label: workplaceName(ctx, p)}
	}
	return list
}

// workplaceName is what a workplace is called: by its name, else by where it is.
func workplaceName(ctx context.Context, w company.Workplace) string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Address() != "":
		return w.Address()
	case w.PNumber != "":
		return "P " + w.PNumber.String()
	}
	return i18n.T(ctx, "company.workplace_unnamed")
}

// PauseForm is a pause as it was typed.
type PauseForm struct {
	From, Until, Reason string
	Key                 string
	Broken              rule.Violations
}

// MergeForm is the wish to make one company of two.
type MergeForm struct {
	Text   string // searched for
	Likely []company.Duplicate
	Hits   []company.Hit
	Other  string
	Both   company.Both
	Take   map[string]string
	Reason string
	Key    string
	Now    time.Time
	Broken rule.Violations
}

// differing are the fields of which both companies have a value, and not the same.
func (f MergeForm) differing(ctx context.Context) []ui.ConflictField {
	var list []ui.ConflictField
	day := func(d when.Date) string { return i18n.DateOf(ctx, d) }
	for _, name := range company.MergeFields {
		mine, theirs := f.Both.Kept.Value(name, day), f.Both.Gone.Value(name, day)
		chosen := name == "pause" || name == "shut_on" // nothing is an answer too
		if mine == theirs || !chosen && (mine == "" || theirs == "") {
			continue
		}
		list = append(list, ui.ConflictField{Name: name, Label: i18n.T(ctx, "field."+name), Mine: mine, Theirs: theirs})
	}
	return list
}

// options are the choices of a field that differs: the value each has, or both.
func (f MergeForm) options(ctx context.Context, c ui.ConflictField) []ui.Option {
	say := func(value string) string { return orElse(value, i18n.T(ctx, "company.merge.nothing")) }
	options := []ui.Option{{Value: "mine", Label: say(c.Mine)}, {Value: "theirs", Label: say(c.Theirs)}}
	for _, name := range company.Joinable {
		if name == c.Name {
			options = append(options, ui.Option{Value: "both", Label: i18n.T(ctx, "company.merge.both")})
		}
	}
	return options
}

// twoNumbers reports whether each has a CVR number of its own: then a reason is asked for.
func (f MergeForm) twoNumbers() bool {
	return f.Both.Kept.CVR != "" && f.Both.Gone.CVR != "" && f.Both.Kept.CVR != f.Both.Gone.CVR
}

// goes are what goes along from the company that is merged away.
func (f MergeForm) goes(ctx context.Context) []ui.Fact {
	count := func(key string, n int) ui.Fact {
		return ui.Fact{Label: i18n.T(ctx, key), Value: i18n.Count(ctx, n)}
	}
	return []ui.Fact{
		count("company.merge.workplaces", len(f.Both.Gone.Workplaces)), count("company.merge.people", len(f.Both.Gone.People)),
		count("company.merge.stays", f.Both.Moves.Stays), count("company.merge.entries", f.Both.Moves.Entries),
		count("company.merge.consents", f.Both.Moves.Consents), count("company.merge.matches", f.Both.Moves.Matches),
	}
}
