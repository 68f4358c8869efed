package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// detailPages show and change the facts about a youth.
type detailPages struct{ responder }

func (p detailPages) routes(r chi.Router) {
	r.Get("/details", p.page(p.details))
	r.Post("/cpr", p.page(p.revealCPR))
	r.Post("/address", p.page(p.revealAddress))
	r.Get("/edit", p.page(p.ask))
	r.Post("/edit", p.page(p.save))
	coursePages(p).routes(r)
}

func (p detailPages) details(w http.ResponseWriter, r *http.Request) error {
	return p.showDetails(w, r, p.frame(r, "details"), "")
}

func (p detailPages) showDetails(w http.ResponseWriter, r *http.Request, f page.Frame, address string) error {
	rec := recordOf(r)
	d, err := p.deps.Caseload.Details(r.Context(), rec.ID, rec.Scope.Enrolment)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.YouthDetails(f, d, address))
}

// revealCPR shows the whole number in the answer to this one post, and nowhere else.
func (p detailPages) revealCPR(w http.ResponseWriter, r *http.Request) error {
	number, err := p.deps.Youths.RevealCPR(r.Context(), actor(r), recordOf(r).ID)
	if err != nil {
		return err
	}
	f := p.frame(r, "details")
	f.CPR = number
	return p.showDetails(w, r, f, "")
}

func (p detailPages) revealAddress(w http.ResponseWriter, r *http.Request) error {
	address, err := p.deps.Youths.RevealAddress(r.Context(), actor(r), recordOf(r).ID)
	if err != nil {
		return err
	}
	return p.showDetails(w, r, p.frame(r, "details"), address)
}

func (p detailPages) ask(w http.ResponseWriter, r *http.Request) error {
	rec := recordOf(r)
	values := page.YouthValues(rec.Opened)
	return p.showEdit(w, r, http.StatusOK, page.YouthForm{EditForm: page.EditForm{Values: values, Was: values, Version: rec.Version, Key: newKey()}})
}

func (p detailPages) showEdit(w http.ResponseWriter, r *http.Request, status int, form page.YouthForm) error {
	if _, err := p.acting(r, access.EditYouth); err != nil {
		return err
	}
	return p.show(w, r, status, page.YouthEdit(p.frame(r, "details"), form))
}

func (p detailPages) save(w http.ResponseWriter, r *http.Request) error {
	rec := recordOf(r)
	form := page.YouthForm{
		EditForm: p.editForm(r, page.YouthFields, page.YouthValues(rec.Opened), rec.Version),
		CPR:      p.fields(r).text("cpr"), CheckedCPR: p.fields(r).text("checked_cpr"), RemoveAddress: r.PostFormValue("remove_address") != "",
	}
	err := p.change(r, form)
	if stale, ok := errors.AsType[*youth.Stale](err); ok {
		form.EditForm = form.Onto(page.YouthFields, page.YouthValues(stale.Theirs), stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.change(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		if v.Has("cpr_check_digit") {
			form.CheckedCPR = form.CPR
		}
		return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(rec.ID, "details"), "details.saved")
}

func (p detailPages) change(r *http.Request, form page.YouthForm) error {
	f := p.typed(form.Values)
	edit := youth.Edit{
		Details: youth.Details{
			GivenName: form.Values["given_name"], FamilyName: form.Values["family_name"], CalledName: form.Values["called_name"],
			Pronoun: form.Values["pronoun"], CPR: form.CPR, NoCPRReason: form.Values["no_cpr_reason"], BirthDate: f.date("birth_date", when.Past),
			Phone: form.Values["phone"], Phone2: form.Values["phone2"], Email: form.Values["email"], Address: form.Values["address"],
			Protection: youth.Protection(form.Values["protection"]), ProtectionEndsOn: f.date("protection_ends_on", when.Future),
			Interpreter: form.Values["interpreter"], Remember: form.Values["remember"],
		},
		RemoveAddress: form.RemoveAddress, CheckedCPR: form.CheckedCPR, Version: form.Version,
	}
	if err := f.broken.Err(); err != nil {
		return err
	}
	return p.deps.Youths.Change(r.Context(), actor(r), recordOf(r).ID, edit, formOf(r))
}

// editForm reads a form that may be stale: what was typed, what stood there when it
// was made, and where a clash was shown, what was chosen. now is what stands at this
// moment, of the version given.
func (s responder) editForm(r *http.Request, names []string, now page.Values, version int) page.EditForm {
	f := s.fields(r)
	form := page.EditForm{Values: page.Values{}, Was: page.Values{}, Version: f.version(), Key: r.PostFormValue(keyField)}
	for _, n := range names {
		form.Values[n], form.Was[n] = f.text(n), f.text("was_"+n)
		if choice := r.PostFormValue("keep_" + n); choice != "" && form.Version == version {
			form.Values[n] = rule.Settle(choice, form.Values[n], now[n])
		}
	}
	return form
}

// typed reads values that were typed, wherever they came from.
func (s responder) typed(values page.Values) *fields {
	return &fields{values: values, today: when.Of(s.deps.Now())}
}

// safetyPages keep the notes about safety.
type safetyPages struct{ responder }

func (p safetyPages) routes(r chi.Router) {
	r.Get("/safety", p.page(p.ask))
	r.Post("/safety", p.page(p.add))
	r.Post("/safety/{note}/end", p.page(p.end))
}

func (p safetyPages) ask(w http.ResponseWriter, r *http.Request) error {
	return p.showSafety(w, r, http.StatusOK, page.SafetyForm{Key: newKey()})
}

func (p safetyPages) showSafety(w http.ResponseWriter, r *http.Request, status int, form page.SafetyForm) error {
	notes, err := p.deps.Caseload.SafetyNotes(r.Context(), recordOf(r).ID)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Safety(p.frame(r, "details"), notes, form))
}

func (p safetyPages) add(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	note := youth.SafetyNote{
		Text: f.text("text"), Source: f.text("source"), BansPlace: f.text("bans_place"),
		From: f.day("from", when.Past), To: f.day("to", when.Future),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Youths.NoteSafety(r.Context(), actor(r), recordOf(r).ID, note, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.SafetyForm{
			Text: note.Text, Source: note.Source, BansPlace: note.BansPlace, From: f.text("from"), To: f.text("to"),
			Key: keyAgain(r, err), Broken: v,
		}
		return p.showSafety(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "safety"), "safety.done")
}

func (p safetyPages) end(w http.ResponseWriter, r *http.Request) error {
	note, err := id.Parse[id.SafetyNote](chi.URLParam(r, "note"))
	if err != nil {
		return err
	}
	if err := p.deps.Youths.EndSafety(r.Context(), actor(r), recordOf(r).ID, note, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.YouthPath(recordOf(r).ID, "safety"), "safety.ended")
}
