package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ContactForm is an entry as it is being written: what was typed, what lies ready
// beside it, and how its draft stands.
type ContactForm struct {
	contact.Typed
	Key     string
	About   contact.About
	Staff   id.Staff
	Desk    caseload.Desk
	SavedAt *time.Time     // when the draft was last kept
	Theirs  *contact.Draft // the same draft, written on another device meanwhile
	Broken  rule.Violations
	Now     time.Time
}

// CorrectionForm is an entry that its author corrects.
type CorrectionForm struct {
	contact.Typed
	Contact id.Contact
	Key     string
	Version int
	Hats    []programme.Hat
	Near    []caseload.DeskCompany
	Doings  []caseload.DeskDoing
	Theirs  *contact.Contact // what stands there, where both texts are to be shown
	Again   bool             // the form was sent once before, and says something else now
	Broken  rule.Violations
	Now     time.Time
}

// AdditionForm is an addition as it was typed.
type AdditionForm struct {
	Text   string
	Key    string
	Broken rule.Violations
}

// MeetingForm is an appointment as it was typed.
type MeetingForm struct {
	At, Kind, Title, Place   string
	Wants                    string // what the youth wants said
	Key                      string
	Milestone                string // code of the age it is for, with what it is called
	MilestoneDa, MilestoneEn string
	Anyway                   string // the time one was warned of, as it was sent
	Warned                   *meeting.Warned
	Broken                   rule.Violations
}

// DraftPath is one of one's own drafts; parts lead to a page below it.
func DraftPath(key string, parts ...string) string {
	p := DraftsPath + "/" + key
	for _, part := range parts {
		p += "/" + part
	}
	return p
}

// ResumePath goes on with a draft.
func ResumePath(about contact.About, key string) string {
	return writePath(about) + "?draft=" + key
}

// writePath is where an entry about a youth, or about a company alone, is written.
func writePath(about contact.About) string {
	if about.Company != 0 {
		return CompanyPath(about.Company, "contacts", "new")
	}
	return YouthPath(about.Youth, "contacts", "new")
}

var kindIcons = map[contact.Kind]string{
	"phone": "phone", "met": "met", "walk": "walk", "home": "home", "text": "sms", "video": "video",
	"accompaniment": "accompaniment", "other": "other",
}

// options makes the choices of a list of codes, each with its word.
func options[T ~string](ctx context.Context, area string, codes []T) []ui.Option {
	list := make([]ui.Option, len(codes))
	for i, c := range codes {
		list[i] = ui.Option{Value: string(c), Label: i18n.T(ctx, area+"."+string(c))}
	}
	return list
}

func kindOptions(ctx context.Context) []ui.Option {
	list := options(ctx, "contact.kind", contact.Kinds)
	for i, k := range contact.Kinds {
		list[i].Icon = kindIcons[k]
	}
	return list
}

// hatIcons are the drawings of the three hats that every programme has; others go
// by their slot's colours alone.
var hatIcons = map[string]string{
	"authority": "authority", "mentor": "mentor", "company": "company", "company_consultant": "company",
	"support": "support", "support_person": "support", "teacher": "school", "guide": "compass",
}

func hatOptions(ctx context.Context, hats []programme.Hat, on []string) []ui.Option {
	chosen := map[string]bool{}
	for _, code := range on {
		chosen[code] = true
	}
	list := make([]ui.Option, len(hats))
	for i, h := range hats {
		list[i] = ui.Option{Value: h.Code, Label: h.Name(string(i18n.LangOf(ctx))), Hat: h.Slot, Icon: hatIcons[h.Code], On: chosen[h.Code]}
	}
	return list
}

func hatTags(ctx context.Context, hats []programme.Hat) []ui.HatProps {
	list := make([]ui.HatProps, len(hats))
	for i, h := range hats {
		list[i] = ui.HatProps{Label: h.Name(string(i18n.LangOf(ctx))), Slot: h.Slot, Icon: hatIcons[h.Code]}
	}
	return list
}

// withOptions are the youths that an entry may be about besides.
func (f ContactForm) withOptions() []ui.Option {
	chosen := map[string]bool{}
	for _, y := range f.With {
		chosen[y] = true
	}
	list := make([]ui.Option, len(f.Desk.Others))
	for i, c := range f.Desk.Others {
		list[i] = ui.Option{Value: id.String(c.ID), Label: c.Name, On: chosen[id.String(c.ID)]}
	}
	return list
}

// writingBar is the identity bar while one writes: whom it is about and what one
// must know, and not the rest of the record.
func writingBar(bar ui.Identity) ui.Identity {
	bar.Tabs, bar.Facts = nil, nil
	return bar
}

// draftSays is how the draft stands when the page opens.
func (f ContactForm) draftSays(ctx context.Context) string {
	if f.SavedAt == nil {
		return ""
	}
	return i18n.T(ctx, "draft.saved_at", i18n.Moment(ctx, *f.SavedAt, f.Now))
}

// more reports whether the fold of rarer fields holds something, or a fault.
func (f ContactForm) more() bool {
	return f.Place != "" || f.PlaceNote != "" || f.Others != "" || f.Minutes != "" || f.Attended != "" || f.Activity != "" || len(f.With) > 0 ||
		f.Direction == string(contact.In) || f.Counterpart != "" && f.Counterpart != string(contact.TheYouth) ||
		faults(f.Broken, "direction", "counterpart", "place", "place_note", "others", "minutes", "attended", "activity", "with")
}

func (f ContactForm) ahead() bool {
	return f.AgreementDue != "" || f.Keeper != "" || f.Goal != "" || f.Next != "" || f.NextPlace != "" || len(f.Settled)+len(f.Answered) > 0 ||
		faults(f.Broken, "agreement_due", "agreement_keeper", "agreement_goal", "next", "meeting_place", "settled", "answered") ||
		slices.ContainsFunc(f.Broken, func(b rule.Broken) bool {
			return strings.Contains(b.Field, "agreement_") && strings.Contains(b.Field, ".")
		})
}

// keeperOptions are who can be promised for by name.
func keeperOptions(keepers []caseload.DeskKeeper) []ui.Option {
	list := make([]ui.Option, len(keepers))
	for i, k := range keepers {
		list[i] = ui.Option{Value: string(k.Value), Label: k.Name}
	}
	return list
}

// goalOptions are the goals that stand.
func goalOptions(goals []caseload.DeskGoal) []ui.Option {
	list := make([]ui.Option, len(goals))
	for i, g := range goals {
		list[i] = ui.Option{Value: id.String(g.ID), Label: g.Text}
	}
	return list
}

func faults(broken rule.Violations, fields ...string) bool {
	for _, field := range fields {
		if _, bad := broken.On(field); bad {
			return true
		}
	}
	return false
}

// doingOptions are the activities one can choose: those that hold today, and the one that
// was chosen.
func doingOptions(ctx context.Context, doings []caseload.DeskDoing, chosen string) []ui.Option {
	var list []ui.Option
	for _, d := range doings {
		if d.Now || d.Code == chosen {
			list = append(list, ui.Option{Value: d.Code, Label: nameIn(ctx, d.Da, d.En)})
		}
	}
	return list
}

// doingName is what an activity of an entry, or of one of its versions, was called then.
func doingName(ctx context.Context, e caseload.Entry, code string) string {
	return orElse(nameIn(ctx, e.Doings[code].Da, e.Doings[code].En), code)
}

// middot puts something more on a line, where there is something.
func middot(text string) string {
	if text == "" {
		return ""
	}
	return " · " + text
}

// promised is an open agreement as one line: what, who, by when.
func promised(ctx context.Context, p caseload.Promise, now time.Time) string {
	text := p.Text
	if p.Who != plan.Us {
		text += " · " + i18n.T(ctx, "agreement.who."+string(p.Who))
	}
	if !p.DueOn.IsZero() {
		text += " · " + i18n.DayOf(ctx, p.DueOn, when.Of(now))
	}
	return text
}

// appointed is an appointment as one line: what and when.
func appointed(ctx context.Context, a caseload.Appointment, now time.Time) string {
	title := a.Title
	if title == "" {
		title = i18n.T(ctx, "meeting.kind."+string(a.Kind))
	}
	if a.AllDay {
		return title + " · " + i18n.Day(ctx, a.StartsAt, now)
	}
	return title + " · " + i18n.Moment(ctx, a.StartsAt, now)
}

// answers are the ways an appointment may have gone, as choices.
func answers(ctx context.Context) []ui.Option { return options(ctx, "meeting.state", meeting.Answers) }

// timing says in the summary of its fold when the entry happened.
func timing(ctx context.Context, typed string, now time.Time) string {
	if typed == "" {
		return i18n.T(ctx, "contact.now")
	}
	if at, timed, err := when.ParseMoment(typed, now, when.Past); err == nil && timed {
		typed = i18n.Moment(ctx, at, now)
	}
	return i18n.T(ctx, "contact.at_is", typed)
}

// TypedAt is the time of an event as it stands in its field.
func TypedAt(t time.Time) string {
	return i18n.Typed(when.Of(t)) + " " + strings.Replace(when.ClockOf(t).String(), ":", ".", 1)
}

// ChoiceList is whom one may write about.
type ChoiceList struct {
	Choices []caseload.Choice
	Now     time.Time
}

// choiceWhy says how one stands to a youth one may write about, and when they were
// last talked with.
func choiceWhy(ctx context.Context, c caseload.Choice, now time.Time) string {
	seen := i18n.T(ctx, "contact.never_seen")
	if c.Seen != nil {
		seen = i18n.T(ctx, "contact.seen", i18n.Day(ctx, *c.Seen, now))
	}
	switch {
	case c.Covered:
		return i18n.T(ctx, "contact.you_cover", c.Owner) + " · " + seen
	case c.Owner != "":
		return i18n.T(ctx, "contact.you_buddy", c.Owner) + " · " + seen
	}
	return seen
}

// aheadLabel names the fold of promises, with how many wait for an answer.
func aheadLabel(ctx context.Context, form ContactForm) string {
	if n := len(form.Desk.Agreements) + len(form.Desk.Meetings); n > 0 {
		return i18n.N(ctx, "contact.ahead_open", n)
	}
	return i18n.T(ctx, "contact.ahead")
}

func orElse(value, usual string) string {
	if value == "" {
		return usual
	}
	return value
}

// entryFacts are the rarer things an entry says, where it says them.
func entryFacts(ctx context.Context, e caseload.Entry, f Frame) []ui.Fact {
	var facts []ui.Fact
	add := func(is bool, key, value string) {
		if is {
			facts = append(facts, ui.Fact{Label: i18n.T(ctx, "contact."+key), Value: value})
		}
	}
	add(e.Activity != "", "activity", doingName(ctx, e, e.Activity))
	add(e.Counterpart != contact.TheYouth, "counterpart", i18n.T(ctx, "contact.counterpart."+string(e.Counterpart)))
	add(e.Direction == contact.In, "direction", i18n.T(ctx, "contact.direction.in"))
	if e.Place != "" {
		add(true, "place", strings.TrimSuffix(i18n.T(ctx, "contact.place."+string(e.Place))+", "+e.PlaceNote, ", "))
	} else {
		add(e.PlaceNote != "", "place", e.PlaceNote)
	}
	add(e.CompanyName != nil, "company", withPerson(deref(e.CompanyName), deref(e.PersonName)))
	add(e.ForCompany != "", "for_company", e.ForCompany)
	add(e.Others != "", "others", e.Others)
	if e.Minutes != nil {
		add(true, "minutes", i18n.Count(ctx, *e.Minutes))
	}
	if e.Attended != nil && *e.Attended {
		add(true, "attended", i18n.T(ctx, "contact.attended.yes"))
	} else if e.Attended != nil {
		add(true, "attended", i18n.T(ctx, "contact.attended.no"))
	}
	names, unnamed := others(e, f.Youth.ID)
	if unnamed > 0 {
		names = append(names, i18n.N(ctx, "contact.unnamed", unnamed))
	}
	add(len(names) > 0, "with", strings.Join(names, ", "))
	return facts
}

// manyHats reports whether an entry is written under the authority's hat, whose pair of
// colours is the same in every programme, and another besides.
func manyHats(hats []programme.Hat, on []string) bool {
	authority := false
	for _, h := range hats {
		authority = authority || h.Slot == programme.AuthoritySlot && slices.Contains(on, h.Code)
	}
	return authority && len(on) > 1
}
