package server

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/economy"
	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/i18n"
	"kasket/web/page"
)

// economyPages are what the efforts are calculated to have saved.
type economyPages struct{ responder }

func (p economyPages) routes(r chi.Router) {
	r.Get(page.EconomyPath, p.page(p.list))
	r.Post(page.EconomyPath, p.page(p.keep))
}

func (p economyPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.view(w, r, http.StatusOK, fresh(nil, 0))
}

func (p economyPages) view(w http.ResponseWriter, r *http.Request, status int, typed page.Typed) error {
	efforts, err := p.deps.Economy.Efforts(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Economy(page.EconomyView{Typed: typed, Efforts: efforts, By: actor(r), Now: p.deps.Now()}))
}

func (p economyPages) keep(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	lang := i18n.LangOf(r.Context())
	said := economy.Parameters{
		Programme: one[id.Programme](f, "programme"),
		Period:    figures.Period{From: f.day("from", when.Past), To: f.day("to", when.Past)},
		Baseline:  int(f.grouped("baseline", lang)), Actual: int(f.grouped("actual", lang)),
		Gross: f.grouped("gross", lang), Refund: f.whole("refund"), Cost: f.grouped("cost", lang),
		Note: f.text("note"), Source: f.text("source"),
	}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Economy.Keep(r.Context(), actor(r), said, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.view(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.EconomyPath+"#programme-"+id.String(said.Programme), "economy.kept")
}

// Amounts as people type them: 1800000, 1.800.000, 1 800 000 kr.; in English 1,800,000.
var (
	danishAmount  = regexp.MustCompile(`^(\d{1,12}|\d{1,3}([. \x{a0}]\d{3}){1,3})$`)
	englishAmount = regexp.MustCompile(`^(\d{1,12}|\d{1,3}([, \x{a0}]\d{3}){1,3})$`)
)

// grouped is a whole number that may have its thousands parted, and be called kroner.
func (f *fields) grouped(name string, lang i18n.Lang) int64 {
	typed := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(f.text(name), "."), "kr"))
	if typed == "" {
		return 0
	}
	written := danishAmount
	if lang == i18n.En {
		written = englishAmount
	}
	if !written.MatchString(typed) {
		f.broken.Add(name, "number")
		return 0
	}
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "").Replace(typed), 10, 64)
	if err != nil {
		f.broken.Add(name, "number")
	}
	return n
}
