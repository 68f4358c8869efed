package caseload

import (
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/contact"
	"kasket/internal/casework/review"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// Capacity lists what everybody in a team carries, for who assigns.
func (s *Service) Capacity(ctx context.Context, by access.Actor, team id.Team) ([]Load, error) {
	if err := access.Check(by, access.ViewLoad, access.InTeam(team)); err != nil {
		return nil, err
	}
	return s.loads(ctx, s.read, team, Newcomer{})
}

// Show is which of a team's youths a list is about.
type Show string

// The lists of a team; "" is everybody.
const (
	ShowOverdue Show = "overdue" // not seen in time
	ShowNoBuddy Show = "no_buddy"
	ShowAlone   Show = "alone" // one pair of eyes is all: no buddy where one is expected, or no second view for too long
	ShowLong    Show = "long"  // longer than the programme's longest stay
)

// Shows lists the lists, in the order they are offered.
var Shows = []Show{ShowOverdue, ShowNoBuddy, ShowAlone, ShowLong}

// TeamFilter narrows a team's list of youths.
type TeamFilter struct {
	Owner id.Staff
	Show  Show
	After id.Youth // the last of the page before
}

// holds reports whether a row belongs in the list.
func (f TeamFilter) holds(r Row, today when.Date) bool {
	if f.Owner != 0 && r.Owner != f.Owner {
		return false
	}
	switch f.Show {
	case ShowOverdue:
		return !r.Pulse(today).SeenInTime(today)
	case ShowNoBuddy:
		return r.AsksForBuddy()
	case ShowAlone:
		return r.Eyes().State(today).Alone()
	case ShowLong:
		return r.LongestPassed(today)
	}
	return true
}

// Carried is what a contact person carries, with what a leader looks after.
type Carried struct {
	Load
	Overdue int
	NoBuddy int
	Long    int
	LastDue when.Date // the earliest day that was missed; zero when none was
}

// TeamSurvey is a team as its leader sees it.
type TeamSurvey struct {
	Team      id.Team
	People    []Carried
	Open      int // youths with an open course
	Counts    map[Show]int
	Over      int   // people over the norm
	Approvals int   // decisions that wait for a leader who has written nothing in them
	Followups int   // looks back that are due of the leader, for there is nobody else to answer
	Reviews   int   // answered notes of reviews that the leader has not closed
	Unseen    int   // records opened with a reason that the leader has not taken note of
	Rows      []Row // the page of the list
	Matching  int   // how many the whole list has
	Next      id.Youth
}

// teamPage is how many youths a page of the list has.
const teamPage = 50

// Team reads a leader's overview of a team and a page of its youths. The list is
// recorded with its criterion.
func (s *Service) Team(ctx context.Context, by access.Actor, team id.Team, f TeamFilter) (TeamSurvey, error) {
	all, err := s.teamRows(ctx, by, access.ViewTeam, team, f)
	if err != nil {
		return TeamSurvey{}, err
	}
	loads, err := s.loads(ctx, s.read, team, Newcomer{})
	if err != nil {
		return TeamSurvey{}, err
	}
	waits, err := db.One[struct{ Unseen, Approvals, Followups, Reviews int }](ctx, s.read, `
		SELECT (SELECT count(*) FROM openings WHERE team_id = @team AND kind = 'glass' AND seen_at IS NULL AND `+standing.NoConflict("@staff", "openings.youth_id")+`)::int AS unseen,
		       (SELECT count(*) FROM decisions d JOIN enrolments e ON e.id = d.enrolment_id
		        WHERE d.state = 'approval' AND e.team_id = @team AND NOT @staff = ANY(d.writers) AND `+standing.NoConflict("@staff", "d.youth_id")+`)::int
		       + (SELECT count(*) FROM placements p JOIN enrolments e ON e.id = p.enrolment_id
		          WHERE p.long_to IS NOT NULL AND p.long_by IS NULL AND p.result = '' AND e.team_id = @team AND `+standing.NoConflict("@staff", "p.youth_id")+`)::int AS approvals,
		       json_array_length(`+followupsDue+`) AS followups, `+review.Answered()+` AS reviews`,
		followupArgs(db.Args{"team": team, "staff": by.Staff, "today": when.Of(s.now())}, []id.Team{team}))
	if err != nil {
		return TeamSurvey{}, fmt.Errorf("openings of team %d: %w", team, err)
	}
	o := survey(team, loads, all, when.Of(s.now()))
	o.Unseen, o.Approvals, o.Followups, o.Reviews = waits.Unseen, waits.Approvals, waits.Followups, waits.Reviews
	o.page(all, f, when.Of(s.now()))
	return o, nil
}

// TeamList reads the whole list, for a spreadsheet.
func (s *Service) TeamList(ctx context.Context, by access.Actor, team id.Team, f TeamFilter) ([]Row, error) {
	all, err := s.teamRows(ctx, by, access.ExportTeam, team, f)
	if err != nil {
		return nil, err
	}
	today := when.Of(s.now())
	return slices.DeleteFunc(all, func(r Row) bool { return !f.holds(r, today) }), nil
}

// teamRows reads all open courses of a team: due and overdue are worked out from
// them in one place, so that what is counted and what is listed cannot differ.
func (s *Service) teamRows(ctx context.Context, by access.Actor, do access.Action, team id.Team, f TeamFilter) ([]Row, error) {
	if err := access.Check(by, do, access.InTeam(team)); err != nil {
		return nil, err
	}
	criterion := map[string]any{"list": "youths of the team"}
	if f.Owner != 0 {
		criterion["owner"] = f.Owner
	}
	if f.Show != "" {
		criterion["show"] = f.Show
	}
	if err := s.trail.Look(ctx, audit.Event{By: by, Action: do, Team: team, Detail: criterion}); err != nil {
		return nil, err
	}
	return s.rows(ctx, by.Staff, Filter{Team: team})
}

// survey counts what a leader looks after, per contact person and in all.
func survey(team id.Team, loads []Load, rows []Row, today when.Date) TeamSurvey {
	o := TeamSurvey{Team: team, Open: len(rows), Counts: map[Show]int{}}
	at := map[id.Staff]int{}
	for i, l := range loads {
		o.People = append(o.People, Carried{Load: l})
		at[l.Staff] = i
		if l.Over() {
			o.Over++
		}
	}
	for _, r := range rows {
		var of *Carried
		if i, is := at[r.Owner]; is {
			of = &o.People[i]
		} else {
			of = &Carried{} // every owner is a member; a row read a moment later may not be
		}
		if state := r.Pulse(today).State(today); state.Urgency == contact.Overdue {
			o.Counts[ShowOverdue]++
			of.Overdue++
			if of.LastDue.IsZero() || state.Due.Before(of.LastDue) {
				of.LastDue = state.Due
			}
		}
		if r.AsksForBuddy() {
			o.Counts[ShowNoBuddy]++
			of.NoBuddy++
		}
		if r.Eyes().State(today).Alone() {
			o.Counts[ShowAlone]++
		}
		if r.LongestPassed(today) {
			o.Counts[ShowLong]++
			of.Long++
		}
	}
	return o
}

// page takes the page of the list that follows f.After.
func (o *TeamSurvey) page(all []Row, f TeamFilter, today when.Date) {
	past := f.After == 0
	for _, r := range all { // in order of name
		if f.holds(r, today) {
			o.Matching++
			switch {
			case past && len(o.Rows) < teamPage:
				o.Rows = append(o.Rows, r)
			case past && o.Next == 0:
				o.Next = o.Rows[teamPage-1].Youth
			}
		}
		past = past || r.Youth == f.After // also where the one before is no longer in the list
	}
}
