package figures_test

import (
	"errors"
	"testing"
	"time"

	"kasket/internal/access"
	"kasket/internal/casetest"
	"kasket/internal/casework/figures"
	"kasket/internal/db"
)

// The list behind a figure is exactly those it counts and leaves out, for the leader of
// the team alone, and the look is recorded.
func TestYouths(t *testing.T) {
	w := casetest.New(t)
	w.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	team, mail, coordinator := seedTeam(w, "rute42", "Rute 42")
	readIn(w, coordinator, team, "cpr;given_name;team;owner_email;started_on;closed_on;exit_code\n"+
		number(1)+";Anders;Rute 42;"+mail+";01.02.2025;01.10.2025;job_full\n"+
		number(2)+";Bente;Rute 42;"+mail+";01.02.2025;01.10.2025;lost\n"+
		number(3)+";Carl;Rute 42;"+mail+";01.02.2025;01.10.2025;moved\n"+
		number(4)+";Ditte;Rute 42;"+mail+";01.02.2025;;\n")
	leader := w.Person(team, "Lise Leth", access.Leader)
	l, err := w.Figures.Youths(t.Context(), leader, team, "left_to_education_or_job", "", figures.Year(2025))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]figures.Answer{}
	for _, r := range l.Rows {
		got[r.Name] = r.Answer
	}
	if len(got) != 3 || got["Anders"] != figures.Yes || got["Bente"] != figures.No || got["Carl"] != figures.LeftOut {
		t.Errorf("the list says %v", got)
	}
	if n := casetest.One[int](w, `SELECT count(*) FROM audit_events WHERE action = 'view team' AND team_id = @team AND detail->>'list' = 'figure'`, db.Args{"team": team}); n != 1 {
		t.Errorf("%d lines in the trail, want 1", n)
	}
	for _, who := range []access.Actor{coordinator, w.Person(0, "Ib", access.Insight), w.Person(w.Team("Syd"), "Lars", access.Leader)} {
		if _, err := w.Figures.Youths(t.Context(), who, team, "left_to_education_or_job", "", figures.Year(2025)); !errors.Is(err, access.ErrForbidden) && !errors.Is(err, access.ErrHidden) {
			t.Errorf("staff %d reads the list: %v", who.Staff, err)
		}
	}
	for _, tt := range []struct{ key, part string }{{"nothing", ""}, {"left_to_education_or_job", "nothing"}, {"target_group_change", ""}} {
		if _, err := w.Figures.Youths(t.Context(), leader, team, tt.key, tt.part, figures.Year(2025)); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s %s: %v", tt.key, tt.part, err)
		}
	}
}
