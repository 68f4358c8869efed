package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// checklistPages are the administrator's pages of what has to be answered before some
// decisions are made.
type checklistPages struct{ responder }

func (p checklistPages) routes(r chi.Router) {
	r.Get("/checklists", p.page(p.list))
	r.Get("/checklists/new", p.item(p.add))
	r.Post("/checklists/new", p.item(p.save("edit")))
	for _, act := range []string{"edit", "confirmation", "end"} {
		r.Get("/checklists/{point}/"+act, p.item(func(w http.ResponseWriter, r *http.Request, i programme.ChecklistItem) error {
			return p.form(w, r, http.StatusOK, i, act, p.startOf(i, act))
		}))
		r.Post("/checklists/{point}/"+act, p.item(p.save(act)))
	}
}

// item finds which point a page is about, for an administrator; none for a new one.
func (p checklistPages) item(h func(http.ResponseWriter, *http.Request, programme.ChecklistItem) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		if err := access.Check(actor(r), access.ManageDecisionTypes, access.Scope{}); err != nil {
			return err
		}
		var i programme.ChecklistItem
		if asked := chi.URLParam(r, "point"); asked != "" {
			number, err := id.Parse[id.ChecklistItem](asked)
			if err != nil {
				return err
			}
			if i, err = p.deps.Programmes.ChecklistItem(r.Context(), number); err != nil {
				return err
			}
		}
		return h(w, r, i)
	})
}

func (p checklistPages) list(w http.ResponseWriter, r *http.Request) error {
	if err := access.Check(actor(r), access.ManageDecisionTypes, access.Scope{}); err != nil {
		return err
	}
	v := page.ChecklistsView{Today: p.today()}
	var err error
	if v.Items, err = p.deps.Programmes.ChecklistItems(r.Context()); err != nil {
		return err
	}
	if v.Labels, err = p.deps.Programmes.Labels(r.Context(), v.Today); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Checklists(v))
}

func (p checklistPages) add(w http.ResponseWriter, r *http.Request, _ programme.ChecklistItem) error {
	i := programme.ChecklistItem{Checklist: "sanction", Rule: programme.Said, Evidence: "optional"}
	return p.form(w, r, http.StatusOK, i, "edit", p.startOf(i, "edit"))
}

// startOf is what a form shows before anybody typed: the point as it is, and today as
// the day from which it is to hold.
func (p checklistPages) startOf(i programme.ChecklistItem, act string) page.Typed {
	values := page.ChecklistValues(i)
	switch act {
	case "edit":
		values.Set("from", p.today().Danish())
	case "end":
		values.Set("last", i.To.Danish())
	case "confirmation":
		values.Set("source", "") // who confirms says where they read it, now
	}
	return fresh(values, i.Version)
}

func (p checklistPages) form(w http.ResponseWriter, r *http.Request, status int, i programme.ChecklistItem, act string, typed page.Typed) error {
	f := page.ChecklistForm{Typed: typed, Item: i, Act: act}
	if act == "edit" {
		var err error
		if f.Labels, err = p.deps.Programmes.Labels(r.Context(), p.today()); err != nil {
			return err
		}
	}
	return p.show(w, r, status, page.EditChecklistItem(f))
}

// save carries out one of the forms of a point.
func (p checklistPages) save(act string) func(http.ResponseWriter, *http.Request, programme.ChecklistItem) error {
	return func(w http.ResponseWriter, r *http.Request, i programme.ChecklistItem) error {
		ctx, by, f, s := r.Context(), actor(r), p.fields(r), p.deps.Programmes
		var do func() error
		switch act {
		case "confirmation":
			do = func() error {
				return s.ConfirmChecklistItem(ctx, by, i.ID, f.version(), f.text("source"), formOf(r))
			}
		case "end":
			last := f.day("last", when.Future)
			do = func() error { return s.EndChecklistItem(ctx, by, i.ID, last, formOf(r)) }
		default:
			typed := checklistItemOf(r, f, i)
			do = func() error { return s.SetChecklistItem(ctx, by, typed, formOf(r)) }
		}
		err := f.broken.Err()
		if err == nil {
			err = do()
		}
		if v, ok := broken(err); ok {
			typed := typedAgain(r, err, v)
			if v.Has("rows_changed") {
				typed.Version = i.Version // what stands now is shown above, and saved over
				typed.Theirs = page.ChecklistFacts(ctx, i)
			}
			return p.form(w, r, http.StatusUnprocessableEntity, i, act, typed)
		}
		if err != nil {
			return err
		}
		return p.done(w, r, page.ChecklistsPath, "form.saved")
	}
}

// checklistItemOf reads what was typed about a point.
func checklistItemOf(r *http.Request, f *fields, i programme.ChecklistItem) programme.ChecklistItem {
	typed := programme.ChecklistItem{
		ID: i.ID, Version: f.version(), Checklist: i.Checklist, Code: i.Code, Rule: i.Rule, Position: f.whole("position"),
		WordsDa: f.text("words_da"), WordsEn: f.text("words_en"), HelpDa: f.text("help_da"), HelpEn: f.text("help_en"), Evidence: f.text("evidence"),
		Least: f.whole("least"), Kinds: f.whole("kinds"), Months: f.whole("months"), Categories: r.PostForm["categories"],
		From: f.day("from", when.Future), Source: f.text("source"),
	}
	if i.ID == 0 {
		typed.Checklist, typed.Code = f.text("checklist"), f.text("code")
	}
	return typed
}
