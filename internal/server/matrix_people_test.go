package server_test

import (
	"fmt"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/staff"
)

// peopleRoutes are one's own account, absence, and what stands open for all. The
// staff of the path is the colleague, and the absence theirs.
func peopleRoutes() map[string]expectation {
	const conflictless = "owner buddy cover was coordinator glass last conflicted"
	const planners, colleagues = "leader opened coordinator colleague", "owner buddy cover was glass last conflicted"
	const others = "buddy cover was colleague glass conflicted" // of the owner, whose absence runs; that of the last owner is over
	return map[string]expectation{
		"GET /help":                 {open: true, in: everyone},
		"GET /was":                  {open: true, in: everyone},
		"GET /invitations/{token}":  {open: true, in: everyone},
		"POST /invitations/{token}": {open: true, in: everyone},
		"GET /m/thanks":             {open: true, in: everyone},
		"GET /m/{once}":             {open: true, in: everyone},
		"POST /m/{once}":            {open: true, in: everyone},

		"GET /account":                                 {in: everyone},
		"GET /account/details":                         {in: everyone},
		"POST /account/details":                        {in: everyone},
		"GET /account/password":                        {in: everyone},
		"POST /account/password":                       {in: everyone},
		"GET /account/absence":                         {in: everyone},
		"POST /account/absence":                        {in: everyone},
		"POST /account/absence/sick":                   {in: everyone, spent: true},
		"GET /staff/{staff}/absence":                   {in: planners, may: colleagues},
		"POST /staff/{staff}/absence":                  {in: planners, may: colleagues},
		"POST /staff/{staff}/absence/sick":             {in: planners, may: colleagues, spent: true},
		"GET /absences/{absence}":                      {in: "owner leader opened coordinator last", may: others},
		"POST /absences/{absence}":                     {in: "owner leader opened coordinator last", may: others},
		"POST /absences/{absence}/end":                 {in: "owner leader opened coordinator", may: others, spent: true},
		"GET /absences/{ended}/brief":                  {in: "owner last"},
		"POST /absences/{ended}/brief":                 {in: "owner last"},
		"GET /account/conflicts":                       {in: everyone},
		"POST /account/conflicts":                      {in: everyone},
		"GET /staff/{staff}/conflicts":                 {in: "leader opened colleague", may: conflictless},
		"POST /staff/{staff}/conflicts":                {in: "leader opened colleague", may: conflictless},
		"POST /staff/{staff}/conflicts/{conflict}/end": {in: "leader opened colleague", may: conflictless},
	}
}

// adminRoutes are the administrator's alone: to everybody else they are not there.
func adminRoutes() map[string]expectation {
	routes := map[string]expectation{
		"GET /staff": {in: "administrator"}, "GET /staff/{staff}": {in: "administrator"},
		"GET /programmes": {in: "administrator"}, "GET /programmes/{programme}": {in: "administrator"},
		"GET /decision-types": {in: "administrator"}, "GET /decision-types/{type}": {in: "administrator"},
		"GET /checklists":       {in: "administrator"},
		"GET /letter-templates": {in: "administrator"}, "GET /letter-templates/{template}": {in: "administrator"},
		"GET /letter-templates/{template}/pdf": {in: "administrator", raw: true},
		"GET /instruments":                     {in: "administrator"}, "GET /instruments/{instrument}": {in: "administrator"}, "GET /instruments/{instrument}/version": {in: "administrator"},
		"POST /instruments/{instrument}/version": {in: "administrator"}, "POST /instruments/{instrument}/confirmation": {in: "administrator"},
		"POST /instruments/hours": {in: "administrator"}, "POST /instruments/rules": {in: "administrator"}, "POST /instruments/rules/{measure}/end": {in: "administrator", spent: true},
		"GET /catalogue": {in: "administrator"}, "GET /catalogue/{entry}": {in: "administrator"},
		"GET /teams": {in: "administrator"}, "GET /teams/{team}": {in: "administrator"},
		"POST /staff/{staff}/access/end": {in: "administrator", form: map[string][]string{"programme": {"4"}}},
	}
	for _, form := range []string{
		"/staff/new", "/staff/{staff}/edit", "/staff/{staff}/invitation", "/staff/{staff}/leave", "/staff/{staff}/access",
		"/teams/new", "/teams/{team}/edit", "/teams/{team}/closure",
		"/programmes/{programme}/rules", "/programmes/{programme}/cadence", "/programmes/{programme}/hats", "/programmes/{programme}/second-eyes", "/programmes/{programme}/goals",
		"/programmes/{programme}/milestones", "/programmes/{programme}/meetings", "/programmes/{programme}/weights", "/programmes/{programme}/exits", "/programmes/{programme}/reserved", "/programmes/{programme}/start",
		"/programmes/{programme}/criteria", "/programmes/{programme}/modes",
		"/checklists/new", "/checklists/{point}/edit", "/checklists/{point}/confirmation", "/checklists/{point}/end",
		"/decision-types/new", "/decision-types/{type}/edit", "/decision-types/{type}/confirmation", "/decision-types/{type}/end",
		"/letter-templates/new", "/letter-templates/{template}/edit", "/letter-templates/{template}/end",
		"/catalogue/new", "/catalogue/{entry}/edit", "/catalogue/{entry}/confirmation", "/catalogue/{entry}/end",
	} {
		routes["GET "+form] = expectation{in: "administrator"}
		routes["POST "+form] = expectation{in: "administrator", spent: true}
	}
	return routes
}

// house brings what the administrator's pages are about.
func (l *land) house() {
	l.Helper()
	console := l.Staff.Console()
	made, err := console.Invite(l.Context(), access.Actor{}, staff.Details{
		Name: "Nete Nyby", Email: "nete@kasket.test", Percent: 80,
		Competences: []string{"psykiatri"}, Roles: staff.Roles{House: []access.Role{access.Insight}},
	}, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	l.params["token"] = made.Token
	away := staff.Absence{Kind: staff.Sick, From: l.Today().AddDays(-1)}
	if _, err := l.Enrolments.RegisterAbsence(l.Context(), l.who["colleague"], l.who["colleague"].Staff, away, audit.Form{}); err != nil {
		l.Fatal(err)
	}
	l.params["entry"] = casetest.One[string](l.World, `SELECT min(id)::text FROM catalogue WHERE kind = 'benefit'`, nil)
	l.params["point"] = casetest.One[string](l.World, `SELECT id::text FROM checklist_items WHERE code = 'attempts'`, nil)
	l.params["type"] = casetest.One[string](l.World, `SELECT id::text FROM decision_types WHERE code = 'SAN-37'`, nil)
	l.params["template"] = casetest.One[string](l.World, `SELECT id::text FROM letter_templates WHERE code = 'recommendation' AND lang = 'da'`, nil)
	l.Exec(fmt.Sprintf(`INSERT INTO specialists (staff_id, programme_id, title, from_on) VALUES (%s, 4, 'Uddannelsesvejleder', '2026-01-01')`, l.params["staff"]), nil)
}
