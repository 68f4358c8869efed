// Package promises measures what the models promise of themselves: how often the youth
// is met, where, by whom, how soon it is written down, and what is kept of what was
// agreed. Each promise is a pure function over plain rows. Boards gather them as the
// models tell of themselves. It joins other features' tables and only reads them
// (ADR 0015).
package promises

import (
	"time"

	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Course is a course with what happened in it that the promises are about.
type Course struct {
	Enrolment  id.Enrolment
	Youth      id.Youth
	Team       id.Team
	Programme  id.Programme
	NeedsGroup int       // 0 is not known
	Name       string    // what the youth is called
	Owner      string    // who has the course now, or had it last
	Conflict   bool      // whoever reads has declared a conflict of interest with the youth
	BirthDate  when.Date // zero where it is not known
	ReferredOn when.Date // zero where it is not known
	StartedOn  when.Date
	ClosedOn   when.Date // zero while it is open
	Exit       programme.Grouping
	FirstTalk  time.Time // zero where there was none
	LastTalk   time.Time // the last one before the end of the period
	Facts
	Contacts []Contact `db:"-"`
}

// Facts are what a course has several of, as the database gathers them.
type Facts struct {
	Owners     []Change    `json:"owners"`     // each time somebody became the owner, the first with it
	Buddies    []Change    `json:"buddies"`    // each time the buddy changed; To of 0 is nobody
	Stays      []Span      `json:"stays"`      // in a company
	Milestones []Held      `json:"milestones"` // meetings at an age that were held
	Agreements []Agreement `json:"agreements"`
	Decisions  []Decision  `json:"decisions"`
	Complaints []Complaint `json:"complaints"`
	Consents   []Span      `json:"consents"`
	Goals      []Span      `json:"goals"`  // from the day it was set to the day it ended
	Views      []time.Time `json:"views"`  // when somebody else than the owner looked, but for the log
	Joined     []when.Date `json:"joined"` // when somebody of the network took part in a meeting
	Guided     []when.Date `json:"guided"` // when a specialist of the programme, or an education guide, took part
}

// Change is that somebody came to be an owner or a buddy.
type Change struct {
	To id.Staff  `json:"to"`
	At time.Time `json:"at"`
}

// Span is from a day to another; without an end it goes on.
type Span struct {
	From when.Date `json:"from"`
	To   when.Date `json:"to"`
}

func (s Span) holds(on when.Date) bool {
	return !on.Before(s.From) && (s.To.IsZero() || !on.After(s.To))
}

// Held is a meeting at an age, on the day it was held.
type Held struct {
	Code    string    `json:"code"`
	On      when.Date `json:"on"`
	Youth   string    `json:"youth"` // whether the youth came: came, away or ''
	Adult   bool      `json:"adult"` // somebody of the youth's own came
	Answers Answers   `json:"answers"`
	Agreed  bool      `json:"agreed"` // something was agreed in it
}

// Answers are what the checklist of a meeting at an age was answered with, by code.
type Answers map[string]string

// Agreement is something agreed on, with a day.
type Agreement struct {
	Who     string    `json:"who"` // us, youth or other
	Due     when.Date `json:"due"`
	Outcome string    `json:"outcome"` // kept, changed, dropped, or '' while it is open
}

// Decision is a decision that was made.
type Decision struct {
	Began   when.Date `json:"began"` // asked for by the youth, or raised by us
	Decided when.Date `json:"decided"`
	From    when.Date `json:"from"` // from when it has effect
}

// Complaint is a complaint, and how it stands.
type Complaint struct {
	Received when.Date `json:"received"`
	State    string    `json:"state"`
}

// Contact is an entry of the log, for a course.
type Contact struct {
	Enrolment   id.Enrolment
	At          time.Time
	Recorded    time.Time
	Author      id.Staff
	Kind        string
	Talked      bool
	Counterpart string
	Place       string
	Hats        []string
	Undivided   bool // written in one box: whose words they are is not said
	OwnWords    bool // with the youth's own view
	Imported    bool

	on when.Date // of At, worked out once; zero where it was not
}

// day is the day in Copenhagen on which it happened.
func (c Contact) day() when.Date {
	if c.on.IsZero() {
		return when.Of(c.At)
	}
	return c.on
}

// held reports whether the youth was talked with: the fact that the cadence counts.
func (c Contact) held() bool { return c.Talked && c.Counterpart == "youth" }

// tried reports whether we tried in vain to reach the youth.
func (c Contact) tried() bool { return !c.Talked && c.Counterpart == "youth" }

// open reports whether the course runs on a day.
func (c Course) open(on when.Date) bool {
	return !on.Before(c.StartedOn) && (c.ClosedOn.IsZero() || !on.After(c.ClosedOn))
}

// stays reports whether the youth is in a company on a day.
func (c Course) inStay(on when.Date) bool {
	for _, s := range c.Stays {
		if s.holds(on) {
			return true
		}
	}
	return false
}

// holder is who was the owner, or the buddy, at a moment; 0 is nobody.
func holder(changes []Change, at time.Time) id.Staff {
	var who id.Staff
	for _, c := range changes { // in order of time
		if !c.At.After(at) {
			who = c.To
		}
	}
	return who
}

// owner is who had the course at a moment. Before the chain begins (a course that was
// read in from a file) it is the first in it.
func (c Course) owner(at time.Time) id.Staff {
	if who := holder(c.Owners, at); who != 0 || len(c.Owners) == 0 {
		return who
	}
	return c.Owners[0].To
}

// Rules are what a programme prescribes, with the days they hold.
type Rules struct {
	Programme  id.Programme
	Name       string
	Cadences   []Pace
	Models     []Model
	Eyes       []Every
	Milestones []programme.Milestone
}

// Pace is how many days may pass between contacts in a phase.
type Pace struct {
	Phase programme.Phase `json:"phase"`
	Every int             `json:"every"`
	Span
}

// Model is what the programme says of the owner's load and of the buddy.
type Model struct {
	Buddy   programme.BuddyRule `json:"buddy"`
	NormMax int                 `json:"norm_max"` // 0 is no rule
	Span
}

// Every is how many days may pass without a second view.
type Every struct {
	Days int `json:"days"`
	Span
}

// pace is the rule for a phase on a day; 0 is none.
func (r Rules) pace(p programme.Phase, on when.Date) int {
	for _, c := range r.Cadences {
		if c.Phase == p && c.holds(on) {
			return c.Every
		}
	}
	return 0
}

// model is what holds on a day.
func (r Rules) model(on when.Date) Model {
	for _, m := range r.Models {
		if m.holds(on) {
			return m
		}
	}
	return Model{}
}

// eyes is within how many days a second view is to come; 0 is no rule.
func (r Rules) eyes(on when.Date) int {
	for _, e := range r.Eyes {
		if e.holds(on) {
			return e.Days
		}
	}
	return 0
}
