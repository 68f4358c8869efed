package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/audit"
	"kasket/internal/casetest"
	"kasket/internal/casework/sparring"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/web/page"
)

// sparringCast is a site with a team, a youth Anna has, and a question to Finn.
type sparringCast struct {
	*site
	queries                       *counter
	anna, bo, finn, ida, coord    access.Actor
	leader, insight, admin, other access.Actor
	youth                         id.Youth
	question                      id.Question
}

func newSparringCast(t *testing.T) sparringCast {
	t.Helper()
	queries := new(counter)
	s := newSite(t, queries.option())
	team := s.Team("Nord")
	c := sparringCast{
		site: s, queries: queries,
		anna: s.Person(team, "Anna", access.Caseworker), bo: s.Person(team, "Bo", access.Caseworker),
		finn: s.Person(team, "Finn", access.Adviser), ida: s.Person(team, "Ida", access.Adviser),
		coord: s.Person(team, "Cilla", access.Coordinator), leader: s.Person(team, "Lise", access.Leader),
		insight: s.Person(0, "Inge", access.Insight), admin: s.Person(0, "Adam", access.Administrator),
		other: s.Person(s.Team("Syd"), "Sten", access.Caseworker, access.Leader),
	}
	c.youth = s.Youth(c.anna, "Mads Holm")
	var err error
	c.question, err = s.Sparring.Ask(t.Context(), c.anna, c.youth, sparring.Wish{To: c.finn.Staff, Text: "Hvordan kommer vi i gang igen?"}, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhoReadsAQuestion(t *testing.T) {
	c := newSparringCast(t)
	record, one := page.YouthPath(c.youth, "questions"), page.QuestionPath(c.question)
	tests := []struct {
		name               string
		by                 access.Actor
		own, question, tab int
	}{
		{"who asked", c.anna, 200, 200, 200},
		{"who is asked", c.finn, 200, 200, 200},
		{"a colleague", c.bo, 200, 403, 403},
		{"another adviser", c.ida, 200, 404, 404},
		{"the coordinator", c.coord, 200, 403, 403},
		{"the leader without a reason", c.leader, 200, 403, 403},
		{"insight", c.insight, 200, 404, 404},
		{"the administrator", c.admin, 200, 404, 404},
		{"another team", c.other, 200, 404, 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := c.as(tt.by)
			for path, want := range map[string]int{page.QuestionsPath: tt.own, one: tt.question, record: tt.tab} {
				if got := v.get(path); got.Status != want {
					t.Errorf("GET %s: %d, want %d", path, got.Status, want)
				}
			}
			if tt.question == http.StatusOK {
				return // what these may do with it is TestSparring's
			}
			for _, act := range []string{"answer", "closure", "extension"} {
				if got := v.post(page.QuestionPath(c.question, act), url.Values{}); got.Status != tt.question {
					t.Errorf("POST %s: %d, want %d", act, got.Status, tt.question)
				}
			}
		})
	}
	if got := c.nobody().get(one); got.Status != http.StatusSeeOther {
		t.Errorf("nobody signed in: %d, want to be led to the sign-in page", got.Status)
	}
}

// The whole way: Anna asks, Finn reads the record and answers, Anna closes, and
// Finn reads it no longer.
func TestSparring(t *testing.T) {
	c := newSparringCast(t)
	anna, ida := c.as(c.anna), c.as(c.ida)
	record := page.YouthPath(c.youth, "questions")
	board := anna.get(record)
	form := board.fill(record, url.Values{"asked": {id.String(c.ida.Staff)}, "question": {"Hvad virker?"}, "until": {"om en uge"}})
	for range 2 { // sent twice, asked once
		if got := anna.post(record, form); got.Status != http.StatusSeeOther || got.Location != record {
			t.Fatalf("asking: %d to %q", got.Status, got.Location)
		}
	}
	if n := casetest.One[int](c.World, `SELECT count(*) FROM questions WHERE to_id = @ida AND until_on = @until`,
		db.Args{"ida": c.ida.Staff, "until": c.Today().AddDays(7)}); n != 1 {
		t.Fatalf("%d questions to Ida, want 1", n)
	}
	mine := ida.get(page.QuestionsPath)
	if got := mine.text("main"); !strings.Contains(got, "Venter på dit svar") || !strings.Contains(got, "Mads Holm") {
		t.Fatalf("Ida's questions: %s", got)
	}
	one, _ := mine.Find(".question a").Attr("href")
	read := ida.get(one)
	if link := read.Find(".head .btn").AttrOr("href", ""); link != page.YouthPath(c.youth) {
		t.Errorf("the question leads to %q, want the record", link)
	}
	if got := ida.post(one+"/answer", read.fill(one+"/answer", url.Values{"answer": {"Gåture."}})); got.Location != page.QuestionsPath {
		t.Fatalf("answering: %d to %q", got.Status, got.Location)
	}
	if got := anna.get(record).text(".question blockquote"); !strings.Contains(got, "Gåture.") {
		t.Errorf("Anna reads %q, want the answer", got)
	}
	asked := anna.get(one)
	if got := anna.post(one+"/extension", asked.fill(one+"/extension", url.Values{"until": {"om 3 uger"}})); got.Status != http.StatusSeeOther {
		t.Errorf("extending: %d", got.Status)
	}
	if got := anna.post(one+"/closure", asked.fill(one+"/closure", nil)); got.Status != http.StatusSeeOther {
		t.Errorf("closing: %d", got.Status)
	}
	for _, path := range []string{one, record} {
		if got := ida.get(path); got.Status != http.StatusNotFound {
			t.Errorf("Ida afterwards at %s: %d, want 404", path, got.Status)
		}
	}
}

func TestBadQuestions(t *testing.T) {
	c := newSparringCast(t)
	anna, finn := c.as(c.anna), c.as(c.finn)
	record, one := page.YouthPath(c.youth, "questions"), page.QuestionPath(c.question)
	long := strings.Repeat("ø", 4001)
	ok := url.Values{"asked": {id.String(c.ida.Staff)}, "question": {"Hvad virker?"}, "until": {"om en uge"}}
	with := func(field, value string) url.Values {
		form := url.Values{}
		for k, v := range ok {
			form[k] = v
		}
		form.Set(field, value)
		return form
	}
	tests := []struct {
		name  string
		by    *visitor
		path  string
		form  url.Values
		field string // whose message is shown; "" is the summary alone
		kept  string // what was typed is still there
	}{
		{"nobody asked", anna, record, with("asked", ""), "asked", "Hvad virker?"},
		{"asked no number", anna, record, with("asked", "<script>"), "asked", "Hvad virker?"},
		{"asked an unknown one", anna, record, with("asked", "987654"), "asked", "Hvad virker?"},
		{"asked one of another team", anna, record, with("asked", id.String(c.other.Staff)), "asked", "Hvad virker?"},
		{"asked oneself", anna, record, with("asked", id.String(c.anna.Staff)), "asked", "Hvad virker?"},
		{"nothing asked", anna, record, with("question", " \n\t"), "question", ""},
		{"only control characters", anna, record, with("question", "\x00\x07"), "question", ""},
		{"asked too much", anna, record, with("question", long), "question", long},
		{"no date", anna, record, with("until", "snart <b>"), "until", "Hvad virker?"},
		{"a date in the past", anna, record, with("until", "1.11.2026"), "until", "Hvad virker?"},
		{"too far ahead", anna, record, with("until", "21.11.2027"), "until", "Hvad virker?"},
		{"another's entry", anna, record, with("contact", "987654"), "", "Hvad virker?"},
		{"nothing answered", finn, one + "/answer", url.Values{"answer": {""}}, "answer", ""},
		{"answered too much", finn, one + "/answer", url.Values{"answer": {long}}, "answer", long},
		{"extended to nothing", anna, one + "/extension", url.Values{"until": {""}}, "until", ""},
		{"extended to no date", anna, one + "/extension", url.Values{"until": {"32.13."}}, "until", ""},
		{"extended too far", anna, one + "/extension", url.Values{"until": {"om et år"}}, "until", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.form.Set("key", "6a3a3a8e-6a8e-4c39-9a8e-0123456789ab")
			got := tt.by.post(tt.path, tt.form)
			if got.Status != http.StatusUnprocessableEntity {
				t.Fatalf("status %d, want 422", got.Status)
			}
			if got.Find("#errors li").Length() == 0 || tt.field != "" && got.Find("#"+tt.field+"-error").Length() != 1 {
				t.Errorf("no message at %q: %s", tt.field, got.text("#errors"))
			}
			if !strings.Contains(got.text("textarea"), tt.kept) {
				t.Errorf("what was typed is gone: %q", got.text("textarea"))
			}
			if strings.Contains(got.Body, "snart <b>") {
				t.Error("what was typed came back as markup")
			}
		})
	}
	for _, path := range []string{"/questions/0", "/questions/x", "/questions/987654", "/questions/99999999999999999999"} {
		if got := anna.get(path); got.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", path, got.Status)
		}
	}
	if got := finn.post(one+"/answer", url.Values{"answer": {"<script>alert(1)</script> 😀"}, "key": {"7a3a3a8e-6a8e-4c39-9a8e-0123456789ab"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("a script tag is only text: %d", got.Status)
	}
	if body := anna.get(one).Body; !strings.Contains(body, "&lt;script&gt;alert(1)") {
		t.Error("the answer does not stand as text")
	}
}

func TestQueriesOfQuestions(t *testing.T) {
	c := newSparringCast(t)
	anna := c.as(c.anna)
	for path, most := range map[string]int{page.QuestionsPath: 2, page.QuestionPath(c.question): 4, page.YouthPath(c.youth, "questions"): 6} {
		if n := c.queries.during(func() { anna.get(path) }); n > most {
			t.Errorf("GET %s: %d statements, want at most %d", path, n, most)
		}
	}
}
