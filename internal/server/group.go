package server

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/group"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
	"kasket/web/page"
)

// groupPages are what several youths do together.
type groupPages struct{ responder }

func (p groupPages) routes(r chi.Router) {
	r.Get("/groups", p.page(p.list))
	r.Get("/groups/new", p.page(p.begin))
	r.Post("/groups", p.page(p.create))
	r.Get("/groups/{group}", p.page(p.read))
	r.Post("/groups/{group}/members", p.page(p.join))
	r.Post("/groups/{group}/members/{youth}/end", p.page(p.leave))
	r.Post("/groups/{group}/sessions", p.page(p.plan))
	r.Get("/group-sessions/{session}", p.page(p.sitting))
	r.Post("/group-sessions/{session}", p.page(p.attend))
}

func (p groupPages) list(w http.ResponseWriter, r *http.Request) error {
	if len(actor(r).TeamsWhere(access.KeepGroups)) == 0 {
		return access.Check(actor(r), access.KeepGroups, access.Scope{})
	}
	lines, err := p.deps.Groups.List(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Groups(page.GroupList{Lines: lines, Now: p.deps.Now()}))
}

func (p groupPages) begin(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, http.StatusOK, page.GroupForm{Typed: fresh(url.Values{"activity": {"group_course"}}, 0)})
}

func (p groupPages) form(w http.ResponseWriter, r *http.Request, status int, f page.GroupForm) error {
	var err error
	if f.Teams = p.teamsWhere(r, access.KeepGroups); len(f.Teams) == 0 {
		return access.Check(actor(r), access.KeepGroups, access.Scope{})
	}
	if f.Activities, err = p.deps.Programmes.Catalogue(r.Context(), programme.Doing, when.Of(p.deps.Now())); err != nil {
		return err
	}
	return p.show(w, r, status, page.NewGroup(f))
}

func (p groupPages) create(w http.ResponseWriter, r *http.Request) error {
	team, err := p.teamOf(r, access.KeepGroups)
	if err != nil {
		return err
	}
	v := r.PostFormValue
	n, err := p.deps.Groups.Create(r.Context(), actor(r), team.ID, group.Wish{
		Name: v("name"), Activity: v("activity"), About: v("about"), Place: v("place"), From: v("from"), To: v("to"),
	}, formOf(r))
	if faults, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, page.GroupForm{Typed: typedAgain(r, err, faults)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.GroupPath(n), "group.made")
}

// gatheringOf is the course of the path.
func gatheringOf(r *http.Request) (id.Group, error) {
	return id.Parse[id.Group](chi.URLParam(r, "group"))
}

func (p groupPages) read(w http.ResponseWriter, r *http.Request) error {
	return p.view(w, r, http.StatusOK, page.GroupView{})
}

func (p groupPages) view(w http.ResponseWriter, r *http.Request, status int, v page.GroupView) error {
	n, err := gatheringOf(r)
	if err != nil {
		return err
	}
	if v.Opened, err = p.deps.Groups.Open(r.Context(), actor(r), n); err != nil {
		return err
	}
	v.NewKey, v.Now = newKey, p.deps.Now()
	return p.show(w, r, status, page.Group(v))
}

// carried answers a form of the course's page: with the page as it is now, or with what
// was typed.
func (p groupPages) carried(w http.ResponseWriter, r *http.Request, act, flash string, err error) error {
	if faults, ok := broken(err); ok {
		return p.view(w, r, http.StatusUnprocessableEntity, page.GroupView{Act: act, Form: typedAgain(r, err, faults)})
	}
	if err != nil {
		return err
	}
	n, err := gatheringOf(r)
	if err != nil {
		return err
	}
	return p.done(w, r, page.GroupPath(n), flash)
}

func (p groupPages) join(w http.ResponseWriter, r *http.Request) error {
	n, err := gatheringOf(r)
	if err != nil {
		return err
	}
	if _, err := p.deps.Groups.Open(r.Context(), actor(r), n); err != nil {
		return err
	}
	f := p.fields(r)
	youth := one[id.Youth](f, "youth")
	if youth == 0 {
		f.broken.Add("youth", "choose")
	}
	if err = f.broken.Err(); err == nil {
		err = p.deps.Groups.Join(r.Context(), actor(r), n, youth, formOf(r))
	}
	return p.carried(w, r, "members", "group.joined", err)
}

// leave ends a youth's part in the course.
func (p groupPages) leave(w http.ResponseWriter, r *http.Request) error {
	n, err := gatheringOf(r)
	if err != nil {
		return err
	}
	youth, err := id.Parse[id.Youth](chi.URLParam(r, "youth"))
	if err != nil {
		return err
	}
	return p.carried(w, r, "leave", "group.left", p.deps.Groups.Leave(r.Context(), actor(r), n, youth, formOf(r)))
}

func (p groupPages) plan(w http.ResponseWriter, r *http.Request) error {
	n, err := gatheringOf(r)
	if err != nil {
		return err
	}
	v := r.PostFormValue
	err = p.deps.Groups.AddSession(r.Context(), actor(r), n, group.Planned{At: v("at"), Minutes: v("minutes"), Theme: v("theme")}, formOf(r))
	return p.carried(w, r, "session", "group.planned", err)
}

func (p groupPages) sitting(w http.ResponseWriter, r *http.Request) error {
	return p.sit(w, r, http.StatusOK, fresh(url.Values{}, 0))
}

func (p groupPages) sit(w http.ResponseWriter, r *http.Request, status int, typed page.Typed) error {
	n, err := id.Parse[id.GroupSession](chi.URLParam(r, "session"))
	if err != nil {
		return err
	}
	v := page.SessionView{Typed: typed, Now: p.deps.Now()}
	if v.Sitting, err = p.deps.Groups.Sit(r.Context(), actor(r), n); err != nil {
		return err
	}
	return p.show(w, r, status, page.GroupSession(v))
}

func (p groupPages) attend(w http.ResponseWriter, r *http.Request) error {
	n, err := id.Parse[id.GroupSession](chi.URLParam(r, "session"))
	if err != nil {
		return err
	}
	at, err := p.deps.Groups.Sit(r.Context(), actor(r), n)
	if err != nil {
		return err
	}
	var marks []group.Mark
	for _, m := range at.Members {
		of := "." + id.String(m.Youth)
		mark := group.Mark{Youth: m.Youth, Came: group.Came(r.PostFormValue("came" + of)), Shown: group.Came(r.PostFormValue("shown" + of)), Note: r.PostFormValue("note" + of)}
		if mark.Came != "" || rule.Text(mark.Note) != "" {
			marks = append(marks, mark)
		}
	}
	err = p.deps.Groups.Attend(r.Context(), actor(r), n, marks, formOf(r))
	if faults, ok := broken(err); ok {
		return p.sit(w, r, http.StatusUnprocessableEntity, typedAgain(r, err, faults))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.GroupPath(at.Course.ID), "group.marked")
}
