package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/decision"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// begin shows what can be decided, or the draft of the type that was chosen; with
// corrects, the draft of what is to stand in the place of a decision.
func (p listedDecisions) begin(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.DraftDecision)
	if err != nil {
		return err
	}
	if r.FormValue("corrects") != "" {
		return p.correct(w, r)
	}
	today := when.Of(p.deps.Now())
	types, err := p.deps.Programmes.DecisionTypes(r.Context(), today)
	if err != nil {
		return err
	}
	code := r.FormValue("type")
	for _, t := range types {
		if t.Code == code {
			values := page.DecisionValues(decision.Template(t, today), nil)
			return p.showDraft(w, r, http.StatusOK, page.DecisionForm{Type: t, EditForm: page.EditForm{Values: values, Was: values, Key: newKey()}})
		}
	}
	fits, err := p.deps.Decisions.Circumstances(r.Context(), rec.ID, rec.Scope.Enrolment)
	if err != nil {
		return err
	}
	first, others := programme.Sort(types, fits, today)
	return p.show(w, r, http.StatusOK, page.DecisionTypeChoice(page.DecisionChoice{Frame: p.frame(r, "decisions"), First: first, Others: others, Fits: fits}))
}

// correct begins a draft with what the decision said that it is to stand in for.
func (p listedDecisions) correct(w http.ResponseWriter, r *http.Request) error {
	number, err := id.Parse[id.Decision](r.FormValue("corrects"))
	if err != nil {
		return err
	}
	sought, err := p.deps.Decisions.Seek(r.Context(), number)
	if err != nil {
		return err
	}
	old, err := p.deps.Decisions.Within(actor(r), recordOf(r).Scope, sought)
	if err != nil {
		return err
	}
	if old.Youth != recordOf(r).ID {
		return id.ErrNotNumber
	}
	today := when.Of(p.deps.Now())
	old.BeganOn, old.EffectFrom = today, nil
	values := page.DecisionValues(old.Content, old.Facts)
	return p.showDraft(w, r, http.StatusOK, page.DecisionForm{Type: old.Type, Corrects: old.ID, EditForm: page.EditForm{Values: values, Was: values, Key: newKey()}})
}

// showDraft shows the form of a draft.
func (s responder) showDraft(w http.ResponseWriter, r *http.Request, status int, form page.DecisionForm) error {
	if _, err := s.acting(r, access.DraftDecision); err != nil {
		return err
	}
	evidence, err := s.deps.Decisions.Evidence(r.Context(), actor(r), recordOf(r).ID)
	if err != nil {
		return err
	}
	form.Frame, form.Evidence = s.frame(r, "decisions"), evidence
	return s.show(w, r, status, page.DecisionDraft(form))
}

func (p listedDecisions) create(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	code, corrects := f.text("type"), one[id.Decision](f, "corrects")
	form := page.EditForm{Values: draftValues(r, f), Key: r.PostFormValue(keyField)}
	wish, err := p.wish(form.Values)
	var made id.Decision
	if err == nil {
		var of *id.Decision
		if corrects != 0 {
			of = &corrects
		}
		made, err = p.deps.Decisions.Begin(r.Context(), actor(r), recordOf(r).ID, code, of, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key, form.Was = v, keyAgain(r, err), form.Values
		t, err := p.deps.Programmes.NewestDecisionType(r.Context(), code)
		if errors.Is(err, db.ErrNotFound) { // no form of ours: the types are chosen from there
			return p.done(w, r, page.YouthPath(recordOf(r).ID, "decisions", "new"), "")
		}
		if err != nil {
			return err
		}
		return p.showDraft(w, r, http.StatusUnprocessableEntity, page.DecisionForm{Type: t, Corrects: corrects, EditForm: form})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.DecisionPath(made), "decision.kept")
}

// mostRows is how many rows of facts a form is read for.
const mostRows = 60

// draftNames are the fields of a draft as it was sent.
func draftNames(r *http.Request) []string {
	n := 0
	for n < mostRows && r.PostForm.Has("fact."+strconv.Itoa(n)) {
		n++
	}
	return append(append([]string{}, page.DecisionFields...), page.FactFields(n)...)
}

func draftValues(r *http.Request, f *fields) page.Values {
	values := page.Values{}
	for _, n := range draftNames(r) {
		values[n] = f.text(n)
	}
	return values
}

// wish reads the values of a draft, wherever they came from.
func (s responder) wish(values page.Values) (decision.Wish, error) {
	f := s.typed(values)
	w := decision.Wish{Content: decision.Content{
		Weighs: values["weighs"] == "yes", BeganOn: f.day("began_on", when.Past), EventOn: f.date("event_on", when.Past), Plain: values["plain"],
		View: values["view"], Considerations: values["considerations"], Basis: values["basis"], CanDo: values["can_do"], Consent: values["consent"],
		EffectFrom: f.date("effect_from", when.Future), EffectTo: f.date("effect_to", when.Future),
		Hearing: values["hearing"], HearingWhy: values["hearing_why"],
	}}
	for i := 0; ; i++ {
		n := strconv.Itoa(i)
		text, ok := values["fact."+n]
		if !ok {
			return w, f.broken.Err()
		}
		fact := decision.Fact{Text: text, Source: values["fact_source."+n]}
		if err := fact.FromKey(values["fact_from."+n]); err != nil {
			f.broken.Add("fact_from."+n, "unknown")
		}
		w.Facts = append(w.Facts, fact)
	}
}

// decisionDraftPages write a draft anew.
type decisionDraftPages struct{ responder }

func (p decisionDraftPages) routes(r chi.Router) {
	r.Get("/edit", p.page(p.ask))
	r.Post("/edit", p.page(p.save))
}

func (p decisionDraftPages) ask(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	if can, err := decisionPages(p).reaches(r, decision.Edit); err != nil || !can {
		return p.elsewhere(w, r, err)
	}
	values := page.DecisionValues(o.Content, o.Facts)
	return p.showEdit(w, r, http.StatusOK, page.EditForm{Values: values, Was: values, Version: o.Version, Key: newKey()})
}

func (p decisionDraftPages) showEdit(w http.ResponseWriter, r *http.Request, status int, form page.EditForm) error {
	o := openedDecision(r)
	return p.showDraft(w, r, status, page.DecisionForm{Type: o.Type, ID: o.ID, State: o.State, EditForm: form})
}

func (p decisionDraftPages) save(w http.ResponseWriter, r *http.Request) error {
	o := openedDecision(r)
	names := draftNames(r)
	form := p.editForm(r, names, page.DecisionValues(o.Content, o.Facts), o.Version)
	err := p.write(r, form)
	if stale, ok := errors.AsType[*decision.Stale](err); ok {
		theirs := page.DecisionValues(stale.Theirs.Content, stale.Theirs.Facts)
		names = append(names, page.FactFields(len(stale.Theirs.Facts))...)
		form = form.Onto(names, theirs, stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.write(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showEdit(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.DecisionPath(o.ID), "decision.kept")
}

func (p decisionDraftPages) write(r *http.Request, form page.EditForm) error {
	wish, err := p.wish(form.Values)
	if err != nil {
		return err
	}
	return p.deps.Decisions.Write(r.Context(), actor(r), openedDecision(r).ID, wish, form.Version, formOf(r))
}
