package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/intake"
	"kasket/internal/id"
	"kasket/web/page"
)

// takeoverPages ask another team of the municipality to take a youth over, and take the
// wish back.
type takeoverPages struct{ responder }

func (p takeoverPages) routes(r chi.Router) {
	r.Get("/move", p.page(p.ask))
	r.Post("/move", p.page(p.send))
	r.Post("/move/withdrawal", p.page(p.withdraw))
	r.Post("/move/note", p.page(p.note))
}

func (p takeoverPages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.showMove(w, r, http.StatusOK, page.TakeoverForm{Key: newKey()})
}

func (p takeoverPages) showMove(w http.ResponseWriter, r *http.Request, status int, form page.TakeoverForm) error {
	rec, err := p.acting(r, access.AskMove)
	if err != nil {
		return err
	}
	if form.Teams, err = p.deps.Intake.Targets(r.Context(), rec.Scope.Team); err != nil {
		return err
	}
	return p.show(w, r, status, page.Takeover(p.frame(r, "people"), form))
}

func (p takeoverPages) send(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	m := intake.Move{Team: one[id.Team](f, "team"), Reason: f.text("reason"), Wish: f.text("wish")}
	err := f.broken.Err()
	if err == nil {
		_, err = p.deps.Intake.AskMove(r.Context(), actor(r), recordOf(r).ID, m, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.TakeoverForm{Team: f.text("team"), Reason: m.Reason, Wish: m.Wish, Key: keyAgain(r, err), Broken: v}
		return p.showMove(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "people"), "takeover.asked")
}

func (p takeoverPages) withdraw(w http.ResponseWriter, r *http.Request) error {
	err := p.deps.Intake.WithdrawMove(r.Context(), actor(r), recordOf(r).ID, formOf(r))
	if _, ok := broken(err); ok { // decided meanwhile: the page of people says how
		return p.done(w, r, page.YouthPath(recordOf(r).ID, "people"), "takeover.decided")
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "people"), "takeover.withdrawn")
}

// note is that the owner has read the other team's no.
func (p takeoverPages) note(w http.ResponseWriter, r *http.Request) error {
	if err := p.deps.Intake.NoteMove(r.Context(), actor(r), recordOf(r).ID, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "people"), "transfer.noted")
}
