package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
	"kasket/web/page"
)

// programmePages are the administrator's pages of the models.
type programmePages struct{ responder }

func (p programmePages) routes(r chi.Router) {
	r.Get("/programmes", p.page(p.list))
	r.Get("/programmes/{programme}", p.model(p.show1))
	for part, save := range p.parts() {
		r.Get("/programmes/{programme}/"+part, p.model(func(w http.ResponseWriter, r *http.Request, m programme.Programme) error {
			values, err := p.startOf(r, m, part)
			if err != nil {
				return err
			}
			return p.form(w, r, http.StatusOK, m, part, fresh(values, 0))
		}))
		r.Post("/programmes/{programme}/"+part, p.model(func(w http.ResponseWriter, r *http.Request, m programme.Programme) error {
			f := p.fields(r)
			err := save(r, m.ID, f, formOf(r))
			if len(f.broken) > 0 {
				err = f.broken
			}
			if v, ok := broken(err); ok {
				return p.form(w, r, http.StatusUnprocessableEntity, m, part, typedAgain(r, err, v))
			}
			if err != nil {
				return err
			}
			return p.done(w, r, page.ProgrammePage(m.ID), "form.saved")
		}))
	}
}

// saving reads a form and saves what it says; what cannot be read is in the fields.
type saving func(r *http.Request, m id.Programme, f *fields, form audit.Form) error

// parts are the forms of a model, by the end of their path.
func (p programmePages) parts() map[string]saving {
	return map[string]saving{
		"rules": p.saveRules, "cadence": p.saveCadence, "hats": p.saveHat,
		"milestones": p.saveMilestone, "meetings": p.saveMeetingType, "weights": p.saveWeight, "exits": p.saveExit,
		"reserved": p.saveReserved, "second-eyes": p.saveSecondEyes, "goals": p.saveGoalRule, "start": p.saveStart,
		"criteria": p.saveCriterion, "modes": p.saveMode,
	}
}

// manages checks that an administrator asks: the services read for everybody.
func (s responder) manages(r *http.Request) error {
	return access.Check(actor(r), access.ManageProgrammes, access.Scope{})
}

// model finds which programme a page is about, for an administrator.
func (p programmePages) model(h func(http.ResponseWriter, *http.Request, programme.Programme) error) http.HandlerFunc {
	return p.page(func(w http.ResponseWriter, r *http.Request) error {
		if err := p.manages(r); err != nil {
			return err
		}
		number, err := id.Parse[id.Programme](chi.URLParam(r, "programme"))
		if err != nil {
			return err
		}
		m, err := p.deps.Programmes.Find(r.Context(), number)
		if err != nil {
			return err
		}
		return h(w, r, m)
	})
}

func (p programmePages) list(w http.ResponseWriter, r *http.Request) error {
	if err := p.manages(r); err != nil {
		return err
	}
	list, err := p.deps.Programmes.All(r.Context())
	if err != nil {
		return err
	}
	models, err := p.deps.Programmes.Models(r.Context(), p.today())
	if err != nil {
		return err
	}
	rules := map[string]programme.Rules{}
	for _, m := range models {
		rules[m.Key] = m.Rules
	}
	return p.show(w, r, http.StatusOK, page.Programmes(list, rules))
}

func (p programmePages) show1(w http.ResponseWriter, r *http.Request, m programme.Programme) error {
	ctx, s := r.Context(), p.deps.Programmes
	v := page.ProgrammeView{Today: p.today()}
	var err error
	if v.Model, err = s.On(ctx, m.ID, v.Today); err != nil {
		return err
	}
	if v.Periods, err = s.RulesOf(ctx, m.ID); err != nil {
		return err
	}
	if v.Paces, err = s.PacesOf(ctx, m.ID); err != nil {
		return err
	}
	if v.ExitName, err = s.Labels(ctx, v.Today); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.Programme(v))
}

// startOf is what a form shows before anybody typed: the rules as they are, and
// today as the day from which it is to hold.
func (p programmePages) startOf(r *http.Request, m programme.Programme, part string) (url.Values, error) {
	values := url.Values{}
	if part == "rules" {
		model, err := p.deps.Programmes.On(r.Context(), m.ID, p.today())
		if err != nil {
			return nil, err
		}
		values = page.RulesValues(model.Rules)
	}
	if part == "start" {
		model, err := p.deps.Programmes.On(r.Context(), m.ID, p.today())
		if err != nil {
			return nil, err
		}
		values = page.StartValues(model.StartOn(p.today()))
	}
	values.Set("from", p.today().Danish())
	return values, nil
}

func (p programmePages) form(w http.ResponseWriter, r *http.Request, status int, m programme.Programme, part string, t page.Typed) error {
	f := page.ProgrammeForm{Typed: t, Programme: m, Part: part}
	if part == "exits" {
		var err error
		if f.Exits, err = p.deps.Programmes.Catalogue(r.Context(), programme.ExitKind, p.today()); err != nil {
			return err
		}
	}
	if part == "modes" {
		var err error
		if f.Types, err = p.deps.Programmes.DecisionTypes(r.Context(), p.today()); err != nil {
			return err
		}
	}
	return p.show(w, r, status, page.EditProgramme(f))
}

func (p programmePages) saveRules(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	rules := programme.Rules{
		From: f.day("from", when.Future), OwnerWordDa: f.text("owner_word_da"), OwnerWordEn: f.text("owner_word_en"),
		NormMin: f.whole("norm_min"), NormMax: f.whole("norm_max"), AgeMin: f.whole("age_min"), AgeMax: f.whole("age_max"),
		LongestMonths: f.whole("longest_months"), Buddy: programme.BuddyRule(f.text("buddy")),
		TargetPercent: f.whole("target_percent"), TargetMonths: f.whole("target_months"), Source: f.text("source"),
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetRules(r.Context(), actor(r), m, rules, form)
}

func (p programmePages) saveCadence(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	pace := programme.Pace{Phase: programme.Phase(f.text("phase")), EveryDays: f.whole("every_days"), From: f.day("from", when.Future), Source: f.text("source")}
	ends := pace.EveryDays == 0 && f.text("every_days") == ""
	switch {
	case len(f.broken) > 0:
		return f.broken
	case ends && !pace.From.IsZero(): // an empty number is no rule from that day on
		return p.deps.Programmes.EndCadence(r.Context(), actor(r), m, pace.Phase, pace.From.AddDays(-1), form)
	}
	return p.deps.Programmes.SetCadence(r.Context(), actor(r), m, pace, form)
}

func (p programmePages) saveStart(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	start := programme.Start{
		Kind: programme.StartKind(f.text("start_kind")), Buddy: programme.Attendance(f.text("start_buddy")), WithinDays: f.whole("within_days"),
		TextDa: f.text("text_da"), TextEn: f.text("text_en"), From: f.day("from", when.Future), Source: f.text("source"),
	}
	switch {
	case len(f.broken) > 0:
		return f.broken
	case f.text("start_kind") == "none" && !start.From.IsZero(): // nothing is prescribed from that day on
		return p.deps.Programmes.EndStart(r.Context(), actor(r), m, start.From.AddDays(-1), form)
	}
	return p.deps.Programmes.SetStart(r.Context(), actor(r), m, start, form)
}

func (p programmePages) saveSecondEyes(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	eyes := programme.SecondEyes{EveryDays: f.whole("every_days"), From: f.day("from", when.Future), Source: f.text("source")}
	ends := eyes.EveryDays == 0 && f.text("every_days") == ""
	switch {
	case len(f.broken) > 0:
		return f.broken
	case ends && !eyes.From.IsZero(): // an empty number is no rule from that day on
		return p.deps.Programmes.EndSecondEyes(r.Context(), actor(r), m, eyes.From.AddDays(-1), form)
	}
	return p.deps.Programmes.SetSecondEyes(r.Context(), actor(r), m, eyes, form)
}

func (p programmePages) saveGoalRule(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	goals := programme.GoalRule{AfterDays: f.whole("after_days"), From: f.day("from", when.Future), Source: f.text("source")}
	ends := goals.AfterDays == 0 && f.text("after_days") == ""
	switch {
	case len(f.broken) > 0:
		return f.broken
	case ends && !goals.From.IsZero(): // an empty number is no rule from that day on
		return p.deps.Programmes.EndGoalRule(r.Context(), actor(r), m, goals.From.AddDays(-1), form)
	}
	return p.deps.Programmes.SetGoalRule(r.Context(), actor(r), m, goals, form)
}

func (p programmePages) saveHat(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	hat := programme.Hat{
		Code: f.text("code"), NameDa: f.text("name_da"), NameEn: f.text("name_en"), Slot: f.text("slot"),
		Position: f.whole("position"), To: f.day("to", when.Future),
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetHat(r.Context(), actor(r), m, hat, form)
}

func (p programmePages) saveMilestone(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	milestone := programme.Milestone{
		Code: f.text("code"), NameDa: f.text("name_da"), NameEn: f.text("name_en"), AgeMonths: f.whole("age_months"),
		Announce: f.number("announce_days"), Window: f.number("window_days"), Confirmed: f.text("confirmed") != "", Source: f.text("source"),
		From: f.day("from", when.Future), To: f.day("to", when.Future),
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetMilestone(r.Context(), actor(r), m, milestone, form)
}

func (p programmePages) saveWeight(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	group := f.whole("needs_group")
	weight, err := strconv.ParseFloat(strings.Replace(f.text("weight"), ",", ".", 1), 64)
	if err != nil {
		f.broken.Add("weight", "number")
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetWeight(r.Context(), actor(r), m, group, weight, form)
}

func (p programmePages) saveExit(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	exit := programme.Exit{Code: f.text("code"), Counts: programme.Counts(f.text("counts")), From: f.day("from", when.Future)}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetExitCounts(r.Context(), actor(r), m, exit, form)
}

func (p programmePages) saveReserved(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	kept := programme.Reserved{Action: access.Action(f.text("action")), From: f.day("from", when.Future), Source: f.text("source")}
	who := f.text("who")
	if who != "owner" && who != "cover" {
		f.broken.Add("who", "choose")
	}
	switch {
	case len(f.broken) > 0:
		return f.broken
	case who == "cover" && !kept.From.IsZero():
		return p.deps.Programmes.Release(r.Context(), actor(r), m, kept, kept.From.AddDays(-1), form)
	}
	return p.deps.Programmes.Reserve(r.Context(), actor(r), m, kept, form)
}

func (p programmePages) saveCriterion(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	c := programme.Criterion{
		Code: f.text("code"), Kind: programme.CriterionKind(f.text("kind")), NameDa: f.text("name_da"), NameEn: f.text("name_en"),
		Position: f.whole("position"), From: f.day("from", when.Future), To: f.day("to", when.Future), Source: f.text("source"),
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetCriterion(r.Context(), actor(r), m, c, form)
}

func (p programmePages) saveMode(r *http.Request, m id.Programme, f *fields, form audit.Form) error {
	mode := programme.DecisionMode{Mode: f.text("mode"), From: f.day("from", when.Future), Source: f.text("source")}
	switch kind, what, _ := strings.Cut(f.text("what"), "."); kind {
	case "area":
		mode.Area = programme.Area(what)
	case "type":
		mode.Code = what
	}
	switch mode.Mode {
	case "municipality": // nothing of the programme's own from that day on
		mode.Mode = ""
	case "":
		f.broken.Add("mode", "choose")
	}
	if len(f.broken) > 0 {
		return f.broken
	}
	return p.deps.Programmes.SetDecisionMode(r.Context(), actor(r), m, mode, form)
}
