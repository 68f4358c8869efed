package server_test

import (
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/conflict"
	"kasket/internal/casework/enrolment"
	"kasket/internal/db"
	"kasket/internal/fileimport"
	"kasket/internal/id"
)

// land is a site with somebody in every relation of design 5 to one youth, and
// with records of every kind, so that every page has something to show.
type land struct {
	*site
	t      testing.TB
	who    map[string]access.Actor
	north  id.Team
	south  id.Team
	mads   id.Youth // in a course; the relations are to him
	ida    id.Youth // her course has ended; laura owned it last
	waits  id.Youth // proposed to the north, nobody assigned
	sofus  id.Youth // another team's
	nils   id.Youth // whose owner declared a conflict with him, and with Mads and Vega
	params map[string]string
	closed map[string]string // the params that are another for the last owner
	apart  map[string]string // and for who declared a conflict with their own youth
}

// relations are the columns of the matrix, each a person of the land.
const relations = "owner buddy cover was invited uninvited specialist leader opened elsewhere coordinator coordinator2 colleague glass stranger administrator insight last conflicted nobody"

// keptLand is the land as told once; whoever asks for one gets a copy.
var keptLand struct {
	sync.Mutex
	*land
	kept *casetest.Kept
}

func newLand(t testing.TB, options ...db.Option) *land {
	t.Helper()
	keptLand.Lock()
	defer keptLand.Unlock()
	if keptLand.kept == nil {
		keptLand.land = tellLand(t)
		keptLand.kept = keptLand.Keep()
	}
	l := *keptLand.land
	l.site, l.t = siteOf(keptLand.kept.Again(t, options...)), t
	l.who, l.params, l.closed, l.apart = maps.Clone(l.who), maps.Clone(l.params), maps.Clone(l.closed), maps.Clone(l.apart)
	return &l
}

// tellLand makes the land from nothing.
func tellLand(t testing.TB) *land {
	t.Helper()
	l := &land{site: newSite(t), t: t, who: map[string]access.Actor{}}
	l.settle()
	l.write()
	l.starts()
	l.networks()
	l.measures()
	l.outcomes()
	l.firms()
	l.place()
	l.plan()
	l.cook()
	l.companies()
	l.asks()
	l.house()
	l.reports()
	l.reviewed()
	return l
}

// settle brings the people and the youths.
func (l *land) settle() {
	l.Helper()
	l.north, l.south = l.Team("Nord"), l.TeamOf("borgerkonsulent", "Syd")
	person := func(as string, team id.Team, name string, roles ...access.Role) access.Actor {
		l.who[as] = l.Person(team, name, roles...)
		return l.who[as]
	}
	anna := person("owner", l.north, "Anna Bech", access.Caseworker)
	bo := person("buddy", l.north, "Bo Dahl", access.Caseworker)
	cilla := person("cover", l.north, "Cilla Fog", access.Caseworker)
	was := person("was", l.north, "Vera Vang", access.Caseworker)
	person("colleague", l.north, "Kim Krog", access.Caseworker)
	glass := person("glass", l.north, "Gry Gram", access.Caseworker)
	laura := person("last", l.north, "Laura Lund", access.Caseworker)
	person("leader", l.north, "Lise Leth", access.Leader)
	opened := person("opened", l.north, "Liv Lykke", access.Leader)
	person("coordinator", l.north, "Karen Kjær", access.Coordinator)
	sten := person("stranger", l.south, "Sten Skov", access.Caseworker)
	person("elsewhere", l.south, "Lars Lind", access.Leader)
	person("coordinator2", l.south, "Kaj Koch", access.Coordinator)
	invited := person("invited", l.south, "Ina Iversen", access.Adviser)
	uninvited := person("uninvited", l.south, "Uffe Uhre", access.Adviser)
	specialist := person("specialist", l.south, "Signe Sand", access.Adviser)
	person("administrator", 0, "Ada Agger", access.Administrator)
	person("insight", 0, "Inge Iskov", access.Insight)

	l.mads = l.Youth(anna, "Mads Holm", casetest.WithBuddy(bo), l.Started(60))
	l.ida = l.Youth(laura, "Ida Lund", l.Started(200))
	l.sofus = l.Youth(sten, "Sofus Berg", l.Started(30))
	l.waits = l.Registered("Vega Winther")
	konrad := person("conflicted", l.north, "Konrad Krone", access.Caseworker)
	l.nils = l.Youth(konrad, "Nils Nygaard", casetest.WithBuddy(bo), l.Started(90))
	l.relate(anna, cilla, was, glass, opened, invited, uninvited, specialist)
}

// relate writes what makes the relations: covers, questions, openings.
func (l *land) relate(anna, cilla, was, glass, opened, invited, uninvited, specialist access.Actor) {
	l.Helper()
	today := l.Today()
	cover := func(by access.Actor, from, to int) {
		l.Exec(`INSERT INTO covers (enrolment_id, staff_id, for_id, from_on, to_on, reason, by_id)
			VALUES (@e, @staff, @owner, @from, @to, 'Kursus', @owner)`,
			db.Args{"e": l.courseOf(l.mads), "staff": by.Staff, "owner": anna.Staff, "from": today.AddDays(from), "to": today.AddDays(to)})
	}
	cover(was, -9, -1)
	cover(cilla, 0, 3)
	ask := func(to access.Actor, days int, text string) {
		l.Exec(`INSERT INTO questions (youth_id, enrolment_id, asked_by, to_id, text, asked_at, until_on)
			VALUES (@y, @e, @by, @to, @text, @now::timestamptz - interval '30 hours', @until)`,
			db.Args{"y": l.mads, "e": l.courseOf(l.mads), "by": anna.Staff, "to": to.Staff, "text": text, "now": l.Now(), "until": today.AddDays(days)})
	}
	ask(uninvited, -1, "Kan der søges friplads på højskolen?")
	ask(invited, 14, "Hvordan griber jeg samtalen med værkstedet an?")
	open := func(by access.Actor, kind string) {
		l.Exec(`INSERT INTO openings (staff_id, youth_id, team_id, kind, reason, at, until)
			VALUES (@staff, @y, @team, @kind, 'Akut opkald fra skolen', @now, @until)`,
			db.Args{"staff": by.Staff, "y": l.mads, "team": l.north, "kind": kind, "now": l.Now(), "until": today.AddDays(1).Start()})
	}
	open(glass, "glass")
	open(opened, "leader")
	l.Exec(`INSERT INTO specialists (staff_id, programme_id, title, from_on) SELECT @staff, programme_id, 'Uddannelsesvejleder', @from FROM teams WHERE id = @team`,
		db.Args{"staff": specialist.Staff, "team": l.north, "from": today.AddDays(-30)})
	l.Exec(`UPDATE enrolments SET closed_on = @today, followup_ends_on = @until WHERE youth_id = @y`,
		db.Args{"y": l.ida, "today": today, "until": today.AddMonths(12)})
	l.Exec(`INSERT INTO exits (enrolment_id, code, counts, exit_on, note, by_id) VALUES (@e, 'edu_upper', 'good', @today, 'Begyndt på HF', @by)`,
		db.Args{"e": l.courseOf(l.ida), "today": today, "by": l.who["last"].Staff})
}

func (l *land) courseOf(y id.Youth) id.Enrolment {
	l.Helper()
	return casetest.One[id.Enrolment](l.World, `SELECT max(id) FROM enrolments WHERE youth_id = @y`, db.Args{"y": y})
}

// write fills the records.
func (l *land) write() {
	l.Helper()
	l.params = map[string]string{"kind": "contact", "definition": "left_to_education_or_job"}
	l.closed = map[string]string{"youth": id.String(l.ida)}
	l.params["youth"] = id.String(l.mads)
	for name, n := range l.recordsOf(l.mads, l.who["owner"]) {
		l.params[name] = n
	}
	maps.Copy(l.closed, l.recordsOf(l.ida, l.who["last"]))
	l.apart = l.recordsOf(l.nils, l.who["conflicted"])
	l.apart["youth"] = id.String(l.nils)
	maps.Copy(l.apart, l.startOf(l.nils, l.who["conflicted"], "kickoff"))
	l.decide()
	l.complain()
	l.recordsOf(l.sofus, l.who["stranger"])
	last := func(name, table string) {
		l.params[name] = casetest.One[string](l.World, `SELECT max(id)::text FROM `+table, nil)
	}
	l.Exec(`INSERT INTO referrals (team_id, youth_id, referred_on, referred_by, reason, wish, needs_group, benefit, category, by_id)
		VALUES (@team, @y, @on, 'Jobcentret', 'Har ikke haft fast kontakt siden foråret', 'Vil gerne arbejde med dyr', 2, 'kontanthjaelp', 'aktivitetsparat', @by)`,
		db.Args{"team": l.north, "y": l.waits, "on": l.Today().AddDays(-4), "by": l.who["coordinator"].Staff})
	away := func(as string) string {
		return casetest.One[string](l.World, `INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@staff, 'leave', @from, @to) RETURNING id::text`,
			db.Args{"staff": l.who[as].Staff, "from": l.Today().AddDays(-6), "to": l.Today().AddDays(-1)})
	}
	l.params["ended"], l.closed["ended"] = away("owner"), away("last")
	l.closed["absence"] = l.closed["ended"]
	l.Exec(`INSERT INTO absences (staff_id, kind, from_on, to_on) VALUES (@staff, 'leave', @from, @to)`,
		db.Args{"staff": l.who["owner"].Staff, "from": l.Today(), "to": l.Today().AddDays(3)})
	l.Exec(`INSERT INTO safety_notes (youth_id, text, source, bans_place, from_on, to_on, by_id)
		VALUES (@y, 'Mødes på kontoret, ikke hjemme: hund i hjemmet', 'Egen erfaring', 'home', @from, @to, @by)`,
		db.Args{"y": l.mads, "from": l.Today().AddDays(-10), "to": l.Today().AddDays(80), "by": l.who["owner"].Staff})
	l.Exec(`UPDATE youths SET protection = 'protected', interpreter = 'arabisk', remember = 'Ring ikke før kl. 10', called_name = 'Mads' WHERE id = @y`, db.Args{"y": l.mads})
	for name, table := range map[string]string{"referral": "referrals", "question": "questions", "absence": "absences", "safety": "safety_notes", "opening": "openings", "programme": "programmes"} {
		last(name, table)
	}
	run, err := l.Imports.Try(l.Context(), l.who["coordinator"], fileimport.Upload{
		Kind: fileimport.Youths, Team: l.north, Name: "unge.csv", File: strings.NewReader("cpr;fornavn\n700108-4901;Ida\n1;<Ida>\n"),
	}, audit.Form{})
	if err != nil {
		l.Fatal(err)
	}
	l.params["run"] = id.String(run)
	l.params["note"] = l.params["safety"]
	l.params["transfer"] = casetest.One[string](l.World, `
		INSERT INTO transfers (youth_id, enrolment_id, from_id, to_id, asked_by, asked_at, reason, summary)
		VALUES (@y, @e, @by, @to, @by, @now, 'Jeg går på barsel i januar', 'Jeg vil gerne på cykelværkstedet & have <ro>') RETURNING id::text`,
		db.Args{"y": l.mads, "e": l.courseOf(l.mads), "by": l.who["owner"].Staff, "to": l.who["colleague"].Staff, "now": l.Now()})
	l.Exec(`INSERT INTO transfer_items (transfer_id, kind, subject, text, detail, remark) VALUES (@t, 'agreement', 1, 'Ringer til værkstedet', 'us', 'De venter på svar')`,
		db.Args{"t": l.params["transfer"]})
	l.closed["note"] = casetest.One[string](l.World, `
		INSERT INTO safety_notes (youth_id, text, source, from_on, to_on, by_id)
		VALUES (@y, 'Ring før besøg', 'Egen erfaring', @from, @to, @by) RETURNING id::text`,
		db.Args{"y": l.ida, "from": l.Today().AddDays(-10), "to": l.Today().AddDays(80), "by": l.who["last"].Staff})
	l.disqualify()
	l.gather()
	l.params["team"] = id.String(l.north)
	l.params["staff"] = id.String(l.who["colleague"].Staff)
	l.params["indicator"] = "consent"
	l.params["cover"] = casetest.One[string](l.World, `SELECT id::text FROM covers WHERE enrolment_id = @e ORDER BY to_on DESC LIMIT 1`, db.Args{"e": l.courseOf(l.mads)})
}

// disqualify brings the declared conflicts of interest.
func (l *land) disqualify() {
	l.Helper()
	for _, y := range []id.Youth{l.nils, l.mads, l.waits} {
		if err := l.Conflicts.Declare(l.Context(), l.who["conflicted"], y, conflict.Declaration{Reason: "Min nevø"}, audit.Form{}); err != nil {
			l.Fatal(err)
		}
	}
	if err := l.Conflicts.DeclarePerson(l.Context(), l.who["colleague"], conflict.Person{CPR: "700108-4901"}, conflict.Declaration{}, audit.Form{}); err != nil {
		l.Fatal(err)
	}
	l.params["conflict"] = casetest.One[string](l.World, `SELECT max(id)::text FROM conflicts`, nil)
}

// recordsOf fills a youth's record, and names the record of each kind that the
// paths lead to.
func (l *land) recordsOf(y id.Youth, by access.Actor) map[string]string {
	l.Helper()
	e := l.courseOf(y)
	contact := func(at time.Duration, kind, outcome, account string) string {
		when := l.Now().Add(-at)
		n := casetest.One[string](l.World, `
			INSERT INTO contacts (author_id, kind, outcome, hats, place, minutes, occurred_at, recorded_at, account)
			VALUES (@by, @kind, @outcome, '{mentor}', 'office', 45, @at, @at, @account) RETURNING id::text`,
			db.Args{"by": by.Staff, "kind": kind, "outcome": outcome, "at": when, "account": account})
		l.Exec(`INSERT INTO contact_youths (contact_id, youth_id, enrolment_id, occurred_at) VALUES (@c, @y, @e, @at)`,
			db.Args{"c": n, "y": y, "e": e, "at": when})
		return n
	}
	contact(40*24*time.Hour, "home", "talked", "Vi gik en tur om søen.\nMads fortalte om værkstedet & om <planerne>.")
	contact(70*time.Hour, "phone", "not_reached", "")
	older := contact(50*time.Hour, "met", "talked", "Talte om praktik på cykelværkstedet. Han vil gerne begynde i januar.")
	newest := contact(30*time.Minute, "walk", "talked", "Gik en tur. Han er glad for holdet 😀.")
	args := db.Args{"y": y, "e": e, "by": by.Staff, "now": l.Now(), "c": older}
	l.Exec(`INSERT INTO contact_additions (contact_id, author_id, text, at) VALUES (@c, @by, 'Værkstedet har svaret: begge dage passer.', @now)`,
		db.Args{"c": older, "by": by.Staff, "now": l.Now()})
	l.Exec(`UPDATE enrolments SET last_contact_at = @now, last_attempt_at = @now WHERE id = @e`, db.Args{"now": l.Now(), "e": e})
	agreement := casetest.One[string](l.World, `
		INSERT INTO agreements (youth_id, enrolment_id, contact_id, text, who, due_on, made_by, made_at)
		VALUES (@y, @e, @c, 'Ringer til værkstedet', 'us', (@now::timestamptz + interval '1 day')::date, @by, @now) RETURNING id::text`, args)
	meeting := casetest.One[string](l.World, `
		INSERT INTO meetings (youth_id, enrolment_id, staff_id, kind, title, place, starts_at, by_id)
		VALUES (@y, @e, @by, 'visit', 'Besøg på værkstedet', 'Havnegade 3', @now::timestamptz + interval '3 hours', @by) RETURNING id::text`,
		db.Args{"y": y, "e": e, "by": by.Staff, "now": l.Now()})
	company := l.Company("Havnens Cykler")
	placement := casetest.One[string](l.World, `
		INSERT INTO placements (youth_id, enrolment_id, company_id, workplace_id, type, from_on, to_on, hours, by_id)
		SELECT @y, @e, company_id, id, 'vp', @from, @to, 20, @by FROM company_workplaces WHERE company_id = @company RETURNING id::text`,
		db.Args{"y": y, "e": e, "by": by.Staff, "from": l.Today().AddDays(-7), "to": l.Today().AddDays(21), "company": company})
	draft := casetest.One[string](l.World, `
		INSERT INTO drafts (author_id, key, youth_id, fields, updated_at)
		VALUES (@by, gen_random_uuid(), @y, '{"account": "Ringede til skolen om", "kind": "phone"}', @now) RETURNING key::text`,
		db.Args{"by": by.Staff, "y": y, "now": l.Now()})
	document := casetest.One[string](l.World, `
		INSERT INTO documents (youth_id, enrolment_id, type, direction, party, dated_on, concerns, note, added_by, added_at)
		VALUES (@y, @e, 'underretning', 'out', 'Familieafdelingen', @on, 'child', 'Sendt med sikker post <i går>', @by, @now::timestamptz - interval '30 minutes') RETURNING id::text`,
		db.Args{"y": y, "e": e, "by": by.Staff, "now": l.Now(), "on": l.Today().AddDays(-2)})
	l.Exec(`INSERT INTO document_files (document_id, position, name, media, size, sha256, content)
		SELECT @d::bigint, 1, 'underretning.txt', 'text/plain', octet_length(c), sha256(c), c FROM (SELECT '<b>Vi er bekymrede</b>'::bytea AS c) x`,
		db.Args{"d": document})
	request := casetest.One[string](l.World, `
		INSERT INTO access_requests (youth_id, enrolment_id, asked_on, asker, basis, wish, due_on, by_id, at)
		VALUES (@y, @e, @on, 'youth', 'party', 'Hvad der står om <mig>', @on::date + 9, @by, @now) RETURNING id::text`,
		db.Args{"y": y, "e": e, "by": by.Staff, "now": l.Now(), "on": l.Today().AddDays(-2)})
	l.Exec(`INSERT INTO access_packages (request_id, list, items, left_out, pdf, sha256, by_id, at) VALUES (@r::bigint, '[]', 3, 1, 'pdf', sha256('pdf'), @by, @now)`,
		db.Args{"r": request, "by": by.Staff, "now": l.Now()})
	return map[string]string{"document": document, "file": "1", "request": request, "subject": older, "key": draft, "contact": newest, "older": older, "agreement": agreement, "meeting": meeting, "guest": l.prepare(meeting), "placement": placement}
}

// path fills a route's pattern in. A name that the land does not know fails the
// test: somebody has to say what stands there.
func (l *land) path(pattern string, params ...map[string]string) string {
	l.Helper()
	for {
		before, rest, found := strings.Cut(pattern, "{")
		if !found {
			return strings.TrimSuffix(before, "*")
		}
		name, after, _ := strings.Cut(rest, "}")
		name, _, _ = strings.Cut(name, ":")
		value, known := "", false
		for _, p := range append(params, l.params) {
			if value, known = p[name+after]; known { // one in the right state for just this page
				break
			}
			if value, known = p[name]; known {
				break
			}
		}
		if !known {
			l.Fatalf("%s{%s}: what stands here? Say it in land_test.go", before, name)
		}
		pattern = before + value + after
	}
}

// courseStarted keeps the import of enrolment where the changes of courses are made.
var _ = enrolment.FollowUpMonths
