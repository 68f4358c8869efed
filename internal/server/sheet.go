package server

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/casework/placement"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/when"
	"kasket/web/page"
)

// sheetPages show and print what a company gets to read about a stay.
type sheetPages struct{ responder }

func (p sheetPages) routes(r chi.Router) {
	r.Get("/placements/{placement}/sheet", p.page(p.read))
	r.Get("/placements/{placement}/sheet/pdf", p.page(p.pdf))
}

// open finds what the sheet of the path is made from and opens the record it belongs to,
// without the bar of the youth: a company may be looking on.
func (p sheetPages) open(r *http.Request) (*http.Request, placement.SoughtSheet, error) {
	number, err := id.Parse[id.Placement](chi.URLParam(r, "placement"))
	if err != nil {
		return nil, placement.SoughtSheet{}, err
	}
	sought, err := p.deps.Placements.SeekSheet(r.Context(), number)
	if err != nil {
		return nil, sought, err
	}
	chi.RouteContext(r.Context()).URLParams.Add("youth", id.String(sought.Youth())) // a refusal says who has them
	opened, err := p.deps.Youths.Open(r.Context(), actor(r), sought.Youth())
	if err != nil {
		return nil, sought, err
	}
	return r.WithContext(context.WithValue(r.Context(), recordKey{}, record{Opened: opened})), sought, nil
}

// sheetLang is the language of a sheet: Danish unless the address asks for English.
func sheetLang(r *http.Request) string {
	if r.URL.Query().Get("lang") == letter.English {
		return letter.English
	}
	return letter.Danish
}

func (p sheetPages) read(w http.ResponseWriter, r *http.Request) error {
	in, sought, err := p.open(r)
	if err != nil {
		return err
	}
	v := page.SheetView{Frame: p.frame(in, "placements")}
	if v.Sheet, err = p.deps.Placements.Sheet(in.Context(), actor(in), recordOf(in).Scope, sought, sheetLang(in)); err != nil {
		return err
	}
	v.Stay, v.Letter = v.Sheet.Stay(), v.Sheet.Letter(when.Of(p.deps.Now()))
	if v.Lost, err = letter.Unprintable(v.Letter.Title + v.Letter.Text()); err != nil {
		return err
	}
	return p.show(w, in, http.StatusOK, page.CompanySheet(v))
}

// pdf is the sheet as it leaves the house, with the consent that its reader saw: where
// that does not count any more the page says how it stands.
func (p sheetPages) pdf(w http.ResponseWriter, r *http.Request) error {
	in, sought, err := p.open(r)
	if err != nil {
		return err
	}
	var seen id.Consent
	if text := in.URL.Query().Get("consent"); text != "" && text != "0" {
		if seen, err = id.Parse[id.Consent](text); err != nil {
			return err
		}
	}
	number := sought.Stay()
	sheet, err := p.deps.Placements.PrintSheet(in.Context(), actor(in), number, seen, sheetLang(in))
	if v, is := broken(err); is && v.Has("consent_gone") {
		return p.done(w, in, page.SheetPath(number), "sheet.gone")
	}
	if err != nil {
		return err
	}
	file, err := letter.Render(sheet.Letter(when.Of(p.deps.Now())))
	if err != nil {
		return err
	}
	return writePDF(w, "ark-"+id.String(number), file)
}
