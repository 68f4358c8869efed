package promises

import (
	"context"
	"fmt"

	"kasket/internal/casework/standing"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// day is what Postgres calls the day in Copenhagen of a moment.
func dayOf(moment string) string { return `(` + moment + ` AT TIME ZONE 'Europe/Copenhagen')::date` }

// facts are the columns of Facts, for the course e; each is read by its own index.
var facts = `
	(SELECT jsonb_agg(jsonb_build_object('to', h.to_id, 'at', h.at) ORDER BY h.id) FROM handovers h WHERE h.enrolment_id = e.id) AS owners,
	(SELECT jsonb_agg(jsonb_build_object('to', coalesce(b.to_id, 0), 'at', b.at) ORDER BY b.id) FROM buddy_changes b WHERE b.enrolment_id = e.id) AS buddies,
	(SELECT jsonb_agg(jsonb_build_object('from', x.from_on, 'to', coalesce(x.ended_on, x.to_on)) ORDER BY x.from_on)
	 FROM placements x WHERE x.enrolment_id = e.id AND x.cleared) AS stays,
	(SELECT jsonb_agg(jsonb_build_object('code', m.milestone, 'on', ` + dayOf("m.starts_at") + `,
	        'youth', coalesce((SELECT q.came FROM meeting_people q WHERE q.meeting_id = m.id AND q.the_youth), ''),
	        'adult', EXISTS (SELECT FROM meeting_people q JOIN network_people n ON n.id = q.person_id WHERE q.meeting_id = m.id AND q.came = 'came' AND n.chosen),
	        'agreed', EXISTS (SELECT FROM agreements g WHERE g.meeting_id = m.id),
	        'answers', (SELECT jsonb_object_agg(i.code, a.answer) FROM (
	             SELECT DISTINCT ON (item_id) item_id, answer FROM meeting_answers WHERE meeting_id = m.id ORDER BY item_id, id DESC) a
	             JOIN milestone_items i ON i.id = a.item_id WHERE a.answer <> '')) ORDER BY m.id)
	 FROM meetings m WHERE m.enrolment_id = e.id AND m.milestone <> '' AND m.state = 'held') AS milestones,
	(SELECT jsonb_agg(jsonb_build_object('who', g.who, 'due', g.due_on, 'outcome', g.outcome))
	 FROM agreements g WHERE g.youth_id = e.youth_id AND g.enrolment_id = e.id AND g.due_on BETWEEN @from AND @to) AS agreements,
	(SELECT jsonb_agg(jsonb_build_object('began', d.began_on, 'decided', d.decided_on, 'from', d.effect_from))
	 FROM decisions d WHERE d.enrolment_id = e.id AND d.mode = 'decides' AND d.decided_on BETWEEN @from AND @to) AS decisions,
	(SELECT jsonb_agg(jsonb_build_object('received', k.received_on, 'state', k.state))
	 FROM decisions d JOIN complaints k ON k.decision_id = d.id WHERE d.enrolment_id = e.id AND k.received_on BETWEEN @from AND @to) AS complaints,
	(SELECT jsonb_agg(jsonb_build_object('from', s.valid_from, 'to', least(s.valid_to, ` + dayOf("s.withdrawn_at") + `)))
	 FROM consents s WHERE s.youth_id = e.youth_id) AS consents,
	(SELECT jsonb_agg(jsonb_build_object('from', ` + dayOf("g.made_at") + `, 'to', ` + dayOf("g.closed_at") + `)) FROM goals g WHERE g.enrolment_id = e.id) AS goals,
	(SELECT jsonb_agg(v.at) FROM (
	    SELECT q.answered_at AS at FROM questions q WHERE q.youth_id = e.youth_id AND q.enrolment_id = e.id AND q.answered_at IS NOT NULL
	    UNION ALL SELECT h.at FROM handovers h WHERE h.enrolment_id = e.id AND h.from_id IS NOT NULL
	    UNION ALL SELECT c.occurred_at FROM kickoffs k JOIN contacts c ON c.id = k.contact_id AND c.withdrawn_at IS NULL
	              WHERE k.enrolment_id = e.id AND k.buddy_id IS NOT NULL) v) AS views,
	(SELECT jsonb_agg(` + dayOf("m.starts_at") + `) FROM meetings m
	 WHERE m.youth_id = e.youth_id AND m.enrolment_id = e.id AND m.state = 'held' AND m.starts_at >= @from_at AND m.starts_at < @until_at
	   AND EXISTS (SELECT FROM meeting_people q JOIN network_people n ON n.id = q.person_id
	               WHERE q.meeting_id = m.id AND q.came = 'came' AND n.relation <> 'professional')) AS joined,
	(SELECT jsonb_agg(g.day) FROM (
	    SELECT ` + dayOf("c.occurred_at") + ` AS day FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id AND c.withdrawn_at IS NULL
	    WHERE cy.enrolment_id = e.id AND cy.occurred_at >= @from_at AND cy.occurred_at < @until_at
	      AND EXISTS (SELECT FROM specialists s WHERE s.programme_id = e.programme_id AND s.staff_id = c.author_id
	                  AND daterange(s.from_on, s.to_on, '[]') @> ` + dayOf("c.occurred_at") + `)
	    UNION ALL SELECT ` + dayOf("c.occurred_at") + ` FROM kickoffs k JOIN contacts c ON c.id = k.contact_id AND c.withdrawn_at IS NULL
	    WHERE k.enrolment_id = e.id AND EXISTS (SELECT FROM kickoff_invitees i WHERE i.kickoff_id = k.id AND i.department = 'education_guide' AND i.came = 'came')) g) AS guided`

// talked are the talks with the youth of the course e.
const talked = `FROM contact_youths cy JOIN contacts c ON c.id = cy.contact_id
	WHERE cy.enrolment_id = e.id AND c.outcome = 'talked' AND c.counterpart = 'youth' AND c.withdrawn_at IS NULL`

// nameOf is what the youth y is called.
const nameOf = `concat_ws(' ', coalesce(nullif(y.called_name, ''), y.given_name), nullif(y.family_name, ''))`

// never is the moment that stands for none.
const never = `'0001-01-01 00:00+00'::timestamptz`

// courses reads the courses of some teams that ran in a window, or ended shortly before
// it, with their facts: those that are open and those that are closed each by their
// index on the team. Contacts follow with contacts.
func courses(ctx context.Context, q db.Reader, teams []id.Team, w Window, reader id.Staff) ([]Course, error) {
	list, err := db.All[Course](ctx, q, `
		WITH e AS (
			SELECT * FROM enrolments WHERE team_id = ANY(@teams) AND closed_on IS NULL AND started_on <= @to
			UNION ALL
			SELECT * FROM enrolments WHERE team_id = ANY(@teams) AND closed_on IS NOT NULL AND closed_on >= @since AND started_on <= @to)
		SELECT e.id AS enrolment, e.youth_id AS youth, e.team_id AS team, e.programme_id AS programme, coalesce(e.needs_group, 0) AS needs_group,
		       `+nameOf+` AS name, o.name AS owner,
		       NOT `+standing.NoConflict("@reader", "e.youth_id")+` AS conflict,
		       y.birth_date, e.referred_on, e.started_on, e.closed_on,
		       coalesce((SELECT k.grouping FROM exits x JOIN catalogue k ON k.kind = 'exit' AND k.code = x.code AND daterange(k.valid_from, k.valid_to, '[]') @> x.exit_on
		                 WHERE x.enrolment_id = e.id), '') AS exit,
		       CASE WHEN e.started_on < @from THEN `+never+` ELSE coalesce((SELECT cy.occurred_at `+talked+` ORDER BY cy.occurred_at LIMIT 1), `+never+`) END AS first_talk,
		       coalesce((SELECT cy.occurred_at `+talked+` AND cy.occurred_at < @until_at ORDER BY cy.occurred_at DESC LIMIT 1), `+never+`) AS last_talk,`+facts+`
		FROM e JOIN youths y ON y.id = e.youth_id JOIN staff o ON o.id = e.owner_id
		ORDER BY `+nameOf+` COLLATE "da-x-icu", e.id`,
		db.Args{
			"teams": teams, "reader": reader, "from": w.From, "to": w.Cut(), "since": w.From.AddDays(-glide - 1),
			"from_at": w.From.Start(), "until_at": w.Cut().AddDays(1).Start(),
		})
	if err != nil {
		return nil, fmt.Errorf("courses of %d teams: %w", len(teams), err)
	}
	return list, nil
}

// contacts adds the entries of the log from a day to another to the courses they are of,
// read course by course through the index.
func contacts(ctx context.Context, q db.Reader, list []Course, from, to when.Date) error {
	numbers, at := make([]id.Enrolment, len(list)), make(map[id.Enrolment]int, len(list))
	for i, c := range list {
		numbers[i], at[c.Enrolment] = c.Enrolment, i
	}
	all, err := db.All[Contact](ctx, q, `
		SELECT w.id AS enrolment, c.occurred_at AS at, c.recorded_at AS recorded, c.author_id AS author, c.kind, c.outcome = 'talked' AS talked,
		       c.counterpart, c.place, c.hats, c.account <> '' AS undivided, c.view <> '' AS own_words, c.imported
		FROM unnest(@courses::bigint[]) AS w(id)
		CROSS JOIN LATERAL (SELECT contact_id FROM contact_youths WHERE enrolment_id = w.id AND occurred_at >= @from AND occurred_at < @until OFFSET 0) cy
		CROSS JOIN LATERAL (SELECT * FROM contacts WHERE id = cy.contact_id AND withdrawn_at IS NULL OFFSET 0) c`,
		db.Args{"courses": numbers, "from": from.Start(), "until": to.AddDays(1).Start()})
	if err != nil {
		return fmt.Errorf("contacts of %d courses: %w", len(list), err)
	}
	for _, c := range all {
		c.on = when.Of(c.At)
		course := &list[at[c.Enrolment]]
		course.Contacts = append(course.Contacts, c)
	}
	return nil
}

// Programme is a programme with its rules, its teams and its plan for the needs groups.
type Programme struct {
	Rules
	Teams []id.Team
	Plan  map[int]int // per cent by needs group, on the last day of the window
}

// programmes reads the programmes of some teams, or all that have a team.
func programmes(ctx context.Context, q db.Reader, teams []id.Team, on when.Date) ([]Programme, error) {
	const holds = `'from', v.valid_from, 'to', v.valid_to`
	list, err := db.All[Programme](ctx, q, `
		SELECT p.id AS programme, p.name,
		       (SELECT array_agg(t.id ORDER BY t.id) FROM teams t WHERE t.programme_id = p.id) AS teams,
		       (SELECT jsonb_agg(jsonb_build_object('phase', v.phase, 'every', v.every_days, `+holds+`)) FROM programme_cadences v WHERE v.programme_id = p.id) AS cadences,
		       (SELECT jsonb_agg(jsonb_build_object('buddy', v.buddy, 'norm_max', coalesce(v.norm_max, 0), `+holds+`)) FROM programme_rules v WHERE v.programme_id = p.id) AS models,
		       (SELECT jsonb_agg(jsonb_build_object('days', v.every_days, `+holds+`)) FROM programme_second_eyes v WHERE v.programme_id = p.id) AS eyes,
		       (SELECT jsonb_agg(jsonb_build_object('code', v.code, 'age_months', v.age_months, 'window_days', v.window_days, `+holds+`))
		        FROM programme_milestones v WHERE v.programme_id = p.id) AS milestones,
		       (SELECT jsonb_object_agg(v.needs_group, v.percent) FROM programme_needs_plan v
		        WHERE v.programme_id = p.id AND daterange(v.valid_from, v.valid_to, '[]') @> @on::date) AS plan
		FROM programmes p
		WHERE EXISTS (SELECT FROM teams t WHERE t.programme_id = p.id AND (@teams::bigint[] IS NULL OR t.id = ANY(@teams)))
		ORDER BY p.name COLLATE "da-x-icu"`, db.Args{"teams": teams, "on": on})
	if err != nil {
		return nil, fmt.Errorf("programmes: %w", err)
	}
	return list, nil
}

// items reads the points of the checklist that can be counted, on a day.
func items(ctx context.Context, q db.Reader, on when.Date) ([]Item, error) {
	list, err := db.All[Item](ctx, q, `
		SELECT code, kind, name_da, name_en, source FROM milestone_items
		WHERE daterange(valid_from, valid_to, '[]') @> @on::date
		  AND (kind = 'yes_no' OR kind = 'choice' AND section = 'work' AND choices @> '[{"code": "none"}]') ORDER BY position`, db.Args{"on": on})
	if err != nil {
		return nil, fmt.Errorf("points of the checklist: %w", err)
	}
	return list, nil
}
