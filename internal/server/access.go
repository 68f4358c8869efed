package server

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/fileaccess"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// recordAccess are who has asked to see the file of an opened record.
type recordAccess struct{ responder }

func (p recordAccess) routes(r chi.Router) {
	r.Get("/access-requests", p.page(p.list))
	r.Get("/access-requests/new", p.page(p.ask))
	r.Post("/access-requests", p.page(p.register))
}

func (p recordAccess) list(w http.ResponseWriter, r *http.Request) error {
	rec, err := p.acting(r, access.ViewAccess)
	if err != nil {
		return err
	}
	list, err := p.deps.Access.Of(r.Context(), rec.ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.YouthAccess(p.frame(r, "documents"), list))
}

func (p recordAccess) ask(w http.ResponseWriter, r *http.Request) error {
	values := url.Values{"asker": {string(fileaccess.TheYouth)}, "access_basis": {string(fileaccess.PartyAccess)}, "asked_on": {when.Of(p.deps.Now()).Danish()}}
	return p.showForm(w, r, http.StatusOK, fresh(values, 0))
}

func (p recordAccess) showForm(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	rec, err := p.acting(r, access.RegisterAccess)
	if err != nil {
		return err
	}
	today := when.Of(p.deps.Now())
	labels, err := p.deps.Programmes.Labels(r.Context(), today)
	if err != nil {
		return err
	}
	ages, err := labels.PartyAges(today)
	if err != nil {
		return err
	}
	around, err := p.deps.Network.Around(r.Context(), rec.ID, rec.BirthDate, ages)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.NewAccess(p.frame(r, "documents"), page.AccessForm{Typed: t, Parties: around.Elsewhere.Parties}))
}

func (p recordAccess) register(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := fileaccess.Wish{AskedOn: f.day("asked_on", when.Past), Name: f.text("asker_name"), Basis: fileaccess.Basis(f.text("access_basis")), Wish: f.text("access_wish")}
	switch asker := f.text("asker"); asker {
	case "", string(fileaccess.TheYouth), string(fileaccess.SomeOther):
		wish.Asker = fileaccess.Asker(asker)
	default:
		wish.Asker, wish.Person = fileaccess.APerson, one[id.Person](f, "asker")
	}
	rec, err := p.acting(r, access.RegisterAccess)
	if err == nil {
		err = f.broken.Err()
	}
	var number id.AccessRequest
	if err == nil {
		number, err = p.deps.Access.Register(r.Context(), actor(r), rec.ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showForm(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.AccessPath(number), "access.flash.registered")
}

// accessPages are one request each.
type accessPages struct{ responder }

func (p accessPages) routes(r chi.Router) {
	r.Route("/access-requests/{request}", func(r chi.Router) {
		r.Get("/", p.opened(access.ViewAccess, p.read))
		r.Get("/items/{kind}/{subject}", p.opened(access.ViewAccess, p.item))
		r.Post("/items/{kind}/{subject}", p.opened(access.HandleAccess, p.look))
		r.Get("/package", p.opened(access.HandleAccess, p.fetch))
		r.Post("/package", p.opened(access.HandleAccess, p.bind))
		r.Post("/delay", p.opened(access.HandleAccess, p.postpone))
		r.Post("/answer", p.opened(access.HandleAccess, p.answer))
	})
}

type requestHandler func(http.ResponseWriter, *http.Request, fileaccess.Request) error

// opened finds the request of the path, opens the record of its youth, and asks who may.
func (p accessPages) opened(do access.Action, h requestHandler) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.AccessRequest](chi.URLParam(r, "request"))
		if err != nil {
			return err
		}
		found, err := p.deps.Access.Find(r.Context(), number)
		if err != nil {
			return err
		}
		opened, err := p.openRecord(r, found.Youth)
		if err != nil {
			return err
		}
		if _, err := p.acting(opened, do); err != nil {
			return err
		}
		return h(w, opened, found)
	})
}

func (p accessPages) read(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	today := when.Of(p.deps.Now()).Danish()
	v := page.AccessView{
		Request: found, Make: fresh(nil, 0), Delay: fresh(url.Values{"told_on": {today}}, 0), Answer: fresh(url.Values{"answered_on": {today}}, 0),
	}
	v.Only = r.URL.Query().Get("show") == "to_see"
	v.After, _ = strconv.Atoi(r.URL.Query().Get("after")) // what is no number is the beginning
	return p.showRequest(w, r, http.StatusOK, v)
}

func (p accessPages) showRequest(w http.ResponseWriter, r *http.Request, status int, v page.AccessView) error {
	var err error
	if v.List, err = p.deps.Access.List(r.Context(), actor(r), v.Request); err != nil {
		return err
	}
	return p.show(w, r, status, page.AccessRequest(p.frame(r, "documents"), v))
}

// wrong shows the request again under one of its forms that was refused.
func (p accessPages) wrong(w http.ResponseWriter, r *http.Request, found fileaccess.Request, err error, put func(*page.AccessView, page.Typed)) error {
	broken, ok := broken(err)
	if !ok {
		return err
	}
	v := page.AccessView{Request: found, Make: fresh(nil, 0), Delay: fresh(nil, 0), Answer: fresh(nil, 0)}
	put(&v, typedAgain(r, err, broken))
	return p.showRequest(w, r, http.StatusUnprocessableEntity, v)
}

func (p accessPages) postpone(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	f := p.fields(r)
	delay := fileaccess.Delay{Until: f.day("until", when.Future), ToldOn: f.day("told_on", when.Past), Reason: f.text("delay_reason")}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Access.Postpone(r.Context(), actor(r), found.ID, delay, formOf(r))
	}
	if err != nil {
		return p.wrong(w, r, found, err, func(v *page.AccessView, t page.Typed) { v.Delay = t })
	}
	return p.done(w, r, page.AccessPath(found.ID), "access.flash.postponed")
}

func (p accessPages) answer(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	f := p.fields(r)
	answer := fileaccess.Answer{
		Outcome: fileaccess.Outcome(f.text("outcome")), On: f.day("answered_on", when.Past), How: f.text("answered_how"), Decision: one[id.Decision](f, "decision"),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Access.Answer(r.Context(), actor(r), found.ID, answer, formOf(r))
	}
	if err != nil {
		return p.wrong(w, r, found, err, func(v *page.AccessView, t page.Typed) { v.Answer = t })
	}
	return p.done(w, r, page.AccessPath(found.ID), "access.flash.answered")
}

// bind has the package made. Its words are Danish, like letters, whoever's page it is.
func (p accessPages) bind(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	danish := i18n.With(r.Context(), i18n.Da)
	labels, err := p.deps.Programmes.Catalogue(r.Context(), programme.Exemption, when.Of(p.deps.Now()))
	if err != nil {
		return err
	}
	grounds := map[string]string{}
	for _, g := range labels {
		grounds[g.Code] = g.NameDa
	}
	compose := func(b fileaccess.Bundle) letter.Letter { return page.AccessLetter(danish, b, grounds) }
	if err := p.deps.Access.Make(r.Context(), actor(r), found.ID, compose, formOf(r)); err != nil {
		return p.wrong(w, r, found, err, func(v *page.AccessView, t page.Typed) { v.Make = t })
	}
	return p.done(w, r, page.AccessPath(found.ID), "access.flash.made")
}

func (p accessPages) fetch(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	pdf, err := p.deps.Access.Fetch(r.Context(), actor(r), found.ID)
	if err != nil {
		return err
	}
	return sendFile(w, "application/pdf", "aktindsigt-"+id.String(found.ID)+".pdf", pdf)
}

// itemOf is the thing of the file that the path names.
func (p accessPages) itemOf(r *http.Request, found fileaccess.Request) (page.AccessItem, error) {
	subject, err := id.Parse[id.Contact](chi.URLParam(r, "subject")) // a number of any kind of record
	if err != nil {
		return page.AccessItem{}, err
	}
	list, err := p.deps.Access.List(r.Context(), actor(r), found)
	if err != nil {
		return page.AccessItem{}, err
	}
	item, ok := list.Find(fileaccess.Kind(chi.URLParam(r, "kind")), int64(subject))
	if !ok {
		return page.AccessItem{}, db.ErrNotFound
	}
	return page.AccessItem{Request: found, Item: item, Grounds: list.Grounds, Left: list.ToSee()}, nil
}

func (p accessPages) item(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	v, err := p.itemOf(r, found)
	if err != nil {
		return err
	}
	values := url.Values{"choice": {string(fileaccess.Give)}, "given_text": {v.Item.Text()}}
	if old := v.Item.Review; old != nil {
		values = url.Values{"choice": {string(old.Choice)}, "ground": {old.Ground}, "access_reason": {old.Reason}, "given_text": {old.Text}}
		if old.Text == "" {
			values.Set("given_text", v.Item.Text())
		}
	}
	v.Form = fresh(values, 0)
	return p.show(w, r, http.StatusOK, page.AccessItemPage(p.frame(r, "documents"), v))
}

// look writes down what becomes of a thing, and goes on to the next that is to be seen.
func (p accessPages) look(w http.ResponseWriter, r *http.Request, found fileaccess.Request) error {
	v, err := p.itemOf(r, found)
	if err != nil {
		return err
	}
	f := p.fields(r)
	review := fileaccess.Review{Choice: fileaccess.Choice(f.text("choice")), Ground: f.text("ground"), Reason: f.text("access_reason"), Text: f.text("given_text")}
	digest, err := hex.DecodeString(f.text("digest"))
	if err != nil {
		err = rule.Violation("", "changed_meanwhile")
	} else {
		err = p.deps.Access.Look(r.Context(), actor(r), found.ID, v.Item.Kind, v.Item.ID, review, digest, formOf(r))
	}
	if broken, ok := broken(err); ok {
		v.Form = typedAgain(r, err, broken)
		return p.show(w, r, http.StatusUnprocessableEntity, page.AccessItemPage(p.frame(r, "documents"), v))
	}
	if err != nil {
		return err
	}
	list, err := p.deps.Access.List(r.Context(), actor(r), found)
	if err != nil {
		return err
	}
	if next, ok := list.Next(v.Item.Number); ok {
		return p.done(w, r, page.AccessItemPath(found.ID, next), "access.flash.seen")
	}
	return p.done(w, r, page.AccessPath(found.ID), "access.flash.all_seen")
}
