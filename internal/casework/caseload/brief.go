package caseload

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/staff"
	"kasket/internal/when"
)

// briefDays is for how many days after an absence the brief is offered on the page of
// today.
const briefDays = 30

// mostBriefed is how many entries of one youth a brief holds; the history has the rest.
const mostBriefed = 60

// Brief is what happened with one's youths while one was away, youth by youth. It is
// read from the history and never stored; only what was ticked off is.
type Brief struct {
	Absence staff.Absence
	Youths  []BriefYouth // with something to read, the most important first
	Quiet   []BriefYouth // of whom there is nothing
}

// Done reports whether all that there was to read was ticked off.
func (b Brief) Done() bool {
	return !slices.ContainsFunc(b.Youths, func(y BriefYouth) bool { return !y.Ticked })
}

// BriefYouth is one youth of a brief.
type BriefYouth struct {
	Youth     id.Youth
	Enrolment id.Enrolment
	Name      string
	Ticked    bool
	Events    []Event    `db:"-"` // the important first, and the newest
	Next      *time.Time // the next planned appointment
	NextDay   bool       // it is for the whole day
}

// briefed is an entry of the history with whom it is about.
type briefed struct {
	Youth id.Youth
	Event
}

// briefWeight puts the important first in a brief: who has the youth, how and where they
// are, then what was said and agreed. What is not named stands with what was said.
var briefWeight = map[Sort]int{
	ExitEntry: -5, HandoverEntry: -4, BuddyEntry: -3, SafetyEntry: -2, PlacementEntry: -1,
	MeetingEntry: 1, AgreementEntry: 2, GoalEntry: 2, ScaleEntry: 2, DoneEntry: 3, OpeningEntry: 4,
}

// noNews are sorts of entries that a brief leaves out: a corrected spelling, the
// proposal that the course began with, and that somebody covered, which the entries
// themselves say.
var noNews = []Sort{ChangeEntry, ReferralEntry, CoverEntry}

// Brief reads what happened while by was away, in three questions however many the
// youths are. Only those whose record they may view now are in it.
func (s *Service) Brief(ctx context.Context, by access.Actor, absence id.Absence) (Brief, error) {
	if err := access.Check(by, access.ReadBrief, access.Own()); err != nil {
		return Brief{}, err
	}
	b := Brief{}
	var err error
	if b.Absence, err = s.ownAbsence(ctx, by, absence); err != nil {
		return b, err
	}
	list, err := s.briefYouths(ctx, by, b.Absence)
	if err != nil {
		return b, err
	}
	may, err := standing.Viewable(ctx, s.read, by, youthsOf(list), s.now())
	if err != nil {
		return b, err
	}
	list = slices.DeleteFunc(list, func(y BriefYouth) bool { return !may[y.Youth] })
	events, err := s.whileAway(ctx, by, youthsOf(list), b.Absence)
	if err != nil {
		return b, err
	}
	b.gather(list, events)
	return b, s.trail.Look(ctx, audit.Event{By: by, Action: access.ReadBrief, Subject: int64(absence), Detail: map[string]any{"brief": len(list)}})
}

func youthsOf(list []BriefYouth) []id.Youth {
	numbers := make([]id.Youth, len(list))
	for i, y := range list {
		numbers[i] = y.Youth
	}
	return numbers
}

// ownAbsence is one of by's own that is over.
func (s *Service) ownAbsence(ctx context.Context, by access.Actor, absence id.Absence) (staff.Absence, error) {
	a, err := db.One[staff.Absence](ctx, s.read, `
		SELECT id, kind, from_on AS "from", to_on AS "to" FROM absences WHERE id = @id AND staff_id = @staff AND to_on < @today`,
		db.Args{"id": absence, "staff": by.Staff, "today": when.Of(s.now())})
	if err != nil {
		return a, fmt.Errorf("absence %d of staff %d: %w", absence, by.Staff, err)
	}
	return a, nil
}

// briefCourses are the courses a brief of the absence b tells of: those that are one's
// own and were in the days away, also where they ended then.
const briefCourses = `e.owner_id = @staff AND NOT EXISTS (SELECT FROM youths dead WHERE dead.id = e.youth_id AND dead.died_on IS NOT NULL) AND e.started_on <= b.to_on AND (e.closed_on IS NULL OR e.closed_on >= b.from_on)
	AND (SELECT max(h.at) FROM handovers h WHERE h.enrolment_id = e.id) < (b.to_on + 1)::timestamp AT TIME ZONE 'Europe/Copenhagen'`

// briefsWaiting are the absences of @staff that ended lately and whose brief was not
// ticked off, as JSON; see Today.
const briefsWaiting = `
	(SELECT coalesce(json_agg(json_build_object('absence', b.id, 'from', b.from_on, 'to', b.to_on, 'youths', n.youths) ORDER BY b.to_on DESC), '[]')
	 FROM absences b CROSS JOIN LATERAL (
		SELECT count(*) AS youths FROM enrolments e WHERE ` + briefCourses + `
		AND NOT EXISTS (SELECT FROM brief_ticks t WHERE t.absence_id = b.id AND t.enrolment_id = e.id)) n
	 WHERE b.staff_id = @staff AND b.to_on < @today AND b.to_on >= @back AND n.youths > 0)`

func (s *Service) briefYouths(ctx context.Context, by access.Actor, a staff.Absence) ([]BriefYouth, error) {
	list, err := db.All[BriefYouth](ctx, s.read, `
		SELECT y.id AS youth, e.id AS enrolment, `+nameOf+` AS name,
		       EXISTS (SELECT FROM brief_ticks t WHERE t.absence_id = b.id AND t.enrolment_id = e.id) AS ticked,
		       m.starts_at AS next, coalesce(m.all_day, false) AS next_day
		FROM absences b JOIN enrolments e ON `+briefCourses+` JOIN youths y ON y.id = e.youth_id
		LEFT JOIN LATERAL (SELECT starts_at, all_day FROM meetings WHERE enrolment_id = e.id AND state = 'planned' AND starts_at >= @now ORDER BY starts_at LIMIT 1) m ON true
		WHERE b.id = @absence
		ORDER BY `+nameOf+` COLLATE "da-x-icu", y.id`,
		db.Args{"absence": a.ID, "staff": by.Staff, "now": s.now()})
	if err != nil {
		return nil, fmt.Errorf("youths of the brief of absence %d: %w", a.ID, err)
	}
	return list, nil
}

// whileAway reads the history of the days away for all the youths in one question.
// What one wrote oneself is no news; where two have the same name, nothing is left out.
func (s *Service) whileAway(ctx context.Context, by access.Actor, youths []id.Youth, a staff.Absence) ([]briefed, error) {
	var parts []string
	for _, sort := range slices.Sorted(maps.Keys(sources)) {
		if slices.Contains(noNews, sort) {
			continue
		}
		parts = append(parts, `(SELECT * FROM (`+strings.ReplaceAll(sources[sort], "@youth", "w.youth")+`) p WHERE at >= @from AND at < @until AND p.by IS DISTINCT FROM me.name)`)
	}
	events, err := db.All[briefed](ctx, s.read, `
		SELECT w.youth, p.* FROM unnest(@youths::bigint[]) w(youth) LEFT JOIN (SELECT m.name FROM staff m WHERE m.id = @staff AND NOT EXISTS (SELECT FROM staff o WHERE o.name = m.name AND o.id <> m.id)) me ON true
		CROSS JOIN LATERAL (SELECT * FROM (`+strings.Join(parts, "\nUNION ALL\n")+`) a ORDER BY at DESC, sort DESC, id DESC LIMIT @most) p`,
		db.Args{"youths": youths, "staff": by.Staff, "from": a.From.Start(), "until": a.To.AddDays(1).Start(), "most": mostBriefed})
	if err != nil {
		return nil, fmt.Errorf("what happened during absence %d: %w", a.ID, err)
	}
	return events, nil
}

// gather puts the entries with their youths: who has the weightiest news comes first,
// then who has the latest.
func (b *Brief) gather(list []BriefYouth, events []briefed) {
	of := map[id.Youth][]Event{}
	for _, e := range events {
		of[e.Youth] = append(of[e.Youth], e.Event)
	}
	for _, y := range list {
		y.Events = of[y.Youth]
		if len(y.Events) == 0 {
			b.Quiet = append(b.Quiet, y)
			continue
		}
		slices.SortStableFunc(y.Events, byWeight)
		b.Youths = append(b.Youths, y)
	}
	slices.SortStableFunc(b.Youths, func(x, y BriefYouth) int { return byWeight(x.Events[0], y.Events[0]) })
}

// byWeight puts the more important entry first, and of two of a kind the newer.
func byWeight(a, b Event) int {
	return cmp.Or(cmp.Compare(briefWeight[a.Sort], briefWeight[b.Sort]), b.At.Compare(a.At))
}
