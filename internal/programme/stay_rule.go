package programme

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasket/internal/when"
)

// PlacementTraits are what a type of stay asks for and does (domain 3.1): the rule of a
// row of PlacementType.
type PlacementTraits struct {
	VITAS     bool   // the company applies in VITAS, and the municipality answers there (domain 3.4)
	Agreement bool   // an agreement of our own is signed instead
	Wage      bool   // the company pays; nobody keeps a benefit for it
	Ratio     bool   // it counts against the ordinary employees at the workplace (domain 3.3)
	NetJob    bool   // the place has to be one more than the year's average (domain 3.3)
	Purpose   bool   // one of the lawful purposes is named
	Visits    bool   // it is followed up by visits
	Beside    bool   // it may run beside another stay, and its hours are nobody's working week
	Decision  string // code of the decision that grants it; "" is none
}

var (
	errTraits   = errors.New("not the traits of a stay")
	errLength   = errors.New("not the length of a stay")
	errRatio    = errors.New("not a ratio")
	errYoung    = errors.New("not the hours of the young")
	errVisit    = errors.New("not the day of a visit")
	errWeek     = errors.New("not a full week")
	errDisclose = errors.New("not what may be told")
)

// trait is one word of the rule, in the order it is stored in.
func (t *PlacementTraits) trait(name string) *bool {
	switch name {
	case "vitas":
		return &t.VITAS
	case "agreement":
		return &t.Agreement
	case "wage":
		return &t.Wage
	case "ratio":
		return &t.Ratio
	case "net_job":
		return &t.NetJob
	case "purpose":
		return &t.Purpose
	case "visits":
		return &t.Visits
	case "beside":
		return &t.Beside
	}
	return nil
}

var (
	traitNames   = []string{"vitas", "agreement", "wage", "ratio", "net_job", "purpose", "visits", "beside"}
	decisionCode = regexp.MustCompile(`^[A-Z0-9ÆØÅ-]+$`)
)

// ParsePlacementTraits reads the rule of a type of stay: words with a space between,
// and the decision as decision=TIL-VP. No word twice, and not both vitas and agreement.
func ParsePlacementTraits(s string) (PlacementTraits, error) {
	var t PlacementTraits
	for _, word := range strings.Fields(s) {
		code, decided := strings.CutPrefix(word, "decision=")
		on := t.trait(word)
		switch {
		case decided && t.Decision == "" && decisionCode.MatchString(code):
			t.Decision = code
		case on != nil && !*on:
			*on = true
		default:
			return PlacementTraits{}, fmt.Errorf("%q: %w", s, errTraits)
		}
	}
	if t.VITAS && t.Agreement {
		return PlacementTraits{}, fmt.Errorf("%q: %w", s, errTraits)
	}
	return t, nil
}

// String is the rule as it is stored.
func (t PlacementTraits) String() string {
	var words []string
	for _, name := range traitNames {
		if *t.trait(name) {
			words = append(words, name)
		}
	}
	if t.Decision != "" {
		words = append(words, "decision="+t.Decision)
	}
	return strings.Join(words, " ")
}

// Length is how long stays may last (LAB § 61, domain 3.2): the rule of a row of
// PlacementLength, in weeks.
type Length struct {
	Types      []string // codes of types of stay
	Categories []string // codes of visitation categories; none is all of them
	Weeks      int      // as long as it is granted for
	Max        int      // as long as it may be made; 0 is no longer than Weeks
	Step       int      // by how much at a time; 0 is any
}

// Longest is how many weeks a stay may last when it is made as long as it can be.
func (l Length) Longest() int { return max(l.Weeks, l.Max) }

// Covers reports whether the length is that of a type for somebody in a category.
func (l Length) Covers(kind, category string) bool {
	return slices.Contains(l.Types, kind) && (len(l.Categories) == 0 || slices.Contains(l.Categories, category))
}

var lengthRule = regexp.MustCompile(
	`^types=([a-z_]+(?:,[a-z_]+)*) (?:categories=([a-z_]+(?:,[a-z_]+)*) )?weeks=([1-9]\d{0,2})(?: max=([1-9]\d{0,2}))?(?: step=([1-9]\d?))?$`)

// ParseLength reads types=vp,snuse categories=aktivitetsparat weeks=13 max=26 step=13.
func ParseLength(s string) (Length, error) {
	m := lengthRule.FindStringSubmatch(s)
	if m == nil {
		return Length{}, fmt.Errorf("%q: %w", s, errLength)
	}
	l := Length{Types: strings.Split(m[1], ","), Weeks: number(m[3]), Max: number(m[4]), Step: number(m[5])}
	if m[2] != "" {
		l.Categories = strings.Split(m[2], ",")
	}
	if l.Max > 0 && l.Max <= l.Weeks {
		return Length{}, fmt.Errorf("%q: %w", s, errLength)
	}
	return l, nil
}

// String is the rule as it is stored.
func (l Length) String() string {
	s := "types=" + strings.Join(l.Types, ",")
	if len(l.Categories) > 0 {
		s += " categories=" + strings.Join(l.Categories, ",")
	}
	s += " weeks=" + strconv.Itoa(l.Weeks)
	if l.Max > 0 {
		s += " max=" + strconv.Itoa(l.Max)
	}
	if l.Step > 0 {
		s += " step=" + strconv.Itoa(l.Step)
	}
	return s
}

// Ratio is how many may be in stays beside the ordinary employees of a workplace
// (domain 3.3): One for every Per up to To, then ThenOne for every ThenPer, and never
// less than Least.
type Ratio struct{ One, Per, To, ThenOne, ThenPer, Least int }

// Allowed is how many may be there at a time where so many ordinary employees are,
// as full-time equivalents. What is left over of a division allows nobody: the
// rounding is our own reading (domain 3.3) and nobody has confirmed it.
func (r Ratio) Allowed(fte float64) int {
	if r.Per == 0 || r.ThenPer == 0 || math.IsNaN(fte) || fte < 0 {
		return r.Least
	}
	first := math.Min(fte, float64(r.To))
	rest := math.Min(math.Max(fte-float64(r.To), 0), 1e9)
	return max(r.Least, r.One*int(math.Floor(first/float64(r.Per)))+r.ThenOne*int(math.Floor(rest/float64(r.ThenPer))))
}

var ratioRule = regexp.MustCompile(`^([1-9]\d?) per ([1-9]\d?) to ([1-9]\d{0,3}) then ([1-9]\d?) per ([1-9]\d?)(?: least ([1-9]\d?))?$`)

// ParseRatio reads 1 per 5 to 50 then 1 per 10 least 1.
func ParseRatio(s string) (Ratio, error) {
	m := ratioRule.FindStringSubmatch(s)
	if m == nil {
		return Ratio{}, fmt.Errorf("%q: %w", s, errRatio)
	}
	return Ratio{One: number(m[1]), Per: number(m[2]), To: number(m[3]), ThenOne: number(m[4]), ThenPer: number(m[5]), Least: number(m[6])}, nil
}

// String is the rule as it is stored.
func (r Ratio) String() string {
	s := fmt.Sprintf("%d per %d to %d then %d per %d", r.One, r.Per, r.To, r.ThenOne, r.ThenPer)
	if r.Least > 0 {
		s += fmt.Sprintf(" least %d", r.Least)
	}
	return s
}

// Attends is whether somebody under 18 still goes to school, as far as a rule asks.
type Attends string

// The answers.
const (
	AnySchool Attends = ""
	InSchool  Attends = "yes"
	OutOfIt   Attends = "no"
)

// YoungHours is when somebody of an age may work (domain 3.6): hours, and hours of the
// clock.
type YoungHours struct {
	AgeFrom, AgeTo int // whole years, both included
	School         Attends
	Day, Free      int // hours on a day with school, and without
	Week, Off      int // hours in a week with school, and without
	From, To       int // the hours of the clock between which they may work
	Rest           int // hours between two days at work
}

// Covers reports whether the hours are those of somebody of an age, at school or not.
func (y YoungHours) Covers(age int, school Attends) bool {
	return age >= y.AgeFrom && age <= y.AgeTo && (y.School == AnySchool || y.School == school)
}

var youngRule = regexp.MustCompile(
	`^ages=(\d\d)-(\d\d) (?:school=(yes|no) )?day=(\d\d?) free=(\d\d?) week=(\d\d?) off=(\d\d?) from=(\d\d?) to=(\d\d?) rest=(\d\d?)$`)

// ParseYoungHours reads ages=15-17 school=no day=8 free=8 week=40 off=40 from=6 to=20 rest=12.
func ParseYoungHours(s string) (YoungHours, error) {
	m := youngRule.FindStringSubmatch(s)
	if m == nil {
		return YoungHours{}, fmt.Errorf("%q: %w", s, errYoung)
	}
	y := YoungHours{
		AgeFrom: number(m[1]), AgeTo: number(m[2]), School: Attends(m[3]), Day: number(m[4]), Free: number(m[5]),
		Week: number(m[6]), Off: number(m[7]), From: number(m[8]), To: number(m[9]), Rest: number(m[10]),
	}
	if y.AgeTo < y.AgeFrom || y.AgeFrom < 10 || y.Day > 24 || y.Free > 24 || y.From >= y.To || y.To > 24 || y.Rest > 24 {
		return YoungHours{}, fmt.Errorf("%q: %w", s, errYoung)
	}
	return y, nil
}

// String is the rule as it is stored.
func (y YoungHours) String() string {
	s := fmt.Sprintf("ages=%d-%d ", y.AgeFrom, y.AgeTo)
	if y.School != AnySchool {
		s += "school=" + string(y.School) + " "
	}
	return s + fmt.Sprintf("day=%d free=%d week=%d off=%d from=%d to=%d rest=%d", y.Day, y.Free, y.Week, y.Off, y.From, y.To, y.Rest)
}

// VisitDay is when a visit to a stay is due: the rule of a row of PlacementVisit.
type VisitDay struct {
	From string // start, middle or end
	Days int    // after the start, or before the end
}

// On is the day of the visit in a stay; the day is never outside of it. False where
// the stay has no last day to count from.
func (v VisitDay) On(from, to when.Date) (when.Date, bool) {
	switch v.From {
	case "start":
		on := from.AddDays(v.Days)
		if !to.IsZero() && on.After(to) {
			on = to
		}
		return on, !from.IsZero()
	case "middle":
		return from.AddDays(to.Sub(from) / 2), !from.IsZero() && !to.IsZero()
	case "end":
		on := to.AddDays(-v.Days)
		if on.Before(from) {
			on = from
		}
		return on, !from.IsZero() && !to.IsZero()
	}
	return when.Date{}, false
}

var visitRule = regexp.MustCompile(`^(?:(start)\+(\d{1,2})|(middle)|(end)-(\d{1,2}))$`)

// ParseVisitDay reads start+7, middle or end-7.
func ParseVisitDay(s string) (VisitDay, error) {
	m := visitRule.FindStringSubmatch(s)
	if m == nil {
		return VisitDay{}, fmt.Errorf("%q: %w", s, errVisit)
	}
	return VisitDay{From: m[1] + m[3] + m[4], Days: number(m[2] + m[5])}, nil
}

// String is the rule as it is stored.
func (v VisitDay) String() string {
	switch v.From {
	case "start":
		return "start+" + strconv.Itoa(v.Days)
	case "end":
		return "end-" + strconv.Itoa(v.Days)
	}
	return v.From
}

// Disclosed is what a row of Disclosure lets a company know.
type Disclosed string

// What can be disclosed. Words are what was agreed on, as it was written down; an
// address is not among them.
const (
	TellName      Disclosed = "name"
	TellFirstName Disclosed = "first_name"
	TellPhone     Disclosed = "phone"
	TellAge       Disclosed = "age"
	TellWords     Disclosed = "words"
)

// ParseDisclosed reads the rule of a row of Disclosure.
func ParseDisclosed(s string) (Disclosed, error) {
	switch d := Disclosed(s); d {
	case TellName, TellFirstName, TellPhone, TellAge, TellWords:
		return d, nil
	}
	return "", fmt.Errorf("%q: %w", s, errDisclose)
}

// parseFullWeek reads the hours of a full week: 1 to 99.
func parseFullWeek(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 99 || strconv.Itoa(n) != s {
		return 0, fmt.Errorf("%q: %w", s, errWeek)
	}
	return n, nil
}

// number is the value of the few digits that a pattern has matched; none is 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
