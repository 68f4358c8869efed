package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/page"
	"kasket/web/ui"
)

// found is the absence of the path, for themself and for who plans in their teams.
func (p absencePages) found(r *http.Request) (staff.Colleague, staff.Absence, error) {
	absence, err := id.Parse[id.Absence](chi.URLParam(r, "absence"))
	if err != nil {
		return staff.Colleague{}, staff.Absence{}, err
	}
	return p.deps.Staff.Absence(r.Context(), actor(r), absence)
}

func (p absencePages) receipt(w http.ResponseWriter, r *http.Request) error {
	who, a, err := p.found(r)
	if err != nil {
		return err
	}
	values := url.Values{"from": {a.From.Danish()}, "to": {a.To.Danish()}}
	return p.showAway(w, r, http.StatusOK, who, a, fresh(values, 0))
}

func (p absencePages) showAway(w http.ResponseWriter, r *http.Request, status int, who staff.Colleague, a staff.Absence, t page.Typed) error {
	youths, err := p.deps.Caseload.Standbys(r.Context(), actor(r), a, who.ID)
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.Away(page.AwayView{
		Typed: t, Who: who, Own: who.ID == actor(r).Staff, Absence: a, Youths: youths, EndKey: newKey(), Today: p.today(),
		Plans: len(actor(r).TeamsWhere(access.ViewLoad)) > 0,
	}))
}

func (p absencePages) change(w http.ResponseWriter, r *http.Request) error {
	who, was, err := p.found(r)
	if err != nil {
		return err
	}
	f := p.fields(r)
	a := staff.Absence{From: was.From, To: f.day("to", when.Future)}
	if r.PostForm.Has("from") {
		a.From = f.day("from", when.Future)
	}
	if err = f.broken.Err(); err == nil {
		err = p.deps.Enrolments.ChangeAbsence(r.Context(), actor(r), who.ID, was.ID, a, formOf(r))
	}
	if v, ok := broken(err); ok {
		return p.showAway(w, r, http.StatusUnprocessableEntity, who, was, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.AbsenceOf(was.ID), "absence.changed")
}

func (p absencePages) end(w http.ResponseWriter, r *http.Request) error {
	who, a, err := p.found(r)
	if err != nil {
		return err
	}
	if err := p.deps.Enrolments.EndAbsence(r.Context(), actor(r), who.ID, a.ID, formOf(r)); err != nil {
		return err
	}
	switch {
	case who.ID != actor(r).Staff:
		return p.done(w, r, page.AbsencePath(who.ID), "absence.ended")
	case a.From.Before(p.today()): // what happened meanwhile
		return p.done(w, r, page.AbsenceOf(a.ID, "brief"), "absence.ended")
	}
	return p.done(w, r, page.AccountPath+"/absence", "absence.ended")
}

func (p absencePages) brief(w http.ResponseWriter, r *http.Request) error {
	absence, err := id.Parse[id.Absence](chi.URLParam(r, "ended"))
	if err != nil {
		return err
	}
	b, err := p.deps.Caseload.Brief(r.Context(), actor(r), absence)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Brief(page.BriefView{Brief: b, Keys: append(keysFor(b.Youths), newKey()), Now: p.deps.Now()}))
}

func (p absencePages) tick(w http.ResponseWriter, r *http.Request) error {
	absence, err := id.Parse[id.Absence](chi.URLParam(r, "ended"))
	if err != nil {
		return err
	}
	var youths []id.Youth
	for _, typed := range r.PostForm["youth"] {
		if n := numberOf[id.Youth](typed); n != 0 {
			youths = append(youths, n)
		}
	}
	if err := p.deps.Enrolments.TickBrief(r.Context(), actor(r), absence, youths, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.AbsenceOf(absence, "brief"), "brief.ticked_done")
}

// uncovered lists who in a team is without cover, for who plans in it.
func (p absencePages) uncovered(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.ViewLoad)
	if err != nil {
		return err
	}
	v := page.UncoveredView{Team: team, MayGive: access.May(actor(r), access.ArrangeCover, access.InTeam(team.ID)), MayAssign: access.May(actor(r), access.Assign, access.InTeam(team.ID)), Today: p.today()}
	if v.List, err = p.deps.Caseload.Uncovered(r.Context(), actor(r), team.ID); err != nil {
		return err
	}
	v.Keys = keysFor(v.List)
	if v.MayGive && len(v.List) > 0 {
		if v.Loads, err = p.deps.Caseload.Capacity(r.Context(), actor(r), team.ID); err != nil {
			return err
		}
	}
	return p.show(w, r, http.StatusOK, page.LackCover(v))
}

// tellUncovered says on top of a landing page how many youths of one's teams are
// without cover.
func (s responder) tellUncovered(r *http.Request) (*http.Request, error) {
	n, err := s.deps.Caseload.CountUncovered(r.Context(), actor(r))
	if err != nil || n == 0 {
		return r, err
	}
	shell := ui.ShellOf(r.Context())
	shell.Waits = page.UncoveredWaits(r.Context(), n)
	return r.WithContext(ui.WithShell(r.Context(), shell)), nil
}
