package server

import (
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// decisionTypePages are the administrator's pages of what can be decided, and by
// which law.
type decisionTypePages struct{ responder }

func (p decisionTypePages) routes(r chi.Router) {
	r.Get("/decision-types", p.page(p.list))
	r.Get("/decision-types/new", p.page(p.add))
	r.Post("/decision-types/new", p.page(p.adding))
	r.Get("/decision-types/{type}", p.row(p.show1))
	for _, act := range []string{"edit", "confirmation", "end"} {
		r.Get("/decision-types/{type}/"+act, p.row(func(w http.ResponseWriter, r *http.Request, t programme.DecisionType) error {
			return p.form(w, r, http.StatusOK, t, act, p.startOf(t, act))
		}))
		r.Post("/decision-types/{type}/"+act, p.row(func(w http.ResponseWriter, r *http.Request, t programme.DecisionType) error {
			return p.save(w, r, t, act)
		}))
	}
}

// managesTypes checks that an administrator asks: the services read for everybody.
func (p decisionTypePages) managesTypes(r *http.Request) error {
	return access.Check(actor(r), access.ManageDecisionTypes, access.Scope{})
}

// row finds which row a page is about, for an administrator.
func (p decisionTypePages) row(h func(http.ResponseWriter, *http.Request, programme.DecisionType) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		if err := p.managesTypes(r); err != nil {
			return err
		}
		number, err := id.Parse[id.DecisionType](chi.URLParam(r, "type"))
		if err != nil {
			return err
		}
		t, err := p.deps.Programmes.DecisionType(r.Context(), number)
		if err != nil {
			return err
		}
		return h(w, r, t)
	})
}

func (p decisionTypePages) list(w http.ResponseWriter, r *http.Request) error {
	if err := p.managesTypes(r); err != nil {
		return err
	}
	rows, err := p.deps.Programmes.AllDecisionTypes(r.Context())
	if err != nil {
		return err
	}
	v := page.DecisionTypesView{Rows: programme.Present(rows, p.today()), Today: p.today(), Unconfirmed: r.URL.Query().Get("show") == "unconfirmed"}
	return p.show(w, r, http.StatusOK, page.DecisionTypes(v))
}

func (p decisionTypePages) show1(w http.ResponseWriter, r *http.Request, t programme.DecisionType) error {
	v := page.DecisionTypeView{Row: t, Today: p.today()}
	var err error
	if v.Rows, err = p.deps.Programmes.DecisionTypeRows(r.Context(), t.Code); err != nil {
		return err
	}
	if v.Labels, err = p.deps.Programmes.Labels(r.Context(), v.Today); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.DecisionType(v))
}

// startOf is what a form shows before anybody typed: the row as it is, and today
// as the day from which it is to hold.
func (p decisionTypePages) startOf(t programme.DecisionType, act string) page.Typed {
	values := page.TypeValues(t)
	switch act {
	case "edit":
		values.Set("from", p.today().Danish())
	case "end":
		values.Set("last", t.To.Danish())
	case "confirmation":
		values.Set("source", "") // who confirms says where they read it, now
		if t.ReviewDue(p.today()) {
			values.Set("review_on", "") // that day has come; the next is not known
		}
	}
	return fresh(values, t.Version)
}

func (p decisionTypePages) form(w http.ResponseWriter, r *http.Request, status int, t programme.DecisionType, act string, typed page.Typed) error {
	f := page.TypeForm{Typed: typed, Row: t, Act: act}
	if act == "edit" {
		var err error
		if f.Labels, err = p.deps.Programmes.Labels(r.Context(), p.today()); err != nil {
			return err
		}
	}
	return p.show(w, r, status, page.EditDecisionType(f))
}

func (p decisionTypePages) add(w http.ResponseWriter, r *http.Request) error {
	if err := p.managesTypes(r); err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, programme.DecisionType{}, "edit", p.startOf(programme.DecisionType{
		Burdensome: programme.MayBurden, Approver: "none", Mode: programme.Decides, Effect: "manual",
	}, "edit"))
}

func (p decisionTypePages) adding(w http.ResponseWriter, r *http.Request) error {
	if err := p.managesTypes(r); err != nil {
		return err
	}
	return p.save(w, r, programme.DecisionType{Code: p.fields(r).text("code")}, "edit")
}

// save carries out one of the forms of a row.
func (p decisionTypePages) save(w http.ResponseWriter, r *http.Request, t programme.DecisionType, act string) error {
	ctx, by, f, s := r.Context(), actor(r), p.fields(r), p.deps.Programmes
	typed, err := t, error(nil)
	switch act {
	case "confirmation":
		c := programme.Confirmation{Row: t.ID, Version: f.version(), On: p.today(), Source: f.text("source"), ReviewOn: f.day("review_on", when.Future)}
		if err = f.broken.Err(); err == nil {
			err = s.ConfirmDecisionType(ctx, by, c, formOf(r))
		}
	case "end":
		last := f.day("last", when.Future)
		if err = f.broken.Err(); err == nil {
			err = s.EndDecisionType(ctx, by, t.ID, last, formOf(r))
		}
	default:
		typed = typeOf(r, f, t)
		if err = f.broken.Err(); err == nil {
			err = s.SetDecisionType(ctx, by, typed, formOf(r))
		}
	}
	if old, is := errors.AsType[*programme.StaleType](err); is {
		return p.stale(w, r, old.Theirs, typed, act)
	}
	if v, ok := broken(err); ok {
		return p.form(w, r, http.StatusUnprocessableEntity, t, act, typedAgain(r, err, v))
	}
	if err != nil {
		return err
	}
	if t.ID == 0 {
		return p.done(w, r, page.DecisionTypesPath, "form.saved")
	}
	return p.done(w, r, page.DecisionTypePath(t.ID), "form.saved")
}

// stale shows a form as it was typed, and above it what somebody saved meanwhile.
func (p decisionTypePages) stale(w http.ResponseWriter, r *http.Request, theirs, typed programme.DecisionType, act string) error {
	again := stale(r, theirs.Version)
	labels, err := p.deps.Programmes.Labels(r.Context(), p.today())
	if err != nil {
		return err
	}
	again.Theirs = page.TypeDiff(r.Context(), theirs, typed, labels)
	return p.form(w, r, http.StatusUnprocessableEntity, theirs, act, again)
}

// typeOf reads what was typed about a row.
func typeOf(r *http.Request, f *fields, t programme.DecisionType) programme.DecisionType {
	return programme.DecisionType{
		ID: t.ID, Code: t.Code, Version: f.version(),
		Area: programme.Area(f.text("area")), NameDa: f.text("name_da"), NameEn: f.text("name_en"), PlainDa: f.text("plain_da"), PlainEn: f.text("plain_en"),
		Law: f.text("law"), Paragraph: f.text("paragraph"), LawURL: f.text("law_url"),
		Burdensome: programme.Burden(f.text("burdensome")), Hearing: f.text("hearing") != "",
		HearingDays: f.whole("hearing_days"), HearingLeast: f.whole("hearing_least"), Approver: f.text("approver"),
		ComplaintBody: f.text("complaint_body"), ComplaintWeeks: f.whole("complaint_weeks"), ReassessWeeks: f.whole("reassess_weeks"),
		TargetDays: f.whole("target_days"), TargetWeekdays: f.text("target_weekdays") != "", CarryOutMonths: f.whole("carry_out_months"),
		AgeMin: f.whole("age_min"), AgeMax: f.whole("age_max"), Benefits: r.PostForm["benefits"], Categories: r.PostForm["categories"],
		Consent: f.text("consent") != "", Longest: f.text("longest"), Mode: f.text("mode"), Letter: f.text("letter"),
		Checklist: f.text("checklist"), Effect: f.text("effect"), Source: f.text("source"), Position: f.whole("position"),
		From: f.day("from", when.Future), ReviewOn: f.day("review_on", when.Future),
	}
}
