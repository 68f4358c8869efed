package figures

import (
	"slices"

	"kasket/internal/id"
	"kasket/internal/when"
)

// named is a cell with the figure it is.
type named struct {
	definition id.Definition
	team       id.Team
	part       string
	before     bool
	period     Period
}

// secrets are what may not be shown outside the team: by figure, what may.
type secrets map[named]Shown

// protected works out, for one programme, which of all its figures in all fixed periods
// may be shown to who sees every programme. It never depends on what is looked at.
func protected(g ground, programme id.Programme, courses []Course, today when.Date) secrets {
	units := []id.Team{0}
	for _, u := range g.Units {
		if u.Programme == programme {
			units = append(units, u.Team)
		}
	}
	people := map[id.Youth]int{}
	var names []named
	var cells []Cell
	for _, p := range FixedPeriods(today) {
		stays := Stays(courses, p.To)
		for _, team := range units {
			mine := staysOf(stays, programme, team)
			for _, d := range g.Definitions {
				if d.Measure == ChangeMeasure || !d.shownFor(p) {
					continue
				}
				for i, part := range d.Parts {
					round, rank := rounds(p, team)
					add := func(before bool, verdicts []Verdict) {
						family := int(d.ID)*100 + 2*i
						if before {
							family++
						}
						c := Cell{Family: family, Round: round, Rank: rank}
						c.fill(verdicts, people)
						cells, names = append(cells, c), append(names, named{d.ID, team, part.Key, before, p})
					}
					add(false, d.Verdicts(mine, p, part, p.To))
					if d.Measure == StatusMeasure {
						add(true, d.VerdictsBefore(mine, p, part, p.To))
					}
				}
			}
		}
	}
	may := secrets{}
	for i, s := range Protect(cells) {
		may[names[i]] = s
	}
	return may
}

// outside leaves of results what may be shown to who sees every programme.
func outside(g ground, courses []Course, today when.Date, results []Result) []Result {
	var shown []Result
	for _, u := range g.Units {
		mine := slices.Collect(func(yield func(Result) bool) {
			for _, r := range results {
				if r.Programme == u.Programme && !yield(r) {
					return
				}
			}
		})
		if len(mine) > 0 && !slices.ContainsFunc(shown, func(r Result) bool { return r.Programme == u.Programme }) {
			shown = append(shown, protected(g, u.Programme, courses, today).hide(mine)...)
		}
	}
	return shown
}

// shownFor reports whether a definition is shown outside the team for a period: one that
// looks back over years is shown for whole years, and where somebody stands on a day for
// halves and years. Otherwise each quarter would tell of the few who came and went.
func (d Definition) shownFor(p Period) bool {
	quarter := p.From.AddMonths(3) == p.To.AddDays(1)
	switch {
	case d.Window > 0:
		return p.From.AddMonths(12) == p.To.AddDays(1)
	case d.Cohort == Enrolled, d.Cohort == Participants:
		return !quarter
	}
	return true
}

// rounds says when a figure can first be seen, and how coarse it is.
func rounds(p Period, team id.Team) (round, rank int) {
	half := Half(p.To.Year(), (int(p.To.Month())+5)/6)
	round = 2*half.To.Year() + int(half.To.Month())/12
	switch p.To.Sub(p.From) / 80 {
	case 1:
		rank = 2
	case 2:
		rank = 1
	}
	if team != 0 {
		rank += 3
	}
	return round, rank
}

func (c *Cell) fill(verdicts []Verdict, people map[id.Youth]int) {
	for _, v := range verdicts {
		n, ok := people[v.Stay.Youth]
		if !ok {
			n = len(people)
			people[v.Stay.Youth] = n
		}
		if v.Answer == LeftOut {
			continue
		}
		c.Of.Put(n)
		switch v.Answer {
		case Yes:
			c.Num.Put(n)
		case Unknown:
			c.Missing.Put(n)
		}
	}
}

// hide leaves of results what may be shown. Reasons tell of few and are not shown; the
// number of whom nobody knows stands where it is safe.
func (may secrets) hide(results []Result) []Result {
	return slices.DeleteFunc(results, func(r Result) bool {
		if r.Definition.Measure == ChangeMeasure {
			for i, x := range r.Rates {
				if few(x.Num) || few(x.Of) {
					r.Rates[i] = x.hidden()
				}
			}
			return false
		}
		if !r.Definition.shownFor(r.Period) {
			return true
		}
		for before, rates := range map[bool][]Rate{false: r.Rates, true: r.Before} {
			for i, x := range rates {
				switch told := may[named{r.Definition.ID, r.Team, x.Part, before, r.Period}]; {
				case !told.Rate:
					rates[i] = x.hidden()
				case told.Missing && x.MissingN() > 0:
					rates[i].Missing, rates[i].Excluded = []Reason{{Code: NotKnown, N: x.MissingN()}}, nil
				default:
					rates[i].Missing, rates[i].Excluded, rates[i].MissingHidden = nil, nil, !told.Missing
				}
			}
		}
		return false
	})
}
