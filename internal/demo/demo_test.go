package demo_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/demo"
	"kasket/internal/vault"
	"kasket/internal/when"
)

// loaded is a database with the demo in it, and what it was loaded with.
type loaded struct {
	*testing.T
	demo.Options
	db    *db.DB
	trail *audit.Trail
}

func options(t *testing.T, now time.Time) demo.Options {
	t.Helper()
	v, err := vault.Parse(vault.Generate())
	if err != nil {
		t.Fatal(err)
	}
	return demo.Options{URL: dbtest.URL(t), Vault: v, Now: now, Sign: func(b []byte) []byte { return v.Index(string(b), "audit_events") }}
}

func load(t *testing.T, now time.Time) loaded {
	t.Helper()
	o := options(t, now)
	report, err := demo.Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), o.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	t.Logf("the demo: %d youths, %d contacts in %.1f s", report.Youths, report.Contacts, report.Took.Seconds())
	return loaded{T: t, Options: o, db: d, trail: audit.New(d, o.Sign, func() time.Time { return now })}
}

func (l loaded) count(sql string) int {
	l.Helper()
	n, err := db.Value[int](l.Context(), l.db.Read, sql, nil)
	if err != nil {
		l.Fatalf("%s: %v", sql, err)
	}
	return n
}

var saturdayNight = time.Date(2026, 11, 21, 22, 40, 0, 0, time.UTC)

// Every state of the issue is in the demo, and nothing in it is impossible.
func TestDemo(t *testing.T) {
	l := load(t, saturdayNight)
	today := "DATE '" + when.Of(saturdayNight).String() + "'"
	at := "TIMESTAMPTZ '" + saturdayNight.Format(time.RFC3339) + "'"
	fill := strings.NewReplacer("{today}", today, "{now}", at)
	for what, sql := range map[string]string{
		"overdue":                          `SELECT count(*) FROM enrolments WHERE closed_on IS NULL AND last_contact_at < {now} - interval '15 days'`,
		"covered":                          `SELECT count(*) FROM covers c JOIN enrolments e ON e.id = c.enrolment_id AND e.owner_id = c.for_id WHERE daterange(c.from_on, c.to_on, '[]') @> {today}::date`,
		"owner away without cover":         `SELECT count(*) FROM enrolments e JOIN absences a ON a.staff_id = e.owner_id WHERE e.closed_on IS NULL AND daterange(a.from_on, a.to_on, '[]') @> {today}::date AND NOT EXISTS (SELECT FROM covers c WHERE c.enrolment_id = e.id)`,
		"back with a brief to read":        `SELECT count(*) FROM absences a JOIN staff s ON s.id = a.staff_id WHERE s.email = 'makker@kasket.test' AND a.to_on < {today} AND a.to_on >= {today} - 10 AND EXISTS (SELECT FROM enrolments e JOIN contact_youths cy ON cy.enrolment_id = e.id JOIN contacts c ON c.id = cy.contact_id WHERE e.owner_id = a.staff_id AND c.author_id <> a.staff_id AND (cy.occurred_at AT TIME ZONE 'Europe/Copenhagen')::date BETWEEN a.from_on AND a.to_on) AND NOT EXISTS (SELECT FROM brief_ticks t WHERE t.absence_id = a.id)`,
		"without buddy":                    `SELECT count(*) FROM enrolments WHERE closed_on IS NULL AND buddy_id IS NULL`,
		"protected address":                `SELECT count(*) FROM youths WHERE protection = 'protected' AND address IS NOT NULL`,
		"protected by the police":          `SELECT count(*) FROM youths WHERE protection = 'police'`,
		"fresh referral":                   `SELECT count(*) FROM referrals WHERE open AND referred_on > {today} - 5`,
		"declined referral":                `SELECT count(*) FROM referrals WHERE state = 'declined'`,
		"running internship":               `SELECT count(*) FROM placements WHERE type = 'vp' AND {today} BETWEEN from_on AND to_on`,
		"ordinary hours":                   `SELECT count(*) FROM placements WHERE type = 'ordinaere_timer' AND {today} BETWEEN from_on AND to_on`,
		"ended placements":                 `SELECT count(*) FROM placements WHERE result = 'completed'`,
		"interrupted placement":            `SELECT count(*) FROM placements WHERE result = 'interrupted'`,
		"first month":                      `SELECT count(*) FROM enrolments WHERE closed_on IS NULL AND started_on > {today} - 28`,
		"attempts without answer":          `SELECT count(*) FROM enrolments WHERE closed_on IS NULL AND attempts >= 2`,
		"appointments today":               `SELECT count(*) FROM meetings m JOIN staff s ON s.id = m.staff_id WHERE s.email = 'kontaktperson@kasket.test' AND m.state = 'planned' AND (m.starts_at AT TIME ZONE 'Europe/Copenhagen')::date = {today}`,
		"appointment missed":               `SELECT count(*) FROM meetings WHERE state = 'absent'`,
		"drafts":                           `SELECT count(*) FROM drafts`,
		"agreement due":                    `SELECT count(*) FROM agreements WHERE done_at IS NULL AND due_on = {today}`,
		"agreement late":                   `SELECT count(*) FROM agreements WHERE done_at IS NULL AND due_on < {today}`,
		"goal with a figure":               `SELECT count(*) FROM goal_scales`,
		"who does what":                    `SELECT count(*) FROM interventions`,
		"when a goal is asked for":         `SELECT count(*) FROM programme_goals`,
		"agreement kept":                   `SELECT count(*) FROM agreements WHERE outcome = 'kept'`,
		"safety note that bans a place":    `SELECT count(*) FROM safety_notes WHERE bans_place = 'home' AND {today} BETWEEN from_on AND to_on`,
		"somebody with custody":            `SELECT count(*) FROM network_people p JOIN youths y ON y.id = p.youth_id WHERE p.custody AND y.birth_date > {today} - interval '18 years'`,
		"a power of attorney":              `SELECT count(*) FROM network_people WHERE representative = 'representative' AND power_on IS NOT NULL`,
		"a consent to an authority":        `SELECT count(*) FROM consents WHERE company_id IS NULL AND valid_to >= {today} AND withdrawn_at IS NULL`,
		"something told by it":             `SELECT count(*) FROM disclosures WHERE consent_id IS NOT NULL`,
		"a chosen adult":                   `SELECT count(*) FROM network_people WHERE chosen AND to_on IS NULL`,
		"a network with rings":             `SELECT count(*) FROM network_people WHERE ring <> '' AND sector <> ''`,
		"an assessor":                      `SELECT count(*) FROM network_people WHERE representative = 'assessor'`,
		"interpreter":                      `SELECT count(*) FROM youths WHERE interpreter <> ''`,
		"no CPR":                           `SELECT count(*) FROM youths WHERE cpr IS NULL AND no_cpr_reason <> ''`,
		"question open":                    `SELECT count(*) FROM questions q JOIN staff s ON s.id = q.to_id WHERE s.email = 'faglig@kasket.test' AND q.answered_at IS NULL`,
		"question answered":                `SELECT count(*) FROM questions WHERE answered_at IS NOT NULL AND closed_at IS NULL`,
		"broken glass, not noted":          `SELECT count(*) FROM openings WHERE kind = 'glass' AND seen_at IS NULL`,
		"broken glass, noted":              `SELECT count(*) FROM openings WHERE kind = 'glass' AND seen_at IS NOT NULL`,
		"opened by the leader":             `SELECT count(*) FROM openings WHERE kind = 'leader'`,
		"over norm":                        `SELECT count(*) FROM (SELECT owner_id FROM enrolments WHERE closed_on IS NULL GROUP BY owner_id HAVING count(*) > 18) o`,
		"longest stay passed":              `SELECT count(*) FROM enrolments e JOIN programmes p ON p.id = e.programme_id WHERE p.key = 'rute42' AND e.closed_on IS NULL AND e.started_on < {today} - interval '18 months'`,
		"milestone near":                   `SELECT count(*) FROM enrolments e JOIN youths y ON y.id = e.youth_id JOIN programme_milestones m ON m.programme_id = e.programme_id WHERE y.birth_date + make_interval(months => m.age_months) BETWEEN {today} - 31 AND {today} + 31`,
		"handed over":                      `SELECT count(*) FROM handovers WHERE from_id IS NOT NULL`,
		"asked to take over":               `SELECT count(*) FROM transfers t JOIN staff s ON s.id = t.to_id WHERE s.email = 'kontaktperson@kasket.test' AND t.state = 'open'`,
		"request given back":               `SELECT count(*) FROM transfers t JOIN staff s ON s.id = t.from_id WHERE s.email = 'kontaktperson@kasket.test' AND t.state = 'returned' AND t.noted_at IS NULL`,
		"declared conflict":                `SELECT count(*) FROM conflicts k JOIN enrolments e ON e.youth_id = k.youth_id AND e.closed_on IS NULL AND e.owner_id <> k.staff_id WHERE k.ended_at IS NULL`,
		"move on another team's board":     `SELECT count(*) FROM referrals r JOIN enrolments e ON e.id = r.from_enrolment AND e.closed_on IS NULL WHERE r.open AND r.team_id <> e.team_id`,
		"left staff":                       `SELECT count(*) FROM staff WHERE left_on < {today}`,
		"chosen cadence":                   `SELECT count(*) FROM programme_cadences WHERE source = 'Demokommunens valg' AND phase = 'regular' AND every_days = 14`,
		"three fields":                     `SELECT count(*) FROM contacts WHERE facts <> '' AND view <> '' AND assessment <> ''`,
		"a part for a decision":            `SELECT count(*) FROM contacts WHERE authority <> '' AND array_length(hats, 1) > 1`,
		"older than a year":                `SELECT count(*) FROM contacts WHERE occurred_at < {now} - interval '1 year'`,
		"talk with a relative":             `SELECT count(*) FROM contacts WHERE counterpart = 'relative'`,
		"a company that called":            `SELECT count(*) FROM contacts WHERE counterpart = 'company' AND direction = 'in'`,
		"start held":                       `SELECT count(*) FROM kickoffs WHERE kind = 'kickoff' AND held_at IS NOT NULL`,
		"intro held":                       `SELECT count(*) FROM kickoffs WHERE kind = 'intro' AND held_at IS NOT NULL`,
		"start planned":                    `SELECT count(*) FROM kickoffs k JOIN meetings m ON m.id = k.meeting_id WHERE k.held_at IS NULL AND m.starts_at > {now}`,
		"start missing and late":           `SELECT count(*) FROM enrolments e JOIN programme_starts s ON s.programme_id = e.programme_id AND s.valid_to IS NULL WHERE e.closed_on IS NULL AND e.started_on + s.within_days < {today} AND e.started_on > {today} - 30 AND NOT EXISTS (SELECT FROM kickoffs k WHERE k.enrolment_id = e.id)`,
		"document of the contact person":   `SELECT count(*) FROM documents d JOIN staff s ON s.id = d.added_by WHERE s.email = 'kontaktperson@kasket.test'`,
		"request for access, open":         `SELECT count(*) FROM access_requests r JOIN staff s ON s.id = r.by_id WHERE s.email = 'kontaktperson@kasket.test' AND r.closed_at IS NULL`,
		"underretning without a receipt":   `SELECT count(*) FROM documents WHERE type = 'underretning' AND direction = 'out' AND receipt_on IS NULL AND dated_on < {today} - 8`,
		"a decision in force":              `SELECT count(*) FROM decisions d JOIN decision_notices n ON n.decision_id = d.id WHERE d.state = 'notified' AND n.letter_id IS NOT NULL`,
		"a party being heard":              `SELECT count(*) FROM decisions d JOIN decision_hearings h ON h.decision_id = d.id WHERE d.state = 'hearing' AND h.until_on > {today}`,
		"a decision being written":         `SELECT count(*) FROM decisions d JOIN staff s ON s.id = d.author_id WHERE d.state = 'draft' AND s.email = 'kontaktperson@kasket.test'`,
		"a sanction in progress":           `SELECT count(*) FROM decisions d JOIN decision_hearings h ON h.decision_id = d.id AND h.answer <> '' WHERE d.state = 'draft' AND EXISTS (SELECT FROM decision_checks k WHERE k.decision_id = d.id)`,
		"a complaint":                      `SELECT count(*) FROM complaints WHERE state = 'received'`,
		"a company on pause":               `SELECT count(*) FROM companies WHERE pause_until > {today}`,
		"a company that asked us":          `SELECT count(*) FROM contacts WHERE company_id IS NOT NULL AND direction = 'in' AND NOT EXISTS (SELECT FROM contact_youths y WHERE y.contact_id = contacts.id)`,
		"a call on both sides":             `SELECT count(*) FROM contacts c JOIN contact_youths y ON y.contact_id = c.id WHERE c.company_id IS NOT NULL AND c.for_company <> ''`,
		"a consent that holds":             `SELECT count(*) FROM consents WHERE valid_to > {today} AND withdrawn_at IS NULL`,
		"accompanied soon, with words":     `SELECT count(*) FROM meetings m JOIN staff s ON s.id = m.staff_id WHERE s.email = 'kontaktperson@kasket.test' AND m.kind = 'accompaniment' AND m.state = 'planned' AND m.wants <> '' AND m.starts_at > {now}`,
		"accompanied, and agreed on":       `SELECT count(*) FROM meetings m JOIN agreements a ON a.meeting_id = m.id JOIN contacts c ON c.id = m.contact_id WHERE m.kind = 'accompaniment' AND m.wants <> '' AND c.activity = 'doctor'`,
		"an age announced":                 `SELECT count(*) FROM enrolments e JOIN youths y ON y.id = e.youth_id JOIN programme_milestones m ON m.programme_id = e.programme_id WHERE e.closed_on IS NULL AND (y.birth_date + make_interval(months => m.age_months))::date BETWEEN {today} AND {today}::date + m.announce_days AND NOT EXISTS (SELECT FROM meetings h WHERE h.enrolment_id = e.id AND h.milestone = m.code AND h.state IN ('planned', 'held'))`,
		"an age that waits":                `SELECT count(*) FROM enrolments e JOIN youths y ON y.id = e.youth_id JOIN programme_milestones m ON m.programme_id = e.programme_id WHERE e.closed_on IS NULL AND (y.birth_date + make_interval(months => m.age_months))::date BETWEEN {today}::date - m.window_days AND {today} AND NOT EXISTS (SELECT FROM meetings h WHERE h.enrolment_id = e.id AND h.milestone = m.code AND h.state IN ('planned', 'held'))`,
		"an age planned":                   `SELECT count(*) FROM meetings WHERE milestone <> '' AND state = 'planned' AND starts_at > {now}`,
		"an age held, with its list":       `SELECT count(*) FROM meetings m WHERE milestone <> '' AND state = 'held' AND reason = '' AND EXISTS (SELECT FROM meeting_answers a WHERE a.meeting_id = m.id)`,
		"an age held late":                 `SELECT count(*) FROM meetings WHERE milestone <> '' AND state = 'held' AND reason <> ''`,
		"a team meeting held":              `SELECT count(*) FROM team_meetings WHERE kind = 'weekly' AND state = 'held' AND notes <> ''`,
		"a team meeting ahead":             `SELECT count(*) FROM team_meetings WHERE kind = 'weekly' AND state = 'planned' AND agenda <> '' AND starts_at > {now}`,
		"supervision":                      `SELECT count(*) FROM team_meetings WHERE kind = 'supervision' AND state = 'held'`,
		"the leaders' group":               `SELECT count(*) FROM team_meetings WHERE kind = 'leader_group' AND state = 'held'`,
		"a statutory interval":             `SELECT count(*) FROM programme_meeting_types WHERE kind = 'statutory' AND every_days IS NOT NULL AND source = 'Demokommunens valg'`,
		"a statutory conversation held":    `SELECT count(*) FROM meetings WHERE kind = 'statutory' AND state = 'held'`,
		"something a programme measures":   `SELECT count(*) FROM programme_measures WHERE valid_to IS NULL`,
		"six kinds of activities":          `SELECT count(*) FROM (SELECT count(DISTINCT activity) AS n FROM contacts WHERE activity <> '') a WHERE n >= 6`,
		"a group that has met":             `SELECT count(*) FROM group_sessions s WHERE EXISTS (SELECT FROM group_attendance a WHERE a.session_id = s.id)`,
		"a session that waits":             `SELECT count(*) FROM group_sessions s WHERE s.starts_at < {now} AND NOT EXISTS (SELECT FROM group_attendance a WHERE a.session_id = s.id)`,
		"a planned stay with its decision": `SELECT count(*) FROM placements WHERE from_on > {today} AND decision_id IS NOT NULL`,
		"a stay that runs, agreed":         `SELECT count(*) FROM placements WHERE cleared AND agreement_state = 'approved' AND result = '' AND {today} BETWEEN from_on AND to_on`,
		"a course of WHO-5":                `SELECT count(*) FROM (SELECT count(*) AS n FROM measurements m JOIN instruments i ON i.id = m.instrument_id WHERE i.code = 'who5' AND score IS NOT NULL GROUP BY youth_id) w WHERE n >= 4`,
		"a low score not talked about yet": `SELECT count(*) FROM measurements WHERE score <= 35 AND on_day >= {today}::date - 4`,
		"indicators by both":               `SELECT count(*) FROM (SELECT count(DISTINCT m.respondent) AS n FROM measurements m JOIN instruments i ON i.id = m.instrument_id WHERE i.code = 'indicators' GROUP BY youth_id) w WHERE n = 2`,
		"a dream in one's own words":       `SELECT count(*) FROM (SELECT count(DISTINCT youth_id) AS n FROM own_words WHERE kind = 'dream' AND text <> '') w WHERE n >= 4`,
		"a match that led to a stay":       `SELECT count(*) FROM company_matches m JOIN placements p ON p.match_id = m.id WHERE m.answer = 'yes' AND m.answer_note <> ''`,
		"a match that waits for an answer": `SELECT count(*) FROM company_matches WHERE answer = 'asked'`,
		"a stay that is over":              `SELECT count(*) FROM placements WHERE cleared AND result = '' AND to_on < {today}`,
		"accounts":                         `SELECT count(*) FROM staff WHERE demo AND password_hash IS NOT NULL`,
		"a course in every team":           `SELECT count(*) FROM (SELECT count(DISTINCT team_id) AS n FROM enrolments WHERE closed_on IS NULL) t WHERE n = 4`,
		"six ways in which courses ended":  `SELECT count(*) FROM (SELECT count(DISTINCT code) AS n FROM exits) x WHERE n >= 6`,
	} {
		if n := l.count(fill.Replace(sql)); n == 0 {
			t.Errorf("the demo has none: %s", what)
		}
	}
	l.sound()
	l.seen()
	l.tone()
	if _, err := demo.Load(t.Context(), l.Options); !errors.Is(err, demo.ErrLoaded) {
		t.Errorf("a second load: %v, want ErrLoaded", err)
	}
}

// sound asks what the doctor of an installation would ask.
func (l loaded) sound() {
	l.Helper()
	for what, sql := range map[string]string{
		"owner who is not the last link": `SELECT count(*) FROM enrolments e WHERE e.owner_id <> (SELECT to_id FROM handovers h WHERE h.enrolment_id = e.id ORDER BY id DESC LIMIT 1)`,
		"gap in a chain of owners": `SELECT count(*) FROM (SELECT from_id, lag(to_id) OVER w AS before, at, lag(at) OVER w AS earlier FROM handovers WINDOW w AS (PARTITION BY enrolment_id ORDER BY id)) h
			WHERE h.from_id IS DISTINCT FROM h.before OR h.at < h.earlier`,
		"owner who has left":            `SELECT count(*) FROM enrolments e JOIN staff s ON s.id = e.owner_id WHERE e.closed_on IS NULL AND s.left_on IS NOT NULL`,
		"contact before the course":     `SELECT count(*) FROM contact_youths c JOIN enrolments e ON e.id = c.enrolment_id WHERE c.occurred_at < e.started_on`,
		"contact written before it was": `SELECT count(*) FROM contacts WHERE recorded_at < occurred_at`,
		"trail that runs backwards":     `SELECT count(*) FROM (SELECT at, lag(at) OVER (ORDER BY id) AS before FROM audit_events) e WHERE e.at < e.before`,
	} {
		if n := l.count(sql); n != 0 {
			l.Errorf("%d of the demo: %s", n, what)
		}
	}
	report, err := l.trail.Verify(l.Context())
	// Lines may still wait: a transaction of another test on the server holds the sealer back.
	if err != nil || len(report.Faults) != 0 || report.Sealed+report.Unsealed == 0 {
		l.Errorf("the trail: %+v, %v", report, err)
	}
}

// known are people one may have heard of. Nobody of the demo is called as they are.
var known = []string{
	"Mette Frederiksen", "Lars Løkke Rasmussen", "Poul Nyrup Rasmussen", "Poul Schlüter", "Anker Jørgensen", "Helle Thorning-Schmidt",
	"Caroline Wozniacki", "Mads Mikkelsen", "Nikolaj Lie Kaas", "Sofie Gråbøl", "Trine Dyrholm", "Christian Eriksen", "Viktor Axelsen",
	"Jonas Vingegaard", "Karen Blixen", "Søren Kierkegaard", "Astrid Lindgren", "Emil Nolde", "Line Knutzon", "Maja Lee Langvad",
}

// seen looks at every name and number that is shown.
func (l loaded) seen() {
	l.Helper()
	people, err := db.All[struct {
		ID   int64
		CPR  []byte
		Name string
	}](l.Context(), l.db.Read, `SELECT id, cpr, given_name || ' ' || family_name AS name FROM youths UNION ALL SELECT 0, NULL, name FROM staff`, nil)
	if err != nil {
		l.Fatal(err)
	}
	names := map[string]bool{}
	for _, p := range people {
		for _, k := range known {
			if strings.EqualFold(p.Name, k) {
				l.Errorf("%s is somebody", p.Name)
			}
		}
		if names[p.Name] {
			l.Errorf("two are called %s", p.Name)
		}
		names[p.Name] = true
		if p.CPR == nil {
			continue
		}
		plain, err := l.Vault.Open(p.CPR, fmt.Sprintf("youths:%d:cpr", p.ID))
		if err != nil {
			l.Fatal(err)
		}
		if c := youth.CPR(plain); !c.Test() || !c.Modulus11() {
			l.Errorf("the number of %s, %s, is not made for tests", p.Name, c)
		}
	}
}

// tone: what is written can be read by the youth, without labels or shouting
// (domain 10.3).
func (l loaded) tone() {
	l.Helper()
	texts, err := db.Values[string](l.Context(), l.db.Read, `
		SELECT account || facts || view || assessment || authority FROM contacts UNION ALL SELECT text FROM agreements
		UNION ALL SELECT wish || summary FROM enrolments UNION ALL SELECT remember FROM youths UNION ALL SELECT reason FROM referrals
		UNION ALL SELECT text || answer FROM questions UNION ALL SELECT note FROM exits
		UNION ALL SELECT offers || mind FROM companies UNION ALL SELECT for_company FROM contacts UNION ALL SELECT said FROM consents
		UNION ALL SELECT text FROM own_words UNION ALL SELECT comment FROM measurements UNION ALL SELECT sentence || answer_note FROM company_matches
		UNION ALL SELECT tasks || job_goal FROM placements UNION ALL SELECT text FROM complaints
		UNION ALL SELECT wants || agenda || reason || title FROM meetings UNION ALL SELECT notes || agenda FROM team_meetings`, nil)
	if err != nil {
		l.Fatal(err)
	}
	for _, text := range texts {
		for _, word := range []string{"!", "misbruger", "klient", "umotiveret", "gider ikke", "adhd'er", "frafald", "{", "  "} {
			if strings.Contains(strings.ToLower(text), word) {
				l.Errorf("%q is in %q", word, text)
			}
		}
		if strings.Count(text, "»") != strings.Count(text, "«") {
			l.Errorf("quotation marks: %q", text)
		}
	}
}

// Whichever day it is loaded, it loads: a Monday morning, the change of
// clocks.
func TestAnyDay(t *testing.T) {
	for _, at := range []string{"2026-11-23T05:10:00Z", "2027-03-28T09:00:00Z"} {
		t.Run(at, func(t *testing.T) {
			now, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			load(t, now).sound()
		})
	}
}

// A load that was cut off is seen, and started over where one asks for it. Two at
// once load once.
func TestCutOffAndAtOnce(t *testing.T) {
	o := options(t, saturdayNight)
	short, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	if r, err := demo.Load(short, o); err == nil {
		t.Fatalf("the load was not cut off: %+v", r)
	}
	if _, err := demo.Load(t.Context(), o); !errors.Is(err, demo.ErrUnfinished) {
		t.Fatalf("after a load was cut off: %v, want ErrUnfinished", err)
	}
	o.Anew = true
	var group sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		group.Go(func() { _, errs[i] = demo.Load(t.Context(), o) })
	}
	group.Wait()
	if !errors.Is(errs[0], demo.ErrLoaded) {
		errs[0], errs[1] = errs[1], errs[0]
	}
	if !errors.Is(errs[0], demo.ErrLoaded) || errs[1] != nil {
		t.Errorf("two at once: %v and %v, want one load and ErrLoaded", errs[0], errs[1])
	}
}

func TestLoadRefusesWhatIsInUse(t *testing.T) {
	o := options(t, saturdayNight)
	o.Anew = true
	d, err := db.Open(context.Background(), o.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Write.Exec(t.Context(), `INSERT INTO staff (name, email) VALUES ('Anna', 'anna@kasket.test')`); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Load(t.Context(), o); !errors.Is(err, demo.ErrInUse) {
		t.Errorf("into a database in use: %v, want ErrInUse", err)
	}
}
