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
	Calls  CallView
	NewKey func() string // the key of a small form on the page
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
