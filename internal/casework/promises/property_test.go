package promises_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casework/figures"
	"kasket/internal/casework/promises"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/when"
)

// raw is an entry, a change of owner or an agreement as it stands in its table.
type raw struct {
	Youth                id.Youth
	Started              when.Date
	Closed               when.Date
	Day                  when.Date
	Kind, Outcome, Place string
	Late                 bool
	First                bool
}

// history makes youths of a team with random starts, ends, entries, owners and agreements.
func (w world) history(r *rand.Rand, team id.Team) {
	var owners []access.Actor
	for range 3 {
		owners = append(owners, w.Person(team, "Ejer", access.Caseworker))
	}
	for range 20 {
		owner, days := owners[r.IntN(3)], 20+r.IntN(500)
		y := w.Youth(owner, "Ung Hansen", w.Started(days))
		for range r.IntN(14) {
			w.wrote(y, owner, r.IntN(days), pick(r, "met", "walk", "home", "phone"), pick(r, "talked", "talked", "not_reached"), pick(r, "", "office", "town"), []string{"mentor"}, r.IntN(60))
		}
		for range r.IntN(3) {
			w.Exec(`INSERT INTO agreements (youth_id, enrolment_id, text, who, due_on, made_by, made_at, outcome, reason, done_by, done_at)
				SELECT youth_id, id, 'Ringe', @who, @due, owner_id, now(), @outcome, CASE WHEN @outcome IN ('changed', 'dropped') THEN 'Andet' ELSE '' END, CASE WHEN @outcome <> '' THEN owner_id END, CASE WHEN @outcome <> '' THEN now() END FROM enrolments WHERE youth_id = @y`,
				db.Args{"y": y, "who": pick(r, "us", "youth"), "due": w.Today().AddDays(-r.IntN(300)), "outcome": pick(r, "", "kept", "dropped", "changed")})
		}
		if r.IntN(3) == 0 {
			w.Exec(`UPDATE enrolments SET closed_on = @on WHERE youth_id = @y`, db.Args{"y": y, "on": w.Today().AddDays(-r.IntN(min(days, 60)))})
		}
	}
	w.Exec(`WITH h AS (INSERT INTO handovers (enrolment_id, from_id, to_id, by_id, reason, at)
			SELECT id, owner_id, @to, @to, 'Plads', @now::timestamptz - make_interval(days => (id % 90)::int) FROM enrolments WHERE team_id = @team AND owner_id <> @to AND id % 2 = 0 RETURNING enrolment_id)
		UPDATE enrolments SET owner_id = @to WHERE id IN (SELECT enrolment_id FROM h)`, db.Args{"to": owners[0].Staff, "team": team, "now": w.Now()})
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

const danish = ` AT TIME ZONE 'Europe/Copenhagen')::date`

// rows reads a table as it is, each with its course.
func (w world) rows(columns, from string, team id.Team) []raw {
	w.Helper()
	list, err := db.All[raw](w.Context(), w.DB.Read, `SELECT e.youth_id AS youth, e.started_on AS started, e.closed_on AS closed, `+columns+` FROM enrolments e `+from+` WHERE e.team_id = @team`, db.Args{"team": team})
	if err != nil {
		w.Fatal(err)
	}
	return list
}

// Each rate again from the raw rows, a second and slower way: day by day, youth by youth.
func TestRatesAgain(t *testing.T) {
	for seed := range uint64(6) {
		w := newWorld(t)
		r := rand.New(rand.NewPCG(seed, 4))
		team := w.Team("Nord")
		leader := w.Person(team, "Lise", access.Leader)
		w.history(r, team)
		ask := w.ask(team, promises.OwnBoard, 30+r.IntN(200))
		ask.Period.To = w.Today().AddDays(-r.IntN(20))
		b, err := w.s.Board(w.Context(), leader, ask)
		if err != nil {
			t.Fatal(err)
		}
		for code, want := range w.naive(team, ask.Period) {
			if got := figureOf(t, b, code).Share; got != want {
				t.Errorf("seed %d, %s: %d of %d, the slow way %d of %d", seed, code, got.Num, got.Of, want.Num, want.Of)
			}
		}
	}
}

func (w world) naive(team id.Team, p figures.Period) map[promises.Code]figures.Share {
	const nothing = `'' AS kind, '' AS outcome, '' AS place, false AS late, false AS first`
	entries := w.rows(`(c.occurred_at`+danish+` AS day, c.kind, c.outcome, c.place, c.recorded_at - c.occurred_at > interval '24 hours' AS late, false AS first`,
		`JOIN contact_youths y ON y.enrolment_id = e.id JOIN contacts c ON c.id = y.contact_id`, team)
	courses := w.rows(`e.started_on AS day, `+nothing, ``, team)
	changes := w.rows(`(h.at`+danish+` AS day, '' AS kind, '' AS outcome, '' AS place, false AS late, h.from_id IS NULL AS first`, `JOIN handovers h ON h.enrolment_id = e.id`, team)
	agreed := w.rows(`g.due_on AS day, g.who AS kind, g.outcome, '' AS place, false AS late, false AS first`, `JOIN agreements g ON g.enrolment_id = e.id`, team)
	got := map[promises.Code]figures.Share{}
	add := func(code promises.Code, yes bool) {
		s := got[code]
		if s.Of++; yes {
			s.Num++
		}
		got[code] = s
	}
	for _, e := range entries {
		if p.Has(e.Day) {
			add("within_day", !e.Late)
			if e.Outcome == "talked" && e.Kind != "phone" && (e.Kind != "met" || e.Place != "") {
				add("outside", e.Place != "office")
			}
		}
	}
	for _, a := range agreed {
		if p.Has(a.Day) && a.Day.Before(w.Today()) && a.Outcome != "changed" {
			add(promises.Code("kept_"+a.Kind), a.Outcome == "kept")
		}
	}
	for _, c := range courses {
		for week := range 4 { // every month has four whole weeks
			monday, sunday := c.Started.AddDays(7*week), c.Started.AddDays(7*week+6)
			if p.Has(sunday) && sunday.Before(w.Today()) && (c.Closed.IsZero() || !sunday.After(c.Closed)) {
				add("first_month", slices.ContainsFunc(entries, func(e raw) bool {
					return e.Youth == c.Youth && e.Outcome == "talked" && !e.Day.Before(monday) && !e.Day.After(sunday)
				}))
			}
		}
		if six := c.Started.AddMonths(6); p.Has(six) && (c.Closed.IsZero() || !six.After(c.Closed)) {
			add("owner_6", !slices.ContainsFunc(changes, func(h raw) bool { return h.Youth == c.Youth && !h.First && !h.Day.After(six) }))
		}
	}
	return got
}
