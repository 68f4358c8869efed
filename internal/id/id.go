// Package id names the identities of the things Kasket keeps. They are plain
// numbers in the database and in addresses: access is what protects a record,
// not a number nobody can guess.
package id

import (
	"errors"
	"strconv"
)

type (
	// Staff is somebody who works here.
	Staff int64
	// Team is a group of staff under one programme.
	Team int64
	// Programme is the rules of one model.
	Programme int64
	// Youth is the person a course is for.
	Youth int64
	// Enrolment is one stay of a youth in a team.
	Enrolment int64
	// Referral is a youth proposed to a team.
	Referral int64
	// Contact is an event in the log.
	Contact int64
	// Agreement is what somebody promised to do.
	Agreement int64
	// Meeting is an appointment in time.
	Meeting int64
	// MeetingPerson is somebody who is asked to one.
	MeetingPerson int64
	// MilestoneItem is a point of the list that is gone through at an age.
	MilestoneItem int64
	// TeamMeeting is a meeting of us, without a youth.
	TeamMeeting int64
	// Company is a workplace with a CVR number.
	Company int64
	// Workplace is where people of a company work, with a P-number.
	Workplace int64
	// CompanyPerson is somebody one calls at a company.
	CompanyPerson int64
	// Match is that a company was thought of for a youth.
	Match int64
	// Consent is what a youth said may be told, to whom, and until when.
	Consent int64
	// OwnWords is something a youth said of themselves.
	OwnWords int64
	// Goal is what a youth wants to reach.
	Goal int64
	// Intervention is what somebody does for a youth, in whatever department.
	Intervention int64
	// Status is where a youth stood on a day: in education, in a job, in neither.
	Status int64
	// Group is something several youths do together.
	Group int64
	// GroupSession is one time a group meets.
	GroupSession int64
	// Placement is a stay in a company.
	Placement int64
	// Question is a question about a youth to somebody by name.
	Question int64
	// Transfer is a request to a colleague to take over a youth.
	Transfer int64
	// SafetyNote is a note about safety, with an end.
	SafetyNote int64
	// Cover is a dated period in which somebody acts for an owner.
	Cover int64
	// Absence is a period in which a staff member is away.
	Absence int64
	// ImportRun is one reading of a file.
	ImportRun int64
	// Kickoff is the beginning of a course.
	Kickoff int64
	// Invitee is somebody who is asked to a first meeting.
	Invitee int64
	// KickoffItem is a piece of knowledge that is handed over in one.
	KickoffItem int64
	// Conflict is a declared conflict of interest.
	Conflict int64
	// Catalogue is a row of what law or municipality can change.
	Catalogue int64
	// DecisionType is a row of what can be decided, and by which law.
	DecisionType int64
	// LetterTemplate is a row of what a letter says.
	LetterTemplate int64
	// ChecklistItem is a point of a list that is answered before a decision.
	ChecklistItem int64
	// Person is somebody around a youth.
	Person int64
	// Disclosure is that something about a youth was told to somebody outside.
	Disclosure int64
	// Decision is what an authority decides about a youth.
	Decision int64
	// Hearing is what was put to a party before a decision.
	Hearing int64
	// Letter is what was sent, byte for byte.
	Letter int64
	// Complaint is that somebody complains about a decision.
	Complaint int64
	// Document is one or several files with what is known of them.
	Document int64
	// AccessRequest is somebody's wish to see the file.
	AccessRequest int64
	// AccessPackage is what was put together for one.
	AccessPackage int64
	// Criterion is one thing a programme screens by.
	Criterion int64
	// Instrument is one version of what a measurement asks.
	Instrument int64
	// Measurement is one set of answers to an instrument.
	Measurement int64
	// MeasureLink is a link that a youth answers by, once.
	MeasureLink int64
	// MeasureRule is when a programme wants to measure.
	MeasureRule int64
	// Definition is what a figure means: a result definition, through its versions.
	Definition int64
	// Review is a leader's walk through a colleague's caseload.
	Review int64
	// ReviewNote is what was noted of a youth in one.
	ReviewNote int64
	// Report is a report of figures as it was made.
	Report int64
)

// ErrNotNumber is answered for an address part that is no identity.
var ErrNotNumber = errors.New("not a number of a record")

// Parse reads an identity from an address or a form. Zero and negative numbers
// are nobody's.
func Parse[T ~int64](s string) (T, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, ErrNotNumber
	}
	return T(n), nil
}

// String writes an identity for addresses and forms; the absent one is empty.
func String[T ~int64](n T) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(int64(n), 10)
}
