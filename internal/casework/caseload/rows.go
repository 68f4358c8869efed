package caseload

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kasket/internal/casework/contact"
	"kasket/internal/casework/standing"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/programme"
	"kasket/internal/when"
)

// Row is an open course in a list: whom it is about, who has them, and what is
// next. A list of any length is read in one query.
type Row struct {
	Youth         id.Youth
	Enrolment     id.Enrolment
	Name          string // called name and family name
	BirthDate     *when.Date
	Phone         string
	Protection    youth.Protection
	Interpreter   string
	Safety        bool // a note about safety holds today
	Team          id.Team
	TeamName      string
	Programme     string
	OwnerWordDa   string // what the owner is called in this programme
	OwnerWordEn   string
	Owner         id.Staff
	OwnerName     string
	Buddy         *id.Staff
	BuddyName     *string
	BuddyRule     programme.BuddyRule
	Cover         *id.Staff // who acts for the owner today
	CoverName     *string
	CoverTo       *when.Date
	NeedsGroup    *int
	StartedOn     when.Date
	LongestMonths int // longest stay of the programme; 0 is no rule
	InPlacement   bool
	Company       *string // of the running placement
	Cadence       programme.Cadence
	LastContact   *time.Time // last time the youth was talked with
	LastAttempt   *time.Time
	Attempts      int        // in vain, since the last contact
	NextMeeting   *time.Time // the next planned appointment, whoever has it
	NextAllDay    bool
	NextPlace     string
	Agreement     *string // the open agreement with the earliest day, ours or theirs
	AgreementDue  *when.Date
	AgreementOurs bool
	EyesEvery     int   // most days between second views; 0 is no rule
	SecondView    *View // the last, where there is a rule
}

// Phase is where in its life the course is today.
func (r Row) Phase(today when.Date) programme.Phase {
	return programme.PhaseOn(r.StartedOn, r.InPlacement, today)
}

// Pulse is what tells whether the youth has been seen in time.
func (r Row) Pulse(today when.Date) contact.Pulse {
	return contact.Pulse{
		Phase: r.Phase(today), LastContact: r.LastContact, LastAttempt: r.LastAttempt,
		Attempts: r.Attempts, StartedOn: r.StartedOn, Cadence: r.Cadence,
	}
}

// LongestPassed reports whether the course has lasted longer than its programme
// says one may. No rule is never passed.
func (r Row) LongestPassed(today when.Date) bool {
	return programme.LongestPassed(r.StartedOn, r.LongestMonths, today)
}

// MissesBuddy reports whether the programme expects a buddy and there is none.
func (r Row) MissesBuddy() bool { return r.Buddy == nil && r.BuddyRule == programme.BuddyExpected }

// AsksForBuddy reports whether there is no buddy where the programme knows of one.
func (r Row) AsksForBuddy() bool { return r.Buddy == nil && r.BuddyRule != programme.BuddyNone }

// Filter says which open courses a list shows. The conditions that are given must
// all hold; a list without any is empty, so that a forgotten one shows nothing.
type Filter struct {
	Owner    id.Staff
	Buddy    id.Staff
	Covering id.Staff // who acts for the owner today
	Mine     id.Staff // owner, buddy or cover: everything somebody has to do with
	Team     id.Team
	Youths   []id.Youth // these, where they have an open course
	After    id.Youth   // the last of the page before
	Limit    int        // 0 is no limit: one person's own
}

// conditions says the filter in SQL, so that each list is found by the index made
// for it and not by a plan that must fit them all. A selection by several indexes
// is an array, read first: with so many tables to join the planner keeps a join
// with it for the end, and reads every open course.
func (f Filter) conditions() (where []string, args db.Args) {
	args = db.Args{}
	add := func(given bool, condition, name string, value any) {
		if given {
			where = append(where, condition)
			args[name] = value
		}
	}
	add(f.Owner != 0, `e.owner_id = @owner`, "owner", f.Owner)
	add(f.Buddy != 0, `e.buddy_id = @buddy`, "buddy", f.Buddy)
	add(f.Covering != 0, `e.id = ANY(ARRAY(SELECT enrolment_id FROM covers WHERE staff_id = @covering AND (to_on IS NULL OR to_on >= @today))) AND v.staff_id = @covering`, "covering", f.Covering)
	add(f.Mine != 0, `@mine IN (e.owner_id, e.buddy_id, v.staff_id)
		AND e.id = ANY(ARRAY(SELECT id FROM enrolments WHERE owner_id = @mine AND closed_on IS NULL
		                     UNION SELECT id FROM enrolments WHERE buddy_id = @mine AND closed_on IS NULL
		                     UNION SELECT enrolment_id FROM covers WHERE staff_id = @mine AND (to_on IS NULL OR to_on >= @today)))`, "mine", f.Mine)
	add(f.Team != 0, `e.team_id = @team`, "team", f.Team)
	add(f.Youths != nil, `y.id = ANY(@youths)`, "youths", f.Youths)
	if len(where) == 0 {
		where = append(where, `false`)
	}
	// The page before is told by the number of its last youth and not by the name: a
	// name does not belong in an address.
	add(f.After != 0, `(n.name, y.id) > (SELECT `+nameOf+` COLLATE "da-x-icu", y.id FROM youths y WHERE y.id = @after)`, "after", f.After)
	return where, args
}

// rows reads open courses in order of name, without those of youths that the reader
// is disqualified from. The caller has asked the policy.
func (s *Service) rows(ctx context.Context, by id.Staff, f Filter) ([]Row, error) {
	where, args := f.conditions()
	args["by"], args["now"], args["today"] = by, s.now(), when.Of(s.now())
	sql := selectRows + "\n\tWHERE e.closed_on IS NULL AND " + standing.NoConflict("@by", "y.id") + " AND " + strings.Join(where, " AND ") + "\n\tORDER BY n.name, y.id"
	if f.Limit > 0 {
		sql += "\n\tLIMIT @limit"
		args["limit"] = f.Limit
	}
	list, err := db.All[Row](ctx, s.read, sql, args)
	if err != nil {
		return nil, fmt.Errorf("listing courses: %w", err)
	}
	return list, nil
}

// nameOf is a youth's name on pages; its order is the Danish one.
const nameOf = `concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))`

const selectRows = `
	SELECT y.id AS youth, e.id AS enrolment, n.name, y.birth_date, y.phone, y.protection, y.interpreter,
	       EXISTS (SELECT FROM safety_notes sn WHERE sn.youth_id = y.id AND @today BETWEEN sn.from_on AND sn.to_on) AS safety,
	       e.team_id AS team, t.name AS team_name, p.name AS programme,
	       coalesce(r.owner_word_da, '') AS owner_word_da, coalesce(r.owner_word_en, '') AS owner_word_en,
	       e.owner_id AS owner, o.name AS owner_name, e.buddy_id AS buddy, b.name AS buddy_name, coalesce(r.buddy, 'optional') AS buddy_rule,
	       v.staff_id AS cover, c.name AS cover_name, v.to_on AS cover_to,
	       e.needs_group, e.started_on, coalesce(r.longest_months, 0) AS longest_months,
	       pl.name IS NOT NULL AS in_placement, pl.name AS company,
	       coalesce((SELECT jsonb_object_agg(k.phase, k.every_days) FROM programme_cadences k
	                 WHERE k.programme_id = e.programme_id AND daterange(k.valid_from, k.valid_to, '[]') @> @today::date), '{}') AS cadence,
	       e.last_contact_at AS last_contact, e.last_attempt_at AS last_attempt, e.attempts,
	       m.starts_at AS next_meeting, coalesce(m.all_day, false) AS next_all_day, coalesce(m.place, '') AS next_place,
	       a.text AS agreement, a.due_on AS agreement_due, coalesce(a.who = 'us', false) AS agreement_ours,
	       ` + eyesOf + `
	FROM enrolments e
	JOIN youths y ON y.id = e.youth_id
	CROSS JOIN LATERAL (SELECT ` + nameOf + ` COLLATE "da-x-icu" AS name) n
	JOIN teams t ON t.id = e.team_id
	JOIN programmes p ON p.id = e.programme_id
	JOIN staff o ON o.id = e.owner_id
	LEFT JOIN staff b ON b.id = e.buddy_id
	LEFT JOIN programme_rules r ON r.programme_id = e.programme_id AND daterange(r.valid_from, r.valid_to, '[]') @> @today::date
	` + joinEyes + `
	LEFT JOIN covers v ON v.enrolment_id = e.id AND v.for_id = e.owner_id AND daterange(v.from_on, v.to_on, '[]') @> @today::date
	LEFT JOIN staff c ON c.id = v.staff_id
	LEFT JOIN LATERAL (SELECT co.name FROM placements x JOIN companies co ON co.id = x.company_id
	                   WHERE x.enrolment_id = e.id AND x.from_on <= @today AND (x.to_on IS NULL OR x.to_on >= @today) AND x.cleared AND x.result = ''
	                   ORDER BY x.from_on DESC LIMIT 1) pl ON true
	LEFT JOIN LATERAL (SELECT starts_at, all_day, place FROM meetings
	                   WHERE enrolment_id = e.id AND state = 'planned' AND starts_at >= @now ORDER BY starts_at LIMIT 1) m ON true
	LEFT JOIN LATERAL (SELECT text, due_on, who FROM agreements
	                   WHERE enrolment_id = e.id AND done_at IS NULL AND due_on IS NOT NULL ORDER BY due_on, id LIMIT 1) a ON true`
