package caseload

import (
	"context"
	"slices"

	"kasket/internal/access"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Part is which of the youths one has to do with.
type Part string

// The parts of what one has to do with; the empty one is all of it.
const (
	OwnPart   Part = "own"
	BuddyPart Part = "buddy"
	CoverPart Part = "cover"
)

// Parts lists the parts, one's own first.
var Parts = []Part{OwnPart, BuddyPart, CoverPart}

// Selection narrows the list of one's youths.
type Selection struct {
	Part   Part
	Phase  programme.Phase // empty: every phase
	Late   bool            // only who was not seen in time
	Alone  bool            // only who has one pair of eyes
	ByName bool            // in order of name; else by need
	After  id.Youth        // the last of the page before
}

// MyYouths is a page of one's youths.
type MyYouths struct {
	List []Need
	Next id.Youth // where the next page begins after; 0 on the last
	Of   int      // how many the selection fits
	All  int      // how many one has to do with
	Late int      // of them, not seen in time
}

// pageSize is how many youths a page of a list shows.
const pageSize = 50

// Mine lists the youths somebody owns, is the buddy of or covers today.
func (s *Service) Mine(ctx context.Context, by access.Actor, sel Selection) (MyYouths, error) {
	if err := access.Check(by, access.OwnCaseload, access.Own()); err != nil {
		return MyYouths{}, err
	}
	rows, err := s.rows(ctx, by.Staff, Filter{Mine: by.Staff})
	if err != nil {
		return MyYouths{}, err
	}
	return sel.choose(rows, by.Staff, when.Of(s.now())), nil
}

// choose narrows and orders the rows of me, which come in order of name, and cuts
// a page. A caseload is read whole: the order of need is worked out and not stored.
func (sel Selection) choose(rows []Row, me id.Staff, today when.Date) MyYouths {
	m := MyYouths{All: len(rows)}
	fits := []Row{}
	for _, r := range rows {
		late := !r.Pulse(today).SeenInTime(today)
		if late {
			m.Late++
		}
		if sel.fits(r, me, today) && (late || !sel.Late) && (!sel.Alone || r.Eyes().State(today).Alone()) {
			fits = append(fits, r)
		}
	}
	m.Of = len(fits)
	list := needs(fits, promisesOf(fits), today)
	if sel.ByName {
		place := map[id.Youth]int{}
		for i, r := range fits {
			place[r.Youth] = i
		}
		slices.SortFunc(list, func(a, b Need) int { return place[a.Youth] - place[b.Youth] })
	}
	if i := slices.IndexFunc(list, func(n Need) bool { return n.Youth == sel.After }); i >= 0 {
		list = list[i+1:]
	}
	if len(list) > pageSize {
		list = list[:pageSize]
		m.Next = list[pageSize-1].Youth
	}
	m.List = list
	return m
}

func (sel Selection) fits(r Row, me id.Staff, today when.Date) bool {
	if sel.Phase != "" && r.Phase(today) != sel.Phase {
		return false
	}
	switch sel.Part {
	case OwnPart:
		return r.Owner == me
	case BuddyPart:
		return r.Buddy != nil && *r.Buddy == me
	case CoverPart:
		return r.Cover != nil && *r.Cover == me
	}
	return true
}

// promisesOf are the promises of ours that the rows tell of.
func promisesOf(rows []Row) []DayPromise {
	var list []DayPromise
	for _, r := range rows {
		if r.AgreementOurs && r.Agreement != nil && r.AgreementDue != nil {
			list = append(list, DayPromise{Youth: r.Youth, Name: r.Name, Text: *r.Agreement, Due: *r.AgreementDue})
		}
	}
	return list
}
