package caseload

import (
	"context"
	"fmt"

	"kasket/internal/casework/network"
	"kasket/internal/db"
	"kasket/internal/id"
)

// Attended is a meeting that was held, with who came and who did not.
type Attended struct {
	network.Met
	Start  bool // it is the start of a course, whose departments are among the people
	People []MeetingWho
}

// Came are those who came, in the order they were asked; the youth has no name.
func (a Attended) Came() []MeetingWho { return a.who("came") }

// Away are those who were asked and did not come.
func (a Attended) Away() []MeetingWho { return a.who("away") }

func (a Attended) who(came string) []MeetingWho {
	var list []MeetingWho
	for _, p := range a.People {
		if p.Came == came {
			list = append(list, p)
		}
	}
	return list
}

// Attendance reads who was in which meeting of a youth whose record was opened, the latest
// meeting first: those that were held and of which somebody noted who came.
func (s *Service) Attendance(ctx context.Context, youth id.Youth) ([]Attended, error) {
	list, err := db.All[Attended](ctx, s.read, `
		SELECT m.id, m.starts_at, m.kind, m.title, coalesce(t.name_da, '') AS type_da, coalesce(t.name_en, '') AS type_en, k.id IS NOT NULL AS start, w.people
		FROM meetings m JOIN enrolments e ON e.id = m.enrolment_id LEFT JOIN kickoffs k ON k.meeting_id = m.id
		LEFT JOIN programme_meeting_types t ON t.programme_id = e.programme_id AND t.kind = m.kind
		     AND daterange(t.valid_from, t.valid_to, '[]') @> (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date
		CROSS JOIN LATERAL (
			SELECT json_agg(json_build_object('id', a.id, 'person', a.person, 'staff', a.staff, 'name', a.name, 'chosen', a.chosen, 'came', a.came) ORDER BY a.place, a.id) AS people
			FROM (SELECT p.id, coalesce(p.person_id, 0) AS person, coalesce(p.staff_id, 0) AS staff, coalesce(n.name, s.name, p.name) AS name,
			             coalesce(n.chosen AND n.to_on IS NULL, false) AS chosen, p.came, CASE WHEN p.the_youth THEN 0 ELSE 1 END AS place
			      FROM meeting_people p LEFT JOIN network_people n ON n.id = p.person_id LEFT JOIN staff s ON s.id = p.staff_id WHERE p.meeting_id = m.id AND p.came <> ''
			      UNION ALL
			      SELECT i.id, 0, 0, concat_ws(', ', nullif(i.name, ''), i.department), false, i.came, 2 FROM kickoff_invitees i WHERE i.kickoff_id = k.id AND i.came IN ('came', 'away')) a) w
		WHERE m.youth_id = @youth AND m.state = 'held' AND w.people IS NOT NULL ORDER BY m.starts_at DESC, m.id DESC`, db.Args{"youth": youth})
	if err != nil {
		return nil, fmt.Errorf("who was in the meetings of youth %d: %w", youth, err)
	}
	return list, nil
}
