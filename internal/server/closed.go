package server

import (
	"net/http"

	"kasket/internal/access"
	"kasket/internal/casework/caseload"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// closed is the list behind the figure of those who left a team: of twelve whole
// months, as the figure is, where no other period is asked for.
func (p ledPages) closed(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewTeam)
	if err != nil {
		return err
	}
	v := page.ClosedView{Team: team, Fixed: caseload.PeriodsOn(when.Of(p.deps.Now()))}
	f := fields{values: r.URL.Query(), today: v.Fixed.Today}
	v.Filter = caseload.ClosedFilter{
		From: dayOr(f.day("from", when.Past), v.Fixed.ExitsFrom), To: dayOr(f.day("to", when.Past), v.Fixed.ExitsTo),
		Counts:   known(programme.Counts(f.text("counts")), programme.Good, programme.Other, programme.LeftOut),
		Grouping: known(programme.Grouping(f.text("grouping")), programme.Groupings...), After: numberOf[id.Enrolment](f.text("after")),
	}
	status := http.StatusOK
	v.From, v.To = v.Filter.From.Danish(), v.Filter.To.Danish()
	if v.Broken = append(f.broken, v.Filter.Check()...); len(v.Broken) > 0 {
		v.From, v.To, status = f.text("from"), f.text("to"), http.StatusUnprocessableEntity
		v.Filter.From, v.Filter.To = v.Fixed.ExitsFrom, v.Fixed.ExitsTo
	}
	if v.ClosedList, err = p.deps.Caseload.Closed(r.Context(), actor(r), team.ID, v.Filter); err != nil {
		return err
	}
	return p.show(w, r, status, page.Closed(v))
}

func dayOr(d, otherwise when.Date) when.Date {
	if d.IsZero() {
		return otherwise
	}
	return d
}

// known is a code where it is one of those there are, and else none.
func known[T ~string](code T, codes ...T) T {
	for _, c := range codes {
		if c == code {
			return c
		}
	}
	return ""
}
