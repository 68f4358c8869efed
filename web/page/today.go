package page

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/decision"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// youthCard is a card whose tap writes about the youth; where there is room the
// name leads to the overview.
func youthCard(ctx context.Context, y id.Youth, name, phone string) ui.CardProps {
	return ui.CardProps{Href: YouthPath(y, "contacts", "new"), Name: name, Phone: phone, Open: YouthPath(y), Act: i18n.T(ctx, "nav.new_contact")}
}

// startCards are new courses without a time for their start: one tap leads to plan it.
func startCards(ctx context.Context, list []caseload.DayStart, today when.Date) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, s := range list {
		cards[i] = ui.CardProps{
			Href: KickoffPath(s.Youth), Name: s.Name, Phone: s.Phone, Open: YouthPath(s.Youth), Act: startLabel(ctx, s.Due.Kind, s.State),
			Why: i18n.T(ctx, "need.start.missing."+string(s.Due.Kind), i18n.DayOf(ctx, s.Due.StartedOn, today)),
		}
		if s.On.IsZero() {
			continue
		}
		flag := ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "today.due", i18n.DayOf(ctx, s.On, today))}
		if s.Urgency == contact.Overdue {
			flag.Kind, flag.Text = ui.Late, i18n.T(ctx, "need.start.overdue", i18n.DayOf(ctx, s.On, today))
		}
		cards[i].Flags = []ui.FlagProps{flag}
	}
	return cards
}

func needCards(ctx context.Context, list []caseload.Need, now time.Time) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, n := range list {
		cards[i] = youthCard(ctx, n.Youth, n.Name, n.Phone)
		cards[i].Why, cards[i].Flags = needWhy(ctx, n, now), needFlags(ctx, n, now)
	}
	return cards
}

// needWhy says in one line why a youth stands on the page.
func needWhy(ctx context.Context, n caseload.Need, now time.Time) string {
	var parts []string
	if n.Promise != nil {
		parts = append(parts, i18n.T(ctx, "today.promised", n.Promise.Text))
	}
	switch {
	case n.Attempts == 0 && n.InPlacement && n.Company != nil:
		parts = append(parts, i18n.T(ctx, "today.at_company", *n.Company))
	case n.Phase(when.Of(now)) == programme.FirstMonth && n.Attempts == 0:
		parts = append(parts, i18n.T(ctx, "phase.first_month"))
	}
	return capital(strings.Join(append(parts, seenText(ctx, n.Row, now)), " · "))
}

// seenText says when the youth was last talked with, and what was tried since: a
// fact about us, never a word about the youth.
func seenText(ctx context.Context, r caseload.Row, now time.Time) string {
	since := r.StartedOn.Start()
	if r.LastContact != nil {
		since = *r.LastContact
	}
	switch {
	case r.Attempts > 0 && r.LastContact == nil:
		return i18n.N(ctx, "today.attempts_start", r.Attempts, inWords(ctx, r.Attempts), shortDay(ctx, since, now))
	case r.Attempts > 0:
		return i18n.N(ctx, "today.attempts", r.Attempts, inWords(ctx, r.Attempts), shortDay(ctx, since, now))
	case r.LastContact == nil:
		return i18n.T(ctx, "today.not_talked", shortDay(ctx, since, now))
	}
	return i18n.T(ctx, "today.talked", daysAgo(ctx, since, now))
}

// shortDay is a day in a running sentence: i dag, i går, 12.11.
func shortDay(ctx context.Context, t, now time.Time) string {
	if away := when.Of(now).Sub(when.Of(t)); away == 0 || away == 1 {
		return i18n.Day(ctx, t, now)
	}
	return i18n.DayMonth(ctx, t, now)
}

func daysAgo(ctx context.Context, t, now time.Time) string {
	switch days := when.Of(now).Sub(when.Of(t)); {
	case days <= 1:
		return i18n.Day(ctx, t, now)
	case days < 100:
		return i18n.N(ctx, "today.days_ago", days)
	}
	return i18n.Date(ctx, t)
}

// inWords writes small numbers out, as one does in a sentence.
func inWords(ctx context.Context, n int) string {
	if key := "number." + i18n.Count(ctx, n); i18n.Has(key) {
		return i18n.T(ctx, key)
	}
	return i18n.Count(ctx, n)
}

func needFlags(ctx context.Context, n caseload.Need, now time.Time) []ui.FlagProps {
	today := when.Of(now)
	var flags []ui.FlagProps
	add := func(kind ui.FlagKind, text string) { flags = append(flags, ui.FlagProps{Kind: kind, Text: text}) }
	switch {
	case n.Promise != nil && n.Promise.Due.Before(today): // our own deadline: the only red
		add(ui.Late, i18n.T(ctx, "today.promise_passed", i18n.DayOf(ctx, n.Promise.Due, today)))
	case n.Promise != nil:
		add(ui.Soon, i18n.T(ctx, "date.today"))
	}
	switch {
	case n.Pulse(today).TrySomethingElse():
		add(ui.Soon, i18n.T(ctx, "today.try_else"))
	case n.State.Urgency == contact.Overdue:
		add(ui.Soon, cadenceWord(ctx, n.Row, today))
	case n.State.Urgency == contact.DueToday && n.Promise == nil:
		add(ui.Soon, i18n.T(ctx, "date.today"))
	case n.State.Urgency == contact.Soon:
		add(ui.Plain, i18n.T(ctx, "today.due", i18n.DayOf(ctx, n.State.Due, today)))
	}
	if n.New() {
		add(ui.Plain, i18n.T(ctx, "today.new"))
	}
	return flags
}

// cadenceWord says how often the programme wants a youth seen: ugentlig.
func cadenceWord(ctx context.Context, r caseload.Row, today when.Date) string {
	switch days, _ := r.Cadence.Every(r.Phase(today)); {
	case days == 1:
		return i18n.T(ctx, "cadence.daily")
	case days == 7:
		return i18n.T(ctx, "cadence.weekly")
	case days >= 28 && days <= 31:
		return i18n.T(ctx, "cadence.monthly")
	case days%7 == 0:
		return i18n.T(ctx, "cadence.weeks", days/7)
	default:
		return i18n.T(ctx, "cadence.days", days)
	}
}

// capital begins a sentence.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func meetingCards(ctx context.Context, list []caseload.DayMeeting, now time.Time) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, m := range list {
		cards[i] = youthCard(ctx, m.Youth, m.Name, m.Phone)
		cards[i].Why = meetingWhy(ctx, m, now)
		if m.Start {
			cards[i].Href, cards[i].Act = KickoffPath(m.Youth), startLabel(ctx, programme.StartKind(m.Kind), kickoff.Upcoming)
		} else if ownPage(m.Kind) {
			cards[i].Href, cards[i].Act = MeetingPath(m.ID), i18n.T(ctx, "meetings.open")
		}
		switch until := m.StartsAt.Sub(now); {
		case m.AllDay:
		case when.Of(m.StartsAt).Before(when.Of(now)), m.StartsAt.Add(time.Duration(m.Minutes) * time.Minute).Before(now):
		case until <= 0:
			cards[i].Flags = []ui.FlagProps{{Kind: ui.Good, Text: i18n.T(ctx, "today.now")}}
		case until <= time.Hour:
			cards[i].Flags = []ui.FlagProps{{Text: i18n.T(ctx, "today.in_minutes", int((until+time.Minute-1)/time.Minute))}}
		}
		if m.For != "" {
			cards[i].Flags = append(cards[i].Flags, ui.FlagProps{Text: i18n.T(ctx, "today.for", m.For)})
		}
	}
	return cards
}

// ownPage reports whether a meeting of a kind is told of on its own page: there is more to
// it than an entry.
func ownPage(kind string) bool {
	switch meeting.Kind(kind) {
	case meeting.Accompaniment, meeting.AtAge, meeting.Statutory, "network", "handover", "closing":
		return true
	}
	return false
}

// meetingWhy is when, what and where.
func meetingWhy(ctx context.Context, m caseload.DayMeeting, now time.Time) string {
	at := i18n.Time(ctx, m.StartsAt)
	if m.AllDay {
		at = i18n.T(ctx, "today.all_day")
	}
	if !when.Of(m.StartsAt).Equal(when.Of(now)) {
		at = i18n.Day(ctx, m.StartsAt, now) + " " + at
	}
	what := m.Title
	if what == "" {
		what = i18n.T(ctx, "meeting.kind."+m.Kind)
	}
	parts := []string{at, what}
	if m.Place != "" {
		parts = append(parts, m.Place)
	}
	return strings.Join(parts, " · ")
}

// groupTitle says for whom one looks after the youths of a group, and how long.
func groupTitle(ctx context.Context, key string, g caseload.Group, today when.Date) string {
	if g.Until == nil {
		return i18n.T(ctx, key+"_open", g.Owner)
	}
	return i18n.T(ctx, key, g.Owner, i18n.DayOf(ctx, *g.Until, today))
}

func deadlineTasks(ctx context.Context, list []caseload.Deadline, now time.Time) []ui.Task {
	today := when.Of(now)
	tasks := make([]ui.Task, len(list))
	for i, d := range list {
		tasks[i] = ui.Task{Link: ui.Link{Href: YouthPath(d.Youth), Label: d.Name}, Hint: capital(deadlineText(ctx, d)), Flag: i18n.DayOf(ctx, d.On, today)}
		switch {
		case d.Kind == caseload.LowScore || d.Kind == caseload.MeasureDue:
			tasks[i].Link.Href = MeasuresPath(d.Youth)
		case d.Document != 0:
			tasks[i].Link.Href = DocumentPath(d.Document)
		case d.Decision != 0:
			tasks[i].Link.Href = dutyPath(d.Decision, d.Duty, d.Complaint)
		case d.Access != 0:
			tasks[i].Link.Href = AccessPath(d.Access)
		case d.Kind == caseload.MilestoneDue:
			tasks[i].Link.Href = newMeetingPath(d.Youth, "milestone", d.Milestone)
		case d.Kind == caseload.GoalDue:
			tasks[i].Link.Href = PlanPath(d.Youth)
			tasks[i].Flag = "" // it may wait: the day is no deadline
			continue
		case d.Kind == caseload.StatutoryDue:
			tasks[i].Link.Href = newMeetingPath(d.Youth, "kind", string(meeting.Statutory))
		case d.Kind == caseload.ConsentDue:
			tasks[i].Link.Href = ConsentsPath(d.Youth)
		case d.Placement != 0:
			tasks[i].Link.Href = below("/placements", id.String(d.Placement), nil)
		}
		switch days := d.On.Sub(today); {
		case d.Stay == caseload.StayWithdrawn: // its day is when it was taken back, not one to keep
			tasks[i].Kind = ui.Soon
		case days < 0 && d.Kind != caseload.MeasureDue && d.Kind != caseload.MilestoneDue && d.Kind != caseload.ReceiptDue:
			tasks[i].Kind = ui.Late
		case days <= 2:
			tasks[i].Kind = ui.Soon
		}
	}
	return tasks
}

func deadlineText(ctx context.Context, d caseload.Deadline) string {
	switch d.Kind {
	case caseload.PromiseDue:
		return i18n.T(ctx, "today.promised", d.Text)
	case caseload.LowScore:
		return i18n.T(ctx, "today.low_score", nameIn(ctx, d.NameDa, d.NameEn))
	case caseload.MeasureDue:
		if d.Text != "" {
			return nameIn(ctx, d.NameDa, d.NameEn) + " " + i18n.T(ctx, "measure.occasion."+d.Text)
		}
		return i18n.T(ctx, "today.measure", nameIn(ctx, d.NameDa, d.NameEn))
	case caseload.DecisionDue:
		return dutyText(ctx, d.Duty, nameIn(ctx, d.NameDa, d.NameEn))
	case caseload.StayDue:
		return i18n.T(ctx, "today.stay."+string(d.Stay), d.Text)
	case caseload.ConsentDue:
		return i18n.T(ctx, "today.consent."+string(d.Stay), d.Text)
	case caseload.ReceiptDue:
		return i18n.T(ctx, "today.deadline.receipt", d.Text)
	case caseload.MilestoneDue:
		if i18n.LangOf(ctx) == i18n.En {
			return d.NameEn
		}
		return d.NameDa
	}
	return i18n.T(ctx, "today.deadline."+string(d.Kind))
}

// dutyText says what a decision asks of us.
func dutyText(ctx context.Context, duty decision.DutyKind, name string) string {
	return i18n.T(ctx, "decision.duty."+string(duty), name)
}

// dutyPath is where one does it.
func dutyPath(n id.Decision, duty decision.DutyKind, complaint id.Complaint) string {
	switch {
	case duty == decision.DutyTell:
		return DecisionPath(n, "notice")
	case complaint != 0:
		return ComplaintPath(complaint)
	}
	return DecisionPath(n)
}

func draftCards(ctx context.Context, list []caseload.DayDraft, now time.Time) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, d := range list {
		name := d.Name
		if name == "" {
			name = i18n.T(ctx, "today.draft_nobody")
		}
		cards[i] = ui.CardProps{Href: DraftPath(d.Key), Name: name, Why: i18n.T(ctx, "today.draft_saved", savedAt(ctx, d.Saved, now))}
		if words := strings.Join(strings.Fields(d.Words), " "); words != "" {
			cards[i].Why = i18n.T(ctx, "today.draft", beginning(words), savedAt(ctx, d.Saved, now))
		}
	}
	return cards
}

// mostWords is how much of a draft is shown, in characters.
const mostWords = 45

// beginning cuts a text at the end of a word.
func beginning(s string) string {
	if utf8.RuneCountInString(s) <= mostWords {
		return s
	}
	cut := string([]rune(s)[:mostWords])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

func savedAt(ctx context.Context, t, now time.Time) string {
	if when.Of(t).Equal(when.Of(now)) {
		return i18n.Time(ctx, t)
	}
	return i18n.Day(ctx, t, now)
}

func dayQuestionCards(ctx context.Context, list []caseload.DayQuestion, key string) []ui.CardProps {
	cards := make([]ui.CardProps, len(list))
	for i, q := range list {
		cards[i] = ui.CardProps{Href: QuestionPath(q.ID), Name: q.Name, Why: i18n.T(ctx, key, q.Who, beginning(strings.Join(strings.Fields(q.Text), " ")))}
	}
	return cards
}

// protectedFlag is the flag of an address that is hidden; the address itself is in
// no list.
func protectedFlag(ctx context.Context, p youth.Protection) (ui.FlagProps, bool) {
	switch p {
	case youth.Protected:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "youth.flag.protected")}, true
	case youth.Police:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "youth.flag.police")}, true
	}
	return ui.FlagProps{}, false
}

// coverCards are cards of youths one does not know from before: with a note about
// safety to be read first, the next appointment, and what we owe them.
func coverCards(ctx context.Context, list []caseload.Need, now time.Time) []ui.CardProps {
	cards := needCards(ctx, list, now)
	for i, n := range list {
		if n.Safety {
			cards[i].Flags = append([]ui.FlagProps{{Kind: ui.Late, Text: i18n.T(ctx, "today.safety_first")}}, cards[i].Flags...)
		}
		parts := []string{cards[i].Why}
		if n.NextMeeting != nil {
			at := i18n.Moment(ctx, *n.NextMeeting, now)
			if n.NextAllDay {
				at = i18n.Day(ctx, *n.NextMeeting, now)
			}
			parts = append(parts, i18n.T(ctx, "today.next_meeting", at))
		}
		if n.Promise == nil && n.Agreement != nil && n.AgreementDue != nil && n.AgreementOurs {
			parts = append(parts, i18n.T(ctx, "today.promise_open", *n.Agreement, i18n.DayOf(ctx, *n.AgreementDue, when.Of(now))))
		}
		cards[i].Why = strings.Join(parts, " · ")
	}
	return cards
}

// awayToday says that one is away, and until when.
func awayToday(ctx context.Context, a caseload.DayAway) string {
	kind := i18n.T(ctx, "absence.kind."+a.Kind)
	if a.To.IsZero() {
		return i18n.T(ctx, "today.away_open", kind)
	}
	return i18n.T(ctx, "today.away", kind, i18n.DateOf(ctx, a.To))
}
