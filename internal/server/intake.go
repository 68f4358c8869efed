package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kasket/internal/access"
	"kasket/internal/casework/intake"
	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/staff"
	"kasket/internal/when"
	"kasket/web/page"
)

// intakePages are where a coordinator begins: who waits, and new referrals.
type intakePages struct{ responder }

func (p intakePages) routes(r chi.Router) {
	r.Get("/intake", p.page(p.board))
	r.Get("/referrals/new", p.page(p.ask))
	r.Post("/referrals", p.page(p.register))
}

func (p intakePages) board(w http.ResponseWriter, r *http.Request) error {
	v := r.FormValue
	f := intake.BoardFilter{
		Team: numberOf[id.Team](v("team")), State: intake.State(v("state")), WaitsFor: intake.Party(v("waits_for")),
		PastTarget: v("past_target") != "", After: numberOf[id.Referral](v("after")),
	}
	b, err := p.deps.Intake.Board(r.Context(), actor(r), f)
	if err != nil {
		return err
	}
	stranded, err := p.deps.Caseload.Stranded(r.Context(), actor(r))
	if err != nil {
		return err
	}
	if r, err = p.tellUncovered(r); err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, page.IntakeBoard(page.BoardView{
		Board: b, Stranded: stranded, Teams: p.teamsWhere(r, access.ViewReferral), Actor: actor(r), Now: p.deps.Now(),
	}))
}

// openReferral finds the referral of the path for who may see it.
func (s responder) openReferral(r *http.Request) (intake.Referral, error) {
	number, err := id.Parse[id.Referral](chi.URLParam(r, "referral"))
	if err != nil {
		return intake.Referral{}, err
	}
	return s.deps.Intake.Open(r.Context(), actor(r), number)
}

func (p intakePages) ask(w http.ResponseWriter, r *http.Request) error {
	form := page.ReferralForm{Key: newKey(), Values: map[string]string{"referred_on": when.Of(p.deps.Now()).Danish()}}
	return p.showNew(w, r, http.StatusOK, form)
}

// showNew shows the form with what one can choose in it.
func (p intakePages) showNew(w http.ResponseWriter, r *http.Request, status int, form page.ReferralForm) error {
	form.Teams = p.teamsWhere(r, access.RegisterReferral)
	if len(form.Teams) == 0 {
		return access.Check(actor(r), access.RegisterReferral, access.Scope{})
	}
	form.Today = p.today()
	var err error
	if form.Labels, err = p.deps.Programmes.Labels(r.Context(), form.Today); err != nil {
		return err
	}
	return p.show(w, r, status, page.NewReferralPage(form))
}

// teamsWhere are the teams in which one may do something, by name.
func (s responder) teamsWhere(r *http.Request, do access.Action) []page.TeamChoice {
	var teams []page.TeamChoice
	names := staff.SignedOf(r.Context()).TeamName
	for _, t := range actor(r).TeamsWhere(do) {
		teams = append(teams, page.TeamChoice{ID: t, Name: names[t]})
	}
	slices.SortFunc(teams, func(a, b page.TeamChoice) int { return strings.Compare(a.Name, b.Name) })
	return teams
}

func (p intakePages) register(w http.ResponseWriter, r *http.Request) error {
	form := page.ReferralForm{Key: r.PostFormValue(keyField), Values: map[string]string{}, Accepted: r.PostFormValue("accepted")}
	for name := range r.PostForm {
		form.Values[name] = r.PostFormValue(name)
	}
	proposal, faults := p.proposalOf(r)
	var referral id.Referral
	err := faults.Err()
	if err == nil {
		referral, err = p.deps.Intake.Register(r.Context(), actor(r), proposal, formOf(r))
	}
	if doubt, ok := errors.AsType[*intake.Doubt](err); ok {
		form.Doubt, form.Accepted = doubt, numbersIn(doubt.Youths())
		return p.showNew(w, r, http.StatusUnprocessableEntity, form)
	}
	if v, ok := broken(err); ok {
		form.Broken, form.Key = v, keyAgain(r, err)
		return p.showNew(w, r, http.StatusUnprocessableEntity, form)
	}
	if err != nil {
		return err
	}
	return p.done(w, r, page.ReferralPath(referral, "assignment"), "referral.registered")
}

// proposalOf reads the form; dates and numbers that cannot be read are its faults.
func (p intakePages) proposalOf(r *http.Request) (intake.Proposal, rule.Violations) {
	v := r.PostFormValue
	today := when.Of(p.deps.Now())
	var faults rule.Violations
	out := intake.Proposal{
		Team: numberOf[id.Team](v("team")), Account: accountOf(v),
		Benefit: v("benefit"), Category: v("category"), Accepted: numbersOf[id.Youth](v("accepted")),
		Youth: youth.Details{
			GivenName: v("given_name"), FamilyName: v("family_name"), CalledName: v("called_name"), Pronoun: v("pronoun"),
			CPR: v("cpr"), NoCPRReason: v("no_cpr_reason"), Phone: v("phone"), Email: v("email"), Address: v("address"),
			Interpreter: v("interpreter"),
		},
	}
	if v("protected") != "" {
		out.Youth.Protection = youth.Protected
	}
	if born, given := dayIn(&faults, "birth_date", v("birth_date"), today); given {
		out.Youth.BirthDate = &born
	}
	out.ReferredOn, _ = dayIn(&faults, "referred_on", v("referred_on"), today)
	out.NeedsGroup = groupOf(v("needs_group"))
	return out, faults
}

// accountOf reads what the referring unit tells.
func accountOf(v func(string) string) intake.Account {
	return intake.Account{
		ReferredBy: v("referred_by"), ReferredPerson: v("referred_person"), ReferredPhone: v("referred_phone"), ReferredEmail: v("referred_email"),
		Reason: v("reason"), Wish: v("wish"), Tried: v("tried"), Urgency: intake.Urgency(v("urgency")), UrgencyWhy: v("urgency_why"),
		Network: v("network"), Custody: v("custody"), Safety: v("safety"),
	}
}

// groupOf reads a needs group; what is none is refused by the rule.
func groupOf(typed string) *int {
	if typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		n = -1
	}
	return &n
}

// dayIn reads a day that has been; false where nothing that can be read is given.
func dayIn(faults *rule.Violations, field, typed string, today when.Date) (when.Date, bool) {
	if strings.TrimSpace(typed) == "" {
		return when.Date{}, false
	}
	d, err := when.ParseDate(typed, today, when.Past)
	if err != nil {
		faults.Add(field, "date")
		return when.Date{}, false
	}
	return d, true
}

// numberOf reads the number of a record from a form; what is none is nobody's, and
// the rules say so.
func numberOf[T ~int64](s string) T {
	n, err := id.Parse[T](s)
	if err != nil {
		return 0
	}
	return n
}

// numbersOf reads numbers with commas between.
func numbersOf[T ~int64](s string) []T {
	var all []T
	for _, part := range strings.Split(s, ",") {
		if n := numberOf[T](part); n != 0 {
			all = append(all, n)
		}
	}
	return all
}

// numbersIn writes numbers with commas between.
func numbersIn[T ~int64](all []T) string {
	parts := make([]string, len(all))
	for i, n := range all {
		parts[i] = id.String(n)
	}
	return strings.Join(parts, ",")
}
