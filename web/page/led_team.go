package page

import (
	"context"
	"net/url"
	"time"

	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// TeamChoices is the team a page is of, among those one could choose.
type TeamChoices struct {
	TeamChoice
	All []TeamChoice
}

// TeamView is a team as its leader sees it.
type TeamView struct {
	Team TeamChoices
	caseload.TeamSurvey
	Filter caseload.TeamFilter
	Now    time.Time
}

func (v TeamView) today() when.Date { return when.Of(v.Now) }

// OpeningsView is what was opened in a team with a reason.
type OpeningsView struct {
	Team   TeamChoices
	List   []standing.Opening
	Later  bool // not the first page
	Next   int64
	Now    time.Time
	NewKey func() string
}

// OpeningsPath is where a leader takes note of what was opened with a reason.
func OpeningsPath(team id.Team) string { return ofTeam(TeamPath+"/openings", team) }

// ofTeam is an address for one of several teams.
func ofTeam(path string, team id.Team) string {
	if team == 0 {
		return path
	}
	return path + "?team=" + id.String(team)
}

// listPath is the address of a team's list with a filter.
func listPath(path string, team id.Team, f caseload.TeamFilter) string {
	q := url.Values{"team": {id.String(team)}}
	if f.Owner != 0 {
		q.Set("owner", id.String(f.Owner))
	}
	if f.Show != "" {
		q.Set("show", string(f.Show))
	}
	if f.After != 0 {
		q.Set("after", id.String(f.After))
	}
	return path + "?" + q.Encode()
}

// with is the address of the list with another filter, from its start.
func (v TeamView) with(f caseload.TeamFilter) string {
	f.After = 0
	return listPath(TeamPath, v.Team.ID, f)
}

// ownerName is the name behind a chosen owner.
func (v TeamView) ownerName() string {
	for _, p := range v.People {
		if p.Staff == v.Filter.Owner {
			return p.Name
		}
	}
	return ""
}

// tags are the filters that are on, each with the list without it.
func (v TeamView) tags(ctx context.Context) []ui.Link {
	var tags []ui.Link
	if v.Filter.Owner != 0 {
		tags = append(tags, ui.Link{Label: v.ownerName(), Href: v.with(caseload.TeamFilter{Show: v.Filter.Show})})
	}
	if v.Filter.Show != "" {
		tags = append(tags, ui.Link{Label: i18n.T(ctx, "team.show."+string(v.Filter.Show)), Href: v.with(caseload.TeamFilter{Owner: v.Filter.Owner})})
	}
	return tags
}

func (v TeamView) ownerOptions() []ui.Option {
	var options []ui.Option
	for _, p := range v.People {
		options = append(options, ui.Option{Value: id.String(p.Staff), Label: p.Name})
	}
	return options
}

func (v TeamView) showOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Label: i18n.T(ctx, "team.show.all")}}
	for _, s := range caseload.Shows {
		options = append(options, ui.Option{Value: string(s), Label: i18n.T(ctx, "team.show."+string(s))})
	}
	return options
}

// pulseFlag says how a youth stands to the cadence; nothing where there is time.
func pulseFlag(ctx context.Context, r caseload.Row, today when.Date) (ui.FlagProps, bool) {
	s := r.Pulse(today).State(today)
	switch s.Urgency {
	case contact.Overdue:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.N(ctx, "pulse.over", s.Days)}, true // not red: it stands at a youth's name
	case contact.DueToday:
		return ui.FlagProps{Kind: ui.Soon, Text: i18n.T(ctx, "pulse.today")}, true
	case contact.Soon:
		return ui.FlagProps{Kind: ui.Soon, Text: pulseWords(ctx, s, today)}, true
	}
	return ui.FlagProps{}, false
}

// pulseWords is the day by which a youth is to be reached.
func pulseWords(ctx context.Context, s contact.State, today when.Date) string {
	if s.Urgency == contact.NoRule {
		return i18n.T(ctx, "pulse.no_rule")
	}
	return i18n.T(ctx, "pulse.by", i18n.DayOf(ctx, s.Due, today))
}

// teamRowFlags are what a leader is to know of a youth in a list. What a safety note
// says never stands in one.
func teamRowFlags(ctx context.Context, r caseload.Row, today when.Date) []ui.FlagProps {
	var flags []ui.FlagProps
	add := func(is bool, kind ui.FlagKind, key string, args ...any) {
		if is {
			flags = append(flags, ui.FlagProps{Kind: kind, Text: i18n.T(ctx, key, args...)})
		}
	}
	add(r.Protection != youth.None, "", "youth.flag.protected")
	add(r.Cover != nil, "", "team.covered", deref(r.CoverName))
	add(r.LongestPassed(today), ui.Soon, "team.long", r.LongestMonths)
	return flags
}

// lastWords is when the youth was last talked with, and how often in vain since.
func lastWords(ctx context.Context, r caseload.Row, now time.Time) string {
	if r.LastContact == nil {
		return i18n.T(ctx, "team.never")
	}
	return i18n.Day(ctx, *r.LastContact, now)
}

// TeamCells is a team's list for a spreadsheet. It has neither number nor address.
func TeamCells(ctx context.Context, rows []caseload.Row, today when.Date) (headings []string, cells [][]string) {
	for _, key := range []string{"team.youth", "team.owner", "team.buddy", "team.started", "team.phase", "team.last", "team.attempts", "team.due", "team.overdue_days", "youth.needs_group"} {
		headings = append(headings, i18n.T(ctx, key))
	}
	for _, r := range rows {
		last, group, due, over := "", "", "", ""
		if r.LastContact != nil {
			last = when.Of(*r.LastContact).Danish()
		}
		if r.NeedsGroup != nil {
			group = i18n.Count(ctx, *r.NeedsGroup)
		}
		if s := r.Pulse(today).State(today); s.Urgency != contact.NoRule {
			due = s.Due.Danish()
			if s.Urgency == contact.Overdue {
				over = i18n.Count(ctx, s.Days)
			}
		}
		cells = append(cells, []string{
			r.Name, r.OwnerName, deref(r.BuddyName), r.StartedOn.Danish(),
			i18n.T(ctx, "phase."+string(r.Phase(today))), last, i18n.Count(ctx, r.Attempts), due, over, group,
		})
	}
	return headings, cells
}

// AbsencePath is where a colleague's absence is registered.
func AbsencePath(who id.Staff) string { return StaffPath + "/" + id.String(who) + "/absence" }
