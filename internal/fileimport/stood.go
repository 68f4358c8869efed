package fileimport

import (
	"kasket/internal/casework/enrolment"
	"kasket/internal/casework/outcome"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// stood reads where the youth stood before the course and on the day of the file's status
// as dated statuses. Words that are none of the catalogue's stay the text they are: nothing
// that was written is lost, and nothing is guessed.
func (r *youthRow) stood(c *cells, ref *reference) {
	e := r.course
	if r.waits || e.StartedOn.IsZero() {
		return
	}
	if code := ref.known(e.StatusBefore, programme.StatusKind, e.StartedOn); code != "" {
		r.statuses = append(r.statuses, outcome.Status{Moment: outcome.Before, On: e.StartedOn, Code: code})
	}
	on := ref.today
	switch {
	case e.StatusOn != nil:
		on = *e.StatusOn
	case e.ClosedOn != nil:
		on = *e.ClosedOn
	}
	code := ref.known(e.StatusNow, programme.StatusKind, on)
	switch {
	case code == "":
	case on.Before(e.StartedOn):
		c.broken.Add("status_on", "before_start")
	case on.After(ref.today):
		c.broken.Add("status_on", "in_the_future")
	case e.ClosedOn != nil && on.After(*e.ClosedOn):
		c.broken.Add("status_on", "after_close")
	default:
		r.statuses = append(r.statuses, outcome.Status{Moment: outcome.Change, On: on, Code: code})
	}
}

// known is the code of the catalogue that a word means on a day; empty where it means none.
func (ref *reference) known(word string, kind programme.Kind, on when.Date) string {
	s := plainHeading(word)
	for _, e := range ref.entries[kind] {
		said := s != "" && (plainHeading(e.Code) == s || plainHeading(e.NameDa) == s || plainHeading(e.NameEn) == s)
		if said && !on.Before(e.From) && (e.To.IsZero() || !on.After(e.To)) {
			return e.Code
		}
	}
	return ""
}

// readyFor reads what the youth is ready for.
func readyFor(c *cells) enrolment.ReadyFor {
	switch plainHeading(c.values["ready_for"]) {
	case "":
		return enrolment.ReadyForNothing
	case "education", "uddannelse":
		return enrolment.ReadyForEducation
	case "job", "work", "arbejde", "beskæftigelse":
		return enrolment.ReadyForJob
	}
	c.broken.Add("ready_for", "unknown_word", shortened(rule.Line(c.values["ready_for"])))
	return enrolment.ReadyForNothing
}
