package server

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/meeting"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// meetingPages are one's own calendar, and one meeting with what is done with it.
type meetingPages struct{ responder }

func (p meetingPages) routes(r chi.Router) {
	r.Get("/meetings", p.page(p.calendar))
	r.Route("/meetings/{meeting}", func(r chi.Router) {
		r.Use(p.open)
		r.Get("/", p.page(p.read))
		r.Post("/preparation", p.page(p.prepare))
		r.Post("/people", p.page(p.invite))
		r.Post("/people/{guest}/removal", p.page(p.uninvite))
		r.Post("/time", p.page(p.move))
		r.Post("/cancellation", p.page(p.cancel))
		r.Post("/held", p.page(p.hold))
		r.Post("/checklist", p.page(p.fill))
		r.Post("/agreements", p.page(p.agree))
	})
}

func (p meetingPages) calendar(w http.ResponseWriter, r *http.Request) error {
	from, err := when.ParseDate(r.URL.Query().Get("from"), p.today(), when.Future)
	if err != nil {
		from = when.Date{} // what is no day is this week
	}
	c, err := p.deps.Caseload.Calendar(r.Context(), actor(r), from)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Meetings(page.MeetingsView{Calendar: c, Now: p.deps.Now()}))
}

type meetingKey struct{}

// openedMeeting is the meeting of the path, which open found.
func openedMeeting(r *http.Request) caseload.OpenMeeting {
	o, _ := r.Context().Value(meetingKey{}).(caseload.OpenMeeting)
	return o
}

// open finds the meeting of the path and opens the record it belongs to.
func (p meetingPages) open(next http.Handler) http.Handler {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Meeting](chi.URLParam(r, "meeting"))
		if err != nil {
			return err
		}
		sought, err := p.deps.Caseload.SeekMeeting(r.Context(), number)
		if err != nil {
			return err
		}
		chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(sought.Youth())) // a refusal says who has them
		in, err := youthPages(p).openRecord(r, sought.Youth())
		if err != nil {
			return err
		}
		o, err := p.deps.Caseload.WithinMeeting(actor(r), recordOf(in).Scope, sought)
		if err != nil {
			return err
		}
		if o.Start && r.Method != http.MethodGet { // it is answered on a page of its own
			return p.done(w, r, page.KickoffPath(o.Youth), "")
		}
		next.ServeHTTP(w, in.WithContext(context.WithValue(in.Context(), meetingKey{}, o)))
		return nil
	})
}

// view is the page of the meeting, before any form was sent.
func (p meetingPages) view(r *http.Request) (page.MeetingView, error) {
	v := page.MeetingView{Frame: p.frame(r, "overview"), M: openedMeeting(r)}
	if v.M.State != meeting.Planned {
		return v, nil
	}
	days, err := p.deps.Programmes.Days(r.Context())
	v.Against = meeting.Warnings(v.M.Meeting, days.Calendar, v.M.IsAway, v.M.Busy)
	return v, err
}

func (p meetingPages) read(w http.ResponseWriter, r *http.Request) error {
	if o := openedMeeting(r); o.Start {
		return p.done(w, r, page.KickoffPath(o.Youth), "")
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.MeetingPage(v))
}

// carried answers an act: with the meeting as it is now, or with the form as it was sent.
func (p meetingPages) carried(w http.ResponseWriter, r *http.Request, act, flash string, err error) error {
	wrong, ok := broken(err)
	if !ok {
		if err != nil {
			return err
		}
		return p.done(w, r, page.MeetingPath(openedMeeting(r).ID), flash)
	}
	v, failed := p.view(r)
	if failed != nil {
		return failed
	}
	v.Act, v.Form = act, typedAgain(r, err, wrong)
	if wrong.Has("stale") { // sent again it is made from what stands now, which the page shows
		v.Form.Version = v.M.Version
	}
	if w, is := errors.AsType[*meeting.Warned](err); is {
		v.Warned = w
	}
	return p.show(w, r, http.StatusUnprocessableEntity, page.MeetingPage(v))
}

func (p meetingPages) prepare(w http.ResponseWriter, r *http.Request) error {
	f, o := p.fields(r), openedMeeting(r)
	err := p.deps.Meetings.Prepare(r.Context(), actor(r), o.Youth, o.ID, meeting.Preparation{Agenda: f.text("agenda"), Wants: f.text("wants"), Version: f.version()}, formOf(r))
	return p.carried(w, r, "preparation", "meeting.prepared", err)
}

func (p meetingPages) invite(w http.ResponseWriter, r *http.Request) error {
	f, o := p.fields(r), openedMeeting(r)
	g := meeting.Guest{Name: f.text("guest_name")}
	kind, number, _ := strings.Cut(f.text("guest"), ".")
	switch n, err := id.Parse[int64Of](number); {
	case kind == "":
	case err != nil:
		f.broken.Add("guest", "unknown")
	case kind == "person":
		g.Person = id.Person(n)
	case kind == "staff":
		g.Staff = id.Staff(n)
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Meetings.Invite(r.Context(), actor(r), o.Youth, o.ID, g, formOf(r))
	}
	return p.carried(w, r, "people", "meeting.invited", err)
}

// int64Of is a number before one knows whose it is.
type int64Of int64

func (p meetingPages) uninvite(w http.ResponseWriter, r *http.Request) error {
	o := openedMeeting(r)
	who, err := id.Parse[id.MeetingPerson](chi.URLParam(r, "guest"))
	if err != nil {
		return err
	}
	err = p.deps.Meetings.Uninvite(r.Context(), actor(r), o.Youth, o.ID, who, formOf(r))
	return p.carried(w, r, "people", "meeting.uninvited", err)
}

func (p meetingPages) move(w http.ResponseWriter, r *http.Request) error {
	f, o := p.fields(r), openedMeeting(r)
	to := meeting.Shift{At: f.text("next"), Place: f.text("meeting_place"), Reason: f.text("reason"), Anyway: f.text("anyway")}
	err := p.deps.Meetings.Move(r.Context(), actor(r), o.Youth, o.ID, to, formOf(r))
	return p.carried(w, r, "time", "meeting.moved", err)
}

func (p meetingPages) cancel(w http.ResponseWriter, r *http.Request) error {
	o := openedMeeting(r)
	err := p.deps.Meetings.Cancel(r.Context(), actor(r), o.Youth, o.ID, r.PostFormValue("reason"), formOf(r))
	return p.carried(w, r, "cancellation", "meeting.cancelled", err)
}

func (p meetingPages) hold(w http.ResponseWriter, r *http.Request) error {
	f, o := p.fields(r), openedMeeting(r)
	x := contact.Minutes{
		At: f.text("at"), YouthCame: f.text("youth_came"), Came: map[id.MeetingPerson]bool{}, Late: f.text("late_reason"),
		Facts: f.text("facts"), View: f.text("view"), Agreement: f.text("agreement"), Due: f.text("agreement_due"), Who: f.text("agreement_who"),
		Next: f.text("next"), NextPlace: f.text("next_place"), Activity: f.text("activity"),
	}
	for _, number := range r.PostForm["came"] {
		if n, err := id.Parse[id.MeetingPerson](number); err == nil {
			x.Came[n] = true
		}
	}
	err := p.deps.Contacts.HoldMeeting(r.Context(), actor(r), o.Youth, o.ID, x, formOf(r))
	return p.carried(w, r, "held", "meeting.is_held", err)
}

// agree adds an agreement to a meeting that is held.
func (p meetingPages) agree(w http.ResponseWriter, r *http.Request) error {
	f, o := p.fields(r), openedMeeting(r)
	wish := plan.Wish{Text: f.text("agreement"), Due: f.text("agreement_due"), Who: plan.Who(f.text("agreement_who"))}
	err := p.deps.Plans.AgreeIn(r.Context(), actor(r), o.Youth, o.ID, wish, formOf(r))
	return p.carried(w, r, "agreements", "agreement.saved", err)
}

func (p meetingPages) fill(w http.ResponseWriter, r *http.Request) error {
	o := openedMeeting(r)
	typed := map[string]string{}
	for _, item := range o.Items {
		if values, sent := r.PostForm[meeting.ItemField(item)]; sent {
			typed[item.Code] = rule.Line(values[0])
		}
	}
	err := p.deps.Meetings.Fill(r.Context(), actor(r), o.Youth, o.ID, typed, formOf(r))
	return p.carried(w, r, "checklist", "meeting.answers_kept", err)
}

// newMeeting begins the form for a new meeting; of a milestone it stands on its day.
func (p promisePages) newMeeting(w http.ResponseWriter, r *http.Request) error {
	frame := p.frame(r, "overview")
	if err := access.Check(frame.Actor, access.PlanMeeting, frame.Scope); err != nil {
		return err
	}
	form := page.MeetingForm{Key: newKey(), Kind: r.URL.Query().Get("kind")}
	if code := r.URL.Query().Get("milestone"); code != "" {
		if err := p.proposed(r, code, &form); err != nil {
			return err
		}
	}
	return p.show(w, r, http.StatusOK, page.NewMeetingPage(frame, form))
}

// proposed puts the day of a milestone into the form: the first open day from it on, and
// not before today. A code the programme does not have proposes nothing.
func (p promisePages) proposed(r *http.Request, code string, form *page.MeetingForm) error {
	rec := recordOf(r)
	age, open, err := p.deps.Caseload.MilestoneDay(r.Context(), rec.Scope.Enrolment, code)
	if err != nil {
		return err
	}
	form.Milestone, form.MilestoneDa, form.MilestoneEn = age.Code, age.NameDa, age.NameEn
	if rec.Youth.BirthDate == nil || age.Code == "" {
		return nil
	}
	due := age.DueOn(*rec.Youth.BirthDate)
	if due.Before(p.today()) {
		due = p.today().AddDays(1)
	}
	form.At = open.OpenFrom(due).Danish()
	return nil
}

// meetingForm is the form of a new meeting as it was sent.
func meetingForm(r *http.Request) page.MeetingForm {
	return page.MeetingForm{
		At: r.PostFormValue("next"), Kind: r.PostFormValue("meeting_kind"), Title: r.PostFormValue("title"), Place: r.PostFormValue("meeting_place"), Wants: r.PostFormValue("wants"),
		Milestone: r.PostFormValue("milestone"), Anyway: r.PostFormValue("anyway"),
	}
}
