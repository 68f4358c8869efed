package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/page"
)

// staffPages are the administrator's pages of who works here.
type staffPages struct{ responder }

func (p staffPages) routes(r chi.Router) {
	r.Get("/staff", p.page(p.list))
	r.Get("/staff/new", p.page(p.invite))
	r.Post("/staff/new", p.page(p.inviting))
	r.Get("/staff/{staff}", p.person(p.show1))
	r.Get("/staff/{staff}/edit", p.person(p.edit))
	r.Post("/staff/{staff}/edit", p.person(p.editing))
	r.Get("/staff/{staff}/invitation", p.person(p.newLink))
	r.Post("/staff/{staff}/invitation", p.person(p.makingLink))
	r.Get("/staff/{staff}/leave", p.person(p.leave))
	r.Post("/staff/{staff}/leave", p.person(p.leaving))
	r.Get("/staff/{staff}/access", p.person(p.grant))
	r.Post("/staff/{staff}/access", p.person(p.granting))
	r.Post("/staff/{staff}/access/end", p.person(p.endingAccess))
}

// person finds whom a page is about, for an administrator.
func (p staffPages) person(h func(http.ResponseWriter, *http.Request, staff.Person) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		number, err := id.Parse[id.Staff](chi.URLParam(r, "staff"))
		if err != nil {
			return err
		}
		who, err := p.deps.Staff.Find(r.Context(), actor(r), number)
		if err != nil {
			return err
		}
		return h(w, r, who)
	})
}

func (p staffPages) list(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := staff.Filter{Name: strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(q.Get("name"), "\x00", ""), "")), Role: access.Role(q.Get("role")), State: staff.State(q.Get("state"))}
	f.Team, _ = id.Parse[id.Team](q.Get("team")) // a filter that cannot be read narrows nothing
	f.After, _ = id.Parse[id.Staff](q.Get("after"))
	list, more, err := p.deps.Staff.People(r.Context(), actor(r), f)
	if err != nil {
		return err
	}
	teams, err := p.deps.Staff.Teams(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.StaffList(page.StaffView{List: list, More: more, Filter: f, Teams: teams, Today: p.today()}))
}

func (s responder) today() when.Date { return when.Of(s.deps.Now()) }

func (p staffPages) invite(w http.ResponseWriter, r *http.Request) error {
	return p.form(w, r, http.StatusOK, staff.Person{}, fresh(page.PersonValues(staff.Details{Percent: 100}), 0))
}

// form shows the form of a person's details.
func (p staffPages) form(w http.ResponseWriter, r *http.Request, status int, who staff.Person, t page.Typed) error {
	teams, err := p.deps.Staff.Teams(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return p.show(w, r, status, page.EditPerson(page.PersonForm{Typed: t, ID: who.ID, Name: who.Name, Teams: teams}))
}

// detailsOf reads a person's details from a form.
func (p staffPages) detailsOf(r *http.Request) (staff.Details, error) {
	f := p.fields(r)
	d := staff.Details{
		Name: f.text("name"), Email: f.text("email"), Title: f.text("title"), Phone: f.text("phone"), Percent: f.whole("percent"),
		Competences: strings.FieldsFunc(f.text("competences"), func(c rune) bool { return c == '\n' || c == ',' }),
		Roles:       staff.Roles{House: rolesOf(r.PostForm["house"]), Teams: map[id.Team][]access.Role{}},
	}
	for name, roles := range r.PostForm {
		number, is := strings.CutPrefix(name, "team.")
		if !is {
			continue
		}
		team, err := id.Parse[id.Team](number)
		if err != nil {
			f.broken.Add("roles", "unknown")
			continue
		}
		d.Roles.Teams[team] = rolesOf(roles)
	}
	return d, f.broken.Err()
}

func rolesOf(typed []string) []access.Role {
	roles := make([]access.Role, len(typed))
	for i, name := range typed {
		roles[i] = access.Role(name)
	}
	return roles
}

func (p staffPages) inviting(w http.ResponseWriter, r *http.Request) error {
	d, err := p.detailsOf(r)
	var made staff.Invitation
	if err == nil {
		made, err = p.deps.Staff.Invite(r.Context(), actor(r), d, formOf(r))
	}
	if v, ok := broken(err); ok {
		if err := access.Check(actor(r), access.ManageStaff, access.Scope{}); err != nil {
			return err
		}
		return p.form(w, r, http.StatusUnprocessableEntity, staff.Person{}, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.link(w, r, made)
}

// link shows a link the one time that it is known; who sends the form again is led
// to the person instead.
func (p staffPages) link(w http.ResponseWriter, r *http.Request, made staff.Invitation) error {
	if made.Token == "" {
		return p.done(w, r, page.PersonPath(made.Staff), "staff.link_shown")
	}
	address := p.siteURL(r) + page.InvitationPath(made.Token)
	return p.show(w, r, http.StatusOK, page.Link(made.Staff, address, made.Expires, p.deps.Now()))
}

// siteURL is where people reach the site. A link that is passed on carries a secret:
// it goes where the house says it is, not where the request claims to have been sent;
// only a house that has not said so is left with that.
func (s responder) siteURL(r *http.Request) string {
	switch {
	case s.deps.URL != "":
		return s.deps.URL
	case s.deps.Secure:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (p staffPages) show1(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	grants, err := p.deps.Staff.Grants(r.Context(), actor(r), who.ID)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Person(page.PersonView{Person: who, Grants: grants, Keys: keysFor(grants), Today: p.today()}))
}

func (p staffPages) edit(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	return p.form(w, r, http.StatusOK, who, fresh(page.PersonValues(who.Details), who.Version))
}

func (p staffPages) editing(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	d, err := p.detailsOf(r)
	if err == nil {
		err = p.deps.Staff.Change(r.Context(), actor(r), who.ID, d, p.fields(r).version(), formOf(r))
	}
	if old, is := errors.AsType[*staff.Stale](err); is {
		t := stale(r, old.Theirs.Version)
		t.Theirs = page.PersonFacts(r.Context(), old.Theirs, d)
		return p.form(w, r, http.StatusUnprocessableEntity, who, t)
	}
	if v, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, who, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.PersonPath(who.ID), "form.saved")
}

func (p staffPages) newLink(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	return p.show(w, r, http.StatusOK, page.NewLink(who, fresh(nil, 0)))
}

func (p staffPages) makingLink(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	made, err := p.deps.Staff.Reset(r.Context(), actor(r), who.ID, formOf(r))
	if err != nil {
		return p.again(w, r, err, func(t page.Typed) templ.Component { return page.NewLink(who, t) })
	}
	return p.link(w, r, made)
}

func (p staffPages) leave(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	return p.show(w, r, http.StatusOK, page.Leave(who, p.moveLink(r, who), fresh(map[string][]string{"last": {who.LeftOn.Danish()}}, 0)))
}

func (p staffPages) leaving(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	f := p.fields(r)
	last := f.day("last", when.Future)
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Staff.Leave(r.Context(), actor(r), who.ID, last, formOf(r))
	}
	if err != nil {
		return p.again(w, r, err, func(t page.Typed) templ.Component { return page.Leave(who, p.moveLink(r, who), t) })
	}
	return p.done(w, r, page.PersonPath(who.ID), "form.saved")
}

func (p staffPages) grant(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	programmes, err := p.deps.Programmes.All(r.Context())
	if err != nil {
		return err
	}
	values := map[string][]string{"from": {p.today().Danish()}}
	return p.show(w, r, http.StatusOK, page.GrantAccess(who, programmes, fresh(values, 0)))
}

func (p staffPages) granting(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	f := p.fields(r)
	g := staff.Grant{Programme: one[id.Programme](f, "programme"), Title: f.text("title"), From: f.day("from", when.Future), To: f.day("to", when.Future)}
	err := f.broken.Err()
	if err == nil {
		err = p.deps.Staff.GrantAccess(r.Context(), actor(r), who.ID, g, formOf(r))
	}
	if err == nil {
		return p.done(w, r, page.PersonPath(who.ID), "form.saved")
	}
	var programmes []programme.Programme
	if _, ok := broken(err); ok {
		var failed error
		if programmes, failed = p.deps.Programmes.All(r.Context()); failed != nil {
			return failed
		}
	}
	return p.again(w, r, err, func(t page.Typed) templ.Component { return page.GrantAccess(who, programmes, t) })
}

func (p staffPages) endingAccess(w http.ResponseWriter, r *http.Request, who staff.Person) error {
	number, err := id.Parse[id.Programme](r.PostFormValue("programme"))
	if err != nil {
		return err
	}
	if err := p.deps.Staff.EndAccess(r.Context(), actor(r), who.ID, number, formOf(r)); err != nil {
		return err
	}
	return p.done(w, r, page.PersonPath(who.ID), "form.saved")
}
