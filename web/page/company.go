package page

import (
	"context"
	"strconv"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/phone"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// The places of companies that need no number.
const (
	NewCompanyPath     = "/companies/new"
	SearchCompanyPath  = "/companies/search"
	ImportCompanyPath  = NewImport + "?kind=companies"
	industrySuggestion = "industries"
	townSuggestion     = "towns"
)

// CompanyList is the companies, a page of them, or those a search found.
type CompanyList struct {
	Text               string
	Asked              bool // it was searched for
	Free, Mine, Closed bool
	Hits               []company.Hit
	Later              bool       // this is not the first page
	Next               id.Company // the last shown, where there are more
	Actor              access.Actor
	Now                time.Time
}

func (v CompanyList) today() when.Date { return when.Of(v.Now) }

// narrowed reports whether the list shows less than all that are open.
func (v CompanyList) narrowed() bool { return v.Asked || v.Free || v.Mine || v.Closed }

// path is the list with its filters, from the one after a company on.
func (v CompanyList) path(after id.Company) string {
	var query []string
	for _, f := range []struct {
		on   bool
		name string
	}{{v.Free, "free=1"}, {v.Mine, "mine=1"}, {v.Closed, "closed=1"}, {after != 0, "after=" + id.String(after)}} {
		if f.on {
			query = append(query, f.name)
		}
	}
	if len(query) == 0 {
		return CompaniesPath
	}
	return CompaniesPath + "?" + strings.Join(query, "&")
}

// tabs are the lists one chooses between by one tap.
func (v CompanyList) tabs(ctx context.Context) []ui.Tab {
	return []ui.Tab{
		{Href: CompaniesPath, Label: i18n.T(ctx, "companies.all"), Current: !v.narrowed()},
		{Href: CompaniesPath + "?free=1", Label: i18n.T(ctx, "companies.free"), Current: v.Free},
		{Href: CompaniesPath + "?mine=1", Label: i18n.T(ctx, "companies.mine"), Current: v.Mine},
		{Href: CompaniesPath + "?closed=1", Label: i18n.T(ctx, "companies.with_closed"), Current: v.Closed && !v.Asked},
	}
}

// companyFlags are what one has to know before one calls.
func companyFlags(ctx context.Context, c company.Company, today when.Date) []ui.FlagProps {
	var flags []ui.FlagProps
	if c.Closed(today) {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "company.closed", i18n.DateOf(ctx, c.ClosedOn))})
	}
	if c.Paused(today) {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "company.paused", i18n.DateOf(ctx, c.PauseUntil))})
	}
	return flags
}

// room is what a company can take, in words; empty where nobody has asked.
func room(ctx context.Context, h company.Hit) string {
	if h.Free == nil || h.Capacity == nil {
		return ""
	}
	if *h.Free <= 0 {
		return i18n.T(ctx, "company.full", *h.Capacity)
	}
	return i18n.T(ctx, "company.room", *h.Free, *h.Capacity)
}

// askedLast is who of us talked with a company last, and when.
func askedLast(ctx context.Context, h company.Hit, today when.Date) string {
	if h.AskedBy == "" || h.AskedAt == nil {
		return ""
	}
	return h.AskedBy + ", " + i18n.DayOf(ctx, *h.AskedAt, today)
}

// CompanyView is a company with its memory.
type CompanyView struct {
	company.Whole
	Stays  []caseload.CompanyStay
	Asked  []caseload.CompanyAsked
	Actor  access.Actor
	Key    string
	Now    time.Time
	Broken rule.Violations
}

func (v CompanyView) today() when.Date { return when.Of(v.Now) }

func (v CompanyView) mayKeep() bool { return access.May(v.Actor, access.KeepCompany, access.Scope{}) }

// about is the quiet line under the name.
func (v CompanyView) about() string {
	var parts []string
	if v.Industry != "" {
		parts = append(parts, v.Industry)
	}
	if v.CVR != "" {
		parts = append(parts, "CVR "+v.CVR.String())
	}
	return strings.Join(parts, " · ")
}

// running counts the stays that run, at one workplace or, with 0, at all.
func (v CompanyView) running(at id.Workplace) int {
	n := 0
	for _, s := range v.Stays {
		if s.Running && (at == 0 || s.Workplace == at) {
			n++
		}
	}
	return n
}

// went counts the stays that have ended, by how.
func (v CompanyView) went(ctx context.Context) string {
	var parts []string
	for _, result := range placement.Results {
		n := 0
		for _, s := range v.Stays {
			if s.Result == result {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+strings.ToLower(i18n.T(ctx, "company.result."+string(result))))
		}
	}
	return strings.Join(parts, " · ")
}

// capacityFact is how many it takes, and when it said so.
func (v CompanyView) capacityFact(ctx context.Context) string {
	if v.Capacity == nil {
		return ""
	}
	return i18n.T(ctx, "company.takes", *v.Capacity, v.running(0), i18n.DateOf(ctx, v.CapacityOn))
}

// parted are those one calls there today, and those who have left.
func (v CompanyView) parted() (now, before []company.Person) {
	for _, p := range v.People {
		if p.On(v.today()) {
			now = append(now, p)
		} else {
			before = append(before, p)
		}
	}
	return now, before
}

// stayWords is what may be said of a stay, after whose it is.
func stayWords(ctx context.Context, s caseload.CompanyStay) string {
	var parts []string
	if s.Youth != 0 {
		kind := s.TypeDa
		if i18n.LangOf(ctx) == i18n.En {
			kind = s.TypeEn
		}
		parts = append(parts, kind, fromTo(ctx, s.From, s.To))
	} else {
		parts = append(parts, strconv.Itoa(s.Year))
	}
	if s.Hours > 0 {
		parts = append(parts, i18n.T(ctx, "company.hours_won", s.Hours))
	}
	return strings.Join(parts, " · ")
}

// stayFlag is how a stay stands or went.
func stayFlag(ctx context.Context, s caseload.CompanyStay) (ui.FlagProps, bool) {
	switch {
	case s.Running:
		return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "company.running")}, true
	case s.Result != placement.NoResult:
		return ui.FlagProps{Text: i18n.T(ctx, "company.result."+string(s.Result))}, true
	}
	return ui.FlagProps{}, false
}

// fteWords are the figures of a workplace, with the day somebody told them.
func fteWords(ctx context.Context, w company.Workplace) string {
	if w.FTE == nil {
		return i18n.T(ctx, "company.fte_unknown")
	}
	return i18n.T(ctx, "company.fte", *w.FTE, i18n.DateOf(ctx, w.CountedOn))
}

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

// mergePath is the page that asks whether another company is the one.
func mergePath(kept, gone id.Company) string {
	return CompanyPath(kept, "merge") + "?other=" + id.String(gone)
}

// link is a way to a form of the company, for those who may.
func (v CompanyView) link(ctx context.Context, key string, parts ...string) ui.Link {
	if !v.mayKeep() {
		return ui.Link{}
	}
	return ui.Link{Href: CompanyPath(v.ID, parts...), Label: i18n.T(ctx, key)}
}
