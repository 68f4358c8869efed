package export

import (
	"context"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
)

// Counted is everything a Counting says.
type Counted struct {
	figures.Figures
	Lines []Line
}

// Of counts by the house's figures. For whoever sees all programmes they come with too
// few hidden; here stands a floor below that, so that no small cell reaches a file even
// if somebody forgets to hide it there.
func Of(s *figures.Service) Counting {
	return func(ctx context.Context, by access.Actor, p figures.Period) (Counted, error) {
		f, err := s.Overview(ctx, by, p)
		if err != nil {
			return Counted{}, err
		}
		return Counted{Figures: f, Lines: linesOf(f.Results, !f.Own)}, nil
	}
}

// linesOf lays results out, a line for each part, those of the time before after those
// of now.
func linesOf(results []figures.Result, guarded bool) []Line {
	var lines []Line
	for _, r := range results {
		for i, rates := range [][]figures.Rate{r.Rates, r.Before} {
			for _, x := range rates {
				l := lineOf(r, x, guarded)
				l.Before = i == 1
				lines = append(lines, l)
			}
		}
	}
	return lines
}

func lineOf(r figures.Result, x figures.Rate, guarded bool) Line {
	d := r.Definition
	l := Line{
		Programme: r.Programme, Team: r.Team, Name: r.Name, Definition: d.Key, Version: d.Version, NameDa: d.NameDa, NameEn: d.NameEn,
		TextDa: d.TextDa, TextEn: d.TextEn, Source: d.Source, Target: r.Target, Change: d.Measure == figures.ChangeMeasure,
		Share: x.Share, Missing: x.Missing, Excluded: x.Excluded, Hidden: x.Hidden,
		MissingHidden: x.MissingHidden, ExcludedHidden: guarded && d.Measure != figures.ChangeMeasure && x.Of > 0 && len(d.Excluded) > 0,
	}
	if len(d.Parts) > 1 {
		l.Part, l.PartDa, l.PartEn = x.Part, d.PartName(x.Part, "da"), d.PartName(x.Part, "en")
	}
	if guarded && !l.Change && x.Of > 0 && x.TooFew() {
		l.Hidden = true
	}
	if guarded {
		l.Missing, l.Excluded = enough(l.Missing), enough(l.Excluded)
	}
	if l.Hidden {
		l.Share, l.Missing, l.Excluded = figures.Share{}, nil, nil
	}
	return l
}

// enough leaves the reasons that are of five or more.
func enough(all []figures.Reason) []figures.Reason {
	var kept []figures.Reason
	for _, r := range all {
		if r.N >= figures.LeastCount {
			kept = append(kept, r)
		}
	}
	return kept
}
