package promises

import (
	"context"
	"slices"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Service reads the boards.
type Service struct {
	read  db.Reader
	trail *audit.Trail
	now   func() time.Time
}

// NewService makes the service; now is the clock.
func NewService(read db.Reader, trail *audit.Trail, now func() time.Time) *Service {
	return &Service{read: read, trail: trail, now: now}
}

// Ask is which board somebody asks for. A leader asks for a team of theirs and any
// period; insight asks for a programme and a half-year.
type Ask struct {
	Board     BoardKey
	Team      id.Team // 0 for a programme
	Programme id.Programme
	Period    figures.Period
}

// Section is a group of a board with its figures.
type Section struct {
	Key     string
	Figures []Figure
}

// Board is a board as it is shown.
type Board struct {
	Ask
	Name       string // of the programme
	Programmes []Programme
	Window     Window
	Own        bool // whoever looks leads the team: nothing is hidden, and the lists stand open
	Youths     int  // in a course in the window
	Hidden     bool // too few youths
	Sections   []Section
	Needs      []Needs
}

// Check says what is wrong with what is asked for.
func (a Ask) Check(today when.Date) rule.Violations {
	v := a.Period.Check(today)
	if len(v) == 0 && a.Team == 0 && !isHalf(a.Period) {
		v.Add("from", "half_year")
	}
	return v
}

func isHalf(p figures.Period) bool {
	return p == figures.Half(p.From.Year(), 1) || p == figures.Half(p.From.Year(), 2)
}

// HalfYears are the half-years that insight may choose, the latest first.
func HalfYears(today when.Date) []figures.Period {
	return slices.DeleteFunc(figures.FixedPeriods(today), func(p figures.Period) bool { return !isHalf(p) })
}

// allowed asks the policy: a team is its leader's, a programme is insight's.
func allowed(by access.Actor, a Ask) error {
	if err := access.Check(by, access.ViewFigures, access.Scope{}); err != nil {
		return err
	}
	if a.Team != 0 {
		return access.Check(by, access.ViewTeam, access.InTeam(a.Team))
	}
	return access.Check(by, access.ViewAllFigures, access.Scope{})
}

// read is what a board is counted from.
type reading struct {
	board   Board
	groups  []Group
	courses []Course
	rules   map[id.Programme]Rules
}

// Board counts a board. The look is recorded with what was asked for.
func (s *Service) Board(ctx context.Context, by access.Actor, a Ask) (Board, error) {
	r, err := s.reading(ctx, by, a)
	if err != nil {
		return Board{}, err
	}
	b := r.board
	for _, g := range r.groups {
		section := Section{Key: g.Key}
		for _, i := range g.Indicators {
			section.Figures = append(section.Figures, i.Count(r.courses, r.rules, b.Window))
		}
		b.Sections = append(b.Sections, section)
	}
	for _, c := range r.courses {
		if c.within(b.Window) {
			b.Youths++
		}
	}
	b.Needs = NeedsOn(r.courses, b.plan(), b.Window.Cut())
	if !b.Own {
		b.shield()
	}
	return b, s.look(ctx, by, a, "")
}

func (s *Service) look(ctx context.Context, by access.Actor, a Ask, code Code) error {
	detail := map[string]any{"board": a.Board, "from": a.Period.From, "to": a.Period.To}
	if a.Team == 0 {
		detail["programme"] = a.Programme
	}
	if code != "" {
		detail["list"] = code
	}
	return s.trail.Look(ctx, audit.Event{By: by, Action: access.ViewFigures, Team: a.Team, Detail: detail})
}

// plan is the plan of the board's programme.
func (b Board) plan() map[int]int {
	for _, p := range b.Programmes {
		if p.Programme == b.Programme {
			return p.Plan
		}
	}
	return nil
}

func (s *Service) reading(ctx context.Context, by access.Actor, a Ask) (reading, error) {
	if err := allowed(by, a); err != nil {
		return reading{}, err
	}
	today := when.Of(s.now())
	if broken := a.Check(today); len(broken) > 0 {
		return reading{}, broken
	}
	r := reading{board: Board{Ask: a, Window: Window{a.Period, today}, Own: a.Team != 0}, groups: Groups(a.Board), rules: map[id.Programme]Rules{}}
	var mine []id.Team // nil: every team
	if !access.May(by, access.ViewAllFigures, access.Scope{}) {
		mine = []id.Team{a.Team}
	}
	var err error
	if r.board.Programmes, err = programmes(ctx, s.read, mine, a.Period.To); err != nil {
		return reading{}, err
	}
	teams := r.choose()
	if len(teams) == 0 && a.Programme != 0 {
		return reading{}, db.ErrNotFound
	}
	if a.Board == Checklist {
		points, err := items(ctx, s.read, a.Period.To)
		if err != nil {
			return reading{}, err
		}
		r.groups = append(r.groups, ofItems(points))
	}
	if r.courses, err = courses(ctx, s.read, teams, r.board.Window, by.Staff); err != nil {
		return reading{}, err
	}
	return r, contacts(ctx, s.read, r.courses, a.Period.From.AddDays(-r.lead()), r.board.Window.Cut())
}

// choose settles which programme the board is of, and gives the teams it counts.
func (r *reading) choose() []id.Team {
	b := &r.board
	of := slices.IndexFunc(b.Programmes, func(p Programme) bool {
		if b.Team != 0 {
			return slices.Contains(p.Teams, b.Team)
		}
		return b.Ask.Programme == 0 || p.Programme == b.Ask.Programme
	})
	if of < 0 {
		return []id.Team{}
	}
	p := b.Programmes[of]
	b.Programme, b.Name, r.rules[p.Programme] = p.Programme, p.Name, p.Rules
	if b.Team != 0 {
		return []id.Team{b.Team}
	}
	return p.Teams
}

// lead is how many days before the window the contacts are needed.
func (r *reading) lead() int {
	most := 0
	for _, i := range Indicators(r.groups) {
		for _, rules := range r.rules {
			if i.Lead != nil {
				most = max(most, i.Lead(rules))
			}
		}
	}
	return max(most, glide+1)
}

// Listed is a youth behind a figure, with what they add to it.
type Listed struct {
	Course
	Tally
}

// List is a figure with the youths it is about.
type List struct {
	Figure
	Board  Board
	Rows   []Listed
	Closed int // youths who are not listed: a conflict of interest was declared
}

// Youths lists the youths behind a figure, for who leads the team. The look is recorded
// with the figure.
func (s *Service) Youths(ctx context.Context, by access.Actor, a Ask, code Code) (List, error) {
	if err := access.Check(by, access.ViewTeam, access.InTeam(a.Team)); err != nil {
		return List{}, err
	}
	r, err := s.reading(ctx, by, a)
	if err != nil {
		return List{}, err
	}
	i, is := find(r.groups, code)
	if !is {
		return List{}, db.ErrNotFound
	}
	l := List{Figure: i.Count(r.courses, r.rules, r.board.Window), Board: r.board}
	for _, c := range r.courses {
		t := i.of(c, r.rules[c.Programme], r.board.Window)
		switch {
		case !t.asked() && t.Missing == 0:
		case c.Conflict:
			l.Closed++
		default:
			l.Rows = append(l.Rows, Listed{c, t})
		}
	}
	return l, s.look(ctx, by, a, code)
}
