package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/export"
	"kasket/internal/id"
	"kasket/internal/when"
	"kasket/web/page"
)

// reportPages are the reports of figures, and the files they leave the house as.
type reportPages struct{ responder }

func (p reportPages) routes(r chi.Router) {
	r.Get(page.ReportPath, p.page(p.list))
	r.Post(page.ReportPath, p.page(p.create))
	one := page.ReportPath + "/{report}"
	r.Get(one, p.report(p.read))
	r.Get(one+"/pdf", p.report(p.pdf))
	r.Get(one+"/xlsx", p.report(p.workbook))
	r.Get(one+"/csv", p.report(p.csv))
	r.Get(one+"/dictionary", p.report(p.dictionary))
}

func (p reportPages) list(w http.ResponseWriter, r *http.Request) error {
	return p.view(w, r, http.StatusOK, fresh(nil, 0))
}

func (p reportPages) view(w http.ResponseWriter, r *http.Request, status int, typed page.Typed) error {
	listed, choices, err := p.deps.Reports.List(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Reports(page.ReportsView{
		Typed: typed, Listed: listed, Choices: choices, Fixed: figures.FixedPeriods(when.Of(p.deps.Now())),
		Free: !access.May(actor(r), access.ViewAllFigures, access.Scope{}), By: actor(r), Now: p.deps.Now(),
	}))
}

func (p reportPages) create(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	wish := export.Ask{Kind: export.OneReport, Period: figures.Period{From: f.day("from", when.Past), To: f.day("to", when.Past)}}
	kind, number, _ := strings.Cut(f.text("of"), "-")
	switch kind {
	case string(export.GroupPack):
		wish.Kind = export.GroupPack
	case "team":
		wish.Team = numberOf[id.Team](number)
	case "programme":
		wish.Programme = numberOf[id.Programme](number)
	}
	if fixed := f.text("period"); fixed != "" {
		wish.Period = fixedPeriod(fixed, when.Of(p.deps.Now()))
	}
	err := f.broken.Err()
	var made id.Report
	if err == nil {
		made, err = p.deps.Reports.Make(r.Context(), actor(r), wish, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.view(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	if made == 0 { // sent twice: it is at the head of the list
		return p.done(w, r, page.ReportPath, "report.kept")
	}
	return p.done(w, r, page.ReportPage(made), "report.kept")
}

// fixedPeriod is one of those there are to choose from; another is none.
func fixedPeriod(words string, today when.Date) figures.Period {
	for _, p := range figures.FixedPeriods(today) {
		if p.From.String()+"_"+p.To.String() == words {
			return p
		}
	}
	return figures.Period{}
}

// report finds the report that an address names, among those that are for who asks.
func (p reportPages) report(h func(http.ResponseWriter, *http.Request, export.Report) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Report](chi.URLParam(r, "report"))
		if err != nil {
			return err
		}
		found, err := p.deps.Reports.Read(r.Context(), actor(r), number)
		if err != nil {
			return err
		}
		return h(w, r, found)
	})
}

func (p reportPages) read(w http.ResponseWriter, r *http.Request, found export.Report) error {
	return p.show(w, r, http.StatusOK, page.Report(found, export.Words(r.Context(), found), actor(r)))
}

func (p reportPages) pdf(w http.ResponseWriter, r *http.Request, found export.Report) error {
	file, err := export.PDF(r.Context(), found)
	if err != nil {
		return err
	}
	return sendFile(w, "application/pdf", reportFile(found, "pdf"), file)
}

func (p reportPages) workbook(w http.ResponseWriter, r *http.Request, found export.Report) error {
	file, err := export.Workbook(r.Context(), found)
	if err != nil {
		return err
	}
	return sendFile(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", reportFile(found, "xlsx"), file)
}

func (p reportPages) csv(w http.ResponseWriter, _ *http.Request, found export.Report) error {
	file, err := export.CSV(found.Content)
	if err != nil {
		return err
	}
	return sendFile(w, "text/csv; charset=utf-8", reportFile(found, "csv"), file)
}

func (p reportPages) dictionary(w http.ResponseWriter, r *http.Request, found export.Report) error {
	file, err := export.Dictionary(r.Context())
	if err != nil {
		return err
	}
	return sendFile(w, "text/csv; charset=utf-8", reportFile(found, "ordbog.csv"), file)
}

func reportFile(r export.Report, end string) string {
	return "kasket-rapport-" + id.String(r.ID) + "." + end
}
