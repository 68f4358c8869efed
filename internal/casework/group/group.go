// Package group keeps what several youths of a team do together: a course with its
// sessions, and who came. Each youth has a part of their own in it, which the others
// never see.
package group

import (
	"slices"
	"time"

	"kasket/internal/casework/youth"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Course is what a group does together.
type Course struct {
	ID       id.Group
	Team     id.Team
	Name     string
	Activity string // code of the catalogue
	About    string
	Place    string
	From     when.Date
	To       *when.Date // last day; open when nil
}

// Over reports whether the course has ended by a day.
func (c Course) Over(on when.Date) bool { return c.To != nil && on.After(*c.To) }

// Last is the last day; zero is open.
func (c Course) Last() when.Date {
	if c.To == nil {
		return when.Date{}
	}
	return *c.To
}

// Came is whether a youth came to a session. None of the words says why not.
type Came string

// How it can be.
const (
	WasThere Came = "came"
	Excused  Came = "excused" // said that they could not
	WasAway  Came = "away"
)

// Cames lists what can be written down, the usual first.
var Cames = []Came{WasThere, Excused, WasAway}

// Limits of the texts, in characters, and of a session, in minutes.
const (
	mostName     = 120
	mostAbout    = 2000
	MostTheme    = 500
	MostNote     = 1000
	leastMinutes = 5
	mostMinutes  = 1440
	usualMinutes = 90
	monthsAhead  = 24 // what lies further ahead is a slip of the finger
)

// Wish is a course as typed.
type Wish struct {
	Name, Activity, About, Place string
	From, To                     string // days
}

// Read understands a wish. activities are the codes that can be chosen.
func (w Wish) Read(activities []string, today when.Date) (Course, rule.Violations) {
	c := Course{Name: rule.Line(w.Name), Activity: w.Activity, About: rule.Text(w.About), Place: rule.Line(w.Place)}
	var broken rule.Violations
	broken.Required("name", c.Name)
	broken.Longest("name", c.Name, mostName)
	broken.Longest("about", c.About, mostAbout)
	broken.Longest("place", c.Place, mostName)
	if !slices.Contains(activities, c.Activity) {
		broken.Add("activity", "choose")
	}
	c.From = today
	if day, given := dayOf(&broken, "from", w.From, today); given {
		c.From = day
	}
	if day, given := dayOf(&broken, "to", w.To, today); given {
		c.To = &day
		if day.Before(c.From) {
			broken.Add("to", "before_from")
		}
	}
	return c, broken
}

func dayOf(broken *rule.Violations, field, typed string, today when.Date) (when.Date, bool) {
	if typed = rule.Line(typed); typed == "" {
		return when.Date{}, false
	}
	day, err := when.ParseDate(typed, today, when.Future)
	switch {
	case err != nil:
		broken.Add(field, "date")
	case day.After(today.AddMonths(monthsAhead)):
		broken.Add(field, "too_far_ahead", monthsAhead)
	default:
		return day, true
	}
	return when.Date{}, false
}

// Session is one time a group meets.
type Session struct {
	ID       id.GroupSession
	Group    id.Group
	StartsAt time.Time
	Minutes  int
	Theme    string // for all of them; it names nobody
}

// Planned is a session as typed.
type Planned struct {
	At, Minutes, Theme string
}

// Read understands a session of a course. names are those of the members: what is
// written for all tells of none of them.
func (p Planned) Read(c Course, names []string, now time.Time) (Session, rule.Violations) {
	s := Session{Group: c.ID, Minutes: usualMinutes, Theme: rule.Line(p.Theme)}
	var broken rule.Violations
	broken.Longest("theme", s.Theme, MostTheme)
	if name := youth.Named(s.Theme, names); name != "" {
		broken.Add("theme", "names_youth", name)
	}
	if typed := rule.Line(p.Minutes); typed != "" {
		n, ok := whole(typed)
		if !ok || n < leastMinutes || n > mostMinutes {
			broken.Add("minutes", "between", leastMinutes, mostMinutes)
		}
		s.Minutes = n
	}
	typed := rule.Line(p.At)
	if typed == "" {
		broken.Add("at", "required")
		return s, broken
	}
	at, hasTime, err := when.ParseMoment(typed, now, when.Future)
	switch {
	case err != nil:
		broken.Add("at", when.Broken(err))
		return s, broken
	case !hasTime:
		broken.Add("at", "time_of_day")
	case when.Of(at).Before(c.From), c.To != nil && when.Of(at).After(*c.To):
		broken.Add("at", "outside_course")
	case when.Of(at).After(when.Of(now).AddMonths(monthsAhead)):
		broken.Add("at", "too_far_ahead", monthsAhead)
	}
	s.StartsAt = at
	return s, broken
}

// whole reads a number without a fraction.
func whole(typed string) (int, bool) {
	n := 0
	for _, r := range typed {
		if r < '0' || r > '9' || n > mostMinutes {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, typed != ""
}

// Mark is what is written of one youth of a session.
type Mark struct {
	Youth id.Youth
	Came  Came
	Shown Came // what the page showed when it was filled in
	Note  string
}

// Check says which rules the mark of a session breaks. others are the names of the other
// members: what stands on one youth's record names no other. Fields carry the youth.
func (m Mark) Check(others []string) rule.Violations {
	var broken rule.Violations
	of := "." + id.String(m.Youth)
	if !slices.Contains(Cames, m.Came) {
		broken.Add("came"+of, "choose")
	}
	broken.Longest("note"+of, m.Note, MostNote)
	if name := youth.Named(m.Note, others); name != "" {
		broken.Add("note"+of, "names_youth", name)
	}
	return broken
}
