package server

import (
	"net/http"
	"strings"

	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/page"
)

func (p figuresPages) targets(w http.ResponseWriter, r *http.Request) error {
	return p.showTargets(w, r, http.StatusOK, fresh(nil, 0))
}

func (p figuresPages) showTargets(w http.ResponseWriter, r *http.Request, status int, typed page.Typed) error {
	groups, err := p.deps.Figures.TargetGroups(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Targets(page.TargetsView{Typed: typed, Groups: groups, Actor: actor(r)}))
}

// keepTargets saves one month, many pasted ones, or both.
func (p figuresPages) keepTargets(w http.ResponseWriter, r *http.Request) error {
	f := p.fields(r)
	programme := one[id.Programme](f, "programme")
	counts := f.targetCounts()
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Figures.KeepTargetCounts(r.Context(), actor(r), programme, counts, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showTargets(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.TargetPath+"#programme-"+id.String(programme), "target.kept")
}

// targetCounts are the counts of the form: the month of the fields, where there is one
// or nothing is pasted, and the pasted lines.
func (f *fields) targetCounts() []figures.TargetCount {
	var counts []figures.TargetCount
	month, number, source, pasted := f.text("month"), f.text("count"), rule.Line(f.text("source")), f.values.Get("lines")
	if strings.TrimSpace(pasted) != "" {
		lines, v := figures.ReadTargetCounts(pasted, source, f.today)
		counts, f.broken = append(counts, lines...), append(f.broken, v...)
		if month == "" && number == "" {
			return counts
		}
	}
	c := figures.TargetCount{Source: source}
	var ok bool
	c.Month, _ = figures.ParseMonth(month) // none is refused as such
	if c.Count, ok = figures.ParseCount(number); !ok {
		f.broken.Add("count", "number")
	}
	f.broken = append(f.broken, c.Check(f.today)...)
	return append(counts, c)
}
