package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/network"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// networkPages keep the people around a youth.
type networkPages struct{ responder }

func (p networkPages) routes(r chi.Router) {
	r.Get("/network", p.page(p.list))
	r.Post("/network", p.page(p.add))
	r.Get("/network/map", p.page(p.chart))
	r.Get("/network/meetings", p.page(p.met))
	r.Get("/network/new", p.page(p.askNew))
	r.Get("/network/{person}", p.page(p.ask))
	r.Post("/network/{person}", p.page(p.save))
	r.Post("/network/{person}/address", p.page(p.reveal))
	r.Get("/network/{person}/end", p.page(p.askEnd))
	r.Post("/network/{person}/end", p.page(p.end))
}

func (p networkPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, nil)
}

func (p networkPages) showList(w http.ResponseWriter, r *http.Request, revealed map[id.Person]string) error {
	view, err := p.view(r)
	if err != nil {
		return err
	}
	view.Revealed = revealed
	return p.show(w, r, http.StatusOK, page.Network(p.frame(r, "details"), view))
}

// chart draws the network map.
func (p networkPages) chart(w http.ResponseWriter, r *http.Request) error {
	view, err := p.view(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.NetworkMap(p.frame(r, "details"), view))
}

// met shows who was in which meeting.
func (p networkPages) met(w http.ResponseWriter, r *http.Request) error {
	met, err := p.deps.Caseload.Attendance(r.Context(), recordOf(r).ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.NetworkMet(p.frame(r, "details"), met))
}

// view reads the people around the youth of the path.
func (p networkPages) view(r *http.Request) (page.NetworkView, error) {
	rec := recordOf(r)
	today := when.Of(p.deps.Now())
	labels, err := p.deps.Programmes.Labels(r.Context(), today)
	if err != nil {
		return page.NetworkView{}, err
	}
	ages, err := labels.PartyAges(today)
	if err != nil {
		return page.NetworkView{}, err
	}
	around, err := p.deps.Network.Around(r.Context(), rec.ID, rec.BirthDate, ages)
	if err != nil {
		return page.NetworkView{}, err
	}
	return page.NetworkView{Around: around, Labels: labels}, nil
}

// reveal shows a protected address in the answer to this one post, and nowhere else.
func (p networkPages) reveal(w http.ResponseWriter, r *http.Request) error {
	person, err := id.Parse[id.Person](chi.URLParam(r, "person"))
	if err != nil {
		return err
	}
	address, err := p.deps.Network.Reveal(r.Context(), actor(r), recordOf(r).ID, person)
	if err != nil {
		return err
	}
	return p.showList(w, r, map[id.Person]string{person: address})
}

func (p networkPages) askNew(w http.ResponseWriter, r *http.Request) error {
	values := page.Values{"from": i18n.Typed(when.Of(p.deps.Now()))}
	return p.showForm(w, r, http.StatusOK, page.NetworkForm{EditForm: page.EditForm{Values: values, Was: page.Values{}, Key: newKey()}})
}

func (p networkPages) showForm(w http.ResponseWriter, r *http.Request, status int, form page.NetworkForm) error {
	if _, err := p.acting(r, access.KeepNetwork); err != nil {
		return err
	}
	today := when.Of(p.deps.Now())
	var err error
	if form.Labels, err = p.deps.Programmes.Labels(r.Context(), today); err != nil {
		return err
	}
	ages, err := form.Labels.PartyAges(today)
	if err != nil {
		return err
	}
	if form.Person == 0 {
		if form.Powers, err = p.deps.Caseload.Powers(r.Context(), recordOf(r).ID); err != nil {
			return err
		}
	}
	form.Adult = network.Adult(recordOf(r).BirthDate, today, ages)
	return p.show(w, r, status, page.NetworkEdit(p.frame(r, "details"), form))
}

func (p networkPages) add(w http.ResponseWriter, r *http.Request) error {
	form := page.NetworkForm{EditForm: p.editForm(r, page.NetworkFields, page.Values{}, 0)}
	wish, err := p.wish(form)
	if err == nil {
		_, err = p.deps.Network.Add(r.Context(), actor(r), recordOf(r).ID, wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showForm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.NetworkPath(recordOf(r).ID), "network.added")
}

// one reads the person of the path for who may change them, with the documents that
// may show their power of attorney.
func (p networkPages) one(r *http.Request) (network.One, []caseload.PowerLine, error) {
	rec, err := p.acting(r, access.KeepNetwork)
	if err != nil {
		return network.One{}, nil, err
	}
	person, err := id.Parse[id.Person](chi.URLParam(r, "person"))
	if err != nil {
		return network.One{}, nil, err
	}
	near, err := p.deps.Caseload.Near(r.Context(), rec.ID, person)
	if err != nil {
		return network.One{}, nil, err
	}
	one, err := p.deps.Network.Shown(near.Person)
	return one, near.Powers, err
}

func (p networkPages) ask(w http.ResponseWriter, r *http.Request) error {
	one, powers, err := p.one(r)
	if err != nil {
		return err
	}
	values := page.NetworkValues(one)
	form := page.EditForm{Values: values, Was: values, Version: one.Version, Key: newKey()}
	return p.showForm(w, r, http.StatusOK, page.NetworkForm{EditForm: form, Person: one.ID, Name: one.Name, Hidden: one.Hidden, Powers: powers})
}

func (p networkPages) save(w http.ResponseWriter, r *http.Request) error {
	one, powers, err := p.one(r)
	if err != nil {
		return err
	}
	form := page.NetworkForm{
		EditForm: p.editForm(r, page.NetworkFields, page.NetworkValues(one), one.Version),
		Person:   one.ID, Name: one.Name, Hidden: one.Hidden, Powers: powers, RemoveAddress: r.PostFormValue("remove_address") != "",
	}
	err = p.change(r, form)
	if stale, ok := errors.AsType[*network.Stale](err); ok {
		form.EditForm = form.Onto(page.NetworkFields, page.NetworkValues(stale.Theirs), stale.Theirs.Version, stale.By, stale.At)
		if len(form.Clashes) > 0 {
			return p.showForm(w, r, http.StatusUnprocessableEntity, form)
		}
		err = p.change(r, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showForm(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.NetworkPath(recordOf(r).ID), "network.saved")
}

func (p networkPages) change(r *http.Request, form page.NetworkForm) error {
	wish, err := p.wish(form)
	if err != nil {
		return err
	}
	edit := network.Edit{Wish: wish, RemoveAddress: form.RemoveAddress, Version: form.Version}
	return p.deps.Network.Change(r.Context(), actor(r), recordOf(r).ID, form.Person, edit, formOf(r))
}

func (p networkPages) wish(form page.NetworkForm) (network.Wish, error) {
	f := p.typed(form.Values)
	wish := network.Wish{
		Name: f.text("name"), Relation: f.text("relation"), Custody: f.text("custody") != "", Role: network.Role(f.text("role")),
		PowerOn: f.date("power_on", when.Past), PowerCovers: f.text("power_covers"), Letters: network.Letters(f.text("letters")),
		Phone: f.text("phone"), Email: f.text("email"), Address: f.text("address"), Hidden: f.text("hidden") != "",
		Note: f.text("note"), From: f.date("from", when.Past),
		Spot: network.Spot{
			Ring: network.Ring(f.text("ring")), Sector: f.text("sector"), Supports: f.text("supports"), Strains: f.text("strains"),
			MayContact: network.MayContact(f.text("may_contact")), Chosen: f.text("chosen") != "", Unit: f.text("unit"), Title: f.text("title"),
		},
	}
	if n := one[id.Document](f, "power_document"); n != 0 {
		wish.PowerDocument = &n
	}
	return wish, f.broken.Err()
}

func (p networkPages) askEnd(w http.ResponseWriter, r *http.Request) error {
	return p.showEnd(w, r, http.StatusOK, page.NetworkEnd{Last: i18n.Typed(when.Of(p.deps.Now())), Key: newKey()})
}

func (p networkPages) showEnd(w http.ResponseWriter, r *http.Request, status int, form page.NetworkEnd) error {
	one, _, err := p.one(r)
	if err != nil {
		return err
	}
	form.Version = one.Version
	return p.show(w, r, status, page.NetworkEnding(p.frame(r, "details"), one, form))
}

func (p networkPages) end(w http.ResponseWriter, r *http.Request) error {
	person, err := id.Parse[id.Person](chi.URLParam(r, "person"))
	if err != nil {
		return err
	}
	f := p.fields(r)
	e := network.Ending{Mistake: r.PostFormValue("mistake") != "", Reason: f.text("reason"), Version: f.version()}
	if !e.Mistake {
		e.Last = f.day("last", when.Past)
	}
	if err = f.broken.Err(); err == nil {
		err = p.deps.Network.End(r.Context(), actor(r), recordOf(r).ID, person, e, formOf(r))
	}
	if _, ok := errors.AsType[*network.Stale](err); ok {
		return p.done(w, r, page.NetworkPath(recordOf(r).ID), "network.stale")
	}
	if v, ok := broken(err); ok {
		form := page.NetworkEnd{Last: f.text("last"), Reason: e.Reason, Mistake: e.Mistake, Key: keyAgain(r, err), Broken: v}
		return p.showEnd(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.NetworkPath(recordOf(r).ID), "network.ended")
}
