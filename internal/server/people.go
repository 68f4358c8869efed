package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/enrolment"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// peoplePages show who has a youth, and had.
type peoplePages struct{ responder }

func (p peoplePages) routes(r chi.Router) {
	r.Get("/people", p.page(p.people))
}

func (p peoplePages) people(w http.ResponseWriter, r *http.Request) error {
	people, err := p.deps.Caseload.People(r.Context(), recordOf(r).ID, recordOf(r).Scope.Enrolment)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.YouthPeople(p.frame(r, "people"), people))
}

// handoverPages give a youth another owner or buddy.
type handoverPages struct{ responder }

func (p handoverPages) routes(r chi.Router) {
	r.Get("/handover", p.page(p.askHandover))
	r.Post("/handover", p.page(p.handOver))
	r.Get("/buddy", p.page(p.askBuddy))
	r.Post("/buddy", p.page(p.chooseBuddy))
}

// acting checks that who asks may do the act on the record of the path, before its
// form is shown. The use case asks again.
func (s responder) acting(r *http.Request, do access.Action) (record, error) {
	rec := recordOf(r)
	if err := access.Check(actor(r), do, rec.Scope); err != nil {
		return rec, err
	}
	return rec, nil
}

func (p handoverPages) askHandover(w http.ResponseWriter, r *http.Request) error {
	return p.showHandover(w, r, http.StatusOK, page.HandoverForm{Key: newKey()})
}

func (p handoverPages) handOver(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	to, reason := f.staff("to"), f.text("reason")
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Enrolments.HandOver(r.Context(), actor(r), recordOf(r).ID, to, reason, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.HandoverForm{To: f.text("to"), Reason: reason, Key: keyAgain(r, err), Broken: v}
		return p.showHandover(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, p.after(r, to), "handover.done")
}

// after is where one goes when the owner has changed: who handed their own youth
// over may not read the record any more.
func (p handoverPages) after(r *http.Request, to id.Staff) string {
	rec := recordOf(r)
	scope := rec.Scope
	scope.Owner = to
	if rec.Holder == nil && !access.May(actor(r), access.ViewYouth, scope) {
		return page.HomeFor(actor(r))
	}
	return p.frame(r, "people").Back()
}

func (p handoverPages) showHandover(w http.ResponseWriter, r *http.Request, status int, form page.HandoverForm) error {
	rec, err := p.acting(r, access.HandOver)
	if err != nil {
		return err
	}
	if form.Colleagues, err = p.colleagues(r, rec, rec.Scope.Owner); err != nil {
		return err
	}
	return p.show(w, r, status, page.Handover(p.frame(r, "people"), form))
}

// colleagues are those of the team whom the act may choose, in order of name.
func (s responder) colleagues(r *http.Request, rec record, without ...id.Staff) ([]enrolment.Colleague, error) {
	all, err := s.deps.Enrolments.Colleagues(r.Context(), actor(r), rec.Scope.Team, rec.Scope.Youth)
	if err != nil {
		return nil, err
	}
	return page.Without(all, without...), nil
}

func (p handoverPages) askBuddy(w http.ResponseWriter, r *http.Request) error {
	form := page.BuddyForm{Key: newKey(), Buddy: id.String(recordOf(r).Scope.Buddy)}
	return p.showBuddy(w, r, http.StatusOK, form)
}

func (p handoverPages) chooseBuddy(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	buddy, reason := f.staff("buddy"), f.text("reason")
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Enrolments.ChooseBuddy(r.Context(), actor(r), recordOf(r).ID, buddy, reason, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.BuddyForm{Buddy: f.text("buddy"), Reason: reason, Key: keyAgain(r, err), Broken: v}
		return p.showBuddy(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, p.frame(r, "people").Back(), "buddy.done")
}

func (p handoverPages) showBuddy(w http.ResponseWriter, r *http.Request, status int, form page.BuddyForm) error {
	rec, err := p.acting(r, access.ChooseBuddy)
	if err != nil {
		return err
	}
	if form.Colleagues, err = p.colleagues(r, rec, rec.Scope.Owner); err != nil {
		return err
	}
	return p.show(w, r, status, page.Buddy(p.frame(r, "people"), form))
}

// coverPages arrange who acts for the owner in a period.
type coverPages struct{ responder }

func (p coverPages) routes(r chi.Router) {
	r.Get("/cover", p.page(p.ask))
	r.Post("/cover", p.page(p.arrange))
	r.Post("/cover/{cover}/end", p.page(p.end))
}

func (p coverPages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.showCover(w, r, http.StatusOK, page.CoverForm{Key: newKey()})
}

func (p coverPages) arrange(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	c := enrolment.Cover{Staff: f.staff("staff"), From: f.day("from", when.Future), To: f.day("to", when.Future), Reason: f.text("reason")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Enrolments.ArrangeCover(r.Context(), actor(r), recordOf(r).ID, c, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.CoverForm{Staff: f.text("staff"), From: f.text("from"), To: f.text("to"), Reason: c.Reason, Key: keyAgain(r, err), Broken: v}
		return p.showCover(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	if f.text("back") == "uncovered" { // from the list of who is without
		return p.done(w, r, page.UncoveredPath, "cover.done")
	}
	return p.done(w, r, p.frame(r, "people").Back(), "cover.done")
}

func (p coverPages) showCover(w http.ResponseWriter, r *http.Request, status int, form page.CoverForm) error {
	rec, err := p.acting(r, access.ArrangeCover)
	if err != nil {
		return err
	}
	if form.Colleagues, err = p.colleagues(r, rec, rec.Scope.Owner); err != nil {
		return err
	}
	if rec.Holder != nil { // who may read the record sees them on the page of people
		if form.Covers, err = p.deps.Caseload.Covers(r.Context(), rec.Scope.Enrolment); err != nil {
			return err
		}
	}
	return p.show(w, r, status, page.Cover(p.frame(r, "people"), form))
}

func (p coverPages) end(w http.ResponseWriter, r *http.Request) error {
	cover, err := id.Parse[id.Cover](chi.URLParam(r, "cover"))
	if err != nil {
		return err
	}
	err = p.deps.Enrolments.EndCover(r.Context(), actor(r), recordOf(r).ID, cover, formOf(r))
	if v, ok := broken(err); ok {
		return p.showCover(w, r, http.StatusUnprocessableEntity, page.CoverForm{Key: newKey(), Broken: v})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, p.frame(r, "people").Back(), "cover.ended")
}
