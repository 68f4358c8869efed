package letter_test

import (
	"fmt"
	"strings"
	"testing"

	"kasket/internal/letter"
)

func blocks(body []letter.Block) string {
	var parts []string
	for _, b := range body {
		parts = append(parts, fmt.Sprintf("%s:%s", b.Kind, strings.ReplaceAll(b.Text, "\n", "/")))
	}
	return strings.Join(parts, " | ")
}

func TestCompose(t *testing.T) {
	values := map[string]string{
		"navn": "Emma", "hvorfor": "Du sagde:\n- op\n- ud\n\nDet hjælper.", "slem": "# Overskrift\n\n§ lov\n\n{navn}", "tom": "  ", "to": "en\nto", "klage": "",
	}
	for name, tt := range map[string]struct{ body, want string }{
		"fields and lines":             {"Kære {navn}\nog { navn }", "paragraph:Kære Emma/og Emma"},
		"headings, lists, law":         {"# Hvorfor\nFordi.\n- a\n- b\n§ Efter LAB § 1.\n\nHilsen", "heading:Hvorfor | paragraph:Fordi. | bullets:a/b | paragraph:Hilsen | fine:Efter LAB § 1."},
		"a paragraph sign is no law":   {"§ 3 gælder.", "paragraph:§ 3 gælder."},
		"a value of several blocks":    {"# Hvorfor\n{hvorfor}", "heading:Hvorfor | paragraph:Du sagde: | bullets:op/ud | paragraph:Det hjælper."},
		"what is typed makes no marks": {"{slem}", "paragraph:# Overskrift | paragraph:§ lov | paragraph:{navn}"},
		"an empty value":               {"Hej\n\n# Om\n{tom}\n\nEfter {tom}.\n\n# To\n{tom}\n\nHilsen\n\n# Tre\n{tom}\n\nSlut {navn}{tom}.", "paragraph:Hej | paragraph:Hilsen | heading:Tre | paragraph:Slut Emma."},
		"a field nobody fills":         {"Kære {ukendt}{navn}", "paragraph:Kære Emma"},
		"a list keeps its items":       {"- {to}\n- {tom}\n- c", "bullets:en to/c"},
		"a heading with a value":       {"# Til {to}\nx", "heading:Til en to | paragraph:x"},
		"several headings":             {"a\n# b\nc\n# d\ne", "paragraph:a | heading:b | paragraph:c | heading:d | paragraph:e"},
		"nothing":                      {"", ""},
		"lines of Windows":             {"a\r\n\r\n- b\r\n- c\r\n", "paragraph:a | bullets:b/c"},
	} {
		t.Run(name, func(t *testing.T) {
			title, body := letter.Compose(letter.Template{Title: "Om {to}", Body: tt.body}, values)
			if got := blocks(body); got != tt.want || title != "Om en to" {
				t.Errorf("%s\nwant %s (%q)", got, tt.want, title)
			}
		})
	}
}

// A block that a rule asks for cannot be forgotten: wherever the template leaves its
// field, its words stand in the letter, once.
func TestRequiredIsNeverForgotten(t *testing.T) {
	need := letter.Required{Field: "klagevejledning", Heading: "Hvis du er uenig", Text: "Du kan klage inden fire uger.\n\nKlagen sendes til os."}
	for name, body := range map[string]string{
		"not placed":        "Kære {navn}",
		"nothing at all":    "",
		"placed alone":      "a\n\n{klagevejledning}\n\nb",
		"in a sentence":     "Husk: {klagevejledning}",
		"under a heading":   "# Klage\n{klagevejledning}\n\n§ Lov",
		"in a heading only": "# {klagevejledning}\nx",
		"in a list":         "- {klagevejledning}\n- x",
		"in the law":        "§ {klagevejledning}",
		"twice":             "{klagevejledning}\n\n{klagevejledning}",
		"before the law":    "x\n\n§ Efter loven.",
	} {
		t.Run(name, func(t *testing.T) {
			_, got := letter.Compose(letter.Template{Title: "{klagevejledning}", Body: body}, map[string]string{"navn": "Emma", "klagevejledning": "forkert"}, need)
			text := letter.Letter{Body: got}.Text()
			for _, want := range []string{"Du kan klage inden fire uger.", "Klagen sendes til os."} {
				if !strings.Contains(strings.ReplaceAll(text, "\n", " "), want) {
					t.Errorf("%q lacks %q", text, want)
				}
			}
			if strings.Contains(text, "forkert") {
				t.Errorf("a value stands in for the guidance: %q", text)
			}
			if last := got[len(got)-1]; strings.Contains(body, "loven") && last.Kind != letter.FinePrint {
				t.Errorf("the law is not last: %s", blocks(got))
			}
		})
	}
}

func TestFields(t *testing.T) {
	got := letter.Template{Title: "{a}", Body: "{ b } {a} {c d} {} { {x} {y\nz}"}.Fields()
	if want := "[a b c d  x]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// Whatever is typed into a field, nothing of the template's own makes its way out, and
// the guidance stands.
func FuzzCompose(f *testing.F) {
	f.Add("Kære {navn}\n\n{klagevejledning}", "Emma\x00🎉", "{navn}")
	f.Add("# {x}\n- {navn}", strings.Repeat("ש", 100), "# y")
	f.Fuzz(func(t *testing.T, body, name, why string) {
		need := letter.Required{Field: "klagevejledning", Heading: "Uenig", Text: "Du kan klage."}
		_, got := letter.Compose(letter.Template{Body: body}, map[string]string{"navn": name, "hvorfor": why}, need)
		if text := (letter.Letter{Body: got}).Text(); !strings.Contains(text, "Du kan klage.") {
			t.Errorf("%q lost the guidance: %q", body, text)
		}
		for _, b := range got {
			if strings.TrimSpace(b.Text) == "" {
				t.Errorf("an empty block in %q", blocks(got))
			}
		}
		letter.LIX(body + name + why)
	})
}
