package figures_test

import (
	"maps"
	"math/rand/v2"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// raw writes rows at random.
type raw struct {
	*casetest.World
	*rand.Rand
	teams  []id.Team // the first two and the last are led; three of one programme, one of another
	led    []id.Team
	owner  map[id.Team]id.Staff
	leader access.Actor
}

func (h *raw) found() {
	h.teams = []id.Team{h.TeamOf("rute42", "Øst"), h.TeamOf("rute42", "Vest"), h.TeamOf("rute42", "Nord"), h.TeamOf("borgerkonsulent", "Halsnæs")}
	h.led = []id.Team{h.teams[0], h.teams[1], h.teams[3]}
	h.owner = map[id.Team]id.Staff{}
	for _, team := range h.teams {
		h.owner[team] = h.Person(team, "Anna Krogh", access.Caseworker).Staff
	}
	leader := h.Person(h.led[0], "Lise Leth", access.Leader)
	for _, team := range h.led[1:] {
		h.Exec(`INSERT INTO memberships (staff_id, team_id, roles) VALUES (@staff, @team, '{leader}')`, db.Args{"staff": leader.Staff, "team": team})
	}
	var err error
	if h.leader, err = h.Staff.Actor(h.Context(), leader.Staff); err != nil {
		h.Fatal(err)
	}
}

// day is a day between two; half of them the first or the last of a month, where figures
// go wrong.
func (h *raw) day(from, to when.Date) when.Date {
	d := from.AddDays(h.IntN(to.Sub(from) + 1))
	snapped := d
	switch h.IntN(4) {
	case 0:
		snapped = d.AddDays(1 - d.Day())
	case 1:
		snapped = d.AddDays(1 - d.Day()).AddMonths(1).AddDays(-1)
	}
	if snapped.Before(from) || snapped.After(to) {
		return d
	}
	return snapped
}

func (h *raw) period() figures.Period {
	from := h.day(h.Today().AddMonths(-40), h.Today().AddMonths(-1))
	return figures.Period{From: from, To: h.day(from, h.Today())}
}

func (h *raw) any(of ...string) string { return of[h.IntN(len(of))] }

func (h *raw) status() string {
	return h.any("education", "apprentice", "job", "supported_job", "prep", "placement", "other_offer", "none", "pension", "prison", "unknown", "unknown")
}

func (h *raw) exit() string {
	return h.any("edu_upper", "apprentice", "fgu_agu", "prep", "job_full", "job_part", "hours", "fleksjob", "lt", "other_offer", "lost", "declined", "moved", "death", "wrong_group", "moved_team", "moved_team", "moved_team")
}

// youths makes so many, each with a course or several, one after the other.
func (h *raw) youths(n int) {
	h.Helper()
	h.Write(access.Actor{}, access.Assign, func(tx pgx.Tx) error {
		for range n {
			youth, err := db.Value[id.Youth](h.Context(), tx, `INSERT INTO youths (given_name, no_cpr_reason) VALUES ('Ung', 'Ikke oplyst') RETURNING id`, nil)
			if err != nil {
				return err
			}
			start, team := h.day(h.Today().AddMonths(-70), h.Today()), h.teams[h.IntN(len(h.teams))]
			for range 4 {
				end, exit, err := h.course(tx, youth, team, start)
				if err != nil {
					return err
				}
				if end.IsZero() || end == h.Today() || exit != "moved_team" && h.IntN(3) > 0 {
					break
				}
				if start = end; h.IntN(3) == 0 {
					start = h.day(end, h.Today())
				}
				if next := h.teams[h.IntN(len(h.teams))]; next != team || exit != "moved_team" {
					team = next
				}
			}
		}
		return nil
	})
}

// course writes a course with all that is written of it, and says how it ended.
func (h *raw) course(tx pgx.Tx, youth id.Youth, team id.Team, start when.Date) (end when.Date, exit string, err error) {
	readyOn, readyFor := (*when.Date)(nil), ""
	last := h.Today()
	if h.IntN(4) > 0 {
		if longest := start.AddMonths(26); longest.Before(last) {
			last = longest
		}
		end, exit = h.day(start, last), h.exit()
		last = end
	}
	if h.IntN(2) == 0 {
		d := h.day(start, last)
		readyOn, readyFor = &d, h.any("", "education", "job")
	}
	args := db.Args{"youth": youth, "team": team, "owner": h.owner[team], "start": start, "end": ended(end), "on": readyOn, "for": readyFor, "at": h.Now()}
	course, err := db.Value[id.Enrolment](h.Context(), tx, `
		WITH e AS (INSERT INTO enrolments (youth_id, programme_id, team_id, owner_id, started_on, closed_on, ready_on, ready_for)
		           SELECT @youth, programme_id, id, @owner, @start, @end, @on, @for FROM teams WHERE id = @team RETURNING id),
		     h AS (INSERT INTO handovers (enrolment_id, to_id, by_id, reason, at) SELECT id, @owner, @owner, 'Ny', @at FROM e)
		SELECT id FROM e`, args)
	if err != nil {
		return end, exit, err
	}
	w := &rows{raw: h, tx: tx, of: pgx.NamedArgs{"course": course, "youth": youth, "by": h.owner[team], "at": h.Now()}}
	w.statuses(start, last, end)
	if h.IntN(5) == 0 { // closed once before, followed up, and reopened
		early := h.day(start, last)
		w.put(`INSERT INTO exits_reopened (enrolment_id, exit, exit_on, reason, by_id, at) VALUES (@course, '{"code": "job_full"}', @on, 'Fortrød', @by, @at)`, pgx.NamedArgs{"on": early})
		w.followups(early)
	}
	if exit != "" {
		w.put(`INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id) VALUES (@course, @code, 'other', @on, @by)`, pgx.NamedArgs{"code": exit, "on": end})
		w.followups(end)
	}
	return end, exit, w.err
}

func ended(end when.Date) *when.Date {
	if end.IsZero() {
		return nil
	}
	return &end
}

// rows are what is written of one course.
type rows struct {
	*raw
	tx  pgx.Tx
	of  pgx.NamedArgs
	err error
}

func (w *rows) put(sql string, args pgx.NamedArgs) {
	if w.err == nil {
		maps.Copy(args, w.of)
		_, w.err = w.tx.Exec(w.Context(), sql, args)
	}
}

// statuses writes where the youth stood before, at the start, on the way and after; some
// are taken back.
func (w *rows) statuses(start, last, end when.Date) {
	say := func(moment string, on when.Date) {
		w.put(`INSERT INTO statuses (youth_id, enrolment_id, moment, on_day, code, by_id, at, withdrawn_at, withdrawn_by)
			VALUES (@youth, @course, @moment, @on, @code, @by, @at, CASE WHEN @back THEN @at::timestamptz END, CASE WHEN @back THEN @by::bigint END)`,
			pgx.NamedArgs{"moment": moment, "on": on, "code": w.status(), "back": w.IntN(7) == 0})
	}
	for range w.IntN(3) {
		say(w.any("before", "before", "start"), start)
	}
	for range w.IntN(4) {
		say("change", w.day(start, last))
	}
	if !end.IsZero() {
		for range w.IntN(3) {
			say(w.any("exit", "followup"), w.day(end, w.Today()))
		}
	}
}

// followups writes some answers after an exit; what was not known may be known later.
func (w *rows) followups(exit when.Date) {
	for _, months := range []int{1, 12, 12} {
		if on := exit.AddMonths(months); w.IntN(2) == 0 && !on.After(w.Today()) {
			code, how := w.status(), "youth"
			if code == "unknown" {
				how = "unknown"
			}
			w.put(`INSERT INTO followups (enrolment_id, youth_id, exit_on, months, on_day, code, verified_by, by_id, at)
				VALUES (@course, @youth, @exit, @months, @on, @code, @how, @by, @at)`,
				pgx.NamedArgs{"exit": exit, "months": months, "on": w.day(on, w.Today()), "code": code, "how": how})
		}
	}
}

// targets counts the target group in most months of five years, some of them twice.
func (h *raw) targets() {
	h.Helper()
	for _, team := range []id.Team{h.led[0], h.led[2]} {
		for back := range 60 {
			for range h.IntN(3) {
				h.Exec(`INSERT INTO target_counts (programme_id, month, count, source, by_id, at) SELECT programme_id, @month, @count, 'Registret', @by, @at FROM teams WHERE id = @team`,
					db.Args{"team": team, "month": h.Today().AddDays(1 - h.Today().Day()).AddMonths(-back), "count": h.IntN(400), "by": h.leader.Staff, "at": h.Now()})
			}
		}
	}
}
