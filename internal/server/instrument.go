package server

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/measure"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// instrumentPages are the administrator's pages of what measurements ask.
type instrumentPages struct{ responder }

func (p instrumentPages) routes(r chi.Router) {
	r.Get(page.InstrumentsPath, p.page(p.list))
	r.Post(page.InstrumentsPath+"/hours", p.page(p.hours))
	r.Post(page.InstrumentsPath+"/rules", p.page(p.rule))
	r.Post(page.InstrumentsPath+"/rules/{measure}/end", p.page(p.endRule))
	r.Get(page.InstrumentsPath+"/{instrument}", p.page(p.one))
	r.Post(page.InstrumentsPath+"/{instrument}/confirmation", p.page(p.confirm))
	r.Get(page.InstrumentsPath+"/{instrument}/version", p.page(p.draft))
	r.Post(page.InstrumentsPath+"/{instrument}/version", p.page(p.newVersion))
}

func (p instrumentPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.showList(w, r, http.StatusOK, page.Typed{Values: url.Values{}})
}

func (p instrumentPages) showList(w http.ResponseWriter, r *http.Request, status int, t page.Typed) error {
	house, err := p.deps.Measures.House(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Instruments(page.InstrumentsView{House: house, NewKey: newKey, Typed: t}))
}

// settled answers a form of the list.
func (p instrumentPages) settled(w http.ResponseWriter, r *http.Request, err error) error {
	if v, ok := broken(err); ok {
		return p.showList(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.InstrumentsPath, "instrument.saved")
}

// may asks before a form is read, so that who may not learns nothing of what is wrong in it.
func (p instrumentPages) may(r *http.Request) error {
	return access.Check(actor(r), access.ManageInstruments, access.Scope{})
}

func (p instrumentPages) hours(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	hours, err := f.whole("hours"), p.may(r)
	if err == nil {
		err = f.broken.Err()
	}
	if err == nil {
		err = p.deps.Measures.SetHours(r.Context(), actor(r), hours, formOf(r))
	}
	return p.settled(w, r, err)
}

func (p instrumentPages) rule(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	programme := one[id.Programme](f, "programme")
	wish := measure.Rule{Code: f.text("code"), Occasion: measure.Occasion(f.text("occasion"))}
	if wish.Occasion == measure.NoOccasion {
		wish.FirstDays, wish.EveryDays = f.whole("first_days"), f.whole("every_days")
	}
	err := p.may(r)
	if err == nil {
		err = f.broken.Err()
	}
	if err == nil {
		err = p.deps.Measures.SetRule(r.Context(), actor(r), programme, wish, f.text("source"), formOf(r))
	}
	return p.settled(w, r, err)
}

func (p instrumentPages) endRule(w http.ResponseWriter, r *http.Request) error {
	n, err := id.Parse[id.MeasureRule](chi.URLParam(r, "measure"))
	if err == nil {
		err = p.deps.Measures.EndRule(r.Context(), actor(r), n, formOf(r))
	}
	return p.settled(w, r, err)
}

// instrument is the version of the path.
func (p instrumentPages) instrument(r *http.Request) (measure.Instrument, error) {
	house, err := p.deps.Measures.House(r.Context(), actor(r))
	if err != nil {
		return measure.Instrument{}, err
	}
	n, err := id.Parse[id.Instrument](chi.URLParam(r, "instrument"))
	for _, i := range house.Instruments {
		if i.ID == n {
			return i, nil
		}
	}
	if err == nil {
		err = db.ErrNotFound
	}
	return measure.Instrument{}, err
}

func (p instrumentPages) one(w http.ResponseWriter, r *http.Request) error {
	i, err := p.instrument(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.InstrumentPage(i, fresh(nil, 0)))
}

func (p instrumentPages) confirm(w http.ResponseWriter, r *http.Request) error {
	i, err := p.instrument(r)
	if err == nil {
		err = p.deps.Measures.Confirm(r.Context(), actor(r), i.ID, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.show(w, r, http.StatusUnprocessableEntity, page.InstrumentPage(i, typedAgain(r, err, v)))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.InstrumentPath(i.ID), "instrument.saved")
}

func (p instrumentPages) draft(w http.ResponseWriter, r *http.Request) error {
	i, err := p.instrument(r)
	if err != nil {
		return err
	}
	d := measure.DraftOf(i)
	values := url.Values{
		"name_da": {d.NameDa}, "name_en": {d.NameEn}, "about_da": {d.AboutDa}, "about_en": {d.AboutEn}, "owner": {d.Owner}, "licence_note": {d.LicenceNote},
		"respondent": {string(d.Respondent)}, "scale_min": {strconv.Itoa(d.ScaleMin)}, "scale_max": {strconv.Itoa(d.ScaleMax)}, "formula": {string(d.Formula)},
		"items": {d.Items}, "anchors": {d.Anchors}, "bands": {d.Bands}, "source": {d.Source},
	}
	if d.LowerIsBetter {
		values.Set("lower_is_better", "yes")
	}
	return p.show(w, r, http.StatusOK, page.InstrumentVersion(i, fresh(values, d.Seen)))
}

func (p instrumentPages) newVersion(w http.ResponseWriter, r *http.Request) error {
	i, err := p.instrument(r)
	if err != nil {
		return err
	}
	f := p.fields(r)
	d := measure.Draft{
		NameDa: f.text("name_da"), NameEn: f.text("name_en"), AboutDa: f.text("about_da"), AboutEn: f.text("about_en"), Owner: f.text("owner"),
		LicenceNote: f.text("licence_note"), Respondent: measure.Respondent(f.text("respondent")), ScaleMin: f.whole("scale_min"), ScaleMax: f.whole("scale_max"),
		Formula: measure.Formula(f.text("formula")), LowerIsBetter: f.text("lower_is_better") != "", From: f.day("from", when.Future), Source: f.text("source"),
		Items: f.text("items"), Anchors: f.text("anchors"), Bands: f.text("bands"), Seen: f.version(),
	}
	made := i.ID
	if err = f.broken.Err(); err == nil {
		made, err = p.deps.Measures.NewVersion(r.Context(), actor(r), i.ID, d, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.show(w, r, http.StatusUnprocessableEntity, page.InstrumentVersion(i, typedAgain(r, err, v)))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.InstrumentPath(made), "instrument.saved")
}
