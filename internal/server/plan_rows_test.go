package server_test

import (
	"github.com/jackc/pgx/v5"

	"kasket/internal/db"
)

// hot are the statements that run all day, each with the index that carries it.
func (l *land) hot() map[string]string {
	return map[string]string{
		"GET /":                         "sessions_pkey",
		"GET /questions":                "questions_to",
		"GET /youths/{youth}/questions": "questions_by_youth",
		"POST /search":                  "contact_additions_by",
	}
}

// grow adds the rows of some years beside those of the land: twenty thousand youths
// of thirty teams, with what was written about them.
func (l *land) grow() {
	l.Helper()
	// Foreign keys and the triggers of the chains would look at each row by itself.
	err := pgx.BeginFunc(l.Context(), l.DB.Write, func(tx pgx.Tx) error {
		if _, err := tx.Exec(l.Context(), `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		for _, sql := range rows {
			if _, err := tx.Exec(l.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		l.Fatal(err)
	}
	l.Exec(`ANALYZE`, db.Args{})
}

// rows are numbered from 100000, so that they meet none of the land's.
var rows = []string{
	`INSERT INTO teams (id, name, programme_id) OVERRIDING SYSTEM VALUE
	 SELECT 100000 + n, 'Hold ' || n, 1 FROM generate_series(1, 30) AS n`,
	`INSERT INTO staff (id, name, email) OVERRIDING SYSTEM VALUE
	 SELECT 100000 + n, 'Medarbejder ' || n, 'm' || n || '@kasket.test' FROM generate_series(1, 300) AS n`,
	`INSERT INTO memberships (staff_id, team_id, roles)
	 SELECT 100000 + n, 100001 + n % 30, '{caseworker}' FROM generate_series(1, 300) AS n`,
	`INSERT INTO youths (id, given_name, family_name, called_name, no_cpr_reason, birth_date, phone) OVERRIDING SYSTEM VALUE
	 SELECT 100000 + n, (ARRAY['Mads','Ida','Aya','Bjørn','Sofie','Yusuf','Åse','Emil'])[1 + n % 8] || chr(97 + n % 26),
	        (ARRAY['Holm','Lund','Friis','Bæk','Kjær'])[1 + n % 5] || chr(97 + n % 23), '', 'Ikke oplyst', date '2004-01-01' + n % 3000, (20000000 + n * 37)::text
	 FROM generate_series(1, 24000) AS n`,
	`INSERT INTO enrolments (id, youth_id, programme_id, team_id, owner_id, started_on, closed_on, followup_ends_on, last_contact_at) OVERRIDING SYSTEM VALUE
	 SELECT 100000 + n, 100000 + n, 1, 100001 + n % 30, 100001 + n % 300, date '2024-01-01' + n % 900,
	        CASE WHEN n % 2 = 0 THEN date '2026-08-01' END, CASE WHEN n % 2 = 0 THEN date '2027-08-01' END, timestamptz '2026-11-01' + n * interval '1 minute'
	 FROM generate_series(1, 24000) AS n`,
	`INSERT INTO handovers (enrolment_id, to_id, by_id, reason, at)
	 SELECT id, owner_id, owner_id, 'Begyndt', started_on FROM enrolments WHERE id > 100000`,
	`INSERT INTO contacts (id, author_id, kind, outcome, occurred_at, recorded_at, account) OVERRIDING SYSTEM VALUE
	 SELECT 100000 + n, 100001 + n % 300, 'walk', 'talked', timestamptz '2025-01-01' + n * interval '40 minutes', timestamptz '2025-01-01' + n * interval '41 minutes',
	        'Vi talte om ' || (ARRAY['skole','praktik','bolig','økonomi','familie','værksted'])[1 + n % 6] || ' og aftalte nummer ' || n
	 FROM generate_series(1, 15000) AS n`,
	`INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at)
	 SELECT id, 100001 + id % 24000, 100001 + id % 24000, occurred_at FROM contacts WHERE id > 100000`,
	`INSERT INTO contact_additions (contact_id, author_id, text, at)
	 SELECT 100001 + n, 100001 + n % 300, 'Tilføjet', timestamptz '2026-01-01' FROM generate_series(1, 6000) AS n`,
	`INSERT INTO contact_versions (contact_id, version, fields, by_id, at)
	 SELECT 100001 + n, 1, '{}', 100001 + n % 300, timestamptz '2026-01-01' FROM generate_series(1, 6000) AS n`,
	`INSERT INTO buddy_changes (enrolment_id, to_id, by_id, at)
	 SELECT 100001 + n, 100001 + n % 300, 100001, timestamptz '2026-01-01' FROM generate_series(1, 6000) AS n`,
	`INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, by_id)
	 SELECT 100001 + n, 100001 + (n + 1) % 300, 100001 + n % 300, date '2026-11-01' + n % 30, date '2026-11-10' + n % 30, 100001 FROM generate_series(1, 3000) AS n`,
	`INSERT INTO agreements (youth_id, enrolment_id, text, due_on, made_by, made_at)
	 SELECT 100001 + n % 24000, 100001 + n % 24000, 'Ringer', date '2026-11-01' + n % 60, 100001 + n % 300, timestamptz '2026-10-01' FROM generate_series(1, 24000) AS n`,
	`INSERT INTO meetings (youth_id, enrolment_id, staff_id, starts_at, by_id)
	 SELECT 100001 + n % 24000, 100001 + n % 24000, 100001 + n % 300, timestamptz '2026-11-01' + n * interval '20 minutes', 100001 + n % 300 FROM generate_series(1, 24000) AS n`,
	`INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, by_id)
	 SELECT 100001 + n % 24000, 100001 + n % 24000, 1, (SELECT min(id) FROM company_workplaces WHERE company_id = 1), 'vp', date '2026-01-01' + n % 300, 100001 + n % 300 FROM generate_series(1, 4000) AS n`,
	`INSERT INTO questions (youth_id, enrolment_id, asked_by, to_id, text, asked_at, until_on, answer, answered_at, closed_at)
	 SELECT 100001 + n % 24000, 100001 + n % 24000, 100001 + n % 300, 100001 + (n + 7) % 300, 'Hvad gør vi?', timestamptz '2026-10-01', date '2026-12-01',
	        CASE WHEN n % 3 > 0 THEN 'Prøv igen' ELSE '' END, CASE WHEN n % 3 > 0 THEN timestamptz '2026-10-02' END, CASE WHEN n % 3 > 1 THEN timestamptz '2026-10-03' END
	 FROM generate_series(1, 4000) AS n`,
	`INSERT INTO referrals (team_id, youth_id, referred_on, state, enrolment_id, decided_by, decided_at, by_id)
	 SELECT 100001 + n % 30, 100000 + n, date '2026-10-01' + n % 40, s.state, CASE WHEN s.state = 'assigned' THEN 100000 + n END,
	        CASE WHEN s.state = 'assigned' THEN 100001 END, CASE WHEN s.state = 'assigned' THEN timestamptz '2024-01-01' + n * interval '1 hour' END, 100001
	 FROM generate_series(1, 24000) AS n, LATERAL (SELECT CASE WHEN n % 240 = 0 THEN 'waiting' ELSE 'assigned' END AS state) s`,
	`INSERT INTO openings (staff_id, youth_id, team_id, kind, reason, at, until)
	 SELECT 100001 + n % 300, 100001 + n % 24000, 100001 + n % 30, 'glass', 'Akut', timestamptz '2026-10-01' + n * interval '5 minutes', timestamptz '2026-10-02' + n * interval '5 minutes' FROM generate_series(1, 4000) AS n`,
	`INSERT INTO drafts (author_id, key, youth_id, fields)
	 SELECT 100001 + n % 300, gen_random_uuid(), 100001 + n % 24000, '{}' FROM generate_series(1, 3000) AS n`,
	`INSERT INTO safety_notes (youth_id, text, from_on, to_on, by_id)
	 SELECT 100001 + n % 24000, 'Mødes ude', date '2026-01-01', date '2026-12-31', 100001 FROM generate_series(1, 3000) AS n`,
	`INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id)
	 SELECT id, 'job_full', 'good', closed_on, owner_id FROM enrolments WHERE id > 100000 AND closed_on IS NOT NULL`,
	`INSERT INTO sessions (token_hash, staff_id, data, expires_at)
	 SELECT decode(md5(n::text), 'hex'), 100001 + n % 300, '\x00', timestamptz '2026-11-22' FROM generate_series(1, 3000) AS n`,
	`INSERT INTO audit_events (at, staff_id, action, youth_id, nonce, mark)
	 SELECT timestamptz '2026-01-01' + n * interval '10 minutes', 100001 + n % 300, 'view youth', 100001 + n % 24000, 'n' || n, '\x00' FROM generate_series(1, 20000) AS n`,
}
