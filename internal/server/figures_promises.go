package server

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/promises"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// keptPages are the boards of what the models promise of themselves.
type keptPages struct{ responder }

func (p keptPages) routes(r chi.Router) {
	r.Get("/figures/promises", p.page(p.board))
	r.Get("/figures/promises/{indicator}", p.page(p.youths))
}

// promisedMonths is how far back a leader's board looks, where they ask for nothing else.
const promisedMonths = 3

// askOf is what is asked for: a leader's first team and the last three months, or the
// last half-year of the first programme, where nothing is said. broken are days that
// could not be read.
func (p keptPages) askOf(r *http.Request) (promises.Ask, rule.Violations) {
	today := when.Of(p.deps.Now())
	f := fields{values: r.URL.Query(), today: today}
	a := promises.Ask{Board: known(promises.BoardKey(f.text("board")), promises.BoardKeys...)}
	if a.Board == "" {
		a.Board = promises.OwnBoard
	}
	kind, number, _ := strings.Cut(f.text("of"), "-")
	switch {
	case kind == "team":
		a.Team = numberOf[id.Team](number)
	case kind == "programme":
		a.Programme = numberOf[id.Programme](number)
	default:
		if led := p.teamsWhere(r, access.ViewTeam); len(led) > 0 {
			a.Team = led[0].ID
		}
	}
	a.Period = usual(a, today)
	a.Period.From = dayOr(f.day("from", when.Past), a.Period.From)
	if a.Team == 0 && f.text("to") == "" && f.text("from") != "" { // a half-year is chosen by its first day
		a.Period.To = a.Period.From.AddMonths(6).AddDays(-1)
	}
	a.Period.To = dayOr(f.day("to", when.Past), a.Period.To)
	return a, f.broken
}

// usual is the period of a board where no other is asked for.
func usual(a promises.Ask, today when.Date) figures.Period {
	if a.Team != 0 {
		return figures.Period{From: today.AddMonths(-promisedMonths).AddDays(1), To: today}
	}
	return promises.HalfYears(today)[0]
}

func (p keptPages) board(w http.ResponseWriter, r *http.Request) error {
	a, broken := p.askOf(r)
	today := when.Of(p.deps.Now())
	v := page.PromisesView{
		By: actor(r), Teams: p.teamsWhere(r, access.ViewTeam), All: access.May(actor(r), access.ViewAllFigures, access.Scope{}),
		From: a.Period.From.Danish(), To: a.Period.To.Danish(),
	}
	status := http.StatusOK
	if broken = append(broken, a.Check(today)...); len(broken) > 0 {
		v.From, v.To, v.Broken, status = r.FormValue("from"), r.FormValue("to"), broken, http.StatusUnprocessableEntity
		a.Period = usual(a, today)
	}
	var err error
	if v.Board, err = p.deps.Promises.Board(r.Context(), actor(r), a); err != nil {
		return err
	}
	return p.show(w, r, status, page.Promises(v))
}

func (p keptPages) youths(w http.ResponseWriter, r *http.Request) error {
	a, broken := p.askOf(r)
	if today := when.Of(p.deps.Now()); len(append(broken, a.Check(today)...)) > 0 {
		a.Period = usual(a, today)
	}
	list, err := p.deps.Promises.Youths(r.Context(), actor(r), a, promises.Code(chi.URLParam(r, "indicator")))
	if err != nil {
		return err
	}
	v := page.PromiseListView{List: list}
	for _, t := range p.teamsWhere(r, access.ViewTeam) {
		if t.ID == a.Team {
			v.Team = t
		}
	}
	return p.show(w, r, http.StatusOK, page.PromiseList(v))
}
