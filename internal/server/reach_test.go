package server_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// reach is a house of two teams whose people stand to the youths as chance will have it,
// and what a naive reader of the rules makes of it.
type reach struct {
	*site
	*rand.Rand
	people []access.Actor
	youths []*reached
}

// reached is a youth, a word that stands in everything written of them and nowhere else,
// and the facts by which somebody may read it.
type reached struct {
	id                     id.Youth
	word                   string
	team                   id.Team
	owner, buddy           id.Staff
	closed, after          bool // the course has ended; the follow-ups have too
	covers, asked, opened  map[id.Staff]bool
	conflicts, specialists map[id.Staff]bool
	pages, written         []string // who reads; who writes
	question               string
	asker                  id.Staff
}

// String tells the facts, for a failure.
func (y *reached) String() string {
	return fmt.Sprintf("team %d, owner %d, buddy %d, closed %v, after %v, covers %v, asked %v, opened %v, conflicts %v, specialists %v, asker %d",
		y.team, y.owner, y.buddy, y.closed, y.after, y.covers, y.asked, y.opened, y.conflicts, y.specialists, y.asker)
}

// reads is the rule of design 5 said once more, by hand: who may read of the youth.
func (y *reached) reads(a access.Actor) bool {
	if y.conflicts[a.Staff] {
		return false
	}
	return y.writes(a) || y.asked[a.Staff] || y.specialists[a.Staff] && !y.closed ||
		y.opened[a.Staff] && a.In(y.team, access.Caseworker)
}

// writes is who may write of the youth.
func (y *reached) writes(a access.Actor) bool {
	switch {
	case y.conflicts[a.Staff]:
		return false
	case y.opened[a.Staff] && a.In(y.team, access.Leader):
		return true
	case y.closed:
		return y.owner == a.Staff && !y.after
	}
	return y.owner == a.Staff || y.buddy == a.Staff || y.covers[a.Staff]
}

// Nobody outside a relation that holds today reads anything of a youth's plan, network,
// meetings, measurements, groups or sparring, whatever page they ask for: rows drawn by
// chance, held against a naive model.
func TestNobodyOutsideReads(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := &reach{site: newSite(t), Rand: rand.New(rand.NewPCG(6, seed))}
			h.fill()
			asked, read := 0, 0
			for _, a := range h.people {
				v := h.as(a)
				for _, y := range h.youths {
					n, m := h.ask(v, a, y)
					asked, read = asked+n, read+m
				}
				h.lists(v, a)
			}
			t.Logf("asked %d, read %d", asked, read)
			if read == 0 || read == asked {
				t.Errorf("%d of %d pages read: chance gave nothing to compare", read, asked)
			}
		})
	}
}

// ask asks for every page of a youth and answers how many were asked for and read.
func (h *reach) ask(v *visitor, a access.Actor, y *reached) (asked, read int) {
	h.Helper()
	check := func(path string, may bool) {
		got := v.get(path)
		asked++
		if in := got.Status == http.StatusOK; in != may {
			h.Errorf("%s asks for %s: %d, want in %v; %s", a.Name, path, got.Status, may, y)
		}
		if got.Status == http.StatusOK {
			read++
		}
		h.silent(a, path, got)
	}
	for _, path := range y.pages {
		check(path, y.reads(a))
	}
	for _, path := range y.written {
		check(path, y.writes(a))
	}
	self := !y.conflicts[a.Staff] && (y.asker == a.Staff || y.asked[a.Staff])
	check(y.question, y.reads(a) || self)
	return asked, read
}

// lists asks for what goes across youths: nothing of those one may not read stands there.
func (h *reach) lists(v *visitor, a access.Actor) {
	h.Helper()
	paths := []string{"/today", "/youths", "/meetings", "/team-meetings", "/leader-meetings", "/groups", "/questions", "/competences", "/team", "/drafts", "/intake"}
	groups := casetest.One[int](h.World, `SELECT count(*) FROM group_courses`, nil)
	for n := range groups {
		paths = append(paths, fmt.Sprintf("/groups/%d", n+1), fmt.Sprintf("/group-sessions/%d", n+1))
	}
	for _, path := range paths {
		h.silent(a, path, v.get(path))
	}
	for _, y := range h.youths {
		h.silent(a, "/search "+y.word, v.post("/search", url.Values{"q": {y.word}}), y.word)
	}
}

// silent fails where an answer says the word of a youth whom the reader may not read.
func (h *reach) silent(a access.Actor, path string, got *answer, typed ...string) {
	h.Helper()
	for _, y := range h.youths {
		if slices.Contains(typed, y.word) { // stands in the box it was typed in
			if strings.Contains(strings.ReplaceAll(got.Body, `"`+y.word+`"`, ""), y.word+" ") && !y.reads(a) {
				h.Errorf("%s finds %q by %s", a.Name, y.word, path)
			}
			continue
		}
		own := y.asker == a.Staff && !y.conflicts[a.Staff] // their own question
		if strings.Contains(got.Body, y.word) && !y.reads(a) && !own {
			h.Errorf("%s reads %q on %s (%d); %s", a.Name, y.word, path, got.Status, y)
		}
	}
}

// fill draws who stands how to whom, and writes of every youth in each room.
func (h *reach) fill() {
	north, south := h.Team("Nord"), h.TeamOf("borgerkonsulent", "Syd")
	for i := range 9 {
		team, role := north, access.Caseworker
		if i%3 == 2 {
			team = south
		}
		switch {
		case i == 6:
			role = access.Leader
		case i == 7:
			role = access.Coordinator
		case i == 8:
			role = access.Adviser
		}
		h.people = append(h.people, h.Person(team, fmt.Sprintf("Person %d", i), role))
	}
	for i := range 6 {
		owner := h.people[h.IntN(6)]
		y := &reached{word: fmt.Sprintf("Kvidder%dord", i), team: owner.Memberships[0].Team, owner: owner.Staff}
		buddy := h.people[h.IntN(6)]
		y.id = h.Youth(owner, fmt.Sprintf("Ung Nummer%c", 'a'+i), h.Started(90), func(e *enrolment.Enrolment) {
			if buddy.Staff != owner.Staff && buddy.In(y.team, access.Caseworker) && h.IntN(2) == 0 {
				e.Buddy, y.buddy = &buddy.Staff, buddy.Staff
			}
		})
		h.write(y)
		h.relate(y)
		h.youths = append(h.youths, y)
	}
}

// some draws a person for each of n rows, and whether the row holds today.
func (h *reach) some(n int, row func(a access.Actor, holds bool) bool) map[id.Staff]bool {
	held := map[id.Staff]bool{}
	for range n {
		a, holds := h.people[h.IntN(len(h.people))], h.IntN(2) == 0
		if row(a, holds) && holds {
			held[a.Staff] = true
		}
	}
	return held
}

// relate draws covers, questions, openings, conflicts and specialists, some of them over.
func (h *reach) relate(y *reached) {
	today, course := h.Today(), casetest.One[id.Enrolment](h.World, `SELECT max(id) FROM enrolments WHERE youth_id = @y`, db.Args{"y": y.id})
	day := 0
	y.covers = h.some(2, func(a access.Actor, holds bool) bool {
		from, to := today.AddDays(-20+day), today.AddDays(-16+day)
		if holds {
			from, to = today, today.AddDays(2)
		}
		day += 5
		if a.Staff == y.owner || !a.In(y.team, access.Caseworker) || holds && h.covered(course) {
			return false
		}
		h.Exec(`INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, by_id) VALUES (@e, @s, @o, @from, @to, @o)`,
			db.Args{"e": course, "s": a.Staff, "o": y.owner, "from": from, "to": to})
		return true
	})
	y.asker = y.owner
	y.asked = h.some(2, func(a access.Actor, holds bool) bool {
		if a.Staff == y.owner {
			return false
		}
		until := today.AddDays(-1)
		if holds {
			until = today
		}
		y.question = "/questions/" + casetest.One[string](h.World, `INSERT INTO questions (youth_id, enrolment_id, asked_by, to_id, text, asked_at, until_on)
			VALUES (@y, @e, @o, @s, @text, @now::timestamptz - interval '3 days', @until) RETURNING id::text`,
			db.Args{"y": y.id, "e": course, "o": y.owner, "s": a.Staff, "text": y.word + " her", "now": h.Now(), "until": until})
		return true
	})
	y.opened = h.some(3, func(a access.Actor, holds bool) bool {
		until := today.Start()
		if holds {
			until = today.AddDays(1).Start()
		}
		h.Exec(`INSERT INTO openings (staff_id, youth_id, team_id, kind, reason, at, until) VALUES (@s, @y, @team, 'glass', 'Akut', @now, @until)`,
			db.Args{"s": a.Staff, "y": y.id, "team": y.team, "now": h.Now(), "until": until})
		return true
	})
	y.specialists = h.specialists(y.team)
	y.conflicts = h.some(1, func(a access.Actor, holds bool) bool {
		h.Exec(`INSERT INTO conflicts (staff_id, youth_id, declared_at, by_id, ended_at, ended_by, ended_reason)
			SELECT @s, @y, @now, @s, CASE WHEN @over THEN @now::timestamptz END, CASE WHEN @over THEN @s::bigint END, CASE WHEN @over THEN 'Fejl' ELSE '' END`,
			db.Args{"s": a.Staff, "y": y.id, "now": h.Now(), "over": !holds})
		return true
	})
	if h.IntN(3) > 0 {
		return
	}
	y.closed, y.after = true, h.IntN(2) == 0
	until := today
	if y.after {
		until = today.AddDays(-1)
	}
	h.Exec(`UPDATE enrolments SET closed_on = @today::date - 2, followup_ends_on = @until WHERE id = @e`, db.Args{"e": course, "today": today, "until": until})
	h.Exec(`INSERT INTO exits (enrolment_id, code, counts, exit_on, by_id) VALUES (@e, 'edu_upper', 'good', @today::date - 2, @by)`, db.Args{"e": course, "today": today, "by": y.owner})
}

func (h *reach) covered(course id.Enrolment) bool {
	return casetest.One[bool](h.World, `SELECT EXISTS (SELECT FROM covers WHERE enrolment_id = @e AND to_on >= @today)`, db.Args{"e": course, "today": h.Today()})
}

// specialists are of a programme, so they stand alike to all the youths of a team.
func (h *reach) specialists(team id.Team) map[id.Staff]bool {
	for _, other := range h.youths {
		if other.team == team {
			return other.specialists
		}
	}
	return h.some(1, func(a access.Actor, holds bool) bool {
		to := h.Today().AddDays(-1)
		if holds {
			to = h.Today()
		}
		h.Exec(`INSERT INTO specialists (staff_id, programme_id, title, from_on, to_on) SELECT @s, programme_id, 'Vejleder', @to::date - 30, @to FROM teams WHERE id = @team`,
			db.Args{"s": a.Staff, "team": team, "to": to})
		return true
	})
}

// write puts the word of the youth into every room, and says which pages show it.
func (h *reach) write(y *reached) {
	h.Helper()
	n := func(sql string) string {
		args := db.Args{"y": y.id, "by": y.owner, "w": y.word + " her", "now": h.Now(), "today": h.Today(), "team": y.team}
		for name := range args {
			if !regexp.MustCompile("@" + name + `\b`).MatchString(sql) {
				delete(args, name)
			}
		}
		return casetest.One[string](h.World, sql, args)
	}
	const course = `(SELECT max(id) FROM enrolments WHERE youth_id = @y)`
	goal := n(`INSERT INTO goals (youth_id, enrolment_id, text, by_id, at, made_at) VALUES (@y, ` + course + `, @w, @by, @now, @now) RETURNING id::text`)
	who := n(`INSERT INTO interventions (youth_id, enrolment_id, what, unit, status, by_id, at) VALUES (@y, ` + course + `, @w, 'Jobcenter', 'running', @by, @now) RETURNING id::text`)
	agreed := n(`INSERT INTO agreements (youth_id, enrolment_id, text, who, due_on, made_by, made_at) VALUES (@y, ` + course + `, @w, 'us', @today, @by, @now) RETURNING id::text`)
	person := n(`INSERT INTO network_people (youth_id, name, relation, from_on, added_by, added_at) VALUES (@y, @w, 'other', @today::date - 9, @by, @now) RETURNING id::text`)
	meeting := n(`INSERT INTO meetings (youth_id, enrolment_id, staff_id, kind, title, wants, starts_at, by_id) VALUES (@y, ` + course + `, @by, 'talk', @w, @w, @now::timestamptz + interval '2 hours', @by) RETURNING id::text`)
	n(`WITH i AS (SELECT * FROM instruments WHERE code = 'who5' LIMIT 1)
		INSERT INTO measurements (youth_id, enrolment_id, instrument_id, on_day, respondent, score, comment, by_id, at)
		SELECT @y, ` + course + `, i.id, @today, 'youth', 20, @w, @by, @now FROM i RETURNING id::text`)
	n(`WITH g AS (INSERT INTO group_courses (team_id, name, activity, from_on, by_id, at) VALUES (@team, 'Kor', 'group_course', @today::date - 20, @by, @now) RETURNING id),
		     m AS (INSERT INTO group_members (group_id, youth_id, enrolment_id, from_on, by_id, at) SELECT id, @y, ` + course + `, @today::date - 20, @by, @now FROM g),
		     s AS (INSERT INTO group_sessions (group_id, starts_at, minutes, by_id, at) SELECT id, @now::timestamptz - interval '3 days', 60, @by, @now FROM g RETURNING id)
		INSERT INTO group_attendance (session_id, youth_id, enrolment_id, came, note, by_id, at) SELECT id, @y, ` + course + `, 'came', @w, @by, @now FROM s RETURNING session_id::text`)
	y.question = "/questions/" + n(`INSERT INTO questions (youth_id, enrolment_id, asked_by, to_id, text, asked_at, until_on)
		SELECT @y, `+course+`, @by, min(id), @w, @now::timestamptz - interval '9 days', @today::date - 5 FROM staff WHERE id <> @by RETURNING id::text`)
	at := func(parts ...string) string { return page.YouthPath(y.id, parts...) }
	y.pages = []string{
		at("plan"), at("plan", "goals", goal), at("network"), at("network", "map"), at("consents"), at("measures"), at("ready"), at("questions"), at("timeline"), at(),
		"/meetings/" + meeting + "/",
	}
	y.written = []string{
		at("plan", "agreements", agreed), at("plan", "who", who), at("plan", "sheet"), at("plan", "overview"), at("page"), at("network", person),
		at("plan", "goals", "new"), at("meetings", "new"), at("consents", "new"), at("disclosures", "new"),
	}
}
