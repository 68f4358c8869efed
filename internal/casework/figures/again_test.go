package figures_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"

	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/id"
)

// tally is what both ways must agree on.
type tally struct{ Num, Of, Missing int }

// Every rate of every shipped definition is the one that plain SQL finds straight in the
// raw rows, over random histories and periods. The second way knows nothing of the first:
// the codes stand in it as the seeds have them, and the stays are windows over rows.
func TestEveryRateAgain(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := &raw{World: casetest.New(t), Rand: rand.New(rand.NewPCG(seed, 7))}
			h.found()
			h.youths(220)
			h.targets()
			compared, counted, unknown := 0, 0, 0
			for range 8 {
				p := h.period()
				f, err := h.Figures.Overview(t.Context(), h.leader, p)
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]int{}
				for _, r := range f.Results {
					seen[r.Definition.Key]++
					for before, rates := range map[bool][]figures.Rate{false: r.Rates, true: r.Before} {
						for _, x := range rates {
							got, want := tally{x.Num, x.Of, x.MissingN()}, h.again(r, x.Part, before, p)
							if got != want {
								t.Errorf("%s %s (before: %t) of %s, %s to %s: %+v, counted again %+v", r.Definition.Key, x.Part, before, r.Name, p.From, p.To, got, want)
							}
							compared, counted, unknown = compared+1, counted+got.Of, unknown+got.Missing
						}
					}
				}
				for _, key := range []string{"left_to_education_or_job", "ready_within_12", "got_started", "status_now", "held_after_12"} {
					if seen[key] != len(h.led) {
						t.Errorf("%s: %d results for %d teams", key, seen[key], len(h.led))
					}
				}
				if seen["target_group_change"] != 2 { // once a programme
					t.Errorf("target_group_change: %d results", seen["target_group_change"])
				}
			}
			t.Logf("%d rates of %d youths in all, %d of them unknown, were the same both ways", compared, counted, unknown)
			if compared < 200 || counted < 1000 || unknown < 100 {
				t.Error("there was too little to compare")
			}
		})
	}
}

// knownRows are the raw rows as they were known on a day: a stay is one course, or several
// with moves to another team between them; it is the last one's team's.
const knownRows = `
	WITH known AS (
		SELECT e.*, CASE WHEN e.closed_on <= @cut THEN e.closed_on END AS ended, x.code, x.exit_on
		FROM enrolments e LEFT JOIN exits x ON x.enrolment_id = e.id AND x.exit_on <= @cut WHERE e.started_on <= @cut
	), linked AS (
		SELECT *, coalesce(lag(code) OVER w = 'moved_team' AND lag(programme_id) OVER w = programme_id, false) AS goes_on
		FROM known WINDOW w AS (PARTITION BY youth_id ORDER BY started_on, id)
	), numbered AS (
		SELECT *, count(*) FILTER (WHERE NOT goes_on) OVER (PARTITION BY youth_id ORDER BY started_on, id) AS stay FROM linked
	), stays AS (
		SELECT DISTINCT ON (youth_id, stay) youth_id, stay, team_id, id AS last, ended, nullif(code, 'moved_team') AS code,
		       CASE WHEN code <> 'moved_team' THEN exit_on END AS exit_on, min(started_on) OVER (PARTITION BY youth_id, stay) AS start
		FROM numbered ORDER BY youth_id, stay, started_on DESC, id DESC
	), said AS (
		SELECT n.youth_id, n.stay, s.moment, s.code, row_number() OVER (ORDER BY s.on_day, n.started_on, n.id, s.id) AS nr
		FROM numbered n JOIN statuses s ON s.enrolment_id = n.id WHERE s.withdrawn_at IS NULL AND s.on_day <= @cut
	), judged AS (SELECT s.youth_id, s.stay, CASE %s END AS answer FROM stays s WHERE s.team_id = @team AND %s)
	SELECT count(*) FILTER (WHERE answer = 'yes') AS num, count(*) FILTER (WHERE answer <> 'out') AS of, count(*) FILTER (WHERE answer = 'unknown') AS missing
	FROM (SELECT DISTINCT ON (youth_id) * FROM judged ORDER BY youth_id, %s stay DESC) one`

// What the seeds say, once more (domain 8.1 and 8.3).
const (
	onward    = `'edu_upper', 'edu_higher', 'apprentice', 'fgu_agu', 'fgu_pgu', 'fgu_egu', 'stu', 'prep', 'job_full', 'job_part'`
	leftOut   = `WHEN s.code IN ('moved', 'death', 'wrong_group') THEN 'out' `
	yearAgo   = `BETWEEN @from::date - interval '12 months' AND @to::date + 1 - interval '12 months' - interval '1 day'`
	aliveWith = `EXISTS (SELECT FROM said a WHERE (a.youth_id, a.stay) = (s.youth_id, s.stay) AND a.moment NOT IN ('before', 'start') AND a.code `
	ready     = `EXISTS (SELECT FROM numbered n WHERE (n.youth_id, n.stay) = (s.youth_id, s.stay) AND n.ready_on <= least(@cut, s.start + interval '12 months') AND n.ready_for `
	newestNow = `(SELECT a.code FROM said a WHERE (a.youth_id, a.stay) = (s.youth_id, s.stay) AND a.moment <> 'before' ORDER BY a.nr DESC LIMIT 1)`
	newestOld = `(SELECT a.code FROM said a WHERE (a.youth_id, a.stay) = (s.youth_id, s.stay) AND a.moment IN ('before', 'start') ORDER BY a.moment = 'before' DESC, a.nr DESC LIMIT 1)`
	yearOn    = `(SELECT f.code FROM followups f WHERE f.enrolment_id = s.last AND f.exit_on = s.exit_on AND f.months = 12 AND f.on_day <= @cut ORDER BY f.id DESC LIMIT 1)`
)

// again counts a rate from the raw rows.
func (h *raw) again(r figures.Result, part string, before bool, p figures.Period) tally {
	h.Helper()
	in := map[string]string{"education": `'education', 'apprentice'`, "job": `'job'`, "all": `'education', 'apprentice', 'job'`}[part]
	stands := func(code string) string {
		return fmt.Sprintf(`WHEN coalesce(%s, 'unknown') = 'unknown' THEN 'unknown' WHEN %s IN (%s) THEN 'yes' ELSE 'no'`, code, code, in)
	}
	var answer, cohort, first string
	switch r.Definition.Key {
	case "left_to_education_or_job":
		answer, cohort = leftOut+`WHEN s.code IN (`+onward+`) THEN 'yes' ELSE 'no'`, `s.exit_on BETWEEN @from AND @to`
	case "held_after_12":
		answer, cohort = leftOut+stands(yearOn), `s.exit_on `+yearAgo
	case "ready_within_12":
		answer = `WHEN ` + ready + `<> '') THEN 'yes' WHEN ` + ready + `= '') THEN 'unknown'
			WHEN s.exit_on <= s.start + interval '12 months' AND NOT EXISTS (SELECT FROM numbered n WHERE (n.youth_id, n.stay) = (s.youth_id, s.stay) AND n.ready_for <> '' AND n.ready_on <= @cut)
			 AND (SELECT k.grouping FROM catalogue k WHERE k.kind = 'exit' AND k.code = s.code) IN ('education', 'job') THEN 'unknown' ELSE 'no'`
		cohort = `s.start ` + yearAgo
	case "got_started":
		answer = `WHEN s.code IN (` + onward + `, 'hours', 'fleksjob', 'lt', 'other_offer')
			OR ` + aliveWith + `IN ('education', 'apprentice', 'job', 'supported_job', 'prep', 'placement', 'other_offer')) THEN 'yes'
			WHEN s.code IS NOT NULL OR ` + aliveWith + `<> 'unknown') THEN 'no' ELSE 'unknown'`
		cohort = `s.start <= @to AND (s.ended IS NULL OR s.ended >= @to::date + 1 - interval '36 months')`
		first = `answer = 'yes' DESC, `
	case "status_now":
		answer, cohort = stands(newestNow), `s.ended IS NULL`
		if before {
			answer = stands(newestOld)
		}
	case "target_group_change":
		return h.changeAgain(r.Programme, p)
	default:
		h.Fatalf("nobody counts %q again", r.Definition.Key)
	}
	found, err := h.DB.Write.Query(h.Context(), fmt.Sprintf(knownRows, answer, cohort, first), pgx.NamedArgs{"team": r.Team, "from": p.From, "to": p.To, "cut": p.To})
	if err != nil {
		h.Fatal(err)
	}
	got, err := pgx.CollectExactlyOneRow(found, pgx.RowToStructByName[tally])
	if err != nil {
		h.Fatal(err)
	}
	return got
}

// changeAgain is the month that a period ends in, and the same month the year before.
func (h *raw) changeAgain(programme id.Programme, p figures.Period) tally {
	h.Helper()
	var got [2]int
	var out tally
	for i, back := range []string{"0 months", "12 months"} {
		n, err := db.Values[int](h.Context(), h.DB.Write, `
			SELECT count FROM target_counts WHERE programme_id = @programme AND month = date_trunc('month', @to::date) - @back::text::interval ORDER BY id DESC LIMIT 1`,
			db.Args{"programme": programme, "to": p.To, "back": back})
		if err != nil {
			h.Fatal(err)
		}
		if len(n) == 0 {
			out.Missing++
			continue
		}
		got[i] = n[0]
	}
	if out.Missing == 0 {
		out.Num, out.Of = got[0], got[1]
	}
	return out
}

// Who was ready before a move to another team, and nobody wrote for what, may have been
// ready in time: that they were ready for a job long after says nothing of it.
func TestReadyBeforeAMove(t *testing.T) {
	from := figures.Year(2024).From
	courses := []figures.Course{
		{ID: 1, Youth: 1, Team: 1, Programme: 1, StartedOn: from, ReadyOn: from.AddMonths(3), ClosedOn: from.AddMonths(6), Exit: "moved_team", ExitOn: from.AddMonths(6)},
		{ID: 2, Youth: 1, Team: 2, Programme: 1, StartedOn: from.AddMonths(6), ReadyFor: "job", ReadyOn: from.AddMonths(20)},
	}
	p := figures.Year(2025)
	now, _ := readyIn12.Rates(figures.Stays(courses, p.To), p, p.To)
	if r := now[0]; r.Num != 0 || r.Of != 1 || r.MissingN() != 1 {
		t.Errorf("%+v", r)
	}
}
