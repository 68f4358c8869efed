package intake_test

import (
	"reflect"
	"slices"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/intake"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// A reason is asked for where the choice leaves the first or passes the norm, and
// nowhere else.
func TestChoose(t *testing.T) {
	fits := intake.Parts{Here: true, Fits: true, Weighted: 10, Weight: 1, Norm: 18}
	full := intake.Parts{Here: true, Weighted: 14, Weight: 1.5, Norm: 14.6}
	anna := intake.Ranked{Staff: 1, Name: "Anna", Parts: fits, Pairs: map[id.Staff]int{2: 3}}
	bo := intake.Ranked{Staff: 2, Name: "Bo", Parts: fits}
	carl := intake.Ranked{Staff: 3, Name: "Carl", Parts: full}
	inhabil := intake.Ranked{Staff: 4, Name: "Dora", Parts: fits, Blocked: intake.Conflicted}
	leaving := intake.Ranked{Staff: 5, Name: "Eva", Parts: fits, Blocked: intake.Leaving}
	all := []intake.Ranked{anna, bo, carl, inhabil, leaving}
	tests := []struct {
		name    string
		a       intake.Assignment
		ranking []intake.Ranked
		want    error
	}{
		{"the first", intake.Assignment{Owner: 1}, all, nil},
		{"the first, with a buddy", intake.Assignment{Owner: 1, Buddy: 2}, all, nil},
		{"another", intake.Assignment{Owner: 2}, all, rule.Violation("reason", "leaves_ranking", "Bo", "Anna")},
		{"another, with a reason", intake.Assignment{Owner: 2, Reason: "Kender familien"}, all, nil},
		{"a reason of nothing", intake.Assignment{Owner: 2, Reason: " \x00\n"}, all, rule.Violation("reason", "leaves_ranking", "Bo", "Anna")},
		{"the first as it was shown", intake.Assignment{Owner: 2, Shown: 2}, all, nil},
		{"the first as it is, another was shown", intake.Assignment{Owner: 1, Shown: 2}, all, nil},
		{"neither: the message names who was shown", intake.Assignment{Owner: 3, Shown: 2}, all, rule.Violation("reason", "leaves_ranking", "Carl", "Bo")},
		{"shown is nobody who can be chosen", intake.Assignment{Owner: 9, Shown: 9}, all, rule.Violation("owner", "not_in_team")},
		{"the first passes the norm", intake.Assignment{Owner: 3}, []intake.Ranked{carl, bo}, rule.Violation("reason", "over_norm", "Carl", 15.5, 14.6)},
		{"was shown first and passes the norm since", intake.Assignment{Owner: 3, Shown: 3}, all, rule.Violation("reason", "over_norm", "Carl", 15.5, 14.6)},
		{"passes the norm, with a reason", intake.Assignment{Owner: 3, Reason: "Nr. 1 siger ja"}, all, nil},
		{"a conflict of interest", intake.Assignment{Owner: 4, Reason: "x"}, all, rule.Violation("owner", "conflict")},
		{"a buddy with a conflict of interest", intake.Assignment{Owner: 1, Buddy: 4}, all, rule.Violation("buddy", "conflict")},
		{"who stops", intake.Assignment{Owner: 5, Reason: "x"}, all, rule.Violation("owner", "has_left")},
		{"who stops can be buddy", intake.Assignment{Owner: 1, Buddy: 5}, all, nil},
		{"who is blocked is not the first", intake.Assignment{Owner: 2}, []intake.Ranked{inhabil, bo}, nil},
		{"a buddy from outside is refused elsewhere", intake.Assignment{Owner: 1, Buddy: 99}, all, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := intake.Choose(tt.a, tt.ranking); !reflect.DeepEqual(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// Why, in a sentence that the youth can read.
func TestPartsInWords(t *testing.T) {
	day := func(y, m, d int) when.Date { on, _ := when.On(y, 1, d); return on.AddMonths(m - 1) }
	tests := []struct {
		parts intake.Parts
		want  string
	}{
		{intake.Parts{Here: true, Fits: true, Weighted: 11.5, Norm: 18}, "Først i rækkefølgen: er her de næste syv dage, har plads (11,5 af 18) og har ingen nye unge den seneste uge."},
		{intake.Parts{Here: true, Fits: true, New: 1}, "Først i rækkefølgen: er her de næste syv dage og har én ny ung den seneste uge."},
		{intake.Parts{New: 3, Has: []string{"psykiatri", "misbrug"}}, "Først i rækkefølgen: kan psykiatri og misbrug og har 3 nye unge den seneste uge."},
		{intake.Parts{Knew: &intake.Past{As: "owner", From: day(2022, 3, 1), To: day(2024, 5, 2)}}, "Først i rækkefølgen: var kontaktperson 2022–2024 og har ingen nye unge den seneste uge."},
		{intake.Parts{Knew: &intake.Past{As: "buddy", From: day(2024, 3, 1), To: day(2024, 5, 2)}}, "Først i rækkefølgen: var makker i 2024 og har ingen nye unge den seneste uge."},
	}
	for _, tt := range tests {
		if got := intake.Sentence(tt.parts); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// What was chosen is kept with the parts, as they were; nobody can change it after.
func TestChoiceIsKept(t *testing.T) {
	w := casetest.New(t)
	team := w.Team("Nord")
	anna, bo := w.Person(team, "Anna", access.Caseworker), w.Person(team, "Bo", access.Caseworker)
	kim := w.Person(team, "Kim", access.Coordinator)
	w.Exec(`UPDATE staff SET competences = '{psykiatri}' WHERE id = @id`, db.Args{"id": bo.Staff})
	w.Youth(anna, "Ida Lund", casetest.WithBuddy(bo))

	first, left := referred(w, team, kim, w.Registered("Mads Holm")), referred(w, team, kim, w.Registered("Aya Friis"))
	for _, step := range []struct {
		referral id.Referral
		a        intake.Assignment
	}{
		{first, intake.Assignment{Owner: bo.Staff, Buddy: anna.Staff, Needs: []string{"psykiatri"}, Shown: bo.Staff}},
		{left, intake.Assignment{Owner: anna.Staff, Reason: "Kender familien", Needs: []string{"psykiatri"}, Shown: bo.Staff}},
	} {
		if err := w.Intake.Assign(t.Context(), kim, step.referral, step.a, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	type kept struct {
		Place, Candidates int
		First             id.Staff
		Followed          bool
		Reason, Because   string
		Has               []string
		Together          int
	}
	rows, err := db.All[kept](t.Context(), w.DB.Read, `
		SELECT c.place, c.candidates, c.first_id AS first, c.followed, c.reason, h.reason AS because,
		       ARRAY(SELECT jsonb_array_elements_text(coalesce(c.parts->'has', '[]'))) AS has, coalesce((c.buddy_parts->>'together')::int, 0) AS together
		FROM assignment_choices c JOIN handovers h ON h.enrolment_id = c.enrolment_id ORDER BY c.enrolment_id`, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []kept{
		{1, 2, bo.Staff, true, "", "Først i rækkefølgen: er her de næste syv dage, har plads (0 af 18), kan psykiatri og har ingen nye unge den seneste uge.", []string{"psykiatri"}, 1},
		{2, 2, bo.Staff, false, "Kender familien", "Kender familien", []string{}, 0},
	}
	if !slices.EqualFunc(rows, want, func(a, b kept) bool { return reflect.DeepEqual(a, b) }) {
		t.Errorf("kept\n%+v, want\n%+v", rows, want)
	}
	for _, sql := range []string{`UPDATE assignment_choices SET reason = 'x'`, `DELETE FROM assignment_choices`} {
		if _, err := w.DB.Write.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
}
