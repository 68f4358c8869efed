package caseload

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casework/plan"
	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Dreamer is a youth who dreams of a job, or wants one, in their own words.
type Dreamer struct {
	Youth  id.Youth
	Name   string
	Team   string
	Owner  string
	Kind   plan.WordKind
	Text   string
	SaidOn when.Date
}

// Dreams is who wants a job: those the reader has, and of the teams they lead or
// coordinate how many more, without a name.
type Dreams struct {
	Youths []Dreamer
	More   []TeamCount
}

// TeamCount is how many of a team.
type TeamCount struct {
	Team string
	N    int
}

// dreamRow is something a youth said, with whether the reader may read whose it is.
type dreamRow struct {
	Dreamer
	Mine bool
}

// mostAsked is how long a question may be, in characters: a few words.
const mostAsked = 200

// selectDreams reads the dreams and wishes that hold now, of the youths @staff has or
// opened today, and of those in @teams. What the youth wished when they came holds until
// they have said something themselves.
var selectDreams = `
	SELECT y.id AS youth, ` + nameOf + ` AS name, t.name AS team, o.name AS owner, w.kind, w.text, w.said_on,
	       ` + haveNow + ` OR EXISTS (SELECT FROM openings p WHERE p.youth_id = y.id AND p.staff_id = @staff AND p.until > @now) AS mine
	FROM enrolments e
	JOIN youths y ON y.id = e.youth_id
	JOIN teams t ON t.id = e.team_id
	JOIN staff o ON o.id = e.owner_id
	JOIN LATERAL (
		SELECT * FROM (SELECT DISTINCT ON (kind) kind, text, said_on FROM own_words WHERE youth_id = y.id AND kind IN ('dream', 'wish') ORDER BY kind, id DESC) n
		UNION ALL SELECT 'wish', e.wish, e.started_on WHERE NOT EXISTS (SELECT FROM own_words WHERE youth_id = y.id AND kind IN ('dream', 'wish'))) w ON w.text <> ''
	WHERE e.closed_on IS NULL
	  AND e.id IN (SELECT id FROM enrolments WHERE owner_id = @staff AND closed_on IS NULL
	               UNION SELECT id FROM enrolments WHERE buddy_id = @staff AND closed_on IS NULL
	               UNION SELECT enrolment_id FROM covers WHERE staff_id = @staff AND daterange(from_on, to_on, '[]') @> @today::date
	               UNION SELECT id FROM enrolments WHERE team_id = ANY(@teams) AND closed_on IS NULL)
	  AND ` + standing.NoConflict("@staff", "y.id") + `
	ORDER BY ` + nameOf + ` COLLATE "da-x-icu", y.id, w.kind`

// Dreams answers "who wants to be a car mechanic", and records that it was asked.
func (s *Service) Dreams(ctx context.Context, by access.Actor, question string) (Dreams, error) {
	if err := access.Check(by, access.Search, access.Own()); err != nil {
		return Dreams{}, err
	}
	question = rule.Line(question)
	if question == "" || len([]rune(question)) > mostAsked {
		return Dreams{}, nil
	}
	rows, err := db.All[dreamRow](ctx, s.read, selectDreams,
		db.Args{"staff": by.Staff, "today": when.Of(s.now()), "now": s.now(), "teams": by.Teams(access.Leader, access.Coordinator)})
	if err != nil {
		return Dreams{}, fmt.Errorf("dreams: %w", err)
	}
	found := sorted(rows, question)
	return found, s.trail.Look(ctx, audit.Event{
		By: by, Action: access.Search, Detail: map[string]any{"by": "dreams", "people": len(found.Youths), "teams": len(found.More)},
	})
}

// sorted keeps of what was said what answers the question: by name those of the reader,
// and of the others how many in each team.
func sorted(rows []dreamRow, question string) Dreams {
	var found Dreams
	counted, more := map[id.Youth]bool{}, map[string]int{}
	for _, r := range rows {
		switch {
		case !plan.Wants(r.Text, question):
		case r.Mine:
			found.Youths = append(found.Youths, r.Dreamer)
		case !counted[r.Youth]:
			counted[r.Youth] = true
			more[r.Team]++
		}
	}
	for team, n := range more {
		found.More = append(found.More, TeamCount{team, n})
	}
	slices.SortFunc(found.More, func(a, b TeamCount) int { return cmp.Compare(a.Team, b.Team) })
	return found
}
