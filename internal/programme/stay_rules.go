package programme

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/db"
	"kasket/internal/when"
)

// StayType is a type of stay with what it asks for.
type StayType struct {
	Entry
	PlacementTraits
}

// StayLength is a row of lengths.
type StayLength struct {
	Entry
	Length
}

// StayHours is a row of the hours of the young.
type StayHours struct {
	Entry
	YoungHours
}

// StayVisit is a visit that a stay is followed up by.
type StayVisit struct {
	Entry
	VisitDay
}

// StayItem is something a youth may let a company know.
type StayItem struct {
	Entry
	Disclosed
}

// PlacementRules are all the rules of stays that hold on a day. What no row says is
// empty or zero: then a person has to answer.
type PlacementRules struct {
	Day           when.Date
	Types         []StayType
	Lengths       []StayLength
	Ratio         Ratio
	RatioRow      Entry // zero where no row holds
	FullWeek      int   // hours; 0 where no row holds
	FullWeekRow   Entry
	Young         []StayHours
	Purposes      []Entry
	Visits        []StayVisit
	Interruptions []Entry
	Disclosures   []StayItem
}

// Type finds a type of stay that holds on the day, and false where none does.
func (r PlacementRules) Type(code string) (StayType, bool) {
	i := slices.IndexFunc(r.Types, func(t StayType) bool { return t.Code == code })
	if i < 0 {
		return StayType{}, false
	}
	return r.Types[i], true
}

// Length finds how long a type of stay may last for somebody in a category, and false
// where no row says so.
func (r PlacementRules) Length(kind, category string) (StayLength, bool) {
	i := slices.IndexFunc(r.Lengths, func(l StayLength) bool { return l.Covers(kind, category) })
	if i < 0 {
		return StayLength{}, false
	}
	return r.Lengths[i], true
}

// Limited reports whether any row limits how long a type of stay may last.
func (r PlacementRules) Limited(kind string) bool {
	return slices.ContainsFunc(r.Lengths, func(l StayLength) bool { return slices.Contains(l.Types, kind) })
}

// YoungHours lists the rows that may be those of somebody of an age. Where it is not
// known whether they go to school there can be more than one.
func (r PlacementRules) YoungHours(age int, school Attends) []StayHours {
	var rows []StayHours
	for _, y := range r.Young {
		if y.Covers(age, school) || school == AnySchool && y.Covers(age, y.School) {
			rows = append(rows, y)
		}
	}
	return rows
}

// DueVisit is a visit on its day.
type DueVisit struct {
	Visit StayVisit
	On    when.Date
}

// VisitsOf are the visits of a stay in order of their days. In a short stay several
// would fall on one day: the first of them is enough.
func (r PlacementRules) VisitsOf(from, to when.Date) []DueVisit {
	var due []DueVisit
	for _, v := range r.Visits {
		if on, ok := v.On(from, to); ok {
			due = append(due, DueVisit{v, on})
		}
	}
	slices.SortStableFunc(due, func(a, b DueVisit) int { return a.On.Compare(b.On) })
	return slices.CompactFunc(due, func(a, b DueVisit) bool { return a.On == b.On })
}

// PlacementRulesOn reads the rules of stays that hold on a day, in one query.
func PlacementRulesOn(ctx context.Context, q db.Reader, on when.Date) (PlacementRules, error) {
	rows, err := db.All[Entry](ctx, q, `
		SELECT `+entryColumns+`FROM catalogue
		WHERE kind IN ('placement', 'placement_length', 'placement_ratio', 'full_week', 'young_hours', 'placement_purpose',
			'placement_visit', 'interruption', 'disclosure') AND `+validOnDay+`
		ORDER BY kind, position, name_da`, db.Args{"day": on})
	if err != nil {
		return PlacementRules{}, fmt.Errorf("rules of stays: %w", err)
	}
	r := PlacementRules{Day: on}
	for _, e := range rows {
		if err := r.take(e); err != nil {
			return r, fmt.Errorf("rule of %s %s: %w", e.Kind, e.Code, err)
		}
	}
	return r, nil
}

// PlacementRules reads the rules of stays that hold on a day.
func (s *Service) PlacementRules(ctx context.Context, on when.Date) (PlacementRules, error) {
	return PlacementRulesOn(ctx, s.read, on)
}

// take reads a row's rule and puts it where it belongs.
func (r *PlacementRules) take(e Entry) error {
	var err error
	switch e.Kind {
	case PlacementType:
		t := StayType{Entry: e}
		t.PlacementTraits, err = ParsePlacementTraits(e.Rule)
		r.Types = append(r.Types, t)
	case PlacementLength:
		l := StayLength{Entry: e}
		l.Length, err = ParseLength(e.Rule)
		r.Lengths = append(r.Lengths, l)
	case PlacementRatio:
		r.RatioRow = e
		r.Ratio, err = ParseRatio(e.Rule)
	case FullWeek:
		r.FullWeekRow = e
		r.FullWeek, err = parseFullWeek(e.Rule)
	case YoungWork:
		y := StayHours{Entry: e}
		y.YoungHours, err = ParseYoungHours(e.Rule)
		r.Young = append(r.Young, y)
	case PlacementPurpose:
		r.Purposes = append(r.Purposes, e)
	case PlacementVisit:
		v := StayVisit{Entry: e}
		v.VisitDay, err = ParseVisitDay(e.Rule)
		r.Visits = append(r.Visits, v)
	case Interruption:
		r.Interruptions = append(r.Interruptions, e)
	case Disclosure:
		d := StayItem{Entry: e}
		d.Disclosed, err = ParseDisclosed(e.Rule)
		r.Disclosures = append(r.Disclosures, d)
	}
	return err
}

// stayRuled reports whether a row that says something of stays has the rule its kind
// needs; a row of another kind has none.
func stayRuled(kind Kind, text string) bool {
	switch kind {
	case PlacementType, PlacementLength, PlacementRatio, FullWeek, YoungWork, PlacementVisit, Disclosure:
		return new(PlacementRules).take(Entry{Kind: kind, Rule: text}) == nil
	}
	return text == ""
}
