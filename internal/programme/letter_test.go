package programme_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"kasket/internal/audit"
	"kasket/internal/db"
	"kasket/internal/dbtest"
	"kasket/internal/letter"
	"kasket/internal/programme"
	"kasket/internal/rule"
)

// Every kind has its common template in both languages, each easy to read, in the
// you-form, with the law last, and nothing in braces left.
func TestShippedTemplates(t *testing.T) {
	d := dbtest.New(t)
	rows, err := service(d).LetterTemplates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 12 {
		t.Errorf("%d rows, want six in two languages", len(rows))
	}
	for _, kind := range programme.LetterKinds {
		for _, lang := range []string{"da", "en"} {
			got, err := programme.LetterTemplateOn(t.Context(), d.Read, kind, "", lang, day(t, "2026-11-22"))
			if err != nil || got.Code != string(kind) || got.Lang != lang {
				t.Errorf("the common %s in %s: %+v %v", kind, lang, got, err)
			}
		}
	}
	for _, row := range rows {
		l := row.Preview()
		score, ok := letter.LIX(l.Text())
		t.Logf("%s %s: LIX %d", row.Code, row.Lang, score)
		if !ok || score >= letter.Easy {
			t.Errorf("%s in %s has LIX %d", row.Code, row.Lang, score)
		}
		text := l.Text()
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s in %s keeps a brace: %s", row.Code, row.Lang, text)
		}
		if last := l.Body[len(l.Body)-1]; last.Kind != letter.FinePrint {
			t.Errorf("%s in %s does not end with the law", row.Code, row.Lang)
		}
		you := map[string]*regexp.Regexp{"da": regexp.MustCompile(`(?i)\b(du|dig|din|dit)\b`), "en": regexp.MustCompile(`(?i)\byou(rs?)?\b`)}[row.Lang]
		if len(you.FindAllString(text, -1)) < 5 || strings.Contains(text, "!") {
			t.Errorf("%s in %s does not speak to you: %s", row.Code, row.Lang, text)
		}
		for _, f := range programme.LetterFields(row.Kind) {
			if in := strings.Contains(row.Title+row.Body, "{"+f.Name+"}"); !in && f.Name != "dato" && (f.Name != programme.GuidanceField || row.Code != programme.RecommendationLetter) && (f.Name != "lov" || row.Kind != programme.ReceiptLetter) {
				t.Errorf("%s in %s leaves out {%s}", row.Code, row.Lang, f.Name)
			}
		}
	}
}

func TestLetterTemplateRules(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, leader := actors(t, d)
	for name, tt := range map[string]struct {
		change func(*programme.LetterTemplate)
		want   string
		says   any
	}{
		"no field of the house":    {func(r *programme.LetterTemplate) { r.Body = "Kære {navnet} og {x y}" }, "body unknown_field", "{navnet}, {x y}"},
		"a field of another kind":  {func(r *programme.LetterTemplate) { r.Body = "{høringsfrist}" }, "body unknown_field", "{høringsfrist}"},
		"in the title":             {func(r *programme.LetterTemplate) { r.Title = "{cpr}" }, "title unknown_field", "{cpr}"},
		"an empty field":           {func(r *programme.LetterTemplate) { r.Body = "Kære {}" }, "body unknown_field", "{}"},
		"a forgotten brace":        {func(r *programme.LetterTemplate) { r.Body = "Kære {navn" }, "body loose_brace", nil},
		"a brace too many":         {func(r *programme.LetterTemplate) { r.Body = "Kære {navn}}" }, "body loose_brace", nil},
		"nothing":                  {func(r *programme.LetterTemplate) { r.Body = "\x00 \n" }, "body required", nil},
		"too much":                 {func(r *programme.LetterTemplate) { r.Body = strings.Repeat("æ", programme.LongestBody+1) }, "body too_long", nil},
		"no code":                  {func(r *programme.LetterTemplate) { r.Code = "../x" }, "code code", nil},
		"no language of ours":      {func(r *programme.LetterTemplate) { r.Lang = "sv" }, "lang unknown", nil},
		"no kind of ours":          {func(r *programme.LetterTemplate) { r.Kind = "love"; r.Body = "x" }, "kind unknown", nil},
		"no day":                   {func(r *programme.LetterTemplate) { r.From = day(t, "1900-01-01") }, "from date_range", nil},
		"a code that is taken":     {func(r *programme.LetterTemplate) { r.Code = "decision" }, "code name_taken", nil},
		"another kind of the code": {func(r *programme.LetterTemplate) { r.Code, r.Kind, r.Body = "only_en", "hearing", "x" }, "kind kind_of_code", nil},
		"20,000 characters, emoji": {func(r *programme.LetterTemplate) { r.Code, r.Body = "long", strings.Repeat("æ🎉ש\x00", 6000) }, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			row := programme.LetterTemplate{
				Code: "ny", Lang: "da", Kind: programme.DecisionLetter, NameDa: "Ny", NameEn: "New", Title: "Om {afgørelse}", Body: "Kære {navn}", From: day(t, "2026-11-21"),
			}
			only := row
			only.Code, only.Lang = "only_en", "en"
			_, _ = s.SetLetterTemplate(t.Context(), admin, only, audit.Form{})
			tt.change(&row)
			_, err := s.SetLetterTemplate(t.Context(), admin, row, audit.Form{})
			broke(t, err, tt.want)
			if v, is := errors.AsType[rule.Violations](err); is && tt.says != nil && v[0].Args[0] != tt.says {
				t.Errorf("names %v, want %v", v[0].Args, tt.says)
			}
		})
	}
	if _, err := s.SetLetterTemplate(t.Context(), leader, programme.LetterTemplate{}, audit.Form{}); err == nil {
		t.Error("a leader writes templates")
	}
}

// A template is followed from a day, corrected on the same day, never overwritten by
// somebody who has not seen it; a letter of a day is written by the row of that day.
func TestSetLetterTemplate(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	on := func(on string) programme.LetterTemplate {
		t.Helper()
		got, err := programme.LetterTemplateOn(t.Context(), d.Read, programme.DecisionLetter, "", "da", day(t, on))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	old := on("2026-11-21")
	next := old
	next.Title, next.From = "Ny overskrift", day(t, "2027-01-01")
	if _, err := s.SetLetterTemplate(t.Context(), admin, next, audit.Form{}); err != nil {
		t.Fatal(err)
	}
	if on("2026-12-31").Title != old.Title || on("2027-01-01").Title != "Ny overskrift" {
		t.Error("a letter is not written by the row of its day")
	}
	_, err := s.SetLetterTemplate(t.Context(), admin, next, audit.Form{})
	if stale, is := errors.AsType[*programme.StaleTemplate](err); !is || stale.Theirs.Title != "Ny overskrift" {
		t.Errorf("an edit of what was edited meanwhile: %v", err)
	}
	again := on("2027-01-01")
	again.Title = "Rettet"
	if _, err := s.SetLetterTemplate(t.Context(), admin, again, audit.Form{}); err != nil || on("2027-02-01").Title != "Rettet" {
		t.Errorf("a correction: %v", err)
	}
	early := on("2026-11-21")
	early.From = day(t, "2026-06-01")
	_, err = s.SetLetterTemplate(t.Context(), admin, early, audit.Form{})
	broke(t, err, "from overlaps")
	broke(t, s.EndLetterTemplate(t.Context(), admin, on("2027-01-01").ID, day(t, "2027-06-30"), audit.Form{}), "last common_stays")
	special := programme.LetterTemplate{
		Code: "sanction", Lang: "da", Kind: programme.DecisionLetter, NameDa: "Sanktion", NameEn: "Sanction", Title: "Om {afgørelse}", Body: "Kære {navn}", From: day(t, "2026-11-01"),
	}
	made, err := s.SetLetterTemplate(t.Context(), admin, special, audit.Form{})
	if err != nil {
		t.Fatal(err)
	}
	broke(t, s.EndLetterTemplate(t.Context(), admin, made, day(t, "2026-10-31"), audit.Form{}), "last before_from")
	broke(t, s.EndLetterTemplate(t.Context(), admin, made, day(t, "2026-11-30"), audit.Form{}), "")
	for on, want := range map[string]string{"2026-11-30": "sanction", "2026-12-01": "decision"} {
		got, err := programme.LetterTemplateOn(t.Context(), d.Read, programme.DecisionLetter, "sanction", "da", day(t, on))
		if err != nil || got.Code != want {
			t.Errorf("on %s the letter is %s %v", on, got.Code, err)
		}
	}
	if _, err := programme.LetterTemplateOn(t.Context(), d.Read, programme.HearingLetter, "", "sv", day(t, "2026-12-01")); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a language there is none of: %v", err)
	}
}

// Two who save at once: one row, and the other is told.
func TestConcurrentTemplates(t *testing.T) {
	d := dbtest.New(t)
	s := service(d)
	admin, _ := actors(t, d)
	row := programme.LetterTemplate{
		Code: "ny", Lang: "da", Kind: programme.AccessLetter, NameDa: "Ny", NameEn: "New", Title: "x", Body: "Kære {navn}", From: day(t, "2026-11-21"),
	}
	save := func(row programme.LetterTemplate) []error {
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i := range errs {
			both.Go(func() { _, errs[i] = s.SetLetterTemplate(t.Context(), admin, row, audit.Form{}) })
		}
		both.Wait()
		return errs
	}
	if errs := save(row); (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("two made one code: %v", errs)
	}
	rows, err := s.LetterTemplates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(rows, func(r programme.LetterTemplate) bool { return r.Code == "ny" })
	row = rows[at]
	row.From = day(t, "2027-01-01")
	if errs := save(row); (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("two followed one row: %v", errs)
	}
}

// Who must be told how to complain, and what a letter of it lacks.
func TestGuidance(t *testing.T) {
	full := programme.DecisionType{Burdensome: programme.Burdens, Mode: programme.Decides, ComplaintBody: "Ankestyrelsen", ComplaintWeeks: 4}
	for name, tt := range map[string]struct {
		change func(*programme.DecisionType)
		weighs bool
		must   bool
		lacks  string
	}{
		"a burden":                          {func(*programme.DecisionType) {}, true, true, ""},
		"a burden nobody called one":        {func(*programme.DecisionType) {}, false, true, ""},
		"it depends":                        {func(r *programme.DecisionType) { r.Burdensome = programme.MayBurden }, false, true, ""},
		"a favour":                          {func(r *programme.DecisionType) { r.Burdensome = programme.Favours }, false, false, ""},
		"a favour that weighs all the same": {func(r *programme.DecisionType) { r.Burdensome = programme.Favours }, true, true, ""},
		"nobody to complain to":             {func(r *programme.DecisionType) { r.ComplaintBody = "" }, true, true, "type type_lacks_complaint"},
		"no weeks":                          {func(r *programme.DecisionType) { r.ComplaintWeeks = 0 }, true, true, "type type_lacks_complaint"},
		"a favour, nobody to complain to":   {func(r *programme.DecisionType) { r.Burdensome, r.ComplaintBody = programme.Favours, "" }, false, false, ""},
		"a recommendation":                  {func(r *programme.DecisionType) { r.Mode = programme.Recommends }, true, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			row := full
			tt.change(&row)
			if got := row.MustGuide(tt.weighs); got != tt.must {
				t.Errorf("must guide %v", got)
			}
			broke(t, row.MayGuide(tt.weighs).Err(), tt.lacks)
			if got := len(row.Needs("da", tt.weighs)); (got == 1) != (tt.must && tt.lacks == "") {
				t.Errorf("%d blocks", got)
			}
		})
	}
	for _, lang := range []string{"da", "en"} {
		text := full.Guidance(lang)
		for _, want := range []string{"Ankestyrelsen", "4"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q: %s", lang, want, text)
			}
		}
		if score, ok := letter.LIX(text); !ok || score >= letter.Easy {
			t.Errorf("the guidance in %s has LIX %d", lang, score)
		}
	}
}

// However an administrator writes the template of a decision, the letter of one that
// weighs tells how to complain.
func FuzzGuidanceStands(f *testing.F) {
	f.Add("Om {afgørelse}", "Kære {navn}")
	f.Add("{klagevejledning}", "# {klagevejledning}\n- {klagevejledning}")
	row := programme.DecisionType{Burdensome: programme.Burdens, ComplaintBody: "Ankestyrelsen", ComplaintWeeks: 4}
	f.Fuzz(func(t *testing.T, title, body string) {
		_, blocks := letter.Compose(letter.Template{Title: title, Body: body}, map[string]string{"navn": body}, row.Needs("da", true)...)
		text := strings.Join(strings.Fields(letter.Letter{Body: blocks}.Text()), " ")
		if !strings.Contains(text, "inden 4 uger") || !strings.Contains(text, "sender vi din klage til Ankestyrelsen") {
			t.Errorf("%q %q: %s", title, body, text)
		}
	})
}
