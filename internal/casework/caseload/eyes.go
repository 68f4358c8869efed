package caseload

import (
	"time"

	"kasket/internal/programme"
	"kasket/internal/when"
)

// ViewKind is how somebody else than the owner has looked at a youth's course.
type ViewKind string

// What counts as a second view: a question about the youth that was answered, a talk
// logged by another than the owner, a change of owner, at which the new one looks at
// everything, and a start at which the buddy was there.
const (
	SparringView ViewKind = "sparring"
	ContactView  ViewKind = "contact"
	HandoverView ViewKind = "handover"
	KickoffView  ViewKind = "kickoff"
)

// View is the last time somebody else than the owner looked, and who.
type View struct {
	Kind ViewKind  `json:"kind"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
}

// Eyes are what tells whether a youth has a second pair of eyes: the one place where it
// is worked out. Seed A names the risk of one pair of eyes, seed B the buddy against it.
type Eyes struct {
	Buddy     bool // has one
	Rule      programme.BuddyRule
	Every     int // most days between second views; 0 is no rule
	StartedOn when.Date
	Last      *View
}

// EyesState is how a youth stands to it on a day.
type EyesState struct {
	NoBuddy bool      // none, where the programme expects one
	Due     when.Date // last day for a second view; zero without a rule
	Over    bool      // that day has passed
	Since   int       // days since the last second view, or since the start where there was none
}

// Alone reports whether one pair of eyes is all the youth has.
func (s EyesState) Alone() bool { return s.NoBuddy || s.Over }

// State is where the youth stands on a day. It counts whole days in Copenhagen, from
// the last second view or the start, whichever is later; a view dated ahead by mistake
// counts as one of today.
func (e Eyes) State(today when.Date) EyesState {
	from := e.StartedOn
	if e.Last != nil {
		last := when.Of(e.Last.At)
		if last.After(today) {
			last = today
		}
		if last.After(from) {
			from = last
		}
	}
	s := EyesState{NoBuddy: !e.Buddy && e.Rule == programme.BuddyExpected, Since: max(0, today.Sub(from))}
	if e.Every > 0 {
		s.Due = from.AddDays(e.Every)
		s.Over = today.After(s.Due)
	}
	return s
}

// Eyes are those on the youth of a row.
func (r Row) Eyes() Eyes {
	return Eyes{Buddy: r.Buddy != nil, Rule: r.BuddyRule, Every: r.EyesEvery, StartedOn: r.StartedOn, Last: r.SecondView}
}

// secondView is the last second view of the course e, as JSON; nothing where there was
// none. Each sort is found by its own index.
const secondView = `(SELECT json_build_object('kind', w.kind, 'at', w.at, 'by', w.by) FROM (
		(SELECT 'sparring' AS kind, q.answered_at AS at, CASE WHEN q.to_id = e.owner_id THEN qb.name ELSE qt.name END AS by
		 FROM questions q JOIN staff qt ON qt.id = q.to_id JOIN staff qb ON qb.id = q.asked_by
		 WHERE q.youth_id = e.youth_id AND q.enrolment_id = e.id AND q.answered_at IS NOT NULL ORDER BY q.answered_at DESC LIMIT 1)
		UNION ALL
		(SELECT 'contact', cy.occurred_at, ca.name FROM contact_youths cy JOIN contacts ct ON ct.id = cy.contact_id JOIN staff ca ON ca.id = ct.author_id
		 WHERE cy.enrolment_id = e.id AND ct.author_id <> e.owner_id AND ct.outcome = 'talked' AND ct.withdrawn_at IS NULL ORDER BY cy.occurred_at DESC LIMIT 1)
		UNION ALL
		(SELECT 'handover', ho.at, hn.name FROM handovers ho JOIN staff hn ON hn.id = ho.to_id
		 WHERE ho.enrolment_id = e.id AND ho.from_id IS NOT NULL ORDER BY ho.id DESC LIMIT 1)
		UNION ALL
		(SELECT 'kickoff', kc.occurred_at, kb.name FROM kickoffs ko JOIN contacts kc ON kc.id = ko.contact_id AND kc.withdrawn_at IS NULL
		 JOIN staff kb ON kb.id = ko.buddy_id WHERE ko.enrolment_id = e.id)) w ORDER BY w.at DESC LIMIT 1)`

// eyesOf are the columns of a course's second eyes; the last view is read only where
// the programme has a rule. joinEyes is the rule of the day.
const (
	eyesOf   = `coalesce(se.every_days, 0) AS eyes_every, CASE WHEN se.every_days IS NOT NULL THEN ` + secondView + ` END AS second_view`
	joinEyes = `LEFT JOIN programme_second_eyes se ON se.programme_id = e.programme_id AND daterange(se.valid_from, se.valid_to, '[]') @> @today::date`
)
