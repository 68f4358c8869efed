package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// letterTemplatePages are the administrator's pages of what letters say.
type letterTemplatePages struct{ responder }

func (p letterTemplatePages) routes(r chi.Router) {
	r.Get("/letter-templates", p.page(p.list))
	r.Get("/letter-templates/new", p.page(p.add))
	r.Post("/letter-templates/new", p.page(p.adding))
	r.Get("/letter-templates/{template}", p.row(p.show1))
	r.Get("/letter-templates/{template}/pdf", p.row(p.pdfOf))
	r.Get("/letter-templates/{template}/edit", p.row(p.edit))
	r.Post("/letter-templates/{template}/edit", p.row(p.save))
	r.Get("/letter-templates/{template}/end", p.row(p.ending))
	r.Post("/letter-templates/{template}/end", p.row(p.end))
}

func (p letterTemplatePages) managesTemplates(r *http.Request) error {
	return access.Check(actor(r), access.ManageLetterTemplates, access.Scope{})
}

// row finds which row a page is about, for an administrator.
func (p letterTemplatePages) row(h func(http.ResponseWriter, *http.Request, programme.LetterTemplate) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		if err := p.managesTemplates(r); err != nil {
			return err
		}
		number, err := id.Parse[id.LetterTemplate](chi.URLParam(r, "template"))
		if err != nil {
			return err
		}
		t, err := p.deps.Programmes.LetterTemplate(r.Context(), number)
		if err != nil {
			return err
		}
		return h(w, r, t)
	})
}

func (p letterTemplatePages) list(w http.ResponseWriter, r *http.Request) error {
	if err := p.managesTemplates(r); err != nil {
		return err
	}
	rows, err := p.deps.Programmes.LetterTemplates(r.Context())
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.LetterTemplates(page.LetterTemplatesView{Rows: rows, Today: p.today()}))
}

func (p letterTemplatePages) show1(w http.ResponseWriter, r *http.Request, t programme.LetterTemplate) error {
	rows, err := p.deps.Programmes.LetterTemplates(r.Context())
	if err != nil {
		return err
	}
	v := page.LetterTemplateView{Row: t, Today: p.today()}
	for _, other := range rows {
		if other.Code == t.Code && other.Lang == t.Lang {
			v.Rows = append(v.Rows, other)
		}
	}
	if v.Lost, err = letter.Unprintable(t.Preview().Text()); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.LetterTemplate(v))
}

func (p letterTemplatePages) pdfOf(w http.ResponseWriter, r *http.Request, t programme.LetterTemplate) error {
	l := t.Preview()
	l.Date, l.Made = p.today(), p.deps.Now()
	file, err := letter.Render(l)
	if err != nil {
		return err
	}
	return writePDF(w, "skabelon-"+id.String(t.ID), file)
}

// writePDF sends a PDF that the browser may show. The name says nothing of anybody.
func writePDF(w http.ResponseWriter, name string, file []byte) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="`+name+`.pdf"`)
	_, err := w.Write(file)
	return err
}

// add begins a new template.
func (p letterTemplatePages) add(w http.ResponseWriter, r *http.Request) error {
	if err := p.managesTemplates(r); err != nil {
		return err
	}
	values := page.LetterTemplateValues(programme.LetterTemplate{Kind: programme.DecisionLetter, Lang: letter.Danish})
	values.Set("from", p.today().Danish())
	return p.show(w, r, http.StatusOK, page.EditLetterTemplate(page.LetterTemplateForm{Typed: fresh(values, 0), Act: "edit"}))
}

func (p letterTemplatePages) adding(w http.ResponseWriter, r *http.Request) error {
	if err := p.managesTemplates(r); err != nil {
		return err
	}
	f := p.fields(r)
	return p.save(w, r, programme.LetterTemplate{Code: f.text("code"), Lang: f.text("lang"), Kind: programme.LetterKind(f.text("kind"))})
}

func (p letterTemplatePages) edit(w http.ResponseWriter, r *http.Request, t programme.LetterTemplate) error {
	values := page.LetterTemplateValues(t)
	values.Set("from", p.today().Danish())
	return p.show(w, r, http.StatusOK, page.EditLetterTemplate(page.LetterTemplateForm{Typed: fresh(values, t.Version), Row: t, Act: "edit"}))
}

// save keeps what was typed, or shows it as a letter and keeps nothing.
func (p letterTemplatePages) save(w http.ResponseWriter, r *http.Request, t programme.LetterTemplate) error {
	f := p.fields(r)
	typed := programme.LetterTemplate{
		ID: t.ID, Version: f.version(), Code: t.Code, Lang: t.Lang, Kind: t.Kind, NameDa: f.text("name_da"), NameEn: f.text("name_en"),
		Title: f.text("title"), Body: f.text("body"), Position: f.whole("position"), From: f.day("from", when.Future),
	}
	form := page.LetterTemplateForm{Row: t, Act: "edit"}
	if f.text("show") != "" {
		return p.preview(w, r, form, typed)
	}
	made, err := t.ID, f.broken.Err()
	if err == nil {
		made, err = p.deps.Programmes.SetLetterTemplate(r.Context(), actor(r), typed, formOf(r))
	}
	if old, is := errors.AsType[*programme.StaleTemplate](err); is {
		form.Row, form.Typed = old.Theirs, stale(r, old.Theirs.Version)
		form.Theirs = page.TemplateDiff(r.Context(), old.Theirs, typed)
		return p.show(w, r, http.StatusUnprocessableEntity, page.EditLetterTemplate(form))
	}
	if v, ok := broken(err); ok {
		form.Typed = typedAgain(r, err, v)
		return p.show(w, r, http.StatusUnprocessableEntity, page.EditLetterTemplate(form))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.LetterTemplatePath(made), "form.saved")
}

func (p letterTemplatePages) preview(w http.ResponseWriter, r *http.Request, form page.LetterTemplateForm, typed programme.LetterTemplate) error {
	form.Typed = typedAgain(r, nil, nil)
	l := typed.Preview()
	l.Date = p.today()
	var err error
	if form.Lost, err = letter.Unprintable(l.Title + l.Text()); err != nil {
		return err
	}
	form.Preview = &l
	return p.show(w, r, http.StatusOK, page.EditLetterTemplate(form))
}

func (p letterTemplatePages) ending(w http.ResponseWriter, r *http.Request, t programme.LetterTemplate) error {
	form := page.LetterTemplateForm{Typed: fresh(map[string][]string{"last": {t.To.Danish()}}, t.Version), Row: t, Act: "end"}
	return p.show(w, r, http.StatusOK, page.EditLetterTemplate(form))
}

func (p letterTemplatePages) end(w http.ResponseWriter, r *http.Request, t programme.LetterTemplate) error {
	f := p.fields(r)
	last := f.day("last", when.Future)
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Programmes.EndLetterTemplate(r.Context(), actor(r), t.ID, last, formOf(r))
	}
	if v, ok := broken(err); ok {
		form := page.LetterTemplateForm{Typed: typedAgain(r, err, v), Row: t, Act: "end"}
		return p.show(w, r, http.StatusUnprocessableEntity, page.EditLetterTemplate(form))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.LetterTemplatePath(t.ID), "form.saved")
}
