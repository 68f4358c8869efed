package page

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"kasket/internal/access"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// KickoffView is the beginning of a course, with the forms of the part it is in.
type KickoffView struct {
	Frame
	K           kickoff.Kickoff
	Departments []string
	Plan        Typed // time and place
	Invite      Typed
	Item        Typed
	End         Typed
	Another     bool // a form was just carried out: one goes on typing
}

// KickoffPath is the beginning of a youth's course; parts lead to a page below it.
func KickoffPath(y id.Youth, parts ...string) string {
	return YouthPath(y, append([]string{"kickoff"}, parts...)...)
}

func (v KickoffView) path(parts ...string) string { return KickoffPath(v.Youth.ID, parts...) }

// keep is what the browser keeps a form of the page under: whose it is, and which.
func (v KickoffView) keep(form string) string { return id.String(v.Actor.Staff) + "." + v.path(form) }

// broken is what is wrong with whichever form of the page was sent.
func (v KickoffView) broken() Typed {
	for _, t := range []Typed{v.Plan, v.Invite, v.Item, v.End} {
		if len(t.Broken) > 0 {
			return t
		}
	}
	return Typed{}
}

// may reports whether who looks may act on the beginning.
func (v KickoffView) may() bool { return v.May(access.HoldKickoff) && !v.K.Closed }

// word is a text that is another for each kind of start.
func (v KickoffView) word(ctx context.Context, key string, args ...any) string {
	return i18n.T(ctx, key+"."+string(v.K.Kind), args...)
}

func (v KickoffView) title(ctx context.Context) string {
	if v.K.Kind == "" {
		return i18n.T(ctx, "kickoff.title", v.Youth.Name())
	}
	return v.word(ctx, "kickoff.title", v.Youth.Name())
}

// steps are the parts of a kick-off, and where one is.
func (v KickoffView) steps(ctx context.Context) []ui.Step {
	keys := []string{"kickoff.step.plan", "kickoff.step.all", "kickoff.step.alone"}
	if v.K.Kind != programme.Kickoff {
		keys = []string{"kickoff.step.plan", "kickoff.step.meet"}
	}
	now := 0
	switch {
	case v.K.Held:
		now = len(keys)
	case v.K.ID != 0 && v.K.Kind == programme.Kickoff:
		now = int(v.K.Part)
	case v.K.ID != 0 && (v.K.Kind == programme.Intro || v.K.Part > kickoff.Planned):
		now = 1
	}
	steps := make([]ui.Step, len(keys))
	for i, key := range keys {
		steps[i] = ui.Step{Label: i18n.T(ctx, key)}
		switch {
		case i < now:
			steps[i].State = ui.StepDone
		case i == now:
			steps[i].State = ui.StepNow
		}
	}
	return steps
}

// startLabel is the one button to the start of a course: plan it, go on, or see it.
func startLabel(ctx context.Context, kind programme.StartKind, state kickoff.State) string {
	if state == kickoff.Missing {
		return i18n.T(ctx, "kickoff.plan."+string(kind))
	}
	return i18n.T(ctx, "kickoff.name."+string(kind))
}

// at is when the meeting stands for.
func (v KickoffView) at(ctx context.Context) string {
	if v.K.StartsAt == nil {
		return ""
	}
	if v.K.AllDay {
		return i18n.Day(ctx, *v.K.StartsAt, v.Now)
	}
	return i18n.Moment(ctx, *v.K.StartsAt, v.Now)
}

// answered reports whether the meeting was answered and the start is still to come:
// it was called off, or the youth was not there.
func (v KickoffView) answered() bool {
	return v.K.ID != 0 && !v.K.Held && v.K.MeetingState != meeting.Planned
}

func (v KickoffView) facts(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "kickoff.when"), Value: v.at(ctx)},
		{Label: i18n.T(ctx, "kickoff.place"), Value: v.K.Place},
	}
	if v.may() {
		facts[0].Link = ui.Link{Href: v.path("time"), Label: i18n.T(ctx, "kickoff.move")}
	}
	return facts
}

// ours are those of the house who take part: they are no invitees.
func (v KickoffView) ours(ctx context.Context) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "kickoff.the_youth"), Value: v.Youth.Name()},
		{Label: v.OwnerTitle(ctx), Value: deref(v.Identity.Owner)},
	}
	if v.K.BuddyRule != programme.AttendanceNone {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "people.buddy"), Value: deref(v.Identity.Buddy)})
		if v.Identity.Buddy == nil {
			facts[2].Value = i18n.T(ctx, "people.no_buddy")
		}
	}
	return facts
}

// nextItem is the form of the next piece of knowledge: from the same department and
// person as the one before it, since people speak in turn.
func (v KickoffView) nextItem() url.Values {
	if len(v.Item.Broken) > 0 || len(v.K.Items) == 0 {
		return v.Item.Values
	}
	last := v.K.Items[len(v.K.Items)-1]
	return url.Values{"department": {last.Department}, "told_by": {last.ToldBy}}
}

// newest lists what was handed over, the latest first, as one types it.
func (v KickoffView) newest() []kickoff.Item {
	items := slices.Clone(v.K.Items)
	slices.Reverse(items)
	return items
}

// words are those one can choose from for a department: those at the table first.
func (v KickoffView) words() []string {
	var words []string
	for _, i := range v.K.Invitees {
		words = append(words, i.Department)
	}
	for _, d := range v.Departments {
		if !slices.Contains(words, d) {
			words = append(words, d)
		}
	}
	return slices.Compact(words)
}

// tellers are the names of those at the table.
func (v KickoffView) tellers() []string {
	var names []string
	for _, i := range v.K.Invitees {
		if i.Name != "" && !slices.Contains(names, i.Name) {
			names = append(names, i.Name)
		}
	}
	return names
}

// taskFlags say who does it and by when.
func taskFlags(ctx context.Context, i kickoff.Item, today when.Date) string {
	text := i18n.T(ctx, "agreement.who."+string(i.Who))
	if !i.Due.IsZero() {
		text += " · " + i18n.DayOf(ctx, i.Due, today)
	}
	return text
}

func whoOptions(ctx context.Context) []ui.Option { return options(ctx, "agreement.who", plan.Whos) }

func yesNo(ctx context.Context, value string) []ui.Option {
	return []ui.Option{
		{Value: "yes", Label: i18n.T(ctx, "kickoff.yes"), On: value == "yes"},
		{Value: "no", Label: i18n.T(ctx, "kickoff.no"), On: value == "no"},
	}
}

// cameName is the field of one invitee's attendance.
func cameName(n id.Invitee) string { return "came." + id.String(n) }

// CameFields reads who came from a form; a name of another form is left alone.
func CameFields(values url.Values) map[id.Invitee]kickoff.Came {
	came := map[id.Invitee]kickoff.Came{}
	for name, said := range values {
		number, ok := strings.CutPrefix(name, "came.")
		if n, err := id.Parse[id.Invitee](number); ok && err == nil && len(said) > 0 {
			came[n] = kickoff.Came(said[0])
		}
	}
	return came
}

// KickoffText puts a start that was held in the words of the log: what was handed
// over are facts, what matters to the youth is the youth's view. The record is
// Danish, whatever the page of the writer is in.
func KickoffText(t kickoff.Told) contact.Text {
	ctx := i18n.With(context.Background(), i18n.Da)
	lines := []string{i18n.T(ctx, "kickoff.told."+string(t.Kind))}
	if t.Buddy {
		lines = append(lines, i18n.T(ctx, "kickoff.told.buddy"))
	} else if t.NoBuddy != "" {
		lines = append(lines, i18n.T(ctx, "kickoff.told.no_buddy", t.NoBuddy))
	}
	if t.AdviserCame != nil {
		lines = append(lines, i18n.T(ctx, map[bool]string{true: "kickoff.told.adviser", false: "kickoff.told.no_adviser"}[*t.AdviserCame]))
	}
	lines = append(lines, handedLines(ctx, t.Items)...)
	if t.Words != "" {
		lines = append(lines, "", t.Words)
	}
	view := []string{t.Matters}
	if t.Reach != "" || t.ReachNote != "" {
		view = append(view, i18n.T(ctx, "kickoff.told.reach", reachText(ctx, t.Reach, t.ReachNote)))
	}
	return contact.Text{Facts: strings.Join(lines, "\n"), View: strings.TrimSpace(strings.Join(view, "\n"))}
}

// mostTold is how much of what was handed over the entry repeats, in bytes; the rest
// stands on the page of the start.
const mostTold = 9000

func handedLines(ctx context.Context, items []kickoff.Item) []string {
	var lines []string
	size := 0
	for _, i := range items {
		who := strings.TrimSuffix(i.Department+", "+i.ToldBy, ", ")
		line := who + ": " + i.Text
		if i.Task != "" {
			line += " → " + i.Task
		}
		if size += len(line); size > mostTold {
			return append(lines, i18n.T(ctx, "kickoff.told.more"))
		}
		lines = append(lines, line)
	}
	return lines
}

// reachText is how a youth would rather be reached.
func reachText(ctx context.Context, way kickoff.Reach, note string) string {
	text := ""
	if way != "" {
		text = i18n.T(ctx, "kickoff.reach."+string(way))
	}
	if note == "" {
		return text
	}
	return strings.TrimPrefix(text+" · "+note, " · ")
}
