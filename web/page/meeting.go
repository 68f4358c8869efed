package page

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/meeting"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// MeetingsPath is one's own calendar.
const MeetingsPath = "/meetings"

// MeetingPath is a meeting; parts lead to a page below it.
func MeetingPath(n id.Meeting, parts ...string) string {
	return below(MeetingsPath, id.String(n), parts)
}

// newMeetingPath is the form of a new meeting that begins as a kind, or as a milestone.
func newMeetingPath(y id.Youth, what, code string) string {
	return YouthPath(y, "meetings", "new") + "?" + url.Values{what: {code}}.Encode()
}

// MeetingView is a meeting with the form that was sent, where one was.
type MeetingView struct {
	Frame
	M       caseload.OpenMeeting
	Against []meeting.Warning // what its time goes against as it stands
	Act     string            // which form was sent
	Form    Typed
	Warned  *meeting.Warned
}

// typed is the form of an act: as it was sent, or as it begins.
func (v MeetingView) typed(act string, values url.Values) Typed {
	if v.Act == act {
		return v.Form
	}
	return Typed{Values: values, Key: v.NewKey(), Version: v.M.Version}
}

// Name is what the meeting is: its title, what the programme calls its kind, or the kind.
func (v MeetingView) Name(ctx context.Context) string {
	switch {
	case v.M.Title != "":
		return v.M.Title
	case v.M.Age != nil:
		return nameIn(ctx, v.M.Age.NameDa, v.M.Age.NameEn)
	case v.M.TypeDa != "":
		return nameIn(ctx, v.M.TypeDa, v.M.TypeEn)
	}
	return capital(i18n.T(ctx, "meeting.kind."+string(v.M.Kind)))
}

// prepares reports whether who looks may get the meeting ready.
// A form that was sent is shown again in any case, for what was typed in it.
func (v MeetingView) prepares() bool {
	return v.M.State == meeting.Planned && v.M.May(access.HoldMeeting)
}

// begun reports whether the day of the meeting has come. Before it, how it went is asked for
// only of who says that it was held early.
func (v MeetingView) begun() bool { return !v.Today().Before(when.Of(v.M.StartsAt)) }

// plans reports whether who looks may give it another time, or cancel it.
func (v MeetingView) plans() bool {
	return v.M.State == meeting.Planned && v.M.May(access.PlanMeeting)
}

// agenda is what one goes through: the meeting's own, else the programme's.
func (v MeetingView) agenda(ctx context.Context) string {
	if v.M.Agenda != "" {
		return v.M.Agenda
	}
	return nameIn(ctx, v.M.TemplateDa, v.M.TemplateEn)
}

// inner is a quotation without marks of its own: the page sets them.
func inner(text string) string {
	within, opens := strings.CutPrefix(text, "»")
	within, closes := strings.CutSuffix(within, "«")
	if !opens || !closes || strings.ContainsAny(within, "»«") {
		return text
	}
	return within
}

func (v MeetingView) flag(ctx context.Context) ui.FlagProps {
	switch {
	case v.M.Passed(v.Now):
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "meeting.waits")}
	case v.M.State == meeting.Held:
		return ui.FlagProps{Kind: ui.Good, Text: i18n.T(ctx, "meeting.state.held")}
	}
	return ui.FlagProps{Text: i18n.T(ctx, "meeting.state."+string(v.M.State))}
}

// momentOf is when an appointment is: of a whole day the day alone.
func momentOf(ctx context.Context, at time.Time, allDay bool, now time.Time) string {
	if allDay {
		return i18n.Day(ctx, at, now)
	}
	return i18n.Moment(ctx, at, now)
}

func (v MeetingView) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "meeting.at"), Value: momentOf(ctx, v.M.StartsAt, v.M.AllDay, v.Now)},
		{Label: i18n.T(ctx, "contact.next_place"), Value: v.M.Place},
		{Label: i18n.T(ctx, "meeting.calendar_of"), Value: v.M.Holder},
	}
	if v.M.Age != nil && v.M.Born != nil {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "meeting.on_time"), Value: v.onTime(ctx)})
	}
	if v.M.Reason != "" {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "meeting.reason"), Value: v.M.Reason})
	}
	return facts
}

// onTime says on which day the age is reached, and whether the meeting is within the
// programme's window around it.
func (v MeetingView) onTime(ctx context.Context) string {
	due := i18n.DateOf(ctx, v.M.Age.DueOn(*v.M.Born))
	on, judged := v.M.Age.OnTime(*v.M.Born, v.day())
	switch {
	case !judged:
		return due
	case on:
		return i18n.T(ctx, "meeting.within", due, *v.M.Age.Window)
	}
	return i18n.T(ctx, "meeting.outside", due, *v.M.Age.Window)
}

// day is the day the meeting took place, or is to.
func (v MeetingView) day() when.Date {
	if v.M.Told != nil {
		return when.Of(v.M.Told.At)
	}
	return when.Of(v.M.StartsAt)
}

// late reports whether a meeting at an age lies outside the window of its programme.
func (v MeetingView) late() bool {
	if v.M.Age == nil || v.M.Born == nil {
		return false
	}
	on, judged := v.M.Age.OnTime(*v.M.Born, v.day())
	return judged && !on
}

// guestOptions are those who can be asked, the network first.
func (v MeetingView) guestOptions(ctx context.Context) []ui.Option {
	var list []ui.Option
	for _, g := range v.M.Network {
		list = append(list, ui.Option{Value: "person." + strconv.FormatInt(g.ID, 10), Label: g.Name})
	}
	for _, g := range v.M.Colleagues {
		list = append(list, ui.Option{Value: "staff." + strconv.FormatInt(g.ID, 10), Label: i18n.T(ctx, "meeting.colleague", g.Name)})
	}
	return list
}

// sectionsOf are the sections of the checklist that have a point, in their order.
func (v MeetingView) sectionsOf() []string {
	var list []string
	for _, i := range v.M.Items {
		if len(list) == 0 || list[len(list)-1] != i.Section {
			list = append(list, i.Section)
		}
	}
	return list
}

// answersOf are the answers of the checklist as its form begins.
func (v MeetingView) answersOf() url.Values {
	values := url.Values{}
	for _, i := range v.M.Items {
		answer := v.M.Answer(i.ID)
		if day, ok := isoDay(answer); ok && i.Kind == programme.DateItem {
			answer = day.Danish()
		}
		values.Set(meeting.ItemField(i), answer)
	}
	return values
}

// isoDay reads a day as it is kept.
func isoDay(text string) (d when.Date, ok bool) {
	return d, d.UnmarshalText([]byte(text)) == nil
}

// answerText is an answer as one reads it.
func (v MeetingView) answerText(ctx context.Context, i programme.MilestoneItem) string {
	answer := v.M.Answer(i.ID)
	switch {
	case answer == "":
		return ""
	case i.Kind == programme.YesNoItem:
		return i18n.T(ctx, "kickoff."+answer)
	case i.Kind == programme.NumberItem:
		return answer + " " + i.Unit(string(i18n.LangOf(ctx)))
	case i.Kind == programme.DateItem:
		if day, ok := isoDay(answer); ok {
			return i18n.DateOf(ctx, day)
		}
	}
	for _, c := range i.Choices {
		if c.Code == answer {
			return nameIn(ctx, c.Da, c.En)
		}
	}
	return answer
}

func choicesOf(ctx context.Context, i programme.MilestoneItem) []ui.Option {
	list := make([]ui.Option, len(i.Choices))
	for n, c := range i.Choices {
		list[n] = ui.Option{Value: c.Code, Label: nameIn(ctx, c.Da, c.En)}
	}
	return list
}

// answered is how many points of the checklist have an answer.
func (v MeetingView) answered() int {
	n := 0
	for _, i := range v.M.Items {
		if v.M.Answer(i.ID) != "" {
			n++
		}
	}
	return n
}

// MeetingsView is one's own calendar.
type MeetingsView struct {
	caseload.Calendar
	Now time.Time
}

func (v MeetingsView) week(weeks int) string {
	return MeetingsPath + "?from=" + v.From.AddDays(7*weeks).String()
}

func calendarCards(ctx context.Context, list []caseload.CalendarMeeting, now time.Time, day bool) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, m := range list {
		at := i18n.Time(ctx, m.StartsAt)
		if m.AllDay {
			at = i18n.T(ctx, "today.all_day")
		}
		if day {
			at = i18n.Day(ctx, m.StartsAt, now) + " " + at
		}
		what := meetingName(ctx, m.Title, m.Kind)
		cards[i] = ui.CardProps{Href: MeetingPath(m.ID), Name: m.Name, Why: at + " · " + what}
		if m.Place != "" {
			cards[i].Why += " · " + m.Place
		}
		if m.State != string(meeting.Planned) {
			cards[i].Flags = []ui.FlagProps{{Text: i18n.T(ctx, "meeting.state."+m.State)}}
		}
	}
	return cards
}

// meetingName is what a meeting is called where it has a title or a kind and no more.
func meetingName(ctx context.Context, title, kind string) string {
	return orElse(title, i18n.T(ctx, "meeting.kind."+kind))
}
