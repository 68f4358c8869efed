package server

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// cataloguePages are the administrator's pages of what a statute or the
// municipality can change.
type cataloguePages struct{ responder }

func (p cataloguePages) routes(r chi.Router) {
	r.Get("/catalogue", p.page(p.list))
	r.Get("/catalogue/new", p.page(p.add))
	r.Post("/catalogue/new", p.page(p.adding))
	r.Get("/catalogue/{entry}", p.entry(p.show1))
	for _, act := range []string{"edit", "confirmation", "end"} {
		r.Get("/catalogue/{entry}/"+act, p.entry(func(w http.ResponseWriter, r *http.Request, e programme.Entry) error {
			return p.form(w, r, http.StatusOK, e, act, p.startOf(e, act))
		}))
		r.Post("/catalogue/{entry}/"+act, p.entry(func(w http.ResponseWriter, r *http.Request, e programme.Entry) error {
			return p.save(w, r, e, act)
		}))
	}
}

// entry finds which row a page is about, for an administrator.
func (p cataloguePages) entry(h func(http.ResponseWriter, *http.Request, programme.Entry) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		if err := p.manages(r); err != nil {
			return err
		}
		number, err := id.Parse[id.Catalogue](chi.URLParam(r, "entry"))
		if err != nil {
			return err
		}
		e, err := p.deps.Programmes.Entry(r.Context(), number)
		if err != nil {
			return err
		}
		return h(w, r, e)
	})
}

// kindOf is the shelf that a page is about; the first where none is named.
func kindOf(r *http.Request) (programme.Kind, error) {
	kind := programme.Kind(r.URL.Query().Get("kind"))
	if kind == "" {
		return programme.Kinds[0], nil
	}
	if !slices.Contains(programme.Kinds, kind) {
		return "", db.ErrNotFound
	}
	return kind, nil
}

func (p cataloguePages) list(w http.ResponseWriter, r *http.Request) error {
	if err := p.manages(r); err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	entries, err := p.deps.Programmes.EntriesOf(r.Context(), kind)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Catalogue(kind, entries, p.today()))
}

func (p cataloguePages) show1(w http.ResponseWriter, r *http.Request, e programme.Entry) error {
	return p.show(w, r, http.StatusOK, page.Entry(e, p.today()))
}

func (p cataloguePages) startOf(e programme.Entry, act string) page.Typed {
	values := page.EntryValues(e)
	values.Set("from", p.today().Danish())
	if act == "end" {
		values.Set("last", e.To.Danish())
	}
	return fresh(values, 0)
}

func (p cataloguePages) form(w http.ResponseWriter, r *http.Request, status int, e programme.Entry, act string, t page.Typed) error {
	return p.show(w, r, status, page.EditEntry(page.EntryForm{Typed: t, Entry: e, Act: act}))
}

func (p cataloguePages) add(w http.ResponseWriter, r *http.Request) error {
	if err := p.manages(r); err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	e := programme.Entry{Kind: kind}
	return p.form(w, r, http.StatusOK, e, "edit", p.startOf(e, "edit"))
}

func (p cataloguePages) adding(w http.ResponseWriter, r *http.Request) error {
	if err := p.manages(r); err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	return p.save(w, r, programme.Entry{Kind: kind, Code: p.fields(r).text("code")}, "edit")
}

// save carries out one of the forms of a row.
func (p cataloguePages) save(w http.ResponseWriter, r *http.Request, e programme.Entry, act string) error {
	ctx, by, f, s := r.Context(), actor(r), p.fields(r), p.deps.Programmes
	var err error
	switch act {
	case "confirmation":
		err = s.Confirm(ctx, by, e.ID, f.text("source"), formOf(r))
	case "end":
		last := f.day("last", when.Future)
		if err = f.broken.Err(); err == nil {
			err = s.EndEntry(ctx, by, e.ID, last, formOf(r))
		}
	default:
		changed := programme.Entry{
			Kind: e.Kind, Code: e.Code, NameDa: f.text("name_da"), NameEn: f.text("name_en"), Grouping: programme.Grouping(f.text("grouping")), Rule: f.ruleOf(e.Kind),
			From: f.day("from", when.Future), Position: f.whole("position"), Source: f.text("source"),
		}
		if err = f.broken.Err(); err == nil {
			err = s.SetEntry(ctx, by, changed, formOf(r))
		}
	}
	if v, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, e, act, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.CataloguePathOf(e.Kind), "form.saved")
}

// ruleOf is when a holiday comes, how long a delivery takes, an age, or within how many
// days a receipt is expected; other rows have none.
func (f *fields) ruleOf(kind programme.Kind) string {
	switch kind {
	case programme.Holiday, programme.PartyAge:
		return f.text("rule")
	case programme.Posting:
		return f.text("unit") + "+" + f.text("rule")
	case programme.DocumentKind:
		if days := f.text("rule"); days != "" {
			return "receipt+" + days
		}
	}
	return ""
}
