package server_test

import (
	"net/url"
	"strings"
	"testing"

	"kasket/internal/casetest"
	"kasket/internal/db"
)

// A leader finds the stay they are asked about, reads it alone, and answers once.
func TestLongStayIsAnswered(t *testing.T) {
	l := newLand(t)
	lise := l.as(l.who["leader"])
	path := "/approvals/placements/" + l.params["stay"]
	if got := lise.get("/approvals").Find(`main a[href="` + path + `"]`).Text(); !strings.Contains(got, "Mads Holm") {
		t.Fatalf("the list says %q", got)
	}
	read := lise.get(path)
	if got := read.text("main"); !strings.Contains(got, "brug for <mere tid>") || !strings.Contains(got, "Du ser kun praktikken") {
		t.Errorf("the page says %q", got)
	}
	until := read.Find(`input[name="until"]`).First().AttrOr("value", "")
	no := lise.post(path, url.Values{"answer": {"no"}, "until": {until}, "version": {"1"}})
	if no.Status != 422 || !strings.Contains(no.text("main"), "Hvorfor ikke?") {
		t.Errorf("a no without why: %d %s", no.Status, no.text("main"))
	}
	if got := lise.post(path, url.Values{"answer": {"yes"}, "until": {until}, "version": {"1"}}); got.Status != 303 {
		t.Fatalf("the yes: %d %s", got.Status, got.text("main"))
	}
	kept := casetest.One[string](l.World, `SELECT concat_ws(' ', to_on - @today::date, long_to, long_by = @lise) FROM placements WHERE id = @id`,
		db.Args{"id": l.params["stay"], "today": l.Today(), "lise": l.who["leader"].Staff})
	if kept != "260 t" {
		t.Errorf("kept %s", kept)
	}
	if got := lise.get(path); got.Status != 303 {
		t.Errorf("asked again: %d", got.Status)
	}
}
