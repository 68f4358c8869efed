package plan

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// GoalOutcome is how a goal ended; none while it is open.
type GoalOutcome string

// How a goal ends. None of them says whose fault it was.
const (
	Reached     GoalOutcome = "reached"
	GoalChanged GoalOutcome = "changed"
	GoalDropped GoalOutcome = "dropped"
)

// GoalOutcomes lists the ends of a goal.
var GoalOutcomes = []GoalOutcome{Reached, GoalChanged, GoalDropped}

// SaidBy is who says where on a scale the youth stands.
type SaidBy string

// The youth says it, or we do.
const (
	ByYouth  SaidBy = "youth"
	ByWorker SaidBy = "worker"
)

// Sayers lists who may say it, the youth first.
var Sayers = []SaidBy{ByYouth, ByWorker}

// The ends of the scale of LØFT (domain 6.1).
const (
	ScaleLeast = 0
	ScaleMost  = 10
)

// Scale is where somebody said that the youth stands, from 0 to 10.
type Scale struct {
	On     when.Date
	Value  int
	SaidBy SaidBy
	By     string // who wrote it down
}

// GoalText is what a goal says, in one of its versions.
type GoalText struct {
	Text     string
	Area     string // code of the catalogue (programme.LifeArea); may be empty
	Seen     string // how we will see that it works
	Wanted   *int   // where on the scale the youth wants to be
	FollowOn *when.Date
	Outcome  GoalOutcome
	Reason   string
}

// GoalVersion is what a goal said once, who wrote it and when.
type GoalVersion struct {
	GoalText
	Version int
	By      string
	At      time.Time
}

// Goal is what a youth wants to reach, in the youth's own words.
type Goal struct {
	GoalText
	ID       id.Goal
	Parent   *id.Goal // the larger goal that this one leads to
	AreaDa   string   // what its area is called
	AreaEn   string
	MadeOn   when.Date
	ClosedOn *when.Date
	Version  int
	Scales   []Scale // as they were said, the first first
}

// Open reports whether the goal stands.
func (g Goal) Open() bool { return g.Outcome == "" }

// Now is the newest figure on the scale; false where nobody has said one.
func (g Goal) Now() (Scale, bool) {
	if len(g.Scales) == 0 {
		return Scale{}, false
	}
	return g.Scales[len(g.Scales)-1], true
}

// The lengths of what a goal says, in characters.
const (
	MostGoal   = 300
	MostSeen   = 500
	mostReason = 500
)

// GoalWish is a goal as typed.
type GoalWish struct {
	Text, Area, Seen, Wanted, FollowOn string
	Parent                             id.Goal // 0 is none
	Now                                string  // where the youth stands today, when the goal is made
	NowBy                              SaidBy
	Version                            int
}

// read understands a goal. areas are the codes that may be chosen; was is what stands
// already, whose day of following up may have passed.
func (w GoalWish) read(today when.Date, areas []string, was GoalText) (GoalText, rule.Violations) {
	var broken rule.Violations
	g := GoalText{Text: rule.Text(w.Text), Area: rule.Line(w.Area), Seen: rule.Text(w.Seen)}
	broken.Required("goal_text", g.Text)
	broken.Longest("goal_text", g.Text, MostGoal)
	broken.Longest("goal_seen", g.Seen, MostSeen)
	if g.Area != "" && g.Area != was.Area && !slices.Contains(areas, g.Area) {
		broken.Add("goal_area", "unknown")
	}
	g.Wanted = readScale("goal_wanted", w.Wanted, &broken)
	g.FollowOn = readAhead("goal_follow", w.FollowOn, today, was.FollowOn, &broken)
	return g, broken
}

// readAhead understands a day that is to come, or that stood there already.
func readAhead(field, typed string, today when.Date, was *when.Date, broken *rule.Violations) *when.Date {
	if typed = rule.Line(typed); typed == "" {
		return nil
	}
	day, err := when.ParseDate(typed, today, when.Future)
	switch {
	case err != nil:
		broken.Add(field, "date")
		return nil
	case day.Before(today) && (was == nil || *was != day):
		broken.Add(field, "in_the_past")
	}
	return &day
}

// readScale understands a figure of the scale; nil where nothing was typed.
func readScale(field, typed string, broken *rule.Violations) *int {
	if typed = rule.Line(typed); typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	switch {
	case err != nil:
		broken.Add(field, "number")
		return nil
	case n < ScaleLeast || n > ScaleMost:
		broken.Add(field, "range", ScaleLeast, ScaleMost)
	}
	return &n
}

// Rating is a figure on the scale of a goal as typed.
type Rating struct {
	Value  string
	SaidBy SaidBy
	On     string // the day, today where empty
}

// read understands a rating; one without a figure breaks a rule.
func (r Rating) read(today when.Date) (Scale, rule.Violations) {
	var broken rule.Violations
	broken.Required("scale_value", rule.Line(r.Value))
	s := Scale{On: today, SaidBy: r.SaidBy}
	if n := readScale("scale_value", r.Value, &broken); n != nil {
		s.Value = *n
	}
	if s.SaidBy == "" {
		s.SaidBy = ByYouth
	}
	if !slices.Contains(Sayers, s.SaidBy) {
		broken.Add("scale_by", "unknown")
	}
	if typed := rule.Line(r.On); typed != "" {
		day, err := when.ParseDate(typed, today, when.Past)
		switch {
		case err != nil:
			broken.Add("scale_on", "date")
		case day.After(today):
			broken.Add("scale_on", "in_the_future")
		default:
			s.On = day
		}
	}
	return s, broken
}

// GoalEnding is how a goal ends, as typed.
type GoalEnding struct {
	Outcome GoalOutcome
	Reason  string // asked for where it is changed or dropped
	Version int
}

// check says which rules it breaks.
func (e GoalEnding) check() rule.Violations {
	var broken rule.Violations
	if !slices.Contains(GoalOutcomes, e.Outcome) {
		broken.Add("goal_outcome", "unknown")
	}
	if e.Outcome != Reached {
		broken.Required("goal_reason", e.Reason)
	}
	broken.Longest("goal_reason", e.Reason, mostReason)
	return broken
}

// GoalStale is answered when somebody wrote in the goal since the page was read.
type GoalStale struct{ Theirs GoalVersion }

// Error says that the page was old.
func (s *GoalStale) Error() string {
	return fmt.Sprintf("the goal is at version %d", s.Theirs.Version)
}

// GoalAsked is the day from which the programme asks for a goal; false while it asks for
// none: none is asked for at the start (Rute 42: "et mål for forløbet må gerne vente"). A
// goal that stands or was reached answers it.
func GoalAsked(goals []Goal, started *when.Date, afterDays int, today when.Date) (when.Date, bool) {
	if started == nil || afterDays == 0 || today.Before(started.AddDays(afterDays)) {
		return when.Date{}, false
	}
	if slices.ContainsFunc(goals, func(g Goal) bool { return g.Open() || g.Outcome == Reached }) {
		return when.Date{}, false
	}
	return started.AddDays(afterDays), true
}
