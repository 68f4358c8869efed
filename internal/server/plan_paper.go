package server

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/casework/plan"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/web/page"
)

// paperPages show and print a youth's sheets: goals and agreements, who does what, and the
// youth's own page. They open the record without its bar: the youth looks on.
type paperPages struct{ responder }

func (p paperPages) routes(r chi.Router) {
	for _, kind := range page.PaperKinds {
		r.Get("/youths/{youth}"+page.PaperEnd(kind), p.page(p.read(kind)))
		r.Get("/youths/{youth}"+page.PaperEnd(kind)+"/pdf", p.page(p.pdf(kind)))
	}
}

// made opens the record of the path and makes the sheet; that it was is recorded.
func (p paperPages) made(r *http.Request, kind caseload.PaperKind) (page.PaperView, *http.Request, error) {
	number, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
	if err != nil {
		return page.PaperView{}, r, err
	}
	opened, err := p.deps.Youths.Open(r.Context(), actor(r), number)
	if err != nil {
		return page.PaperView{}, r, err
	}
	r = r.WithContext(context.WithValue(r.Context(), recordKey{}, record{Opened: opened}))
	v := page.PaperView{Frame: p.frame(r, "plan"), Kind: kind}
	if err := access.Check(actor(r), access.PrintPlan, opened.Scope); err != nil {
		return v, r, err
	}
	all, err := p.planOf(r)
	if err != nil {
		return v, r, err
	}
	from, err := p.deps.Caseload.Paper(r.Context(), actor(r), opened.Scope, kind)
	if err != nil {
		return v, r, err
	}
	paper := plan.Paper{Lang: sheetLang(r), Name: opened.Called(), Sender: from.Sender(), On: p.today()}
	switch kind {
	case caseload.GoalPaper:
		v.Letter = paper.GoalSheet(all)
	case caseload.WhoPaper:
		v.Letter = paper.WhoSheet(all)
	default:
		v.Letter = from.Letter(paper, all)
	}
	unsaid, err := p.deps.Network.UnsaidFrom(number, opened.Address, opened.Protection, from.Homes())
	if err != nil {
		return v, r, err
	}
	v.Letter, v.Held = plan.Without(v.Letter, unsaid)
	return v, r, nil
}

func (p paperPages) read(kind caseload.PaperKind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, r, err := p.made(r, kind)
		if err != nil {
			return err
		}
		if v.Lost, err = letter.Unprintable(v.Letter.Title + v.Letter.Text()); err != nil {
			return err
		}
		return p.show(w, r, http.StatusOK, page.PlanPaper(v))
	}
}

func (p paperPages) pdf(kind caseload.PaperKind) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, _, err := p.made(r, kind)
		if err != nil {
			return err
		}
		file, err := letter.Render(v.Letter)
		if err != nil {
			return err
		}
		return writePDF(w, string(kind)+"-"+id.String(v.Youth.ID), file)
	}
}
