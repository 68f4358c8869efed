package page

import (
	"context"
	"net/url"
	"strings"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// MatchView is a youth's own words beside the companies that may suit them.
type MatchView struct {
	caseload.Matching
	Filter   caseload.MatchFilter
	Chosen   id.Company // the form that was sent, with what was typed in it
	Sentence string
	Match    id.Match // the answer that was sent
	Answer   placement.Reply
	Note     string
	Key      string // of the form that was sent
	Broken   rule.Violations
}

// matchLink leads to the companies that may suit the youth, for who may choose one.
func (f Frame) matchLink(ctx context.Context) ui.Link {
	if !f.May(access.MatchCompany) {
		return ui.Link{}
	}
	return ui.Link{Href: YouthPath(f.Youth.ID, "matches"), Label: i18n.T(ctx, "match.title")}
}

// startPath is the one screen that starts a stay at the company of a match.
func startPath(f Frame, m caseload.Match) string {
	q := url.Values{"company": {id.String(m.Company)}, "match": {id.String(m.ID)}}
	return YouthPath(f.Youth.ID, "placements", "new") + "?" + q.Encode()
}

// keyOf is the key of a form of the page: the one that was sent keeps its own.
func (v MatchView) keyOf(f Frame, sent bool) string {
	if sent && v.Key != "" {
		return v.Key
	}
	return f.NewKey()
}

// faultsOf are the broken rules of the one form that was sent.
func (v MatchView) faultsOf(sent bool) rule.Violations {
	if sent {
		return v.Broken
	}
	return nil
}

// idOf names a field that each form of the page has: the one that was sent is where the
// summary of faults points.
func idOf(name string, number string, sent bool) string {
	if sent {
		return name
	}
	return name + "-" + number
}

// memoryWords is what we remember of a company: how many it has had, and how it went.
func memoryWords(ctx context.Context, c caseload.MatchCompany) string {
	if c.Stays == 0 {
		return i18n.T(ctx, "match.new")
	}
	words := i18n.N(ctx, "match.stays", c.Stays)
	if c.Good > 0 {
		words += ", " + i18n.N(ctx, "match.good", c.Good)
	}
	return words
}

// whereWords is where a company is and how one gets there.
func whereWords(c caseload.MatchCompany) string {
	return strings.Trim(c.Town+" · "+c.Travel, " ·")
}

// suitsWords says which of the youth's own words name the trade.
func suitsWords(ctx context.Context, c caseload.MatchCompany) []ui.FlagProps {
	flags := make([]ui.FlagProps, len(c.Suits))
	for i, kind := range c.Suits {
		flags[i] = ui.FlagProps{Kind: ui.Good, Text: wordTitle(ctx, kind)}
	}
	return flags
}

// answerFlag is what a company said.
func answerFlag(ctx context.Context, m caseload.Match) []ui.FlagProps {
	switch m.Answer {
	case placement.ReplyYes:
		return []ui.FlagProps{{Kind: ui.Good, Text: i18n.T(ctx, "match.answer.yes")}}
	case placement.ReplyNone:
		return nil
	}
	return []ui.FlagProps{{Text: i18n.T(ctx, "match.answer."+string(m.Answer))}}
}
