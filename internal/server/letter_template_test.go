package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kasket/internal/access"
	"kasket/internal/browsertest"
	"kasket/internal/casetest"
	"kasket/internal/id"
	"kasket/internal/letter"
)

// What letters say: read, shown as a letter and as a PDF, and refused with the field's
// name where nobody knows it.
func TestLetterTemplatePages(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	path := s.templatePath
	list := ada.get("/letter-templates")
	if n := list.Find("#decision tbody tr").Length(); n != 4 {
		t.Errorf("%d templates of decisions", n)
	}
	one := ada.get(path("decision", "da"))
	for _, want := range []string{"Afgørelse om en mentor", "Kære Emma Eksempel", "Det gælder fra den 1. december 2026", "let at læse"} {
		if !strings.Contains(one.text("main"), want) {
			t.Errorf("the letter lacks %q: %s", want, one.text("main"))
		}
	}
	if one.Find(`a[href$="/end"]`).Length() != 0 || one.Find(".letter").AttrOr("lang", "") != "da" {
		t.Error("the common letter can be ended, or does not say its language")
	}
	pdf := ada.get(path("decision", "en") + "/pdf")
	if pdf.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the PDF is %q, %.20q", pdf.Header, pdf.Body)
	}
	edit := path("decision", "da") + "/edit"
	for _, tt := range []struct{ field, value, says string }{
		{"body", "Kære {navnet} og {x}", "Der er intet felt, der hedder {navnet}, {x}."},
		{"title", "Om {høringsfrist}", "Der er intet felt, der hedder {høringsfrist}."},
		{"body", "Kære {navn", "Der mangler"},
		{"body", " ", "Udfyld feltet."},
		{"name_da", "", "Udfyld feltet."},
		{"from", "en dag", "Skriv en dato"},
	} {
		got := ada.submit(edit, edit, url.Values{tt.field: {tt.value}})
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.fault(tt.field), tt.says) {
			t.Errorf("%s %q: status %d, %q; %s", tt.field, tt.value, got.Status, got.fault(tt.field), got.text("#errors"))
		}
		if kept := got.Find("#" + tt.field); tt.value != " " && strings.TrimPrefix(kept.AttrOr("value", kept.Text()), "\n") != tt.value {
			t.Errorf("%s %q is lost", tt.field, tt.value)
		}
	}
	shown := ada.submit(edit, edit, url.Values{"body": {"Hej {navn} 🎉\n\n# Punkter\n- et\n- to"}, "show": {"letter"}})
	if shown.Status != http.StatusOK || !strings.Contains(shown.text("#preview"), "Hej Emma Eksempel") || !strings.Contains(shown.text("#preview"), "kan ikke trykkes") || shown.Find("#preview li").Length() != 2 {
		t.Errorf("the preview: %d %s", shown.Status, shown.text("#preview"))
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM audit_events WHERE action = 'manage letter templates'`, nil); n != 0 {
		t.Errorf("a preview wrote %d lines in the trail", n)
	}
}

func (s *site) templatePath(code, lang string) string {
	return fmt.Sprintf("/letter-templates/%d", casetest.One[id.LetterTemplate](s.World, `SELECT max(id) FROM letter_templates WHERE code = '`+code+`' AND lang = '`+lang+`'`, nil))
}

// A template is written anew from a day, never over what somebody else saved meanwhile,
// and ended; the common one is not.
func TestSavingLetterTemplates(t *testing.T) {
	s := newSite(t)
	ada := s.as(s.Person(0, "Ada", access.Administrator))
	path := s.templatePath
	edit := path("decision", "da") + "/edit"
	form := ada.get(edit).fill(edit, url.Values{"body": {"Kære {navn}"}, "from": {"1.1.2027"}})
	for range 2 { // a second arrival is harmless
		if got := ada.post(edit, form); got.Status != http.StatusSeeOther {
			t.Fatalf("status %d: %s", got.Status, got.text("#errors"))
		}
	}
	if n := casetest.One[int](s.World, `SELECT count(*) FROM letter_templates WHERE code = 'decision' AND lang = 'da'`, nil); n != 2 {
		t.Errorf("%d rows of the code", n)
	}
	old := ada.get(edit).fill(edit, url.Values{"body": {"Hej {navn}"}, "from": {"1.3.2027"}, "version": {"1"}})
	if got := ada.post(edit, old); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.text("main"), "Kære {navn}") || !strings.Contains(got.Find("#body").Text(), "Hej {navn}") {
		t.Errorf("a stale save: status %d, %s", got.Status, got.text("main"))
	}
	made := url.Values{"code": {"sanktion"}, "name_da": {"Sanktion"}, "name_en": {"Sanction"}, "title": {"Om {afgørelse}"}, "body": {"Kære {navn}"}}
	if got := ada.submit("/letter-templates/new", "/letter-templates/new", made); got.Status != http.StatusSeeOther {
		t.Errorf("a new one: %d %s", got.Status, got.text("#errors"))
	}
	if got := ada.submit("/letter-templates/new", "/letter-templates/new", made); !strings.Contains(got.fault("code"), "brugt") {
		t.Errorf("the same code again: %q", got.fault("code"))
	}
	end := path("sanktion", "da") + "/end"
	if got := ada.submit(end, end, url.Values{"last": {"31.12.2026"}}); got.Status != http.StatusSeeOther {
		t.Errorf("ending: %d %s", got.Status, got.text("#errors"))
	}
	common := path("decision", "da") + "/end"
	if got := ada.submit(common, common, url.Values{"last": {"31.12.2027"}}); !strings.Contains(got.fault("last"), "Ret den i stedet") {
		t.Errorf("ending the common letter: %d %s", got.Status, got.text("#errors"))
	}
}

// While somebody writes, the page says the same figure as the server.
func TestReadingInTheBrowser(t *testing.T) {
	s := newSite(t)
	ada := s.Person(0, "Ada", access.Administrator)
	l := &walker{land: &land{site: s}}
	tab := l.browserOf(s.as(ada), ada)
	tab.Go(s.url + "/letter-templates/new")
	for _, text := range []string{
		"", "Kun fire korte ord",
		"Vi har besluttet at du får en mentor. Det gælder fra nu af.",
		"Vi mødes den 3. december kl. 14.30, jf. § 19, stk. 3. Du får 1.800,50 kr. om måneden. Det er fx nok til huslejen.",
		strings.Repeat("beskæftigelsesindsats ", 30),
		"Jeg sagde: \"Kom nu.\" Han kom.\n\n- tre og fire\n- fem; seks?\nÆblet Øen Åen faldt. 4 kom. 5. Emma-Louise gik!",
		"🎉 — … ¿Qué? naïve Œuvre ﬁn ١٢٣ a\u0301bc d\u00a0e\u2009f g\u200bh en to tre fire bl.a. Per og osv. Emma",
	} {
		want := "Læsetallet (LIX) kommer, når der er ti ord."
		if score, ok := letter.LIX(text); ok {
			want = fmt.Sprintf("Læsetal (LIX) %d: ", score)
		}
		typed, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		got := browsertest.Eval[string](tab, fmt.Sprintf(`(() => { const b = document.getElementById("body"); b.value = %s; b.dispatchEvent(new Event("input", { bubbles: true })); return document.querySelector(".reading").textContent })()`, typed))
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q: the page says %q, the server %q (%+v)", text, got, want, letter.Read(text))
		}
	}
}
