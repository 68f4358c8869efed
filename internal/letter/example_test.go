package letter_test

import (
	"testing"
	"time"

	"kasket/internal/letter"
	"kasket/internal/when"
)

func day(t *testing.T, text string) when.Date {
	t.Helper()
	var d when.Date
	if err := d.UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return d
}

// sample is a letter as one would be sent.
func sample(t *testing.T) letter.Letter {
	t.Helper()
	title, body := letter.Compose(letter.Template{
		Title: "Afgørelse om {afgoerelse}",
		Body: `Kære {navn}

# Det har vi besluttet
Vi har besluttet, at {hvad}.

# Hvorfor
{begrundelse}

# Det betyder for dig
- Afgørelsen gælder {periode}.
- {kan}

{klagevejledning}

Venlig hilsen
{afsender}

§ Afgørelsen er truffet efter {lov}.`,
	}, map[string]string{
		"afgoerelse": "en mentor", "navn": "Åse Ærø Ørsted-Rémy", "hvad": "du får en mentor",
		"begrundelse": "Du har fortalt, at det er svært at komme op om morgenen.\n\nVi har set, at beskæftigelsesindsatsen og uddannelsesvejledningen virker bedst, når nogen følger med.",
		"periode":     "fra 1. december 2026", "kan": "Ring til mig, hvis noget er uklart.", "lov": "lov om en aktiv beskæftigelsesindsats § 167", "afsender": "Anna Holm\nkontaktperson",
	}, letter.Required{Field: "klagevejledning", Heading: "Hvis du er uenig", Text: "Du kan klage inden fire uger. Klagen sender du til os."})
	return letter.Letter{
		Lang: letter.Danish, Title: title, Body: body,
		Sender: []string{"Ungeenheden", "Torvet 1", "9999 Eksempel", "Telefon 12 34 56 78"},
		To:     []string{"Åse Ærø Ørsted-Rémy", "Vestergade 12, 3. tv.", "9999 Eksempel"},
		Date:   day(t, "2026-11-22"), Refs: []string{"Sag 42"}, Made: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
	}
}
