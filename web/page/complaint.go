package page

import (
	"context"

	"kasket/internal/casework/decision"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/ui"
)

// ComplaintPath is a complaint; parts lead to an act on it.
func ComplaintPath(n id.Complaint, parts ...string) string {
	return below("/complaints", id.String(n), parts)
}

// ComplaintForm is where a complaint is written down.
type ComplaintForm struct {
	Frame
	Typed
	D   decision.Opened
	Who []network.Party // who else than the youth may have complained
}

// ComplaintView is a complaint with the forms of where it is.
type ComplaintView struct {
	Frame
	D    decision.Opened
	C    decision.Complaint
	Form Typed  // the form that was sent last
	Act  string // which it was
}

// decisionNamed is what the type of a decision is called.
func decisionNamed(ctx context.Context, d decision.Opened) string {
	return d.Type.Name(string(i18n.LangOf(ctx)))
}

// title is the page's: two complaints about one decision are told apart by their number.
func (v ComplaintView) title(ctx context.Context) string {
	return i18n.T(ctx, "complaint.title", decisionNamed(ctx, v.D), v.Youth.Called(), id.String(v.C.ID))
}

// who are the choices of who complains, the youth first.
func (f ComplaintForm) who() []ui.Option {
	options := []ui.Option{{Value: "youth", Label: f.Youth.Called()}}
	for _, p := range f.Who {
		options = append(options, ui.Option{Value: id.String(p.Person), Label: p.Name})
	}
	return options
}

// ways are how a complaint can come.
func ways(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, w := range decision.Ways {
		options = append(options, ui.Option{Value: w, Label: i18n.T(ctx, "complaint.way."+w)})
	}
	return options
}

// typed is the form of an act: as it was sent, or fresh with what is proposed.
func (v ComplaintView) typed(act string, proposed map[string]string) Typed {
	if v.Act == act {
		return v.Form
	}
	t := Typed{Key: v.NewKey(), Values: map[string][]string{}}
	for name, value := range proposed {
		t.Values.Set(name, value)
	}
	return t
}

// keep is what the browser keeps a form of the page under.
func (v ComplaintView) keep(act string) string {
	return id.String(v.D.Actor.Staff) + "." + ComplaintPath(v.C.ID, act)
}

// day is a day in words.
func (v ComplaintView) day(ctx context.Context, d *when.Date) string {
	if d == nil {
		return ""
	}
	return i18n.DayOf(ctx, *d, v.Today())
}

// complaintFlags say where a complaint is, and what of it is due from us.
func complaintFlags(ctx context.Context, c decision.Complaint, today when.Date) []ui.FlagProps {
	state := ui.FlagProps{Text: i18n.T(ctx, "complaint.state."+string(c.State))}
	if c.Ours() {
		state.Kind = ui.Soon
	}
	flags := []ui.FlagProps{state}
	if c.Overdue(today) {
		flags = append(flags, ui.FlagProps{Kind: ui.Late, Text: i18n.T(ctx, "complaint.overdue")})
	}
	if c.Late {
		flags = append(flags, ui.FlagProps{Text: i18n.T(ctx, "complaint.late")})
	}
	return flags
}

// complaintRemark says in a list when it came, from whom, and what is due.
func complaintRemark(ctx context.Context, c decision.Complaint, today when.Date) string {
	text := i18n.T(ctx, "complaint.came", i18n.DayOf(ctx, c.ReceivedOn, today), c.Name)
	if c.Ours() && c.ReassessBy != nil {
		text += " · " + i18n.T(ctx, "complaint.due", i18n.DayOf(ctx, *c.ReassessBy, today))
	}
	return text
}

// now says in a sentence where the complaint is and what is to be done.
func (v ComplaintView) now(ctx context.Context) string {
	key := "complaint.now." + string(v.C.State)
	switch {
	case !v.C.Ours():
		return i18n.T(ctx, key, v.C.SentTo, v.day(ctx, v.C.SentOn))
	case v.C.ReassessBy == nil:
		return i18n.T(ctx, key+".undated", v.body(ctx))
	}
	return i18n.T(ctx, key, v.body(ctx), v.day(ctx, v.C.ReassessBy))
}

// body is who looks at a complaint that is sent on.
func (v ComplaintView) body(ctx context.Context) string {
	if v.D.Type.ComplaintBody == "" {
		return i18n.T(ctx, "complaint.body")
	}
	return v.D.Type.ComplaintBody
}

// decidedAnew reports whether the answer of the complaint body calls for a new decision.
func (v ComplaintView) decidedAnew() bool {
	return v.C.State == decision.Altered || v.C.State == decision.Remitted || v.C.State == decision.Annulled
}

// correction leads to a new decision in the place of the one complained about; nowhere
// for who may not begin it.
func (v ComplaintView) correction() string {
	if !v.D.Can(decision.Correct) || v.Scope.Closed {
		return ""
	}
	return YouthPath(v.Youth.ID, "decisions", "new") + "?corrects=" + number(v.D.ID)
}

// since are the decisions that were made in its place after the complaint came.
func (v ComplaintView) since(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, n := range v.D.Since(v.C) {
		options = append(options, ui.Option{Value: number(n.ID), Label: nameIn(ctx, n.NameDa, n.NameEn) + ", " + i18n.DayOf(ctx, n.On, v.Today())})
	}
	return options
}

// reassessment proposes the new decision where there is one, and nothing else: what came
// of looking again is for a person to say.
func (v ComplaintView) reassessment() Typed {
	proposed := map[string]string{}
	if since := v.D.Since(v.C); len(since) == 1 {
		proposed["new_one"] = number(since[0].ID)
	}
	return v.typed("reassessment", proposed)
}

func (v ComplaintView) dispatch() Typed {
	return v.typed("dispatch", map[string]string{"sent_on": i18n.Typed(v.Today()), "sent_to": v.D.Type.ComplaintBody})
}

func (v ComplaintView) result() Typed {
	return v.typed("result", map[string]string{"result_on": i18n.Typed(v.Today())})
}

// outcomes are where an act may lead, as choices.
func (v ComplaintView) outcomes(ctx context.Context, do decision.ComplaintAct) []ui.Option {
	var options []ui.Option
	for _, s := range v.C.To(do) {
		options = append(options, ui.Option{Value: string(s), Label: i18n.T(ctx, "complaint.outcome."+string(s))})
	}
	return options
}

// facts are what is known of the complaint.
func (v ComplaintView) facts(ctx context.Context) []ui.Fact {
	list := []ui.Fact{
		{Label: i18n.T(ctx, "complaint.from"), Value: v.C.Name},
		{Label: i18n.T(ctx, "complaint.received_on"), Value: v.day(ctx, &v.C.ReceivedOn)},
		{Label: i18n.T(ctx, "complaint.way"), Value: i18n.T(ctx, "complaint.way."+v.C.Way)},
	}
	add := func(is bool, label, value string) {
		if is {
			list = append(list, ui.Fact{Label: i18n.T(ctx, label), Value: value})
		}
	}
	add(v.C.ComplainUntil != nil, "complaint.until", v.day(ctx, v.C.ComplainUntil))
	add(v.C.ReassessBy != nil, "complaint.reassess_by", v.day(ctx, v.C.ReassessBy))
	add(v.C.SentOn != nil, "complaint.sent_to", v.C.SentTo+", "+v.day(ctx, v.C.SentOn))
	add(v.C.LateReason != "", "complaint.late_reason", v.C.LateReason)
	add(true, "complaint.by", v.C.ByName)
	return list
}

// corrected are the decisions made in the place of one.
func (v DecisionView) corrected(ctx context.Context) []ui.Link {
	var links []ui.Link
	for _, n := range v.D.Corrections {
		links = append(links, v.link(DecisionPath(n.ID), i18n.T(ctx, "complaint.in_its_place", nameIn(ctx, n.NameDa, n.NameEn), i18n.DayOf(ctx, n.On, v.today()))))
	}
	return links
}

// mayComplain reports whether a line of the list is something one can complain about,
// for who may write it down.
func (v DecisionsView) mayComplain(l decision.Line) bool {
	return l.DecidedOn != nil && l.Mode == programme.Decides && v.May(decision.Decision{}.Needs(decision.Complain))
}
