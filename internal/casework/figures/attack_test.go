package figures_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kasket/internal/casework/figures"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// people is a set of youths, as the attacker of the test keeps them: not the product's
// own kind of set.
type people map[id.Youth]bool

func (p people) in(q people) bool {
	for y := range p {
		if !q[y] {
			return false
		}
	}
	return true
}

// told is a number that somebody outside the team has read, and whom it is of.
type told struct {
	what string
	of   people
}

// rate is a rate that was read: both its numbers.
type rate struct {
	what, family string
	of, num      people
}

// history makes courses of a programme with some teams at random: small teams, large
// ones, some who move between them, some who come back.
func history(r *rand.Rand, teams int, today when.Date) []figures.Course {
	exits := []string{"job_full", "prep", "lost", "moved", "edu_upper"}
	codes := []string{"education", "job", "none", "unknown"}
	var all []figures.Course
	for y := range 40 + r.IntN(220) {
		team := 1
		for team < teams && r.IntN(3) > 0 {
			team++
		}
		c := figures.Course{
			ID: id.Enrolment(2 * y), Youth: id.Youth(y + 1), Team: id.Team(team), Programme: 1,
			StartedOn: today.AddDays(-r.IntN(5 * 365)),
		}
		add := func(moment string, on when.Date) {
			if !on.After(today) {
				c.Statuses = append(c.Statuses, figures.Status{On: on, Moment: moment, Code: codes[r.IntN(len(codes))]})
			}
		}
		add("before", c.StartedOn)
		if r.IntN(3) > 0 {
			add("change", c.StartedOn.AddDays(r.IntN(400)))
		}
		if r.IntN(2) == 0 {
			c.ReadyFor, c.ReadyOn = "job", c.StartedOn.AddDays(r.IntN(700))
		}
		if end := c.StartedOn.AddDays(60 + r.IntN(700)); r.IntN(4) > 0 && !end.After(today) {
			c.ClosedOn, c.ExitOn, c.Exit, c.ExitGroup = end, end, exits[r.IntN(len(exits))], programme.Job
			if r.IntN(6) == 0 && teams > 1 {
				c.Exit = "moved_team"
				next := figures.Course{ID: c.ID + 1, Youth: c.Youth, Team: id.Team(1 + team%teams), Programme: 1, StartedOn: end}
				all = append(all, next)
			} else if r.IntN(3) == 0 {
				c.Followups = append(c.Followups, figures.Followup{ExitOn: end, Months: 12, On: end.AddMonths(12), Code: codes[r.IntN(len(codes))]})
			}
		}
		all = append(all, c)
	}
	return all
}

// groundOf are the definitions of the tests, and some teams of one programme.
func groundOf(teams int) figures.Ground {
	g := figures.Ground{}
	for i, d := range []figures.Definition{left, readyIn12, gotStarted, statusNow, held} {
		d.ID, d.Key = id.Definition(i+1), fmt.Sprint(d.Measure)
		g.Definitions = append(g.Definitions, d)
	}
	for t := range teams {
		g.Units = append(g.Units, figures.Unit{Team: id.Team(t + 1), Programme: 1, Name: fmt.Sprint("team ", t+1)})
	}
	return g
}

// whom are the youths behind a rate, counted apart from what is published.
func whom(r figures.Result, x figures.Rate, before bool, stays []figures.Stay) rate {
	var mine []figures.Stay
	for _, s := range stays {
		if r.Team == 0 || s.Team == r.Team {
			mine = append(mine, s)
		}
	}
	i := slices.IndexFunc(r.Definition.Parts, func(p figures.Part) bool { return p.Key == x.Part })
	verdicts := r.Definition.Verdicts(mine, r.Period, r.Definition.Parts[i], r.CutOff)
	if before {
		verdicts = r.Definition.VerdictsBefore(mine, r.Period, r.Definition.Parts[i], r.CutOff)
	}
	out := rate{what: fmt.Sprintf("%s %s %v of %s %d in %s", r.Definition.Key, x.Part, before, r.Name, r.Team, r.Period.Key()), family: fmt.Sprint(r.Definition.ID, x.Part, before), of: people{}, num: people{}}
	for _, v := range verdicts {
		if v.Answer != figures.LeftOut {
			out.of[v.Stay.Youth] = true
			if v.Answer == figures.Yes {
				out.num[v.Stay.Youth] = true
			}
		}
	}
	return out
}

// read is all that somebody outside the team can read, over every period, and all that
// they must not get to know.
func read(t testing.TB, g figures.Ground, courses []figures.Course, today when.Date) (shown, hidden []rate) {
	t.Helper()
	for _, p := range figures.FixedPeriods(today) {
		stays := figures.Stays(courses, p.To)
		for _, r := range figures.Published(g, courses, p, today) {
			for before, rates := range map[bool][]figures.Rate{false: r.Rates, true: r.Before} {
				for _, x := range rates {
					truth := whom(r, x, before, stays)
					if x.Hidden {
						if x.Num+x.Of+len(x.Missing)+len(x.Excluded) > 0 {
							t.Fatalf("%s is hidden and says %+v", truth.what, x)
						}
						hidden = append(hidden, truth)
						continue
					}
					if x.Of != len(truth.of) || x.Num != len(truth.num) {
						t.Fatalf("%s: %d of %d, want %d of %d", truth.what, x.Num, x.Of, len(truth.num), len(truth.of))
					}
					shown = append(shown, truth)
				}
			}
		}
	}
	return shown, hidden
}

// small reports whether a rate tells of too few.
func small(of, num int) bool { return of > 0 && (of < 10 || num < 5 || of-num < 5) }

// Over random histories everybody outside the teams reads every figure of every period
// that can be chosen, and tries to work out what is hidden: each figure from each other,
// what is left of a whole when all its parts are taken away, sums at random, and every
// hidden figure as a sum of any of those shown.
func TestAttack(t *testing.T) {
	today, _ := when.On(2026, time.November, 21)
	readable, secret := 0, 0
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 7))
		teams := 1 + r.IntN(4)
		courses := history(r, teams, today)
		shown, hidden := read(t, groundOf(teams), courses, today)
		readable, secret = readable+len(shown), secret+len(hidden)
		pairs(t, seed, shown)
		sums(t, seed, r, shown)
		spans(t, seed, shown, hidden)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d figures shown, %d hidden", readable, secret)
	if readable < 100 {
		t.Error("nearly everything is hidden: nothing was attacked")
	}
}

// pairs takes each figure from each other that holds it, and goes on with what is left.
func pairs(t *testing.T, seed uint64, shown []rate) {
	t.Helper()
	for _, a := range shown {
		if small(len(a.of), len(a.num)) {
			t.Errorf("history %d: %s shows %d of %d", seed, a.what, len(a.num), len(a.of))
		}
		rest := rate{of: people{}, num: people{}}
		for y := range a.of {
			rest.of[y] = true
		}
		for y := range a.num {
			rest.num[y] = true
		}
		for _, b := range shown {
			if a.family != b.family {
				continue
			}
			if b.of.in(a.of) && b.num.in(a.num) && small(len(a.of)-len(b.of), len(a.num)-len(b.num)) {
				t.Errorf("history %d: %s without %s is %d of %d", seed, a.what, b.what, len(a.num)-len(b.num), len(a.of)-len(b.of))
			}
			if b.what != a.what && len(b.of) < len(rest.of) && b.of.in(rest.of) && b.num.in(rest.num) {
				for y := range b.of {
					delete(rest.of, y)
				}
				for y := range b.num {
					delete(rest.num, y)
				}
			}
		}
		if small(len(rest.of), len(rest.num)) {
			t.Errorf("history %d: %s without all its parts is %d of %d", seed, a.what, len(rest.num), len(rest.of))
		}
	}
}

// numbers are all the numbers of people that were read.
func numbers(shown []rate) []told {
	var all []told
	for _, a := range shown {
		all = append(all, told{a.what + " of", a.of}, told{a.what + " num", a.num})
	}
	return all
}

// sums adds and subtracts a few numbers at random; a sum that is of some people, each
// once, must not be of too few.
func sums(t *testing.T, seed uint64, r *rand.Rand, shown []rate) {
	t.Helper()
	all := numbers(shown)
	if len(all) == 0 {
		return
	}
	for range 4000 {
		sum := map[id.Youth]int{}
		what := ""
		for k := range 2 + r.IntN(3) {
			n, sign := all[r.IntN(len(all))], 1
			if k > 0 && r.IntN(4) > 0 {
				sign = -1
			}
			for y := range n.of {
				sum[y] += sign
			}
			what += fmt.Sprintf(" %+d×(%s)", sign, n.what)
		}
		n, whole := 0, true
		for _, times := range sum {
			whole = whole && (times == 0 || times == 1)
			n += times
		}
		if whole && n > 0 && n < 5 {
			t.Errorf("history %d: %d people are%s", seed, n, what)
		}
	}
}

// spans asks of each hidden number of few whether it is any sum at all of those shown.
func spans(t *testing.T, seed uint64, shown, hidden []rate) {
	t.Helper()
	const mod = 1_000_000_007
	var basis [][]int64
	reduce := func(p people) []int64 {
		row := make([]int64, 301)
		for y := range p {
			row[y] = 1
		}
		for _, b := range basis {
			at := slices.IndexFunc(b, func(x int64) bool { return x != 0 })
			if k := row[at]; k != 0 {
				for i := range row {
					row[i] = ((row[i]-k*b[i])%mod + mod) % mod
				}
			}
		}
		return row
	}
	for _, n := range numbers(shown) {
		row := reduce(n.of)
		at := slices.IndexFunc(row, func(x int64) bool { return x != 0 })
		if at < 0 {
			continue
		}
		inverse, base, k := int64(1), row[at], mod-2
		for ; k > 0; k >>= 1 {
			if k&1 == 1 {
				inverse = inverse * base % mod
			}
			base = base * base % mod
		}
		for i := range row {
			row[i] = row[i] * inverse % mod
		}
		basis = append(basis, row)
	}
	for _, n := range numbers(hidden) {
		if len(n.of) > 0 && len(n.of) < 5 && slices.IndexFunc(reduce(n.of), func(x int64) bool { return x != 0 }) < 0 {
			t.Errorf("history %d: %s is %d, and a sum of what is shown", seed, n.what, len(n.of))
		}
	}
}
