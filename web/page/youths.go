package page

import (
	"context"
	"net/url"
	"time"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// YouthList is a page of one's youths, with what it was narrowed to.
type YouthList struct {
	caseload.MyYouths
	Me        id.Staff
	Selection caseload.Selection
	Now       time.Time
}

// about says how many one has to do with, and how many are to be reached.
func (l YouthList) about(ctx context.Context) string {
	about := i18n.N(ctx, "youths.count", l.All)
	if l.Late > 0 {
		about += " · " + i18n.N(ctx, "youths.late", l.Late)
	}
	return about
}

// path is the address of the list with one thing changed.
func (l YouthList) path(change func(*caseload.Selection)) string {
	s := l.Selection
	s.After = 0
	change(&s)
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("part", string(s.Part))
	set("phase", string(s.Phase))
	if s.Late {
		q.Set("late", "1")
	}
	if s.Alone {
		q.Set("eyes", "1")
	}
	if s.ByName {
		q.Set("sort", "name")
	}
	set("after", id.String(s.After))
	if len(q) == 0 {
		return YouthsPath
	}
	return YouthsPath + "?" + q.Encode()
}

// tags are what the list is narrowed to, each a link to the list without it.
func (l YouthList) tags(ctx context.Context) []ui.Link {
	var tags []ui.Link
	if l.Selection.Part != "" {
		tags = append(tags, ui.Link{Label: i18n.T(ctx, "youths.part."+string(l.Selection.Part)), Href: l.path(func(s *caseload.Selection) { s.Part = "" })})
	}
	if l.Selection.Phase != "" {
		tags = append(tags, ui.Link{Label: i18n.T(ctx, "phase."+string(l.Selection.Phase)), Href: l.path(func(s *caseload.Selection) { s.Phase = "" })})
	}
	if l.Selection.Late {
		tags = append(tags, ui.Link{Label: i18n.T(ctx, "youths.only_late"), Href: l.path(func(s *caseload.Selection) { s.Late = false })})
	}
	if l.Selection.Alone {
		tags = append(tags, ui.Link{Label: i18n.T(ctx, "team.show.alone"), Href: l.path(func(s *caseload.Selection) { s.Alone = false })})
	}
	return tags
}

func (l YouthList) filter(ctx context.Context) ui.FilterProps {
	return ui.FilterProps{Action: YouthsPath, Tags: l.tags(ctx), Clear: YouthsPath}
}

func (l YouthList) parts(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, p := range caseload.Parts {
		options = append(options, ui.Option{Value: string(p), Label: i18n.T(ctx, "youths.part."+string(p))})
	}
	return options
}

func (l YouthList) phases(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, p := range programme.Phases {
		options = append(options, ui.Option{Value: string(p), Label: i18n.T(ctx, "phase."+string(p))})
	}
	return options
}

func (l YouthList) sorts(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "need", Label: i18n.T(ctx, "youths.by_need"), On: !l.Selection.ByName}, {Value: "name", Label: i18n.T(ctx, "youths.by_name"), On: l.Selection.ByName}}
}

// chosenIf is the value of a choice that is one or none.
func chosenIf(is bool) string {
	if is {
		return "1"
	}
	return ""
}

// AlonePath is one's own youths with one pair of eyes.
const AlonePath = YouthsPath + "?eyes=1&part=own"

func (l YouthList) pager(ctx context.Context) ui.PagerProps {
	p := ui.PagerProps{Shown: i18n.T(ctx, "youths.shown", len(l.List), l.Of)}
	if l.Selection.After != 0 {
		p.First = l.path(func(*caseload.Selection) {})
	}
	if l.Next != 0 {
		p.Next = l.path(func(s *caseload.Selection) { s.After = l.Next })
	}
	return p
}

func (l YouthList) heads(ctx context.Context) []ui.HeadCell {
	var heads []ui.HeadCell
	for _, key := range []string{"name", "last", "next", "phase", "whose", "flags"} {
		heads = append(heads, ui.HeadCell{Label: i18n.T(ctx, "youths."+key)})
	}
	return append(heads, ui.HeadCell{Label: i18n.T(ctx, "nav.new_contact"), Quiet: true})
}

// whose says who has the youth, and the buddy; oneself is you.
func (l YouthList) whose(ctx context.Context, r caseload.Row) string {
	text := r.OwnerName
	if r.Owner == l.Me {
		text = i18n.T(ctx, "youths.you")
	}
	if r.Buddy == nil || r.BuddyName == nil {
		return text
	}
	if *r.Buddy == l.Me {
		return text + " · " + i18n.T(ctx, "youths.you")
	}
	return text + " · " + *r.BuddyName
}

// covered says who acts for the owner, and until when.
func (l YouthList) covered(ctx context.Context, r caseload.Row) string {
	if r.CoverTo == nil {
		if *r.Cover == l.Me {
			return i18n.T(ctx, "youths.you_cover_open")
		}
		return i18n.T(ctx, "youth.covered_by_open", *r.CoverName)
	}
	until := i18n.DayMonth(ctx, r.CoverTo.Start(), l.Now)
	if *r.Cover == l.Me {
		return i18n.T(ctx, "youths.you_cover", until)
	}
	return i18n.T(ctx, "youth.covered_by", *r.CoverName, until)
}

// flags are what one must know of a youth in a list. Safety is not among them: it
// is said where one is about to meet, not in lists.
func (l YouthList) flags(ctx context.Context, n caseload.Need) []ui.FlagProps {
	now, today := l.Now, when.Of(l.Now)
	var flags []ui.FlagProps
	add := func(is bool, kind ui.FlagKind, text string) {
		if is {
			flags = append(flags, ui.FlagProps{Kind: kind, Text: text})
		}
	}
	if n.State.Urgency == contact.Overdue {
		flags = append(flags, ui.FlagProps{Kind: ui.Soon, Text: notSeen(ctx, n.Row, now)})
	}
	add(n.Promise != nil && n.Promise.Due.Before(today), ui.Late, i18n.T(ctx, "youths.promise_passed"))
	add(n.Pulse(today).TrySomethingElse(), ui.Plain, i18n.N(ctx, "youths.attempts", n.Attempts))
	if p, hidden := protectedFlag(ctx, n.Protection); hidden {
		flags = append(flags, p)
	}
	if n.Cover != nil && n.CoverName != nil {
		add(true, ui.Plain, l.covered(ctx, n.Row))
	}
	add(n.MissesBuddy(), ui.Plain, i18n.T(ctx, "youth.flag.no_buddy"))
	if eyes := n.Eyes().State(today); eyes.Over {
		add(true, ui.Plain, eyesWords(ctx, eyes))
	}
	add(n.Interpreter != "", ui.Plain, i18n.T(ctx, "youth.flag.interpreter", n.Interpreter))
	add(n.LongestPassed(today), ui.Plain, i18n.T(ctx, "youths.longest_passed", n.LongestMonths))
	return flags
}

// notSeen says since when in neutral words: Ikke set siden 3.11.
func notSeen(ctx context.Context, r caseload.Row, now time.Time) string {
	if r.LastContact == nil {
		return i18n.T(ctx, "youths.not_talked")
	}
	return i18n.T(ctx, "youths.not_seen", i18n.DayMonth(ctx, *r.LastContact, now))
}

func lastText(ctx context.Context, r caseload.Row, now time.Time) string {
	if r.LastContact == nil {
		return i18n.T(ctx, "youths.never")
	}
	return i18n.Day(ctx, *r.LastContact, now)
}

// nextText is the next appointment, else what was agreed for a day.
func nextText(ctx context.Context, r caseload.Row, now time.Time) string {
	switch {
	case r.NextMeeting != nil && r.NextAllDay:
		return i18n.Day(ctx, *r.NextMeeting, now)
	case r.NextMeeting != nil:
		return i18n.Moment(ctx, *r.NextMeeting, now)
	case r.AgreementDue != nil && r.AgreementDue.Before(when.Of(now)):
		return i18n.T(ctx, "youths.agreement_since", i18n.DayMonth(ctx, r.AgreementDue.Start(), now))
	case r.AgreementDue != nil:
		return i18n.T(ctx, "youths.agreement", i18n.DayOf(ctx, *r.AgreementDue, when.Of(now)))
	}
	return "–"
}
