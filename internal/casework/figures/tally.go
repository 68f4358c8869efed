package figures

import (
	"cmp"
	"slices"

	"kasket/internal/id"
	"kasket/internal/when"
)

// CutOff is the last day a period's figures know of: its end, or today where it has not
// ended.
func CutOff(p Period, today when.Date) when.Date {
	if p.To.After(today) {
		return today
	}
	return p.To
}

// Verdicts judges stays by one part of a definition: each youth once. Who has several
// stays in the cohort is judged by the latest; of participants, any that says yes is
// enough.
func (d Definition) Verdicts(stays []Stay, p Period, part Part, cutOff when.Date) []Verdict {
	return d.each(stays, func(s Stay) (Verdict, bool) { return d.Judge(s, p, part, cutOff) })
}

// VerdictsBefore is Verdicts of the time before the course.
func (d Definition) VerdictsBefore(stays []Stay, p Period, part Part, cutOff when.Date) []Verdict {
	return d.each(stays, func(s Stay) (Verdict, bool) { return d.JudgeBefore(s, p, part, cutOff) })
}

// each judges stays that come in order of their start, and keeps one verdict a youth.
func (d Definition) each(stays []Stay, judge func(Stay) (Verdict, bool)) []Verdict {
	at := map[id.Youth]int{}
	var all []Verdict
	for _, s := range stays {
		v, in := judge(s)
		if !in {
			continue
		}
		i, again := at[s.Youth]
		switch {
		case !again:
			at[s.Youth] = len(all)
			all = append(all, v)
		case d.Cohort == Participants && all[i].Answer == Yes:
		default:
			all[i] = v
		}
	}
	return all
}

// Count makes a rate of verdicts.
func Count(part string, verdicts []Verdict) Rate {
	r := Rate{Part: part}
	for _, v := range verdicts {
		switch v.Answer {
		case LeftOut:
			r.Excluded = more(r.Excluded, v.Reason)
			continue
		case Yes:
			r.Num++
		case Unknown:
			r.Missing = more(r.Missing, v.Reason)
		}
		r.Of++
	}
	for _, reasons := range [][]Reason{r.Missing, r.Excluded} {
		slices.SortFunc(reasons, func(a, b Reason) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	}
	return r
}

func more(reasons []Reason, code string) []Reason {
	for i := range reasons {
		if reasons[i].Code == code {
			reasons[i].N++
			return reasons
		}
	}
	return append(reasons, Reason{Code: code, N: 1})
}

// Rates counts every part of a definition over stays.
func (d Definition) Rates(stays []Stay, p Period, cutOff when.Date) (now, before []Rate) {
	for _, part := range d.Parts {
		now = append(now, Count(part.Key, d.Verdicts(stays, p, part, cutOff)))
		if d.Measure == StatusMeasure {
			before = append(before, Count(part.Key, d.VerdictsBefore(stays, p, part, cutOff)))
		}
	}
	return now, before
}

// TargetCount is how many were in the target group in a month.
type TargetCount struct {
	Programme id.Programme `json:"programme"`
	Month     when.Date    `json:"month"` // its first day
	Count     int          `json:"count"`
	Source    string       `json:"source"`
}

// Change compares the month that a period ends in with the same month so many months
// before: what was counted outside the team, and never what is not there.
func (d Definition) Change(counts []TargetCount, programme id.Programme, p Period) Rate {
	month := p.To.AddDays(1 - p.To.Day())
	r := Rate{}
	if len(d.Parts) > 0 {
		r.Part = d.Parts[0].Key
	}
	find := func(m when.Date) (int, bool) {
		i := slices.IndexFunc(counts, func(c TargetCount) bool { return c.Programme == programme && c.Month == m })
		if i < 0 {
			r.Missing = more(r.Missing, NoCount)
			return 0, false
		}
		return counts[i].Count, true
	}
	now, is := find(month)
	then, was := find(month.AddMonths(-d.Within))
	if is && was {
		r.Num, r.Of = now, then
	}
	return r
}
