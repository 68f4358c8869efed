package caseload_test

import (
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/conflict"
	"kasket/internal/db"
	"kasket/internal/id"
)

// Whoever asks learns by name of those they have, and of others how many in the teams
// they lead or coordinate.
func TestDreams(t *testing.T) {
	w := casetest.New(t)
	north, south := w.Team("Nord"), w.Team("Syd")
	anna, bo := w.Person(north, "Anna", access.Caseworker), w.Person(north, "Bo", access.Caseworker)
	lise, sten := w.Person(north, "Lise", access.Leader), w.Person(south, "Sten", access.Caseworker)
	mads := w.Youth(anna, "Mads Holm", casetest.WithBuddy(bo))
	ida, aya, sofus := w.Youth(anna, "Ida Lund"), w.Youth(bo, "Aya Friis"), w.Youth(sten, "Sofus Berg")
	say := func(y id.Youth, kind, text string) {
		w.Exec(`INSERT INTO own_words (youth_id, enrolment_id, kind, text, said_on, by_id, at) SELECT @y, id, @kind, @text, @on, owner_id, @now FROM enrolments WHERE youth_id = @y`,
			db.Args{"y": y, "kind": kind, "text": text, "on": w.Today(), "now": w.Now()})
	}
	say(mads, "dream", "Automekaniker")
	say(mads, "wish", "Noget med biler, helst som mekaniker")
	say(ida, "dream", "Mekaniker")
	say(ida, "dream", "Kok") // she has changed her mind
	say(sofus, "dream", "Mekaniker på skibe")
	w.Exec(`UPDATE enrolments SET wish = 'Vil være cykelmekaniker' WHERE youth_id = @y`, db.Args{"y": aya})

	ask := func(by access.Actor) (names string, more string) {
		t.Helper()
		found, err := w.Caseload.Dreams(t.Context(), by, "hvem vil være mekaniker")
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range found.Youths {
			names += d.Name + " " + string(d.Kind) + ";"
		}
		for _, m := range found.More {
			more += m.Team + string(rune('0'+m.N)) + ";"
		}
		return names, more
	}
	check := func(name string, by access.Actor, names, more string) {
		t.Helper()
		if n, m := ask(by); n != names || m != more {
			t.Errorf("%s: %q and %q, want %q and %q", name, n, m, names, more)
		}
	}
	check("the owner", anna, "Mads Holm dream;Mads Holm wish;", "")
	check("the buddy, who has another", bo, "Aya Friis wish;Mads Holm dream;Mads Holm wish;", "")
	check("the leader", lise, "", "Nord2;")
	check("a stranger", sten, "Sofus Berg dream;", "")
	if err := w.Conflicts.Declare(t.Context(), bo, mads, conflict.Declaration{Reason: "Min nevø"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	check("disqualified", bo, "Aya Friis wish;", "")
	if n := casetest.One[int](w, `SELECT count(*)::int FROM audit_events WHERE action = 'search' AND detail->>'by' = 'dreams'`, nil); n != 5 {
		t.Errorf("%d searches recorded, want 5", n)
	}
	if _, err := w.Caseload.Dreams(t.Context(), w.Person(0, "Ada", access.Administrator), "kok"); err == nil {
		t.Error("the administrator asks")
	}
}
