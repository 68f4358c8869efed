package server_test

import (
	"net/http"
	"strings"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/plan"
	"kasket/internal/db"
	"kasket/web/page"
)

// The youth's own page says whom to call, the goals and what was agreed; each print is
// recorded, and a line with a personal number is left out and said to be.
func TestPapers(t *testing.T) {
	d := newDesk(t)
	d.Exec(`UPDATE staff SET phone = '+4512345678' WHERE id = @a`, db.Args{"a": d.anna.Staff})
	if _, err := d.Plans.SetGoal(t.Context(), d.anna, d.oliver, plan.GoalWish{Text: "Et job ude", Now: "3", Wanted: "8"}, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Ringer til skolen", "Skriver til 610190-1234"} {
		if _, err := d.Plans.Agree(t.Context(), d.anna, d.oliver, plan.Wish{Text: text}, audit.Form{}); err != nil {
			t.Fatal(err)
		}
	}
	v := d.as(d.anna)
	shown := v.get(page.YouthPath(d.oliver, "page"))
	text := shown.Find("article.letter").Text()
	for _, want := range []string{"Oliver: din side", "Anna Bech, 12 34 56 78", "Makkeren: Bo Dahl", "Et job ude. På en skala fra 0 til 10 er du på 3.", "Det har vi lovet dig", "Ringer til skolen"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "610190") || !strings.Contains(shown.Find("main").Text(), "1 linje er ikke med") {
		t.Errorf("the page says a personal number, or does not say what is left out: %s", text)
	}
	for _, kind := range page.PaperKinds {
		file := v.get(page.PaperPath(d.oliver, kind, "pdf"))
		if file.Status != http.StatusOK || file.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s as PDF: %d %s", kind, file.Status, file.Header.Get("Content-Type"))
		}
	}
	if n := casetest.One[int](d.World, `SELECT count(*) FROM audit_events WHERE action = 'print plan'`, nil); n != 4 {
		t.Errorf("%d prints recorded, want one each", n)
	}
}
