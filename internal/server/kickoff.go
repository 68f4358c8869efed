package server

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/kickoff"
	"kasket/internal/casework/plan"
	"kasket/web/i18n"
	"kasket/web/page"
)

// kickoffPages are the beginning of an opened youth's course.
type kickoffPages struct{ responder }

func (p kickoffPages) routes(r chi.Router) {
	r.Get("/kickoff", p.page(p.show1))
	r.Post("/kickoff", p.page(p.plan))
	r.Get("/kickoff/time", p.page(p.time))
	r.Get("/kickoff/invitation", p.page(p.invitation))
	r.Post("/kickoff/invitees", p.page(p.invite))
	r.Post("/kickoff/items", p.page(p.hand))
	r.Post("/kickoff/part", p.page(p.part))
	r.Post("/kickoff/held", p.page(p.hold))
	kickoffRowPages(p).routes(r)
}

// view reads the beginning with fresh forms for the part it is in.
func (p kickoffPages) view(r *http.Request) (page.KickoffView, error) {
	rec := recordOf(r)
	v := page.KickoffView{Frame: p.frame(r, "overview"), Plan: fresh(nil, 0), Invite: fresh(nil, 0), Item: fresh(nil, 0), End: fresh(nil, 0)}
	v.Another = r.URL.Query().Has("done")
	var err error
	if v.K, err = p.deps.Kickoffs.Of(r.Context(), rec.Scope.Enrolment); err != nil || v.K.ID == 0 || v.K.Held {
		return v, err
	}
	v.Departments, err = p.deps.Kickoffs.Departments(r.Context(), rec.Scope.Team, string(i18n.LangOf(r.Context())))
	return v, err
}

func (p kickoffPages) show1(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Kickoff(v))
}

// again shows the page once more, with what was typed in the form that was sent.
// What is wrong with a form that is no longer on the page is said above it.
func (p kickoffPages) again(w http.ResponseWriter, r *http.Request, err error, form func(*page.KickoffView) *page.Typed) error {
	wrong, ok := broken(err)
	if !ok {
		return err
	}
	if _, err := p.acting(r, access.HoldKickoff); err != nil {
		return err
	}
	v, err2 := p.view(r)
	if err2 != nil {
		return err2
	}
	*form(&v) = typedAgain(r, err, wrong)
	return p.show(w, r, http.StatusUnprocessableEntity, page.Kickoff(v))
}

// on leads back to the page, which is told what was carried out.
func (p kickoffPages) on(w http.ResponseWriter, r *http.Request, flash string) error {
	path := page.KickoffPath(recordOf(r).ID)
	if key := r.PostFormValue(keyField); audit.KeyOf(key) == nil {
		path += "?done=" + key
	}
	return p.done(w, r, path, flash)
}

func (p kickoffPages) plan(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	err := p.deps.Kickoffs.Plan(r.Context(), actor(r), recordOf(r).ID, f.text("next"), f.text("meeting_place"), formOf(r))
	if wrong, ok := broken(err); ok {
		v, err2 := p.view(r)
		if err2 != nil {
			return err2
		}
		v.Plan = typedAgain(r, err, wrong)
		if v.K.ID != 0 && !v.K.Held {
			return p.show(w, r, http.StatusUnprocessableEntity, page.KickoffTime(v))
		}
		return p.show(w, r, http.StatusUnprocessableEntity, page.Kickoff(v))
	}
	if err != nil {
		return err
	}
	return p.on(w, r, "kickoff.planned")
}

// time is the form of another time for what is planned; where nothing is, the first.
func (p kickoffPages) time(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.acting(r, access.HoldKickoff); err != nil {
		return err
	}
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if v.K.ID == 0 || v.K.Held {
		return p.done(w, r, page.KickoffPath(recordOf(r).ID), "")
	}
	v.Plan.Values = map[string][]string{"meeting_place": {v.K.Place}}
	return p.show(w, r, http.StatusOK, page.KickoffTime(v))
}

func (p kickoffPages) invitation(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.HoldKickoff)
	if err != nil {
		return err
	}
	v := page.KickoffView{Frame: p.frame(r, "overview")}
	if v.K, err = p.deps.Kickoffs.Invitation(r.Context(), actor(r), rec.Scope); err != nil {
		return err
	}
	if v.K.ID == 0 {
		return p.done(w, r, page.KickoffPath(rec.ID), "")
	}
	return p.show(w, r, http.StatusOK, page.KickoffInvitation(v))
}

func (p kickoffPages) invitee(r *http.Request) kickoff.Invitee {
	f := p.fields(r)
	return kickoff.Invitee{Department: f.text("department"), Name: f.text("name"), Phone: f.text("phone"), Email: f.text("email"), Version: f.version()}
}

func (p kickoffPages) invite(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Kickoffs.Invite(r.Context(), actor(r), recordOf(r).ID, p.invitee(r), formOf(r))
	if err != nil {
		return p.again(w, r, err, func(v *page.KickoffView) *page.Typed { return &v.Invite })
	}
	return p.on(w, r, "kickoff.invited")
}

func (p kickoffPages) item(r *http.Request) kickoff.ItemTyped {
	f := p.fields(r)
	return kickoff.ItemTyped{
		Department: f.text("department"), ToldBy: f.text("told_by"), Text: f.text("text"), Task: f.text("agreement"), Due: f.text("agreement_due"),
		Who: plan.Who(f.text("agreement_who")), Version: f.version(),
	}
}

func (p kickoffPages) hand(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Kickoffs.Hand(r.Context(), actor(r), recordOf(r).ID, p.item(r), formOf(r))
	if err != nil {
		return p.again(w, r, err, func(v *page.KickoffView) *page.Typed { return &v.Item })
	}
	return p.on(w, r, "kickoff.added")
}

func (p kickoffPages) part(w http.ResponseWriter, r *http.Request) error {
	to, err := strconv.Atoi(r.PostFormValue("part"))
	if err != nil {
		to = -1 // no part at all
	}
	err = p.deps.Kickoffs.GoTo(r.Context(), actor(r), recordOf(r).ID, kickoff.Part(to), page.CameFields(r.PostForm), formOf(r))
	if err != nil {
		return p.again(w, r, err, func(v *page.KickoffView) *page.Typed { return &v.End })
	}
	return p.on(w, r, "")
}

func (p kickoffPages) hold(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	e := kickoff.Ending{
		At: f.text("at"), BuddyCame: f.text("buddy_came"), NoBuddy: f.text("no_buddy"), AdviserCame: f.text("adviser_came"),
		Matters: f.text("matters"), Reach: kickoff.Reach(f.text("reach")), ReachNote: f.text("reach_note"), Words: f.text("words"),
		Next: f.text("next"), NextPlace: f.text("meeting_place"), Came: page.CameFields(r.PostForm),
	}
	err := p.deps.Kickoffs.Hold(r.Context(), actor(r), recordOf(r).ID, e, page.KickoffText, formOf(r))
	if err != nil {
		return p.again(w, r, err, func(v *page.KickoffView) *page.Typed { return &v.End })
	}
	return p.on(w, r, "kickoff.is_held")
}
