// Package page is the pages of Kasket: one templ file each, with the form it
// shows on top. A page is told what to show and asks no service.
package page

import (
	"net/url"

	"kasket/internal/id"
)

// Every address of the site that a page links to is made here.

// SignInPath leads to signing in, and from there on to next.
func SignInPath(next string) string {
	if next == "" || next == "/" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(next)
}

// The places of the house that need no number.
const (
	TodayPath     = "/today"
	YouthsPath    = "/youths"
	DraftsPath    = "/drafts"
	QuestionsPath = "/questions"
	IntakePath    = "/intake"
	CapacityPath  = "/capacity"
	TeamPath      = "/team"
	FiguresPath   = "/figures"
	EconomyPath   = "/figures/economy"
	TargetPath    = "/figures/target"
	ReportPath    = "/figures/report"
	MissingPath   = "/figures/missing"
	StaffPath     = "/staff"
	TeamsPath     = "/teams"
	ProgrammePath = "/programmes"
	CataloguePath = "/catalogue"
	ImportsPath   = "/imports"
	AccountPath   = "/account"
	UncoveredPath = "/uncovered"
	NewContact    = "/contacts/new"
	NewReferral   = "/referrals/new"
	NewImport     = "/imports/new"
)

// YouthPath is the overview of a youth; parts lead to a page below it.
func YouthPath(y id.Youth, parts ...string) string {
	p := "/youths/" + id.String(y)
	for _, part := range parts {
		p += "/" + part
	}
	return p
}

// ContactPath is an entry of the log; parts lead to a page below it.
func ContactPath(c id.Contact, parts ...string) string {
	p := "/contacts/" + id.String(c)
	for _, part := range parts {
		p += "/" + part
	}
	return p
}

// CompaniesPath is the companies that the teams work with.
const CompaniesPath = "/companies"

// CompanyPath is a company; parts lead to a page below it.
func CompanyPath(c id.Company, parts ...string) string {
	return below(CompaniesPath, id.String(c), parts)
}

// CallPath is an entry about a company and no youth; parts lead to a page below it.
func CallPath(c id.Company, n id.Contact, parts ...string) string {
	return below(CompanyPath(c, "contacts"), id.String(n), parts)
}

// ReferralPath is a referral; parts lead to a page below it.
func ReferralPath(n id.Referral, parts ...string) string {
	p := "/referrals/" + id.String(n)
	for _, part := range parts {
		p += "/" + part
	}
	return p
}

// AssignmentPath is where somebody is chosen for a referral, by the competences asked for.
func AssignmentPath(n id.Referral, needs []string) string {
	if len(needs) == 0 {
		return ReferralPath(n, "assignment")
	}
	return ReferralPath(n, "assignment") + "?" + url.Values{"need": needs}.Encode()
}

// QuestionPath is a question about a youth; parts lead to a page below it.
func QuestionPath(n id.Question, parts ...string) string {
	p := QuestionsPath + "/" + id.String(n)
	for _, part := range parts {
		p += "/" + part
	}
	return p
}

// ReferralsPath is where a new referral is sent.
const ReferralsPath = "/referrals"

// ProgrammePage is a programme's rules; parts lead to a page below it.
func ProgrammePage(n id.Programme, parts ...string) string {
	return below(ProgrammePath, id.String(n), parts)
}

// EntryPath is a row of the catalogue; parts lead to a page below it.
func EntryPath(n id.Catalogue, parts ...string) string {
	return below(CataloguePath, id.String(n), parts)
}

// ImportPath is a file that is or was read in; parts lead to a page below it.
func ImportPath(n id.ImportRun, parts ...string) string {
	p := ImportsPath + "/" + id.String(n)
	for _, part := range parts {
		p += "/" + part
	}
	return p
}

// ImportsBefore is the list of files from the one before n on.
func ImportsBefore(n id.ImportRun) string { return ImportsPath + "?before=" + id.String(n) }

// AbsenceOf is an absence, whoever's it is; parts lead to a page below it.
func AbsenceOf(n id.Absence, parts ...string) string { return below("/absences", id.String(n), parts) }

// SickPath is where one calls in sick from today on.
const SickPath = AccountPath + "/absence/sick"

// StatusPath is where a youth stood and stands; parts lead to a page below it.
func StatusPath(y id.Youth, parts ...string) string { return below(YouthPath(y), "status", parts) }

// FollowupsPath is the looks back that are due of one.
const FollowupsPath = "/followups"

// FollowupPath is where an answer about a youth is sent.
func FollowupPath(y id.Youth) string { return FollowupsPath + "/" + id.String(y) }
