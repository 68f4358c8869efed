package placement

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Enders lists by whom a stay can be interrupted.
var Enders = []string{"youth", "company", "municipality"}

// Ending is how a stay went, in everybody's words.
type Ending struct {
	Result       Result
	On           *when.Date // the last day there was; nil is the last day as planned
	By           string     // of an interruption
	Reason       string     // of an interruption: code of the catalogue, neutral
	HoursWon     *float64   // ordinary hours a week that came of it
	Learned      string
	CompanyWords string
	YouthWords   string
	NextStep     string
}

// Conclude writes down how a stay ended. What was planned and never began is interrupted
// without a day. The visits that are still ahead are cancelled.
func (s *Service) Conclude(ctx context.Context, by access.Actor, placement id.Placement, x Ending, form audit.Form) error {
	for _, text := range []*string{&x.Learned, &x.CompanyWords, &x.YouthWords, &x.NextStep} {
		*text = rule.Text(*text)
	}
	return s.change(ctx, by, Conclude, placement, form, func(tx pgx.Tx, p *Placement, e *audit.Event) error {
		rules, err := programme.PlacementRulesOn(ctx, tx, s.today())
		if err != nil {
			return err
		}
		if err := x.check(*p, rules.Interruptions, s.today()).Err(); err != nil {
			return err
		}
		at := s.now()
		p.Result, p.EndedOn, p.EndedBy, p.EndedReason, p.HoursWon = x.Result, x.day(*p, s.today()), x.By, x.Reason, x.HoursWon
		p.Learned, p.CompanyWords, p.YouthWords, p.NextStep, p.ClosedBy, p.ClosedAt = x.Learned, x.CompanyWords, x.YouthWords, x.NextStep, &by.Staff, &at
		e.Detail.(map[string]any)["result"] = x.Result
		return dropVisits(ctx, tx, *p, s.today())
	})
}

// day is the last day there was, where it is another than the one planned.
func (x Ending) day(p Placement, today when.Date) *when.Date {
	if x.On != nil || today.Before(p.From) || !p.To.IsZero() && !today.Before(p.To) {
		return x.On
	}
	return &today
}

// check says which rules the ending of a stay breaks.
func (x Ending) check(p Placement, reasons []programme.Entry, today when.Date) rule.Violations {
	var v rule.Violations
	if !slices.Contains(Results, x.Result) {
		v.Add("result", "choose")
	}
	if x.Result == Interrupted {
		if !slices.Contains(Enders, x.By) {
			v.Add("ended_by", "choose")
		}
		if !slices.ContainsFunc(reasons, func(e programme.Entry) bool { return e.Code == x.Reason }) {
			v.Add("ended_reason", "choose")
		}
	} else {
		switch {
		case x.By != "" || x.Reason != "":
			v.Add("ended_by", "only_interrupted")
		case today.Before(p.From):
			v.Add("result", "not_begun", p.From)
		}
	}
	if x.On != nil {
		switch {
		case x.On.After(today):
			v.Add("ended_on", "future")
		case x.On.Before(p.From):
			v.Add("ended_on", "before_from", p.From)
		case !p.To.IsZero() && x.On.After(p.To):
			v.Add("ended_on", "after_last", p.To)
		}
	}
	if x.HoursWon != nil && (*x.HoursWon < 0 || *x.HoursWon > mostHours) {
		v.Add("hours_won", "hours", mostHours)
	}
	for field, text := range map[string]string{"learned": x.Learned, "company_words": x.CompanyWords, "youth_words": x.YouthWords, "next_step": x.NextStep} {
		v.Longest(field, text, mostText)
	}
	return v
}
