package page

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/company"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// PlacementPath is a stay; parts lead to a page below it.
func PlacementPath(n id.Placement, parts ...string) string {
	return below("/placements", id.String(n), parts)
}

// NewPlacementPath is where a stay is registered; at a company where one is chosen.
func NewPlacementPath(y id.Youth, at id.Company) string {
	p := YouthPath(y, "placements", "new")
	if at != 0 {
		p += "?company=" + id.String(at)
	}
	return p
}

// PlacementsView is all the stays of a youth.
type PlacementsView struct {
	Frame
	List  []placement.Placement
	Codes programme.Labels
}

// parted are the stays that go on or are to come, and those that are over and done with.
func (v PlacementsView) parted() (now, before []placement.Placement) {
	for _, p := range v.List {
		if p.StateOn(v.Today()) == placement.Ended {
			before = append(before, p)
		} else {
			now = append(now, p)
		}
	}
	return now, before
}

// placedFlag says where a stay is, and at the end how it went.
func placedFlag(ctx context.Context, p placement.Placement, today when.Date) ui.FlagProps {
	switch at := p.StateOn(today); at {
	case placement.Ended:
		return ui.FlagProps{Text: i18n.T(ctx, "placement.result."+string(p.Result))}
	case placement.Waiting, placement.Over, placement.Refused:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "placement.state."+string(at))}
	case placement.Running:
		return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "placement.state."+string(at))}
	default:
		return ui.FlagProps{Text: i18n.T(ctx, "placement.state."+string(at))}
	}
}

// kindOf is what a stay is called: by the row it was made by, else by the newest.
func kindOf(ctx context.Context, codes programme.Labels, p placement.Placement) string {
	if p.Row != nil {
		return nameIn(ctx, p.Row.NameDa, p.Row.NameEn)
	}
	return codes.Name(programme.PlacementType, p.Type, string(i18n.LangOf(ctx)))
}

// PlacementView is one stay and what is done with it.
type PlacementView struct {
	Frame
	P      placement.Opened
	Codes  programme.Labels
	Rules  programme.PlacementRules
	Act    string // whose form was sent and is shown again
	Form   Typed
	Warned []placement.Warning
}

func (v PlacementView) path(parts ...string) string { return PlacementPath(v.P.ID, parts...) }

func (v PlacementView) keep(act string) string { return "stay-" + act + "-" + id.String(v.P.ID) }

// form is the form of an act: as it was sent, or empty.
func (v PlacementView) form(act string) Typed {
	if v.Act == act {
		return v.Form
	}
	return Typed{Key: v.NewKey(), Version: v.P.Version}
}

// field is a field of the form of an act; another of its name may stand on the page.
func (v PlacementView) field(ctx context.Context, act, name string, change ...func(*ui.Input)) ui.Input {
	in := v.form(act).in(ctx, name, change...)
	in.ID = idOf(name, act, v.Act == act)
	return in
}

// weeks says how far a stay has come.
func (v PlacementView) weeks(ctx context.Context) string {
	if v.P.To.IsZero() {
		return i18n.T(ctx, "placement.open_end")
	}
	return i18n.N(ctx, "placement.weeks", (v.P.To.Sub(v.P.From)+1)/7)
}

// facts are what one agreed on.
func (v PlacementView) facts(ctx context.Context) []ui.Fact {
	var facts []ui.Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, label), Value: value})
		}
	}
	add("placement.period", period(ctx, v.P.From, v.P.Last())+" · "+v.weeks(ctx))
	if v.P.Hours > 0 {
		add("field.hours", i18n.Number(ctx, v.P.Hours))
	}
	add("placement.timetable", timetable(ctx, v.P.Timetable))
	add("field.purpose", v.Codes.Name(programme.PlacementPurpose, v.P.Purpose, string(i18n.LangOf(ctx))))
	add("field.job_goal", v.P.JobGoal)
	add("field.tasks", v.P.Tasks)
	add("field.workplace", v.P.WorkplaceName)
	add("field.transport", v.P.Transport)
	add("field.absence_how", v.P.AbsenceHow)
	add("field.stay_safety", v.P.Safety)
	add("field.follow_plan", v.P.FollowPlan)
	return facts
}

// timetable writes a working week on a line.
func timetable(ctx context.Context, t placement.Timetable) string {
	line := ""
	for _, s := range t {
		if line != "" {
			line += ", "
		}
		line += i18n.T(ctx, "placement.day."+strconv.Itoa(s.Day)) + " " + s.String()
	}
	return line
}

// agreement says how the agreement of a stay stands.
func (v PlacementView) agreement(ctx context.Context) string {
	if v.P.AgreementState == placement.AgreementOpen {
		return i18n.T(ctx, "placement.agreement.none_yet")
	}
	return i18n.T(ctx, "placement.agreement."+v.P.AgreementState, i18n.DayOf(ctx, *v.P.AgreementOn, v.Today()))
}

// PlacementForm is the one screen: a stay and all that is saved with it.
type PlacementForm struct {
	Frame
	Typed
	Rules   programme.PlacementRules
	Firm    *company.Company // nil: one that is new
	Places  []company.Workplace
	People  []company.Person
	Known   []company.Duplicate // what a new one may be
	Warned  []placement.Warning
	Consent ConsentForm
	Weeks   map[string]int // as long as a type is granted for
}

// kinds are the types of stay that can be chosen.
func (f PlacementForm) kinds(ctx context.Context) []ui.Option {
	list := make([]ui.Option, len(f.Rules.Types))
	for i, t := range f.Rules.Types {
		list[i] = ui.Option{Value: t.Code, Label: nameIn(ctx, t.NameDa, t.NameEn)}
	}
	return list
}

// purposes are the lawful ones.
func purposes(ctx context.Context, rules programme.PlacementRules) []ui.Option {
	return entryOptions(ctx, rules.Purposes)
}

func (f PlacementForm) places() []ui.Option {
	list := make([]ui.Option, len(f.Places))
	for i, w := range f.Places {
		list[i] = ui.Option{Value: id.String(w.ID), Label: placeLabel(w)}
	}
	return list
}

// placeLabel names a workplace: by its own name, its address, or its number.
func placeLabel(w company.Workplace) string {
	for _, text := range []string{w.Name, w.Address(), w.PNumber.String()} {
		if text != "" {
			return text
		}
	}
	return "1"
}

// contacts are the people of the company, those who are still there.
func contacts(people []company.Person, today when.Date) []ui.Option {
	var list []ui.Option
	for _, p := range people {
		if p.EndedOn.IsZero() || !p.EndedOn.Before(today) {
			list = append(list, ui.Option{Value: id.String(p.ID), Label: p.Name})
		}
	}
	return list
}

// lengthHint says how long the rules grant the type that is chosen first.
func (f PlacementForm) lengthHint(ctx context.Context) string {
	if n := f.Weeks[f.Values.Get("type")]; n > 0 {
		return i18n.N(ctx, "placement.to_hint", n)
	}
	return i18n.T(ctx, "placement.to_open_hint")
}

// PlacementWhere is where one says in which company a stay is.
type PlacementWhere struct {
	Frame
	Text  string
	Hits  []company.Hit
	Asked bool // a word was typed
}

// hitFlags are what one has to know before a company is called.
func hitFlags(ctx context.Context, h company.Hit, today when.Date) []ui.FlagProps {
	var flags []ui.FlagProps
	if h.Paused(today) {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "placement.paused", i18n.DayOf(ctx, h.PauseUntil, today))})
	}
	if h.Free != nil && *h.Free <= 0 {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "placement.full")})
	}
	return flags
}

// hitRemark is where a company is, what it does, and whom one calls.
func hitRemark(_ context.Context, h company.Hit) string {
	return strings.Join(slices.DeleteFunc([]string{h.Town, h.Industry, h.Person}, func(s string) bool { return s == "" }), " · ")
}

// placementPeriod is when a stay of the timeline is.
func (f Frame) placementPeriod(ctx context.Context, e caseload.Event) string {
	if e.Until == nil {
		return period(ctx, *e.On, when.Date{})
	}
	return period(ctx, *e.On, *e.Until)
}

// placementFlags say how a stay of the timeline went.
func placementFlags(ctx context.Context, e caseload.Event) []ui.FlagProps {
	if e.Facts.State == "" {
		return nil
	}
	return []ui.FlagProps{{Text: i18n.T(ctx, "placement.result."+e.Facts.State)}}
}

// nameIn is the name in the language of the page; the Danish one where there is no other.
func nameIn(ctx context.Context, da, en string) string {
	if i18n.LangOf(ctx) == i18n.En && en != "" {
		return en
	}
	return da
}

// period is from a day to a day, or on without an end.
func period(ctx context.Context, from, to when.Date) string {
	if to.IsZero() {
		return i18n.T(ctx, "overview.since", i18n.DateOf(ctx, from))
	}
	return i18n.T(ctx, "overview.period", i18n.DateOf(ctx, from), i18n.DateOf(ctx, to))
}
